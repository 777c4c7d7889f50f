//! A new device of a person who is a member: its certificate on the boards that came by a backup; and its next one,
//! where it has other keys than it said.
//!
//! The person's seed is here, so the person signs it, and the device brings it itself. Never on a board where the
//! person is none, or where this device had a certificate before (then it was taken away).

use store::DeviceKeys;
use trust::{BoardId, Certificate, DeviceCert, Kind, to_canonical};

use super::Core;
use super::board::Board;
use super::write::{Draft, is_of_the_disk};
use crate::NodeError;

impl Core {
    /// Certifies this device on the boards where its person is a member and it is not known yet, or by other keys.
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

    /// Certifies this device, within the open transaction, where it is not known yet or has other keys than it said; and
    /// says of which keys it has that nobody handed to it by a certificate.
    ///
    /// # Errors
    /// [`NodeError`] where the disk fails.
    pub(crate) fn certify_due(&mut self, now_ms: u64) -> Result<(), NodeError> {
        let signs = self.state.seed().is_ok();
        for board in self.unknown_on().into_iter().filter(|_| signs) {
            match self.certify_on(board, now_ms) {
                Err(error) if is_of_the_disk(&error) => return Err(error),
                Err(error) => tracing::warn!(%error, "this device is not certified on a board"),
                Ok(()) => {}
            }
        }
        self.state.say_held_keys(now_ms)
    }

    /// Takes over changed keys of the same device: a seed that was taken out, or in again.
    pub(crate) fn take_keys(&mut self, keys: DeviceKeys) {
        self.state.keys = keys;
    }

    /// Says a board's other key there, where this device is on it.
    pub(super) fn certify_anew(&mut self, board: BoardId, now_ms: u64) -> Result<(), NodeError> {
        if self.unknown_on().contains(&board) {
            self.certify_on(board, now_ms)?;
        }
        Ok(())
    }

    fn unknown_on(&self) -> Vec<BoardId> {
        let kem = self.state.keys.kem.public();
        let boards = self.state.boards.values().filter(|board| {
            let device = board.device.id();
            let known = |cert: &trust::CertEntry| {
                matches!(cert.cert(), Certificate::DeviceCert(cert) if cert.device == device)
            };
            let is_new = board.authority.person_of(device).is_none()
                && !board.certs.values().any(known);
            let says_otherwise = |cert: &DeviceCert| {
                cert.kem != kem || cert.endpoint != self.state.endpoint_on(board.id)
            };
            let outdated = board.own_cert().is_some_and(says_otherwise);
            board.authority.role_of(board.person).is_some() && (is_new || outdated)
        });
        boards.map(|board| board.id).collect()
    }

    fn certify_on(&mut self, board: BoardId, now_ms: u64) -> Result<(), NodeError> {
        let (keys, seed) = (&self.state.keys, self.state.seed()?);
        let held = self.state.boards.get(&board);
        let held = held.ok_or(NodeError::NoBoard(board))?;
        let (nonce, known) = (held.nonce, held.own_cert());
        let person = seed.person_key(&nonce);
        let device = keys.device.device_key(&nonce);
        let (kem, endpoint) = (keys.kem.public(), self.state.endpoint_on(board));
        let cert = known.map_or_else(
            || DeviceCert::make(&person, &device, kem, endpoint, &nonce),
            |known| known.next(&person, &device, kem, endpoint, &nonce),
        );
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

impl Board {
    /// Returns this device's certificate that counts, unless it was revoked.
    pub(super) fn own_cert(&self) -> Option<&DeviceCert> {
        let mut own = self.authority.devices_of(self.person);
        own.find(|cert| cert.device == self.device.id())
    }
}
