//! Secret keys, and what is derived from them.
//!
//! Owns the derivations and the signatures. Never makes randomness, never writes a key anywhere:
//! bytes come in and are wiped when dropped; `Debug` shows none of them.

use std::fmt;

use ed25519_dalek::{Signer, SigningKey, VerifyingKey};
use hpke::{Deserializable, Kem, Serializable, kem::X25519HkdfSha256};
use zeroize::{Zeroize, ZeroizeOnDrop};

use crate::{BoardNonce, DeviceId, KemPublic, PersonId, Signature, TicketId, domain};

/// A signature that does not hold.
#[derive(Debug, Clone, Copy, PartialEq, Eq, thiserror::Error)]
#[error("the signature does not hold")]
pub struct BadSignature;

/// Defines a secret of fixed length that is wiped when dropped and hidden in `Debug`.
macro_rules! secret {
    ($(#[$doc:meta])* $name:ident, $len:literal) => {
        $(#[$doc])*
        #[derive(Clone, PartialEq, Eq, Zeroize, ZeroizeOnDrop)]
        pub struct $name([u8; $len]);

        impl $name {
            /// How many bytes the secret has.
            pub const LEN: usize = $len;

            /// Takes the secret over from bytes that are random, or were kept.
            #[must_use]
            pub const fn from_bytes(bytes: [u8; $len]) -> Self {
                Self(bytes)
            }

            /// Returns the bytes, to keep them.
            #[must_use]
            pub const fn expose(&self) -> &[u8; $len] {
                &self.0
            }
        }

        impl fmt::Debug for $name {
            fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
                f.write_str(concat!(stringify!($name), "(hidden)"))
            }
        }
    };
}

secret!(
    /// What a person is: sixteen random bytes, from which their key on each board derives.
    PersonSeed, 16
);
secret!(
    /// What an installation is: random, from which its key on each board derives.
    DeviceSecret, 32
);
secret!(
    /// The X25519 key that a device opens wrapped keys with.
    KemSecret, 32
);
secret!(
    /// The secret in a ticket.
    TicketSecret, 16
);

/// Defines a signing key whose public half is an id.
macro_rules! signing_key {
    ($(#[$doc:meta])* $name:ident, $id:ident) => {
        $(#[$doc])*
        #[derive(Clone)]
        pub struct $name(SigningKey);

        impl $name {
            /// Returns the public half.
            #[must_use]
            pub fn id(&self) -> $id {
                $id(self.0.verifying_key().to_bytes())
            }

            pub(crate) fn sign(&self, domain: &str, parts: &[&[u8]]) -> Signature {
                self.0.sign(&domain::signed_bytes(domain, parts)).to_bytes()
            }
        }

        impl fmt::Debug for $name {
            fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
                write!(f, concat!(stringify!($name), "({:?})"), self.id())
            }
        }
    };
}

signing_key!(
    /// A person's key on one board.
    PersonKey, PersonId
);
signing_key!(
    /// A device's key on one board.
    DeviceKey, DeviceId
);
signing_key!(
    /// A ticket's key.
    TicketKey, TicketId
);

impl PersonSeed {
    /// Derives the person's key on the board with this nonce.
    #[must_use]
    pub fn person_key(&self, nonce: &BoardNonce) -> PersonKey {
        PersonKey(derive(domain::PERSON_KEY, &[&self.0, &nonce.0]))
    }
}

impl DeviceSecret {
    /// Derives the device's key on the board with this nonce.
    #[must_use]
    pub fn device_key(&self, nonce: &BoardNonce) -> DeviceKey {
        DeviceKey(derive(domain::DEVICE_KEY, &[&self.0, &nonce.0]))
    }
}

impl TicketSecret {
    /// Derives the ticket's key.
    #[must_use]
    pub fn ticket_key(&self) -> TicketKey {
        TicketKey(derive(domain::TICKET_KEY, &[&self.0]))
    }
}

impl KemSecret {
    /// Returns the public half, which others wrap keys to.
    #[must_use]
    pub fn public(&self) -> KemPublic {
        let mut public = KemPublic([0; 32]);
        // Any 32 bytes are an X25519 secret, so the other arm is never taken.
        if let Ok(secret) = self.private() {
            X25519HkdfSha256::sk_to_pk(&secret).write_exact(&mut public.0);
        }
        public
    }

    pub(crate) fn private(&self) -> Result<<X25519HkdfSha256 as Kem>::PrivateKey, hpke::HpkeError> {
        <X25519HkdfSha256 as Kem>::PrivateKey::from_bytes(&self.0)
    }
}

/// Checks a signature strictly: no key and no part of it of small order, no other form of it.
pub(crate) fn verify(
    key: &[u8; 32],
    domain: &str,
    parts: &[&[u8]],
    signature: &Signature,
) -> Result<(), BadSignature> {
    let key = VerifyingKey::from_bytes(key).map_err(|_| BadSignature)?;
    let signature = ed25519_dalek::Signature::from_bytes(signature);
    key.verify_strict(&domain::signed_bytes(domain, parts), &signature)
        .map_err(|_| BadSignature)
}

fn derive(domain: &str, parts: &[&[u8]]) -> SigningKey {
    let mut seed = domain::hash(domain, parts);
    let key = SigningKey::from_bytes(&seed);
    seed.zeroize();
    key
}
