//! Links that open the app: `manyhands://join/…`, with the app closed or running.
//!
//! Owns the one link that waits to be looked at. Never reads what a ticket says, and never joins: the
//! join screen shows it first.
//!
//! 1. Closed: the desktop starts us with the link as an argument; it waits here until the UI asks.
//! 2. Running: the second start hands its arguments over the session bus and ends; the link is put here
//!    and the UI hears [`EVENT`].

use std::hash::{DefaultHasher, Hash, Hasher};
use std::path::Path;
use std::sync::{Mutex, PoisonError};

use tauri::{AppHandle, Emitter, Manager};

use crate::{arguments, window};

/// Says that a link waits: the UI takes it by `take_opened_ticket`.
const EVENT: &str = "ticket-opened";
/// A ticket has at most 600 characters; a link that is much longer is none of ours.
const LONGEST: usize = 2_000;

/// The link that waits.
pub struct Opened {
    link: Mutex<Option<String>>,
}

impl Opened {
    /// Begins with the link that the app was started with.
    pub fn with(link: Option<String>) -> Self {
        Self {
            link: Mutex::new(link.filter(|link| link.len() <= LONGEST)),
        }
    }

    /// Hands the link out, once.
    pub fn take(&self) -> Option<String> {
        let mut link = self.link.lock().unwrap_or_else(PoisonError::into_inner);
        link.take()
    }

    fn put(&self, new: String) {
        let mut link = self.link.lock().unwrap_or_else(PoisonError::into_inner);
        *link = Some(new);
    }
}

/// Returns the name on the session bus by which a second start of the same profile finds the first.
pub fn bus_name(folder: &Path) -> String {
    let mut hasher = DefaultHasher::new();
    folder.hash(&mut hasher);
    format!("org.manyhands.app.p{:016x}", hasher.finish())
}

/// Shows the window that runs already, with the link that the second start brought.
pub fn started_again(handle: &AppHandle, words: Vec<String>) {
    window::to_the_front(handle);
    if let arguments::Wish::Open(again) = arguments::read(words.into_iter().skip(1))
        && let Some(link) = again.link
    {
        arrived(handle, link);
    }
}

/// Hears links where the system brings them as events.
pub fn listen(handle: &AppHandle) {
    #[cfg(target_os = "macos")]
    {
        use tauri_plugin_deep_link::DeepLinkExt;
        let to = handle.clone();
        handle.deep_link().on_open_url(move |event| {
            for link in event.urls() {
                arrived(&to, link.to_string());
            }
        });
    }
    #[cfg(not(target_os = "macos"))]
    let _ = handle;
}

fn arrived(handle: &AppHandle, link: String) {
    if link.len() > LONGEST {
        tracing::warn!("a link is too long: {} bytes", link.len());
        return;
    }
    handle.state::<Opened>().put(link);
    // The event carries nothing: whoever hears it takes the link, so that it is looked at once.
    if let Err(error) = handle.emit(EVENT, ()) {
        tracing::warn!(%error, "the window did not hear of a link");
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_link_is_handed_out_once_and_the_newest_wins() {
        let opened = Opened::with(Some("manyhands://join/mh1a".to_owned()));
        opened.put("manyhands://join/mh1b".to_owned());
        assert_eq!(opened.take().as_deref(), Some("manyhands://join/mh1b"));
        assert_eq!(opened.take(), None);
        assert_eq!(Opened::with(Some("m".repeat(LONGEST + 1))).take(), None);
    }

    #[test]
    fn each_folder_has_a_name_of_its_own_on_the_bus() {
        let alice = bus_name(Path::new("/home/a/profiles/alice"));
        let bob = bus_name(Path::new("/home/a/profiles/bob"));
        assert_ne!(alice, bob);
        assert_eq!(alice, bus_name(Path::new("/home/a/profiles/alice")));
        assert!(alice.len() < 200 && alice.chars().all(|c| c.is_ascii_alphanumeric() || c == '.'));
    }
}
