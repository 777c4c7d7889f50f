//! Entries without a verdict, by what they wait for: only those are judged again that what came may help.
//!
//! Owns the bounds of what is remembered of them, per author and per board, so that nobody's flood of entries that
//! wait for nothing real pushes out anybody else's. Who is forgotten here is still on the disk, and is looked at again
//! by and by. Never holds an entry itself, so the number bounds the bytes too.

use std::collections::{BTreeMap, BTreeSet};

use store::EntryKey;
use trust::{Certificate, DeviceId, EntryId, ItemId, PersonId};

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
    /// The creation of this item.
    Item(ItemId),
    /// The position that some cut names.
    Cut,
    /// Whatever device: nothing waits for this, but it wakes all that wait for one.
    AnyDevice,
}

/// Whose an entry is, as far as the bounds go: a person's, on whatever device. Devices that nobody vouches for count
/// as one together: anybody makes as many of them as they like.
type Author = Option<PersonId>;

/// See the module.
#[derive(Debug, Default)]
#[cfg_attr(test, derive(Clone))]
pub(crate) struct Waiting {
    remembered: BTreeMap<EntryKey, (Author, Missing)>,
    by_author: BTreeMap<Author, BTreeSet<EntryKey>>,
    by_missing: BTreeMap<Missing, BTreeSet<EntryKey>>,
    /// How many are on the disk only.
    forgotten: u64,
    /// How far the disk was looked through for those, and how many were found on the way.
    looked: Option<EntryKey>,
    found: u64,
    /// Whether more were forgotten since that way began: perhaps behind it.
    forgot_meanwhile: bool,
}

impl Waiting {
    pub(crate) fn len(&self) -> u64 {
        let remembered = u64::try_from(self.remembered.len()).unwrap_or(u64::MAX);
        remembered.saturating_add(self.forgotten)
    }

    /// Returns whether some are on the disk only.
    pub(crate) const fn has_forgotten(&self) -> bool {
        self.forgotten > 0
    }

    /// Returns whether an entry is remembered.
    pub(crate) fn remembers(&self, key: EntryKey) -> bool {
        self.remembered.contains_key(&key)
    }

    /// Notes what an entry waits for, and whose it is, if anybody's. Past a bound, the oldest of the author who has
    /// most is forgotten.
    pub(crate) fn add(&mut self, author: Author, key: EntryKey, missing: Missing) {
        self.take_out(key);
        self.remembered.insert(key, (author, missing));
        self.by_missing.entry(missing).or_default().insert(key);
        let keys = self.by_author.entry(author).or_default();
        keys.insert(key);
        if keys.len() > OF_AUTHOR {
            self.forget_oldest(author);
        } else if self.remembered.len() > OF_BOARD {
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
            if self.found == 0 && !self.forgot_meanwhile {
                // What was counted at the start were certificates.
                self.forgotten = 0;
            }
            self.found = 0;
            self.forgot_meanwhile = false;
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
        for key in &woken {
            self.take_out(*key);
        }
        woken
    }

    fn forget_oldest(&mut self, author: Author) {
        let keys = self.by_author.get(&author);
        if let Some(key) = keys.and_then(BTreeSet::first).copied() {
            self.take_out(key);
            self.forgotten += 1;
            self.forgot_meanwhile = true;
        }
    }

    fn take_out(&mut self, key: EntryKey) {
        let Some((author, missing)) = self.remembered.remove(&key) else {
            return;
        };
        strike(&mut self.by_author, &author, key);
        strike(&mut self.by_missing, &missing, key);
    }
}

fn strike<K: Ord>(lists: &mut BTreeMap<K, BTreeSet<EntryKey>>, of: &K, key: EntryKey) {
    if let Some(keys) = lists.get_mut(of) {
        keys.remove(&key);
        if keys.is_empty() {
            lists.remove(of);
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
