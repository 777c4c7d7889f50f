//! One item whole: its page.

use std::collections::BTreeMap;
use std::sync::Arc;

use model::{Field, ItemDoc, Statement, Version};
use rusqlite::Connection;
use trust::{ItemId, LogId};

use super::{Names, holders, items, kept, saved_entries, time};
use crate::api::{
    Activity, ActivityKind, AppError, ClaimView, CommentView, CountView, ErrorCode, FieldVersion,
    FieldView, ItemRow, ItemView, Row, RowData, StockLine,
};
use crate::cases::sealed_of;
use crate::desk::{At, Desk};
use crate::held::Held;
use crate::index::{self, Folded, Kept, Kin, Listed};
use crate::limits::HISTORY;

/// Returns the page of an item; of items that are shown as one, that of the leading one.
pub(super) async fn page(desk: &Arc<Desk>, board: &str, said: String) -> Result<Row, AppError> {
    let at = desk.at(board)?;
    let now = desk.now();
    let looked = at.clone();
    let (mut view, names, doubtful, newest) = desk
        .look(at.id, move |connection, number| {
            let at = &looked;
            let look = Look {
                connection,
                number,
                names: Names::read(connection, number, at)?,
                at,
            };
            let item = index::find(connection, number, &said)?;
            let (view, doubtful, newest) = look.page(item, now)?;
            Ok((view, look.names, doubtful, newest))
        })
        .await?;
    view.holders = holders::of_item(desk, &at, &names, newest).await?;
    kept::mark(desk, &at, &names, &doubtful, &mut view).await?;
    let key = view.row.item.clone();
    Ok(super::row(key, RowData::ItemPage(Box::new(view))))
}

type Page = (ItemView, Vec<ItemId>, BTreeMap<LogId, u64>);

struct Look<'a> {
    connection: &'a Connection,
    number: i64,
    at: &'a At,
    names: Names,
}

impl Look<'_> {
    /// Returns the page, the items on which work may stand because others built on it, and the newest entry of each log.
    fn page(&self, item: ItemId, now: u64) -> Result<Page, AppError> {
        let no_such = || AppError::new(ErrorCode::NoSuchItem, "no such item");
        let kin = index::kin_state(self.connection, self.number, item, now)?.ok_or_else(no_such)?;
        let listed = index::one(self.connection, self.number, kin.leader)?.ok_or_else(no_such)?;
        let doc = index::load_document(self.connection, self.number, kin.leader)?;
        let (made_at, made_by) = (listed.made_at, listed.made_by);
        let folded = self.at.folding(self.connection, self.number)?;
        let row = self.row(listed, &folded)?.ok_or_else(no_such)?;
        let own = kin.entries.get(&kin.leader).map_or(&[][..], Vec::as_slice);
        let newest = newest(&kin);
        let view = ItemView {
            row,
            made_at,
            may_edit: self.at.may_edit(made_by),
            fields: doc
                .fields()
                .iter()
                .map(|field| self.field(field, own))
                .collect(),
            claims: self.claims(&kin),
            stock: self.stock(&kin)?,
            comments: self.comments(&kin, &folded.held),
            history: self.history(&kin),
            case: super::case::mark(
                self.at,
                &self.names,
                &sealed_of(&self.at.info, kin.entries.keys().copied(), kin.leader),
            ),
            notices: kin
                .derived
                .notices
                .iter()
                .map(|n| n.code().to_owned())
                .collect(),
            saved: saved_entries(self.at, &newest),
            holders: Vec::new(),
            newer: self.newer(&kin, &doc)?,
            kept: Vec::new(),
        };
        Ok((view, kept::doubtful(self.at, &kin), newest))
    }

    /// Tells whether newer apps show more of these items.
    fn newer(&self, kin: &Kin, doc: &ItemDoc) -> Result<bool, AppError> {
        let items = kin.entries.keys().copied();
        Ok(doc.has_newer_fields()
            || doc.fields().iter().any(|field| field.newer)
            || index::newer_about(self.connection, self.number, items)?)
    }

    fn row(&self, listed: Listed, folded: &Folded) -> Result<Option<ItemRow>, AppError> {
        let (connection, number) = (self.connection, self.number);
        items::item_row(connection, number, self.at, &self.names, folded, listed)
    }

    fn field(&self, field: &Field, kept: &[Kept]) -> FieldView {
        let wrote = |version: &Version| {
            let mut kept = kept.iter();
            kept.find(|kept| kept.hash == Some(version.change))
        };
        let different = field.different();
        let versions = if different.len() > 1 {
            different
                .into_iter()
                .filter_map(|version| {
                    let wrote = wrote(version)?;
                    Some(FieldVersion {
                        value: version.text.clone(),
                        by: self.names.of(wrote.person),
                        mine: wrote.person == self.at.me(),
                        at: time(wrote.time.wall_ms),
                    })
                })
                .collect()
        } else {
            Vec::new()
        };
        FieldView {
            field: field.def.name.to_owned(),
            shape: field.def.shape.code().to_owned(),
            choices: field
                .def
                .choices
                .iter()
                .map(|choice| (*choice).to_owned())
                .collect(),
            value: field.text().map(str::to_owned),
            versions,
            stood: field
                .versions
                .iter()
                .filter_map(wrote)
                .map(|kept| kept.position.id.to_string())
                .collect(),
            newer: field.newer,
        }
    }

    fn claims(&self, kin: &Kin) -> Vec<ClaimView> {
        let claims = kin.derived.claims.claims.iter();
        claims
            .map(|claim| ClaimView {
                by: self.names.of(claim.author),
                mine: claim.author == self.at.me(),
                at: time(claim.time.wall_ms),
                quantity: claim.quantity,
                until: claim.until_ms.map(time),
                note: claim.note.clone(),
                leads: claim.leads,
            })
            .collect()
    }

    fn stock(&self, kin: &Kin) -> Result<Vec<StockLine>, AppError> {
        let mut lines = Vec::new();
        for shelf in &kin.derived.stock {
            let site = match shelf.site {
                Some(site) => index::one(self.connection, self.number, site)?,
                None => None,
            };
            lines.push(StockLine {
                site: shelf.site.map(|site| site.to_string()),
                site_name: site.map(|site| site.title),
                on_hand: shelf.on_hand,
                counts: shelf
                    .counts
                    .iter()
                    .map(|count| CountView {
                        counted: count.counted,
                        by: self.names.of(count.author),
                        at: time(count.time.wall_ms),
                    })
                    .collect(),
            });
        }
        Ok(lines)
    }

    fn comments(&self, kin: &Kin, held: &Held) -> Vec<CommentView> {
        let comments = kin.derived.comments.iter();
        comments
            .map(|comment| CommentView {
                key: comment.entry.to_string(),
                by: self.names.of(comment.author),
                mine: comment.author == self.at.me(),
                at: time(comment.time.wall_ms),
                text: comment.text.clone(),
                folded: self.at.marks.blocked.contains(&comment.author),
                held: held.comment(
                    comment.entry,
                    comment.author,
                    self.at.info.authority.is_let_in_entry(comment.entry),
                ),
            })
            .collect()
    }

    fn history(&self, kin: &Kin) -> Vec<Activity> {
        let all: Vec<Kept> = kin.entries.values().flatten().cloned().collect();
        let mut lines = Vec::new();
        for kept in index::history(all, HISTORY) {
            for (n, what) in happened(kin, &kept).into_iter().enumerate() {
                lines.push(Activity {
                    key: format!("{}/{n}", kept.position.id),
                    by: self.names.of(kept.person),
                    mine: kept.person == self.at.me(),
                    at: time(kept.time.wall_ms),
                    what,
                    kept: false,
                });
            }
        }
        lines.truncate(HISTORY);
        lines
    }
}

/// What an entry did to its item: a change may have written several fields.
fn happened(kin: &Kin, kept: &Kept) -> Vec<ActivityKind> {
    if kept.is_change {
        let made = kin
            .entries
            .keys()
            .any(|item| ItemId::derive(kept.position.log, kept.position.seq) == *item);
        if made {
            return vec![ActivityKind::Made];
        }
        let edits = kept.edits.iter();
        return edits
            .map(|edit| ActivityKind::Edited {
                field: edit.field.clone(),
                value: edit.value.clone(),
            })
            .collect();
    }
    let statement = Statement::from_body(&kept.body).ok();
    statement.and_then(said).into_iter().collect()
}

/// What a statement said; a name says nothing about an item.
pub(super) fn said(statement: Statement) -> Option<ActivityKind> {
    Some(match statement {
        Statement::Claim { quantity, .. } => ActivityKind::Claimed { quantity },
        Statement::Release { .. } => ActivityKind::Released,
        Statement::Deliver { quantity, .. } => ActivityKind::Delivered { quantity },
        Statement::Withdraw { note } => ActivityKind::Withdrawn { note },
        Statement::StockMove {
            action, quantity, ..
        } => ActivityKind::StockMoved {
            quantity: match action {
                model::StockAction::Received => i64::from(quantity),
                model::StockAction::GivenOut => -i64::from(quantity),
            },
        },
        Statement::Recount { counted, .. } => ActivityKind::Counted { counted },
        Statement::Comment { .. } => ActivityKind::Commented,
        Statement::Archive { .. } => ActivityKind::Archived,
        Statement::Restore { .. } => ActivityKind::Restored,
        Statement::Retract { .. } => ActivityKind::TakenBack,
        Statement::AskAgain { text, .. } => ActivityKind::AskedAgain {
            text: model::clean_text(&text),
        },
        Statement::Attach { name, .. } => ActivityKind::Attached {
            name: model::clean_line(&name),
        },
        Statement::Name { .. } | Statement::Report { .. } => return None,
    })
}

/// The newest entry of each log: whoever holds these holds all of the item.
fn newest(kin: &Kin) -> BTreeMap<LogId, u64> {
    let mut newest = BTreeMap::new();
    for kept in kin.entries.values().flatten() {
        let seq = newest.entry(kept.position.log).or_insert(kept.position.seq);
        *seq = kept.position.seq.max(*seq);
    }
    newest
}
