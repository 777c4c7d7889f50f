//! The signatures inside of certificates: device certificates and join requests.

use crate::{
    BadSignature, BoardId, BoardNonce, DeviceCert, DeviceKey, EndpointId, JoinRequest, KemPublic,
    PersonKey, TicketKey, domain, keys, to_canonical,
};

impl DeviceCert {
    /// Makes a device's first certificate: the person and the device sign for each other on the board of this nonce.
    #[must_use]
    pub fn make(
        person: &PersonKey,
        device: &DeviceKey,
        kem: KemPublic,
        endpoint: EndpointId,
        nonce: &BoardNonce,
    ) -> Self {
        Self::numbered(person, device, (kem, endpoint), nonce, None)
    }

    /// Makes the device's next certificate, with other keys: it counts in place of this one.
    #[must_use]
    pub fn next(
        &self,
        person: &PersonKey,
        device: &DeviceKey,
        kem: KemPublic,
        endpoint: EndpointId,
        nonce: &BoardNonce,
    ) -> Self {
        let number = self.number.map_or(1, |number| number.saturating_add(1));
        Self::numbered(person, device, (kem, endpoint), nonce, Some(number))
    }

    fn numbered(
        person: &PersonKey,
        device: &DeviceKey,
        (kem, endpoint): (KemPublic, EndpointId),
        nonce: &BoardNonce,
        number: Option<u32>,
    ) -> Self {
        let mut cert = Self {
            person: person.id(),
            device: device.id(),
            kem,
            endpoint,
            by_person: [0; 64],
            by_device: [0; 64],
            number,
        };
        let said = cert.said(nonce);
        cert.by_person = person.sign(domain::DEVICE_CERT, &[&said]);
        cert.by_device = device.sign(domain::DEVICE_CERT, &[&said]);
        cert
    }

    /// Checks both signatures: neither person nor device is certified without a word of its own.
    ///
    /// # Errors
    /// [`BadSignature`] where one does not hold on the board of this nonce.
    pub fn verify(&self, nonce: &BoardNonce) -> Result<(), BadSignature> {
        let said = self.said(nonce);
        keys::verify(
            &self.person.0,
            domain::DEVICE_CERT,
            &[&said],
            &self.by_person,
        )?;
        keys::verify(
            &self.device.0,
            domain::DEVICE_CERT,
            &[&said],
            &self.by_device,
        )
    }

    /// Returns what is signed. All of it has a fixed length but the number, which stands last.
    fn said(&self, nonce: &BoardNonce) -> Vec<u8> {
        let parts: [&[u8]; 5] = [
            &nonce.0,
            &self.person.0,
            &self.device.0,
            &self.kem.0,
            &self.endpoint.0,
        ];
        let mut said = parts.concat();
        if let Some(number) = self.number {
            said.extend_from_slice(&number.to_be_bytes());
        }
        said
    }
}

impl JoinRequest {
    /// Makes a request: whoever holds the ticket and is this person, with this device.
    #[must_use]
    pub fn make(
        board: BoardId,
        ticket: &TicketKey,
        person: &PersonKey,
        device: DeviceCert,
    ) -> Self {
        let cert = to_canonical(&device);
        let id = ticket.id();
        let parts: [&[u8]; 3] = [&board.0, &id.0, &cert];
        Self {
            board,
            ticket: id,
            by_ticket: ticket.sign(domain::JOIN_REQUEST, &parts),
            by_person: person.sign(domain::JOIN_REQUEST, &parts),
            device,
        }
    }

    /// Checks all signatures. Whether the ticket counts is asked elsewhere.
    ///
    /// # Errors
    /// [`BadSignature`] where one does not hold.
    pub fn verify(&self, nonce: &BoardNonce) -> Result<(), BadSignature> {
        self.device.verify(nonce)?;
        let cert = to_canonical(&self.device);
        let parts: [&[u8]; 3] = [&self.board.0, &self.ticket.0, &cert];
        keys::verify(
            &self.ticket.0,
            domain::JOIN_REQUEST,
            &parts,
            &self.by_ticket,
        )?;
        keys::verify(
            &self.device.person.0,
            domain::JOIN_REQUEST,
            &parts,
            &self.by_person,
        )
    }
}
