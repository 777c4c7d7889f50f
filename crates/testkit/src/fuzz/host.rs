//! The device that the wire is fuzzed against: Alice's, with her board, in memory.
//!
//! Owns what it holds, and checks whatever is handed to it. Never stores what is not proven.

use sync::{
    Access, Admission, Channel, Host, HostError, JoinRefusal, Lacking, Open, PresenceHost, Proof,
    Received, Standing, TiedHost, Transfer,
};
use trust::{
    BoardId, Compartment, DeviceId, EndpointHint, EndpointId, Entry, EpochKey, Frame, JoinRequest,
    LogId, Position, prove_device, wrap,
};

use super::entry::{Shelf, check_rebuilt};
use super::known::authority;
use super::{known, reached};

/// What Mallory and Alice are to each other besides members.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default)]
pub(super) enum Tie {
    #[default]
    None,
    /// Mallory's device is a helper of Alice's board.
    MalloryCarries,
    /// Alice's device is a helper of it, and knows none of its keys.
    AliceCarries,
}

/// By what a helper and members know each other.
pub(super) fn access_key() -> EpochKey {
    let newest = known().keyring.current(Compartment::Members);
    newest.expect("a key").1.helper_access(mallory())
}

fn mallory() -> DeviceId {
    known().mallory.device_key(&known().nonce).id()
}

/// Alice's device.
#[derive(Debug, Default)]
pub(super) struct Desk {
    tie: Tie,
    pub(super) shelf: Shelf,
    /// Entries that came and are proven.
    pub(super) taken: usize,
    pub(super) asked: usize,
}

impl Desk {
    pub(super) fn new(tie: Tie) -> Self {
        let mut desk = Self {
            tie,
            ..Self::default()
        };
        desk.shelf.put(&known().entries);
        desk
    }
}

/// Of helpers, places and addresses of each, as docs/protocol.md has them.
const PLACES: usize = 32;
const ADDRESSES: usize = 8;

impl sync::ScreenHost for Desk {
    fn wants_screen(&mut self, _: BoardId) -> bool {
        true
    }

    fn screen(&mut self, _: BoardId, _: DeviceId) -> Option<sync::FirstScreen> {
        Some(sync::FirstScreen::default())
    }

    fn take_screen(&mut self, _: BoardId, _: DeviceId, screen: sync::FirstScreen) {
        assert!(screen.rows.len() <= sync::SCREEN_ROWS);
    }
}

impl PresenceHost for Desk {
    fn shows(&mut self, board: BoardId, _: DeviceId) -> Option<Open> {
        (board == known().board).then(Open::default)
    }

    fn is_seen(&mut self, _: BoardId, _: DeviceId) -> bool {
        true
    }
}

impl sync::NearHost for Desk {}

impl sync::PairHost for Desk {}

impl TiedHost for Desk {
    fn carried(&mut self) -> Result<Vec<BoardId>, HostError> {
        let carries = self.tie == Tie::AliceCarries;
        Ok(carries.then_some(known().board).into_iter().collect())
    }

    fn access(&mut self, board: BoardId, peer: EndpointId) -> Result<Option<Access>, HostError> {
        assert_eq!((board, peer), (known().board, known().mallory.endpoint));
        let access = Access {
            carries: self.tie == Tie::AliceCarries,
            device: mallory(),
            keys: vec![access_key()],
        };
        Ok((self.tie != Tie::None).then_some(access))
    }

    fn is_tied(&mut self, _: BoardId, _: DeviceId) -> bool {
        self.tie != Tie::None
    }

    fn told_full(&mut self, board: BoardId, device: DeviceId, full: bool) {
        assert_ne!(self.tie, Tie::None, "no member passes for a helper");
        assert_eq!((board, device), (known().board, mallory()));
        reached(if full { 8 } else { 9 });
    }

    fn places(&mut self, _: BoardId, known: Option<u64>) -> Option<(u64, Vec<EndpointHint>)> {
        let here = EndpointHint {
            endpoint: EndpointId([77; 32]),
            addrs: vec![([192, 0, 2, 7], 4_433).into()],
            relay: None,
        };
        (known != Some(1)).then(|| (1, vec![here]))
    }

    fn told_places(&mut self, board: BoardId, places: Vec<EndpointHint>) {
        assert_eq!(self.tie, Tie::None, "a helper tells of no places");
        assert_eq!(board, self::known().board);
        assert!(places.len() <= PLACES, "{} places", places.len());
        for place in &places {
            assert!(place.addrs.len() <= ADDRESSES && place.relay.is_none());
            reached(if place.addrs.is_empty() { 10 } else { 11 });
        }
    }

    fn receive_frames(
        &mut self,
        board: BoardId,
        from: DeviceId,
        frames: Vec<Vec<u8>>,
        _: u64,
    ) -> Result<Received, HostError> {
        assert_ne!(self.tie, Tie::None, "sealed frames from a member");
        assert_eq!((board, from), (known().board, mallory()));
        let read = frames.iter().filter_map(|frame| Frame::decode(frame).ok());
        if read.count() > 0 {
            reached(12);
        }
        Ok(Received {
            tips: self.shelf.tips(),
            ..Received::default()
        })
    }
}

impl Host for Desk {
    fn boards(&mut self) -> Result<Vec<BoardId>, HostError> {
        // A helper is no member of what it carries.
        let member = self.tie != Tie::AliceCarries;
        Ok(member.then_some(known().board).into_iter().collect())
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
