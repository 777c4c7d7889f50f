//! Exports: nothing runs in a spreadsheet, and what was exported is known again.

use std::collections::BTreeSet;

use proptest::prelude::*;

use super::*;
use crate::api::{ItemKind, ItemState};
use crate::import::{Known, List, plan, references_of_item};

fn row(kind: ItemKind, id: u8, title: &str, fields: &[(&str, &str)]) -> ItemRow {
    ItemRow {
        item: format!("{id:032x}"),
        code: format!("N-{id:04}"),
        kind,
        title: title.to_owned(),
        state: ItemState::Open,
        fields: fields
            .iter()
            .map(|(field, value)| ((*field).to_owned(), (*value).to_owned()))
            .collect(),
        claimed_by: vec!["Alice".to_owned(), "Bob".to_owned()],
        claimed_by_me: true,
        remaining: Some(-3),
        on_hand: None,
        two_versions: false,
        archived: false,
        comments: 0,
        made_by: "Alice".to_owned(),
        changed_at: 1_763_789_400_000,
        hidden_for_all: None,
        hidden_for_me: false,
        by_blocked: false,
        held: None,
        appeal: None,
        may_ask_again: false,
        changed_by: "Bob".to_owned(),
    }
}

/// How many rows an import of `text` would add to a board that has `rows`.
fn added_by_import(rows: &[ItemRow], text: &str) -> (usize, u32, u32) {
    let mut references = BTreeSet::new();
    for row in rows {
        let mut fields = row.fields.clone();
        fields.insert("title".to_owned(), row.title.clone());
        references.extend(references_of_item(row.kind, &row.item, &fields));
    }
    let known = Known {
        has_reference: &|reference| references.contains(reference),
        site_named: &|_| None,
        takes: &|_, _, _| true,
    };
    let list = List {
        name: "export.csv",
        bytes: text.as_bytes(),
        kind: None,
        columns: None,
    };
    let plan = plan(&list, &known).unwrap();
    (plan.rows.len(), plan.already_there, plan.skipped)
}

#[test]
fn formulas_are_defused_and_numbers_stay_numbers() {
    for cell in [
        "=1+1",
        "+49 30 12",
        "@SUM(A1)",
        "-cmd|' /C calc'!A0",
        "\tx",
        "\rx",
        "+5",
        "-1-1",
        "-",
    ] {
        assert_eq!(defuse(cell), format!("'{cell}"));
    }
    for cell in [
        "-3",
        "-74.015282",
        "12",
        "a=b",
        "",
        "'quoted'",
        "it's",
        "3-4",
        "<b>x</b>",
    ] {
        assert_eq!(defuse(cell), cell);
    }
}

#[test]
fn a_csv_export_is_a_table_that_can_be_read() {
    let rows = [
        row(
            ItemKind::Need,
            1,
            "=HYPERLINK(\"http://x\")",
            &[("quantity", "20"), ("details", "a,\n\"b\"")],
        ),
        row(
            ItemKind::Site,
            2,
            "Tithe Barn",
            &[("lat", "51.07"), ("lon", "-4.09"), ("importRef", "row1:x")],
        ),
    ];
    let text = csv(&rows, &|_| None);
    let expected = "\u{feff}kind,code,title,state,quantity,details,lat,lon,remaining,claimedBy,madeBy,changedAt,changedBy,importRef\n\
        need,N-0001,\"'=HYPERLINK(\"\"http://x\"\")\",open,20,\"a,\n\"\"b\"\"\",,,-3,\"Alice, Bob\",Alice,2025-11-22T05:30:00Z,Bob,item:00000000000000000000000000000001\n\
        site,N-0002,Tithe Barn,,,,51.07,-4.09,-3,\"Alice, Bob\",Alice,2025-11-22T05:30:00Z,Bob,row1:x\n";
    assert_eq!(text, expected);
    assert_eq!(added_by_import(&rows, &text), (0, 2, 0));
}

#[test]
fn a_json_export_holds_all_that_the_rows_show() {
    let rows = [row(ItemKind::Need, 1, "Tea", &[("quantity", "20")])];
    let value: serde_json::Value =
        serde_json::from_str(&json("b1", "Relief", &rows).unwrap()).unwrap();
    assert_eq!(value["format"], "manyhands-board");
    assert_eq!(value["items"][0]["title"], "Tea");
    assert_eq!(value["items"][0]["fields"]["quantity"], "20");
    assert_eq!(
        value["items"][0]["reference"],
        "item:00000000000000000000000000000001"
    );
}

#[test]
fn file_names_can_be_written_everywhere() {
    assert_eq!(
        file_name("Relief: \"Harbour\" / Ward?", "csv"),
        "Relief-Harbour-Ward.csv"
    );
    assert_eq!(file_name("../..", "json"), "board.json");
}

proptest! {
    #![proptest_config(ProptestConfig { cases: 300, ..ProptestConfig::default() })]

    #[test]
    fn defused_cells_come_back(cell in "['=+@\t\r\na1.-]{0,6}") {
        let safe = defuse(&cell);
        prop_assert_eq!(undefuse(&safe), cell.as_str());
        let number = safe.parse::<f64>().is_ok();
        prop_assert!(number || !safe.starts_with(['=', '+', '-', '@', '\t', '\r']));
    }

    #[test]
    fn what_was_exported_is_there_already(
        rows in prop::collection::vec((0_u8..4, "[a-zA-Z=+@'\",;\n-]{0,10}[a-z]", "[a-z=<>\n\"',-]{0,12}"), 1..12),
    ) {
        let rows: Vec<ItemRow> = rows
            .iter()
            .zip(0_u8..)
            .map(|((kind, title, details), id)| {
                let kind = [ItemKind::Need, ItemKind::Offer, ItemKind::Supply, ItemKind::Site][usize::from(*kind)];
                let own = format!("row1:{id}");
                let mut fields = vec![("details", details.as_str())];
                if id % 2 == 0 {
                    fields.push(("importRef", own.as_str()));
                }
                row(kind, id, title, &fields)
            })
            .collect();
        let text = csv(&rows, &|_| None);
        let count = u32::try_from(rows.len()).unwrap();
        prop_assert_eq!(added_by_import(&rows, &text), (0, count, 0));
    }
}
