//! The kinds of statements: what facts keep of one.

#[cfg(doc)]
use super::Statement;
use minicbor::{Decode, Encode};

/// What a statement is, without what it says.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Encode, Decode)]
#[cbor(index_only)]
pub enum StatementKind {
    /// See [`Statement::Name`].
    #[n(0)]
    Name,
    /// See [`Statement::Claim`].
    #[n(1)]
    Claim,
    /// See [`Statement::Release`].
    #[n(2)]
    Release,
    /// See [`Statement::Deliver`].
    #[n(3)]
    Deliver,
    /// See [`Statement::Withdraw`].
    #[n(4)]
    Withdraw,
    /// See [`Statement::StockMove`].
    #[n(5)]
    StockMove,
    /// See [`Statement::Recount`].
    #[n(6)]
    Recount,
    /// See [`Statement::Comment`].
    #[n(7)]
    Comment,
    /// See [`Statement::Archive`].
    #[n(8)]
    Archive,
    /// See [`Statement::Restore`].
    #[n(9)]
    Restore,
    /// See [`Statement::Retract`].
    #[n(10)]
    Retract,
    /// See [`Statement::AskAgain`].
    #[n(11)]
    AskAgain,
    /// See [`Statement::Report`].
    #[n(12)]
    Report,
    /// See [`Statement::Attach`].
    #[n(13)]
    Attach,
}

impl StatementKind {
    /// How many there are: from this number on they are of a newer app.
    pub const COUNT: u32 = Self::Attach as u32 + 1;

    /// Returns whether a body is of this kind by its number, without reading all of it.
    #[must_use]
    pub fn is_of(self, body: &[u8]) -> bool {
        let mut read = minicbor::Decoder::new(body);
        matches!((read.array(), read.u32()), (Ok(Some(2)), Ok(number)) if number == self as u32)
    }
}
