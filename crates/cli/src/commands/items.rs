//! Things on a board: adding, changing, claiming, counting, saying something.

use std::collections::BTreeMap;
use std::io::BufRead;

use app::api::{FieldChange, Intent, ItemKind, Outcome};
use app::import::importable_fields;
use serde_json::json;

use super::drafts::kept;
use crate::answer::{Answer, Out};
use crate::args::{AddArgs, ClaimArgs};
use crate::here::{Here, defect};
use crate::parse::Assignment;
use crate::trouble::Trouble;
use crate::words;

/// Adds one thing.
pub async fn add(here: &Here, args: AddArgs) -> Result<Answer, Trouble> {
    let board = here.the_board().await?.board;
    let fields = fields_of(here, &board, args.kind.into(), args.fields).await?;
    add_one(here, &board, args.kind.into(), args.title, fields).await
}

/// Adds one thing for each line of standard input, and answers each as soon as it is on disk.
pub async fn add_lines(here: &Here, args: AddArgs, out: Out) -> Result<Answer, Trouble> {
    let board = here.the_board().await?.board;
    let fields = fields_of(here, &board, args.kind.into(), args.fields).await?;
    let mut added = 0_u32;
    for line in std::io::stdin().lock().lines() {
        let line = line.map_err(|why| Trouble::file("standard input".as_ref(), &why))?;
        if line.trim().is_empty() {
            continue;
        }
        let answer = add_one(here, &board, args.kind.into(), line, fields.clone()).await?;
        out.answer(&answer);
        added += 1;
    }
    Ok(Answer::new(json!({ "board": board, "added": added }), ""))
}

async fn add_one(
    here: &Here,
    board: &str,
    kind: ItemKind,
    title: String,
    mut fields: BTreeMap<String, String>,
) -> Result<Answer, Trouble> {
    fields.insert("title".to_owned(), title);
    let intent = Intent::AddItem {
        board: board.to_owned(),
        kind,
        fields,
    };
    let outcome = here.dispatch(intent).await?;
    if let Outcome::Kept { board, draft } = &outcome {
        return Ok(kept(board, draft));
    }
    let Outcome::Item { board, item, code } = outcome else {
        return Err(defect("a thing on a board"));
    };
    let text = code.clone();
    Ok(Answer::new(
        json!({ "board": board, "item": item, "code": code }),
        text,
    ))
}

/// Writes fields.
pub async fn edit(here: &Here, code: &str, changes: Vec<Assignment>) -> Result<Answer, Trouble> {
    let board = here.the_board().await?.board;
    let page = here.item(&board, code).await?;
    let fields = fields_of(here, &board, page.row.kind, changes).await?;
    let changes = fields
        .into_iter()
        .map(|(field, value)| {
            // What stood there when it was looked at: what somebody else writes meanwhile is kept beside it.
            let seen = page.fields.iter().find(|shown| shown.field == field);
            FieldChange {
                base: seen.map(|shown| shown.stood.clone()),
                value: Some(value).filter(|value| !value.is_empty()),
                field,
            }
        })
        .collect();
    let item = page.row.item.clone();
    let intent = Intent::EditItem {
        board: board.clone(),
        item: item.clone(),
        changes,
    };
    let outcome = here.dispatch(intent).await?;
    done(&board, &item, &page.row.code, &outcome, "Changed")
}

/// Reads `field=value`: names in any case, `needed-by` for `neededBy`; a site by its code or name.
async fn fields_of(
    here: &Here,
    board: &str,
    kind: ItemKind,
    assignments: Vec<Assignment>,
) -> Result<BTreeMap<String, String>, Trouble> {
    let mut fields = BTreeMap::new();
    for Assignment { name, mut value } in assignments {
        let field = field_name(kind, &name).unwrap_or(&name).to_owned();
        if field == "site" && !value.trim().is_empty() {
            value = here.site(board, &value).await?;
        }
        if fields.insert(field, value).is_some() {
            return Err(Trouble::usage(format!("{name} is said twice.")));
        }
    }
    Ok(fields)
}

fn field_name(kind: ItemKind, typed: &str) -> Option<&'static str> {
    let plain = |text: &str| text.to_lowercase().replace(['-', '_', ' '], "");
    let wanted = plain(typed);
    importable_fields(kind)
        .iter()
        .copied()
        .find(|field| plain(field) == wanted)
}

/// Claims.
pub async fn claim(here: &Here, args: ClaimArgs) -> Result<Answer, Trouble> {
    let until = args.until.map(|until| until.ms_after(here.now_ms));
    let board = here.the_board().await?.board;
    // What is shown before it is checked is on no page: the app finds it by its code.
    let (item, code) = match here.item(&board, &args.code).await {
        Ok(page) => (page.row.item, page.row.code),
        Err(_) if !here.unchecked(&board).await?.is_empty() => {
            (args.code.clone(), args.code.clone())
        }
        Err(trouble) => return Err(trouble),
    };
    let outcome = here
        .dispatch(Intent::Claim {
            board: board.clone(),
            item: item.clone(),
            quantity: args.quantity,
            until,
            note: args.note,
        })
        .await?;
    if let Outcome::Kept { board, draft } = &outcome {
        return Ok(kept(board, draft));
    }
    let answer = done(&board, &item, &code, &outcome, "Claimed")?;
    let Some(quantity) = args.quantity else {
        return Ok(answer);
    };
    // Looked at afterwards: an earlier claim of one's own was replaced by this one.
    let remaining = here.item(&board, &args.code).await?.row.remaining;
    Ok(match words::claimed_too_much(quantity, remaining) {
        Some(told) => answer.aside(told),
        None => answer,
    })
}

/// Takes a claim back.
pub async fn release(here: &Here, code: &str) -> Result<Answer, Trouble> {
    act(
        here,
        code,
        |board, item| Intent::Release { board, item },
        "Taken back",
    )
    .await
}

/// Says that something was delivered.
pub async fn deliver(
    here: &Here,
    code: &str,
    quantity: Option<u32>,
    note: Option<String>,
) -> Result<Answer, Trouble> {
    let make = |board, item| Intent::Deliver {
        board,
        item,
        quantity,
        note,
    };
    act(here, code, make, "Delivered").await
}

/// Says that something does not stand any more.
pub async fn withdraw(here: &Here, code: &str, note: Option<String>) -> Result<Answer, Trouble> {
    act(
        here,
        code,
        |board, item| Intent::Withdraw { board, item, note },
        "Withdrawn",
    )
    .await
}

/// Comments.
pub async fn comment(here: &Here, code: &str, text: String) -> Result<Answer, Trouble> {
    act(
        here,
        code,
        |board, item| Intent::Comment { board, item, text },
        "Commented",
    )
    .await
}

/// Puts away.
pub async fn archive(here: &Here, code: &str) -> Result<Answer, Trouble> {
    act(
        here,
        code,
        |board, item| Intent::Archive { board, item },
        "Put away",
    )
    .await
}

/// Brings back.
pub async fn restore(here: &Here, code: &str) -> Result<Answer, Trouble> {
    act(
        here,
        code,
        |board, item| Intent::Restore { board, item },
        "Brought back",
    )
    .await
}

/// Takes back the own last action.
pub async fn undo(here: &Here) -> Result<Answer, Trouble> {
    let board = here.the_board().await?.board;
    let intent = Intent::Undo {
        board: board.clone(),
    };
    let Outcome::Undone {
        what,
        title,
        fields,
        kept,
    } = here.dispatch(intent).await?
    else {
        return Err(defect("what was taken back"));
    };
    let left = kept.map_or_else(String::new, |kept| {
        format!(" ({kept} left: others have worked on them)")
    });
    let told = words::undone(&what, &title, &fields);
    let text = format!("Taken back: {told}{left}");
    let kept = kept.unwrap_or(0);
    let result =
        json!({ "board": board, "undone": what, "title": title, "fields": fields, "kept": kept });
    Ok(Answer::new(result, text))
}

/// Does one intent about one thing.
async fn act(
    here: &Here,
    code: &str,
    make: impl FnOnce(String, String) -> Intent,
    word: &str,
) -> Result<Answer, Trouble> {
    let board = here.the_board().await?.board;
    let row = here.item(&board, code).await?.row;
    let outcome = here.dispatch(make(board.clone(), row.item.clone())).await?;
    done(&board, &row.item, &row.code, &outcome, word)
}

fn done(
    board: &str,
    item: &str,
    code: &str,
    outcome: &Outcome,
    word: &str,
) -> Result<Answer, Trouble> {
    let undoable = undoable(outcome)?;
    let result = json!({ "board": board, "item": item, "code": code, "undoable": undoable });
    Ok(Answer::new(result, format!("{word}: {code}")))
}

pub(super) fn undoable(outcome: &Outcome) -> Result<bool, Trouble> {
    if let Outcome::Done { undoable } = outcome {
        Ok(*undoable)
    } else {
        Err(defect("that it is done"))
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn field_names_are_found_as_people_type_them() {
        assert_eq!(field_name(ItemKind::Need, "needed-by"), Some("neededBy"));
        assert_eq!(field_name(ItemKind::Need, "Quantity"), Some("quantity"));
        assert_eq!(field_name(ItemKind::Site, "site_kind"), Some("siteKind"));
        assert_eq!(field_name(ItemKind::Site, "quantity"), None);
    }
}
