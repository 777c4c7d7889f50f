//! Several devices of one person: adding one, naming them, taking one off all boards.
//!
//! Owns the names of devices, which stay on this device. What a request and an answer are, `trust` says; what comes of
//! them, `node`.

use std::sync::Arc;

use crate::api::{AppError, Outcome, ReadingAnswer, Row, Secret};
use crate::desk::Desk;

fn later<T>() -> Result<T, AppError> {
    Err(AppError::internal("adding devices is not built yet"))
}

pub(crate) async fn revoke(_: &Arc<Desk>, _: &str) -> Result<Outcome, AppError> {
    later()
}

pub(crate) fn name(_: &Desk, _: Option<&str>, _: &str) -> Result<Outcome, AppError> {
    later()
}

pub(crate) async fn request(_: &Arc<Desk>) -> Result<Outcome, AppError> {
    later()
}

pub(crate) async fn cancel_request(_: &Arc<Desk>) -> Result<Outcome, AppError> {
    later()
}

pub(crate) async fn add(_: &Arc<Desk>, _: &str) -> Result<Outcome, AppError> {
    later()
}

pub(crate) async fn accept(
    _: &Arc<Desk>,
    _: &str,
    _: Option<Secret>,
) -> Result<Outcome, AppError> {
    later()
}

pub(crate) async fn open_request(_: &Arc<Desk>) -> Result<ReadingAnswer, AppError> {
    later()
}

pub(crate) async fn read_request(_: &Arc<Desk>, _: &str) -> Result<ReadingAnswer, AppError> {
    later()
}

pub(crate) async fn read_answer(_: &Arc<Desk>, _: &str) -> Result<ReadingAnswer, AppError> {
    later()
}

pub(crate) async fn list(_: &Arc<Desk>) -> Result<Vec<Row>, AppError> {
    later()
}
