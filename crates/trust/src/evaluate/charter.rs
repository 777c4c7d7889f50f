//! Pass 1: the walk of charters, from the genesis to the one that stands.
//!
//! Owns which of several successors follows: recovery first, then more distinct signers, then the
//! senior list of signers, then the lower hash. Nothing else is looked at: no author, no time.

use std::cmp::Reverse;
use std::collections::{BTreeMap, BTreeSet};

use crate::broken::broken;
use crate::{
    CertEntry, Certificate, Charter, CharterId, CharterState, Cut, EntryId, Genesis, PersonId,
};

/// The outcome of the walk.
#[derive(Debug, Default)]
pub(super) struct Walk {
    /// The charters that follow each other; the last one stands.
    pub(super) chain: Vec<CharterId>,
    /// Every charter whose quorum checks out, lost branches included.
    pub(super) rooted: BTreeSet<CharterId>,
    pub(super) stewards: Vec<PersonId>,
    pub(super) threshold: u8,
    pub(super) dropped: BTreeMap<PersonId, Cut>,
    /// Whoever was a steward by a rooted charter.
    pub(super) ever: BTreeSet<PersonId>,
    /// Replaces stewards.
    pub(super) recovery: Option<PersonId>,
    /// Every charter that somebody says and that breaks no rule.
    pub(super) said: BTreeMap<CharterId, CharterState>,
}

/// A charter with the signatures of all entries that say it.
struct Signed<'a> {
    charter: &'a Charter,
    by: BTreeSet<PersonId>,
    recovery: BTreeSet<PersonId>,
    entries: BTreeSet<EntryId>,
}

/// How well a successor is signed: the least one follows.
type Weight = (bool, Reverse<usize>, Vec<usize>, CharterId);

/// Walks all charters of the set from this genesis.
pub(super) fn walk(
    start: CharterId,
    genesis: &Genesis,
    certs: &BTreeMap<EntryId, CertEntry>,
) -> Walk {
    let successors = successors(certs);
    let mut walk = Walk {
        chain: vec![start],
        stewards: genesis.stewards.clone(),
        threshold: genesis.threshold,
        recovery: genesis.recovery,
        ..Walk::default()
    };
    let best = |at: CharterId, stewards: &[PersonId], threshold: u8| {
        let next = successors.get(&at).into_iter().flatten();
        next.filter_map(|(id, signed)| {
            let weight = weigh(*id, signed, stewards, threshold, genesis.recovery)?;
            Some((weight, signed))
        })
        .min_by(|one, two| one.0.cmp(&two.0))
    };
    let mut at = start;
    while let Some((weight, signed)) = best(at, &walk.stewards, walk.threshold) {
        at = weight.3;
        walk.step(at, signed.charter);
    }
    walk.rooted_from(start, genesis, &successors);
    walk.said = said(successors, genesis.recovery);
    walk
}

impl Walk {
    fn step(&mut self, id: CharterId, charter: &Charter) {
        for steward in &self.stewards {
            if !charter.stewards.contains(steward) {
                self.dropped.insert(*steward, charter.cut.clone());
            }
        }
        self.dropped
            .retain(|steward, _| !charter.stewards.contains(steward));
        self.stewards.clone_from(&charter.stewards);
        self.threshold = charter.threshold;
        self.chain.push(id);
    }

    /// Finds every charter that checks out against its predecessor, whether it won or not.
    fn rooted_from(&mut self, start: CharterId, genesis: &Genesis, successors: &Successors<'_>) {
        let mut open = vec![(start, genesis.stewards.as_slice(), genesis.threshold)];
        while let Some((at, stewards, threshold)) = open.pop() {
            self.rooted.insert(at);
            self.ever.extend(stewards);
            for (id, signed) in successors.get(&at).into_iter().flatten() {
                if weigh(*id, signed, stewards, threshold, genesis.recovery).is_some() {
                    open.push((*id, &signed.charter.stewards, signed.charter.threshold));
                }
            }
        }
    }
}

type Successors<'a> = BTreeMap<CharterId, BTreeMap<CharterId, Signed<'a>>>;

fn successors(certs: &BTreeMap<EntryId, CertEntry>) -> Successors<'_> {
    let mut all = Successors::new();
    for (id, entry) in certs {
        let Certificate::Charter(charter) = entry.cert() else {
            continue;
        };
        if !sound(&charter.stewards, charter.threshold) {
            continue;
        }
        let next = all.entry(charter.predecessor).or_default();
        let signed = next.entry(charter.id()).or_insert_with(|| Signed {
            charter,
            by: BTreeSet::new(),
            recovery: BTreeSet::new(),
            entries: BTreeSet::new(),
        });
        signed.entries.insert(*id);
        signed.by.extend(charter.signatures.iter().map(|it| it.by));
        signed.recovery.extend(charter.recovery.map(|it| it.by));
    }
    all
}

/// Returns what is said, with who signed it.
fn said(
    successors: Successors<'_>,
    recovery: Option<PersonId>,
) -> BTreeMap<CharterId, CharterState> {
    let all = successors.into_values().flatten();
    all.map(|(id, signed)| {
        let state = CharterState {
            predecessor: signed.charter.predecessor,
            stewards: signed.charter.stewards.clone(),
            threshold: signed.charter.threshold,
            cut: signed.charter.cut.clone(),
            recovered: recovery.is_some_and(|key| signed.recovery.contains(&key)),
            signed: signed.by,
            entries: signed.entries,
        };
        (id, state)
    })
    .collect()
}

/// Stewards are distinct, at least one, and more than half of them and no more than all change the charter.
pub(super) fn sound(stewards: &[PersonId], threshold: u8) -> bool {
    let distinct: BTreeSet<_> = stewards.iter().collect();
    let threshold = usize::from(threshold);
    distinct.len() == stewards.len()
        && threshold * 2 > stewards.len()
        && threshold <= stewards.len()
}

/// Weighs a successor by its predecessor's stewards; none where neither quorum nor recovery key signed.
fn weigh(
    id: CharterId,
    signed: &Signed<'_>,
    stewards: &[PersonId],
    threshold: u8,
    recovery: Option<PersonId>,
) -> Option<Weight> {
    let of = |(place, steward): (usize, &PersonId)| signed.by.contains(steward).then_some(place);
    let signers: Vec<usize> = stewards.iter().enumerate().filter_map(of).collect();
    let recovered = recovery.is_some_and(|key| signed.recovery.contains(&key));
    let recovered = recovered && !broken!(NoRecovery);
    let least = if broken!(NoQuorum) {
        1
    } else {
        usize::from(threshold)
    };
    if !recovered && signers.len() < least {
        return None;
    }
    if broken!(CharterByHash) {
        return Some((false, Reverse(0), Vec::new(), id));
    }
    Some((!recovered, Reverse(signers.len()), signers, id))
}
