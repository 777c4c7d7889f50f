//! Files that a person chose in the system's dialog.
//!
//! Owns the tokens that stand for them in the web view, which never learns a path and can open nothing
//! that was not chosen.

use std::collections::VecDeque;
use std::fs::File;
use std::io::{Read, Write};
use std::path::{Path, PathBuf};
use std::sync::{Mutex, PoisonError};

use data_encoding::BASE64;

use app::api::{AppError, ErrorCode, ImportRequest, ImportSource, Intent, Reading};

/// How many chosen files are remembered: one is looked at, then imported; older ones are forgotten.
const REMEMBERED: usize = 8;
/// The largest file that is read into memory at all; what a list or a picture may be is up to `app`.
const MOST: u64 = 24 * 1024 * 1024;

/// The longest text that one device hands to another.
const MOST_TEXT: u64 = 1024 * 1024;

/// The files that were chosen, newest last.
#[derive(Default)]
pub struct Chosen {
    files: Mutex<Files>,
}

#[derive(Default)]
struct Files {
    next: u64,
    known: VecDeque<(String, PathBuf)>,
}

impl Chosen {
    /// Remembers a file, and returns the token that stands for it.
    pub fn remember(&self, path: PathBuf) -> String {
        let mut files = self.files.lock().unwrap_or_else(PoisonError::into_inner);
        files.next += 1;
        let token = format!("file-{}", files.next);
        if files.known.len() == REMEMBERED {
            files.known.pop_front();
        }
        files.known.push_back((token.clone(), path));
        token
    }

    /// Puts the content of a chosen file where an intent names its token.
    ///
    /// # Errors
    /// [`ErrorCode::BadFile`] for a token that is not known or a file that cannot be read,
    /// [`ErrorCode::TooLarge`] for one that is too large.
    pub fn in_intent(&self, intent: Intent) -> Result<Intent, AppError> {
        let Intent::Import { board, request } = intent else {
            return Ok(intent);
        };
        let request = self.in_request(request)?;
        Ok(Intent::Import { board, request })
    }

    /// The same for a reading.
    ///
    /// # Errors
    /// As of [`Chosen::in_intent`].
    pub fn in_reading(&self, reading: Reading) -> Result<Reading, AppError> {
        let Reading::PreviewImport { board, request } = reading else {
            return Ok(reading);
        };
        let request = self.in_request(request)?;
        Ok(Reading::PreviewImport { board, request })
    }

    fn in_request(&self, request: ImportRequest) -> Result<ImportRequest, AppError> {
        let ImportSource::Chosen { token } = &request.source else {
            return Ok(request);
        };
        let path = self.path(token)?;
        let source = ImportSource::Bytes {
            name: name(&path),
            base64: read(&path)?,
        };
        Ok(ImportRequest { source, ..request })
    }

    /// Returns where a chosen file is.
    ///
    /// # Errors
    /// [`ErrorCode::BadFile`] for a token that is not known.
    pub fn path(&self, token: &str) -> Result<PathBuf, AppError> {
        let files = self.files.lock().unwrap_or_else(PoisonError::into_inner);
        let found = files.known.iter().find(|(known, _)| known == token);
        let (_, path) = found.ok_or_else(|| bad("unknown", "no such token"))?;
        Ok(path.clone())
    }
}

/// Returns a file's name without its folder.
pub fn name(path: &Path) -> String {
    let name = path.file_name().unwrap_or_default();
    name.to_string_lossy().into_owned()
}

/// Returns a file's content as base64.
///
/// # Errors
/// [`ErrorCode::BadFile`] or [`ErrorCode::TooLarge`].
pub fn read(path: &Path) -> Result<String, AppError> {
    let unreadable = |error: std::io::Error| bad("unreadable", &error.kind().to_string());
    let file = File::open(path).map_err(unreadable)?;
    let mut bytes = Vec::new();
    let mut some = file.take(MOST + 1);
    some.read_to_end(&mut bytes).map_err(unreadable)?;
    if bytes.len() as u64 > MOST {
        let message = "the file is too large";
        return Err(AppError::new(ErrorCode::TooLarge, message).with("limit", MOST));
    }
    Ok(BASE64.encode(&bytes))
}

/// Returns a small file's text.
///
/// # Errors
/// [`ErrorCode::BadFile`] for what is no text, [`ErrorCode::TooLarge`] for more than [`MOST_TEXT`] bytes.
pub fn read_text(path: &Path) -> Result<String, AppError> {
    let unreadable = |error: std::io::Error| bad("unreadable", &error.kind().to_string());
    let file = File::open(path).map_err(unreadable)?;
    let mut bytes = Vec::new();
    let mut some = file.take(MOST_TEXT + 1);
    some.read_to_end(&mut bytes).map_err(unreadable)?;
    if bytes.len() as u64 > MOST_TEXT {
        let message = "the file is too large";
        return Err(AppError::new(ErrorCode::TooLarge, message).with("limit", MOST_TEXT));
    }
    String::from_utf8(bytes).map_err(|_| bad("notText", "not UTF-8"))
}

/// Writes a file whole or not at all: beside its place first, then moved there.
///
/// # Errors
/// [`ErrorCode::BadFile`] where it cannot be written; [`ErrorCode::DiskFull`] where there is no room.
pub fn write(path: &Path, text: &str) -> Result<(), AppError> {
    let mut beside = path.as_os_str().to_owned();
    beside.push(".part");
    let beside = PathBuf::from(beside);
    let write = || -> std::io::Result<()> {
        // What an earlier run left, or somebody laid there: never written into, as a link may lead anywhere.
        match std::fs::remove_file(&beside) {
            Err(error) if error.kind() != std::io::ErrorKind::NotFound => return Err(error),
            _ => {}
        }
        let mut file = File::create_new(&beside)?;
        file.write_all(text.as_bytes())?;
        file.sync_all()?;
        std::fs::rename(&beside, path)
    };
    write().map_err(|error| {
        let _ = std::fs::remove_file(&beside);
        let mut refusal = bad("unwritable", &error.kind().to_string());
        if error.kind() == std::io::ErrorKind::StorageFull {
            refusal.code = ErrorCode::DiskFull;
        }
        refusal
    })
}

fn bad(why: &str, message: &str) -> AppError {
    AppError::new(ErrorCode::BadFile, message).with("why", why)
}

#[cfg(test)]
mod tests {
    use super::*;

    fn import(token: &str) -> Intent {
        Intent::Import {
            board: "b".to_owned(),
            request: ImportRequest {
                source: ImportSource::Chosen {
                    token: token.to_owned(),
                },
                kind: None,
                columns: None,
            },
        }
    }

    #[test]
    fn only_what_was_chosen_can_be_read() {
        let folder = tempfile::tempdir().unwrap();
        let path = folder.path().join("list.csv");
        write(&path, "Name\nBlankets\n").unwrap();
        let chosen = Chosen::default();
        let token = chosen.remember(path.clone());
        let Intent::Import { request, .. } = chosen.in_intent(import(&token)).unwrap() else {
            panic!("still an import");
        };
        let bytes = ImportSource::Bytes {
            name: "list.csv".to_owned(),
            base64: BASE64.encode(b"Name\nBlankets\n"),
        };
        assert_eq!(request.source, bytes);
        let path = path.display().to_string();
        for token in ["", "file-2", &path] {
            let refused = chosen.in_intent(import(token)).unwrap_err();
            assert_eq!(refused.code, ErrorCode::BadFile);
        }
    }

    #[test]
    fn a_text_is_small_and_a_text() {
        let folder = tempfile::tempdir().unwrap();
        let path = folder.path().join("answer.txt");
        write(&path, "mha1abc").unwrap();
        assert_eq!(read_text(&path).unwrap(), "mha1abc");
        std::fs::write(&path, [0xff, 0xfe, 0x00]).unwrap();
        assert_eq!(read_text(&path).unwrap_err().code, ErrorCode::BadFile);
        write(&path, &"a".repeat(1024 * 1024 + 1)).unwrap();
        assert_eq!(read_text(&path).unwrap_err().code, ErrorCode::TooLarge);
    }

    #[test]
    fn old_choices_are_forgotten() {
        let chosen = Chosen::default();
        let first = chosen.remember(PathBuf::from("a"));
        for _ in 0..REMEMBERED {
            chosen.remember(PathBuf::from("b"));
        }
        assert!(chosen.path(&first).is_err());
    }

    #[test]
    fn a_file_that_cannot_be_written_leaves_nothing() {
        let folder = tempfile::tempdir().unwrap();
        let refused = write(&folder.path().join("no/where.csv"), "x").unwrap_err();
        assert_eq!(refused.code, ErrorCode::BadFile);
        assert_eq!(std::fs::read_dir(folder.path()).unwrap().count(), 0);
    }
}
