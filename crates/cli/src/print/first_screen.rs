//! What a board looks like before its history is here: kept apart from what is checked.

use app::api::{ItemKind, UncheckedRow};

use super::table::Table;
use crate::words;

/// Returns the rows that are not checked yet, with a line above that says so; nothing where there are none.
pub fn unchecked(rows: &[UncheckedRow], kind: Option<ItemKind>) -> String {
    let mut table = Table::new(&["KIND", "STATE", "TITLE", "HOW MUCH", "URGENCY"]);
    let mut any = false;
    for row in rows
        .iter()
        .filter(|row| kind.is_none_or(|kind| row.kind == kind))
    {
        any = true;
        let urgency = row.urgency.as_deref();
        table.row(&[
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

#[cfg(test)]
mod tests {
    use app::api::ItemState;

    use super::*;

    #[test]
    fn what_is_not_checked_says_so_and_keeps_to_its_kind() {
        let row = UncheckedRow {
            item: "01".to_owned(),
            kind: ItemKind::Need,
            state: ItemState::Open,
            title: "Blankets".to_owned(),
            urgency: Some("3".to_owned()),
            amount: "20".to_owned(),
        };
        let text = unchecked(std::slice::from_ref(&row), None);
        assert!(text.starts_with("Shown before it is checked"));
        assert!(text.contains("Blankets") && text.contains("3 · urgent"));
        assert_eq!(unchecked(&[row], Some(ItemKind::Offer)), "");
        assert_eq!(unchecked(&[], None), "");
    }
}
