//! The outside of a change: what of a body follows from something else (docs/protocol.md, "Transfer", version 2).
//!
//! A change chunk begins with its magic, a checksum, a type and a length, which follow from its contents. The contents begin
//! with the hashes of the changes that it depends on and with its actor, which follows from log and item. Owns this split
//! and the way back, to the byte. Knows nothing of the operations behind, and believes nothing: ids decide.

use sha2::{Digest, Sha256};

const MAGIC: [u8; 4] = [0x85, 0x6f, 0x4a, 0x83];
/// A change that is not compressed.
const CHANGE: u8 = 1;
/// A change with more dependencies is not split.
pub const MAX_CHANGE_DEPS: usize = 32;

/// By what changes name each other: SHA-256 over type, length and contents.
pub type ChangeHash = [u8; 32];

/// A change chunk in its parts.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct ChangeParts<'a> {
    /// By what others name it.
    pub hash: ChangeHash,
    /// What it depends on, at most [`MAX_CHANGE_DEPS`].
    pub deps: Vec<ChangeHash>,
    /// What stands behind the actor.
    pub rest: &'a [u8],
}

impl<'a> ChangeParts<'a> {
    /// Takes a body apart; `None` for whatever [`change_body`] would not make again to the byte.
    #[must_use]
    pub fn of(body: &'a [u8], actor: &[u8; 16]) -> Option<Self> {
        let (magic, behind) = body.split_first_chunk::<4>()?;
        let (checksum, hashed) = behind.split_first_chunk::<4>()?;
        let hash = ChangeHash::from(Sha256::digest(hashed));
        let (kind, behind) = hashed.split_first()?;
        let (length, contents) = number(behind)?;
        if *magic != MAGIC
            || *kind != CHANGE
            || !hash.starts_with(checksum)
            || length != contents.len()
        {
            return None;
        }
        let (count, mut behind) = number(contents)?;
        let mut deps = Vec::new();
        for _ in 0..Some(count).filter(|count| *count <= MAX_CHANGE_DEPS)? {
            let (dep, after) = behind.split_first_chunk::<32>()?;
            deps.push(*dep);
            behind = after;
        }
        let (length, behind) = number(behind)?;
        let rest = behind
            .strip_prefix(actor)
            .filter(|_| length == actor.len())?;
        Some(Self { hash, deps, rest })
    }
}

/// Puts a change chunk together, and returns the hash by which others name it.
#[must_use]
pub fn change_body(actor: &[u8; 16], deps: &[ChangeHash], rest: &[u8]) -> (Vec<u8>, ChangeHash) {
    let mut contents = Vec::with_capacity(rest.len() + deps.len() * 32 + 32);
    put(&mut contents, deps.len());
    contents.extend(deps.iter().flatten());
    put(&mut contents, actor.len());
    contents.extend_from_slice(actor);
    contents.extend_from_slice(rest);
    let mut hashed = vec![CHANGE];
    put(&mut hashed, contents.len());
    hashed.append(&mut contents);
    let hash = ChangeHash::from(Sha256::digest(&hashed));
    let mut body = Vec::with_capacity(8 + hashed.len());
    body.extend_from_slice(&MAGIC);
    body.extend_from_slice(&hash[..4]);
    body.append(&mut hashed);
    (body, hash)
}

/// Appends a number: seven bits a byte, the lowest first, minimal.
fn put(out: &mut Vec<u8>, mut number: usize) {
    loop {
        let low = u8::try_from(number & 0x7f).unwrap_or_default();
        number >>= 7;
        if number == 0 {
            out.push(low);
            return;
        }
        out.push(low | 0x80);
    }
}

/// Reads a number in its minimal form from the front; no length here is above four bytes of it.
fn number(bytes: &[u8]) -> Option<(usize, &[u8])> {
    let mut number = 0;
    for (at, byte) in bytes.iter().enumerate().take(4) {
        number |= usize::from(byte & 0x7f) << (7 * at);
        if byte & 0x80 == 0 {
            let minimal = at == 0 || *byte != 0;
            return minimal.then(|| (number, &bytes[at + 1..]));
        }
    }
    None
}

#[cfg(test)]
mod tests {
    use proptest::collection::vec;
    use proptest::prelude::*;

    use super::*;

    proptest! {
        #[test]
        fn what_is_taken_apart_comes_back_to_the_byte(
            deps in vec(any::<ChangeHash>(), 0..40), rest in vec(any::<u8>(), 0..300), at in any::<prop::sample::Index>(), bit in 0..8,
        ) {
            let actor = [7; 16];
            let (body, hash) = change_body(&actor, &deps, &rest);
            let parts = ChangeParts::of(&body, &actor);
            prop_assert_eq!(parts.is_some(), deps.len() <= MAX_CHANGE_DEPS);
            if let Some(parts) = parts {
                prop_assert_eq!((parts.hash, &parts.deps, parts.rest), (hash, &deps, &rest[..]));
            }
            prop_assert!(ChangeParts::of(&body, &[8; 16]).is_none());
            // Whatever is changed in it, or behind it, stays whole: what follows would be another one.
            let mut other = body.clone();
            let at = at.index(body.len());
            other[at] ^= 1_u8 << bit;
            prop_assert!(ChangeParts::of(&other, &actor).is_none());
            prop_assert!(ChangeParts::of(&[&body[..], b"x"].concat(), &actor).is_none());
            prop_assert!(ChangeParts::of(&body[..at], &actor).is_none());
        }
    }
}
