//! The domain strings: what a hash or a signature is about.
//!
//! Owns every one of them, so that no two uses share a string. A test holds `docs/protocol.md`
//! against [`ALL`]. A string never changes its meaning; a new meaning takes a new string.

/// Hash: entry id over the frame's fields.
pub(crate) const ENTRY_ID: &str = "manyhands 2026 entry id";
/// Hash: the sealed header in a frame.
pub(crate) const SEALED_HEADER: &str = "manyhands 2026 sealed header";
/// Hash: the sealed body in a frame.
pub(crate) const SEALED_BODY: &str = "manyhands 2026 sealed body";
/// Hash: item id over the position that creates the item.
pub(crate) const ITEM_ID: &str = "manyhands 2026 item id";
pub(crate) const ACTOR: &str = "manyhands 2026 automerge actor";
/// Hash: epoch id, the commitment to an epoch key.
pub(crate) const EPOCH_ID: &str = "manyhands 2026 epoch id";
/// Hash: the fingerprint of a person's key.
pub(crate) const FINGERPRINT: &str = "manyhands 2026 person fingerprint";
/// Hash: charter id over what a charter says.
pub(crate) const CHARTER_ID: &str = "manyhands 2026 charter id";
/// Hash: the checksum of a ticket's text.
pub(crate) const TICKET_CHECKSUM: &str = "manyhands 2026 ticket checksum";

/// Hash: the checksum of a device request's or answer's text.
pub(crate) const DEVICE_TEXT_CHECKSUM: &str = "manyhands 2026 device text checksum";
/// Hash: what a device request is known by.
pub(crate) const DEVICE_REQUEST: &str = "manyhands 2026 device request";
/// Hash: the number of an answer.
pub(crate) const DEVICE_ANSWER_NUMBER: &str = "manyhands 2026 device answer number";
/// HPKE `info`: a package for a new device.
pub(crate) const DEVICE_ANSWER: &str = "manyhands 2026 device answer";
/// Hash: the safety number of two people.
pub(crate) const SAFETY_NUMBER: &str = "manyhands 2026 safety number";

/// Hash: the sealed part of a report.
pub(crate) const REPORT_SEALED: &str = "manyhands 2026 report sealed";
/// Hash: the proof of work of a report.
pub(crate) const REPORT_WORK: &str = "manyhands 2026 report work";

/// Derivation: the secret by which reports are opened, from an epoch key of the inbox.
pub(crate) const INBOX_KEM: &str = "manyhands 2026 inbox key";
/// Derivation: the sealing key of an epoch.
pub(crate) const SEAL_KEY: &str = "manyhands 2026 seal key";
/// Derivation: the key of an epoch's synthetic nonces.
pub(crate) const SEAL_NONCE: &str = "manyhands 2026 seal nonce";
/// Derivation: the key of board tags.
pub(crate) const TAG_KEY: &str = "manyhands 2026 board tag key";
/// Derivation: what a helper and the members know each other by.
pub(crate) const HELPER_ACCESS: &str = "manyhands 2026 helper access";
/// Derivation: a person's key on one board.
pub(crate) const PERSON_KEY: &str = "manyhands 2026 person key";
/// Derivation: a device's key on one board.
pub(crate) const DEVICE_KEY: &str = "manyhands 2026 device key";
/// Derivation: a ticket's key from its secret.
pub(crate) const TICKET_KEY: &str = "manyhands 2026 ticket key";
/// Derivation: what a founding draws from its entropy.
pub(crate) const FOUNDING: &str = "manyhands 2026 founding";
/// Derivation: the randomness of one wrapped key.
pub(crate) const WRAP_ENTROPY: &str = "manyhands 2026 wrap entropy";

/// Signature: by a log key over an entry id.
pub(crate) const ENTRY_SIGNATURE: &str = "manyhands 2026 entry signature";
/// Signature: by a device over a log key.
pub(crate) const LOG_CERTIFICATION: &str = "manyhands 2026 log certification";
/// Signature: by person and device over a device certificate.
pub(crate) const DEVICE_CERT: &str = "manyhands 2026 device certificate";
/// Signature: by ticket key and person over a join request.
pub(crate) const JOIN_REQUEST: &str = "manyhands 2026 join request";
/// Signature: by a steward or the recovery key over a charter id.
pub(crate) const CHARTER: &str = "manyhands 2026 charter";
/// Signature: by a person over the end of a device of theirs.
pub(crate) const DEVICE_REVOKE: &str = "manyhands 2026 device revocation";
/// Signature: by a device over a channel.
pub(crate) const DEVICE_PROOF: &str = "manyhands 2026 device proof";

/// Signature: by a ticket's key over a report.
pub(crate) const REPORT: &str = "manyhands 2026 report";

/// HPKE `info`: the key of a carried file, sealed for a device.
pub(crate) const PARCEL_SEAL: &str = "manyhands 2026 parcel slot";
/// Signature: by a device over a carried file.
pub(crate) const PARCEL: &str = "manyhands 2026 parcel";

/// HPKE `info`: a report sealed for the inbox.
pub(crate) const REPORT_SEAL: &str = "manyhands 2026 report seal";
/// HPKE `info`: keys wrapped for a device.
pub(crate) const WRAP: &str = "manyhands 2026 wrap";

/// Every string above.
#[cfg(test)]
pub(crate) const ALL: &[&str] = &[
    ENTRY_ID,
    SEALED_HEADER,
    SEALED_BODY,
    ITEM_ID,
    ACTOR,
    EPOCH_ID,
    FINGERPRINT,
    CHARTER_ID,
    TICKET_CHECKSUM,
    DEVICE_TEXT_CHECKSUM,
    DEVICE_REQUEST,
    DEVICE_ANSWER,
    DEVICE_ANSWER_NUMBER,
    SAFETY_NUMBER,
    SEAL_KEY,
    SEAL_NONCE,
    TAG_KEY,
    HELPER_ACCESS,
    PERSON_KEY,
    DEVICE_KEY,
    TICKET_KEY,
    FOUNDING,
    WRAP_ENTROPY,
    REPORT_SEALED,
    REPORT_WORK,
    INBOX_KEM,
    REPORT,
    REPORT_SEAL,
    PARCEL_SEAL,
    PARCEL,
    ENTRY_SIGNATURE,
    LOG_CERTIFICATION,
    DEVICE_CERT,
    JOIN_REQUEST,
    CHARTER,
    DEVICE_REVOKE,
    DEVICE_PROOF,
    WRAP,
];

/// Hashes the parts under a domain (BLAKE3 in its key derivation mode).
pub(crate) fn hash(domain: &str, parts: &[&[u8]]) -> [u8; 32] {
    let mut hasher = blake3::Hasher::new_derive_key(domain);
    for part in parts {
        hasher.update(part);
    }
    *hasher.finalize().as_bytes()
}

/// Returns what a signature is made over: the domain, a zero byte, the parts.
pub(crate) fn signed_bytes(domain: &str, parts: &[&[u8]]) -> Vec<u8> {
    let length = domain.len() + 1 + parts.iter().map(|part| part.len()).sum::<usize>();
    let mut bytes = Vec::with_capacity(length);
    bytes.extend_from_slice(domain.as_bytes());
    bytes.push(0);
    for part in parts {
        bytes.extend_from_slice(part);
    }
    bytes
}
