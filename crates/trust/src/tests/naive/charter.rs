//! "Walk from genesis; at each step the successor with valid signatures of ≥ t of its predecessor's
//! stewards, or of the recovery key."

#![expect(
    clippy::wildcard_enum_match_arm,
    reason = "a test looks for one kind among all"
)]

use std::collections::{BTreeMap, BTreeSet};

use super::Naive;
use crate::{CertEntry, Certificate, Charter, CharterId, GrantRef, PersonId};

/// The stewards of a charter, and how many of them change it.
type Board = (Vec<PersonId>, usize);

fn fair((stewards, threshold): &Board) -> bool {
    let set: BTreeSet<_> = stewards.iter().collect();
    set.len() == stewards.len() && *threshold > stewards.len() / 2 && *threshold <= stewards.len()
}

impl Naive<'_> {
    pub(super) fn read_charters(&mut self) {
        let Some((genesis, recovery)) = self.genesis() else {
            return;
        };
        self.find_ever(&genesis, recovery);
        let mut at = CharterId(self.board.0);
        let (mut stewards, mut threshold) = genesis;
        while let Some(next) = self.best(at, &stewards, threshold, recovery) {
            let charter = self.said(next);
            for steward in &stewards {
                self.dropped.insert(*steward, charter.cut.clone());
            }
            stewards.clone_from(&charter.stewards);
            threshold = usize::from(charter.threshold);
            for steward in &stewards {
                self.dropped.remove(steward);
            }
            at = next;
        }
        self.stewards = stewards;
    }

    /// Whether a charter is the one that stands, or came before it.
    pub(crate) fn is_followed(&self, wanted: CharterId) -> bool {
        let Some(((mut stewards, mut threshold), recovery)) = self.genesis() else {
            return false;
        };
        let mut at = CharterId(self.board.0);
        while let Some(next) = self.best(at, &stewards, threshold, recovery) {
            if next == wanted {
                return true;
            }
            let charter = self.said(next);
            stewards.clone_from(&charter.stewards);
            threshold = usize::from(charter.threshold);
            at = next;
        }
        false
    }

    /// The charter that follows this one, of those that lead to the one that stands.
    pub(crate) fn follower_of(&self, at: CharterId) -> Option<Charter> {
        let fit = |it: &&Charter| it.predecessor == at && self.is_followed(it.id());
        self.charters().find(fit).cloned()
    }

    /// Whether enough of the stewards before it signed a charter, or the recovery key.
    pub(crate) fn is_rooted(&self, charter: &Charter) -> bool {
        let before = if charter.predecessor == CharterId(self.board.0) {
            self.genesis().map(|(board, _)| board)
        } else {
            let of = |it: &&Charter| it.id() == charter.predecessor;
            let said = self.charters().find(of);
            said.map(|it| (it.stewards.clone(), usize::from(it.threshold)))
        };
        let recovery = self.genesis().and_then(|(_, recovery)| recovery);
        before.is_some_and(|(stewards, threshold)| {
            self.follows(charter, charter.predecessor, &stewards, threshold, recovery)
        })
    }

    pub(super) fn genesis(&self) -> Option<(Board, Option<PersonId>)> {
        let entry = self.certs.get(&crate::EntryId(self.board.0))?;
        let Certificate::Genesis(genesis) = entry.cert() else {
            return None;
        };
        let board = (genesis.stewards.clone(), usize::from(genesis.threshold));
        let good = fair(&board)
            && genesis.stewards.contains(&genesis.device.person)
            && entry.device() == genesis.device.device
            && entry.grant() == GrantRef::Steward
            && entry.position().seq == 1;
        good.then_some((board, genesis.recovery))
    }

    fn charters(&self) -> impl Iterator<Item = &Charter> {
        self.certs
            .values()
            .filter_map(|entry: &CertEntry| match entry.cert() {
                Certificate::Charter(charter) => Some(charter),
                _ => None,
            })
    }

    fn said(&self, id: CharterId) -> Charter {
        self.charters().find(|it| it.id() == id).unwrap().clone()
    }

    /// The places of the signers among these stewards, and whether the recovery key signed.
    fn signers(
        &self,
        id: CharterId,
        stewards: &[PersonId],
        recovery: Option<PersonId>,
    ) -> (Vec<usize>, bool) {
        let copies: Vec<_> = self.charters().filter(|it| it.id() == id).collect();
        let signed = |steward: &PersonId| {
            copies
                .iter()
                .any(|copy| copy.signatures.iter().any(|it| it.by == *steward))
        };
        let places = (0..stewards.len()).filter(|place| signed(&stewards[*place]));
        let by_key = recovery.is_some()
            && copies
                .iter()
                .any(|copy| copy.recovery.map(|it| it.by) == recovery);
        (places.collect(), by_key)
    }

    fn follows(
        &self,
        charter: &Charter,
        at: CharterId,
        stewards: &[PersonId],
        threshold: usize,
        recovery: Option<PersonId>,
    ) -> bool {
        let (places, by_key) = self.signers(charter.id(), stewards, recovery);
        let board = (charter.stewards.clone(), usize::from(charter.threshold));
        charter.predecessor == at && fair(&board) && (by_key || places.len() >= threshold)
    }

    /// "Of several: recovery first, then more distinct signers, then the senior signer list, then the lowest hash."
    fn best(
        &self,
        at: CharterId,
        stewards: &[PersonId],
        threshold: usize,
        recovery: Option<PersonId>,
    ) -> Option<CharterId> {
        let fit = |it: &&Charter| self.follows(it, at, stewards, threshold, recovery);
        let mut all: Vec<CharterId> = self.charters().filter(fit).map(Charter::id).collect();
        all.sort_unstable();
        let of = |id: &CharterId| self.signers(*id, stewards, recovery);
        // Sorting keeps the order of equals, so the weakest reason comes first.
        all.sort_by_key(|id| of(id).0);
        all.sort_by_key(|id| usize::MAX - of(id).0.len());
        all.sort_by_key(|id| !of(id).1);
        all.first().copied()
    }

    fn find_ever(&mut self, genesis: &Board, recovery: Option<PersonId>) {
        let mut found: BTreeMap<CharterId, Board> = BTreeMap::new();
        found.insert(CharterId(self.board.0), genesis.clone());
        loop {
            let fresh: Vec<(CharterId, Board)> = self
                .charters()
                .filter(|it| !found.contains_key(&it.id()))
                .filter(|it| {
                    let before = found.get(&it.predecessor);
                    before.is_some_and(|(stewards, threshold)| {
                        self.follows(it, it.predecessor, stewards, *threshold, recovery)
                    })
                })
                .map(|it| (it.id(), (it.stewards.clone(), usize::from(it.threshold))))
                .collect();
            if fresh.is_empty() {
                break;
            }
            found.extend(fresh);
        }
        self.ever = found.into_values().flat_map(|(all, _)| all).collect();
    }
}
