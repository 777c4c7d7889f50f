//! Mutations of bytes: bits, numbers, lengths, splices, words.
//!
//! Owns what is done to an input without knowing what it says. Targets mutate behind seals and signatures themselves.

use crate::Random;

use super::Target;

/// Numbers that programs get wrong, in the widths that our formats have.
const NUMBERS: &[&[u8]] = &[
    &[0],
    &[0x7f],
    &[0x80],
    &[0xff],
    &[0xff, 0xff],
    &[0x80, 0x80, 0x80, 0x80, 0x10],
    &[0xff, 0xff, 0xff, 0xff],
    &[0x7f, 0xff, 0xff, 0xff],
    &[0xff, 0xff, 0xff, 0xff, 0xff, 0xff, 0xff, 0xff],
    &[0x80, 0, 0, 0, 0, 0, 0, 0],
    &[0xff, 0xff, 0xff, 0xff, 0xff, 0xff, 0xff, 0xff, 0xff, 0x01],
];

/// Makes a new input out of one of the pool.
pub(super) fn mutate(target: &Target, pool: &[Vec<u8>], random: &mut Random) -> Vec<u8> {
    let Some(base) = random.pick(pool) else {
        return random.bytes::<16>().to_vec();
    };
    if let Some(dress) = target.dress
        && random.percent(60)
        && let Some(mut dressed) = dress(base, random)
    {
        dressed.truncate(target.longest);
        return dressed;
    }
    let mut bytes = base.clone();
    if random.percent(20)
        && let Some(other) = random.pick(pool)
    {
        splice(&mut bytes, other, random);
    }
    mutate_bytes(&bytes, target.words, random, target.longest)
}

/// Mutates bytes in one to four places; the result is no longer than `longest`.
pub(super) fn mutate_bytes(
    bytes: &[u8],
    words: &[&[u8]],
    random: &mut Random,
    longest: usize,
) -> Vec<u8> {
    let mut bytes = bytes.to_vec();
    for _ in 0..=random.below(4) {
        once(&mut bytes, words, random);
    }
    bytes.truncate(longest);
    bytes
}

fn once(bytes: &mut Vec<u8>, words: &[&[u8]], random: &mut Random) {
    let at = random.below(bytes.len());
    if bytes.is_empty() {
        bytes.push(random.next() as u8);
        return;
    }
    match random.below(12) {
        0..3 => bytes[at] ^= 1 << random.below(8),
        3 => bytes[at] = random.next() as u8,
        // A length, one off.
        4 => bytes[at] = bytes[at].wrapping_add(if random.percent(50) { 1 } else { 0xff }),
        5 => overwrite(bytes, at, random.pick(NUMBERS).copied().unwrap_or_default()),
        6 => insert(
            bytes,
            at,
            random
                .pick(words)
                .or(random.pick(NUMBERS))
                .copied()
                .unwrap_or_default(),
        ),
        7 => {
            let end = (at + 1 + random.below(16)).min(bytes.len());
            bytes.drain(at..end);
        }
        8 => {
            let end = (at + 1 + random.below(64)).min(bytes.len());
            let part = bytes[at..end].to_vec();
            let to = random.below(bytes.len());
            for _ in 0..=random.below(3) {
                insert(bytes, to, &part);
            }
        }
        9 => {
            let fresh: [u8; 8] = random.bytes();
            let count = 1 + random.below(8);
            insert(bytes, at, &fresh[..count]);
        }
        10 => {
            let other = random.below(bytes.len());
            bytes.swap(at, other);
        }
        _ => bytes.truncate(at),
    }
}

fn splice(bytes: &mut Vec<u8>, other: &[u8], random: &mut Random) {
    let (at, from) = (random.below(bytes.len()), random.below(other.len()));
    bytes.truncate(at);
    bytes.extend_from_slice(&other[from.min(other.len())..]);
}

fn overwrite(bytes: &mut [u8], at: usize, with: &[u8]) {
    for (to, from) in bytes[at..].iter_mut().zip(with) {
        *to = *from;
    }
}

fn insert(bytes: &mut Vec<u8>, at: usize, what: &[u8]) {
    let at = at.min(bytes.len());
    bytes.splice(at..at, what.iter().copied());
}
