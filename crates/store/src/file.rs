//! A file of a board, sealed: what other devices fetch, and what lies in the folder `blobs`.
//!
//! Owns its form: pieces of 64 KiB, one after the other, under a key that is random for each file and stands in the
//! entry that names it. Nothing stands before the pieces, so what is sealed says nothing of the file but its length.
//! Never knows a file's name, nor where its sealed bytes are kept.

use std::fs::{File, OpenOptions};
use std::io::{self, Read, Write};
use std::path::Path;

use zeroize::Zeroizing;

use crate::StoreError;
use crate::pieces::{NONCE, PIECE, PieceError, PieceReader, PieceWriter, TAG, fill};

const CONTEXT: &str = "manyhands 2026 file of a board";

/// Why a file cannot be sealed or opened.
#[derive(Debug, thiserror::Error)]
pub enum FileError {
    /// The disk failed.
    #[error(transparent)]
    Store(#[from] StoreError),
    /// The file is longer than it may be, in bytes.
    #[error("the file is longer than {0} bytes")]
    TooLong(u64),
    /// The sealed bytes are not those of this key, or not all of them, or of another length than stated.
    #[error("these are not the bytes of the file")]
    Damaged,
    /// The file could not be read.
    #[error("the file cannot be read: {0}")]
    Source(#[source] io::Error),
    /// The target could not be written.
    #[error("the file cannot be written: {0}")]
    Target(#[source] io::Error),
}

/// Returns how long a file of this many bytes is when it is sealed.
#[must_use]
pub const fn sealed_len(clear: u64) -> u64 {
    let pieces = clear.div_ceil(PIECE as u64);
    let pieces = if pieces == 0 { 1 } else { pieces };
    clear.saturating_add(pieces.saturating_mul(TAG as u64))
}

/// Seals all that `from` gives, at most `most` bytes, into a new file of mode 0600. Returns how many bytes there were.
///
/// A key is used for one file only: the nonces begin at nothing.
///
/// # Errors
/// [`FileError`]; what was written by then is taken away.
pub fn seal_file(
    mut from: impl Read,
    to: &Path,
    key: &[u8; 32],
    most: u64,
) -> Result<u64, FileError> {
    let mut options = OpenOptions::new();
    #[cfg(unix)]
    std::os::unix::fs::OpenOptionsExt::mode(&mut options, 0o600);
    let file = options.create_new(true).write(true).open(to);
    let file = file.map_err(|error| StoreError::io(to, error))?;
    let sealed = seal(&mut from, file, to, key, most);
    if sealed.is_err()
        && let Err(left) = std::fs::remove_file(to)
    {
        tracing::warn!(%left, "a half file stays");
    }
    sealed
}

fn seal(
    from: &mut impl Read,
    file: File,
    to: &Path,
    key: &[u8; 32],
    most: u64,
) -> Result<u64, FileError> {
    let disk = |error| FileError::from(StoreError::io(to, error));
    let mut writer = PieceWriter::begin(file, &stream_key(key), &[0; NONCE], &[]);
    let mut piece = Zeroizing::new(vec![0; PIECE]);
    let mut length = 0_u64;
    loop {
        let read = fill(from, &mut piece).map_err(FileError::Source)?;
        length = length.saturating_add(read as u64);
        if length > most {
            return Err(FileError::TooLong(most));
        }
        writer.add(&piece[..read]).map_err(disk)?;
        if read < piece.len() {
            break;
        }
    }
    writer
        .end()
        .and_then(|file| file.sync_all())
        .map_err(disk)?;
    Ok(length)
}

/// Opens a sealed file into `to`, and insists on the length. What was written before a failure is the caller's to take
/// away.
///
/// # Errors
/// [`FileError`].
pub fn open_file(
    from: &Path,
    key: &[u8; 32],
    length: u64,
    to: &mut dyn Write,
) -> Result<(), FileError> {
    let disk = |error| FileError::from(StoreError::io(from, error));
    let file = File::open(from).map_err(disk)?;
    let reader = PieceReader::begin(file, &stream_key(key), &[0; NONCE], &[]);
    let mut reader = reader.map_err(disk)?;
    let mut opened = 0_u64;
    loop {
        let piece = reader.next().map_err(|error| match error {
            PieceError::Damaged | PieceError::CutShort => FileError::Damaged,
            PieceError::Disk(error) => disk(error),
        })?;
        let Some(piece) = piece else {
            break;
        };
        opened = opened.saturating_add(piece.len() as u64);
        if opened > length {
            return Err(FileError::Damaged);
        }
        to.write_all(&piece).map_err(FileError::Target)?;
    }
    if opened != length {
        return Err(FileError::Damaged);
    }
    Ok(())
}

fn stream_key(key: &[u8; 32]) -> Zeroizing<[u8; 32]> {
    Zeroizing::new(blake3::derive_key(CONTEXT, key))
}

#[cfg(test)]
mod tests {
    use super::*;

    const KEY: [u8; 32] = [7; 32];

    fn sealed(clear: &[u8], folder: &Path) -> std::path::PathBuf {
        let path = folder.join(format!("{}", clear.len()));
        assert_eq!(
            seal_file(clear, &path, &KEY, 1 << 20).unwrap(),
            clear.len() as u64
        );
        path
    }

    #[test]
    fn a_file_of_any_length_comes_back_and_its_sealed_length_is_known() {
        let folder = tempfile::tempdir().unwrap();
        for length in [0, 1, PIECE - 1, PIECE, PIECE + 1, 3 * PIECE + 5] {
            let clear: Vec<u8> = (0..length).map(|n| (n % 251) as u8).collect();
            let path = sealed(&clear, folder.path());
            let on_disk = std::fs::read(&path).unwrap();
            assert_eq!(on_disk.len() as u64, sealed_len(length as u64));
            let mut back = Vec::new();
            open_file(&path, &KEY, length as u64, &mut back).unwrap();
            assert_eq!(back, clear);
            if length > 100 {
                assert!(!on_disk.windows(64).any(|part| part == &clear[..64]));
            }
        }
    }

    #[test]
    fn other_bytes_another_key_or_another_length_is_no_file() {
        let folder = tempfile::tempdir().unwrap();
        let clear = vec![5; PIECE + 9];
        let path = sealed(&clear, folder.path());
        let length = clear.len() as u64;
        let damaged = |path: &Path, key: &[u8; 32], length| {
            let mut back = Vec::new();
            matches!(
                open_file(path, key, length, &mut back),
                Err(FileError::Damaged)
            )
        };
        assert!(damaged(&path, &[8; 32], length));
        assert!(damaged(&path, &KEY, length - 1));
        assert!(damaged(&path, &KEY, length + 1));
        let good = std::fs::read(&path).unwrap();
        let other = folder.path().join("other");
        for spoilt in [
            good[..PIECE + TAG].to_vec(),
            good[..good.len() - 1].to_vec(),
            [&good[PIECE + TAG..], &good[..PIECE + TAG]].concat(),
            [&good[..], &[0]].concat(),
        ] {
            std::fs::write(&other, spoilt).unwrap();
            assert!(damaged(&other, &KEY, length));
        }
    }

    #[test]
    fn what_is_too_long_leaves_nothing_and_nothing_is_written_over() {
        let folder = tempfile::tempdir().unwrap();
        let path = folder.path().join("a");
        let refused = seal_file(&[1; 100][..], &path, &KEY, 99).unwrap_err();
        assert!(matches!(refused, FileError::TooLong(99)));
        assert!(!path.exists());
        std::fs::write(&path, b"mine").unwrap();
        assert!(seal_file(&[1; 10][..], &path, &KEY, 99).is_err());
        assert_eq!(std::fs::read(&path).unwrap(), b"mine");
    }
}
