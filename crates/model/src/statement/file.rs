//! What a statement says of a file that belongs to an item.
//!
//! Owns the limits of that. Never sees the file: its bytes are sealed under a key that only this statement holds, and
//! are named by the hash of what is sealed.

use minicbor::{Decode, Encode};

use super::BadStatement;
use super::limits::check_text;

/// The longest name of a file, in characters.
pub const MAX_FILE_NAME_CHARS: usize = 255;
/// The longest word for the kind of a file, in characters.
pub const MAX_MEDIA_CHARS: usize = 100;
/// The largest size that is stated: what a number of JavaScript holds. What is fetched is a matter of each device.
const MAX_SIZE: u64 = (1 << 53) - 1;

/// What opens a file: random, of this one file alone. `Debug` hides it.
#[derive(Clone, Copy, PartialEq, Eq, Encode, Decode)]
#[cbor(transparent)]
pub struct FileKey(#[cbor(n(0), with = "minicbor::bytes")] pub [u8; 32]);

impl std::fmt::Debug for FileKey {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.write_str("FileKey(..)")
    }
}

pub(super) fn check(name: &str, media: &str, size: u64) -> Result<(), BadStatement> {
    check_text(name, MAX_FILE_NAME_CHARS)?;
    check_text(media, MAX_MEDIA_CHARS)?;
    if size > MAX_SIZE {
        return Err(BadStatement::Quantity);
    }
    Ok(())
}
