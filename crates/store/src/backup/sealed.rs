//! The outer layer: a header, and pieces that are sealed one after the other (STREAM with XChaCha20-Poly1305).
//!
//! 1. header: magic ‖ version ‖ nonce (19) ‖ check (16) ‖ the first 8 bytes of BLAKE3 over what stands before;
//!    the check is keyed with the backup's key, so that other words are told apart from a damaged file;
//! 2. pieces of 64 KiB, each with its tag; the header stands beside each. Number and end are in the nonces: a
//!    piece that is missing, doubled, moved or the last one by force does not open.

use std::fs::File;
use std::io::{Read, Write};

use aead_stream::{DecryptorBE32, EncryptorBE32};
use chacha20poly1305::XChaCha20Poly1305;
use chacha20poly1305::aead::Payload;
use zeroize::Zeroizing;

use super::BackupError;
use crate::{BackupKey, Draw};

const MAGIC: &[u8; 16] = b"manyhands backup";
const VERSION: u8 = 1;
const NONCE: usize = 19;
const CHECK: usize = 16;
const SUM: usize = 8;
const HEADER: usize = MAGIC.len() + 1 + NONCE + CHECK + SUM;
const PIECE: usize = 64 * 1024;
const TAG: usize = 16;

const STREAM_CONTEXT: &str = "manyhands 2026 backup pieces";
const CHECK_CONTEXT: &str = "manyhands 2026 backup check";

/// Seals what is written into it.
pub(super) struct SealedWriter {
    file: File,
    header: [u8; HEADER],
    stream: EncryptorBE32<XChaCha20Poly1305>,
    piece: Zeroizing<Vec<u8>>,
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
            file,
            header,
            stream: EncryptorBE32::new(&(*stream).into(), &nonce.into()),
            piece: Zeroizing::new(Vec::with_capacity(PIECE)),
        })
    }

    /// Adds bytes.
    pub(super) fn add(&mut self, mut bytes: &[u8]) -> std::io::Result<()> {
        while !bytes.is_empty() {
            if self.piece.len() == PIECE {
                // There is more, so this is not the last one.
                let sealed = self.stream.encrypt_next(Payload {
                    msg: &self.piece,
                    aad: &self.header,
                });
                self.file.write_all(&sealed.map_err(too_long)?)?;
                self.piece.clear();
            }
            let room = (PIECE - self.piece.len()).min(bytes.len());
            let (now, rest) = bytes.split_at(room);
            self.piece.extend_from_slice(now);
            bytes = rest;
        }
        Ok(())
    }

    /// Seals the end, and waits until all of it is on the disk.
    pub(super) fn end(mut self) -> std::io::Result<()> {
        let sealed = self.stream.encrypt_last(Payload {
            msg: &self.piece,
            aad: &self.header,
        });
        self.file.write_all(&sealed.map_err(too_long)?)?;
        self.file.sync_all()
    }
}

/// Opens the pieces of a file one after the other.
pub(super) struct SealedReader {
    file: File,
    header: [u8; HEADER],
    stream: Option<DecryptorBE32<XChaCha20Poly1305>>,
    /// The piece behind the one that is open.
    next: Vec<u8>,
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
        let mut this = Self {
            next: Vec::new(),
            file,
            header,
            stream: Some(DecryptorBE32::new(&(*stream).into(), &nonce.into())),
            clear: Zeroizing::new(Vec::new()),
            at: 0,
        };
        this.next = this.piece()?;
        Ok(Some(this))
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
        let Some(mut stream) = self.stream.take() else {
            return Ok(false);
        };
        let following = self.piece()?;
        let sealed = std::mem::replace(&mut self.next, following);
        let payload = Payload {
            msg: &sealed,
            aad: &self.header,
        };
        let last = self.next.is_empty();
        let opened = if last {
            // The end of a file that was cut between two pieces is a piece that is not the last one.
            let opened = stream.decrypt_last(payload);
            opened.map_err(|_| BackupError::CutShort)?
        } else {
            let opened = stream
                .decrypt_next(payload)
                .map_err(|_| BackupError::Damaged("a piece does not open"))?;
            self.stream = Some(stream);
            opened
        };
        self.clear = Zeroizing::new(opened);
        self.at = 0;
        if self.clear.is_empty() {
            return self.open_next();
        }
        Ok(true)
    }

    fn piece(&mut self) -> Result<Vec<u8>, Failure> {
        let mut piece = vec![0; PIECE + TAG];
        let length = fill(&mut self.file, &mut piece)?;
        piece.truncate(length);
        Ok(piece)
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

/// Reads until the bytes are full or the file ends; returns how many were read.
fn fill(file: &mut File, bytes: &mut [u8]) -> std::io::Result<usize> {
    let mut filled = 0;
    while filled < bytes.len() {
        match file.read(&mut bytes[filled..]) {
            Ok(0) => break,
            Ok(more) => filled += more,
            Err(error) if error.kind() == std::io::ErrorKind::Interrupted => {}
            Err(error) => return Err(error),
        }
    }
    Ok(filled)
}

fn too_long(_: chacha20poly1305::Error) -> std::io::Error {
    std::io::Error::other("the backup is too long")
}
