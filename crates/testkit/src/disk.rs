//! A disk that fails when it is told to: under SQLite, by a VFS of its own (docs/decisions/0151).
//!
//! Owns which call fails how, and the tape of what was written, synced and acknowledged, in order. A [`Disk`] is one
//! folder; files elsewhere are nobody's business. [`images`] makes of a tape what a power cut may leave. Never used by
//! the product, which knows nothing of it.

use std::collections::BTreeMap;
use std::path::{Path, PathBuf};
use std::sync::{Arc, Mutex, MutexGuard, PoisonError};
use std::time::UNIX_EPOCH;

pub(crate) mod images;
pub(crate) mod run;
mod vfs;

/// What SQLite asks a disk for.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum Call {
    Open,
    Read,
    Write,
    Truncate,
    Sync,
    Delete,
}

/// How a call fails.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum Fault {
    /// The disk is full.
    Full,
    /// The device answers with an error.
    Io,
    /// Half of it is done, then the device answers with an error.
    Half,
    /// One bit is another one, and nobody says so.
    Flip,
}

impl Call {
    /// The ways in which it can fail.
    pub(crate) const fn faults(self) -> &'static [Fault] {
        match self {
            Self::Read => &[Fault::Io, Fault::Half, Fault::Flip],
            Self::Write => &[Fault::Full, Fault::Io, Fault::Half],
            Self::Open | Self::Truncate | Self::Sync | Self::Delete => &[Fault::Io],
        }
    }
}

/// What happened to the files, in order.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(crate) enum Step {
    Write {
        file: String,
        at: usize,
        bytes: Vec<u8>,
    },
    Truncate {
        file: String,
        length: usize,
    },
    Sync {
        file: String,
    },
    /// The system said that not all of the file is on the disk, and does not try those bytes again.
    FailedSync {
        file: String,
    },
    Delete {
        file: String,
        /// Whether it is on the disk, too.
        synced: bool,
    },
    /// Somebody was told that this is saved.
    Saved(u64),
}

#[derive(Debug, Default)]
struct Inner {
    calls: Vec<Call>,
    /// How many of each kind.
    of_kind: [usize; KINDS],
    faults: BTreeMap<usize, Fault>,
    happened: Vec<(Call, Fault)>,
    no_room: bool,
    tape: Vec<Step>,
}

/// A watched folder.
#[derive(Debug)]
pub(crate) struct Disk {
    folder: PathBuf,
    inner: Mutex<Inner>,
}

/// All of them: SQLite's VFS is one for a process.
static DISKS: Mutex<Vec<Arc<Disk>>> = Mutex::new(Vec::new());

impl Disk {
    /// Watches a folder, of which `tape` has happened already.
    pub(crate) fn watch(folder: &Path, tape: Vec<Step>) -> Arc<Self> {
        vfs::install();
        let disk = Arc::new(Self {
            folder: folder.canonicalize().unwrap(),
            inner: Mutex::new(Inner {
                tape,
                ..Inner::default()
            }),
        });
        let mut disks = DISKS.lock().unwrap_or_else(PoisonError::into_inner);
        disks.push(Arc::clone(&disk));
        disk
    }

    /// Watches the folder no longer. Files that are open stay watched.
    pub(crate) fn forget(&self) {
        let mut disks = DISKS.lock().unwrap_or_else(PoisonError::into_inner);
        disks.retain(|disk| disk.folder != self.folder);
    }

    /// Lets the call of this number, counted from 0, fail.
    pub(crate) fn fail_at(&self, call: usize, fault: Fault) {
        self.lock().faults.insert(call, fault);
    }

    /// Lets the next call of a kind fail.
    pub(crate) fn fail_next(&self, kind: Call, fault: Fault) {
        let mut inner = self.lock();
        let wanted = inner.of_kind[kind as usize];
        // Kinds are counted apart from calls: see `take`.
        inner
            .faults
            .insert(NEXT + wanted * KINDS + kind as usize, fault);
    }

    /// Says whether there is room for files to grow.
    pub(crate) fn set_room(&self, room: bool) {
        self.lock().no_room = !room;
    }

    /// Notes that somebody was told that something is saved.
    pub(crate) fn saved(&self, number: u64) {
        self.lock().tape.push(Step::Saved(number));
    }

    /// Looks whether a file is written once more, as it is, by other means than SQLite's until the answer is dropped.
    pub(crate) fn notice_renewed(self: &Arc<Self>, file: &str) -> Renewed {
        let path = self.folder.join(file);
        if let Ok(file) = std::fs::File::options().write(true).open(&path) {
            file.set_modified(UNIX_EPOCH).unwrap();
        }
        let bytes = std::fs::read(&path).unwrap_or_default();
        Renewed {
            disk: Arc::clone(self),
            file: file.to_owned(),
            bytes,
            from: self.lock().tape.len(),
        }
    }

    /// Returns the calls until now.
    pub(crate) fn calls(&self) -> Vec<Call> {
        self.lock().calls.clone()
    }

    /// Returns the faults that happened.
    pub(crate) fn happened(&self) -> Vec<(Call, Fault)> {
        self.lock().happened.clone()
    }

    /// Returns the tape.
    pub(crate) fn tape(&self) -> Vec<Step> {
        self.lock().tape.clone()
    }

    fn of(path: &Path) -> Option<Arc<Self>> {
        let disks = DISKS.lock().unwrap_or_else(PoisonError::into_inner);
        let folder = path.parent()?;
        disks.iter().find(|disk| disk.folder == folder).cloned()
    }

    /// Counts a call, and returns how it fails.
    fn take(&self, call: Call) -> Option<Fault> {
        let mut inner = self.lock();
        let of_kind = inner.of_kind[call as usize];
        inner.of_kind[call as usize] += 1;
        let number = inner.calls.len();
        inner.calls.push(call);
        let of_kind = NEXT + of_kind * KINDS + call as usize;
        let fault = inner
            .faults
            .remove(&number)
            .or_else(|| inner.faults.remove(&of_kind));
        let fault = fault.filter(|fault| call.faults().contains(fault));
        inner.happened.extend(fault.map(|fault| (call, fault)));
        fault
    }

    fn has_room(&self) -> bool {
        !self.lock().no_room
    }

    fn record(&self, step: Step) {
        self.lock().tape.push(step);
    }

    fn lock(&self) -> MutexGuard<'_, Inner> {
        self.inner.lock().unwrap_or_else(PoisonError::into_inner)
    }
}

/// See [`Disk::notice_renewed`].
pub(crate) struct Renewed {
    disk: Arc<Disk>,
    file: String,
    bytes: Vec<u8>,
    from: usize,
}

impl Drop for Renewed {
    fn drop(&mut self) {
        let path = self.disk.folder.join(&self.file);
        let now = std::fs::metadata(&path).and_then(|file| file.modified());
        let mut inner = self.disk.lock();
        let by_sqlite = inner.tape[self.from..].iter().any(|step| match step {
            Step::Write { file, .. } | Step::Truncate { file, .. } | Step::Delete { file, .. } => {
                *file == self.file
            }
            Step::Sync { .. } | Step::FailedSync { .. } | Step::Saved(_) => false,
        });
        if self.bytes.is_empty() || by_sqlite || now.is_ok_and(|now| now == UNIX_EPOCH) {
            return;
        }
        let file = self.file.clone();
        let bytes = std::mem::take(&mut self.bytes);
        let renewed = [
            Step::Write {
                file: file.clone(),
                at: 0,
                bytes,
            },
            Step::Sync { file },
        ];
        inner.tape.splice(self.from..self.from, renewed);
    }
}

/// Where the numbers begin under which the next call of a kind is kept.
const NEXT: usize = 1 << 32;
const KINDS: usize = 8;
