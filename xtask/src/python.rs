//! Python for the second reader of the written format (`tests/vectors/second.py`): an environment of its own below
//! `target`, with the four packages that it needs. Without it the tests go on, and say that they skipped it.

use std::path::PathBuf;

use anyhow::{Result, bail};

use crate::commands::{command, find, run};

/// What the second reader needs that Python does not bring: hashes, signatures, CBOR, and what folds transfers.
const PACKAGES: [&str; 4] = [
    "blake3==1.0.11",
    "pynacl==1.6.2",
    "cbor2==6.3.0",
    "zstandard==0.25.0",
];
/// Made when all of them are there.
const READY: &str = "target/python/ready";

/// Returns the Python that has them all, or why there is none.
///
/// # Errors
/// When there is no Python, or a package cannot be had.
pub fn with_packages() -> Result<PathBuf> {
    let python = std::env::current_dir()?.join("target/python/bin/python");
    if PathBuf::from(READY).is_file() && python.is_file() {
        return Ok(python);
    }
    if find("python3").is_none() {
        bail!("there is no python3");
    }
    println!(
        "Fetching what the second reader needs: {}",
        PACKAGES.join(" ")
    );
    run(&mut command(&[
        "python3",
        "-m",
        "venv",
        "--clear",
        "target/python",
    ]))?;
    let words = [
        "-m",
        "pip",
        "install",
        "--quiet",
        "--disable-pip-version-check",
        "--timeout=20",
        "--retries=1",
    ];
    run(command(&["target/python/bin/python"])
        .args(words)
        .args(PACKAGES))?;
    std::fs::write(READY, "")?;
    Ok(python)
}
