//! Being equal with everybody who can be reached, and knowing when.

use std::collections::{BTreeMap, BTreeSet};
use std::time::Duration;

use tokio::time::timeout;
use trust::{BoardId, DeviceId};

use super::dial::devices;
use super::jobs::Jobs;
use super::network::Nets;
use super::public::{Pairs, Public};
use crate::peer::Face;
use crate::{BoardInfo, NodeError, SyncReport};

/// Tries everybody once, and waits until all who are connected hold the same.
pub(super) async fn run(
    nets: &Nets,
    jobs: &Jobs,
    public: &Public,
    deadline: Duration,
) -> Result<SyncReport, NodeError> {
    // What was written before is told to the sessions by now.
    jobs.ask(|_, _| Ok(())).await?;
    if !nets.of(Face::Open).is_offline() {
        let _waiting = nets.all().map(|net| net.wait());
        for net in nets.all() {
            net.round();
        }
        // Past the deadline, the report says how far it came.
        let _ = timeout(deadline, until_equal(nets, public)).await;
        return Ok(report(nets, public));
    }
    Ok(report(nets, public))
}

async fn until_equal(nets: &Nets, public: &Public) {
    let mut equal = public.equal.subscribe();
    let [open, hidden] = nets.all();
    let (mut tried, mut tried_hidden) = (open.tried.subscribe(), hidden.tried.subscribe());
    let mut links = open.links.changed.subscribe();
    let mut links_hidden = hidden.links.changed.subscribe();
    let mut boards = public.boards_changed.subscribe();
    loop {
        let behind = expected(nets, public)
            .difference(&equal.borrow_and_update())
            .count();
        if behind == 0 && open.round_is_over() && hidden.round_is_over() {
            return;
        }
        tokio::select! {
            _ = equal.changed() => {}
            _ = tried.changed() => {}
            _ = tried_hidden.changed() => {}
            _ = links.changed() => {}
            _ = links_hidden.changed() => {}
            _ = boards.changed() => {}
        }
    }
}

/// Returns the boards that this device is on: where it was removed or taken off, or where its person stopped it, nobody
/// has to be equal with it.
fn boards(public: &Public) -> impl Iterator<Item = BoardInfo> {
    let bringing = public.bringing.borrow();
    let stopped = bringing.iter().filter(|(_, it)| it.paused);
    let stopped: BTreeSet<BoardId> = stopped.map(|(board, _)| *board).collect();
    drop(bringing);
    let is_on = move |info: &BoardInfo| {
        info.authority.person_of(info.device).is_some() && !stopped.contains(&info.board)
    };
    public.boards().into_iter().filter(is_on)
}

/// Returns the members' devices that are connected, by board.
fn expected(nets: &Nets, public: &Public) -> Pairs {
    let connected = |face: Face| (face, nets.of(face).links.peers());
    let connected = BTreeMap::from([Face::Open, Face::Hidden].map(connected));
    let all = boards(public).flat_map(|info| devices(&info));
    let reached = all.filter(|(endpoint, board, _)| {
        let there = connected.get(&public.face_of(*board));
        there.is_some_and(|peers| peers.contains(endpoint))
    });
    reached.map(|(_, board, device)| (board, device)).collect()
}

fn report(nets: &Nets, public: &Public) -> SyncReport {
    let equal = public.equal.borrow().clone();
    let reached = expected(nets, public);
    let all = boards(public).flat_map(|info| devices(&info));
    let all: Pairs = all.map(|(_, board, device)| (board, device)).collect();
    let here: BTreeSet<_> = reached.union(&equal).copied().collect();
    SyncReport {
        behind: by_board(reached.difference(&equal)),
        unreached: by_board(all.difference(&here)),
        equal: by_board(equal.iter()),
    }
}

fn by_board<'a>(
    pairs: impl Iterator<Item = &'a (BoardId, DeviceId)>,
) -> BTreeMap<BoardId, Vec<DeviceId>> {
    let mut sorted: BTreeMap<BoardId, Vec<DeviceId>> = BTreeMap::new();
    for (board, device) in pairs {
        sorted.entry(*board).or_default().push(*device);
    }
    sorted
}
