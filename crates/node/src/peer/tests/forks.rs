//! One log twice: two machines with the same disk and the same "random" numbers.

use super::hostile::{certificate, certify, member};
use super::removals::{edit, me, remove, role, set_role, why};
use super::*;

/// Bob's machine, cloned with its memory: two cores that write one log.
pub(super) struct Clones {
    pub(super) alice: Core,
    pub(super) left: Core,
    pub(super) right: Core,
    pub(super) others: Vec<(Core, TempDir)>,
    pub(super) board: BoardId,
    pub(super) _homes: ([TempDir; 2], TempDir),
}

pub(super) fn clones(others: u8) -> Clones {
    let Two {
        mut alice,
        mut bob,
        board,
        homes,
    } = two();
    let others = (0..others)
        .map(|at| member(&mut alice, board, 3 + at))
        .collect();
    meet(&mut bob, &mut alice);
    close(bob);
    let copy = backup(homes[1].path());
    // The same disk and the same "random" numbers: the one way to get one log twice.
    let (left, right) = (open(homes[1].path(), 2, 99), open(copy.path(), 2, 99));
    Clones {
        alice,
        left,
        right,
        others,
        board,
        _homes: (homes, copy),
    }
}

/// Lets two cores talk, asserts that both find themselves equal, and returns how many transfers went over.
pub(super) fn talk(a: &mut Core, b: &mut Core) -> usize {
    let connection = Connection(1);
    let ends = [a, b];
    let mut queues = [VecDeque::new(), VecDeque::new()];
    let peers = [ends[1].endpoint(), ends[0].endpoint()];
    for (at, side) in [Side::Dialler, Side::Acceptor].into_iter().enumerate() {
        let start = SessionStart {
            side,
            binding: [5; 32],
            peer: peers[at],
            padding: [6; 32],
        };
        let (effects, more) = act(ends[at], |core| core.connect(connection, start, 1_000));
        put(
            &mut queues[1 - at],
            &mut Vec::new(),
            effects.into_iter().chain(more),
        );
    }
    let (mut frames, mut transfers) = (0, 0);
    while let Some(at) = queues.iter().position(|queue| !queue.is_empty()) {
        let frame: Vec<u8> = queues[at].pop_front().unwrap();
        transfers += usize::from(frame[0] == 4);
        let input = Input::Frame(frame);
        let (effects, more) = act(ends[at], |core| core.step(connection, input, 1_000));
        put(
            &mut queues[1 - at],
            &mut Vec::new(),
            effects.into_iter().chain(more),
        );
        frames += 1;
        assert!(frames < 2_000, "they never stop talking");
    }
    for end in ends {
        assert!(end.is_settled(), "equal, and both know it");
        end.disconnect(connection);
    }
    transfers
}

/// What each entry of the board came to, but certificates, which say the same of more words.
pub(super) fn outcome(core: &Core, board: BoardId) -> BTreeMap<trust::EntryId, Verdict> {
    let all = verdicts(core, board).into_iter();
    all.map(|(id, one)| (id, one.verdict)).collect()
}

pub(super) fn same<'a>(cores: impl IntoIterator<Item = &'a Core>, board: BoardId) {
    let mut cores = cores.into_iter();
    let first = cores.next().unwrap();
    let (seen, tips) = (
        outcome(first, board),
        first.state.boards[&board].tips_of_branches(),
    );
    for core in cores {
        assert_eq!(outcome(core, board), seen);
        assert_eq!(core.state.boards[&board].tips_of_branches(), tips);
    }
}

#[test]
fn of_two_branches_the_one_that_more_people_built_on_counts_whichever_came_first() {
    let Clones {
        mut alice,
        mut left,
        mut right,
        mut others,
        board,
        ..
    } = clones(3);
    let (mut eve, _eve) = others.pop().unwrap();
    let (mut dora, _dora) = others.pop().unwrap();
    let (mut carol, _carol) = others.pop().unwrap();
    let first = say(&mut left, board, "left");
    let second = say(&mut right, board, "right");
    assert_eq!((first.log, first.seq), (second.log, second.seq));
    assert_ne!(first.id, second.id);
    meet(&mut alice, &mut left);
    meet(&mut dora, &mut left);
    meet(&mut carol, &mut right);
    assert_eq!(heard(&alice, board), ["left"]);
    assert_eq!(heard(&carol, board), ["right"]);
    // Carol alone built on hers: by that it counts, whichever hash is lower.
    edit(&mut carol, board, second, "right, by Carol");
    talk(&mut alice, &mut carol);
    same([&alice, &carol], board);
    assert_eq!(heard(&alice, board), ["right", "right, by Carol"]);
    let lost = Verdict::Aside("lost-branch".to_owned());
    assert_eq!(why(&alice, board, first), lost);
    let aside = alice.set_aside(board, 10).unwrap();
    assert!(
        aside
            .iter()
            .any(|one| one.position == first && one.code == "lost-branch")
    );
    // Two of those who were away built on the other: it turns, for all who hear of it.
    edit(&mut dora, board, first, "left, by Dora");
    let left_again = say(&mut left, board, "left, more");
    meet(&mut eve, &mut dora);
    edit(&mut eve, board, first, "left, by Eve");
    talk(&mut eve, &mut dora);
    talk(&mut dora, &mut left);
    talk(&mut dora, &mut alice);
    talk(&mut alice, &mut carol);
    for core in [&alice, &carol, &dora] {
        assert_eq!(
            heard(core, board),
            ["left", "left, by Dora", "left, by Eve", "left, more"]
        );
        assert_eq!(why(core, board, second), lost);
        assert_eq!(why(core, board, left_again), Verdict::Accepted);
    }
    same([&alice, &carol, &dora], board);
    // What both clones' owner hears ends their log; they write on in others, and are heard.
    talk(&mut right, &mut alice);
    talk(&mut left, &mut alice);
    let next = say(&mut right, board, "from the right, in a new log");
    assert_ne!(next.log, second.log);
    talk(&mut right, &mut alice);
    talk(&mut alice, &mut left);
    same([&alice, &left, &right], board);
    assert!(heard(&left, board).contains(&"from the right, in a new log".to_owned()));
    // The proof is kept: the frame of the branch that came second.
    let key = alice.db().boards().unwrap()[0].key;
    let forks = alice.db().forks(key).unwrap();
    assert_eq!(
        forks.iter().map(|fork| fork.position).collect::<Vec<_>>(),
        [second]
    );
    let frame = trust::Frame::decode(forks[0].frame.as_ref().unwrap()).unwrap();
    frame.verify().unwrap();
}

#[test]
fn in_sync_with_other_first_branches_nothing_is_sent_and_a_restart_changes_nothing() {
    let Clones {
        mut alice,
        mut left,
        mut right,
        mut others,
        board,
        _homes: (homes, copy),
    } = clones(1);
    let (mut carol, carols) = others.pop().unwrap();
    for at in 0..5 {
        say(&mut left, board, &format!("left {at}"));
    }
    for at in 0..9 {
        say(&mut right, board, &format!("right {at}"));
    }
    talk(&mut alice, &mut left);
    talk(&mut carol, &mut right);
    assert!(talk(&mut alice, &mut carol) > 0);
    assert_eq!(talk(&mut alice, &mut carol), 0);
    same([&alice, &carol], board);
    let seen = outcome(&alice, board);
    close(alice);
    close(carol);
    let mut alice = open(homes[0].path(), 1, 150);
    let mut carol = open(carols.path(), 3, 160);
    assert_eq!(outcome(&alice, board), seen);
    assert_eq!(talk(&mut alice, &mut carol), 0);
    same([&alice, &carol], board);
    assert_eq!(
        alice.state.boards[&board].entries(),
        carol.state.boards[&board].entries()
    );
    // While connected, a branch that goes on is told at once, and costs one transfer with one entry.
    say(&mut left, board, "left, later");
    assert_eq!(talk(&mut left, &mut carol), 1 + 1);
    assert_eq!(talk(&mut alice, &mut carol), 1);
    same([&alice, &carol, &left], board);
    drop(copy);
}

#[test]
fn certificates_of_all_branches_count() {
    // Alice's own machine was cloned: on one side she makes Carol a coordinator, on the other she removes Dora.
    let Two {
        mut alice,
        mut bob,
        board,
        homes,
    } = two();
    let (mut carol, _carol) = member(&mut alice, board, 3);
    let (dora, _dora) = member(&mut alice, board, 4);
    meet(&mut bob, &mut alice);
    close(alice);
    let copy = backup(homes[0].path());
    let (mut left, mut right) = (open(homes[0].path(), 1, 99), open(copy.path(), 1, 99));
    let (carols, doras) = (me(&carol, board), me(&dora, board));
    say(&mut left, board, "left");
    set_role(&mut left, board, carols, Role::Coordinator);
    say(&mut right, board, "right");
    remove(&mut right, board, doras);
    talk(&mut bob, &mut left);
    talk(&mut carol, &mut right);
    talk(&mut bob, &mut carol);
    for core in [&bob, &carol] {
        assert_eq!(role(core, board, carols), Some(Role::Coordinator));
        assert_eq!(role(core, board, doras), None);
        assert_eq!(core.state.boards[&board].forked.len(), 1);
        assert_eq!(heard(core, board).len(), 1, "of changes one branch counts");
    }
    same([&bob, &carol], board);
    assert_eq!(talk(&mut bob, &mut carol), 0);
}

#[test]
fn whoever_forks_a_log_all_day_fills_no_disk_and_holds_nobody_up() {
    let Two {
        mut alice,
        bob,
        board,
        ..
    } = two();
    let state = &bob.state.boards[&board];
    let grant = state.authority.grant_of(state.person).unwrap();
    let branch = |words: u16| {
        let mut log = trust::LogWriter::start([200; 32], board, &state.device, None);
        let draft = trust::HeaderDraft {
            kind: Kind::Change,
            item: Some(trust::ItemId::derive(log.log(), 1)),
            compartment: trust::Compartment::Main,
            grant,
            cert_heads: Vec::new(),
            deps: Vec::new(),
            time: trust::HybridTime::default(),
        };
        log.append(draft, words.to_be_bytes().to_vec(), &state.keyring)
            .unwrap()
    };
    let bobs = state.device.id();
    let give = |alice: &mut Core, words: u16, now_ms| {
        let bytes = sync::Transfer::encode(&[branch(words)], sync::Layout::Short).unwrap();
        let transfer = sync::Transfer::decode(&bytes).unwrap();
        alice.begin().unwrap();
        alice.state.take(board, bobs, transfer, now_ms).unwrap();
        alice.spread(now_ms).unwrap();
        alice.commit().unwrap();
    };
    for words in 0..150 {
        give(&mut alice, words, 1_000);
    }
    let held = |alice: &Core| alice.state.boards[&board].tips_of_branches().len();
    assert_eq!(held(&alice), 65, "the first, and those of one day");
    let counted = |alice: &Core| {
        let last = verdicts(alice, board);
        let said = last
            .values()
            .filter(|one| one.entry.header.kind == Kind::Change);
        said.filter(|one| one.verdict == Verdict::Accepted).count()
    };
    assert_eq!(counted(&alice), 1);
    say(&mut alice, board, "goes on");
    assert_eq!(counted(&alice), 2);
    // What was not taken is taken another day: all end with the same.
    give(&mut alice, 149, 1_000 + 24 * 60 * 60 * 1_000 + 1);
    assert_eq!(held(&alice), 66);
    assert_eq!(counted(&alice), 2);
}

#[test]
fn a_fork_made_of_certificates_parts_nobody() {
    let Two {
        mut alice,
        mut bob,
        board,
        homes,
    } = two();
    let (mut carol, _home) = member(&mut alice, board, 3);
    meet(&mut bob, &mut alice);
    close(bob);
    let copy = backup(homes[1].path());
    let (mut left, mut right) = (open(homes[1].path(), 2, 99), open(copy.path(), 2, 99));
    for (core, endpoint) in [(&mut left, 77), (&mut right, 78)] {
        let cert = certificate(core, board, core, endpoint);
        certify(core, board, cert);
    }
    meet(&mut alice, &mut left);
    meet(&mut carol, &mut right);
    say(&mut alice, board, "from Alice");
    say(&mut carol, board, "from Carol");
    meet(&mut alice, &mut carol);
    for core in [&alice, &carol] {
        assert_eq!(heard(core, board), ["from Alice", "from Carol"]);
        assert_eq!(core.waiting(board), 0);
    }
    say(&mut alice, board, "more");
    meet(&mut carol, &mut alice);
    assert_eq!(heard(&carol, board), ["from Alice", "from Carol", "more"]);
}
