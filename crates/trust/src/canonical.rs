//! Canonical bytes: each value has one encoding, and only that one is read.
//!
//! Owns the check that bytes are the canonical ones: CBOR of fixed field order, without maps and
//! floats, of minimal lengths, without trailing bytes. Never knows what the bytes mean.

use minicbor::{Decode, Encode};

/// Bytes that are not the canonical encoding of the asked type.
#[derive(Debug, Clone, Copy, PartialEq, Eq, thiserror::Error)]
#[error("the bytes are not in canonical form")]
pub struct NotCanonical;

/// Returns the canonical bytes of a value.
#[must_use]
pub fn to_canonical<T: Encode<()>>(value: &T) -> Vec<u8> {
    // Writing into a Vec cannot fail, and no type of ours refuses to be encoded.
    minicbor::to_vec(value).unwrap_or_default()
}

/// Reads a value from its canonical bytes, and from no others.
///
/// # Errors
/// [`NotCanonical`] where the bytes are no such value, have something behind it, or are another
/// encoding than [`to_canonical`] makes of it.
pub fn from_canonical<T>(bytes: &[u8]) -> Result<T, NotCanonical>
where
    T: for<'b> Decode<'b, ()> + Encode<()>,
{
    let value: T = minicbor::decode(bytes).map_err(|_| NotCanonical)?;
    if to_canonical(&value) == bytes {
        Ok(value)
    } else {
        Err(NotCanonical)
    }
}
