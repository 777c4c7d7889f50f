//! How far a file is that is being saved or read, and giving it up.
//!
//! Owns what is told of it: a step after the other, in each never less than before, in about a hundred parts, and at
//! the end all of it. Never knows what is in the file.

use std::sync::atomic::{AtomicBool, Ordering};

use tokio::sync::watch;

use super::ParcelFailure;

/// In how many parts a step is told: a fast disk gives whoever looks no more work than a slow one.
const PARTS: u64 = 100;

/// What is being done to a file, in this order.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
pub enum ParcelStep {
    /// Looking what its reader lacks.
    Gathering,
    /// Writing that into the file.
    Saving,
    /// Reading the file whole, before anything of it counts.
    Checking,
    /// Reading it again, and taking what is in it.
    Taking,
}

/// How far it is.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct ParcelProgress {
    /// What is being done.
    pub step: ParcelStep,
    /// Bytes of the file that are written, or read in this step.
    pub bytes: u64,
    /// How many the file has; of one that is being saved nobody knows before its end.
    pub of_bytes: Option<u64>,
    /// Changes that are written, or read in this step.
    pub changes: u64,
    /// How many there are; of one that is read, once it was read whole.
    pub of_changes: Option<u64>,
}

impl ParcelProgress {
    /// Nothing of a step is done yet.
    pub(super) const fn begun(
        step: ParcelStep,
        of_bytes: Option<u64>,
        of_changes: Option<u64>,
    ) -> Self {
        Self {
            step,
            bytes: 0,
            of_bytes,
            changes: 0,
            of_changes,
        }
    }

    /// To which part of its bytes, and of its changes, it has come.
    fn parts(&self) -> (u64, u64) {
        let part = |done: u64, all: Option<u64>| {
            let all = all?;
            let part = done.saturating_mul(PARTS).checked_div(all);
            Some(part.unwrap_or(PARTS))
        };
        let bytes = part(self.bytes, self.of_bytes);
        let changes = part(self.changes, self.of_changes);
        (bytes.unwrap_or(0), changes.unwrap_or(0))
    }
}

/// How far it is, and whether somebody gave it up.
#[derive(Debug)]
pub struct ParcelWatch {
    told: watch::Sender<ParcelProgress>,
    given_up: AtomicBool,
}

impl ParcelWatch {
    /// Makes one for a file that is going to be saved.
    #[must_use]
    pub fn saving() -> Self {
        Self::begun(ParcelStep::Gathering)
    }

    /// Makes one for a file that is going to be read.
    #[must_use]
    pub fn reading() -> Self {
        Self::begun(ParcelStep::Checking)
    }

    fn begun(step: ParcelStep) -> Self {
        Self {
            told: watch::Sender::new(ParcelProgress::begun(step, None, None)),
            given_up: AtomicBool::new(false),
        }
    }

    /// Gives it up: what was written is taken away; what was read stays.
    pub fn give_up(&self) {
        self.given_up.store(true, Ordering::Relaxed);
    }

    /// Follows how far it is.
    #[must_use]
    pub fn progress(&self) -> watch::Receiver<ParcelProgress> {
        self.told.subscribe()
    }

    /// Tells how far it is, and ends what was given up.
    pub(super) fn at(&self, far: ParcelProgress) -> Result<(), ParcelFailure> {
        self.tell(far);
        if self.given_up.load(Ordering::Relaxed) {
            return Err(ParcelFailure::GivenUp);
        }
        Ok(())
    }

    /// Tells how far it is. What is done is done: nobody gives it up any more.
    pub(super) fn tell(&self, far: ParcelProgress) {
        self.told.send_if_modified(|told| {
            let (before, now) = (told.parts(), far.parts());
            let more = told.step != far.step || before.0 < now.0 || before.1 < now.1;
            if more {
                *told = far;
            }
            more
        });
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_step_is_told_in_about_a_hundred_parts_and_its_end_always() {
        let watch = ParcelWatch::saving();
        let mut progress = watch.progress();
        let all = 12_345;
        let mut far = ParcelProgress::begun(ParcelStep::Saving, None, Some(all));
        let mut told = 0;
        for changes in 0..=all {
            far.changes = changes;
            watch.at(far).unwrap();
            if progress.has_changed().unwrap() {
                assert_eq!(progress.borrow_and_update().changes, changes);
                told += 1;
            }
        }
        assert_eq!(told, PARTS + 1);
        // How long the file became is known after that.
        (far.bytes, far.of_bytes) = (900, Some(900));
        watch.tell(far);
        assert_eq!(*progress.borrow_and_update(), far);
        watch.give_up();
        assert!(matches!(watch.at(far), Err(ParcelFailure::GivenUp)));
        assert!(!progress.has_changed().unwrap());
    }
}
