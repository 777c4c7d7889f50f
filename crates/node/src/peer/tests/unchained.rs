//! Somebody whose changed client began more logs than one cut names, none of which says what stood before it.

use trust::{
    Certificate, Compartment, EntryId, HeaderDraft, HybridTime, ItemId, LogWriter, MAX_CUT,
    Position,
};

use super::hostile::member;
use super::removals::{me, remove, role, set_role, why};
use super::*;

/// More than one cut names, and no whole number of cuts.
const LOGS: u16 = 1_100;

/// One log for each number, with one item in it, as a changed client of this core would write them.
fn unchained(core: &Core, board: BoardId, numbers: std::ops::Range<u16>) -> Vec<Entry> {
    let state = &core.state.boards[&board];
    let grant = state.authority.grant_of(state.person).unwrap();
    let write = |number: u16| {
        let mut secret = [211; 32];
        secret[..2].copy_from_slice(&number.to_be_bytes());
        let mut log = LogWriter::start(secret, board, &state.device, None);
        let draft = HeaderDraft {
            kind: Kind::Change,
            item: Some(ItemId::derive(log.log(), 1)),
            compartment: Compartment::Main,
            grant,
            cert_heads: Vec::new(),
            deps: Vec::new(),
            time: HybridTime::default(),
        };
        let body = format!("item {number:04}").into_bytes();
        log.append(draft, body, &state.keyring).unwrap()
    };
    numbers.map(write).collect()
}

fn store(core: &mut Core, board: BoardId, entries: &[Entry]) {
    act(core, |core| Ok(core.state.store(board, entries, 1_000)?));
}

/// Counts the certificates of a kind that count, and looks at the longest cut.
fn counted(core: &Core, board: BoardId, kind: impl Fn(&Certificate) -> Option<usize>) -> usize {
    let state = &core.state.boards[&board];
    let counts = |id: &EntryId| state.authority.why_not(*id).is_none();
    let certs = state.certs.iter().filter(|(id, _)| counts(id));
    let cuts: Vec<usize> = certs.filter_map(|(_, cert)| kind(cert.cert())).collect();
    assert!(cuts.iter().all(|cut| *cut <= MAX_CUT), "{cuts:?}");
    cuts.len()
}

fn removes(cert: &Certificate) -> Option<usize> {
    if let Certificate::Remove(remove) = cert {
        Some(remove.cut.positions().len())
    } else {
        None
    }
}

fn revokes(cert: &Certificate) -> Option<usize> {
    if let Certificate::DeviceRevoke(revoke) = cert {
        Some(revoke.cut.positions().len())
    } else {
        None
    }
}

#[test]
fn who_began_a_thousand_logs_is_removed_and_all_that_was_known_stays() {
    let Two {
        mut alice,
        mut bob,
        board,
        ..
    } = two();
    let (mut mallory, _home) = member(&mut alice, board, 3);
    let her = me(&mallory, board);
    let (known, late) = (
        unchained(&mallory, board, 0..LOGS),
        unchained(&mallory, board, 2_000..2_003),
    );
    for core in [&mut alice, &mut bob, &mut mallory] {
        store(core, board, &known);
    }
    let all = heard(&alice, board).len();
    assert_eq!(all, usize::from(LOGS));
    let before = super::keys::current(&alice, board, Compartment::Main);
    remove(&mut alice, board, her);
    assert_ne!(
        super::keys::current(&alice, board, Compartment::Main),
        before
    );
    meet(&mut bob, &mut alice);
    for core in [&mut alice, &mut bob] {
        store(core, board, &late);
        assert_eq!(role(core, board, her), None);
        assert_eq!(
            heard(core, board).len(),
            all,
            "nothing is lost by the removal"
        );
        assert_eq!(counted(core, board, removes), 2);
        for entry in &late {
            let verdict = why(core, board, entry.position());
            assert_eq!(verdict, Verdict::Aside("removed".to_owned()));
        }
    }
    // She is told of all parts: her own device shows the same.
    meet(&mut mallory, &mut alice);
    assert_eq!(role(&mallory, board, her), None);
    assert_eq!(heard(&mallory, board).len(), all);
    // And lowered and raised again: each such act cuts as well.
    set_role(&mut alice, board, her, Role::Editor);
    set_role(&mut alice, board, her, Role::Contributor);
    meet(&mut bob, &mut alice);
    assert_eq!(role(&bob, board, her), Some(Role::Contributor));
    assert_eq!(heard(&bob, board).len(), all);
    assert_eq!(counted(&bob, board, removes), 4);
}

#[test]
fn a_device_with_a_thousand_logs_is_revoked_by_its_person_and_by_a_coordinator() {
    for by_bob in [true, false] {
        let Two {
            mut alice,
            mut bob,
            board,
            ..
        } = two();
        let bobs = me(&bob, board);
        let (mut phone, _home) = super::devices::added(&mut bob, &[], 3);
        meet(&mut phone, &mut bob);
        meet(&mut bob, &mut alice);
        let device = phone.state.boards[&board].device.id();
        let (known, late) = (
            unchained(&phone, board, 0..LOGS),
            unchained(&phone, board, 2_000..2_001),
        );
        for core in [&mut alice, &mut bob] {
            store(core, board, &known);
        }
        let by = if by_bob { &mut bob } else { &mut alice };
        act(by, |core| core.revoke_device(board, device, 1_000));
        meet(&mut alice, &mut bob);
        for core in [&mut alice, &mut bob] {
            store(core, board, &late);
            assert_eq!(role(core, board, bobs), Some(Role::Editor));
            assert_eq!(heard(core, board).len(), usize::from(LOGS));
            assert_eq!(counted(core, board, revokes), 2);
            let verdict = why(core, board, late[0].position());
            assert_eq!(verdict, Verdict::Aside("device-revoked".to_owned()));
        }
    }
}

#[test]
fn a_charter_keeps_what_a_steward_gave_and_the_newest_of_her_logs_and_the_rest_is_let_in() {
    let Two {
        mut alice,
        mut bob,
        board,
        ..
    } = two();
    let (mut carol, _home) = member(&mut alice, board, 3);
    meet(&mut bob, &mut alice);
    let (bobs, carols) = (me(&bob, board), me(&carol, board));
    // Items of Alice's stand under her stewardship.
    let known = unchained(&alice, board, 0..LOGS);
    for core in [&mut alice, &mut bob] {
        store(core, board, &known);
    }
    assert_eq!(heard(&bob, board).len(), usize::from(LOGS));
    act(&mut alice, |core| {
        core.propose_stewards(board, &[bobs], 1_000)
    });
    meet(&mut bob, &mut alice);
    meet(&mut carol, &mut bob);
    for core in [&alice, &bob, &carol] {
        let authority = &core.state.boards[&board].authority;
        assert_eq!(authority.stewards(), [bobs]);
        // What she gave first of all, in the oldest of her logs: the tickets, and who came in by them.
        assert_eq!(authority.role_of(carols), Some(Role::Editor));
        let lapsed = core.state.boards[&board].certs.keys();
        let lapsed = lapsed.filter(|id| authority.why_not(**id).is_some());
        assert_eq!(lapsed.count(), 0);
        let (_, cut) = authority.dropped_stewards().next().unwrap();
        assert_eq!(cut.positions().len(), MAX_CUT);
    }
    // The oldest of her other logs did not fit: they stand aside, with a reason, and nothing is lost.
    let aside = bob.set_aside(board, 2_000).unwrap();
    let first: Vec<Position> = known.iter().map(Entry::position).collect();
    assert_eq!(aside.len(), usize::from(LOGS) + 1 - MAX_CUT);
    for one in &aside {
        assert_eq!(one.code, "steward-dropped");
        assert!(first[..aside.len()].contains(&one.position), "the oldest");
    }
    let ids = aside.iter().map(|one| one.position.id).collect();
    act(&mut bob, |core| core.let_in(board, ids, 1_000));
    meet(&mut carol, &mut bob);
    for core in [&bob, &carol] {
        assert_eq!(heard(core, board).len(), usize::from(LOGS));
    }
}

#[test]
fn whom_others_let_in_by_a_removed_coordinators_ticket_stays() {
    let Two {
        mut alice,
        mut bob,
        board,
        ..
    } = two();
    let bobs = me(&bob, board);
    set_role(&mut alice, board, bobs, Role::Coordinator);
    meet(&mut bob, &mut alice);
    let ticket = invite(&mut bob, board, &[alice.endpoint()]);
    meet(&mut bob, &mut alice);
    let home = tempfile::tempdir().unwrap();
    let mut carol = open(home.path(), 3, 30);
    act(&mut carol, |core| core.start_join(ticket, 1_000));
    meet(&mut carol, &mut alice);
    let carols = me(&carol, board);
    say(&mut carol, board, "by Carol");
    meet(&mut carol, &mut alice);
    remove(&mut alice, board, bobs);
    meet(&mut carol, &mut alice);
    for core in [&alice, &carol] {
        assert_eq!(role(core, board, bobs), None);
        assert_eq!(role(core, board, carols), Some(Role::Editor));
        assert_eq!(heard(core, board), ["by Carol"]);
        let authority = &core.state.boards[&board].authority;
        assert!(authority.tickets().all(|ticket| ticket.issuer != bobs));
    }
}
