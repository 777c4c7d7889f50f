//! Codes and words by which items are found.

use super::*;

#[test]
fn an_item_is_found_by_its_code_and_by_the_beginning_of_it() {
    let mut scene = Scene::new(BOARD);
    let need = scene.add(0, ItemKind::Need, &[("title", "Blankets")]);
    let soup = scene.add(0, ItemKind::Need, &[("title", "Soup")]);
    let index = index_of(&scene.news);
    let found = |text: &str| -> Vec<trust::ItemId> {
        let filter = ItemsFilter {
            text: text.to_owned(),
            ..ItemsFilter::default()
        };
        let (total, listed) = list(&index, &filter, ItemSort::Title);
        assert_eq!(total as usize, listed.len());
        listed.into_iter().map(|listed| listed.item).collect()
    };
    let code = index.read(|c| listing::one(c, 1, need)).unwrap().unwrap();
    let code = code.code;
    let shown = index
        .read(|c| code::shown(c, 1, ItemKind::Need, &code))
        .unwrap();
    for text in [
        shown.clone(),
        shown.to_lowercase(),
        format!("({shown})"),
        format!("{shown} Blankets"),
        format!("N-{}", &code[..4]),
        code[..4].to_lowercase(),
        code[..6].to_owned(),
    ] {
        assert_eq!(found(&text), [need], "{text}");
    }
    assert!(found(&format!("n-{}", &code[..2])).contains(&need));
    // The letter of another kind, another word beside it, and two letters alone are no code of this one.
    assert!(found(&format!("O-{}", &code[..4])).is_empty());
    assert!(found(&format!("{shown} Soup")).is_empty());
    assert_eq!(found("soup"), [soup]);
}

#[test]
fn search_finds_parts_of_words_short_beginnings_and_comments() {
    let mut scene = Scene::new(BOARD);
    let need = scene.add(
        0,
        ItemKind::Need,
        &[("title", "Wolldecken für Ältere"), ("area", "Mill Rd")],
    );
    scene.add(0, ItemKind::Need, &[("title", "Soup")]);
    scene.state(
        0,
        need,
        Statement::Comment {
            text: "50% are \"gone\"".into(),
        },
    );
    let index = index_of(&scene.news);
    let find = |text: &str| {
        let filter = ItemsFilter {
            text: text.into(),
            ..ItemsFilter::default()
        };
        list(&index, &filter, ItemSort::Changed).0
    };
    for hit in [
        "decke",
        "WOLLDECKEN",
        "ältere",
        "rd",
        "mill decken",
        "gone\"",
        "50%",
        "\"gone",
    ] {
        assert_eq!(find(hit), 1, "{hit}");
    }
    for miss in ["decked", "oll soup", "ix", "rd%", "0%"] {
        assert_eq!(find(miss), 0, "{miss}");
    }
    assert_eq!(find("  "), 2);
}

#[test]
fn codes_are_as_short_as_is_clear_and_any_prefix_is_accepted() {
    let mut scene = Scene::new(BOARD);
    for n in 0..300 {
        scene.add(0, ItemKind::Need, &[("title", &format!("Need {n}"))]);
    }
    let index = index_of(&scene.news);
    let items = scene.items();
    let codes = model::Codes::new(items.iter().map(|item| (*item, ItemKind::Need)));
    index
        .read(|c| {
            for item in &items {
                let shown = code::shown(c, 1, ItemKind::Need, &item.code())?;
                assert_eq!(shown, codes.code(*item));
                assert_eq!(code::find(c, 1, &shown)?, *item);
                assert_eq!(code::find(c, 1, &shown[2..].to_lowercase())?, *item);
                assert_eq!(code::find(c, 1, &item.to_string())?, *item);
                let said = item.code().replace('O', "0").replace('I', "1");
                assert_eq!(code::find(c, 1, &format!(" n - {said} "))?, *item);
                assert!(code::find(c, 1, &format!("S-{said}")).is_err());
            }
            let many = code::find(c, 1, &items[0].code()[..1]).unwrap_err();
            assert_eq!(many.code, crate::api::ErrorCode::AmbiguousCode);
            assert!(!many.details["items"].is_empty());
            Ok(())
        })
        .unwrap();
}
