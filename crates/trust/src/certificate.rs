//! Certificates: the entries about membership.
//!
//! Owns their shapes. What they amount to together is [`crate::evaluate`]'s.

use minicbor::{Decode, Encode};

use crate::{
    BoardId, BoardNonce, Compartment, DeviceId, EndpointId, EntryId, EpochId, GrantRef, KemPublic,
    PersonId, Role, Signature, TicketId, from_canonical, to_canonical,
};

mod charter;
mod limits;
mod moderation;
mod removal;
mod signing;
mod wrapping;

pub use charter::{Charter, CharterSignature, DeviceRevoke, OwnWord, RevokedBy};
#[cfg(test)]
pub(crate) use limits::MAX_SEALED_KEY;
pub use limits::{
    MAX_ADOPTED, MAX_LABEL, MAX_LET_IN, MAX_REASON_TEXT, MAX_REPLACED, MAX_STEWARDS, MAX_WRAPPED,
};
pub(crate) use limits::{ascending, bounded, sealed_key, short};
pub use moderation::{Close, Moderate, Moderated, Moderation, Shred};
pub use removal::{Adopt, Reason, Remove};
pub(crate) use wrapping::Entropy;
pub use wrapping::{WrapError, unwrap, wrap};
pub(crate) use wrapping::{hpke_open, hpke_seal};

/// A certificate's body that cannot count.
#[derive(Debug, Clone, Copy, PartialEq, Eq, thiserror::Error)]
pub enum CertError {
    /// A kind of certificate that this app does not know: carried, never judged.
    #[error("a certificate of a kind that this app does not know ({0})")]
    UnknownKind(u32),
    /// The bytes are no certificate.
    #[error("the certificate cannot be read")]
    Unreadable,
    /// A signature inside it does not hold.
    #[error("a signature inside the certificate does not hold")]
    BadSignature,
}

impl CertError {
    /// Returns the stable word for a verdict's reason.
    #[must_use]
    pub const fn code(self) -> &'static str {
        match self {
            Self::UnknownKind(_) => "unknown-kind",
            Self::Unreadable => "unreadable",
            Self::BadSignature => "bad-signature",
        }
    }
}

/// The body of an entry of kind `Certificate`.
#[derive(Debug, Clone, PartialEq, Eq, Encode, Decode)]
pub enum Certificate {
    /// The first entry of a board.
    #[n(0)]
    Genesis(#[n(0)] Genesis),
    /// A person vouches for a device.
    #[n(1)]
    DeviceCert(#[n(0)] DeviceCert),
    /// A person gets a role.
    #[n(2)]
    Grant(#[n(0)] Grant),
    /// An invitation.
    #[n(3)]
    Ticket(#[n(0)] Ticket),
    /// Somebody came in by a ticket.
    #[n(4)]
    Join(#[n(0)] Join),
    /// A new key.
    #[n(5)]
    Epoch(#[n(0)] Epoch),
    /// Existing keys for one device.
    #[n(6)]
    Wrap(#[n(0)] Wrap),
    /// New stewards.
    #[n(7)]
    Charter(#[n(0)] Charter),
    /// The end of a device.
    #[n(8)]
    DeviceRevoke(#[n(0)] DeviceRevoke),
    /// The end of a grant, a join or a ticket.
    #[n(9)]
    Remove(#[n(0)] Remove),
    /// Entries that were held are let in, or that were set aside count again.
    #[n(10)]
    Adopt(#[n(0)] Adopt),
    /// A ballot or petition ends.
    #[n(11)]
    Close(#[n(0)] Close),
    /// Something is hidden or shown again.
    #[n(12)]
    Moderate(#[n(0)] Moderate),
    /// A compartment is to be erased.
    #[n(13)]
    Shred(#[n(0)] Shred),
}

impl Certificate {
    /// Reads a certificate from a body.
    ///
    /// # Errors
    /// [`CertError::UnknownKind`] for one of a later version of the app, [`CertError::Unreadable`] for anything else.
    pub fn from_body(body: &[u8]) -> Result<Self, CertError> {
        from_canonical(body).map_err(|_| match variant(body) {
            Some(kind) if kind > LAST_KIND => CertError::UnknownKind(kind),
            _ => CertError::Unreadable,
        })
    }

    /// Returns the body: the canonical bytes.
    #[must_use]
    pub fn to_body(&self) -> Vec<u8> {
        to_canonical(self)
    }
}

/// The greatest number of a kind that is known here: `Shred`.
const LAST_KIND: u32 = 13;

/// Returns the number of the kind: a certificate is an array of it and its fields.
fn variant(body: &[u8]) -> Option<u32> {
    let mut decoder = minicbor::Decoder::new(body);
    match decoder.array() {
        Ok(Some(2)) => decoder.u32().ok(),
        _ => None,
    }
}

/// The founding of a board.
#[derive(Debug, Clone, PartialEq, Eq, Encode, Decode)]
#[cbor(array)]
pub struct Genesis {
    /// The stewards, in order of seniority. At least one.
    #[cbor(n(0), decode_with = "bounded::<_, _, MAX_STEWARDS>")]
    pub stewards: Vec<PersonId>,
    /// How many of them change the charter: more than half.
    #[n(1)]
    pub threshold: u8,
    /// Replaces stewards, if it was made.
    #[n(2)]
    pub recovery: Option<PersonId>,
    /// Per-board keys derive from it.
    #[n(3)]
    pub nonce: BoardNonce,
    /// The founder's device.
    #[n(4)]
    pub device: DeviceCert,
}

/// A person's word for a device, and the device's word for the person.
#[derive(Debug, Clone, PartialEq, Eq, Encode, Decode)]
#[cbor(array)]
pub struct DeviceCert {
    /// Whose device it is.
    #[n(0)]
    pub person: PersonId,
    /// The device.
    #[n(1)]
    pub device: DeviceId,
    /// Where keys for it are wrapped to.
    #[n(2)]
    pub kem: KemPublic,
    /// Its network key.
    #[n(3)]
    pub endpoint: EndpointId,
    /// By the person over all of the above and the board nonce.
    #[cbor(n(4), with = "minicbor::bytes")]
    pub by_person: Signature,
    /// By the device over the same.
    #[cbor(n(5), with = "minicbor::bytes")]
    pub by_device: Signature,
    /// Which of the device's certificates it is: none is the first, and of several the one of the greatest number counts.
    /// Signed with the rest.
    #[n(6)]
    pub number: Option<u32>,
}

/// A role for a person.
#[derive(Debug, Clone, PartialEq, Eq, Encode, Decode)]
#[cbor(array)]
pub struct Grant {
    /// Who gets it.
    #[n(0)]
    pub person: PersonId,
    /// Which.
    #[n(1)]
    pub role: Role,
    /// The grant that it is issued under.
    #[n(2)]
    pub under: GrantRef,
    /// The removal that it makes good. It is shown with it; what the removal cut off stays off until it is adopted.
    #[n(3)]
    pub heals: Option<EntryId>,
}

/// How a ticket lets people in.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Encode, Decode)]
#[cbor(index_only)]
pub enum TicketMode {
    /// Counted uses, countersigned by a live member.
    #[n(0)]
    Invite,
    /// Any member's device admits, as a contributor at most.
    #[n(1)]
    Open,
    /// As open, read only.
    #[n(2)]
    Reader,
    /// Nobody comes in: whoever holds it may seal a report to the coordinators' inbox.
    #[n(3)]
    Reporter,
    /// As an invite, for a device that carries the board and holds no keys.
    #[n(4)]
    Helper,
}

/// The public half of an invitation.
#[derive(Debug, Clone, PartialEq, Eq, Encode, Decode)]
#[cbor(array)]
pub struct Ticket {
    /// Verifies what a holder of the ticket's secret signs.
    #[n(0)]
    pub key: TicketId,
    /// The highest role that it gives.
    #[n(1)]
    pub ceiling: Role,
    /// How it lets people in.
    #[n(2)]
    pub mode: TicketMode,
    /// How many may come in; `None` is without a count. Checked by the admitter, never inside `evaluate`.
    #[n(3)]
    pub uses: Option<u32>,
    /// Milliseconds since 1970; checked by the admitter, never inside `evaluate`.
    #[n(4)]
    pub not_after_ms: Option<u64>,
    /// The grant that it is issued under.
    #[n(5)]
    pub under: GrantRef,
    /// What the helper is called that comes in by it: others than helpers name themselves.
    #[cbor(n(6), decode_with = "short::<_, MAX_LABEL>", default)]
    pub label: Option<String>,
}

/// What a joiner signs: all that the board must know of them.
#[derive(Debug, Clone, PartialEq, Eq, Encode, Decode)]
#[cbor(array)]
pub struct JoinRequest {
    /// The board that the joiner means.
    #[n(0)]
    pub board: BoardId,
    /// By which ticket.
    #[n(1)]
    pub ticket: TicketId,
    /// Their first device; names the person too.
    #[n(2)]
    pub device: DeviceCert,
    /// By the ticket's key over board, ticket and device.
    #[cbor(n(3), with = "minicbor::bytes")]
    pub by_ticket: Signature,
    /// By the person over the same.
    #[cbor(n(4), with = "minicbor::bytes")]
    pub by_person: Signature,
}

/// Somebody came in. Written by the admitter's device, whose entry signature is the countersignature.
#[derive(Debug, Clone, PartialEq, Eq, Encode, Decode)]
#[cbor(array)]
pub struct Join {
    /// The `Ticket` that it names.
    #[n(0)]
    pub ticket: EntryId,
    /// The role, within the ticket's ceiling.
    #[n(1)]
    pub role: Role,
    /// The joiner's own words.
    #[n(2)]
    pub request: JoinRequest,
}

/// A new key for a compartment.
#[derive(Debug, Clone, PartialEq, Eq, Encode, Decode)]
#[cbor(array)]
pub struct Epoch {
    /// Whose key it is.
    #[n(0)]
    pub compartment: Compartment,
    /// The commitment to the key.
    #[n(1)]
    pub epoch: EpochId,
    /// The epoch before it; `None` for the first.
    #[n(2)]
    pub prev: Option<EpochId>,
}

/// One key, sealed for one device (HPKE).
#[derive(Debug, Clone, PartialEq, Eq, Encode, Decode)]
#[cbor(array)]
pub struct WrappedKey {
    /// Which key.
    #[n(0)]
    pub epoch: EpochId,
    /// Of which compartment.
    #[n(1)]
    pub compartment: Compartment,
    /// HPKE's encapsulated key.
    #[cbor(n(2), with = "minicbor::bytes")]
    pub encapsulated: [u8; 32],
    /// The sealed key.
    #[cbor(
        n(3),
        encode_with = "minicbor::bytes::encode",
        decode_with = "sealed_key"
    )]
    pub sealed: Vec<u8>,
}

/// Existing keys for a device: of a joiner, or a second one.
#[derive(Debug, Clone, PartialEq, Eq, Encode, Decode)]
#[cbor(array)]
pub struct Wrap {
    /// Whose device opens them.
    #[n(0)]
    pub device: DeviceId,
    /// The keys.
    #[cbor(n(1), decode_with = "bounded::<_, _, MAX_WRAPPED>")]
    pub keys: Vec<WrappedKey>,
}
