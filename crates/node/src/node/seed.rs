//! Randomness of the operating system, and the public half of the network key.

use store::DeviceKeys;
use trust::EndpointId;

use crate::NodeError;

/// Fills bytes with randomness of the operating system.
pub(crate) fn fill(bytes: &mut [u8]) -> std::io::Result<()> {
    getrandom::fill(bytes).map_err(std::io::Error::other)
}

/// Returns a random number: a seed for what needs to differ and not to be secret.
pub(super) fn number() -> Result<u64, NodeError> {
    let mut bytes = [0; 8];
    fill(&mut bytes).map_err(|_| NodeError::NoRandomness)?;
    Ok(u64::from_le_bytes(bytes))
}

/// Returns random bytes: a seed for what nobody may foretell.
pub(super) fn secret() -> Result<[u8; 32], NodeError> {
    let mut bytes = [0; 32];
    fill(&mut bytes).map_err(|_| NodeError::NoRandomness)?;
    Ok(bytes)
}

/// Returns the endpoint id of a device without opening a socket.
pub(super) fn endpoint_of(keys: &DeviceKeys) -> EndpointId {
    crate::peer::endpoint_of(*keys.network(), keys)
}
