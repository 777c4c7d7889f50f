//! Entries without a verdict, by what they wait for: only those are judged again that what came may help.
//!
//! Owns the bounds of what is remembered of them, per author and per board, so that nobody's flood of entries that
//! wait for nothing real pushes out anybody else's. Who is forgotten here is still on the disk, and is looked at again
//! by and by. Never holds an entry itself, so the number bounds the bytes too.

use std::collections::{BTreeMap, BTreeSet};

use store::EntryKey;
use trust::{Certificate, DeviceId, EntryId};

/// Entries of one author that are remembered (reliability.md, row 48).
const OF_AUTHOR: usize = 2_000;
/// Entries of a board that are remembered.
const OF_BOARD: usize = 16_000;

/// What an entry waits for.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
pub(crate) enum Missing {
    /// This entry, or a verdict about it.
    Entry(EntryId),
    /// A certificate about this device.
    Device(DeviceId),
    /// Whatever device: nothing waits for this, but it wakes all that wait for one.
    AnyDevice,
}

/// See the module.
#[derive(Debug, Default)]
pub(crate) struct Waiting {
    by_author: BTreeMap<DeviceId, BTreeMap<EntryKey, Missing>>,
    by_missing: BTreeMap<Missing, BTreeSet<(EntryKey, DeviceId)>>,
    remembered: usize,
    /// How many are on the disk only.
    forgotten: u64,
    /// How far the disk was looked through for those, and how many were found on the way.
    looked: Option<EntryKey>,
    found: u64,
}

impl Waiting {
    pub(crate) fn len(&self) -> u64 {
        let remembered = u64::try_from(self.remembered).unwrap_or(u64::MAX);
        remembered.saturating_add(self.forgotten)
    }

    /// Returns whether some are on the disk only.
    pub(crate) const fn has_forgotten(&self) -> bool {
        self.forgotten > 0
    }

    /// Returns whether an entry is remembered.
    pub(crate) fn remembers(&self, author: DeviceId, key: EntryKey) -> bool {
        let of_author = self.by_author.get(&author);
        of_author.is_some_and(|keys| keys.contains_key(&key))
    }

    /// Notes what an entry waits for. Past a bound, the oldest of the author who has most is forgotten.
    pub(crate) fn add(&mut self, author: DeviceId, key: EntryKey, missing: Missing) {
        let keys = self.by_author.entry(author).or_default();
        if let Some(before) = keys.insert(key, missing) {
            self.unlist(before, author, key);
        } else {
            self.remembered += 1;
        }
        let listed = self.by_missing.entry(missing).or_default();
        listed.insert((key, author));
        let of_author = self.by_author.get(&author).map_or(0, BTreeMap::len);
        if of_author > OF_AUTHOR {
            self.forget_oldest(author);
        } else if self.remembered > OF_BOARD {
            let fullest = self.by_author.iter().max_by_key(|(_, keys)| keys.len());
            if let Some((fullest, _)) = fullest {
                self.forget_oldest(*fullest);
            }
        }
    }

    /// Counts entries that are on the disk only.
    pub(crate) const fn found_on_disk(&mut self, count: u64) {
        self.forgotten = self.forgotten.saturating_add(count);
    }

    /// Returns how far the disk was looked through.
    pub(crate) const fn looked(&self) -> Option<EntryKey> {
        self.looked
    }

    /// One that was on the disk only is judged now.
    pub(crate) const fn look_at(&mut self) {
        self.found += 1;
        self.forgotten = self.forgotten.saturating_sub(1);
    }

    /// The disk was looked through up to here, or to its end.
    pub(crate) const fn looked_to(&mut self, to: Option<EntryKey>) {
        if to.is_none() {
            if self.found == 0 {
                // What was counted at the start were certificates.
                self.forgotten = 0;
            }
            self.found = 0;
        }
        self.looked = to;
    }

    /// Takes out what waits for this.
    pub(crate) fn wake(&mut self, missing: Missing) -> BTreeSet<EntryKey> {
        if missing == Missing::AnyDevice {
            let waits = |missing: &&Missing| matches!(missing, Missing::Device(_));
            let all: Vec<Missing> = self.by_missing.keys().filter(waits).copied().collect();
            return all.into_iter().flat_map(|one| self.wake(one)).collect();
        }
        let woken = self.by_missing.remove(&missing).unwrap_or_default();
        for (key, author) in &woken {
            self.strike(*author, *key);
        }
        woken.into_iter().map(|(key, _)| key).collect()
    }

    fn forget_oldest(&mut self, author: DeviceId) {
        let keys = self.by_author.get(&author);
        let Some((key, missing)) = keys.and_then(BTreeMap::first_key_value) else {
            return;
        };
        let (key, missing) = (*key, *missing);
        self.unlist(missing, author, key);
        self.strike(author, key);
        self.forgotten += 1;
    }

    fn unlist(&mut self, missing: Missing, author: DeviceId, key: EntryKey) {
        if let Some(listed) = self.by_missing.get_mut(&missing) {
            listed.remove(&(key, author));
            if listed.is_empty() {
                self.by_missing.remove(&missing);
            }
        }
    }

    fn strike(&mut self, author: DeviceId, key: EntryKey) {
        if let Some(keys) = self.by_author.get_mut(&author) {
            self.remembered -= usize::from(keys.remove(&key).is_some());
            if keys.is_empty() {
                self.by_author.remove(&author);
            }
        }
    }
}

/// Returns what an accepted certificate may help, besides what names it: entries of one device, or of any.
pub(crate) fn helps(id: EntryId, certificate: &Certificate) -> Vec<Missing> {
    let mut helped = vec![Missing::Entry(id)];
    match certificate {
        Certificate::Genesis(genesis) => helped.push(Missing::Device(genesis.device.device)),
        Certificate::DeviceCert(device) => helped.push(Missing::Device(device.device)),
        Certificate::Join(join) => helped.push(Missing::Device(join.request.device.device)),
        Certificate::Charter(_)
        | Certificate::DeviceRevoke(_)
        | Certificate::Remove(_)
        | Certificate::Adopt(_) => helped.push(Missing::AnyDevice),
        Certificate::Grant(_)
        | Certificate::Ticket(_)
        | Certificate::Epoch(_)
        | Certificate::Wrap(_)
        | Certificate::Close(_)
        | Certificate::Moderate(_)
        | Certificate::Shred(_) => {}
    }
    helped
}
