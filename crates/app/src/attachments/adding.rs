//! A file of this disk on its way to an item.
//!
//! Owns what is looked at before it goes: its size, and by its first bytes whether it is a picture, which is made anew.

use std::fs::File;
use std::io::{self, Cursor, Read};
use std::path::Path;
use std::sync::Arc;

use model::{FileKey, Statement};

use super::{MOST, MOST_OF_A_PICTURE, bad, names, picture, tend, too_large};
use crate::api::{AppError, Outcome};
use crate::desk::Desk;
use crate::intents::{find_item, say_file};
use crate::tasks::blocking;

/// So much of a file says what it is.
const BEGINNING: usize = 64;

/// Puts a file of this disk to an item. A picture is made anew first, without what it says beside what one sees.
pub(crate) async fn attach(
    desk: &Arc<Desk>,
    board: &str,
    item: &str,
    path: &Path,
) -> Result<Outcome, AppError> {
    let at = desk.at(board)?;
    at.must_contribute()?;
    let meant = find_item(desk, &at, item).await?;
    let path = path.to_owned();
    let source = blocking(move || Source::open(&path)).await?;
    let (name, media, picture) = (source.name, source.media, source.picture);
    let added = desk.node.add_file(source.bytes, MOST).await?;
    let statement = Statement::Attach {
        name: name.clone(),
        media: media.to_owned(),
        size: added.length,
        hash: added.hash,
        key: FileKey(added.key),
    };
    let said = {
        let _lane = desk.lane.lock().await;
        say_file(desk, &at, meant, statement).await
    };
    if said.is_err()
        && let Err(error) = desk.node.drop_files(vec![added.hash]).await
    {
        tracing::warn!(%error, "a file that no item names stays");
    }
    said?;
    tend::name(desk).await?;
    Ok(Outcome::Attached { name, picture })
}

/// A file of this disk, as it goes to an item.
struct Source {
    name: String,
    media: &'static str,
    picture: bool,
    bytes: Box<dyn Read + Send>,
}

impl Source {
    fn open(path: &Path) -> Result<Self, AppError> {
        let unreadable = |error: io::Error| bad("unreadable", &error.kind().to_string());
        let name = path.file_name().unwrap_or_default().to_string_lossy();
        let name = names::for_board(&name);
        // Asked before it is opened: a pipe would be waited for.
        let about = std::fs::metadata(path).map_err(unreadable)?;
        if !about.is_file() {
            return Err(bad("unreadable", "not a file"));
        }
        let mut file = File::open(path).map_err(unreadable)?;
        let about = file.metadata().map_err(unreadable)?;
        if about.len() > MOST {
            return Err(too_large(MOST));
        }
        let mut beginning = Vec::new();
        let mut first = Read::by_ref(&mut file).take(BEGINNING as u64);
        first.read_to_end(&mut beginning).map_err(unreadable)?;
        if picture::format(&beginning).is_none() {
            return Ok(Self {
                name,
                media: "application/octet-stream",
                picture: false,
                bytes: Box::new(Cursor::new(beginning).chain(file)),
            });
        }
        if about.len() > MOST_OF_A_PICTURE {
            return Err(too_large(MOST_OF_A_PICTURE));
        }
        let mut bytes = beginning;
        let mut rest = file.take(MOST_OF_A_PICTURE);
        rest.read_to_end(&mut bytes).map_err(unreadable)?;
        let clean = picture::clean(&bytes)?;
        Ok(Self {
            name: names::for_board(&with_ending(name, clean.endings)),
            media: clean.media,
            picture: true,
            bytes: Box::new(Cursor::new(clean.bytes)),
        })
    }
}

/// A name that says what the picture is now.
fn with_ending(name: String, endings: &[&str]) -> String {
    let lower = name.to_lowercase();
    let says = |ending: &&str| lower.ends_with(&format!(".{ending}"));
    if endings.iter().any(says) {
        return name;
    }
    let stem = name
        .rsplit_once('.')
        .map_or(name.as_str(), |(stem, _)| stem);
    let stem: String = stem.chars().take(240).collect();
    format!("{stem}.{}", endings.first().copied().unwrap_or_default())
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_name_says_what_a_picture_is_now() {
        assert_eq!(with_ending("a.JPEG".into(), &["jpg", "jpeg"]), "a.JPEG");
        assert_eq!(with_ending("a.webp".into(), &["jpg", "jpeg"]), "a.jpg");
        assert_eq!(with_ending("a".into(), &["png"]), "a.png");
        assert_eq!(with_ending("photo.exe".into(), &["png"]), "photo.png");
    }
}
