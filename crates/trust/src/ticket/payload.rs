//! The wire twin of [`TicketText`]: what is encoded, and how it is made to fit.

use std::net::{IpAddr, Ipv4Addr, Ipv6Addr, SocketAddr};

use minicbor::bytes::ByteVec;
use minicbor::{Decode, Encode};

use crate::{
    BoardId, BoardNonce, EndpointHint, EndpointId, Fingerprint, KemPublic, Role, TicketSecret,
    TicketText,
};

#[derive(Encode, Decode)]
#[cbor(array)]
pub(super) struct Payload {
    #[n(0)]
    board: BoardId,
    #[n(1)]
    nonce: BoardNonce,
    #[cbor(n(2), with = "minicbor::bytes")]
    secret: [u8; 16],
    #[n(3)]
    inviter: Fingerprint,
    #[n(4)]
    role: Role,
    #[n(5)]
    expires_ms: Option<u64>,
    #[n(6)]
    board_name: String,
    #[n(7)]
    inviter_name: String,
    #[n(8)]
    endpoints: Vec<Hint>,
    #[n(9)]
    inbox: Option<KemPublic>,
}

#[derive(Encode, Decode)]
#[cbor(array)]
pub(crate) struct Hint {
    #[n(0)]
    endpoint: EndpointId,
    /// Six bytes (IPv4) or eighteen (IPv6): the address, then the port, big-endian.
    #[n(1)]
    addrs: Vec<ByteVec>,
    #[n(2)]
    relay: Option<String>,
}

impl Payload {
    pub(super) fn from_ticket(ticket: &TicketText, max_name: usize) -> Self {
        Self {
            board: ticket.board,
            nonce: ticket.nonce,
            secret: *ticket.secret.expose(),
            inviter: ticket.inviter,
            role: ticket.role,
            expires_ms: ticket.expires_ms,
            board_name: cut(&ticket.board_name, max_name),
            inviter_name: cut(&ticket.inviter_name, max_name),
            endpoints: ticket.endpoints.iter().map(Hint::from_hint).collect(),
            inbox: ticket.inbox,
        }
    }

    pub(super) fn into_ticket(self) -> Option<TicketText> {
        let endpoints: Option<Vec<_>> = self.endpoints.into_iter().map(Hint::into_hint).collect();
        Some(TicketText {
            board: self.board,
            nonce: self.nonce,
            secret: TicketSecret::from_bytes(self.secret),
            inviter: self.inviter,
            role: self.role,
            expires_ms: self.expires_ms,
            board_name: self.board_name,
            inviter_name: self.inviter_name,
            inbox: self.inbox,
            endpoints: endpoints?,
        })
    }

    /// Leaves out what is needed least: an address beyond the first two of the endpoint that has
    /// most, then the last endpoint, then the only endpoint's addresses and relay. Returns whether
    /// anything was left to leave out.
    pub(super) fn shorten(&mut self) -> bool {
        let most = self
            .endpoints
            .iter_mut()
            .rev()
            .max_by_key(|hint| hint.addrs.len());
        if let Some(hint) = most
            && hint.addrs.len() > 2
        {
            hint.addrs.pop();
            return true;
        }
        if self.endpoints.len() > 1 {
            self.endpoints.pop();
            return true;
        }
        self.endpoints
            .first_mut()
            .is_some_and(|hint| hint.addrs.pop().is_some() || hint.relay.take().is_some())
    }
}

impl Hint {
    pub(crate) fn from_hint(hint: &EndpointHint) -> Self {
        Self {
            endpoint: hint.endpoint,
            addrs: hint.addrs.iter().map(addr_bytes).collect(),
            relay: hint.relay.clone(),
        }
    }

    pub(crate) fn into_hint(self) -> Option<EndpointHint> {
        let addrs: Option<Vec<_>> = self.addrs.iter().map(|bytes| read_addr(bytes)).collect();
        Some(EndpointHint {
            endpoint: self.endpoint,
            addrs: addrs?,
            relay: self.relay,
        })
    }
}

fn addr_bytes(addr: &SocketAddr) -> ByteVec {
    let mut bytes = match addr.ip() {
        IpAddr::V4(ip) => ip.octets().to_vec(),
        IpAddr::V6(ip) => ip.octets().to_vec(),
    };
    bytes.extend_from_slice(&addr.port().to_be_bytes());
    bytes.into()
}

fn read_addr(bytes: &[u8]) -> Option<SocketAddr> {
    let (ip, port) = bytes.split_at_checked(bytes.len().checked_sub(2)?)?;
    let ip = if let Ok(four) = <[u8; 4]>::try_from(ip) {
        IpAddr::V4(Ipv4Addr::from(four))
    } else {
        IpAddr::V6(Ipv6Addr::from(<[u8; 16]>::try_from(ip).ok()?))
    };
    Some(SocketAddr::new(
        ip,
        u16::from_be_bytes(port.try_into().ok()?),
    ))
}

/// Cuts a name to so many bytes, between characters.
fn cut(name: &str, max: usize) -> String {
    let end = (0..=max.min(name.len()))
        .rev()
        .find(|end| name.is_char_boundary(*end))
        .unwrap_or(0);
    name[..end].to_owned()
}
