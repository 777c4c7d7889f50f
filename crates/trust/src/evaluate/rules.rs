//! The rule of each certificate: what its author must hold, and what it may give.
//!
//! Each looks at what the passes before it have found, and at nothing else.

use crate::authority::Held;
use crate::{
    Authority, BoardId, CertEntry, CertError, Certificate, DeviceCert, EntryId, Genesis, Grant,
    GrantRef, Join, Refusal, Role, Ticket, TicketMode,
};

/// Checks any certificate.
pub(super) fn check(authority: &Authority, id: EntryId, entry: &CertEntry) -> Result<(), Refusal> {
    match entry.cert() {
        Certificate::Genesis(cert) => genesis(authority.board, id, entry, cert),
        Certificate::DeviceCert(cert) => device(authority, entry, cert),
        Certificate::Grant(cert) => grant(authority, entry, cert).map(drop),
        Certificate::Ticket(cert) => ticket(authority, entry, cert).map(drop),
        Certificate::Join(cert) => join(authority, entry, cert).map(drop),
        Certificate::Epoch(_) => author(authority, entry, Role::Coordinator).map(drop),
        Certificate::Wrap(_) => author(authority, entry, Role::Reader).map(drop),
        Certificate::Charter(_) => Err(CertError::UnknownKind(7).into()),
        Certificate::DeviceRevoke(_) => Err(CertError::UnknownKind(8).into()),
        Certificate::Remove(_) => Err(CertError::UnknownKind(9).into()),
        Certificate::Adopt(_) => Err(CertError::UnknownKind(10).into()),
        Certificate::Close(_) => Err(CertError::UnknownKind(11).into()),
        Certificate::Moderate(_) => Err(CertError::UnknownKind(12).into()),
        Certificate::Shred(_) => Err(CertError::UnknownKind(13).into()),
    }
}

/// The genesis is the board's own, written by the device that it names, of one of its stewards;
/// stewards are distinct, and more than half of them change the charter.
pub(super) fn genesis(
    board: BoardId,
    id: EntryId,
    entry: &CertEntry,
    genesis: &Genesis,
) -> Result<(), Refusal> {
    let stewards = &genesis.stewards;
    let threshold = usize::from(genesis.threshold);
    let distinct = || (1..stewards.len()).all(|i| !stewards[..i].contains(&stewards[i]));
    let sound = id == board.genesis()
        && entry.position().seq == 1
        && entry.grant() == GrantRef::Steward
        && entry.device() == genesis.device.device
        && stewards.contains(&genesis.device.person)
        && threshold * 2 > stewards.len()
        && threshold <= stewards.len()
        && distinct();
    sound.then_some(()).ok_or(Refusal::NotTheGenesis)
}

/// Stewards grant all from coordinator down, coordinators all below themselves.
pub(super) fn grant(
    authority: &Authority,
    entry: &CertEntry,
    grant: &Grant,
) -> Result<Held, Refusal> {
    let by = issuer(authority, entry, grant.under)?;
    let reach = by.role.rank() < grant.role.rank() && grant.role != Role::Reporter;
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
pub(super) fn ticket(
    authority: &Authority,
    entry: &CertEntry,
    ticket: &Ticket,
) -> Result<Held, Refusal> {
    let by = issuer(authority, entry, ticket.under)?;
    if gives(ticket.mode, ticket.ceiling) {
        Ok(by)
    } else {
        Err(Refusal::RoleOutOfReach(ticket.ceiling))
    }
}

/// The ticket is live and the request is for it, the role is within its ceiling, and a live member
/// wrote the entry. The signatures of ticket key and joiner were checked when it was read.
pub(super) fn join(authority: &Authority, entry: &CertEntry, join: &Join) -> Result<Held, Refusal> {
    let by = author(authority, entry, Role::Reader)?;
    let state = authority
        .tickets
        .get(&join.ticket)
        .ok_or(Refusal::Missing(join.ticket))?;
    if join.request.board != authority.board {
        return Err(Refusal::OtherBoard);
    }
    if join.request.ticket != state.ticket.key {
        return Err(Refusal::OtherTicket);
    }
    let within = join.role.rank() >= state.ticket.ceiling.rank();
    let member = join.role.rank() <= Role::Reader.rank();
    if !within || !member || !gives(state.ticket.mode, join.role) {
        return Err(Refusal::RoleOutOfReach(join.role));
    }
    Ok(Held {
        person: join.request.device.person,
        role: join.role,
        by: Some(by.person),
    })
}

/// Any member's entry may bring it; it counts once its person has a role.
fn device(authority: &Authority, entry: &CertEntry, cert: &DeviceCert) -> Result<(), Refusal> {
    author(authority, entry, Role::Reader)?;
    let member = authority.role_of(cert.person).is_some();
    member.then_some(()).ok_or(Refusal::NotAMember)
}

/// Returns what the author exercises, which must be the grant that the certificate is issued under,
/// of a coordinator or a steward.
fn issuer(authority: &Authority, entry: &CertEntry, under: GrantRef) -> Result<Held, Refusal> {
    if under != entry.grant() {
        return Err(Refusal::TwoGrants);
    }
    author(authority, entry, Role::Coordinator)
}

fn author(authority: &Authority, entry: &CertEntry, least: Role) -> Result<Held, Refusal> {
    authority
        .exercise(entry.device(), entry.grant())?
        .at_least(least)
}

/// Returns whether a ticket of this mode can give this role.
const fn gives(mode: TicketMode, role: Role) -> bool {
    match mode {
        TicketMode::Invite => matches!(role, Role::Editor | Role::Contributor | Role::Reader),
        TicketMode::Open => matches!(role, Role::Contributor | Role::Reader),
        TicketMode::Reader => matches!(role, Role::Reader),
        TicketMode::Reporter => matches!(role, Role::Reporter),
    }
}
