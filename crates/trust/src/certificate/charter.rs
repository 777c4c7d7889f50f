//! Charters: who the stewards are from now on, and the end of a device.
//!
//! Owns their shapes and the signatures inside them. They count by those signatures, whoever's log
//! brings them: after the loss of the founder's laptop there may be nobody else.

use minicbor::{Decode, Encode};

use super::{MAX_STEWARDS, bounded};
use crate::{
    BadSignature, BoardId, CharterId, Cut, DeviceId, GrantRef, PersonId, PersonKey, Signature,
    domain, keys, to_canonical,
};

/// New stewards. What it says has an id of its own, so that nobody can copy it into an entry of
/// another id and take its successors away; the signatures of all copies count together.
#[derive(Debug, Clone, PartialEq, Eq, Encode, Decode)]
#[cbor(array)]
pub struct Charter {
    /// The charter before it; the first is [`BoardId::charter`].
    #[n(0)]
    pub predecessor: CharterId,
    /// The stewards, in order of seniority. At least one.
    #[cbor(n(1), decode_with = "bounded::<_, _, MAX_STEWARDS>")]
    pub stewards: Vec<PersonId>,
    /// How many of them change the charter: more than half.
    #[n(2)]
    pub threshold: u8,
    /// How far the logs of the stewards who are dropped count as a steward's.
    #[n(3)]
    pub cut: Cut,
    /// By stewards of the charter before it over this one's id, ascending by steward.
    #[cbor(n(4), decode_with = "bounded::<_, _, MAX_STEWARDS>")]
    pub signatures: Vec<CharterSignature>,
    /// By the recovery key over the same, if it was used.
    #[n(5)]
    pub recovery: Option<CharterSignature>,
}

/// A signature over a charter.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Encode, Decode)]
#[cbor(array)]
pub struct CharterSignature {
    /// Whose key signed.
    #[n(0)]
    pub by: PersonId,
    /// Over the charter's id.
    #[cbor(n(1), with = "minicbor::bytes")]
    pub signature: Signature,
}

impl Charter {
    /// Returns what the charter is named by: a hash of what it says, without the signatures.
    #[must_use]
    pub fn id(&self) -> CharterId {
        let said = (self.predecessor, &self.stewards, self.threshold, &self.cut);
        CharterId(domain::hash(domain::CHARTER_ID, &[&to_canonical(&said)]))
    }

    /// Adds a steward's signature.
    pub fn sign(&mut self, steward: &PersonKey) {
        let signature = self.signature(steward);
        self.signatures.retain(|other| other.by != signature.by);
        self.signatures.push(signature);
        self.signatures
            .sort_unstable_by_key(|signature| signature.by);
    }

    /// Adds the signature of the recovery key.
    pub fn sign_as_recovery(&mut self, recovery: &PersonKey) {
        self.recovery = Some(self.signature(recovery));
    }

    /// Checks all signatures. Whether they are enough, and whose they are, is asked elsewhere.
    ///
    /// # Errors
    /// [`BadSignature`] where one does not hold, or they are not in order.
    pub fn verify(&self) -> Result<(), BadSignature> {
        let ascending = self
            .signatures
            .windows(2)
            .all(|pair| pair[0].by < pair[1].by);
        if !ascending {
            return Err(BadSignature);
        }
        let id = self.id();
        self.signatures
            .iter()
            .chain(&self.recovery)
            .try_for_each(|by| keys::verify(&by.by.0, domain::CHARTER, &[&id.0], &by.signature))
    }

    fn signature(&self, key: &PersonKey) -> CharterSignature {
        CharterSignature {
            by: key.id(),
            signature: key.sign(domain::CHARTER, &[&self.id().0]),
        }
    }
}

/// The end of a device: lost, stolen, given away.
#[derive(Debug, Clone, PartialEq, Eq, Encode, Decode)]
#[cbor(array)]
pub struct DeviceRevoke {
    /// Which device.
    #[n(0)]
    pub device: DeviceId,
    /// How far its logs still count.
    #[n(1)]
    pub cut: Cut,
    /// By whose word.
    #[n(2)]
    pub by: RevokedBy,
}

/// Who ends a device.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Encode, Decode)]
pub enum RevokedBy {
    /// Its person, with the person's own key: from another device, or from the words on paper.
    #[n(0)]
    Person(#[n(0)] OwnWord),
    /// A coordinator or steward, under this grant.
    #[n(1)]
    Grant(#[n(0)] GrantRef),
}

/// A person's signature over the end of a device of theirs.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Encode, Decode)]
#[cbor(array)]
pub struct OwnWord {
    /// On which board.
    #[n(0)]
    pub board: BoardId,
    /// Whose device it is.
    #[n(1)]
    pub person: PersonId,
    /// Over board, person, device and cut.
    #[cbor(n(2), with = "minicbor::bytes")]
    pub signature: Signature,
}

impl DeviceRevoke {
    /// Ends a device of one's own.
    #[must_use]
    pub fn own(board: BoardId, person: &PersonKey, device: DeviceId, cut: Cut) -> Self {
        let bytes = to_canonical(&cut);
        let signature = person.sign(
            domain::DEVICE_REVOKE,
            &[&board.0, &person.id().0, &device.0, &bytes],
        );
        let person = person.id();
        Self {
            device,
            cut,
            by: RevokedBy::Person(OwnWord {
                board,
                person,
                signature,
            }),
        }
    }

    /// Checks the person's signature, where it is by the person.
    ///
    /// # Errors
    /// [`BadSignature`] where it does not hold.
    pub fn verify(&self) -> Result<(), BadSignature> {
        let RevokedBy::Person(word) = &self.by else {
            return Ok(());
        };
        let cut = to_canonical(&self.cut);
        keys::verify(
            &word.person.0,
            domain::DEVICE_REVOKE,
            &[&word.board.0, &word.person.0, &self.device.0, &cut],
            &word.signature,
        )
    }
}
