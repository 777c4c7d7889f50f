//! Sealed cases and the coordinators' inbox: what is typed about a household, who can open it, and what came from outside.

use std::collections::BTreeMap;

use serde::{Deserialize, Serialize};
use ts_rs::TS;

/// That a need has a sealed case: every member may know this much.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize, TS)]
#[serde(rename_all = "camelCase")]
pub struct CaseMark {
    /// Who can open it, by name, the reader among them if they can: "5 people can open this" counts these.
    pub openers: Vec<String>,
    /// Whether the reader can open it.
    pub mine: bool,
    /// Whether the reader may make one, change who can open it, and erase it: coordinators and stewards.
    pub may_keep: bool,
    /// Whether it was erased: nobody can open it any more.
    pub erased: bool,
}

/// A sealed case, for who can open it: one row, key `case`.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize, TS)]
#[serde(rename_all = "camelCase")]
pub struct CaseView {
    /// The need that it belongs to.
    pub item: String,
    /// The need's spoken code.
    pub code: String,
    /// The need's title, as everybody reads it.
    pub title: String,
    /// Who can open it.
    pub mark: CaseMark,
    /// Who could open it before and cannot any more, by name: what they have seen they have seen.
    pub earlier: Vec<String>,
    /// What it says; empty for who cannot open it. Usually one; several where two coordinators made one apart.
    pub records: Vec<CaseRecord>,
    /// When it will be erased on every device that cooperates, as far as this device knows; `null` while the need is
    /// open, and for who is no coordinator.
    pub erase_at: Option<i64>,
}

/// What is known of one household.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize, TS)]
#[serde(rename_all = "camelCase")]
pub struct CaseRecord {
    /// Names it where one is changed.
    pub record: String,
    /// `name`, `address`, `phone`, `accessNotes`; empty ones are left out.
    pub fields: BTreeMap<String, String>,
    /// The fields that stand in two versions.
    pub two_versions: Vec<String>,
    /// Who made it, by name.
    pub made_by: String,
    /// When.
    pub made_at: i64,
    /// Whether the reader may change it.
    pub may_edit: bool,
}

/// A report from outside, in the coordinators' inbox.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize, TS)]
#[serde(rename_all = "camelCase")]
pub struct ReportRow {
    /// What it says: plain text; `null` where this device holds no key for it.
    pub text: Option<String>,
    /// When it was written, by the reporter's clock: unproven.
    pub written_at: i64,
    /// When a member's device took it in, by that device's clock.
    pub taken_at: i64,
    /// Who took it in, by name. They could not read it, unless they are a coordinator.
    pub taken_by: String,
    /// The ticket that it came by: the key of its row among the invitations.
    pub ticket: String,
    /// How many older ones came by the same ticket and are folded away behind this one. See [`crate::api::Query::Inbox`].
    #[serde(default, skip_serializing_if = "is_none")]
    #[ts(as = "Option<u32>", optional)]
    pub more: u32,
}

#[expect(
    clippy::trivially_copy_pass_by_ref,
    reason = "serde calls it like this"
)]
pub(super) const fn is_none(count: &u32) -> bool {
    *count == 0
}
