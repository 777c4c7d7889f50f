//! A person of the simulation: a core with its keys, on a clock that is not quite right.

use std::path::Path;
use std::sync::Arc;

use anyhow::{Context, Result};
use node::{Core, CoreParts, Judge};
use store::{DatabaseKey, DeviceKeys, LogDb};
use tempfile::TempDir;
use trust::EndpointId;

use crate::Random;

/// What people are called.
pub(crate) const NAMES: [&str; 8] = [
    "Alice", "Bob", "Carol", "Dora", "Emil", "Fatima", "Goran", "Hana",
];

/// See the module.
pub(crate) struct Person {
    pub(crate) name: &'static str,
    pub(crate) endpoint: EndpointId,
    /// What their clock is off by, in milliseconds.
    pub(crate) skew_ms: i64,
    core: Option<Core>,
    /// Whose machine can be cloned or put back has a disk; all others have their log in memory.
    disk: Option<TempDir>,
    /// The keys of a copy of the folder; the log lies beside the folder's own.
    copied: Option<DeviceKeys>,
}

const KEY: DatabaseKey = DatabaseKey::from_bytes([8; 32]);
const LOG: &str = "log.db";
const COPY: &str = "copy.db";
/// What stands beside a database that is open.
const BESIDE: [&str; 2] = ["log.db-wal", "log.db-shm"];
/// Clocks of computers that somebody set by hand.
const DAYS_OFF: i64 = 3 * 24 * 3_600_000;

/// What random numbers come from.
type Draw = Box<dyn FnMut(&mut [u8]) -> std::io::Result<()> + Send>;

fn drawing(mut draws: Random) -> Draw {
    Box::new(move |bytes| {
        draws.fill(bytes);
        Ok(())
    })
}

/// A folder for one machine, in memory where the system has a place for that: nothing of it outlives the run.
fn folder() -> Result<TempDir> {
    let memory = Path::new("/dev/shm");
    Ok(if memory.is_dir() {
        tempfile::tempdir_in(memory)?
    } else {
        tempfile::tempdir()?
    })
}

fn log_of(disk: &Path) -> Result<LogDb> {
    Ok(LogDb::open(&disk.join(LOG), &KEY)?)
}

impl Person {
    pub(crate) fn new(
        at: usize,
        judge: Arc<dyn Judge>,
        random: &mut Random,
        has_disk: bool,
    ) -> Result<Self> {
        let mut draw = Random::new(random.next());
        let keys = DeviceKeys::draw(&mut |bytes: &mut [u8]| {
            draw.fill(bytes);
            Ok(())
        })?;
        let endpoint = EndpointId(random.bytes());
        let disk = has_disk.then(folder).transpose()?;
        let core = Core::open(CoreParts {
            db: match &disk {
                Some(disk) => log_of(disk.path())?,
                None => LogDb::in_memory()?,
            },
            keys,
            endpoint,
            judge,
            draw: drawing(draw),
        })?;
        // One in four has a clock that is up to three days off, the others up to two minutes.
        let most = if random.percent(25) {
            DAYS_OFF
        } else {
            120_000
        };
        let skew_ms = i64::try_from(random.below(usize::try_from(2 * most)?))? - most;
        Ok(Self {
            name: NAMES.get(at).copied().unwrap_or("Somebody"),
            endpoint,
            skew_ms,
            core: Some(core),
            disk,
            copied: None,
        })
    }

    /// Clones this machine as it stands: the same disk and clock, and for both the same random numbers from now on.
    pub(crate) fn clone_machine(&mut self, draws: &Random) -> Result<Self> {
        let disk = self.disk.as_ref().context("a machine without a disk")?;
        let core = self.core.take().context("a core that is not there")?;
        let CoreParts {
            db,
            keys,
            endpoint,
            judge,
            ..
        } = core.into_parts()?;
        db.checkpoint()?;
        drop(db);
        let other = folder()?;
        std::fs::copy(disk.path().join(LOG), other.path().join(LOG))?;
        let run = |disk: &Path| -> Result<Core> {
            Ok(Core::open(CoreParts {
                db: log_of(disk)?,
                keys: keys.clone(),
                endpoint,
                judge: Arc::clone(&judge),
                draw: drawing(draws.clone()),
            })?)
        };
        self.core = Some(run(disk.path())?);
        Ok(Self {
            name: "the clone",
            endpoint,
            skew_ms: self.skew_ms,
            core: Some(run(other.path())?),
            disk: Some(other),
            copied: None,
        })
    }

    /// Copies the folder as it stands, and starts the app again.
    pub(crate) fn back_up(&mut self) -> Result<()> {
        let disk = self.disk.as_ref().context("a machine without a disk")?;
        let core = self.core.take().context("a core that is not there")?;
        let parts = core.into_parts()?;
        parts.db.checkpoint()?;
        std::fs::copy(disk.path().join(LOG), disk.path().join(COPY))?;
        self.copied = Some(parts.keys.clone());
        self.core = Some(Core::open(parts)?);
        Ok(())
    }

    /// Puts the copy in the place of all that came since, and starts the app again.
    pub(crate) fn put_back(&mut self) -> Result<()> {
        let disk = self.disk.as_ref().context("a machine without a disk")?;
        let keys = self.copied.clone().context("no copy")?;
        let core = self.core.take().context("a core that is not there")?;
        let CoreParts {
            db,
            endpoint,
            judge,
            draw,
            ..
        } = core.into_parts()?;
        drop(db);
        for name in BESIDE.iter().map(|name| disk.path().join(name)) {
            if name.exists() {
                std::fs::remove_file(name)?;
            }
        }
        std::fs::copy(disk.path().join(COPY), disk.path().join(LOG))?;
        self.core = Some(Core::open(CoreParts {
            db: log_of(disk.path())?,
            keys,
            endpoint,
            judge,
            draw,
        })?);
        Ok(())
    }

    pub(crate) fn core(&self) -> Result<&Core> {
        self.core.as_ref().context("a core that is not there")
    }

    pub(crate) fn core_mut(&mut self) -> Result<&mut Core> {
        self.core.as_mut().context("a core that is not there")
    }

    /// Ends the run as kill -9 would, and starts again over the same database.
    pub(crate) fn restart(&mut self) -> Result<()> {
        let core = self.core.take().context("a core that is not there")?;
        self.core = Some(Core::open(core.into_parts()?)?);
        Ok(())
    }
}
