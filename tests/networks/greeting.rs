//! First packets of connections that nobody goes on with, as a hostile sender makes them by the thousand.
//!
//! Owns as much of QUIC as that takes (RFC 9001, 5.2): a first packet is sealed by a key that everybody can derive from
//! the connection's id in it. So one that was seen is opened, and sealed anew for as many connections as one likes. Each
//! costs the receiver a handshake.

use anyhow::{Context, Result, bail};
use ring::aead::quic::HeaderProtectionKey;
use ring::aead::{AES_128_GCM, Aad, LessSafeKey, Nonce, UnboundKey, quic};
use ring::hkdf::{HKDF_SHA256, KeyType, Prk, Salt};

use super::wire::Dice;

const SALT: [u8; 20] = [
    0x38, 0x76, 0x2c, 0xf7, 0xf5, 0x59, 0x34, 0xb3, 0x4d, 0x17, 0x9a, 0xe6, 0xa4, 0xc8, 0x0c, 0xad,
    0xcc, 0xbb, 0x7f, 0x0a,
];
struct Length(usize);

impl KeyType for Length {
    fn len(&self) -> usize {
        self.0
    }
}

/// What a first packet is sealed with.
struct Keys {
    seal: LessSafeKey,
    iv: [u8; 12],
    mask: HeaderProtectionKey,
}

impl Keys {
    fn of(connection: &[u8]) -> Result<Self> {
        let first = Salt::new(HKDF_SHA256, &SALT).extract(connection);
        let secret = Prk::new_less_safe(HKDF_SHA256, &derived::<32>(&first, "client in")?);
        let key = derived::<16>(&secret, "quic key")?;
        let mask = derived::<16>(&secret, "quic hp")?;
        let (Ok(key), Ok(mask)) = (
            UnboundKey::new(&AES_128_GCM, &key),
            HeaderProtectionKey::new(&quic::AES_128, &mask),
        ) else {
            bail!("no keys");
        };
        Ok(Self {
            seal: LessSafeKey::new(key),
            iv: derived(&secret, "quic iv")?,
            mask,
        })
    }

    fn nonce(&self, number: u32) -> Nonce {
        let mut nonce = self.iv;
        let last = nonce.iter_mut().skip(8).zip(number.to_be_bytes());
        last.for_each(|(byte, number)| *byte ^= number);
        Nonce::assume_unique_for_key(nonce)
    }
}

fn derived<const N: usize>(from: &Prk, label: &str) -> Result<[u8; N]> {
    let label = format!("tls13 {label}");
    let length = [0, u8::try_from(N)?, u8::try_from(label.len())?];
    let info = [&length, label.as_bytes(), &[0]];
    let mut key = [0; N];
    let filled = from.expand(&info, Length(N)).map(|okm| okm.fill(&mut key));
    if let Ok(Ok(())) = filled {
        Ok(key)
    } else {
        bail!("{label}")
    }
}

/// A first packet, opened.
pub struct Greeting {
    /// Up to the connection's id, and from behind it up to the packet's number; both without what hides them.
    begin: Vec<u8>,
    id: usize,
    middle: Vec<u8>,
    number: Vec<u8>,
    inside: Vec<u8>,
}

impl Greeting {
    /// Opens a first packet that was seen.
    pub fn open(packet: &[u8]) -> Result<Self> {
        let mut at = 5;
        let id = sized(packet, &mut at, 1)?;
        let behind_id = at;
        sized(packet, &mut at, 1)?;
        let token = number(packet, &mut at)?;
        at += token;
        let rest = number(packet, &mut at)?;
        let keys = Keys::of(id)?;
        let end = at + rest;
        let sample = packet.get(at + 4..at + 20).context("too short")?;
        let Ok(mask) = keys.mask.new_mask(sample) else {
            bail!("no mask");
        };
        let first = packet[0] ^ (mask[0] & 0x0f);
        let length = usize::from(first & 3) + 1;
        let hidden = packet.get(at..at + length).context("too short")?;
        let number: Vec<u8> = hidden.iter().zip(&mask[1..]).map(|(a, b)| a ^ b).collect();
        let value = number
            .iter()
            .fold(0, |value, &byte| value << 8 | u32::from(byte));
        let mut header = packet[..at].to_vec();
        header[0] = first;
        header.extend(&number);
        let sealed = packet.get(at + length..end).context("too short")?;
        let mut inside = sealed.to_vec();
        let opened = keys
            .seal
            .open_in_place(keys.nonce(value), Aad::from(&header), &mut inside);
        let Ok(opened) = opened.map(|opened| opened.len()) else {
            bail!("it does not open");
        };
        inside.truncate(opened);
        Ok(Self {
            begin: vec![first, 0, 0, 0, 1],
            id: id.len(),
            middle: packet[behind_id..at].to_vec(),
            number,
            inside,
        })
    }

    /// Seals it for another connection. It is as long as the one that was seen: shorter ones are ignored.
    pub fn for_connection(&self, dice: &mut Dice) -> Vec<u8> {
        let id = (0..self.id).map(|_| dice.below(256) as u8);
        let id: Vec<u8> = id.collect();
        let keys = Keys::of(&id).unwrap();
        let mut packet = self.begin.clone();
        packet.push(self.id as u8);
        packet.extend(id);
        packet.extend(&self.middle);
        let at = packet.len();
        packet.extend(&self.number);
        let value = self
            .number
            .iter()
            .fold(0, |value, &byte| value << 8 | u32::from(byte));
        let mut inside = self.inside.clone();
        let nonce = keys.nonce(value);
        let tag = keys
            .seal
            .seal_in_place_separate_tag(nonce, Aad::from(&packet), &mut inside);
        packet.extend(inside);
        packet.extend(tag.unwrap().as_ref());
        let mask = keys.mask.new_mask(&packet[at + 4..at + 20]).unwrap();
        packet[0] ^= mask[0] & 0x0f;
        let hidden = packet[at..at + self.number.len()].iter_mut();
        hidden
            .zip(&mask[1..])
            .for_each(|(byte, mask)| *byte ^= mask);
        packet
    }
}

/// Takes what has its length in front of it, in so many bytes.
fn sized<'a>(packet: &'a [u8], at: &mut usize, bytes: usize) -> Result<&'a [u8]> {
    let length = usize::from(*packet.get(*at).context("too short")?);
    let from = *at + bytes;
    *at = from + length;
    packet.get(from..*at).context("too short")
}

/// Takes a number of QUIC.
fn number(packet: &[u8], at: &mut usize) -> Result<usize> {
    let first = *packet.get(*at).context("too short")?;
    let length = 1 << (first >> 6);
    let bytes = packet.get(*at..*at + length).context("too short")?;
    *at += length;
    let value = bytes[1..]
        .iter()
        .fold(usize::from(first & 0x3f), |value, &byte| {
            value << 8 | usize::from(byte)
        });
    Ok(value)
}
