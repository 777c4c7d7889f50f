//! What a person asks the app to do.

use std::collections::BTreeMap;

use serde::{Deserialize, Serialize};
use ts_rs::TS;

use super::membership::{HideReason, RemoveReason, Role, Section};
use super::parts::{FieldChange, ImportRequest, SettingsChange, StockAction, Template, TicketKind};
use super::vault::{Secret, VaultEntry};
use super::view::ItemKind;

/// What a person asks the app to do. Done means: on disk.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize, TS)]
#[serde(
    tag = "type",
    rename_all = "camelCase",
    rename_all_fields = "camelCase"
)]
pub enum Intent {
    /// Does what asks for the passphrase again (`PassphraseNeeded`, why `again`), with it.
    WithPassphrase {
        #[ts(as = "String")]
        passphrase: Secret,
        intent: Box<Self>,
    },
    /// Does what the person has to sign (`WordsNeeded`) while the twelve words are on paper only, with the words. They are
    /// used for this once, and not kept.
    WithWords {
        #[ts(as = "String")]
        words: Secret,
        intent: Box<Self>,
    },
    /// Changes how the key of the data folder is kept. The old way holds until the new one was proven to open. Asks for the
    /// passphrase again where it is the old way.
    ChangeVault { entry: VaultEntry },
    /// Takes the twelve words out of the data folder: they are on paper only from then on. They are typed, as a proof.
    KeepWordsOnPaper {
        #[ts(as = "String")]
        words: Secret,
    },
    /// Takes the twelve words into the data folder again.
    KeepWordsHere {
        #[ts(as = "String")]
        words: Secret,
    },
    /// Does not remind of a backup for so many days, at most 90; 0 reminds again.
    PutOffBackup { days: u32 },
    /// Sets the display name, signed on each board the person is on.
    SetName { name: String },
    /// Makes a board. → [`Outcome::Board`]
    CreateBoard { name: String, template: Template },
    /// Makes an item. Field names are those of domain.md in camelCase. → [`Outcome::Item`]; [`Outcome::Kept`] where the
    /// board is on its way and does not say yet that the person may.
    AddItem {
        board: String,
        kind: ItemKind,
        fields: BTreeMap<String, String>,
    },
    /// Writes single fields of an item. Also how one of two versions is chosen. → [`Outcome::Done`]
    EditItem {
        board: String,
        item: String,
        changes: Vec<FieldChange>,
    },
    /// Hides an item; it can be restored.
    Archive { board: String, item: String },
    /// Shows an archived item again.
    Restore { board: String, item: String },
    /// "I do it." Without a quantity: all of it. `until` is the end of the lease. → [`Outcome::Kept`] where the item is one
    /// of [`super::FirstScreenView`] that is not checked yet.
    Claim {
        board: String,
        item: String,
        quantity: Option<u32>,
        until: Option<i64>,
        note: Option<String>,
    },
    /// Takes back all of one's own standing claims on the item.
    Release { board: String, item: String },
    /// Says that a need was met, or an offer given.
    Deliver {
        board: String,
        item: String,
        quantity: Option<u32>,
        note: Option<String>,
    },
    /// Says that a need or an offer does not stand any more.
    Withdraw {
        board: String,
        item: String,
        note: Option<String>,
    },
    /// Something came in or went out. `quantity` is at least 1.
    MoveStock {
        board: String,
        item: String,
        site: Option<String>,
        action: StockAction,
        quantity: u32,
        note: Option<String>,
    },
    /// A recount: what is there, in absolute numbers.
    CountStock {
        board: String,
        item: String,
        site: Option<String>,
        counted: u32,
    },
    /// Says something about an item.
    Comment {
        board: String,
        item: String,
        text: String,
    },
    /// Fetches a file of an item that does not come by itself, or (not `on`) stops it.
    FetchAttachment {
        board: String,
        item: String,
        attachment: String,
        on: bool,
    },
    /// Keeps a file on this device also where it is taken off its item.
    KeepAttachment {
        board: String,
        item: String,
        attachment: String,
        on: bool,
    },
    /// Takes a file of one's own off its item. It stays with those who have it.
    Detach {
        board: String,
        item: String,
        attachment: String,
    },
    /// Adds the rows of a list as items, in one step that can be undone. → [`Outcome::Imported`]
    Import {
        board: String,
        request: ImportRequest,
    },
    /// Undoes one's own last action on the board, and nobody else's. → [`Outcome::Undone`]
    ///
    /// Where somebody changed the thing since, it is refused with `ChangedSince`, and the step is forgotten: the next
    /// `Undo` is about the one before it.
    Undo { board: String },
    /// Changes the board's name. Coordinators and stewards.
    RenameBoard { board: String, name: String },
    /// Says which sections the board does not use. Coordinators and stewards.
    SetSections { board: String, hidden: Vec<Section> },
    /// Gives a person another role below the reader's own; somebody who was removed, one again.
    SetRole {
        board: String,
        person: String,
        role: Role,
    },
    /// Removes a person, and changes the keys. `keep_work`: what they have done so far, as far as it is here, still counts.
    /// The other two are about the rest where it does not: see [`super::Reading::PreviewRemoval`].
    RemovePerson {
        board: String,
        person: String,
        reason: RemoveReason,
        note: Option<String>,
        keep_work: bool,
        /// Who is on the board, or has their role, only through them goes too. Left out: they stay as they are.
        #[serde(default)]
        #[ts(as = "Option<bool>", optional)]
        let_go: bool,
        /// What of theirs stays because a coordinator let it in is hidden by the same act. Left out: no.
        #[serde(default)]
        #[ts(as = "Option<bool>", optional)]
        hide_let_in: bool,
    },
    /// Takes a device off the board: an own one, or that of somebody whom one may remove.
    RevokeDevice { board: String, device: String },
    /// Takes an own device off every board that it is on: it is lost, or not used any more. → [`Outcome::DeviceRevoked`]
    RevokeOwnDevice { device: String },
    /// Calls an own device so; `null` is this one. On this device only; told to those that are added later.
    NameDevice {
        device: Option<String>,
        name: String,
    },
    /// On a new device: asks to become another device of a person. The text stays good until it is answered or given
    /// up. → [`Outcome::DeviceRequested`]
    RequestDevice,
    /// Gives the request up: its answer can never be opened then.
    CancelDeviceRequest,
    /// On a device of the person: answers a request, after the numbers were compared. Asks for the passphrase again where
    /// that is how the key is kept: the new device is the person's. → [`Outcome::DeviceAnswered`]
    AddDevice { request: String },
    /// On the new device: becomes the person's who answered, with their boards. Asks for the twelve words
    /// (`WordsNeeded`) where they are on paper only. → [`Outcome::DeviceAccepted`]
    AcceptDevice {
        answer: String,
        #[serde(default, skip_serializing_if = "Option::is_none")]
        #[ts(optional, as = "Option<String>")]
        words: Option<Secret>,
    },
    /// Removes a ticket: nobody comes in by it any more.
    RemoveTicket { board: String, ticket: String },
    /// Makes a board that can be recovered by a key on paper, shown this once. → [`Outcome::RecoverableBoard`]
    CreateRecoverableBoard { name: String, template: Template },
    /// Proposes who is to be steward, the most senior first; it stands once more than half of the stewards have agreed, of a
    /// single one at once. Who is left out stays as an editor; who leaves themselves out, as a coordinator.
    ProposeStewards { board: String, people: Vec<String> },
    /// Agrees to what another steward proposed. It cannot be taken back; what lapses is shown no more.
    AgreeStewards { board: String, proposal: String },
    /// Names other stewards by the board's recovery key. Any member's device can do it.
    RecoverBoard {
        board: String,
        #[ts(as = "String")]
        words: Secret,
        stewards: Vec<String>,
    },
    /// Asks the stewards to remove a coordinator: what one coordinator cannot do to another. Everybody's device keeps the
    /// request; the stewards are told. Coordinators.
    AskToRemove {
        board: String,
        person: String,
        reason: RemoveReason,
        note: Option<String>,
    },
    /// Notes that the reader has read what is told of the stewards: the id of a rival or of a dispute. On this device only.
    MarkRead { board: String, about: String },
    /// Asks that one's own item, hidden for everybody, is looked at again.
    AskAgain {
        board: String,
        item: String,
        text: String,
    },
    /// Answers that it stays hidden, with a reason. The other answer is [`Intent::HideForAll`] with `on: false`.
    KeepHidden {
        board: String,
        item: String,
        reason: HideReason,
        note: Option<String>,
    },
    /// Lets in what is held: ids of items, keys of comments. Editors and above.
    LetInHeld { board: String, entries: Vec<String> },
    /// Vouches for a newcomer: nothing of theirs is held any more. Editors and above.
    Vouch { board: String, person: String },
    /// Says whether what newcomers make is held. Coordinators and stewards.
    SetHoldNew { board: String, on: bool },
    /// Lets in what is set aside: the keys of its rows.
    LetIn { board: String, entries: Vec<String> },
    /// Forgets a board on this device, with all that is on it. The others keep it.
    LeaveBoard { board: String },
    /// Notes that the reader has met somebody in person. On this device only.
    MarkMet {
        board: String,
        person: String,
        on: bool,
    },
    /// Folds away what somebody makes and says. On this device only.
    Block {
        board: String,
        person: String,
        on: bool,
    },
    /// Folds an item away. On this device only.
    HideItem {
        board: String,
        item: String,
        on: bool,
    },
    /// Hides an item for everybody, or shows it again. Coordinators and stewards.
    HideForAll {
        board: String,
        item: String,
        reason: HideReason,
        on: bool,
    },
    /// Stops a board (`on`), or lets it go on: nothing of it comes or goes meanwhile, also after the app was closed. What came
    /// stays.
    StopBringing { board: String, on: bool },
    /// Makes an invite ticket. → [`Outcome::Ticket`]
    Invite {
        board: String,
        kind: TicketKind,
        uses: Option<u32>,
        expires_at: Option<i64>,
        /// As what they come in, of [`TicketKind::Invite`]; an editor where it is left out.
        #[serde(default, skip_serializing_if = "Option::is_none")]
        #[ts(optional)]
        role: Option<Role>,
        /// What the helper of [`TicketKind::Helper`] is called on the board, at most 40 bytes. The helper does not see it.
        #[serde(default, skip_serializing_if = "Option::is_none")]
        #[ts(optional)]
        helper_name: Option<String>,
    },
    /// Makes this device carry a board that it cannot read, by the text of a helper's ticket. It finishes by itself and
    /// is told by the view `Carried`. → [`Outcome::Carrying`]
    CarryBoard { ticket: String },
    /// Carries a board no more, and deletes what is here of it. The board's people may remove the helper too.
    StopCarrying { board: String },
    /// Asks to join by a ticket's text, a `manyhands://join/…` link, or any text that holds one. Finishes by itself. → [`Outcome::Joining`]
    Join { ticket: String },
    /// The same through relays only: whoever is on the board does not learn this computer's address. Refused with `noRelay`
    /// where there is none in the settings. → [`Outcome::Joining`]
    JoinHidden { ticket: String },
    /// Meets a board through relays only (`on`), under another key than before, or openly again. What others noted before
    /// stays with them, and tickets that were made before lead here no more. `noRelay` as above.
    HideAddress { board: String, on: bool },
    /// Gives up a pending join.
    CancelJoin { board: String },
    /// Seals what is known of the household behind a need: `name`, `address`, `phone`, `accessNotes`. Coordinators and
    /// stewards. Where a case stands that this device can open, the fields are written into it. While it is typed, the
    /// draft stands under the key `case:BOARD:NEED` (both whole ids): it is forgotten with the case.
    SaveCase {
        board: String,
        item: String,
        fields: BTreeMap<String, String>,
    },
    /// Says that the job behind a sealed case is done: the need is delivered, if it is not yet. → [`Outcome::CaseClosed`]
    CloseCase { board: String, item: String },
    /// Says after how many days (1 to 365) a sealed case that is done is erased. Coordinators and stewards.
    SetCaseDays { board: String, days: u32 },
    /// Erases a sealed case now, on every device that cooperates. It cannot be undone. Coordinators and stewards.
    EraseCase { board: String, item: String },
    /// Sends a sealed report by a reporter's ticket, without being a member. Waits half a minute at most for a member's
    /// device that takes it in; after that it waits on this device, and goes by itself: the view `SentReports` tells.
    /// → [`Outcome::Report`]
    Report { ticket: String, text: String },
    /// Takes a report off the list of this device. One that waits is not sent any more.
    ForgetReport { report: String },
    /// Remembers what is being typed, on disk. `key` names the form and what it is about.
    SaveDraft { key: String, text: String },
    /// Forgets a draft.
    DiscardDraft { key: String },
    /// Tries again what was kept while the board was on its way and could not be done then, as the board stands now.
    /// → what the intent itself says, or [`Outcome::Kept`] while the board is still on its way.
    TryMeanwhile { board: String, draft: String },
    /// Forgets what was kept while a board was on its way. It is not done any more.
    DiscardMeanwhile { board: String, draft: String },
    /// Forgets a notice of this device; the person has read it.
    DismissNotice { notice: String },
    /// Ends a look at the network ([`super::Reading::NetworkCheck`]) that is under way.
    StopNetworkCheck,
    /// The person was told what is only on this device, and closes the window anyway: they are not asked again for the same.
    CloseAnyway,
    /// Says what is open before the person, instead of what was said before: nothing, a board, or a board and the item that
    /// they edit there. It is shown to who is connected and may write on the board (`showOpen`), and never kept.
    ShowOpen {
        board: Option<String>,
        item: Option<String>,
    },
    /// Changes settings of this device.
    ChangeSettings { change: SettingsChange },
}
