//! The words for what became of an entry.

use crate::{EntryId, PersonId, Refusal};

/// What became of a change or a statement.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Standing {
    /// It counts by itself.
    Direct(PersonId),
    /// It counts because somebody built on it.
    Vouched(PersonId),
    /// It does not count.
    Aside(Aside),
}

impl Standing {
    /// Returns whether the entry counts.
    #[must_use]
    pub const fn is_accepted(self) -> bool {
        self.author().is_some()
    }

    /// Returns the author of an entry that counts.
    #[must_use]
    pub const fn author(self) -> Option<PersonId> {
        match self {
            Self::Direct(person) | Self::Vouched(person) => Some(person),
            Self::Aside(_) => None,
        }
    }

    /// Returns why it does not count.
    #[must_use]
    pub const fn aside(self) -> Option<Aside> {
        match self {
            Self::Direct(_) | Self::Vouched(_) => None,
            Self::Aside(aside) => Some(aside),
        }
    }
}

/// The kinds of what is set aside.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
pub enum AsideKind {
    /// Something that it needs has not arrived.
    Waiting,
    /// Kept, and can be adopted or written again.
    NotAllowed,
    /// Its body was refused, or that of something it depends on.
    Invalid,
    /// Its body crashed a reader.
    Suspect,
}

/// Why an entry does not count.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Aside {
    /// By the rules of membership.
    Refused(Refusal),
    /// The creation of its item, or something that it depends on, has not arrived.
    MissingDependency(Option<EntryId>),
    /// Something that it depends on does not count.
    Dependency(EntryId, AsideKind),
    /// It stands on the branch of a log that lost, or depends on one that does.
    LostBranch,
    /// Its body was refused.
    Body,
    /// Its body crashed a reader.
    Suspect,
}

impl Aside {
    /// Returns the kind.
    #[must_use]
    pub const fn kind(self) -> AsideKind {
        match self {
            Self::Refused(refusal) if refusal.is_waiting() => AsideKind::Waiting,
            Self::Refused(_) | Self::LostBranch => AsideKind::NotAllowed,
            Self::MissingDependency(_) => AsideKind::Waiting,
            Self::Dependency(_, kind) => kind,
            Self::Body => AsideKind::Invalid,
            Self::Suspect => AsideKind::Suspect,
        }
    }

    /// Returns the stable word for a verdict's reason.
    #[must_use]
    pub const fn code(self) -> &'static str {
        match self {
            Self::Refused(refusal) => refusal.code(),
            Self::MissingDependency(_) => "missing-dependency",
            Self::Dependency(..) => "dependency",
            Self::LostBranch => "lost-branch",
            Self::Body => "refused-body",
            Self::Suspect => "suspect",
        }
    }
}
