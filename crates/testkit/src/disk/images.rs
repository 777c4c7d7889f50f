//! What a power cut may leave of a tape: all that was synced, and of the rest anything.
//!
//! A write that was not synced may be there, be missing, or end at some sector. What a failed `fsync` left behind is no
//! safer for a later one that succeeds. Never does any of it on a real disk until [`Image::lay_out`].

use std::collections::{BTreeMap, BTreeSet};
use std::path::Path;

use super::Step;
use crate::Random;

/// What a disk writes whole.
const SECTOR: usize = 512;

/// What becomes of that which was not synced.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum Loose {
    /// It is all there: nothing but the process ended.
    Kept,
    /// It is gone.
    Lost,
    /// Each for itself: there, gone, or torn at a sector, as this seed has it.
    Anyhow(u64),
}

/// The files of a folder.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub(crate) struct Image(BTreeMap<String, Vec<u8>>);

#[derive(Clone, Copy, PartialEq, Eq)]
enum State {
    Durable,
    Loose,
}

/// Returns what is on the disk after these steps.
pub(crate) fn image(tape: &[Step], loose: Loose) -> Image {
    let states = states(tape);
    let mut random = match loose {
        Loose::Anyhow(seed) => Some(Random::new(seed)),
        Loose::Kept | Loose::Lost => None,
    };
    let mut image = Image::default();
    for (step, state) in tape.iter().zip(states) {
        let whole = state == State::Durable || loose == Loose::Kept;
        let (done, torn) = match &mut random {
            _ if whole => (true, false),
            Some(random) => (random.percent(60), random.percent(30)),
            None => (false, false),
        };
        if !done {
            continue;
        }
        let sectors = match (&mut random, step) {
            (Some(random), Step::Write { bytes, .. }) if torn => {
                Some(random.below(bytes.len() / SECTOR + 1))
            }
            _ => None,
        };
        image.apply(step, sectors);
    }
    image
}

/// Says of each step whether a power cut at the end of the tape leaves it.
fn states(tape: &[Step]) -> Vec<State> {
    let mut states = vec![State::Loose; tape.len()];
    let mut pending: BTreeMap<&str, Vec<usize>> = BTreeMap::new();
    let mut deleted: BTreeMap<&str, usize> = BTreeMap::new();
    let mut known: BTreeSet<&str> = BTreeSet::new();
    for (at, step) in tape.iter().enumerate() {
        match step {
            Step::Write { file, .. } | Step::Truncate { file, .. } => {
                // A new file of the name: what was deleted is nobody's any more.
                if let Some(delete) = deleted.remove(file.as_str()) {
                    states[delete] = State::Durable;
                }
                pending.entry(file).or_default().push(at);
            }
            Step::Sync { file } => {
                for at in pending.remove(file.as_str()).unwrap_or_default() {
                    states[at] = State::Durable;
                }
                // With the first sync of a new file SQLite syncs the folder too, and so all that was deleted there.
                if known.insert(file) && file != "log.db" {
                    for delete in std::mem::take(&mut deleted).into_values() {
                        states[delete] = State::Durable;
                    }
                }
            }
            // Never again: the system takes these bytes for written.
            Step::FailedSync { file } => drop(pending.remove(file.as_str())),
            Step::Delete { file, synced } => {
                pending.remove(file.as_str());
                known.remove(file.as_str());
                if *synced {
                    states[at] = State::Durable;
                } else {
                    deleted.insert(file, at);
                }
            }
            Step::Saved(_) => {}
        }
    }
    states
}

impl Image {
    /// Writes the files into a folder.
    pub(crate) fn lay_out(&self, folder: &Path) {
        for (name, bytes) in &self.0 {
            std::fs::write(folder.join(name), bytes).unwrap();
        }
    }

    /// Returns whether there is nothing at all.
    pub(crate) fn is_empty(&self) -> bool {
        self.0.values().all(Vec::is_empty)
    }

    /// Does a step; of a write, only so many sectors if they are counted.
    fn apply(&mut self, step: &Step, sectors: Option<usize>) {
        match step {
            Step::Write { file, at, bytes } => {
                let count = sectors.map_or(bytes.len(), |sectors| sectors * SECTOR);
                let bytes = &bytes[..count.min(bytes.len())];
                let held = self.0.entry(file.clone()).or_default();
                if held.len() < at + bytes.len() {
                    held.resize(at + bytes.len(), 0);
                }
                held[*at..at + bytes.len()].copy_from_slice(bytes);
            }
            Step::Truncate { file, length } => {
                self.0.entry(file.clone()).or_default().truncate(*length);
            }
            Step::Delete { file, .. } => drop(self.0.remove(file)),
            Step::Sync { .. } | Step::FailedSync { .. } | Step::Saved(_) => {}
        }
    }
}
