//! A picture at an item: put there in one window, seen in another, saved as a copy without what a camera wrote into it.

use std::path::{Path, PathBuf};

use anyhow::{Context, Result, ensure};
use serde_json::json;

use super::window::Window;

const BOARD: &str = "Harbour Ward relief";
const CELLAR: &str = "The cellar of 12 Quay Street";
/// What a camera might have written into the file.
const PLACE: &[u8] = b"12 Quay Street, second door";

#[test]
#[ignore = "needs a screen: cargo xtask test windows"]
fn a_picture_that_alice_adds_is_seen_in_bobs_window() {
    let folder = tempfile::tempdir().unwrap();
    let alice = Window::open("Alice", folder.path()).unwrap();
    let bob = Window::open("Bob", folder.path()).unwrap();
    alice.introduce().unwrap();
    alice.make_board(BOARD).unwrap();
    let ticket = alice.invite().unwrap();
    bob.introduce().unwrap();
    bob.join(&ticket, BOARD).unwrap();
    alice.go("Needs and offers").unwrap();
    alice.add("Add need", CELLAR).unwrap();
    let picture = taken(&alice, folder.path()).unwrap();
    add(&alice, &picture).unwrap();
    see(&bob).unwrap();
    let copies = folder.path().join("copies");
    save(&bob, &copies).unwrap();
    take_off(&alice, &bob).unwrap();
    alice.close().unwrap();
    bob.close().unwrap();
}

/// A picture as a camera makes one: with a text in it of where it was taken.
fn taken(alice: &Window, folder: &Path) -> Result<PathBuf> {
    let path = folder.join("cellar.png");
    alice.photograph(&path)?;
    let bytes = std::fs::read(&path)?;
    // Behind the head of a PNG, 8 bytes and a chunk of 25, come chunks of any kind.
    let mut all = bytes[..33].to_vec();
    let mut chunk = b"tEXtLocation\0".to_vec();
    chunk.extend_from_slice(PLACE);
    all.extend_from_slice(&u32::try_from(chunk.len() - 4)?.to_be_bytes());
    all.extend_from_slice(&chunk);
    all.extend_from_slice(&crc(&chunk).to_be_bytes());
    all.extend_from_slice(&bytes[33..]);
    std::fs::write(&path, all)?;
    Ok(path)
}

/// The sum of a PNG's chunk.
fn crc(bytes: &[u8]) -> u32 {
    !bytes.iter().fold(u32::MAX, |crc, byte| {
        (0..8).fold(crc ^ u32::from(*byte), |crc, _| {
            let odd = crc & 1 == 1;
            (crc >> 1) ^ if odd { 0xedb8_8320 } else { 0 }
        })
    })
}

fn add(alice: &Window, picture: &Path) -> Result<()> {
    alice.open_row(CELLAR)?;
    alice.reads("Everybody on the board can open it. Up to 200 MB.")?;
    alice.keep_picture_of_heading("Pictures and files (0)", "attach-none")?;
    alice.will_choose(picture)?;
    alice.click("button", "Add a picture or file…")?;
    alice.part_reads("announcement", "where and when it was taken is not in it")?;
    alice.part_reads("attachments", "cellar.png")?;
    shown(alice)?;
    alice.keep_picture_of("attachments", "attach-alice")
}

/// It comes by itself, and is there as a picture.
fn see(bob: &Window) -> Result<()> {
    bob.go("Needs and offers")?;
    bob.open_row(CELLAR)?;
    let told = bob.part_reads("attachments", "Here")?;
    ensure!(
        told.contains("cellar.png") && told.contains("Alice"),
        "{told}"
    );
    shown(bob)?;
    bob.keep_picture_of("attachments", "attach-bob")
}

/// The small picture is loaded: not only its place is there.
fn shown(window: &Window) -> Result<()> {
    window.until("the small picture", |window| {
        let width =
            "return document.querySelector('[data-testid=\"attachments\"] img')?.naturalWidth ?? 0";
        let width = window.script(width, &[])?;
        Ok((width.as_u64() > Some(100)).then_some(()))
    })
}

/// Saved under the picture's name, without what the camera wrote.
fn save(bob: &Window, copies: &Path) -> Result<()> {
    std::fs::create_dir(copies)?;
    bob.will_choose(copies)?;
    bob.click("button", "Save a copy…")?;
    bob.part_reads("announcement", "Saved as “cellar.")?;
    let copy = std::fs::read_dir(copies)?.next().context("no copy")??;
    let bytes = std::fs::read(copy.path())?;
    ensure!(bytes.len() > 1000, "{} bytes", bytes.len());
    let told = bytes.windows(PLACE.len()).any(|part| part == PLACE);
    ensure!(!told, "where it was taken is still in it");
    Ok(())
}

/// Taken off by who added it, it goes from the other window too.
fn take_off(alice: &Window, bob: &Window) -> Result<()> {
    alice.click("button", "Take it off")?;
    alice.part_reads("announcement", "Taken off.")?;
    for window in [alice, bob] {
        window.until("no picture at the item", |window| {
            let none = window.sees("heading", "Pictures and files (0)").is_ok();
            Ok(none.then_some(()))
        })?;
    }
    Ok(())
}

impl Window {
    /// A picture with a heading in the middle of it.
    fn keep_picture_of_heading(&self, heading: &str, name: &str) -> Result<()> {
        let heading = self.sees("heading", heading)?;
        let to = "arguments[0].scrollIntoView({ block: 'center', behavior: 'instant' });";
        self.script(to, &[json!(heading.to_value())])?;
        self.keep_picture(name);
        Ok(())
    }
}
