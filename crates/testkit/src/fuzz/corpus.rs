//! The corpora: a folder for each target, a file for each input.
//!
//! Owns where they are. Seeds are made by the targets; every find is added as `find-…` and stays.

use std::path::{Path, PathBuf};

use super::{Seed, Target};

/// Returns the folder of all corpora.
#[must_use]
pub fn folder() -> PathBuf {
    Path::new(env!("CARGO_MANIFEST_DIR")).join("corpora")
}

/// Reads the corpus of a target, in the order of the files' names.
///
/// # Errors
/// Where the folder or a file cannot be read.
pub fn read(target: &Target) -> std::io::Result<Vec<Seed>> {
    let mut all = Vec::new();
    for file in std::fs::read_dir(folder().join(target.name))? {
        let file = file?;
        let name = file.file_name().to_string_lossy().into_owned();
        all.push(Seed {
            name,
            bytes: std::fs::read(file.path())?,
        });
    }
    all.sort_by(|a, b| a.name.cmp(&b.name));
    Ok(all)
}

/// Writes the seeds of a target into its folder; finds stay.
///
/// # Errors
/// Where something cannot be written.
pub fn write(target: &Target) -> std::io::Result<()> {
    let folder = folder().join(target.name);
    std::fs::create_dir_all(&folder)?;
    for old in std::fs::read_dir(&folder)? {
        let old = old?;
        if !old.file_name().to_string_lossy().starts_with("find-") {
            std::fs::remove_file(old.path())?;
        }
    }
    for seed in (target.seeds)() {
        std::fs::write(folder.join(&seed.name), &seed.bytes)?;
    }
    Ok(())
}
