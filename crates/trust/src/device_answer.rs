//! What a person's device answers to a new one: who the person is, and the keys of their boards, sealed.
//!
//! Owns the text `mha1…`. HPKE (RFC 9180) as in [`crate::wrap`], to the request's own key; `info` is the whole request,
//! so that it opens for no other one. Whether it was opened before is for the new device to remember: it throws the
//! request's secret away.

use minicbor::{Decode, Encode};
use zeroize::Zeroizing;

use crate::armour::{Armour, DeviceTextError};
use crate::certificate::{hpke_open, hpke_seal};
use crate::device_request::number;
use crate::{DeviceRequest, KemSecret, domain, from_canonical, to_canonical};

mod package;

pub use package::{
    DevicePackage, MAX_PACKED_BOARDS, MAX_PACKED_HINTS, MAX_PACKED_KEYS, PackedBoard, PackedHint,
    PackedPerson,
};

/// The longest text of an answer: a person of some hundred boards, with the keys of years.
pub const MAX_DEVICE_ANSWER: usize = 768 * 1024;
const ARMOUR: Armour = Armour {
    prefix: "mha",
    longest: MAX_DEVICE_ANSWER,
    paste: MAX_DEVICE_ANSWER + 64 * 1024,
};
/// How much of the request's id an answer shows, so that another request's is told apart from a damaged one.
const SHOWN: usize = 8;

/// An answer, sealed for one request.
#[derive(Debug, Clone, PartialEq, Eq, Encode, Decode)]
#[cbor(array)]
pub struct DeviceAnswer {
    /// The beginning of the request's id.
    #[cbor(n(0), with = "minicbor::bytes")]
    request: [u8; SHOWN],
    /// HPKE's encapsulated key.
    #[cbor(n(1), with = "minicbor::bytes")]
    encapsulated: [u8; 32],
    /// The package, sealed.
    #[cbor(n(2), with = "minicbor::bytes")]
    sealed: Vec<u8>,
}

impl DeviceAnswer {
    /// Seals a package for a request. `entropy` are 32 fresh random bytes.
    ///
    /// # Errors
    /// [`DeviceTextError::Damaged`] where the request's key is of small order, [`DeviceTextError::TooLong`] where the
    /// text would be.
    pub fn seal(
        request: &DeviceRequest,
        package: &DevicePackage,
        entropy: [u8; 32],
    ) -> Result<Self, DeviceTextError> {
        let clear = package.to_bytes();
        let sealed = hpke_seal(&request.kem, &info(request), &[], &clear, entropy);
        let (encapsulated, sealed) = sealed.ok_or(DeviceTextError::Damaged)?;
        let answer = Self {
            request: shown(request),
            encapsulated,
            sealed,
        };
        // Base32 makes eight letters of five bytes.
        if to_canonical(&answer).len() / 5 * 8 > MAX_DEVICE_ANSWER - 64 {
            return Err(DeviceTextError::TooLong);
        }
        Ok(answer)
    }

    /// Returns the text.
    #[must_use]
    pub fn to_text(&self) -> String {
        ARMOUR.text(&to_canonical(self))
    }

    /// Reads a pasted or scanned text, or a file.
    ///
    /// # Errors
    /// [`DeviceTextError`] says which kind of wrong it is.
    pub fn parse(text: &str) -> Result<Self, DeviceTextError> {
        let bytes = ARMOUR.bytes(text)?;
        from_canonical(&bytes).map_err(|_| DeviceTextError::Damaged)
    }

    /// Returns twenty digits in groups of five, the same on both devices: whoever compares them knows that it is this
    /// answer, and nobody else's.
    #[must_use]
    pub fn number(&self) -> String {
        number(&domain::hash(
            domain::DEVICE_ANSWER_NUMBER,
            &[&to_canonical(self)],
        ))
    }

    /// Opens the package with the request's secret.
    ///
    /// # Errors
    /// [`DeviceTextError::OtherRequest`] where it was made for another one, [`DeviceTextError::Damaged`] where it was
    /// changed or holds no package.
    pub fn open(
        &self,
        request: &DeviceRequest,
        secret: &KemSecret,
    ) -> Result<DevicePackage, DeviceTextError> {
        if self.request != shown(request) {
            return Err(DeviceTextError::OtherRequest);
        }
        let opened = hpke_open(
            secret,
            &self.encapsulated,
            &info(request),
            &[],
            &self.sealed,
        );
        let clear = Zeroizing::new(opened.ok_or(DeviceTextError::Damaged)?);
        DevicePackage::from_bytes(&clear).ok_or(DeviceTextError::Damaged)
    }
}

fn shown(request: &DeviceRequest) -> [u8; SHOWN] {
    let mut shown = [0; SHOWN];
    shown.copy_from_slice(&request.id()[..SHOWN]);
    shown
}

fn info(request: &DeviceRequest) -> Vec<u8> {
    domain::signed_bytes(domain::DEVICE_ANSWER, &[&request.id()])
}
