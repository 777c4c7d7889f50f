//! The words for what becomes of an entry.

/// What this device decided about an entry. It never decides twice differently for the same entries.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Verdict {
    /// It counts.
    Accepted,
    /// It is carried and does not count; the reason is a stable word such as [`crate::Refusal::code`].
    Aside(String),
}

impl Verdict {
    /// Returns whether the entry counts.
    #[must_use]
    pub const fn is_accepted(&self) -> bool {
        matches!(self, Self::Accepted)
    }

    /// Returns why it does not count.
    #[must_use]
    pub fn reason(&self) -> Option<&str> {
        match self {
            Self::Accepted => None,
            Self::Aside(reason) => Some(reason),
        }
    }
}
