//! A new device of a person who is a member: its certificate on the boards that came by a backup.
//!
//! The person's seed is here, so the person signs it, and the device brings it itself. Never on a board where the
//! person is none, or where this device had a certificate before (then it was taken away).

use store::DeviceKeys;
use trust::{BoardId, Certificate, DeviceCert, Kind, to_canonical};

use super::Core;
use super::write::Draft;
use crate::NodeError;

impl Core {
    /// Certifies this device on the boards where its person is a member and it is not known yet.
    ///
    /// # Errors
    /// [`NodeError`] where the disk fails.
    pub fn certify_here(&mut self, now_ms: u64) -> Result<(), NodeError> {
        for board in self.unknown_on() {
            self.begin()?;
            match self.certify_on(board, now_ms) {
                Ok(()) => self.commit()?,
                Err(error) => {
                    tracing::warn!(%error, "this device is not certified on a board");
                    self.recover()?;
                }
            }
        }
        Ok(())
    }

    /// Takes over changed keys of the same device: a seed that was taken out, or in again.
    pub(crate) fn take_keys(&mut self, keys: DeviceKeys) {
        self.state.keys = keys;
    }

    fn unknown_on(&self) -> Vec<BoardId> {
        let boards = self.state.boards.values().filter(|board| {
            let device = board.device.id();
            let known = |cert: &trust::CertEntry| {
                matches!(cert.cert(), Certificate::DeviceCert(cert) if cert.device == device)
            };
            board.authority.role_of(board.person).is_some()
                && board.authority.person_of(device).is_none()
                && !board.certs.values().any(known)
        });
        boards.map(|board| board.id).collect()
    }

    fn certify_on(&mut self, board: BoardId, now_ms: u64) -> Result<(), NodeError> {
        let keys = &self.state.keys;
        let nonce = self.state.boards.get(&board).map(|board| board.nonce);
        let nonce = nonce.ok_or(NodeError::NoBoard(board))?;
        let person = keys.person()?.person_key(&nonce);
        let device = keys.device.device_key(&nonce);
        let kem = keys.kem.public();
        let cert = DeviceCert::make(&person, &device, kem, self.state.endpoint, &nonce);
        let draft = Draft {
            kind: Kind::Certificate,
            item: None,
            deps: Vec::new(),
            body: to_canonical(&Certificate::DeviceCert(cert)),
        };
        self.append(board, now_ms, |appender| {
            appender.append(draft)?;
            Ok(())
        })?;
        Ok(())
    }
}
