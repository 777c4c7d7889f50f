//! What one job does inside of the transaction, and what becomes of one that is not begun.

use store::Seen;
use sync::{CloseCode, Input};
use trust::EndpointHint;

use super::{Desk, Done};
use crate::NodeError;
use crate::node::jobs::{Asked, Job, PORT, Turn};
use crate::peer::Connection;

impl Desk {
    pub(super) fn job(&mut self, job: Job, now_ms: u64, done: &mut Done) -> Result<(), NodeError> {
        match job {
            Job::Ask(ask) => {
                let Asked { failed, answer } = ask(Turn::Run(&mut self.core, now_ms));
                done.answers.push(answer);
                return failed.map_or(Ok(()), Err);
            }
            Job::Opened(connection, face, start, orders) => {
                self.links.insert(connection, orders);
                let core = &mut self.core;
                done.effects
                    .extend(core.connect_as(face, connection, start, now_ms)?);
            }
            Job::Frame(connection, frame) => {
                self.input(connection, Input::Frame(frame.bytes), now_ms, done)?;
                // The next one may be read, unless the peer brings what is here again and again.
                if self.core.must_wait(connection, now_ms) {
                    self.held_back.insert(connection, frame.place);
                }
            }
            Job::Gone(connection) => {
                self.core.disconnect(connection);
                self.links.remove(&connection);
            }
            Job::Goodbye(connection) => self.input(connection, Input::Goodbye, now_ms, done)?,
            Job::Reached(hint, seen) => self.keep_addresses(&hint, seen, now_ms)?,
            Job::Port(port) => self.core.db().set_meta(PORT, &port.to_be_bytes())?,
            Job::AskJoins => done.effects.extend(self.core.ask_joins(now_ms)?),
            Job::Tick => {
                let connections: Vec<Connection> = self.core.connections().collect();
                for connection in connections {
                    self.input(connection, Input::Tick, now_ms, done)?;
                }
                let core = &mut self.core;
                self.held_back.retain(|of, _| core.must_wait(*of, now_ms));
            }
        }
        Ok(())
    }

    fn input(
        &mut self,
        connection: Connection,
        input: Input,
        now_ms: u64,
        done: &mut Done,
    ) -> Result<(), NodeError> {
        done.effects
            .extend(self.core.step(connection, input, now_ms)?);
        Ok(())
    }

    /// A job that is not begun, because the disk failed before it.
    pub(super) fn skip(&mut self, job: Job, error: &NodeError, done: &mut Done) {
        match job {
            Job::Ask(ask) => done.answers.push(ask(Turn::Skipped(error)).answer),
            Job::Opened(_, _, _, orders) => orders.close(CloseCode::Failed),
            Job::Gone(connection) => {
                self.core.disconnect(connection);
                self.links.remove(&connection);
            }
            Job::Frame(..)
            | Job::Goodbye(_)
            | Job::Reached(..)
            | Job::Port(_)
            | Job::AskJoins
            | Job::Tick => {}
        }
    }

    fn keep_addresses(
        &mut self,
        hint: &EndpointHint,
        seen: Seen,
        now_ms: u64,
    ) -> Result<(), NodeError> {
        for address in &hint.addrs {
            let address = address.to_string();
            self.core
                .db()
                .keep_address(hint.endpoint, &address, seen, now_ms)?;
        }
        self.core.reached(hint);
        Ok(())
    }
}
