//! What is held: let in, one by one or all of somebody, and newcomers vouched for.

use app::api::{Intent, ItemsFilter};
use serde_json::json;

use super::aside;
use crate::answer::Answer;
use crate::here::Here;
use crate::print::plain;
use crate::trouble::Trouble;

/// Lets in what is named: entries that are set aside by their ids, items that are held by their codes.
pub async fn let_in(here: &Here, ids: &[String], of: Option<String>) -> Result<Answer, Trouble> {
    let board = here.the_board().await?.board;
    let filter = ItemsFilter {
        held: true,
        ..ItemsFilter::default()
    };
    let waiting = here.items(&board, filter).await?;
    let mut held: Vec<String> = Vec::new();
    let mut others: Vec<String> = Vec::new();
    for id in ids {
        let wanted = id.trim().to_lowercase();
        let fits = waiting
            .iter()
            .find(|row| row.code.to_lowercase() == wanted || row.item == wanted);
        match fits {
            Some(row) => held.push(row.item.clone()),
            None => others.push(id.clone()),
        }
    }
    if let Some(named) = of {
        let person = here.person(&board, &named).await?;
        let theirs = waiting.iter().filter(|row| row.made_by == person.name);
        held.extend(theirs.map(|row| row.item.clone()));
    }
    let mut entries = held.clone();
    if !held.is_empty() {
        let intent = Intent::LetInHeld {
            board: board.clone(),
            entries: held,
        };
        here.dispatch(intent).await?;
    }
    if !others.is_empty() {
        entries.extend(aside::let_in(here, &board, &others).await?);
    }
    let answer = Answer::new(json!({ "board": board, "letIn": entries }), "");
    Ok(if entries.is_empty() {
        answer.aside("Nothing of theirs is held.")
    } else {
        answer
    })
}

/// Vouches for somebody.
pub async fn vouch(here: &Here, named: &str) -> Result<Answer, Trouble> {
    let board = here.the_board().await?.board;
    let person = here.person(&board, named).await?;
    let result = json!({ "board": board, "person": person.person });
    let intent = Intent::Vouch {
        board,
        person: person.person,
    };
    here.dispatch(intent).await?;
    let name = plain(&person.name);
    Ok(Answer::new(result, "").aside(format!("Nothing of {name} is held any more.")))
}

/// Says whether what newcomers make is held.
pub async fn hold_new(here: &Here, on: bool) -> Result<Answer, Trouble> {
    let board = here.the_board().await?.board;
    let intent = Intent::SetHoldNew {
        board: board.clone(),
        on,
    };
    here.dispatch(intent).await?;
    Ok(Answer::new(json!({ "board": board, "holdNew": on }), ""))
}
