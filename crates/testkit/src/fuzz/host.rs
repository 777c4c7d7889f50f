//! The device that the wire is fuzzed against: Alice's, with her board, in memory.
//!
//! Owns what it holds, and checks whatever is handed to it. Never stores what is not proven.

use sync::{
    Admission, Channel, Host, HostError, JoinRefusal, Lacking, Proof, Received, Standing, Transfer,
};
use trust::{
    BoardId, DeviceId, EndpointId, Entry, JoinRequest, LogId, Position, prove_device, wrap,
};

use super::entry::{Shelf, check_rebuilt};
use super::known::authority;
use super::{known, reached};

/// Alice's device.
#[derive(Debug, Default)]
pub(super) struct Desk {
    pub(super) shelf: Shelf,
    /// Entries that came and are proven.
    pub(super) taken: usize,
    pub(super) asked: usize,
}

impl Desk {
    pub(super) fn new() -> Self {
        let mut desk = Self::default();
        desk.shelf.put(&known().entries);
        desk
    }
}

impl sync::TiedHost for Desk {}

impl Host for Desk {
    fn boards(&mut self) -> Result<Vec<BoardId>, HostError> {
        Ok(vec![known().board])
    }

    fn tags(&mut self, _: BoardId, channel: &Channel) -> Result<Vec<[u8; 32]>, HostError> {
        let tag = known()
            .keyring
            .board_tag(&channel.binding, channel.side.byte());
        Ok(tag.into_iter().collect())
    }

    fn prove(&mut self, board: BoardId, channel: &Channel) -> Result<Option<Proof>, HostError> {
        let key = known().alice.device_key(&known().nonce);
        let signature = prove_device(&key, board, &channel.of_side());
        Ok(Some(Proof {
            device: key.id(),
            signature,
        }))
    }

    fn standing(&mut self, _: BoardId, device: DeviceId) -> Standing {
        match authority(&known().certs).person_of(device) {
            Some(_) => Standing::Member,
            None => Standing::Unknown,
        }
    }

    fn positions(&mut self, _: BoardId) -> Result<Vec<Position>, HostError> {
        Ok(self.shelf.tips())
    }

    fn wrote(&mut self, _: BoardId, log: LogId) -> bool {
        log == known().entries[0].log
    }

    fn range(
        &mut self,
        _: BoardId,
        lacking: &[Lacking],
        max_bytes: usize,
    ) -> Result<Vec<Entry>, HostError> {
        self.asked += lacking.len();
        let asked = |entry: &&Entry| {
            let fits = |range: &Lacking| {
                range.log == entry.log && range.from <= entry.seq && entry.seq <= range.to
            };
            lacking.iter().any(fits)
        };
        let mut bytes = 0;
        let fits = |entry: &&Entry| {
            let first = bytes == 0;
            bytes += entry.body.len() + 256;
            first || bytes <= max_bytes
        };
        Ok(self
            .shelf
            .all()
            .filter(asked)
            .take_while(fits)
            .cloned()
            .collect())
    }

    fn receive(
        &mut self,
        board: BoardId,
        from: DeviceId,
        transfer: Transfer,
        _: u64,
    ) -> Result<Received, HostError> {
        assert_eq!(
            board,
            known().board,
            "nothing is received for another board"
        );
        assert_eq!(
            from,
            known().mallory.device_key(&known().nonce).id(),
            "and only from who proved herself"
        );
        reached(4);
        let fresh = check_rebuilt(transfer, &mut self.shelf);
        self.taken += fresh.len();
        self.shelf.put(&fresh);
        Ok(Received {
            tips: self.shelf.tips(),
            ..Received::default()
        })
    }

    fn forked(&mut self, _: BoardId, _: DeviceId, _: Position) -> Result<Option<u64>, HostError> {
        reached(5);
        Ok(Some(1))
    }

    fn holds(&mut self, _: BoardId, _: DeviceId, _: &[Position], _: u64) -> Result<(), HostError> {
        reached(6);
        Ok(())
    }

    fn admit(
        &mut self,
        request: &JoinRequest,
        _: EndpointId,
        _: u64,
    ) -> Result<Result<Admission, JoinRefusal>, HostError> {
        let known = known();
        if request.board != known.board || request.verify(&known.nonce).is_err() {
            return Ok(Err(JoinRefusal::Unknown));
        }
        reached(7);
        let keys = known
            .keyring
            .iter()
            .map(|(_, compartment, key)| (compartment, key));
        let device = &request.device;
        let made = wrap(keys, &device.kem, device.device, known.board, [3; 32]);
        let Ok(wrap) = made else {
            return Ok(Err(JoinRefusal::Damaged));
        };
        Ok(Ok(Admission {
            wrap,
            join: known.mallory_tip,
            entries: 9,
        }))
    }

    fn admitted(
        &mut self,
        _: BoardId,
        _: &Admission,
        _: u64,
    ) -> Result<Result<(), JoinRefusal>, HostError> {
        panic!("Alice asked nobody to be let in");
    }
}
