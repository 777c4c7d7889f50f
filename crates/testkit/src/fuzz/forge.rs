//! What a changed client could send: sealed and signed by docs/protocol.md, without `trust`.
//!
//! Owns a second, small implementation of sealing, of entry ids and of signatures that refuses nothing: whatever
//! bytes are to stand in a header, it seals and signs them. Written from the document, so that it checks it too.

use chacha20poly1305::aead::{Aead, KeyInit, Payload};
use chacha20poly1305::{XChaCha20Poly1305, XNonce};
use ed25519_dalek::{Signer, SigningKey};
use trust::{EntryId, EpochId, Frame, LogId, Signature};

/// Signs as one log.
pub(crate) struct Forger(SigningKey);

/// A key of the board, in its bytes.
pub(crate) type Key = [u8; 32];

impl Forger {
    /// Takes the log's secret.
    pub(crate) fn new(secret: [u8; 32]) -> Self {
        Self(SigningKey::from_bytes(&secret))
    }

    /// Returns the log.
    pub(crate) fn log(&self) -> LogId {
        LogId(self.0.verifying_key().to_bytes())
    }

    /// Signs under a domain: any text.
    pub(crate) fn sign(&self, domain: &str, parts: &[&[u8]]) -> Signature {
        let bytes = [domain.as_bytes(), &[0], &parts.concat()].concat();
        self.0.sign(&bytes).to_bytes()
    }

    /// Seals two parts, whatever they are, and signs the frame around them.
    pub(crate) fn frame(
        &self,
        (seq, prev): (u64, EntryId),
        keys: [&Key; 2],
        header: &[u8],
        body: &[u8],
    ) -> Frame {
        let log = self.log();
        let mut frame = Frame {
            version: 1,
            log,
            seq,
            prev,
            epoch: EpochId(hash("manyhands 2026 epoch id", &[keys[0]])),
            header_hash: [0; 32],
            body_hash: [0; 32],
            signature: None,
            header: seal(keys[0], log, seq, 0, header),
            body: Some(seal(keys[1], log, seq, 1, body)),
        };
        self.sign_frame(&mut frame);
        frame
    }

    /// Makes hashes and signature of a frame good, as far as a signer can: the log becomes its own.
    pub(crate) fn sign_frame(&self, frame: &mut Frame) {
        frame.log = self.log();
        frame.header_hash = hash("manyhands 2026 sealed header", &[&frame.header]);
        if let Some(body) = &frame.body {
            frame.body_hash = hash("manyhands 2026 sealed body", &[body]);
        }
        let id = id(frame);
        frame.signature = Some(self.sign("manyhands 2026 entry signature", &[&id]));
    }
}

/// Computes the id of an entry from its frame.
fn id(frame: &Frame) -> [u8; 32] {
    hash(
        "manyhands 2026 entry id",
        &[
            &[frame.version],
            &frame.log.0,
            &frame.seq.to_be_bytes(),
            &frame.prev.0,
            &frame.epoch.0,
            &frame.header_hash,
            &frame.body_hash,
        ],
    )
}

/// Hashes under a domain.
pub(crate) fn hash(domain: &str, parts: &[&[u8]]) -> [u8; 32] {
    let mut hasher = blake3::Hasher::new_derive_key(domain);
    for part in parts {
        hasher.update(part);
    }
    *hasher.finalize().as_bytes()
}

/// Seals one part: 0 is the header, 1 the body.
pub(crate) fn seal(key: &Key, log: LogId, seq: u64, part: u8, clear: &[u8]) -> Vec<u8> {
    let mut padded = u32::try_from(clear.len())
        .unwrap_or(u32::MAX)
        .to_be_bytes()
        .to_vec();
    padded.extend_from_slice(clear);
    let step = 64 * 1024;
    let bucket = match padded.len() {
        length if length <= step => length.next_power_of_two().max(256),
        length => length.div_ceil(step) * step,
    };
    padded.resize(bucket, 0);
    let place = [&log.0[..], &seq.to_be_bytes(), &[part]].concat();
    let mut hasher = blake3::Hasher::new_keyed(&hash("manyhands 2026 seal nonce", &[key]));
    hasher.update(&place);
    hasher.update(&padded);
    let mut nonce = [0; 24];
    nonce.copy_from_slice(&hasher.finalize().as_bytes()[..24]);
    let cipher = XChaCha20Poly1305::new(&hash("manyhands 2026 seal key", &[key]).into());
    let payload = Payload {
        msg: &padded,
        aad: &place,
    };
    let sealed = cipher
        .encrypt(&XNonce::from(nonce), payload)
        .expect("seals any bytes of these lengths");
    [&nonce[..], &sealed].concat()
}
