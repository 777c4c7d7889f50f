//! Another device of the person, through the writer; and the months that pass.
//!
//! Owns where an answer says that a board can be asked for, and the task that takes notice of the time.

use std::collections::BTreeMap;
use std::sync::{Arc, Weak};
use std::time::Duration;

use store::RecoveryWords;
use tokio::time::{Instant, MissedTickBehavior, interval};
use trust::{
    DeviceAnswer, DevicePackage, DeviceRequest, EndpointHint, EndpointId, MAX_PACKED_HINTS,
};

use super::Node;
use super::jobs::Jobs;
use super::safe::Safe;
use crate::peer::KeepKeys;
use crate::{Accepted, AnswerNames, NodeError};

/// How often the time is taken notice of.
const NOTICE: Duration = Duration::from_secs(10 * 60);

impl Node {
    /// Returns this device's network key.
    #[must_use]
    pub fn endpoint(&self) -> EndpointId {
        self.inner.public.endpoint
    }

    /// Asks to become another device of a person; the same request as long as it is open.
    ///
    /// # Errors
    /// [`NodeError`] where it could not be saved.
    pub async fn request_device(&self, name: String) -> Result<DeviceRequest, NodeError> {
        let jobs = &self.inner.jobs;
        jobs.ask(move |core, _| core.request_device(&name)).await
    }

    /// Returns the open request.
    ///
    /// # Errors
    /// [`NodeError`] where the disk fails.
    pub async fn device_request(&self) -> Result<Option<DeviceRequest>, NodeError> {
        self.inner.jobs.ask(|core, _| core.device_request()).await
    }

    /// Gives the open request up.
    ///
    /// # Errors
    /// [`NodeError`] where the disk fails.
    pub async fn cancel_device_request(&self) -> Result<(), NodeError> {
        let jobs = &self.inner.jobs;
        jobs.ask(|core, _| core.cancel_device_request()).await
    }

    /// Answers the request of another device. Returns too whether that one will ask for the twelve words.
    ///
    /// # Errors
    /// [`crate::DeviceError`] where the request cannot be answered.
    pub async fn answer_device(
        &self,
        request: DeviceRequest,
        names: AnswerNames,
    ) -> Result<(DeviceAnswer, bool), NodeError> {
        let mut hints: BTreeMap<_, Vec<EndpointHint>> = BTreeMap::new();
        for info in self.boards() {
            let mut of = self.inner.network.hints(info.board).await;
            of.truncate(MAX_PACKED_HINTS);
            hints.insert(info.board, of);
        }
        let jobs = &self.inner.jobs;
        jobs.ask(move |core, _| core.answer_device(&request, &names, &hints))
            .await
    }

    /// Opens an answer, and takes nothing of it yet.
    ///
    /// # Errors
    /// [`crate::DeviceError`] where it cannot be opened here.
    pub async fn read_answer(&self, answer: DeviceAnswer) -> Result<DevicePackage, NodeError> {
        let jobs = &self.inner.jobs;
        jobs.ask(move |core, _| core.read_answer(&answer)).await
    }

    /// Becomes the person's device who answered; their boards are asked for at once.
    ///
    /// # Errors
    /// [`NodeError::OnPaper`] where the twelve words are to be typed, and [`crate::DeviceError`].
    pub async fn accept_device(
        &self,
        answer: DeviceAnswer,
        words: Option<RecoveryWords>,
    ) -> Result<Accepted, NodeError> {
        let keep = self.inner.safe.keeper();
        let words = words.map(|words| words.seed().clone());
        let jobs = &self.inner.jobs;
        let accepted = jobs
            .ask(move |core, now_ms| core.accept_device(&answer, words, keep, now_ms))
            .await?;
        let boards = self.boards();
        let hints: Vec<_> = boards
            .iter()
            .flat_map(super::dial::arriving)
            .cloned()
            .collect();
        self.inner.network.learn(&hints);
        Ok(accepted)
    }
}

impl Safe {
    /// Returns what keeps changed keys of this device.
    pub(super) fn keeper(self: &Arc<Self>) -> KeepKeys {
        let safe = Arc::clone(self);
        Box::new(move |keys| Ok(safe.keep(keys)?))
    }
}

/// Takes notice of the time, now and again and again.
pub(super) async fn notice_time(jobs: Jobs, safe: Weak<Safe>) {
    let mut interval = interval(NOTICE);
    interval.set_missed_tick_behavior(MissedTickBehavior::Delay);
    let mut last = Instant::now();
    loop {
        let now = interval.tick().await;
        let ran = u64::try_from(now.saturating_duration_since(last).as_millis());
        last = now;
        let Some(safe) = safe.upgrade() else { return };
        let (keep, ran) = (safe.keeper(), ran.unwrap_or(0));
        drop(safe);
        let noticed = jobs.ask(move |core, now_ms| core.pass_time(ran, keep, now_ms));
        match noticed.await {
            Err(NodeError::Closed) => return,
            Err(error) => tracing::warn!(%error, "the time is not taken notice of"),
            Ok(()) => {}
        }
    }
}
