//! Relays of the person's choice: what their addresses are, which are used, and how each stands.
//!
//! Owns that this device speaks with relays of its own list only: one that a ticket or a member names is used where it
//! stands there too, and else passed over. Whoever hands on a ticket could name any machine. Never passes on a packet.

use iroh::unstable_net_report::{NetReport, Probe};
use iroh::{RelayUrl, Watcher as _, defaults};
use tokio::select;

use super::Transport;

/// Relays by which a peer is dialled whose own one is not known.
const TRIED: usize = 4;

/// Returns an address of a relay in the form in which it is kept, or `None` where it is none: `https://` or `http://`
/// and a name, with a port where it needs one, and nothing else.
#[must_use]
pub fn relay_url(text: &str) -> Option<String> {
    let relay = parse(text)?;
    let is_plain = relay.path() == "/" && relay.query().is_none() && relay.fragment().is_none();
    let is_open = relay.username().is_empty() && relay.password().is_none();
    let is_web = matches!(relay.scheme(), "https" | "http");
    let named = relay.host_str().is_some_and(|host| !host.is_empty());
    let kept = relay.as_str().trim_end_matches('/').to_owned();
    (is_web && is_plain && is_open && named).then_some(kept)
}

/// Returns the addresses of the relays that number 0, the makers of iroh, run for everybody.
#[must_use]
pub fn public_relays() -> Vec<String> {
    let hosts = [
        defaults::prod::EU_RELAY_HOSTNAME,
        defaults::prod::NA_EAST_RELAY_HOSTNAME,
        defaults::prod::NA_WEST_RELAY_HOSTNAME,
        defaults::prod::AP_RELAY_HOSTNAME,
    ];
    let url = |host: &str| format!("https://{}", host.trim_end_matches('.'));
    hosts.into_iter().map(url).collect()
}

/// Reads an address. A name is one with and without the dot at its end.
pub(super) fn parse(text: &str) -> Option<RelayUrl> {
    let relay: RelayUrl = text.trim().parse().ok()?;
    let mut url = (*relay).clone();
    let host = url.host_str()?.to_owned();
    let short = host.trim_end_matches('.');
    if short != host {
        url.set_host(Some(short)).ok()?;
    }
    Some(RelayUrl::from(url))
}

/// How this device stands to one relay of its list.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct RelayStanding {
    /// Its address, as it stands in the list.
    pub url: String,
    /// Whether it is the one by which this device can be reached now.
    pub connected: bool,
    /// Whether it answered when the network was looked at last.
    pub answers: bool,
    /// Whether it does not let this device in.
    pub refuses: bool,
}

impl Transport {
    /// Returns how this device stands to each relay of its list.
    #[must_use]
    pub fn relays(&self) -> Vec<RelayStanding> {
        let homes = self.endpoint.home_relay_status().get();
        let report = self.endpoint.net_report().get();
        let standing = |relay: &RelayUrl| {
            let is = |url: &RelayUrl| parse(url.as_str()).as_ref() == Some(relay);
            let home = homes.iter().find(|home| is(home.url()));
            let connected = home.is_some_and(iroh::endpoint::RelayStatus::is_connected);
            RelayStanding {
                url: relay.as_str().trim_end_matches('/').to_owned(),
                connected,
                answers: connected || report.as_ref().is_some_and(|seen| has_answered(seen, &is)),
                refuses: home.is_some_and(|home| home.auth_denied_reason().is_some()),
            }
        };
        self.own_relays.iter().map(standing).collect()
    }

    /// Waits until [`Transport::relays`] differs from this, and returns it. Never, where there are no relays.
    pub async fn relays_changed(&self, from: &[RelayStanding]) -> Vec<RelayStanding> {
        let mut homes = self.endpoint.home_relay_status();
        let mut reports = self.endpoint.net_report();
        loop {
            let now = self.relays();
            if now != from {
                return now;
            }
            let open = select! {
                changed = homes.updated() => changed.is_ok(),
                changed = reports.updated() => changed.is_ok(),
            };
            if !open {
                return std::future::pending().await;
            }
        }
    }

    /// Returns whether packets come back from a relay as direct connections send them (UDP); `None` as long as no relay
    /// answers at all, and with relays that have no certificate: those cannot tell.
    #[must_use]
    pub fn udp(&self) -> Option<bool> {
        let report = self.endpoint.net_report().get()?;
        if report.has_udp() {
            return Some(true);
        }
        let mut seen = report.relay_latency.iter();
        let certified =
            seen.any(|(probe, url, _)| probe == Probe::Https && url.scheme() == "https");
        certified.then_some(false)
    }

    /// Waits until the network was looked at for the first time. Never returns without relays.
    pub async fn network_seen(&self) {
        let mut reports = self.endpoint.net_report();
        while reports.get().is_none() {
            if reports.updated().await.is_err() {
                return std::future::pending().await;
            }
        }
    }

    /// Returns the relays of the list by which a peer is dialled: its own one where it stands there, else several.
    pub(super) fn relays_to(&self, named: Option<&str>) -> impl Iterator<Item = RelayUrl> {
        let named = named.and_then(parse);
        let named = named.filter(|relay| self.own_relays.contains(relay));
        let several = if named.is_some() { 0 } else { TRIED };
        let several = self.own_relays.iter().take(several).cloned();
        named.into_iter().chain(several)
    }

    /// Returns the relay by which this device can be reached. Where the list has one only, it is that one also before
    /// it answers: a ticket that is made without a network leads there later.
    pub(super) fn home(&self, named: Option<&RelayUrl>) -> Option<String> {
        let only = match &*self.own_relays {
            [only] => Some(only),
            _ => None,
        };
        let home = named.or(only)?;
        Some(home.as_str().trim_end_matches('/').to_owned())
    }
}

fn has_answered(report: &NetReport, is: &impl Fn(&RelayUrl) -> bool) -> bool {
    report.relay_latency.iter().any(|(_, url, _)| is(url))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn an_address_of_a_relay_is_a_name_with_https_or_http_and_nothing_else() {
        let kept = |text| relay_url(text);
        let same = |text: &str| Some(text.to_owned());
        assert_eq!(
            kept(" https://relay.alice.example "),
            same("https://relay.alice.example")
        );
        assert_eq!(
            kept("https://Relay.alice.example./"),
            same("https://relay.alice.example")
        );
        assert_eq!(
            kept("http://192.0.2.7:3340/"),
            same("http://192.0.2.7:3340")
        );
        for bad in [
            "relay.alice.example",
            "ftp://relay.alice.example",
            "https://",
            "https://alice:secret@relay.alice.example",
            "https://relay.alice.example/relay",
            "https://relay.alice.example/?a=b",
            "https://relay.alice.example/#a",
            "file:///etc/passwd",
            "",
        ] {
            assert_eq!(kept(bad), None, "{bad}");
        }
    }

    #[test]
    fn the_public_relays_are_those_that_iroh_names() {
        let ours: std::collections::BTreeSet<_> = public_relays()
            .iter()
            .filter_map(|url| parse(url))
            .collect();
        let map = defaults::prod::default_relay_map();
        let theirs: Vec<RelayUrl> = map.urls();
        let theirs: std::collections::BTreeSet<_> = theirs
            .iter()
            .filter_map(|url| parse(url.as_str()))
            .collect();
        assert_eq!(ours, theirs);
        assert_eq!(ours.len(), 4);
        for url in public_relays() {
            assert_eq!(relay_url(&url), Some(url.clone()));
        }
    }
}
