use proptest::prelude::*;

use super::*;

const VECTOR: &str = "legal winner thank year wave sausage worth useful legal winner thank yellow";

#[test]
fn the_words_are_those_of_bip_39() {
    // From the vectors of BIP-39 (trezor/python-mnemonic, vectors.json).
    let seed = PersonSeed::from_bytes([0x7f; 16]);
    let words = RecoveryWords::of(seed.clone());
    assert_eq!(words.words().join(" "), VECTOR);
    assert_eq!(RecoveryWords::parse(VECTOR).unwrap().seed(), &seed);
    assert!(words.to_string().starts_with(" 1. legal\n 2. winner\n"));
    assert_eq!(format!("{words:?}"), "RecoveryWords(hidden)");
}

#[test]
fn words_are_read_however_they_were_written_down() {
    let seed = PersonSeed::from_bytes([0x7f; 16]);
    let shown = RecoveryWords::of(seed.clone()).to_string();
    for text in [
        shown.as_str(),
        "LEGAL Winner  thank\tyear\nwave sausage, worth useful; legal winner thank yellow\n",
        "1.legal 2.winner 3)thank 4 year 5: wave 6 sausage 7 worth 8 useful 9 legal 10 winner 11 thank 12 yellow",
        "lega winn than year wave saus wort usef lega winn than yell",
        "legal winn thank year wave sausag worth useful legal winner thank yello",
    ] {
        assert_eq!(RecoveryWords::parse(text).unwrap().seed(), &seed, "{text}");
    }
}

#[test]
fn a_wrong_word_is_named_by_its_number_with_words_near_it() {
    let wrong = VECTOR.replace("sausage", "susage");
    let Err(WordsError::Unknown { number, near }) = RecoveryWords::parse(&wrong) else {
        panic!("read");
    };
    assert_eq!((number, near[0]), (6, "sausage"));
    let error = RecoveryWords::parse(&VECTOR.replace("year", "xqzzzz")).unwrap_err();
    assert_eq!(error.to_string(), "word 4 is not on the list");
    // A word that is none, and a beginning that is shorter than four letters.
    let error = RecoveryWords::parse(&VECTOR.replacen("winner", "wintr", 1)).unwrap_err();
    assert!(matches!(error, WordsError::Unknown { number: 2, .. }));
    let error = RecoveryWords::parse(&VECTOR.replace("yellow", "yel")).unwrap_err();
    assert!(matches!(error, WordsError::Unknown { number: 12, .. }));
    let error = RecoveryWords::parse("legal winner").unwrap_err();
    assert_eq!(error, WordsError::Count { found: 2 });
    let swapped = VECTOR.replace("wave sausage", "sausage wave");
    assert_eq!(
        RecoveryWords::parse(&swapped).unwrap_err(),
        WordsError::Checksum
    );
}

proptest! {
    #[test]
    fn every_seed_comes_back_from_its_words_and_their_beginnings(seed: [u8; 16]) {
        let seed = PersonSeed::from_bytes(seed);
        let words = RecoveryWords::of(seed.clone());
        prop_assert_eq!(RecoveryWords::parse(&words.to_string()).unwrap(), words.clone());
        let short: Vec<String> = words.words().into_iter().map(|word| word.chars().take(4).collect()).collect();
        prop_assert_eq!(RecoveryWords::parse(&short.join(" ")).unwrap(), words);
    }

    #[test]
    fn no_text_makes_it_panic(text in ".{0,300}") {
        let _ = RecoveryWords::parse(&text);
    }
}
