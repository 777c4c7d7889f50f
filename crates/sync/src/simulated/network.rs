//! Connections between people: in order within one, in any order across them, and they break.

use std::collections::{BTreeMap, VecDeque};

use trust::{BoardId, DeviceId, EndpointId};

use super::{Dice, Person, Ticketed};
use crate::{CloseCode, Input, Limits, Open, Output, Session, SessionStart, Side};

/// A connection of two people.
struct Wire {
    ends: [End; 2],
}

struct End {
    person: usize,
    session: Session,
    waiting: VecDeque<Input>,
    /// What it says is lost.
    mute: bool,
}

/// What a run of the network counts.
#[derive(Debug, Default, Clone, Copy, PartialEq, Eq)]
pub(crate) struct Traffic {
    pub(crate) frames: usize,
    pub(crate) bytes: usize,
    pub(crate) longest: usize,
    /// Bytes of comparisons of boards.
    pub(crate) compared: usize,
}

pub(crate) struct Network {
    pub(crate) people: Vec<Person>,
    pub(crate) dice: Dice,
    pub(crate) limits: Limits,
    pub(crate) now_ms: u64,
    pub(crate) traffic: Traffic,
    /// Everything but frames that the sessions said, with who heard it.
    pub(crate) heard: Vec<(usize, Output)>,
    /// One frame in so many is delivered twice; 0 for none.
    pub(crate) repeat: usize,
    /// Whether everybody says the minor version 1, as an older app does, and nothing of a later one may be said.
    pub(crate) older: bool,
    wires: BTreeMap<u64, Wire>,
    made: u64,
}

impl Network {
    pub(crate) fn new(seed: u64, people: usize) -> Self {
        let mut dice = Dice(seed);
        let people = (0..people)
            .map(|_| Person::new(Dice(dice.roll())))
            .collect();
        Self {
            people,
            dice,
            limits: Limits::default(),
            now_ms: 1_700_000_000_000,
            traffic: Traffic::default(),
            heard: Vec::new(),
            repeat: 0,
            older: false,
            wires: BTreeMap::new(),
            made: 0,
        }
    }

    /// Makes a board of the first person that everybody else has joined, and cuts all connections.
    pub(crate) fn with_board(seed: u64, people: usize) -> (Self, BoardId) {
        let mut network = Self::new(seed, people);
        let board = network.people[0].found();
        let ticket = network.people[0].invite(board, None, None);
        for joiner in 1..people {
            network.join(joiner, 0, &ticket);
        }
        network.mesh();
        network.settle();
        network.cut_all();
        (network, board)
    }

    pub(crate) fn connect(&mut self, dialler: usize, acceptor: usize) -> u64 {
        let binding = self.dice.bytes();
        let sides = [
            (dialler, acceptor, Side::Dialler),
            (acceptor, dialler, Side::Acceptor),
        ];
        let ends = sides.map(|(person, peer, side)| {
            let peer = self.people[peer].endpoint;
            End {
                person,
                session: self.session(side, binding, peer),
                waiting: VecDeque::from([Input::Opened]),
                mute: false,
            }
        });
        self.made += 1;
        self.wires.insert(self.made, Wire { ends });
        self.made
    }

    fn session(&mut self, side: Side, binding: [u8; 32], peer: EndpointId) -> Session {
        let padding = self.dice.bytes();
        Session::new(
            SessionStart {
                side,
                binding,
                peer,
                padding,
            },
            self.limits.clone(),
        )
    }

    /// Connects everybody to everybody.
    pub(crate) fn mesh(&mut self) {
        for one in 0..self.people.len() {
            for other in 0..one {
                self.connect(one, other);
            }
        }
    }

    pub(crate) fn cut(&mut self, wire: u64) {
        self.wires.remove(&wire);
        self.look_around();
    }

    /// Lets everybody know who is connected.
    fn look_around(&mut self) {
        for (at, person) in self.people.iter_mut().enumerate() {
            let ends = self.wires.values().flat_map(|wire| &wire.ends);
            let met = ends
                .filter(|end| end.person == at)
                .flat_map(|end| end.session.met());
            person.near = met.map(|(_, device)| device).collect();
        }
    }

    pub(crate) fn cut_all(&mut self) {
        self.wires.clear();
        self.look_around();
    }

    pub(crate) fn cut_person(&mut self, person: usize) {
        let elsewhere = |wire: &Wire| wire.ends.iter().all(|end| end.person != person);
        self.wires.retain(|_, wire| elsewhere(wire));
        self.look_around();
    }

    pub(crate) fn wires(&self) -> Vec<u64> {
        self.wires.keys().copied().collect()
    }

    pub(crate) fn input(&mut self, wire: u64, end: usize, input: Input) {
        self.wires.get_mut(&wire).unwrap().ends[end]
            .waiting
            .push_back(input);
    }

    /// Returns who one end of a wire hears to have a board open.
    pub(crate) fn open(&self, wire: u64, end: usize) -> Vec<(BoardId, DeviceId, Open)> {
        self.wires[&wire].ends[end].session.open().collect()
    }

    pub(crate) fn enough(&self, wire: u64, end: usize) -> Vec<BoardId> {
        self.wires[&wire].ends[end].session.enough().collect()
    }

    /// Lets nothing that this end says arrive any more.
    pub(crate) fn mute(&mut self, wire: u64, end: usize) {
        self.wires.get_mut(&wire).unwrap().ends[end].mute = true;
    }

    pub(crate) fn tick(&mut self, passed_ms: u64) {
        self.now_ms += passed_ms;
        for wire in self.wires.values_mut() {
            for end in &mut wire.ends {
                end.waiting.push_back(Input::Tick);
            }
        }
    }

    pub(crate) fn join(&mut self, joiner: usize, admitter: usize, ticket: &Ticketed) {
        let request = self.people[joiner].ask(ticket);
        let wire = self.connect(joiner, admitter);
        self.input(
            wire,
            0,
            Input::AskJoin {
                request: Box::new(request),
            },
        );
        self.settle();
        self.cut(wire);
    }

    /// Delivers one thing somewhere. Returns whether there was any.
    pub(crate) fn deliver(&mut self) -> bool {
        self.tell_grown();
        let busy = |wire: &Wire, end: usize| !wire.ends[end].waiting.is_empty();
        let ready: Vec<(u64, usize)> = self
            .wires
            .iter()
            .flat_map(|(id, wire)| {
                [0, 1]
                    .into_iter()
                    .filter(move |end| busy(wire, *end))
                    .map(|end| (*id, end))
            })
            .collect();
        if ready.is_empty() {
            return false;
        }
        let (id, end) = ready[self.dice.below(ready.len())];
        self.step(id, end);
        true
    }

    fn step(&mut self, id: u64, at: usize) {
        let wire = self.wires.get_mut(&id).unwrap();
        let end = &mut wire.ends[at];
        let input = end.waiting.pop_front().unwrap();
        let (person, mute) = (end.person, end.mute);
        let outputs = end
            .session
            .step(input, &mut self.people[person], self.now_ms);
        let outputs = outputs.unwrap_or_else(|error| vec![Output::Close(error.code())]);
        for output in outputs {
            match output {
                Output::Send(_) if mute => {}
                Output::Send(mut frame) => {
                    if self.older {
                        frame = as_older(frame);
                    }
                    if frame[0] == 3 {
                        self.traffic.compared += frame.len();
                    }
                    self.traffic.frames += 1;
                    self.traffic.bytes += frame.len();
                    self.traffic.longest = self.traffic.longest.max(frame.len());
                    let repeatable = matches!(frame[0], 4..=6) && self.repeat > 0;
                    let twice = repeatable && self.dice.below(self.repeat) == 0;
                    let waiting = &mut self.wires.get_mut(&id).unwrap().ends[1 - at].waiting;
                    if twice {
                        waiting.push_back(Input::Frame(frame.clone()));
                    }
                    waiting.push_back(Input::Frame(frame));
                }
                Output::Close(code) => {
                    self.heard.push((person, Output::Close(code)));
                    if code != CloseCode::Goodbye {
                        self.wires.remove(&id);
                    }
                    return;
                }
                other @ (Output::Met { .. }
                | Output::Equal { .. }
                | Output::Joined { .. }
                | Output::NotJoined { .. }
                | Output::Reported { .. }) => {
                    self.heard.push((person, other));
                    self.look_around();
                }
            }
        }
    }

    /// Tells all sessions of a person what grew there, whatever way it came.
    fn tell_grown(&mut self) {
        for (at, person) in self.people.iter_mut().enumerate() {
            for (board, tips) in std::mem::take(&mut person.grown) {
                let ends = self.wires.values_mut().flat_map(|wire| &mut wire.ends);
                for end in ends.filter(|end| end.person == at) {
                    end.waiting.push_back(Input::Changed {
                        board,
                        tips: tips.clone(),
                    });
                }
            }
        }
    }

    /// Delivers until nothing is left.
    pub(crate) fn settle(&mut self) {
        let mut steps = 0;
        while self.deliver() {
            steps += 1;
            assert!(steps < 200_000, "the network does not come to rest");
        }
    }

    pub(crate) fn all_settled(&self) -> bool {
        self.wires
            .values()
            .flat_map(|wire| &wire.ends)
            .all(|end| end.session.is_settled())
    }

    pub(crate) fn take_traffic(&mut self) -> Traffic {
        std::mem::take(&mut self.traffic)
    }
}

/// What an app of minor version 1 would have sent.
fn as_older(frame: Vec<u8>) -> Vec<u8> {
    use crate::wire::{Hello, Message};
    match Message::decode(&frame) {
        Ok(Message::Hello(hello)) => Message::Hello(Hello { minor: 1, ..hello }).encode(),
        Ok(Message::Compare(said)) => {
            assert!(
                !crate::compare::needs_known(&said.parts),
                "an older app cannot read this"
            );
            frame
        }
        Ok(Message::Transfer { bytes, .. }) => {
            assert_eq!(version_of(&bytes), 1, "an older app cannot read this");
            frame
        }
        _ => frame,
    }
}

/// The first unfolded byte of a transfer.
fn version_of(bytes: &[u8]) -> u8 {
    let behind = bytes.iter().position(|byte| byte & 0x80 == 0).unwrap() + 1;
    let folded = &bytes[behind..];
    zstd::bulk::decompress(folded, crate::limits::MAX_UNFOLDED).unwrap()[0]
}
