//! Intents: what a person asks for becomes entries.
//!
//! Owns the order: one edit at a time, each in the index before the next begins. Never shows anything.

mod boards;
mod claims;
mod hiding;
mod import;
mod items;
mod joining;
mod said;
mod settings;
mod since;
mod stock;
mod undo;

use std::sync::Arc;

use crate::api::{AppError, Intent, Outcome};
use crate::desk::Desk;
use crate::live::Touched;
use crate::safety;
use crate::tasks::blocking;

pub(crate) use import::plan_of;
pub(crate) use settings::{lacks_name, network, sign_name};

/// Does what is asked. Done means: on disk, and in the index.
pub(crate) async fn dispatch(desk: &Arc<Desk>, intent: Intent) -> Result<Outcome, AppError> {
    // An import under way is taken back when it is through: what it brings later would stay.
    let _importing = if let Intent::Undo { board } = &intent
        && undo::is_import(desk, board)?
    {
        Some(desk.importing.lock().await)
    } else {
        None
    };
    let _lane = if takes_lane(&intent) {
        Some(desk.lane.lock().await)
    } else {
        None
    };
    match intent {
        Intent::ChangeVault { entry } => safety::change_vault(desk, entry).await,
        Intent::KeepWordsOnPaper { words } => safety::keep_words(desk, &words, true).await,
        Intent::KeepWordsHere { words } => safety::keep_words(desk, &words, false).await,
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
        Intent::Archive { board, item } => hiding::archive(desk, &board, &item).await,
        Intent::Restore { board, item } => hiding::restore(desk, &board, &item).await,
        Intent::Claim {
            board,
            item,
            quantity,
            until,
            note,
        } => claims::claim(desk, &board, &item, quantity, until, note).await,
        Intent::Release { board, item } => claims::release(desk, &board, &item).await,
        Intent::Deliver {
            board,
            item,
            quantity,
            note,
        } => claims::deliver(desk, &board, &item, quantity, note).await,
        Intent::Withdraw { board, item, note } => claims::withdraw(desk, &board, &item, note).await,
        Intent::MoveStock {
            board,
            item,
            site,
            action,
            quantity,
            note,
        } => {
            let moved = stock::Move {
                site,
                action,
                quantity,
                note,
            };
            stock::shift(desk, &board, &item, moved).await
        }
        Intent::CountStock {
            board,
            item,
            site,
            counted,
        } => stock::count(desk, &board, &item, site, counted).await,
        Intent::Comment { board, item, text } => items::comment(desk, &board, &item, &text).await,
        Intent::Import { board, request } => import::import(desk, board, request).await,
        Intent::Undo { board } => undo::undo(desk, &board).await,
        Intent::Invite {
            board,
            kind,
            uses,
            expires_at,
        } => joining::invite(desk, &board, kind, uses, expires_at).await,
        Intent::Join { ticket } => joining::join(desk, &ticket).await,
        Intent::CancelJoin { board } => joining::cancel(desk, &board).await,
        Intent::SaveDraft { key, text } => {
            let (keeper, now) = (Arc::clone(desk), desk.now().cast_signed());
            blocking(move || keeper.local.save_draft(&key, &text, now)).await?;
            Ok(drafts_touched(desk))
        }
        Intent::DiscardDraft { key } => {
            desk.local.discard_draft(&key)?;
            Ok(drafts_touched(desk))
        }
        Intent::DismissNotice { notice } => settings::dismiss_notice(desk, &notice),
        Intent::ChangeSettings { change } => settings::change(desk, change),
    }
}

/// What edits no board never waits for one; an import takes the lane for one chunk after the other.
fn takes_lane(intent: &Intent) -> bool {
    !matches!(
        intent,
        Intent::SaveDraft { .. }
            | Intent::DiscardDraft { .. }
            | Intent::DismissNotice { .. }
            | Intent::ChangeSettings { .. }
            | Intent::ChangeVault { .. }
            | Intent::KeepWordsOnPaper { .. }
            | Intent::KeepWordsHere { .. }
            | Intent::Join { .. }
            | Intent::CancelJoin { .. }
            | Intent::Import { .. }
    )
}

fn drafts_touched(desk: &Desk) -> Outcome {
    desk.tell(Touched {
        drafts: true,
        ..Touched::default()
    });
    Outcome::Done { undoable: false }
}
