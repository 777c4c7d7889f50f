//! What a script asks over the control socket: the same as what the app is asked here.

use std::path::Path;

use super::App;
use crate::api::{AppError, BackupView, Intent, Outcome, Reading, ReadingAnswer, Secret};
use crate::control::Handler;

impl Handler for App {
    async fn dispatch(&self, intent: Intent) -> Result<Outcome, AppError> {
        Self::dispatch(self, intent).await
    }

    async fn read(&self, reading: Reading) -> Result<ReadingAnswer, AppError> {
        Self::read(self, reading).await
    }

    async fn write_backup(&self, path: &Path) -> Result<BackupView, AppError> {
        Self::write_backup(self, path).await
    }

    async fn verify_backup(&self, path: &Path) -> Result<BackupView, AppError> {
        Self::verify_backup(self, path).await
    }

    async fn attach(&self, board: &str, item: &str, path: &Path) -> Result<Outcome, AppError> {
        Self::attach(self, board, item, path).await
    }

    async fn save_attachment(
        &self,
        of: (&str, &str, &str),
        folder: &Path,
    ) -> Result<Outcome, AppError> {
        Self::save_attachment(self, of, folder).await
    }

    async fn save_carried(
        &self,
        of: (&str, &str),
        path: &Path,
        over: bool,
    ) -> Result<Outcome, AppError> {
        Self::save_carried(self, of, path, over).await
    }

    async fn read_carried(&self, path: &Path) -> Result<Outcome, AppError> {
        Self::read_carried(self, path).await
    }

    fn give_up_carrying(&self) {
        Self::give_up_carrying(self);
    }

    async fn recovery_words(&self, passphrase: Option<&Secret>) -> Result<Vec<String>, AppError> {
        Self::recovery_words(self, passphrase).await
    }
}
