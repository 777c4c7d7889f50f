//! Numbers and fixed-length byte strings, written and read. Reading never takes memory by a stated length.

use super::TransferError;

/// Appends a number: seven bits a byte, the lowest first, minimal.
pub(super) fn put(out: &mut Vec<u8>, mut number: u64) {
    loop {
        let low = u8::try_from(number & 0x7f).unwrap_or_default();
        number >>= 7;
        if number == 0 {
            out.push(low);
            return;
        }
        out.push(low | 0x80);
    }
}

/// Appends a length or an index.
pub(super) fn put_len(out: &mut Vec<u8>, length: usize) {
    put(out, u64::try_from(length).unwrap_or(u64::MAX));
}

/// Appends a signed difference, small ones short.
pub(super) fn put_difference(out: &mut Vec<u8>, difference: i64) {
    put(
        out,
        ((difference << 1) ^ (difference >> 63)).cast_unsigned(),
    );
}

/// Reads from the front of a slice.
pub(super) struct Reader<'a>(pub(super) &'a [u8]);

impl<'a> Reader<'a> {
    /// Takes so many bytes.
    pub(super) fn take(&mut self, count: usize) -> Result<&'a [u8], TransferError> {
        let (head, rest) = self
            .0
            .split_at_checked(count)
            .ok_or(TransferError::Malformed)?;
        self.0 = rest;
        Ok(head)
    }

    /// Takes a fixed-length string.
    pub(super) fn array<const N: usize>(&mut self) -> Result<[u8; N], TransferError> {
        self.take(N)?
            .try_into()
            .map_err(|_| TransferError::Malformed)
    }

    /// Takes one byte.
    pub(super) fn byte(&mut self) -> Result<u8, TransferError> {
        self.array::<1>().map(|[byte]| byte)
    }

    /// Takes a number in its minimal form.
    pub(super) fn number(&mut self) -> Result<u64, TransferError> {
        let mut number = 0_u64;
        for shift in (0..64).step_by(7) {
            let byte = self.byte()?;
            let bits = u64::from(byte & 0x7f);
            if (bits << shift) >> shift != bits || (byte == 0 && shift > 0) {
                return Err(TransferError::Malformed);
            }
            number |= bits << shift;
            if byte & 0x80 == 0 {
                return Ok(number);
            }
        }
        Err(TransferError::Malformed)
    }

    /// Takes a length or an index, at most `max`.
    pub(super) fn len(&mut self, max: usize) -> Result<usize, TransferError> {
        usize::try_from(self.number()?)
            .ok()
            .filter(|length| *length <= max)
            .ok_or(TransferError::Malformed)
    }

    /// Takes a signed difference.
    pub(super) fn difference(&mut self) -> Result<i64, TransferError> {
        let number = self.number()?;
        Ok((number >> 1).cast_signed() ^ -((number & 1).cast_signed()))
    }
}
