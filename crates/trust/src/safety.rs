//! The safety number of two people: what they compare when they meet, to know that nobody stands between them.

use crate::{PersonId, domain};

const GROUPS: usize = 6;
const GROUP_BYTES: usize = 5;
const GROUP: u64 = 100_000;

/// Returns 30 digits in groups of five, the same whoever asks: a hash of both ids, the lower one first.
#[must_use]
pub fn safety_number(one: PersonId, other: PersonId) -> String {
    let (low, high) = if one <= other {
        (one, other)
    } else {
        (other, one)
    };
    digits(
        &domain::hash(domain::SAFETY_NUMBER, &[&low.0, &high.0]),
        GROUPS,
    )
}

/// Returns so many groups of five digits of a hash, six at most.
pub(crate) fn digits(hash: &[u8; 32], groups: usize) -> String {
    let groups = hash.chunks_exact(GROUP_BYTES).take(groups).map(|bytes| {
        let number = bytes
            .iter()
            .fold(0_u64, |sum, byte| sum << 8 | u64::from(*byte));
        format!("{:05}", number % GROUP)
    });
    groups.collect::<Vec<String>>().join(" ")
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn both_people_read_the_same_thirty_digits() {
        let (alice, bob) = (PersonId([1; 32]), PersonId([2; 32]));
        let number = safety_number(alice, bob);
        assert_eq!(number, safety_number(bob, alice));
        assert_ne!(number, safety_number(alice, PersonId([3; 32])));
        let groups: Vec<&str> = number.split(' ').collect();
        assert_eq!(groups.len(), 6);
        let digits = |group: &&str| group.len() == 5 && group.bytes().all(|b| b.is_ascii_digit());
        assert!(groups.iter().all(digits));
    }
}
