//! Roles, removals, lost devices, tickets taken back, and letting in what stands aside.
//!
//! Owns which certificates one such act takes; each act is kept as a whole or not at all. A removal and a lost device
//! come with new keys in the same step, for everybody who stays. Whether the person may do it is not decided here: the
//! certificates are judged as anybody else's, and the act is undone where one would not count.

use trust::{
    Adopt, BoardId, CertEntry, Certificate, Cut, DeviceCert, DeviceId, DeviceRevoke, EntryId,
    Grant, LogGraph, LogId, MAX_ADOPTED, PersonId, Position, Reason, Remove, RevokedBy, Role,
    TicketId, wrap,
};

use super::Core;
use super::board::Board;
use super::state::State;
use crate::{Keep, NodeError, Removal};

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

    /// Removes somebody, with all that they hold, and makes new keys for those who stay. Returns the first `Remove`.
    ///
    /// # Errors
    /// [`NodeError::NotAllowed`]: `yourself`, `steward` (only a charter ends those), `not-a-member`, `rank-too-low`.
    pub fn remove_person(
        &mut self,
        board: BoardId,
        person: PersonId,
        removal: &Removal,
        now_ms: u64,
    ) -> Result<EntryId, NodeError> {
        self.state.whole(board, |state| {
            let cut = match &removal.keep {
                Keep::Known => state.known_of(board, |b| b.logs_of(person))?,
                Keep::Before(positions) => Cut::new(positions.iter().copied()),
            };
            let held = state.held(board)?;
            if person == held.person {
                return Err(not_allowed("yourself"));
            }
            match held.authority.role_of(person) {
                Some(Role::Steward) => return Err(not_allowed("steward")),
                None => return Err(not_allowed("not-a-member")),
                Some(_) => {}
            }
            let helps = held.is_helping(person);
            let tickets = held.authority.tickets();
            let theirs = tickets.filter(|ticket| ticket.issuer == person);
            // The removal of one join covers the others: somebody can write any number of them.
            let is_join = |id: &EntryId| {
                let cert = held.certs.get(id).map(trust::CertEntry::cert);
                matches!(cert, Some(Certificate::Join(_)))
            };
            let live = held.authority.grants_of(person).map(|(id, _)| id);
            let (joins, mut targets): (Vec<EntryId>, Vec<EntryId>) = live.partition(is_join);
            targets.extend(joins.first());
            targets.extend(theirs.map(|ticket| ticket.entry));
            let under = held.under()?;
            let remove = |target: &EntryId| {
                Certificate::Remove(Remove {
                    target: *target,
                    cut: cut.clone(),
                    reason: removal.reason,
                    text: removal.text.clone(),
                    under,
                })
            };
            let mut certificates: Vec<Certificate> = targets.iter().map(remove).collect();
            // A helper had none.
            if !helps {
                certificates.extend(state.new_keys(board, |cert| cert.person != person)?);
            }
            let written = state.write_certificates(board, &certificates, now_ms)?;
            first(&written)
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
                certificates.extend(above.iter().map(|target| {
                    Certificate::Remove(Remove {
                        target: *target,
                        cut: cut.clone(),
                        reason: Reason::Over,
                        text: None,
                        under,
                    })
                }));
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

    /// Ends a device: one's own by one's own word, another's by rank. New keys come with it, where this person may make
    /// them; else a coordinator's device makes them once it hears of it.
    ///
    /// # Errors
    /// [`NodeError::NotAllowed`]: `this-device`, `unknown-device`, `rank-too-low`.
    pub fn revoke_device(
        &mut self,
        board: BoardId,
        device: DeviceId,
        now_ms: u64,
    ) -> Result<EntryId, NodeError> {
        self.state.whole(board, |state| {
            let cut = state.known_of(board, |b| b.logs_by(|of| of == device))?;
            let held = state.held(board)?;
            if device == held.device.id() {
                return Err(not_allowed("this-device"));
            }
            if held.authority.certifiers_of(device).next().is_none() {
                return Err(not_allowed("unknown-device"));
            }
            let own = held
                .authority
                .certifiers_of(device)
                .any(|of| of == held.person);
            let (nonce, under) = (held.nonce, held.under()?);
            let rotates = held.may_rotate();
            let revoke = if own {
                let person = state.keys.person()?.person_key(&nonce);
                DeviceRevoke::own(board, &person, device, cut)
            } else {
                let by = RevokedBy::Grant(under);
                DeviceRevoke { device, cut, by }
            };
            let mut certificates = vec![Certificate::DeviceRevoke(revoke)];
            if rotates {
                certificates.extend(state.new_keys(board, |cert| cert.device != device)?);
            }
            let written = state.write_certificates(board, &certificates, now_ms)?;
            first(&written)
        })
    }

    /// Takes a ticket back. Who came in by it, as far as is known here, stays.
    ///
    /// # Errors
    /// [`NodeError::NotAllowed`]: `unknown-ticket`, `rank-too-low`.
    pub fn remove_ticket(
        &mut self,
        board: BoardId,
        ticket: TicketId,
        now_ms: u64,
    ) -> Result<(), NodeError> {
        self.state.whole(board, |state| {
            let held = state.held(board)?;
            let target = held.authority.ticket(ticket).map(|state| state.entry);
            let target = target.ok_or_else(|| not_allowed("unknown-ticket"))?;
            let joins = held.certs.values().filter(
                |cert| matches!(cert.cert(), Certificate::Join(join) if join.ticket == target),
            );
            let cut = Cut::new(joins.map(trust::CertEntry::position));
            let remove = Certificate::Remove(Remove {
                target,
                cut,
                reason: Reason::Over,
                text: None,
                under: held.under()?,
            });
            state.write_certificates(board, &[remove], now_ms)?;
            Ok(())
        })
    }

    /// Lets entries count that were set aside because their author had lost the right.
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
            let under = state.held(board)?.under()?;
            let adopt = |entries: &[EntryId]| {
                Certificate::Adopt(Adopt {
                    entries: entries.to_vec(),
                    under,
                })
            };
            let certificates: Vec<Certificate> = entries.chunks(MAX_ADOPTED).map(adopt).collect();
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
    pub(super) fn under(&self) -> Result<trust::GrantRef, NodeError> {
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

/// Returns whether a role holds keys.
const fn reads(role: Role) -> bool {
    role.rank() <= Role::Reader.rank()
}

fn first(written: &[Position]) -> Result<EntryId, NodeError> {
    let first = written.first().map(|position| position.id);
    first.ok_or_else(|| NodeError::Defect("nothing was written".to_owned()))
}

pub(super) fn not_allowed(code: &str) -> NodeError {
    NodeError::NotAllowed(code.to_owned())
}
