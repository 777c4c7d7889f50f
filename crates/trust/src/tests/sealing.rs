//! Sealing: one form for one text, and nothing else opens.

use proptest::prelude::*;

use crate::seal::{Part, Place, bucket, open, seal};
use crate::{EpochKey, LogId};

fn place(part: Part) -> Place {
    Place {
        log: LogId([1; 32]),
        seq: 5,
        part,
    }
}

#[test]
fn buckets_grow_by_doubling_and_then_by_steps() {
    let cases = [
        (0, 256),
        (252, 256),
        (253, 512),
        (508, 512),
        (509, 1024),
        (65_532, 65_536),
        (65_533, 131_072),
        (131_068, 131_072),
        (131_069, 196_608),
        (524_288, 589_824),
    ];
    for (clear, padded) in cases {
        assert_eq!(bucket(clear), padded, "{clear}");
    }
}

proptest! {
    #![proptest_config(ProptestConfig { cases: 128, failure_persistence: None, ..ProptestConfig::default() })]

    #[test]
    fn sealing_is_deterministic_and_opens(clear in proptest::collection::vec(any::<u8>(), 0..2000), key: [u8; 32]) {
        let key = EpochKey::from_bytes(key);
        let sealed = seal(&key, place(Part::Body), &clear).unwrap();
        prop_assert_eq!(&sealed, &seal(&key, place(Part::Body), &clear).unwrap());
        prop_assert_eq!(sealed.len(), bucket(clear.len()) + 40);
        prop_assert_eq!(open(&key, place(Part::Body), &sealed).unwrap(), clear);
    }

    #[test]
    fn another_place_or_key_opens_nothing(clear in proptest::collection::vec(any::<u8>(), 0..300), key: [u8; 32], other: [u8; 32]) {
        prop_assume!(key != other);
        let (key, other) = (EpochKey::from_bytes(key), EpochKey::from_bytes(other));
        let here = place(Part::Body);
        let sealed = seal(&key, here, &clear).unwrap();
        prop_assert!(open(&other, here, &sealed).is_none());
        prop_assert!(open(&key, place(Part::Header), &sealed).is_none());
        let later = Place { seq: 6, ..here };
        let elsewhere = Place { log: LogId([2; 32]), ..here };
        prop_assert!(open(&key, later, &sealed).is_none());
        prop_assert!(open(&key, elsewhere, &sealed).is_none());
    }

    #[test]
    fn texts_that_differ_never_share_a_nonce(a in proptest::collection::vec(any::<u8>(), 0..300), b in proptest::collection::vec(any::<u8>(), 0..300)) {
        prop_assume!(a != b);
        let key = EpochKey::from_bytes([3; 32]);
        let (a, b) = (seal(&key, place(Part::Body), &a).unwrap(), seal(&key, place(Part::Body), &b).unwrap());
        prop_assert_ne!(&a[..24], &b[..24]);
    }
}

#[test]
fn any_flipped_bit_is_refused() {
    let key = EpochKey::from_bytes([3; 32]);
    let sealed = seal(&key, place(Part::Body), b"twelve blankets").unwrap();
    for bit in 0..sealed.len() * 8 {
        let mut changed = sealed.clone();
        changed[bit / 8] ^= 1 << (bit % 8);
        assert!(
            open(&key, place(Part::Body), &changed).is_none(),
            "bit {bit}"
        );
    }
    for len in 0..sealed.len() {
        assert!(open(&key, place(Part::Body), &sealed[..len]).is_none());
    }
}

/// Seals as the code does, but with any padding, and any nonce where one is given.
fn seal_padded(key: &EpochKey, padded: &[u8], nonce: Option<[u8; 24]>) -> Vec<u8> {
    use chacha20poly1305::aead::{Aead, KeyInit, Payload};
    let mut beside = [0; 41];
    beside[..32].copy_from_slice(&[1; 32]);
    beside[39] = 5;
    beside[40] = 1;
    let right = blake3::keyed_hash(key.nonce_key(), &[&beside, padded].concat());
    let nonce = nonce.unwrap_or_else(|| right.as_bytes()[..24].try_into().unwrap());
    let cipher = chacha20poly1305::XChaCha20Poly1305::new(&(*key.seal_key()).into());
    let payload = Payload {
        msg: padded,
        aad: &beside,
    };
    let mut sealed = nonce.to_vec();
    sealed.extend(cipher.encrypt(&nonce.into(), payload).unwrap());
    sealed
}

#[test]
fn whoever_seals_with_a_nonce_or_a_padding_of_their_own_is_refused() {
    let key = EpochKey::from_bytes([3; 32]);
    let mut padded = 3_u32.to_be_bytes().to_vec();
    padded.extend_from_slice(b"abc");
    padded.resize(256, 0);
    let honest = seal(&key, place(Part::Body), b"abc").unwrap();
    assert_eq!(seal_padded(&key, &padded, None), honest);
    let opens = |sealed: &[u8]| open(&key, place(Part::Body), sealed).is_some();
    assert!(opens(&honest));
    assert!(!opens(&seal_padded(&key, &padded, Some([7; 24]))));
    let mut hidden = padded.clone();
    hidden[200] = 1;
    assert!(
        !opens(&seal_padded(&key, &hidden, None)),
        "bytes in the padding"
    );
    let mut roomy = padded.clone();
    roomy.resize(512, 0);
    assert!(
        !opens(&seal_padded(&key, &roomy, None)),
        "a bucket too large"
    );
    let mut long = padded;
    long[..4].copy_from_slice(&u32::MAX.to_be_bytes());
    assert!(
        !opens(&seal_padded(&key, &long, None)),
        "a length beyond the end"
    );
    assert!(!opens(&seal_padded(&key, b"abc", None)), "no length at all");
}
