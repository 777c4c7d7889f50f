//! Hiding this computer's address from the others of a board.

use app::api::Intent;
use serde_json::json;

use crate::answer::Answer;
use crate::here::Here;
use crate::print;
use crate::trouble::Trouble;

/// Said beside the state of a board that is met so.
pub const HIDDEN: &str =
    "You meet this board through relays only: your address is not shown to the others.";

/// Meets a board through relays only, or openly again.
pub async fn hide(here: &Here, on: bool) -> Result<Answer, Trouble> {
    let board = here.the_board().await?;
    let intent = Intent::HideAddress {
        board: board.board.clone(),
        on,
    };
    here.dispatch(intent).await?;
    let name = print::plain(&board.name);
    let result = json!({ "board": board.board, "hidesAddress": on });
    if !on {
        let text =
            format!("You connect directly to the others of {name} again: they see your address.\n");
        return Ok(Answer::new(result, text));
    }
    let text = format!("You meet {name} through relays only from now on, on this computer.\n");
    let asides = [
        "Who met you before may have noted your address, and your earlier certificates name your old key.",
        "Tickets that you made before lead to you no more: make new ones.",
        "Everybody on the board needs the same relay in their settings. Who has none does not meet you.",
    ];
    let answer = Answer::new(result, text);
    Ok(asides
        .into_iter()
        .fold(answer, |answer, aside| answer.aside(aside)))
}
