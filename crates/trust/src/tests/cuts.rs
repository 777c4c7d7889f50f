//! Cuts over the graph of logs: against a plain walk, in every order of arrival.

use std::collections::{BTreeMap, BTreeSet};

use super::random::Random;
use crate::{Cut, EntryId, LogGraph, LogId, MAX_CUT, Position};

#[derive(Debug, Clone, Copy)]
struct Link {
    position: Position,
    prev: EntryId,
    after: Option<Position>,
}

/// Some logs with forks; each may begin after an entry of another.
fn links(random: &mut Random) -> Vec<Link> {
    let mut links: Vec<Link> = Vec::new();
    for log in 0..1 + u8::try_from(random.below(4)).unwrap() {
        let log = LogId([log; 32]);
        let mut of_log: Vec<Position> = Vec::new();
        for _ in 0..random.below(9) {
            let before = if of_log.is_empty() || random.percent(5) {
                None
            } else if random.percent(75) {
                of_log.last().copied()
            } else {
                Some(random.pick(&of_log))
            };
            let position = Position {
                log,
                seq: before.map_or(1, |before| before.seq + 1),
                id: EntryId(random.bytes()),
            };
            let after = (before.is_none() && !links.is_empty() && random.percent(70))
                .then(|| random.pick(&links).position);
            of_log.push(position);
            links.push(Link {
                position,
                prev: before.map_or(EntryId::ZERO, |before| before.id),
                after,
            });
        }
    }
    links
}

fn graph(links: &[Link]) -> LogGraph {
    let mut graph = LogGraph::default();
    for link in links {
        assert!(graph.add_link(link.position, link.prev, link.after));
    }
    graph
}

/// All that a cut covers, by a walk that knows ids only.
fn walked(cut: &Cut, links: &[Link]) -> BTreeSet<EntryId> {
    let by_id: BTreeMap<EntryId, &Link> = links.iter().map(|l| (l.position.id, l)).collect();
    let mut covered = BTreeSet::new();
    let mut open: Vec<EntryId> = cut.positions().iter().map(|at| at.id).collect();
    while let Some(id) = open.pop() {
        if let Some(link) = by_id.get(&id)
            && covered.insert(id)
        {
            open.push(link.prev);
            open.extend(link.after.map(|after| after.id));
        }
    }
    covered
}

/// Another order in which each entry still comes after the one before it.
fn shuffled(links: &[Link], random: &mut Random) -> Vec<Link> {
    let mut left = links.to_vec();
    let mut here = BTreeSet::from([EntryId::ZERO]);
    let mut out = Vec::new();
    while !left.is_empty() {
        let ready: Vec<usize> = (0..left.len())
            .filter(|at| here.contains(&left[*at].prev))
            .collect();
        let link = left.swap_remove(random.pick(&ready));
        here.insert(link.position.id);
        out.push(link);
    }
    out
}

#[test]
fn a_cut_covers_what_a_walk_finds_in_any_order_of_arrival() {
    let (mut covered, mut forks) = (0, 0);
    for seed in 0..3_000 {
        let mut random = Random(seed);
        let links = links(&mut random);
        if links.is_empty() {
            continue;
        }
        let cut = Cut::new((0..random.below(4)).map(|_| random.pick(&links).position));
        let here = &links[..links.len() - random.below(3).min(links.len())];
        let wanted = walked(&cut, here);
        let (one, two) = (graph(here), graph(&shuffled(here, &mut random)));
        let (reach, again) = (cut.reach(&one), cut.reach(&two));
        for link in here {
            let inside = wanted.contains(&link.position.id);
            assert_eq!(reach.covers(link.position, &one), inside, "world {seed}");
            assert_eq!(again.covers(link.position, &two), inside, "world {seed}");
        }
        assert_eq!(reach, again, "world {seed}");
        for log in one.logs() {
            assert_eq!(one.tips(log), two.tips(log), "world {seed}");
            assert_eq!(one.is_forked(log), two.is_forked(log), "world {seed}");
        }
        covered += wanted.len();
        forks += one.forked().count();
    }
    assert!(covered > 5_000 && forks > 1_000, "{covered} {forks}");
}

#[test]
fn a_position_that_has_not_come_covers_nothing_yet_and_says_so() {
    let log = LogId([1; 32]);
    let at = |seq: u64, id: u8| Position {
        log,
        seq,
        id: EntryId([id; 32]),
    };
    let mut graph = LogGraph::default();
    assert!(graph.add_link(at(1, 1), EntryId::ZERO, None));
    let cut = Cut::new([at(2, 2)]);
    assert!(!cut.covers(at(1, 1), &graph));
    assert!(cut.reach(&graph).may_cover(at(1, 1)));
    assert_eq!(cut.reach(&graph).missing().collect::<Vec<_>>(), [(log, 2)]);
    assert!(!graph.add_link(at(3, 3), EntryId([2; 32]), None));
    assert!(graph.add_link(at(2, 2), EntryId([1; 32]), None));
    assert!(cut.covers(at(1, 1), &graph));
    assert!(!cut.reach(&graph).may_cover(at(1, 1)));
    assert_eq!(cut.reach(&graph).highest(log), 2);
}

#[test]
fn ten_thousand_logs_one_after_the_other_are_followed_without_recursion() {
    let mut graph = LogGraph::default();
    let mut newest = None;
    for n in 1..=10_000_u64 {
        let mut bytes = [0; 32];
        bytes[..8].copy_from_slice(&n.to_be_bytes());
        let position = Position {
            log: LogId(bytes),
            seq: 1,
            id: EntryId(bytes),
        };
        assert!(graph.add_link(position, EntryId([0; 32]), newest));
        newest = Some(position);
    }
    let reach = Cut::new(newest).reach(&graph);
    let oldest = graph.logs().next().unwrap();
    assert_eq!(reach.highest(oldest), 1);
}

#[test]
fn a_cut_that_is_too_long_is_said_in_parts_or_keeps_what_is_needed_and_the_newest() {
    let mut random = Random(7);
    let mut links: Vec<Link> = Vec::new();
    let mut add = |number: u16, after: Option<Position>| {
        let mut log = [0; 32];
        log[..2].copy_from_slice(&number.to_be_bytes());
        let position = Position {
            log: LogId(log),
            seq: 1,
            id: EntryId(random.bytes()),
        };
        links.push(Link {
            position,
            prev: EntryId::ZERO,
            after,
        });
        position
    };
    // The oldest log of all has a successor, so that it is covered by another position than its own.
    let first = add(0, None);
    let mut tops = vec![add(1, Some(first))];
    tops.extend((2..=2_500).map(|number| add(number, None)));
    let graph = graph(&links);
    let whole = graph.cut_of(graph.logs());
    assert_eq!(whole.positions().len(), tops.len());
    let parts = whole.parts();
    let lengths: Vec<usize> = parts.iter().map(|part| part.positions().len()).collect();
    assert_eq!(lengths, [MAX_CUT, MAX_CUT, 2_500 - 2 * MAX_CUT]);
    let together = parts
        .iter()
        .fold(Cut::default(), |all, part| all.united(part));
    assert_eq!(together, whole);
    assert_eq!(Cut::default().parts(), [Cut::default()]);

    let age = |top: Position| u16::from_be_bytes([top.log.0[0], top.log.0[1]]);
    let short = whole.shortened([first, tops[4]], age, &graph);
    assert_eq!(short.positions().len(), MAX_CUT);
    for needed in [first, tops[0], tops[4], tops[2_499]] {
        assert!(short.covers(needed, &graph));
    }
    let newest = tops.len() - (MAX_CUT - 2);
    assert!(short.covers(tops[newest], &graph) && !short.covers(tops[newest - 1], &graph));
    // What is short enough stays as it is.
    assert_eq!(parts[2].shortened([first], age, &graph), parts[2]);
}
