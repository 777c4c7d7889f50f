//! What came of an intent.

use serde::{Deserialize, Serialize};
use ts_rs::TS;

use super::devices::{DeviceAnswerView, DeviceRequestView};
use super::parcels::{CarriedRead, CarriedSaved};
use super::view::TicketView;

/// What came of an intent.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize, TS)]
#[serde(
    tag = "type",
    rename_all = "camelCase",
    rename_all_fields = "camelCase"
)]
pub enum Outcome {
    /// It is done and on disk. `undoable` says whether `Undo` would take it back.
    Done { undoable: bool },
    /// A board was made.
    Board { board: String },
    /// A board was made, with a recovery key: twelve words to be written down. They are shown this once and kept nowhere.
    RecoverableBoard { board: String, words: Vec<String> },
    /// An item was made.
    Item {
        board: String,
        item: String,
        code: String,
    },
    /// The board is on its way: it is kept as a draft on this device, and done once the history is checked. The view
    /// [`super::Query::Meanwhile`] tells how it went.
    Kept { board: String, draft: String },
    /// A list was imported.
    Imported {
        added: u32,
        already_there: u32,
        skipped: u32,
    },
    /// This was undone: the name of the intent's type (`addItem`, `editItem`, `archive`, `restore`, `import`, `claim`,
    /// `release`, `deliver`, `withdraw`, `moveStock`, `countStock`, `comment`, `attach`).
    ///
    /// `title` is that of the item as it was when the step was done, of an import the file's name; `fields` are those of
    /// an `editItem`. `kept` counts what was left as it is because others have worked on it; none where it is left out.
    Undone {
        what: String,
        title: String,
        fields: Vec<String>,
        #[serde(default, skip_serializing_if = "Option::is_none")]
        #[ts(optional)]
        kept: Option<u32>,
    },
    /// A ticket was made.
    Ticket { ticket: TicketView },
    /// A file was put to an item. `picture`: it was made anew, without what it said beside what one sees.
    Attached { name: String, picture: bool },
    /// A copy was saved under this name. `as_text`: it is called a text, because a computer may run it.
    Saved { name: String, as_text: bool },
    /// The job of a sealed case is done. `eraseAt`: when it is going to be erased, by this device's clock.
    CaseClosed { erase_at: i64 },
    /// The request of this device.
    DeviceRequested { request: DeviceRequestView },
    /// The answer for the new device.
    DeviceAnswered { answer: DeviceAnswerView },
    /// This device is the person's now; so many boards are on their way. `words_kept`: the twelve words that were typed
    /// are kept here from now on, until they are taken out again.
    DeviceAccepted { boards: u32, words_kept: bool },
    /// The device was taken off so many boards. On those in `pending` (by name) it reads on until a coordinator's device
    /// has heard of it and changed the keys.
    DeviceRevoked { boards: u32, pending: Vec<String> },
    /// The app is trying to join; the view `Joins` tells how it goes.
    Joining { board: String },
    /// The board is carried, or will be once somebody of it is reached; the view `Carried` tells.
    Carrying { board: String },
    /// The report is kept. `handed_in`: a member's device has it on its disk; else it waits here, and goes by itself.
    Report { handed_in: bool },
    /// What somebody lacks was saved as a file for them.
    CarriedSaved { saved: CarriedSaved },
    /// A file that was carried here was read.
    CarriedRead { read: CarriedRead },
}
