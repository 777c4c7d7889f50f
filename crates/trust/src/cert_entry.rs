//! A certificate as `evaluate` takes it: opened, its inner signatures checked.
//!
//! Owns the gate: nothing else makes a [`CertEntry`], so `evaluate` never sees a device certificate
//! or a join request whose signatures do not hold. The entry's own chain and signature are checked
//! before ([`crate::Chain`], [`Entry::verify_signature`]).

use crate::{
    BadSignature, BoardNonce, CertError, Certificate, DeviceCert, DeviceId, Entry, EntryId,
    GrantRef, Kind, Position,
};

/// A certificate with what its entry's header says.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct CertEntry {
    position: Position,
    device: DeviceId,
    grant: GrantRef,
    cert: Certificate,
    heads: Vec<EntryId>,
}

impl CertEntry {
    /// Reads the certificate of an entry and checks the signatures inside it.
    ///
    /// # Errors
    /// [`CertError`] where the body is no certificate that this app knows, or a signature does not hold.
    pub fn read(entry: &Entry, nonce: &BoardNonce) -> Result<Self, CertError> {
        let read = Self::read_own(entry)?;
        read.verify_inside(nonce)
            .map_err(|_| CertError::BadSignature)?;
        Ok(read)
    }

    /// Reads a certificate that [`CertEntry::read`] let through before, from one's own disk.
    ///
    /// # Errors
    /// [`CertError`] where the body is no certificate that this app knows.
    pub fn read_own(entry: &Entry) -> Result<Self, CertError> {
        if entry.header.kind != Kind::Certificate {
            return Err(CertError::Unreadable);
        }
        Ok(Self {
            position: entry.position(),
            device: entry.header.device,
            grant: entry.header.grant,
            cert: Certificate::from_body(&entry.body)?,
            heads: entry.header.cert_heads.clone(),
        })
    }

    /// Assumes a certificate whose signatures hold, so that thousands of worlds need no keys.
    #[cfg(test)]
    pub(crate) const fn assumed(
        position: Position,
        device: DeviceId,
        grant: GrantRef,
        cert: Certificate,
    ) -> Self {
        Self {
            position,
            device,
            grant,
            cert,
            heads: Vec::new(),
        }
    }

    /// Says what the author of an assumed certificate had seen.
    #[cfg(test)]
    pub(crate) fn seeing(mut self, heads: Vec<EntryId>) -> Self {
        self.heads = heads;
        self
    }

    /// Returns where the entry stands.
    #[must_use]
    pub const fn position(&self) -> Position {
        self.position
    }

    /// Returns which device wrote it.
    #[must_use]
    pub const fn device(&self) -> DeviceId {
        self.device
    }

    /// Returns the grant that it is exercised under.
    #[must_use]
    pub const fn grant(&self) -> GrantRef {
        self.grant
    }

    /// Returns the certificate.
    #[must_use]
    pub const fn cert(&self) -> &Certificate {
        &self.cert
    }

    /// Returns the heads of the certificate graph that the author had seen.
    #[must_use]
    pub fn heads(&self) -> &[EntryId] {
        &self.heads
    }

    fn verify_inside(&self, nonce: &BoardNonce) -> Result<(), BadSignature> {
        if let Certificate::Genesis(genesis) = &self.cert
            && genesis.nonce != *nonce
        {
            return Err(BadSignature);
        }
        match &self.cert {
            Certificate::Join(join) => join.request.verify(nonce),
            Certificate::Charter(charter) => charter.verify(),
            Certificate::DeviceRevoke(revoke) => revoke.verify(),
            Certificate::Genesis(_)
            | Certificate::DeviceCert(_)
            | Certificate::Grant(_)
            | Certificate::Ticket(_)
            | Certificate::Epoch(_)
            | Certificate::Wrap(_)
            | Certificate::Remove(_)
            | Certificate::Adopt(_)
            | Certificate::Close(_)
            | Certificate::Moderate(_)
            | Certificate::Shred(_) => self
                .device_cert()
                .map_or(Ok(()), |device| device.verify(nonce)),
        }
    }

    /// Returns the device certificate that it is or brings along.
    #[must_use]
    pub const fn device_cert(&self) -> Option<&DeviceCert> {
        device_cert(&self.cert)
    }
}

const fn device_cert(cert: &Certificate) -> Option<&DeviceCert> {
    match cert {
        Certificate::Genesis(genesis) => Some(&genesis.device),
        Certificate::DeviceCert(device) => Some(device),
        Certificate::Join(join) => Some(&join.request.device),
        Certificate::Grant(_)
        | Certificate::Ticket(_)
        | Certificate::Epoch(_)
        | Certificate::Wrap(_)
        | Certificate::Charter(_)
        | Certificate::DeviceRevoke(_)
        | Certificate::Remove(_)
        | Certificate::Adopt(_)
        | Certificate::Close(_)
        | Certificate::Moderate(_)
        | Certificate::Shred(_) => None,
    }
}
