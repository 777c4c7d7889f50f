//! What people do: real items and real statements, through the model, as the app writes them.

use std::collections::BTreeMap;

use anyhow::{Context, Result};
use model::{ItemDoc, ItemKind, Scalar, Statement, StockAction, covers_for};
use node::{Appender, Core, Draft, Judged, NodeError, Written};
use trust::{BoardId, EntryId, ItemId, Kind};

use crate::Random;
use crate::board_view::OpenItem;

/// Something that somebody did, and that was acknowledged: it must never be lost.
#[derive(Debug, Clone)]
pub(crate) struct Deed {
    pub(crate) entries: Vec<EntryId>,
    /// The item that was made.
    pub(crate) made: Option<ItemId>,
    /// The claim that was made, and those that it ended.
    pub(crate) claim: Option<EntryId>,
    pub(crate) ended: Vec<EntryId>,
}

/// Who does something, where and when.
pub(crate) struct Doer<'a> {
    pub(crate) core: &'a mut Core,
    pub(crate) board: BoardId,
    pub(crate) now_ms: u64,
}

impl Doer<'_> {
    /// Does something at random. `None` where there was nothing to do, or it was refused by rank.
    pub(crate) fn do_something(
        &mut self,
        items: &[ItemId],
        random: &mut Random,
    ) -> Result<Option<Deed>> {
        let item = match random.pick(items) {
            Some(item) if !random.percent(20) => self.open(*item)?.map(|open| (*item, open)),
            _ => None,
        };
        let Some((item, open)) = item else {
            return match random.below(12) {
                0 => self.say_name(random),
                _ => self.make(random),
            };
        };
        match random.below(10) {
            0..4 => self.edit(item, open, random),
            4..6 => self.claim(item, &open, random),
            6 => self.release(item, &open),
            7 => self.comment(item, &open, random),
            _ => self.stock(item, &open, random),
        }
    }

    fn open(&self, item: ItemId) -> Result<Option<OpenItem>> {
        let all = self.core.verdicts_of_item(self.board, item)?;
        let accepted: Vec<&Judged> = all.iter().filter(|one| one.verdict.is_accepted()).collect();
        if accepted.is_empty() {
            return Ok(None);
        }
        OpenItem::of(&accepted).map(Some)
    }

    fn make(&mut self, random: &mut Random) -> Result<Option<Deed>> {
        let kind = *random
            .pick(&[ItemKind::Need, ItemKind::Need, ItemKind::Supply])
            .context("kinds")?;
        let mut fields = BTreeMap::new();
        fields.insert("title".to_owned(), text(random));
        if kind == ItemKind::Need {
            let quantity = i64::try_from(random.below(20))? + 1;
            fields.insert("quantity".to_owned(), Scalar::Number(quantity));
        }
        let written = self.write(move |appender| {
            let item = ItemId::derive(appender.log()?, appender.next_seq()?);
            let actor = model::actor(appender.log()?, item);
            let (_, made) = ItemDoc::create(kind, &fields, actor).map_err(|e| e.to_string())?;
            appender.append(change(None, Vec::new(), made.body))?;
            Ok(())
        })?;
        Ok(written.map(|written| {
            let at = written.positions.first();
            Deed {
                made: at.map(|at| ItemId::derive(at.log, at.seq)),
                ..plain(&written)
            }
        }))
    }

    fn edit(&mut self, item: ItemId, open: OpenItem, random: &mut Random) -> Result<Option<Deed>> {
        let field = *random
            .pick(&["title", "details", "unit"])
            .context("fields")?;
        let changes = BTreeMap::from([(field.to_owned(), text(random))]);
        let OpenItem {
            mut doc,
            mut entries,
            ..
        } = open;
        let written = self.write(move |appender| {
            let actor = model::actor(appender.log()?, item);
            for part in doc.edit(&changes, actor).map_err(|e| e.to_string())? {
                let deps = part.deps.iter().map(|hash| entries.get(hash).copied());
                let deps: Option<Vec<EntryId>> = deps.collect();
                let deps = deps.ok_or("a change without its entry")?;
                let position = appender.append(change(Some(item), deps, part.body))?;
                entries.insert(part.hash, position.id);
            }
            Ok(())
        })?;
        Ok(written.map(|written| plain(&written)))
    }

    fn claim(
        &mut self,
        item: ItemId,
        open: &OpenItem,
        random: &mut Random,
    ) -> Result<Option<Deed>> {
        let quantity = if random.percent(50) {
            None
        } else {
            Some(u32::try_from(random.below(9))? + 1)
        };
        let ended = if random.percent(30) {
            self.own_claims(open)
        } else {
            Vec::new()
        };
        let statement = Statement::Claim {
            quantity,
            until_ms: None,
            note: None,
            replaces: ended.clone(),
        };
        let written = self.say(Some((item, open.creation)), &statement)?;
        Ok(written.map(|written| Deed {
            claim: written.positions.first().map(|at| at.id),
            ended,
            ..plain(&written)
        }))
    }

    fn release(&mut self, item: ItemId, open: &OpenItem) -> Result<Option<Deed>> {
        let ended = self.own_claims(open);
        if ended.is_empty() {
            return Ok(None);
        }
        let statement = Statement::Release {
            replaces: ended.clone(),
        };
        let written = self.say(Some((item, open.creation)), &statement)?;
        Ok(written.map(|written| Deed {
            ended,
            ..plain(&written)
        }))
    }

    fn comment(
        &mut self,
        item: ItemId,
        open: &OpenItem,
        random: &mut Random,
    ) -> Result<Option<Deed>> {
        let statement = Statement::Comment {
            text: format!("comment {}", random.below(1_000)),
        };
        let written = self.say(Some((item, open.creation)), &statement)?;
        Ok(written.map(|written| plain(&written)))
    }

    fn stock(
        &mut self,
        item: ItemId,
        open: &OpenItem,
        random: &mut Random,
    ) -> Result<Option<Deed>> {
        let number = u32::try_from(random.below(10))?;
        let statement = match random.below(4) {
            0 => Statement::Recount {
                site: None,
                counted: number,
                covers: covers_for(&open.statements, None),
            },
            which => Statement::StockMove {
                site: None,
                action: if which == 1 {
                    StockAction::Received
                } else {
                    StockAction::GivenOut
                },
                quantity: number + 1,
                note: None,
            },
        };
        let written = self.say(Some((item, open.creation)), &statement)?;
        Ok(written.map(|written| plain(&written)))
    }

    fn say_name(&mut self, random: &mut Random) -> Result<Option<Deed>> {
        let statement = Statement::Name {
            name: format!("name {}", random.below(100)),
            replaces: Vec::new(),
        };
        let written = self.say(None, &statement)?;
        Ok(written.map(|written| plain(&written)))
    }

    fn own_claims(&self, open: &OpenItem) -> Vec<EntryId> {
        let me = self.core.me(self.board);
        let standing = model::Standing::of(&open.statements);
        let own = standing.iter().filter(|signed| {
            Some(signed.author) == me && matches!(signed.statement, Statement::Claim { .. })
        });
        let mut claims: Vec<EntryId> = own.map(|signed| signed.position.id).collect();
        claims.sort_unstable();
        claims
    }

    fn say(
        &mut self,
        about: Option<(ItemId, EntryId)>,
        statement: &Statement,
    ) -> Result<Option<Written>> {
        let mut deps: Vec<EntryId> = about.iter().map(|(_, creation)| *creation).collect();
        deps.extend(statement.replaces());
        let draft = Draft {
            kind: Kind::Statement,
            item: about.map(|(item, _)| item),
            deps,
            body: statement.to_body(),
        };
        self.write(move |appender| {
            appender.append(draft)?;
            Ok(())
        })
    }

    fn write(
        &mut self,
        build: impl FnOnce(&mut Appender<'_>) -> Result<(), String>,
    ) -> Result<Option<Written>> {
        match self.core.append(self.board, self.now_ms, build) {
            Ok(written) => Ok(Some(written)),
            // Not everybody may edit everything, and nobody who is still coming in.
            Err(NodeError::NotAllowed(_)) => Ok(None),
            Err(error) => Err(error.into()),
        }
    }
}

fn plain(written: &Written) -> Deed {
    Deed {
        entries: written.positions.iter().map(|at| at.id).collect(),
        made: None,
        claim: None,
        ended: Vec::new(),
    }
}

const fn change(item: Option<ItemId>, deps: Vec<EntryId>, body: Vec<u8>) -> Draft {
    Draft {
        kind: Kind::Change,
        item,
        deps,
        body,
    }
}

fn text(random: &mut Random) -> Scalar {
    Scalar::Text(format!("text {}", random.below(10_000)))
}
