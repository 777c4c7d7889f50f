//! Settings and notices of this device, and the display name on each board.

use std::sync::Arc;

use model::{Statement, clean_name};
use node::NetworkSettings;
use rusqlite::Connection;
use trust::{BoardId, EntryId, Role};

use super::presence::show_again;
use super::said::draft;
use crate::api::{AppError, Outcome, SettingsChange};
use crate::desk::{At, Desk};
use crate::index;
use crate::live::Touched;
use crate::local::Settings;
use crate::views;

/// Changes settings; those of the network take effect at once.
pub(super) async fn change(desk: &Desk, change: SettingsChange) -> Result<Outcome, AppError> {
    let before = desk.local.settings();
    let settings = before.clone().changed(change)?;
    desk.local.save_settings(&settings)?;
    let network = network(&settings);
    if network != self::network(&before) {
        let offline = network.offline || !desk.network;
        desk.node
            .set_network(&NetworkSettings { offline, ..network });
    }
    if settings.show_open != before.show_open {
        show_again(desk).await?;
    }
    desk.tell(Touched {
        settings: true,
        network: true,
        ..Touched::default()
    });
    Ok(Outcome::Done { undoable: false })
}

/// Forgets a notice that was read.
pub(super) async fn dismiss_notice(desk: &Desk, notice: &str) -> Result<Outcome, AppError> {
    match views::report_of(notice) {
        Some(report) => desk.node.report_told(report).await?,
        None => desk.local.dismiss_notice(notice)?,
    }
    desk.tell(Touched {
        notices: true,
        ..Touched::default()
    });
    Ok(Outcome::Done { undoable: false })
}

/// Returns what the node has to know of the settings.
pub(crate) fn network(settings: &Settings) -> NetworkSettings {
    NetworkSettings {
        offline: settings.work_offline,
        local_discovery: settings.local_discovery,
        relays: settings.relays.clone(),
    }
}

/// Sets the display name and signs it on each board. The caller holds the lane.
pub(super) async fn set_name(desk: &Arc<Desk>, name: &str) -> Result<Outcome, AppError> {
    let name = clean_name(name);
    if name.is_empty() {
        return Err(AppError::bad_field("name", "empty"));
    }
    if name.chars().count() > model::MAX_NAME_CHARS {
        return Err(AppError::bad_field("name", "tooLong"));
    }
    let mut settings = desk.local.settings();
    settings.name = name;
    desk.local.save_settings(&settings)?;
    desk.tell(Touched {
        settings: true,
        ..Touched::default()
    });
    for info in desk.node.boards() {
        sign_name(desk, info.board).await?;
    }
    Ok(Outcome::Done { undoable: false })
}

/// Returns whether a board shows no name of the person at all, and they may say theirs.
///
/// Another name than the one here is left alone: a second device of the person may have set it.
pub(crate) async fn lacks_name(desk: &Arc<Desk>, board: BoardId) -> Result<bool, AppError> {
    let at = desk.at(&board.to_string())?;
    Ok(may_be_named(&at) && shown_name(desk, &at).await?.is_none())
}

async fn shown_name(desk: &Arc<Desk>, at: &At) -> Result<Option<String>, AppError> {
    let me = at.me();
    let look = move |c: &Connection, number| index::name_of(c, number, me);
    desk.look(at.id, look).await
}

fn may_be_named(at: &At) -> bool {
    let may = at.role().is_some_and(|role| role <= Role::Contributor);
    may && !at.my_name.is_empty()
}

/// Signs the display name on a board, unless it stands there. The caller holds the lane.
pub(crate) async fn sign_name(desk: &Arc<Desk>, board: BoardId) -> Result<(), AppError> {
    let at = desk.at(&board.to_string())?;
    if !may_be_named(&at) || shown_name(desk, &at).await?.as_ref() == Some(&at.my_name) {
        return Ok(());
    }
    let me = at.me();
    let replaces: Vec<EntryId> = desk
        .look(board, move |connection, number| {
            let signed = index::signed(&index::kept_of_item(connection, number, None)?);
            let standing = model::Standing::of(&signed);
            let mine = standing.iter().filter(|signed| signed.author == me);
            Ok(mine
                .filter(|signed| matches!(signed.statement, Statement::Name { .. }))
                .map(|signed| signed.position.id)
                .take(model::MAX_NAMED)
                .collect())
        })
        .await?;
    let statement = Statement::Name {
        name: at.my_name,
        replaces,
    };
    let draft = draft(None, None, &statement);
    let build = move |appender: &mut node::Appender<'_>| {
        appender.append(draft)?;
        Ok(())
    };
    desk.write(board, Box::new(build)).await?;
    Ok(())
}
