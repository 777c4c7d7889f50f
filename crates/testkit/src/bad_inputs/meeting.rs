//! Real cores, opened, connected, and made to do something: what the tests of the bad inputs share.
//!
//! Owns the wire between two cores, each on its own clock. Never says what should happen.

use std::collections::{BTreeMap, VecDeque};
use std::path::Path;
use std::sync::Arc;

use model::{ItemDoc, ItemKind, Scalar, actor};
use node::{Connection, Core, CoreParts, Draft, Effect, JoinProgress, NodeError, TicketSpec};
use store::{DatabaseKey, DeviceKeys, LogDb, StoreError};
use sync::{Input, Output, SessionStart, Side};
use trust::{
    BoardId, EndpointHint, EndpointId, EntryId, ItemId, Kind, Position, Role, TicketMode,
    TicketText,
};

use crate::ModelJudge;

/// Simulated time begins here.
pub(super) const NOW: u64 = 1_780_000_000_000;
/// What logs on the disk are sealed with here.
pub(super) const KEY: DatabaseKey = DatabaseKey::from_bytes([8; 32]);
/// The wire between the two.
pub(super) const WIRE: Connection = Connection(1);

/// Opens a log on the disk: the one place that knows how.
pub(super) fn on_disk(path: &Path) -> Result<LogDb, StoreError> {
    LogDb::open(path, &KEY)
}

/// Opens a core whose randomness follows from `seed`.
pub(super) fn open(db: LogDb, who: u8, seed: u64) -> Core {
    let mut random = crate::Random::new(seed);
    Core::open(CoreParts {
        db,
        keys: keys(who),
        endpoint: EndpointId([who; 32]),
        judge: Arc::new(ModelJudge),
        draw: Box::new(move |bytes| {
            random.fill(bytes);
            Ok(())
        }),
    })
    .unwrap()
}

/// Somebody's keys.
pub(super) fn keys(who: u8) -> DeviceKeys {
    DeviceKeys::draw(&mut |bytes: &mut [u8]| {
        bytes.fill(who);
        Ok(())
    })
    .unwrap()
}

/// Does something in one transaction.
pub(super) fn act<T>(
    core: &mut Core,
    now_ms: u64,
    act: impl FnOnce(&mut Core) -> Result<T, NodeError>,
) -> (T, Vec<Effect>) {
    core.begin().unwrap();
    let value = act(core).unwrap();
    core.upkeep(now_ms).unwrap();
    let effects = core.spread(now_ms).unwrap();
    core.commit().unwrap();
    (value, effects)
}

/// Connects two cores, each with its own clock, and lets them talk until neither has anything to say.
pub(super) fn pump(a: (&mut Core, u64), b: (&mut Core, u64)) {
    let peers = [b.0.endpoint(), a.0.endpoint()];
    let mut ends = [a, b];
    let mut queues = [VecDeque::new(), VecDeque::new()];
    for (at, side) in [Side::Dialler, Side::Acceptor].into_iter().enumerate() {
        let (core, now) = &mut ends[at];
        core.disconnect(WIRE);
        let peer = peers[at];
        let start = SessionStart {
            side,
            binding: [5; 32],
            peer,
            padding: [6; 32],
        };
        let (said, more) = act(core, *now, |core| core.connect(WIRE, start, *now));
        put(&mut queues[1 - at], said.into_iter().chain(more));
    }
    let mut frames = 0;
    while let Some(at) = queues.iter().position(|queue| !queue.is_empty()) {
        let frame = queues[at].pop_front().unwrap();
        let (core, now) = &mut ends[at];
        let (said, more) = act(core, *now, |core| {
            core.step(WIRE, Input::Frame(frame), *now)
        });
        put(&mut queues[1 - at], said.into_iter().chain(more));
        frames += 1;
        assert!(frames < 10_000, "they never stop talking");
    }
}

fn put(queue: &mut VecDeque<Vec<u8>>, effects: impl Iterator<Item = Effect>) {
    for effect in effects {
        match effect.output {
            Output::Send(frame) => queue.push_back(frame),
            Output::Close(code) => panic!("closed: {code:?}"),
            Output::Met { .. }
            | Output::Equal { .. }
            | Output::Joined { .. }
            | Output::NotJoined { .. }
            | Output::Reported { .. } => {}
        }
    }
}

pub(super) fn spec(role: Role) -> TicketSpec {
    TicketSpec {
        mode: TicketMode::Invite,
        role,
        uses: None,
        expires_ms: None,
        board_name: "Relief".to_owned(),
        inviter_name: "Alice".to_owned(),
        label: None,
    }
}

/// Makes a ticket that names Alice's device.
pub(super) fn ticket(
    alice: &mut Core,
    board: BoardId,
    spec: TicketSpec,
    now_ms: u64,
) -> TicketText {
    let endpoint = alice.endpoint();
    let hints = vec![EndpointHint {
        endpoint,
        addrs: Vec::new(),
        relay: None,
    }];
    act(alice, now_ms, |core| {
        core.make_ticket(board, spec, hints, now_ms)
    })
    .0
}

/// Asks to be let in by a ticket; returns what came of it, `None` where the board is here.
pub(super) fn try_join(
    (who, whose_clock): (&mut Core, u64),
    (alice, clock): (&mut Core, u64),
    ticket: TicketText,
) -> Option<JoinProgress> {
    let board = ticket.board;
    act(who, whose_clock, |core| {
        core.start_join(ticket, whose_clock)
    });
    pump((who, whose_clock), (alice, clock));
    let left = who
        .joins()
        .into_iter()
        .find(|join| join.ticket.board == board);
    left.map(|join| join.progress)
}

/// Adds a need of ten blankets.
pub(super) fn add_need(core: &mut Core, board: BoardId, now_ms: u64) -> (ItemId, EntryId) {
    let mut made = None;
    let written = act(core, now_ms, |core| {
        core.append(board, now_ms, |appender| {
            let (log, seq) = (appender.log()?, appender.next_seq()?);
            let item = ItemId::derive(log, seq);
            let title = ("title".to_owned(), Scalar::Text("Blankets".to_owned()));
            let doc = ItemDoc::create(ItemKind::Need, &BTreeMap::from([title]), actor(log, item));
            let body = doc.unwrap().1.body;
            appender.append(Draft {
                kind: Kind::Change,
                item: None,
                deps: Vec::new(),
                body,
            })?;
            made = Some(item);
            Ok(())
        })
    });
    (made.unwrap(), written.0.positions[0].id)
}

/// Says something about an item.
pub(super) fn comment(
    core: &mut Core,
    board: BoardId,
    (item, creation): (ItemId, EntryId),
    now_ms: u64,
) -> Position {
    let body = model::Statement::Comment {
        text: "still here".to_owned(),
    }
    .to_body();
    let draft = Draft {
        kind: Kind::Statement,
        item: Some(item),
        deps: vec![creation],
        body,
    };
    let written = act(core, now_ms, |core| {
        core.append(board, now_ms, |appender| {
            Ok(appender.append(draft).map(drop)?)
        })
    });
    written.0.positions[0]
}
