//! What was done while a board was on its way: kept on this computer, and what of it could not be done since.

use app::api::{Intent, MeanwhileView, Outcome, Query, RowData};
use serde_json::json;

use crate::answer::Answer;
use crate::args::DraftsArgs;
use crate::here::Here;
use crate::print;
use crate::trouble::Trouble;

/// Lists the drafts of a board, tries one again or discards it.
pub async fn drafts(here: &Here, args: DraftsArgs) -> Result<Answer, Trouble> {
    let board = here.the_board().await?.board;
    if let Some(draft) = args.again {
        let intent = Intent::TryMeanwhile {
            board: board.clone(),
            draft: draft.clone(),
        };
        let outcome = here.dispatch(intent).await?;
        if let Outcome::Kept { board, draft } = &outcome {
            return Ok(kept(board, draft));
        }
        let result = json!({ "board": board, "draft": draft });
        return Ok(Answer::new(result, "Done"));
    }
    if let Some(draft) = args.discard {
        let intent = Intent::DiscardMeanwhile {
            board: board.clone(),
            draft: draft.clone(),
        };
        here.dispatch(intent).await?;
        let result = json!({ "board": board, "draft": draft });
        return Ok(Answer::new(result, "Discarded"));
    }
    let drafts = of(here, &board).await?;
    let answer = Answer::new(
        json!({ "board": board, "drafts": drafts }),
        print::meanwhile(&drafts),
    );
    Ok(if drafts.is_empty() {
        answer.aside("Nothing waits for the board to be checked.")
    } else {
        answer
    })
}

/// Returns the drafts of a board, the oldest first.
pub async fn of(here: &Here, board: &str) -> Result<Vec<MeanwhileView>, Trouble> {
    let query = Query::Meanwhile {
        board: board.to_owned(),
    };
    let rows = here.view(query).await?;
    Ok(rows
        .into_iter()
        .filter_map(|row| {
            if let RowData::Meanwhile(view) = row.data {
                Some(view)
            } else {
                None
            }
        })
        .collect())
}

/// Says that something is kept and not done yet.
pub fn kept(board: &str, draft: &str) -> Answer {
    let text = format!("Kept on this computer until the board is checked (draft {draft})");
    Answer::new(json!({ "board": board, "draft": draft }), text)
}
