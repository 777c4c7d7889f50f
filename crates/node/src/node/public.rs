//! What everybody may look at without asking the writer: published after each commit.

use std::collections::{BTreeMap, BTreeSet};
use std::sync::{Mutex, PoisonError, RwLock};
use std::time::Duration;

use tokio::sync::watch;
use tokio::time::Instant;
use trust::{BoardId, DeviceId, EndpointHint, EndpointId};

use super::crowds::Near;
use super::network::Outside;
use crate::peer::{Connection, Core, Face};
use crate::{
    AllSeen, BoardInfo, Bringing, CarriedView, FirstScreens, JoinView, NetworkSettings,
    NetworkState, NodeError, SentReport,
};

/// So often people are told how far something is.
const PROGRESS: Duration = Duration::from_millis(250);
/// Pairs of board and device.
pub(super) type Pairs = BTreeSet<(BoardId, DeviceId)>;

/// See the module.
pub(super) struct Public {
    /// This device's network key.
    pub(super) endpoint: EndpointId,
    boards: RwLock<Boards>,
    pub(super) cursor: watch::Sender<u64>,
    pub(super) boards_changed: watch::Sender<u64>,
    pub(super) joins: watch::Sender<Vec<JoinView>>,
    /// The boards and joins that are met through relays only.
    pub(super) hidden: watch::Sender<BTreeSet<BoardId>>,
    /// What each face is to the outside.
    pub(super) faces: Mutex<BTreeMap<Face, Outside>>,
    /// Reports of this device.
    pub(super) reports: watch::Sender<Vec<SentReport>>,
    pub(super) carried: watch::Sender<Vec<CarriedView>>,
    /// Where helpers are, as members told.
    pub(super) told: watch::Sender<Vec<EndpointHint>>,
    pub(super) network: watch::Sender<NetworkState>,
    pub(super) disk: watch::Sender<Option<NodeError>>,
    /// The connections whose peers proved to be members' devices.
    pub(super) met: watch::Sender<BTreeSet<Connection>>,
    /// How far each of them is, and whether its peer has others.
    pub(super) near: watch::Sender<BTreeMap<Connection, Near>>,
    /// Who holds the same as this device.
    pub(super) equal: watch::Sender<Pairs>,
    /// What is on its way, and what stands still.
    pub(super) bringing: watch::Sender<BTreeMap<BoardId, Bringing>>,
    /// When that was told last.
    told_bringing: Mutex<Option<Instant>>,
    /// What boards look like whose history is not here.
    pub(super) screens: watch::Sender<FirstScreens>,
    /// Who has which board open.
    pub(super) seen: watch::Sender<AllSeen>,
}

#[derive(Default)]
struct Boards {
    order: Vec<BoardId>,
    infos: BTreeMap<BoardId, BoardInfo>,
}

impl Public {
    pub(super) fn new(core: &Core, settings: &NetworkSettings) -> Self {
        let infos = core.boards().into_iter();
        let infos = infos.filter_map(|id| Some((id, core.board_info(id)?)));
        let boards = Boards {
            order: core.boards(),
            infos: infos.collect(),
        };
        let network = NetworkState {
            listening: !settings.offline,
            ..NetworkState::default()
        };
        let outside = Outside {
            listening: network.listening,
            ..Outside::default()
        };
        Self {
            endpoint: core.endpoint(),
            boards: RwLock::new(boards),
            cursor: watch::Sender::new(core.newest_verdict()),
            boards_changed: watch::Sender::new(0),
            joins: watch::Sender::new(core.joins()),
            hidden: watch::Sender::new(core.hidden()),
            faces: Mutex::new(BTreeMap::from([(Face::Open, outside)])),
            reports: watch::Sender::new(core.reports()),
            carried: watch::Sender::new(core.carried()),
            told: watch::Sender::new(Vec::new()),
            network: watch::Sender::new(network),
            disk: watch::Sender::new(None),
            met: watch::Sender::new(BTreeSet::new()),
            near: watch::Sender::new(BTreeMap::new()),
            equal: watch::Sender::new(Pairs::new()),
            bringing: watch::Sender::new(core.bringing()),
            told_bringing: Mutex::new(None),
            screens: watch::Sender::new(FirstScreens::new()),
            seen: watch::Sender::new(AllSeen::new()),
        }
    }

    pub(super) fn boards(&self) -> Vec<BoardInfo> {
        let boards = self.boards.read().unwrap_or_else(PoisonError::into_inner);
        let infos = boards.order.iter().filter_map(|id| boards.infos.get(id));
        infos.cloned().collect()
    }

    pub(super) fn board(&self, board: BoardId) -> Option<BoardInfo> {
        let boards = self.boards.read().unwrap_or_else(PoisonError::into_inner);
        boards.infos.get(&board).cloned()
    }

    /// Publishes what changed in the core. The cursor last: who wakes by it finds the rest.
    pub(super) fn publish(&self, core: &mut Core) {
        // Before the boards: none is met under the wrong face, not for a moment.
        let hidden = core.hidden();
        self.hidden.send_if_modified(|state| {
            let differs = *state != hidden;
            *state = hidden;
            differs
        });
        let changed = core.take_changed();
        if !changed.is_empty() {
            let mut boards = self.boards.write().unwrap_or_else(PoisonError::into_inner);
            boards.order = core.boards();
            for board in changed {
                match core.board_info(board) {
                    Some(info) => boards.infos.insert(board, info),
                    None => boards.infos.remove(&board),
                };
            }
            drop(boards);
            self.boards_changed.send_modify(|count| *count += 1);
        }
        if core.take_reports_changed() {
            self.reports.send_replace(core.reports());
        }
        if core.take_joins_changed() {
            self.joins.send_replace(core.joins());
        }
        if core.take_carried_changed() {
            self.carried.send_replace(core.carried());
        }
        if let Some(told) = core.take_told() {
            self.told.send_replace(told);
        }
        self.publish_sessions(core);
        let newest = core.newest_verdict();
        self.cursor.send_if_modified(|cursor| {
            let moved = *cursor != newest;
            *cursor = newest;
            moved
        });
        // Behind the cursor: what takes the place of one that goes is to be found by then.
        if let Some(screens) = core.take_screens() {
            self.screens.send_replace(screens);
        }
    }

    /// How far it is grows with each frame; people are told a few times a second, and at once that something began, ended,
    /// stopped or went on.
    fn publish_bringing(&self, core: &Core) {
        let now = core.bringing();
        let mut told = self
            .told_bringing
            .lock()
            .unwrap_or_else(PoisonError::into_inner);
        let recent = told.is_some_and(|at| at.elapsed() < PROGRESS);
        let which = |all: &BTreeMap<BoardId, Bringing>| -> Vec<_> {
            let which = all.iter();
            which
                .map(|(board, it)| {
                    (
                        *board,
                        it.paused,
                        it.progress.map(|far| far.of_bytes.is_some()),
                    )
                })
                .collect()
        };
        let sent = self.bringing.send_if_modified(|state| {
            if *state == now || (recent && which(state) == which(&now)) {
                return false;
            }
            *state = now;
            true
        });
        if sent {
            *told = Some(Instant::now());
        }
    }

    /// That two held the same stays so for as long as they are connected.
    fn publish_near(&self, core: &Core, met: &BTreeMap<(Connection, BoardId), DeviceId>) {
        let equal: BTreeSet<(Connection, BoardId)> = core.equal().collect();
        let before = self.near.borrow().clone();
        let mut now: BTreeMap<Connection, Near> = BTreeMap::new();
        for one in met.keys() {
            let was = before.get(&one.0).is_some_and(|near| near.compared);
            let here = Near {
                compared: true,
                ..Near::default()
            };
            let near = now.entry(one.0).or_insert(here);
            near.compared &= was || equal.contains(one);
        }
        for (connection, board) in core.enough() {
            if let Some(near) = now.get_mut(&connection) {
                near.enough.insert(board);
            }
        }
        self.near.send_if_modified(|state| {
            let differs = *state != now;
            *state = now;
            differs
        });
    }

    fn publish_sessions(&self, core: &Core) {
        self.publish_bringing(core);
        let mut connected: BTreeMap<BoardId, BTreeSet<DeviceId>> = BTreeMap::new();
        let mut met = BTreeMap::new();
        for (connection, board, device) in core.met() {
            connected.entry(board).or_default().insert(device);
            met.insert((connection, board), device);
        }
        let connections: BTreeSet<Connection> = met.keys().map(|(one, _)| *one).collect();
        self.met.send_if_modified(|state| {
            let differs = *state != connections;
            *state = connections;
            differs
        });
        self.publish_near(core, &met);
        // Of several connections to a device the newest counts: an older one may be dead, and know nothing new.
        let newest: BTreeMap<(BoardId, DeviceId), Connection> = met
            .iter()
            .map(|((connection, board), device)| ((*board, *device), *connection))
            .collect();
        let pair = |(connection, board)| {
            let device = *met.get(&(connection, board))?;
            let is_newest = newest.get(&(board, device)) == Some(&connection);
            is_newest.then_some((board, device))
        };
        let equal: Pairs = core.equal().filter_map(pair).collect();
        let connected: BTreeMap<BoardId, Vec<DeviceId>> = connected
            .into_iter()
            .map(|(board, devices)| (board, devices.into_iter().collect()))
            .collect();
        self.network.send_if_modified(|state| {
            let differs = state.connected != connected;
            state.connected = connected;
            differs
        });
        let seen = core.seen();
        self.seen.send_if_modified(|state| {
            let differs = *state != seen;
            *state = seen;
            differs
        });
        self.equal.send_if_modified(|state| {
            let differs = *state != equal;
            *state = equal;
            differs
        });
    }
}
