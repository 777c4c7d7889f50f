//! What the person calls their devices, by the devices' network keys. On this device only.

use std::collections::BTreeMap;

use rusqlite::OptionalExtension;

use super::Local;
use crate::api::AppError;

/// The row among the settings: one text, as they are.
const KEY: &str = "devices";

impl Local {
    /// Returns the names.
    pub(crate) fn device_names(&self) -> Result<BTreeMap<String, String>, AppError> {
        let text: Option<String> = self
            .lock()
            .query_row("SELECT value FROM settings WHERE key = ?", [KEY], |row| {
                row.get(0)
            })
            .optional()?;
        let text = text.unwrap_or_else(|| "{}".to_owned());
        serde_json::from_str(&text)
            .map_err(|error| AppError::internal(format!("names of devices: {error}")))
    }

    /// Calls a device so; an empty name forgets the one that it had.
    pub(crate) fn name_device(&self, device: &str, name: &str) -> Result<(), AppError> {
        let mut names = self.device_names()?;
        if name.is_empty() {
            names.remove(device);
        } else {
            names.insert(device.to_owned(), name.to_owned());
        }
        let text = serde_json::to_string(&names).map_err(AppError::internal)?;
        self.lock().execute(
            "INSERT INTO settings (key, value) VALUES (?1, ?2)
             ON CONFLICT (key) DO UPDATE SET value = ?2",
            (KEY, text),
        )?;
        Ok(())
    }
}
