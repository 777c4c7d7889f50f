//! What must hold for any bytes and any list.

use proptest::prelude::*;

use super::*;

/// Cells as nasty as they come, but with something to read in them.
fn cell() -> impl Strategy<Value = String> {
    "[a-zA-Zé–\"',;=+@ \t\n<>&-]{0,12}[a-zA-Z]"
}

fn written(rows: &[(String, String, String)], delimiter: u8) -> Vec<u8> {
    let mut out = csv::WriterBuilder::new()
        .delimiter(delimiter)
        .from_writer(Vec::new());
    out.write_record(["Item", "Unit", "Category"]).unwrap();
    for (title, unit, category) in rows {
        out.write_record([title, unit, category]).unwrap();
    }
    out.into_inner().unwrap()
}

fn table() -> impl Strategy<Value = Vec<(String, String, String)>> {
    prop::collection::vec((cell(), cell(), cell()), 1..20)
}

proptest! {
    #![proptest_config(ProptestConfig { cases: 300, ..ProptestConfig::default() })]

    #[test]
    fn any_bytes_end_in_a_plan_or_a_word(bytes in prop::collection::vec(any::<u8>(), 0..400)) {
        let mut board = Board::default();
        for kind in [None, Some(ItemKind::Site)] {
            if let Ok(plan) = board.plan(&List { kind, ..list("needs.csv", &bytes) }) {
                board.import(&plan);
                let again = board.plan(&List { kind, ..list("needs.csv", &bytes) }).unwrap();
                prop_assert!(again.rows.is_empty());
            }
        }
    }

    #[test]
    fn what_a_spreadsheet_writes_is_read_back(rows in table(), delimiter in prop::sample::select(vec![b',', b';', b'\t'])) {
        let bytes = written(&rows, delimiter);
        let plan = Board::default().plan(&list("supplies.csv", &bytes)).unwrap();
        let read = plan.rows.len() + usize::try_from(plan.already_there).unwrap();
        prop_assert_eq!((read, plan.skipped), (rows.len(), 0));
        let mut expected: Vec<String> = Vec::new();
        for (title, unit, category) in &rows {
            let tidy = |cell: &str| values::line(crate::export::undefuse(cell));
            let text = format!("{}|{}|{}", tidy(title), tidy(unit), tidy(category));
            if !expected.iter().any(|seen| seen.to_lowercase() == text.to_lowercase()) {
                expected.push(text);
            }
        }
        let found: Vec<String> = plan.rows.iter().map(|row| {
            format!("{}|{}|{}", row.fields["title"], row.fields["unit"], row.fields["category"])
        }).collect();
        prop_assert_eq!(found, expected);
    }

    #[test]
    fn a_broken_byte_never_loses_a_row(
        rows in prop::collection::vec("[a-z]{4,12}", 1..20),
        places in prop::collection::vec((any::<prop::sample::Index>(), 0x80_u8..), 1..8),
    ) {
        let mut bytes = b"Item,Unit\n".to_vec();
        let start = bytes.len();
        for (number, row) in rows.iter().enumerate() {
            bytes.extend_from_slice(format!("{row} number {number},each\n").as_bytes());
        }
        for (place, byte) in &places {
            let at = start + place.index(bytes.len() - start);
            // Into the text, not over the structure of the file.
            if bytes[at].is_ascii_lowercase() {
                bytes[at] = *byte;
            }
        }
        let plan = Board::default().plan(&list("supplies.csv", &bytes)).unwrap();
        prop_assert_eq!(plan.rows.len() + usize::try_from(plan.already_there).unwrap(), rows.len());
    }

    #[test]
    fn references_do_not_depend_on_order_or_the_device(rows in table()) {
        let of = |rows: &[(String, String, String)]| -> BTreeSet<String> {
            let bytes = written(rows, b',');
            let plan = Board::default().plan(&list("supplies.csv", &bytes)).unwrap();
            plan.rows.iter().map(|row| row.fields["importRef"].clone()).collect()
        };
        let mut turned = rows.clone();
        turned.reverse();
        prop_assert_eq!(of(&rows), of(&turned));
    }

    #[test]
    fn row_numbers_are_those_of_a_spreadsheet(rows in prop::collection::vec((0_usize..3, "[a-z]{1,5}"), 1..20), end in prop::sample::select(vec!["\n", "\r\n", "\r"])) {
        let mut text = format!("Need,Notes{end}");
        let mut row = 2;
        let mut expected = Vec::new();
        for (number, (empty, title)) in rows.iter().enumerate() {
            text.push_str(&end.repeat(*empty));
            row += u32::try_from(*empty).unwrap();
            expected.push(row);
            text.push_str(&format!("{title}{number},\"a{end}b\"{end}"));
            row += 1;
        }
        let plan = read("needs.csv", &text);
        let found: Vec<u32> = plan.rows.iter().map(|row| row.number).collect();
        prop_assert_eq!(found, expected);
    }
}

/// A reference is on boards and in files for good: this one must never change.
#[test]
fn references_are_stable_for_good() {
    let fields = |pairs: &[(&str, &str)]| -> BTreeMap<String, String> {
        pairs
            .iter()
            .map(|(field, value)| ((*field).to_owned(), (*value).to_owned()))
            .collect()
    };
    let blankets = fields(&[
        ("title", "Blankets"),
        ("category", "Bedding"),
        ("unit", "each"),
    ]);
    let shouted = fields(&[
        ("title", " BLANKETS"),
        ("category", "bedding "),
        ("unit", "Each"),
    ]);
    let reference = row_reference(ItemKind::Supply, &blankets);
    assert_eq!(reference, row_reference(ItemKind::Supply, &shouted));
    assert_ne!(reference, row_reference(ItemKind::Need, &blankets));
    assert_eq!(reference, "row1:ad61d31341e4026d66e87422c33f98a1");
}
