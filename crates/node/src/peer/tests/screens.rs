//! First screens whose teller turns out to be no member. What comes by file compares nothing: only growth is at work.

use sync::{FirstScreen, ScreenHost};
use trust::DeviceId;

use super::hostile::member;
use super::parcels::{read, save};
use super::removals::{me, remove};
use super::*;

fn device(of: &Core, board: BoardId) -> DeviceId {
    of.state.boards[&board].device.id()
}

/// The boards of which a first screen is shown, where that changed.
fn shown(core: &mut Core) -> Option<Vec<BoardId>> {
    let screens = core.take_screens()?;
    Some(screens.into_keys().collect())
}

#[test]
fn a_first_screen_goes_once_its_teller_is_known_to_be_removed_and_not_before() {
    let Two {
        mut alice,
        mut bob,
        board,
        homes: _homes,
    } = two();
    let (carol, _home) = member(&mut alice, board, 3);
    meet(&mut alice, &mut bob);
    let tellers = (device(&alice, board), device(&carol, board));
    let carried = |alice: &mut Core, bob: &mut Core| {
        let file = save(alice, bob, board, 2_000);
        assert!(read(bob, &file, board, 2_100).0 > 0);
    };
    bob.state
        .take_screen(board, tellers.1, FirstScreen::default());
    assert_eq!(shown(&mut bob), Some(vec![board]));
    say(&mut alice, board, "while Carol is a member");
    carried(&mut alice, &mut bob);
    assert_eq!(shown(&mut bob), None, "it stays");
    remove(&mut alice, board, me(&carol, board));
    carried(&mut alice, &mut bob);
    assert_eq!(shown(&mut bob), Some(Vec::new()), "it is gone");
    // What Alice tells stays: her standing has not changed.
    bob.state
        .take_screen(board, tellers.0, FirstScreen::default());
    assert_eq!(shown(&mut bob), Some(vec![board]));
    say(&mut alice, board, "after the removal");
    carried(&mut alice, &mut bob);
    assert_eq!(shown(&mut bob), None);
}
