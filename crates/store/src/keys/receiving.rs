//! The receiving keys: the present one, and those before it for which somebody may still seal something.
//!
//! Owns how many are kept. Never knows for which somebody may: whoever renews says so.

use trust::KemSecret;

use super::DeviceKeys;

/// Those before the present one that are kept in any case: somebody whose folder came back from a copy has forgotten
/// which was the newest.
const ANYHOW: usize = 2;
/// The most that are kept: those of five years. Then the present one stays until one of them is needed no more.
const MOST: usize = 60;

/// What came of a wish for a fresh receiving key.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Renewed {
    /// It is there.
    Fresh,
    /// Too many of before are needed: nothing was changed.
    Full,
}

impl DeviceKeys {
    /// Takes a fresh receiving key. The present one and the one before it are kept, and of those before them all that
    /// `is_needed` says yes to. Nothing is written until [`DeviceKeys::save`].
    pub fn renew_kem(
        &mut self,
        fresh: KemSecret,
        is_needed: impl Fn(&KemSecret) -> bool,
    ) -> Renewed {
        let before = std::iter::once(&self.kem).chain(&self.older).enumerate();
        let kept = before.filter(|(at, kem)| *at < ANYHOW || is_needed(kem));
        let kept: Vec<KemSecret> = kept.map(|(_, kem)| kem.clone()).collect();
        if kept.len() > MOST {
            return Renewed::Full;
        }
        self.older = kept;
        self.kem = fresh;
        Renewed::Fresh
    }

    /// Returns all secrets that wrapped keys may open with, the present one first.
    pub fn kems(&self) -> impl Iterator<Item = &KemSecret> {
        std::iter::once(&self.kem).chain(&self.older)
    }
}
