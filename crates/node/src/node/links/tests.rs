//! Who gets a place, and who gives one up.

use super::*;

const SECOND: Duration = Duration::from_secs(1);

fn peer(number: u8) -> EndpointId {
    EndpointId([number; 32])
}

fn known(numbers: impl IntoIterator<Item = u8>) -> Known {
    Known {
        endpoints: numbers.into_iter().map(peer).collect(),
        met: BTreeSet::new(),
    }
}

/// Connects, and keeps the place for the rest of the test.
fn accept(links: &Links, who: u8, known: &Known, now: Instant) -> Option<Connection> {
    let place = links.admit(peer(who), Side::Acceptor, known, now)?;
    let connection = place.connection;
    std::mem::forget(place);
    Some(connection)
}

#[test]
fn a_link_that_shows_nothing_in_common_is_named_after_a_while() {
    let links = Links::new(peer(0));
    let now = Instant::now();
    let add = |number| accept(&links, number, &known([]), now).unwrap();
    let (met, _asked, strange) = (add(1), add(2), add(3));
    let (met, asked) = (BTreeSet::from([met]), BTreeSet::from([peer(2)]));
    assert!(links.strangers(&met, &asked, now).is_empty());
    let later = now + STRANGE * 2;
    assert_eq!(links.strangers(&met, &asked, later), [strange]);
}

#[test]
fn bad_input_45_members_find_a_place_while_strangers_hold_all_of_theirs() {
    let links = Links::new(peer(0));
    let now = Instant::now();
    let members = known(200..=255);
    let strangers = (1..=100).filter_map(|who| accept(&links, who, &members, now));
    assert_eq!(strangers.count(), STRANGERS);
    // The places that are kept, then those of the strangers.
    let let_in = (200..=255).filter_map(|who| accept(&links, who, &members, now));
    assert_eq!(let_in.count(), 56);
    assert_eq!(links.all().len(), CONNECTIONS);
    let left = links.peers();
    assert_eq!(
        (200..=255).filter(|who| left.contains(&peer(*who))).count(),
        56
    );
    // Those who came first gave way.
    assert!(!left.contains(&peer(1)) && left.contains(&peer(32)));
}

#[test]
fn a_stranger_gives_way_to_another_one_only_after_a_while() {
    let links = Links::new(peer(0));
    let now = Instant::now();
    let nobody = known([]);
    for who in 1..=32 {
        assert!(accept(&links, who, &nobody, now).is_some());
    }
    assert!(accept(&links, 40, &nobody, now + SECOND).is_none());
    assert!(accept(&links, 40, &nobody, now + GRACE).is_some());
    assert!(!links.peers().contains(&peer(1)));
    assert_eq!(links.all().len(), STRANGERS);
}

#[test]
fn who_proved_to_be_a_member_on_the_way_does_not_give_way() {
    let links = Links::new(peer(0));
    let now = Instant::now();
    let first = accept(&links, 1, &known([]), now).unwrap();
    let met = Known {
        met: BTreeSet::from([first]),
        ..known([])
    };
    for who in 2..=60 {
        accept(&links, who, &met, now + GRACE * u32::from(who));
    }
    assert!(links.peers().contains(&peer(1)));
}

#[test]
fn an_endpoint_has_one_connection_a_side() {
    let links = Links::new(peer(0));
    let now = Instant::now();
    let member = known([1]);
    let first = accept(&links, 1, &member, now).unwrap();
    let second = accept(&links, 1, &member, now).unwrap();
    assert_eq!(links.all(), [second]);
    assert_ne!(first, second);
    // A stranger who dials again and again keeps what it has.
    let nobody = known([]);
    let first = accept(&links, 2, &nobody, now).unwrap();
    assert_eq!(accept(&links, 2, &nobody, now), None);
    assert_eq!(links.all(), [second, first]);
}

#[test]
fn who_dials_in_takes_the_place_of_the_connection_that_it_lost() {
    let links = Links::new(peer(0));
    let now = Instant::now();
    let member = known([1]);
    let dialled = links.admit(peer(1), Side::Dialler, &member, now).unwrap();
    // At the same time: both stand, one of them goes later.
    let crossed = accept(&links, 1, &member, now + SECOND).unwrap();
    assert_eq!(links.all(), [dialled.connection, crossed]);
    // Later: the peer was restarted.
    let anew = accept(&links, 1, &member, now + SAME_TIME + SECOND).unwrap();
    assert_eq!(links.all(), [anew]);
}

mod crowd;
