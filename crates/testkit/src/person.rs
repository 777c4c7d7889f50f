//! A person of the simulation: a core with its keys, on a clock that is not quite right.

use std::sync::Arc;

use anyhow::{Context, Result};
use node::{Core, CoreParts, Judge};
use store::{DeviceKeys, LogDb};
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
}

impl Person {
    pub(crate) fn new(at: usize, judge: Arc<dyn Judge>, random: &mut Random) -> Result<Self> {
        let mut draw = Random::new(random.next());
        let keys = DeviceKeys::draw(&mut |bytes: &mut [u8]| {
            draw.fill(bytes);
            Ok(())
        })?;
        let endpoint = EndpointId(random.bytes());
        let core = Core::open(CoreParts {
            db: LogDb::in_memory()?,
            keys,
            endpoint,
            judge,
            draw: Box::new(move |bytes| {
                draw.fill(bytes);
                Ok(())
            }),
        })?;
        let skew = i64::try_from(random.below(240_000))? - 120_000;
        Ok(Self {
            name: NAMES.get(at).copied().unwrap_or("Somebody"),
            endpoint,
            // One in ten has a clock that is a day off.
            skew_ms: if random.percent(10) { skew * 720 } else { skew },
            core: Some(core),
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
