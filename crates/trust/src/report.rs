//! A report from outside: sealed for the coordinators' inbox by whoever holds a reporter's ticket.
//!
//! Owns its form, and how it is made, checked and opened. The reporter is no member and has no key of the board: the
//! ticket brings the public half of a key that follows from the inbox's epoch key (HPKE as in `wrapping`), so whoever
//! takes the report in cannot read it. Its size says nothing but a bucket. Two things make a flood dear: the signature
//! by the ticket's key, which is counted by, and a small proof of work. Never decides whether a ticket still counts.

use hpke::aead::ChaCha20Poly1305;
use hpke::kdf::HkdfSha256;
use hpke::kem::X25519HkdfSha256;
use hpke::{Deserializable, Kem, OpModeR, OpModeS, Serializable};
use minicbor::{Decode, Encode};

use crate::certificate::Entropy;
use crate::{
    BadSignature, BoardId, EpochKey, KemPublic, KemSecret, Signature, TicketId, TicketKey, domain,
    from_canonical, keys, seal, to_canonical,
};

/// The longest text of a report, in bytes.
pub const MAX_REPORT_TEXT: usize = 16 * 1024;
/// The longest sealed part: a text of that length in its bucket, with what HPKE adds.
const MAX_SEALED: usize = 64 * 1024;
/// So many first bits of the proof of work are zero.
const WORK_BITS: u32 = 16;

/// What a reporter sends.
#[derive(Debug, Clone, PartialEq, Eq, Encode, Decode)]
#[cbor(array)]
pub struct Report {
    /// The board that it is for.
    #[n(0)]
    pub board: BoardId,
    /// By which ticket.
    #[n(1)]
    pub ticket: TicketId,
    /// Which of the inbox's keys it is sealed for.
    #[n(2)]
    pub to: KemPublic,
    /// HPKE's encapsulated key.
    #[cbor(n(3), with = "minicbor::bytes")]
    pub encapsulated: [u8; 32],
    /// What it says, padded and sealed.
    #[cbor(n(4), with = "minicbor::bytes")]
    pub sealed: Vec<u8>,
    /// The proof of work.
    #[n(5)]
    pub work: u64,
    /// By the ticket's key over all of the above.
    #[cbor(n(6), with = "minicbor::bytes")]
    pub by_ticket: Signature,
}

/// What a report says, opened.
#[derive(Debug, Clone, PartialEq, Eq, Encode, Decode)]
#[cbor(array)]
pub struct Letter {
    /// When it was written, by the reporter's clock, in milliseconds since 1970.
    #[n(0)]
    pub written_ms: u64,
    /// What it says.
    #[n(1)]
    pub text: String,
}

/// A report that cannot count.
#[derive(Debug, Clone, Copy, PartialEq, Eq, thiserror::Error)]
pub enum ReportError {
    /// The bytes are no report, or it is too long.
    #[error("this is not a report")]
    Unreadable,
    /// The signature by the ticket's key does not hold.
    #[error("the signature of the report does not hold")]
    BadSignature,
    /// The proof of work is none.
    #[error("the report lacks its proof of work")]
    NoWork,
    /// The ticket's key for the inbox is not usable, or the text is too long.
    #[error("the report cannot be sealed")]
    CannotSeal,
}

impl EpochKey {
    /// Returns the secret by which reports are opened that were sealed while this was the inbox's key.
    #[must_use]
    pub fn inbox(&self) -> KemSecret {
        KemSecret::from_bytes(domain::hash(domain::INBOX_KEM, &[self.expose()]))
    }
}

impl Report {
    /// Seals a letter. `entropy` are 32 fresh random bytes. Works for a fraction of a second.
    ///
    /// # Errors
    /// [`ReportError::CannotSeal`] where the text is too long, or `to` is no key.
    pub fn make(
        letter: &Letter,
        board: BoardId,
        ticket: &TicketKey,
        to: KemPublic,
        entropy: [u8; 32],
    ) -> Result<Self, ReportError> {
        if letter.text.len() > MAX_REPORT_TEXT {
            return Err(ReportError::CannotSeal);
        }
        let public = <X25519HkdfSha256 as Kem>::PublicKey::from_bytes(&to.0)
            .map_err(|_| ReportError::CannotSeal)?;
        let padded = seal::pad(&to_canonical(letter)).ok_or(ReportError::CannotSeal)?;
        let id = ticket.id();
        let (key, sealed) =
            hpke::single_shot_seal_with_rng::<ChaCha20Poly1305, HkdfSha256, X25519HkdfSha256>(
                &OpModeS::Base,
                &public,
                &info(board, id),
                &padded,
                &[],
                &mut Entropy::new(entropy),
            )
            .map_err(|_| ReportError::CannotSeal)?;
        let mut encapsulated = [0; 32];
        key.write_exact(&mut encapsulated);
        let mut report = Self {
            board,
            ticket: id,
            to,
            encapsulated,
            sealed,
            work: 0,
            by_ticket: [0; 64],
        };
        let hash = report.sealed_hash();
        while !report.has_work(&hash) {
            report.work += 1;
        }
        report.by_ticket = ticket.sign(domain::REPORT, &[&report.said(&hash)]);
        Ok(report)
    }

    /// Reads a report from bytes of whatever origin, and checks what needs no board.
    ///
    /// # Errors
    /// [`ReportError`] says what is wrong.
    pub fn read(bytes: &[u8]) -> Result<Self, ReportError> {
        if bytes.len() > MAX_SEALED + 512 {
            return Err(ReportError::Unreadable);
        }
        let report: Self = from_canonical(bytes).map_err(|_| ReportError::Unreadable)?;
        if report.sealed.len() > MAX_SEALED {
            return Err(ReportError::Unreadable);
        }
        // First what is cheap.
        let hash = report.sealed_hash();
        if !report.has_work(&hash) {
            return Err(ReportError::NoWork);
        }
        let said = report.said(&hash);
        keys::verify(
            &report.ticket.0,
            domain::REPORT,
            &[&said],
            &report.by_ticket,
        )
        .map_err(|BadSignature| ReportError::BadSignature)?;
        Ok(report)
    }

    /// Returns the canonical bytes.
    #[must_use]
    pub fn to_bytes(&self) -> Vec<u8> {
        to_canonical(self)
    }

    /// Opens it; `None` where it was sealed for another key, or holds no letter.
    #[must_use]
    pub fn open(&self, secret: &KemSecret) -> Option<Letter> {
        if secret.public() != self.to {
            return None;
        }
        let private = secret.private().ok()?;
        let key = <X25519HkdfSha256 as Kem>::EncappedKey::from_bytes(&self.encapsulated).ok()?;
        let padded = hpke::single_shot_open::<ChaCha20Poly1305, HkdfSha256, X25519HkdfSha256>(
            &OpModeR::Base,
            &private,
            &key,
            &info(self.board, self.ticket),
            &self.sealed,
            &[],
        )
        .ok()?;
        let letter: Letter = from_canonical(&seal::unpad(&padded)?).ok()?;
        (letter.text.len() <= MAX_REPORT_TEXT).then_some(letter)
    }

    fn has_work(&self, sealed: &[u8; 32]) -> bool {
        let hash = domain::hash(domain::REPORT_WORK, &[&self.said(sealed)]);
        u32::from_be_bytes([hash[0], hash[1], hash[2], hash[3]]).leading_zeros() >= WORK_BITS
    }

    fn sealed_hash(&self) -> [u8; 32] {
        domain::hash(domain::REPORT_SEALED, &[&self.sealed])
    }

    /// What is signed: all but the signature, the sealed part by its hash.
    fn said(&self, sealed: &[u8; 32]) -> Vec<u8> {
        let parts: [&[u8]; 6] = [
            &self.board.0,
            &self.ticket.0,
            &self.to.0,
            &self.encapsulated,
            sealed,
            &self.work.to_be_bytes(),
        ];
        parts.concat()
    }
}

fn info(board: BoardId, ticket: TicketId) -> Vec<u8> {
    domain::signed_bytes(domain::REPORT_SEAL, &[&board.0, &ticket.0])
}
