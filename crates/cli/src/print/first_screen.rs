//! What a board looks like before its history is here, kept apart from what is checked; and what was done meanwhile.

use app::api::{ItemKind, MeanwhileView, MeanwhileWhat, UncheckedRow};

use super::table::Table;
use crate::words;

/// Returns the rows that are not checked yet, with a line above that says so; nothing where there are none.
pub fn unchecked(rows: &[UncheckedRow], kind: Option<ItemKind>) -> String {
    let mut table = Table::new(&["CODE", "KIND", "STATE", "TITLE", "HOW MUCH", "URGENCY"]);
    let mut any = false;
    for row in rows
        .iter()
        .filter(|row| kind.is_none_or(|kind| row.kind == kind))
    {
        any = true;
        let urgency = row.urgency.as_deref();
        table.row(&[
            row.code.clone(),
            words::kind(row.kind).to_owned(),
            words::state(row.state).to_owned(),
            row.title.clone(),
            row.amount.clone(),
            urgency.map(words::urgency).unwrap_or_default(),
        ]);
    }
    if !any {
        return String::new();
    }
    format!(
        "Shown before it is checked: Manyhands is still fetching and checking this board's history.\n{}",
        table.text()
    )
}

/// Returns what was done while the board was on its way: what waits, and what could not be done with the reason; nothing
/// where there is none.
pub fn meanwhile(drafts: &[MeanwhileView]) -> String {
    let (refused, waiting): (Vec<_>, Vec<_>) =
        drafts.iter().partition(|draft| draft.refused.is_some());
    let mut text = String::new();
    if !waiting.is_empty() {
        let mut table = Table::new(&["DRAFT", "WHAT", "TITLE"]);
        for draft in waiting {
            table.row(&[draft.draft.clone(), what(draft), draft.title.clone()]);
        }
        text.push_str("Kept on this computer until the board is checked:\n");
        text.push_str(&table.text());
    }
    if !refused.is_empty() {
        let mut table = Table::new(&["DRAFT", "WHAT", "TITLE", "WHY"]);
        for draft in refused {
            let why = draft.refused.as_ref().map(words::not_done);
            table.row(&[
                draft.draft.clone(),
                what(draft),
                draft.title.clone(),
                why.unwrap_or_default(),
            ]);
        }
        text.push_str("Not done, though the board is checked now (`mh drafts --again DRAFT`, `--discard DRAFT`):\n");
        text.push_str(&table.text());
    }
    text
}

fn what(draft: &MeanwhileView) -> String {
    match (draft.what, draft.quantity) {
        (MeanwhileWhat::Add, _) => format!("add {}", words::kind(draft.kind)),
        (MeanwhileWhat::Claim, None) => "claim".to_owned(),
        (MeanwhileWhat::Claim, Some(quantity)) => format!("claim {quantity}"),
    }
}

#[cfg(test)]
mod tests {
    use app::api::{AppError, ErrorCode, ItemState};

    use super::*;

    #[test]
    fn what_is_not_checked_says_so_and_keeps_to_its_kind() {
        let row = UncheckedRow {
            item: "01".to_owned(),
            code: "N-7K4Q".to_owned(),
            kind: ItemKind::Need,
            state: ItemState::Open,
            title: "Blankets".to_owned(),
            urgency: Some("3".to_owned()),
            amount: "20".to_owned(),
        };
        let text = unchecked(std::slice::from_ref(&row), None);
        assert!(text.starts_with("Shown before it is checked"));
        assert!(
            text.contains("N-7K4Q") && text.contains("Blankets") && text.contains("3 · urgent")
        );
        assert_eq!(unchecked(&[row], Some(ItemKind::Offer)), "");
        assert_eq!(unchecked(&[], None), "");
    }

    #[test]
    fn what_waits_and_what_could_not_be_done_are_told_apart() {
        let waits = MeanwhileView {
            draft: "7".to_owned(),
            what: MeanwhileWhat::Claim,
            kind: ItemKind::Need,
            title: "Blankets".to_owned(),
            item: Some("01".to_owned()),
            quantity: Some(3),
            at: 1,
            refused: None,
        };
        let text = meanwhile(std::slice::from_ref(&waits));
        assert!(text.starts_with("Kept on this computer until the board is checked"));
        assert!(text.contains("claim 3") && !text.contains("Not done"));
        let taken = AppError::new(ErrorCode::ChangedSince, "taken");
        let refused = MeanwhileView {
            refused: Some(taken.with("what", "claim").with("person", "Dora")),
            ..waits
        };
        let text = meanwhile(&[refused]);
        assert!(text.starts_with("Not done") && text.contains("Dora has claimed this since."));
        assert_eq!(meanwhile(&[]), "");
    }
}
