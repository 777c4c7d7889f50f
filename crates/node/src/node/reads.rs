//! What is known without asking the writer: boards, what is followed, and verdicts from the disk.
//!
//! Owns nothing; never waits for a queue.

use std::collections::BTreeMap;
use std::sync::{Arc, MutexGuard, PoisonError};

use store::LogDb;
use tokio::sync::watch;
use trust::{Authority, BoardId, DeviceId, ItemId, LogId, PersonId};

use super::Node;
use crate::peer::judged;
use crate::{BoardInfo, Holding, JoinView, Judged, NetworkState, NodeError};

impl Node {
    /// Returns all boards of this device, in the order in which they came.
    #[must_use]
    pub fn boards(&self) -> Vec<BoardInfo> {
        self.inner.public.boards()
    }

    /// Returns a board of this device.
    #[must_use]
    pub fn board(&self, board: BoardId) -> Option<BoardInfo> {
        self.inner.public.board(board)
    }

    /// Returns who may do what on a board.
    #[must_use]
    pub fn authority(&self, board: BoardId) -> Option<Arc<Authority>> {
        self.board(board).map(|info| info.authority)
    }

    /// Returns who this person is on a board.
    #[must_use]
    pub fn me(&self, board: BoardId) -> Option<PersonId> {
        self.board(board).map(|info| info.me)
    }

    /// Returns what each member's other device is known to hold.
    #[must_use]
    pub fn holdings(&self, board: BoardId) -> Arc<Vec<Holding>> {
        self.board(board)
            .map(|info| info.holdings)
            .unwrap_or_default()
    }

    /// Returns since when other devices are known to hold these logs, each up to a number: the later time of each device
    /// where several logs are asked for, and only devices that hold all of them. Says nothing of logs with several
    /// branches. Blocks on the disk.
    ///
    /// # Errors
    /// [`NodeError`] where the disk fails.
    pub fn held_since(
        &self,
        board: BoardId,
        newest: &BTreeMap<LogId, u64>,
    ) -> Result<BTreeMap<DeviceId, u64>, NodeError> {
        let reader = self.reader();
        let mut since: Option<BTreeMap<DeviceId, u64>> = None;
        for (log, seq) in newest {
            let held: BTreeMap<DeviceId, u64> =
                reader.held_since(board, *log, *seq)?.into_iter().collect();
            since = Some(match since {
                None => held,
                Some(since) => since
                    .into_iter()
                    .filter_map(|(device, at)| Some((device, at.max(*held.get(&device)?))))
                    .collect(),
            });
        }
        Ok(since.unwrap_or_default())
    }

    /// Follows the number of the newest verdict that is on the disk.
    #[must_use]
    pub fn cursor(&self) -> watch::Receiver<u64> {
        self.inner.public.cursor.subscribe()
    }

    /// Follows a number that grows whenever a [`BoardInfo`] changed: members, holdings, counts, a new board.
    #[must_use]
    pub fn boards_changed(&self) -> watch::Receiver<u64> {
        self.inner.public.boards_changed.subscribe()
    }

    /// Follows why the last write was not saved; `None` after one that was.
    #[must_use]
    pub fn disk(&self) -> watch::Receiver<Option<NodeError>> {
        self.inner.public.disk.subscribe()
    }

    /// Returns the verdicts after `n`, at most `limit`, oldest first. Blocks on the disk.
    ///
    /// # Errors
    /// [`NodeError`] where the disk fails.
    pub fn verdicts_since(&self, n: u64, limit: u32) -> Result<Vec<Judged>, NodeError> {
        let rows = self.reader().verdicts_since(n, limit)?;
        Ok(rows.into_iter().map(|row| self.judged(row)).collect())
    }

    /// Returns what was decided last about each entry of an item, in the order of the verdicts. Blocks on the disk.
    ///
    /// # Errors
    /// [`NodeError`] where the disk fails.
    pub fn verdicts_of_item(&self, board: BoardId, item: ItemId) -> Result<Vec<Judged>, NodeError> {
        let rows = self.reader().verdicts_of_item(board, item)?;
        Ok(rows.into_iter().map(|row| self.judged(row)).collect())
    }

    /// Follows the joins under way.
    #[must_use]
    pub fn joins(&self) -> watch::Receiver<Vec<JoinView>> {
        self.inner.public.joins.subscribe()
    }

    /// Follows the network.
    #[must_use]
    pub fn network(&self) -> watch::Receiver<NetworkState> {
        self.inner.public.network.subscribe()
    }

    fn reader(&self) -> MutexGuard<'_, LogDb> {
        self.inner
            .reader
            .lock()
            .unwrap_or_else(PoisonError::into_inner)
    }

    fn judged(&self, row: store::VerdictRow) -> Judged {
        let authority = self.authority(row.board);
        judged(row, authority.as_deref())
    }
}
