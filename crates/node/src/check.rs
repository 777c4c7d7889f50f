//! What stands in the way of finding each other, from what was seen of the network.
//!
//! Owns the rules, in the order in which they are told. Never looks at anything itself (`node/check`), and names nobody:
//! counts are enough to say what can be done.

/// A clock that is off by less is good enough for everything that is done here.
pub const CLOCK_OFF_MS: u64 = 2 * 60 * 1_000;
/// One device may be wrong by itself; so many are not.
const SEVERAL: usize = 2;

/// What was seen of the network.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct NetworkSeen {
    /// Whether this device was told to connect to nobody.
    pub offline: bool,
    /// Whether it listens; also where nothing here is to be reached that way.
    pub listening: bool,
    /// Boards that hide the address of this device, while there is no relay by which they could be met.
    pub unmet: u32,
    /// Whether this machine is in any network.
    pub network: bool,
    /// Whether one of its networks is a tunnel.
    pub vpn: bool,
    /// Whether devices in the same room are looked for.
    pub searching: bool,
    /// Whether this machine hears itself there; `None` where that was not tried.
    pub heard: Option<bool>,
    /// The relays of the list, and whether each answers.
    pub relays: Vec<RelaySeen>,
    /// Whether packets of direct connections come back from a relay; `None` where no relay can tell.
    pub udp: Option<bool>,
    /// Members' devices that are connected directly, or since so lately that it may still become so.
    pub direct: u32,
    /// Those that are connected through a relay for a while already.
    pub relayed: u32,
    /// Those that are met through relays only, because a board hides the address of this device.
    pub hidden: u32,
    /// Other devices on the boards of this one.
    pub others: u32,
    /// Those of them that speak another version only.
    pub other_version: u32,
    /// How far clocks of relays are ahead of this one's, in milliseconds.
    pub relay_clocks: Vec<i64>,
    /// By how much entries were ahead of this clock when they came, by device: only what is too much.
    pub entries_ahead: Vec<u64>,
}

/// How a relay answered.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct RelaySeen {
    /// Its address, as it stands in the list.
    pub url: String,
    /// How it answered.
    pub answer: RelayWord,
}

/// How a relay answered.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum RelayWord {
    /// It answers.
    Answers,
    /// It answers, and does not let this device in.
    Refuses,
    /// Nothing answers there.
    Silent,
    /// What answers is no relay: a page to log in, say.
    Other,
    /// Its certificate is not good.
    Certificate,
}

/// What stands in the way, or that nothing does.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Finding {
    /// This device was told to connect to nobody.
    WorkingOffline,
    /// This machine is in no network.
    NoNetwork,
    /// Nothing could be opened to listen on.
    NotListening,
    /// Boards that hide the address of this device are met through relays only, and there is none in the settings.
    HiddenWithoutRelay {
        /// How many.
        boards: u32,
    },
    /// The clock is off.
    ClockOff {
        /// By how much it is slow, in milliseconds; below zero where it is fast.
        slow_ms: i64,
    },
    /// Relays do not answer.
    RelayUnreachable {
        /// How many.
        relays: u32,
        /// Of how many.
        of: u32,
        /// What those say that do not: the first of them.
        word: RelayWord,
    },
    /// Direct connections do not come about.
    Firewall {
        /// How many devices are connected through a relay instead.
        relayed: u32,
    },
    /// What is said to everybody in the room is not heard.
    NoMulticast,
    /// A tunnel is in use, and nobody is connected.
    Vpn,
    /// Devices speak another version only.
    PeerTooOld {
        /// How many.
        devices: u32,
    },
    /// Nobody is connected.
    NobodyOnline {
        /// How many devices there could be.
        devices: u32,
        /// Whether the search in the same room is switched off.
        search_off: bool,
    },
    /// Nothing stands in the way.
    Well {
        /// How many devices are connected.
        connected: u32,
        /// How many of them through a relay.
        relayed: u32,
        /// How many there could be.
        devices: u32,
    },
}

/// Returns what stands in the way: first what stands in the way of everything else. Never nothing.
#[must_use]
pub fn findings(seen: &NetworkSeen) -> Vec<Finding> {
    if seen.offline {
        return vec![Finding::WorkingOffline];
    }
    if !seen.network {
        return vec![Finding::NoNetwork];
    }
    let connected = seen.direct + seen.relayed + seen.hidden;
    let mut found = Vec::new();
    if !seen.listening {
        found.push(Finding::NotListening);
    }
    if seen.unmet > 0 {
        found.push(Finding::HiddenWithoutRelay { boards: seen.unmet });
    }
    found.extend(clock(seen));
    found.extend(relays(seen));
    let blocked = seen.relayed > 0 || seen.udp == Some(false);
    if seen.direct == 0 && blocked {
        found.push(Finding::Firewall {
            relayed: seen.relayed,
        });
    }
    if seen.searching && seen.heard == Some(false) {
        found.push(Finding::NoMulticast);
    }
    let alone = seen.others > 0 && connected == 0;
    if alone && seen.vpn {
        found.push(Finding::Vpn);
    }
    if seen.other_version > 0 {
        found.push(Finding::PeerTooOld {
            devices: seen.other_version,
        });
    }
    if alone {
        found.push(Finding::NobodyOnline {
            devices: seen.others,
            search_off: !seen.searching,
        });
    }
    if found.is_empty() {
        found.push(Finding::Well {
            connected,
            relayed: seen.relayed + seen.hidden,
            devices: seen.others,
        });
    }
    found
}

/// The middle one of the relays' clocks; without relays, what several devices wrote.
fn clock(seen: &NetworkSeen) -> Option<Finding> {
    let mut relays = seen.relay_clocks.clone();
    relays.sort_unstable();
    let slow_ms = match relays.get(relays.len() / 2) {
        Some(middle) => *middle,
        None if seen.entries_ahead.len() >= SEVERAL => {
            let least = seen.entries_ahead.iter().min()?;
            i64::try_from(*least).unwrap_or(i64::MAX)
        }
        None => return None,
    };
    (slow_ms.unsigned_abs() >= CLOCK_OFF_MS).then_some(Finding::ClockOff { slow_ms })
}

fn relays(seen: &NetworkSeen) -> Option<Finding> {
    let bad = seen.relays.iter();
    let mut bad = bad.filter(|relay| relay.answer != RelayWord::Answers);
    let word = bad.next()?.answer;
    Some(Finding::RelayUnreachable {
        relays: count(bad.count() + 1),
        of: count(seen.relays.len()),
        word,
    })
}

pub(crate) fn count(many: usize) -> u32 {
    u32::try_from(many).unwrap_or(u32::MAX)
}

#[cfg(test)]
mod tests;
