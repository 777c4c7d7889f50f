//! What a person does in the app, step by step, as the manual says it.

use std::path::Path;

use anyhow::{Context, Result};
use serde_json::json;

use super::window::Window;

const CONTROL: &str = "\u{e009}";

/// The way a person goes through the window.
impl Window {
    /// Says who they are, in the first run.
    pub fn introduce(&self) -> Result<()> {
        self.sees("heading", "Welcome to Manyhands")?;
        self.fill("Your name", self.person)?;
        self.keep_picture(&format!("first-run-{}", self.person.to_lowercase()));
        self.click("button", "Continue")?;
        self.sees("heading", "Your boards").map(drop)
    }

    /// Makes a board and stands in it.
    pub fn make_board(&self, name: &str) -> Result<()> {
        self.click("button", "Make a board")?;
        self.fill("Name of the board", name)?;
        self.click("button", "Make the board")?;
        self.sees("heading", "Needs and offers").map(drop)
    }

    /// Goes to a section, or to a place outside of the board.
    pub fn go(&self, place: &str) -> Result<()> {
        self.click("link", place)?;
        self.sees("heading", place).map(drop)
    }

    /// Opens a board from the list of boards.
    pub fn enter_board(&self, name: &str) -> Result<()> {
        self.go("Your boards")?;
        self.click_like("link", name)?;
        self.sees("heading", "Needs and offers").map(drop)
    }

    /// Imports a list in a section; returns what the preview said.
    pub fn import(&self, section: &str, file: &Path) -> Result<String> {
        self.will_choose(file)?;
        self.go(section)?;
        self.click("button", "More")?;
        self.click("menuitem", "Import a list")?;
        self.click("button", "Choose a file")?;
        let summary = self.part_reads("import-summary", "new")?;
        if summary.starts_with("0 new") {
            return Ok(summary);
        }
        self.click_like("button", "Import ")?;
        self.sees("heading", section)?;
        Ok(summary)
    }

    /// Adds a need, an offer, a supply or a site, by its form.
    pub fn add(&self, button: &str, title: &str) -> Result<()> {
        self.click("button", button)?;
        self.fill("Title", title)?;
        let sure = button
            .replace("Add a ", "Add the ")
            .replace("Add need", "Add the need")
            .replace("Add offer", "Add the offer");
        self.click("button", &sure)?;
        self.has_row(title)
    }

    /// Waits until a row of the list has this in it.
    pub fn has_row(&self, title: &str) -> Result<()> {
        self.until(&format!("“{title}” in the list"), |window| {
            let there = window.rows()?.iter().any(|row| row.contains(title));
            Ok(there.then_some(()))
        })
    }

    /// Makes an invite ticket for one person and returns its text.
    pub fn invite(&self) -> Result<String> {
        self.invite_for("One person I choose")
    }

    /// Makes an invite ticket for whom Share names so, and returns its text.
    pub fn invite_for(&self, whom: &str) -> Result<String> {
        self.go("Share")?;
        // The one that was made before may stand there still.
        let shown = |window: &Self| window.value_of("[data-testid=\"ticket-text\"]");
        let before = shown(self)?;
        self.click("radio", whom)?;
        self.click("button", "Make an invite ticket")?;
        self.until("a new ticket", |window| {
            Ok(shown(window)?.filter(|text| before.as_ref() != Some(text)))
        })
    }

    /// Makes an invite ticket for a helper of this name, and returns its text.
    pub fn invite_helper(&self, called: &str) -> Result<String> {
        self.go("Share")?;
        self.click("radio", "A computer as a helper")?;
        self.fill("Name of the helper (optional)", called)?;
        let shown = |window: &Self| window.value_of("[data-testid=\"ticket-text\"]");
        let before = shown(self)?;
        self.click("button", "Make an invite ticket")?;
        self.until("a ticket for a helper", |window| {
            Ok(shown(window)?.filter(|text| before.as_ref() != Some(text)))
        })
    }

    /// Opens somebody's page from the list of people.
    pub fn open_person(&self, name: &str) -> Result<()> {
        self.go("People")?;
        self.click("button", &format!("Actions for {name}"))?;
        self.click("menuitem", "Open")?;
        self.part_reads("person-page", name).map(drop)
    }

    /// What a field holds that CSS finds, if it is there and holds something.
    pub fn value_of(&self, css: &str) -> Result<Option<String>> {
        let read = "return document.querySelector(arguments[0])?.value || null";
        let told = self.script(read, &[json!(css)])?;
        Ok(told.as_str().map(str::to_owned))
    }

    /// Pastes what was copied last into a field.
    pub fn paste(&self, field: &str) -> Result<()> {
        self.enter(field)?;
        self.chord(CONTROL, "v")
    }

    /// Goes to the settings of the board that is open.
    pub fn board_settings(&self) -> Result<()> {
        self.click("button", "More")?;
        self.click("menuitem", "Board settings")?;
        self.sees("heading", "Board settings").map(drop)
    }

    /// Joins a board by a ticket's text, and goes in as soon as it is there.
    pub fn join(&self, ticket: &str, board: &str) -> Result<()> {
        self.click("button", "I have an invite ticket")?;
        self.fill("Invite ticket", ticket)?;
        self.ask_to_join(board)
    }

    /// Asks to join by the ticket that stands in the field, and goes in as soon as the board is there.
    pub fn ask_to_join(&self, board: &str) -> Result<()> {
        self.reads("Invited by")?;
        self.keep_picture("join");
        self.click("button", "Ask to join")?;
        self.until("the board to be there", |window| {
            if window.text()?.contains("Waiting for the computer") {
                return Ok(None);
            }
            Ok((window.count("button", "Open the board")? > 0).then_some(()))
        })?;
        self.click("button", "Open the board")?;
        self.sees("heading", "Needs and offers")?;
        self.reads(board)
    }

    /// Cuts this device off, or lets it connect again.
    pub fn work_offline(&self, offline: bool) -> Result<()> {
        self.go("Settings")?;
        if self.is_on("Work offline")? != offline {
            self.click("checkbox", "Work offline")?;
        }
        self.until("the switch to move", |window| {
            Ok((window.is_on("Work offline")? == offline).then_some(()))
        })
    }

    /// Says that so many of a supply came in or went out.
    pub fn move_stock(&self, deed: &str, title: &str, quantity: &str) -> Result<()> {
        self.click("button", &format!("{deed} {title}"))?;
        self.fill("How many", quantity)?;
        self.click("button", deed)?;
        self.reads(&format!("{quantity} of “{title}”"))
    }

    /// Gives what is open another title, and waits until it is saved.
    pub fn retitle(&self, title: &str) -> Result<()> {
        self.fill("Title", title)?;
        self.press(&["\u{e007}"])?;
        self.part_reads("saved-state", "Saved").map(drop)
    }

    /// The number in "64 supplies".
    pub fn shown(&self) -> Result<u32> {
        self.until("a number of what is shown", |window| {
            let part = window.part("items-shown")?;
            let number = part.split(' ').next().unwrap_or_default().replace(',', "");
            Ok(number.parse().ok())
        })
    }

    /// Waits until so many are shown.
    pub fn shows(&self, number: u32) -> Result<()> {
        self.until(&format!("{number} to be shown"), |window| {
            Ok((window.shown()? == number).then_some(()))
        })
    }

    /// Waits until a list is there whole: as many rows as it says; returns them.
    pub fn whole_list(&self, number: usize) -> Result<Vec<String>> {
        self.until(&format!("{number} rows"), |window| {
            let rows = window.rows()?;
            Ok((rows.len() == number).then_some(rows))
        })
        .context("a list is not whole")
    }
}
