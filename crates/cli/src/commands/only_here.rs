//! What exists on this computer and nowhere else.

use app::api::{Query, RowData};
use serde_json::json;

use crate::answer::Answer;
use crate::here::{Here, defect};
use crate::print;
use crate::trouble::{Exit, Trouble};

/// Tells what is only here. How the process ends says it too.
pub async fn only_here(here: &Here) -> Result<Answer, Trouble> {
    let RowData::OnlyHere(only) = here.only(Query::OnlyHere).await? else {
        return Err(defect("what is only here"));
    };
    let mut answer = Answer::new(json!({ "onlyHere": only }), print::only_here(&only));
    answer.exit = (!only.nothing).then_some(Exit::OnlyHere);
    Ok(answer)
}
