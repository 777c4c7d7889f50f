//! Intents: what a person asks for becomes entries.
//!
//! Owns the order: one edit at a time, each in the index before the next begins. Never shows anything.

mod boards;
mod claims;
mod import;
mod items;
mod joining;
mod said;
mod settings;
mod stock;
mod undo;

use std::sync::Arc;

use crate::api::{AppError, Intent, Outcome};
use crate::desk::Desk;
use crate::live::Touched;

pub(crate) use import::plan_of;
pub(crate) use settings::{lacks_name, network, sign_name};

/// Does what is asked. Done means: on disk, and in the index.
pub(crate) async fn dispatch(desk: &Arc<Desk>, intent: Intent) -> Result<Outcome, AppError> {
    match intent {
        // What touches no board never waits for one.
        Intent::SaveDraft { key, text } => {
            desk.local.save_draft(&key, &text, at_ms(desk))?;
            drafts_touched(desk)
        }
        Intent::DiscardDraft { key } => {
            desk.local.discard_draft(&key)?;
            drafts_touched(desk)
        }
        Intent::ChangeSettings { change } => settings::change(desk, change),
        Intent::Join { ticket } => joining::join(desk, &ticket).await,
        Intent::CancelJoin { board } => joining::cancel(desk, &board).await,
        // Takes the lane for one chunk after the other.
        Intent::Import { board, request } => import::import(desk, board, request).await,
        other => {
            let _lane = desk.lane.lock().await;
            edit(desk, other).await
        }
    }
}

/// Does what changes boards. The caller holds the lane.
async fn edit(desk: &Arc<Desk>, intent: Intent) -> Result<Outcome, AppError> {
    match intent {
        Intent::SetName { name } => settings::set_name(desk, &name).await,
        Intent::CreateBoard { name, template } => boards::create(desk, &name, template).await,
        Intent::AddItem {
            board,
            kind,
            fields,
        } => items::add(desk, &board, kind, fields).await,
        Intent::EditItem {
            board,
            item,
            changes,
        } => items::edit(desk, &board, &item, changes).await,
        Intent::Archive { board, item } => items::archive(desk, &board, &item).await,
        Intent::Restore { board, item } => items::restore(desk, &board, &item).await,
        Intent::Claim { .. }
        | Intent::Release { .. }
        | Intent::Deliver { .. }
        | Intent::Withdraw { .. } => claims::state(desk, intent).await,
        Intent::MoveStock { .. } | Intent::CountStock { .. } => stock::state(desk, intent).await,
        Intent::Comment { board, item, text } => items::comment(desk, &board, &item, &text).await,
        Intent::Undo { board } => undo::undo(desk, &board).await,
        Intent::Invite {
            board,
            kind,
            uses,
            expires_at,
        } => joining::invite(desk, &board, kind, uses, expires_at).await,
        Intent::Import { .. }
        | Intent::Join { .. }
        | Intent::CancelJoin { .. }
        | Intent::SaveDraft { .. }
        | Intent::DiscardDraft { .. }
        | Intent::ChangeSettings { .. } => Err(AppError::internal(
            "an intent that takes no lane came into it",
        )),
    }
}

fn drafts_touched(desk: &Desk) -> Result<Outcome, AppError> {
    desk.tell(Touched {
        drafts: true,
        ..Touched::default()
    });
    Ok(Outcome::Done { undoable: false })
}

fn at_ms(desk: &Desk) -> i64 {
    desk.now().cast_signed()
}
