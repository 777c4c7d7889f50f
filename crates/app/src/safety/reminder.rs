//! When a backup is due: a rule over what the newest one lacks, and over the calendar.
//!
//! Owns the rule and its figures. Never makes a backup, and asks nobody: the window and `mh status` show what it says.

use node::{BackupSummary, BoardInfo};

use crate::api::{AppError, BackupReminder, Outcome};
use crate::desk::Desk;
use crate::live::Touched;
use crate::local::NewestBackup;

const DAY: i64 = 24 * 60 * 60 * 1000;
/// A board is a day old before its first backup is asked for: the first minutes belong to the work.
const SETTLED: i64 = DAY;
/// So many entries lost are a day's work of a busy board: then a week is long enough.
const MANY: u64 = 100;
const MANY_AFTER: i64 = 7 * DAY;
/// Else once a month, if anything is new.
const FEW_AFTER: i64 = 30 * DAY;
/// As long as it can be put off at once.
const MAX_DAYS: u32 = 90;

/// What a backup lacks of the boards here.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default)]
struct Lacks {
    entries: u64,
    boards: u64,
    /// When the oldest of the boards that it lacks came here.
    since: Option<i64>,
}

/// Says how the boards here stand to their newest backup.
pub(crate) fn reminder(desk: &Desk) -> Result<BackupReminder, AppError> {
    let now = desk.now().cast_signed();
    let newest = desk.local.newest_backup()?;
    let lacks = lacks(newest.as_ref(), &desk.node.boards());
    let put_off = desk.local.backup_put_off()?.filter(|until| *until > now);
    let made_at = newest.map(|newest| newest.made_at);
    Ok(BackupReminder {
        made_at,
        entries_since: super::count(lacks.entries),
        boards_since: super::count(lacks.boards),
        words: desk.local.words_known()?,
        due: put_off.is_none() && is_due(made_at, lacks, now),
        put_off_until: put_off,
    })
}

/// Does not remind for so many days; 0 reminds again.
pub(crate) fn put_off(desk: &Desk, days: u32) -> Result<Outcome, AppError> {
    if days > MAX_DAYS {
        return Err(AppError::bad_field("days", "tooLong"));
    }
    let until = desk.now().cast_signed() + i64::from(days) * DAY;
    desk.local.put_backup_off((days > 0).then_some(until))?;
    touched(desk);
    Ok(Outcome::Done { undoable: false })
}

/// Tells the live view that something of it is new.
pub(crate) fn touched(desk: &Desk) {
    desk.tell(Touched {
        backup: true,
        ..Touched::default()
    });
}

/// Returns what is kept of a backup.
pub(crate) fn newest(summary: &BackupSummary) -> NewestBackup {
    let boards = summary.boards.iter();
    NewestBackup {
        made_at: summary.made_ms.cast_signed(),
        boards: boards
            .map(|board| (board.board.to_string(), board.entries))
            .collect(),
    }
}

fn lacks(newest: Option<&NewestBackup>, boards: &[BoardInfo]) -> Lacks {
    let mut lacks = Lacks::default();
    for board in boards {
        let held = newest.and_then(|newest| newest.boards.get(&board.board.to_string()));
        lacks.entries += board.entries.saturating_sub(held.copied().unwrap_or(0));
        if held.is_none() {
            lacks.boards += 1;
            let came = board.added_ms.cast_signed();
            lacks.since = Some(lacks.since.map_or(came, |since| since.min(came)));
        }
    }
    lacks
}

fn is_due(made_at: Option<i64>, lacks: Lacks, now: i64) -> bool {
    let settled = lacks
        .since
        .is_some_and(|since| now.saturating_sub(since) >= SETTLED);
    let age = made_at.map_or(0, |made| now.saturating_sub(made));
    settled
        || (lacks.entries > 0 && age >= FEW_AFTER)
        || (lacks.entries >= MANY && age >= MANY_AFTER)
}

#[cfg(test)]
mod tests {
    use super::*;

    const NOW: i64 = 1_800_000_000_000;

    #[test]
    fn a_backup_is_due_a_day_after_a_board_came_that_none_holds() {
        let new = |hours: i64| Lacks {
            entries: 9,
            boards: 1,
            since: Some(NOW - hours * 60 * 60 * 1000),
        };
        assert!(!is_due(None, Lacks::default(), NOW), "nothing to lose");
        assert!(!is_due(None, new(23), NOW));
        assert!(is_due(None, new(24), NOW));
        // Also where there is a backup of yesterday, of the boards before.
        assert!(!is_due(Some(NOW - DAY), new(23), NOW));
        assert!(is_due(Some(NOW - DAY), new(24), NOW));
    }

    #[test]
    fn a_backup_is_due_again_by_how_much_is_new_and_how_old_it_is() {
        let since = |entries| Lacks {
            entries,
            ..Lacks::default()
        };
        for (days, entries, due) in [
            (400, 0, false),
            (29, 1, false),
            (30, 1, true),
            (6, 5_000, false),
            (7, 99, false),
            (7, 100, true),
        ] {
            let made = Some(NOW - days * DAY);
            assert_eq!(is_due(made, since(entries), NOW), due, "{days} {entries}");
        }
        // A clock that was set back asks for nothing.
        assert!(!is_due(Some(NOW + 400 * DAY), since(5_000), NOW));
    }
}
