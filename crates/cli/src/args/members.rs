//! What can be typed about people, tickets, devices, and what is set aside.

use clap::{Args, Subcommand, ValueEnum};

use super::words::{RemoveWord, RoleWord, TicketWord};
use crate::parse::{Assignment, Moment};

/// `mh tickets …`.
#[derive(Debug, Subcommand)]
pub enum TicketsAction {
    /// List them
    List,
    /// Remove one: nobody comes in by it any more
    Remove {
        /// The beginning of its id, as `mh tickets` shows it.
        id: String,
    },
}

/// `mh device …`.
#[derive(Debug, Subcommand)]
pub enum DeviceAction {
    /// List your own devices
    List,
    /// On a new computer: ask to become another device of yours
    Request {
        /// Give the request up.
        #[arg(long)]
        cancel: bool,
    },
    /// On a computer that you have: answer the request of a new one
    Add {
        /// The text that the new one shows, a file that holds it, or - for standard input.
        request: String,
        /// Write the answer into this file, which must not be there yet.
        #[arg(long)]
        out: Option<std::path::PathBuf>,
    },
    /// On the new computer: become the person who answered, with their boards
    Accept {
        /// The answer, a file that holds it, or - for standard input.
        answer: String,
    },
    /// Call a device something; nobody else sees it
    Name {
        /// What to call it; "" forgets the name.
        name: String,
        /// Another one than this: its name, or the beginning of its id.
        #[arg(long)]
        device: Option<String>,
    },
    /// Take one away, lost or given away: an own one off all boards, another's off the board
    Revoke {
        /// Of an own one its name, or the beginning of its id as `mh device list` shows it; else as `mh people PERSON` shows it.
        id: String,
    },
}

/// `mh case …`.
#[derive(Debug, Subcommand)]
pub enum CaseAction {
    /// Seal what is known of the household behind a need, or change it
    Add {
        /// The need's code.
        code: String,
        /// name=…, address=…, phone=…, access-notes=…; a new one needs a name.
        #[arg(required = true, value_name = "FIELD=VALUE")]
        fields: Vec<Assignment>,
    },
    /// Show it, and who can open it
    Open {
        /// The need's code.
        code: String,
    },
    /// Say that the job is done: the need is delivered, and the case is erased some days later
    Close {
        /// The need's code.
        code: String,
    },
    /// Erase it now, on every computer that cooperates
    Erase {
        /// The need's code.
        code: String,
    },
    /// Say after how many days a case that is done is erased
    Days {
        /// 1 to 365.
        days: u32,
    },
}

/// `mh stewards …`.
#[derive(Debug, Subcommand)]
pub enum StewardsAction {
    /// List them, how many of them must agree, and what is proposed
    List,
    /// Propose who is to be steward; a single steward names them at once
    Propose {
        /// All of them, the most senior first: names, or beginnings of ids.
        #[arg(required = true, value_name = "PERSON")]
        people: Vec<String>,
    },
    /// Do not tell again on this computer what is told of them: others named at the same time, coordinators to decide about
    Seen,
    /// Agree to what another steward proposed
    Agree {
        /// The beginning of its id, as `mh stewards` shows it.
        id: String,
    },
    /// Name them by the board's recovery key; its twelve words are typed, or read from standard input
    Recover {
        /// All of them, the most senior first: names, or beginnings of ids.
        #[arg(required = true, value_name = "PERSON")]
        people: Vec<String>,
    },
}

/// `mh hold-new …`.
#[derive(Debug, Clone, Copy, ValueEnum)]
pub enum OnOff {
    /// It is held.
    On,
    /// It is shown at once.
    Off,
}

/// `mh helper …`.
#[derive(Debug, Args)]
#[command(args_conflicts_with_subcommands = true, arg_required_else_help = true)]
pub struct HelperArgs {
    /// The helper's ticket (mh1…) or its link; "-" reads it from standard input. Carries the board until Ctrl+C.
    pub ticket: Option<String>,
    /// What about the boards that are carried.
    #[command(subcommand)]
    pub action: Option<HelperAction>,
}

/// `mh helper list` and `mh helper stop`.
#[derive(Debug, Subcommand)]
pub enum HelperAction {
    /// List the boards that this computer carries
    List,
    /// Carry one no more, and delete what is here of it
    Stop {
        /// The beginning of its id, as `mh helper list` shows it.
        #[arg(value_name = "BOARD")]
        id: String,
    },
}

/// `mh set-aside …`.
#[derive(Debug, Subcommand)]
pub enum SetAsideAction {
    /// List it
    List,
    /// Let entries in
    LetIn {
        /// The beginnings of their ids, as `mh set-aside` shows them; or codes of `mh list --held`.
        #[arg(required_unless_present = "of", value_name = "ID")]
        ids: Vec<String>,
        /// All that is held of somebody now.
        #[arg(long, value_name = "PERSON")]
        of: Option<String>,
    },
}

/// `mh remove`.
#[derive(Debug, Args)]
pub struct RemoveArgs {
    /// Their name, or the beginning of their id.
    pub person: String,
    /// Why.
    #[arg(long, value_enum, default_value = "other")]
    pub reason: RemoveWord,
    /// Why, in words. Everybody on the board can read it.
    #[arg(long)]
    pub note: Option<String>,
    /// What they did so far does not count any more either.
    #[arg(long)]
    pub drop_work: bool,
    /// With --drop-work: who is on the board only through them goes too. Else they stay, with what they did.
    #[arg(long, requires = "drop_work")]
    pub let_go: bool,
    /// With --drop-work: hide what stays of theirs because a coordinator had let it in.
    #[arg(long, requires = "drop_work")]
    pub hide_let_in: bool,
    /// Ask the stewards to do it: coordinators cannot remove each other.
    #[arg(long, conflicts_with = "drop_work")]
    pub ask: bool,
}

/// `mh invite`.
#[derive(Debug, Args)]
pub struct InviteArgs {
    /// Whom it lets in: people you choose (as editors), whoever sees it, or readers only.
    #[arg(long, value_enum, default_value = "invite")]
    pub kind: TicketWord,
    /// As what they come in, with --kind invite; an editor if left out.
    #[arg(long, value_enum)]
    pub role: Option<RoleWord>,
    /// With --kind helper: what the board's people call the computer that carries it.
    #[arg(long, value_name = "NAME")]
    pub called: Option<String>,
    /// How often it may be used.
    #[arg(long)]
    pub uses: Option<u32>,
    /// Until when: 2h, 3d, 1w, or a day (2026-11-30).
    #[arg(long, value_name = "WHEN")]
    pub expires: Option<Moment>,
}
