//! The rule of each certificate: what its author must hold, and what it may give or take.
//!
//! Each looks at what the passes before it have found, and at nothing else.

use super::charter::{Walk, sound};
use super::passes::{Effect, Passes};
use crate::broken::broken;
use crate::ground::{Held, RemovedBy, Revocation};
use crate::{
    Authority, BoardId, CertEntry, Certificate, Charter, Compartment, DeviceCert, DeviceRevoke,
    EntryId, Genesis, Grant, GrantRef, Join, Moderate, Moderation, Refusal, Remove, RevokedBy,
    Role, Shred, Ticket, TicketMode, TicketState,
};

/// Checks any certificate; returns what its author exercised, where it rests on that.
pub(super) fn check(
    passes: &Passes<'_>,
    authority: &Authority,
    walk: &Walk,
    id: EntryId,
    entry: &CertEntry,
) -> Result<Option<Held>, Refusal> {
    let by = match entry.cert() {
        Certificate::Genesis(cert) => return genesis(passes.board, id, entry, cert).map(|()| None),
        Certificate::Charter(cert) => return charter(walk, cert).map(|()| None),
        Certificate::DeviceCert(cert) => device(passes, authority, entry, cert),
        Certificate::Grant(cert) => grant(passes, entry, cert),
        Certificate::Ticket(cert) => ticket(passes, entry, cert),
        Certificate::Join(cert) => join(passes, entry, cert),
        Certificate::Epoch(_) => passes.author(entry, Role::Coordinator),
        Certificate::Wrap(_) => passes.author(entry, Role::Reader),
        Certificate::DeviceRevoke(cert) => match cert.by {
            RevokedBy::Person(word) if word.board == passes.board => return Ok(None),
            RevokedBy::Person(_) => Err(Refusal::OtherBoard),
            RevokedBy::Grant(under) => issuer(passes, entry, under, Role::Coordinator),
        },
        Certificate::Remove(cert) => remove(passes, entry, cert),
        // What it lets in besides what is only held depends on the role: see `content`.
        Certificate::Adopt(cert) => issuer(passes, entry, cert.under, Role::Editor),
        Certificate::Close(cert) => issuer(passes, entry, cert.under, Role::Contributor),
        Certificate::Moderate(cert) => moderate(passes, entry, cert),
        Certificate::Shred(cert) => shred(passes, entry, cert),
    };
    by.map(Some)
}

/// Returns what a certificate of a steward or coordinator gives or takes, if it may.
pub(super) fn effect(passes: &Passes<'_>, id: EntryId, entry: &CertEntry) -> Option<Effect> {
    match entry.cert() {
        Certificate::Grant(cert) => grant(passes, entry, cert).ok().map(Effect::Grant),
        Certificate::Ticket(cert) => {
            let issuer = ticket(passes, entry, cert).ok()?;
            Some(Effect::Ticket(TicketState {
                entry: id,
                ticket: cert.clone(),
                issuer: issuer.person,
                uses_so_far: 0,
            }))
        }
        Certificate::Remove(cert) => {
            let by = remove(passes, entry, cert).ok()?;
            Some(Effect::Remove {
                target: cert.target,
                by: RemovedBy {
                    entry: id,
                    person: by.person,
                    role: by.role,
                    reason: cert.reason,
                    text: cert.text.clone(),
                },
                cut: cert.cut.clone(),
            })
        }
        Certificate::DeviceRevoke(cert) => revocation(passes, id, entry, cert),
        Certificate::Genesis(_)
        | Certificate::DeviceCert(_)
        | Certificate::Join(_)
        | Certificate::Epoch(_)
        | Certificate::Wrap(_)
        | Certificate::Charter(_)
        | Certificate::Adopt(_)
        | Certificate::Close(_)
        | Certificate::Moderate(_)
        | Certificate::Shred(_) => None,
    }
}

/// Returns the end of a device by its own person, whose signature was checked when it was read.
pub(super) fn own_word(passes: &Passes<'_>, id: EntryId, entry: &CertEntry) -> Option<Effect> {
    let Certificate::DeviceRevoke(cert) = entry.cert() else {
        return None;
    };
    let RevokedBy::Person(word) = cert.by else {
        return None;
    };
    (word.board == passes.board).then(|| {
        let revocation = Revocation {
            entry: id,
            person: word.person,
            role: None,
            cut: cert.cut.clone(),
        };
        Effect::Revoke(cert.device, revocation)
    })
}

/// A coordinator or steward ends any device; what it does in their own rank or a higher one goes on.
fn revocation(
    passes: &Passes<'_>,
    id: EntryId,
    entry: &CertEntry,
    cert: &DeviceRevoke,
) -> Option<Effect> {
    let RevokedBy::Grant(under) = cert.by else {
        return None;
    };
    let by = issuer(passes, entry, under, Role::Coordinator).ok()?;
    let revocation = Revocation {
        entry: id,
        person: by.person,
        role: Some(by.role),
        cut: cert.cut.clone(),
    };
    Some(Effect::Revoke(cert.device, revocation))
}

/// The genesis is the board's own, written by the device that it names, of one of its stewards.
pub(super) fn genesis(
    board: BoardId,
    id: EntryId,
    entry: &CertEntry,
    genesis: &Genesis,
) -> Result<(), Refusal> {
    let good = id == board.genesis()
        && entry.position().seq == 1
        && entry.grant() == GrantRef::Steward
        && entry.device() == genesis.device.device
        && genesis.stewards.contains(&genesis.device.person)
        && sound(&genesis.stewards, genesis.threshold);
    good.then_some(()).ok_or(Refusal::NotTheGenesis)
}

/// A charter counts by the signatures inside it: its author, a mere carrier, is not asked.
fn charter(walk: &Walk, charter: &Charter) -> Result<(), Refusal> {
    if !sound(&charter.stewards, charter.threshold) {
        return Err(Refusal::BadCharter);
    }
    let id = charter.id();
    if walk.chain.contains(&id) {
        Ok(())
    } else if walk.rooted.contains(&id) {
        Err(Refusal::OtherCharter)
    } else {
        Err(Refusal::NoQuorum)
    }
}

/// Stewards grant all from coordinator down, coordinators all below themselves.
fn grant(passes: &Passes<'_>, entry: &CertEntry, grant: &Grant) -> Result<Held, Refusal> {
    let by = issuer(passes, entry, grant.under, Role::Coordinator)?;
    let peers = broken!(CoordinatorsAppoint) && grant.role == Role::Coordinator;
    let reach = peers || by.role.rank() < grant.role.rank() && grant.role != Role::Reporter;
    if !reach {
        return Err(Refusal::RoleOutOfReach(grant.role));
    }
    Ok(Held {
        person: grant.person,
        role: grant.role,
        by: Some(by.person),
    })
}

/// A ticket never makes more than an editor; an open one no more than a contributor, a reader's a reader.
fn ticket(passes: &Passes<'_>, entry: &CertEntry, ticket: &Ticket) -> Result<Held, Refusal> {
    let by = issuer(passes, entry, ticket.under, Role::Coordinator)?;
    if gives(ticket.mode, ticket.ceiling) {
        Ok(by)
    } else {
        Err(Refusal::RoleOutOfReach(ticket.ceiling))
    }
}

/// The ticket stands and the request is for it, the role is within its ceiling, and a live member
/// wrote the entry. The signatures of ticket key and joiner were checked when it was read.
pub(super) fn join(passes: &Passes<'_>, entry: &CertEntry, join: &Join) -> Result<Held, Refusal> {
    let by = match passes.author(entry, Role::Reader) {
        Err(_) if broken!(NoCountersignature) => Held::steward(join.request.device.person),
        by => by?,
    };
    let tickets = &passes.ground.tickets;
    let state = tickets
        .get(&join.ticket)
        .ok_or(Refusal::Missing(join.ticket))?;
    if passes.ground.removed.contains_key(&join.ticket) && !broken!(RemovedTicketsLetIn) {
        let reach = passes.reaches.removed.get(&join.ticket);
        let place = passes.place(entry);
        place.inside(reach, Refusal::TicketRemoved(join.ticket))?;
    }
    if join.request.board != passes.board {
        return Err(Refusal::OtherBoard);
    }
    if join.request.ticket != state.ticket.key {
        return Err(Refusal::OtherTicket);
    }
    let within = join.role.rank() >= state.ticket.ceiling.rank() || broken!(NoCeiling);
    // A reporter's ticket makes nobody a member.
    let joins = join.role.rank() <= Role::Helper.rank();
    if !within || !joins || !gives(state.ticket.mode, join.role) {
        return Err(Refusal::RoleOutOfReach(join.role));
    }
    Ok(Held {
        person: join.request.device.person,
        role: join.role,
        by: Some(by.person),
    })
}

/// Stewards remove any grant, join or ticket; coordinators only what is below their own role.
fn remove(passes: &Passes<'_>, entry: &CertEntry, remove: &Remove) -> Result<Held, Refusal> {
    let by = issuer(passes, entry, remove.under, Role::Coordinator)?;
    let target = passes
        .certs
        .get(&remove.target)
        .ok_or(Refusal::Missing(remove.target))?;
    let rank = match target.cert() {
        Certificate::Grant(grant) => grant.role.rank(),
        Certificate::Join(join) => join.role.rank(),
        Certificate::Ticket(ticket) => ticket.ceiling.rank(),
        Certificate::Genesis(_)
        | Certificate::DeviceCert(_)
        | Certificate::Epoch(_)
        | Certificate::Wrap(_)
        | Certificate::Charter(_)
        | Certificate::DeviceRevoke(_)
        | Certificate::Remove(_)
        | Certificate::Adopt(_)
        | Certificate::Close(_)
        | Certificate::Moderate(_)
        | Certificate::Shred(_) => return Err(Refusal::NotRemovable(remove.target)),
    };
    if by.role.rank() < rank || broken!(CoordinatorsRemoveEachOther) {
        Ok(by)
    } else {
        Err(Refusal::RankTooLow { held: by.role })
    }
}

/// Coordinators hide and hold; letting in is for editors too, and never for those who came by an open ticket.
fn moderate(passes: &Passes<'_>, entry: &CertEntry, cert: &Moderate) -> Result<Held, Refusal> {
    let least = match cert.act {
        Moderation::Hide | Moderation::Unhide | Moderation::Hold => Role::Coordinator,
        Moderation::LetIn => Role::Editor,
    };
    issuer(passes, entry, cert.under, least)
}

fn shred(passes: &Passes<'_>, entry: &CertEntry, cert: &Shred) -> Result<Held, Refusal> {
    let by = issuer(passes, entry, cert.under, Role::Coordinator)?;
    match cert.compartment {
        Compartment::Members | Compartment::Main => Err(Refusal::NeverErased),
        Compartment::Coordinators => by.at_least(Role::Steward),
        Compartment::Inbox | Compartment::Case(_) => Ok(by),
    }
}

/// Any member's entry may bring it; it counts once its person has a role.
fn device(
    passes: &Passes<'_>,
    authority: &Authority,
    entry: &CertEntry,
    cert: &DeviceCert,
) -> Result<Held, Refusal> {
    let by = passes.author(entry, Role::Reader)?;
    let member = authority.role_of(cert.person).is_some();
    member.then_some(by).ok_or(Refusal::NotAMember)
}

/// Returns what the author exercises, which must be the grant that the certificate is issued under.
pub(super) fn issuer(
    passes: &Passes<'_>,
    entry: &CertEntry,
    under: GrantRef,
    least: Role,
) -> Result<Held, Refusal> {
    if under == entry.grant() {
        return passes.author(entry, least);
    }
    if broken!(AnyUnder) {
        let place = passes.place(entry);
        let held = passes.ground.exercise(entry.device(), under, place)?;
        return held.at_least(least);
    }
    Err(Refusal::TwoGrants)
}

/// Returns whether a ticket of this mode can give this role.
const fn gives(mode: TicketMode, role: Role) -> bool {
    match mode {
        TicketMode::Invite => matches!(role, Role::Editor | Role::Contributor | Role::Reader),
        TicketMode::Open => matches!(role, Role::Contributor | Role::Reader),
        TicketMode::Reader => matches!(role, Role::Reader),
        TicketMode::Reporter => matches!(role, Role::Reporter),
        TicketMode::Helper => matches!(role, Role::Helper),
    }
}
