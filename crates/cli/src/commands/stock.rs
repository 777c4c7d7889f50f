//! Stock: what came in, what went out, what was counted, and where.

use app::api::{Intent, StockAction, StockLine};
use serde_json::json;

use super::items::undoable;
use crate::answer::Answer;
use crate::args::StockArgs;
use crate::here::Here;
use crate::parse::StockChange;
use crate::print::plain;
use crate::trouble::Trouble;

/// Moves or counts stock, and says what is on hand now.
pub async fn stock(here: &Here, args: StockArgs) -> Result<Answer, Trouble> {
    let board = here.the_board().await?.board;
    let page = here.item(&board, &args.code).await?;
    let site = match (args.site.as_deref().map(str::trim), args.change) {
        (Some(""), _) => None,
        (Some(named), _) => Some(here.site(&board, named).await?),
        (None, StockChange::Counted(_)) => where_it_stands(&page.stock)?,
        (None, StockChange::Received(_) | StockChange::GivenOut(_)) => None,
    };
    let item = page.row.item;
    let moved = |action, quantity| Intent::MoveStock {
        board: board.clone(),
        item: item.clone(),
        site: site.clone(),
        action,
        quantity,
        note: args.note.clone(),
    };
    let intent = match args.change {
        StockChange::Received(quantity) => moved(StockAction::Received, quantity),
        StockChange::GivenOut(quantity) => moved(StockAction::GivenOut, quantity),
        StockChange::Counted(counted) => Intent::CountStock {
            board: board.clone(),
            item: item.clone(),
            site: site.clone(),
            counted,
        },
    };
    let undoable = undoable(&here.dispatch(intent).await?)?;
    let row = here.item(&board, &item).await?.row;
    let on_hand = row.on_hand.unwrap_or(0);
    let below = if on_hand < 0 { ": recount" } else { "" };
    let text = format!(
        "{} {}: {on_hand} on hand{below}",
        row.code,
        plain(&row.title)
    );
    let result = json!({
        "board": board, "item": item, "code": row.code, "undoable": undoable, "onHand": on_hand,
    });
    Ok(Answer::new(result, text))
}

/// Returns the place that a count without a place is about: the only one where something is, or ever was.
///
/// A count says what is there now: one of no site beside a full shelf would be added to the shelf.
fn where_it_stands(stock: &[StockLine]) -> Result<Option<String>, Trouble> {
    let mut places: Vec<&StockLine> = stock.iter().filter(|line| line.on_hand != 0).collect();
    if places.is_empty() {
        places = stock.iter().collect();
    }
    match places.as_slice() {
        [] => Ok(None),
        [only] => Ok(only.site.clone()),
        several => {
            let said: Vec<String> = several.iter().map(|line| place(line)).collect();
            Err(Trouble::which_site(&said))
        }
    }
}

fn place(line: &StockLine) -> String {
    let name = match (&line.site_name, &line.site) {
        (Some(name), _) => plain(name),
        (None, Some(site)) => site.clone(),
        (None, None) => "no site".to_owned(),
    };
    format!("{name} ({})", line.on_hand)
}

#[cfg(test)]
mod tests {
    use super::*;

    fn line(site: Option<&str>, on_hand: i64) -> StockLine {
        StockLine {
            site: site.map(str::to_owned),
            site_name: site.map(|site| format!("The {site}")),
            on_hand,
            counts: Vec::new(),
        }
    }

    #[test]
    fn a_count_without_a_site_is_about_the_only_place() {
        let found = |lines: &[StockLine]| where_it_stands(lines).unwrap();
        assert_eq!(found(&[]), None);
        assert_eq!(found(&[line(None, 4)]), None);
        assert_eq!(found(&[line(Some("barn"), 4)]).as_deref(), Some("barn"));
        // Emptied is nowhere, unless there is nowhere else; below zero wants this very count.
        let emptied = [line(None, 0), line(Some("barn"), -4)];
        assert_eq!(found(&emptied).as_deref(), Some("barn"));
        assert_eq!(found(&[line(Some("barn"), 0)]).as_deref(), Some("barn"));
    }

    #[test]
    fn several_places_are_asked_about() {
        let several = [line(None, 2), line(Some("barn"), 4)];
        let trouble = where_it_stands(&several).unwrap_err();
        assert_eq!(trouble.code, "whichSite");
        assert_eq!(trouble.details["sites"], "no site (2), The barn (4)");
        let emptied = [line(Some("hall"), 0), line(Some("barn"), 0)];
        assert!(where_it_stands(&emptied).is_err());
    }
}
