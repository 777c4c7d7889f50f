//! What went wrong, as a code and data. The words for each code belong to whoever shows them.

use std::collections::BTreeMap;

use serde::{Deserialize, Serialize};
use ts_rs::TS;

/// A refusal or a failure. Nothing was changed unless the code says otherwise.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize, TS, thiserror::Error)]
#[serde(rename_all = "camelCase")]
#[error("{code:?}: {message}")]
pub struct AppError {
    /// What it is. The UI and `mh` branch on it and choose their words by it.
    pub code: ErrorCode,
    /// For the program's own log, in English; holds no text of a board.
    pub message: String,
    /// What the sentence needs: field, name, since, line and the like.
    #[serde(default)]
    pub details: BTreeMap<String, String>,
}

/// The kinds of failure that somebody branches on.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize, TS)]
#[serde(rename_all = "camelCase")]
pub enum ErrorCode {
    /// There is no such board here.
    NoSuchBoard,
    /// There is no such item on the board.
    NoSuchItem,
    /// There is no such file on the item.
    NoSuchAttachment,
    /// The file is not on this device yet, or not all of it.
    NotHere,
    /// It was written with a newer version of the app, which knows more: this one shows what it can, and leaves it as it
    /// is. `details.field`, where it is one.
    UpdateToEdit,
    /// There is no such person on the board.
    NoSuchPerson,
    /// There is no such device on the board.
    NoSuchDevice,
    /// There is no such ticket on the board.
    NoSuchTicket,
    /// The reader is the only steward of a board with others on it: nobody could appoint coordinators any more.
    LastSteward,
    /// The stewards who stay could not agree on others any more: other stewards are named first. `details.missing`.
    StewardsNeedYou,
    /// These cannot be the stewards. `details.why`: `none`, `many`, `twice`, `same`, `notHere` (no device of theirs is known).
    BadStewards,
    /// There is no such proposal, or it stands already.
    NoSuchProposal,
    /// The recovery key is not this board's. `details.why`: `none` (the board has none), `other`.
    RecoveryKeyWrong,
    /// There is nothing to ask again: it is not hidden for everybody, or it was asked already.
    NothingToAsk,
    /// This cannot be done to oneself.
    NotYourself,
    /// A code fits several items. `details.items` lists them.
    AmbiguousCode,
    /// A field's text is empty, too long or not of its kind. `details.field`, `details.why` (`empty`, `tooLong`, `notANumber`, `notAChoice`, `unknownField`).
    BadField,
    /// The person's role does not allow it. `details.role`.
    NotAllowed,
    /// There is nothing to release: the person has no claim on it.
    NothingToRelease,
    /// There is nothing to undo.
    NothingToUndo,
    /// Somebody changed the thing since. `details.person`, and what that person did: `details.what` is the name of an
    /// intent's type (`editItem`, `comment`, `claim`, …), `details.field` the field of an `editItem`, where it is one.
    ChangedSince,
    /// The ticket's text is damaged, or there is none, or there are different ones. `details.why` (`damaged`,
    /// `not-a-ticket`, `too-long`, `several`).
    TicketDamaged,
    /// The ticket has run out. `details.at`.
    TicketExpired,
    /// The ticket was used as often as it may be.
    TicketUsedUp,
    /// The ticket was removed.
    TicketRemoved,
    /// The ticket comes from a newer version of the app.
    AppTooOld,
    /// Who answered is not the board that the ticket promised.
    OtherBoard,
    /// The person is a member of that board. `details.board`.
    AlreadyMember,
    /// The need has no sealed case.
    NoSuchCase,
    /// The sealed case was erased.
    CaseErased,
    /// This device cannot open the sealed case. `details.openers` names who can.
    CaseSealed,
    /// Nobody whom the ticket names could be reached: nothing was sent.
    NobodyReached,
    /// Too many reports came by this ticket: try again later. Nothing was sent.
    TooManyReports,
    /// The ticket is for something else. `details.kind` says for what (`invite`, `open`, `reader`, `reporter`).
    OtherTicketKind,
    /// The ticket is for a helper: a device uses it to carry the board, and nobody joins by it.
    HelperTicket,
    /// The ticket is an invitation and not for a helper.
    NotAHelperTicket,
    /// This device carries the board as a helper, and cannot be a member of it too. `details.board`.
    AlreadyCarried,
    /// There is no relay in the settings: nobody could be met without showing this computer's address.
    NoRelay,
    /// The picture holds no QR code that can be read.
    NoQrCode,
    /// The file cannot be read, or not as what it should be, or a copy not be written. `details.why` (of a picture
    /// `brokenPicture`, `manyPixels`; of a file of a board `damaged`; `unreadable`, `unwritable`).
    BadFile,
    /// The file is larger than the limit. `details.limit` in bytes.
    TooLarge,
    /// As many drafts as may be kept for a board that is on its way are kept. `details.most`.
    TooManyDrafts,
    /// The display name is missing: first run is not finished.
    NameMissing,
    /// The disk is full: not saved.
    DiskFull,
    /// The disk failed: not saved, writing has stopped.
    DiskFailed,
    /// The data folder is in use by another process that does not answer.
    InUse,
    /// The data folder was made by a newer version of the app.
    DataTooNew,
    /// The data folder has no way in yet and one has to be chosen. `details.why`: `first` (nobody has chosen; nothing was made, and no keyring asked), `unknownWay`.
    VaultChoice,
    /// The data folder opens with a passphrase. `details.why`: `new` where one is to be chosen, `again` where the folder is
    /// open and this is done only for who knows it.
    PassphraseNeeded,
    /// The passphrase is another one. `details.why`: `again` as above.
    PassphraseWrong,
    /// The new passphrase is too short. `details.least`.
    PassphraseShort,
    /// The desktop's keyring did not help. `details.why`: `absent`, `locked`, `forgotten`, `otherKey`, `fleeting`, `slow`, `failed`, `oldKeyLeft` (the change was made).
    KeyringFailed,
    /// The file that opens the data folder is missing or damaged. `details.path`, where it is known.
    VaultDamaged,
    /// This needs the twelve words: they are on paper only.
    WordsNeeded,
    /// The twelve words are not right. `details.why`: `count` (`found`), `unknown` (`number`, `near`), `checksum`, `otherPerson`.
    WordsWrong,
    /// The backup cannot be used. `details.why`: `notABackup`, `tooNew`, `otherWords`, `cutShort`, `damaged`, `tooLong`.
    BackupUnusable,
    /// A file for somebody was not saved, or one that was carried here not read. `details.why`: of saving `exists`, `noDevice`,
    /// `helper`, `notMember`; of reading `notACarriedFile`, `tooNew`, `cutShort`, `damaged`, `notForYou`, `otherBoard`, `own`,
    /// `writerRemoved`; of both `givenUp`, `busy`. `details.name`, where somebody is meant; `details.at`, when it was written.
    CarryFailed,
    /// The text of a device request or of its answer cannot be read. `details.why`: `not-a-request`, `not-an-answer`,
    /// `damaged`, `too-long`.
    DeviceTextDamaged,
    /// The answer was made for another request, or was used already. `details.why`: `otherRequest`, `noRequest`.
    DeviceAnswerOther,
    /// Boards of another person are here, or joins under way: this profile cannot become somebody else's device.
    ProfileInUse,
    /// The app is shutting down: it was not done.
    Closing,
    /// Another process was asked, which ended before it answered: it is not known whether it was done and saved.
    Unanswered,
    /// A defect of the app.
    Internal,
}
