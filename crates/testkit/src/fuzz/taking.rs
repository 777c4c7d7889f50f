//! Certificates that take something away, written by Mallory: seeds of the target `certificate`.
//!
//! Owns their making. None of them may take anything from anybody but Mallory.

use trust::{
    Adopt, Certificate, Charter, CharterId, Close, Compartment, Cut, DeviceRevoke, GrantRef,
    Moderate, Moderated, Moderation, Reason, Remove, RevokedBy, Shred,
};

use super::{Seed, known, seed};
use crate::Random;

/// A charter that makes Mallory the only steward, signed by her.
fn charter() -> Charter {
    let known = known();
    let mallory = known.mallory.person(&known.nonce);
    let mut charter = Charter {
        predecessor: CharterId(known.board.0),
        stewards: vec![mallory.id()],
        threshold: 1,
        cut: Cut::new([known.mallory_tip]),
        signatures: Vec::new(),
        recovery: None,
    };
    charter.sign(&mallory);
    charter.sign_as_recovery(&mallory);
    charter
}

/// Makes a charter or the revocation of a device anew, signed as Mallory can.
pub(super) fn sign_again(cert: Certificate, random: &mut Random) -> Certificate {
    let known = known();
    let mallory = known.mallory.person(&known.nonce);
    let mut cut = vec![known.mallory_tip];
    if random.percent(50) {
        cut.extend(random.pick(&known.entries).map(trust::Entry::position));
    }
    if let Certificate::Charter(mut charter) = cert {
        charter.cut = Cut::new(cut);
        charter.threshold = random.next() as u8;
        if random.percent(50) {
            charter.predecessor = CharterId(random.bytes());
        }
        charter.signatures.clear();
        charter.sign(&mallory);
        return Certificate::Charter(charter);
    }
    let whose = [&known.alice, &known.bob, &known.mallory];
    let whose = whose[random.below(3)].device_key(&known.nonce).id();
    Certificate::DeviceRevoke(DeviceRevoke::own(
        known.board,
        &mallory,
        whose,
        Cut::new(cut),
    ))
}

/// Returns one of each kind, under Mallory's own grant and under the stewards'.
pub(super) fn seeds() -> Vec<Seed> {
    let known = known();
    let mallory = known.mallory.person(&known.nonce);
    let alices = known.alice.device_key(&known.nonce).id();
    let (cut, stewards) = (Cut::new([known.mallory_tip]), GrantRef::Steward);
    let revoke = |by| DeviceRevoke {
        device: alices,
        cut: cut.clone(),
        by,
    };
    let own = |device| DeviceRevoke::own(known.board, &mallory, device, cut.clone());
    let remove = |target, under| Remove {
        target,
        cut: cut.clone(),
        reason: Reason::Spam,
        text: None,
        under,
    };
    let moderate = Moderate {
        target: Moderated::Item(known.item),
        act: Moderation::Hide,
        reason: Reason::Abuse,
        text: Some("because".to_owned()),
        replaces: Vec::new(),
        under: known.mallory_grant,
    };
    let all = [
        ("charter", Certificate::Charter(charter())),
        (
            "revoke-as-steward",
            Certificate::DeviceRevoke(revoke(RevokedBy::Grant(stewards))),
        ),
        (
            "revoke-alices-as-her",
            Certificate::DeviceRevoke(own(alices)),
        ),
        (
            "revoke-ones-own",
            Certificate::DeviceRevoke(own(known.mallory.device_key(&known.nonce).id())),
        ),
        (
            "remove-the-ticket",
            Certificate::Remove(remove(known.ticket, known.mallory_grant)),
        ),
        (
            "remove-as-steward",
            Certificate::Remove(remove(known.ticket, stewards)),
        ),
        (
            "adopt",
            Certificate::Adopt(Adopt {
                entries: vec![known.creation],
                under: known.mallory_grant,
            }),
        ),
        (
            "close",
            Certificate::Close(Close {
                item: known.item,
                heads: cut.clone(),
                under: known.mallory_grant,
            }),
        ),
        ("moderate", Certificate::Moderate(moderate)),
        (
            "shred",
            Certificate::Shred(Shred {
                compartment: Compartment::Main,
                under: stewards,
            }),
        ),
    ];
    let all = all.into_iter();
    all.map(|(name, cert)| seed(format!("hostile-{name}"), cert.to_body()))
        .collect()
}
