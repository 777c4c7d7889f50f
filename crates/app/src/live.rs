//! Live views: whoever subscribes sees a view as it is, and hears how it changes.
//!
//! Owns subscriptions and the difference between what was shown and what is true now.
//! 1. A subscription begins with a snapshot of its window.
//! 2. What is [`Touched`] goes to all subscriptions; those whose view it may concern run it again.
//! 3. The difference goes out as one patch. While the receiver is busy nothing is queued: changes
//!    gather, and the next patch holds them all.
//! 4. Where so much happened meanwhile that the news of it were lost, `Resync` and a snapshot follow.
//!
//! Never asks what a view means: that is [`crate::views`].

mod shown;
mod subscription;
#[cfg(test)]
mod tests;
mod touched;

pub use subscription::Subscription;
pub(crate) use subscription::{Source, subscribe};
pub(crate) use touched::{Touched, TouchedBoard};
