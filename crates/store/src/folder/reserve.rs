//! Room that is kept, so that a start on a full disk can still read what is there.
//!
//! SQLite needs some room beside each database before it reads from it. So the folder has a file that is nothing but
//! room: a start that finds the disk full lets go of it, and one that finds room again makes it anew. Owns the file
//! `reserve`; never holds anything of anybody's.

use std::io::Write;
use std::path::Path;

use super::private_options;

/// What three databases need to be opened, and something to spare.
const RESERVE: usize = 256 << 10;
const RESERVE_BYTES: u64 = RESERVE as u64;
/// The file is made where so much is free.
const PLENTY: u64 = 4 * RESERVE_BYTES;
const NAME: &str = "reserve";

/// Makes the file, or lets go of it, as the disk is. That it fails is no harm.
pub(super) fn look_after(root: &Path) {
    if let Some(free) = free_room(root) {
        look_after_with(root, free);
    }
}

fn look_after_with(root: &Path, free: u64) {
    let path = root.join(NAME);
    let there = path.exists();
    let done = match (there, free) {
        (true, ..RESERVE_BYTES) => {
            tracing::warn!("the disk is full: the room that was kept is used to read");
            std::fs::remove_file(&path)
        }
        (false, PLENTY..) => make(&path),
        (true | false, _) => Ok(()),
    };
    if let Err(error) = done {
        tracing::warn!(%error, "room could not be kept");
        if !there {
            // Half of it is of no use.
            let _ = std::fs::remove_file(&path);
        }
    }
}

fn make(path: &Path) -> std::io::Result<()> {
    let mut file = private_options().create_new(true).write(true).open(path)?;
    // Noise: some file systems keep no room for zeros.
    let mut noise = vec![0; RESERVE];
    blake3::Hasher::new().finalize_xof().fill(&mut noise);
    file.write_all(&noise)?;
    file.sync_all()
}

/// Returns how many bytes the person may still write; `None` where the system does not say.
#[cfg(unix)]
#[must_use]
pub fn free_room(root: &Path) -> Option<u64> {
    let told = rustix::fs::statvfs(root).ok()?;
    Some(told.f_bavail.saturating_mul(told.f_frsize))
}

/// As above.
#[cfg(not(unix))]
#[must_use]
pub fn free_room(_: &Path) -> Option<u64> {
    None
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn bad_input_54_room_is_kept_and_let_go_of_when_the_disk_is_full() {
        let dir = tempfile::tempdir().unwrap();
        let kept = || std::fs::metadata(dir.path().join(NAME)).map_or(0, |file| file.len());
        look_after_with(dir.path(), RESERVE_BYTES);
        assert_eq!(kept(), 0, "too little is free to keep any");
        look_after_with(dir.path(), PLENTY);
        assert_eq!(kept(), RESERVE_BYTES);
        look_after_with(dir.path(), RESERVE_BYTES);
        assert_eq!(kept(), RESERVE_BYTES, "it is not needed yet");
        look_after_with(dir.path(), 100);
        assert_eq!(kept(), 0);
        look_after_with(dir.path(), 100);
        look_after_with(dir.path(), PLENTY + 1);
        assert_eq!(kept(), RESERVE_BYTES);
    }
}
