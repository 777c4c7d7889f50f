//! What receipts amount to: what each device is known to hold, what it lacks, and what is nowhere else.
//!
//! Owns the counting. Never changes what is known.

use std::collections::{BTreeMap, BTreeSet};

use store::LogKey;
use trust::{DeviceId, Position};

use crate::peer::board::Board;
use crate::{Holding, OnlyHere};

impl Board {
    /// Counts the entries that a device is not known to hold.
    pub(crate) fn lacks(&self, device: DeviceId) -> u64 {
        let held = self.stated.get(&device).map(|stated| &stated.held);
        let lacks = |(row, before, tip): (LogKey, u64, Position)| {
            let has = held.and_then(|held| held.get(&row));
            tip.seq - has.map_or(before, |has| has.seq.clamp(before, tip.seq))
        };
        self.rows().map(lacks).sum()
    }

    /// Returns what each member's other device is known to hold.
    pub(crate) fn holdings(&self) -> Vec<Holding> {
        let mut holdings = Vec::new();
        let mut seen = BTreeSet::from([self.device.id()]);
        for (person, ..) in self.authority.people() {
            for cert in self.authority.devices_of(person) {
                if seen.insert(cert.device) {
                    holdings.push(self.holding(cert.device, person));
                }
            }
        }
        holdings
    }

    fn holding(&self, device: DeviceId, person: trust::PersonId) -> Holding {
        let stated = self.stated.get(&device);
        let lacks = self.lacks(device);
        let held = |log: &crate::peer::board::Log| {
            let known = stated?.held.get(&log.key)?;
            // A log with several branches has several newest entries: it counts as a whole or not at all.
            let plain = !self.forked.contains(&log.tip.log);
            plain.then_some((log.tip.log, known.seq.min(log.tip.seq)))
        };
        let since = stated.and_then(|stated| stated.held.values().map(|known| known.at_ms).max());
        Holding {
            device,
            person,
            helper: self.is_helping(person).then(|| self.helper_name(person)),
            whole_ms: stated.and_then(|stated| stated.whole_ms),
            lacks,
            at_ms: stated.and_then(|stated| stated.at_ms),
            since_ms: since.filter(|_| lacks == 0),
            full: stated.is_some_and(|stated| stated.full),
            held: self.logs.values().filter_map(held).collect(),
        }
    }

    /// Returns what no other device of a member is known to hold. Helpers cannot read what they carry: they do not count.
    pub(crate) fn only_here(&self) -> OnlyHere {
        let mut elsewhere: BTreeMap<LogKey, u64> = BTreeMap::new();
        let mut of_others: BTreeMap<LogKey, u64> = BTreeMap::new();
        let note = |rows: &mut BTreeMap<LogKey, u64>, device: DeviceId| {
            let held = self.stated.get(&device).map(|stated| &stated.held);
            for (row, known) in held.into_iter().flatten() {
                let most = rows.entry(*row).or_insert(0);
                *most = known.seq.max(*most);
            }
        };
        for (person, ..) in self.authority.people() {
            if self.is_helping(person) {
                continue;
            }
            for cert in self.authority.devices_of(person) {
                if cert.device != self.device.id() {
                    note(&mut elsewhere, cert.device);
                    if person != self.person {
                        note(&mut of_others, cert.device);
                    }
                }
            }
        }
        let mut only = OnlyHere::default();
        for (row, before, tip) in self.rows() {
            let lacking = |rows: &BTreeMap<LogKey, u64>| {
                tip.seq
                    - rows
                        .get(&row)
                        .map_or(before, |seq| (*seq).clamp(before, tip.seq))
            };
            only.mine += lacking(&of_others);
            let here = lacking(&elsewhere);
            only.here += here;
            if here > 0 {
                only.tips.insert(tip.id);
            }
        }
        only
    }
}
