//! Reading a parcel, record by record.

use std::fs::File;
use std::io::{Read, Seek, SeekFrom, Take};
use std::path::Path;

use trust::{OpenedSlot, PARCEL_ID, PARCEL_SLOT};
use zeroize::Zeroizing;

use super::{
    DIGEST_CONTEXT, END, MAX_PARCEL_RECORD, ParcelError, ParcelHead, STREAM_CONTEXT, unreadable,
};
use crate::StoreError;
use crate::pieces::{PieceError, PieceReader, TAG, fill};

/// A parcel that is being read.
pub struct ParcelReader {
    pieces: PieceReader<Take<File>>,
    digest: blake3::Hasher,
    clear: Zeroizing<Vec<u8>>,
    at: usize,
    read: u64,
    length: u64,
}

/// Tries to open a slot of the parcel with this id.
pub type TrySlot<'a> = dyn FnMut(&[u8; PARCEL_SLOT], &[u8; PARCEL_ID]) -> Option<OpenedSlot> + 'a;

impl ParcelReader {
    /// Opens a parcel: `open` tries a slot. Returns what its slot says, and its id.
    ///
    /// # Errors
    /// [`ParcelError`], each with what it is.
    pub fn open(
        path: &Path,
        open: &mut TrySlot<'_>,
    ) -> Result<(Self, OpenedSlot, [u8; PARCEL_ID]), ParcelError> {
        // Asked before it is opened: a pipe would be waited for.
        let about = std::fs::metadata(path).map_err(|e| StoreError::io(path, e))?;
        if !about.is_file() {
            return Err(ParcelError::NoParcel);
        }
        let found = File::open(path).and_then(|file| Ok((file.metadata()?, file)));
        let (metadata, mut file) = found.map_err(|e| StoreError::io(path, e))?;
        let (head, head_bytes) = ParcelHead::read(&mut file)?;
        let begin = head_bytes.len() as u64;
        let end = metadata.len().saturating_sub(END.len() as u64);
        if end < begin || !ends_here(&mut file, begin, end).map_err(unreadable)? {
            return Err(ParcelError::CutShort);
        }
        let file = file.take(end - begin);
        let slot = head.slots.iter().find_map(|slot| open(slot, &head.id));
        let slot = slot.ok_or(ParcelError::NotForHere)?;
        let mut digest = blake3::Hasher::new_derive_key(DIGEST_CONTEXT);
        digest.update(&head_bytes);
        let stream = Zeroizing::new(blake3::derive_key(STREAM_CONTEXT, slot.key.expose()));
        let pieces = PieceReader::begin(file, &stream, &head.id, &head_bytes);
        let reader = Self {
            pieces: pieces.map_err(unreadable)?,
            digest,
            clear: Zeroizing::new(Vec::new()),
            at: 0,
            read: head_bytes.len() as u64,
            length: metadata.len(),
        };
        Ok((reader, slot, head.id))
    }

    /// Returns the digest over all that stands before the next record.
    #[must_use]
    pub fn digest(&self) -> [u8; 32] {
        *self.digest.finalize().as_bytes()
    }

    /// Returns how many bytes were read, and how many there are, about.
    #[must_use]
    pub const fn progress(&self) -> (u64, u64) {
        (self.read, self.length)
    }

    /// Reads the next record; `None` behind the last one.
    ///
    /// # Errors
    /// [`ParcelError::CutShort`], [`ParcelError::Damaged`], and what the disk says.
    pub fn next_record(&mut self) -> Result<Option<Zeroizing<Vec<u8>>>, ParcelError> {
        let before = self.digest.clone();
        let mut length = [0; 4];
        if !self.fill(&mut length)? {
            self.digest = before;
            return Ok(None);
        }
        let length = usize::try_from(u32::from_be_bytes(length)).unwrap_or(usize::MAX);
        if length > MAX_PARCEL_RECORD {
            return Err(ParcelError::Damaged("a part is too long"));
        }
        let mut record = Zeroizing::new(vec![0; length]);
        if length > 0 && !self.fill(&mut record)? {
            return Err(ParcelError::Damaged("a part ends too early"));
        }
        Ok(Some(record))
    }

    /// Fills `to` whole; `false` where the parcel ends exactly before it.
    fn fill(&mut self, to: &mut [u8]) -> Result<bool, ParcelError> {
        let mut filled = 0;
        while filled < to.len() {
            if self.at == self.clear.len() {
                let Some(clear) = self.pieces.next().map_err(broken)? else {
                    if filled == 0 {
                        return Ok(false);
                    }
                    return Err(ParcelError::Damaged("a part ends too early"));
                };
                self.read = self.read.saturating_add((clear.len() + TAG) as u64);
                self.clear = clear;
                self.at = 0;
                continue;
            }
            let part = (to.len() - filled).min(self.clear.len() - self.at);
            to[filled..filled + part].copy_from_slice(&self.clear[self.at..self.at + part]);
            self.at += part;
            filled += part;
        }
        self.digest.update(to);
        Ok(true)
    }
}

/// Returns whether the end stands where it must, and goes back behind the head.
fn ends_here(file: &mut File, begin: u64, end: u64) -> std::io::Result<bool> {
    let mut mark = [0; END.len()];
    file.seek(SeekFrom::Start(end))?;
    let length = fill(file, &mut mark)?;
    file.seek(SeekFrom::Start(begin))?;
    Ok(length == END.len() && mark == *END)
}

fn broken(error: PieceError) -> ParcelError {
    match error {
        // The end stands behind it, so nothing was cut off.
        PieceError::Damaged | PieceError::CutShort => ParcelError::Damaged("a piece does not open"),
        PieceError::Disk(error) => unreadable(error),
    }
}
