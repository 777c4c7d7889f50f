//! Roles, removals, lost devices, tickets taken back, and letting in what stands aside.
//!
//! Owns which certificates one such act takes; each act is kept as a whole or not at all. A removal and a lost device
//! come with new keys in the same step, for everybody who stays. Whether the person may do it is not decided here: the
//! certificates are judged as anybody else's, and the act is undone where one would not count.

use trust::{
    Adopt, BoardId, CertEntry, Certificate, Cut, DeviceCert, DeviceId, EntryId, Grant, GrantRef,
    LogGraph, LogId, MAX_ADOPTED, PersonId, Position, Reason, Remove, Role, wrap,
};

use super::Core;
use super::board::Board;
use super::state::State;
use crate::NodeError;

mod asking;
mod removing;

impl Core {
    /// Writes certificates, all or none of them.
    ///
    /// # Errors
    /// [`NodeError::NotAllowed`] with the reason of the first that would not count.
    pub fn certify(
        &mut self,
        board: BoardId,
        certificates: &[Certificate],
        now_ms: u64,
    ) -> Result<Vec<Position>, NodeError> {
        self.state.whole(board, |state| {
            state.write_certificates(board, certificates, now_ms)
        })
    }

    /// Gives somebody a role, a higher or a lower one, or one again after a removal. Stewards are made by a charter only.
    ///
    /// # Errors
    /// [`NodeError::NotAllowed`]: `steward`, `yourself`, `unknown-person`, `rank-too-low`, `role-out-of-reach`.
    pub fn set_role(
        &mut self,
        board: BoardId,
        person: PersonId,
        role: Role,
        now_ms: u64,
    ) -> Result<(), NodeError> {
        self.state.whole(board, |state| {
            let held = state.held(board)?;
            let before = held.authority.role_of(person);
            if role == Role::Steward || before == Some(Role::Steward) {
                return Err(not_allowed("steward"));
            }
            // A device becomes a helper by its ticket: it has no keys from the beginning, and gets none.
            if role == Role::Helper || before == Some(Role::Helper) {
                return Err(not_allowed("helper"));
            }
            if person == held.person {
                return Err(not_allowed("yourself"));
            }
            if before == Some(role) {
                return Ok(());
            }
            if held.devices_of(person).is_empty() {
                return Err(not_allowed("unknown-person"));
            }
            let above: Vec<EntryId> = held
                .authority
                .grants_of(person)
                .filter(|(_, held)| held.rank() < role.rank())
                .map(|(id, _)| id)
                .collect();
            let has = held
                .authority
                .grants_of(person)
                .any(|(_, held)| held == role);
            let (under, heals) = (held.under()?, held.ended_by(person));
            let mut certificates = Vec::new();
            if !above.is_empty() {
                let cut = state.known_of(board, |b| b.logs_of(person))?;
                let ends = above.iter().map(|target| Remove {
                    target: *target,
                    cut: cut.clone(),
                    reason: Reason::Over,
                    text: None,
                    under,
                });
                certificates.extend(ends.flat_map(removing::in_parts));
            }
            if !has {
                certificates.push(Certificate::Grant(Grant {
                    person,
                    role,
                    under,
                    heals: heals.filter(|_| before.is_none()),
                }));
            }
            if before.is_some_and(reads) && !reads(role) {
                certificates.extend(state.new_keys(board, |cert| cert.person != person)?);
            }
            let keeps = |role: Role| role.rank() <= Role::Coordinator.rank();
            if before.is_some_and(keeps) && !keeps(role) && reads(role) {
                certificates.extend(state.new_part_keys(board, |cert| cert.person != person)?);
            }
            if keeps(role) {
                certificates.extend(state.hand_part_keys(board, person)?);
            }
            state.write_certificates(board, &certificates, now_ms)?;
            if !before.is_some_and(reads) && reads(role) {
                state.hand_keys(board, person, now_ms)?;
            }
            Ok(())
        })
    }

    /// Lets entries count that were set aside because their author had lost the right; of a join, whoever came in by it
    /// is on the board again.
    ///
    /// # Errors
    /// [`NodeError::NotAllowed`] below a coordinator.
    pub fn let_in(
        &mut self,
        board: BoardId,
        mut entries: Vec<EntryId>,
        now_ms: u64,
    ) -> Result<(), NodeError> {
        entries.sort_unstable();
        entries.dedup();
        self.state.whole(board, |state| {
            let held = state.held(board)?;
            // An editor's word would count, for what is held only.
            let role = held.authority.role_of(held.person);
            if role.is_some_and(|role| role.rank() > Role::Coordinator.rank()) {
                return Err(not_allowed("rank-too-low"));
            }
            let certificates = adopting(&entries, held.under()?);
            state.write_certificates(board, &certificates, now_ms)?;
            Ok(())
        })
    }
}

impl State {
    pub(super) fn held(&self, board: BoardId) -> Result<&Board, NodeError> {
        self.boards.get(&board).ok_or(NodeError::NoBoard(board))
    }

    /// Keeps all that `job` does on a board, or nothing, and returns what it returns.
    pub(super) fn whole<T>(
        &mut self,
        board: BoardId,
        job: impl FnOnce(&mut Self) -> Result<T, NodeError>,
    ) -> Result<T, NodeError> {
        let mut value = None;
        self.as_a_whole(board, |state| {
            value = Some(job(state)?);
            Ok(())
        })?;
        value.ok_or_else(|| NodeError::Defect("an act without a value".to_owned()))
    }

    /// Returns a cut behind all that is here of some logs.
    pub(super) fn known_of(
        &mut self,
        board: BoardId,
        logs: impl FnOnce(&Board) -> Vec<LogId>,
    ) -> Result<Cut, NodeError> {
        let held = self
            .boards
            .get_mut(&board)
            .ok_or(NodeError::NoBoard(board))?;
        held.read_shape(&self.db)?;
        let logs = logs(held);
        let empty = LogGraph::default();
        Ok(held.shape.as_ref().unwrap_or(&empty).cut_of(logs))
    }

    /// Hands all keys to somebody's devices.
    fn hand_keys(
        &mut self,
        board: BoardId,
        person: PersonId,
        now_ms: u64,
    ) -> Result<(), NodeError> {
        let to = self.held(board)?.readers(|cert| cert.person == person);
        let mut certificates = Vec::new();
        for (device, kem) in to {
            let entropy = self.random()?;
            let held = self.held(board)?;
            match wrap(held.keys_to_hand(), &kem, device, board, entropy) {
                Ok(wrap) => certificates.push(Certificate::Wrap(wrap)),
                Err(error) => tracing::warn!(?board, ?device, %error, "a device gets no keys"),
            }
        }
        self.write_certificates(board, &certificates, now_ms)?;
        Ok(())
    }
}

impl Board {
    /// Returns as what this person acts.
    pub(super) fn under(&self) -> Result<GrantRef, NodeError> {
        let under = self.authority.grant_of(self.person);
        under.ok_or_else(|| self.no_grant())
    }

    /// Says why this person may write nothing at all.
    pub(crate) fn no_grant(&self) -> NodeError {
        let removed = self.ended_by(self.person).is_some();
        not_allowed(if removed { "removed" } else { "not-a-member" })
    }

    /// Returns the logs of all devices that somebody certified.
    pub(super) fn logs_of(&self, person: PersonId) -> Vec<LogId> {
        self.logs_by(|device| self.authority.certifiers_of(device).any(|of| of == person))
    }

    fn logs_by(&self, of: impl Fn(DeviceId) -> bool) -> Vec<LogId> {
        let logs = self.logs.iter().filter(|(_, log)| of(log.device));
        logs.map(|(id, _)| *id).collect()
    }

    /// Returns the devices that somebody certified, whether they are a member or not.
    pub(super) fn devices_of(&self, person: PersonId) -> Vec<DeviceCert> {
        let certs = self.certs.values().filter_map(CertEntry::device_cert);
        certs
            .filter(|cert| cert.person == person)
            .cloned()
            .collect()
    }
}

/// Returns the certificates that adopt some entries, which ascend.
fn adopting(entries: &[EntryId], under: GrantRef) -> Vec<Certificate> {
    let adopt = |some: &[EntryId]| Adopt {
        entries: some.to_vec(),
        under,
    };
    let acts = entries.chunks(MAX_ADOPTED).map(adopt);
    acts.map(Certificate::Adopt).collect()
}

/// Returns whether a role holds keys.
const fn reads(role: Role) -> bool {
    role.rank() <= Role::Reader.rank()
}

pub(super) fn not_allowed(code: &str) -> NodeError {
    NodeError::NotAllowed(code.to_owned())
}
