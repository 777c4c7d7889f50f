//! The signatures inside of certificates: device certificates and join requests.

use crate::{
    BadSignature, BoardId, BoardNonce, DeviceCert, DeviceKey, EndpointId, JoinRequest, KemPublic,
    PersonKey, TicketKey, domain, keys, to_canonical,
};

impl DeviceCert {
    /// Makes a certificate: the person and the device sign for each other on the board of this nonce.
    #[must_use]
    pub fn make(
        person: &PersonKey,
        device: &DeviceKey,
        kem: KemPublic,
        endpoint: EndpointId,
        nonce: &BoardNonce,
    ) -> Self {
        let mut cert = Self {
            person: person.id(),
            device: device.id(),
            kem,
            endpoint,
            by_person: [0; 64],
            by_device: [0; 64],
        };
        cert.by_person = person.sign(domain::DEVICE_CERT, &cert.parts(nonce));
        cert.by_device = device.sign(domain::DEVICE_CERT, &cert.parts(nonce));
        cert
    }

    /// Checks both signatures.
    ///
    /// # Errors
    /// [`BadSignature`] where one does not hold on the board of this nonce.
    pub fn verify(&self, nonce: &BoardNonce) -> Result<(), BadSignature> {
        let parts = self.parts(nonce);
        keys::verify(&self.person.0, domain::DEVICE_CERT, &parts, &self.by_person)?;
        keys::verify(&self.device.0, domain::DEVICE_CERT, &parts, &self.by_device)
    }

    fn parts<'a>(&'a self, nonce: &'a BoardNonce) -> [&'a [u8]; 5] {
        [
            &nonce.0,
            &self.person.0,
            &self.device.0,
            &self.kem.0,
            &self.endpoint.0,
        ]
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
