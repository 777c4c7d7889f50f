//! What a new device says of itself, so that another device of the same person can answer it.
//!
//! Owns the text `mhd1…`, its limits and the number by which people compare it. It holds no secret: the secret half of
//! its key stays on the new device, is made for this one request, and is gone once the answer was opened.

use minicbor::{Decode, Decoder, Encode, decode};

use crate::armour::{Armour, DeviceTextError};
use crate::{EndpointId, KemPublic, domain, from_canonical, safety, to_canonical};

/// The longest name of a device, in bytes.
pub const MAX_DEVICE_NAME: usize = 40;
/// The longest text of a request.
pub const MAX_DEVICE_REQUEST: usize = 300;
const ARMOUR: Armour = Armour {
    prefix: "mhd",
    longest: MAX_DEVICE_REQUEST,
    paste: 8 * 1024,
};
/// Groups of five digits in a number that is compared.
const GROUPS: usize = 4;

/// A request to become another device of a person.
#[derive(Debug, Clone, PartialEq, Eq, Encode, Decode)]
#[cbor(array)]
pub struct DeviceRequest {
    /// Where the answer is sealed to.
    #[n(0)]
    pub kem: KemPublic,
    /// The new device's network key.
    #[n(1)]
    pub endpoint: EndpointId,
    /// Random, so that no two requests are the same.
    #[cbor(n(2), with = "minicbor::bytes")]
    pub challenge: [u8; 16],
    /// What the new device calls itself; unchecked.
    #[cbor(n(3), decode_with = "device_name")]
    pub name: String,
}

impl DeviceRequest {
    /// Makes a request. A long name is cut.
    #[must_use]
    pub fn new(kem: KemPublic, endpoint: EndpointId, challenge: [u8; 16], name: &str) -> Self {
        Self {
            kem,
            endpoint,
            challenge,
            name: cut_name(name),
        }
    }

    /// Returns the text, at most [`MAX_DEVICE_REQUEST`] characters.
    #[must_use]
    pub fn to_text(&self) -> String {
        ARMOUR.text(&to_canonical(self))
    }

    /// Reads a pasted or scanned text.
    ///
    /// # Errors
    /// [`DeviceTextError`] says which kind of wrong it is.
    pub fn parse(text: &str) -> Result<Self, DeviceTextError> {
        let bytes = ARMOUR.bytes(text)?;
        from_canonical(&bytes).map_err(|_| DeviceTextError::Damaged)
    }

    /// Returns twenty digits in groups of five, the same on both devices: whoever compares them knows that nobody put
    /// a request of their own in the place of this one. Fewer could be met by trying.
    #[must_use]
    pub fn number(&self) -> String {
        number(&self.id())
    }

    /// Returns what the answer is bound to: a hash of all that the request says.
    pub(crate) fn id(&self) -> [u8; 32] {
        domain::hash(domain::DEVICE_REQUEST, &[&to_canonical(self)])
    }
}

/// Returns the digits of a hash that are compared.
pub(crate) fn number(hash: &[u8; 32]) -> String {
    safety::digits(hash, GROUPS)
}

/// Cuts a name to its limit, between characters.
pub(crate) fn cut_name(name: &str) -> String {
    let end = (0..=MAX_DEVICE_NAME.min(name.len()))
        .rev()
        .find(|end| name.is_char_boundary(*end));
    name[..end.unwrap_or(0)].to_owned()
}

/// Reads a name within its limit.
pub(crate) fn device_name<C>(d: &mut Decoder<'_>, _: &mut C) -> Result<String, decode::Error> {
    let name = d.str()?;
    if name.len() > MAX_DEVICE_NAME {
        return Err(decode::Error::message("a name is too long"));
    }
    Ok(name.to_owned())
}
