//! A pair of devices that met before: one statement of who both are on all their boards, and what they hold there.
//!
//! Two devices that proved themselves to each other on a connection remember a secret of that connection, the boards,
//! and both devices on each. The next time each side says two keyed hashes, bound to the new channel and to its side:
//! *who* (the boards, the devices, the newest key of each board) and *what* (the digest of each board). Steps:
//! 1. after `Hello` whoever remembers the peer says `Pair`, and keeps its tags back;
//! 2. equal *who*: both have proven again what they proved then, and each board goes on as after an equal or differing
//!    `Meet`. Equal *what*: everything is in sync. Else `PairCompare`, in turns, finds the boards that differ;
//! 3. anything else (another key, a removal, a restored folder, nothing remembered, an older app): the tags follow, as
//!    between devices that never met.
//!
//! Owns when that counts. A removed device is no part of what is said: its board is told the long way, the removal first.

use std::collections::BTreeMap;

use trust::{BoardId, EntryId, LogId, Position};

use super::{SessionError, Step};
use crate::shared::{Phase, Shared};
use crate::wire::{Message, PairCompare, PairSaid, STATEMENT, Tag};
use crate::{Channel, Pair, PairedBoard, Side, Standing, compare};

/// The first minor version that knows pairs.
const KNOWN_SINCE: u16 = 1;
/// Turns of finding the boards that differ: a thousand boards take four.
const TURNS: u32 = 32;

/// What a session knows of the pair that its two ends are.
#[derive(Debug, Default)]
pub(super) struct Pairing {
    /// What was said, while our tags wait for the peer's word.
    awaiting: Option<Awaiting>,
    /// Which boards differ is being found out.
    sorting: Option<Sorting>,
    /// The secret by which both remember, once known.
    pub(super) secret: Option<[u8; 32]>,
    /// What is on the disk.
    pub(super) kept: Option<Pair>,
    /// Boards that the pair went on with; the first slots of both sides.
    pub(super) resumed: u32,
    /// When all that is not in common was offered in this session.
    pub(super) offered_ms: Option<u64>,
    /// Tags were sent and the peer has not answered them.
    pub(super) unanswered: bool,
    /// Something was met since it was kept.
    pub(super) changed: bool,
}

impl Pairing {
    /// Returns whether nothing is to be found out any more.
    pub(super) const fn is_settled(&self) -> bool {
        self.awaiting.is_none() && self.sorting.is_none()
    }

    /// A member's device was met.
    pub(super) const fn met(&mut self) {
        self.changed = true;
    }
}

/// A board as it stood when the statement was made.
#[derive(Debug)]
struct Stated {
    paired: PairedBoard,
    digest: [u8; 32],
}

#[derive(Debug)]
struct Awaiting {
    pair: Pair,
    boards: Vec<Stated>,
}

/// Boards as positions of logs: what finds logs that differ finds boards too.
#[derive(Debug)]
struct Sorting {
    boards: Vec<Stated>,
    own: Vec<Position>,
    turn: u32,
    differing: BTreeMap<BoardId, [u8; 32]>,
}

impl Step<'_> {
    /// Says the pair's statement, where there is one to say. Returns whether the tags wait for the answer.
    pub(super) fn say_pair(&mut self) -> Result<bool, SessionError> {
        let Some(mut pair) = self.host.pair(self.session.start.peer)? else {
            return Ok(false);
        };
        pair.boards.sort_unstable_by_key(|paired| paired.board);
        pair.boards.dedup_by_key(|paired| paired.board);
        pair.boards.truncate(self.session.limits.boards);
        let mut boards = Vec::new();
        for paired in &pair.boards {
            let counts = self.host.standing(paired.board, paired.theirs) == Standing::Member
                && self.mark(paired.board, &pair.secret)? == Some(paired.mark);
            if !counts {
                continue;
            }
            let slot = u32::try_from(boards.len()).unwrap_or(u32::MAX);
            let base = self.host.positions(paired.board)?;
            let shared = Shared::new(paired.board, slot, paired.own, base);
            self.session.boards.insert(paired.board, shared);
            self.read_branches(paired.board)?;
            if let Some(shared) = self.session.boards.get_mut(&paired.board) {
                boards.push(Stated {
                    paired: *paired,
                    digest: shared.greet(),
                });
            }
        }
        if boards.is_empty() {
            return Ok(false);
        }
        let said = statement(
            &pair.secret,
            &self.channel(self.session.start.side),
            self.session.start.side,
            &boards,
        );
        self.send(&Message::Pair(said));
        self.session.pairing.awaiting = Some(Awaiting { pair, boards });
        Ok(true)
    }

    /// Nothing comes of the pair: what was made ready for it goes, and the tags follow.
    pub(super) fn release(&mut self) -> Result<(), SessionError> {
        let Some(awaiting) = self.session.pairing.awaiting.take() else {
            return Ok(());
        };
        for stated in awaiting.boards {
            self.session.boards.remove(&stated.paired.board);
        }
        self.offer_boards()
    }

    /// The peer's minor version is known.
    pub(super) fn hears_pairs(&mut self, minor: u16) -> Result<(), SessionError> {
        if minor < KNOWN_SINCE {
            return self.release();
        }
        Ok(())
    }

    /// The peer says the pair's statement.
    pub(super) fn pair(&mut self, theirs: PairSaid) -> Result<(), SessionError> {
        let side = self.session.start.side;
        let Some(Awaiting { pair, boards }) = self.session.pairing.awaiting.take() else {
            return Ok(());
        };
        let other = side.other();
        let expected = statement(&pair.secret, &self.channel(other), side, &boards);
        if expected.who != theirs.who {
            self.session.pairing.awaiting = Some(Awaiting { pair, boards });
            return self.release();
        }
        self.session.pairing.secret = Some(pair.secret);
        self.session.pairing.resumed = u32::try_from(boards.len()).unwrap_or(u32::MAX);
        self.session.slots = boards.iter().map(|it| Some(it.paired.board)).collect();
        for stated in &boards {
            let PairedBoard { board, theirs, .. } = stated.paired;
            if let Some(shared) = self.session.boards.get_mut(&board) {
                shared.peer = Some(theirs);
                shared.told.said = stated.paired.told;
            }
            // It may have been removed while the statement was on its way.
            if self.host.standing(board, theirs) == Standing::Refused {
                self.refuse(board)?;
            }
        }
        self.offer_rest(&pair)?;
        self.session.pairing.kept = Some(pair);
        if expected.what == theirs.what {
            for stated in boards {
                self.agree(&stated);
            }
            return Ok(());
        }
        let own: Vec<Position> = boards.iter().map(as_position).collect();
        if side == Side::Dialler {
            let parts = compare::opening(&own);
            self.send(&Message::PairCompare(PairCompare { parts }));
        }
        self.session.pairing.sorting = Some(Sorting {
            boards,
            own,
            turn: 0,
            differing: BTreeMap::new(),
        });
        Ok(())
    }

    /// One turn of finding the boards that differ. An empty message ends it on both sides.
    pub(super) fn pair_compare(&mut self, said: &PairCompare) -> Result<(), SessionError> {
        let budget = self.session.limits.positions;
        let Some(sorting) = self.session.pairing.sorting.as_mut() else {
            return Ok(());
        };
        sorting.turn += 1;
        if sorting.turn > TURNS {
            return Err(SessionError::Protocol("boards that are never sorted"));
        }
        let answer = compare::answer(&sorting.own, &[], &said.parts, budget)
            .map_err(|_| SessionError::Protocol("a comparison in disorder"))?;
        for theirs in &answer.learned {
            let known = sorting.own.binary_search_by_key(&theirs.log, |own| own.log);
            if known.is_ok() {
                let board = BoardId(theirs.log.0);
                sorting.differing.insert(board, theirs.id.0);
            }
        }
        let over = answer.parts.is_empty();
        if !over || !said.parts.is_empty() {
            let parts = answer.parts;
            self.send(&Message::PairCompare(PairCompare { parts }));
        }
        if over && let Some(sorting) = self.session.pairing.sorting.take() {
            for stated in sorting.boards {
                match sorting.differing.get(&stated.paired.board) {
                    None => self.agree(&stated),
                    Some(theirs) => self.begin(stated.paired.board, theirs)?,
                }
            }
        }
        Ok(())
    }

    /// Both held the same of a board when they said so.
    fn agree(&mut self, stated: &Stated) {
        if let Some(shared) = self.session.boards.get_mut(&stated.paired.board)
            && shared.phase == Phase::Greeted
            && shared.is_greeted(&stated.digest)
        {
            shared.go_live(true);
        }
    }

    /// Says that nothing was found among further tags of the peer, where nothing else says that they were read.
    pub(super) fn answer_tags(&mut self, tags: &[Tag], said_before: usize) {
        if !tags.is_empty() && self.session.minor >= KNOWN_SINCE && self.out.len() == said_before {
            self.send(&Message::Tags(Vec::new()));
        }
    }
}

/// Returns what the end of a channel says of the boards. `own` is the side whose devices [`PairedBoard::own`] are.
fn statement(secret: &[u8; 32], channel: &Channel, own: Side, boards: &[Stated]) -> PairSaid {
    let material = [secret.as_slice(), &channel.of_side()].concat();
    let key = blake3::derive_key("manyhands 2026 pair statement", &material);
    let (mut who, mut what) = (
        blake3::Hasher::new_keyed(&key),
        blake3::Hasher::new_keyed(&key),
    );
    who.update(&[0]);
    what.update(&[1]);
    for Stated { paired, digest, .. } in boards {
        let (dialler, acceptor) = match own {
            Side::Dialler => (paired.own, paired.theirs),
            Side::Acceptor => (paired.theirs, paired.own),
        };
        who.update(&paired.board.0);
        who.update(&dialler.0);
        who.update(&acceptor.0);
        who.update(&paired.mark);
        what.update(digest);
    }
    let short = |hasher: blake3::Hasher| {
        let mut short = [0; STATEMENT];
        short.copy_from_slice(&hasher.finalize().as_bytes()[..STATEMENT]);
        short
    };
    PairSaid {
        who: short(who),
        what: short(what),
    }
}

fn as_position(stated: &Stated) -> Position {
    Position {
        log: LogId(stated.paired.board.0),
        seq: 1,
        id: EntryId(stated.digest),
    }
}
