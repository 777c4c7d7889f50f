//! When somebody was last known to hold all of it: never later than they said so.

use std::collections::BTreeMap;

use node::{BoardInfo, Holding};
use trust::{BoardId, DeviceId, PersonId};

use super::*;

const BOB: PersonId = PersonId([7; 32]);

/// A device of Bob's that lacks so much, as it said at a time.
fn device(number: u8, lacks: u64, at_ms: Option<u64>) -> Holding {
    Holding {
        device: DeviceId([number; 32]),
        person: BOB,
        lacks,
        at_ms,
        since_ms: at_ms.filter(|_| lacks == 0),
        helper: None,
        whole_ms: None,
        full: false,
        held: BTreeMap::new(),
    }
}

/// Alice's board with what is known of Bob's devices.
fn at(holdings: Vec<Holding>) -> At {
    let id = BoardId([1; 32]);
    At {
        id,
        info: BoardInfo {
            board: id,
            me: PersonId([2; 32]),
            device: DeviceId([3; 32]),
            added_ms: 0,
            authority: Arc::new(trust::evaluate(
                id,
                &BTreeMap::new(),
                &trust::LogGraph::default(),
            )),
            arriving: None,
            coming: false,
            copied: false,
            sealed: Arc::default(),
            still_read: Arc::default(),
            holdings: Arc::new(holdings),
            only_here: Arc::default(),
            entries: 9,
            waiting: 0,
        },
        marks: Arc::default(),
        my_name: "Alice".to_owned(),
    }
}

fn told(holdings: Vec<Holding>) -> (bool, Option<i64>) {
    let at = at(holdings);
    (holds_all(&at, BOB), stated_at(&at, BOB))
}

#[test]
fn the_time_is_that_of_a_device_that_holds_all() {
    // The phone spoke later, but lacks something: what is shown as held was held at 100.
    let both = vec![device(1, 0, Some(100)), device(2, 3, Some(900))];
    assert_eq!(told(both), (true, Some(100)));
    let both = vec![device(1, 0, Some(100)), device(2, 0, Some(900))];
    assert_eq!(told(both), (true, Some(900)));
}

#[test]
fn where_nothing_holds_all_the_time_is_when_they_last_spoke() {
    let both = vec![device(1, 2, Some(100)), device(2, 3, Some(900))];
    assert_eq!(told(both), (false, Some(900)));
}

#[test]
fn a_device_that_never_spoke_holds_nothing_and_has_no_time() {
    assert_eq!(told(vec![device(1, 0, None)]), (false, None));
    assert_eq!(told(vec![]), (false, None));
}
