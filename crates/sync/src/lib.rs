//! Bytes between peers: a protocol without I/O, and iroh in `transport/`.
//!
//! Owns what is said between two devices, in which order, and within which bounds. Never interprets a
//! body, never touches the disk (but for the sealed files of `transport/blobs`), never reads the clock: [`Session`] is stepped by `node` (and by the
//! simulation), with the time passed in.
#![cfg_attr(
    test,
    allow(
        clippy::unwrap_used,
        clippy::expect_used,
        clippy::panic,
        reason = "tests may unwrap"
    )
)]

mod branching;
mod compare;
mod host;
mod limits;
mod parcel;
mod screen;
mod session;
mod shared;
#[cfg(test)]
mod simulated;
mod transfer;
mod transport;
mod wire;

pub use host::{
    Access, Admission, Channel, Host, HostError, JoinRefusal, Known, Lacking, NearHost, Notice,
    Open, Pair, PairHost, PairedBoard, PresenceHost, Proof, Received, ReportRefusal, ScreenHost,
    SealedFrame, Side, Standing, TiedHost, Want,
};
pub use limits::Limits;
pub use parcel::{
    BadRecord, PARCEL_WHOLE_RUN, ParcelAnswer, ParcelId, ParcelRecord, ParcelStart, pack,
};
pub use screen::{FirstScreen, SCREEN_ROWS, ScreenRow};
pub use session::{
    CloseCode, Egress, Input, Output, Session, SessionError, SessionStart, report_id,
};
pub use shared::Progress;
pub use transfer::{Chains, Layout, Rebuilt, Transfer, TransferError};
pub use transport::{
    ALPN, Arriving, BindError, BlobAnswer, BlobError, BlobHave, BlobLink, Blobs, DialError,
    Incoming, Link, LinkError, LinkReceiver, LinkSender, Listen, Machine, RelayAnswer,
    RelayCertificate, RelayError, RelayServer, RelaySettings, RelayStanding, Remote, Transport,
    TransportSettings, hears_itself, look_at_machine, public_relays, relay_url,
};
pub use wire::brings_entries;
