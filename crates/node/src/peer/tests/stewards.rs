//! Stewards who are lost and replaced, by those who are left or by the key on paper; and who cannot replace them.

use trust::{
    Certificate, Charter, CharterId, Cut, Grant, GrantRef, PersonId, PersonSeed, Reason, Refusal,
    Remove,
};

use super::hostile::member;
use super::keys::current;
use super::removals::me;
use super::*;
use crate::AsideKind;

/// Alice, Bob and Carol, on Alice's board; Mallory coordinates it.
struct Four {
    alice: Core,
    bob: Core,
    carol: Core,
    mallory: Core,
    board: BoardId,
    recovery: PersonSeed,
    _homes: Vec<TempDir>,
}

fn four() -> Four {
    let home = tempfile::tempdir().unwrap();
    let mut alice = open(home.path(), 1, 10);
    let (made, _) = act(&mut alice, |core| core.create_recoverable_board(1_000));
    let (board, recovery) = made;
    let (bob, bobs) = member(&mut alice, board, 2);
    let (carol, carols) = member(&mut alice, board, 3);
    let (mallory, hers) = member(&mut alice, board, 4);
    let her = me(&mallory, board);
    let coordinator = trust::Role::Coordinator;
    act(&mut alice, |core| {
        core.set_role(board, her, coordinator, 1_000)
    });
    Four {
        alice,
        bob,
        carol,
        mallory,
        board,
        recovery,
        _homes: vec![home, bobs, carols, hers],
    }
}

impl Four {
    /// Everybody meets everybody who is still there.
    fn all_meet(&mut self) {
        for _ in 0..2 {
            meet(&mut self.bob, &mut self.carol);
            meet(&mut self.bob, &mut self.mallory);
            meet(&mut self.carol, &mut self.mallory);
        }
    }

    fn three_stewards(&mut self) {
        let people = [&self.alice, &self.bob, &self.carol].map(|core| me(core, self.board));
        let board = self.board;
        act(&mut self.alice, |core| {
            core.propose_stewards(board, &people, 1_000)
        });
        meet(&mut self.alice, &mut self.bob);
        self.all_meet();
        for core in [&self.alice, &self.bob, &self.carol, &self.mallory] {
            assert_eq!(stewards(core, board), people);
        }
    }
}

fn stewards(core: &Core, board: BoardId) -> Vec<PersonId> {
    core.state.boards[&board].authority.stewards().to_vec()
}

fn proposal(core: &Core, board: BoardId) -> CharterId {
    let authority = &core.state.boards[&board].authority;
    authority.proposals().next().unwrap().0
}

fn refusal<T: std::fmt::Debug>(
    core: &mut Core,
    ask: impl FnOnce(&mut Core) -> Result<T, NodeError>,
) -> String {
    core.begin().unwrap();
    let error = ask(core).unwrap_err();
    core.commit().unwrap();
    let NodeError::NotAllowed(code) = error else {
        panic!("{error:?}");
    };
    code
}

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
    super::removals::remove(&mut alice, board, her);
    meet(&mut alice, &mut bob);
    for core in [&alice, &bob] {
        let authority = &core.state.boards[&board].authority;
        assert_eq!(authority.role_of(her), None);
        assert_eq!(authority.removed_grants().count(), 2);
    }
}
