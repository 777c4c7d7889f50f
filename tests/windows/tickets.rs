//! How an invite ticket goes from hand to hand: by the clipboard, and as a picture of its QR code.

use anyhow::Result;

use super::window::Window;

const BOARD: &str = "Harbour Ward relief";

/// Alice with a board and an invite ticket to it, and Bob at the place where he joins.
fn two_people() -> Result<(tempfile::TempDir, Window, Window, String)> {
    let folder = tempfile::tempdir()?;
    let alice = Window::open("Alice", folder.path())?;
    let bob = Window::open("Bob", folder.path())?;
    alice.introduce()?;
    alice.make_board(BOARD)?;
    let ticket = alice.invite()?;
    bob.introduce()?;
    bob.click("button", "I have an invite ticket")?;
    Ok((folder, alice, bob, ticket))
}

#[test]
#[ignore = "needs a screen: cargo xtask test windows"]
fn a_ticket_is_copied_in_one_window_and_pasted_in_another() {
    let (_folder, alice, bob, ticket) = two_people().unwrap();
    alice.click("button", "Copy the text").unwrap();
    alice.part_reads("announcement", "Copied").unwrap();
    bob.paste("Invite ticket").unwrap();
    let pasted = bob.until("the ticket", |bob| bob.value_of("textarea"));
    assert_eq!(pasted.unwrap(), ticket);
    bob.ask_to_join(BOARD).unwrap();
    alice.close().unwrap();
    bob.close().unwrap();
}

#[test]
#[ignore = "needs a screen: cargo xtask test windows"]
fn a_picture_of_the_window_with_the_qr_code_is_an_invite_ticket() {
    let (folder, alice, bob, ticket) = two_people().unwrap();
    alice.finds("svg[role=\"img\"]").unwrap();
    // As a person does who takes a picture of it: all of it is on the screen.
    let into_view =
        "document.querySelector('svg[role=\"img\"]').scrollIntoView({ block: 'center' })";
    alice.script(into_view, &[]).unwrap();
    let picture = folder.path().join("from Alice.png");
    alice.photograph(&picture).unwrap();
    bob.will_choose(&picture).unwrap();
    bob.click("button", "Open a picture of the QR code")
        .unwrap();
    let read = bob.until("what the picture says", |bob| bob.value_of("textarea"));
    assert!(read.unwrap().eq_ignore_ascii_case(&ticket));
    bob.ask_to_join(BOARD).unwrap();
    alice.close().unwrap();
    bob.close().unwrap();
}
