//! The sessions of a core: one per connection. What one of them stores, all of them are told.

use std::collections::BTreeMap;

use sync::{Input, Output, ReportRefusal, Session, SessionError, SessionStart, Want};
use trust::{BoardId, DeviceId, LogId, Position};

use super::face::Face;
use super::{Connection, Core, Effect};
use crate::NodeError;

impl Core {
    /// Begins a session on a connection that stands.
    ///
    /// # Errors
    /// [`NodeError`] of the disk, after which the caller recovers.
    pub fn connect(
        &mut self,
        connection: Connection,
        start: SessionStart,
        now_ms: u64,
    ) -> Result<Vec<Effect>, NodeError> {
        self.connect_as(Face::Open, connection, start, now_ms)
    }

    /// Begins a session on a connection that stands, under one of the two faces of this device.
    ///
    /// # Errors
    /// [`NodeError`] of the disk, after which the caller recovers.
    pub fn connect_as(
        &mut self,
        face: Face,
        connection: Connection,
        start: SessionStart,
        now_ms: u64,
    ) -> Result<Vec<Effect>, NodeError> {
        self.state.faces.opened(connection, face);
        let mut session = Session::new(start, self.limits.clone());
        if let Some(egress) = self.drawn.take(session.peer()) {
            session.go_on_from(egress);
        }
        self.sessions.insert(connection, session);
        let mut effects = self.step(connection, Input::Opened, now_ms)?;
        effects.extend(self.ask_on(connection, now_ms)?);
        Ok(effects)
    }

    /// Forgets the session of a connection that is gone.
    pub fn disconnect(&mut self, connection: Connection) {
        self.state.near.gone(connection);
        self.state.faces.gone(connection);
        if let Some(session) = self.sessions.remove(&connection) {
            self.drawn.keep(&session, &self.limits);
        }
    }

    /// Gives a session an input. One without a session is ignored: its connection is on its way out.
    ///
    /// # Errors
    /// [`NodeError`] of the disk, after which the caller recovers. Whatever the peer did wrong is no error
    /// here: the connection is closed.
    pub fn step(
        &mut self,
        connection: Connection,
        input: Input,
        now_ms: u64,
    ) -> Result<Vec<Effect>, NodeError> {
        let Some(session) = self.sessions.get_mut(&connection) else {
            return Ok(Vec::new());
        };
        self.state.faces.turn_to(connection);
        let peer = session.peer();
        let brings = brings_entries(&input);
        let before = (self.state.stored, self.state.no_room);
        let dropped = self.state.dropped;
        let outputs = match session.step(input, &mut self.state, now_ms) {
            Ok(outputs) => outputs,
            Err(SessionError::Host(error)) => return Err(own_failure(error)),
            Err(error) => {
                tracing::info!(%error, ?peer, "a session ended");
                vec![Output::Close(error.code())]
            }
        };
        // What there was no room for is brought again by honest people too: it is no replay.
        if brings && before == (self.state.stored, self.state.no_room) {
            self.replays.count(peer, now_ms);
        }
        // Each may have cost the check of a signature, and honest people send none.
        let dropped = self.state.dropped.saturating_sub(dropped);
        if dropped > 0 {
            self.replays.count_dropped(peer, dropped, now_ms);
        }
        for output in &outputs {
            if let Output::Met { board, device } = output {
                self.state.near.met(connection, *board, *device);
            }
            match output {
                Output::NotJoined { board, refusal } => {
                    self.state.refused(*board, peer, *refusal)?;
                }
                Output::Equal { board, device } => {
                    // A helper may not have all that the admitter had.
                    let held = self.state.boards.get(board);
                    let whole = held.is_some_and(|held| !held.is_helper(*device));
                    self.state.finish_join(*board, whole)?;
                    // Where nobody else is met, what it has is all there is to wait for.
                    self.state.has_come(*board)?;
                    if whole {
                        self.state.screens.let_go(*board);
                        self.state.is_aware(*board, *device)?;
                    }
                }
                Output::Met { board, .. } if self.state.carried.contains_key(board) => {
                    self.state.carried_contact(*board, peer, now_ms)?;
                }
                Output::Close(_) => self.disconnect(connection),
                Output::Joined { board, .. } => self.state.let_in_by(*board, peer),
                Output::Reported { report, refusal } => {
                    self.state
                        .report_answered(*report, peer, *refusal, now_ms)?;
                }
                Output::Send(_) | Output::Met { .. } => {}
            }
        }
        let met: Vec<BoardId> = outputs.iter().filter_map(met_at).collect();
        let answered = outputs.iter().any(is_answered);
        let effect = |output| Effect { connection, output };
        let mut effects: Vec<Effect> = outputs.into_iter().map(effect).collect();
        if answered {
            effects.extend(self.report_on(connection, now_ms)?);
        }
        for board in met {
            let wants = self.state.hollow(board)?;
            if !wants.is_empty() {
                effects.extend(self.step(connection, Input::Ask { board, wants }, now_ms)?);
            }
        }
        Ok(effects)
    }

    /// Returns whether the peer of a connection brought what is here already so often that its next frame is to be
    /// read later.
    pub fn must_wait(&mut self, connection: Connection, now_ms: u64) -> bool {
        let peer = self.sessions.get(&connection).map(Session::peer);
        peer.is_some_and(|peer| self.replays.must_wait(peer, now_ms))
    }

    /// Tells all sessions what was stored and which boards came since the last call. Before the commit.
    ///
    /// # Errors
    /// [`NodeError`] of the disk, after which the caller recovers.
    pub fn spread(&mut self, now_ms: u64) -> Result<Vec<Effect>, NodeError> {
        let mut effects = Vec::new();
        let connections: Vec<Connection> = self.sessions.keys().copied().collect();
        for board in std::mem::take(&mut self.state.forgotten) {
            for connection in &connections {
                effects.extend(self.step(*connection, Input::BoardGone { board }, now_ms)?);
            }
        }
        for board in std::mem::take(&mut self.state.added) {
            for connection in &connections {
                effects.extend(self.step(*connection, Input::BoardAdded { board }, now_ms)?);
            }
        }
        if std::mem::take(&mut self.state.shown.changed) {
            for connection in &connections {
                effects.extend(self.step(*connection, Input::Shown, now_ms)?);
            }
        }
        for (board, logs) in std::mem::take(&mut self.state.unlocked) {
            effects.extend(self.ask_for(board, &logs, now_ms)?);
        }
        for (board, logs) in std::mem::take(&mut self.state.grown) {
            self.state.finish_join(board, false)?;
            self.state.check_screen(board);
            let held = self.state.boards.get(&board);
            let carried = self.state.carried.get(&board);
            let tip = |log| {
                let held = held.and_then(|held| held.logs.get(log)).map(|log| log.tip);
                held.or_else(|| carried.and_then(|carried| carried.tip(log)))
            };
            let forked = |log: &&LogId| held.is_some_and(|held| held.forked.contains(*log));
            let any_forked = logs.iter().any(|log| forked(&log));
            let plain = logs.iter().filter(|log| !forked(log));
            let tips: Vec<Position> = plain.filter_map(tip).collect();
            for connection in &connections {
                let tips = tips.clone();
                let input = Input::Changed { board, tips };
                effects.extend(self.step(*connection, input, now_ms)?);
                if any_forked {
                    effects.extend(self.step(*connection, Input::Forked { board }, now_ms)?);
                }
            }
        }
        effects.extend(self.leave_faces(now_ms)?);
        Ok(effects)
    }

    /// Asks for logs of which something can be read now: each where it came from, if that device is still connected.
    fn ask_for(
        &mut self,
        board: BoardId,
        logs: &BTreeMap<LogId, DeviceId>,
        now_ms: u64,
    ) -> Result<Vec<Effect>, NodeError> {
        let met: Vec<(Connection, DeviceId)> = self
            .met()
            .filter(|(_, of, _)| *of == board)
            .map(|(connection, _, device)| (connection, device))
            .collect();
        let held = self.state.boards.get(&board);
        let want = |log: &LogId| Want {
            log: *log,
            from: held.map_or(1, |held| held.chain(*log).next_seq),
        };
        let mut asks = Vec::new();
        for (connection, device) in met {
            let theirs = logs.iter().filter(|(_, from)| **from == device);
            let wants: Vec<Want> = theirs.map(|(log, _)| want(log)).collect();
            if !wants.is_empty() {
                asks.push((connection, wants));
            }
        }
        let mut effects = Vec::new();
        for (connection, wants) in asks {
            effects.extend(self.step(connection, Input::Ask { board, wants }, now_ms)?);
        }
        Ok(effects)
    }

    /// Asks the devices that tickets name and that are connected to let this one in.
    ///
    /// # Errors
    /// [`NodeError`] of the disk, after which the caller recovers.
    pub fn ask_joins(&mut self, now_ms: u64) -> Result<Vec<Effect>, NodeError> {
        let mut effects = Vec::new();
        let connections: Vec<Connection> = self.sessions.keys().copied().collect();
        for connection in connections {
            effects.extend(self.ask_on(connection, now_ms)?);
        }
        Ok(effects)
    }

    /// Returns the connections with the boards on which their peers proved to be members' devices.
    pub fn met(&self) -> impl Iterator<Item = (Connection, BoardId, DeviceId)> {
        self.sessions.iter().flat_map(|(connection, session)| {
            let met = session.met();
            met.map(|(board, device)| (*connection, board, device))
        })
    }

    /// Returns the connections with the boards on which both sides hold the same.
    pub fn equal(&self) -> impl Iterator<Item = (Connection, BoardId)> {
        self.sessions
            .iter()
            .flat_map(|(connection, session)| session.equal().map(|board| (*connection, board)))
    }

    /// Returns whether all sessions are settled: greeted, equal, nothing on its way.
    #[must_use]
    pub fn is_settled(&self) -> bool {
        self.sessions.values().all(Session::is_settled)
    }

    /// Returns the connections with a session.
    pub fn connections(&self) -> impl Iterator<Item = Connection> {
        self.sessions.keys().copied()
    }

    /// Gives a peer the reports that it is to have. What is more than one connection takes comes by the next one.
    fn report_on(&mut self, connection: Connection, now_ms: u64) -> Result<Vec<Effect>, NodeError> {
        self.state.faces.turn_to(connection);
        let session = self.sessions.get(&connection);
        let reports = session.map_or_else(Vec::new, |it| self.state.to_report(it.peer(), now_ms));
        if !reports.is_empty() && session.is_some_and(Session::has_said_its_reports) {
            return self.step(connection, Input::Goodbye, now_ms);
        }
        let mut effects = Vec::new();
        for report in reports {
            effects.extend(self.step(connection, Input::SendReport { report }, now_ms)?);
        }
        Ok(effects)
    }

    fn ask_on(&mut self, connection: Connection, now_ms: u64) -> Result<Vec<Effect>, NodeError> {
        let Some(peer) = self.sessions.get(&connection).map(Session::peer) else {
            return Ok(Vec::new());
        };
        let mut effects = Vec::new();
        effects.extend(self.report_on(connection, now_ms)?);
        for board in self.state.to_ask(peer) {
            if let Some(request) = self.state.request(board) {
                let request = Box::new(request);
                effects.extend(self.step(connection, Input::AskJoin { request }, now_ms)?);
            }
        }
        Ok(effects)
    }
}

/// Returns whether an input brings entries: a transfer, in the clear or of sealed frames.
fn brings_entries(input: &Input) -> bool {
    matches!(input, Input::Frame(bytes) if sync::brings_entries(bytes))
}

/// Returns whether the peer answered a report for good: another one may follow.
fn is_answered(output: &Output) -> bool {
    matches!(output, Output::Reported { refusal, .. } if *refusal != Some(ReportRefusal::NotNow))
}

/// Returns the board of which a member's device was just met.
const fn met_at(output: &Output) -> Option<BoardId> {
    match output {
        Output::Met { board, .. } => Some(*board),
        Output::Send(_)
        | Output::Close(_)
        | Output::Equal { .. }
        | Output::Joined { .. }
        | Output::NotJoined { .. }
        | Output::Reported { .. } => None,
    }
}

/// Returns this peer's own failure out of a session's error.
pub(super) fn own_failure(error: sync::HostError) -> NodeError {
    match error.0.downcast::<NodeError>() {
        Ok(error) => *error,
        Err(error) => NodeError::DiskFailed(error.to_string()),
    }
}
