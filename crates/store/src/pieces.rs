//! Pieces that are sealed one after the other (STREAM with XChaCha20-Poly1305): backups and files of boards.
//!
//! Owns the size of a piece, its number and its end: both are in the nonces, so a piece that is missing, doubled, moved
//! or the last one by force does not open. What a key is of, and what stands before the first piece, is the caller's.

use std::io::{self, ErrorKind, Read, Write};

use aead_stream::{DecryptorBE32, EncryptorBE32};
use chacha20poly1305::XChaCha20Poly1305;
use chacha20poly1305::aead::Payload;
use zeroize::Zeroizing;

/// How many bytes one piece holds.
pub(crate) const PIECE: usize = 64 * 1024;
/// How many bytes more it has when it is sealed.
pub(crate) const TAG: usize = 16;
/// What stands before the pieces' numbers in the nonces.
pub(crate) const NONCE: usize = 19;

/// Why pieces do not open.
#[derive(Debug)]
pub(crate) enum PieceError {
    /// A piece is not what was sealed.
    Damaged,
    /// The end is missing.
    CutShort,
    /// The bytes could not be read.
    Disk(io::Error),
}

/// Seals what is written into it.
pub(crate) struct PieceWriter<W> {
    to: W,
    beside: Vec<u8>,
    stream: EncryptorBE32<XChaCha20Poly1305>,
    piece: Zeroizing<Vec<u8>>,
}

impl<W: Write> PieceWriter<W> {
    /// Begins with the first piece. `beside` is sealed along with each, and stands elsewhere.
    pub(crate) fn begin(to: W, key: &[u8; 32], nonce: &[u8; NONCE], beside: &[u8]) -> Self {
        Self {
            to,
            beside: beside.to_vec(),
            stream: EncryptorBE32::new(&(*key).into(), &(*nonce).into()),
            piece: Zeroizing::new(Vec::with_capacity(PIECE)),
        }
    }

    /// Adds bytes.
    pub(crate) fn add(&mut self, mut bytes: &[u8]) -> io::Result<()> {
        while !bytes.is_empty() {
            if self.piece.len() == PIECE {
                // There is more, so this is not the last one.
                let sealed = self.stream.encrypt_next(Payload {
                    msg: &self.piece,
                    aad: &self.beside,
                });
                self.to.write_all(&sealed.map_err(too_long)?)?;
                self.piece.clear();
            }
            let room = (PIECE - self.piece.len()).min(bytes.len());
            let (now, rest) = bytes.split_at(room);
            self.piece.extend_from_slice(now);
            bytes = rest;
        }
        Ok(())
    }

    /// Returns what is written to.
    pub(crate) const fn to(&self) -> &W {
        &self.to
    }

    /// Seals the end, and hands back what was written to.
    pub(crate) fn end(mut self) -> io::Result<W> {
        let sealed = self.stream.encrypt_last(Payload {
            msg: &self.piece,
            aad: &self.beside,
        });
        self.to.write_all(&sealed.map_err(too_long)?)?;
        Ok(self.to)
    }
}

/// Opens pieces one after the other.
pub(crate) struct PieceReader<R> {
    from: R,
    beside: Vec<u8>,
    stream: Option<DecryptorBE32<XChaCha20Poly1305>>,
    /// The piece behind the one that is open.
    next: Vec<u8>,
}

impl<R: Read> PieceReader<R> {
    /// Begins with the first piece.
    pub(crate) fn begin(
        from: R,
        key: &[u8; 32],
        nonce: &[u8; NONCE],
        beside: &[u8],
    ) -> io::Result<Self> {
        let mut this = Self {
            from,
            beside: beside.to_vec(),
            stream: Some(DecryptorBE32::new(&(*key).into(), &(*nonce).into())),
            next: Vec::new(),
        };
        this.next = this.sealed()?;
        Ok(this)
    }

    /// Opens the next piece; `None` behind the last one.
    pub(crate) fn next(&mut self) -> Result<Option<Zeroizing<Vec<u8>>>, PieceError> {
        let Some(mut stream) = self.stream.take() else {
            return Ok(None);
        };
        let following = self.sealed().map_err(PieceError::Disk)?;
        let sealed = std::mem::replace(&mut self.next, following);
        let payload = Payload {
            msg: &sealed,
            aad: &self.beside,
        };
        let opened = if self.next.is_empty() {
            // The end of bytes that were cut between two pieces is a piece that is not the last one.
            let opened = stream.decrypt_last(payload);
            opened.map_err(|_| PieceError::CutShort)?
        } else {
            let opened = stream.decrypt_next(payload);
            let opened = opened.map_err(|_| PieceError::Damaged)?;
            self.stream = Some(stream);
            opened
        };
        Ok(Some(Zeroizing::new(opened)))
    }

    fn sealed(&mut self) -> io::Result<Vec<u8>> {
        let mut piece = vec![0; PIECE + TAG];
        let length = fill(&mut self.from, &mut piece)?;
        piece.truncate(length);
        Ok(piece)
    }
}

/// Reads until the bytes are full or the source ends; returns how many were read.
pub(crate) fn fill(from: &mut impl Read, bytes: &mut [u8]) -> io::Result<usize> {
    let mut filled = 0;
    while filled < bytes.len() {
        match from.read(&mut bytes[filled..]) {
            Ok(0) => break,
            Ok(more) => filled += more,
            Err(error) if error.kind() == ErrorKind::Interrupted => {}
            Err(error) => return Err(error),
        }
    }
    Ok(filled)
}

fn too_long(_: chacha20poly1305::Error) -> io::Error {
    io::Error::other("there are more pieces than can be numbered")
}
