//! What is fetched, from whom, and when.
//!
//! Owns the transfers: two at a time, the smallest file first, from any member's device that is connected, one after
//! the other until one gives it. What was cut goes on where it was. Never decides which files are wanted.

use std::collections::{BTreeMap, BTreeSet};
use std::sync::Arc;
use std::time::Duration;

use sync::{BlobError, BlobHave, Blobs};
use tokio::time::{Instant, sleep_until};
use trust::EndpointId;

use super::{FileState, Files, Hash, NamedFile, endpoints, names};
use crate::node::network::{Net, Nets};
use crate::peer::Face;

/// A device that may have a file, and under which face of this one it is met.
pub(super) type Holder = (Face, EndpointId);

/// Transfers at a time.
const AT_ONCE: usize = 2;
/// Whoever did not have a file may have it by then. A pause between two tries.
pub(super) const AGAIN: Duration = Duration::from_secs(15);

/// Fetches what is named and wanted, again and again.
pub(in crate::node) async fn fetch_all(nets: Nets) {
    let net = nets.of(Face::Open);
    let mut renamed = net.files.renamed.subscribe();
    let mut network = net.public.network.subscribe();
    let mut met = net.public.network.borrow().connected.clone();
    loop {
        renamed.borrow_and_update();
        let connected = network.borrow_and_update().connected.clone();
        if connected != met {
            // Whoever came may have what nobody had.
            met = connected;
            for known in net.files.known().values_mut() {
                known.in_vain = None;
            }
            net.files.others_changed(net, Instant::now());
        }
        let later = look(&nets).await;
        let pause = async {
            match later {
                Some(at) => sleep_until(at).await,
                None => std::future::pending().await,
            }
        };
        tokio::select! {
            () = pause => {}
            () = net.files.ended.notified() => {}
            changed = renamed.changed() => if changed.is_err() { return },
            changed = network.changed() => if changed.is_err() { return },
        }
    }
}

/// Begins what can begin, and says when to look again.
async fn look(nets: &Nets) -> Option<Instant> {
    let net = nets.of(Face::Open);
    let files = &net.files;
    let wanted = files.all();
    if wanted.is_empty() && files.blobs.get().is_none() {
        return None;
    }
    let blobs = match files.open().await {
        Ok(blobs) => blobs.clone(),
        Err(error) => {
            tracing::warn!(%error, "no files");
            return Some(Instant::now() + AGAIN);
        }
    };
    files.count(&blobs, &wanted).await;
    let now = Instant::now();
    let mut later = files.ask(nets, &blobs, &wanted, now);
    let mut order: Vec<&NamedFile> = wanted.values().collect();
    order.sort_by_key(|file| (file.length, file.hash));
    for file in order {
        let Some(from) = files.begin(net, file, now, &mut later) else {
            continue;
        };
        let (shared, blobs, file) = (nets.clone(), blobs.clone(), *file);
        net.starter
            .start(async move { fetch(&shared, &blobs, file, from).await });
    }
    files.publish(net, &wanted);
    later
}

/// Asks one after the other for a file.
async fn fetch(nets: &Nets, blobs: &Blobs, file: NamedFile, from: BTreeSet<Holder>) {
    let files = &nets.of(Face::Open).files;
    let running = Running {
        files,
        hash: file.hash,
    };
    let before = files.have(&file.hash);
    for (face, peer) in from {
        let net = nets.of(face);
        // The board may be met by another way since this began.
        if !files.is_named_in(net, &file.hash) {
            continue;
        }
        match fetch_from(net, blobs, &file, peer).await {
            Ok(()) => {
                files.known().entry(file.hash).or_default().have = Some(BlobHave::Whole);
                files.is_elsewhere(file.hash);
                return;
            }
            Err(BlobError::OtherLength { stated, found }) => {
                tracing::warn!(
                    stated,
                    found,
                    "a file has another length than its entry says"
                );
                files.known().entry(file.hash).or_default().proven = Some(found);
                return;
            }
            Err(error) => tracing::debug!(%error, ?peer, "a file did not come"),
        }
        if !files.is_wanted(&file.hash) {
            break;
        }
    }
    if let Ok(have) = blobs.have(&file.hash).await {
        let mut known = files.known();
        let known = known.entry(file.hash).or_default();
        known.have = Some(have);
        // What came nearer goes on at once.
        let nearer = have != BlobHave::Part(before);
        known.in_vain = (!nearer).then(Instant::now);
    }
    drop(running);
}

async fn fetch_from(
    net: &Net,
    blobs: &Blobs,
    file: &NamedFile,
    peer: EndpointId,
) -> Result<(), BlobError> {
    let files = &net.files;
    let transport = net.transport().clone();
    let offline = || BlobError::NotGiven("offline".to_owned());
    let transport = transport.ok_or_else(offline)?;
    let hint = net.book().hint(peer);
    let link = transport.dial_for_files(&hint).await;
    let link = link.map_err(|error| BlobError::NotGiven(error.to_string()))?;
    #[cfg(test)]
    let cut = {
        use std::sync::atomic::Ordering;
        files.begun.fetch_add(1, Ordering::Relaxed);
        let cut = files.cut_after.load(Ordering::Relaxed);
        if cut == 0 {
            u64::MAX
        } else {
            files.have(&file.hash) + cut
        }
    };
    #[cfg(not(test))]
    let cut = u64::MAX;
    let mut on = |have: u64| {
        files.known().entry(file.hash).or_default().have = Some(BlobHave::Part(have));
        files.show(file.hash, FileState::Coming(have));
        have < cut && files.is_wanted(&file.hash) && files.is_named_in(net, &file.hash)
    };
    let wanted = (&file.hash, store::sealed_len(file.length));
    let fetched = blobs.fetch(&link, wanted, &mut on).await;
    link.close();
    fetched
}

/// A transfer under way; dropping this ends it.
struct Running<'a> {
    files: &'a Files,
    hash: Hash,
}

impl Drop for Running<'_> {
    fn drop(&mut self) {
        if let Some(known) = self.files.known().get_mut(&self.hash) {
            known.running = false;
        }
        self.files.ended.notify_one();
    }
}

impl Files {
    /// All files that are named, once each.
    fn all(&self) -> BTreeMap<Hash, NamedFile> {
        let mut all: BTreeMap<Hash, NamedFile> = BTreeMap::new();
        let known = self.known();
        for file in self.named().values().flatten() {
            let proven = known.get(&file.hash).and_then(|known| known.proven);
            let one = all.entry(file.hash).or_insert(*file);
            // Of what is named with several lengths, by a liar among them, the one that was not found wrong is taken.
            if proven == Some(store::sealed_len(file.length)) {
                one.length = file.length;
            }
            one.fetch |= file.fetch;
            one.ask |= file.ask;
        }
        all
    }

    /// Looks how much is here of what was not looked at yet.
    async fn count(&self, blobs: &Blobs, wanted: &BTreeMap<Hash, NamedFile>) {
        for hash in wanted.keys() {
            if self
                .known()
                .get(hash)
                .is_some_and(|known| known.have.is_some())
            {
                continue;
            }
            let let_go = self.known().get(hash).is_some_and(|known| known.let_go);
            // It is named again, and was not swept away yet, perhaps.
            if let_go && let Err(error) = blobs.hold(hash).await {
                tracing::warn!(%error, "a file cannot be held");
                continue;
            }
            match blobs.have(hash).await {
                Ok(have) => {
                    let mut known = self.known();
                    let known = known.entry(*hash).or_default();
                    (known.have, known.let_go) = (Some(have), false);
                }
                Err(error) => tracing::warn!(%error, "a file cannot be looked at"),
            }
        }
    }

    /// Returns whom to ask for a file, if it is to be asked for now; then it is under way.
    fn begin(
        &self,
        net: &Net,
        file: &NamedFile,
        now: Instant,
        later: &mut Option<Instant>,
    ) -> Option<BTreeSet<Holder>> {
        let mut all = self.known();
        let running = all.values().filter(|known| known.running).count();
        let known = all.entry(file.hash).or_default();
        let done =
            known.have == Some(BlobHave::Whole) || known.is_not(file.length) || known.running;
        if done || !file.fetch {
            return None;
        }
        let from = self.holders(net, &file.hash);
        if from.is_empty() {
            return None;
        }
        if let Some(vain) = known.in_vain {
            let again = vain + AGAIN;
            if again > now {
                *later = Some(later.map_or(again, |at: Instant| at.min(again)));
                return None;
            }
        }
        if running >= AT_ONCE {
            return None;
        }
        known.running = true;
        known.in_vain = None;
        Some(from)
    }

    /// Members' devices that are connected now, of boards that name the file.
    pub(super) fn holders(&self, net: &Net, hash: &Hash) -> BTreeSet<Holder> {
        self.there(net, |files| names(files, hash))
    }

    /// Members' devices that are connected now, of boards with such files.
    pub(super) fn there(&self, net: &Net, such: impl Fn(&[NamedFile]) -> bool) -> BTreeSet<Holder> {
        let network = net.public.network.borrow().connected.clone();
        let named = self.named();
        let boards = named.iter().filter(|(_, files)| such(files));
        let connected = boards.filter_map(|(board, _)| {
            let devices = network.get(board)?;
            let face = net.public.face_of(*board);
            let endpoints = endpoints(&net.public.board(*board)?, devices);
            Some(endpoints.into_iter().map(move |it| (face, it)))
        });
        connected.flatten().collect()
    }

    fn have(&self, hash: &Hash) -> u64 {
        match self.known().get(hash).and_then(|known| known.have) {
            Some(BlobHave::Part(have)) => have,
            Some(BlobHave::Whole) | None => 0,
        }
    }

    /// Says how all files stand.
    fn publish(&self, net: &Net, wanted: &BTreeMap<Hash, NamedFile>) {
        let state = |file: &NamedFile| {
            let known = self.known().get(&file.hash).copied().unwrap_or_default();
            let have = match known.have {
                Some(BlobHave::Whole) => return FileState::Here,
                Some(BlobHave::Part(have)) => have,
                None => 0,
            };
            if known.is_not(file.length) {
                FileState::Wrong
            } else if !file.fetch {
                FileState::Left(have)
            } else if known.running
                || known.in_vain.is_none() && !self.holders(net, &file.hash).is_empty()
            {
                FileState::Coming(have)
            } else {
                FileState::Nobody(have)
            }
        };
        let states: BTreeMap<Hash, FileState> = wanted
            .iter()
            .map(|(hash, file)| (*hash, state(file)))
            .collect();
        self.states.send_if_modified(|now| {
            let differs = **now != states;
            if differs {
                *now = Arc::new(states);
            }
            differs
        });
    }

    /// Says how one file stands.
    fn show(&self, hash: Hash, state: FileState) {
        self.states.send_if_modified(|now| {
            let differs = now.get(&hash).is_some_and(|old| *old != state);
            if differs {
                let mut states = (**now).clone();
                states.insert(hash, state);
                *now = Arc::new(states);
            }
            differs
        });
    }
}
