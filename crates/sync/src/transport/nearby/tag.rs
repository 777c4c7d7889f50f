//! The tag that a device announces in the place of its network key.
//!
//! Owns its form (docs/protocol.md, "In the same room"). Whoever knows a network key can tell whether a tag is its
//! own; whoever does not learns nothing from one, nor from two of them that they are of one device.

use std::sync::atomic::{AtomicU64, Ordering};

use trust::EndpointId;

/// What the proof in a tag is derived under.
const PROOF: &str = "manyhands 2026 nearby tag";
/// What the nonces are derived under. They never leave a device as anything but nonces.
const NONCE: &str = "manyhands 2026 nearby nonce";
/// Bytes of each half. The text, a hyphen and a port fit into one label of a name (63).
const HALF: usize = 12;

/// Draws a nonce for each tag, from randomness that was passed in.
#[derive(Debug)]
pub(in crate::transport) struct Tags {
    seed: [u8; 32],
    drawn: AtomicU64,
}

impl Tags {
    pub(in crate::transport) const fn new(seed: [u8; 32]) -> Self {
        Self {
            seed,
            drawn: AtomicU64::new(0),
        }
    }

    /// Returns another nonce each time.
    pub(super) fn draw(&self) -> [u8; HALF] {
        let number = self.drawn.fetch_add(1, Ordering::Relaxed);
        half(NONCE, &[&self.seed, &number.to_be_bytes()])
    }
}

/// A nonce, and what only somebody who knows the network key can have made from it.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
pub(super) struct Tag {
    nonce: [u8; HALF],
    proof: [u8; HALF],
}

impl Tag {
    pub(super) fn new(nonce: [u8; HALF], endpoint: EndpointId) -> Self {
        Self {
            nonce,
            proof: half(PROOF, &[&endpoint.0, &nonce]),
        }
    }

    /// Returns whether the tag was made with this network key.
    pub(super) fn is_of(&self, endpoint: EndpointId) -> bool {
        Self::new(self.nonce, endpoint) == *self
    }

    pub(super) fn text(&self) -> String {
        let bytes = self.nonce.iter().chain(&self.proof);
        bytes.map(|byte| format!("{byte:02x}")).collect()
    }

    /// Reads what somebody announces. `None` for anything that is no tag.
    pub(super) fn read(text: &str) -> Option<Self> {
        let lower = |byte: u8| byte.is_ascii_digit() || (b'a'..=b'f').contains(&byte);
        if text.len() != 4 * HALF || !text.bytes().all(lower) {
            return None;
        }
        let (nonce, proof) = text.split_at(2 * HALF);
        Some(Self {
            nonce: bytes(nonce)?,
            proof: bytes(proof)?,
        })
    }
}

fn bytes(text: &str) -> Option<[u8; HALF]> {
    let mut bytes = [0; HALF];
    for (place, byte) in bytes.iter_mut().enumerate() {
        *byte = u8::from_str_radix(text.get(2 * place..2 * place + 2)?, 16).ok()?;
    }
    Some(bytes)
}

fn half(domain: &str, parts: &[&[u8]]) -> [u8; HALF] {
    let mut hasher = blake3::Hasher::new_derive_key(domain);
    for part in parts {
        hasher.update(part);
    }
    let mut half = [0; HALF];
    half.copy_from_slice(&hasher.finalize().as_bytes()[..HALF]);
    half
}

#[cfg(test)]
mod tests {
    use super::*;

    const ALICE: EndpointId = EndpointId([1; 32]);
    const BOB: EndpointId = EndpointId([2; 32]);

    #[test]
    fn a_tag_is_known_by_whoever_knows_the_network_key_and_by_nobody_else() {
        let tags = Tags::new([7; 32]);
        let (first, second) = (Tag::new(tags.draw(), ALICE), Tag::new(tags.draw(), ALICE));
        assert!(first.is_of(ALICE) && second.is_of(ALICE));
        assert!(!first.is_of(BOB));
        // Nothing in two of them is alike.
        assert_ne!(first.nonce, second.nonce);
        assert_ne!(first.proof, second.proof);
        assert_eq!(Tag::read(&first.text()), Some(first));
    }

    #[test]
    fn another_run_never_announces_a_tag_again() {
        let nonces = |seed: u8| {
            let tags = Tags::new([seed; 32]);
            (0..100)
                .map(|_| tags.draw())
                .collect::<std::collections::BTreeSet<_>>()
        };
        assert_eq!(nonces(1).union(&nonces(2)).count(), 200);
    }

    /// docs/protocol.md, "In the same room".
    #[test]
    fn the_bytes_of_a_tag_are_those_of_the_protocol() {
        let tag = Tag::new([9; HALF], ALICE);
        assert_eq!(
            tag.text(),
            "090909090909090909090909abfe2c7edc1837dd3d890293"
        );
    }

    #[test]
    fn what_is_no_tag_is_not_read() {
        let good = Tag::new([9; HALF], ALICE).text();
        let bad = [
            String::new(),
            good[1..].to_owned(),
            format!("{good}0"),
            good.to_uppercase(),
            good.replace('9', "g"),
            good.replacen("09", "+9", 1),
            "ä".repeat(2 * HALF),
        ];
        for text in bad {
            assert_eq!(Tag::read(&text), None, "{text}");
        }
    }
}
