//! A person's window: what they see, click and type, found as a screen reader finds it.

use std::path::{Path, PathBuf};
use std::process::Command;

use anyhow::{Context, Result, ensure};
use serde_json::{Value, json};

use super::bus::Bus;
use super::power;
use super::webdriver::{Driver, Element, wait_for};

/// The finder that runs in the page.
const PAGE: &str = include_str!("page.js");
/// Selects what a field holds, so that typing replaces it.
const SELECT_ALL: &str = "arguments[0].focus(); arguments[0].select();";

/// One person with a folder, a window and keys of their own.
pub struct Window {
    /// Their name.
    pub person: &'static str,
    driver: Driver,
    /// Where all their data is.
    pub folder: PathBuf,
}

impl Window {
    /// Starts the app for a person, with all their data in a folder of their own under `folder`.
    pub fn open(person: &'static str, folder: &Path) -> Result<Self> {
        let own = folder.join(person.to_lowercase());
        std::fs::create_dir_all(&own)?;
        Self::open_by(env!("CARGO_BIN_EXE_manyhands"), &[], person, &own)
    }

    /// Starts the app for a person who has chosen no way to keep the key, on a bus of its own.
    pub fn open_unchosen(person: &'static str, folder: &Path, bus: &Bus) -> Result<Self> {
        let own = folder.join(person.to_lowercase());
        std::fs::create_dir_all(&own)?;
        let unchosen = [
            ("MANYHANDS_VAULT", String::new()),
            ("DBUS_SESSION_BUS_ADDRESS", bus.address.clone()),
        ];
        Self::open_in(
            env!("CARGO_BIN_EXE_manyhands"),
            &[],
            person,
            &own,
            &unchosen,
        )
    }

    /// Starts a program that opens the app for a person.
    pub fn open_by(
        binary: &str,
        more: &[String],
        person: &'static str,
        folder: &Path,
    ) -> Result<Self> {
        Self::open_in(binary, more, person, folder, &[])
    }

    fn open_in(
        binary: &str,
        more: &[String],
        person: &'static str,
        folder: &Path,
        others: &[(&'static str, String)],
    ) -> Result<Self> {
        let folder = folder.to_owned();
        let mut args = more.to_vec();
        if binary.ends_with("manyhands") {
            args.extend(["--profile".to_owned(), person.to_lowercase()]);
        }
        let mut environment = vec![
            ("MANYHANDS_HOME", folder.display().to_string()),
            ("MANYHANDS_VAULT", "plain-file".to_owned()),
            (
                "MANYHANDS_TEST_CHOOSE_FILE",
                choice_of(&folder, person).display().to_string(),
            ),
        ];
        environment.extend_from_slice(others);
        let driver = Driver::start(binary, &args, &environment)
            .with_context(|| format!("{person}'s window does not open"))?;
        Ok(Self {
            person,
            driver,
            folder,
        })
    }

    /// Starts the app once more for the same person, as a desktop does that opens a link; it ends by itself.
    pub fn start_again_with(&self, link: &str) -> Result<()> {
        let status = Command::new(env!("CARGO_BIN_EXE_manyhands"))
            .args(["--profile", &self.person.to_lowercase(), link])
            .env("MANYHANDS_HOME", &self.folder)
            .status()?;
        ensure!(status.success(), "the second start: {status}");
        Ok(())
    }

    /// Makes the next file dialog end with this file.
    pub fn will_choose(&self, file: &Path) -> Result<()> {
        let path = std::path::absolute(file)?.display().to_string();
        std::fs::write(choice_of(&self.folder, self.person), path)?;
        Ok(())
    }

    /// Waits until something with this role and name is shown, and returns it.
    pub fn sees(&self, role: &str, name: &str) -> Result<Element> {
        self.wait(role, name, true)
    }

    /// Waits until this text is somewhere on the page.
    pub fn reads(&self, text: &str) -> Result<()> {
        self.until(&format!("“{text}” on the page"), |window| {
            Ok(window.text()?.contains(text).then_some(()))
        })
    }

    /// Waits for anything; what is on the page is told when it does not come.
    pub fn until<T>(
        &self,
        what: &str,
        mut ask: impl FnMut(&Self) -> Result<Option<T>>,
    ) -> Result<T> {
        let waited = wait_for(&format!("{what} in {}'s window", self.person), || ask(self));
        waited.map_err(|error| {
            self.keep_picture(&format!("failed-{}", self.person.to_lowercase()));
            let text = self.text().unwrap_or_default();
            error.context(format!("{}'s page reads: {text}", self.person))
        })
    }

    /// All text that is shown.
    pub fn text(&self) -> Result<String> {
        let told = self.ask("text", "any", "", false)?;
        Ok(told.as_str().unwrap_or_default().to_owned())
    }

    /// What a part of the page reads, by its test id; empty where it is not there.
    pub fn part(&self, id: &str) -> Result<String> {
        let told = self.ask("part", "any", id, false)?;
        Ok(told.as_str().unwrap_or_default().to_owned())
    }

    /// Waits until a part of the page reads what is wanted, and returns all that it reads.
    pub fn part_reads(&self, id: &str, wanted: &str) -> Result<String> {
        self.until(&format!("“{wanted}” in {id}"), |window| {
            let part = window.part(id)?;
            Ok(part.contains(wanted).then_some(part))
        })
    }

    /// All rows of the list that is shown, each with all it says, sorted.
    pub fn rows(&self) -> Result<Vec<String>> {
        let told = self.ask("rows", "any", "", false)?;
        Ok(serde_json::from_value(told)?)
    }

    /// Scrolls to the row that has this in it, as a person would, and clicks it. The driver takes a row for in view that
    /// has gone behind the head of its list.
    pub fn open_row(&self, title: &str) -> Result<()> {
        self.until(&format!("a row “{title}”"), |window| {
            let found = window.ask("row", "any", title, false)?;
            let Some(found) = Element::from_value(&found) else {
                return Ok(None);
            };
            let to = "arguments[0].scrollIntoView({ block: 'center', behavior: 'instant' });";
            window.script(to, &[found.to_value()])?;
            window.driver.click(&found)?;
            Ok(Some(()))
        })
    }

    /// Whether a switch is on.
    pub fn is_on(&self, switch: &str) -> Result<bool> {
        let told = self.ask("checked", "checkbox", switch, true)?;
        told.as_bool().context("no such switch")
    }

    /// How many with this role have this in their name.
    pub fn count(&self, role: &str, part: &str) -> Result<u64> {
        Ok(self.ask("count", role, part, false)?.as_u64().unwrap_or(0))
    }

    /// Clicks what has this role and name, once it is there.
    pub fn click(&self, role: &str, name: &str) -> Result<()> {
        self.click_found(role, name, true)
    }

    /// The same where the name only has to be part of it.
    pub fn click_like(&self, role: &str, part: &str) -> Result<()> {
        self.click_found(role, part, false)
    }

    /// Replaces what a field holds.
    pub fn fill(&self, field: &str, text: &str) -> Result<()> {
        self.until(&format!("the field {field} to take its text"), |window| {
            let found = window.wait("textbox", field, false)?;
            window.driver.script(SELECT_ALL, &[found.to_value()])?;
            window.driver.type_into(&found, text)?;
            Ok(Some(()))
        })
    }

    /// Presses keys, wherever the focus is.
    pub fn press(&self, keys: &[&str]) -> Result<()> {
        self.driver.press(keys)
    }

    /// Presses a key while another is held, wherever the focus is.
    pub fn chord(&self, held: &str, key: &str) -> Result<()> {
        self.driver.chord(held, key)
    }

    /// Puts the focus into a field, as a click does.
    pub fn enter(&self, field: &str) -> Result<()> {
        self.click_found("textbox", field, false)
    }

    /// What has this role and name, as it stands at this moment.
    pub fn now(&self, role: &str, name: &str) -> Result<Element> {
        let found = self.ask("find", role, name, false)?;
        Element::from_value(&found).with_context(|| format!("no {role} “{name}”"))
    }

    /// Types into an element as it stands.
    pub fn type_into(&self, element: &Element, text: &str) -> Result<()> {
        self.driver.type_into(element, text)
    }

    /// Runs a script in the page.
    pub fn script(&self, script: &str, args: &[Value]) -> Result<Value> {
        self.driver.script(script, args)
    }

    /// Waits until an element that CSS finds is there.
    pub fn finds(&self, css: &str) -> Result<Element> {
        self.until(&format!("an element {css}"), |window| {
            let script = "return document.querySelector(arguments[0])";
            Ok(Element::from_value(
                &window.driver.script(script, &[json!(css)])?,
            ))
        })
    }

    /// Takes a picture of the page, as a PNG.
    pub fn picture(&self) -> Result<Vec<u8>> {
        self.driver.picture()
    }

    /// Closes the window.
    pub fn close(self) -> Result<()> {
        self.driver.end()
    }

    fn wait(&self, role: &str, name: &str, exact: bool) -> Result<Element> {
        self.until(&format!("{role} “{name}”"), |window| {
            Ok(Element::from_value(&window.ask("find", role, name, exact)?))
        })
    }

    fn click_found(&self, role: &str, name: &str, exact: bool) -> Result<()> {
        self.until(&format!("{role} “{name}” to be clicked"), |window| {
            let Some(found) = Element::from_value(&window.ask("find", role, name, exact)?) else {
                return Ok(None);
            };
            // What has just moved or been drawn anew is found again.
            window.driver.click(&found)?;
            Ok(Some(()))
        })
    }

    /// Asks the finder in the page.
    pub fn ask(&self, what: &str, role: &str, name: &str, exact: bool) -> Result<Value> {
        let args = [
            json!(what),
            json!(role),
            json!(name),
            json!(exact),
            Value::Null,
        ];
        self.driver.script(PAGE, &args)
    }
}

impl Drop for Window {
    fn drop(&mut self) {
        // A test that failed leaves nothing running.
        if let Ok(process) = power::process_of(&self.folder) {
            let _ = power::cut(process);
        }
    }
}

/// Where the driver says which file the next dialog chooses.
fn choice_of(folder: &Path, person: &str) -> PathBuf {
    folder.join(format!("{}-chooses", person.to_lowercase()))
}
