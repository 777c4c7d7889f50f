//! Somebody who was removed, and whom somebody else let in apart.

use trust::{EndpointHint, Role, TicketMode};

use super::removals::{me, remove};
use super::*;

#[test]
fn who_was_removed_is_let_in_again_by_nobody_who_has_not_heard_of_it() {
    let Two {
        mut alice,
        mut bob,
        board,
        ..
    } = two();
    let home = tempfile::tempdir().unwrap();
    let mut mallory = open(home.path(), 3, 30);
    // A ticket for two; she comes in by Alice, and once more, with the same words, by Bob, who is apart.
    let ticket = {
        let mut spec = crate::TicketSpec {
            mode: TicketMode::Open,
            role: Role::Contributor,
            uses: None,
            expires_ms: None,
            board_name: "Relief".to_owned(),
            inviter_name: "Alice".to_owned(),
            label: None,
        };
        spec.uses = None;
        let hint = |endpoint| EndpointHint {
            endpoint,
            addrs: Vec::new(),
            relay: None,
        };
        let hints = vec![hint(alice.endpoint()), hint(bob.endpoint())];
        act(&mut alice, |core| {
            core.make_ticket(board, spec, hints, 1_000)
        })
        .0
    };
    meet(&mut alice, &mut bob);
    act(&mut mallory, |core| core.start_join(ticket.clone(), 1_000));
    meet(&mut mallory, &mut alice);
    let her = me(&mallory, board);
    let elsewhere = tempfile::tempdir().unwrap();
    let mut other_run = open(elsewhere.path(), 3, 60);
    act(&mut other_run, |core| core.start_join(ticket, 1_000));
    meet(&mut other_run, &mut bob);
    assert!(bob.state.boards[&board].authority.role_of(her).is_some());
    remove(&mut alice, board, her);
    meet(&mut alice, &mut bob);
    for core in [&alice, &bob] {
        let authority = &core.state.boards[&board].authority;
        assert_eq!(authority.role_of(her), None);
        assert_eq!(authority.removed_grants().count(), 2);
    }
}
