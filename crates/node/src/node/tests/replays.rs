//! Who brings what is here again and again, over a real connection: is read later, and nobody else is.

use std::sync::atomic::{AtomicU64, Ordering};

use store::{DeviceKeys, LogDb};
use sync::{
    Input, LinkReceiver, LinkSender, Listen, Output, SessionStart, Transport, TransportSettings,
};
use trust::EndpointHint;

use super::flood::{hint, until};
use super::*;
use crate::peer::{Connection, Core, CoreParts, Effect};

/// What a peer may bring again at once, and each second from then on (`peer::replays`).
const AT_ONCE: u64 = 256;
const A_SECOND: u64 = 8;
/// After so long it is as if nothing had been.
const LONG_MS: u64 = 40_000;

/// A clock that stands until somebody sets it on.
#[derive(Debug)]
struct Stopped(AtomicU64);

impl Clock for Stopped {
    fn now_ms(&self) -> u64 {
        self.0.load(Ordering::Relaxed)
    }
}

impl Stopped {
    fn set_on(&self, ms: u64) {
        self.0.fetch_add(ms, Ordering::Relaxed);
    }
}

/// Mallory's app: a core as everybody has it, whose frames she sends as often as she likes.
struct Mallory {
    core: Core,
    transport: Transport,
    connections: u64,
}

type Ends = (LinkSender, LinkReceiver);

impl Mallory {
    async fn new() -> Self {
        let keys = DeviceKeys::draw(&mut seed::fill).unwrap();
        let settings = TransportSettings {
            secret: *keys.network(),
            relays: Vec::new(),
            local_discovery: false,
            tags: [0; 32],
            listen: Listen::Loopback,
            port: None,
        };
        let transport = Transport::bind(settings).await.unwrap();
        let core = Core::open(CoreParts {
            db: LogDb::in_memory().unwrap(),
            keys,
            endpoint: transport.id(),
            judge: Arc::new(Easy),
            draw: Box::new(seed::fill),
        });
        Self {
            core: core.unwrap(),
            transport,
            connections: 0,
        }
    }

    /// Does something, and returns what is to be sent.
    fn act(
        &mut self,
        act: impl FnOnce(&mut Core, u64) -> Result<Vec<Effect>, NodeError>,
    ) -> Vec<Vec<u8>> {
        let now_ms = SystemClock.now_ms();
        self.core.begin().unwrap();
        let mut effects = act(&mut self.core, now_ms).unwrap();
        self.core.upkeep(now_ms).unwrap();
        effects.extend(self.core.spread(now_ms).unwrap());
        self.core.commit().unwrap();
        let frames = effects
            .into_iter()
            .filter_map(|effect| match effect.output {
                Output::Send(frame) => Some(frame),
                Output::Close(_)
                | Output::Met { .. }
                | Output::Equal { .. }
                | Output::Joined { .. }
                | Output::NotJoined { .. }
                | Output::Reported { .. } => None,
            });
        frames.collect()
    }

    const fn connection(&self) -> Connection {
        Connection(self.connections)
    }

    /// Dials, and says what is said first.
    async fn dial(&mut self, whom: &EndpointHint) -> Ends {
        self.core.disconnect(self.connection());
        self.connections += 1;
        let link = self.transport.dial(whom).await.unwrap();
        let start = SessionStart {
            side: link.side,
            binding: link.binding,
            peer: link.peer,
            padding: [6; 32],
        };
        let (connection, (mut sender, receiver)) = (self.connection(), link.split());
        for frame in self.act(|core, now_ms| core.connect(connection, start, now_ms)) {
            sender.send(&frame).await.unwrap();
        }
        (sender, receiver)
    }

    /// Talks as everybody does until it is so.
    async fn talk(&mut self, ends: &mut Ends, so: impl Fn(&Core) -> bool) {
        let talk = async {
            while !so(&self.core) {
                let heard = ends.1.recv().await.unwrap().unwrap();
                let connection = self.connection();
                let input = Input::Frame(heard);
                for frame in self.act(|core, now_ms| core.step(connection, input, now_ms)) {
                    ends.0.send(&frame).await.unwrap();
                }
            }
        };
        timeout(PATIENCE, talk).await.unwrap();
    }

    /// Writes something, and returns the transfer that takes it to whoever is connected.
    fn say(&mut self, board: BoardId, words: &str) -> Vec<u8> {
        let body = words.as_bytes().to_vec();
        let mut frames = self.act(|core, now_ms| {
            core.append(board, now_ms, |appender| {
                appender.append(Draft {
                    kind: Kind::Change,
                    item: None,
                    deps: Vec::new(),
                    body,
                })?;
                Ok(())
            })?;
            Ok(Vec::new())
        });
        frames.retain(|frame| sync::brings_entries(frame));
        assert_eq!(frames.len(), 1);
        frames.swap_remove(0)
    }
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn who_brings_the_same_a_thousand_times_is_read_later_and_nobody_else_waits() {
    let clock = Arc::new(Stopped(AtomicU64::new(SystemClock.now_ms())));
    let alice = Somebody::start_as(Opening {
        clock: Arc::clone(&clock) as Arc<dyn Clock>,
        ..Opening::default()
    });
    let bob = Somebody::start();
    let board = alice.node.create_board().await.unwrap();
    bob.node.join(alice.invite(board).await).await.unwrap();
    bob.until_joined().await;
    let mut mallory = Mallory::new().await;
    let ticket = alice.invite(board).await;
    mallory.act(|core, now_ms| core.start_join(ticket, now_ms).map(|()| Vec::new()));
    let whom = hint(&alice, board).await;
    let mut ends = mallory.dial(&whom).await;
    let is_in = |core: &Core| core.equal().any(|(_, of)| of == board);
    mallory.talk(&mut ends, is_in).await;

    let jobs = alice.node.inner.jobs.clone();
    let read = || jobs.read_of_the_newest();
    let transfer = mallory.say(board, "mallory");
    ends.0.send(&transfer).await.unwrap();
    alice.until_heard(board, &["mallory"]).await;
    let before = read();
    for _ in 0..1_000 {
        ends.0.send(&transfer).await.unwrap();
    }
    // So many of those that are not new are read; the rest stays with her.
    until(|| read() >= before + AT_ONCE).await;
    bob.say(board, "bob").await.unwrap();
    alice.until_heard(board, &["bob", "mallory"]).await;
    assert_eq!(read(), before + AT_ONCE);
    // A second later there is room for a few.
    clock.set_on(1_000);
    until(|| read() >= before + AT_ONCE + A_SECOND).await;
    bob.say(board, "bob again").await.unwrap();
    alice
        .until_heard(board, &["bob", "bob again", "mallory"])
        .await;
    assert_eq!(read(), before + AT_ONCE + A_SECOND);

    // Who dials anew is who she was: her first word is heard, and the next one later.
    let mut ends = mallory.dial(&whom).await;
    until(|| read() == 1).await;
    bob.say(board, "bob once more").await.unwrap();
    let all = ["bob", "bob again", "bob once more", "mallory"];
    alice.until_heard(board, &all).await;
    assert_eq!(read(), 1);
    // In the end what is new of hers counts like anybody's.
    clock.set_on(LONG_MS);
    mallory.talk(&mut ends, is_in).await;
    let news = mallory.say(board, "mallory, honestly");
    ends.0.send(&news).await.unwrap();
    let all = [&all[..], &["mallory, honestly"]].concat();
    alice.until_heard(board, &all).await;
}
