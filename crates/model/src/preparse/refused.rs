//! The reasons for which the pre-parser refuses a change, and their codes in verdicts.

/// Why the pre-parser refuses bytes.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, thiserror::Error)]
pub enum Refused {
    /// They end too early, or a number is not in its shortest form, or a text is not UTF-8.
    #[error("the bytes are not well formed")]
    Malformed,
    /// They do not begin as an Automerge chunk does.
    #[error("this is not an Automerge chunk")]
    Magic,
    /// A document, a compressed change, a bundle, or something unknown.
    #[error("the chunk is not a plain change")]
    ChunkType,
    /// The checksum is another.
    #[error("the checksum is wrong")]
    Checksum,
    /// Bytes follow the change.
    #[error("there are bytes behind the change")]
    Trailing,
    /// Too many dependencies, or unsorted, or doubled.
    #[error("the dependencies are too many, unsorted or doubled")]
    Deps,
    /// An actor is not 16 bytes, or too many are named, or unsorted, doubled, or without need.
    #[error("the actors are not as they must be")]
    Actors,
    /// `seq` is zero.
    #[error("the sequence number is zero")]
    Seq,
    /// The operations' numbers start at zero or run out of range.
    #[error("the operations' numbers are out of range")]
    StartOp,
    /// It has a time.
    #[error("the change has a time")]
    Time,
    /// It has a message.
    #[error("the change has a message")]
    Message,
    /// A column is compressed.
    #[error("a column is compressed")]
    Compressed,
    /// It makes or edits objects below the root map, or marks text.
    #[error("the change goes below the root map")]
    Objects,
    /// A column that no honest writer makes, or one is missing.
    #[error("the columns are not as they must be")]
    Columns,
    /// More operations than a change may have.
    #[error("too many operations")]
    TooManyOps,
    /// An operation that is not a put.
    #[error("an operation is not a put")]
    Action,
    /// A key is empty, too long, or not after the one before it.
    #[error("a key is empty, too long or out of order")]
    Key,
    /// A counter.
    #[error("a value is a counter")]
    Counter,
    /// A value of a type that items do not hold, or too long.
    #[error("a value is too long or of a strange type")]
    Value,
    /// The overwritten values are too many, unsorted, or not older than the change.
    #[error("the overwritten values are not as they must be")]
    Preds,
    /// The same change could be written otherwise.
    #[error("the change is not in its canonical form")]
    NotCanonical,
}

impl Refused {
    /// Returns the reason code that stands in a verdict.
    #[must_use]
    pub const fn code(self) -> &'static str {
        match self {
            Self::Malformed => "changeMalformed",
            Self::Magic => "changeMagic",
            Self::ChunkType => "changeChunkType",
            Self::Checksum => "changeChecksum",
            Self::Trailing => "changeTrailing",
            Self::Deps => "changeDeps",
            Self::Actors => "changeActors",
            Self::Seq => "changeSeq",
            Self::StartOp => "changeStartOp",
            Self::Time => "changeTime",
            Self::Message => "changeMessage",
            Self::Compressed => "changeCompressed",
            Self::Objects => "changeObjects",
            Self::Columns => "changeColumns",
            Self::TooManyOps => "changeTooManyOps",
            Self::Action => "changeAction",
            Self::Key => "changeKey",
            Self::Counter => "changeCounter",
            Self::Value => "changeValue",
            Self::Preds => "changePreds",
            Self::NotCanonical => "changeNotCanonical",
        }
    }
}
