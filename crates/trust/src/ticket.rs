//! The text of a ticket: what one person sends to another so that they come in.
//!
//! Owns the text's form: `mh1`, then base32 (RFC 4648, lower case, no padding) of the canonical
//! payload and its checksum. Never decides whether a ticket still counts.

use std::net::SocketAddr;

use data_encoding::BASE32_NOPAD;

use crate::{
    BoardId, BoardNonce, EndpointId, Fingerprint, KemPublic, Role, TicketSecret, domain,
    from_canonical, to_canonical,
};

mod payload;

use crate::armour::ignored;

pub(crate) use payload::Hint;
use payload::Payload;

/// The longest text of a ticket.
pub const MAX_TICKET_TEXT: usize = 600;
/// The longest pasted text that is looked at: a ticket with line breaks and a link around it.
const MAX_PASTE: usize = 8 * 1024;
const PREFIX: &str = "mh";
const VERSION: &str = "1";
const LINK: &str = "manyhands://join/";
const CHECKSUM_LEN: usize = 6;
/// The longest name in a ticket, in bytes.
const MAX_NAME: usize = 40;

/// A text that is not a ticket.
#[derive(Debug, Clone, Copy, PartialEq, Eq, thiserror::Error)]
pub enum TicketError {
    /// Nothing in it looks like a ticket.
    #[error("this is not a ticket: a ticket begins with mh1")]
    NotATicket,
    /// It was a ticket, and a part is missing or changed.
    #[error("this ticket is damaged or incomplete: ask for it again, or copy all of it")]
    Damaged,
    /// It was made by a newer app.
    #[error("this ticket needs a newer version of the app")]
    TooNew,
    /// It is far longer than a ticket.
    #[error("this text is too long to be a ticket")]
    TooLong,
}

impl TicketError {
    /// Returns the stable word for the error.
    #[must_use]
    pub const fn code(self) -> &'static str {
        match self {
            Self::NotATicket => "not-a-ticket",
            Self::Damaged => "damaged",
            Self::TooNew => "too-new",
            Self::TooLong => "too-long",
        }
    }
}

/// Where a member's device may be found.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct EndpointHint {
    /// Its network key.
    pub endpoint: EndpointId,
    /// Direct addresses.
    pub addrs: Vec<SocketAddr>,
    /// A relay that reaches it.
    pub relay: Option<String>,
}

/// What a ticket says. It holds a secret: whoever has the text can use it.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct TicketText {
    /// The board.
    pub board: BoardId,
    /// The board's nonce: per-board keys derive from it.
    pub nonce: BoardNonce,
    /// What the ticket's key derives from.
    pub secret: TicketSecret,
    /// Who invites.
    pub inviter: Fingerprint,
    /// The highest role that it gives.
    pub role: Role,
    /// When it ends, in milliseconds since 1970; a hint, the admitter decides.
    pub expires_ms: Option<u64>,
    /// What the inviter calls the board; unchecked.
    pub board_name: String,
    /// What the inviter calls themselves; unchecked.
    pub inviter_name: String,
    /// Of a reporter's ticket: what reports are sealed for.
    pub inbox: Option<KemPublic>,
    /// Devices to ask.
    pub endpoints: Vec<EndpointHint>,
}

impl TicketText {
    /// Returns the text, at most [`MAX_TICKET_TEXT`] characters. Long names are cut, and endpoints that do not fit are left out, the last first.
    #[must_use]
    pub fn to_text(&self) -> String {
        let mut payload = Payload::from_ticket(self, MAX_NAME);
        loop {
            let text = encode(&payload);
            if text.len() <= MAX_TICKET_TEXT || !payload.shorten() {
                return text;
            }
        }
    }

    /// Returns the text as a link that opens the app.
    #[must_use]
    pub fn to_link(&self) -> String {
        format!("{LINK}{}", self.to_text())
    }

    /// Reads a pasted text: whitespace and invisible characters are ignored, capitals are small letters, the link's beginning is taken off.
    ///
    /// # Errors
    /// [`TicketError`] says which kind of wrong it is.
    pub fn parse(text: &str) -> Result<Self, TicketError> {
        if text.len() > MAX_PASTE {
            return Err(TicketError::TooLong);
        }
        let mut plain: String = text.chars().filter(|c| !ignored(*c)).collect();
        plain.make_ascii_lowercase();
        let plain = plain.strip_prefix(LINK).unwrap_or(&plain);
        let plain = plain.strip_suffix('/').unwrap_or(plain);
        let rest = plain.strip_prefix(PREFIX).ok_or(TicketError::NotATicket)?;
        let Some(code) = rest.strip_prefix(VERSION) else {
            let newer = rest.starts_with(|c: char| c.is_ascii_digit() && c != '0');
            return Err(if newer {
                TicketError::TooNew
            } else {
                TicketError::NotATicket
            });
        };
        if plain.len() > MAX_TICKET_TEXT {
            return Err(TicketError::TooLong);
        }
        decode(code)
    }
}

fn encode(payload: &Payload) -> String {
    let mut bytes = to_canonical(payload);
    let checksum = checksum(&bytes);
    bytes.extend_from_slice(&checksum);
    let mut text = format!("{PREFIX}{VERSION}{}", BASE32_NOPAD.encode(&bytes));
    text.make_ascii_lowercase();
    text
}

fn decode(code: &str) -> Result<TicketText, TicketError> {
    let bytes = BASE32_NOPAD
        .decode(code.to_ascii_uppercase().as_bytes())
        .map_err(|_| TicketError::Damaged)?;
    let split = bytes
        .len()
        .checked_sub(CHECKSUM_LEN)
        .ok_or(TicketError::Damaged)?;
    let (payload, stated) = bytes.split_at(split);
    if checksum(payload) != stated {
        return Err(TicketError::Damaged);
    }
    from_canonical::<Payload>(payload)
        .ok()
        .and_then(Payload::into_ticket)
        .ok_or(TicketError::Damaged)
}

fn checksum(payload: &[u8]) -> [u8; CHECKSUM_LEN] {
    let mut short = [0; CHECKSUM_LEN];
    short.copy_from_slice(&domain::hash(domain::TICKET_CHECKSUM, &[payload])[..CHECKSUM_LEN]);
    short
}
