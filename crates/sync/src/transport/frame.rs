//! Frames in a stream of bytes: four bytes of length, the highest first, then 1 to 2²⁰ bytes.
//!
//! Owns the length check and the growth of the buffer. No I/O: [`Assembly`] is fed what arrived.

use crate::limits::MAX_FRAME;

/// The buffer grows by what arrives, at most this much ahead; never by a stated length.
const AHEAD: usize = 64 << 10;

/// A length that no frame has.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) struct BadLength;

/// A frame on its way in. Keeps what arrived, so that reading may be cancelled at any time.
#[derive(Debug, Default)]
pub(super) struct Assembly {
    head: [u8; 4],
    head_filled: usize,
    length: usize,
    body: Vec<u8>,
    filled: usize,
}

impl Assembly {
    /// Returns whether a frame has begun.
    pub(super) fn has_begun(&self) -> bool {
        self.head_filled > 0
    }

    /// Returns how many bytes of the frame arrived.
    pub(super) fn arrived(&self) -> usize {
        self.head_filled + self.filled
    }

    /// Returns where the next bytes go; never empty while the frame is not complete.
    pub(super) fn space(&mut self) -> &mut [u8] {
        if self.head_filled < self.head.len() {
            return &mut self.head[self.head_filled..];
        }
        let ahead = self.length.min(self.filled + AHEAD);
        if self.body.len() < ahead {
            self.body.resize(ahead, 0);
        }
        &mut self.body[self.filled..]
    }

    /// Takes note that so many bytes were put there. Returns the frame once it is complete.
    pub(super) fn filled(&mut self, count: usize) -> Result<Option<Vec<u8>>, BadLength> {
        if self.head_filled < self.head.len() {
            self.head_filled += count;
            if self.head_filled == self.head.len() {
                let length = usize::try_from(u32::from_be_bytes(self.head)).unwrap_or(usize::MAX);
                if length == 0 || length > MAX_FRAME {
                    return Err(BadLength);
                }
                self.length = length;
            }
            return Ok(None);
        }
        self.filled += count;
        if self.filled < self.length {
            return Ok(None);
        }
        Ok(Some(std::mem::take(self).body))
    }
}

/// Returns the bytes before a frame.
pub(super) fn head(frame: &[u8]) -> Result<[u8; 4], BadLength> {
    match u32::try_from(frame.len()) {
        Ok(length) if length > 0 && frame.len() <= MAX_FRAME => Ok(length.to_be_bytes()),
        Ok(_) | Err(_) => Err(BadLength),
    }
}
