//! Giving files to those who ask.
//!
//! Owns the places of those who are answered at a time, and that nothing more goes to somebody who was removed, or to
//! whom a board is met no more in this way. Never decides who may have a file: see [`Files::may`].

use std::collections::BTreeSet;
use std::sync::{Mutex, PoisonError};

use sync::{Arriving, BlobLink};
use trust::EndpointId;

use super::{Files, Hash};
use crate::node::network::Net;

/// Connections of one device that are answered at a time.
const SERVED_OF_ONE: usize = 4;

/// Answers a device that dialled for files. A stranger is let go without a word.
pub(in crate::node) async fn serve(net: &Net, arriving: Arriving) {
    let link: BlobLink = arriving.for_files();
    let (files, peer) = (&net.files, link.peer);
    #[cfg(test)]
    files
        .arrived
        .fetch_add(1, std::sync::atomic::Ordering::Relaxed);
    if !files.knows(net, peer) {
        link.close();
        return;
    }
    let (Some(_place), Ok(blobs)) = (files.place(peer), files.open().await) else {
        // That is no answer to what it would have asked.
        link.busy();
        return;
    };
    let (begun, given) = (Hashes::default(), Hashes::default());
    let may = |hash: &Hash| {
        let may = files.may(net, peer, hash);
        if may {
            begun.put(hash);
        }
        may
    };
    let mut hidden = net.public.hidden.subscribe();
    let mut boards = net.public.boards_changed.subscribe();
    // Who was removed gets no further byte; and a board that is met by another way from now on takes its files along.
    let parted = async {
        loop {
            let begun = begun.all();
            if !files.knows(net, peer) || !begun.iter().all(|hash| files.may(net, peer, hash)) {
                return;
            }
            let open = tokio::select! {
                changed = hidden.changed() => changed.is_ok(),
                changed = boards.changed() => changed.is_ok(),
            };
            if !open {
                std::future::pending::<()>().await;
            }
        }
    };
    tokio::select! {
        () = blobs.serve(link, may, |hash| given.put(hash)) => {}
        () = parted => {}
    }
    // Whoever goes after fetching may have all of it now.
    let given = given.all();
    if !given.is_empty() {
        files.ask_again((net.face, peer), &given);
    }
}

/// Files of one connection, noted while it stands.
#[derive(Default)]
struct Hashes(Mutex<BTreeSet<Hash>>);

impl Hashes {
    fn put(&self, hash: &Hash) {
        let mut all = self.0.lock().unwrap_or_else(PoisonError::into_inner);
        all.insert(*hash);
    }

    fn all(&self) -> BTreeSet<Hash> {
        let all = self.0.lock().unwrap_or_else(PoisonError::into_inner);
        all.clone()
    }
}

impl Files {
    /// Takes a place among those who are answered; `None` where there is none.
    fn place(&self, peer: EndpointId) -> Option<Place<'_>> {
        let slot = self.serving.try_acquire().ok()?;
        let mut served = self.served.lock().unwrap_or_else(PoisonError::into_inner);
        let count = served.entry(peer).or_default();
        if *count >= SERVED_OF_ONE {
            return None;
        }
        *count += 1;
        Some(Place {
            files: self,
            peer,
            _slot: slot,
        })
    }
}

/// A place among those who are answered, given back when this is dropped.
struct Place<'a> {
    files: &'a Files,
    peer: EndpointId,
    _slot: tokio::sync::SemaphorePermit<'a>,
}

impl Drop for Place<'_> {
    fn drop(&mut self) {
        let served = self.files.served.lock();
        let mut served = served.unwrap_or_else(PoisonError::into_inner);
        if let Some(count) = served.get_mut(&self.peer) {
            *count -= 1;
            if *count == 0 {
                served.remove(&self.peer);
            }
        }
    }
}
