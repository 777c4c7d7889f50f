//! Needs and offers: claims with leases, deliveries, withdrawals (domain.md, cases 3 to 7).

use std::{cmp::Reverse, collections::BTreeMap};

use trust::{EntryId, HybridTime, PersonId};

use super::{ItemState, Signed, Standing};
use crate::{Statement, clean_text};

/// A claim that stands and has not lapsed.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct StandingClaim {
    /// Its entry.
    pub entry: EntryId,
    /// Who.
    pub author: PersonId,
    /// When.
    pub time: HybridTime,
    /// How much; `None` is all of it.
    pub quantity: Option<u32>,
    /// The end of the lease.
    pub until_ms: Option<u64>,
    /// What they said.
    pub note: Option<String>,
    /// Whether it leads: when it came, something was left. Else its author is "also coming".
    pub leads: bool,
}

/// A delivery, or a withdrawal.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Delivery {
    /// Its entry.
    pub entry: EntryId,
    /// By whom.
    pub author: PersonId,
    /// When.
    pub time: HybridTime,
    /// How much; `None` is all of it. A withdrawal has none.
    pub quantity: Option<u32>,
    /// What they said.
    pub note: Option<String>,
}

/// What claims, deliveries and withdrawals amount to.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct ClaimsState {
    /// The state that follows.
    pub state: ItemState,
    /// Claims in the order of rule 1, so the leading ones come first.
    pub claims: Vec<StandingClaim>,
    /// Deliveries, oldest first.
    pub deliveries: Vec<Delivery>,
    /// Withdrawals, oldest first.
    pub withdrawals: Vec<Delivery>,
    /// With a quantity: asked minus what people have claimed or delivered. Below zero: over-filled.
    pub remaining: Option<i64>,
    /// With a quantity: how much was delivered, by all.
    pub delivered: Option<i64>,
}

impl Default for ClaimsState {
    fn default() -> Self {
        Self {
            state: ItemState::Open,
            claims: Vec::new(),
            deliveries: Vec::new(),
            withdrawals: Vec::new(),
            remaining: None,
            delivered: None,
        }
    }
}

impl ClaimsState {
    /// Tells whether more is claimed than there is: below zero, or somebody who does not lead.
    #[must_use]
    pub fn over_claimed(&self) -> bool {
        self.remaining.is_some_and(|remaining| remaining < 0)
            || self.claims.iter().any(|claim| !claim.leads)
    }
}

/// Derives the state of a need or an offer. `asked` below 1 counts as not said: one whole.
#[must_use]
pub fn claims_state(standing: &Standing<'_>, asked: Option<i64>, now_ms: u64) -> ClaimsState {
    let asked = asked.filter(|asked| *asked > 0);
    let claims = leading(standing_claims(standing, now_ms), asked);
    let deliveries = facts(standing, |statement| {
        if let Statement::Deliver { quantity, note } = statement {
            return Some((*quantity, note.clone()));
        }
        None
    });
    let withdrawals = facts(standing, |statement| {
        if let Statement::Withdraw { note } = statement {
            return Some((None, note.clone()));
        }
        None
    });
    let delivered = asked.map(|asked| {
        let amounts = deliveries
            .iter()
            .map(|delivery| amount(delivery.quantity, asked));
        amounts.fold(0, i64::saturating_add)
    });
    let remaining = asked.map(|asked| asked.saturating_sub(taken(&claims, &deliveries, asked)));
    let all_delivered = match (asked, delivered) {
        (Some(asked), Some(delivered)) => delivered >= asked,
        (None, _) | (_, None) => !deliveries.is_empty(),
    };
    let state = if all_delivered || (!deliveries.is_empty() && !withdrawals.is_empty()) {
        // A physical fact wins over words.
        ItemState::Delivered
    } else if !withdrawals.is_empty() {
        ItemState::Withdrawn
    } else {
        claimed_state(&claims, &deliveries, remaining)
    };
    ClaimsState {
        state,
        claims,
        deliveries,
        withdrawals,
        remaining,
        delivered,
    }
}

fn claimed_state(
    claims: &[StandingClaim],
    deliveries: &[Delivery],
    remaining: Option<i64>,
) -> ItemState {
    match remaining {
        _ if claims.is_empty() && deliveries.is_empty() => ItemState::Open,
        Some(remaining) if remaining > 0 => ItemState::PartClaimed,
        Some(_) | None => ItemState::Claimed,
    }
}

/// Claims in the order of rule 1: witnessed time, own stamp, hash. Lapsed leases have ended by themselves.
fn standing_claims(standing: &Standing<'_>, now_ms: u64) -> Vec<StandingClaim> {
    let mut claims: Vec<_> = standing
        .iter()
        .filter_map(|signed| {
            // What nobody witnessed comes after what somebody did.
            let witnessed = Reverse(signed.witnessed.map(Reverse));
            let order = (witnessed, signed.time, signed.position.id);
            standing_claim(signed, now_ms).map(|claim| (order, claim))
        })
        .collect();
    claims.sort_by_key(|(order, _)| *order);
    claims.into_iter().map(|(_, claim)| claim).collect()
}

fn standing_claim(signed: &Signed, now_ms: u64) -> Option<StandingClaim> {
    let Statement::Claim {
        quantity,
        until_ms,
        note,
        ..
    } = &signed.statement
    else {
        return None;
    };
    until_ms
        .is_none_or(|until| until > now_ms)
        .then(|| StandingClaim {
            entry: signed.position.id,
            author: signed.author,
            time: signed.time,
            quantity: *quantity,
            until_ms: *until_ms,
            note: note.as_deref().map(clean_text),
            leads: false,
        })
}

/// A claim leads if something was left when it came. All claims of one person are one offer to come.
fn leading(mut claims: Vec<StandingClaim>, asked: Option<i64>) -> Vec<StandingClaim> {
    let whole = asked.unwrap_or(1);
    let mut by_person: BTreeMap<PersonId, i64> = BTreeMap::new();
    for claim in &mut claims {
        let by_others = by_person
            .iter()
            .filter(|(person, _)| **person != claim.author)
            .fold(0, |sum: i64, (_, amount)| sum.saturating_add(*amount));
        claim.leads = by_others < whole;
        let wanted = match asked {
            Some(asked) => amount(claim.quantity, asked),
            None => whole,
        };
        let mine = by_person.entry(claim.author).or_default();
        *mine = wanted.max(*mine);
    }
    claims
}

/// What people have taken on: each person counts once, with the larger of what they claim and what they delivered.
/// Several unreplaced claims by one person (from two devices) are one person's word, not two.
fn taken(claims: &[StandingClaim], deliveries: &[Delivery], asked: i64) -> i64 {
    let mut claimed: BTreeMap<PersonId, i64> = BTreeMap::new();
    for claim in claims {
        let most = claimed.entry(claim.author).or_default();
        *most = amount(claim.quantity, asked).max(*most);
    }
    let mut delivered: BTreeMap<PersonId, i64> = BTreeMap::new();
    for delivery in deliveries {
        let sum = delivered.entry(delivery.author).or_default();
        *sum = sum.saturating_add(amount(delivery.quantity, asked));
    }
    for (person, sum) in delivered {
        let most = claimed.entry(person).or_default();
        *most = sum.max(*most);
    }
    claimed
        .values()
        .fold(0, |sum, amount| sum.saturating_add(*amount))
}

fn amount(quantity: Option<u32>, asked: i64) -> i64 {
    quantity.map_or(asked, i64::from)
}

fn facts(
    standing: &Standing<'_>,
    read: impl Fn(&Statement) -> Option<(Option<u32>, Option<String>)>,
) -> Vec<Delivery> {
    let delivery = |signed: &Signed| {
        read(&signed.statement).map(|(quantity, note)| Delivery {
            entry: signed.position.id,
            author: signed.author,
            time: signed.time,
            quantity,
            note: note.as_deref().map(clean_text),
        })
    };
    let mut found: Vec<_> = standing.iter().filter_map(delivery).collect();
    found.sort_by_key(|fact| (fact.time, fact.entry));
    found
}
