//! Alice, Bob, Carol and Mallory, and what the tests ask of them.

use trust::{CharterId, PersonId, PersonSeed};

use super::super::hostile::member;
use super::super::removals::me;
use super::super::*;

/// Alice, Bob and Carol, on Alice's board; Mallory coordinates it.
pub(crate) struct Four {
    pub(crate) alice: Core,
    pub(crate) bob: Core,
    pub(crate) carol: Core,
    pub(crate) mallory: Core,
    pub(crate) board: BoardId,
    pub(crate) recovery: PersonSeed,
    _homes: Vec<TempDir>,
}

pub(crate) fn four() -> Four {
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
    pub(crate) fn all_meet(&mut self) {
        for _ in 0..2 {
            meet(&mut self.bob, &mut self.carol);
            meet(&mut self.bob, &mut self.mallory);
            meet(&mut self.carol, &mut self.mallory);
        }
    }

    pub(crate) fn three_stewards(&mut self) {
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

pub(crate) fn stewards(core: &Core, board: BoardId) -> Vec<PersonId> {
    core.state.boards[&board].authority.stewards().to_vec()
}

pub(crate) fn proposal(core: &Core, board: BoardId) -> CharterId {
    let authority = &core.state.boards[&board].authority;
    authority.proposals().next().unwrap().0
}

pub(crate) fn refusal<T: std::fmt::Debug>(
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
