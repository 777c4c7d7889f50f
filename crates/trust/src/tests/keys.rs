//! Signatures that must not hold, and derivations that must differ.

use super::people::{Person, fixed};
use crate::keys::verify;
use crate::{BoardId, BoardNonce, DeviceCert, PersonId, check_device, domain, prove_device};

/// The group order of Ed25519, little-endian.
const L: [u8; 32] = [
    0xed, 0xd3, 0xf5, 0x5c, 0x1a, 0x63, 0x12, 0x58, 0xd6, 0x9c, 0xf7, 0xa2, 0xde, 0xf9, 0xde, 0x14,
    0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0x10,
];

/// The points whose order divides eight, with their other encodings.
const SMALL_ORDER: [&str; 11] = [
    "0100000000000000000000000000000000000000000000000000000000000000",
    "0100000000000000000000000000000000000000000000000000000000000080",
    "ecffffffffffffffffffffffffffffffffffffffffffffffffffffffffffff7f",
    "0000000000000000000000000000000000000000000000000000000000000000",
    "0000000000000000000000000000000000000000000000000000000000000080",
    "c7176a703d4dd84fba3c0b760d10670f2a2053fa2c39ccc64ec7fd7792ac037a",
    "c7176a703d4dd84fba3c0b760d10670f2a2053fa2c39ccc64ec7fd7792ac03fa",
    "26e8958fc2b227b045c3f489f2ef98f0d5dfac05d3c63339b13802886d53fc05",
    "26e8958fc2b227b045c3f489f2ef98f0d5dfac05d3c63339b13802886d53fc85",
    "edffffffffffffffffffffffffffffffffffffffffffffffffffffffffffff7f",
    "eeffffffffffffffffffffffffffffffffffffffffffffffffffffffffffff7f",
];

#[test]
fn keys_and_signatures_of_small_order_prove_nothing() {
    let points: Vec<PersonId> = SMALL_ORDER.iter().map(|hex| hex.parse().unwrap()).collect();
    for key in &points {
        for r in &points {
            let mut signature = [0; 64];
            signature[..32].copy_from_slice(&r.0);
            for message in 0..16_u8 {
                assert!(verify(&key.0, domain::DEVICE_CERT, &[&[message]], &signature).is_err());
            }
        }
    }
}

#[test]
fn a_signature_with_s_beyond_the_order_is_refused() {
    let nonce = BoardNonce([4; 16]);
    let device = Person::named("Alice").device_key(&nonce);
    let (board, binding) = (BoardId([1; 32]), [2; 32]);
    let good = prove_device(&device, board, &binding);
    assert!(check_device(device.id(), board, &binding, &good).is_ok());
    let mut malleable = good;
    let mut carry = 0_u16;
    for (byte, add) in malleable[32..].iter_mut().zip(L) {
        let sum = u16::from(*byte) + u16::from(add) + carry;
        *byte = sum.to_le_bytes()[0];
        carry = sum >> 8;
    }
    assert_ne!(good, malleable);
    assert!(check_device(device.id(), board, &binding, &malleable).is_err());
}

#[test]
fn a_proof_holds_for_its_device_board_and_channel_only() {
    let nonce = BoardNonce([4; 16]);
    let device = Person::named("Alice").device_key(&nonce);
    let mallory = Person::named("Mallory").device_key(&nonce);
    let (board, binding) = (BoardId([1; 32]), [2; 32]);
    let proof = prove_device(&device, board, &binding);
    assert!(check_device(mallory.id(), board, &binding, &proof).is_err());
    assert!(check_device(device.id(), BoardId([3; 32]), &binding, &proof).is_err());
    assert!(check_device(device.id(), board, &[3; 32], &proof).is_err());
}

#[test]
fn a_signature_holds_under_its_own_domain_only() {
    let nonce = BoardNonce([4; 16]);
    let key = Person::named("Alice").key(&nonce);
    for made in domain::ALL {
        let signature = key.sign(made, &[b"the same bytes"]);
        for asked in domain::ALL {
            let held = verify(&key.id().0, asked, &[b"the same bytes"], &signature);
            assert_eq!(held.is_ok(), made == asked, "{made} as {asked}");
        }
    }
}

#[test]
fn no_domain_is_used_twice_or_begins_another() {
    for (i, one) in domain::ALL.iter().enumerate() {
        for (j, other) in domain::ALL.iter().enumerate() {
            // A shorter one that ends where the zero byte stands would still differ there.
            assert!(i == j || one != other);
        }
        assert!(one.is_ascii() && one.starts_with("manyhands 2026 "));
    }
}

#[test]
fn keys_differ_from_board_to_board_and_from_person_to_person() {
    let (one, other) = (BoardNonce([1; 16]), BoardNonce([2; 16]));
    let (alice, bob) = (Person::named("Alice"), Person::named("Bob"));
    assert_ne!(alice.id(&one), alice.id(&other));
    assert_ne!(alice.id(&one), bob.id(&one));
    assert_ne!(alice.device_key(&one).id(), alice.device_key(&other).id());
    assert_eq!(alice.id(&one), Person::named("Alice").id(&one));
}

#[test]
fn a_device_certificate_of_another_board_or_with_another_key_does_not_hold() {
    let (one, other) = (BoardNonce([1; 16]), BoardNonce([2; 16]));
    let (alice, mallory) = (Person::named("Alice"), Person::named("Mallory"));
    let good = alice.cert(&one);
    assert!(good.verify(&one).is_ok());
    assert!(good.verify(&other).is_err());
    let hers = mallory.cert(&one);
    for changed in [
        DeviceCert {
            person: hers.person,
            ..good.clone()
        },
        DeviceCert {
            device: hers.device,
            ..good.clone()
        },
        DeviceCert {
            kem: hers.kem,
            ..good.clone()
        },
        DeviceCert {
            endpoint: hers.endpoint,
            ..good.clone()
        },
        DeviceCert {
            by_person: hers.by_person,
            ..good.clone()
        },
        DeviceCert {
            by_device: hers.by_device,
            ..good.clone()
        },
        DeviceCert {
            by_device: good.by_person,
            ..good.clone()
        },
        DeviceCert {
            number: Some(1),
            ..good.clone()
        },
    ] {
        assert!(changed.verify(&one).is_err());
    }
}

#[test]
fn secrets_do_not_show_in_debug() {
    let alice = Person::named("Alice");
    let hex = |bytes: &[u8]| data_encoding::HEXLOWER.encode(&bytes[..4]);
    let key = crate::EpochKey::from_bytes(fixed("key"));
    let shown = format!(
        "{:?} {:?} {:?} {key:?}",
        alice.seed, alice.device, alice.kem
    );
    for secret in [
        hex(alice.seed.expose()),
        hex(alice.device.expose()),
        hex(key.expose()),
    ] {
        assert!(!shown.contains(&secret));
    }
    assert_eq!(
        shown,
        "PersonSeed(hidden) DeviceSecret(hidden) KemSecret(hidden) EpochKey(hidden)"
    );
}
