//! What changed, as coarse as the views need it.

use std::collections::{BTreeMap, BTreeSet};

use trust::{BoardId, ItemId};

use crate::api::Query;

/// What a batch of entries, a setting or the network has touched.
#[derive(Debug, Clone, PartialEq, Eq, Default)]
pub(crate) struct Touched {
    /// Boards with entries of this device or of others.
    pub(crate) boards: BTreeMap<BoardId, TouchedBoard>,
    /// Who is connected, who holds what, who is a member.
    pub(crate) network: bool,
    /// How far it is what is on its way.
    pub(crate) bringing: bool,
    /// How far the file is that is being saved for somebody, or read.
    pub(crate) by_file: bool,
    /// What boards look like whose history is not here.
    pub(crate) screens: bool,
    /// Who has which board open.
    pub(crate) presence: bool,
    /// Settings of this device.
    pub(crate) settings: bool,
    /// Files on their way, and what is kept of them.
    pub(crate) files: bool,
    /// Drafts.
    pub(crate) drafts: bool,
    /// Notices.
    pub(crate) notices: bool,
    /// Backups, and what is known of the words on paper.
    pub(crate) backup: bool,
    /// Joins under way, and whatever else waits for people of a board that is not here.
    pub(crate) joins: bool,
}

/// What was touched on one board.
#[derive(Debug, Clone, PartialEq, Eq, Default)]
pub(crate) struct TouchedBoard {
    /// These items.
    pub(crate) items: BTreeSet<ItemId>,
    /// Who is on it, as what, by which name; tickets.
    pub(crate) people: bool,
}

impl Touched {
    /// Returns whether nothing was touched.
    pub(crate) fn is_empty(&self) -> bool {
        *self == Self::default()
    }

    /// Returns the touch of a board as a whole: its head, but none of its items.
    pub(crate) fn board(board: BoardId) -> Self {
        let mut touched = Self::default();
        touched.boards.entry(board).or_default();
        touched
    }

    /// Returns whether the view may show something else now. A wrong yes costs a query, a wrong no a stale screen.
    pub(crate) fn concerns(&self, query: &Query) -> bool {
        match query {
            Query::Settings => self.settings || self.network,
            Query::Boards => !self.boards.is_empty() || self.network || self.joins,
            Query::Items { board, .. } => self
                .at(board)
                .is_some_and(|touched| touched.people || !touched.items.is_empty()),
            Query::Attachments { board, .. } => self.files || self.at(board).is_some(),
            Query::Board { board }
            | Query::Item { board, .. }
            | Query::Status { board }
            | Query::SetAside { board, .. }
            | Query::Case { board, .. }
            | Query::Inbox { board, .. } => self.network || self.at(board).is_some(),
            Query::People { board }
            | Query::Person { board, .. }
            | Query::Invitations { board } => {
                self.network || self.at(board).is_some_and(|touched| touched.people)
            }
            Query::FirstScreen { board } => self.screens || self.at(board).is_some(),
            Query::Meanwhile { board } => self.drafts || self.screens || self.at(board).is_some(),
            Query::Presence { board } => {
                self.presence || self.at(board).is_some_and(|touched| touched.people)
            }
            Query::Bringing => self.bringing || !self.boards.is_empty(),
            Query::ByFile => self.by_file,
            Query::OwnDevices => !self.boards.is_empty() || self.network || self.settings,
            // A join ends where the reader is removed.
            Query::Joins => self.joins || self.boards.values().any(|board| board.people),
            Query::SentReports => self.joins,
            Query::Carried => self.joins || self.network,
            Query::Drafts => self.drafts,
            Query::Notices => self.notices,
            Query::Backup => self.backup || !self.boards.is_empty(),
            Query::Receipts { board, .. } => self.network || self.at(board).is_some(),
            Query::OnlyHere => {
                let here = self.network || self.drafts || self.joins || self.settings;
                here || self.files || self.backup || !self.boards.is_empty()
            }
        }
    }

    fn at(&self, board: &str) -> Option<&TouchedBoard> {
        let board: BoardId = board.parse().ok()?;
        self.boards.get(&board)
    }
}
