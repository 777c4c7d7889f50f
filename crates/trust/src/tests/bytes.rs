//! Canonical bytes: one encoding for each value.

use proptest::collection::vec;
use proptest::option;
use proptest::prelude::*;

use crate::{
    BoardId, BoardNonce, CertError, Certificate, Compartment, DeviceCert, DeviceId, EndpointId,
    EntryId, Epoch, EpochId, Genesis, Grant, GrantRef, Header, HybridTime, ItemId, Join,
    JoinRequest, KemPublic, Kind, LogId, LogStart, PersonId, Position, Role, Ticket, TicketId,
    TicketMode, Wrap, WrappedKey, from_canonical, to_canonical,
};

pub(super) fn signature() -> impl Strategy<Value = [u8; 64]> {
    any::<[[u8; 32]; 2]>().prop_map(|halves| {
        let mut whole = [0; 64];
        whole[..32].copy_from_slice(&halves[0]);
        whole[32..].copy_from_slice(&halves[1]);
        whole
    })
}

fn role() -> impl Strategy<Value = Role> {
    prop_oneof![
        Just(Role::Steward),
        Just(Role::Coordinator),
        Just(Role::Editor),
        Just(Role::Contributor),
        Just(Role::Reader),
        Just(Role::Helper),
        Just(Role::Reporter),
    ]
}

pub(super) fn grant_ref() -> impl Strategy<Value = GrantRef> {
    prop_oneof![
        Just(GrantRef::Steward),
        any::<[u8; 32]>().prop_map(|id| GrantRef::Entry(EntryId(id))),
    ]
}

pub(super) fn compartment() -> impl Strategy<Value = Compartment> {
    prop_oneof![
        Just(Compartment::Members),
        Just(Compartment::Main),
        Just(Compartment::Coordinators),
        Just(Compartment::Inbox),
        any::<[u8; 16]>().prop_map(|item| Compartment::Case(ItemId(item))),
    ]
}

fn ids() -> impl Strategy<Value = Vec<EntryId>> {
    vec(any::<[u8; 32]>().prop_map(EntryId), 0..5)
}

prop_compose! {
    fn device_cert()(person: [u8; 32], device: [u8; 32], kem: [u8; 32], endpoint: [u8; 32], by_person in signature(), by_device in signature(), number in option::of(any::<u32>())) -> DeviceCert {
        DeviceCert { person: PersonId(person), device: DeviceId(device), kem: KemPublic(kem), endpoint: EndpointId(endpoint), by_person, by_device, number }
    }
}

prop_compose! {
    fn log_start()(board: [u8; 32], certification in signature(), after in option::of(any::<([u8; 32], u64, [u8; 32])>())) -> LogStart {
        let after = after.map(|(log, seq, id)| Position { log: LogId(log), seq, id: EntryId(id) });
        LogStart { board: BoardId(board), certification, after }
    }
}

prop_compose! {
    fn header()(
        kind in prop_oneof![Just(Kind::Certificate), Just(Kind::Change), Just(Kind::Statement), Just(Kind::Blob)],
        item in option::of(any::<[u8; 16]>()), compartment in compartment(), body_epoch in option::of(any::<[u8; 32]>()),
        device: [u8; 32], grant in grant_ref(), cert_heads in ids(), deps in ids(), wall_ms: u64, counter: u16,
        body_len: u32, first in option::of(log_start()),
    ) -> Header {
        Header {
            kind, item: item.map(ItemId), compartment, body_epoch: body_epoch.map(EpochId), device: DeviceId(device),
            grant, cert_heads, deps, time: HybridTime { wall_ms, counter }, body_len, first,
        }
    }
}

fn certificate() -> impl Strategy<Value = Certificate> {
    let genesis = (
        vec(any::<[u8; 32]>().prop_map(PersonId), 0..4),
        any::<u8>(),
        option::of(any::<[u8; 32]>().prop_map(PersonId)),
        any::<[u8; 16]>(),
        device_cert(),
    )
        .prop_map(|(stewards, threshold, recovery, nonce, device)| {
            Certificate::Genesis(Genesis {
                stewards,
                threshold,
                recovery,
                nonce: BoardNonce(nonce),
                device,
            })
        });
    let grant = (any::<[u8; 32]>(), role(), grant_ref()).prop_map(|(person, role, under)| {
        Certificate::Grant(Grant {
            person: PersonId(person),
            role,
            under,
            heals: None,
        })
    });
    let mode = prop_oneof![
        Just(TicketMode::Invite),
        Just(TicketMode::Open),
        Just(TicketMode::Reader),
        Just(TicketMode::Reporter),
        Just(TicketMode::Helper)
    ];
    let ticket = (
        any::<[u8; 32]>(),
        role(),
        mode,
        any::<Option<u32>>(),
        any::<Option<u64>>(),
        grant_ref(),
        proptest::option::of("[a-zé ]{0,20}"),
    )
        .prop_map(|(key, ceiling, mode, uses, not_after_ms, under, label)| {
            Certificate::Ticket(Ticket {
                key: TicketId(key),
                ceiling,
                mode,
                uses,
                not_after_ms,
                under,
                label,
            })
        });
    let join = (
        any::<[[u8; 32]; 3]>(),
        role(),
        device_cert(),
        signature(),
        signature(),
    )
        .prop_map(
            |([ticket, board, key], role, device, by_ticket, by_person)| {
                Certificate::Join(Join {
                    ticket: EntryId(ticket),
                    role,
                    request: JoinRequest {
                        board: BoardId(board),
                        ticket: TicketId(key),
                        device,
                        by_ticket,
                        by_person,
                    },
                })
            },
        );
    let epoch = (
        compartment(),
        any::<[u8; 32]>(),
        option::of(any::<[u8; 32]>()),
    )
        .prop_map(|(compartment, epoch, prev)| {
            Certificate::Epoch(Epoch {
                compartment,
                epoch: EpochId(epoch),
                prev: prev.map(EpochId),
            })
        });
    let key = (
        any::<[[u8; 32]; 2]>(),
        compartment(),
        vec(any::<u8>(), 0..60),
    )
        .prop_map(|([epoch, encapsulated], compartment, sealed)| WrappedKey {
            epoch: EpochId(epoch),
            compartment,
            encapsulated,
            sealed,
        });
    let wrap = (any::<[u8; 32]>(), vec(key, 0..3)).prop_map(|(device, keys)| {
        Certificate::Wrap(Wrap {
            device: DeviceId(device),
            keys,
        })
    });
    prop_oneof![
        genesis,
        device_cert().prop_map(Certificate::DeviceCert),
        grant,
        ticket,
        join,
        epoch,
        wrap,
        super::steering::steering(),
    ]
}

proptest! {
    #![proptest_config(ProptestConfig { cases: 256, failure_persistence: None, ..ProptestConfig::default() })]

    #[test]
    fn headers_go_round(header in header()) {
        let bytes = to_canonical(&header);
        prop_assert_eq!(from_canonical::<Header>(&bytes), Ok(header));
    }

    #[test]
    fn certificates_go_round(certificate in certificate()) {
        prop_assert_eq!(Certificate::from_body(&certificate.to_body()), Ok(certificate));
    }

    #[test]
    fn other_bytes_are_another_value_or_none(certificate in certificate(), at: prop::sample::Index, bit in 0..8_u32) {
        let mut bytes = certificate.to_body();
        let at = at.index(bytes.len());
        bytes[at] ^= 1 << bit;
        if let Ok(other) = Certificate::from_body(&bytes) {
            prop_assert_eq!(other.to_body(), bytes);
            prop_assert_ne!(other, certificate);
        }
    }

    #[test]
    fn rubbish_never_panics(bytes in vec(any::<u8>(), 0..300)) {
        let _ = Certificate::from_body(&bytes);
        let _ = from_canonical::<Header>(&bytes);
        let _ = crate::Frame::decode(&bytes);
    }
}

#[test]
fn longer_numbers_maps_open_lists_and_trailing_bytes_are_refused() {
    let time = HybridTime {
        wall_ms: 5,
        counter: 1,
    };
    assert_eq!(to_canonical(&time), [0x82, 5, 1]);
    let others: [&[u8]; 6] = [
        &[0x82, 0x18, 5, 1],
        &[0x9f, 5, 1, 0xff],
        &[0xa2, 0, 5, 1, 1],
        &[0x82, 5, 1, 0],
        &[0x83, 5, 1, 0],
        &[0x82, 0xf9, 0x45, 0, 1],
    ];
    for bytes in others {
        assert!(from_canonical::<HybridTime>(bytes).is_err(), "{bytes:?}");
    }
}

#[test]
fn a_list_that_claims_to_be_endless_costs_nothing() {
    let bytes = [
        0x82, 6, 0x82, 0x58, 32, 0, 0, 0x9b, 0xff, 0xff, 0xff, 0xff, 0xff, 0xff, 0xff, 0xff,
    ];
    assert_eq!(Certificate::from_body(&bytes), Err(CertError::Unreadable));
}
