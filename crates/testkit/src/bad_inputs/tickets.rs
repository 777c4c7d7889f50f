//! 1–5: tickets that are damaged, of another board, over, or give more than their maker may.

use node::{JoinError, JoinProgress, NodeError};
use store::LogDb;
use sync::JoinRefusal;
use trust::{Certificate, Kind, Role, Ticket, TicketError, TicketMode, TicketSecret, TicketText};

use super::meeting::{NOW, act, spec, ticket, try_join};
use super::{Circle, open};

#[test]
fn bad_input_01_a_damaged_ticket_has_one_word_and_spaces_do_no_harm() {
    let mut circle = Circle::new();
    let text = ticket(&mut circle.alice, circle.board, spec(Role::Reader), NOW).to_text();
    let parsed = TicketText::parse(&text).unwrap();
    let spaced: String = text
        .chars()
        .flat_map(|letter| [letter, '\n', '\u{200b}', ' '])
        .collect();
    assert_eq!(TicketText::parse(&spaced), Ok(parsed));
    let cut = &text[..text.len() - 1];
    let alike = text.replacen(['l', 'o', 'i'], "1", 1);
    let long = format!("mh1{}", "a".repeat(598));
    for (bad, word) in [
        (cut, TicketError::Damaged),
        (&alike, TicketError::Damaged),
        (&format!("{text}a"), TicketError::Damaged),
        (&text.replacen("mh1", "mh2", 1), TicketError::TooNew),
        (&text[3..], TicketError::NotATicket),
        ("", TicketError::NotATicket),
        (&long, TicketError::TooLong),
        (&"mh1 ".repeat(2_500_000), TicketError::TooLong),
    ] {
        assert_eq!(TicketText::parse(bad), Err(word));
    }
    assert!(text.len() <= 600);
}

#[test]
fn bad_input_02_another_board_than_the_tickets_is_refused() {
    let mut circle = Circle::new();
    // The ticket's secret is real; the board that it promises is not the one that the admitter holds.
    let other = act(&mut circle.alice, NOW, |core| core.create_board(NOW)).0;
    let mut bent = ticket(&mut circle.alice, circle.board, spec(Role::Editor), NOW);
    bent.board = other;
    let mut bob = open(LogDb::in_memory().unwrap(), 2, 30);
    let came = try_join((&mut bob, NOW), (&mut circle.alice, NOW), bent);
    assert_eq!(came, Some(JoinProgress::Refused(JoinRefusal::Unknown)));
    assert!(bob.boards().is_empty(), "nothing of any board is here");
    circle.assert_alive();
}

#[test]
fn bad_input_03_expired_used_up_and_already_mine_each_have_their_word() {
    let mut circle = Circle::new();
    let mut bob = open(LogDb::in_memory().unwrap(), 2, 30);
    let mut carol = open(LogDb::in_memory().unwrap(), 3, 31);
    let expired = node::TicketSpec {
        expires_ms: Some(NOW + 1_000),
        ..spec(Role::Editor)
    };
    let expired = ticket(&mut circle.alice, circle.board, expired, NOW);
    let late = NOW + 2_000;
    let came = try_join((&mut bob, late), (&mut circle.alice, late), expired);
    assert_eq!(came, Some(JoinProgress::Refused(JoinRefusal::Expired)));
    act(&mut bob, late, |core| core.cancel_join(circle.board));

    let once = node::TicketSpec {
        uses: Some(1),
        ..spec(Role::Editor)
    };
    let once = ticket(&mut circle.alice, circle.board, once, NOW);
    assert_eq!(
        try_join((&mut bob, NOW), (&mut circle.alice, NOW), once.clone()),
        None
    );
    let came = try_join((&mut carol, NOW), (&mut circle.alice, NOW), once.clone());
    assert_eq!(came, Some(JoinProgress::Refused(JoinRefusal::UsedUp)));

    bob.begin().unwrap();
    let again = bob.start_join(once, NOW);
    assert_eq!(again, Err(NodeError::Join(JoinError::AlreadyMember)));
}

#[test]
fn bad_input_05_a_ticket_above_its_makers_rank_gives_nothing() {
    // Not even a steward's ticket makes a steward; and who may not invite invites nobody, however little it gives.
    let mut circle = Circle::new();
    let (board, alice) = (circle.board, &mut circle.alice);
    alice.begin().unwrap();
    let made = alice.make_ticket(board, spec(Role::Steward), Vec::new(), NOW);
    assert!(matches!(made, Err(NodeError::NotAllowed(_))), "{made:?}");
    alice.recover().unwrap();
    for (role, ceiling) in [
        (Role::Editor, Role::Reader),
        (Role::Contributor, Role::Steward),
    ] {
        let mut circle = Circle::with(role);
        let secret = TicketSecret::from_bytes([9; 16]);
        let ticket = Ticket {
            key: secret.ticket_key().id(),
            ceiling,
            mode: TicketMode::Invite,
            uses: None,
            not_after_ms: None,
            under: circle.grant,
            label: None,
        };
        let mut log = circle.log(101);
        let body = Certificate::Ticket(ticket).to_body();
        let entry = circle.write(&mut log, Kind::Certificate, None, &[], body);
        circle.push(std::slice::from_ref(&entry));
        assert_eq!(circle.aside(&entry), "rank-too-low");
        let info = circle.alice.board_info(circle.board).unwrap();
        assert!(info.authority.ticket(secret.ticket_key().id()).is_none());
        circle.assert_alive();
    }
}
