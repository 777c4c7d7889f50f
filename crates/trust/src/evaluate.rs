//! `evaluate`: from a set of certificates to who may do what.
//!
//! A pure function of the set: no clock, no order of arrival, no fixpoint. Passes by strict rank,
//! each of which rests on those before it only:
//! 1. charter: from the genesis to the stewards who stand;
//! 2. what stewards certify: coordinators, removals, the ends of devices, tickets;
//! 3. what coordinators certify, about lower roles only;
//! 4. joins: each rests on its ticket and on the countersigner's grant, which may be a join; one whose author had not
//!    seen that the same person was removed is removed with them; what fell with whoever signed it counts where a
//!    coordinator adopted it;
//! 5. devices, certified by their person; moderation, closings and the like.
//!
//! A certificate of somebody who was removed counts inside the removal's cut. Certificates of all
//! branches of a forked log count. Expiry and uses of tickets are the admitter's to check and never
//! looked at here.

use std::cmp::Reverse;
use std::collections::{BTreeMap, BTreeSet};

use crate::authority::{Overreach, Rooted};
use crate::broken::broken;
use crate::ground::Ground;
use crate::{
    Authority, BoardId, CertEntry, Certificate, DeviceCert, EntryId, Genesis, LogGraph, Refusal,
    Role,
};

mod adopting;
mod again;
mod charter;
mod content;
mod passes;
mod rules;

use charter::Walk;
use passes::Passes;

/// Computes what the certificates of a board amount to. `certs` is keyed by entry id.
///
/// `logs` knows all entries of the board that are here, in all branches: cuts are asked of it.
#[must_use]
pub fn evaluate(
    board: BoardId,
    certs: &BTreeMap<EntryId, CertEntry>,
    logs: &LogGraph,
) -> Authority {
    let walk = genesis(board, certs).map_or_else(Walk::default, |genesis| {
        charter::walk(board.charter(), genesis, certs)
    });
    let ever = Ground {
        certified: certified(certs),
        stewards: walk.ever.iter().copied().collect(),
        ..Ground::default()
    };
    let now = Ground {
        certified: ever.certified.clone(),
        stewards: walk.stewards.clone(),
        dropped: walk.dropped.clone(),
        ..Ground::default()
    };
    let rooted = Passes::run(board, certs, logs, ever, None).ground;
    let passes = Passes::run(board, certs, logs, now, Some(&rooted.grants));
    let mut authority = Authority::of(board, &walk.chain, walk.threshold, passes.ground.clone());
    authority.rooted = Rooted {
        stewards: walk.ever.clone(),
        grants: rooted.grants,
    };
    finish(&mut authority, &passes, &walk);
    authority.newcomers = authority.find_newcomers();
    authority.recovery = walk.recovery;
    authority.charters = walk.said;
    authority
}

/// Returns the board's genesis, if it is here and sound.
fn genesis(board: BoardId, certs: &BTreeMap<EntryId, CertEntry>) -> Option<&Genesis> {
    let id = board.genesis();
    let entry = certs.get(&id)?;
    let Certificate::Genesis(genesis) = entry.cert() else {
        return None;
    };
    let sound = rules::genesis(board, id, entry, genesis);
    sound.is_ok().then_some(genesis)
}

/// Notes which person and device signed for each other. This alone gives nobody a role.
fn certified(
    certs: &BTreeMap<EntryId, CertEntry>,
) -> BTreeMap<crate::DeviceId, BTreeSet<crate::PersonId>> {
    let mut certified: BTreeMap<_, BTreeSet<_>> = BTreeMap::new();
    for cert in certs.values().filter_map(CertEntry::device_cert) {
        let people = certified.entry(cert.device).or_default();
        people.insert(cert.person);
    }
    certified
}

/// Notes a device's certificate, unless one of a greater number is known; of equals the entry of the lower id brings it.
fn note_device(authority: &mut Authority, id: EntryId, cert: &DeviceCert) {
    let devices = authority.devices.entry(cert.person).or_default();
    let worth = |id: EntryId, cert: &DeviceCert| (cert.number, Reverse(id));
    let known = devices.get(&cert.device);
    let better = known.is_none_or(|(by, known)| worth(id, cert) > worth(*by, known));
    if better && !(broken!(FirstCertStays) && known.is_some()) {
        devices.insert(cert.device, (id, cert.clone()));
    }
}

/// Asks every certificate again, now that all is known: keeps which count, and why the others do not.
fn finish(authority: &mut Authority, passes: &Passes<'_>, walk: &Walk) {
    for entry in passes.certs.iter() {
        if let Some(cert) = entry.1.device_cert()
            && authority.role_of(cert.person).is_some()
        {
            note_device(authority, *entry.0, cert);
        }
    }
    let mut noting = content::Noting::default();
    for (id, entry) in passes.certs {
        let checked = rules::check(passes, authority, walk, *id, entry);
        let adopted = || passes.adopted.get(id).copied().map(Some);
        if checked.is_ok() {
            let needs = passes.needs(entry);
            authority.needs.extend(needs.map(|needs| (*id, needs)));
        }
        match checked.or_else(|refusal| adopted().ok_or(refusal)) {
            Ok(by) => {
                authority.counted.insert(*id);
                noting.add(authority, passes, *id, entry, by);
            }
            Err(refusal) => {
                overreach(authority, passes, *id, entry, refusal);
                authority.refused.insert(*id, refusal);
            }
        }
    }
    authority.let_in = noting.let_in();
    settle(authority);
}

/// Notes a removal by a coordinator of somebody whom only stewards remove.
fn overreach(
    authority: &mut Authority,
    passes: &Passes<'_>,
    id: EntryId,
    entry: &CertEntry,
    refusal: Refusal,
) {
    let held = Role::Coordinator;
    let Certificate::Remove(remove) = entry.cert() else {
        return;
    };
    if refusal != (Refusal::RankTooLow { held }) {
        return;
    }
    if let Ok(by) = passes.author(entry, held) {
        let said = Overreach {
            entry: id,
            reason: remove.reason,
            text: remove.text.clone(),
        };
        // Certificates are asked in the order of their ids: the first one stays.
        let of = (by.person, remove.target);
        authority.overreached.entry(of).or_insert(said);
    }
}

/// What rests on a refused certificate is refused for good, and so is what rests on that. Ids are
/// hashes, so nothing rests on itself, and each certificate is settled once.
fn settle(authority: &mut Authority) {
    let mut resting: BTreeMap<EntryId, Vec<EntryId>> = BTreeMap::new();
    for (id, refusal) in &authority.refused {
        if let Refusal::Missing(on) = refusal {
            resting.entry(*on).or_default().push(*id);
        }
    }
    let mut settled: Vec<EntryId> = authority.counted.iter().copied().collect();
    let finally = |(_, why): &(&EntryId, &Refusal)| !why.is_waiting();
    settled.extend(authority.refused.iter().filter(finally).map(|(id, _)| *id));
    while let Some(on) = settled.pop() {
        for id in resting.remove(&on).unwrap_or_default() {
            authority.refused.insert(id, Refusal::RestsOnRefused(on));
            settled.push(id);
        }
    }
}
