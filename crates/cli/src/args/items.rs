//! What goes with the words about needs, offers, sites and supplies, lists and files, and `mh join`.

use std::path::PathBuf;

use clap::Args;

use super::words::{FormatWord, KindWord, StateWord};
use crate::parse::{Assignment, Moment, StockChange};

/// `mh add`.
#[derive(Debug, Args)]
pub struct AddArgs {
    /// What it is.
    #[arg(value_enum)]
    pub kind: KindWord,
    /// Its title; "-" reads titles from standard input, one a line, and answers each when it is on disk.
    pub title: String,
    /// Further fields: quantity=20 unit=pack urgency=4 neededBy=2026-11-30 area=… details=…
    #[arg(value_name = "FIELD=VALUE")]
    pub fields: Vec<Assignment>,
}

/// `mh claim`.
#[derive(Debug, Args)]
pub struct ClaimArgs {
    /// Which one.
    pub code: String,
    /// How much of it; all if left out.
    #[arg(long)]
    pub quantity: Option<u32>,
    /// Until when: 2h, 3d, 1w, or a day (2026-11-30).
    #[arg(long, value_name = "WHEN")]
    pub until: Option<Moment>,
    /// Something to say about it.
    #[arg(long)]
    pub note: Option<String>,
}

/// `mh stock`.
#[derive(Debug, Args)]
pub struct StockArgs {
    /// Which supply.
    pub code: String,
    /// +N came in, -N went out, =N were counted.
    #[arg(allow_negative_numbers = true, value_name = "+N|-N|=N")]
    pub change: StockChange,
    /// At which site, by code or name; "" for none. A count without it is about the only site with stock.
    #[arg(long)]
    pub site: Option<String>,
    /// Something to say about it.
    #[arg(long)]
    pub note: Option<String>,
}

/// `mh list`.
#[derive(Debug, Args)]
pub struct ListArgs {
    /// What to list; everything if left out.
    #[arg(value_enum)]
    pub kind: Option<KindWord>,
    /// Only in these states.
    #[arg(long = "state", value_enum)]
    pub states: Vec<StateWord>,
    /// Only what holds all of these words.
    #[arg(long, value_name = "WORDS")]
    pub find: Option<String>,
    /// Only what you made or have claimed.
    #[arg(long)]
    pub mine: bool,
    /// What was put away, instead of what stands.
    #[arg(long)]
    pub archived: bool,
    /// What is folded away, instead of what is shown: hidden by you or for everybody, or by people whom you blocked.
    #[arg(long)]
    pub hidden: bool,
    /// What waits until somebody lets it in.
    #[arg(long)]
    pub held: bool,
    /// What is hidden for everybody and somebody asks to look at again.
    #[arg(long)]
    pub asked_again: bool,
}

/// `mh drafts`.
#[derive(Debug, Args)]
pub struct DraftsArgs {
    /// Try one again that could not be done, as the board stands now.
    #[arg(long, value_name = "DRAFT")]
    pub again: Option<String>,
    /// Discard one: it is not done any more.
    #[arg(long, value_name = "DRAFT", conflicts_with = "again")]
    pub discard: Option<String>,
}

/// `mh status`.
#[derive(Debug, Args)]
pub struct StatusArgs {
    /// Do not tell again what happened to the data on this computer.
    #[arg(long)]
    pub seen: bool,
}

/// `mh import`.
#[derive(Debug, Args)]
pub struct ImportArgs {
    /// The file; "-" reads standard input.
    pub file: PathBuf,
    /// What the rows are; guessed from the headings if left out.
    #[arg(long = "as", value_enum, value_name = "KIND")]
    pub kind: Option<KindWord>,
    /// Which column fills which field, in place of the guess: --map "Menge=quantity"
    #[arg(long = "map", value_name = "HEADING=FIELD")]
    pub columns: Vec<Assignment>,
    /// Only tell what would happen.
    #[arg(long)]
    pub preview: bool,
}

/// `mh export`.
#[derive(Debug, Args)]
pub struct ExportArgs {
    /// What kind of file.
    #[arg(long, value_enum)]
    pub format: FormatWord,
    /// What to write; everything if left out.
    #[arg(value_enum)]
    pub kinds: Vec<KindWord>,
    /// Where to; standard output if left out. A file that is there is never written over.
    #[arg(long, value_name = "FILE")]
    pub out: Option<PathBuf>,
}

/// `mh join`.
#[derive(Debug, Args)]
pub struct JoinArgs {
    /// The ticket's text (mh1…) or its link; "-" reads it from standard input.
    pub ticket: String,
    /// Your own name, if you have not said it yet.
    #[arg(long, value_name = "YOUR NAME")]
    pub name: Option<String>,
    /// Meet the board through relays only: the others do not learn this computer's address.
    #[arg(long)]
    pub hide_address: bool,
    /// How long to wait for somebody to answer.
    #[arg(long = "for", value_name = "SECONDS", default_value_t = 60)]
    pub seconds: u32,
}

/// `mh save-attachment`.
#[derive(Debug, Args)]
pub struct SaveAttachmentArgs {
    /// Of which one.
    pub code: String,
    /// What it is called there.
    pub name: String,
    /// Into which folder; here if left out.
    pub folder: Option<PathBuf>,
}
