//! What a thief of the disk reads: nothing. Everything in the folder of an `mh` that has worked, also of one that was
//! killed, is searched for all that was typed, and for the secrets; in each of the three ways of keeping the key.

use std::path::{Path, PathBuf};
use std::process::{Command, Output, Stdio};

use super::home::Home;

/// What stands on the boards, and nowhere else.
const TYPED: [&str; 9] = [
    "Alice Quellwasser",
    "Nachbarschaft Mühlenweg",
    "Windeln für Kirchplatz",
    "Hinterhaus, dritter Stock",
    "Sandsäcke",
    "Turnhalle Westend",
    "Klingel defekt",
    "Suppe jeden Dienstag",
    "Bob Feuerstein",
];

/// Runs `mh` in one of the three ways.
struct Way<'a> {
    home: &'a Home,
    set: &'a [(&'a str, &'a str)],
}

impl Way<'_> {
    fn command(&self, args: &[&str]) -> Command {
        let mut command = self.home.command(args);
        command.envs(self.set.iter().copied());
        command
    }

    fn ok(&self, args: &[&str]) -> String {
        let output: Output = self.command(args).output().unwrap();
        let said = String::from_utf8_lossy(&output.stderr).into_owned();
        assert!(output.status.success(), "mh {args:?}: {said}");
        String::from_utf8(output.stdout).unwrap()
    }
}

/// Works on a board beside a running `mh serve`, kills that, and returns all secrets that were shown meanwhile.
fn work(way: &Way<'_>) -> Vec<String> {
    way.ok(&["name", TYPED[0]]);
    way.ok(&["settings", "nearby=off"]);
    way.ok(&["new", TYPED[1]]);
    let mut serving = way
        .command(&["serve"])
        .stdout(Stdio::piped())
        .stderr(Stdio::null())
        .spawn()
        .unwrap();
    let mut ready = [0; 6];
    let mut out = serving.stdout.take().unwrap();
    std::io::Read::read_exact(&mut out, &mut ready).unwrap();
    assert_eq!(&ready, b"Ready.");
    let code = |said: String| said.split_whitespace().next().unwrap().to_owned();
    let need = code(way.ok(&["add", "need", TYPED[2], &format!("details={}", TYPED[3])]));
    way.ok(&["edit", &need, &format!("title={}", TYPED[4])]);
    way.ok(&["add", "site", TYPED[5]]);
    way.ok(&["comment", &need, TYPED[6]]);
    way.ok(&["claim", &need, "--note", TYPED[7]]);
    let mut secrets = vec![way.ok(&["invite"]).trim().to_owned()];
    let words = way.ok(&["recovery", "show"]);
    let words: Vec<&str> = words
        .lines()
        .filter_map(|line| line.split_whitespace().last())
        .collect();
    assert_eq!(words.len(), 12);
    // Two words that follow each other; a single short one stands in random bytes by chance.
    secrets.extend(words.windows(2).map(|two| two.join(" ")));
    look(way, &secrets, "while it runs");
    let folder = way.home.folder().join("profiles/default");
    assert!(folder.join("log.db-wal").metadata().unwrap().len() > 0);
    serving.kill().unwrap();
    serving.wait().unwrap();
    assert!(folder.join("log.db-wal").metadata().unwrap().len() > 0);
    look(way, &secrets, "after it was killed");
    way.ok(&["list"]);
    look(way, &secrets, "after it was opened again");
    secrets
}

fn look(way: &Way<'_>, secrets: &[String], when: &str) {
    let found = files(way.home.folder());
    let names: Vec<&str> = found
        .iter()
        .filter_map(|path| path.file_name()?.to_str())
        .collect();
    for name in ["keys", "vault", "log.db", "index.db", "local.db", "place"] {
        assert!(names.contains(&name), "{name} is not there {when}");
    }
    for path in &found {
        let bytes = std::fs::read(path).unwrap();
        let typed = TYPED.iter().copied();
        for text in typed.chain(secrets.iter().map(String::as_str)) {
            assert!(
                !holds(&bytes, text.as_bytes()),
                "{text} stands in {} {when}",
                path.display()
            );
        }
        assert!(!holds(&bytes, b"SQLite format 3"), "{}", path.display());
    }
}

/// All files of the folder, those of subfolders too; not the socket.
fn files(folder: &Path) -> Vec<PathBuf> {
    let mut found = Vec::new();
    for file in std::fs::read_dir(folder).unwrap() {
        let file = file.unwrap();
        let kind = file.file_type().unwrap();
        if kind.is_dir() {
            found.extend(files(&file.path()));
        } else if kind.is_file() {
            found.push(file.path());
        }
    }
    found
}

fn holds(bytes: &[u8], what: &[u8]) -> bool {
    bytes.windows(what.len()).any(|part| part == what)
}

#[test]
fn nothing_readable_is_on_the_disk_and_the_plain_key_is_in_the_vaults_file_alone() {
    let alice = Home::new();
    let way = Way {
        home: &alice,
        set: &[],
    };
    work(&way);
    let vault = alice.folder().join("profiles/default/vault");
    let bytes = std::fs::read(&vault).unwrap();
    // The file ends with the key and 8 bytes of checksum (docs/file-format.md).
    let key = &bytes[bytes.len() - 40..bytes.len() - 8];
    let hex: String = key.iter().map(|byte| format!("{byte:02x}")).collect();
    for path in files(alice.folder()).iter().filter(|path| **path != vault) {
        let bytes = std::fs::read(path).unwrap();
        assert!(!holds(&bytes, key), "{}", path.display());
        assert!(!holds(&bytes, hex.as_bytes()), "{}", path.display());
    }
    // It is the key: with another one nothing opens.
    let mut other = bytes.clone();
    let at = other.len() - 40;
    other[at] ^= 1;
    std::fs::write(&vault, other).unwrap();
    assert_eq!(alice.refused(&["boards"]).1["code"], "vaultDamaged");
}

#[test]
fn nothing_readable_is_on_the_disk_under_a_passphrase_and_the_passphrase_neither() {
    let alice = Home::new();
    let passphrase = "vier ungewöhnliche Wörter hier";
    let way = Way {
        home: &alice,
        set: &[
            ("MANYHANDS_VAULT", "passphrase"),
            ("MANYHANDS_PASSPHRASE", passphrase),
        ],
    };
    work(&way);
    look(&way, &[passphrase.to_owned()], "at the end");
    assert_eq!(alice.refused(&["boards"]).1["code"], "passphraseNeeded");
}

/// Names the test inside of the private session.
const INSIDE: &str = "MANYHANDS_TEST_SEALED";

#[test]
fn nothing_readable_is_on_the_disk_with_the_key_in_the_keyring() {
    let have = |program: &str| {
        let found = Command::new(program)
            .arg("--version")
            .stdout(Stdio::null())
            .stderr(Stdio::null())
            .status();
        found.is_ok_and(|status| status.success())
    };
    if !have("dbus-run-session") || !have("gnome-keyring-daemon") {
        println!("skipped: dbus-run-session or gnome-keyring-daemon is not installed");
        return;
    }
    let home = tempfile::tempdir().unwrap();
    let script = "printf '%s' login | gnome-keyring-daemon --unlock --components=secrets >/dev/null 2>&1\n\
                  exec \"$0\" --exact all::sealed::inside_a_session_with_a_keyring --ignored --nocapture";
    let output = Command::new("dbus-run-session")
        .args(["--", "sh", "-c", script])
        .arg(std::env::current_exe().unwrap())
        .env_remove("DISPLAY")
        .env_remove("WAYLAND_DISPLAY")
        .env("HOME", home.path())
        .env("XDG_RUNTIME_DIR", home.path())
        .env("XDG_DATA_HOME", home.path())
        .env(INSIDE, "1")
        .output()
        .unwrap();
    let said = String::from_utf8_lossy(&output.stdout);
    let text = String::from_utf8_lossy(&output.stderr);
    assert!(
        output.status.success() && said.contains("1 passed"),
        "{said}\n{text}"
    );
}

#[test]
#[ignore = "run by `nothing_readable_is_on_the_disk_with_the_key_in_the_keyring`"]
fn inside_a_session_with_a_keyring() {
    assert!(std::env::var_os(INSIDE).is_some());
    let alice = Home::new();
    let way = Way {
        home: &alice,
        set: &[("MANYHANDS_VAULT", "keyring")],
    };
    work(&way);
    assert_eq!(alice.json(&["vault", "status"])["way"], "keyring");
    // Away from the keyring nothing opens, whatever the environment chooses.
    let output = alice
        .command(&["boards"])
        .env("DBUS_SESSION_BUS_ADDRESS", "unix:path=/nowhere/at/all")
        .output()
        .unwrap();
    assert_eq!(output.status.code(), Some(1));
}
