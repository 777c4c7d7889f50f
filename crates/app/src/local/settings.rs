//! Settings of this device, and the person's display name before it is signed on boards.

use std::sync::PoisonError;

use rusqlite::{Connection, OptionalExtension};
use serde::{Deserialize, Serialize};

use crate::api::{AppError, SettingsChange, TextSize, Theme};

use super::Local;

const KEY: &str = "settings";
/// The widest range of text sizes (WCAG 1.4.4 asks for 200 %).
const TEXT_SIZES: std::ops::RangeInclusive<u16> = 90..=200;
const MAX_RELAYS: usize = 16;
const MAX_RELAY_LEN: usize = 512;

/// What stands in the file. Fields that an older app does not know are kept out of its way by being
/// in one JSON text: unknown ones are ignored, missing ones take the default.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "camelCase", default)]
pub(crate) struct Settings {
    pub(crate) name: String,
    pub(crate) theme: Theme,
    pub(crate) text_size: TextSize,
    pub(crate) local_discovery: bool,
    pub(crate) relays: Vec<String>,
    pub(crate) letter_keys: bool,
    pub(crate) work_offline: bool,
    pub(crate) show_open: bool,
}

impl Default for Settings {
    fn default() -> Self {
        Self {
            name: String::new(),
            theme: Theme::System,
            text_size: TextSize(100),
            local_discovery: true,
            relays: Vec::new(),
            letter_keys: true,
            work_offline: false,
            show_open: true,
        }
    }
}

impl Settings {
    /// Returns the settings with the change in place, or why a value cannot be.
    pub(crate) fn changed(mut self, change: SettingsChange) -> Result<Self, AppError> {
        if let Some(theme) = change.theme {
            self.theme = theme;
        }
        if let Some(size) = change.text_size {
            if !TEXT_SIZES.contains(&size.0) {
                return Err(AppError::bad_field("textSize", "notAChoice"));
            }
            self.text_size = size;
        }
        if let Some(on) = change.local_discovery {
            self.local_discovery = on;
        }
        if let Some(relays) = change.relays {
            self.relays = checked_relays(relays)?;
        }
        if let Some(on) = change.letter_keys {
            self.letter_keys = on;
        }
        if let Some(on) = change.work_offline {
            self.work_offline = on;
        }
        if let Some(on) = change.show_open {
            self.show_open = on;
        }
        Ok(self)
    }
}

/// The word for all of the public relays.
const PUBLIC: &str = "public";

/// Returns the addresses in the form in which they are kept, none twice. The word `public` stands for the public ones.
fn checked_relays(relays: Vec<String>) -> Result<Vec<String>, AppError> {
    let mut kept: Vec<String> = Vec::new();
    for said in relays {
        let said = said.trim();
        if said.is_empty() {
            continue;
        }
        if said.len() > MAX_RELAY_LEN {
            return Err(AppError::bad_field("relays", "tooLong"));
        }
        let urls = if said.eq_ignore_ascii_case(PUBLIC) {
            node::public_relays()
        } else {
            let url = node::relay_url(said);
            vec![url.ok_or_else(|| AppError::bad_field("relays", "noRelay").with("value", said))?]
        };
        for url in urls {
            if !kept.contains(&url) {
                kept.push(url);
            }
        }
    }
    if kept.len() > MAX_RELAYS {
        return Err(AppError::bad_field("relays", "tooManyRelays"));
    }
    Ok(kept)
}

/// Returns the settings in the file, or the defaults of a first run.
pub(super) fn read(connection: &Connection) -> Result<Settings, AppError> {
    let text: Option<String> = connection
        .query_row("SELECT value FROM settings WHERE key = ?", [KEY], |row| {
            row.get(0)
        })
        .optional()?;
    match text {
        None => Ok(Settings::default()),
        Some(text) => serde_json::from_str(&text)
            .map_err(|error| AppError::internal(format!("settings cannot be read: {error}"))),
    }
}

impl Local {
    /// Returns the settings.
    pub(crate) fn settings(&self) -> Settings {
        self.settings
            .lock()
            .unwrap_or_else(PoisonError::into_inner)
            .clone()
    }

    /// Writes the settings; they are on disk when this returns.
    pub(crate) fn save_settings(&self, settings: &Settings) -> Result<(), AppError> {
        let text = serde_json::to_string(settings).map_err(AppError::internal)?;
        self.lock().execute(
            "INSERT INTO settings (key, value) VALUES (?1, ?2)
             ON CONFLICT (key) DO UPDATE SET value = ?2",
            (KEY, text),
        )?;
        let mut kept = self.settings.lock().unwrap_or_else(PoisonError::into_inner);
        kept.clone_from(settings);
        Ok(())
    }
}
