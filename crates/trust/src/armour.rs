//! Bytes as a text that people paste and print as a QR code: a prefix, then base32 of the bytes and their checksum.
//!
//! Owns the form of the texts by which devices are added; a ticket's is the same and older. Never knows what the bytes
//! mean.

use data_encoding::BASE32_NOPAD;

use crate::domain;

const CHECKSUM_LEN: usize = 6;

/// A kind of text.
pub(crate) struct Armour {
    /// What it begins with, without the version.
    pub(crate) prefix: &'static str,
    /// The longest text.
    pub(crate) longest: usize,
    /// The longest pasted text that is looked at.
    pub(crate) paste: usize,
}

/// The version that follows the prefix.
const VERSION: &str = "1";

/// A text of another device that cannot be used.
#[derive(Debug, Clone, Copy, PartialEq, Eq, thiserror::Error)]
pub enum DeviceTextError {
    /// Nothing in it looks like what is wanted.
    #[error("this is not the text of a device")]
    OtherText,
    /// It was one, and a part is missing or changed.
    #[error("this text is damaged or incomplete: copy all of it again")]
    Damaged,
    /// It was made by a newer app.
    #[error("this text needs a newer version of the app")]
    TooNew,
    /// It is far longer than such a text.
    #[error("this text is too long")]
    TooLong,
    /// The answer was made for another request.
    #[error("this answer was made for another request")]
    OtherRequest,
}

impl Armour {
    /// Returns the text of bytes.
    pub(crate) fn text(&self, bytes: &[u8]) -> String {
        let all = [bytes, &self.checksum(bytes)].concat();
        let mut text = format!("{}{VERSION}{}", self.prefix, BASE32_NOPAD.encode(&all));
        text.make_ascii_lowercase();
        text
    }

    /// Reads a pasted text: whitespace and invisible characters are ignored, capitals are small letters.
    pub(crate) fn bytes(&self, text: &str) -> Result<Vec<u8>, DeviceTextError> {
        if text.len() > self.paste {
            return Err(DeviceTextError::TooLong);
        }
        let mut plain: String = text.chars().filter(|c| !ignored(*c)).collect();
        plain.make_ascii_lowercase();
        let rest = plain.strip_prefix(self.prefix);
        let rest = rest.ok_or(DeviceTextError::OtherText)?;
        let Some(code) = rest.strip_prefix(VERSION) else {
            let newer = rest.starts_with(|c: char| c.is_ascii_digit() && c != '0');
            return Err(if newer {
                DeviceTextError::TooNew
            } else {
                DeviceTextError::OtherText
            });
        };
        if plain.len() > self.longest {
            return Err(DeviceTextError::TooLong);
        }
        let decoded = BASE32_NOPAD.decode(code.to_ascii_uppercase().as_bytes());
        let mut bytes = decoded.map_err(|_| DeviceTextError::Damaged)?;
        let split = bytes.len().checked_sub(CHECKSUM_LEN);
        let split = split.ok_or(DeviceTextError::Damaged)?;
        let stated = bytes.split_off(split);
        if self.checksum(&bytes) == *stated {
            Ok(bytes)
        } else {
            Err(DeviceTextError::Damaged)
        }
    }

    fn checksum(&self, bytes: &[u8]) -> [u8; CHECKSUM_LEN] {
        let mut short = [0; CHECKSUM_LEN];
        let whole = domain::hash(
            domain::DEVICE_TEXT_CHECKSUM,
            &[self.prefix.as_bytes(), bytes],
        );
        short.copy_from_slice(&whole[..CHECKSUM_LEN]);
        short
    }
}

/// Returns whether a character is one that mails and chats put in between, unseen.
pub(crate) fn ignored(c: char) -> bool {
    c.is_whitespace()
        || matches!(
            c,
            '\u{ad}' | '\u{200b}'..='\u{200f}' | '\u{2060}' | '\u{feff}'
        )
}
