//! Asking the stewards to remove a coordinator: what one coordinator cannot do to another.
//!
//! Owns what is written: a removal of the coordinator's role, which has no effect on any device, is kept and handed on as
//! everything else, and is told to the stewards ([`trust::Authority::disputes`]). Never touches a lower role of the same
//! person: that, a coordinator could end.

use trust::{BoardId, Certificate, EntryId, PersonId, Reason, Refusal, Remove, Role};

use super::not_allowed;
use super::removing::in_parts;
use crate::NodeError;
use crate::peer::Core;

impl Core {
    /// Asks the stewards to remove a coordinator. Returns the `Remove`, which has no effect.
    ///
    /// # Errors
    /// [`NodeError::NotAllowed`]: `yourself`, `not-a-coordinator` (either of the two is none), `asked` (it was asked
    /// before, and is open).
    pub fn ask_to_remove(
        &mut self,
        board: BoardId,
        person: PersonId,
        (reason, text): (Reason, Option<String>),
        now_ms: u64,
    ) -> Result<EntryId, NodeError> {
        self.state.whole(board, |state| {
            // Were it to count one day, nothing that is known would be lost by it.
            let cut = state.known_of(board, |b| b.logs_of(person))?;
            let held = state.held(board)?;
            let authority = &held.authority;
            if person == held.person {
                return Err(not_allowed("yourself"));
            }
            let both = [held.person, person];
            let coordinator = |of: &PersonId| authority.role_of(*of) == Some(Role::Coordinator);
            if !both.iter().all(coordinator) {
                return Err(not_allowed("not-a-coordinator"));
            }
            let mut open = authority.disputes();
            if open.any(|open| (open.by, open.against) == (held.person, person)) {
                return Err(not_allowed("asked"));
            }
            drop(open);
            let mut grants = authority.grants_of(person);
            let target = grants.find(|(_, role)| *role == Role::Coordinator);
            let (target, _) = target.ok_or_else(|| not_allowed("not-a-coordinator"))?;
            drop(grants);
            let asked = Remove {
                target,
                cut,
                reason,
                text,
                under: held.under()?,
            };
            // One is enough to be told.
            let asked: Vec<Certificate> = in_parts(asked).into_iter().take(1).collect();
            let written = state.put_certificates(board, &asked, now_ms)?;
            let id = written.first().map(|entry| entry.id);
            let id = id.ok_or_else(|| NodeError::Defect("nothing was written".to_owned()))?;
            let why = state.held(board)?.authority.why_not(id);
            let held = Role::Coordinator;
            match why {
                Some(Refusal::RankTooLow { held: by }) if by == held => Ok(id),
                Some(why) => Err(not_allowed(why.code())),
                None => Err(NodeError::Defect("a request that counts".to_owned())),
            }
        })
    }
}
