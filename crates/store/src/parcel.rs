//! Parcels: the sealed file in which somebody carries to one person what they lack (docs/protocol.md, "Carried files").
//!
//! Owns the file's outer form: a head with the slots for the devices that may open it, then pieces (as of a backup), in
//! them records, each behind its length; the digest over all of that, which its writer signs in the last record; and
//! that nothing is left where writing ends early. A parcel is read as if an enemy had written it. Never knows what a
//! record says, nor who may open a slot.

use std::fs::{File, OpenOptions};
use std::io::{ErrorKind, Read, Write};
use std::path::{Path, PathBuf};

use trust::{PARCEL_ID, PARCEL_SLOT, ParcelKey};
use zeroize::Zeroizing;

use crate::StoreError;
use crate::database::beside;
use crate::folder::rename_private;
use crate::pieces::{PieceWriter, fill};

mod reader;

pub use reader::ParcelReader;

const MAGIC: &[u8; 16] = b"manyhands parcel";
const VERSION: u8 = 1;
const SUM: usize = 8;
/// The slots of a parcel are filled up to a multiple of this: how many devices somebody has stays theirs.
const SLOT_STEP: usize = 4;
/// The most slots of a parcel.
pub const SLOTS: usize = 64;
/// The longest record: a message of the network, and what stands around it.
pub const MAX_PARCEL_RECORD: usize = (1 << 20) + 1_024;

const STREAM_CONTEXT: &str = "manyhands 2026 parcel pieces";
/// Stands behind the last piece: where it is missing, the file was not copied whole.
const END: &[u8; 16] = b"the end of it   ";
/// After how many bytes the disk is waited for: a slow stick takes in moments what it writes for minutes, and how far it is
/// would be said of the memory between them.
const AHEAD: u64 = 4 << 20;
const DIGEST_CONTEXT: &str = "manyhands 2026 parcel digest";

/// Why a parcel cannot be written or read.
#[derive(Debug, thiserror::Error)]
pub enum ParcelError {
    /// The disk failed, or is full.
    #[error(transparent)]
    Store(#[from] StoreError),
    /// A file of this name stands there.
    #[error("{0} stands there already")]
    Exists(PathBuf),
    /// The file is something else.
    #[error("the file is no parcel of Manyhands")]
    NoParcel,
    /// It was written by a newer app.
    #[error("this parcel was written by a newer app")]
    TooNew,
    /// It ends before its end.
    #[error("the parcel ends too early: it was not copied whole")]
    CutShort,
    /// It is not what was written.
    #[error("the parcel is damaged: {0}")]
    Damaged(&'static str),
    /// No slot of it opens here.
    #[error("the parcel is for somebody else")]
    NotForHere,
    /// It would have more slots, or a longer record, than a parcel has.
    #[error("a part of the parcel is too long")]
    TooLong,
}

/// What stands before the pieces.
#[derive(Debug, Clone)]
pub struct ParcelHead {
    /// Names the parcel.
    pub id: [u8; PARCEL_ID],
    /// The key, sealed for each device, and random bytes that look the same.
    pub slots: Vec<[u8; PARCEL_SLOT]>,
}

impl ParcelHead {
    /// Fills the slots up, with random bytes.
    ///
    /// # Errors
    /// The failure of `draw`.
    pub fn fill_up(&mut self, draw: crate::Draw<'_>) -> std::io::Result<()> {
        while self.slots.is_empty() || !self.slots.len().is_multiple_of(SLOT_STEP) {
            let mut slot = [0; PARCEL_SLOT];
            draw(&mut slot)?;
            self.slots.push(slot);
        }
        Ok(())
    }

    fn encode(&self) -> Result<Vec<u8>, ParcelError> {
        if self.slots.len() > SLOTS {
            return Err(ParcelError::TooLong);
        }
        let mut bytes = MAGIC.to_vec();
        bytes.push(VERSION);
        bytes.extend_from_slice(&self.id);
        bytes.push(u8::try_from(self.slots.len()).map_err(|_| ParcelError::TooLong)?);
        for slot in &self.slots {
            bytes.extend_from_slice(slot);
        }
        let sum = blake3::hash(&bytes);
        bytes.extend_from_slice(&sum.as_bytes()[..SUM]);
        Ok(bytes)
    }

    fn read(from: &mut impl Read) -> Result<(Self, Vec<u8>), ParcelError> {
        const FIXED: usize = MAGIC.len() + 1 + PARCEL_ID + 1;
        let mut bytes = vec![0; FIXED];
        let length = fill(from, &mut bytes).map_err(unreadable)?;
        let begins = MAGIC.get(..length.min(MAGIC.len()));
        if begins != bytes.get(..length.min(MAGIC.len())) || length < MAGIC.len() {
            return Err(ParcelError::NoParcel);
        }
        if length > MAGIC.len() && bytes[MAGIC.len()] > VERSION {
            return Err(ParcelError::TooNew);
        }
        if length < FIXED {
            return Err(ParcelError::CutShort);
        }
        let count = usize::from(bytes[FIXED - 1]);
        if count > SLOTS || count == 0 {
            return Err(ParcelError::Damaged("its beginning"));
        }
        bytes.resize(FIXED + count * PARCEL_SLOT + SUM, 0);
        let rest = fill(from, &mut bytes[FIXED..]).map_err(unreadable)?;
        if FIXED + rest < bytes.len() {
            return Err(ParcelError::CutShort);
        }
        let (said, sum) = bytes.split_at(bytes.len() - SUM);
        if blake3::hash(said).as_bytes()[..SUM] != *sum {
            return Err(ParcelError::Damaged("its beginning"));
        }
        let mut id = [0; PARCEL_ID];
        id.copy_from_slice(&said[MAGIC.len() + 1..FIXED - 1]);
        let slots = said[FIXED..].chunks_exact(PARCEL_SLOT);
        let slots = slots.filter_map(|slot| slot.try_into().ok()).collect();
        Ok((Self { id, slots }, bytes))
    }
}

/// A parcel that is being written, beside its place. Where it is let go before [`ParcelWriter::end`], nothing is left.
pub struct ParcelWriter {
    path: PathBuf,
    part: PathBuf,
    over: bool,
    pieces: Option<PieceWriter<File>>,
    digest: blake3::Hasher,
    written: u64,
    waited: u64,
}

impl ParcelWriter {
    /// Begins a parcel. `over`: another file of this name may be replaced, once this one is whole.
    ///
    /// # Errors
    /// [`ParcelError::Exists`] where it may not, and what the disk says.
    pub fn begin(
        path: &Path,
        head: &ParcelHead,
        key: &ParcelKey,
        over: bool,
    ) -> Result<Self, ParcelError> {
        stands_there(path, over)?;
        let head_bytes = head.encode()?;
        let part = beside(path, ".part");
        let mut options = OpenOptions::new();
        #[cfg(unix)]
        std::os::unix::fs::OpenOptionsExt::mode(&mut options, 0o600);
        // What an earlier run left, or somebody laid there: never written into, as a link may lead anywhere.
        match std::fs::remove_file(&part) {
            Err(error) if error.kind() != ErrorKind::NotFound => {
                return Err(StoreError::io(&part, error).into());
            }
            _ => {}
        }
        let options = options.create_new(true).write(true);
        let mut file = options.open(&part).map_err(|e| StoreError::io(&part, e))?;
        let mut digest = blake3::Hasher::new_derive_key(DIGEST_CONTEXT);
        digest.update(&head_bytes);
        let begun = file.write_all(&head_bytes);
        let stream = Zeroizing::new(blake3::derive_key(STREAM_CONTEXT, key.expose()));
        let writer = Self {
            path: path.to_owned(),
            pieces: Some(PieceWriter::begin(file, &stream, &head.id, &head_bytes)),
            part,
            over,
            digest,
            written: head_bytes.len() as u64,
            waited: 0,
        };
        begun.map_err(|e| StoreError::io(&writer.part, e))?;
        Ok(writer)
    }

    /// Returns the digest over all that stands in it so far.
    #[must_use]
    pub fn digest(&self) -> [u8; 32] {
        *self.digest.finalize().as_bytes()
    }

    /// Returns how many bytes it has, about.
    #[must_use]
    pub const fn written(&self) -> u64 {
        self.written
    }

    /// Adds a record.
    ///
    /// # Errors
    /// [`ParcelError::TooLong`], and what the disk says.
    pub fn add(&mut self, record: &[u8]) -> Result<(), ParcelError> {
        let length = u32::try_from(record.len()).map_err(|_| ParcelError::TooLong)?;
        if record.len() > MAX_PARCEL_RECORD {
            return Err(ParcelError::TooLong);
        }
        let length = length.to_be_bytes();
        for bytes in [&length[..], record] {
            self.digest.update(bytes);
            self.written = self.written.saturating_add(bytes.len() as u64);
            if let Some(pieces) = &mut self.pieces {
                let added = pieces.add(bytes);
                added.map_err(|e| StoreError::io(&self.part, e))?;
            }
        }
        if self.written.saturating_sub(self.waited) >= AHEAD
            && let Some(pieces) = &self.pieces
        {
            let there = pieces.to().sync_data();
            there.map_err(|e| StoreError::io(&self.part, e))?;
            self.waited = self.written;
        }
        Ok(())
    }

    /// Ends it: what was written is on the disk, and stands in its place. Returns its length.
    ///
    /// # Errors
    /// [`ParcelError::Exists`] where a file of this name came meanwhile, and what the disk says.
    pub fn end(mut self) -> Result<u64, ParcelError> {
        let Some(pieces) = self.pieces.take() else {
            return Err(ParcelError::TooLong);
        };
        let ended = pieces.end().and_then(|mut file| {
            file.write_all(END)?;
            file.sync_all()?;
            file.metadata()
        });
        let length = ended.map_err(|e| StoreError::io(&self.part, e))?.len();
        stands_there(&self.path, self.over)?;
        rename_private(&self.part, &self.path)?;
        Ok(length)
    }
}

impl Drop for ParcelWriter {
    fn drop(&mut self) {
        // After its end nothing is there of this name.
        let _ = std::fs::remove_file(&self.part);
    }
}

fn stands_there(path: &Path, over: bool) -> Result<(), ParcelError> {
    match std::fs::symlink_metadata(path) {
        Ok(_) if !over => Err(ParcelError::Exists(path.to_owned())),
        Ok(_) => Ok(()),
        Err(error) if error.kind() == ErrorKind::NotFound => Ok(()),
        Err(error) => Err(StoreError::io(path, error).into()),
    }
}

fn unreadable(error: std::io::Error) -> ParcelError {
    if error.kind() == ErrorKind::IsADirectory {
        return ParcelError::NoParcel;
    }
    StoreError::io("the parcel", error).into()
}

#[cfg(test)]
mod tests;
