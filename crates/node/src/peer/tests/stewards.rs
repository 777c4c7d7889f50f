//! Stewards who are lost and replaced, by those who are left or by the key on paper; and who cannot replace them.

use trust::{
    Certificate, Charter, CharterId, Cut, Grant, GrantRef, PersonId, PersonSeed, Reason, Refusal,
    Remove,
};

use super::keys::current;
use super::removals::me;
use super::*;
use crate::AsideKind;

pub(crate) mod four;

use four::{four, proposal, refusal, stewards};

#[test]
fn the_founders_destroyed_laptop_is_healed_by_the_two_other_stewards() {
    let mut four = four();
    let board = four.board;
    four.three_stewards();
    let word = say(&mut four.alice, board, "made before the laptop broke");
    meet(&mut four.alice, &mut four.bob);
    let (bob, carol) = (me(&four.bob, board), me(&four.carol, board));
    // Alice is gone. Bob proposes, and Carol agrees in her own log.
    act(&mut four.bob, |core| {
        core.propose_stewards(board, &[bob, carol], 1_000)
    });
    assert_eq!(stewards(&four.bob, board).len(), 3);
    let aside = four.bob.set_aside(board, 100).unwrap();
    assert!(
        aside.is_empty(),
        "an open proposal is nothing that is set aside: {aside:?}"
    );
    four.all_meet();
    let open = proposal(&four.carol, board);
    assert_eq!(
        refusal(&mut four.mallory, |core| core
            .agree_stewards(board, open, 1_000)),
        "not-a-steward"
    );
    act(&mut four.carol, |core| {
        core.agree_stewards(board, open, 1_000)
    });
    let unknown = refusal(&mut four.carol, |core| {
        core.agree_stewards(board, CharterId([9; 32]), 1_000)
    });
    assert_eq!(unknown, "no-proposal");
    four.all_meet();
    for core in [&four.bob, &four.carol, &four.mallory] {
        assert_eq!(stewards(core, board), [bob, carol]);
        assert_eq!(core.state.boards[&board].authority.threshold(), 2);
        assert_eq!(heard(core, board), ["made before the laptop broke"]);
        assert_eq!(verdicts(core, board)[&word.id].verdict, Verdict::Accepted);
    }
    // The stewards go on: Carol, who has just become one of two, removes Mallory.
    let her = me(&four.mallory, board);
    super::removals::remove(&mut four.carol, board, her);
    meet(&mut four.bob, &mut four.carol);
    assert_eq!(four.bob.state.boards[&board].authority.role_of(her), None);
}

#[test]
fn a_destroyed_laptop_is_healed_by_the_key_on_paper_and_whoever_had_it_reads_on_no_more() {
    let mut four = four();
    let board = four.board;
    say(&mut four.alice, board, "made before");
    meet(&mut four.alice, &mut four.bob);
    four.all_meet();
    let (alice, carol) = (me(&four.alice, board), me(&four.carol, board));
    let before = current(&four.carol, board, trust::Compartment::Main);
    // Carol has the words; she is an editor.
    let recovery = four.recovery.clone();
    act(&mut four.carol, |core| {
        core.recover_board(board, &recovery, &[carol], 1_000)
    });
    four.all_meet();
    for core in [&four.bob, &four.carol, &four.mallory] {
        assert_eq!(stewards(core, board), [carol]);
        assert_eq!(heard(core, board), ["made before"]);
        // What Alice had given stays: Mallory coordinates, by Alice's word inside the cut.
        let authority = &core.state.boards[&board].authority;
        assert_eq!(
            authority.role_of(me(&four.mallory, board)),
            Some(trust::Role::Coordinator)
        );
        assert_eq!(authority.role_of(alice), None);
    }
    // New keys were made for those who stay.
    assert_ne!(
        current(&four.carol, board, trust::Compartment::Main),
        before
    );
    // The thief of Alice's laptop comes back and writes: nobody takes it for anything.
    let late = say(&mut four.alice, board, "by the thief");
    meet(&mut four.alice, &mut four.bob);
    assert_eq!(heard(&four.bob, board), ["made before"]);
    let fate = verdicts(&four.bob, board).remove(&late.id);
    assert!(fate.is_none_or(|judged| judged.verdict != Verdict::Accepted));
}

#[test]
fn a_coordinator_replaces_no_steward_whatever_her_app_writes() {
    let mut four = four();
    let board = four.board;
    four.three_stewards();
    let wanted = stewards(&four.bob, board);
    let her = me(&four.mallory, board);
    assert_eq!(
        refusal(&mut four.mallory, |core| core.propose_stewards(
            board,
            &[her],
            1_000
        )),
        "not-a-steward"
    );
    let paper = PersonSeed::from_bytes([7; 16]);
    let other = refusal(&mut four.mallory, |core| {
        core.recover_board(board, &paper, &[her], 1_000)
    });
    assert_eq!(other, "other-recovery-key");
    // Her changed app writes what it likes.
    let state = &four.mallory.state.boards[&board];
    let (key, under) = (
        four.mallory
            .state
            .keys
            .person()
            .unwrap()
            .person_key(&state.nonce),
        state.authority.grant_of(her).unwrap(),
    );
    let mut charter = Charter {
        predecessor: state.authority.charter(),
        stewards: vec![her],
        threshold: 1,
        cut: Cut::default(),
        signatures: Vec::new(),
        recovery: None,
    };
    charter.sign(&key);
    charter.sign_as_recovery(&key);
    let mut replayed = charter.clone();
    replayed.predecessor = board.charter();
    replayed.signatures.clear();
    replayed.sign(&key);
    replayed.sign_as_recovery(&key);
    let steward = GrantRef::Steward;
    let forged = [
        Certificate::Charter(charter),
        Certificate::Charter(replayed),
        Certificate::Grant(Grant {
            person: her,
            role: trust::Role::Steward,
            under,
            heals: None,
        }),
        Certificate::Grant(Grant {
            person: her,
            role: trust::Role::Coordinator,
            under: steward,
            heals: None,
        }),
        Certificate::Remove(Remove {
            target: board.genesis(),
            cut: Cut::default(),
            reason: Reason::Spam,
            text: None,
            under,
        }),
    ];
    let count = forged.len();
    four.mallory.begin().unwrap();
    let entries: Vec<Entry> = forged
        .iter()
        .map(|cert| forge(&mut four.mallory, board, under, cert))
        .collect();
    four.mallory.state.store(board, &entries, 1_000).unwrap();
    four.mallory.commit().unwrap();
    four.all_meet();
    meet(&mut four.mallory, &mut four.alice);
    for core in [&four.alice, &four.bob, &four.carol, &four.mallory] {
        assert_eq!(stewards(core, board), wanted);
        let authority = &core.state.boards[&board].authority;
        assert_eq!(authority.proposals().count(), 0);
        assert_eq!(authority.role_of(her), Some(trust::Role::Coordinator));
        let why: Vec<Option<Refusal>> = entries
            .iter()
            .map(|entry| authority.why_not(entry.id))
            .collect();
        assert_eq!(why.iter().flatten().count(), count, "{why:?}");
        // Each honest device lists why, but for charters that nobody of them signed.
        let aside = core.set_aside(board, 100).unwrap();
        let told = aside
            .iter()
            .filter(|one| one.kind == AsideKind::NotAllowed && one.person == Some(her));
        assert_eq!(told.count(), 3, "{aside:?}");
    }
}

fn forge(core: &mut Core, board: BoardId, grant: GrantRef, cert: &Certificate) -> Entry {
    let state = core.state.boards.get_mut(&board).unwrap();
    let header = trust::HeaderDraft {
        kind: Kind::Certificate,
        item: None,
        compartment: trust::Compartment::Members,
        grant,
        cert_heads: Vec::new(),
        deps: Vec::new(),
        time: trust::HybridTime {
            wall_ms: 2_000,
            counter: 0,
        },
    };
    if state.writer.is_none() {
        let secret = [77; 32];
        let after = state.last_own();
        state.writer = Some(trust::LogWriter::start(secret, board, &state.device, after));
    }
    let writer = state.writer.as_mut().unwrap();
    writer
        .append(header, cert.to_body(), &state.keyring)
        .unwrap()
}

#[test]
fn a_single_steward_hands_over_and_goes_on_as_a_coordinator() {
    let mut four = four();
    let board = four.board;
    say(&mut four.alice, board, "Alice's own");
    let (alice, bob) = (me(&four.alice, board), me(&four.bob, board));
    let bad = [
        (vec![], "none"),
        (vec![alice], "same"),
        (vec![bob, bob], "twice"),
        (vec![PersonId([9; 32])], "not-here"),
    ];
    for (people, why) in bad {
        assert_eq!(
            refusal(&mut four.alice, |core| core
                .propose_stewards(board, &people, 1_000)),
            why
        );
    }
    act(&mut four.alice, |core| {
        core.propose_stewards(board, &[bob], 1_000)
    });
    let after = say(&mut four.alice, board, "written afterwards");
    meet(&mut four.alice, &mut four.bob);
    four.all_meet();
    for core in [&four.alice, &four.bob, &four.carol] {
        assert_eq!(stewards(core, board), [bob]);
        let authority = &core.state.boards[&board].authority;
        assert_eq!(authority.role_of(alice), Some(trust::Role::Coordinator));
        assert_eq!(heard(core, board), ["Alice's own", "written afterwards"]);
        assert_eq!(verdicts(core, board)[&after.id].person, Some(alice));
    }
    let again = refusal(&mut four.alice, |core| {
        core.propose_stewards(board, &[alice], 1_000)
    });
    assert_eq!(again, "not-a-steward");
}

#[test]
fn what_a_steward_does_until_the_others_have_agreed_is_not_lost() {
    let mut four = four();
    let board = four.board;
    four.three_stewards();
    let (bob, carol) = (me(&four.bob, board), me(&four.carol, board));
    let alice = me(&four.alice, board);
    act(&mut four.bob, |core| {
        core.propose_stewards(board, &[bob, carol], 1_000)
    });
    // Alice hears of it, and works on meanwhile.
    meet(&mut four.alice, &mut four.bob);
    say(&mut four.alice, board, "still at it");
    meet(&mut four.alice, &mut four.carol);
    let open = proposal(&four.carol, board);
    act(&mut four.carol, |core| {
        core.agree_stewards(board, open, 1_000)
    });
    four.all_meet();
    assert_eq!(stewards(&four.bob, board), [bob, carol]);
    assert_eq!(heard(&four.bob, board), ["still at it"]);
    let authority = &four.bob.state.boards[&board].authority;
    assert_eq!(authority.role_of(alice), Some(trust::Role::Editor));
}
