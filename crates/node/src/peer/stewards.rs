//! Other stewards: proposed, agreed to, named by the key on paper.
//!
//! Owns what such an act writes besides the charter: whoever would be steward no more gets a role to go on with first,
//! and the cut stands behind all that is known of them here. Whether a charter stands is not decided here: by its
//! signatures, on each device alike.

use std::collections::BTreeSet;

use trust::{
    BoardId, Certificate, Charter, CharterId, CharterState, Cut, Grant, GrantRef, LogId,
    MAX_STEWARDS, PersonId, PersonKey, PersonSeed, Position, Role,
};

use super::Core;
use super::board::Board;
use super::members::not_allowed;
use super::state::State;
use crate::NodeError;

impl Core {
    /// Proposes other stewards, the most senior first; a single steward names them at once. More than half of them will
    /// change the next ones. Returns the charter's id.
    ///
    /// # Errors
    /// [`NodeError::NotAllowed`]: `not-a-steward`, or why these cannot be the stewards (`none`, `many`, `twice`, `same`,
    /// `not-here`). [`NodeError::OnPaper`] where the person's words are not here.
    pub fn propose_stewards(
        &mut self,
        board: BoardId,
        stewards: &[PersonId],
        now_ms: u64,
    ) -> Result<CharterId, NodeError> {
        self.state.whole(board, |state| {
            let key = state.steward_key(board)?;
            state.check_stewards(board, stewards)?;
            state.give_roles(board, stewards, now_ms)?;
            let mut charter = state.charter(board, stewards)?;
            charter.sign(&key);
            state.write_charter(board, charter, now_ms)
        })
    }

    /// Agrees to what another steward proposed.
    ///
    /// # Errors
    /// [`NodeError::NotAllowed`]: `not-a-steward`, `no-proposal`. [`NodeError::OnPaper`].
    pub fn agree_stewards(
        &mut self,
        board: BoardId,
        proposal: CharterId,
        now_ms: u64,
    ) -> Result<(), NodeError> {
        self.state.whole(board, |state| {
            let key = state.steward_key(board)?;
            let authority = &state.held(board)?.authority;
            let mut open = authority.proposals();
            let said = open.find(|(id, _)| *id == proposal);
            let (_, said) = said.ok_or_else(|| not_allowed("no-proposal"))?;
            if said.signed.contains(&key.id()) {
                return Ok(());
            }
            let mut charter = again(said);
            drop(open);
            charter.sign(&key);
            state.write_charter(board, charter, now_ms)?;
            Ok(())
        })
    }

    /// Names the stewards by the key on paper. Whoever is a member may bring it.
    ///
    /// # Errors
    /// [`NodeError::NotAllowed`]: `no-recovery-key`, `other-recovery-key`, or why these cannot be the stewards, as
    /// [`Core::propose_stewards`] says.
    pub fn recover_board(
        &mut self,
        board: BoardId,
        recovery: &PersonSeed,
        stewards: &[PersonId],
        now_ms: u64,
    ) -> Result<(), NodeError> {
        self.state.whole(board, |state| {
            let held = state.held(board)?;
            let key = recovery.person_key(&held.nonce);
            match held.authority.recovery_key() {
                None => return Err(not_allowed("no-recovery-key")),
                Some(known) if known != key.id() => return Err(not_allowed("other-recovery-key")),
                Some(_) => {}
            }
            state.check_stewards(board, stewards)?;
            let mut charter = state.charter(board, stewards)?;
            charter.sign_as_recovery(&key);
            state.write_charter(board, charter, now_ms)?;
            Ok(())
        })
    }
}

/// Returns what was said, to be signed by another steward.
fn again(said: &CharterState) -> Charter {
    Charter {
        predecessor: said.predecessor,
        stewards: said.stewards.clone(),
        threshold: said.threshold,
        cut: said.cut.clone(),
        signatures: Vec::new(),
        recovery: None,
    }
}

impl State {
    /// Returns this person's key, if they are a steward.
    fn steward_key(&self, board: BoardId) -> Result<PersonKey, NodeError> {
        let held = self.held(board)?;
        if !held.authority.stewards().contains(&held.person) {
            return Err(not_allowed("not-a-steward"));
        }
        Ok(self.seed()?.person_key(&held.nonce))
    }

    fn check_stewards(&self, board: BoardId, stewards: &[PersonId]) -> Result<(), NodeError> {
        let held = self.held(board)?;
        let mut sorted = stewards.to_vec();
        sorted.sort_unstable();
        sorted.dedup();
        let known = |person: &PersonId| {
            held.authority.role_of(*person).is_some() && !held.devices_of(*person).is_empty()
        };
        let why = if stewards.is_empty() {
            "none"
        } else if stewards.len() > MAX_STEWARDS {
            "many"
        } else if sorted.len() != stewards.len() {
            "twice"
        } else if stewards == held.authority.stewards() {
            "same"
        } else if !stewards.iter().all(known) {
            "not-here"
        } else {
            return Ok(());
        };
        Err(not_allowed(why))
    }

    /// Gives those who would be stewards no more a role of their own, before the cut: what they do from then on stands
    /// under it, and does not end with the stewardship.
    fn give_roles(
        &mut self,
        board: BoardId,
        stewards: &[PersonId],
        now_ms: u64,
    ) -> Result<(), NodeError> {
        let held = self.held(board)?;
        let (me, under) = (held.person, held.under()?);
        let dropped = held.authority.stewards().iter();
        let dropped = dropped.filter(|person| !stewards.contains(person));
        let needs = |person: &PersonId, role: Role| {
            let mut grants = held.authority.grants_of(*person);
            grants.all(|(_, held)| held.rank() > role.rank())
        };
        let grants: Vec<Certificate> = dropped
            .map(|person| {
                let own = *person == me;
                let role = if own { Role::Coordinator } else { Role::Editor };
                (*person, role)
            })
            .filter(|(person, role)| needs(person, *role))
            .map(|(person, role)| {
                Certificate::Grant(Grant {
                    person,
                    role,
                    under,
                    heals: None,
                })
            })
            .collect();
        self.write_certificates(board, &grants, now_ms)?;
        Ok(())
    }

    /// Makes the charter that follows the one that stands.
    fn charter(&mut self, board: BoardId, stewards: &[PersonId]) -> Result<Charter, NodeError> {
        let cut = self.cut_behind(board, stewards)?;
        let half = u8::try_from(stewards.len() / 2).map_err(|_| not_allowed("many"))?;
        Ok(Charter {
            predecessor: self.held(board)?.authority.charter(),
            stewards: stewards.to_vec(),
            threshold: half.saturating_add(1),
            cut,
            signatures: Vec::new(),
            recovery: None,
        })
    }

    /// Returns what stays of those whom a charter leaves out. It has room for one cut: of more logs than that, those go
    /// before that hold what counts by the stewardship, then the newest ones; the rest can be let in again.
    fn cut_behind(&mut self, board: BoardId, stewards: &[PersonId]) -> Result<Cut, NodeError> {
        let of = |held: &Board| -> BTreeSet<LogId> {
            let dropped = held.authority.stewards().iter();
            let dropped = dropped.filter(|person| !stewards.contains(person));
            dropped.flat_map(|person| held.logs_of(*person)).collect()
        };
        let cut = self.known_of(board, |held| of(held).into_iter().collect())?;
        let held = self.held(board)?;
        let Some(shape) = &held.shape else {
            return Ok(cut);
        };
        let logs = of(held);
        let by_stewards = held.certs.iter().filter(|(id, cert)| {
            cert.grant() == GrantRef::Steward
                && logs.contains(&cert.position().log)
                && held.authority.why_not(**id).is_none()
        });
        let needed: Vec<Position> = by_stewards.map(|(_, cert)| cert.position()).collect();
        let age = |top: Position| held.logs.get(&top.log).map(|log| log.key);
        Ok(cut.shortened(needed, age, shape))
    }

    fn write_charter(
        &mut self,
        board: BoardId,
        charter: Charter,
        now_ms: u64,
    ) -> Result<CharterId, NodeError> {
        let id = charter.id();
        self.write_certificates(board, &[Certificate::Charter(charter)], now_ms)?;
        Ok(id)
    }
}
