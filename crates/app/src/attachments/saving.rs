//! A copy of a file of an item, in a folder that the person chose.
//!
//! Owns that a copy is always a new file: what lies there already, a link among it, is neither opened nor replaced.

use std::fs::{File, OpenOptions};
use std::io::{self, Write};
use std::path::{Path, PathBuf};
use std::sync::Arc;

use super::{bad, names, one, open, unwritable};
use crate::api::{AppError, Outcome};
use crate::desk::Desk;
use crate::tasks::blocking;

/// So many copies of one name in one folder.
const COPIES: u32 = 1_000;

/// Saves a copy into a folder that the person chose. No file is written over.
pub(crate) async fn save(
    desk: &Arc<Desk>,
    (board, item, which): (&str, &str, &str),
    folder: &Path,
) -> Result<Outcome, AppError> {
    let at = desk.at(board)?;
    let file = one(desk, &at, item, which).await?.file;
    let (name, folder) = (names::for_disk(&file.name), folder.to_owned());
    let (copy, path) = blocking(move || create(&folder, &name)).await?;
    let opened = open(desk, &file, copy).await.and_then(|mut copy| {
        let synced = copy.flush().and_then(|()| copy.sync_all());
        synced.map_err(|error| unwritable(&error))
    });
    if let Err(error) = opened {
        let _ = std::fs::remove_file(&path);
        return Err(error);
    }
    let name = path.file_name().unwrap_or_default().to_string_lossy();
    Ok(Outcome::Saved {
        name: name.into_owned(),
        as_text: names::is_risky(&file.name),
    })
}

/// Makes a new file of that name, or of the next free one. What lies there already, a link among it, is never opened.
fn create(folder: &Path, name: &str) -> Result<(File, PathBuf), AppError> {
    for n in 1..=COPIES {
        let name = if n == 1 {
            name.to_owned()
        } else {
            names::another(name, n)
        };
        let path = folder.join(name);
        match OpenOptions::new().write(true).create_new(true).open(&path) {
            Ok(file) => return Ok((file, path)),
            Err(error) if error.kind() == io::ErrorKind::AlreadyExists => {}
            Err(error) => return Err(unwritable(&error)),
        }
    }
    Err(bad("unwritable", "too many copies of one name"))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[cfg(unix)]
    #[test]
    fn bad_input_37_a_link_in_the_folder_is_not_followed_and_nothing_is_written_over() {
        let folder = tempfile::tempdir().unwrap();
        let (safe, there) = (folder.path().join("safe"), folder.path().join("there"));
        std::fs::create_dir(&there).unwrap();
        std::fs::write(&safe, b"mine").unwrap();
        std::os::unix::fs::symlink(&safe, there.join("bridge.jpg")).unwrap();
        std::os::unix::fs::symlink(folder.path().join("nowhere"), there.join("bridge (2).jpg"))
            .unwrap();
        std::fs::hard_link(&safe, there.join("bridge (3).jpg")).unwrap();
        let (mut file, path) = create(&there, "bridge.jpg").unwrap();
        assert_eq!(path, there.join("bridge (4).jpg"));
        file.write_all(b"a picture").unwrap();
        assert_eq!(std::fs::read(&safe).unwrap(), b"mine");
        assert!(!folder.path().join("nowhere").exists());
    }
}
