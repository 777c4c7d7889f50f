//! Proofs over a live channel: that a device holds its key, here and now.
//!
//! Owns the proof's bytes. The binding comes from the channel and is unique to it, so a proof is
//! worth nothing anywhere else. Never opens a channel.

use crate::{BadSignature, BoardId, DeviceId, DeviceKey, Signature, domain, keys};

/// Proves that this end of the channel holds the device key of a board.
#[must_use]
pub fn prove_device(device: &DeviceKey, board: BoardId, binding: &[u8; 32]) -> Signature {
    device.sign(domain::DEVICE_PROOF, &[&board.0, binding])
}

/// Checks the other end's proof. A peer that names one's own device is refused by the caller.
///
/// # Errors
/// [`BadSignature`] where it does not hold for this device, board and channel.
pub fn check_device(
    device: DeviceId,
    board: BoardId,
    binding: &[u8; 32],
    proof: &Signature,
) -> Result<(), BadSignature> {
    keys::verify(&device.0, domain::DEVICE_PROOF, &[&board.0, binding], proof)
}
