//! What stands in the way of finding each other, and how relays stand.

use serde::{Deserialize, Serialize};
use ts_rs::TS;

/// What a look at the network found.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize, TS)]
#[serde(rename_all = "camelCase")]
pub struct NetworkCheckView {
    /// What stands in the way, what stands in the way of everything first; or the one that says that nothing does.
    pub findings: Vec<NetworkFinding>,
    /// How many devices are connected.
    pub connected: u32,
    /// How many of them through a relay.
    pub relayed: u32,
    /// Where this device can be reached, and its relays: only where that was asked for.
    pub addresses: Option<NetworkAddresses>,
}

/// Addresses: not for everybody's eyes.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize, TS)]
#[serde(rename_all = "camelCase")]
pub struct NetworkAddresses {
    /// Of this device.
    pub own: Vec<String>,
    /// Relays of the list that answered.
    pub relays: Vec<String>,
    /// Those that did not.
    pub silent: Vec<String>,
}

/// One thing that stands in the way, or that nothing does.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize, TS)]
#[serde(
    tag = "code",
    rename_all = "camelCase",
    rename_all_fields = "camelCase"
)]
pub enum NetworkFinding {
    /// This device was told to connect to nobody.
    WorkingOffline,
    /// This computer is in no network.
    NoNetwork,
    /// Nothing could be opened to listen on.
    NotListening,
    /// So many boards hide the address of this computer, and are met through relays only, of which there is none.
    HiddenWithoutRelay { boards: u32 },
    /// The clock is slow by so many seconds; below zero it is fast.
    ClockOff { slow_seconds: i64 },
    /// So many of the relays do not answer.
    RelayUnreachable {
        relays: u32,
        of: u32,
        why: RelayTrouble,
    },
    /// Direct connections do not come about; so many go through a relay instead.
    Firewall { relayed: u32 },
    /// What is said to everybody in the room is not heard.
    NoMulticast,
    /// A VPN is in use, and nobody is connected.
    Vpn,
    /// So many devices speak another version of the protocol only.
    PeerTooOld { devices: u32 },
    /// Nobody of so many devices is connected.
    NobodyOnline { devices: u32, search_off: bool },
    /// All is well.
    Well {
        connected: u32,
        relayed: u32,
        devices: u32,
    },
}

/// Why a relay is of no use.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize, TS)]
#[serde(rename_all = "camelCase")]
pub enum RelayTrouble {
    /// Nothing answers there.
    Silent,
    /// It does not let this device in.
    Refuses,
    /// What answers is no relay: a page to log in, say.
    Other,
    /// Its certificate is not good, or the clock is wrong.
    Certificate,
}

/// How this device stands to a relay of its list.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize, TS)]
#[serde(rename_all = "camelCase")]
pub struct RelayRow {
    /// Its address.
    pub url: String,
    /// How it stands.
    pub state: RelayState,
    /// Whether it is one of the public ones.
    pub public: bool,
    /// Whether it has a certificate (`https`).
    pub certified: bool,
}

/// How this device stands to a relay.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize, TS)]
#[serde(rename_all = "camelCase")]
pub enum RelayState {
    /// This device can be reached by it now.
    Connected,
    /// It answers; another one is nearer.
    Answers,
    /// It does not let this device in.
    Refuses,
    /// It has not answered yet.
    Silent,
    /// This device works offline: nobody was asked.
    NotAsked,
}
