//! Each finding, and what it is found by.

use super::*;

/// Alice's device, where all is well: two of three others are here.
fn well() -> NetworkSeen {
    NetworkSeen {
        listening: true,
        network: true,
        searching: true,
        heard: Some(true),
        direct: 2,
        others: 3,
        ..NetworkSeen::default()
    }
}

/// Nobody is here.
fn alone() -> NetworkSeen {
    NetworkSeen {
        direct: 0,
        ..well()
    }
}

fn relay(answer: RelayWord) -> RelaySeen {
    RelaySeen {
        url: "https://relay.alice.example".to_owned(),
        answer,
    }
}

fn all_of(seen: &NetworkSeen) -> Vec<Finding> {
    findings(seen)
}

fn only(seen: &NetworkSeen) -> Finding {
    let found = findings(seen);
    assert_eq!(found.len(), 1, "{found:?}");
    found[0]
}

const NOBODY: Finding = Finding::NobodyOnline {
    devices: 3,
    search_off: false,
};

#[test]
fn where_nothing_stands_in_the_way_it_is_said_with_how_many_are_here() {
    let said = |connected, relayed, devices| Finding::Well {
        connected,
        relayed,
        devices,
    };
    assert_eq!(only(&well()), said(2, 0, 3));
    // One directly, one through a relay.
    let some = NetworkSeen {
        direct: 1,
        relayed: 1,
        relays: vec![relay(RelayWord::Answers)],
        udp: Some(true),
        relay_clocks: vec![800],
        ..well()
    };
    assert_eq!(only(&some), said(2, 1, 3));
    // Nobody else is on any board.
    let nobody = NetworkSeen {
        others: 0,
        ..alone()
    };
    assert_eq!(only(&nobody), said(0, 0, 0));
    // A tunnel that nobody is kept away by is nobody's business.
    let away = NetworkSeen {
        vpn: true,
        ..well()
    };
    assert_eq!(only(&away), said(2, 0, 3));
}

#[test]
fn what_stands_in_the_way_of_everything_is_said_alone() {
    let offline = NetworkSeen {
        offline: true,
        ..NetworkSeen::default()
    };
    assert_eq!(only(&offline), Finding::WorkingOffline);
    let unplugged = NetworkSeen {
        network: false,
        heard: Some(false),
        relays: vec![relay(RelayWord::Silent)],
        ..alone()
    };
    assert_eq!(only(&unplugged), Finding::NoNetwork);
}

#[test]
fn nobody_online_is_no_fault_of_the_network() {
    assert_eq!(only(&alone()), NOBODY);
    let quiet = NetworkSeen {
        searching: false,
        heard: None,
        ..alone()
    };
    let search_off = true;
    assert_eq!(
        only(&quiet),
        Finding::NobodyOnline {
            devices: 3,
            search_off
        }
    );
}

#[test]
fn a_device_that_does_not_listen_and_one_that_does_not_hear_itself_are_told() {
    let closed = NetworkSeen {
        listening: false,
        ..alone()
    };
    assert_eq!(all_of(&closed), [Finding::NotListening, NOBODY]);
    let deaf = NetworkSeen {
        heard: Some(false),
        ..well()
    };
    assert_eq!(only(&deaf), Finding::NoMulticast);
    // Where the search is off, nothing is missed.
    let off = NetworkSeen {
        searching: false,
        ..deaf
    };
    assert!(matches!(only(&off), Finding::Well { .. }));
}

#[test]
fn a_tunnel_is_told_where_nobody_is_connected() {
    let away = NetworkSeen {
        vpn: true,
        ..alone()
    };
    assert_eq!(all_of(&away), [Finding::Vpn, NOBODY]);
}

#[test]
fn a_firewall_is_told_where_all_goes_through_a_relay_or_packets_do_not_come_back() {
    let through = NetworkSeen {
        direct: 0,
        relayed: 2,
        relays: vec![relay(RelayWord::Answers)],
        ..well()
    };
    assert_eq!(only(&through), Finding::Firewall { relayed: 2 });
    let blocked = NetworkSeen {
        udp: Some(false),
        ..alone()
    };
    assert_eq!(all_of(&blocked), [Finding::Firewall { relayed: 0 }, NOBODY]);
    // Somebody is connected directly: the relay only does not answer such packets.
    let direct = NetworkSeen {
        udp: Some(false),
        ..well()
    };
    assert!(matches!(only(&direct), Finding::Well { .. }));
}

#[test]
fn relays_that_do_not_answer_are_counted_and_the_first_says_why() {
    use RelayWord::{Answers, Certificate, Other, Refuses, Silent};
    for word in [Silent, Refuses, Other, Certificate] {
        let seen = NetworkSeen {
            relays: vec![relay(Answers), relay(word), relay(Silent)],
            ..well()
        };
        let expected = Finding::RelayUnreachable {
            relays: 2,
            of: 3,
            word,
        };
        assert_eq!(only(&seen), expected);
    }
}

#[test]
fn a_clock_is_held_against_the_middle_relay_and_else_against_several_devices() {
    let off = |slow_ms| vec![Finding::ClockOff { slow_ms }];
    let by_relays = |clocks: &[i64]| {
        let seen = NetworkSeen {
            relay_clocks: clocks.to_vec(),
            ..well()
        };
        let mut found = all_of(&seen);
        found.retain(|finding| !matches!(finding, Finding::Well { .. }));
        found
    };
    assert_eq!(by_relays(&[]), []);
    assert_eq!(by_relays(&[119_000]), []);
    assert_eq!(by_relays(&[-119_000]), []);
    assert_eq!(by_relays(&[120_000]), off(120_000));
    assert_eq!(by_relays(&[-7_200_000]), off(-7_200_000));
    // One relay that is wrong by itself says nothing.
    assert_eq!(by_relays(&[900, 86_400_000, -400]), []);
    let by_devices = |ahead: &[u64], clocks: &[i64]| {
        all_of(&NetworkSeen {
            entries_ahead: ahead.to_vec(),
            relay_clocks: clocks.to_vec(),
            ..well()
        })
    };
    let is_well = |found: &[Finding]| matches!(found, [Finding::Well { .. }]);
    assert!(is_well(&by_devices(&[9_000_000], &[])));
    assert_eq!(by_devices(&[9_000_000, 4_000_000], &[]), off(4_000_000));
    // A relay knows better than those who may be wrong together.
    assert!(is_well(&by_devices(&[9_000_000, 4_000_000], &[300])));
}

#[test]
fn devices_of_another_version_are_counted() {
    let old = NetworkSeen {
        direct: 1,
        other_version: 1,
        ..well()
    };
    assert_eq!(only(&old), Finding::PeerTooOld { devices: 1 });
}

#[test]
fn boards_that_are_met_through_relays_only_speak_of_no_firewall_and_of_a_relay_where_there_is_none()
{
    let hidden = NetworkSeen {
        direct: 0,
        hidden: 2,
        others: 3,
        udp: None,
        ..well()
    };
    let all_well = Finding::Well {
        connected: 2,
        relayed: 2,
        devices: 3,
    };
    assert_eq!(all_of(&hidden), [all_well]);
    let unmet = NetworkSeen { unmet: 1, ..hidden };
    assert_eq!(all_of(&unmet), [Finding::HiddenWithoutRelay { boards: 1 }]);
}

#[test]
fn several_things_are_told_in_the_order_in_which_they_stand_in_the_way() {
    let seen = NetworkSeen {
        listening: false,
        vpn: true,
        heard: Some(false),
        relays: vec![relay(RelayWord::Silent)],
        udp: Some(false),
        other_version: 2,
        entries_ahead: vec![600_000, 700_000],
        ..alone()
    };
    assert_eq!(
        all_of(&seen),
        [
            Finding::NotListening,
            Finding::ClockOff { slow_ms: 600_000 },
            Finding::RelayUnreachable {
                relays: 1,
                of: 1,
                word: RelayWord::Silent
            },
            Finding::Firewall { relayed: 0 },
            Finding::NoMulticast,
            Finding::Vpn,
            Finding::PeerTooOld { devices: 2 },
            NOBODY,
        ]
    );
}
