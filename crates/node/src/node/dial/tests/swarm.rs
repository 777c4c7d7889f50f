//! The devices of a large board as they find each other, by their books alone: who is dialled, and who is let go of.

use trust::BoardId;

use super::*;
use crate::node::crowds::MOST;
use crate::peer::ENOUGH;

const BOARD: BoardId = BoardId([1; 32]);
const SECOND: Duration = Duration::from_secs(1);

fn device(number: u8) -> EndpointId {
    EndpointId([number; 32])
}

struct Swarm {
    now: Instant,
    books: BTreeMap<u8, Book>,
    links: BTreeMap<(u8, u8), Instant>,
    dead: BTreeSet<u8>,
    /// When which two compared last.
    compared: BTreeMap<(u8, u8), Instant>,
    /// Who said a second ago that they have enough others.
    said: BTreeSet<u8>,
}

impl Swarm {
    fn new() -> Self {
        Self {
            now: Instant::now(),
            books: BTreeMap::new(),
            links: BTreeMap::new(),
            dead: BTreeSet::new(),
            compared: BTreeMap::new(),
            said: BTreeSet::new(),
        }
    }

    /// One more comes, and all know of it.
    fn join(&mut self, number: u8) {
        let book = Book::new(device(number), u64::from(number) * 77, Vec::new());
        self.books.insert(number, book);
        let all: BTreeSet<EndpointId> = self.books.keys().map(|it| device(*it)).collect();
        for book in self.books.values_mut() {
            book.crowds = Arc::new(Crowds::with(book.own, BOARD, &all));
            for other in all.iter().filter(|it| **it != book.own) {
                book.peers.entry(*other).or_insert(Peer {
                    failures: 0,
                    next: self.now,
                    dialling: false,
                    asked: false,
                    counts: false,
                    again: false,
                    looked: None,
                });
            }
        }
    }

    fn near(&self, own: u8) -> BTreeSet<u8> {
        let links = self.links.keys().filter(|(a, b)| *a == own || *b == own);
        links
            .map(|(a, b)| if *a == own { *b } else { *a })
            .collect()
    }

    fn connected(&self, own: u8) -> BTreeSet<EndpointId> {
        self.near(own).into_iter().map(device).collect()
    }

    fn second(&mut self) {
        self.now += SECOND;
        let now = self.now;
        let living: Vec<u8> = self.living();
        for own in &living {
            let connected = self.connected(*own);
            let (due, _) = self.books.get_mut(own).unwrap().due(&connected, now);
            for hint in due {
                let other = hint.endpoint.0[0];
                if self.dead.contains(&other) {
                    self.books.get_mut(own).unwrap().failed(hint.endpoint, now);
                    continue;
                }
                let pair = (*own.min(&other), *own.max(&other));
                self.links.entry(pair).or_insert(now);
                self.compared.insert(pair, now);
                for (one, two) in [(*own, other), (other, *own)] {
                    let book = self.books.get_mut(&one).unwrap();
                    book.connected(device(two), now);
                }
            }
        }
        // All decide by what they heard, and none knows what the others decide in the same second.
        let parting: BTreeSet<(u8, u8)> = living.iter().filter_map(|it| self.let_go(*it)).collect();
        let enough = living.iter().copied();
        self.said = enough.filter(|it| self.near(*it).len() > ENOUGH).collect();
        for pair in parting {
            self.part(pair, true);
        }
    }

    /// As `links` does: of one, and only of whom it knows to have enough others.
    fn let_go(&self, own: u8) -> Option<(u8, u8)> {
        let crowds = self.books[&own].crowds();
        let beyond = crowds.beyond(&self.connected(own)).into_iter();
        let mut pairs = beyond.map(|peer| (peer.0[0], (own.min(peer.0[0]), own.max(peer.0[0]))));
        let may = |(other, pair): &(u8, (u8, u8))| {
            self.now.duration_since(self.links[pair]) >= SECOND * 2 && self.said.contains(other)
        };
        pairs.find(may).map(|(_, pair)| pair)
    }

    fn part(&mut self, pair: (u8, u8), in_order: bool) {
        self.links.remove(&pair);
        for (one, two) in [pair, (pair.1, pair.0)] {
            let book = self.books.get_mut(&one).unwrap();
            book.ended(device(two), true, false, self.now);
            let left = self.connected(one);
            let book = self.books.get_mut(&one).unwrap();
            if in_order {
                book.rests(device(two), &left, self.now);
            }
        }
    }

    /// One ends without a word.
    fn kill(&mut self, number: u8) {
        self.dead.insert(number);
        for other in self.near(number) {
            self.part((number.min(other), number.max(other)), false);
        }
    }

    fn living(&self) -> Vec<u8> {
        let all = self.books.keys().copied();
        all.filter(|it| !self.dead.contains(it)).collect()
    }

    fn is_in_one_piece(&self) -> bool {
        let living = self.living();
        let mut reached = BTreeSet::from([living[0]]);
        let mut ahead = vec![living[0]];
        while let Some(at) = ahead.pop() {
            ahead.extend(
                self.near(at)
                    .into_iter()
                    .filter(|next| reached.insert(*next)),
            );
        }
        reached.len() == living.len()
    }

    /// How many neighbours each has: the fewest, and the most.
    fn degrees(&self) -> (usize, usize) {
        let degrees: Vec<usize> = self
            .living()
            .iter()
            .map(|it| self.near(*it).len())
            .collect();
        (
            *degrees.iter().min().unwrap(),
            *degrees.iter().max().unwrap(),
        )
    }
}

/// The graph is bounded, and in one piece, but for those who visit just now.
fn assert_good(swarm: &Swarm, said: &str) {
    let (fewest, most) = swarm.degrees();
    assert!(swarm.is_in_one_piece(), "{said}");
    assert!(
        fewest >= ENOUGH && most <= MOST + 2,
        "{said}: {fewest} to {most}"
    );
    let links = swarm.links.len() * 2;
    assert!(links <= swarm.living().len() * MOST, "{said}: {links}");
}

#[test]
fn who_comes_to_a_board_that_is_connected_already_finds_neighbours_within_seconds() {
    let mut swarm = Swarm::new();
    for number in 1..=9 {
        swarm.join(number);
    }
    swarm.second();
    assert_eq!(swarm.degrees(), (8, 8), "all know all");
    for number in 10..=60 {
        swarm.join(number);
        (0..4).for_each(|_| swarm.second());
        assert!(swarm.near(number).len() >= ENOUGH, "{number}");
    }
    (0..30).for_each(|_| swarm.second());
    assert_good(&swarm, "sixty");
}

#[test]
fn boards_of_many_sizes_stay_in_one_piece_also_after_every_tenth_was_killed() {
    for size in [10, 12, 20, 50, 100] {
        let mut swarm = Swarm::new();
        for number in 1..=size {
            swarm.join(number);
        }
        (0..90).for_each(|_| swarm.second());
        assert_good(&swarm, &format!("{size}"));
        for number in (1..=size).step_by(10) {
            swarm.kill(number);
        }
        (0..60).for_each(|_| swarm.second());
        if swarm.living().len() > MOST + 1 {
            assert_good(&swarm, &format!("{size} after the kill"));
        }
    }
}

#[test]
fn everybody_is_compared_with_sooner_or_later_who_was_not_for_longest_first() {
    let mut swarm = Swarm::new();
    for number in 1..=20 {
        swarm.join(number);
    }
    // Eleven are no neighbours; each of the two visits the other in its turn.
    (0..12 * 90).for_each(|_| swarm.second());
    let begun = swarm.now;
    (0..12 * 90).for_each(|_| swarm.second());
    for one in 1..=20_u8 {
        for two in one + 1..=20 {
            let pair = (one, two);
            let last = swarm.compared.get(&pair).copied();
            let recent = last.is_some_and(|at| at > begun);
            assert!(recent || swarm.links.contains_key(&pair), "{pair:?}");
        }
    }
}

#[test]
fn whoever_is_asked_for_is_dialled_however_many_are_connected() {
    let mut swarm = Swarm::new();
    for number in 1..=30 {
        swarm.join(number);
    }
    (0..60).for_each(|_| swarm.second());
    let connected = swarm.connected(1);
    let now = swarm.now;
    let book = swarm.books.get_mut(&1).unwrap();
    assert_eq!(book.due(&connected, now).0, []);
    book.hurry(true, now);
    let (due, _) = book.due(&connected, now);
    assert_eq!(due.len() + connected.len(), 29);
    assert!(!book.all_tried(&connected));
}

#[test]
fn of_a_small_board_everybody_is_dialled_and_nobody_let_go_of() {
    let mut swarm = Swarm::new();
    for number in 1..=9 {
        swarm.join(number);
    }
    (0..300).for_each(|_| swarm.second());
    assert_eq!(swarm.degrees(), (8, 8));
    assert_eq!(swarm.books[&1].turn, None, "nothing is due");
}
