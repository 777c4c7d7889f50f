//! From the bytes of a file to text: guesses the encoding and never gives up a row for a broken byte.
//!
//! Owns the order of guesses: byte order mark, UTF-16 by its zero bytes, UTF-8, windows-1252.
//! Lists that were glued together from two programs hold both of the last two; each broken byte is
//! then read by itself as windows-1252, and its line is reported. Never looks at columns.

use encoding_rs::{Encoding, UTF_16BE, UTF_16LE, WINDOWS_1252};

use super::ListError;

/// A file as text.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(super) struct Text {
    /// All of it, without a byte order mark.
    pub text: String,
    /// What it was read as, for a person: `UTF-8`, `UTF-16LE`, `UTF-16BE`, `windows-1252`,
    /// `UTF-8 + windows-1252`.
    pub encoding: &'static str,
    /// Where in `text` a byte did not fit the encoding, in rising order.
    pub doubtful: Vec<usize>,
    /// How many characters could not be read at all and stand as U+FFFD.
    pub replaced: u32,
}

/// How much of a file's beginning the guesses look at, in bytes.
const SAMPLE: usize = 8 * 1024;
/// What workbooks begin with: ZIP (XLSX, ODS) and OLE (XLS).
const WORKBOOKS: [&[u8]; 2] = [b"PK\x03\x04", b"\xD0\xCF\x11\xE0"];

/// Reads a file as text.
///
/// # Errors
/// [`ListError::Workbook`] and [`ListError::NotText`].
pub(super) fn decode(bytes: &[u8]) -> Result<Text, ListError> {
    if WORKBOOKS.iter().any(|magic| bytes.starts_with(magic)) {
        return Err(ListError::Workbook);
    }
    let mut text = if let Some(rest) = bytes.strip_prefix(b"\xEF\xBB\xBF") {
        from_bytes(rest)
    } else if let Some(rest) = bytes.strip_prefix(b"\xFF\xFE") {
        from_utf16(rest, UTF_16LE)
    } else if let Some(rest) = bytes.strip_prefix(b"\xFE\xFF") {
        from_utf16(rest, UTF_16BE)
    } else if let Some(encoding) = utf16_without_mark(bytes) {
        from_utf16(bytes, encoding)
    } else {
        from_bytes(bytes)
    };
    if looks_binary(&text.text) {
        return Err(ListError::NotText);
    }
    replace_zeros(&mut text);
    Ok(text)
}

/// UTF-16 shows itself by zero bytes on one side of most pairs, and few on the other.
fn utf16_without_mark(bytes: &[u8]) -> Option<&'static Encoding> {
    let sample = &bytes[..bytes.len().min(SAMPLE)];
    let (pairs, _) = sample.as_chunks::<2>();
    if pairs.len() < 2 {
        return None;
    }
    let first = pairs.iter().filter(|pair| pair[0] == 0).count();
    let second = pairs.iter().filter(|pair| pair[1] == 0).count();
    let (many, few) = (pairs.len() / 2, pairs.len() / 10);
    if second > many && first <= few {
        Some(UTF_16LE)
    } else if first > many && second <= few {
        Some(UTF_16BE)
    } else {
        None
    }
}

fn from_utf16(bytes: &[u8], encoding: &'static Encoding) -> Text {
    let (text, _) = encoding.decode_without_bom_handling(bytes);
    // A U+FFFD that the file itself holds is counted too: to a reader they are the same.
    let doubtful: Vec<usize> = text
        .match_indices(char::REPLACEMENT_CHARACTER)
        .map(|(at, _)| at)
        .collect();
    Text {
        replaced: u32::try_from(doubtful.len()).unwrap_or(u32::MAX),
        text: text.into_owned(),
        encoding: encoding.name(),
        doubtful,
    }
}

/// Reads UTF-8, and each byte that does not fit as windows-1252.
fn from_bytes(bytes: &[u8]) -> Text {
    let mut out = Text {
        text: String::with_capacity(bytes.len() + bytes.len() / 16),
        encoding: "UTF-8",
        doubtful: Vec::new(),
        replaced: 0,
    };
    let mut proper = false;
    for chunk in bytes.utf8_chunks() {
        proper |= !chunk.valid().is_ascii();
        out.text.push_str(chunk.valid());
        for byte in chunk.invalid() {
            out.doubtful.push(out.text.len());
            let (one, _) = WINDOWS_1252.decode_without_bom_handling(std::slice::from_ref(byte));
            // Five bytes of windows-1252 mean nothing; the standard maps them to control characters.
            if one.chars().any(char::is_control) {
                out.text.push(char::REPLACEMENT_CHARACTER);
                out.replaced = out.replaced.saturating_add(1);
            } else {
                out.text.push_str(&one);
            }
        }
    }
    if out.doubtful.is_empty() {
        return out;
    }
    if proper {
        out.encoding = "UTF-8 + windows-1252";
    } else {
        out.encoding = "windows-1252";
        // The whole file fits this encoding: only what could not be read is in doubt.
        let Text { text, doubtful, .. } = &mut out;
        doubtful.retain(|at| text[*at..].starts_with(char::REPLACEMENT_CHARACTER));
    }
    out
}

/// Tells a list with some damage from a picture or a program.
fn looks_binary(text: &str) -> bool {
    if text.starts_with("%PDF-") {
        return true;
    }
    let (mut all, mut odd) = (0_usize, 0_usize);
    for letter in text.chars().take(SAMPLE) {
        all += 1;
        let usual = matches!(letter, '\t' | '\n' | '\r') || !letter.is_control();
        odd += usize::from(!usual || letter == char::REPLACEMENT_CHARACTER);
    }
    odd * 10 > all
}

/// A zero byte inside text is damage: it is shown as such, and not handed on.
fn replace_zeros(text: &mut Text) {
    if !text.text.contains('\0') {
        return;
    }
    let mut clean = String::with_capacity(text.text.len());
    let mut doubtful = Vec::new();
    let mut known = text.doubtful.iter().copied().peekable();
    for (at, letter) in text.text.char_indices() {
        let doubted = known.next_if_eq(&at).is_some();
        if letter == '\0' {
            text.replaced = text.replaced.saturating_add(1);
            doubtful.push(clean.len());
            clean.push(char::REPLACEMENT_CHARACTER);
        } else {
            if doubted {
                doubtful.push(clean.len());
            }
            clean.push(letter);
        }
    }
    text.text = clean;
    text.doubtful = doubtful;
}
