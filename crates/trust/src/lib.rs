//! Who exists and who may do what: keys, entries, certificates, roles, tickets, `evaluate`.
//!
//! Plain functions over values: no clock, no randomness, no I/O, no runtime. The format is written
//! down to the byte in `docs/protocol.md`; a test ties the two. To read first: [`Entry`], then
//! [`Certificate`], then [`evaluate`].

#![cfg_attr(
    test,
    allow(
        clippy::unwrap_used,
        clippy::expect_used,
        clippy::panic,
        reason = "tests may unwrap"
    )
)]

mod affected;
mod armour;
mod authority;
mod broken;
mod canonical;
mod cert_entry;
mod certificate;
mod chain;
mod change;
mod counting;
mod cut;
mod device_answer;
mod device_request;
mod domain;
mod entry;
mod evaluate;
mod found;
mod frame;
mod ground;
mod ids;
mod keyring;
mod keys;
mod log_graph;
mod log_writer;
mod parcel;
mod proof;
mod refusal;
mod report;
mod role;
mod safety;
mod seal;
mod ticket;
mod time;
mod verdict;

pub use affected::{Affected, affected};
pub use armour::DeviceTextError;
pub use authority::{Authority, CharterState, Closed, Dispute, ModerationNote, Shown, TicketState};
pub use canonical::{NotCanonical, from_canonical, to_canonical};
pub use cert_entry::CertEntry;
pub use certificate::{
    Adopt, CertError, Certificate, Charter, CharterSignature, Close, DeviceCert, DeviceRevoke,
    Epoch, Genesis, Grant, Join, JoinRequest, MAX_ADOPTED, MAX_LABEL, MAX_LET_IN, MAX_REASON_TEXT,
    MAX_REPLACED, MAX_STEWARDS, MAX_WRAPPED, Moderate, Moderated, Moderation, OwnWord, Reason,
    Remove, RevokedBy, Shred, Ticket, TicketMode, Wrap, WrapError, WrappedKey, unwrap, wrap,
};
pub use chain::{Chain, ChainError};
pub use change::{ChangeHash, ChangeParts, MAX_CHANGE_DEPS, change_body};
pub use counting::{
    Aside, AsideKind, Body, Built, Counting, EntryFact, Forks, Standing, Vouched, built, counting,
    forks, vouched,
};
pub use cut::{Cut, MAX_CUT, Reach};
pub use device_answer::{
    DeviceAnswer, DevicePackage, MAX_DEVICE_ANSWER, MAX_PACKED_BOARDS, MAX_PACKED_HINTS,
    MAX_PACKED_KEYS, PackedBoard, PackedHint, PackedPerson,
};
pub use device_request::{DeviceRequest, MAX_DEVICE_NAME, MAX_DEVICE_REQUEST};
pub use entry::{
    BodyForm, Clear, Compartment, Entry, EntryError, GrantRef, Header, Kind, LogStart, Position,
    Signature,
};
pub use evaluate::evaluate;
pub use found::{FoundError, FoundParams, Founding, found_board, found_recoverable_board};
pub use frame::{FRAME_VERSION, Frame};
pub use ground::{Removed, RemovedBy, Revocation};
pub use ids::{
    BadId, BoardId, BoardNonce, CharterId, DeviceId, EndpointId, EntryId, EpochId, Fingerprint,
    ItemId, KemPublic, LogId, PersonId, TicketId, actor_of,
};
pub use keyring::{EpochKey, Keyring};
pub use keys::{
    BadSignature, DeviceKey, DeviceSecret, KemSecret, PersonKey, PersonSeed, TicketKey,
    TicketSecret,
};
pub use log_graph::LogGraph;
pub use log_writer::{Checkpoint, HeaderDraft, LogWriter, SealError};
pub use parcel::{
    OpenedSlot, PARCEL_ID, PARCEL_SLOT, ParcelKey, check_parcel, open_parcel, seal_parcel,
    sign_parcel,
};
pub use proof::{check_device, prove_device};
pub use refusal::Refusal;
pub use report::{Letter, MAX_REPORT_TEXT, Report, ReportError};
pub use role::Role;
pub use safety::safety_number;
pub use ticket::{EndpointHint, MAX_TICKET_TEXT, TicketError, TicketText};
pub use time::HybridTime;
pub use verdict::Verdict;

#[cfg(test)]
mod tests;
