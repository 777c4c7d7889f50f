//! The network check and the list of relays, as the window and `mh` show them.
//!
//! Owns that no address is said unless it was asked for. What stands in the way, `node` found out.

use std::sync::Arc;

use node::{Finding, NetworkCheck, RelayStanding, RelayWord};

use crate::api::{
    AppError, NetworkAddresses, NetworkCheckView, NetworkFinding, ReadingAnswer, RelayRow,
    RelayState, RelayTrouble,
};
use crate::desk::Desk;

/// Looks at the network; a few seconds at most, and ends at once where somebody says so.
pub(crate) async fn check(desk: &Arc<Desk>, addresses: bool) -> Result<ReadingAnswer, AppError> {
    let stop = desk.stop_check.notified();
    let found = tokio::select! {
        found = desk.node.check_network() => Some(found?),
        () = stop => None,
    };
    Ok(ReadingAnswer::NetworkCheck {
        check: found.map(|found| view(&found, addresses)),
    })
}

fn view(check: &NetworkCheck, addresses: bool) -> NetworkCheckView {
    let seen = &check.seen;
    let relays = |answers: bool| {
        let relays = seen.relays.iter();
        let fits = relays.filter(move |relay| (relay.answer == RelayWord::Answers) == answers);
        fits.map(|relay| relay.url.clone()).collect()
    };
    NetworkCheckView {
        findings: check.findings.iter().map(|one| finding(*one)).collect(),
        connected: seen.direct + seen.relayed + seen.hidden,
        relayed: seen.relayed + seen.hidden,
        addresses: addresses.then(|| NetworkAddresses {
            own: check.addrs.iter().map(ToString::to_string).collect(),
            relays: relays(true),
            silent: relays(false),
        }),
    }
}

fn finding(finding: Finding) -> NetworkFinding {
    match finding {
        Finding::WorkingOffline => NetworkFinding::WorkingOffline,
        Finding::NoNetwork => NetworkFinding::NoNetwork,
        Finding::NotListening => NetworkFinding::NotListening,
        Finding::HiddenWithoutRelay { boards } => NetworkFinding::HiddenWithoutRelay { boards },
        Finding::ClockOff { slow_ms } => NetworkFinding::ClockOff {
            slow_seconds: slow_ms / 1_000,
        },
        Finding::RelayUnreachable { relays, of, word } => NetworkFinding::RelayUnreachable {
            relays,
            of,
            why: match word {
                RelayWord::Refuses => RelayTrouble::Refuses,
                RelayWord::Other => RelayTrouble::Other,
                RelayWord::Certificate => RelayTrouble::Certificate,
                RelayWord::Silent | RelayWord::Answers => RelayTrouble::Silent,
            },
        },
        Finding::Firewall { relayed } => NetworkFinding::Firewall { relayed },
        Finding::NoMulticast => NetworkFinding::NoMulticast,
        Finding::Vpn => NetworkFinding::Vpn,
        Finding::PeerTooOld { devices } => NetworkFinding::PeerTooOld { devices },
        Finding::NobodyOnline {
            devices,
            search_off,
        } => NetworkFinding::NobodyOnline {
            devices,
            search_off,
        },
        Finding::Well {
            connected,
            relayed,
            devices,
        } => NetworkFinding::Well {
            connected,
            relayed,
            devices,
        },
    }
}

/// Returns how this device stands to the relays of its list, in the list's order.
pub(crate) fn relays(desk: &Desk, list: &[String]) -> Vec<RelayRow> {
    let network = desk.node.network();
    let state = network.borrow();
    let public = node::public_relays();
    let row = |url: &String| {
        let stands = state.relays.iter().find(|relay| relay.url == *url);
        RelayRow {
            url: url.clone(),
            state: match stands {
                _ if !state.listening => RelayState::NotAsked,
                Some(relay) => stand(relay),
                None => RelayState::Silent,
            },
            public: public.contains(url),
            certified: url.starts_with("https://"),
        }
    };
    list.iter().map(row).collect()
}

const fn stand(relay: &RelayStanding) -> RelayState {
    match relay {
        RelayStanding {
            connected: true, ..
        } => RelayState::Connected,
        RelayStanding { refuses: true, .. } => RelayState::Refuses,
        RelayStanding { answers: true, .. } => RelayState::Answers,
        RelayStanding { .. } => RelayState::Silent,
    }
}
