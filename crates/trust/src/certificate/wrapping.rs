//! Wrapping: epoch keys, sealed for one device.
//!
//! HPKE (RFC 9180) in base mode: DHKEM(X25519, HKDF-SHA256), HKDF-SHA256, ChaCha20Poly1305.
//! `info` names the board and the device, the bytes beside the key name epoch and compartment.
//! Who wrapped is said by the entry's signature. Never decides who gets a key.

use hpke::aead::ChaCha20Poly1305;
use hpke::kdf::HkdfSha256;
use hpke::kem::X25519HkdfSha256;
use hpke::rand_core::{TryCryptoRng, TryRng};
use hpke::{Deserializable, Kem, OpModeR, OpModeS, Serializable};
use zeroize::Zeroize;

use crate::{
    BoardId, Compartment, DeviceId, EpochId, EpochKey, KemPublic, KemSecret, Wrap, WrappedKey,
    domain, to_canonical,
};

/// Keys that could not be wrapped or unwrapped.
#[derive(Debug, Clone, Copy, PartialEq, Eq, thiserror::Error)]
pub enum WrapError {
    /// The device's public key is not one that a secret can be sealed to.
    #[error("the device's key for receiving keys is not usable")]
    BadPublicKey,
    /// The wrap was made for another device or board, or was changed.
    #[error("the keys cannot be opened with this device's key")]
    NotForThisKey,
    /// What was opened is not the key that the epoch's id commits to.
    #[error("the key is not the one of {0:?}")]
    WrongKey(EpochId),
}

/// Wraps keys for a device. `entropy` are 32 fresh random bytes.
///
/// # Errors
/// [`WrapError::BadPublicKey`] where `to` is of small order.
pub fn wrap<'k>(
    keys: impl IntoIterator<Item = (Compartment, &'k EpochKey)>,
    to: &KemPublic,
    device: DeviceId,
    board: BoardId,
    entropy: [u8; 32],
) -> Result<Wrap, WrapError> {
    let public = <X25519HkdfSha256 as Kem>::PublicKey::from_bytes(&to.0)
        .map_err(|_| WrapError::BadPublicKey)?;
    let info = info(board, device);
    let mut entropy = Entropy::new(entropy);
    let mut wrapped = Vec::new();
    for (compartment, key) in keys {
        let epoch = key.id();
        let (encapsulated, sealed) =
            hpke::single_shot_seal_with_rng::<ChaCha20Poly1305, HkdfSha256, X25519HkdfSha256>(
                &OpModeS::Base,
                &public,
                &info,
                key.expose(),
                &beside(epoch, compartment),
                &mut entropy,
            )
            .map_err(|_| WrapError::BadPublicKey)?;
        let mut bytes = [0; 32];
        encapsulated.write_exact(&mut bytes);
        wrapped.push(WrappedKey {
            epoch,
            compartment,
            encapsulated: bytes,
            sealed,
        });
    }
    Ok(Wrap {
        device,
        keys: wrapped,
    })
}

/// Opens the keys that were wrapped for this device.
///
/// # Errors
/// [`WrapError`] where one of them was not, or is not the key of the epoch that it names.
pub fn unwrap(
    wrap: &Wrap,
    secret: &KemSecret,
    board: BoardId,
) -> Result<Vec<(EpochId, Compartment, EpochKey)>, WrapError> {
    let private = secret.private().map_err(|_| WrapError::NotForThisKey)?;
    let info = info(board, wrap.device);
    let open = |wrapped: &WrappedKey| {
        let encapsulated =
            <X25519HkdfSha256 as Kem>::EncappedKey::from_bytes(&wrapped.encapsulated)
                .map_err(|_| WrapError::NotForThisKey)?;
        let mut opened = hpke::single_shot_open::<ChaCha20Poly1305, HkdfSha256, X25519HkdfSha256>(
            &OpModeR::Base,
            &private,
            &encapsulated,
            &info,
            &wrapped.sealed,
            &beside(wrapped.epoch, wrapped.compartment),
        )
        .map_err(|_| WrapError::NotForThisKey)?;
        let bytes = <[u8; 32]>::try_from(opened.as_slice());
        opened.zeroize();
        let key = EpochKey::from_bytes(bytes.map_err(|_| WrapError::WrongKey(wrapped.epoch))?);
        if key.id() == wrapped.epoch {
            Ok((wrapped.epoch, wrapped.compartment, key))
        } else {
            Err(WrapError::WrongKey(wrapped.epoch))
        }
    };
    wrap.keys.iter().map(open).collect()
}

/// Seals bytes to a key, once: HPKE's base mode as above. `None` where the key is of small order.
pub(crate) fn hpke_seal(
    to: &KemPublic,
    info: &[u8],
    beside: &[u8],
    clear: &[u8],
    entropy: [u8; 32],
) -> Option<([u8; 32], Vec<u8>)> {
    let public = <X25519HkdfSha256 as Kem>::PublicKey::from_bytes(&to.0).ok()?;
    let (encapsulated, sealed) =
        hpke::single_shot_seal_with_rng::<ChaCha20Poly1305, HkdfSha256, X25519HkdfSha256>(
            &OpModeS::Base,
            &public,
            info,
            clear,
            beside,
            &mut Entropy::new(entropy),
        )
        .ok()?;
    let mut bytes = [0; 32];
    encapsulated.write_exact(&mut bytes);
    Some((bytes, sealed))
}

/// Opens what [`hpke_seal`] made; `None` where anything of it is another.
pub(crate) fn hpke_open(
    secret: &KemSecret,
    encapsulated: &[u8; 32],
    info: &[u8],
    beside: &[u8],
    sealed: &[u8],
) -> Option<Vec<u8>> {
    let private = secret.private().ok()?;
    let encapsulated = <X25519HkdfSha256 as Kem>::EncappedKey::from_bytes(encapsulated).ok()?;
    hpke::single_shot_open::<ChaCha20Poly1305, HkdfSha256, X25519HkdfSha256>(
        &OpModeR::Base,
        &private,
        &encapsulated,
        info,
        sealed,
        beside,
    )
    .ok()
}

fn info(board: BoardId, device: DeviceId) -> Vec<u8> {
    domain::signed_bytes(domain::WRAP, &[&board.0, &device.0])
}

fn beside(epoch: EpochId, compartment: Compartment) -> Vec<u8> {
    to_canonical(&(epoch, compartment))
}

/// The randomness of one wrap: a stream that is expanded from the passed bytes.
pub(crate) struct Entropy(blake3::OutputReader);

impl Entropy {
    pub(crate) fn new(mut seed: [u8; 32]) -> Self {
        let mut hasher = blake3::Hasher::new_derive_key(domain::WRAP_ENTROPY);
        hasher.update(&seed);
        seed.zeroize();
        Self(hasher.finalize_xof())
    }
}

impl TryRng for Entropy {
    type Error = std::convert::Infallible;

    fn try_next_u32(&mut self) -> Result<u32, Self::Error> {
        let mut bytes = [0; 4];
        self.0.fill(&mut bytes);
        Ok(u32::from_le_bytes(bytes))
    }

    fn try_next_u64(&mut self) -> Result<u64, Self::Error> {
        let mut bytes = [0; 8];
        self.0.fill(&mut bytes);
        Ok(u64::from_le_bytes(bytes))
    }

    fn try_fill_bytes(&mut self, to: &mut [u8]) -> Result<(), Self::Error> {
        self.0.fill(to);
        Ok(())
    }
}

impl TryCryptoRng for Entropy {}
