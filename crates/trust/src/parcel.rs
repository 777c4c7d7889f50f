//! Parcels: what a file that is carried by hand is sealed for and signed by (docs/protocol.md, "Carried files").
//!
//! Owns the slots, in which a parcel's key is sealed for one device each, and the signature at its end. Never sees the
//! content: that is sealed piece by piece by `store`.

use zeroize::{Zeroize, ZeroizeOnDrop};

use crate::certificate::{hpke_open, hpke_seal};
use crate::{
    BadSignature, BoardId, DeviceId, DeviceKey, KemPublic, KemSecret, Signature, domain, keys,
};

/// The length of what names a parcel.
pub const PARCEL_ID: usize = 19;
/// The length of what is sealed in a slot: key, board, device.
const INSIDE: usize = 96;
/// The length of a slot: the encapsulated key, and what is sealed with its tag.
pub const PARCEL_SLOT: usize = 32 + INSIDE + 16;

/// The key under which the content of one parcel is sealed.
#[derive(Clone, Zeroize, ZeroizeOnDrop)]
pub struct ParcelKey([u8; 32]);

impl ParcelKey {
    /// Makes a key of 32 fresh random bytes.
    #[must_use]
    pub const fn from_bytes(bytes: [u8; 32]) -> Self {
        Self(bytes)
    }

    /// Returns the bytes.
    #[must_use]
    pub const fn expose(&self) -> &[u8; 32] {
        &self.0
    }
}

impl std::fmt::Debug for ParcelKey {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.write_str("ParcelKey(..)")
    }
}

/// What a slot holds for who can open it.
#[derive(Debug, Clone)]
pub struct OpenedSlot {
    /// The key of the content.
    pub key: ParcelKey,
    /// The board that the parcel is of.
    pub board: BoardId,
    /// The device that the slot was sealed for.
    pub device: DeviceId,
}

/// Seals a parcel's key for a device. `entropy` are 32 fresh random bytes. `None` where the device's receiving key is
/// none.
#[must_use]
pub fn seal_parcel(
    slot: &OpenedSlot,
    id: &[u8; PARCEL_ID],
    to: &KemPublic,
    entropy: [u8; 32],
) -> Option<[u8; PARCEL_SLOT]> {
    let mut clear = [0; INSIDE];
    clear[..32].copy_from_slice(slot.key.expose());
    clear[32..64].copy_from_slice(&slot.board.0);
    clear[64..].copy_from_slice(&slot.device.0);
    let sealed = hpke_seal(to, &info(id), &[], &clear, entropy);
    clear.zeroize();
    let (encapsulated, sealed) = sealed?;
    let mut bytes = [0; PARCEL_SLOT];
    bytes[..32].copy_from_slice(&encapsulated);
    bytes.get_mut(32..)?.copy_from_slice(&sealed);
    Some(bytes)
}

/// Opens a slot; `None` where it was sealed for another receiving key, or changed.
#[must_use]
pub fn open_parcel(
    slot: &[u8; PARCEL_SLOT],
    id: &[u8; PARCEL_ID],
    secret: &KemSecret,
) -> Option<OpenedSlot> {
    let (encapsulated, sealed) = slot.split_first_chunk::<32>()?;
    let mut clear = hpke_open(secret, encapsulated, &info(id), &[], sealed)?;
    let part = |at: usize| clear.get(at..at + 32)?.try_into().ok();
    let opened = (clear.len() == INSIDE)
        .then(|| {
            Some(OpenedSlot {
                key: ParcelKey::from_bytes(part(0)?),
                board: BoardId(part(32)?),
                device: DeviceId(part(64)?),
            })
        })
        .flatten();
    clear.zeroize();
    opened
}

/// Signs for a device that it wrote a parcel of a board: `digest` is over all of it.
#[must_use]
pub fn sign_parcel(device: &DeviceKey, board: BoardId, digest: &[u8; 32]) -> Signature {
    device.sign(domain::PARCEL, &[&board.0, digest])
}

/// Checks who wrote a parcel.
///
/// # Errors
/// [`BadSignature`] where it was another device, or the parcel was changed.
pub fn check_parcel(
    device: DeviceId,
    board: BoardId,
    digest: &[u8; 32],
    signature: &Signature,
) -> Result<(), BadSignature> {
    keys::verify(&device.0, domain::PARCEL, &[&board.0, digest], signature)
}

fn info(id: &[u8; PARCEL_ID]) -> Vec<u8> {
    domain::signed_bytes(domain::PARCEL_SEAL, &[id])
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::{BoardNonce, DeviceSecret};

    fn slot() -> OpenedSlot {
        OpenedSlot {
            key: ParcelKey::from_bytes([1; 32]),
            board: BoardId([2; 32]),
            device: DeviceId([3; 32]),
        }
    }

    #[test]
    fn a_slot_opens_for_its_device_and_for_no_other_and_in_no_other_parcel() {
        let bob = KemSecret::from_bytes([7; 32]);
        let sealed = seal_parcel(&slot(), &[4; PARCEL_ID], &bob.public(), [5; 32]).unwrap();
        let opened = open_parcel(&sealed, &[4; PARCEL_ID], &bob).unwrap();
        assert_eq!(opened.key.expose(), &[1; 32]);
        assert_eq!((opened.board, opened.device), (slot().board, slot().device));
        let carol = KemSecret::from_bytes([8; 32]);
        assert!(open_parcel(&sealed, &[4; PARCEL_ID], &carol).is_none());
        assert!(open_parcel(&sealed, &[9; PARCEL_ID], &bob).is_none());
        for at in 0..PARCEL_SLOT {
            let mut changed = sealed;
            // The highest bit of an X25519 key is not read.
            changed[at] ^= 1;
            assert!(open_parcel(&changed, &[4; PARCEL_ID], &bob).is_none());
        }
    }

    #[test]
    fn a_signature_holds_for_its_device_board_and_content_only() {
        let alice = DeviceSecret::from_bytes([6; 32]).device_key(&BoardNonce([0; 16]));
        let signature = sign_parcel(&alice, BoardId([2; 32]), &[1; 32]);
        let check = |board, digest| check_parcel(alice.id(), BoardId(board), &digest, &signature);
        assert!(check([2; 32], [1; 32]).is_ok());
        assert!(check([3; 32], [1; 32]).is_err());
        assert!(check([2; 32], [2; 32]).is_err());
        assert!(check_parcel(DeviceId([3; 32]), BoardId([2; 32]), &[1; 32], &signature).is_err());
    }
}
