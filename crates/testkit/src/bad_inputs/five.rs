//! What a changed client sends moves none of five honest peers, and each of them says why.
//!
//! Removed and back-dated writers, and whoever borrows a grant, are in `node`'s tests of removals
//! (`removed_mallory_back_dates_and_borrows_grants_and_five_of_five_refuse`): they need five who have heard of it.

use model::Statement;
use node::Core;
use store::LogDb;
use trust::{Certificate, Clear, Entry, EntryId, Grant, GrantRef, ItemId, Kind, Role, Verdict};

use super::meeting::{NOW, spec, ticket, try_join};
use super::{Circle, open, pump};
use crate::fuzz::Chunk;

fn soup(actor: [u8; 16]) -> Vec<u8> {
    Chunk::puts(actor, &[("kind", b"need"), ("title", b"Soup")]).bytes()
}

/// Bob, Carol, Dora and Emil, who came in by Alice and hold what she holds.
fn others(circle: &mut Circle) -> Vec<Core> {
    let invite = ticket(&mut circle.alice, circle.board, spec(Role::Editor), NOW);
    let come = |who: u8| {
        let mut core = open(LogDb::in_memory().unwrap(), who, 30 + u64::from(who));
        let came = try_join((&mut core, NOW), (&mut circle.alice, NOW), invite.clone());
        assert_eq!(came, None);
        core
    };
    (2..=5).map(come).collect()
}

fn verdict(core: &Core, entry: EntryId) -> Option<Verdict> {
    let all = core.verdicts_since(0, 100_000).unwrap();
    let one = all.into_iter().rfind(|one| one.entry.id == entry);
    one.map(|one| one.verdict)
}

/// What Mallory writes, and the word that everybody sets it aside with; `None`: it is not kept, or waits for good.
fn forged(circle: &Circle) -> Vec<(&'static str, Entry, Option<&'static str>)> {
    let mut logs = (101..).map(|secret| circle.log(secret));
    let mut log = || logs.next().unwrap();
    let statement = Statement::Comment {
        text: "as a reader".to_owned(),
    }
    .to_body();
    let said = circle.write(
        &mut log(),
        Kind::Statement,
        Some(circle.item),
        &[circle.creation],
        statement,
    );
    let made = circle.creates(&mut log(), soup);
    let grant = |under| {
        let person = circle.keys.person().unwrap().person_key(&circle.nonce).id();
        Certificate::Grant(Grant {
            person,
            role: Role::Editor,
            under,
            heals: None,
        })
        .to_body()
    };
    let own = circle.write(
        &mut log(),
        Kind::Certificate,
        None,
        &[],
        grant(circle.grant),
    );
    let two = circle.write(
        &mut log(),
        Kind::Certificate,
        None,
        &[],
        grant(GrantRef::Steward),
    );
    let twin = [&grant(circle.grant)[..], &[0]].concat();
    let twin = circle.write(&mut log(), Kind::Certificate, None, &[], twin);
    let alices = circle.alice.verdicts_since(0, 1_000).unwrap();
    let alices = alices
        .iter()
        .find(|one| one.entry.id == circle.creation)
        .unwrap()
        .entry
        .log;
    let theirs = Clear {
        log: alices,
        ..made.clear()
    };
    let theirs = Entry::rebuild(theirs, &circle.keyring).unwrap();
    let other = Circle::other();
    let foreign = other.creates(&mut other.log(101), soup);
    vec![
        ("a statement as a reader", said, Some("rank-too-low")),
        ("an item as a reader", made, Some("rank-too-low")),
        ("a grant to oneself", own, Some("rank-too-low")),
        (
            "a grant under another grant than the one exercised",
            two,
            Some("two-grants"),
        ),
        (
            "the twin of a certificate in another form",
            twin,
            Some("unreadable"),
        ),
        ("an entry in Alice's log", theirs, None),
        ("an entry of another board", foreign, None),
    ]
}

#[test]
fn what_a_changed_client_sends_is_applied_by_none_of_five_honest_peers() {
    let mut circle = Circle::with(Role::Reader);
    let mut others = others(&mut circle);
    circle.meet();
    let before = circle.state().2;
    let forged = forged(&circle);
    for (_, entry, _) in &forged {
        circle.push(std::slice::from_ref(entry));
    }
    for other in &mut others {
        pump((other, NOW), (&mut circle.alice, NOW));
    }
    let peers: Vec<&Core> = std::iter::once(&circle.alice).chain(&others).collect();
    assert_eq!(peers.len(), 5);
    for peer in &peers {
        for (what, entry, word) in &forged {
            let said = verdict(peer, entry.id);
            assert_eq!(said.as_ref().and_then(Verdict::reason), *word, "{what}");
            assert_ne!(said, Some(Verdict::Accepted), "{what}");
        }
        // Whoever looks at *Set aside* finds each, with the reason; what proves nothing was not even kept.
        let listed = peer.set_aside(circle.board, 100).unwrap();
        for (what, entry, word) in &forged {
            let line = listed.iter().find(|one| one.position == entry.position());
            assert_eq!(line.map(|one| one.code.as_str()), *word, "{what}");
        }
        let all = peer.verdicts_since(0, 100_000).unwrap();
        let accepted = all.iter().filter(|one| one.verdict == Verdict::Accepted);
        let items = accepted
            .filter(|one| one.entry.creates_item())
            .map(|one| one.entry.header.item);
        assert_eq!(
            items.collect::<Vec<Option<ItemId>>>(),
            [Some(circle.item)],
            "one need, and no soup"
        );
    }
    assert_eq!(
        circle.state().2,
        before,
        "at Alice's nothing more counts than before"
    );
}
