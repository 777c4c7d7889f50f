//! The forms of the file `keys`: arrays, in this order.

use minicbor::{Decode, Encode};
use trust::KemSecret;
use zeroize::{Zeroize, ZeroizeOnDrop};

/// Versions 2 to 4.
#[derive(Encode, Decode)]
#[cbor(array)]
pub(super) struct SealedFile {
    #[n(0)]
    pub(super) version: u8,
    /// [`Secrets`], sealed by the vault's key: nonce and sealed bytes.
    #[cbor(n(1), with = "minicbor::bytes")]
    pub(super) sealed: Vec<u8>,
}

/// What is sealed in it.
#[derive(Encode, Decode, Zeroize, ZeroizeOnDrop)]
#[cbor(array)]
pub(super) struct Secrets {
    #[n(0)]
    pub(super) person: Option<Seed>,
    #[cbor(n(1), with = "minicbor::bytes")]
    pub(super) mark: [u8; 16],
    #[cbor(n(2), with = "minicbor::bytes")]
    pub(super) backup: [u8; 32],
    #[cbor(n(3), with = "minicbor::bytes")]
    pub(super) device: [u8; 32],
    #[cbor(n(4), with = "minicbor::bytes")]
    pub(super) network: [u8; 32],
    #[cbor(n(5), with = "minicbor::bytes")]
    pub(super) kem: [u8; 32],
    /// Since version 3 two receiving keys of before, since version 4 as many as are needed; the newest first.
    #[n(6)]
    pub(super) older: Option<Vec<Kem>>,
}

/// A receiving key of before.
#[derive(Encode, Decode, Zeroize, ZeroizeOnDrop)]
#[cbor(transparent)]
pub(super) struct Kem(#[cbor(n(0), with = "minicbor::bytes")] [u8; 32]);

impl Kem {
    pub(super) const fn of(secret: &KemSecret) -> Self {
        Self(*secret.expose())
    }

    pub(super) const fn secret(&self) -> KemSecret {
        KemSecret::from_bytes(self.0)
    }
}

/// The person's seed, where it is not on paper only.
#[derive(Encode, Decode, Zeroize, ZeroizeOnDrop)]
#[cbor(transparent)]
pub(super) struct Seed(#[cbor(n(0), with = "minicbor::bytes")] pub(super) [u8; 16]);

/// Version 1: all of it in the clear.
#[derive(Encode, Decode, Zeroize, ZeroizeOnDrop)]
#[cbor(array)]
pub(super) struct PlainFile {
    #[n(0)]
    pub(super) version: u8,
    #[cbor(n(1), with = "minicbor::bytes")]
    pub(super) person: [u8; 16],
    #[cbor(n(2), with = "minicbor::bytes")]
    pub(super) device: [u8; 32],
    #[cbor(n(3), with = "minicbor::bytes")]
    pub(super) network: [u8; 32],
    #[cbor(n(4), with = "minicbor::bytes")]
    pub(super) kem: [u8; 32],
}

/// Reads the version in front of a file.
pub(super) fn version(bytes: &[u8]) -> Option<u8> {
    let mut decoder = minicbor::Decoder::new(bytes);
    decoder.array().ok()?;
    decoder.u8().ok()
}
