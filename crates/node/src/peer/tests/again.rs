//! Somebody who was removed, and whom somebody else let in apart.

use trust::{
    Certificate, Compartment, EndpointHint, EntryId, HeaderDraft, HybridTime, Join, JoinRequest,
    LogWriter, Role, TicketMode, Wrap,
};

use super::hostile::member;
use super::removals::{me, remove, role};
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

#[test]
fn a_steward_who_knows_of_the_removal_lets_in_again_however_much_others_wrote_meanwhile() {
    let Two {
        mut alice,
        bob,
        board,
        ..
    } = two();
    let (mallory, _home) = member(&mut alice, board, 3);
    let her = me(&mallory, board);
    let ticket = invite(&mut alice, board, &[]);
    remove(&mut alice, board, her);
    // Bob's changed client writes what counts and names nothing that it saw: so many open heads.
    let state = &bob.state.boards[&board];
    let mut log = LogWriter::start([212; 32], board, &state.device, None);
    let mut many = Vec::new();
    for _ in 0..200 {
        let nothing = Certificate::Wrap(Wrap {
            device: state.device.id(),
            keys: Vec::new(),
        });
        let draft = HeaderDraft {
            kind: Kind::Certificate,
            item: None,
            compartment: Compartment::Members,
            grant: state.authority.grant_of(state.person).unwrap(),
            cert_heads: Vec::new(),
            deps: Vec::new(),
            time: HybridTime::default(),
        };
        many.push(
            log.append(draft, nothing.to_body(), &state.keyring)
                .unwrap(),
        );
    }
    act(&mut alice, |core| {
        Ok(core.state.store(board, &many, 1_000)?)
    });
    let held = &alice.state.boards[&board];
    let (nonce, key) = (held.nonce, ticket.secret.ticket_key());
    let entry = held.authority.ticket(key.id()).unwrap().entry;
    let person = mallory.state.keys.person().unwrap().person_key(&nonce);
    let device = super::hostile::certificate(&mallory, board, &mallory, 3);
    let join = Certificate::Join(Join {
        ticket: entry,
        role: Role::Editor,
        request: JoinRequest::make(board, &key, &person, device),
    });
    act(&mut alice, |core| core.certify(board, &[join], 1_000));
    assert_eq!(role(&alice, board, her), Some(Role::Editor));
}

#[test]
fn certificates_of_one_act_name_each_other_and_all_that_was_open() {
    let Two {
        mut alice,
        mut bob,
        board,
        ..
    } = two();
    let (mallory, _home) = member(&mut alice, board, 3);
    meet(&mut bob, &mut alice);
    remove(&mut alice, board, me(&mallory, board));
    let seen = |core: &Core, ids: &[EntryId]| {
        let held = &core.state.boards[&board];
        let mut open: Vec<EntryId> = ids.to_vec();
        let mut seen = std::collections::BTreeSet::new();
        while let Some(id) = open.pop() {
            if seen.insert(id) {
                open.extend(
                    held.certs
                        .get(&id)
                        .into_iter()
                        .flat_map(|cert| cert.heads()),
                );
            }
        }
        seen.len()
    };
    let heads = alice.state.boards[&board]
        .heads()
        .next(std::collections::BTreeSet::new());
    assert_eq!(heads.len(), 1, "the last of one act has seen the others");
    assert_eq!(seen(&alice, &heads), alice.state.boards[&board].certs.len());
}
