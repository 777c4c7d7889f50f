//! What belongs to this device: settings, drafts and notices.

use crate::api::{AppError, Row, RowData, SettingsView};
use crate::desk::Desk;
use crate::network;

pub(super) fn settings(desk: &Desk) -> Row {
    let settings = desk.local.settings();
    let view = SettingsView {
        name: settings.name,
        theme: settings.theme,
        text_size: settings.text_size,
        local_discovery: settings.local_discovery,
        relay_states: network::relays(desk, &settings.relays),
        relays: settings.relays,
        letter_keys: settings.letter_keys,
        work_offline: settings.work_offline,
        show_open: settings.show_open,
        data_folder: desk.root.display().to_string(),
        version: env!("CARGO_PKG_VERSION").to_owned(),
    };
    super::row("settings", RowData::Settings(view))
}

pub(super) fn drafts(desk: &Desk) -> Result<Vec<Row>, AppError> {
    let drafts = desk.local.drafts()?;
    Ok(drafts
        .into_iter()
        .map(|draft| super::row(draft.key.clone(), RowData::Draft(draft)))
        .collect())
}

pub(super) fn notices(desk: &Desk) -> Result<Vec<Row>, AppError> {
    let notices = desk.local.notices()?;
    let refused = super::sent::refused(desk);
    Ok(notices
        .into_iter()
        .chain(refused)
        .map(|notice| super::row(notice.notice.clone(), RowData::Notice(notice)))
        .collect())
}
