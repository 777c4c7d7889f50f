//! First screens: what this device tells of its boards, and what others told of boards whose history is not here yet.
//!
//! Owns which of an item is told: what its line in the list shows to everybody, and nothing that is sealed, hidden or
//! held. What others told lives in memory only, apart from the index: no count, no search, no export and no receipt ever
//! reads it, and no intent signs on top of it (`intents/meanwhile`). It is gone once the index holds what takes its place.

use std::collections::BTreeMap;
use std::sync::{Arc, Mutex, MutexGuard, PoisonError, Weak};

use node::{FirstScreen, FirstScreens, SCREEN_ROWS, ScreenRow, Screens};
use trust::{BoardId, ItemId};

use crate::api::{
    AppError, ErrorCode, ItemKind, ItemSort, ItemState, ItemsFilter, UncheckedRow, Window,
};
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

/// Returns the unchecked rows as they are shown: their texts cleaned as any other; without what this app cannot show.
pub(crate) fn rows(screen: &FirstScreen) -> impl Iterator<Item = (ItemId, UncheckedRow)> {
    let mut codes: Vec<String> = screen.rows.iter().map(|row| row.item.code()).collect();
    codes.sort_unstable();
    codes.dedup();
    let shown = move |row: &ScreenRow| Some((row.item, shown(row, &codes)?));
    screen.rows.iter().filter_map(shown)
}

/// Returns the unchecked row that an id or a spoken code means, if there is one.
pub(crate) fn find(screen: &FirstScreen, said: &str) -> Result<Option<UncheckedRow>, AppError> {
    let id = said.parse::<ItemId>().ok();
    let (letter, code) = index::spoken(said);
    let fits = |item: ItemId, row: &UncheckedRow| {
        let of_kind = letter.is_none_or(|letter| row.code.starts_with(letter));
        id.map_or_else(
            || !code.is_empty() && of_kind && item.code().starts_with(&code),
            |id| id == item,
        )
    };
    let mut found = rows(screen).filter(|(item, row)| fits(*item, row));
    match (found.next(), found.next()) {
        (Some((first, row)), Some((second, other))) if first != second => {
            let items = [row.code, other.code].join(" ");
            let error = AppError::new(ErrorCode::AmbiguousCode, "several items have this code");
            Err(error.with("items", items))
        }
        (first, _) => Ok(first.map(|(_, row)| row)),
    }
}

/// Returns how many letters of a code tell it from the others.
fn clear(code: &str, codes: &[String]) -> usize {
    let shared = |other: &String| {
        let both = code.bytes().zip(other.bytes());
        both.take_while(|(one, other)| one == other).count() + 1
    };
    let others = codes.iter().filter(|other| *other != code);
    let longest = others.map(shared).max().unwrap_or(0);
    longest.max(index::SHORTEST).min(code.len())
}

fn shown(row: &ScreenRow, codes: &[String]) -> Option<UncheckedRow> {
    let known = ["1", "2", "3", "4"].contains(&row.urgency.as_str());
    let kind = *KINDS.get(usize::from(row.kind))?;
    let code = row.item.code();
    let code = code.get(..clear(&code, codes)).unwrap_or(&code);
    Some(UncheckedRow {
        item: row.item.to_string(),
        code: format!("{}-{code}", index::kind_of(kind).letter()),
        kind,
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
