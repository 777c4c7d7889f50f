//! What is kept and does not count: whose, what it would have done, and why not.

mod matter;

use std::cell::OnceCell;
use std::collections::BTreeMap;
use std::sync::Arc;

use model::{ItemKind, Scalar, Statement};
use node::AsideKind;
use rusqlite::Connection;
use trust::{Certificate, DeviceId, GrantRef, ItemId};

use super::{Names, count, page, time};
use crate::api::{ActivityKind, AppError, Row, RowData, SetAsideKind, SetAsideRow, Window};
use crate::desk::{At, Desk};
use crate::index::{self, Listed, SetAside, SetAsideBody};
use crate::limits::WINDOW;

/// Returns how many entries are set aside, and those of the window, the last decided first.
pub(super) async fn list(
    desk: &Arc<Desk>,
    board: &str,
    window: Window,
) -> Result<(u32, Vec<Row>), AppError> {
    let at = desk.at(board)?;
    let limit = window.limit.min(WINDOW);
    // Those that are decided stand in the index too, with what they would have done.
    let of_node = desk
        .node
        .set_aside(at.id, window.offset.saturating_add(limit));
    let of_node = of_node.await?;
    desk.look(at.id, move |connection, number| {
        let look = Look {
            connection,
            number,
            names: Names::read(connection, number, &at)?,
            said: OnceCell::new(),
            at: &at,
        };
        let decided = index::set_aside(connection, number)?;
        let mut kinds = BTreeMap::new();
        let mut waiting = Vec::new();
        for aside in of_node {
            kinds.insert(aside.position.id, aside.kind);
            if aside.kind == AsideKind::Waiting && !index::is_aside(connection, aside.position.id)?
            {
                waiting.push(aside);
            }
        }
        let mut rows = Vec::new();
        for aside in index::list_aside(connection, number, window.offset, limit)? {
            let kind = kinds.get(&aside.entry).copied();
            rows.push(look.decided(aside, kind)?);
        }
        let before = usize::try_from(window.offset.saturating_sub(decided)).unwrap_or(0);
        let room = usize::try_from(limit)
            .unwrap_or(0)
            .saturating_sub(rows.len());
        let total = decided.saturating_add(count(waiting.len()));
        for aside in waiting.into_iter().skip(before).take(room) {
            rows.push(look.waiting(&aside)?);
        }
        let rows = rows.into_iter();
        let rows = rows.map(|row| super::row(row.key.clone(), RowData::SetAside(row)));
        Ok((total, rows.collect()))
    })
    .await
}

struct Look<'a> {
    connection: &'a Connection,
    number: i64,
    at: &'a At,
    names: Names,
    /// What those call themselves whose entries do not count, by device: read where it is asked for.
    said: OnceCell<BTreeMap<DeviceId, String>>,
}

impl Look<'_> {
    fn decided(&self, aside: SetAside, kind: Option<AsideKind>) -> Result<SetAsideRow, AppError> {
        let item = self.item(aside.item)?;
        let written = Written::of(&aside, item.listed.as_ref());
        let kind = match kind {
            _ if aside.newer => SetAsideKind::Newer,
            Some(kind) => shown_kind(kind),
            None => kind_of(&aside.reason),
        };
        let counts_again = self.counts_again(&aside);
        // Somebody who was removed is nobody's device any more, and still its author.
        let certifier = || self.at.info.authority.certifiers_of(aside.device).next();
        let person = aside.person.or_else(certifier);
        Ok(SetAsideRow {
            key: aside.entry.to_string(),
            kind,
            by: person.map(|person| self.names.of(person)),
            mine: person == Some(self.at.me()),
            at: Some(aside.at),
            what: written.what,
            matter: self.matter(&aside.what)?,
            item: aside.item.map(|item| item.to_string()),
            code: item.code,
            title: item.listed.map(|listed| listed.title).or(written.title),
            may_let_in: may_let_in(self.at, kind) && counts_again,
            reason: aside.reason,
        })
    }

    fn waiting(&self, aside: &node::SetAside) -> Result<SetAsideRow, AppError> {
        let item = self.item(aside.item)?;
        Ok(SetAsideRow {
            key: aside.position.id.to_string(),
            kind: SetAsideKind::Waiting,
            reason: aside.code.clone(),
            by: aside.person.map(|person| self.names.of(person)),
            mine: aside.person == Some(self.at.me()),
            at: Some(time(aside.time.wall_ms)),
            what: None,
            matter: None,
            item: aside.item.map(|item| item.to_string()),
            code: item.code,
            title: item.listed.map(|listed| listed.title),
            may_let_in: false,
        })
    }

    /// Returns whether letting it in does anything. Of certificates only what let somebody in: then they are on the board
    /// again, unless they were removed themselves.
    fn counts_again(&self, aside: &SetAside) -> bool {
        let SetAsideBody::Certificate(body) = &aside.what else {
            return true;
        };
        let Ok(Certificate::Join(join)) = Certificate::from_body(body) else {
            return false;
        };
        let authority = &self.at.info.authority;
        let (grant, device) = (GrantRef::Entry(aside.entry), join.request.device.device);
        authority.once_held(grant, device).is_some() && authority.removal_of(aside.entry).is_none()
    }

    fn item(&self, item: Option<ItemId>) -> Result<About, AppError> {
        let Some(item) = item else {
            return Ok(About::default());
        };
        let listed = index::one(self.connection, self.number, item)?;
        let code = match &listed {
            Some(listed) if index::shown_kind(listed.kind).is_some() => {
                let (kind, code) = (listed.kind, &listed.code);
                Some(index::shown_code(self.connection, self.number, kind, code)?)
            }
            Some(_) | None => None,
        };
        Ok(About { listed, code })
    }
}

/// The item that an entry is about, as far as it is shown.
#[derive(Default)]
struct About {
    listed: Option<Listed>,
    code: Option<String>,
}

/// Coordinators let in what was refused for its author's sake; what is broken nobody can let in.
fn may_let_in(at: &At, kind: SetAsideKind) -> bool {
    at.coordinates() && kind == SetAsideKind::NotAllowed
}

/// What an entry would have done, and the title that it would have given.
#[derive(Default)]
struct Written {
    what: Option<ActivityKind>,
    title: Option<String>,
}

impl Written {
    fn of(aside: &SetAside, listed: Option<&Listed>) -> Self {
        match &aside.what {
            SetAsideBody::Certificate(_) => Self::default(),
            SetAsideBody::Statement(body) => Self {
                what: Statement::from_body(body).ok().and_then(page::said),
                title: None,
            },
            SetAsideBody::Change(body) => {
                let values = model::written_values(body).unwrap_or_default();
                let values: BTreeMap<String, Scalar> = values.into_iter().collect();
                let kind = listed.map(|listed| listed.kind).or_else(|| kind(&values));
                let shown = |name: &str| {
                    let def = kind?.field(name)?;
                    model::show_field(def, values.get(name)?)
                };
                let what = if aside.makes {
                    Some(ActivityKind::Made)
                } else {
                    let mut fields = values.keys().filter(|name| *name != model::KIND_KEY);
                    fields.next().map(|field| ActivityKind::Edited {
                        field: field.clone(),
                        value: shown(field),
                    })
                };
                Self {
                    what,
                    title: shown("title"),
                }
            }
        }
    }
}

fn kind(values: &BTreeMap<String, Scalar>) -> Option<ItemKind> {
    match values.get(model::KIND_KEY) {
        Some(Scalar::Text(code)) => ItemKind::from_code(code),
        Some(Scalar::Empty | Scalar::Number(_)) | None => None,
    }
}

/// Returns the kind of what the index alone has: its document refused it.
fn kind_of(reason: &str) -> SetAsideKind {
    if reason == "suspect" {
        SetAsideKind::Suspect
    } else {
        SetAsideKind::Invalid
    }
}

fn shown_kind(kind: AsideKind) -> SetAsideKind {
    match kind {
        AsideKind::Waiting => SetAsideKind::Waiting,
        AsideKind::NotAllowed => SetAsideKind::NotAllowed,
        AsideKind::Invalid => SetAsideKind::Invalid,
        AsideKind::Suspect => SetAsideKind::Suspect,
    }
}
