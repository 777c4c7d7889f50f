//! Who is let go of for a large board.

use std::collections::BTreeMap;

use trust::BoardId;

use super::*;
use crate::node::crowds::{Crowds, Near};

const RELIEF: BoardId = BoardId([1; 32]);

/// Alice with twelve others of a board, who all said and did what lets them go.
fn twelve() -> (Links, Crowds, BTreeMap<Connection, Near>, Instant) {
    let (links, now) = (Links::new(peer(0)), Instant::now());
    let all: BTreeSet<EndpointId> = (1..=12).map(peer).collect();
    for who in 1..=12 {
        accept(&links, who, &known(1..=12), now).unwrap();
    }
    let done = Near {
        compared: true,
        enough: BTreeSet::from([RELIEF]),
    };
    let near = links.all().into_iter().map(|one| (one, done.clone()));
    let near = near.collect();
    (links, Crowds::with(peer(0), RELIEF, &all), near, now)
}

fn peer_of(links: &Links, connection: Connection) -> EndpointId {
    links.with(|live| live.links[&connection].peer)
}

#[test]
fn one_goes_at_a_time_the_last_in_the_order_until_eight_are_left() {
    let (links, crowds, near, now) = twelve();
    let order = crowds.beyond(&links.peers());
    assert_eq!(links.one_too_many(&crowds, &near, now), [], "not at once");
    let later = now + SECOND * 10;
    let mut gone = Vec::new();
    while let Some(one) = links.one_too_many(&crowds, &near, later).first() {
        gone.push(peer_of(&links, *one));
        links.remove(*one);
    }
    assert_eq!(gone, order);
    assert_eq!(links.peers().len(), 8);
}

#[test]
fn nobody_goes_who_was_not_compared_with_or_has_not_said_to_have_others() {
    let (links, crowds, mut near, now) = twelve();
    let later = now + SECOND * 10;
    let order = crowds.beyond(&links.peers());
    let of = |who: EndpointId| {
        let all = links.all();
        all.into_iter()
            .find(|one| peer_of(&links, *one) == who)
            .unwrap()
    };
    near.get_mut(&of(order[0])).unwrap().compared = false;
    near.get_mut(&of(order[1])).unwrap().enough.clear();
    near.remove(&of(order[2]));
    let next = links.one_too_many(&crowds, &near, later);
    assert_eq!(next, [of(order[3])]);
    links.remove(next[0]);
    assert_eq!(links.one_too_many(&crowds, &near, later), []);
}

#[test]
fn both_connections_of_a_pair_go_together() {
    let (links, crowds, mut near, now) = twelve();
    let last = crowds.beyond(&links.peers())[0];
    let dialled = links
        .admit(last, Side::Dialler, &known(1..=12), now)
        .unwrap();
    let second = dialled.connection;
    std::mem::forget(dialled);
    let later = now + SECOND * 10;
    assert_ne!(
        peer_of(&links, links.one_too_many(&crowds, &near, later)[0]),
        last,
        "the second one is new"
    );
    near.insert(second, near.values().next().unwrap().clone());
    assert_eq!(links.one_too_many(&crowds, &near, later).len(), 2);
}
