//! The outer layer: a header, and pieces that are sealed one after the other (STREAM with XChaCha20-Poly1305).
//!
//! 1. header: magic ‖ version ‖ nonce (19) ‖ check (16) ‖ the first 8 bytes of BLAKE3 over what stands before;
//!    the check is keyed with the backup's key, so that other words are told apart from a damaged file;
//! 2. pieces of 64 KiB, each with its tag; the header stands beside each. Number and end are in the nonces: a
//!    piece that is missing, doubled, moved or the last one by force does not open.

use std::fs::File;
use std::io::Write;

use zeroize::Zeroizing;

use super::BackupError;
use crate::pieces::{NONCE, PieceError, PieceReader, PieceWriter, fill};
use crate::{BackupKey, Draw};

const MAGIC: &[u8; 16] = b"manyhands backup";
const VERSION: u8 = 1;
const CHECK: usize = 16;
const SUM: usize = 8;
const HEADER: usize = MAGIC.len() + 1 + NONCE + CHECK + SUM;

const STREAM_CONTEXT: &str = "manyhands 2026 backup pieces";
const CHECK_CONTEXT: &str = "manyhands 2026 backup check";

/// Seals what is written into it.
pub(super) struct SealedWriter {
    pieces: PieceWriter<File>,
}

impl SealedWriter {
    /// Begins a file.
    pub(super) fn begin(mut file: File, key: &BackupKey, draw: Draw<'_>) -> std::io::Result<Self> {
        let mut nonce = [0; NONCE];
        draw(&mut nonce)?;
        let header = header(key, &nonce);
        file.write_all(&header)?;
        let stream = Zeroizing::new(blake3::derive_key(STREAM_CONTEXT, key.expose()));
        Ok(Self {
            pieces: PieceWriter::begin(file, &stream, &nonce, &header),
        })
    }

    /// Adds bytes.
    pub(super) fn add(&mut self, bytes: &[u8]) -> std::io::Result<()> {
        self.pieces.add(bytes)
    }

    /// Seals the end, and waits until all of it is on the disk.
    pub(super) fn end(self) -> std::io::Result<()> {
        self.pieces.end()?.sync_all()
    }
}

/// Opens the pieces of a file one after the other.
pub(super) struct SealedReader {
    pieces: PieceReader<File>,
    clear: Zeroizing<Vec<u8>>,
    at: usize,
}

impl SealedReader {
    /// Reads the header; `None` where this is no backup.
    pub(super) fn begin(mut file: File, key: &BackupKey) -> Result<Option<Self>, Failure> {
        let mut header = [0; HEADER];
        let length = fill(&mut file, &mut header)?;
        let (magic, rest) = header.split_at(MAGIC.len());
        if magic != &MAGIC[..length.min(MAGIC.len())] || length < MAGIC.len() {
            return Ok(None);
        }
        if length < HEADER {
            return Err(BackupError::CutShort.into());
        }
        if rest[0] > VERSION {
            return Err(BackupError::TooNew.into());
        }
        if blake3::hash(&header[..HEADER - SUM]).as_bytes()[..SUM] != header[HEADER - SUM..] {
            return Err(BackupError::Damaged("its beginning").into());
        }
        let mut nonce = [0; NONCE];
        nonce.copy_from_slice(&rest[1..=NONCE]);
        if self::header(key, &nonce) != header {
            return Err(BackupError::OtherWords.into());
        }
        let stream = Zeroizing::new(blake3::derive_key(STREAM_CONTEXT, key.expose()));
        Ok(Some(Self {
            pieces: PieceReader::begin(file, &stream, &nonce, &header)?,
            clear: Zeroizing::new(Vec::new()),
            at: 0,
        }))
    }

    /// Fills `to` whole; `false` where the backup ends exactly before it.
    pub(super) fn read(&mut self, to: &mut [u8]) -> Result<bool, Failure> {
        let mut filled = 0;
        while filled < to.len() {
            if self.at == self.clear.len() && !self.open_next()? {
                if filled == 0 {
                    return Ok(false);
                }
                return Err(BackupError::Damaged("a part ends too early").into());
            }
            let part = (to.len() - filled).min(self.clear.len() - self.at);
            to[filled..filled + part].copy_from_slice(&self.clear[self.at..self.at + part]);
            self.at += part;
            filled += part;
        }
        Ok(true)
    }

    /// Opens the next piece that is not empty; `false` behind the last one.
    fn open_next(&mut self) -> Result<bool, Failure> {
        loop {
            let Some(clear) = self.pieces.next()? else {
                return Ok(false);
            };
            self.clear = clear;
            self.at = 0;
            if !self.clear.is_empty() {
                return Ok(true);
            }
        }
    }
}

/// Why reading ended: the file's own fault, or the disk's.
pub(super) enum Failure {
    Backup(BackupError),
    Disk(std::io::Error),
}

impl From<BackupError> for Failure {
    fn from(error: BackupError) -> Self {
        Self::Backup(error)
    }
}

impl From<PieceError> for Failure {
    fn from(error: PieceError) -> Self {
        match error {
            PieceError::Damaged => BackupError::Damaged("a piece does not open").into(),
            PieceError::CutShort => BackupError::CutShort.into(),
            PieceError::Disk(error) => error.into(),
        }
    }
}

impl From<std::io::Error> for Failure {
    fn from(error: std::io::Error) -> Self {
        Self::Disk(error)
    }
}

fn header(key: &BackupKey, nonce: &[u8; NONCE]) -> [u8; HEADER] {
    let check_key = Zeroizing::new(blake3::derive_key(CHECK_CONTEXT, key.expose()));
    let check = blake3::keyed_hash(&check_key, nonce);
    let mut header = [0; HEADER];
    let mut at = 0;
    let mut put = |bytes: &[u8]| {
        header[at..at + bytes.len()].copy_from_slice(bytes);
        at += bytes.len();
    };
    put(MAGIC);
    put(&[VERSION]);
    put(nonce);
    put(&check.as_bytes()[..CHECK]);
    let sum = blake3::hash(&header[..HEADER - SUM]);
    header[HEADER - SUM..].copy_from_slice(&sum.as_bytes()[..SUM]);
    header
}
