//! Reports that are handed in again: every member has their bytes.

use sync::ReportRefusal;

use super::removals::{me, removal};
use super::reports::outsider;
use super::*;
use crate::Keep;

const DAY: u64 = 24 * 60 * 60 * 1_000;

/// A ticket for two reports, good for ten days.
fn ticket(alice: &mut Core, board: BoardId) -> TicketText {
    let spec = TicketSpec {
        mode: TicketMode::Reporter,
        role: Role::Reporter,
        uses: Some(2),
        expires_ms: Some(10 * DAY),
        board_name: "Relief".to_owned(),
        inviter_name: "Alice".to_owned(),
        label: None,
    };
    let hint = EndpointHint {
        endpoint: alice.endpoint(),
        addrs: Vec::new(),
        relay: None,
    };
    let made = |core: &mut Core| core.make_ticket(board, spec, vec![hint], 1_000);
    act(alice, made).0
}

fn made(rosa: &mut Core, ticket: &TicketText, words: &str) -> Vec<u8> {
    let words = words.to_owned();
    let (id, _) = act(rosa, |core| core.start_report(ticket, words, 1_000));
    let bytes = rosa.state.to_report(ticket.endpoints[0].endpoint, 1_000);
    act(rosa, |core| core.end_report(id));
    bytes.into_iter().next().unwrap()
}

fn hand_in(core: &mut Core, report: &[u8], at: u64) -> Result<(), ReportRefusal> {
    act(core, |core| core.state.take_in(report, at)).0
}

fn entries(core: &Core, board: BoardId) -> u64 {
    core.board_info(board).unwrap().entries
}

#[test]
fn a_report_that_stands_is_known_for_as_long_as_it_does_by_every_device() {
    let Two {
        mut alice,
        mut bob,
        board,
        homes,
    } = two();
    let (mut rosa, _home) = outsider(7);
    let ticket = ticket(&mut alice, board);
    let [one, two, three] = ["one", "two", "three"].map(|words| made(&mut rosa, &ticket, words));
    assert_eq!(hand_in(&mut alice, &one, 1_000), Ok(()));
    meet(&mut bob, &mut alice);
    // Mallory has the bytes from the board. Days later, at Alice's device and at Bob's, before and after a restart.
    let before = (entries(&alice, board), entries(&bob, board));
    for day in 2..5 {
        assert_eq!(hand_in(&mut alice, &one, day * DAY), Ok(()));
        assert_eq!(hand_in(&mut bob, &one, day * DAY), Ok(()));
    }
    close(alice);
    let mut alice = open(homes[0].path(), 1, 150);
    assert_eq!(hand_in(&mut alice, &one, 5 * DAY), Ok(()));
    assert_eq!((entries(&alice, board), entries(&bob, board)), before);
    // It used nothing up: there is room for the second one, and for no third.
    assert_eq!(hand_in(&mut alice, &two, 5 * DAY), Ok(()));
    assert_eq!(
        hand_in(&mut alice, &three, 5 * DAY),
        Err(ReportRefusal::UsedUp)
    );
    // What came while this device ran is known too.
    meet(&mut bob, &mut alice);
    let before = entries(&bob, board);
    assert_eq!(hand_in(&mut bob, &two, 5 * DAY), Ok(()));
    assert_eq!(entries(&bob, board), before);
}

#[test]
fn a_report_that_was_set_aside_with_who_took_it_in_can_be_handed_in_again() {
    let Two {
        mut alice,
        mut bob,
        board,
        ..
    } = two();
    let (mut rosa, _home) = outsider(7);
    let ticket = ticket(&mut alice, board);
    meet(&mut bob, &mut alice);
    let report = made(&mut rosa, &ticket, "one");
    assert_eq!(hand_in(&mut bob, &report, 1_000), Ok(()));
    meet(&mut bob, &mut alice);
    let before = entries(&alice, board);
    assert_eq!(hand_in(&mut alice, &report, 1_000), Ok(()));
    assert_eq!(entries(&alice, board), before, "Bob took it in");
    let bobs = me(&bob, board);
    let removal = removal(Keep::Before(Vec::new()));
    act(&mut alice, |core| {
        core.remove_person(board, bobs, &removal, 1_000)
    });
    let before = entries(&alice, board);
    assert_eq!(hand_in(&mut alice, &report, 2_000), Ok(()));
    assert_eq!(
        entries(&alice, board),
        before + 1,
        "Alice takes it in herself"
    );
}
