//! What a preview says: values as they would be stored, places that are not known, numbers of rows.

use super::*;

/// The words that the app shows for a level mean that level, however they are written.
#[test]
fn words_for_urgency_are_those_of_the_app() {
    let words = [
        ("1", "1 whenever low NORMAL"),
        ("2", "2 Soon soon!"),
        ("3", "3 urgent URGENT!! Urgent"),
        ("4", "4 emergency critical Immediate"),
    ];
    for (step, words) in words {
        for word in words.split(' ') {
            let read = values::tidy("urgency", word);
            assert_eq!(read.as_deref(), Some(step), "{word}");
        }
    }
    for (cell, step) in [
        ("1 · Can wait", "1"),
        ("can wait", "1"),
        ("2 · Soon", "2"),
        ("3 · Urgent", "3"),
        ("3 - urgent", "3"),
        ("4 · Danger to life", "4"),
        ("Danger to life", "4"),
    ] {
        let read = values::tidy("urgency", cell);
        assert_eq!(read.as_deref(), Some(step), "{cell}");
    }
    for cell in [
        "5", "0", "34", "high", "medium", "asap", "2.5", "3rd", "2 urgent", "!", "--",
    ] {
        assert_eq!(values::tidy("urgency", cell), None, "{cell}");
    }
}

#[test]
fn a_preview_shows_what_would_be_stored() {
    let plan = read(
        "needs.csv",
        "Need,Priority,Quantity,Needed by,Notes\nTea,urgent,\"1,200\",30.11.2026,urgent\nSoap,4,5,2026-11-30,\nRope,high,,,\n",
    );
    let some = |text: &str| Some(text.to_owned());
    let preview = plan.preview("needs.csv");
    assert_eq!(
        preview.shown,
        [
            vec![None, some("3"), some("1200"), some("2026-11-30"), None],
            vec![None; 5],
            vec![None; 5],
        ]
    );
    assert_eq!(preview.sample[0][1], "urgent");
    assert_eq!(preview.problems.len(), 1);
    assert_eq!(preview.problems[0].field.as_deref(), Some("urgency"));
}

#[test]
fn places_that_the_board_does_not_know_are_counted_and_named_once() {
    let mut board = Board::default();
    board.sites.insert("Tithe Barn".to_owned(), "ab".repeat(16));
    let mut text =
        "Need,Hub,Area\nTea,Tithe Barn,\nRice,Old Mill,\nSoap,old mill,Millside\n,Nowhere,\n"
            .to_owned();
    let first = board.plan(&list("needs.csv", text.as_bytes())).unwrap();
    let preview = first.preview("needs.csv");
    assert_eq!(
        (preview.unknown_sites, preview.unknown_site_names),
        (1, vec!["Old Mill".to_owned()])
    );
    for number in 0..7 {
        text.push_str(&format!("Need {number},Place {number},\n"));
    }
    board.import(&first);
    // Of rows that are there already nothing would change: their places are not asked for.
    let plan = board.plan(&list("needs.csv", text.as_bytes())).unwrap();
    assert_eq!(
        (plan.unknown_sites.count, plan.unknown_sites.names.len()),
        (7, 5)
    );
}

#[test]
fn a_line_for_the_delimiter_is_no_row() {
    let text = "sep=;\r\nNeed;Quantity\r\n\"Tea\r\nand milk\";2\r\nSoap;many\r\n";
    assert_eq!(read("needs.csv", text).problems[0].line, 3);
}
