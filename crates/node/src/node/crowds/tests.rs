//! Whom a device would rather be connected to.

use super::*;

const RELIEF: BoardId = BoardId([1; 32]);

fn device(number: u8) -> EndpointId {
    EndpointId([number; 32])
}

fn devices(numbers: std::ops::RangeInclusive<u8>) -> BTreeSet<EndpointId> {
    numbers.map(device).collect()
}

#[test]
fn a_pair_has_the_same_number_from_both_sides() {
    for one in 0..50 {
        for two in 0..50 {
            let both = (
                pair(device(one), device(two)),
                pair(device(two), device(one)),
            );
            assert_eq!(both.0, both.1);
        }
    }
    let all: BTreeSet<u64> = (1..=50).map(|it| pair(device(0), device(it))).collect();
    assert_eq!(all.len(), 50);
}

#[test]
fn of_a_board_of_nine_all_are_kept_and_of_a_larger_one_eight() {
    let small = Crowds::with(device(0), RELIEF, &devices(1..=8));
    assert!(small.is_empty() && !small.is_bounded(device(1)));
    assert_eq!(small.beyond(&devices(1..=8)), []);
    let large = Crowds::with(device(0), RELIEF, &devices(0..=12));
    assert!(large.is_bounded(device(1)) && !large.is_bounded(device(0)));
    assert!(
        !large.is_bounded(device(99)),
        "of a stranger nothing is known"
    );
    let beyond = large.beyond(&devices(1..=12));
    assert_eq!(beyond.len(), 4);
    // The last first, and all behind those that stay.
    let number = |it: &EndpointId| pair(device(0), *it);
    assert!(beyond.iter().map(number).rev().is_sorted());
    let stay = devices(1..=12)
        .into_iter()
        .filter(|it| !beyond.contains(it));
    assert!(stay.map(|it| number(&it)).max() < beyond.iter().map(number).min());
}

#[test]
fn who_is_on_a_small_board_too_or_near_on_another_large_one_is_not_one_too_many() {
    let mut crowds = Crowds::with(device(0), RELIEF, &devices(1..=12));
    let beyond = crowds.beyond(&devices(1..=12));
    crowds.free.insert(beyond[0]);
    assert_eq!(crowds.beyond(&devices(1..=12)), beyond[1..]);
    // On a second board that one is among the few.
    let second: BTreeSet<EndpointId> = devices(50..=60).into_iter().chain([beyond[1]]).collect();
    let kinds = second.iter().map(|it| (*it, Kind::Other)).collect();
    crowds.add(device(0), BoardId([2; 32]), kinds);
    assert_eq!(crowds.beyond(&devices(1..=12)), beyond[2..]);
    assert_eq!(crowds.boards_of(beyond[1]).count(), 2);
}

#[test]
fn two_helpers_and_two_own_devices_come_first_and_not_more() {
    let kind = |number: u8| match number {
        1..=10 => Kind::Helper,
        11..=20 => Kind::Own,
        _ => Kind::Other,
    };
    let kinds = (1..=60)
        .map(|number| (device(number), kind(number)))
        .collect();
    let ranked = ranked(device(0), &kinds);
    let first = ranked.iter().filter(|(_, (behind, _))| !behind);
    let first: Vec<Kind> = first.map(|(it, _)| kinds[it]).collect();
    let of = |kind| first.iter().filter(|it| **it == kind).count();
    assert_eq!((of(Kind::Helper), of(Kind::Own), first.len()), (2, 2, 4));
}

#[test]
fn who_was_never_there_is_dialled_last_and_no_more_at_a_time_than_are_lacking_twice() {
    let crowds = Crowds::with(device(0), RELIEF, &devices(1..=40));
    let (all, none) = (devices(1..=40), BTreeSet::new());
    let met = devices(3..=6);
    let dialled = crowds.lacking(&all, &none, &none, |it| !met.contains(&it));
    assert_eq!(dialled.len(), SOUGHT * TRIES);
    assert!(met.is_subset(&dialled));
    let enough = devices(1..=6);
    assert!(crowds.lacking(&all, &enough, &none, |_| false).is_empty());
    assert_eq!(
        crowds
            .lacking(&all, &devices(1..=5), &none, |_| false)
            .len(),
        TRIES
    );
    assert!(
        crowds
            .lacking(&all, &devices(1..=5), &devices(7..=8), |_| false)
            .is_empty()
    );
}
