//! A switch in this process: what comes by one card goes to the others, over lines that can be bad.
//!
//! Owns every frame between the cards that are plugged in. One thread for each card reads; one writes what is due. They
//! end when the cards and the switch do.

use std::cmp::Reverse;
use std::collections::{BTreeMap, BinaryHeap};
use std::fs::File;
use std::io::{Read, Write};
use std::net::Ipv4Addr;
use std::sync::{Arc, Condvar, Mutex, MutexGuard};
use std::thread;
use std::time::Instant;

use super::wire::{Card, Dice, Line, datagram, ends, internet, is_for_all, now};

/// More than a frame ever has.
const ROOM: usize = 2_048;
/// Of what was seen first of each kind, so many packets are kept for whoever wants to play them again.
const KEPT: usize = 64;

/// A place in a switch.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Port(usize);

/// See the module. A cheap handle.
#[derive(Clone)]
pub struct Switch(Arc<Inside>);

struct Inside {
    state: Mutex<State>,
    due: Condvar,
}

struct State {
    ports: Vec<Plugged>,
    learnt: BTreeMap<Card, usize>,
    waiting: BinaryHeap<Reverse<Parcel>>,
    sent: u64,
    dice: Dice,
    ends: bool,
    seen: BTreeMap<(Ipv4Addr, Ipv4Addr), u64>,
    frames: BTreeMap<(usize, usize), u64>,
    greetings: Vec<Vec<u8>>,
}

struct Plugged {
    card: Arc<File>,
    line: Line,
    cut: bool,
    free_up: Instant,
    free_down: Instant,
}

#[derive(PartialEq, Eq, PartialOrd, Ord)]
struct Parcel {
    at: Instant,
    number: u64,
    to: usize,
    frame: Arc<Vec<u8>>,
}

impl Switch {
    /// Makes one. Chance in it comes from the seed.
    pub fn new(seed: u64) -> Self {
        let state = State {
            ports: Vec::new(),
            learnt: BTreeMap::new(),
            waiting: BinaryHeap::new(),
            sent: 0,
            dice: Dice(seed),
            ends: false,
            seen: BTreeMap::new(),
            frames: BTreeMap::new(),
            greetings: Vec::new(),
        };
        let inside = Arc::new(Inside {
            state: Mutex::new(state),
            due: Condvar::new(),
        });
        let writer = Arc::clone(&inside);
        thread::spawn(move || writer.write());
        Self(inside)
    }

    /// Plugs a card in.
    pub fn plug(&self, card: File) -> Port {
        let card = Arc::new(card);
        let mut state = self.0.state();
        let (port, start) = (state.ports.len(), now());
        state.ports.push(Plugged {
            card: Arc::clone(&card),
            line: Line::good(),
            cut: false,
            free_up: start,
            free_down: start,
        });
        let inside = Arc::clone(&self.0);
        thread::spawn(move || inside.read(&card, port));
        Port(port)
    }

    /// Makes the line of a card another one.
    pub fn set(&self, port: Port, line: Line) {
        self.0.state().ports[port.0].line = line;
    }

    /// Cuts the line of a card, without its owner being told; or mends it.
    pub fn cut(&self, port: Port, cut: bool) {
        self.0.state().ports[port.0].cut = cut;
    }

    /// Returns the bytes of IPv4 that came from one address for another.
    pub fn seen(&self, from: Ipv4Addr, to: Ipv4Addr) -> u64 {
        let state = self.0.state();
        state.seen.get(&(from, to)).copied().unwrap_or(0)
    }

    /// Returns how many frames of any kind went from one card to the other one alone, both ways: whatever is in them.
    pub fn between(&self, one: Port, other: Port) -> u64 {
        let state = self.0.state();
        let ways = [(one.0, other.0), (other.0, one.0)];
        ways.iter().filter_map(|way| state.frames.get(way)).sum()
    }

    /// Returns first packets of handshakes that went by.
    pub fn greetings(&self) -> Vec<Vec<u8>> {
        self.0.state().greetings.clone()
    }

    /// Sends frames as if they came by a card: whoever is plugged in there has any address that they like.
    pub fn inject(&self, port: Port, frames: impl IntoIterator<Item = Vec<u8>>) {
        for frame in frames {
            self.0.arrived(port.0, &frame);
        }
    }
}

impl Inside {
    fn state(&self) -> MutexGuard<'_, State> {
        self.state.lock().unwrap()
    }

    fn read(&self, card: &File, port: usize) {
        let mut frame = vec![0; ROOM];
        // The card goes with its namespace.
        while let Ok(length) = (&mut &*card).read(&mut frame) {
            self.arrived(port, &frame[..length]);
        }
    }

    fn arrived(&self, port: usize, frame: &[u8]) {
        let mut state = self.state();
        let Some((to, from)) = ends(frame) else {
            return;
        };
        if state.ends || state.ports[port].cut {
            return;
        }
        state.learnt.insert(from, port);
        state.note(frame);
        let state = &mut *state;
        let own = &mut state.ports[port];
        let up = own
            .line
            .pass(frame.len(), now(), &mut own.free_up, &mut state.dice);
        let Some(up) = up else {
            return;
        };
        let known = state.learnt.get(&to).copied().filter(|_| !is_for_all(to));
        if let Some(known) = known {
            *state.frames.entry((port, known)).or_default() += 1;
        }
        let frame = Arc::new(frame.to_vec());
        for other in 0..state.ports.len() {
            if other == port || known.is_some_and(|known| known != other) {
                continue;
            }
            let there = &mut state.ports[other];
            let line = there.line;
            if let Some(at) = line.pass(frame.len(), up, &mut there.free_down, &mut state.dice) {
                state.sent += 1;
                state.waiting.push(Reverse(Parcel {
                    at,
                    number: state.sent,
                    to: other,
                    frame: Arc::clone(&frame),
                }));
            }
        }
        self.due.notify_one();
    }

    fn write(&self) {
        let mut state = self.state();
        loop {
            if state.ends {
                return;
            }
            let now = now();
            let next = state.waiting.peek().map(|Reverse(parcel)| parcel.at);
            match next {
                None => state = self.due.wait(state).unwrap(),
                Some(at) if at > now => {
                    state = self.due.wait_timeout(state, at - now).unwrap().0;
                }
                Some(_) => {
                    let Some(Reverse(parcel)) = state.waiting.pop() else {
                        continue;
                    };
                    let there = &state.ports[parcel.to];
                    if !there.cut {
                        let card = Arc::clone(&there.card);
                        drop(state);
                        // A card that is gone, or down, takes nothing.
                        let _ = (&mut &*card).write(&parcel.frame);
                        state = self.state();
                    }
                }
            }
        }
    }
}

impl State {
    fn note(&mut self, frame: &[u8]) {
        if let Some(ends) = internet(frame) {
            *self.seen.entry(ends).or_default() += frame.len() as u64;
        }
        let greets = |packet: &&[u8]| packet.len() >= 1_200 && packet[0] & 0xf0 == 0xc0;
        if self.greetings.len() < KEPT
            && let Some(packet) = datagram(frame).filter(greets)
        {
            self.greetings.push(packet.to_vec());
        }
    }
}

impl Drop for Switch {
    fn drop(&mut self) {
        // The writer and one reader for each card hold it, too: whoever lets go last of the tests ends it.
        let mut state = self.0.state();
        let own = 1 + state.ports.len();
        if Arc::strong_count(&self.0) <= own + 1 {
            state.ends = true;
            self.0.due.notify_one();
        }
    }
}
