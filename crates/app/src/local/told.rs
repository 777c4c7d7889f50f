//! What the person was told to be only on this device, when they closed the window last: a row of `settings`.

use std::collections::BTreeSet;

use super::Local;
use crate::api::AppError;

const KEY: &str = "toldOnlyHere";

impl Local {
    /// Returns what names it: entries, reports, boards.
    pub(crate) fn told_only_here(&self) -> Result<BTreeSet<String>, AppError> {
        Ok(self.kept(KEY)?.unwrap_or_default())
    }

    /// Notes what the person was told.
    pub(crate) fn keep_told_only_here(&self, told: &BTreeSet<String>) -> Result<(), AppError> {
        self.keep(KEY, told)
    }
}
