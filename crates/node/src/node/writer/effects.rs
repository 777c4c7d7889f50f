//! What the sessions want done after a commit, and who is cut off because they take nothing.

use sync::Output;

use super::Desk;
use crate::node::orders::BYTES_OF_ALL;
use crate::peer::{Connection, Effect};

impl Desk {
    /// Does what the sessions want, now that what they stand on is on the disk.
    pub(super) fn perform(&mut self, effects: Vec<Effect>) {
        for Effect { connection, output } in effects {
            let Some(orders) = self.links.get(&connection) else {
                continue;
            };
            match output {
                Output::Send(frame) => {
                    if !orders.send(frame) {
                        // The peer takes nothing.
                        self.cut_off(connection);
                    }
                }
                Output::Close(code) => {
                    orders.close(code);
                    self.links.remove(&connection);
                }
                Output::Met { .. }
                | Output::Equal { .. }
                | Output::Joined { .. }
                | Output::NotJoined { .. }
                | Output::Reported { .. } => {}
            }
        }
        self.make_room();
    }

    /// Cuts off those on which most waits, until all together are within the bound.
    fn make_room(&mut self) {
        loop {
            let waiting = self
                .links
                .iter()
                .map(|(link, orders)| (orders.waiting(), *link));
            let total: usize = waiting.clone().map(|(bytes, _)| bytes).sum();
            match waiting.max() {
                Some((_, fullest)) if total > BYTES_OF_ALL => self.cut_off(fullest),
                Some(_) | None => return,
            }
        }
    }

    fn cut_off(&mut self, connection: Connection) {
        tracing::info!(?connection, "a peer does not take what it is sent");
        if let Some(orders) = self.links.remove(&connection) {
            orders.cut_off();
        }
        self.core.disconnect(connection);
    }
}
