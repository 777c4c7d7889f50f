//! Who is to be dialled, as boards, joins and the disk name them.

use store::{LogDb, Seen};
use trust::{BoardId, EndpointHint, EndpointId};

use crate::{BoardInfo, JoinProgress, JoinView, NodeError};

/// Returns whether a join still asks for an answer.
pub(in crate::node) const fn is_open(join: &JoinView) -> bool {
    !matches!(join.progress, JoinProgress::Refused(_))
}

/// Returns where a board can be asked for that another device of the person handed on, until it has come.
pub(in crate::node) fn arriving(info: &BoardInfo) -> impl Iterator<Item = &EndpointHint> {
    let promised = info.arriving.iter();
    promised.flat_map(|promised| promised.hints.iter().map(|hint| &hint.at))
}

/// Returns the endpoints of a board's member devices, with the devices.
pub(in crate::node) fn devices(info: &BoardInfo) -> Vec<(EndpointId, BoardId, trust::DeviceId)> {
    let people = info.authority.people();
    let certs = people.flat_map(|(person, ..)| info.authority.devices_of(person));
    let others = certs.filter(|cert| cert.device != info.device);
    others
        .map(|cert| (cert.endpoint, info.board, cert.device))
        .collect()
}

/// Returns where devices were reached before. An address that cannot be read any more is left out.
pub(in crate::node) fn known_addresses(db: &LogDb) -> Result<Vec<(EndpointHint, Seen)>, NodeError> {
    let hint = |(endpoint, address, seen): (_, String, _)| {
        let hint = EndpointHint {
            endpoint,
            addrs: vec![address.parse().ok()?],
            relay: None,
        };
        Some((hint, seen))
    };
    // The newest comes first, and the last that is learnt stands first.
    Ok(db.addresses()?.into_iter().rev().filter_map(hint).collect())
}
