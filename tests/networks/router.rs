//! Houses behind routers that translate addresses, and a relay between them.

use std::net::Ipv4Addr;

use super::lab::Lab;
use super::laptop::Laptop;
use super::switch::Switch;

/// How a router chooses the port by which it sends on.
#[derive(Clone, Copy, PartialEq, Eq)]
pub enum Ports {
    /// The same, whoever it is for, where it is free: most houses. Only who was written to gets in.
    Kept,
    /// Another one for each whom one writes to: mobile networks and offices. Nobody can tell it in advance.
    Drawn,
}

/// A house: a switch, and the router that leads out of it. All houses have the same addresses inside.
pub struct House {
    /// The switch inside.
    pub switch: Switch,
    /// As it looks from outside.
    pub outside: Ipv4Addr,
    _router: Laptop,
}

impl House {
    /// Builds one.
    pub fn new(
        lab: &Lab,
        name: &'static str,
        internet: &Switch,
        outside: Ipv4Addr,
        ports: Ports,
    ) -> Self {
        let switch = Switch::new(outside.to_bits().into());
        let router = Laptop::new(lab, name);
        router.plug(&switch, "inside", "192.168.1.1/24");
        router.plug(internet, "outside", &format!("{outside}/24"));
        router.kernel("net/ipv4/ip_forward", "1");
        let chosen = match ports {
            Ports::Kept => "masquerade",
            Ports::Drawn => "masquerade fully-random",
        };
        router.rules(&format!(
            "table ip house {{
               chain out {{ type nat hook postrouting priority srcnat;
                 oifname outside {chosen}
               }}
               chain through {{ type filter hook forward priority filter; policy drop;
                 iifname inside accept
                 ct state established,related accept
               }}
               chain in {{ type filter hook input priority filter; policy accept;
                 iifname outside ct state new drop
               }}
             }}\n"
        ));
        Self {
            switch,
            outside,
            _router: router,
        }
    }

    /// Puts a laptop into it.
    pub fn holds(&self, laptop: &Laptop) {
        laptop.plug(&self.switch, "eth0", "192.168.1.2/24");
        laptop.route_by("192.168.1.1");
    }
}

/// A relay on the internet, as a community runs one.
pub struct Relay {
    /// Where it is.
    pub address: Ipv4Addr,
    /// What people put into their settings.
    pub told: String,
    laptop: Laptop,
    words: Vec<String>,
}

impl Relay {
    /// Starts one that speaks plain http.
    pub fn plain(lab: &Lab, internet: &Switch) -> Self {
        Self::start(lab, internet, &[])
    }

    /// Starts one with a certificate of an authority that nobody but these laptops knows; returns its file, too.
    pub fn with_certificate(lab: &Lab, internet: &Switch) -> (Self, std::path::PathBuf) {
        let folder = lab.folder_of("authority");
        let at = |name: &str| folder.join(name).to_str().unwrap().to_owned();
        super::lab::run(&[
            "openssl",
            "req",
            "-x509",
            "-newkey",
            "ec",
            "-pkeyopt",
            "ec_paramgen_curve:prime256v1",
            "-nodes",
            "-days",
            "2",
            "-subj",
            "/CN=relay",
            "-addext",
            "subjectAltName=IP:203.0.113.1",
            "-addext",
            "basicConstraints=critical,CA:FALSE",
            "-keyout",
            &at("key.pem"),
            "-out",
            &at("chain.pem"),
        ])
        .unwrap();
        let words = ["--certificate", &at("chain.pem"), "--key", &at("key.pem")];
        (Self::start(lab, internet, &words), folder.join("chain.pem"))
    }

    fn start(lab: &Lab, internet: &Switch, words: &[&str]) -> Self {
        let address = Ipv4Addr::new(203, 0, 113, 1);
        let laptop = Laptop::new(lab, "Relay");
        laptop.plug(internet, "eth0", &format!("{address}/24"));
        let own = ["relay", "--name", "203.0.113.1"];
        let words = own.iter().chain(words).map(|&word| word.to_owned());
        let mut relay = Self {
            address,
            told: String::new(),
            laptop,
            words: words.collect(),
        };
        relay.comes_back();
        relay
    }

    /// Ends it.
    pub fn stop(&mut self) {
        self.laptop.stop();
    }

    /// Starts it again.
    pub fn comes_back(&mut self) {
        let words: Vec<&str> = self.words.iter().map(String::as_str).collect();
        let said = self.laptop.start(&words);
        self.told = said["addresses"][0].as_str().unwrap().to_owned();
    }
}
