//! The epochs of a board: how long the chain before each is, and whom each was handed to.
//!
//! Owns what the certificates say of them. Never chooses the current one: that is `keys`.

use std::collections::{BTreeMap, BTreeSet};

use trust::{Certificate, Compartment, DeviceId, EntryId, EpochId};

use crate::peer::board::Board;

/// What is known of a compartment's epochs: how long the chain before each is, and which devices it was handed to.
#[derive(Debug, Default)]
pub(crate) struct Epochs {
    depth: BTreeMap<EpochId, (Compartment, u32)>,
    handed: BTreeMap<EpochId, BTreeSet<DeviceId>>,
    /// The same without the wraps of which the device said that they stay closed.
    reached: BTreeMap<EpochId, BTreeSet<DeviceId>>,
    closed: BTreeSet<(EntryId, DeviceId)>,
}

impl Epochs {
    pub(super) fn of(board: &Board) -> Self {
        let mut prevs: BTreeMap<EpochId, (Compartment, Option<EpochId>)> = BTreeMap::new();
        let mut epochs = Self::default();
        // The ids of a case's keys stand where every member reads them, so anybody could say of anybody that they were
        // handed one: of what not every member reads, who coordinates is believed, and who was handed the key.
        let mut believed: Vec<(EpochId, DeviceId, EntryId)> = Vec::new();
        let mut said: BTreeMap<(EpochId, DeviceId), Vec<(DeviceId, EntryId)>> = BTreeMap::new();
        for (id, cert) in &board.certs {
            match cert.cert() {
                Certificate::Epoch(epoch) if board.authority.why_not(*id).is_none() => {
                    prevs.insert(epoch.epoch, (epoch.compartment, epoch.prev));
                }
                // One that does not count proves no handing over: anybody may write such.
                Certificate::Wrap(wrap) if board.authority.why_not(*id).is_none() => {
                    if wrap.keys.is_empty() && wrap.device == cert.device() {
                        let closed = cert.heads().iter().map(|head| (*head, wrap.device));
                        epochs.closed.extend(closed);
                    }
                    for key in &wrap.keys {
                        if !key.compartment.is_apart() || board.once_coordinated(cert) {
                            believed.push((key.epoch, wrap.device, *id));
                        } else {
                            let by = (key.epoch, cert.device());
                            said.entry(by).or_default().push((wrap.device, *id));
                        }
                    }
                }
                Certificate::Epoch(_)
                | Certificate::Wrap(_)
                | Certificate::Genesis(_)
                | Certificate::DeviceCert(_)
                | Certificate::Grant(_)
                | Certificate::Ticket(_)
                | Certificate::Join(_)
                | Certificate::Charter(_)
                | Certificate::DeviceRevoke(_)
                | Certificate::Remove(_)
                | Certificate::Adopt(_)
                | Certificate::Close(_)
                | Certificate::Moderate(_)
                | Certificate::Shred(_) => {}
            }
        }
        while let Some((epoch, device, wrap)) = believed.pop() {
            if !epochs.stays_closed(wrap, device) {
                epochs.reached.entry(epoch).or_default().insert(device);
            }
            if epochs.handed.entry(epoch).or_default().insert(device) {
                let on = said.remove(&(epoch, device)).into_iter().flatten();
                believed.extend(on.map(|(device, wrap)| (epoch, device, wrap)));
            }
        }
        if let Some(first) = board.first_epoch {
            prevs.insert(first, (Compartment::Members, None));
        }
        for (epoch, (compartment, prev)) in &prevs {
            let depth = depth(*prev, *compartment, &prevs);
            epochs.depth.insert(*epoch, (*compartment, depth));
        }
        epochs
    }

    /// Returns the announced epochs of a compartment with the longest chain before them, by id: usually one.
    pub(crate) fn newest(&self, compartment: Compartment) -> Vec<EpochId> {
        let of = self.depth.iter().filter(|(_, (of, _))| *of == compartment);
        let longest = of.clone().map(|(_, (_, depth))| *depth).max();
        of.filter(|(_, (_, depth))| Some(*depth) == longest)
            .map(|(epoch, _)| *epoch)
            .collect()
    }

    /// Returns the compartments that an announced epoch is of.
    pub(crate) fn compartments(&self) -> BTreeSet<Compartment> {
        self.depth.values().map(|(of, _)| *of).collect()
    }

    /// Returns the announced epochs of a compartment.
    pub(crate) fn of_part(&self, part: Compartment) -> impl Iterator<Item = EpochId> {
        let of = self.depth.iter().filter(move |(_, (of, _))| *of == part);
        of.map(|(epoch, _)| *epoch)
    }

    /// Returns whether an epoch was announced.
    pub(crate) fn knows(&self, epoch: EpochId) -> bool {
        self.depth.contains_key(&epoch)
    }

    /// Returns the devices that an epoch's key was handed to.
    pub(crate) fn handed_to(&self, epoch: EpochId) -> BTreeSet<DeviceId> {
        self.handed.get(&epoch).cloned().unwrap_or_default()
    }

    /// Returns whether a device was handed an epoch's key by a wrap of which it did not say that it stays closed.
    pub(crate) fn has_reached(&self, epoch: EpochId, device: DeviceId) -> bool {
        let reached = self.reached.get(&epoch);
        reached.is_some_and(|devices| devices.contains(&device))
    }

    /// Returns whether a device said of a wrap for it that it stays closed.
    pub(crate) fn stays_closed(&self, wrap: EntryId, device: DeviceId) -> bool {
        self.closed.contains(&(wrap, device))
    }

    /// Returns the held epochs of a compartment, the one to write under first.
    pub(crate) fn ranked(&self, board: &Board, compartment: Compartment) -> Vec<EpochId> {
        let held = |epoch: &EpochId| board.keyring.key(compartment, *epoch).is_some();
        let of = self.depth.iter().filter(|(_, (of, _))| *of == compartment);
        let mut ranked: Vec<(u32, EpochId)> =
            of.map(|(epoch, (_, depth))| (*depth, *epoch)).collect();
        ranked.retain(|(_, epoch)| held(epoch));
        ranked.sort_unstable_by(|one, two| two.0.cmp(&one.0).then(one.1.cmp(&two.1)));
        ranked.into_iter().map(|(_, epoch)| epoch).collect()
    }

    pub(super) fn leaked(&self, board: &Board, epoch: EpochId) -> bool {
        let handed = self.handed.get(&epoch).into_iter().flatten();
        handed
            .filter(|device| **device != board.device.id())
            .any(|device| board.lost_keys(*device))
    }
}

/// Counts the predecessors of an epoch. A chain that leads nowhere, or in a circle, counts for as far as it goes.
fn depth(
    mut prev: Option<EpochId>,
    compartment: Compartment,
    prevs: &BTreeMap<EpochId, (Compartment, Option<EpochId>)>,
) -> u32 {
    let mut depth = 0;
    let mut seen = BTreeSet::new();
    while let Some(before) = prev {
        let known = prevs.get(&before).filter(|(of, _)| *of == compartment);
        let Some((_, further)) = known.filter(|_| seen.insert(before)) else {
            break;
        };
        depth += 1;
        prev = *further;
    }
    depth
}
