//! What is sealed in an answer, and its wire twin with the limits that hold while it is read.

use minicbor::{Decode, Encode};
use zeroize::{Zeroize, ZeroizeOnDrop, Zeroizing};

use crate::certificate::bounded;
use crate::device_request::{cut_name, device_name};
use crate::ticket::Hint;
use crate::{
    BoardId, BoardNonce, Compartment, DeviceId, EndpointHint, EndpointId, EpochKey, GrantRef,
    PersonSeed, from_canonical, to_canonical,
};

/// The most boards in an answer.
pub const MAX_PACKED_BOARDS: usize = 512;
/// The most keys of one board in it.
pub const MAX_PACKED_KEYS: usize = 2_048;
/// The most devices of one board that it names.
pub const MAX_PACKED_HINTS: usize = 8;

/// What an answer hands over.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct DevicePackage {
    /// Who the new device becomes.
    pub person: PackedPerson,
    /// The person's display name. Of this and the other names at most [`crate::MAX_DEVICE_NAME`] bytes are handed over.
    pub name: String,
    /// What the device that answers is called.
    pub device: String,
    /// Its network key.
    pub endpoint: EndpointId,
    /// Their boards.
    pub boards: Vec<PackedBoard>,
}

/// The person, or by what they are known where their words are on paper only.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum PackedPerson {
    /// The seed.
    Seed(PersonSeed),
    /// A hash of the seed: the twelve words are to be typed, and must be these.
    OnPaper([u8; 16]),
}

/// A board of the person.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct PackedBoard {
    /// Its id.
    pub board: BoardId,
    /// The nonce of its genesis.
    pub nonce: BoardNonce,
    /// As what the person acts there.
    pub grant: Option<GrantRef>,
    /// What it is called; unchecked.
    pub name: String,
    /// Its keys; of each compartment the current one first.
    pub keys: Vec<(Compartment, EpochKey)>,
    /// Where it can be asked for: the device that answers first.
    pub hints: Vec<PackedHint>,
}

/// A member's device.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct PackedHint {
    /// Which.
    pub device: DeviceId,
    /// Where it is.
    pub at: EndpointHint,
}

impl DevicePackage {
    /// Returns what is sealed.
    #[must_use]
    pub fn to_bytes(&self) -> Zeroizing<Vec<u8>> {
        Zeroizing::new(to_canonical(&Packed::of(self)))
    }

    /// Reads what was opened; `None` where it is no package, or breaks a limit.
    #[must_use]
    pub fn from_bytes(bytes: &[u8]) -> Option<Self> {
        from_canonical::<Packed>(bytes).ok()?.into_package()
    }
}

impl PackedBoard {
    /// Returns what is said of the board, to be kept until it has arrived. Its keys are not among it.
    #[must_use]
    pub fn to_bytes(&self) -> Vec<u8> {
        let mut board = Board::of(self);
        board.keys.clear();
        to_canonical(&board)
    }

    /// Reads what [`PackedBoard::to_bytes`] returned; `None` for anything else.
    #[must_use]
    pub fn from_bytes(bytes: &[u8]) -> Option<Self> {
        from_canonical::<Board>(bytes).ok()?.into_board()
    }
}

#[derive(Encode, Decode)]
#[cbor(array)]
struct Packed {
    #[n(0)]
    seed: Option<Secret16>,
    #[cbor(n(1), with = "minicbor::bytes")]
    mark: [u8; 16],
    #[cbor(n(2), decode_with = "device_name")]
    name: String,
    #[cbor(n(3), decode_with = "device_name")]
    device: String,
    #[n(4)]
    endpoint: EndpointId,
    #[cbor(n(5), decode_with = "bounded::<_, _, MAX_PACKED_BOARDS>")]
    boards: Vec<Board>,
}

#[derive(Encode, Decode)]
#[cbor(array)]
struct Board {
    #[n(0)]
    board: BoardId,
    #[n(1)]
    nonce: BoardNonce,
    #[n(2)]
    grant: Option<GrantRef>,
    #[cbor(n(3), decode_with = "device_name")]
    name: String,
    #[cbor(n(4), decode_with = "bounded::<_, _, MAX_PACKED_KEYS>")]
    keys: Vec<Key>,
    #[cbor(n(5), decode_with = "bounded::<_, _, MAX_PACKED_HINTS>")]
    hints: Vec<DeviceHint>,
}

#[derive(Encode, Decode)]
#[cbor(array)]
struct Key {
    #[n(0)]
    compartment: Compartment,
    #[n(1)]
    key: Secret32,
}

#[derive(Encode, Decode)]
#[cbor(array)]
struct DeviceHint {
    #[n(0)]
    device: DeviceId,
    #[n(1)]
    at: Hint,
}

/// Wiped when dropped.
#[derive(Encode, Decode, Zeroize, ZeroizeOnDrop)]
#[cbor(transparent)]
struct Secret16(#[cbor(n(0), with = "minicbor::bytes")] [u8; 16]);

/// Wiped when dropped.
#[derive(Encode, Decode, Zeroize, ZeroizeOnDrop)]
#[cbor(transparent)]
struct Secret32(#[cbor(n(0), with = "minicbor::bytes")] [u8; 32]);

impl Packed {
    fn of(package: &DevicePackage) -> Self {
        let (seed, mark) = match &package.person {
            PackedPerson::Seed(seed) => (Some(Secret16(*seed.expose())), [0; 16]),
            PackedPerson::OnPaper(mark) => (None, *mark),
        };
        Self {
            seed,
            mark,
            name: cut_name(&package.name),
            device: cut_name(&package.device),
            endpoint: package.endpoint,
            boards: package.boards.iter().map(Board::of).collect(),
        }
    }

    /// Where the seed is here, the mark says nothing: one form for one package.
    fn into_package(self) -> Option<DevicePackage> {
        let person = match &self.seed {
            Some(seed) if self.mark == [0; 16] => {
                PackedPerson::Seed(PersonSeed::from_bytes(seed.0))
            }
            Some(_) => return None,
            None => PackedPerson::OnPaper(self.mark),
        };
        let boards: Option<Vec<PackedBoard>> =
            self.boards.into_iter().map(Board::into_board).collect();
        Some(DevicePackage {
            person,
            name: self.name,
            device: self.device,
            endpoint: self.endpoint,
            boards: boards?,
        })
    }
}

impl Board {
    fn of(board: &PackedBoard) -> Self {
        let key = |(compartment, key): &(Compartment, EpochKey)| Key {
            compartment: *compartment,
            key: Secret32(*key.expose()),
        };
        let hint = |hint: &PackedHint| DeviceHint {
            device: hint.device,
            at: Hint::from_hint(&hint.at),
        };
        Self {
            board: board.board,
            nonce: board.nonce,
            grant: board.grant,
            name: cut_name(&board.name),
            keys: board.keys.iter().map(key).collect(),
            hints: board.hints.iter().map(hint).collect(),
        }
    }

    fn into_board(self) -> Option<PackedBoard> {
        let hint = |hint: DeviceHint| {
            let (device, at) = (hint.device, hint.at.into_hint()?);
            Some(PackedHint { device, at })
        };
        let hints: Option<Vec<PackedHint>> = self.hints.into_iter().map(hint).collect();
        let key = |key: &Key| (key.compartment, EpochKey::from_bytes(key.key.0));
        Some(PackedBoard {
            board: self.board,
            nonce: self.nonce,
            grant: self.grant,
            name: self.name,
            keys: self.keys.iter().map(key).collect(),
            hints: hints?,
        })
    }
}
