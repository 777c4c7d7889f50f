//! The limits of lists and texts in certificates, held while they are read.
//!
//! Owns the figures. Each is far above what a board of some hundred people needs, and far below
//! what would slow a reader down.

use minicbor::{Decode, Decoder, decode};

use crate::EntryId;

/// The most stewards of a charter.
pub const MAX_STEWARDS: usize = 32;
/// The most entries that one `Adopt` names.
pub const MAX_ADOPTED: usize = 256;
/// The most entries that the `Adopt`s of one person, as an editor, let in: more than they can look at in years. What they
/// name is noted anew with each certificate, and ids of nothing cost nothing to make up.
pub const MAX_LET_IN: usize = 65_536;
/// The most moderations that one settles.
pub const MAX_REPLACED: usize = 64;
/// The longest reason in words, in bytes.
pub const MAX_REASON_TEXT: usize = 512;
/// The longest name of a helper in its ticket, in bytes.
pub const MAX_LABEL: usize = 40;
/// The most keys in one `Wrap`.
pub const MAX_WRAPPED: usize = 1024;
/// The longest sealed key, in bytes.
pub(crate) const MAX_SEALED_KEY: usize = 128;

/// Reads a list of at most so many.
pub(crate) fn bounded<'b, C, T: Decode<'b, C>, const MAX: usize>(
    d: &mut Decoder<'b>,
    ctx: &mut C,
) -> Result<Vec<T>, decode::Error> {
    let wanted = d
        .array()?
        .filter(|count| usize::try_from(*count).is_ok_and(|count| count <= MAX))
        .ok_or_else(|| decode::Error::message("a list is too long"))?;
    (0..wanted).map(|_| T::decode(d, ctx)).collect()
}

/// Reads a list of ids that ascend, so that a set has one form.
pub(crate) fn ascending<'b, C, const MAX: usize>(
    d: &mut Decoder<'b>,
    ctx: &mut C,
) -> Result<Vec<EntryId>, decode::Error> {
    let ids = bounded::<C, EntryId, MAX>(d, ctx)?;
    if ids.windows(2).all(|pair| pair[0] < pair[1]) {
        Ok(ids)
    } else {
        Err(decode::Error::message("a list is not sorted"))
    }
}

/// Reads a text of at most so many bytes, or none.
pub(crate) fn short<'b, C, const MAX: usize>(
    d: &mut Decoder<'b>,
    ctx: &mut C,
) -> Result<Option<String>, decode::Error> {
    let text: Option<String> = Decode::decode(d, ctx)?;
    if text.as_ref().is_some_and(|text| text.len() > MAX) {
        return Err(decode::Error::message("a text is too long"));
    }
    Ok(text)
}

/// Reads a sealed key.
pub(crate) fn sealed_key<C>(d: &mut Decoder<'_>, _: &mut C) -> Result<Vec<u8>, decode::Error> {
    let bytes = d.bytes()?;
    if bytes.len() > MAX_SEALED_KEY {
        return Err(decode::Error::message("a sealed key is too long"));
    }
    Ok(bytes.to_vec())
}
