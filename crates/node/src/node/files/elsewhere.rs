//! Which files somebody else has too: asked of them, because nobody states it.
//!
//! Owns when a member's device is asked for the end of a file of which nobody else is known to have the bytes. Only whole
//! files are given (`Blobs::serve`), so whoever gives it has all of it. Two devices are asked at a time, each over one
//! connection, file after file. That a device does not have a file holds until it is connected anew, or fetched the file
//! here; after ten minutes also until anybody comes or goes. No answer is none: it is asked again soon. What was heard
//! holds for this run; whoever wants to remember it is told ([`crate::Node::files_elsewhere`]). Never fetches.

use std::collections::{BTreeMap, BTreeSet};
use std::sync::{Arc, MutexGuard, PoisonError};
use std::time::Duration;

use sync::{BlobAnswer, BlobHave, BlobLink, Blobs};
use tokio::time::Instant;

use super::fetch::{AGAIN, Holder};
use super::{Files, Hash, NamedFile};
use crate::node::network::{Net, Nets};
use crate::peer::Face;

/// Devices that are asked at a time.
const AT_ONCE: usize = 2;
/// Whoever does not have so many files, one after the other, is asked about the others later.
const WITHOUT: usize = 8;
/// A device is asked for so long at a time; then others have their turn.
const TURN: Duration = Duration::from_secs(60);
/// An answer of before may be another one now.
const OUTDATED: Duration = Duration::from_secs(10 * 60);

/// What came of asking a device.
#[derive(Debug, Default)]
pub(super) struct Asking {
    running: bool,
    /// The files that it does not have, and when it said so.
    without: BTreeMap<Hash, Instant>,
    /// It was asked about enough for now, or did not answer.
    later: Option<Instant>,
}

impl Files {
    /// Notes that a device has all of a file.
    pub(super) fn is_elsewhere(&self, hash: Hash) {
        self.elsewhere.send_if_modified(|all| {
            let new = !all.contains(&hash);
            if new {
                let mut more = BTreeSet::clone(all);
                more.insert(hash);
                *all = Arc::new(more);
            }
            new
        });
    }

    /// Forgets who has what: somebody who had it may not count any more.
    pub(super) fn forget_elsewhere(&self) {
        self.elsewhere.send_replace(Arc::default());
        for one in self.asking().values_mut() {
            one.without.clear();
        }
        self.ended.notify_one();
    }

    /// Lets a device be asked again about files that it fetched here.
    pub(super) fn ask_again(&self, holder: Holder, given: &BTreeSet<Hash>) {
        if let Some(one) = self.asking().get_mut(&holder) {
            one.without.retain(|hash, _| !given.contains(hash));
            one.later = None;
        }
        self.ended.notify_one();
    }

    /// Somebody came or went. Whoever is gone is asked anew when they are back.
    pub(super) fn others_changed(&self, net: &Net, now: Instant) {
        let there = self.there(net, |_| true);
        self.asking().retain(|holder, one| {
            let is_there = there.contains(holder);
            one.without
                .retain(|_, said| is_there && now < *said + OUTDATED);
            is_there || one.running
        });
    }

    /// Asks those who are there about what only this device is known to have, and says when to look again.
    pub(super) fn ask(
        &self,
        nets: &Nets,
        blobs: &Blobs,
        wanted: &BTreeMap<Hash, NamedFile>,
        now: Instant,
    ) -> Option<Instant> {
        let net = nets.of(Face::Open);
        let mut about: BTreeMap<Holder, Vec<NamedFile>> = BTreeMap::new();
        for file in wanted.values().filter(|file| file.ask) {
            let here = self.known().get(&file.hash).and_then(|known| known.have);
            if here == Some(BlobHave::Whole) && !self.is_known_elsewhere(&file.hash) {
                for holder in self.holders(net, &file.hash) {
                    about.entry(holder).or_default().push(*file);
                }
            }
        }
        let mut later: Option<Instant> = None;
        let mut asking = self.asking();
        let mut running = asking.values().filter(|one| one.running).count();
        for (holder, mut about) in about {
            let one = asking.entry(holder).or_default();
            about.retain(|file| !one.without.contains_key(&file.hash));
            if one.running || about.is_empty() {
                continue;
            }
            if let Some(at) = one.later.filter(|at| *at > now) {
                later = Some(later.map_or(at, |other| other.min(at)));
                continue;
            }
            if running >= AT_ONCE {
                // Whoever ends makes room, and says so.
                break;
            }
            (one.running, one.later) = (true, None);
            running += 1;
            let (nets, blobs) = (nets.clone(), blobs.clone());
            net.starter
                .start(async move { ask_one(&nets, &blobs, holder, about).await });
        }
        later
    }

    fn is_known_elsewhere(&self, hash: &Hash) -> bool {
        self.elsewhere.borrow().contains(hash)
    }

    fn asking(&self) -> MutexGuard<'_, BTreeMap<Holder, Asking>> {
        self.asking.lock().unwrap_or_else(PoisonError::into_inner)
    }
}

/// Asks a device about one file after the other.
async fn ask_one(nets: &Nets, blobs: &Blobs, holder: Holder, about: Vec<NamedFile>) {
    let (face, peer) = holder;
    let net = nets.of(face);
    let files = &net.files;
    let asked = Asked { files, holder };
    let end = Instant::now() + TURN;
    let (mut link, mut without) = (None, 0);
    for file in about {
        let hash = file.hash;
        let is_there = || files.holders(net, &hash).contains(&holder);
        // Somebody else may have it by now, and a board may be met by another way.
        if files.is_known_elsewhere(&hash) || !is_there() {
            continue;
        }
        let open = match link.take() {
            Some(open) => Some(open),
            None => dial(net, peer).await,
        };
        let Some(open) = open else {
            asked.later();
            return;
        };
        let sealed = store::sealed_len(file.length);
        match blobs.is_whole_at(&open, &hash, sealed).await {
            BlobAnswer::Whole => {
                files.is_elsewhere(hash);
                (link, without) = (Some(open), 0);
            }
            // Whoever is gone is asked anew when they are back.
            BlobAnswer::Not if is_there() => {
                asked.does_not_have(hash);
                without += 1;
            }
            BlobAnswer::Not | BlobAnswer::None => without = WITHOUT,
        }
        if without >= WITHOUT || Instant::now() >= end {
            asked.later();
            break;
        }
    }
    if let Some(link) = link {
        link.close();
    }
}

async fn dial(net: &Net, peer: trust::EndpointId) -> Option<BlobLink> {
    let transport = net.transport().clone()?;
    let hint = net.book().hint(peer);
    transport.dial_for_files(&hint).await.ok()
}

/// A device that is asked; dropping this ends it.
struct Asked<'a> {
    files: &'a Files,
    holder: Holder,
}

impl Asked<'_> {
    fn does_not_have(&self, hash: Hash) {
        if let Some(one) = self.files.asking().get_mut(&self.holder) {
            one.without.insert(hash, Instant::now());
        }
    }

    fn later(&self) {
        if let Some(one) = self.files.asking().get_mut(&self.holder) {
            one.later = Some(Instant::now() + AGAIN);
        }
    }
}

impl Drop for Asked<'_> {
    fn drop(&mut self) {
        if let Some(one) = self.files.asking().get_mut(&self.holder) {
            one.running = false;
        }
        self.files.ended.notify_one();
    }
}
