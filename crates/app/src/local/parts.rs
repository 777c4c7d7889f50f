//! What of `local.db` a backup carries: settings, drafts, and which imports were undone. Not the steps of undo:
//! they are about what was done on the device that made them.

use node::LocalPart;
use serde::{Deserialize, Serialize};

use crate::api::AppError;

use super::{Local, settings};

/// A part, as it stands in a backup. One that a newer app wrote is left out, never refused.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(tag = "type", rename_all = "camelCase")]
enum Part {
    Settings { settings: super::Settings },
    Draft { key: String, text: String, at: i64 },
    UndoneImport { board: String, item: String },
}

impl Local {
    /// Returns everything that a backup carries.
    pub(crate) fn parts(&self) -> Result<Vec<LocalPart>, AppError> {
        let mut parts = vec![Part::Settings {
            settings: self.settings(),
        }];
        for draft in self.drafts()? {
            parts.push(Part::Draft {
                key: draft.key,
                text: draft.text,
                at: draft.at,
            });
        }
        let connection = self.lock();
        let mut read = connection.prepare_cached("SELECT board, item FROM undone_imports")?;
        let undone = read.query_map([], |row| {
            Ok(Part::UndoneImport {
                board: row.get(0)?,
                item: row.get(1)?,
            })
        })?;
        for part in undone {
            parts.push(part?);
        }
        parts.iter().map(Part::kept).collect()
    }

    /// Takes over what a backup carried and is not here. What is here stays as it is.
    pub(crate) fn take_back(&self, parts: &[LocalPart]) -> Result<(), AppError> {
        for part in parts {
            match serde_json::from_slice(&part.value) {
                Ok(part) => self.take_part(part)?,
                Err(error) => {
                    tracing::warn!(%error, name = part.name, "a part of a backup is not known");
                }
            }
        }
        Ok(())
    }

    fn take_part(&self, part: Part) -> Result<(), AppError> {
        match part {
            Part::Settings { settings } => {
                if self.settings() == settings::Settings::default() {
                    self.save_settings(&settings)?;
                }
            }
            Part::Draft { key, text, at } => {
                let here = self.drafts()?.iter().any(|draft| draft.key == key);
                if !here {
                    self.save_draft(&key, &text, at)?;
                }
            }
            Part::UndoneImport { board, item } => self.import_undone(&board, &[item])?,
        }
        Ok(())
    }
}

impl Part {
    fn kept(&self) -> Result<LocalPart, AppError> {
        let name = match self {
            Self::Settings { .. } => "settings",
            Self::Draft { .. } => "draft",
            Self::UndoneImport { .. } => "undone import",
        };
        Ok(LocalPart {
            name: name.to_owned(),
            value: serde_json::to_vec(self).map_err(AppError::internal)?,
        })
    }
}
