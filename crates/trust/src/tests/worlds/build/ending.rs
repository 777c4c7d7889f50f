//! Certificates that end something, and those about content.

#![expect(
    clippy::wildcard_enum_match_arm,
    reason = "a test looks for one kind among all"
)]

use super::super::spec::{By, What};
use super::{Built, device, person};
use crate::{
    Adopt, Certificate, Close, Compartment, Cut, DeviceRevoke, ItemId, Moderate, Moderated,
    Moderation, OwnWord, Reason, Remove, RevokedBy, Shred,
};

const ACTS: [Moderation; 4] = [
    Moderation::Hide,
    Moderation::Unhide,
    Moderation::Hold,
    Moderation::LetIn,
];

impl Built {
    pub(super) fn ending(&self, what: &What) -> Certificate {
        let under = |by: &By| self.grant(*by);
        match what {
            What::RevokeOwn(which, cut, whose) => Certificate::DeviceRevoke(DeviceRevoke {
                device: device(*which),
                cut: self.cut(cut),
                by: RevokedBy::Person(OwnWord {
                    board: self.board,
                    person: person(*whose),
                    signature: [0; 64],
                }),
            }),
            What::Revoke(which, cut, by) => Certificate::DeviceRevoke(DeviceRevoke {
                device: device(*which),
                cut: self.cut(cut),
                by: RevokedBy::Grant(under(by)),
            }),
            What::Remove(target, cut, by) => Certificate::Remove(Remove {
                target: self.id(*target),
                cut: self.cut(cut),
                reason: Reason::Other,
                text: None,
                under: under(by),
            }),
            What::Adopt(entries, by) => Certificate::Adopt(Adopt {
                entries: self.sorted(entries),
                under: under(by),
            }),
            What::Close(creation, by) => Certificate::Close(Close {
                item: self.item(*creation),
                heads: Cut::default(),
                under: under(by),
            }),
            What::Moderate(whom, act, settles, by) => Certificate::Moderate(Moderate {
                target: Moderated::Person(person(*whom)),
                act: ACTS[usize::from(*act)],
                reason: Reason::Spam,
                text: None,
                replaces: self.sorted(settles),
                under: under(by),
            }),
            What::Shred(number, by) => Certificate::Shred(Shred {
                compartment: [
                    Compartment::Members,
                    Compartment::Main,
                    Compartment::Coordinators,
                    Compartment::Inbox,
                    Compartment::Case(ItemId([7; 16])),
                ][usize::from(*number)],
                under: under(by),
            }),
            other => panic!("{other:?} ends nothing"),
        }
    }
}
