//! Alice with her board, and Mallory on it with a changed client: her keys are in the hands of the test.
//!
//! Owns two real cores and the wire between them. Never says what should happen.

use model::actor;
use node::Core;
use store::{DeviceKeys, LogDb};
use sync::{Input, Layout, Output, Transfer};
use trust::{
    BoardId, BoardNonce, Compartment, DeviceKey, Entry, EntryId, GrantRef, HeaderDraft, HybridTime,
    ItemId, Keyring, Kind, LogWriter, Role, Verdict,
};

use super::meeting::{NOW, WIRE, act, add_need, comment, open, pump, spec, ticket, try_join};

/// See the module.
pub(super) struct Circle {
    pub(super) alice: Core,
    /// Mallory's own app, which is in order: it is what she was let in with.
    pub(super) mallory: Core,
    pub(super) board: BoardId,
    pub(super) nonce: BoardNonce,
    pub(super) keys: DeviceKeys,
    pub(super) keyring: Keyring,
    pub(super) grant: GrantRef,
    pub(super) item: ItemId,
    pub(super) creation: EntryId,
    /// What stands as time in what is written by hand.
    pub(super) time: u64,
}

impl Circle {
    /// Alice's board with a need on it, and Mallory as a contributor.
    pub(super) fn new() -> Self {
        Self::with(Role::Contributor)
    }

    /// The same, with another role for Mallory.
    pub(super) fn with(role: Role) -> Self {
        Self::drawn(role, 10)
    }

    /// The same on another board.
    pub(super) fn other() -> Self {
        Self::drawn(Role::Contributor, 11)
    }

    fn drawn(role: Role, seed: u64) -> Self {
        let mut alice = open(LogDb::in_memory().unwrap(), 1, seed);
        let mut mallory = open(LogDb::in_memory().unwrap(), 66, 20);
        let board = act(&mut alice, NOW, |core| core.create_board(NOW)).0;
        let (item, creation) = add_need(&mut alice, board, NOW);
        let ticket = ticket(&mut alice, board, spec(role), NOW);
        let nonce = ticket.nonce;
        assert_eq!(
            try_join((&mut mallory, NOW), (&mut alice, NOW), ticket),
            None
        );
        let info = mallory.board_info(board).unwrap();
        let grant = info.authority.grant_of(info.me).unwrap();
        // The changed client: the same database, its keys taken out.
        let parts = mallory.into_parts().unwrap();
        let key = parts.db.boards().unwrap()[0].key;
        let (keys, keyring) = (parts.keys.clone(), parts.db.keyring(key).unwrap());
        let mut circle = Self {
            mallory: Core::open(parts).unwrap(),
            alice,
            board,
            nonce,
            keys,
            keyring,
            grant,
            item,
            creation,
            time: NOW,
        };
        circle.meet();
        circle
    }

    /// Connects the two, in order.
    pub(super) fn meet(&mut self) {
        pump((&mut self.mallory, NOW), (&mut self.alice, NOW));
    }

    pub(super) fn device(&self) -> DeviceKey {
        self.keys.device.device_key(&self.nonce)
    }

    /// A log of Mallory's that her app knows nothing of.
    pub(super) fn log(&self, secret: u8) -> LogWriter {
        LogWriter::start([secret; 32], self.board, &self.device(), None)
    }

    /// Writes an entry by hand.
    pub(super) fn write(
        &self,
        log: &mut LogWriter,
        kind: Kind,
        item: Option<ItemId>,
        deps: &[EntryId],
        body: Vec<u8>,
    ) -> Entry {
        let draft = HeaderDraft {
            kind,
            item,
            compartment: if kind == Kind::Certificate {
                Compartment::Members
            } else {
                Compartment::Main
            },
            grant: self.grant,
            cert_heads: Vec::new(),
            deps: deps.to_vec(),
            time: HybridTime {
                wall_ms: self.time,
                counter: 0,
            },
        };
        log.append(draft, body, &self.keyring).unwrap()
    }

    /// Writes the change that makes an item, whatever its bytes are.
    pub(super) fn creates(
        &self,
        log: &mut LogWriter,
        change: impl FnOnce([u8; 16]) -> Vec<u8>,
    ) -> Entry {
        let item = ItemId::derive(log.log(), log.next_seq());
        let body = change(actor(log.log(), item).0);
        self.write(log, Kind::Change, Some(item), &[], body)
    }

    /// Sends entries to Alice over Mallory's connection; returns what Alice does about it.
    pub(super) fn push(&mut self, entries: &[Entry]) -> Vec<Output> {
        self.send(crate::fuzz::transfer(
            &Transfer::encode(entries, Layout::Short).unwrap(),
        ))
    }

    /// Sends one frame to Alice.
    pub(super) fn send(&mut self, frame: Vec<u8>) -> Vec<Output> {
        let (said, more) = act(&mut self.alice, NOW, |core| {
            core.step(WIRE, Input::Frame(frame), NOW)
        });
        said.into_iter()
            .chain(more)
            .map(|effect| effect.output)
            .collect()
    }

    /// Sends one frame that ends the connection.
    pub(super) fn send_and_be_cut_off(&mut self, frame: Vec<u8>) {
        let said = self.send(frame);
        assert!(
            said.iter().any(|output| matches!(output, Output::Close(_))),
            "{said:?}"
        );
    }

    /// What Alice's device decided about an entry; `None` while it waits or is not there.
    pub(super) fn verdict(&self, entry: EntryId) -> Option<Verdict> {
        let all = self.alice.verdicts_since(0, 100_000).unwrap();
        all.into_iter()
            .rfind(|one| one.entry.id == entry)
            .map(|one| one.verdict)
    }

    /// Why Alice's device set an entry aside.
    pub(super) fn aside(&self, entry: &Entry) -> String {
        let verdict = self.verdict(entry.id).expect("a verdict");
        verdict.reason().expect("set aside").to_owned()
    }

    /// All that Alice's device holds and has decided, to see that nothing came of something.
    pub(super) fn state(&self) -> (u64, u64, Vec<EntryId>) {
        let info = self.alice.board_info(self.board).unwrap();
        let all = self.alice.verdicts_since(0, 100_000).unwrap();
        let accepted = all.iter().filter(|one| one.verdict == Verdict::Accepted);
        (
            info.entries,
            info.waiting,
            accepted.map(|one| one.entry.id).collect(),
        )
    }

    /// Alice goes on as before: her edit is accepted, and reaches Mallory's honest app.
    pub(super) fn assert_alive(&mut self) {
        let before = self.state().2.len();
        let position = comment(&mut self.alice, self.board, (self.item, self.creation), NOW);
        assert_eq!(self.verdict(position.id), Some(Verdict::Accepted));
        assert_eq!(self.state().2.len(), before + 1);
        self.meet();
        let theirs = self.mallory.verdicts_since(0, 100_000).unwrap();
        let there = theirs
            .iter()
            .any(|one| one.entry.id == position.id && one.verdict == Verdict::Accepted);
        assert!(there, "and others see it");
    }
}
