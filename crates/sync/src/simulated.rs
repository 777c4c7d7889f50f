//! People with real keys and boards in memory, and a seeded network between them. Tests only.
//!
//! Owns nothing of the protocol: it steps [`crate::Session`]s, and carries, cuts, repeats and mixes what
//! they say. No clock and no randomness but the seed.

mod network;
mod person;

pub(crate) use network::{Network, Traffic};
pub(crate) use person::{Held, Person, Ticketed};

/// A small generator of numbers (splitmix64): one seed, one run.
#[derive(Debug, Clone)]
pub(crate) struct Dice(pub(crate) u64);

impl Dice {
    pub(crate) fn roll(&mut self) -> u64 {
        self.0 = self.0.wrapping_add(0x9e37_79b9_7f4a_7c15);
        let mut mixed = self.0;
        mixed = (mixed ^ (mixed >> 30)).wrapping_mul(0xbf58_476d_1ce4_e5b9);
        mixed = (mixed ^ (mixed >> 27)).wrapping_mul(0x94d0_49bb_1331_11eb);
        mixed ^ (mixed >> 31)
    }

    pub(crate) fn below(&mut self, count: usize) -> usize {
        usize::try_from(self.roll() % u64::try_from(count.max(1)).unwrap()).unwrap()
    }

    pub(crate) fn bytes<const N: usize>(&mut self) -> [u8; N] {
        std::array::from_fn(|_| self.roll().to_le_bytes()[0])
    }
}
