//! Deliberately broken variants of the rules, for the tests alone.
//!
//! Owns the list of variants and the switch of the running test. In the app [`broken!`] is `false`,
//! so nothing of this is there. A test turns each variant on, and wants the frozen worlds and the
//! naive evaluator to notice.

/// Says whether the rules are broken in this way; outside of tests never.
macro_rules! broken {
    ($variant:ident) => {{
        #[cfg(test)]
        let on = $crate::broken::is_on($crate::broken::Broken::$variant);
        #[cfg(not(test))]
        let on = false;
        on
    }};
}

pub(crate) use broken;

#[cfg(test)]
pub(crate) use switch::{Broken, is_on, with};

#[cfg(test)]
mod switch {
    use std::cell::Cell;

    /// What is wrong in a broken variant.
    #[derive(Debug, Clone, Copy, PartialEq, Eq)]
    pub(crate) enum Broken {
        /// `under` may name another grant than the entry exercises: ambient authority.
        AnyUnder,
        /// Coordinators grant the role of coordinator.
        CoordinatorsAppoint,
        /// Coordinators remove coordinators.
        CoordinatorsRemoveEachOther,
        /// What a removed person does later still counts.
        RemovalsEndNothing,
        /// What a removed person did before the cut is lost.
        CutsKeepNothing,
        /// Of several removals of one grant only one counts.
        CutsNotUnited,
        /// A cut names numbers, whatever branch stands there.
        CutsOnAnyBranch,
        /// A cut does not reach into a device's older logs.
        CutsWithoutOlderLogs,
        /// One steward's signature changes the charter.
        NoQuorum,
        /// The recovery key changes nothing.
        NoRecovery,
        /// Of two charters the one of the lower hash wins: that can be ground.
        CharterByHash,
        /// Stewards who were dropped act on.
        DroppedStewardsActOn,
        /// The work of stewards who were dropped is lost.
        DroppedStewardsLoseAll,
        /// A device that was revoked acts on.
        RevokedDevicesActOn,
        /// A coordinator ends a steward's or a coordinator's device.
        AnyRankRevokes,
        /// A ticket that was removed lets people in.
        RemovedTicketsLetIn,
        /// A second join of somebody who was removed, written apart, keeps them in.
        SecondJoinsStay,
        /// A join gives more than the ticket's ceiling.
        NoCeiling,
        /// A join needs no member's countersignature.
        NoCountersignature,
        /// Whoever has any role edits any item.
        AnyRoleEdits,
        /// Late work stays away though honest people built on it.
        NoVouching,
        /// Who builds on a statement vouches for it.
        VouchingForStatements,
        /// The branch of the lower hash wins, whoever built on the other.
        ForksByHash,
        /// What rests on a lost branch stays.
        ForksWithoutDescendants,
        /// The certificate of a device that came first by id counts, whatever its number.
        FirstCertStays,
        /// Adopting an entry makes its author's rank enough.
        AdoptionIsARight,
        /// What was set aside counts again by an editor's word.
        EditorsReadmit,
        /// Whoever was let in by somebody who was removed is out, though a coordinator adopted it.
        AdoptedJoinsStayOut,
        /// Adopting what made somebody a coordinator makes them one again, whoever adopts it.
        AdoptionAppoints,
    }

    thread_local! {
        static ON: Cell<Option<Broken>> = const { Cell::new(None) };
    }

    /// Says whether this variant is on in the running test.
    pub(crate) fn is_on(variant: Broken) -> bool {
        ON.get() == Some(variant)
    }

    /// Runs something under a broken variant.
    pub(crate) fn with<T>(variant: Broken, run: impl FnOnce() -> T) -> T {
        ON.set(Some(variant));
        let done = run();
        ON.set(None);
        done
    }

    impl Broken {
        /// Every variant.
        pub(crate) const ALL: [Self; 29] = [
            Self::AnyUnder,
            Self::CoordinatorsAppoint,
            Self::CoordinatorsRemoveEachOther,
            Self::RemovalsEndNothing,
            Self::CutsKeepNothing,
            Self::CutsNotUnited,
            Self::CutsOnAnyBranch,
            Self::CutsWithoutOlderLogs,
            Self::NoQuorum,
            Self::NoRecovery,
            Self::CharterByHash,
            Self::DroppedStewardsActOn,
            Self::DroppedStewardsLoseAll,
            Self::RevokedDevicesActOn,
            Self::AnyRankRevokes,
            Self::RemovedTicketsLetIn,
            Self::SecondJoinsStay,
            Self::NoCeiling,
            Self::NoCountersignature,
            Self::AnyRoleEdits,
            Self::NoVouching,
            Self::VouchingForStatements,
            Self::ForksByHash,
            Self::ForksWithoutDescendants,
            Self::FirstCertStays,
            Self::AdoptionIsARight,
            Self::EditorsReadmit,
            Self::AdoptedJoinsStayOut,
            Self::AdoptionAppoints,
        ];
    }
}
