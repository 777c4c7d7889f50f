//! First screens: what this device tells of its boards, and what others told of boards whose history is not here yet.
//!
//! Owns which of an item is told: what its line in the list shows to everybody, and nothing that is sealed, hidden or
//! held. What others told lives in memory only, apart from the index: no count, no search, no export, no receipt and no
//! intent ever reads it. It is gone once the index holds what takes its place.

use std::collections::BTreeMap;
use std::sync::{Arc, Mutex, MutexGuard, PoisonError, Weak};

use node::{FirstScreen, FirstScreens, SCREEN_ROWS, ScreenRow, Screens};
use trust::BoardId;

use crate::api::{AppError, ItemKind, ItemSort, ItemState, ItemsFilter, UncheckedRow, Window};
use crate::desk::Desk;
use crate::index::{self, Listed};
use crate::views::board_name;

/// By how the wire numbers them.
const KINDS: [ItemKind; 4] = [
    ItemKind::Need,
    ItemKind::Offer,
    ItemKind::Supply,
    ItemKind::Site,
];
const STATES: [ItemState; 5] = [
    ItemState::Open,
    ItemState::PartClaimed,
    ItemState::Claimed,
    ItemState::Delivered,
    ItemState::Withdrawn,
];

/// What others told of boards that are not here yet.
#[derive(Debug, Default)]
pub(crate) struct Unchecked(Mutex<BTreeMap<BoardId, Told>>);

#[derive(Debug)]
struct Told {
    screen: Arc<FirstScreen>,
    /// Set once the history is here: up to which verdict the index is to come before this one goes.
    until: Option<u64>,
}

impl Unchecked {
    /// Takes what the node has now. What it let go stays until the index is where the log was then.
    pub(crate) fn take(&self, now: &FirstScreens, cursor: u64) {
        let mut all = self.held();
        for (board, told) in all.iter_mut() {
            if !now.contains_key(board) && told.until.is_none() {
                told.until = Some(cursor);
            }
        }
        for (board, screen) in now {
            let screen = Arc::clone(screen);
            all.insert(
                *board,
                Told {
                    screen,
                    until: None,
                },
            );
        }
    }

    /// Returns what is to be shown of a board, while the index is at `indexed`.
    pub(crate) fn of(&self, board: BoardId, indexed: u64) -> Option<Arc<FirstScreen>> {
        let mut all = self.held();
        all.retain(|_, told| told.until.is_none_or(|until| indexed < until));
        all.get(&board).map(|told| Arc::clone(&told.screen))
    }

    /// Returns whether one is to go as the index grows.
    pub(crate) fn is_going(&self) -> bool {
        self.held().values().any(|told| told.until.is_some())
    }

    fn held(&self) -> MutexGuard<'_, BTreeMap<BoardId, Told>> {
        self.0.lock().unwrap_or_else(PoisonError::into_inner)
    }
}

/// Returns an unchecked row as it is shown: its text cleaned as any other is; `None` for what this app cannot show.
pub(crate) fn shown(row: &ScreenRow) -> Option<UncheckedRow> {
    let known = ["1", "2", "3", "4"].contains(&row.urgency.as_str());
    Some(UncheckedRow {
        item: row.item.to_string(),
        kind: *KINDS.get(usize::from(row.kind))?,
        state: *STATES.get(usize::from(row.state))?,
        title: model::clean_line(&row.title),
        urgency: known.then(|| row.urgency.clone()),
        amount: model::clean_line(&row.amount),
    })
}

/// Tells first screens out of the index.
pub(crate) struct Teller(Weak<Desk>);

impl Teller {
    pub(crate) fn of(desk: &Arc<Desk>) -> Self {
        Self(Arc::downgrade(desk))
    }
}

impl Screens for Teller {
    fn first_screen(&self, board: BoardId) -> Option<FirstScreen> {
        let desk = self.0.upgrade()?;
        first_screen(&desk, board).unwrap_or_else(|error| {
            tracing::warn!(%error, "a first screen could not be read");
            None
        })
    }
}

/// Returns what this device tells of a board to a member who holds nothing of it.
pub(crate) fn first_screen(desk: &Desk, board: BoardId) -> Result<Option<FirstScreen>, AppError> {
    let mut at = desk.at(&board.to_string())?;
    if at.is_out() {
        return Ok(None);
    }
    // What the reader hides or whom they block is nobody else's business.
    at.marks = Arc::default();
    desk.index.read(|connection| {
        let Some(number) = index::board_number(connection, board)? else {
            return Ok(None);
        };
        let folded = at.folding(connection, number)?;
        let window = Window {
            offset: 0,
            limit: u32::try_from(SCREEN_ROWS).unwrap_or(u32::MAX),
        };
        let filter = ItemsFilter::default();
        let (items, found) = index::list(
            connection,
            number,
            None,
            &folded,
            &filter,
            ItemSort::Urgency,
            window,
        )?;
        Ok(Some(FirstScreen {
            name: board_name(connection, number, &at)?,
            items,
            rows: found.iter().filter_map(told).collect(),
        }))
    })
}

/// Returns what is told of an item.
fn told(listed: &Listed) -> Option<ScreenRow> {
    let kind = index::shown_kind(listed.kind)?;
    let kind = KINDS.iter().position(|known| *known == kind)?;
    let state = STATES.iter().position(|known| *known == listed.state)?;
    let field = |name: &str| listed.fields.get(name).cloned().unwrap_or_default();
    let amount = [field("quantity"), field("unit")].join(" ");
    Some(ScreenRow {
        item: listed.item,
        kind: u8::try_from(kind).ok()?,
        state: u8::try_from(state).ok()?,
        title: listed.title.clone(),
        urgency: field("urgency"),
        amount: amount.trim().to_owned(),
    })
}
