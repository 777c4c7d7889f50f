//! The names of things: fixed-length byte strings that are hashes or public keys.
//!
//! Owns their bytes, their text and their order. Never decides what a name may do.

use std::fmt;

use crate::domain;

/// Defines a fixed-length id: bytes in CBOR, lower-case hex as text, a short prefix in `Debug`.
macro_rules! id {
    ($(#[$doc:meta])* $name:ident, $len:literal) => {
        $(#[$doc])*
        #[derive(Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash)]
        pub struct $name(pub [u8; $len]);

        impl $name {
            /// How many bytes the id has.
            pub const LEN: usize = $len;

            /// Returns the bytes.
            #[must_use]
            pub const fn as_bytes(&self) -> &[u8; $len] {
                &self.0
            }

            /// Reads the id from a slice of exactly its length.
            #[must_use]
            pub fn from_slice(bytes: &[u8]) -> Option<Self> {
                bytes.try_into().ok().map(Self)
            }
        }

        impl fmt::Display for $name {
            fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
                f.write_str(&data_encoding::HEXLOWER.encode(&self.0))
            }
        }

        // Logs must hold no whole keys, so `Debug` is a prefix.
        impl fmt::Debug for $name {
            fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
                write!(f, "{}({})", stringify!($name), data_encoding::HEXLOWER.encode(&self.0[..4]))
            }
        }

        impl std::str::FromStr for $name {
            type Err = BadId;
            fn from_str(text: &str) -> Result<Self, BadId> {
                let bytes = data_encoding::HEXLOWER_PERMISSIVE
                    .decode(text.as_bytes())
                    .map_err(|_| BadId)?;
                Self::from_slice(&bytes).ok_or(BadId)
            }
        }

        impl<C> minicbor::Encode<C> for $name {
            fn encode<W: minicbor::encode::Write>(
                &self,
                e: &mut minicbor::Encoder<W>,
                _: &mut C,
            ) -> Result<(), minicbor::encode::Error<W::Error>> {
                e.bytes(&self.0)?.ok()
            }
        }

        impl<'b, C> minicbor::Decode<'b, C> for $name {
            fn decode(d: &mut minicbor::Decoder<'b>, _: &mut C) -> Result<Self, minicbor::decode::Error> {
                Self::from_slice(d.bytes()?)
                    .ok_or_else(|| minicbor::decode::Error::message("id of a wrong length"))
            }
        }
    };
}

/// A text that is not an id of the asked kind.
#[derive(Debug, Clone, Copy, PartialEq, Eq, thiserror::Error)]
#[error("this is not an id")]
pub struct BadId;

id!(
    /// A board: the id of its genesis entry, so a hash of the genesis frame.
    BoardId, 32
);
id!(
    /// An entry: BLAKE3 of its frame fields without the signature.
    EntryId, 32
);
id!(
    /// A log: the public key (Ed25519) that is made fresh for each run.
    LogId, 32
);
id!(
    /// A person on one board: a public key (Ed25519) derived from the person's seed and the board's nonce.
    PersonId, 32
);
id!(
    /// A device on one board: a public key (Ed25519) derived from the device key and the board's nonce.
    DeviceId, 32
);
id!(
    /// An epoch: a commitment to its key.
    EpochId, 32
);
id!(
    /// A ticket: the public half of its key (Ed25519).
    TicketId, 32
);
id!(
    /// The public half of a device's network key (iroh's endpoint id).
    EndpointId, 32
);
id!(
    /// The public half of a device's key for receiving epoch keys (X25519).
    KemPublic, 32
);
id!(
    /// The random number in a board's genesis that keys are derived with.
    BoardNonce, 16
);
id!(
    /// An item: derived from the position of the entry that creates it.
    ItemId, 16
);

id!(
    /// A charter: a hash of what it says, without the signatures. The first is the genesis.
    CharterId, 32
);
id!(
    /// What stands for a person's key where space is short: in a ticket, on a screen.
    Fingerprint, 16
);

impl Fingerprint {
    /// Returns the fingerprint of a person's key.
    #[must_use]
    pub fn of(person: PersonId) -> Self {
        let mut short = [0; 16];
        short.copy_from_slice(&domain::hash(domain::FINGERPRINT, &[&person.0])[..16]);
        Self(short)
    }
}

impl EntryId {
    /// What stands as `prev` in the first entry of a log.
    pub const ZERO: Self = Self([0; 32]);
}

impl BoardId {
    /// What stands for the board inside its own genesis.
    pub const ZERO: Self = Self([0; 32]);

    /// Returns the board that this entry founds, if it is a genesis.
    #[must_use]
    pub const fn of_genesis(genesis: EntryId) -> Self {
        Self(genesis.0)
    }

    /// Returns the first charter: what the genesis says of stewards.
    #[must_use]
    pub const fn charter(self) -> CharterId {
        CharterId(self.0)
    }

    /// Returns the id of the board's genesis.
    #[must_use]
    pub const fn genesis(self) -> EntryId {
        EntryId(self.0)
    }
}

/// Returns the actor under which a log writes the changes of an item (docs/protocol.md, "Changes").
#[must_use]
pub fn actor_of(log: LogId, item: ItemId) -> [u8; 16] {
    let mut actor = [0; 16];
    let hash = domain::hash(domain::ACTOR, &[&log.0, &item.0]);
    actor.copy_from_slice(&hash[..16]);
    actor
}

impl ItemId {
    /// Returns the id of the item that the entry `seq` of `log` creates.
    #[must_use]
    pub fn derive(log: LogId, seq: u64) -> Self {
        let mut id = [0; 16];
        let hash = domain::hash(domain::ITEM_ID, &[&log.0, &seq.to_be_bytes()]);
        id.copy_from_slice(&hash[..16]);
        Self(id)
    }

    /// Returns the whole spoken code, of which people use as long a prefix as they need (at least four letters).
    ///
    /// The alphabet is base32 (RFC 4648), which has no 0 and 1.
    #[must_use]
    pub fn code(&self) -> String {
        data_encoding::BASE32_NOPAD.encode(&self.0)
    }
}
