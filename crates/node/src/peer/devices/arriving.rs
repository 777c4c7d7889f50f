//! A board that another device of the person handed on, until it is here: what was promised of it, whether all of it has
//! come, and the first entries of this device on it.

use store::{BoardRecord, StoreError};
use trust::{
    BoardId, Certificate, Compartment, DeviceCert, DeviceId, GrantRef, HeaderDraft, Kind,
    MAX_WRAPPED, PackedBoard, wrap,
};

use crate::NodeError;
use crate::peer::board::Board;
use crate::peer::state::State;
use crate::peer::write::is_of_the_disk;

impl Board {
    /// Returns whether a device is one that another device of the person named, before the board itself says so.
    pub(crate) fn is_promised(&self, device: DeviceId) -> bool {
        let hints = self.promised.iter().flat_map(|promised| &promised.hints);
        hints.into_iter().any(|hint| hint.device == device)
    }
}

impl State {
    /// Forgets what was said of a board before it came, once it says itself that this device is the person's.
    pub(crate) fn end_promise(&mut self, board: BoardId) -> Result<(), StoreError> {
        let Some(state) = self.boards.get_mut(&board) else {
            return Ok(());
        };
        let arrived = state.authority.person_of(state.device.id()) == Some(state.person);
        if state.promised.is_some() && arrived {
            state.promised = None;
            self.db.forget_meta(&promise(board))?;
        }
        Ok(())
    }

    /// Notes that somebody who holds the board, or a file of theirs, brought all that they have of it.
    pub(crate) fn has_come(&mut self, board: BoardId) -> Result<(), StoreError> {
        let Some(state) = self.boards.get_mut(&board) else {
            return Ok(());
        };
        // A helper that has nothing of the board yet is soon as far as this device, and brought nothing.
        if state.has_genesis() && std::mem::take(&mut state.coming) {
            self.db.forget_meta(&coming(board))?;
            self.changed.insert(board);
        }
        Ok(())
    }

    /// Takes a board over, or leaves nothing of it here: what is wrong with one board keeps no other out. Returns whether it
    /// is here.
    pub(super) fn add_packed_whole(
        &mut self,
        packed: &PackedBoard,
        now_ms: u64,
    ) -> Result<bool, NodeError> {
        self.db.savepoint()?;
        match self.add_packed(packed, now_ms) {
            Ok(()) => {
                self.db.release()?;
                Ok(true)
            }
            Err(error) if is_of_the_disk(&error) => Err(error),
            Err(error) => {
                self.db.undo_savepoint()?;
                self.boards.remove(&packed.board);
                self.order.retain(|board| *board != packed.board);
                self.changed.remove(&packed.board);
                tracing::warn!(board = ?packed.board, %error, "a board is left out of what came with the answer");
                Ok(false)
            }
        }
    }

    /// Takes a board over that another device of the person handed on: nothing of it is here but its keys.
    fn add_packed(&mut self, packed: &PackedBoard, now_ms: u64) -> Result<(), NodeError> {
        let board = packed.board;
        let key = self.db.add_board(board, packed.nonce, now_ms)?;
        for (part, epoch) in &packed.keys {
            if matches!(part, Compartment::Members | Compartment::Main) {
                self.db.add_epoch(key, *part, epoch)?;
            }
        }
        self.db.set_meta(&promise(board), &packed.to_bytes())?;
        self.db.set_meta(&coming(board), &[])?;
        self.add_board(&BoardRecord {
            key,
            board,
            nonce: packed.nonce,
            added_ms: now_ms,
        })?;
        self.write_own_cert(board, packed.grant.unwrap_or(GrantRef::Steward), now_ms)?;
        self.added.push(board);
        self.changed.insert(board);
        Ok(())
    }

    /// Begins this device's log with its certificate, and with its keys wrapped for itself: so that others know that it
    /// has them, and change them once it is lost. Both count once the board is here.
    fn write_own_cert(
        &mut self,
        board: BoardId,
        grant: GrantRef,
        now_ms: u64,
    ) -> Result<(), NodeError> {
        self.writer(board)?;
        let entropy = self.random()?;
        let (kem, endpoint) = (self.keys.kem.public(), self.endpoint_on(board));
        let held = self.held(board)?;
        let person = self.keys.person()?.person_key(&held.nonce);
        let cert = DeviceCert::make(&person, &held.device, kem, endpoint, &held.nonce);
        let keys = held.keyring.iter().take(MAX_WRAPPED);
        let keys = keys.map(|(_, part, key)| (part, key));
        let wrapped = wrap(keys, &kem, held.device.id(), board, entropy);
        let mut certificates = vec![Certificate::DeviceCert(cert)];
        certificates.extend(wrapped.ok().map(Certificate::Wrap));
        let mut entries = Vec::new();
        for certificate in certificates {
            let header = HeaderDraft {
                kind: Kind::Certificate,
                item: None,
                compartment: Compartment::Members,
                grant,
                cert_heads: Vec::new(),
                deps: Vec::new(),
                time: self.tick(now_ms)?,
            };
            let state = self.boards.get_mut(&board);
            let state = state.ok_or(NodeError::NoBoard(board))?;
            let writer = state.writer.as_mut().ok_or(NodeError::NoBoard(board))?;
            entries.push(writer.append(header, certificate.to_body(), &state.keyring)?);
        }
        self.store(board, &entries, now_ms)?;
        Ok(())
    }

    /// Says of keys that came another way that this device has them: it wraps them for itself.
    pub(crate) fn say_held_keys(&mut self, now_ms: u64) -> Result<(), NodeError> {
        let boards: Vec<BoardId> = self.order.clone();
        for board in boards {
            let entropy = self.random()?;
            let Some(held) = self.boards.get(&board) else {
                continue;
            };
            let device = held.device.id();
            if held.authority.person_of(device) != Some(held.person) {
                continue;
            }
            let unsaid: Vec<_> = held
                .keys_to_hand()
                .filter(|(_, key)| !held.epochs.handed_to(key.id()).contains(&device))
                .take(MAX_WRAPPED)
                .collect();
            if unsaid.is_empty() {
                continue;
            }
            let kem = self.keys.kem.public();
            let Ok(wrapped) = wrap(unsaid, &kem, device, board, entropy) else {
                continue;
            };
            let said = self.as_a_whole(board, |state| {
                state.write_certificates(board, &[Certificate::Wrap(wrapped)], now_ms)?;
                Ok(())
            });
            match said {
                Err(error) if is_of_the_disk(&error) => return Err(error),
                Err(error) => tracing::warn!(?board, %error, "held keys are not told"),
                Ok(()) => {}
            }
        }
        Ok(())
    }
}

/// Returns the name under which is kept what another device said of a board.
pub(crate) fn promise(board: BoardId) -> String {
    format!("arriving {board}")
}

/// Returns the name under which is kept that not all of a board has come yet.
pub(crate) fn coming(board: BoardId) -> String {
    format!("coming {board}")
}
