//! Whether the UI's packages are there, all of them: a stamp that is written last, and taken away first.
//!
//! What is fetched anew stands aside until the new ones are whole: without a network it is what there is.

use std::path::{Path, PathBuf};

use anyhow::{Context, Result};

/// Holds the hash of the lock that the packages were fetched for.
const STAMP: &str = ".manyhands-lock";
/// What the build begins with.
const COMPILER: &str = ".bin/tsc";

/// The folder of the packages, and what they are wanted for.
pub struct Packages {
    folder: PathBuf,
    aside: PathBuf,
    wanted: String,
}

impl Packages {
    /// `lock` is what `package-lock.json` holds.
    pub fn new(folder: &Path, lock: &[u8]) -> Self {
        Self {
            folder: folder.to_owned(),
            aside: folder.with_extension("aside"),
            wanted: format!("{:016x}\n", fnv(lock)),
        }
    }

    /// Whether an installation of just these packages came to its end.
    pub fn are_whole(&self) -> bool {
        let stamp = std::fs::read_to_string(self.stamp());
        stamp.is_ok_and(|stamp| stamp == self.wanted) && self.have_their_tools()
    }

    /// Whether the compiler is among them.
    pub fn have_their_tools(&self) -> bool {
        self.folder.join(COMPILER).exists()
    }

    /// Makes the folder ready for an installation. One that may be half done is put aside: npm takes it for whole.
    ///
    /// # Errors
    /// When something cannot be removed or moved.
    pub fn begin(&self) -> Result<()> {
        let told = || format!("cannot remove {}", self.folder.display());
        if !self.folder.exists() {
            return Ok(());
        }
        if self.stamp().exists() && self.have_their_tools() {
            // Whole, but for another lock: npm changes what differs.
            return std::fs::remove_file(self.stamp()).with_context(told);
        }
        println!("The UI's packages may be half fetched: fetching them anew.");
        if self.aside.exists() {
            // Fetching anew was broken off: what it left is worth less than what stands aside.
            return std::fs::remove_dir_all(&self.folder).with_context(told);
        }
        std::fs::rename(&self.folder, &self.aside)
            .with_context(|| format!("cannot move {}", self.folder.display()))
    }

    /// Puts back what was put aside, where the installation failed. Returns whether there is something to go on with.
    ///
    /// # Errors
    /// When something cannot be removed or moved.
    pub fn give_back(&self) -> Result<bool> {
        if !self.aside.exists() {
            return Ok(false);
        }
        if self.folder.exists() {
            std::fs::remove_dir_all(&self.folder)
                .with_context(|| format!("cannot remove {}", self.folder.display()))?;
        }
        std::fs::rename(&self.aside, &self.folder)
            .with_context(|| format!("cannot move {}", self.aside.display()))?;
        Ok(self.have_their_tools())
    }

    /// Remembers that the installation came to its end, and removes what stood aside.
    ///
    /// # Errors
    /// When the stamp cannot be written, or something cannot be removed.
    pub fn end(&self) -> Result<()> {
        let stamp = self.stamp();
        // In one step: a stamp that is cut short is one of another lock at worst, never this one.
        std::fs::write(&stamp, &self.wanted)
            .with_context(|| format!("cannot write {}", stamp.display()))?;
        if self.aside.exists() {
            std::fs::remove_dir_all(&self.aside)
                .with_context(|| format!("cannot remove {}", self.aside.display()))?;
        }
        Ok(())
    }

    fn stamp(&self) -> PathBuf {
        self.folder.join(STAMP)
    }
}

/// FNV-1a: tells one lock from another; nobody forges one.
fn fnv(bytes: &[u8]) -> u64 {
    bytes.iter().fold(0xcbf2_9ce4_8422_2325, |hash, byte| {
        (hash ^ u64::from(*byte)).wrapping_mul(0x0100_0000_01b3)
    })
}

#[cfg(test)]
mod tests {
    use super::*;

    /// What npm does: files, the compiler last.
    fn fetch(folder: &Path, whole: bool) {
        std::fs::create_dir_all(folder.join(".bin")).unwrap();
        std::fs::write(folder.join("react"), "").unwrap();
        if whole {
            std::fs::write(folder.join(COMPILER), "").unwrap();
        }
    }

    #[test]
    fn packages_count_only_when_the_installation_came_to_its_end() {
        let root = tempfile::tempdir().unwrap();
        let folder = root.path().join("node_modules");
        let packages = Packages::new(&folder, b"one");
        assert!(!packages.are_whole());
        packages.begin().unwrap();
        fetch(&folder, true);
        assert!(!packages.are_whole(), "npm may still be at it");
        packages.end().unwrap();
        assert!(packages.are_whole());
        assert!(!Packages::new(&folder, b"two").are_whole());
    }

    #[test]
    fn a_half_done_installation_is_removed_and_a_whole_one_is_changed() {
        let root = tempfile::tempdir().unwrap();
        let folder = root.path().join("node_modules");
        let packages = Packages::new(&folder, b"one");
        fetch(&folder, true);
        packages.begin().unwrap();
        assert!(!folder.exists(), "without a stamp it is half done");
        fetch(&folder, true);
        packages.end().unwrap();
        let next = Packages::new(&folder, b"two");
        next.begin().unwrap();
        assert!(folder.join("react").exists());
        // Broken off here, the old stamp must not speak for it.
        assert!(!packages.are_whole() && !next.are_whole());
    }

    #[test]
    fn a_clone_that_works_still_does_where_nothing_can_be_fetched() {
        let root = tempfile::tempdir().unwrap();
        let folder = root.path().join("node_modules");
        let packages = Packages::new(&folder, b"one");
        assert!(!packages.give_back().unwrap(), "nothing was there");
        fetch(&folder, true);
        std::fs::write(folder.join("react"), "old").unwrap();
        // Broken off once in the middle, then without a network.
        packages.begin().unwrap();
        fetch(&folder, false);
        packages.begin().unwrap();
        std::fs::create_dir_all(&folder).unwrap();
        assert!(packages.give_back().unwrap());
        assert_eq!(std::fs::read(folder.join("react")).unwrap(), b"old");
        assert!(!packages.are_whole(), "the next time is tried again");
        // With one, the new ones take the place.
        packages.begin().unwrap();
        fetch(&folder, true);
        packages.end().unwrap();
        assert!(packages.are_whole());
        assert_eq!(std::fs::read_dir(root.path()).unwrap().count(), 1);
    }

    #[test]
    fn a_stamp_without_the_compiler_says_nothing() {
        let root = tempfile::tempdir().unwrap();
        let folder = root.path().join("node_modules");
        let packages = Packages::new(&folder, b"one");
        fetch(&folder, false);
        packages.end().unwrap();
        assert!(!packages.are_whole());
        packages.begin().unwrap();
        assert!(!folder.exists());
    }
}
