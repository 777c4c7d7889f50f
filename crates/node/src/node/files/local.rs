//! Files in and out of the folder: sealed on the way in, opened on the way out.
//!
//! Owns the half files beside the folder's own, which a start takes away. Never fetches and never gives.

use std::io::{Read, Write};
use std::path::{Path, PathBuf};

use store::FileError;
use sync::{BlobError, BlobHave};

use super::{Files, Hash, Known};

/// How the half files begin.
const NEW: &str = "new-";
const OUT: &str = "out-";

/// What failed with a file.
#[derive(Debug, thiserror::Error)]
pub enum FilesError {
    /// The file, or the disk.
    #[error(transparent)]
    File(#[from] FileError),
    /// The folder of files failed.
    #[error("the folder of files failed: {0}")]
    Folder(String),
    /// It is not here, or not all of it.
    #[error("the file is not here")]
    NotHere,
    /// The system gave no randomness.
    #[error("the system gives no randomness")]
    NoRandomness,
}

impl From<BlobError> for FilesError {
    fn from(error: BlobError) -> Self {
        Self::Folder(error.to_string())
    }
}

/// A file that was taken in.
#[derive(Clone, Copy, PartialEq, Eq)]
pub struct AddedFile {
    /// The hash of its sealed bytes.
    pub hash: [u8; 32],
    /// What opens them.
    pub key: [u8; 32],
    /// How many bytes it has.
    pub length: u64,
}

impl std::fmt::Debug for AddedFile {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.debug_struct("AddedFile")
            .field("length", &self.length)
            .finish_non_exhaustive()
    }
}

/// Takes away what an earlier run left half done.
pub(super) fn clear_away(folder: &Path) {
    let Ok(inside) = std::fs::read_dir(folder) else {
        return;
    };
    for entry in inside.flatten() {
        let name = entry.file_name();
        let name = name.to_string_lossy();
        if (name.starts_with(NEW) || name.starts_with(OUT))
            && let Err(error) = std::fs::remove_file(entry.path())
        {
            tracing::warn!(%error, "a half file stays");
        }
    }
}

/// A file that is taken away when this is dropped.
struct Half(PathBuf);

impl Drop for Half {
    fn drop(&mut self) {
        if let Err(error) = std::fs::remove_file(&self.0)
            && error.kind() != std::io::ErrorKind::NotFound
        {
            tracing::warn!(%error, "a half file stays");
        }
    }
}

impl Files {
    fn half(&self, begins: &str, name: &Hash) -> Half {
        let name: String = name[..8].iter().map(|byte| format!("{byte:02x}")).collect();
        Half(self.folder.join(format!("{begins}{name}")))
    }

    pub(super) async fn add<R: Read + Send + 'static>(
        &self,
        from: R,
        key: [u8; 32],
        name: Hash,
        most: u64,
    ) -> Result<AddedFile, FilesError> {
        let blobs = self.open().await?;
        let half = self.half(NEW, &name);
        let path = half.0.clone();
        let length = blocking(move || Ok(store::seal_file(from, &path, &key, most)?)).await?;
        let hash = blobs.add(&half.0).await?;
        drop(half);
        let mut known = self.known();
        known.entry(hash).or_default().have = Some(BlobHave::Whole);
        drop(known);
        self.renamed.send_modify(|count| *count += 1);
        Ok(AddedFile { hash, key, length })
    }

    pub(super) async fn take_out<W: Write + Send + 'static>(
        &self,
        (hash, key): (Hash, [u8; 32]),
        length: u64,
        name: Hash,
        mut to: W,
    ) -> Result<W, FilesError> {
        let blobs = self.open().await?;
        if blobs.have(&hash).await? != BlobHave::Whole {
            return Err(FilesError::NotHere);
        }
        let half = self.half(OUT, &name);
        blobs.copy_out(&hash, &half.0).await?;
        blocking(move || {
            store::open_file(&half.0, &key, length, &mut to)?;
            Ok(to)
        })
        .await
    }

    pub(super) async fn let_go(&self, hashes: Vec<Hash>) -> Result<(), FilesError> {
        if hashes.is_empty() {
            return Ok(());
        }
        let again = |hash: &Hash| self.known().get(hash).is_some_and(|known| known.let_go);
        let new: Vec<Hash> = hashes.into_iter().filter(|hash| !again(hash)).collect();
        if new.is_empty() {
            return Ok(());
        }
        let blobs = self.open().await?;
        for hash in new {
            blobs.let_go(&hash).await?;
            let gone = Known {
                let_go: true,
                ..Known::default()
            };
            self.known().insert(hash, gone);
        }
        Ok(())
    }
}

async fn blocking<T: Send + 'static>(
    work: impl FnOnce() -> Result<T, FilesError> + Send + 'static,
) -> Result<T, FilesError> {
    let done = tokio::task::spawn_blocking(work).await;
    done.unwrap_or_else(|error| Err(FilesError::Folder(error.to_string())))
}
