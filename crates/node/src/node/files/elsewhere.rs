//! Which files somebody else has too: asked of them, because nobody states it.
//!
//! Owns when a member's device is asked for the end of a file of which nobody else is known to have the bytes. Only whole
//! files are given (`Blobs::serve`), so whoever gives it has all of it. Asked is once after each change of who is
//! connected, and once after somebody fetched the file here. What was heard holds for this run; whoever wants to remember
//! it is told ([`crate::Node::files_elsewhere`]). Never fetches.

use std::collections::BTreeSet;
use std::sync::Arc;

use sync::{BlobHave, Blobs};

use super::fetch::Holder;
use super::{Files, Hash, NamedFile};
use crate::node::network::Nets;
use crate::peer::Face;

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
        for known in self.known().values_mut() {
            known.asked = false;
        }
        self.ended.notify_one();
    }

    /// Lets files be asked about again that somebody fetched here.
    pub(super) fn ask_again(&self, given: &BTreeSet<Hash>) {
        let mut all = self.known();
        for hash in given {
            if let Some(known) = all.get_mut(hash) {
                known.asked = false;
            }
        }
        drop(all);
        self.ended.notify_one();
    }

    /// Asks about one file, if that is due and somebody is there.
    pub(super) fn ask(&self, nets: &Nets, blobs: &Blobs, file: &NamedFile) {
        if !file.ask || self.elsewhere.borrow().contains(&file.hash) {
            return;
        }
        let net = nets.of(Face::Open);
        let of = self.holders(net, &file.hash);
        let mut all = self.known();
        let known = all.entry(file.hash).or_default();
        if of.is_empty() || known.asked || known.have != Some(BlobHave::Whole) {
            return;
        }
        known.asked = true;
        drop(all);
        let (shared, blobs, file) = (nets.clone(), blobs.clone(), *file);
        net.starter
            .start(async move { ask_all(&shared, &blobs, &file, of).await });
    }
}

/// Asks one after the other, until one has it.
async fn ask_all(nets: &Nets, blobs: &Blobs, file: &NamedFile, of: BTreeSet<Holder>) {
    for (face, peer) in of {
        let net = nets.of(face);
        let Some(transport) = net.transport().clone() else {
            return;
        };
        let hint = net.book().hint(peer);
        let Ok(link) = transport.dial_for_files(&hint).await else {
            continue;
        };
        let has = blobs
            .is_whole_at(&link, &file.hash, store::sealed_len(file.length))
            .await;
        link.close();
        if has {
            net.files.is_elsewhere(file.hash);
            return;
        }
    }
}
