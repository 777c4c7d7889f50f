//! What exists on this computer and nowhere else, in sentences.

use app::api::{OnlyHereBoard, OnlyHereView, VaultWay};

use super::plain;
use crate::words::{self, several};

/// Three answers, and what they rest on.
pub fn only_here(view: &OnlyHereView) -> String {
    let waits = view.reports > 0 || !view.joins.is_empty();
    let waits = waits || view.boards.iter().any(waits_for_others);
    let close = match waits {
        true => {
            "yes, nothing is lost. What waits for others goes when the app, or `mh serve`, runs again"
        }
        false => "yes",
    };
    let lend = match view.lock {
        VaultWay::PlainFile => "no: your boards are not locked (`mh vault status`)",
        VaultWay::Passphrase => "yes, once the app is closed: it asks for your passphrase",
        VaultWay::Keyring => "only with a login of their own: your keyring opens with yours",
    };
    let backed = view
        .boards
        .iter()
        .any(|board| board.changes > 0 && board.in_backup);
    let wipe = match (view.nothing, backed) {
        (false, _) => "no: what stands below would be lost",
        (true, true) => "yes, if your backup lies on another disk",
        (true, false) => "yes, as far as the computers of others have said",
    };
    let mut lines = vec![
        format!("Safe to close Manyhands: {close}"),
        format!("Safe to lend this computer: {lend}"),
        format!("Safe to wipe this computer: {wipe}"),
    ];
    lines.extend(view.boards.iter().map(board_line));
    let asked = |name: &String| {
        format!(
            "You asked to join {}, and nobody has answered yet",
            plain(name)
        )
    };
    lines.extend(view.joins.iter().map(asked));
    if view.reports > 0 {
        let reports = several(view.reports, "report waits", "reports wait");
        lines.push(format!("{reports} for somebody who takes them in"));
    }
    if view.drafts > 0 {
        let drafts = several(view.drafts, "text", "texts");
        lines.push(format!("{drafts} begun in the window and not saved"));
    }
    if view.words {
        lines.push(
            "Your twelve words were never shown, so they are not on paper: mh recovery show"
                .to_owned(),
        );
    }
    if view.no_backup {
        lines.push("No backup was ever made: mh backup make FILE".to_owned());
    }
    let mut text = lines.join("\n");
    text.push('\n');
    text
}

fn waits_for_others(board: &OnlyHereBoard) -> bool {
    (board.changes > 0 || board.files > 0) && board.others > 0 && !board.out
}

fn board_line(board: &OnlyHereBoard) -> String {
    let name = plain(&board.name);
    let changes = several(board.changes, "change", "changes");
    let files = several(board.files, "picture or file", "pictures and files");
    let mut line = if board.changes == 0 && board.on_own == 0 {
        format!("{name}: {files} of yours on this computer only")
    } else if board.changes == 0 {
        let own = several(board.on_own, "change", "changes");
        format!("{name}: {own} on computers of yours, and with nobody else yet")
    } else if board.out {
        format!("{name}: {changes} reached nobody, and you are not on it any more")
    } else if board.others == 0 {
        format!("{name}: {changes} only here; nobody else is on this board")
    } else {
        format!("{name}: {changes} on nobody else's computer yet")
    };
    if board.in_backup && board.changes > 0 {
        line.push_str(". Your newest backup holds it");
    }
    if board.files > 0 && (board.changes > 0 || board.on_own > 0) {
        line.push_str(&format!(". Also {files} of yours on this computer only"));
    }
    if board.files > 0 {
        line.push_str(". No backup holds files: save copies: mh save-attachment");
    }
    for helper in &board.helpers {
        let helper = words::helper(&plain(helper));
        line.push_str(&format!(". {helper} carries it, and cannot read it"));
    }
    line
}
