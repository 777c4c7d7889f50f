//! The person's own devices, over all boards: as a list, and taking one off all of them.
//!
//! A device has another id on each board. What tells its own person that it is one and the same is its network key; and
//! where it hides its address on some board, and has another one there, its receiving key.

use std::collections::{BTreeMap, BTreeSet};
use std::sync::Arc;

use trust::{BoardId, DeviceCert, DeviceId, EndpointId};

use super::{is_of_one_board, name_of};
use crate::api::{AppError, ErrorCode, Outcome, OwnDeviceBoard, OwnDeviceRow, Row, RowData};
use crate::desk::{At, Desk};
use crate::live::{Touched, TouchedBoard};

/// How much of a device's id tells it apart from the others of a person.
const SHORT: usize = 8;

/// Returns all own devices, this one first.
pub(crate) async fn list(desk: &Arc<Desk>) -> Result<Vec<Row>, AppError> {
    let names = super::names(desk)?;
    let own = desk.node.endpoint();
    let mut rows = BTreeMap::from([(own, empty(own, own, &names))]);
    let same = same(desk, &names)?;
    let connected = desk.node.network().borrow().connected.clone();
    for info in desk.node.boards() {
        let at = desk.at(&info.board.to_string())?;
        let board = name_of(desk, at.clone()).await?;
        for cert in certs(&at) {
            let endpoint = known_by(&same, &cert);
            let row = rows.entry(endpoint);
            let row = row.or_insert_with(|| empty(endpoint, own, &names));
            let online = connected.get(&at.id);
            row.connected |= online.is_some_and(|online| online.contains(&cert.device));
            let stated = at.info.holdings.iter();
            let stated = stated.filter(|held| held.device == cert.device);
            let seen = stated.filter_map(|held| held.at_ms).max();
            row.last_seen = row.last_seen.max(seen.map(u64::cast_signed));
            row.boards.push(OwnDeviceBoard {
                board: at.id.to_string(),
                name: board.clone(),
                device: cert.device.to_string(),
                revoked: at.info.authority.is_revoked(cert.device, at.me()),
                keys_pending: at.info.still_read.contains(&cert.device),
            });
        }
    }
    let mut rows: Vec<OwnDeviceRow> = rows.into_values().collect();
    for row in &mut rows {
        row.boards.sort_by_key(|board| board.name.to_lowercase());
        row.revoked = !row.boards.is_empty() && row.boards.iter().all(|board| board.revoked);
    }
    rows.sort_by_key(|row| {
        (
            !row.me,
            row.revoked,
            row.name.to_lowercase(),
            row.device.clone(),
        )
    });
    let row = |row: OwnDeviceRow| Row {
        key: row.device.clone(),
        data: RowData::OwnDevice(row),
    };
    Ok(rows.into_iter().map(row).collect())
}

/// Returns what the reader calls their devices on a board, by the devices' ids there.
pub(crate) fn names_on(desk: &Desk, at: &At) -> Result<BTreeMap<String, String>, AppError> {
    let names = super::names(desk)?;
    let same = same(desk, &names)?;
    let named = |cert: DeviceCert| {
        let name = names.get(&known_by(&same, &cert).to_string())?;
        Some((cert.device.to_string(), name.clone()))
    };
    Ok(certs(at).into_iter().filter_map(named).collect())
}

/// Takes an own device off every board that it is on.
pub(crate) async fn revoke(desk: &Arc<Desk>, device: &str) -> Result<Outcome, AppError> {
    let endpoint = find(desk, device)?;
    if endpoint == desk.node.endpoint() {
        return Err(AppError::new(ErrorCode::NotYourself, "this device"));
    }
    let same = same(desk, &super::names(desk)?)?;
    let mut touched = Touched::default();
    let mut revoked: Vec<(BoardId, DeviceId)> = Vec::new();
    for info in desk.node.boards() {
        let at = desk.at(&info.board.to_string())?;
        let live = at.info.authority.devices_of(at.me());
        let ids: BTreeSet<DeviceId> = live
            .filter(|cert| known_by(&same, cert) == endpoint)
            .map(|cert| cert.device)
            .collect();
        for id in ids {
            match desk.node.revoke_device(at.id, id).await {
                Err(error) if is_of_one_board(&error) => {
                    tracing::warn!(%error, board = ?at.id, "a device stays on a board");
                }
                Err(error) => return Err(error.into()),
                Ok(_) => revoked.push((at.id, id)),
            }
        }
    }
    let newest = *desk.node.cursor().borrow();
    desk.caught_up(newest).await;
    let mut pending = Vec::new();
    for (board, device) in &revoked {
        let at = desk.at(&board.to_string())?;
        let people = TouchedBoard {
            people: true,
            ..TouchedBoard::default()
        };
        touched.boards.insert(*board, people);
        if at.info.still_read.contains(device) {
            pending.push(name_of(desk, at).await?);
        }
    }
    desk.tell(touched);
    Ok(Outcome::DeviceRevoked {
        boards: u32::try_from(revoked.len()).unwrap_or(u32::MAX),
        pending,
    })
}

/// Returns the own device of that id.
pub(super) fn find(desk: &Desk, device: &str) -> Result<EndpointId, AppError> {
    let no_such =
        || AppError::new(ErrorCode::NoSuchDevice, "no such device").with("device", device);
    let endpoint: EndpointId = device.parse().map_err(|_| no_such())?;
    if endpoint == desk.node.endpoint() {
        return Ok(endpoint);
    }
    let same = same(desk, &super::names(desk)?)?;
    for info in desk.node.boards() {
        let at = desk.at(&info.board.to_string())?;
        let mut certs = certs(&at).into_iter();
        if certs.any(|cert| known_by(&same, &cert) == endpoint) {
            return Ok(endpoint);
        }
    }
    Err(no_such())
}

/// Returns by which network key each other one of a device is known: this device by its open one, others by the one that
/// has a name.
fn same(
    desk: &Desk,
    names: &BTreeMap<String, String>,
) -> Result<BTreeMap<EndpointId, EndpointId>, AppError> {
    let own = desk.node.endpoint();
    let mut by_kem: BTreeMap<[u8; 32], BTreeSet<EndpointId>> = BTreeMap::new();
    for info in desk.node.boards() {
        let at = desk.at(&info.board.to_string())?;
        for cert in certs(&at) {
            let keys = by_kem.entry(cert.kem.0).or_default();
            keys.insert(cert.endpoint);
            keys.extend((cert.device == info.device).then_some(own));
        }
    }
    let mut same = BTreeMap::new();
    for keys in by_kem.into_values().filter(|keys| keys.len() > 1) {
        let named = keys.iter().find(|key| names.contains_key(&key.to_string()));
        let first = keys.first().copied().unwrap_or(own);
        let known = if keys.contains(&own) {
            own
        } else {
            named.copied().unwrap_or(first)
        };
        same.extend(keys.into_iter().map(|key| (key, known)));
    }
    Ok(same)
}

/// Returns by which network key the device of a certificate is known.
fn known_by(same: &BTreeMap<EndpointId, EndpointId>, cert: &DeviceCert) -> EndpointId {
    same.get(&cert.endpoint).copied().unwrap_or(cert.endpoint)
}

/// Returns the certificates of the reader's devices on a board, also of those that were taken off it.
fn certs(at: &At) -> Vec<DeviceCert> {
    let authority = &at.info.authority;
    let revoked = authority.revoked_devices_of(at.me());
    let all = authority.devices_of(at.me()).chain(revoked);
    all.cloned().collect()
}

fn empty(endpoint: EndpointId, own: EndpointId, names: &BTreeMap<String, String>) -> OwnDeviceRow {
    let device = endpoint.to_string();
    OwnDeviceRow {
        short: device.get(..SHORT).unwrap_or(&device).to_owned(),
        name: names.get(&device).cloned().unwrap_or_default(),
        me: endpoint == own,
        connected: endpoint == own,
        last_seen: None,
        revoked: false,
        boards: Vec::new(),
        device,
    }
}
