//! A laptop: a namespace, a folder, and `mh` as people run it.

use std::fs::File;
use std::io::{BufRead, BufReader};
use std::path::{Path, PathBuf};
use std::process::{Child, Command, Stdio};
use std::time::Duration;

use serde_json::Value;

use super::lab::{Lab, Space, number, run, until};
use super::switch::{Port, Switch};
use super::tap;

/// Far above what any command takes.
pub const PATIENCE: Duration = Duration::from_secs(60);

/// See the module.
pub struct Laptop {
    /// Whose it is.
    pub name: &'static str,
    space: Space,
    folder: PathBuf,
    serving: Option<Child>,
}

impl Laptop {
    /// Makes one that is plugged into nothing.
    pub fn new(lab: &Lab, name: &'static str) -> Self {
        Self {
            name,
            space: Space::new(name),
            folder: lab.folder_of(name),
            serving: None,
        }
    }

    /// Plugs a new card of it in, with this address (`10.0.0.2/24`).
    pub fn plug(&self, switch: &Switch, card: &str, address: &str) -> Port {
        let short = format!("mh{}x{}", std::process::id(), number());
        let file = tap::make(&short).unwrap();
        run(&[
            "ip",
            "link",
            "set",
            &short,
            "netns",
            &self.space.name,
            "name",
            card,
        ])
        .unwrap();
        let port = switch.plug(file);
        self.space.ip(&["addr", "add", address, "dev", card]);
        self.space.ip(&["link", "set", card, "up"]);
        port
    }

    /// Takes a card out.
    pub fn unplug(&self, card: &str) {
        self.space.ip(&["link", "del", card]);
    }

    /// Says by whom everything goes that is for elsewhere.
    pub fn route_by(&self, router: &str) {
        self.space
            .ip(&["route", "replace", "default", "via", router]);
    }

    /// Writes into a switch of the kernel (`net/ipv4/ip_forward`), in its namespace.
    pub fn kernel(&self, name: &str, value: &str) {
        let line = format!("echo {value} > /proc/sys/{name}");
        self.says(&["sh", "-c", &line]);
    }

    /// Loads rules of nftables.
    pub fn rules(&self, text: &str) {
        let file = self.folder.join("rules.nft");
        std::fs::write(&file, text).unwrap();
        let mut nft = self.space.command(Path::new("nft"));
        assert!(nft.arg("-f").arg(&file).status().unwrap().success());
    }

    /// Runs a command of the system on it, and returns what it says.
    pub fn says(&self, words: &[&str]) -> String {
        let mut command = self.space.command(Path::new(words[0]));
        let output = command.args(&words[1..]).output().unwrap();
        assert!(output.status.success(), "{words:?}");
        String::from_utf8(output.stdout).unwrap()
    }

    /// Where it keeps its things.
    pub fn folder(&self) -> &Path {
        &self.folder
    }

    /// `mh` on it, ready to run. What happens inside is written beside its folder.
    pub fn command(&self, args: &[&str]) -> Command {
        let log = File::options()
            .create(true)
            .append(true)
            .open(self.folder.join("mh.log"));
        let mut command = self.space.command(&mh());
        command
            .args(args)
            .env("MANYHANDS_HOME", self.folder.join("home"))
            .env("MANYHANDS_VAULT", "plain-file")
            .env_remove("MANYHANDS_PASSPHRASE")
            .env("SSL_CERT_FILE", self.folder.join("authorities.pem"))
            .stderr(log.unwrap());
        if std::env::var_os("MANYHANDS_LOG").is_none() {
            command.env("MANYHANDS_LOG", "info,node=debug,sync=debug,iroh=info");
        }
        command
    }

    /// Runs `mh --json`, and returns `result`, or the error.
    pub fn ask(&self, args: &[&str]) -> Result<Value, Value> {
        let output = self.command(&[args, &["--json"]].concat()).output();
        let output = output.unwrap();
        let mut answer: Value = serde_json::from_slice(&output.stdout).unwrap_or_else(|_| {
            panic!("{}: mh {args:?}: {output:?}", self.name);
        });
        if answer["ok"] == true {
            Ok(answer["result"].take())
        } else {
            Err(answer["error"].take())
        }
    }

    /// Runs `mh --json`, which must do it; returns `result`.
    pub fn ok(&self, args: &[&str]) -> Value {
        self.ask(args)
            .unwrap_or_else(|error| panic!("{}: mh {args:?}: {error}", self.name))
    }

    /// Runs `mh` as something else than its person's: its answer comes line by line.
    pub fn start(&mut self, args: &[&str]) -> Value {
        let mut child = self
            .command(&[args, &["--json"]].concat())
            .stdout(Stdio::piped())
            .spawn()
            .unwrap();
        let mut ready = String::new();
        let said = child.stdout.take().unwrap();
        BufReader::new(said).read_line(&mut ready).unwrap();
        self.serving = Some(child);
        let mut answer: Value = serde_json::from_str(&ready)
            .unwrap_or_else(|_| panic!("{}: mh {args:?}: {ready}", self.name));
        assert_eq!(answer["ok"], true, "{ready}");
        answer["result"].take()
    }

    /// Starts `mh serve`, and waits until it is ready.
    pub fn serve(&mut self) {
        self.start(&["serve"]);
    }

    /// The process that serves.
    pub fn process(&self) -> u32 {
        self.serving.as_ref().unwrap().id()
    }

    /// Ends what was started, in order.
    pub fn stop(&mut self) {
        if let Some(mut child) = self.serving.take() {
            run(&["kill", "-TERM", &child.id().to_string()]).unwrap();
            child.wait().unwrap();
        }
    }

    /// Says who it belongs to, and makes a board.
    pub fn founds(&self, board: &str) -> String {
        self.ok(&["name", self.name]);
        let made = self.ok(&["new", board]);
        made["board"].as_str().unwrap().to_owned()
    }

    /// Makes a ticket for so many.
    pub fn invites(&self, board: &str, uses: usize) -> String {
        let ticket = self.ok(&["invite", "--board", board, "--uses", &uses.to_string()]);
        ticket["ticket"]["text"].as_str().unwrap().to_owned()
    }

    /// Joins by a ticket, within a minute.
    pub fn joins(&self, ticket: &str) {
        self.ok(&["join", ticket, "--name", self.name]);
    }

    /// Adds a need, and returns once it is on disk.
    pub fn adds(&self, board: &str, title: &str) {
        self.ok(&["add", "need", title, "--board", board]);
    }

    /// Waits until a need of this title is here, and returns how long it took.
    pub fn sees(&self, board: &str, title: &str, patience: Duration) -> Duration {
        let what = format!("{} sees {title}", self.name);
        let ask = ["list", "needs", "--board", board, "--find", title];
        until(&what, patience, || {
            let told = self.ok(&ask);
            (told["total"].as_u64() > Some(0)).then_some(())
        })
        .1
    }

    /// All that is on a board, in one form.
    pub fn whole(&self, board: &str) -> String {
        let told = self.ok(&["export", "--format", "json", "--board", board]);
        told["text"].as_str().unwrap().to_owned()
    }

    /// How much memory what was started has had at most, and has now, in KiB.
    pub fn memory(&self) -> (u64, u64) {
        let told = std::fs::read_to_string(format!("/proc/{}/status", self.process())).unwrap();
        let figure = |name: &str| {
            let line = told.lines().find_map(|line| line.strip_prefix(name));
            let figure = line.and_then(|line| line.split_whitespace().next());
            figure.and_then(|figure| figure.parse().ok()).unwrap_or(0)
        };
        (figure("VmHWM:"), figure("VmRSS:"))
    }
}

impl Drop for Laptop {
    fn drop(&mut self) {
        if let Some(child) = &mut self.serving {
            let _ = child.kill();
            let _ = child.wait();
        }
    }
}

/// The program, as it was built beside the app's.
fn mh() -> PathBuf {
    let chosen = std::env::var_os("MANYHANDS_MH").map(PathBuf::from);
    chosen.unwrap_or_else(|| Path::new(env!("CARGO_BIN_EXE_manyhands")).with_file_name("mh"))
}
