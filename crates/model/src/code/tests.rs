//! Spoken codes: short, clear, and forgiving to the ear.

use proptest::prelude::*;

use super::*;

fn id(bytes: &[u8]) -> ItemId {
    let mut id = [0; 16];
    id[..bytes.len()].copy_from_slice(bytes);
    ItemId(id)
}

#[test]
fn a_code_is_as_short_as_is_clear() {
    let (near, twin, far) = (id(&[1, 2, 3, 4]), id(&[1, 2, 3, 5]), id(&[200]));
    let codes = Codes::new([
        (near, ItemKind::Need),
        (twin, ItemKind::Supply),
        (far, ItemKind::Site),
    ]);
    assert_eq!(codes.code(far), format!("S-{}", &far.code()[..4]));
    assert_eq!(codes.code(near), format!("N-{}", &near.code()[..7]));
    assert_eq!(codes.code(twin), format!("U-{}", &twin.code()[..7]));
}

#[test]
fn any_prefix_finds_and_an_unclear_one_finds_all() {
    let (near, twin, far) = (id(&[1, 2, 3, 4]), id(&[1, 2, 3, 5]), id(&[200]));
    let codes = Codes::new([
        (near, ItemKind::Need),
        (twin, ItemKind::Supply),
        (far, ItemKind::Site),
    ]);
    assert_eq!(codes.find(&near.code()[..5]), vec![near, twin]);
    assert_eq!(
        codes.find(&format!("n-{}", near.code()[..5].to_lowercase())),
        vec![near]
    );
    assert_eq!(
        codes.find(&format!(" U - {} ", &twin.code()[..2])),
        vec![twin]
    );
    assert_eq!(codes.find(&far.code()), vec![far]);
    assert_eq!(codes.find(&far.code()[..1]), vec![far]);
    for nothing in ["", "  ", "N-", "ZZZZ", "O-AEBA", "!?"] {
        assert_eq!(codes.find(nothing), Vec::new(), "{nothing}");
    }
}

#[test]
fn digits_that_the_alphabet_lacks_stand_for_letters() {
    let id = id(&[0x72, 0x02, 0, 0]);
    assert!(id.code().starts_with("OIB"));
    let codes = Codes::new([(id, ItemKind::Need)]);
    assert_eq!(codes.find("018"), vec![id]);
}

proptest! {
    #![proptest_config(ProptestConfig { cases: 64, failure_persistence: None, ..ProptestConfig::default() })]

    #[test]
    fn every_code_finds_its_item_alone(ids in prop::collection::btree_set(prop::array::uniform16(0_u8..4), 1..40)) {
        let items: Vec<_> = ids.into_iter().map(ItemId).collect();
        let mut codes = Codes::default();
        for item in &items {
            codes.insert(*item, ItemKind::Offer);
        }
        for item in items {
            let code = codes.code(item);
            prop_assert_eq!(codes.find(&code), vec![item]);
            prop_assert_eq!(codes.find(&code[2..]), vec![item]);
            let shorter = &code[..code.len() - 1];
            prop_assert!(code.len() == 6 || codes.find(shorter).len() > 1);
        }
    }
}
