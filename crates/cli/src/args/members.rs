//! What can be typed about people, tickets, devices, and what is set aside.

use clap::{Args, Subcommand};

use super::words::{RemoveWord, RoleWord, TicketWord};
use crate::parse::Moment;

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
    /// Take one off the board, lost or given away
    Revoke {
        /// The beginning of its id, as `mh people PERSON` shows it.
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
        /// The beginnings of their ids, as `mh set-aside` shows them.
        #[arg(required = true, value_name = "ID")]
        ids: Vec<String>,
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
    /// How often it may be used.
    #[arg(long)]
    pub uses: Option<u32>,
    /// Until when: 2h, 3d, 1w, or a day (2026-11-30).
    #[arg(long, value_name = "WHEN")]
    pub expires: Option<Moment>,
}
