//! Which board is meant.

use app::api::SavedState;

use super::*;

fn board(id: &str, name: &str) -> BoardRow {
    BoardRow {
        board: id.to_owned(),
        name: name.to_owned(),
        people: 1,
        open_needs: 0,
        changed_at: None,
        removed: None,
        device_off: false,
        hides_address: false,
        to_decide: 0,
        rivals: 0,
        saved: SavedState {
            on: 1,
            of: 1,
            helpers: Vec::new(),
            waits: 0,
        },
    }
}

#[test]
fn a_board_is_found_by_name_or_id() {
    let boards = || {
        vec![
            board("abcd12", "Relief"),
            board("abff00", "Relief North"),
            board("0011", "Garden"),
        ]
    };
    let found = |wanted: &str| choose(boards(), Some(wanted)).map(|board| board.board);
    assert_eq!(found("abcd12").unwrap(), "abcd12");
    assert_eq!(found("relief").unwrap(), "abcd12");
    assert_eq!(found("abf").unwrap(), "abff00");
    assert_eq!(found("gar").unwrap(), "0011");
    assert_eq!(found("ab").unwrap_err().code, "whichBoard");
    assert_eq!(found("zz").unwrap_err().code, "noSuchBoard");
    assert_eq!(found("").unwrap_err().code, "noSuchBoard");
}

#[test]
fn the_only_board_needs_no_name() {
    let only = choose(vec![board("abcd12", "Relief")], None).unwrap();
    assert_eq!(only.name, "Relief");
    assert_eq!(choose(Vec::new(), None).unwrap_err().code, "noSuchBoard");
    let two = choose(vec![board("a", "Relief"), board("b", "Garden")], None).unwrap_err();
    assert_eq!(
        (two.code.as_str(), two.exit()),
        ("whichBoard", crate::trouble::Exit::Usage)
    );
    assert!(two.message.contains("Garden"));
}
