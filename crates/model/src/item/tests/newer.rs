//! Items that a newer app wrote.

use crate::ItemDoc;
use crate::testing::{ALICE, Raw, blankets, set};

#[test]
fn a_kind_of_a_newer_app_has_no_fields_and_does_no_harm() {
    let body = Raw::puts(ALICE, &["kind", "title"]).bytes();
    let mut doc = ItemDoc::new();
    doc.apply(&body).unwrap();
    assert_eq!((doc.kind(), doc.fields().len()), (None, 0));
    assert_eq!(doc.field("title"), None);
}

#[test]
fn choices_and_fields_of_a_newer_app_are_told_and_other_nonsense_is_not() {
    let (mut doc, _) = blankets();
    let newer = |doc: &ItemDoc, field: &str| doc.field(field).unwrap().newer;
    assert!(!doc.has_newer_fields() && !newer(&doc, "what"));
    for (value, is_newer) in [
        ("animal", true),
        ("item", false),
        ("", false),
        ("<b>", false),
    ] {
        set(&mut doc, ALICE, "what", value);
        assert_eq!(newer(&doc, "what"), is_newer, "{value}");
    }
    set(&mut doc, ALICE, "neededBy", "soon");
    assert!(!newer(&doc, "neededBy"));
    set(&mut doc, ALICE, "species", "cat");
    assert!(doc.has_newer_fields());
}
