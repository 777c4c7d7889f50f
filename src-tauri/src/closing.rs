//! Closing the window: where something for others is on this device only, the person is asked once.
//!
//! Owns how far the question is. Whether to ask, `app` says; the page asks. A closing is never held up for longer than a
//! moment by anything but a question on the screen, and a second wish to close needs no answer: so whoever logs out, or
//! has a page that hangs, is not kept.

use std::sync::atomic::{AtomicU64, Ordering};
use std::sync::{Mutex, PoisonError};
use std::thread;
use std::time::Duration;

use tauri::async_runtime;
use tauri::{AppHandle, CloseRequestApi, Emitter, Manager, State};

use app::api::AppError;

use crate::opening::Opened;
use crate::window;

/// What the page hears.
const EVENT: &str = "close-asked";
/// How long the page may take to put the question on the screen.
const SHOWN_WITHIN: Duration = Duration::from_secs(2);

/// How far the question is.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default)]
enum Stage {
    /// Nobody wants to close the window.
    #[default]
    Open,
    /// It is looked whether to ask.
    Looking,
    /// The page was told to ask.
    Told,
    /// The question is on the screen.
    Shown,
}

/// The question of this window.
#[derive(Debug, Default)]
pub struct Closing {
    stage: Mutex<Stage>,
    /// How often the page was told to ask: the time to do so is that of one question.
    told: AtomicU64,
}

impl Closing {
    fn put(&self, stage: Stage) -> Stage {
        let mut now = self.stage.lock().unwrap_or_else(PoisonError::into_inner);
        std::mem::replace(&mut *now, stage)
    }

    /// Goes on from one stage to the next; `false` where it is at another one.
    fn go(&self, from: Stage, to: Stage) -> bool {
        let mut now = self.stage.lock().unwrap_or_else(PoisonError::into_inner);
        let here = *now == from;
        if here {
            *now = to;
        }
        here
    }
}

/// Somebody wants to close the window.
pub fn requested(handle: &AppHandle, api: &CloseRequestApi) {
    let closing = handle.state::<Closing>();
    // Asked already: whoever wants to close it twice means it. And before the boards are open there is nothing to say.
    if !handle.state::<Opened>().is_open() || !closing.go(Stage::Open, Stage::Looking) {
        return;
    }
    api.prevent_close();
    let handle = handle.clone();
    async_runtime::spawn(async move {
        if !asks(&handle).await {
            window::close(&handle);
            return;
        }
        let closing = handle.state::<Closing>();
        let question = closing.told.fetch_add(1, Ordering::SeqCst) + 1;
        closing.put(Stage::Told);
        if let Err(error) = handle.emit(EVENT, ()) {
            tracing::warn!(%error, "the page does not hear that the window is to close");
        }
        let waits = handle.clone();
        thread::spawn(move || {
            thread::park_timeout(SHOWN_WITHIN);
            let closing = waits.state::<Closing>();
            let is_last = closing.told.load(Ordering::SeqCst) == question;
            if is_last && closing.go(Stage::Told, Stage::Open) {
                tracing::warn!("the page does not ask: the window closes");
                window::close(&waits);
            }
        });
    });
}

async fn asks(handle: &AppHandle) -> bool {
    let opened = handle.state::<Opened>();
    let Ok(app) = opened.app().await else {
        return false;
    };
    app.ask_before_closing().await.unwrap_or_else(|error| {
        tracing::warn!(%error, "what is only here is not known");
        false
    })
}

/// The page has put the question on the screen.
#[tauri::command]
pub async fn closing_shown(closing: State<'_, Closing>) -> Result<(), AppError> {
    closing.go(Stage::Told, Stage::Shown);
    Ok(())
}

/// The person has answered: the window closes, or stays.
#[tauri::command]
pub async fn close_window(
    handle: AppHandle,
    closing: State<'_, Closing>,
    close: bool,
) -> Result<(), AppError> {
    closing.put(Stage::Open);
    if close {
        window::close(&handle);
    }
    Ok(())
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_question_goes_on_step_by_step_and_a_page_that_was_slow_changes_nothing() {
        let closing = Closing::default();
        assert!(closing.go(Stage::Open, Stage::Looking));
        // A second wish to close finds the question on its way.
        assert!(!closing.go(Stage::Open, Stage::Looking));
        closing.put(Stage::Told);
        assert!(closing.go(Stage::Told, Stage::Shown));
        // The time to show it is over: it is shown, so the window stays.
        assert!(!closing.go(Stage::Told, Stage::Open));
        assert_eq!(closing.put(Stage::Open), Stage::Shown);
        // The page answers a question that nobody asks any more.
        assert!(!closing.go(Stage::Told, Stage::Shown));
        assert!(closing.go(Stage::Open, Stage::Looking));
    }
}
