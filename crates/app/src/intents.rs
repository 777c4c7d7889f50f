//! Intents: what a person asks for becomes entries.
//!
//! Owns the order: one edit at a time, each in the index before the next begins. Never shows anything.

mod address;
mod appeals;
mod board_life;
mod boards;
mod carrying;
mod cases;
mod claims;
pub(crate) mod doing;
mod files;
mod held;
mod hiding;
mod import;
mod items;
mod joining;
mod marks;
mod meanwhile;
mod membership;
mod moderation;
mod pausing;
mod presence;
mod report;
mod said;
mod settings;
mod since;
mod stewards;
mod stock;
mod undo;

use std::sync::Arc;

use crate::api::{AppError, Intent, Outcome};
use crate::attachments;
use crate::desk::Desk;
use crate::devices;
use crate::live::Touched;
use crate::safety;

pub(crate) use files::{find_item, say_file, take_file_off};
pub(crate) use import::plan_of;
#[cfg(test)]
pub(crate) use items::overwrite;
pub(crate) use joining::not_for_reports;
pub(crate) use meanwhile::may_write_soon;
pub(crate) use presence::OpenHere;
#[cfg(test)]
pub(crate) use said::state;
pub(crate) use settings::{lacks_name, network, sign_name};

/// Does what is asked, once who asks has proven what it needs. Done means: on disk, and in the index.
pub(crate) async fn dispatch(desk: &Arc<Desk>, intent: Intent) -> Result<Outcome, AppError> {
    if let Intent::WithPassphrase { passphrase, intent } = intent {
        safety::prove(desk, Some(&passphrase)).await?;
        return act(desk, *intent).await;
    }
    if let Intent::WithWords { words, intent } = intent {
        safety::must_prove(desk, &intent).await?;
        let lent = safety::lend(desk, &words)?;
        return lent.sign(act(desk, *intent)).await;
    }
    safety::must_prove(desk, &intent).await?;
    act(desk, intent).await
}

async fn act(desk: &Arc<Desk>, intent: Intent) -> Result<Outcome, AppError> {
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
    if let Some(kept) = meanwhile::keep(desk, &intent).await? {
        return Ok(kept);
    }
    match intent {
        Intent::WithPassphrase { .. } | Intent::WithWords { .. } => {
            Err(AppError::internal("a proof of a proof"))
        }
        Intent::ChangeVault { entry } => safety::change_vault(desk, entry).await,
        Intent::KeepWordsOnPaper { words } => safety::keep_words(desk, &words, true).await,
        Intent::KeepWordsHere { words } => safety::keep_words(desk, &words, false).await,
        Intent::PutOffBackup { days } => safety::put_off(desk, days),
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
        Intent::FetchAttachment {
            board,
            item,
            attachment,
            on,
        } => attachments::fetch(desk, (&board, &item, &attachment), on).await,
        Intent::KeepAttachment {
            board,
            item,
            attachment,
            on,
        } => attachments::keep(desk, (&board, &item, &attachment), on).await,
        Intent::Detach {
            board,
            item,
            attachment,
        } => attachments::detach(desk, (&board, &item, &attachment)).await,
        Intent::Import { board, request } => import::import(desk, board, request).await,
        Intent::Undo { board } => undo::undo(desk, &board).await,
        Intent::RenameBoard { board, name } => board_life::rename(desk, &board, &name).await,
        Intent::SetSections { board, hidden } => {
            board_life::set_sections(desk, &board, &hidden).await
        }
        Intent::LeaveBoard { board } => board_life::leave(desk, &board).await,
        Intent::SetRole {
            board,
            person,
            role,
        } => membership::set_role(desk, &board, &person, role).await,
        Intent::RemovePerson {
            board,
            person,
            reason,
            note,
            keep_work,
            let_go,
            hide_let_in,
        } => {
            let removing = membership::Removing {
                reason,
                note,
                keep_work,
                let_go,
                hide_let_in,
            };
            membership::remove(desk, &board, &person, removing).await
        }
        Intent::RevokeDevice { board, device } => {
            membership::revoke_device(desk, &board, &device).await
        }
        Intent::RevokeOwnDevice { device } => devices::revoke(desk, &device).await,
        Intent::NameDevice { device, name } => devices::name(desk, device.as_deref(), &name),
        Intent::RequestDevice => devices::request(desk).await,
        Intent::CancelDeviceRequest => devices::cancel_request(desk).await,
        Intent::AddDevice { request } => devices::add(desk, &request).await,
        Intent::AcceptDevice { answer, words } => devices::accept(desk, &answer, words).await,
        Intent::RemoveTicket { board, ticket } => {
            membership::remove_ticket(desk, &board, &ticket).await
        }
        Intent::LetIn { board, entries } => moderation::let_in(desk, &board, &entries).await,
        Intent::CreateRecoverableBoard { name, template } => {
            boards::create_recoverable(desk, &name, template).await
        }
        Intent::ProposeStewards { board, people } => stewards::propose(desk, &board, &people).await,
        Intent::AgreeStewards { board, proposal } => stewards::agree(desk, &board, &proposal).await,
        Intent::RecoverBoard {
            board,
            words,
            stewards,
        } => stewards::recover(desk, &board, &words, &stewards).await,
        Intent::AskToRemove {
            board,
            person,
            reason,
            note,
        } => membership::ask_to_remove(desk, &board, &person, reason, note).await,
        Intent::MarkRead { board, about } => marks::read(desk, &board, &about),
        Intent::AskAgain { board, item, text } => {
            appeals::ask_again(desk, &board, &item, text).await
        }
        Intent::KeepHidden {
            board,
            item,
            reason,
            note,
        } => appeals::keep_hidden(desk, &board, &item, reason, note).await,
        Intent::LetInHeld { board, entries } => held::let_in(desk, &board, &entries).await,
        Intent::Vouch { board, person } => held::vouch(desk, &board, &person).await,
        Intent::SetHoldNew { board, on } => board_life::set_hold_new(desk, &board, on).await,
        Intent::HideForAll {
            board,
            item,
            reason,
            on,
        } => moderation::hide_for_all(desk, &board, &item, reason, on).await,
        Intent::MarkMet { board, person, on } => marks::met(desk, &board, &person, on),
        Intent::Block { board, person, on } => marks::block(desk, &board, &person, on).await,
        Intent::HideItem { board, item, on } => marks::hide(desk, &board, &item, on).await,
        Intent::Invite {
            board,
            kind,
            uses,
            expires_at,
            role,
            helper_name,
        } => {
            let asked = joining::Asked {
                kind,
                role,
                uses,
                expires_at,
                helper_name,
            };
            joining::invite(desk, &board, asked).await
        }
        Intent::CarryBoard { ticket } => carrying::carry(desk, &ticket).await,
        Intent::StopCarrying { board } => carrying::stop_carrying(desk, &board).await,
        Intent::StopBringing { board, on } => pausing::pause(desk, &board, on).await,
        Intent::HideAddress { board, on } => address::hide(desk, &board, on).await,
        Intent::Join { ticket } => joining::join(desk, &ticket, false).await,
        Intent::JoinHidden { ticket } => address::join(desk, &ticket).await,
        Intent::CancelJoin { board } => joining::cancel(desk, &board).await,
        Intent::SaveCase {
            board,
            item,
            fields,
        } => cases::save(desk, &board, &item, fields).await,
        Intent::CloseCase { board, item } => cases::close(desk, &board, &item).await,
        Intent::EraseCase { board, item } => cases::erase(desk, &board, &item).await,
        Intent::SetCaseDays { board, days } => cases::set_days(desk, &board, days).await,
        Intent::Report { ticket, text } => report::report(desk, &ticket, &text).await,
        Intent::ForgetReport { report } => report::forget(desk, &report).await,
        Intent::SaveDraft { key, text } => {
            let now = desk.now().cast_signed();
            desk.blocking(move |desk| desk.local.save_draft(&key, &text, now))
                .await?;
            Ok(drafts_touched(desk))
        }
        Intent::DiscardDraft { key } => {
            desk.local.discard_draft(&key)?;
            Ok(drafts_touched(desk))
        }
        Intent::TryMeanwhile { board, draft } => doing::try_again(desk, &board, &draft).await,
        Intent::DiscardMeanwhile { board, draft } => doing::discard(desk, &board, &draft),
        Intent::StopNetworkCheck => {
            desk.stop_check.notify_waiters();
            Ok(Outcome::Done { undoable: false })
        }
        Intent::DismissNotice { notice } => settings::dismiss_notice(desk, &notice).await,
        Intent::CloseAnyway => crate::only_here::was_told(desk).await,
        Intent::ShowOpen { board, item } => {
            presence::show_open(desk, board.as_deref(), item.as_deref()).await
        }
        Intent::ChangeSettings { change } => settings::change(desk, change).await,
    }
}

/// What edits no board never waits for one; an import takes the lane for one chunk after the other.
fn takes_lane(intent: &Intent) -> bool {
    !matches!(
        intent,
        Intent::SaveDraft { .. }
            | Intent::DiscardDraft { .. }
            | Intent::DismissNotice { .. }
            | Intent::StopNetworkCheck
            | Intent::CloseAnyway
            | Intent::MarkMet { .. }
            | Intent::Block { .. }
            | Intent::HideItem { .. }
            | Intent::FetchAttachment { .. }
            | Intent::KeepAttachment { .. }
            | Intent::MarkRead { .. }
            | Intent::ChangeSettings { .. }
            | Intent::ShowOpen { .. }
            | Intent::WithPassphrase { .. }
            | Intent::WithWords { .. }
            | Intent::ChangeVault { .. }
            | Intent::KeepWordsOnPaper { .. }
            | Intent::KeepWordsHere { .. }
            | Intent::PutOffBackup { .. }
            | Intent::NameDevice { .. }
            | Intent::RequestDevice
            | Intent::CancelDeviceRequest
            | Intent::AddDevice { .. }
            | Intent::AcceptDevice { .. }
            | Intent::Join { .. }
            | Intent::JoinHidden { .. }
            | Intent::HideAddress { .. }
            | Intent::StopBringing { .. }
            | Intent::CancelJoin { .. }
            | Intent::CarryBoard { .. }
            | Intent::StopCarrying { .. }
            | Intent::Report { .. }
            | Intent::ForgetReport { .. }
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
