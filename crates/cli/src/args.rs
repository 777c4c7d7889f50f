//! The words of `mh`: what can be typed, and what `--help` says about it.
//!
//! Owns the shape of the command line. Never does anything: `commands` does.

mod items;
mod keep;
mod members;
mod relay;
mod sync;
#[cfg(test)]
mod tests;
pub mod words;

use std::path::PathBuf;

use clap::{Parser, Subcommand};

pub use self::items::{
    AddArgs, ClaimArgs, DraftsArgs, ExportArgs, ImportArgs, JoinArgs, ListArgs, SaveAttachmentArgs,
    StatusArgs, StockArgs,
};
pub use self::keep::{BackupCommand, CarryCommand, RecoveryCommand, VaultCommand};
pub use self::members::{
    CaseAction, DeviceAction, HelperAction, HelperArgs, InviteArgs, OnOff, RemoveArgs,
    SetAsideAction, StewardsAction, TicketsAction,
};
pub use self::relay::RelayArgs;
pub use self::sync::{AddressSwitch, HideAddressArgs, SyncArgs};
use self::words::{HideWord, RoleWord, TemplateWord};
use crate::parse::Assignment;

/// Shared boards for people who help each other, without a window.
#[derive(Debug, Parser)]
#[command(name = "mh", version, about, max_term_width = 100)]
#[command(after_help = "Answers are documented in docs/manual/mh.md. \
    Ends with 0 done, 1 refused, 2 not understood, 3 in use, 4 not saved, 5 not yet, 6 not known.")]
pub struct Cli {
    /// Which data folder: a name of your own, "default" if left out.
    #[arg(long, global = true, value_name = "NAME")]
    pub profile: Option<String>,
    /// Which board: its name, or the beginning of its id. Not needed where there is one board only.
    #[arg(long, global = true, value_name = "BOARD")]
    pub board: Option<String>,
    /// Answer in JSON, in one stable shape.
    #[arg(long, global = true)]
    pub json: bool,
    /// What to do.
    #[command(subcommand)]
    pub command: Command,
}

/// What `mh` can do.
#[derive(Debug, Subcommand)]
pub enum Command {
    /// Say who you are, or see who you are
    Name {
        /// The name that people on your boards see.
        name: Option<String>,
    },
    /// Make a board
    New {
        /// The board's name.
        board_name: String,
        /// What it starts with.
        #[arg(long, value_enum, default_value = "relief")]
        template: TemplateWord,
        /// With a recovery key: twelve words that can name other stewards, shown this once.
        #[arg(long)]
        recovery_key: bool,
        /// Your own name, if you have not said it yet.
        #[arg(long, value_name = "YOUR NAME")]
        name: Option<String>,
    },
    /// List the boards on this computer
    Boards,
    /// Add a need, an offer, a site or a supply
    Add(AddArgs),
    /// Change fields
    Edit {
        /// Which one, by its code (`N-7K4Q`) or id.
        code: String,
        /// The field and its new value; nothing behind the = empties it.
        #[arg(required = true, value_name = "FIELD=VALUE")]
        changes: Vec<Assignment>,
    },
    /// "I do it": claim a need or an offer
    Claim(ClaimArgs),
    /// Take back your claim
    Release {
        /// Which one.
        code: String,
    },
    /// Say that a need was met, or an offer given
    Deliver {
        /// Which one.
        code: String,
        /// How much; all of it if left out.
        #[arg(long)]
        quantity: Option<u32>,
        /// Something to say about it.
        #[arg(long)]
        note: Option<String>,
    },
    /// Say that a need or an offer does not stand any more
    Withdraw {
        /// Which one.
        code: String,
        /// Why.
        #[arg(long)]
        note: Option<String>,
    },
    /// Count supplies in and out: +5 came in, -3 went out, =12 were counted
    Stock(StockArgs),
    /// Say something about a need, an offer, a site or a supply
    Comment {
        /// Which one.
        code: String,
        /// What to say.
        text: String,
    },
    /// Put a picture or a file to a need, an offer, a site or a supply
    Attach {
        /// To which one.
        code: String,
        /// Which file. A picture goes without what it says of where and when it was taken.
        file: PathBuf,
    },
    /// What pictures and files something has, and which of them are here
    Attachments {
        /// Of which one.
        code: String,
    },
    /// Save a copy of a picture or a file; no other file is written over
    SaveAttachment(SaveAttachmentArgs),
    /// Put away; it can be brought back
    Archive {
        /// Which one.
        code: String,
    },
    /// Bring back what was put away
    Restore {
        /// Which one.
        code: String,
    },
    /// Take back your own last action on the board
    Undo,
    /// List what is on the board
    List(ListArgs),
    /// Show one need, offer, site or supply with all that happened to it
    Show {
        /// Which one, by its code (`N-7K4Q`) or id.
        code: String,
    },
    /// Bring in a spreadsheet (CSV or TSV)
    Import(ImportArgs),
    /// Write the board as a spreadsheet or as JSON
    Export(ExportArgs),
    /// Make an invite ticket
    Invite(InviteArgs),
    /// List the board's invite tickets, or remove one
    Tickets {
        /// What to do with them; they are listed if left out.
        #[command(subcommand)]
        action: Option<TicketsAction>,
    },
    /// List who is on the board, or show one person
    People {
        /// Their name, or the beginning of their id.
        person: Option<String>,
    },
    /// Give somebody another role
    Role {
        /// Their name, or the beginning of their id.
        person: String,
        /// Which role.
        #[arg(value_enum)]
        role: RoleWord,
    },
    /// Remove somebody from the board
    Remove(RemoveArgs),
    /// Note that you have met somebody in person; nobody else sees it
    Met {
        /// Their name, or the beginning of their id.
        person: String,
        /// Take the note back.
        #[arg(long)]
        not: bool,
    },
    /// Fold away what somebody makes and says; nobody else sees it
    Block {
        /// Their name, or the beginning of their id.
        person: String,
        /// Show it again.
        #[arg(long)]
        not: bool,
    },
    /// Your devices: add one, name it, take one away
    Device {
        /// What to do with it.
        #[command(subcommand)]
        action: DeviceAction,
    },
    /// What is known of the household behind a need, sealed for few
    Case {
        #[command(subcommand)]
        action: CaseAction,
    },
    /// Send a sealed report by a reporter's ticket, without being a member; or list those of this computer
    Report {
        /// The ticket, or a text that holds one. The reports of this computer are listed if it is left out.
        #[arg(requires = "text")]
        ticket: Option<String>,
        /// What the coordinators are to know.
        text: Option<String>,
        /// Take a report off the list: the first letters of what `mh report` shows. One that waits is not sent.
        #[arg(long, value_name = "REPORT", conflicts_with = "ticket")]
        forget: Option<String>,
    },
    /// Reports from outside, for coordinators
    Inbox {
        /// Only those that came by this ticket, all of them: its id.
        #[arg(long)]
        ticket: Option<String>,
    },
    /// The stewards of the board: list them, propose others, agree, or name them by the key on paper
    Stewards {
        /// What about them; they are listed if left out.
        #[command(subcommand)]
        action: Option<StewardsAction>,
    },
    /// Vouch for a newcomer: nothing of theirs is held any more
    Vouch {
        /// Their name, or the beginning of their id.
        person: String,
    },
    /// Whether what newcomers make is held until somebody lets it in
    HoldNew {
        /// on or off.
        #[arg(value_enum)]
        to: OnOff,
    },
    /// Ask to look again at something of yours that was hidden for everybody
    AskAgain {
        /// Which one, by its code (`N-7K4Q`) or id.
        code: String,
        /// What to say.
        text: String,
    },
    /// Answer that it stays hidden; `mh show-again` is the other answer
    KeepHidden {
        /// Which one, by its code (`N-7K4Q`) or id.
        code: String,
        /// Why.
        #[arg(long, value_enum, default_value = "other")]
        reason: HideWord,
        /// Why, in words. Everybody on the board can read it.
        #[arg(long)]
        note: Option<String>,
    },
    /// List what is kept and does not count, or let it in
    SetAside {
        /// What to do with it; it is listed if left out.
        #[command(subcommand)]
        action: Option<SetAsideAction>,
    },
    /// Hide something for everybody
    Hide {
        /// Which one, by its code (`N-7K4Q`) or id.
        code: String,
        /// Why.
        #[arg(long, value_enum, default_value = "other")]
        reason: HideWord,
        /// For you only; nobody else sees it.
        #[arg(long)]
        only_me: bool,
    },
    /// Show again what was hidden
    ShowAgain {
        /// Which one, by its code (`N-7K4Q`) or id.
        code: String,
        /// For you only, where you had hidden it for you only.
        #[arg(long)]
        only_me: bool,
    },
    /// Give the board another name
    Rename {
        /// The new name.
        name: String,
    },
    /// Forget the board on this computer; the others keep it
    Leave {
        /// Writes a readable copy (JSON) first; a file that is there is never written over.
        #[arg(long, value_name = "FILE")]
        copy: Option<PathBuf>,
    },
    /// Meet the others of the board through relays only: they do not learn this computer's address
    HideAddress(HideAddressArgs),
    /// Join a board by an invite ticket
    Join(JoinArgs),
    /// List the boards that you have asked to join
    Joins,
    /// Carry a board for others, sealed: this computer cannot read it
    Helper(HelperArgs),
    /// Stay connected and answer other commands, until Ctrl+C
    Serve,
    /// Bring this computer and all that can be reached to the same state
    Sync(SyncArgs),
    /// How your boards are locked on this computer
    Vault {
        /// What about it.
        #[command(subcommand)]
        what: VaultCommand,
    },
    /// The twelve words by which you are yourself again on another computer
    Recovery {
        /// What about them.
        #[command(subcommand)]
        what: RecoveryCommand,
    },
    /// A file with everything of yours, which only the twelve words open
    Backup {
        /// What about it.
        #[command(subcommand)]
        what: BackupCommand,
    },
    /// Bring changes to somebody, and back, by a file on a USB stick: without any network
    #[command(subcommand)]
    Carry(CarryCommand),
    /// Forward between devices that cannot reach each other directly, until Ctrl+C. Reads nothing of it
    Relay(RelayArgs),
    /// What stands in the way of finding each other. Ends with 8 where something does
    CheckNetwork {
        /// Say addresses too: of this computer, and of its relays.
        #[arg(long)]
        addresses: bool,
    },
    /// What you added and claimed while the board was on its way; it is done once the board is checked
    Drafts(DraftsArgs),
    /// What exists on this computer only: is it safe to close, lend or wipe it? Ends with 7 where something does
    OnlyHere,
    /// Where the board's changes are, and who is connected
    Status(StatusArgs),
    /// See or change settings of this computer
    Settings {
        /// offline=on|off, nearby=on|off, relays=URL,URL (the word public: those that number 0 runs for everybody)
        #[arg(value_name = "SETTING=VALUE")]
        changes: Vec<Assignment>,
    },
}
