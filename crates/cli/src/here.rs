//! One run of `mh`: the session, and what the command line said about where.
//!
//! Owns how a board, a thing on it and a person are found by what a person types. Never prints.

mod person;

use app::api::{
    AppError, BoardRow, ErrorCode, Intent, ItemKind, ItemRow, ItemView, ItemsFilter, NoticeView,
    Outcome, Query, Reading, ReadingAnswer, ReceiptRow, Row, RowData, UncheckedRow, Window,
};

use crate::session::Session;
use crate::trouble::Trouble;

/// Everything that a command needs.
pub struct Here {
    /// Who does the work.
    pub session: Session,
    /// What `--board` says.
    pub board: Option<String>,
    /// The time at the start, in milliseconds since 1970.
    pub now_ms: i64,
}

/// How many rows are read at once.
const PAGE: u32 = 500;

impl Here {
    /// Does an intent.
    ///
    /// # Errors
    /// What the app refuses.
    pub async fn dispatch(&self, intent: Intent) -> Result<Outcome, Trouble> {
        Ok(self.session.dispatch(intent).await?)
    }

    /// Reads all rows of a view without a window.
    ///
    /// # Errors
    /// What the app refuses.
    pub async fn view(&self, query: Query) -> Result<Vec<Row>, Trouble> {
        Ok(self.page(query).await?.1)
    }

    /// Returns what a member told of a board whose history is not here yet, without what has arrived since.
    pub async fn unchecked(&self, board: &str) -> Result<Vec<UncheckedRow>, Trouble> {
        let query = Query::FirstScreen {
            board: board.to_owned(),
        };
        let rows = self.view(query).await?;
        Ok(rows
            .into_iter()
            .flat_map(|row| {
                if let RowData::FirstScreen(screen) = row.data {
                    screen.rows
                } else {
                    Vec::new()
                }
            })
            .collect())
    }

    async fn page(&self, query: Query) -> Result<(u32, Vec<Row>), Trouble> {
        let ReadingAnswer::View { total, rows } =
            self.session.read(Reading::View { query }).await?
        else {
            return Err(defect("a view"));
        };
        Ok((total, rows))
    }

    /// Reads the one row of a view.
    ///
    /// # Errors
    /// What the app refuses.
    pub async fn only(&self, query: Query) -> Result<RowData, Trouble> {
        let rows = self.view(query).await?;
        rows.into_iter()
            .next()
            .map(|row| row.data)
            .ok_or_else(|| AppError::new(ErrorCode::NoSuchItem, "the view is empty").into())
    }

    /// Returns the boards on this device.
    ///
    /// # Errors
    /// What the app refuses.
    pub async fn boards(&self) -> Result<Vec<BoardRow>, Trouble> {
        let rows = self.view(Query::Boards).await?;
        Ok(rows
            .into_iter()
            .filter_map(|row| {
                if let RowData::Board(board) = row.data {
                    Some(board)
                } else {
                    None
                }
            })
            .collect())
    }

    /// Returns what happened to the data on this device and was not dismissed.
    ///
    /// # Errors
    /// What the app refuses.
    pub async fn notices(&self) -> Result<Vec<NoticeView>, Trouble> {
        let rows = self.view(Query::Notices).await?;
        Ok(rows
            .into_iter()
            .filter_map(|row| {
                if let RowData::Notice(notice) = row.data {
                    Some(notice)
                } else {
                    None
                }
            })
            .collect())
    }

    /// Returns the board that `--board` means, or the only one.
    ///
    /// # Errors
    /// `noSuchBoard`, `whichBoard`.
    pub async fn the_board(&self) -> Result<BoardRow, Trouble> {
        choose(self.boards().await?, self.board.as_deref())
    }

    /// Returns what a code or an id means on a board.
    ///
    /// # Errors
    /// `noSuchItem`, `ambiguousCode`.
    pub async fn item(&self, board: &str, code: &str) -> Result<ItemView, Trouble> {
        let query = Query::Item {
            board: board.to_owned(),
            item: code.trim().to_owned(),
        };
        let RowData::ItemPage(page) = self.only(query).await? else {
            return Err(defect("a page"));
        };
        Ok(*page)
    }

    /// Returns the id of the site that a code, an id or a name means.
    ///
    /// # Errors
    /// `noSuchItem`, `ambiguousCode`.
    pub async fn site(&self, board: &str, named: &str) -> Result<String, Trouble> {
        let filter = ItemsFilter {
            kinds: vec![ItemKind::Site],
            ..ItemsFilter::default()
        };
        let wanted = named.trim().to_lowercase();
        let sites = self.items(board, filter).await?;
        let mut called = sites
            .iter()
            .filter(|site| site.title.to_lowercase() == wanted);
        match (called.next(), called.next()) {
            (Some(site), None) => Ok(site.item.clone()),
            (Some(first), Some(second)) => {
                Err(AppError::new(ErrorCode::AmbiguousCode, "two sites")
                    .with("items", format!("{}, {}", first.code, second.code))
                    .into())
            }
            (None, _) => Ok(self.item(board, named).await?.row.item),
        }
    }

    /// Returns all items of a board with who holds each.
    ///
    /// # Errors
    /// What the app refuses.
    pub async fn receipts(&self, board: &str) -> Result<Vec<ReceiptRow>, Trouble> {
        let mut found = Vec::new();
        loop {
            let offset = u32::try_from(found.len()).unwrap_or(u32::MAX);
            let query = Query::Receipts {
                board: board.to_owned(),
                window: Window {
                    offset,
                    limit: PAGE,
                },
            };
            let before = found.len();
            let (_, rows) = self.page(query).await?;
            found.extend(rows.into_iter().filter_map(|row| {
                if let RowData::Receipt(receipt) = row.data {
                    Some(receipt)
                } else {
                    None
                }
            }));
            if found.len() == before {
                return Ok(found);
            }
        }
    }

    /// Returns all items that a filter lets through.
    ///
    /// # Errors
    /// What the app refuses.
    pub async fn items(&self, board: &str, filter: ItemsFilter) -> Result<Vec<ItemRow>, Trouble> {
        let mut found = Vec::new();
        let mut offset = 0;
        loop {
            let (total, rows) = self
                .page(Query::Items {
                    board: board.to_owned(),
                    filter: filter.clone(),
                    sort: app::api::ItemSort::default(),
                    window: Window {
                        offset,
                        limit: PAGE,
                    },
                })
                .await?;
            let count = u32::try_from(rows.len()).unwrap_or(PAGE);
            found.extend(rows.into_iter().filter_map(|row| {
                if let RowData::Item(item) = row.data {
                    Some(item)
                } else {
                    None
                }
            }));
            offset += count;
            if count == 0 || offset >= total {
                return Ok(found);
            }
        }
    }
}

/// An answer of another sort than was asked for.
pub fn defect(wanted: &str) -> Trouble {
    AppError::internal(format!("the answer is not {wanted}")).into()
}

/// Chooses by exact id, then by name, then by the beginning of the id, then by that of the name.
fn choose(boards: Vec<BoardRow>, wanted: Option<&str>) -> Result<BoardRow, Trouble> {
    let names = |boards: &[BoardRow]| -> Vec<String> {
        boards
            .iter()
            .map(|board| {
                format!(
                    "{} ({})",
                    board.name,
                    board.board.get(..8).unwrap_or(&board.board)
                )
            })
            .collect()
    };
    let none = || Trouble::from(AppError::new(ErrorCode::NoSuchBoard, "no board fits"));
    let Some(wanted) = wanted.map(|text| text.trim().to_lowercase()) else {
        let list = names(&boards);
        let mut boards = boards.into_iter();
        return match (boards.next(), boards.next()) {
            (Some(only), None) => Ok(only),
            (Some(_), Some(_)) => Err(Trouble::which_board(&list)),
            (None, _) => Err(none()),
        };
    };
    let rules: [fn(&BoardRow, &str) -> bool; 4] = [
        |board, wanted| board.board == wanted,
        |board, wanted| board.name.to_lowercase() == wanted,
        |board, wanted| board.board.starts_with(wanted),
        |board, wanted| board.name.to_lowercase().starts_with(wanted),
    ];
    for rule in rules.iter().filter(|_| !wanted.is_empty()) {
        let mut fits: Vec<BoardRow> = boards
            .iter()
            .filter(|board| rule(board, &wanted))
            .cloned()
            .collect();
        if fits.len() > 1 {
            return Err(Trouble::which_board(&names(&fits)));
        }
        if let Some(board) = fits.pop() {
            return Ok(board);
        }
    }
    Err(none())
}

#[cfg(test)]
mod tests;
