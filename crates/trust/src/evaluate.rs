//! `evaluate`: from a set of certificates to who may do what.
//!
//! A pure function of the set: no clock, no order of arrival. Passes by strict rank, each of which
//! rests on those before it only:
//! 1. charter: the genesis names the stewards;
//! 2. grants by stewards;
//! 3. grants by coordinators, of lower roles only;
//! 4. tickets by both, then joins: each rests on the countersigner's grant, which may be a join;
//! 5. devices, certified by their person.
//!
//! Expiry and uses of tickets are the admitter's to check and never looked at here.

use std::collections::BTreeMap;

use crate::{Authority, BoardId, CertEntry, Certificate, EntryId, GrantRef, Refusal, TicketState};

mod rules;

/// Computes what the certificates of a board amount to. `certs` is keyed by entry id.
#[must_use]
pub fn evaluate(board: BoardId, certs: &BTreeMap<EntryId, CertEntry>) -> Authority {
    let mut authority = Authority::empty(board);
    certified_pairs(&mut authority, certs);
    charter(&mut authority, certs);
    // Passes 2 and 3: what a coordinator grants never makes a coordinator, so two rounds are all.
    grants(&mut authority, certs, |by| by == GrantRef::Steward);
    grants(&mut authority, certs, |by| by != GrantRef::Steward);
    tickets(&mut authority, certs);
    joins(&mut authority, certs);
    devices(&mut authority, certs);
    refusals(&mut authority, certs);
    authority
}

/// Notes which person and device signed for each other. This alone gives nobody a role.
fn certified_pairs(authority: &mut Authority, certs: &BTreeMap<EntryId, CertEntry>) {
    for cert in certs.values().filter_map(CertEntry::device_cert) {
        let people = authority.certified.entry(cert.device).or_default();
        people.insert(cert.person);
    }
}

fn charter(authority: &mut Authority, certs: &BTreeMap<EntryId, CertEntry>) {
    let id = authority.board.genesis();
    let Some(entry) = certs.get(&id) else { return };
    if let Certificate::Genesis(genesis) = entry.cert()
        && rules::genesis(authority.board, id, entry, genesis).is_ok()
    {
        authority.stewards.clone_from(&genesis.stewards);
    }
}

fn grants(
    authority: &mut Authority,
    certs: &BTreeMap<EntryId, CertEntry>,
    of_this_pass: impl Fn(GrantRef) -> bool,
) {
    for (id, entry) in certs {
        if let Certificate::Grant(grant) = entry.cert()
            && of_this_pass(entry.grant())
            && let Ok(held) = rules::grant(authority, entry, grant)
        {
            authority.grant(*id, held);
        }
    }
}

fn tickets(authority: &mut Authority, certs: &BTreeMap<EntryId, CertEntry>) {
    for (id, entry) in certs {
        if let Certificate::Ticket(ticket) = entry.cert()
            && let Ok(issuer) = rules::ticket(authority, entry, ticket)
        {
            let state = TicketState {
                entry: *id,
                ticket: ticket.clone(),
                issuer: issuer.person,
                uses_so_far: 0,
            };
            authority.tickets.insert(*id, state);
        }
    }
}

/// Walks from the grants that stand to the joins that exercise them, and on from those.
fn joins(authority: &mut Authority, certs: &BTreeMap<EntryId, CertEntry>) {
    let mut exercising: BTreeMap<GrantRef, Vec<EntryId>> = BTreeMap::new();
    for (id, entry) in certs {
        if matches!(entry.cert(), Certificate::Join(_)) {
            exercising.entry(entry.grant()).or_default().push(*id);
        }
    }
    let mut standing: Vec<GrantRef> = vec![GrantRef::Steward];
    standing.extend(authority.grants.keys().map(|id| GrantRef::Entry(*id)));
    while let Some(grant) = standing.pop() {
        for id in exercising.remove(&grant).unwrap_or_default() {
            if let Some(entry) = certs.get(&id)
                && let Certificate::Join(join) = entry.cert()
                && let Ok(held) = rules::join(authority, entry, join)
            {
                authority.grant(id, held);
                standing.push(GrantRef::Entry(id));
            }
        }
    }
    count_uses(authority, certs);
}

/// Counts people, not joins: two admitters who are apart may both admit one person.
fn count_uses(authority: &mut Authority, certs: &BTreeMap<EntryId, CertEntry>) {
    let mut joined = std::collections::BTreeSet::new();
    for (id, held) in &authority.grants {
        if let Some(Certificate::Join(join)) = certs.get(id).map(CertEntry::cert) {
            joined.insert((join.ticket, held.person));
        }
    }
    for (ticket, _) in joined {
        if let Some(state) = authority.tickets.get_mut(&ticket) {
            state.uses_so_far = state.uses_so_far.saturating_add(1);
        }
    }
}

fn devices(authority: &mut Authority, certs: &BTreeMap<EntryId, CertEntry>) {
    for (id, entry) in certs {
        if let Some(cert) = entry.device_cert()
            && authority.role_of(cert.person).is_some()
        {
            let devices = authority.devices.entry(cert.person).or_default();
            devices.insert(*id, cert.clone());
        }
    }
}

/// Asks every certificate again, now that all is known: keeps which count, and why the others do not.
fn refusals(authority: &mut Authority, certs: &BTreeMap<EntryId, CertEntry>) {
    for (id, entry) in certs {
        match rules::check(authority, *id, entry) {
            Ok(()) => {
                authority.counted.insert(*id);
                if let Certificate::Epoch(epoch) = entry.cert() {
                    authority.epochs.insert(epoch.epoch, epoch.compartment);
                }
            }
            Err(refusal) => {
                authority.refused.insert(*id, refusal);
            }
        }
    }
    settle(authority);
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
