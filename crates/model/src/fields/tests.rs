//! Fields: what may be typed, and what others wrote.

use std::collections::BTreeMap;

use super::*;

fn why(kind: ItemKind, field: &str, text: &str) -> &'static str {
    parse_field(kind, field, Some(text)).unwrap_err().why.code()
}

#[test]
fn texts_become_scalars_and_texts_again() {
    let id = "00112233445566778899aabbccddeeff";
    for (kind, field, typed, shown) in [
        (
            ItemKind::Need,
            "title",
            "  Warm\tblankets ",
            "Warm blankets",
        ),
        (ItemKind::Need, "quantity", " 010 ", "10"),
        (ItemKind::Offer, "urgency", "4", "4"),
        (ItemKind::Need, "what", "service", "service"),
        (ItemKind::Need, "neededBy", "2024-02-29", "2024-02-29"),
        (
            ItemKind::Need,
            "site",
            "00112233445566778899AABBCCDDEEFF",
            id,
        ),
        (ItemKind::Site, "hours", "Mon\r\nTue\r", "Mon\nTue"),
        (ItemKind::Site, "lat", "40.644169", "40.644169"),
        (ItemKind::Supply, "minimum", "0", "0"),
        (ItemKind::Settings, "template", "relief", "relief"),
        (ItemKind::Settings, "hiddenSections", " sites ", "sites"),
    ] {
        let value = parse_field(kind, field, Some(typed)).unwrap();
        let def = kind.field(field).unwrap();
        assert_eq!(show_field(def, &value).as_deref(), Some(shown), "{field}");
    }
    assert_eq!(
        parse_field(ItemKind::Need, "area", Some("  ")),
        Ok(Scalar::Empty)
    );
    assert_eq!(parse_field(ItemKind::Need, "area", None), Ok(Scalar::Empty));
}

#[test]
fn what_cannot_be_a_value_says_why() {
    let need = ItemKind::Need;
    assert_eq!(why(need, "title", " \n"), "empty");
    assert_eq!(why(need, "title", &"x".repeat(301)), "tooLong");
    for text in ["-1", "1.5", "ten", "1000000000001", "+3"] {
        assert_eq!(why(need, "quantity", text), "notANumber", "{text}");
    }
    for (field, text) in [
        ("urgency", "5"),
        ("what", "Item"),
        ("neededBy", "2023-02-29"),
        ("neededBy", "2024-13-01"),
        ("neededBy", "2024-1-1"),
        ("neededBy", "2024-01-0x"),
        ("site", "church"),
    ] {
        assert_eq!(why(need, field, text), "notAChoice", "{text}");
    }
    assert_eq!(why(ItemKind::Site, "quantity", "1"), "unknownField");
    assert_eq!(why(need, "kind", "need"), "unknownField");
}

#[test]
fn a_new_item_needs_its_title_and_leaves_blanks_out() {
    let fields = |pairs: &[(&str, &str)]| -> BTreeMap<String, String> {
        pairs
            .iter()
            .map(|(name, text)| ((*name).to_owned(), (*text).to_owned()))
            .collect()
    };
    let error = parse_new(ItemKind::Supply, &fields(&[("unit", "box")])).unwrap_err();
    assert_eq!(
        (error.field.as_str(), error.why),
        ("title", BadFieldWhy::Empty)
    );
    let values = parse_new(
        ItemKind::Supply,
        &fields(&[("title", "Diapers"), ("unit", " ")]),
    )
    .unwrap();
    assert_eq!(
        values,
        BTreeMap::from([("title".to_owned(), Scalar::Text("Diapers".to_owned()))])
    );
}

#[test]
fn what_others_wrote_is_shown_clean_or_not_at_all() {
    let def = |name| ItemKind::Need.field(name).unwrap();
    let text = |text: &str| Scalar::Text(text.to_owned());
    let long = "x".repeat(1_000);
    assert_eq!(show_field(def("title"), &text(&long)).unwrap().len(), 300);
    assert_eq!(
        show_field(def("title"), &text("a\u{202e}b\nc")).as_deref(),
        Some("ab c")
    );
    assert_eq!(
        show_field(def("title"), &Scalar::Number(7)).as_deref(),
        Some("7")
    );
    assert_eq!(show_field(def("quantity"), &text("7")), None);
    assert_eq!(
        show_field(def("quantity"), &Scalar::Number(-7)).as_deref(),
        Some("-7")
    );
    assert_eq!(
        show_field(def("urgency"), &Scalar::Number(2)).as_deref(),
        Some("2")
    );
    assert_eq!(show_field(def("urgency"), &text("9")), None);
    assert_eq!(show_field(def("site"), &text("<b>")), None);
    assert_eq!(show_field(def("details"), &Scalar::Empty), None);
}

#[test]
fn html_stays_text() {
    let value = parse_field(ItemKind::Site, "details", Some("<b>URGENT</b><script>")).unwrap();
    assert_eq!(value, Scalar::Text("<b>URGENT</b><script>".to_owned()));
}

#[test]
fn names_lose_what_makes_them_look_like_others() {
    assert_eq!(
        clean_name("  Al\u{200b}ice\u{202e} \u{2066}B.\u{2069}  "),
        "Alice B."
    );
    assert_eq!(clean_name("Al\u{feff}\u{00ad}ice"), "Alice");
    assert_eq!(clean_name("A\n\nB"), "A B");
    let zalgo = format!("Z{}", "\u{0301}".repeat(40));
    assert_eq!(clean_name(&zalgo).chars().count(), 9);
    assert_eq!(clean_name("\u{200f}\u{200d}"), "");
    assert_eq!(clean_name("José Ñandú 李"), "José Ñandú 李");
}

#[test]
fn of_a_household_nothing_is_asked_but_how_to_find_it() {
    let fields: Vec<&str> = ItemKind::Case.fields().iter().map(|def| def.name).collect();
    assert_eq!(fields, ["name", "address", "phone", "accessNotes"]);
    // What all members read has no field for any of it.
    assert!(
        fields
            .iter()
            .all(|name| ItemKind::Need.field(name).is_none())
    );
}

#[test]
fn the_table_is_sound() {
    for kind in ItemKind::ALL {
        assert_eq!(ItemKind::from_code(kind.code()), Some(kind));
        // A household has a name, and no title that a list could show.
        let first = if kind == ItemKind::Case {
            "name"
        } else {
            "title"
        };
        assert_eq!(kind.fields()[0].name, first);
        assert!(kind.fields()[0].required);
        for def in kind.fields() {
            assert!(def.max_chars * 4 <= MAX_STRING_BYTES, "{}", def.name);
            assert_eq!(def.shape == Shape::Choice, !def.choices.is_empty());
            assert!(
                kind.fields()
                    .iter()
                    .filter(|other| other.name == def.name)
                    .count()
                    == 1
            );
            assert!(def.name != crate::KIND_KEY);
        }
    }
}
