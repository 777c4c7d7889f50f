//! Lists as people have them: the project's own samples, the shared ones where they are, and odd files.

mod preview;
mod properties;
mod samples;

use std::collections::{BTreeMap, BTreeSet};

use super::*;
use crate::api::{ImportColumn, ItemKind};

/// A board in memory: what an import would find there.
#[derive(Default)]
pub(super) struct Board {
    references: BTreeSet<String>,
    sites: BTreeMap<String, String>,
}

impl Board {
    pub(super) fn plan(&self, list: &List<'_>) -> Result<Plan, ListError> {
        plan(
            list,
            &Known {
                has_reference: &|reference| self.references.contains(reference),
                site_named: &|name| self.sites.get(name).cloned(),
                takes: &|_, field, value| field != "title" || value.chars().count() <= 300,
            },
        )
    }

    /// Does what the plan says, as `app` would.
    pub(super) fn import(&mut self, plan: &Plan) {
        for row in &plan.rows {
            let id = format!("{:032x}", self.references.len());
            self.references
                .extend(references_of_item(row.kind, &id, &row.fields));
            if row.kind == ItemKind::Site {
                self.sites.insert(row.fields["title"].clone(), id);
            }
        }
    }
}

pub(super) fn list<'a>(name: &'a str, bytes: &'a [u8]) -> List<'a> {
    List {
        name,
        bytes,
        kind: None,
        columns: None,
    }
}

fn read(name: &str, text: &str) -> Plan {
    Board::default().plan(&list(name, text.as_bytes())).unwrap()
}

fn titles(plan: &Plan) -> Vec<&str> {
    plan.rows
        .iter()
        .map(|row| row.fields["title"].as_str())
        .collect()
}

pub(super) fn mapped(plan: &Plan) -> Vec<(&str, &str)> {
    plan.columns
        .iter()
        .filter_map(|column| Some((column.heading.as_str(), column.field.as_deref()?)))
        .collect()
}

#[test]
fn delimiters_are_guessed() {
    for text in [
        "Item,Unit\nBlankets,each\n\"Gloves; red, big\",pair\n",
        "Item;Unit\nBlankets;each\n\"Gloves; red, big\";pair\n",
        "Item\tUnit\nBlankets\teach\n\"Gloves; red, big\"\tpair\n",
        "sep=;\r\nItem;Unit\r\nBlankets;each\r\n\"Gloves; red, big\";pair\r\n",
    ] {
        let plan = read("list.csv", text);
        assert_eq!(plan.kind, ItemKind::Supply, "{text}");
        assert_eq!(titles(&plan), ["Blankets", "Gloves; red, big"], "{text}");
        assert_eq!(plan.rows[1].fields["unit"], "pair");
    }
}

#[test]
fn encodings_are_guessed() {
    let text = "Item,Unit\nCrème,tub\nŻurek,jar\n";
    let utf16 = |swap: bool, mark: bool| -> Vec<u8> {
        let mark = if mark { "\u{feff}" } else { "" };
        format!("{mark}{text}")
            .encode_utf16()
            .flat_map(|unit| {
                if swap {
                    unit.to_be_bytes()
                } else {
                    unit.to_le_bytes()
                }
            })
            .collect()
    };
    let files = [
        (text.as_bytes().to_vec(), "UTF-8"),
        (format!("\u{feff}{text}").into_bytes(), "UTF-8"),
        (utf16(false, true), "UTF-16LE"),
        (utf16(true, true), "UTF-16BE"),
        (utf16(false, false), "UTF-16LE"),
        (utf16(true, false), "UTF-16BE"),
    ];
    for (bytes, encoding) in files {
        let plan = Board::default().plan(&list("l.csv", &bytes)).unwrap();
        assert_eq!((plan.encoding, plan.replaced), (encoding, 0));
        assert_eq!(titles(&plan), ["Crème", "Żurek"]);
    }
    let plan = Board::default()
        .plan(&list("l.csv", b"Item,Unit\nCr\xe8me \x96 big,tub\n"))
        .unwrap();
    assert_eq!(plan.encoding, "windows-1252");
    assert_eq!(titles(&plan), ["Crème – big"]);
    assert!(plan.doubtful_lines.is_empty());
}

#[test]
fn ragged_rows_empty_lines_and_lines_in_cells_keep_the_numbers_of_a_spreadsheet() {
    let plan = read(
        "needs.csv",
        "Need,Quantity,Notes\n\nBlankets,5\n,,\n\"Tea\nand coffee\",3,\"a\r\nb\"\n\n,7,nobody wrote what\nSoap,many,\nRice,2,ok,more,even more\n",
    );
    assert_eq!(titles(&plan), ["Blankets", "Tea and coffee", "Rice"]);
    let numbers: Vec<u32> = plan.rows.iter().map(|row| row.number).collect();
    assert_eq!(numbers, [3, 5, 9]);
    assert_eq!(plan.rows[1].fields["details"], "a\nb");
    let problems: Vec<(u32, &str, &str)> = plan
        .problems
        .iter()
        .map(|problem| {
            (
                problem.line,
                problem.why.as_str(),
                problem.field.as_deref().unwrap(),
            )
        })
        .collect();
    assert_eq!(
        problems,
        [(7, "noTitle", "title"), (8, "badField", "quantity")]
    );
    assert_eq!((plan.skipped, plan.columns.len()), (2, 5));
    assert_eq!(
        plan.columns[4],
        ImportColumn {
            heading: "Column 5".to_owned(),
            field: None
        }
    );
}

#[test]
fn a_quote_that_is_never_closed_swallows_nothing() {
    let plan = read(
        "supplies.csv",
        "Item,Unit\n\"Pipe,metre\nBlankets,each\n\"Soap, green\",bar\n\"Rope,metre\n",
    );
    // The first quote is closed by the one before Soap: what is between is one cell, and is kept.
    assert!(titles(&plan).join("|").contains("Blankets"));
    let plan = read(
        "supplies.csv",
        "Item,Unit\n\"Pipe,metre\nBlankets,each\nSoap,bar\n",
    );
    assert_eq!(titles(&plan), ["\"Pipe", "Blankets", "Soap"]);
    let plan = read("supplies.csv", "Item,Unit\n5\" pipe,\"metre\nor so\"\n");
    assert_eq!(plan.rows.len(), 1);
    assert_eq!(plan.rows[0].fields["unit"], "metre or so");
}

#[test]
fn a_list_without_headings_needs_a_kind_and_loses_no_row() {
    let bytes = b"Blankets,5\nSoap,7\n";
    let board = Board::default();
    assert_eq!(
        board.plan(&list("x.csv", bytes)),
        Err(ListError::UnknownKind)
    );
    let with_kind = List {
        kind: Some(ItemKind::Need),
        ..list("x.csv", bytes)
    };
    let plan = board.plan(&with_kind).unwrap();
    assert_eq!(titles(&plan), ["Blankets", "Soap"]);
    let mut columns = plan.columns.clone();
    columns[1].field = Some("quantity".to_owned());
    let mapped = List {
        columns: Some(&columns),
        ..with_kind
    };
    let plan = board.plan(&mapped).unwrap();
    assert_eq!(plan.rows.len(), 2);
    assert_eq!(plan.rows[1].fields["quantity"], "7");
}

#[test]
fn the_mapper_of_the_preview_is_obeyed() {
    let bytes = "Artikel;Menge;Bemerkung\nDecken;5;warm\n".as_bytes();
    let column = |heading: &str, field: Option<&str>| ImportColumn {
        heading: heading.to_owned(),
        field: field.map(str::to_owned),
    };
    let columns = [
        column("Artikel", Some("title")),
        column("Menge", Some("quantity")),
        column("Bemerkung", None),
    ];
    let plan = Board::default()
        .plan(&List {
            kind: Some(ItemKind::Offer),
            columns: Some(&columns),
            ..list("liste.csv", bytes)
        })
        .unwrap();
    assert_eq!(titles(&plan), ["Decken"]);
    assert_eq!(plan.rows[0].fields["quantity"], "5");
    assert!(!plan.rows[0].fields.contains_key("details"));
}

#[test]
fn a_reference_column_decides_alone() {
    let text = "Import ref,Need,Quantity\nA1,Blankets,5\nA2,Blankets,5\nA1,Blankets,9\n";
    let mut board = Board::default();
    let plan = board.plan(&list("needs.csv", text.as_bytes())).unwrap();
    assert_eq!((plan.rows.len(), plan.already_there), (2, 1));
    assert_eq!(plan.rows[0].fields["importRef"], "A1");
    board.import(&plan);
    let again = board.plan(&list("needs.csv", text.as_bytes())).unwrap();
    assert_eq!((again.rows.len(), again.already_there), (0, 3));
}

#[test]
fn a_place_that_is_no_site_is_kept_as_text() {
    let mut board = Board::default();
    board.sites.insert("Tithe Barn".to_owned(), "ab".repeat(16));
    let text =
        "Need,Hub,Area,Notes\nTea,Tithe Barn,,\nSoap,Somewhere,,\nRope,Somewhere,Millside,long\n";
    let plan = board.plan(&list("needs.csv", text.as_bytes())).unwrap();
    assert_eq!(plan.rows[0].fields["site"], "ab".repeat(16));
    assert_eq!(plan.rows[1].fields["area"], "Somewhere");
    assert_eq!(plan.rows[2].fields["details"], "long\nSomewhere");
}

#[test]
fn what_is_no_list_is_refused_with_a_word() {
    let board = Board::default();
    let why = |bytes: &[u8]| board.plan(&list("needs.csv", bytes)).unwrap_err();
    assert_eq!(why(b""), ListError::Empty);
    assert_eq!(why(b"\n\n ,, \n"), ListError::Empty);
    assert_eq!(why(b"Need,Quantity\n"), ListError::Empty);
    assert_eq!(why(b"PK\x03\x04rest"), ListError::Workbook);
    assert_eq!(why(b"%PDF-1.7\n"), ListError::NotText);
    assert_eq!(why(&[7; 100]), ListError::NotText);
    assert_eq!(why(&vec![b'a'; MAX_FILE_BYTES + 1]), ListError::TooLarge);
    assert_eq!(
        why("Need\n".repeat(MAX_ROWS + 2).as_bytes()),
        ListError::TooManyRows
    );
    let wide = format!("Need{}x\na\n", ",".repeat(MAX_COLUMNS));
    assert_eq!(why(wide.as_bytes()), ListError::TooManyColumns);
    let error = AppError::from(ListError::TooLarge);
    assert_eq!(error.code, ErrorCode::TooLarge);
    assert_eq!(error.details["limit"], MAX_FILE_BYTES.to_string());
}

#[test]
fn fifty_thousand_rows_are_taken() {
    let mut text = "Need,Quantity\n".to_owned();
    for number in 0..MAX_ROWS {
        text.push_str(&format!("Need {number},1\n"));
    }
    assert_eq!(read("needs.csv", &text).rows.len(), MAX_ROWS);
}

#[test]
fn values_are_read_without_guessing() {
    let tidy = |field, cell| values::tidy(field, cell);
    let some = |text: &str| Some(text.to_owned());
    for (cell, number) in [
        ("12", "12"),
        (" 1,200 ", "1200"),
        ("1'200", "1200"),
        ("3.0", "3"),
    ] {
        assert_eq!(tidy("quantity", cell), some(number), "{cell}");
    }
    for cell in [
        "-3",
        "2.5",
        "1,2",
        "12 boxes",
        "many",
        "99999999999",
        "1,2345",
    ] {
        assert_eq!(tidy("quantity", cell), None, "{cell}");
    }
    for cell in [
        "2026-11-30",
        "30.11.2026",
        "30/11/2026",
        "11/30/2026",
        "2026-11-30 09:00",
    ] {
        assert_eq!(tidy("neededBy", cell), some("2026-11-30"), "{cell}");
    }
    for cell in [
        "05/06/2026",
        "2026-02-30",
        "soon",
        "30.11.26",
        "1-2-3",
        "--",
        "29.02.2025",
    ] {
        assert_eq!(tidy("neededBy", cell), None, "{cell}");
    }
    assert_eq!(tidy("lat", "40,644169"), some("40.644169"));
    assert_eq!(tidy("lon", "-73.99"), some("-73.99"));
    for cell in ["91", "nan", "1e1", "north"] {
        assert_eq!(tidy("lat", cell), None, "{cell}");
    }
    assert_eq!(tidy("title", " a\r\n\tb  c\0 "), some("a b c"));
}

/// The fields that a list can fill are those of the model, in the order of the form.
#[test]
fn fields_are_those_of_the_model() {
    let pairs = [
        (ItemKind::Need, model::ItemKind::Need),
        (ItemKind::Offer, model::ItemKind::Offer),
        (ItemKind::Site, model::ItemKind::Site),
        (ItemKind::Supply, model::ItemKind::Supply),
    ];
    for (ours, theirs) in pairs {
        let names: Vec<&str> = theirs.fields().iter().map(|field| field.name).collect();
        assert_eq!(importable_fields(ours), names);
    }
}
