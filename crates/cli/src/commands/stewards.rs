//! The stewards of a board: listed, proposed, agreed to, named by the key on paper.

use app::api::{BoardView, Intent, Query, RowData};
use serde_json::json;

use crate::answer::Answer;
use crate::args::StewardsAction;
use crate::entry;
use crate::here::{Here, defect};
use crate::print;
use crate::trouble::Trouble;

/// Does what is asked about the stewards, and lists them as they are then.
pub async fn stewards(here: &Here, action: Option<StewardsAction>) -> Result<Answer, Trouble> {
    let board = here.the_board().await?.board;
    match action {
        None | Some(StewardsAction::List) => {}
        Some(StewardsAction::Propose { people }) => {
            let people = ids(here, &board, &people).await?;
            let intent = Intent::ProposeStewards {
                board: board.clone(),
                people,
            };
            here.dispatch(intent).await?;
        }
        Some(StewardsAction::Agree { id }) => {
            let proposal = proposal(&head(here, &board).await?, &id)?;
            let intent = Intent::AgreeStewards {
                board: board.clone(),
                proposal,
            };
            here.dispatch(intent).await?;
        }
        Some(StewardsAction::Seen) => {
            let told = head(here, &board).await?.stewardship;
            let rivals = told.rivals.into_iter().map(|rival| rival.rival);
            let disputes = told.disputes.into_iter().map(|dispute| dispute.dispute);
            for about in rivals.chain(disputes) {
                let board = board.clone();
                here.dispatch(Intent::MarkRead { board, about }).await?;
            }
        }
        Some(StewardsAction::Recover { people }) => {
            let stewards = ids(here, &board, &people).await?;
            let intent = Intent::RecoverBoard {
                board: board.clone(),
                words: entry::words()?,
                stewards,
            };
            here.dispatch(intent).await?;
        }
    }
    let stewards = head(here, &board).await?.stewardship;
    let text = print::stewards(&stewards);
    Ok(Answer::new(
        json!({ "board": board, "stewards": stewards }),
        text,
    ))
}

async fn head(here: &Here, board: &str) -> Result<BoardView, Trouble> {
    let query = Query::Board {
        board: board.to_owned(),
    };
    let RowData::BoardHead(head) = here.only(query).await? else {
        return Err(defect("a board's head"));
    };
    Ok(head)
}

async fn ids(here: &Here, board: &str, named: &[String]) -> Result<Vec<String>, Trouble> {
    let mut ids = Vec::new();
    for named in named {
        ids.push(here.person(board, named).await?.person);
    }
    Ok(ids)
}

fn proposal(head: &BoardView, id: &str) -> Result<String, Trouble> {
    let wanted = id.trim().to_lowercase();
    let open = head.stewardship.proposals.iter();
    let fits: Vec<String> = open
        .map(|proposal| proposal.proposal.clone())
        .filter(|open| !wanted.is_empty() && open.starts_with(&wanted))
        .collect();
    match <[String; 1]>::try_from(fits) {
        Ok([one]) => Ok(one),
        Err(fits) if fits.is_empty() => Err(Trouble::usage(format!(
            "Nothing with the id {id} is proposed. `mh stewards` lists what is."
        ))),
        Err(fits) => Err(Trouble::which("whichProposal", "proposals", &fits)),
    }
}
