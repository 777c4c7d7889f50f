//! Somebody who writes certificates by the hundred, and what honest people notice of it: nothing.

use trust::{
    Certificate, Compartment, EntryId, Grant, GrantRef, HeaderDraft, HybridTime, ItemId, LogWriter,
    PersonId, Wrap,
};

use super::hostile::{certificate, certify, member};
use super::removals::{me, remove, role, set_role};
use super::*;

/// Certificates that a changed client of this core signs, one after the other on a log of its own, and an item behind
/// them.
fn flood(
    core: &Core,
    board: BoardId,
    secret: u8,
    certificates: impl IntoIterator<Item = Certificate>,
) -> Vec<Entry> {
    let state = &core.state.boards[&board];
    let grant = state.authority.grant_of(state.person).unwrap();
    let mut log = LogWriter::start([secret; 32], board, &state.device, None);
    let draft = |kind, item, compartment| HeaderDraft {
        kind,
        item,
        compartment,
        grant,
        cert_heads: Vec::new(),
        deps: Vec::new(),
        time: HybridTime::default(),
    };
    let mut entries = Vec::new();
    for cert in certificates {
        let draft = draft(Kind::Certificate, None, Compartment::Members);
        let entry = log.append(draft, cert.to_body(), &state.keyring);
        entries.push(entry.unwrap());
    }
    let item = ItemId::derive(log.log(), log.next_seq());
    let draft = draft(Kind::Change, Some(item), Compartment::Main);
    let entry = log.append(draft, b"behind them".to_vec(), &state.keyring);
    entries.push(entry.unwrap());
    entries
}

/// Grants of a role that the author may or may not give, to people whom nobody knows.
fn grants(under: GrantRef, role: Role, count: u16) -> impl Iterator<Item = Certificate> {
    (0..count).map(move |number| {
        let mut person = [7; 32];
        person[..2].copy_from_slice(&number.to_be_bytes());
        Certificate::Grant(Grant {
            person: PersonId(person),
            role,
            under,
            heals: None,
        })
    })
}

fn store_at(core: &mut Core, board: BoardId, entries: &[Entry], now_ms: u64) {
    core.begin().unwrap();
    for some in entries.chunks(100) {
        core.state.store(board, some, now_ms).unwrap();
    }
    core.spread(now_ms).unwrap();
    core.commit().unwrap();
}

fn upkeep(core: &mut Core, now_ms: u64) {
    core.begin().unwrap();
    core.upkeep(now_ms).unwrap();
    core.spread(now_ms).unwrap();
    core.commit().unwrap();
}

fn decided(core: &Core, board: BoardId, entries: &[Entry]) -> usize {
    let known = verdicts(core, board);
    let ids = entries.iter().map(|entry| entry.id);
    ids.filter(|id| known.contains_key(id)).count()
}

fn under(core: &Core, board: BoardId) -> GrantRef {
    let state = &core.state.boards[&board];
    state.authority.grant_of(state.person).unwrap()
}

#[test]
fn a_flood_of_certificates_is_judged_together_and_nobody_elses_waits() {
    let Two {
        mut alice,
        mut bob,
        board,
        ..
    } = two();
    let (mut mallory, _home) = member(&mut alice, board, 3);
    let (mut dora, _dora) = member(&mut alice, board, 4);
    for core in [&mut bob, &mut mallory] {
        meet(core, &mut alice);
    }
    let by_her = grants(under(&mallory, board), Role::Reader, 3_000);
    let flood = flood(&mallory, board, 213, by_her);
    store_at(&mut alice, board, &flood, 1_000);
    // The first five hundred as they come; what she made behind them counts at once as well.
    assert_eq!(decided(&alice, board, &flood), 501);
    assert_eq!(heard(&alice, board), ["behind them"]);
    assert_eq!(alice.board_info(board).unwrap().waiting, 2_500);
    // They are kept and handed on, as what counts is.
    assert_eq!(alice.state.boards[&board].entries(), {
        let others = bob.state.boards[&board].entries();
        others + 3_001
    });
    // Bob's are looked at as they come, and so are Alice's own.
    let cert = certificate(&bob, board, &bob, 2);
    certify(&mut bob, board, cert);
    meet(&mut bob, &mut alice);
    let bobs = me(&bob, board);
    set_role(&mut alice, board, bobs, Role::Coordinator);
    assert_eq!(role(&alice, board, bobs), Some(Role::Coordinator));
    assert_eq!(alice.board_info(board).unwrap().waiting, 2_500);
    // Once a minute a part of the rest, together.
    assert!(!alice.needs_upkeep(60_000) && alice.needs_upkeep(61_000));
    upkeep(&mut alice, 61_000);
    assert_eq!(decided(&alice, board, &flood), 2_501);
    upkeep(&mut alice, 62_000);
    assert_eq!(decided(&alice, board, &flood), 2_501);
    upkeep(&mut alice, 121_000);
    assert_eq!(decided(&alice, board, &flood), 3_001);
    assert_eq!(alice.board_info(board).unwrap().waiting, 0);
    // Dora's device took all of it another way: an hour for each five hundred.
    for (hour, some) in flood.chunks(500).enumerate() {
        let now_ms = 1_000 + u64::try_from(hour).unwrap() * 3_600_000;
        store_at(&mut dora, board, some, now_ms);
        assert_eq!(dora.board_info(board).unwrap().waiting, 0);
    }
    let fate = |core: &Core| -> Vec<(EntryId, Verdict)> {
        let known = verdicts(core, board);
        let of = |entry: &Entry| (entry.id, known[&entry.id].verdict.clone());
        flood.iter().map(of).collect()
    };
    assert_eq!(fate(&alice), fate(&dora), "when, and never whether");
    meet(&mut dora, &mut alice);
    assert_eq!(
        alice.state.boards[&board].authority,
        dora.state.boards[&board].authority
    );
}

#[test]
fn what_rests_on_a_slow_certificate_waits_with_it_and_a_restart_ends_the_wait() {
    let Two {
        mut alice,
        mut bob,
        board,
        ..
    } = two();
    let (carol, _home) = member(&mut alice, board, 3);
    let (mut dora, doras) = member(&mut alice, board, 4);
    let bobs = me(&bob, board);
    set_role(&mut alice, board, bobs, Role::Coordinator);
    for core in [&mut bob, &mut dora] {
        meet(core, &mut alice);
    }
    let carols = me(&carol, board);
    // Among very many roles that Bob gives, Carol's is the last.
    let by_bob = under(&bob, board);
    let hers = Certificate::Grant(Grant {
        person: carols,
        role: Role::Editor,
        under: by_bob,
        heals: None,
    });
    let all = grants(by_bob, Role::Reader, 600).chain([hers]);
    let flood = flood(&bob, board, 214, all);
    let given = flood[600].id;
    let state = &carol.state.boards[&board];
    let mut log = LogWriter::start([215; 32], board, &state.device, None);
    let draft = HeaderDraft {
        kind: Kind::Change,
        item: Some(ItemId::derive(log.log(), 1)),
        compartment: Compartment::Main,
        grant: GrantRef::Entry(given),
        cert_heads: Vec::new(),
        deps: Vec::new(),
        time: HybridTime::default(),
    };
    let by_carol = log.append(draft, b"by Carol".to_vec(), &state.keyring);
    let by_carol = by_carol.unwrap();
    for core in [&mut alice, &mut dora] {
        store_at(core, board, &flood, 1_000);
        store_at(core, board, std::slice::from_ref(&by_carol), 1_000);
        assert_eq!(heard(core, board), ["behind them"]);
    }
    upkeep(&mut alice, 61_000);
    close(dora);
    let dora = open(doras.path(), 4, 90);
    for core in [&alice, &dora] {
        assert_eq!(heard(core, board), ["behind them", "by Carol"]);
        assert_eq!(core.board_info(board).unwrap().waiting, 0);
    }
}

#[test]
fn stewards_and_who_is_just_coming_in_never_wait() {
    let Two {
        mut alice,
        mut bob,
        board,
        ..
    } = two();
    let flood = flood(
        &alice,
        board,
        216,
        grants(GrantRef::Steward, Role::Reader, 900),
    );
    store_at(&mut bob, board, &flood, 1_000);
    assert_eq!(decided(&bob, board, &flood), 901, "a steward's");
    store_at(&mut alice, board, &flood, 1_000);
    let bobs = me(&bob, board);
    set_role(&mut alice, board, bobs, Role::Coordinator);
    meet(&mut bob, &mut alice);
    // Bob, who is no steward, gives as many roles; Dora comes after that, and gets all of it at once.
    let many = grants(under(&bob, board), Role::Contributor, 900);
    let by_bob = self::flood(&bob, board, 217, many);
    store_at(&mut bob, board, &by_bob, 1_000);
    assert_eq!(bob.board_info(board).unwrap().waiting, 0, "his own");
    let home = tempfile::tempdir().unwrap();
    let mut dora = open(home.path(), 4, 40);
    join(&mut bob, &mut dora, board);
    assert_eq!(dora.board_info(board).unwrap().waiting, 0);
    assert_eq!(decided(&dora, board, &by_bob), 901);
}

/// As many keys as a removal on a board of so many devices hands out.
fn wraps(core: &Core, board: BoardId, count: usize) -> impl Iterator<Item = Certificate> {
    let device = core.state.boards[&board].device.id();
    let wrap = move |_| {
        Certificate::Wrap(Wrap {
            device,
            keys: Vec::new(),
        })
    };
    (0..count).map(wrap)
}

#[test]
fn keys_that_a_coordinator_hands_out_never_wait_nor_make_a_removal_wait() {
    let Two {
        mut alice,
        mut bob,
        board,
        ..
    } = two();
    let (mallory, _home) = member(&mut alice, board, 3);
    let (eve, _eve) = member(&mut alice, board, 4);
    let bobs = me(&bob, board);
    set_role(&mut alice, board, bobs, Role::Coordinator);
    meet(&mut bob, &mut alice);
    // Two removals by Bob on a board of three hundred devices, and what a real one brings behind each.
    for (secret, whom) in [(218, &mallory), (219, &eve)] {
        let keys = flood(&bob, board, secret, wraps(&bob, board, 300));
        for core in [&mut bob, &mut alice] {
            store_at(core, board, &keys, 1_000);
        }
        assert_eq!(decided(&alice, board, &keys), 301);
        let her = me(whom, board);
        remove(&mut bob, board, her);
        meet(&mut bob, &mut alice);
        assert_eq!(role(&alice, board, her), None);
        assert_eq!(alice.board_info(board).unwrap().waiting, 0);
        let newest = |core: &Core| core.state.boards[&board].newest.clone();
        assert_eq!(newest(&alice), newest(&bob), "nothing is left to wait for");
        assert!(!alice.state.boards[&board].leaky);
    }
    // They used nothing up: of his other certificates as many are looked at as ever, and no more. (A removal is one.)
    let roles = grants(under(&bob, board), Role::Reader, 600);
    let roles = flood(&bob, board, 220, roles);
    store_at(&mut alice, board, &roles, 1_000);
    assert_eq!(alice.board_info(board).unwrap().waiting, 102);
    upkeep(&mut alice, 61_000);
    // Whoever coordinates nothing hands a key to a joiner or two: of six hundred of a contributor's the last wait.
    let (carol, _carol) = member(&mut alice, board, 5);
    let keys = flood(&carol, board, 221, wraps(&carol, board, 600));
    store_at(&mut alice, board, &keys, 1_000);
    assert_eq!(alice.board_info(board).unwrap().waiting, 100);
}
