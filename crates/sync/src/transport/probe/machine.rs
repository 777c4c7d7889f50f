//! Which networks this machine is in, by its own word.

use std::net::IpAddr;

use netwatch::interfaces::State;

/// How names of the interfaces of tunnels begin.
const TUNNELS: [&str; 12] = [
    "tun",
    "tap",
    "wg",
    "utun",
    "ppp",
    "ipsec",
    "vpn",
    "nordlynx",
    "proton",
    "mullvad",
    "tailscale",
    "zt",
];

/// See the module.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct Machine {
    /// Addresses by which other machines could reach this one.
    pub addrs: Vec<IpAddr>,
    /// Whether one of its networks is a tunnel (a VPN), by its name.
    pub vpn: bool,
}

/// Asks the system. Sends nothing.
pub async fn look_at_machine() -> Machine {
    let state = State::new().await;
    let up = state.interfaces.values().filter(|one| one.is_up());
    let pairs = up.flat_map(|one| {
        let addrs = one.addrs().map(|net| net.addr());
        addrs.map(|addr| (one.name().to_owned(), addr))
    });
    machine(pairs)
}

fn machine(interfaces: impl Iterator<Item = (String, IpAddr)>) -> Machine {
    let mut machine = Machine::default();
    for (name, addr) in interfaces.filter(|(_, addr)| reaches(*addr)) {
        machine.vpn |= is_tunnel(&name);
        machine.addrs.push(addr);
    }
    machine.addrs.sort_unstable();
    machine.addrs.dedup();
    machine
}

/// An IPv4 address that a machine gave itself is one too: two laptops on one cable have nothing else. In IPv6 each
/// interface has one of those, also where there is no network.
fn reaches(addr: IpAddr) -> bool {
    let itself = match addr {
        IpAddr::V4(_) => false,
        IpAddr::V6(ip) => ip.is_unicast_link_local(),
    };
    !addr.is_loopback() && !addr.is_unspecified() && !addr.is_multicast() && !itself
}

fn is_tunnel(name: &str) -> bool {
    let name = name.to_lowercase();
    TUNNELS.iter().any(|tunnel| name.starts_with(tunnel))
}

#[cfg(test)]
mod tests {
    use super::*;

    fn on(interfaces: &[(&str, &str)]) -> Machine {
        let pairs = interfaces.iter();
        machine(pairs.map(|(name, addr)| ((*name).to_owned(), addr.parse().unwrap())))
    }

    #[test]
    fn a_machine_without_a_network_has_no_address_for_others() {
        assert_eq!(on(&[]), Machine::default());
        let alone = [("lo", "127.0.0.1"), ("lo", "::1"), ("eth0", "fe80::1")];
        assert_eq!(on(&alone), Machine::default());
    }

    #[test]
    fn a_tunnel_is_known_by_its_name_where_it_carries_an_address() {
        let home = on(&[("wlan0", "192.0.2.7"), ("utun0", "fe80::1")]);
        assert!(!home.vpn && home.addrs.len() == 1);
        for tunnel in ["tun0", "wg-office", "utun4", "Tailscale", "ppp0"] {
            let away = on(&[("wlan0", "192.0.2.7"), (tunnel, "10.8.0.2")]);
            assert!(away.vpn && away.addrs.len() == 2, "{tunnel}");
        }
        assert!(!on(&[("eth0", "192.0.2.7"), ("docker0", "172.17.0.1")]).vpn);
    }

    #[tokio::test]
    async fn this_machine_is_looked_at() {
        let machine = look_at_machine().await;
        assert!(machine.addrs.iter().all(|addr| reaches(*addr)));
    }
}
