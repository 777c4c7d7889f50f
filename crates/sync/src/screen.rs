//! The first screen of a board, for somebody who holds nothing of it yet (docs/protocol.md, "First screen").
//!
//! Owns its bytes and its bounds. It is a member's word and nothing else: it proves nothing, is never kept, and is shown
//! as what it is until the history is there. Never holds anything but what stands in a list.

use minicbor::{Decode, Encode};
use trust::ItemId;

/// How many items a first screen has at most.
pub const SCREEN_ROWS: usize = 200;
/// How many bytes it has on the wire, and unfolded.
pub(crate) const MAX_SCREEN: usize = 96 << 10;
const MAX_CLEAR: usize = 256 << 10;
/// How many bytes a title has, and any other text.
const TITLE: usize = 480;
const WORD: usize = 160;
const LEVEL: i32 = 3;

/// What a member says that a board looks like.
#[derive(Debug, Clone, PartialEq, Eq, Default, Encode, Decode)]
#[cbor(array)]
pub struct FirstScreen {
    /// What the board is called.
    #[n(0)]
    pub name: String,
    /// How many items it has.
    #[n(1)]
    pub items: u32,
    /// Those that stand first in the list.
    #[n(2)]
    pub rows: Vec<ScreenRow>,
}

/// One item of it.
#[derive(Debug, Clone, PartialEq, Eq, Encode, Decode)]
#[cbor(array)]
pub struct ScreenRow {
    /// The item.
    #[n(0)]
    pub item: ItemId,
    /// What it is, by the number of its kind.
    #[n(1)]
    pub kind: u8,
    /// Where it stands: 0 open, 1 claimed in part, 2 claimed, 3 delivered, 4 withdrawn.
    #[n(2)]
    pub state: u8,
    /// Its title.
    #[n(3)]
    pub title: String,
    /// Its urgency, as the field has it; empty for none.
    #[n(4)]
    pub urgency: String,
    /// Its quantity and unit, as text; empty for none.
    #[n(5)]
    pub amount: String,
}

/// Bytes that are no first screen, or one beyond its bounds.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) struct BadScreen;

impl FirstScreen {
    /// Returns the bytes, with as many of the rows as have room.
    pub(crate) fn into_bytes(mut self) -> Option<Vec<u8>> {
        self.rows.truncate(SCREEN_ROWS);
        cut(&mut self.name, TITLE);
        for row in &mut self.rows {
            cut(&mut row.title, TITLE);
            cut(&mut row.urgency, WORD);
            cut(&mut row.amount, WORD);
        }
        loop {
            let mut clear = Vec::new();
            minicbor::encode(&self, &mut clear).ok()?;
            if clear.len() <= MAX_CLEAR {
                let folded = zstd::bulk::compress(&clear, LEVEL).ok()?;
                if folded.len() + 4 <= MAX_SCREEN {
                    let stated = u32::try_from(clear.len()).ok()?;
                    return Some([stated.to_be_bytes().as_slice(), &folded].concat());
                }
            }
            if self.rows.is_empty() {
                return None;
            }
            self.rows.truncate(self.rows.len() / 2);
        }
    }

    /// Reads bytes of whatever origin. Takes no more memory than a small multiple of the bounds.
    pub(crate) fn of_bytes(bytes: &[u8]) -> Result<Self, BadScreen> {
        if bytes.len() > MAX_SCREEN {
            return Err(BadScreen);
        }
        let (stated, folded) = bytes.split_first_chunk().ok_or(BadScreen)?;
        let stated = usize::try_from(u32::from_be_bytes(*stated)).map_err(|_| BadScreen)?;
        if stated > MAX_CLEAR {
            return Err(BadScreen);
        }
        // Stops at the stated length, whatever the frame would unfold to.
        let clear = zstd::bulk::decompress(folded, stated).map_err(|_| BadScreen)?;
        if clear.len() != stated {
            return Err(BadScreen);
        }
        let screen: Self = minicbor::decode(&clear).map_err(|_| BadScreen)?;
        let long = |row: &ScreenRow| {
            row.title.len() > TITLE || row.urgency.len() > WORD || row.amount.len() > WORD
        };
        if screen.rows.len() > SCREEN_ROWS
            || screen.name.len() > TITLE
            || screen.rows.iter().any(long)
        {
            return Err(BadScreen);
        }
        let mut items: Vec<ItemId> = screen.rows.iter().map(|row| row.item).collect();
        items.sort_unstable();
        items.dedup();
        if items.len() != screen.rows.len() {
            return Err(BadScreen);
        }
        Ok(screen)
    }
}

/// Cuts a text to so many bytes, between characters.
fn cut(text: &mut String, most: usize) {
    if text.len() > most {
        let end = (0..=most).rev().find(|end| text.is_char_boundary(*end));
        text.truncate(end.unwrap_or(0));
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn screen(rows: usize, title: &str) -> FirstScreen {
        let row = |n: usize| ScreenRow {
            item: ItemId([u8::try_from(n % 251).unwrap(); 16]),
            kind: 1,
            state: 0,
            title: title.to_owned(),
            urgency: "high".to_owned(),
            amount: "20 blankets".to_owned(),
        };
        FirstScreen {
            name: "Flood help".to_owned(),
            items: 9,
            rows: (0..rows).map(row).collect(),
        }
    }

    fn folded(clear: &[u8]) -> Vec<u8> {
        let stated = u32::try_from(clear.len()).unwrap();
        let mut bytes = stated.to_be_bytes().to_vec();
        bytes.extend(zstd::bulk::compress(clear, 1).unwrap());
        bytes
    }

    #[test]
    fn it_comes_back_and_what_is_too_long_is_cut() {
        let all = screen(SCREEN_ROWS, "Blankets for the school");
        let bytes = all.clone().into_bytes().unwrap();
        assert!(bytes.len() < MAX_SCREEN);
        assert_eq!(FirstScreen::of_bytes(&bytes), Ok(all));
        let long = screen(SCREEN_ROWS, &"ä".repeat(1_000));
        let read = FirstScreen::of_bytes(&long.into_bytes().unwrap()).unwrap();
        assert_eq!(read.rows[0].title, "ä".repeat(TITLE / 2));
        // More than has room: fewer rows, and no failure.
        let mut noise = screen(SCREEN_ROWS, "");
        for (n, row) in noise.rows.iter_mut().enumerate() {
            let mut hasher = blake3::Hasher::new();
            hasher.update(&n.to_be_bytes());
            let mut bytes = [0; TITLE / 2];
            hasher.finalize_xof().fill(&mut bytes);
            row.title = bytes.iter().map(|byte| char::from(*byte)).collect();
            row.urgency.clone_from(&row.title);
            row.amount.clone_from(&row.title);
        }
        let bytes = noise.into_bytes().unwrap();
        assert!(bytes.len() <= MAX_SCREEN && FirstScreen::of_bytes(&bytes).is_ok());
    }

    #[test]
    fn what_is_beyond_the_bounds_is_refused() {
        let refused = |screen: &FirstScreen| {
            let clear = minicbor::to_vec(screen).unwrap();
            assert_eq!(FirstScreen::of_bytes(&folded(&clear)), Err(BadScreen));
        };
        refused(&screen(SCREEN_ROWS + 1, "water"));
        refused(&screen(1, &"a".repeat(TITLE + 1)));
        let mut twice = screen(2, "water");
        twice.rows[1].item = twice.rows[0].item;
        refused(&twice);
        let mut named = screen(1, "water");
        named.name = "n".repeat(TITLE + 1);
        refused(&named);
        // A frame that unfolds to more than it states, or states more than anybody has.
        let mut bomb = 100_u32.to_be_bytes().to_vec();
        bomb.extend(zstd::bulk::compress(&vec![0; 50 << 20], 3).unwrap());
        assert_eq!(FirstScreen::of_bytes(&bomb), Err(BadScreen));
        bomb[..4].copy_from_slice(&(50_u32 << 20).to_be_bytes());
        assert_eq!(FirstScreen::of_bytes(&bomb), Err(BadScreen));
        assert_eq!(
            FirstScreen::of_bytes(&vec![0; MAX_SCREEN + 1]),
            Err(BadScreen)
        );
        // Lists in lists.
        assert_eq!(
            FirstScreen::of_bytes(&folded(&[0x81; 100_000])),
            Err(BadScreen)
        );
        assert_eq!(FirstScreen::of_bytes(&[]), Err(BadScreen));
    }
}
