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

use super::{FileState, Files, Hash, NamedFile, endpoints};
use crate::node::network::Net;

/// Transfers at a time.
const AT_ONCE: usize = 2;
/// Whoever did not have a file may have it by then. A pause between two tries.
const AGAIN: Duration = Duration::from_secs(15);

/// Fetches what is named and wanted, again and again.
pub(in crate::node) async fn fetch_all(net: Arc<Net>) {
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
        }
        let later = look(&net).await;
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
async fn look(net: &Arc<Net>) -> Option<Instant> {
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
    let (now, mut later) = (Instant::now(), None);
    let mut order: Vec<&NamedFile> = wanted.values().collect();
    order.sort_by_key(|file| (file.length, file.hash));
    for file in order {
        let Some(from) = files.begin(net, file, now, &mut later) else {
            continue;
        };
        let (shared, blobs, file) = (Arc::clone(net), blobs.clone(), *file);
        net.starter
            .start(async move { fetch(&shared, &blobs, file, from).await });
    }
    files.publish(net, &wanted);
    later
}

/// Asks one after the other for a file.
async fn fetch(net: &Net, blobs: &Blobs, file: NamedFile, from: BTreeSet<EndpointId>) {
    let files = &net.files;
    let running = Running {
        files,
        hash: file.hash,
    };
    let before = files.have(&file.hash);
    for peer in from {
        match fetch_from(net, blobs, &file, peer).await {
            Ok(()) => {
                files.known().entry(file.hash).or_default().have = Some(BlobHave::Whole);
                return;
            }
            Err(BlobError::OtherLength { stated, found }) => {
                tracing::warn!(
                    stated,
                    found,
                    "a file has another length than its entry says"
                );
                files.known().entry(file.hash).or_default().wrong = true;
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
        have < cut && files.is_wanted(&file.hash)
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
        for file in self.named().values().flat_map(BTreeMap::values) {
            let one = all.entry(file.hash).or_insert(*file);
            one.fetch |= file.fetch;
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
            match blobs.have(hash).await {
                Ok(have) => self.known().entry(*hash).or_default().have = Some(have),
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
    ) -> Option<BTreeSet<EndpointId>> {
        let mut all = self.known();
        let running = all.values().filter(|known| known.running).count();
        let known = all.entry(file.hash).or_default();
        let done = known.have == Some(BlobHave::Whole) || known.wrong || known.running;
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
    fn holders(&self, net: &Net, hash: &Hash) -> BTreeSet<EndpointId> {
        let network = net.public.network.borrow().connected.clone();
        let named = self.named();
        let boards = named.iter().filter(|(_, files)| files.contains_key(hash));
        let connected = boards.filter_map(|(board, _)| {
            let devices = network.get(board)?;
            Some(endpoints(&net.public.board(*board)?, devices))
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
            if known.wrong {
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
