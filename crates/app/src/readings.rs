//! Readings: what is asked once and changes nothing on a board.

mod qr;
mod sync;
#[cfg(test)]
mod tests;

use std::collections::BTreeMap;
use std::sync::Arc;

use crate::api::{AppError, ErrorCode, ExportFormat, ItemKind, Reading, ReadingAnswer};
use crate::desk::Desk;
use crate::devices;
use crate::export;
use crate::intents::{not_for_reports, plan_of};
use crate::network;
use crate::pasted::ticket_in;
use crate::safety;
use crate::taken_along::preview as preview_removal;
use crate::views::{all_items, board_name, rows};

/// Answers a reading.
pub(crate) async fn read(desk: &Arc<Desk>, reading: Reading) -> Result<ReadingAnswer, AppError> {
    match reading {
        Reading::View { query } => {
            let (total, rows) = rows(desk, query).await?;
            Ok(ReadingAnswer::View { total, rows })
        }
        Reading::PreviewImport { board, request } => {
            let at = desk.at(&board)?;
            let planned = plan_of(desk, &at, request).await?;
            let mut preview = planned.plan.preview(&planned.name);
            // What an undone import had brought comes back.
            let back = u32::try_from(planned.back.len()).unwrap_or(u32::MAX);
            preview.new = preview.new.saturating_add(back);
            preview.already_there = preview.already_there.saturating_sub(back);
            Ok(ReadingAnswer::PreviewImport { preview })
        }
        Reading::PreviewRemoval { board, person } => preview_removal(desk, &board, &person).await,
        Reading::ReadTicket { ticket } => ticket_says(desk, &ticket),
        Reading::ReadQr { base64 } => {
            let text = crate::tasks::blocking(move || qr::read_qr(&base64)).await?;
            Ok(ReadingAnswer::ReadQr { text })
        }
        Reading::Preview {
            board,
            item,
            attachment,
        } => crate::attachments::preview(desk, (&board, &item, &attachment)).await,
        Reading::OpenDeviceRequest => devices::open_request(desk).await,
        Reading::ReadDeviceRequest { request } => devices::read_request(desk, &request),
        Reading::ReadDeviceAnswer { answer } => devices::read_answer(desk, &answer).await,
        Reading::Export {
            board,
            format,
            kinds,
        } => write_out(desk, &board, format, kinds).await,
        Reading::Safety => Ok(ReadingAnswer::Safety {
            safety: safety::safety(desk),
        }),
        Reading::CheckWords { words } => Ok(ReadingAnswer::CheckWords {
            mine: safety::are_mine(desk, &words)?,
        }),
        Reading::NetworkCheck { addresses } => network::check(desk, addresses).await,
        Reading::Sync { for_seconds } => sync::sync(desk, for_seconds).await,
    }
}

/// Reads bytes in base64, as the web view and `mh` hand them over.
pub(crate) fn from_base64(text: &str) -> Result<Vec<u8>, AppError> {
    data_encoding::BASE64
        .decode(text.trim().as_bytes())
        .map_err(|error| AppError::new(ErrorCode::BadFile, error).with("why", "base64"))
}

fn ticket_says(desk: &Desk, text: &str) -> Result<ReadingAnswer, AppError> {
    let ticket = ticket_in(text)?;
    not_for_reports(&ticket)?;
    Ok(ReadingAnswer::ReadTicket {
        board: ticket.board.to_string(),
        already_member: desk.node.board(ticket.board).is_some(),
        helper: ticket.role == trust::Role::Helper,
        board_name: model::clean_line(&ticket.board_name),
        inviter: model::clean_name(&ticket.inviter_name),
        expires_at: ticket.expires_ms.map(u64::cast_signed),
    })
}

async fn write_out(
    desk: &Arc<Desk>,
    board: &str,
    format: ExportFormat,
    kinds: Vec<ItemKind>,
) -> Result<ReadingAnswer, AppError> {
    let at = desk.at(board)?;
    desk.look(at.id, move |connection, number| {
        let name = board_name(connection, number, &at)?;
        let items = all_items(connection, number, &at, &kinds)?;
        let (ending, text) = match format {
            ExportFormat::Csv => {
                let sites = all_items(connection, number, &at, &[ItemKind::Site])?;
                let sites: BTreeMap<String, String> = sites
                    .into_iter()
                    .map(|site| (site.item, site.title))
                    .collect();
                ("csv", export::csv(&items, &|site| sites.get(site).cloned()))
            }
            ExportFormat::Json => {
                let board = at.id.to_string();
                let text = export::json(&board, &name, &items).map_err(AppError::internal)?;
                ("json", text)
            }
        };
        Ok(ReadingAnswer::Export {
            file_name: export::file_name(&name, ending),
            text,
        })
    })
    .await
}
