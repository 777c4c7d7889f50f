//! Looking at the network because somebody asked: what stands in the way of finding each other.
//!
//! Owns what is tried, and that all of it together is over in a few seconds. What it amounts to is `crate::check`'s.
//! Dropping the future gives it up; nothing of it goes on but attempts to reach members, which are made anyway.

use std::collections::BTreeSet;
use std::net::SocketAddr;
use std::time::Duration;

use sync::{RelayAnswer, RelayStanding, Transport, hears_itself, look_at_machine};
use tokio::time::{Instant, timeout};
use trust::EndpointId;

use super::network::{Net, Nets};
use super::{Node, seed};
use crate::check::{RelaySeen, RelayWord, count, findings};
use crate::peer::Face;
use crate::{Finding, NetworkSeen, NodeError};

/// How long somebody may take to answer.
const REACH: Duration = Duration::from_millis(4_500);
/// How long iroh may take to look at the network for the first time.
const LOOK: Duration = Duration::from_secs(3);
/// How long the system may take to say which networks there are, and to open an endpoint.
const SYSTEM: Duration = Duration::from_secs(1);

/// What a look at the network found.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct NetworkCheck {
    /// What stands in the way, or that nothing does.
    pub findings: Vec<Finding>,
    /// What was seen.
    pub seen: NetworkSeen,
    /// Where this device can be reached. Not for everybody's eyes.
    pub addrs: Vec<SocketAddr>,
}

impl Node {
    /// Looks at the network, for six seconds at most.
    ///
    /// # Errors
    /// [`NodeError::Closed`] after the shutdown.
    pub async fn check_network(&self) -> Result<NetworkCheck, NodeError> {
        let net = self.inner.network.net();
        if net.is_offline() {
            return Ok(check(
                NetworkSeen {
                    offline: true,
                    ..NetworkSeen::default()
                },
                Vec::new(),
            ));
        }
        let began = Instant::now();
        let ask = |core: &mut crate::Core, now_ms| Ok((core.entries_ahead(), now_ms));
        let (entries_ahead, now_ms) = self.inner.jobs.ask(ask).await?;
        let machine = timeout(SYSTEM, look_at_machine()).await.unwrap_or_default();
        let settings = net.settings.borrow().clone();
        // A run that has just begun. Where every board is hidden, there is only the endpoint of those.
        let nets = self.inner.network.nets();
        let (open, hidden) = (nets.of(Face::Open), nets.of(Face::Hidden));
        let wanted = [open, hidden].map(|net| net.is_wanted(&settings));
        let asked = if wanted == [false, true] {
            hidden
        } else {
            open
        };
        if wanted.contains(&true) {
            let mut listens = asked.open.subscribe();
            let _ = timeout(SYSTEM, listens.wait_for(|open| *open)).await;
        }
        let transport = asked.transport().clone();
        let word = seed::number()?.to_be_bytes();
        let room = async {
            match settings.local_discovery && !machine.addrs.is_empty() {
                true => Some(hears_itself(&machine.addrs, word).await),
                false => None,
            }
        };
        let (heard, (relays, clocks), ..) = tokio::join!(
            room,
            ask_relays(transport.as_ref(), now_ms, began),
            reach(open),
            reach(hidden),
        );
        let others = Others::of(nets);
        let unmet = match settings.relays.is_empty() {
            true => open.public.hidden.borrow().len(),
            false => 0,
        };
        let seen = NetworkSeen {
            offline: false,
            listening: transport.is_some() || !wanted.contains(&true),
            unmet: count(unmet),
            network: !machine.addrs.is_empty(),
            vpn: machine.vpn,
            searching: settings.local_discovery,
            heard,
            // The hidden endpoint sends none to anybody but relays, whatever stands between.
            udp: transport
                .as_ref()
                .and_then(Transport::udp)
                .filter(|_| asked.face == Face::Open),
            relays,
            direct: count(others.direct),
            relayed: count(others.relayed),
            hidden: count(others.hidden),
            others: count(others.devices.len()),
            other_version: count(others.other_version),
            relay_clocks: clocks,
            entries_ahead,
        };
        let addrs = transport.map_or_else(Vec::new, |transport| transport.hint().addrs);
        Ok(check(seen, addrs))
    }
}

fn check(seen: NetworkSeen, addrs: Vec<SocketAddr>) -> NetworkCheck {
    NetworkCheck {
        findings: findings(&seen),
        seen,
        addrs,
    }
}

/// Who else there is, met openly or through relays only.
#[derive(Default)]
struct Others {
    devices: BTreeSet<EndpointId>,
    direct: usize,
    relayed: usize,
    hidden: usize,
    other_version: usize,
}

impl Others {
    fn of(nets: &Nets) -> Self {
        let mut all = Self::default();
        let mut connected = BTreeSet::new();
        for net in nets.all() {
            let mut members = members(net);
            let mut peers = net.links.peers();
            let other = net.other_version();
            all.other_version += other.iter().filter(|peer| !peers.contains(peer)).count();
            drop(other);
            match net.face {
                Face::Open => {
                    let met = net.public.met.borrow().clone();
                    (all.direct, all.relayed) = net.links.ways(&met, Instant::now());
                }
                // Whoever is met openly on another board is counted there.
                Face::Hidden => {
                    let here = peers.intersection(&members);
                    all.hidden = here.filter(|peer| !connected.contains(*peer)).count();
                }
            }
            connected.append(&mut peers);
            all.devices.append(&mut members);
        }
        all
    }
}

/// Returns the other devices on the boards of this one.
fn members(net: &Net) -> BTreeSet<EndpointId> {
    let boards = net.boards();
    let on = boards
        .iter()
        .filter(|info| info.authority.person_of(info.device).is_some());
    on.flat_map(super::dial::devices)
        .map(|(endpoint, ..)| endpoint)
        .collect()
}

/// Asks each relay, and lets iroh look at the network once. Also says how far the relays' clocks are ahead.
async fn ask_relays(
    transport: Option<&Transport>,
    now_ms: u64,
    began: Instant,
) -> (Vec<RelaySeen>, Vec<i64>) {
    let Some(transport) = transport else {
        return (Vec::new(), Vec::new());
    };
    let list = transport.relays();
    if list.is_empty() {
        return (Vec::new(), Vec::new());
    }
    let urls: Vec<String> = list.iter().map(|relay| relay.url.clone()).collect();
    let asked = began.elapsed();
    let (answers, _) = tokio::join!(
        transport.ask_relays(&urls),
        timeout(LOOK, transport.network_seen())
    );
    let ahead = answers.iter().filter_map(|answer| {
        let RelayAnswer::Answers { date_ms, took } = answer else {
            return None;
        };
        // A date is told to the second, and on the way back the clock goes on.
        let here = u128::from(now_ms) + asked.as_millis() + took.as_millis() / 2;
        let there = i64::try_from((*date_ms)?).ok()?.saturating_add(500);
        Some(there.saturating_sub(i64::try_from(here).ok()?))
    });
    let clocks = ahead.collect();
    let seen = |(relay, answer): (RelayStanding, &RelayAnswer)| RelaySeen {
        url: relay.url,
        answer: match answer {
            RelayAnswer::Answers { .. } if relay.refuses => RelayWord::Refuses,
            RelayAnswer::Answers { .. } => RelayWord::Answers,
            RelayAnswer::Silent => RelayWord::Silent,
            RelayAnswer::Other => RelayWord::Other,
            RelayAnswer::Certificate => RelayWord::Certificate,
        },
    };
    let relays = list.into_iter().zip(&answers).map(seen).collect();
    (relays, clocks)
}

/// Where nobody is connected, everybody is tried once more.
async fn reach(net: &Net) {
    let mut met = net.public.met.subscribe();
    if !met.borrow_and_update().is_empty() || members(net).is_empty() {
        return;
    }
    net.round();
    let mut tried = net.tried.subscribe();
    let over = async {
        while met.borrow_and_update().is_empty() && !net.round_is_over() {
            tokio::select! {
                _ = met.changed() => {}
                _ = tried.changed() => {}
            }
        }
    };
    // Past that, whoever has not answered is not there for now.
    let _ = timeout(REACH, over).await;
}
