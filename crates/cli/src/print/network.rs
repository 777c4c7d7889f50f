//! What stands in the way of finding each other, in sentences: one for what it is, one for what to do.

use app::api::{NetworkCheckView, NetworkFinding, RelayRow, RelayState, RelayTrouble};

use super::plain;
use crate::words::several;

const MINUTE: u64 = 60;
const HOUR: u64 = 60 * MINUTE;
const DAY: u64 = 24 * HOUR;

/// The findings, and the addresses where they were asked for.
pub fn network_check(check: &NetworkCheckView) -> String {
    let mut lines: Vec<String> = check.findings.iter().map(finding).collect();
    if let Some(addresses) = &check.addresses {
        let all = [
            ("This computer", &addresses.own),
            ("Relay that answers", &addresses.relays),
            ("Relay that does not", &addresses.silent),
        ];
        for (what, list) in all {
            lines.extend(list.iter().map(|one| format!("{what}: {}", plain(one))));
        }
    }
    let mut text = lines.join("\n");
    text.push('\n');
    text
}

/// How a relay of the list stands.
pub fn relay(relay: &RelayRow) -> String {
    let state = match relay.state {
        RelayState::Connected => "in use",
        RelayState::Answers => "answers",
        RelayState::Refuses => "does not let this computer in",
        RelayState::Silent => "has not answered",
        RelayState::NotAsked => "not asked",
    };
    let open = match relay.certified {
        true => "",
        false => ", without a certificate",
    };
    format!("relay: {} ({state}{open})\n", plain(&relay.url))
}

fn finding(finding: &NetworkFinding) -> String {
    match finding {
        NetworkFinding::WorkingOffline => "You work offline, so this computer connects to nobody. Switch it off: mh settings offline=off".to_owned(),
        NetworkFinding::NoNetwork => "This computer is in no network. Connect it to Wi-Fi or by a cable; without internet the same room is enough.".to_owned(),
        NetworkFinding::NotListening => "No port could be opened on this computer. Restart it, or ask whoever looks after it whether programs may use the network.".to_owned(),
        NetworkFinding::HiddenWithoutRelay { boards } => format!("You hide your address on {}, and there is no relay in your settings: without one you meet nobody there. Add one: mh settings relays=https://…, or relays=public", several(*boards, "board", "boards")),
        NetworkFinding::ClockOff { slow_seconds } => {
            let way = if *slow_seconds < 0 { "fast" } else { "slow" };
            format!("The clock of this computer is about {} {way}. Set it, best by itself from the network.", span(slow_seconds.unsigned_abs()))
        }
        NetworkFinding::RelayUnreachable { relays, of, why } => unreachable(*relays, *of, *why),
        NetworkFinding::Firewall { relayed: 0 } => "Packets for direct connections (UDP) do not come back: a firewall holds them up, probably. Allow UDP for Manyhands there, or try another network.".to_owned(),
        NetworkFinding::Firewall { .. } => "Nobody can be reached directly, only through a relay: a firewall is in the way, probably. It works, somewhat slower; allow UDP for Manyhands to have it faster.".to_owned(),
        NetworkFinding::NoMulticast => "Computers in the same room cannot find each other here: this network does not carry the search (multicast). Use a ticket made now, another Wi-Fi, or a phone's hotspot.".to_owned(),
        NetworkFinding::Vpn => "A VPN is in use, and nobody is connected. Pause it, or allow the local network in its settings.".to_owned(),
        NetworkFinding::PeerTooOld { devices } => format!("{} with another version of Manyhands. Update Manyhands here and there.", several(*devices, "device answers", "devices answer")),
        NetworkFinding::NobodyOnline { devices, search_off } => {
            let search = if *search_off { " The search in the same room is off (mh settings nearby=on)." } else { "" };
            format!("Nobody is online of {}. Agree on a time, or let a helper carry your board.{search}", several(*devices, "other device", "other devices"))
        }
        NetworkFinding::Well { devices: 0, .. } => "All is well: nothing stands in the way. Nobody else is on your boards yet.".to_owned(),
        NetworkFinding::Well { connected, relayed, devices } => {
            let through = if *relayed == 0 { String::new() } else { format!(", {relayed} of them through a relay") };
            format!("All is well: {connected} of {} connected{through}.", several(*devices, "other device is", "other devices are"))
        }
    }
}

fn unreachable(relays: u32, of: u32, why: RelayTrouble) -> String {
    let which = match (relays, of) {
        (1, 1) => "Your relay".to_owned(),
        (relays, of) if relays == of => format!("None of your {of} relays"),
        (relays, of) => format!("{relays} of your {of} relays"),
    };
    let none = relays == of && of > 1;
    let said = match (why, none) {
        (RelayTrouble::Silent, true) => {
            "answers. Look at the addresses in the settings, or ask whoever runs them."
        }
        (RelayTrouble::Silent, false) => {
            "cannot be reached. Look at the address in the settings, or ask whoever runs it."
        }
        (RelayTrouble::Refuses, true) => "lets this computer in. Ask whoever runs them.",
        (RelayTrouble::Refuses, false) => "does not let this computer in. Ask whoever runs it.",
        (RelayTrouble::Other, true) => {
            "answers as a relay does. Does this network want you to log in first? Open a page in a browser."
        }
        (RelayTrouble::Other, false) => {
            "does not answer as a relay does. Does this network want you to log in first? Open a page in a browser."
        }
        (RelayTrouble::Certificate, true) => {
            "has a certificate that is good here. Look at the clock of this computer, then ask whoever runs them."
        }
        (RelayTrouble::Certificate, false) => {
            "has no certificate that is good here. Look at the clock of this computer, then ask whoever runs it."
        }
    };
    format!("{which} {said}")
}

/// A span of time, as it is said.
fn span(seconds: u64) -> String {
    let (count, one, many) = match seconds {
        DAY.. => (seconds / DAY, "day", "days"),
        HOUR.. => (seconds / HOUR, "hour", "hours"),
        _ => (seconds / MINUTE, "minute", "minutes"),
    };
    several(u32::try_from(count).unwrap_or(u32::MAX), one, many)
}

#[cfg(test)]
mod tests {
    use super::*;

    fn said(finding: NetworkFinding) -> String {
        network_check(&NetworkCheckView {
            findings: vec![finding],
            connected: 0,
            relayed: 0,
            addresses: None,
        })
    }

    #[test]
    fn each_finding_is_a_sentence_and_something_to_do() {
        use NetworkFinding as Found;
        let all = [
            Found::WorkingOffline,
            Found::NoNetwork,
            Found::NotListening,
            Found::HiddenWithoutRelay { boards: 2 },
            Found::ClockOff {
                slow_seconds: 7_200,
            },
            Found::Firewall { relayed: 0 },
            Found::Firewall { relayed: 2 },
            Found::NoMulticast,
            Found::Vpn,
            Found::PeerTooOld { devices: 1 },
            Found::NobodyOnline {
                devices: 3,
                search_off: true,
            },
        ];
        for found in all {
            let text = said(found);
            assert!(text.matches(['.', ':']).count() >= 2, "{text}");
        }
        assert!(
            said(Found::ClockOff {
                slow_seconds: 7_200
            })
            .contains("2 hours slow")
        );
        assert!(said(Found::ClockOff { slow_seconds: -180 }).contains("3 minutes fast"));
        let well = said(Found::Well {
            connected: 2,
            relayed: 1,
            devices: 3,
        });
        assert_eq!(
            well,
            "All is well: 2 of 3 other devices are connected, 1 of them through a relay.\n"
        );
    }

    #[test]
    fn relays_are_counted() {
        let of = |relays, of| {
            said(NetworkFinding::RelayUnreachable {
                relays,
                of,
                why: RelayTrouble::Silent,
            })
        };
        assert!(of(1, 1).starts_with("Your relay cannot be reached."));
        assert!(of(2, 2).starts_with("None of your 2 relays answers."));
        assert!(of(1, 3).starts_with("1 of your 3 relays cannot be reached."));
    }
}
