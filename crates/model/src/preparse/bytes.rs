//! A cursor over bytes from outside, and the numbers of the Automerge format (LEB128, shortest form only).

use super::Refused;

/// Reads from the front of a slice; what is missing is [`Refused::Malformed`].
#[derive(Clone, Copy)]
pub(super) struct Reader<'a> {
    rest: &'a [u8],
}

impl<'a> Reader<'a> {
    pub(super) const fn new(bytes: &'a [u8]) -> Self {
        Self { rest: bytes }
    }

    pub(super) const fn rest(&self) -> &'a [u8] {
        self.rest
    }

    pub(super) const fn is_empty(&self) -> bool {
        self.rest.is_empty()
    }

    pub(super) fn byte(&mut self) -> Result<u8, Refused> {
        let (first, rest) = self.rest.split_first().ok_or(Refused::Malformed)?;
        self.rest = rest;
        Ok(*first)
    }

    pub(super) fn take(&mut self, count: usize) -> Result<&'a [u8], Refused> {
        let (taken, rest) = self
            .rest
            .split_at_checked(count)
            .ok_or(Refused::Malformed)?;
        self.rest = rest;
        Ok(taken)
    }

    /// Takes as many bytes as a number from outside says.
    pub(super) fn take_u64(&mut self, count: u64) -> Result<&'a [u8], Refused> {
        self.take(usize::try_from(count).map_err(|_| Refused::Malformed)?)
    }

    /// Reads an unsigned LEB128 number in its shortest form.
    pub(super) fn unsigned(&mut self) -> Result<u64, Refused> {
        let mut value = 0_u64;
        for index in 0..10_u32 {
            let byte = self.byte()?;
            // The tenth byte holds the last bit of 64.
            if index == 9 && byte > 1 {
                return Err(Refused::Malformed);
            }
            value |= u64::from(byte & 0x7f) << (7 * index);
            if byte & 0x80 == 0 {
                let overlong = index > 0 && byte == 0;
                return if overlong {
                    Err(Refused::Malformed)
                } else {
                    Ok(value)
                };
            }
        }
        Err(Refused::Malformed)
    }

    /// Reads a signed LEB128 number in its shortest form.
    pub(super) fn signed(&mut self) -> Result<i64, Refused> {
        let mut value = 0_i64;
        let mut before = 0_u8;
        for index in 0..10_u32 {
            let byte = self.byte()?;
            if index == 9 && byte != 0 && byte != 0x7f {
                return Err(Refused::Malformed);
            }
            value |= i64::from(byte & 0x7f).wrapping_shl(7 * index);
            if byte & 0x80 == 0 {
                let negative = byte & 0x40 != 0;
                let repeats_sign =
                    (byte == 0 && before & 0x40 == 0) || (byte == 0x7f && before & 0x40 != 0);
                if index > 0 && repeats_sign {
                    return Err(Refused::Malformed);
                }
                if negative && index < 9 {
                    value |= -1_i64 << (7 * (index + 1));
                }
                return Ok(value);
            }
            before = byte;
        }
        Err(Refused::Malformed)
    }
}
