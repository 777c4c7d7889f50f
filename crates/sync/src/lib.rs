//! Bytes between peers: a protocol without I/O, and iroh in `transport/`.
//!
//! Owns what is said between two devices, in which order, and within which bounds. Never interprets a
//! body, never touches the disk, never reads the clock: [`Session`] is stepped by `node` (and by the
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
mod session;
mod shared;
#[cfg(test)]
mod simulated;
mod transfer;
mod transport;
mod wire;

pub use host::{
    Access, Admission, Channel, Host, HostError, JoinRefusal, Lacking, Notice, Proof, Received,
    ReportRefusal, SealedFrame, Side, Standing, TiedHost, Want,
};
pub use limits::Limits;
pub use session::{CloseCode, Input, Output, Session, SessionError, SessionStart, report_id};
pub use transfer::{Chains, Rebuilt, Transfer, TransferError};
pub use transport::{
    ALPN, Arriving, BindError, DialError, Incoming, Link, LinkError, LinkReceiver, LinkSender,
    Listen, RelayCertificate, RelayError, RelayServer, RelaySettings, Remote, Transport,
    TransportSettings,
};
pub use wire::brings_entries;
