//! A session bus on which nobody offers a keyring, and nothing can be started that does; or one with a desktop's keyring
//! and nobody there to type its password.

use std::io::{BufRead, BufReader};
use std::path::Path;
use std::process::{Child, Command, Stdio};

use anyhow::{Context, Result};

/// The bus's daemon; it ends with the value.
pub struct Bus {
    daemon: Child,
    keyring: Option<Child>,
    /// Where programs find it.
    pub address: String,
}

impl Bus {
    /// Starts one, with its files in `folder`.
    pub fn start(folder: &Path) -> Result<Self> {
        let config = folder.join("bus.conf");
        let listens = folder.display();
        // Without a folder of services nothing is started on demand.
        let text = format!(
            "<busconfig><type>session</type><listen>unix:dir={listens}</listen>\
             <policy context=\"default\"><allow send_destination=\"*\" eavesdrop=\"true\"/>\
             <allow eavesdrop=\"true\"/><allow own=\"*\"/></policy></busconfig>"
        );
        std::fs::write(&config, text)?;
        let mut daemon = Command::new("dbus-daemon")
            .arg(format!("--config-file={}", config.display()))
            .args(["--nofork", "--print-address"])
            .stdin(Stdio::null())
            .stdout(Stdio::piped())
            .spawn()
            .context("dbus-daemon does not start: cargo xtask test installs it")?;
        let said = daemon.stdout.take().context("no output of the bus")?;
        let mut address = String::new();
        BufReader::new(said).read_line(&mut address)?;
        let address = address.trim().to_owned();
        Ok(Self {
            daemon,
            keyring: None,
            address,
        })
    }

    /// Starts the keyring of a desktop on it, in which nothing was made yet; returns whether there is one to start.
    pub fn start_keyring(&mut self, folder: &Path) -> bool {
        let keyring = Command::new("gnome-keyring-daemon")
            .args(["--foreground", "--components=secrets"])
            .env("DBUS_SESSION_BUS_ADDRESS", &self.address)
            .envs(["HOME", "XDG_DATA_HOME", "XDG_RUNTIME_DIR"].map(|name| (name, folder)))
            .env_remove("DISPLAY")
            .env_remove("WAYLAND_DISPLAY")
            .stdin(Stdio::null())
            .stdout(Stdio::null())
            .stderr(Stdio::null())
            .spawn();
        self.keyring = keyring.ok();
        self.keyring.is_some()
    }
}

impl Drop for Bus {
    fn drop(&mut self) {
        for child in self.keyring.iter_mut().chain([&mut self.daemon]) {
            let _ = child.kill();
            let _ = child.wait();
        }
    }
}
