//! Views that the window watches: from `app` into Tauri's channels.
//!
//! Owns which subscriptions are open. Each is one task that waits for updates, takes all that are ready
//! and sends them as one array: `app` makes at most one update a frame and a view, so this is all the
//! joining that is needed. A subscription ends with the page that asked for it.

use std::collections::BTreeMap;
use std::sync::{Arc, Mutex, PoisonError};

use tauri::async_runtime::{self, JoinHandle};
use tauri::ipc::Channel;

use app::Subscription;
use app::api::{ViewUpdate, Window};

/// The open subscriptions, by number.
#[derive(Default)]
pub struct Subscriptions {
    open: Mutex<Open>,
}

#[derive(Default)]
struct Open {
    last: u32,
    by_number: BTreeMap<u32, Entry>,
}

struct Entry {
    subscription: Arc<Subscription>,
    task: JoinHandle<()>,
}

impl Drop for Entry {
    fn drop(&mut self) {
        self.task.abort();
    }
}

impl Subscriptions {
    /// Sends what a subscription tells through a channel, and returns its number.
    pub fn add(&self, subscription: Subscription, channel: Channel<Vec<ViewUpdate>>) -> u32 {
        let subscription = Arc::new(subscription);
        let updates = subscription.updates.clone();
        let task = async_runtime::spawn(async move {
            while let Ok(update) = updates.recv().await {
                let mut ready = vec![update];
                while let Ok(update) = updates.try_recv() {
                    ready.push(update);
                }
                if channel.send(ready).is_err() {
                    break;
                }
            }
        });
        let mut open = self.open.lock().unwrap_or_else(PoisonError::into_inner);
        open.last += 1;
        let number = open.last;
        let entry = Entry { subscription, task };
        open.by_number.insert(number, entry);
        number
    }

    /// Moves the window of a list; an unknown number is one that has ended.
    pub fn move_window(&self, number: u32, to: Window) {
        let open = self.open.lock().unwrap_or_else(PoisonError::into_inner);
        if let Some(entry) = open.by_number.get(&number) {
            entry.subscription.set_window(to);
        }
    }

    /// Ends a subscription.
    pub fn remove(&self, number: u32) {
        let mut open = self.open.lock().unwrap_or_else(PoisonError::into_inner);
        open.by_number.remove(&number);
    }

    /// Ends all of them: the page that asked is gone.
    pub fn clear(&self) {
        let mut open = self.open.lock().unwrap_or_else(PoisonError::into_inner);
        open.by_number.clear();
    }
}
