//! How much an editor lets in by naming it, and what that costs the others.

use std::collections::BTreeMap;

use super::joining::{STEWARD, Story, story};
use crate::{
    Adopt, Authority, CertEntry, Certificate, DeviceId, EntryId, GrantRef, LogId, MAX_ADOPTED,
    MAX_LET_IN, Position, Role, evaluate,
};

fn made_up(number: usize) -> EntryId {
    let mut id = [0xee; 32];
    id[..8].copy_from_slice(&number.to_be_bytes());
    EntryId(id)
}

/// An `Adopt` of so many ids that nobody ever wrote, from `first` on.
fn adopt(n: u16, first: usize, by: (DeviceId, GrantRef)) -> (EntryId, CertEntry) {
    let mut id = [0xaa; 32];
    id[..2].copy_from_slice(&n.to_be_bytes());
    let position = Position {
        log: LogId([0xad; 32]),
        seq: u64::from(n) + 1,
        id: EntryId(id),
    };
    let (device, under) = by;
    let entries = (first..first + MAX_ADOPTED).map(made_up).collect();
    let cert = Certificate::Adopt(Adopt { entries, under });
    let entry = CertEntry::assumed(position, device, under, cert);
    (EntryId(id), entry)
}

/// Says what a board amounts to where Bob, in this role, writes so many `Adopt`s.
fn with_adopts(role: Role, count: u16) -> Authority {
    let Story {
        mut board,
        bob,
        mut log,
        ..
    } = story();
    let bobs = board.grant(&mut log, STEWARD, (&bob, role));
    let device = bob.device_key(&board.nonce).id();
    let mut certs: BTreeMap<EntryId, CertEntry> = board.certs.clone();
    for n in 0..count {
        let (id, entry) = adopt(n, usize::from(n) * MAX_ADOPTED, (device, bobs));
        certs.insert(id, entry);
    }
    evaluate(board.id, &certs, &board.logs)
}

#[test]
fn an_editor_lets_in_so_much_and_no_more_and_a_coordinator_whatever_they_like() {
    let most = u16::try_from(MAX_LET_IN / MAX_ADOPTED).unwrap();
    for (role, count, wanted) in [
        (Role::Editor, most, MAX_LET_IN),
        (Role::Editor, most + 40, MAX_LET_IN),
        (Role::Coordinator, most + 40, MAX_LET_IN + 40 * MAX_ADOPTED),
    ] {
        let authority = with_adopts(role, count);
        assert_eq!(authority.let_in().count(), wanted, "{role:?} {count}");
        // Of the first ids: the order of arrival decides nothing.
        assert!(authority.is_let_in_entry(made_up(0)));
        assert!(authority.is_let_in_entry(made_up(MAX_LET_IN - 1)));
        let beyond = authority.is_let_in_entry(made_up(MAX_LET_IN));
        assert_eq!(beyond, wanted > MAX_LET_IN);
        assert!(!authority.is_let_in_entry(EntryId([1; 32])));
    }
}

#[test]
fn one_entry_and_all_of_them_say_the_same() {
    let authority = with_adopts(Role::Editor, 3);
    let all: Vec<EntryId> = authority.let_in().collect();
    assert_eq!(all.len(), 3 * MAX_ADOPTED);
    assert!(all.windows(2).all(|pair| pair[0] < pair[1]));
    assert!(all.iter().all(|entry| authority.is_let_in_entry(*entry)));
}
