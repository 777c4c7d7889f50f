//! Import: the rows of a list become items, in chunks, as one step that can be undone.

use std::cell::RefCell;
use std::collections::{BTreeMap, BTreeSet};
use std::sync::Arc;

use rusqlite::Connection;

use super::hiding::show;
use super::items::{create, made_at};
use super::said::find;
use crate::api::{
    AppError, ErrorCode, ImportRequest, ImportSource, ItemKind, ItemSort, ItemsFilter, Outcome,
    Window,
};
use crate::desk::{At, Desk};
use crate::import::{self, Known, List, Plan, PlannedRow};
use crate::index;
use crate::limits::{IMPORT_CHUNK, WINDOW};
use crate::local::Step;
use crate::readings::from_base64;

/// What an import would do, and which archived items of undone imports it would bring back.
pub(crate) struct Planned {
    pub(crate) plan: Plan,
    pub(crate) name: String,
    pub(crate) back: BTreeSet<String>,
}

/// Reads a list and says what an import of it would do on this board.
pub(crate) async fn plan_of(
    desk: &Arc<Desk>,
    at: &At,
    request: ImportRequest,
) -> Result<Planned, AppError> {
    let (name, bytes) = match request.source {
        ImportSource::Bytes { name, base64 } => (name, from_base64(&base64)?),
        ImportSource::Chosen { .. } => {
            return Err(AppError::new(
                ErrorCode::BadFile,
                "a token of the shell, which has to hand over the bytes",
            )
            .with("why", "token"));
        }
    };
    let undone = desk.local.undone_imports(&at.id.to_string())?;
    let (kind, columns) = (request.kind, request.columns);
    desk.look(at.id, move |connection, number| {
        let there = There::read(connection, number, &undone)?;
        let asked = RefCell::new(BTreeSet::new());
        let list = List {
            name: &name,
            bytes: &bytes,
            kind,
            columns: columns.as_deref(),
        };
        let known = Known {
            has_reference: &|reference| {
                if let Some(item) = there.undone.get(reference) {
                    asked.borrow_mut().insert(item.clone());
                }
                there.references.contains(reference)
            },
            site_named: &|said| there.site(connection, number, said),
            takes: &|kind, field, text| {
                model::parse_field(index::kind_of(kind), field, Some(text)).is_ok()
            },
        };
        let plan = import::plan(&list, &known)?;
        Ok(Planned {
            plan,
            back: asked.into_inner(),
            name,
        })
    })
    .await
}

/// Adds the rows of a list. The lane is free between two chunks, so that nothing else waits for long.
pub(super) async fn import(
    desk: &Arc<Desk>,
    board: String,
    request: ImportRequest,
) -> Result<Outcome, AppError> {
    let at = desk.at(&board)?;
    at.must_contribute()?;
    // A second import of the same list looks at the board only when the first is through.
    let _one = desk.importing.lock().await;
    let Planned { plan, name, back } = plan_of(desk, &at, request).await?;
    let mut batch = Batch {
        desk,
        at: &at,
        name: &name,
        items: Vec::new(),
        step: None,
    };
    if let Err(error) = batch.run(&plan, &back).await {
        // What came in before stays, and can be undone: whoever tells the failure has to say so.
        return Err(if batch.items.is_empty() {
            error
        } else {
            error.with("added", batch.items.len())
        });
    }
    Ok(Outcome::Imported {
        added: count(batch.items.len()),
        already_there: plan.already_there.saturating_sub(count(back.len())),
        skipped: plan.skipped,
    })
}

/// What an import has brought so far. Its undo step grows with each chunk, so that also half an import, after a
/// failure or a crash, is taken back in one step.
struct Batch<'a> {
    desk: &'a Arc<Desk>,
    at: &'a At,
    name: &'a str,
    items: Vec<String>,
    step: Option<i64>,
}

impl Batch<'_> {
    async fn run(&mut self, plan: &Plan, back: &BTreeSet<String>) -> Result<(), AppError> {
        for chunk in plan.rows.chunks(IMPORT_CHUNK) {
            let _lane = self.desk.lane.lock().await;
            let added = add_chunk(self.desk, self.at, chunk).await?;
            self.add(added);
        }
        if !back.is_empty() {
            let _lane = self.desk.lane.lock().await;
            let shown = bring_back(self.desk, self.at, back).await?;
            self.add(shown);
        }
        Ok(())
    }

    /// The rows are on disk: a step that is not kept is no reason to stop.
    fn add(&mut self, items: Vec<String>) {
        self.items.extend(items);
        let step = Step::Imported {
            items: self.items.clone(),
        };
        let grown = match self.step {
            Some(n) => self.desk.local.grow_undo(n, &step),
            None => Ok(false),
        };
        match grown {
            Ok(true) => {}
            Ok(false) => self.step = self.desk.can_undo(self.at, self.name, &step),
            Err(error) => tracing::error!(%error, "an undo step does not grow"),
        }
    }
}

async fn add_chunk(
    desk: &Arc<Desk>,
    at: &At,
    rows: &[PlannedRow],
) -> Result<Vec<String>, AppError> {
    let mut made = Vec::with_capacity(rows.len());
    for row in rows {
        let kind = index::kind_of(row.kind);
        made.push((kind, model::parse_new(kind, &row.fields)?));
    }
    let build = move |appender: &mut node::Appender<'_>| {
        for (kind, values) in &made {
            create(appender, *kind, values)?;
        }
        Ok(())
    };
    let written = desk.write(at.id, Box::new(build)).await?;
    Ok(written
        .positions
        .iter()
        .map(|position| made_at(position).to_string())
        .collect())
}

/// Shows again what an undone import had brought. The caller holds the lane.
async fn bring_back(
    desk: &Arc<Desk>,
    at: &At,
    back: &BTreeSet<String>,
) -> Result<Vec<String>, AppError> {
    let mut shown = Vec::new();
    for item in back {
        let meant = find(desk, at, item).await?;
        if meant.kin.derived.archive.archived {
            show(desk, at, &meant, None).await?;
        }
        shown.push(item.clone());
    }
    desk.local.import_redone(&at.id.to_string(), &shown)?;
    Ok(shown)
}

/// What the board has already.
struct There {
    references: BTreeSet<String>,
    /// Archived items that an undone import had brought, by their references.
    undone: BTreeMap<String, String>,
    /// Sites by their title in small letters; `None` where several have it.
    sites: BTreeMap<String, Option<String>>,
}

impl There {
    fn read(
        connection: &Connection,
        number: i64,
        undone: &BTreeSet<String>,
    ) -> Result<Self, AppError> {
        let mut there = Self {
            references: BTreeSet::new(),
            undone: BTreeMap::new(),
            sites: BTreeMap::new(),
        };
        for archived in [false, true] {
            let filter = ItemsFilter {
                archived,
                ..ItemsFilter::default()
            };
            let mut window = Window {
                offset: 0,
                limit: WINDOW,
            };
            loop {
                let sort = ItemSort::Changed;
                let (_, found) = index::list(
                    connection,
                    number,
                    None,
                    &index::Folded::default(),
                    &filter,
                    sort,
                    window,
                )?;
                if found.is_empty() {
                    break;
                }
                for listed in found {
                    there.add(listed, archived, undone);
                }
                window.offset += WINDOW;
            }
        }
        Ok(there)
    }

    fn add(&mut self, listed: index::Listed, archived: bool, undone: &BTreeSet<String>) {
        let Some(kind) = index::shown_kind(listed.kind) else {
            return;
        };
        let item = listed.item.to_string();
        if kind == ItemKind::Site && !archived {
            self.sites
                .entry(listed.title.to_lowercase())
                .and_modify(|several| *several = None)
                .or_insert_with(|| Some(item.clone()));
        }
        let mut fields = listed.fields;
        fields.insert("title".to_owned(), listed.title);
        let comes_back = archived && undone.contains(&item);
        for reference in import::references_of_item(kind, &item, &fields) {
            if comes_back {
                self.undone.insert(reference.clone(), item.clone());
            }
            self.references.insert(reference);
        }
    }

    fn site(&self, connection: &Connection, number: i64, said: &str) -> Option<String> {
        if let Some(named) = self.sites.get(&said.trim().to_lowercase()) {
            return named.clone();
        }
        let item = index::find(connection, number, said).ok()?;
        let listed = index::one(connection, number, item).ok()??;
        (listed.kind == model::ItemKind::Site).then(|| listed.leader.to_string())
    }
}

fn count(n: usize) -> u32 {
    u32::try_from(n).unwrap_or(u32::MAX)
}
