//! The words that stand for one of a few things, and what each means to the app.

use app::api::{ExportFormat, ItemKind, ItemState, Template, TicketKind};
use clap::ValueEnum;

/// A kind, in one or in many.
#[derive(Debug, Clone, Copy, PartialEq, Eq, ValueEnum)]
pub enum KindWord {
    #[value(alias = "needs")]
    Need,
    #[value(alias = "offers")]
    Offer,
    #[value(alias = "supplies")]
    Supply,
    #[value(alias = "sites")]
    Site,
}

impl From<KindWord> for ItemKind {
    fn from(word: KindWord) -> Self {
        match word {
            KindWord::Need => Self::Need,
            KindWord::Offer => Self::Offer,
            KindWord::Supply => Self::Supply,
            KindWord::Site => Self::Site,
        }
    }
}

/// A state.
#[derive(Debug, Clone, Copy, PartialEq, Eq, ValueEnum)]
pub enum StateWord {
    Open,
    PartClaimed,
    Claimed,
    Delivered,
    Withdrawn,
}

impl From<StateWord> for ItemState {
    fn from(word: StateWord) -> Self {
        match word {
            StateWord::Open => Self::Open,
            StateWord::PartClaimed => Self::PartClaimed,
            StateWord::Claimed => Self::Claimed,
            StateWord::Delivered => Self::Delivered,
            StateWord::Withdrawn => Self::Withdrawn,
        }
    }
}

/// What a board starts with.
#[derive(Debug, Clone, Copy, PartialEq, Eq, ValueEnum)]
pub enum TemplateWord {
    Relief,
}

impl From<TemplateWord> for Template {
    fn from(word: TemplateWord) -> Self {
        match word {
            TemplateWord::Relief => Self::Relief,
        }
    }
}

/// A kind of file.
#[derive(Debug, Clone, Copy, PartialEq, Eq, ValueEnum)]
pub enum FormatWord {
    Csv,
    Json,
}

impl From<FormatWord> for ExportFormat {
    fn from(word: FormatWord) -> Self {
        match word {
            FormatWord::Csv => Self::Csv,
            FormatWord::Json => Self::Json,
        }
    }
}

/// Whom a ticket lets in.
#[derive(Debug, Clone, Copy, PartialEq, Eq, ValueEnum)]
pub enum TicketWord {
    Invite,
    Open,
    Reader,
}

impl From<TicketWord> for TicketKind {
    fn from(word: TicketWord) -> Self {
        match word {
            TicketWord::Invite => Self::Invite,
            TicketWord::Open => Self::Open,
            TicketWord::Reader => Self::Reader,
        }
    }
}
