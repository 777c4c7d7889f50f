//! Sealing: clear bytes to sealed bytes and back, the same ones each time.
//!
//! Owns padding and the synthetic nonce. Steps of sealing:
//! 1. pad: length (u32, big-endian) ‖ clear bytes ‖ zeros, up to the bucket;
//! 2. nonce = the first 24 bytes of BLAKE3 keyed with the epoch's nonce key over
//!    log ‖ seq (u64, big-endian) ‖ part (u8) ‖ padded bytes;
//! 3. XChaCha20-Poly1305 under the epoch's seal key, with log ‖ seq ‖ part beside it;
//! 4. sealed = nonce ‖ ciphertext ‖ tag.
//!
//! Opening undoes it and refuses any other sealing of the same bytes, since holders rebuild the
//! sealed bytes instead of keeping them. Never reads what the bytes mean.

use chacha20poly1305::aead::{Aead, KeyInit, Payload};
use chacha20poly1305::{XChaCha20Poly1305, XNonce};

use crate::{EpochKey, LogId};

const NONCE_LEN: usize = 24;
const TAG_LEN: usize = 16;
const LENGTH_LEN: usize = 4;
const SMALLEST_BUCKET: usize = 256;
const BUCKET_STEP: usize = 64 * 1024;

/// Which part of an entry is sealed.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum Part {
    Header,
    Body,
}

/// Where the sealed bytes stand; bound into them.
#[derive(Debug, Clone, Copy)]
pub(crate) struct Place {
    pub(crate) log: LogId,
    pub(crate) seq: u64,
    pub(crate) part: Part,
}

impl Place {
    fn bytes(self) -> [u8; 41] {
        let mut bytes = [0; 41];
        bytes[..32].copy_from_slice(&self.log.0);
        bytes[32..40].copy_from_slice(&self.seq.to_be_bytes());
        bytes[40] = match self.part {
            Part::Header => 0,
            Part::Body => 1,
        };
        bytes
    }
}

/// Returns the padded length for so many clear bytes: powers of two from 256 bytes to 64 KiB,
/// then multiples of 64 KiB, of the length field and the bytes together.
pub(crate) fn bucket(clear: usize) -> usize {
    let length = clear + LENGTH_LEN;
    if length <= BUCKET_STEP {
        length.next_power_of_two().max(SMALLEST_BUCKET)
    } else {
        length.div_ceil(BUCKET_STEP) * BUCKET_STEP
    }
}

/// Returns the length of so many clear bytes once they are sealed.
pub(crate) fn sealed_len(clear: usize) -> usize {
    NONCE_LEN + bucket(clear) + TAG_LEN
}

/// Seals clear bytes; `None` where they are too long for a length of 32 bits.
pub(crate) fn seal(key: &EpochKey, place: Place, clear: &[u8]) -> Option<Vec<u8>> {
    let padded = pad(clear)?;
    let place = place.bytes();
    let nonce = nonce(key, &place, &padded);
    let payload = Payload {
        msg: &padded,
        aad: &place,
    };
    let ciphertext = cipher(key).encrypt(&XNonce::from(nonce), payload).ok()?;
    let mut sealed = Vec::with_capacity(NONCE_LEN + ciphertext.len());
    sealed.extend_from_slice(&nonce);
    sealed.extend_from_slice(&ciphertext);
    Some(sealed)
}

/// Opens sealed bytes; `None` where they were not made by [`seal`] with this key and place.
pub(crate) fn open(key: &EpochKey, place: Place, sealed: &[u8]) -> Option<Vec<u8>> {
    if sealed.len() < NONCE_LEN + TAG_LEN {
        return None;
    }
    let (stated, ciphertext) = sealed.split_at(NONCE_LEN);
    let stated: [u8; NONCE_LEN] = stated.try_into().ok()?;
    let place = place.bytes();
    let payload = Payload {
        msg: ciphertext,
        aad: &place,
    };
    let padded = cipher(key).decrypt(&XNonce::from(stated), payload).ok()?;
    if nonce(key, &place, &padded) != stated {
        return None;
    }
    unpad(&padded)
}

fn cipher(key: &EpochKey) -> XChaCha20Poly1305 {
    XChaCha20Poly1305::new(&(*key.seal_key()).into())
}

fn nonce(key: &EpochKey, place: &[u8], padded: &[u8]) -> [u8; NONCE_LEN] {
    let mut hasher = blake3::Hasher::new_keyed(key.nonce_key());
    hasher.update(place);
    hasher.update(padded);
    let mut nonce = [0; NONCE_LEN];
    nonce.copy_from_slice(&hasher.finalize().as_bytes()[..NONCE_LEN]);
    nonce
}

pub(crate) fn pad(clear: &[u8]) -> Option<Vec<u8>> {
    let length = u32::try_from(clear.len()).ok()?;
    let mut padded = Vec::with_capacity(bucket(clear.len()));
    padded.extend_from_slice(&length.to_be_bytes());
    padded.extend_from_slice(clear);
    padded.resize(bucket(clear.len()), 0);
    Some(padded)
}

pub(crate) fn unpad(padded: &[u8]) -> Option<Vec<u8>> {
    let (length, rest) = padded.split_at_checked(LENGTH_LEN)?;
    let length = usize::try_from(u32::from_be_bytes(length.try_into().ok()?)).ok()?;
    let (clear, zeros) = rest.split_at_checked(length)?;
    let canonical = padded.len() == bucket(length) && zeros.iter().all(|byte| *byte == 0);
    canonical.then(|| clear.to_vec())
}
