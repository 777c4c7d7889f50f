//! What is kept and not shown as everything else: set aside, hidden. And a board's name and end.

use std::path::PathBuf;

use app::api::{ExportFormat, Intent, Query, Reading, ReadingAnswer, RowData, SetAsideRow, Window};
use serde_json::json;

use super::lists::write_new;
use crate::answer::Answer;
use crate::args::words::HideWord;
use crate::here::{Here, defect};
use crate::print;
use crate::trouble::Trouble;

/// How many entries are listed.
const MOST: u32 = 500;

/// Lists what is set aside.
pub async fn list(here: &Here) -> Result<Answer, Trouble> {
    let board = here.the_board().await?.board;
    let rows = set_aside(here, &board).await?;
    let text = print::set_aside(&rows);
    let answer = Answer::new(json!({ "board": board, "setAside": rows }), text);
    Ok(if rows.is_empty() {
        answer.aside("Nothing is set aside.")
    } else {
        answer
    })
}

/// Lets in what is set aside, by the beginnings of its ids.
pub(super) async fn let_in(
    here: &Here,
    board: &str,
    ids: &[String],
) -> Result<Vec<String>, Trouble> {
    let rows = set_aside(here, board).await?;
    let mut entries = Vec::new();
    for id in ids {
        let wanted = id.trim().to_lowercase();
        let fits: Vec<String> = rows
            .iter()
            .map(|row| row.key.clone())
            .filter(|key| !wanted.is_empty() && key.starts_with(&wanted))
            .collect();
        match <[String; 1]>::try_from(fits) {
            Ok([entry]) => entries.push(entry),
            Err(fits) if fits.is_empty() => {
                return Err(Trouble::usage(format!(
                    "Nothing with the id {id} is set aside or held. `mh set-aside` and `mh list --held` list what is."
                )));
            }
            Err(fits) => return Err(Trouble::which("whichEntry", "entries", &fits)),
        }
    }
    let intent = Intent::LetIn {
        board: board.to_owned(),
        entries: entries.clone(),
    };
    here.dispatch(intent).await?;
    Ok(entries)
}

async fn set_aside(here: &Here, board: &str) -> Result<Vec<SetAsideRow>, Trouble> {
    let window = Window {
        offset: 0,
        limit: MOST,
    };
    let query = Query::SetAside {
        board: board.to_owned(),
        window,
    };
    let rows = here.view(query).await?;
    Ok(rows
        .into_iter()
        .filter_map(|row| {
            if let RowData::SetAside(row) = row.data {
                Some(row)
            } else {
                None
            }
        })
        .collect())
}

/// Folds something away: for everybody with a reason, or for the reader alone.
pub async fn hide(
    here: &Here,
    code: &str,
    reason: HideWord,
    only_me: bool,
    on: bool,
) -> Result<Answer, Trouble> {
    let board = here.the_board().await?.board;
    let item = here.item(&board, code).await?.row;
    let intent = if only_me {
        Intent::HideItem {
            board: board.clone(),
            item: item.item.clone(),
            on,
        }
    } else {
        Intent::HideForAll {
            board: board.clone(),
            item: item.item.clone(),
            reason: reason.into(),
            on,
        }
    };
    here.dispatch(intent).await?;
    let told = match (on, only_me) {
        (true, true) => "Hidden, for you only",
        (true, false) => "Hidden for everybody",
        (false, true) => "Shown again, for you",
        (false, false) => "Shown again for everybody",
    };
    let result = json!({ "board": board, "item": item.item, "code": item.code, "hidden": on });
    let title = print::plain(&item.title);
    Ok(Answer::new(result, "").aside(format!("{told}: {} {title}", item.code)))
}

/// Asks to look again at what was hidden for everybody.
pub async fn ask_again(here: &Here, code: &str, text: String) -> Result<Answer, Trouble> {
    let board = here.the_board().await?.board;
    let item = here.item(&board, code).await?.row;
    let result = json!({ "board": board, "item": item.item, "code": item.code });
    let intent = Intent::AskAgain {
        board,
        item: item.item,
        text,
    };
    here.dispatch(intent).await?;
    Ok(Answer::new(result, "").aside("Asked. Coordinators and stewards see it."))
}

/// Answers that something stays hidden.
pub async fn keep_hidden(
    here: &Here,
    code: &str,
    reason: HideWord,
    note: Option<String>,
) -> Result<Answer, Trouble> {
    let board = here.the_board().await?.board;
    let item = here.item(&board, code).await?.row;
    let result = json!({ "board": board, "item": item.item, "code": item.code, "hidden": true });
    let intent = Intent::KeepHidden {
        board,
        item: item.item,
        reason: reason.into(),
        note,
    };
    here.dispatch(intent).await?;
    Ok(Answer::new(result, "").aside("It stays hidden. Whoever asked sees the reason."))
}

/// Gives the board another name.
pub async fn rename(here: &Here, name: String) -> Result<Answer, Trouble> {
    let board = here.the_board().await?.board;
    let intent = Intent::RenameBoard {
        board: board.clone(),
        name: name.clone(),
    };
    here.dispatch(intent).await?;
    Ok(Answer::new(json!({ "board": board, "name": name }), ""))
}

/// Forgets the board on this device, after writing a readable copy where one is wanted.
pub async fn leave(here: &Here, copy: Option<PathBuf>) -> Result<Answer, Trouble> {
    let row = here.the_board().await?;
    let board = row.board;
    if let Some(file) = &copy {
        let reading = Reading::Export {
            board: board.clone(),
            format: ExportFormat::Json,
            kinds: Vec::new(),
        };
        let ReadingAnswer::Export { text, .. } = here.session.read(reading).await? else {
            return Err(defect("an export"));
        };
        write_new(file, &text).map_err(|why| Trouble::file(file, &why))?;
    }
    let intent = Intent::LeaveBoard {
        board: board.clone(),
    };
    here.dispatch(intent).await?;
    let copy = copy.map(|file| file.display().to_string());
    let name = print::plain(&row.name);
    let answer = Answer::new(json!({ "board": board, "copy": copy }), "");
    Ok(answer.aside(format!(
        "{name} is not on this computer any more. The others keep it; a new ticket brings it back."
    )))
}
