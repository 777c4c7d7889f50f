//! Who exists and who may do what.

mod certificate;
mod entry;
mod ids;
mod role;
mod time;

pub use certificate::{
    Certificate, DeviceCert, Epoch, Genesis, Grant, Join, JoinRequest, Ticket, TicketMode, Wrap,
    WrappedKey,
};
pub use entry::{Compartment, Entry, GrantRef, Header, Kind, LogStart, Position, Signature};
pub use ids::{
    BadId, BoardId, BoardNonce, DeviceId, EndpointId, EntryId, EpochId, ItemId, KemPublic, LogId,
    PersonId, TicketId,
};
pub use role::Role;
pub use time::HybridTime;
