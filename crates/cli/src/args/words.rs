//! The words that stand for one of a few things, and what each means to the app.

use app::api::{
    ExportFormat, HideReason, ItemKind, ItemState, RemoveReason, Role, Template, TicketKind,
};
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
    Reporter,
    Helper,
}

impl From<TicketWord> for TicketKind {
    fn from(word: TicketWord) -> Self {
        match word {
            TicketWord::Invite => Self::Invite,
            TicketWord::Open => Self::Open,
            TicketWord::Reader => Self::Reader,
            TicketWord::Reporter => Self::Reporter,
            TicketWord::Helper => Self::Helper,
        }
    }
}

/// A role that can be given.
#[derive(Debug, Clone, Copy, PartialEq, Eq, ValueEnum)]
pub enum RoleWord {
    Coordinator,
    Editor,
    Contributor,
    Reader,
}

impl From<RoleWord> for Role {
    fn from(word: RoleWord) -> Self {
        match word {
            RoleWord::Coordinator => Self::Coordinator,
            RoleWord::Editor => Self::Editor,
            RoleWord::Contributor => Self::Contributor,
            RoleWord::Reader => Self::Reader,
        }
    }
}

/// Why somebody is removed.
#[derive(Debug, Clone, Copy, PartialEq, Eq, ValueEnum)]
pub enum RemoveWord {
    Spam,
    Harmful,
    LeftGroup,
    LostDevice,
    Mistake,
    Other,
}

impl From<RemoveWord> for RemoveReason {
    fn from(word: RemoveWord) -> Self {
        match word {
            RemoveWord::Spam => Self::Spam,
            RemoveWord::Harmful => Self::Harmful,
            RemoveWord::LeftGroup => Self::LeftGroup,
            RemoveWord::LostDevice => Self::LostDevice,
            RemoveWord::Mistake => Self::Mistake,
            RemoveWord::Other => Self::Other,
        }
    }
}

/// Why something is hidden for everybody.
#[derive(Debug, Clone, Copy, PartialEq, Eq, ValueEnum)]
pub enum HideWord {
    HouseRules,
    Private,
    Wrong,
    Spam,
    Other,
}

impl From<HideWord> for HideReason {
    fn from(word: HideWord) -> Self {
        match word {
            HideWord::HouseRules => Self::HouseRules,
            HideWord::Private => Self::Private,
            HideWord::Wrong => Self::Wrong,
            HideWord::Spam => Self::Spam,
            HideWord::Other => Self::Other,
        }
    }
}
