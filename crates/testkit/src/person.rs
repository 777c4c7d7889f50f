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
    /// Whose machine can be cloned has a disk; all others have their log in memory.
    disk: Option<TempDir>,
}

const KEY: DatabaseKey = DatabaseKey::from_bytes([8; 32]);
const LOG: &str = "log.db";

/// What random numbers come from.
type Draw = Box<dyn FnMut(&mut [u8]) -> std::io::Result<()> + Send>;

fn drawing(mut draws: Random) -> Draw {
    Box::new(move |bytes| {
        draws.fill(bytes);
        Ok(())
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
        let disk = has_disk.then(tempfile::tempdir).transpose()?;
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
        let skew = i64::try_from(random.below(240_000))? - 120_000;
        Ok(Self {
            name: NAMES.get(at).copied().unwrap_or("Somebody"),
            endpoint,
            // One in ten has a clock that is a day off.
            skew_ms: if random.percent(10) { skew * 720 } else { skew },
            core: Some(core),
            disk,
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
        let other = tempfile::tempdir()?;
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
        })
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
