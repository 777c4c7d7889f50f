//! The table itself.

/// A room of the house.
pub struct Room {
    /// The package's name.
    pub name: &'static str,
    /// Where its sources are.
    pub sources: &'static str,
    /// The rooms that it may import.
    pub may_import: &'static [&'static str],
    /// What it must never import, whatever else changes: the absences that ARCHITECTURE.md promises.
    pub never: &'static [&'static str],
}

/// All rooms, from the inside out.
pub const ROOMS: &[Room] = &[
    Room {
        name: "trust",
        sources: "crates/trust/src",
        may_import: &[],
        never: &["automerge", "tokio", "iroh", "rusqlite", "tauri"],
    },
    Room {
        name: "model",
        sources: "crates/model/src",
        may_import: &["trust"],
        never: &["tokio", "iroh", "rusqlite", "tauri"],
    },
    Room {
        name: "store",
        sources: "crates/store/src",
        may_import: &["trust"],
        never: &["tokio", "automerge", "iroh", "tauri"],
    },
    Room {
        name: "sync",
        sources: "crates/sync/src",
        may_import: &["trust"],
        never: &["automerge", "rusqlite", "tauri"],
    },
    Room {
        name: "node",
        sources: "crates/node/src",
        may_import: &["store", "sync", "trust"],
        never: &["automerge", "rusqlite", "tauri"],
    },
    Room {
        name: "app",
        sources: "crates/app/src",
        may_import: &["node", "model", "trust"],
        never: &["tauri", "iroh", "automerge"],
    },
    Room {
        name: "cli",
        sources: "crates/cli/src",
        may_import: &["node", "app"],
        never: &["tauri", "automerge", "iroh", "rusqlite"],
    },
    Room {
        name: "manyhands",
        sources: "src-tauri/src",
        may_import: &["app"],
        never: &["automerge", "iroh", "rusqlite", "tokio"],
    },
    Room {
        name: "testkit",
        sources: "crates/testkit/src",
        may_import: &["trust", "model", "store", "sync", "node", "app"],
        never: &["tauri"],
    },
    Room {
        name: "bench",
        sources: "crates/bench/src",
        may_import: &["trust", "model", "store", "sync", "node", "app", "testkit"],
        never: &["tauri"],
    },
    Room {
        name: "xtask",
        sources: "xtask/src",
        may_import: &[],
        never: &["tauri", "tokio"],
    },
];

/// Packages that may have `testkit` among their dev-dependencies. It imports all rooms, so a room below
/// would be built twice for its own tests.
pub const MAY_TEST_WITH_TESTKIT: &[&str] = &["manyhands", "cli", "bench"];

/// A crate from outside.
pub struct Foreign {
    /// Its name.
    pub name: &'static str,
    /// Where it may be used: a room, or `room/folder` for one folder of it.
    pub places: &'static [&'static str],
    /// Why it is there.
    pub because: &'static str,
}

const fn foreign(
    name: &'static str,
    places: &'static [&'static str],
    because: &'static str,
) -> Foreign {
    Foreign {
        name,
        places,
        because,
    }
}

/// Every room.
const EVERYWHERE: &[&str] = &["*"];
const SHELL: &[&str] = &["manyhands"];

/// Crates from outside, and where each may be used.
pub const FOREIGN: &[Foreign] = &[
    foreign("serde", EVERYWHERE, "free"),
    foreign("thiserror", EVERYWHERE, "free: errors of libraries"),
    foreign("tracing", EVERYWHERE, "free: what happened, for the log"),
    foreign("zstd", EVERYWHERE, "free: transfer frames and bodies"),
    foreign("directories", EVERYWHERE, "free: where the data folder is"),
    foreign("zeroize", EVERYWHERE, "free: keys are wiped from memory"),
    foreign(
        "blake3",
        &["trust", "model", "store", "sync", "testkit"],
        "ids, digests, board tags; testkit forges what a changed client could send",
    ),
    foreign(
        "chacha20poly1305",
        &["trust", "store", "testkit"],
        "sealing of headers and bodies, of the vault and backups; testkit seals what trust would not",
    ),
    foreign(
        "aead-stream",
        &["store"],
        "pieces of a backup, and of files of boards",
    ),
    foreign("argon2", &["store"], "a passphrase becomes a key"),
    foreign("bip39", &["store"], "the list of the twelve words"),
    foreign("secret-service", &["store"], "the keyring of the desktop"),
    foreign(
        "rpassword",
        &["cli"],
        "a passphrase is typed without being shown",
    ),
    foreign(
        "data-encoding",
        &["trust", "store", "cli", "app", "manyhands", "testkit"],
        "base32 of tickets, base64 of files, hex of keys for SQLCipher and keyrings",
    ),
    foreign(
        "ed25519-dalek",
        &["trust", "testkit"],
        "signatures; testkit signs what trust would not",
    ),
    foreign("hpke", &["trust"], "wraps of epoch keys"),
    foreign(
        "minicbor",
        &["trust", "model", "store", "sync", "node", "app"],
        "canonical bytes",
    ),
    foreign("automerge", &["model"], "items are Automerge documents"),
    foreign(
        "rusqlite",
        &["store", "app", "bench", "testkit"],
        "the log; the index, the device's own settings and drafts; the machine's own speed; testkit's disk that fails",
    ),
    foreign(
        "rustix",
        &["store", "app"],
        "locks and modes of files and of the control socket",
    ),
    foreign(
        "iroh",
        &["sync/transport"],
        "direct connections between devices",
    ),
    foreign(
        "swarm-discovery",
        &["sync/transport"],
        "devices in the same room",
    ),
    foreign(
        "iroh-blobs",
        &["sync/transport"],
        "attachments, by the hash of what is sealed",
    ),
    foreign(
        "netwatch",
        &["sync/transport"],
        "in which networks this machine is, and by which addresses",
    ),
    foreign(
        "httpdate",
        &["sync/transport"],
        "what time a relay says it is",
    ),
    foreign(
        "reqwest",
        &["sync/transport"],
        "asks a relay whether it answers, as iroh does",
    ),
    foreign(
        "socket2",
        &["sync/transport"],
        "whether multicast is heard in this network",
    ),
    foreign(
        "iroh-relay",
        &["sync/transport"],
        "a relay of a community's own",
    ),
    foreign(
        "rustls",
        &["sync/transport"],
        "the certificate of a relay of a community's own",
    ),
    foreign(
        "rustls-native-certs",
        &["sync/transport"],
        "relays whose certificate an authority vouches for that this computer trusts",
    ),
    foreign(
        "n0-future",
        &["sync/transport"],
        "streams, as iroh wants them from who finds addresses",
    ),
    foreign(
        "tokio",
        &["sync/transport", "node", "app", "cli", "testkit", "bench"],
        "tasks and time; sync itself is without I/O",
    ),
    foreign(
        "async-channel",
        &["node", "app", "testkit"],
        "bounded queues to views",
    ),
    foreign(
        "getrandom",
        &["store", "node", "app"],
        "randomness of the system, handed inwards",
    ),
    foreign(
        "sha2",
        &["model", "trust", "testkit"],
        "checksums of Automerge changes, before Automerge reads them; the same, which a transfer leaves out (0153)",
    ),
    foreign("csv", &["app"], "lists in and out"),
    foreign("encoding_rs", &["app"], "lists in old encodings"),
    foreign("image", &["app"], "pictures of QR codes"),
    foreign("rqrr", &["app"], "reads a QR code from a picture"),
    foreign("ts-rs", &["app"], "the TypeScript twins of the app's types"),
    foreign(
        "serde_json",
        &["app", "cli", "manyhands", "bench", "testkit"],
        "what windows and scripts are told",
    ),
    foreign("tempfile", &["testkit", "bench"], "folders of tests"),
    foreign(
        "anyhow",
        &["cli", "manyhands", "testkit", "bench", "xtask"],
        "errors of binaries and tests",
    ),
    foreign(
        "clap",
        &["cli", "bench", "xtask"],
        "the words of a command line",
    ),
    foreign(
        "tracing-subscriber",
        &["cli", "manyhands"],
        "where the log is written",
    ),
    foreign("tauri", SHELL, "the window"),
    foreign("tauri-plugin-deep-link", SHELL, "manyhands://join/…"),
    foreign(
        "tauri-plugin-dialog",
        SHELL,
        "chooses files; paths never reach the web view",
    ),
    foreign(
        "tauri-plugin-single-instance",
        SHELL,
        "one window per profile",
    ),
];
