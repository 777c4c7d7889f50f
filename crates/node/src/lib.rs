//! A running peer: log and network; the only home of tasks and time.
//!
//! Owns what happens between an edit and the disk, and between the disk and the network. Never
//! interprets what an entry says: a [`Judge`] that is handed in does.
//!
//! - [`Core`]: everything that decides, without a thread, a task or a clock. The simulation runs it as it is.
//! - [`Node`]: a core on a thread of its own with group commit, and the tasks of the network.
#![cfg_attr(
    test,
    allow(
        clippy::unwrap_used,
        clippy::expect_used,
        clippy::panic,
        reason = "tests may unwrap"
    )
)]

mod check;
mod clock;
mod error;
mod judge;
mod node;
mod peer;
mod presence;
mod safe;
mod screens;
mod shapes;

pub use check::{Finding, NetworkSeen, RelaySeen, RelayWord, findings};
pub use clock::{Clock, SystemClock};
pub use error::{BuildError, DeviceError, JoinError, NodeError};
pub use judge::{Dep, Judge};
pub use node::{
    AddedFile, Build, FileState, FilesError, LentWords, NamedFile, NetworkCheck, Node, NodeOptions,
    ParcelFailure, ParcelFound, ParcelProgress, ParcelRead, ParcelSaved, ParcelStep, ParcelWatch,
    Reported, look_through_parcel,
};
pub use peer::{
    Accepted, AnswerNames, Appender, CarryLimits, Connection, Core, CoreParts, Draft, Effect, Face,
    ParcelOf, ParcelRefusal,
};
pub use presence::{AllSeen, Seen, Showing};
pub use safe::{
    change_vault, enter_vault, restore_backup, restore_person, settle_place, verify_backup,
};
pub use screens::{FirstScreens, Screens};
pub use shapes::{
    BoardInfo, Bringing, CarriedView, Holding, JoinProgress, JoinView, Judged, Keep,
    NetworkSettings, NetworkState, OnlyHere, Removal, SealedPart, SentReport, SetAside, SyncReport,
    TicketSpec, TicketStatus, TicketView, Written,
};
pub use store::{
    Access, BackupContents, BackupError, BackupSummary, BoardSummary, Choice, DataFolder, Database,
    DatabaseKey, FileError, KeyringError, LocalPart, OnPaper, OtherPerson, ParcelError, Passphrase,
    Place, RecoveryWords, RestoreError, Restored, StoreError, Vault, VaultError, VaultState, Way,
    WordsError, free_room, open_database, sealed_len,
};
pub use sync::{
    FirstScreen, JoinRefusal, RelayCertificate, RelayError, RelayServer, RelaySettings,
    RelayStanding, ReportRefusal, SCREEN_ROWS, ScreenRow, public_relays, relay_url,
};
pub use trust::{AsideKind, Verdict};
