//! Target `ticket`: the text of a ticket, as pasted or as a link.

use trust::{MAX_TICKET_TEXT, TicketText};

use super::forge::hash;
use super::mutate::mutate_bytes;
use super::{DEEPEST, Seed, Target, known, reached, seed};
use crate::Random;

pub(super) const TARGET: Target = Target {
    name: "ticket",
    run,
    dress: Some(dress),
    seeds,
    longest: 9_000,
    words: &[
        b"mh1",
        b"mh2",
        b"manyhands://join/",
        b"\xe2\x80\x8b",
        b" ",
        b"\n",
        b"/",
    ],
};

/// The longest name that a ticket prints.
const NAME: usize = 40;

/// What is read prints to the same text (but for names that are cut), and a printed text reads back the same.
fn run(bytes: &[u8]) {
    let text = String::from_utf8_lossy(bytes);
    let Ok(ticket) = TicketText::parse(&text) else {
        return;
    };
    reached(1);
    let printed = ticket.to_text();
    assert!(
        printed.len() <= MAX_TICKET_TEXT,
        "a ticket of {} letters",
        printed.len()
    );
    let again = TicketText::parse(&printed).expect("a printed ticket reads back");
    assert_eq!(again.to_text(), printed, "printing is stable");
    let fits = |name: &str| name.len() <= NAME;
    if fits(&ticket.board_name) && fits(&ticket.inviter_name) {
        reached(DEEPEST);
        assert_eq!(again, ticket, "nothing is lost by printing");
        let plain: String = text
            .to_ascii_lowercase()
            .chars()
            .filter(char::is_ascii_alphanumeric)
            .collect();
        assert!(plain.ends_with(&printed), "one ticket has one text");
    }
    assert_eq!(TicketText::parse(&ticket.to_link()).expect("a link"), again);
}

/// Mutates the payload and makes the checksum good.
fn dress(bytes: &[u8], random: &mut Random) -> Option<Vec<u8>> {
    let text = std::str::from_utf8(bytes).ok()?;
    let code = text.trim().strip_prefix("mh1")?.to_ascii_uppercase();
    let mut payload = data_encoding::BASE32_NOPAD.decode(code.as_bytes()).ok()?;
    payload.truncate(payload.len().checked_sub(6)?);
    Some(text_of(&mutate_bytes(&payload, &[], random, 400)).into_bytes())
}

/// Puts a payload into a text, whatever it holds.
fn text_of(payload: &[u8]) -> String {
    let checksum = hash("manyhands 2026 ticket checksum", &[payload]);
    let bytes = [payload, &checksum[..6]].concat();
    format!("mh1{}", data_encoding::BASE32_NOPAD.encode(&bytes)).to_ascii_lowercase()
}

/// Alice's ticket.
fn honest() -> TicketText {
    let known = known();
    TicketText {
        inbox: None,
        board: known.board,
        nonce: known.nonce,
        secret: known.secret.clone(),
        inviter: trust::Fingerprint::of(known.alice.person(&known.nonce).id()),
        role: trust::Role::Contributor,
        expires_ms: Some(1_790_000_000_000),
        board_name: "Relief".to_owned(),
        inviter_name: "Alice".to_owned(),
        endpoints: [1_u8, 2]
            .map(|who| trust::EndpointHint {
                endpoint: trust::EndpointId([who; 32]),
                addrs: vec![
                    "192.0.2.7:4433".parse().unwrap(),
                    "[2001:db8::7]:4433".parse().unwrap(),
                ],
                relay: (who == 1).then(|| "https://relay.example".to_owned()),
            })
            .to_vec(),
    }
}

fn seeds() -> Vec<Seed> {
    let text = honest().to_text();
    let payload = data_encoding::BASE32_NOPAD
        .decode(text[3..].to_ascii_uppercase().as_bytes())
        .unwrap();
    let payload = &payload[..payload.len() - 6];
    let mut trailing = payload.to_vec();
    trailing.push(0);
    let bare = TicketText {
        endpoints: Vec::new(),
        expires_ms: None,
        ..honest()
    };
    let spaced: String = text
        .chars()
        .map(|letter| format!("{letter}\u{200b}"))
        .collect();
    vec![
        seed("honest", text.clone()),
        seed("bare", bare.to_text()),
        seed("link", honest().to_link()),
        seed("capitals", text.to_ascii_uppercase()),
        seed("lines", format!("{}\r\n {}", &text[..90], &text[90..])),
        seed("unseen-letters", spaced),
        seed("hostile-cut", &text[..text.len() - 9]),
        seed("hostile-newer", text.replacen("mh1", "mh2", 1)),
        seed("hostile-look-alike", text.replacen('o', "0", 1)),
        seed(
            "hostile-checksum",
            format!("{}aaaaaaaaaa", &text[..text.len() - 10]),
        ),
        seed("hostile-trailing-byte", text_of(&trailing)),
        seed(
            "hostile-endless-list",
            text_of(&[&payload[..payload.len() - 40], &[0x9b; 9]].concat()),
        ),
        seed("hostile-long-paste", "mh1a".repeat(2_200)),
    ]
}
