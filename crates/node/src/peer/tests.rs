//! Cores that are copied, restored and told lies. Sessions run over queues; nothing else is simulated here.

use std::collections::VecDeque;
use std::path::Path;

use sync::{Input, SessionStart, Side};
use tempfile::TempDir;
use trust::{EndpointHint, Entry, Kind, Role, TicketMode, TicketText};

use super::*;
use crate::{Dep, TicketSpec, Verdict};

const KEY: store::DatabaseKey = store::DatabaseKey::from_bytes([8; 32]);

struct Easy;

impl Judge for Easy {
    fn judge(
        &self,
        entry: &Entry,
        _: &[Dep<'_>],
        _: Option<&Dep<'_>>,
        _: u64,
    ) -> Result<Vec<u8>, String> {
        assert!(entry.body != b"crash", "a body that the judge cannot bear");
        Ok(Vec::new())
    }
}

/// Opens a core over a folder. The same `seed` draws the same "random" numbers: a cloned machine.
fn open(folder: &Path, who: u8, mut seed: u8) -> Core {
    let mut fixed = |bytes: &mut [u8]| -> std::io::Result<()> {
        bytes.fill(who);
        Ok(())
    };
    let keys = DeviceKeys::draw(&mut fixed).unwrap();
    Core::open(CoreParts {
        db: LogDb::open(&folder.join("log.db"), &KEY).unwrap(),
        keys,
        endpoint: EndpointId([who; 32]),
        judge: Arc::new(Easy),
        draw: Box::new(move |bytes| {
            seed = seed.wrapping_add(1);
            bytes.fill(seed);
            Ok(())
        }),
    })
    .unwrap()
}

fn act<T>(
    core: &mut Core,
    act: impl FnOnce(&mut Core) -> Result<T, NodeError>,
) -> (T, Vec<Effect>) {
    core.begin().unwrap();
    let value = act(core).unwrap();
    core.upkeep(1_000).unwrap();
    let effects = core.spread(1_000).unwrap();
    core.commit().unwrap();
    (value, effects)
}

/// Connects two cores and lets them talk until neither has anything to say.
fn meet(a: &mut Core, b: &mut Core) {
    let refusals = meet_refusing(a, b);
    assert!(refusals.is_empty(), "not joined: {refusals:?}");
}

/// The same; returns why joins were refused.
fn meet_refusing(a: &mut Core, b: &mut Core) -> Vec<sync::JoinRefusal> {
    meet_until(a, b, |_| false)
}

/// The same, cut as soon as the first is as far.
fn meet_until(a: &mut Core, b: &mut Core, far: impl Fn(&Core) -> bool) -> Vec<sync::JoinRefusal> {
    let connection = Connection(1);
    let ends = [a, b];
    let mut queues = [VecDeque::new(), VecDeque::new()];
    let peers = [ends[1].endpoint(), ends[0].endpoint()];
    for (at, side) in [Side::Dialler, Side::Acceptor].into_iter().enumerate() {
        let start = SessionStart {
            side,
            binding: [5; 32],
            peer: peers[at],
            padding: [6; 32],
        };
        let (effects, more) = act(ends[at], |core| core.connect(connection, start, 1_000));
        put(
            &mut queues[1 - at],
            &mut Vec::new(),
            effects.into_iter().chain(more),
        );
    }
    let (mut frames, mut refusals) = (0, Vec::new());
    while let Some(at) = queues.iter().position(|queue| !queue.is_empty()) {
        if far(ends[0]) {
            break;
        }
        let frame = queues[at].pop_front().unwrap();
        let input = Input::Frame(frame);
        let (effects, more) = act(ends[at], |core| core.step(connection, input, 1_000));
        put(
            &mut queues[1 - at],
            &mut refusals,
            effects.into_iter().chain(more),
        );
        frames += 1;
        assert!(frames < 1_000, "they never stop talking");
    }
    for end in ends {
        end.disconnect(connection);
    }
    refusals
}

fn put(
    queue: &mut VecDeque<Vec<u8>>,
    refusals: &mut Vec<sync::JoinRefusal>,
    effects: impl Iterator<Item = Effect>,
) {
    for effect in effects {
        match effect.output {
            Output::Send(frame) => queue.push_back(frame),
            Output::Close(code) => panic!("closed: {code:?}"),
            Output::Met { .. } | Output::Equal { .. } | Output::Joined { .. } => {}
            Output::NotJoined { refusal, .. } => refusals.push(refusal),
            Output::Reported { .. } => {}
        }
    }
}

fn say(core: &mut Core, board: BoardId, words: &str) -> trust::Position {
    let draft = Draft {
        kind: Kind::Change,
        item: None,
        deps: Vec::new(),
        body: words.as_bytes().to_vec(),
    };
    let (written, _) = act(core, |core| {
        core.append(board, 1_000, |appender| {
            appender.append(draft)?;
            Ok(())
        })
    });
    written.positions[0]
}

fn heard(core: &Core, board: BoardId) -> Vec<String> {
    let last = verdicts(core, board);
    let said = last
        .values()
        .filter(|one| one.verdict == Verdict::Accepted && one.entry.header.kind == Kind::Change);
    let mut heard: Vec<String> = said
        .map(|one| String::from_utf8(one.entry.body.clone()).unwrap())
        .collect();
    heard.sort();
    heard
}

/// Returns what was decided last about each entry.
fn verdicts(core: &Core, board: BoardId) -> BTreeMap<trust::EntryId, Judged> {
    let all = core.verdicts_since(0, 100_000).unwrap().into_iter();
    let here = all.filter(|one| one.board == board);
    here.map(|one| (one.entry.id, one)).collect()
}

struct Two {
    alice: Core,
    bob: Core,
    board: BoardId,
    homes: [TempDir; 2],
}

/// An invite for one.
fn an_invite() -> TicketSpec {
    TicketSpec {
        mode: TicketMode::Invite,
        role: Role::Editor,
        uses: Some(1),
        expires_ms: None,
        board_name: "Relief".to_owned(),
        inviter_name: "Alice".to_owned(),
        label: None,
    }
}

fn invite(alice: &mut Core, board: BoardId, others: &[EndpointId]) -> TicketText {
    let spec = an_invite();
    let endpoints = std::iter::once(alice.endpoint()).chain(others.iter().copied());
    let hint = |endpoint| EndpointHint {
        endpoint,
        addrs: Vec::new(),
        relay: None,
    };
    let hints = endpoints.map(hint).collect();
    act(alice, |core| core.make_ticket(board, spec, hints, 1_000)).0
}

fn join(alice: &mut Core, who: &mut Core, board: BoardId) {
    let ticket = invite(alice, board, &[]);
    act(who, |core| core.start_join(ticket, 1_000));
    meet(who, alice);
    assert!(who.joins().is_empty(), "{:?}", who.joins());
}

/// Alice's board with Bob on it.
fn two() -> Two {
    let homes = [tempfile::tempdir().unwrap(), tempfile::tempdir().unwrap()];
    let (mut alice, mut bob) = (open(homes[0].path(), 1, 10), open(homes[1].path(), 2, 20));
    let (board, _) = act(&mut alice, |core| core.create_board(1_000));
    join(&mut alice, &mut bob, board);
    Two {
        alice,
        bob,
        board,
        homes,
    }
}

/// Copies the database of a core that is not open.
fn backup(of: &Path) -> TempDir {
    let copy = tempfile::tempdir().unwrap();
    std::fs::copy(of.join("log.db"), copy.path().join("log.db")).unwrap();
    copy
}

/// Ends a run in good order.
fn close(core: Core) {
    let parts = core.into_parts().unwrap();
    parts.db.checkpoint().unwrap();
}

mod again;
mod agree;
mod cases;
mod devices;
mod disputes;
mod drawing;
mod erased;
mod faces;
mod fork_apart;
mod forks;
mod helpers;
mod hostile;
mod keys;
mod known_reports;
mod many_forked;
mod many_logs;
mod mending;
mod newer;
mod order;
mod pairs;
mod parcels;
mod receipts;
mod receiving;
mod removals;
mod renewing;
mod reports;
mod restored;
mod retracted;
mod returning;
mod runs;
mod screens;
mod sent;
mod sent_kept;
mod slow;
mod stewards;
mod unchained;
mod unopened;
mod waiting;
