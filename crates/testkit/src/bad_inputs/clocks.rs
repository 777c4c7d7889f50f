//! 40–42: stamps from the past and the future, clocks that jump, clocks that are days off.

use std::collections::BTreeSet;

use model::Statement;
use node::Core;
use store::LogDb;
use trust::{BoardId, EntryId, Kind, Role, Verdict};

use super::meeting::{NOW, add_need, comment, spec, ticket, try_join};
use super::{Circle, open, pump};

const DAY: u64 = 86_400_000;
const YEAR: u64 = 365 * DAY;

fn accepted(core: &Core, board: BoardId) -> BTreeSet<EntryId> {
    let all = core.verdicts_since(0, 100_000).unwrap();
    let counts = all
        .iter()
        .filter(|one| one.board == board && one.verdict == Verdict::Accepted);
    counts.map(|one| one.entry.id).collect()
}

#[test]
fn bad_input_40_a_stamp_of_whatever_year_is_kept_and_decides_nothing() {
    let mut circle = Circle::new();
    let mut log = circle.log(101);
    for time in [0, 1, NOW + 73 * YEAR, u64::MAX] {
        circle.time = time;
        let body = Statement::Comment {
            text: "when?".to_owned(),
        }
        .to_body();
        let about = (Some(circle.item), [circle.creation]);
        let entry = circle.write(&mut log, Kind::Statement, about.0, &about.1, body);
        circle.push(std::slice::from_ref(&entry));
        assert_eq!(circle.verdict(entry.id), Some(Verdict::Accepted));
    }
    // Alice's own stamps stay with her clock, give or take ten minutes.
    let mine = comment(
        &mut circle.alice,
        circle.board,
        (circle.item, circle.creation),
        NOW,
    );
    let all = circle.alice.verdicts_since(0, 100_000).unwrap();
    let stamp = all
        .iter()
        .find(|one| one.entry.id == mine.id)
        .unwrap()
        .entry
        .header
        .time;
    assert!(stamp.wall_ms <= NOW + 600_000, "{stamp:?}");
    circle.assert_alive();
}

#[test]
fn bad_input_41_a_clock_that_jumps_ten_years_changes_nothing_about_who_and_what() {
    let mut alice = open(LogDb::in_memory().unwrap(), 1, 10);
    let mut bob = open(LogDb::in_memory().unwrap(), 2, 20);
    let board = super::meeting::act(&mut alice, NOW, |core| core.create_board(NOW)).0;
    let need = add_need(&mut alice, board, NOW);
    let ticket = ticket(&mut alice, board, spec(Role::Editor), NOW);
    assert_eq!(try_join((&mut bob, NOW), (&mut alice, NOW), ticket), None);
    let roles = |core: &Core| -> Vec<_> {
        let info = core.board_info(board).unwrap();
        let people = info.authority.people();
        people.map(|(who, role, _)| (who, role)).collect()
    };
    let before = roles(&alice);
    for clock in [NOW + 10 * YEAR, NOW - 10 * YEAR, NOW + 3_600_000, 0] {
        comment(&mut alice, board, need, clock);
        comment(&mut bob, board, need, NOW);
        pump((&mut bob, NOW), (&mut alice, clock));
        assert_eq!(accepted(&alice, board), accepted(&bob, board));
        assert_eq!(roles(&alice), before);
        assert_eq!(roles(&bob), before);
        assert!(alice.is_settled() && bob.is_settled());
    }
    assert_eq!(alice.board_info(board).unwrap().waiting, 0);
}

#[test]
fn bad_input_42_a_peer_three_days_off_joins_and_is_in_sync() {
    for off in [NOW - 3 * DAY, NOW + 3 * DAY] {
        let mut alice = open(LogDb::in_memory().unwrap(), 1, 10);
        let mut bob = open(LogDb::in_memory().unwrap(), 2, 20);
        let board = super::meeting::act(&mut alice, NOW, |core| core.create_board(NOW)).0;
        let need = add_need(&mut alice, board, NOW);
        // Ends tomorrow by Alice's clock, who is the one to decide.
        let spec = node::TicketSpec {
            expires_ms: Some(NOW + DAY),
            ..spec(Role::Editor)
        };
        let ticket = ticket(&mut alice, board, spec, NOW);
        assert_eq!(try_join((&mut bob, off), (&mut alice, NOW), ticket), None);
        comment(&mut bob, board, need, off);
        comment(&mut alice, board, need, NOW);
        pump((&mut bob, off), (&mut alice, NOW));
        assert_eq!(accepted(&alice, board), accepted(&bob, board));
        assert!(accepted(&alice, board).len() >= 6);
    }
}
