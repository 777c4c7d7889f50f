//! Three people who write entries without a network: what the log would hand to the index.

use std::collections::{BTreeMap, BTreeSet};
use std::sync::Arc;

use model::{ItemDoc, ItemKind, Scalar, Statement, StockAction, Written};
use trust::{
    BoardId, Compartment, DeviceId, Entry, EntryId, GrantRef, Header, HybridTime, ItemId, Kind,
    LogId, PersonId,
};

use crate::index::{Index, News};

pub(in crate::index) const KEY: node::DatabaseKey = node::DatabaseKey::from_bytes([8; 32]);

/// The moment at which the tests look.
pub(super) fn now() -> u64 {
    1_000_000
}

/// An index in memory of a folder that goes with it.
pub(super) struct Held {
    index: Index,
    _folder: tempfile::TempDir,
}

impl std::ops::Deref for Held {
    type Target = Index;
    fn deref(&self) -> &Index {
        &self.index
    }
}

pub(super) fn index_of(news: &[News]) -> Held {
    let folder = tempfile::tempdir().unwrap();
    let index = Index::open(&folder.path().join("index.db"), &KEY).unwrap();
    index.take(news, now()).unwrap();
    Held {
        index,
        _folder: folder,
    }
}

/// All that the index shows, without what depends on the order of arrival.
pub(super) fn dump(index: &Index) -> Vec<String> {
    let tables = [
        "SELECT hex(item), kind, title, fields, urgency, two_versions, hex(made_by), made_at, import_key, slug_key,
             hidden, hex(leader), leads FROM items ORDER BY item",
        "SELECT hex(item), state, claimed_by, remaining, on_hand, archived, comments, hex(changed_by), changed_at,
             lease_end, words FROM items WHERE leads ORDER BY item",
        "SELECT hex(entry), hex(item), hex(person), is_change, hex(hash), edits FROM entries ORDER BY entry",
        "SELECT hex(person), name FROM people ORDER BY person",
        "SELECT max(wall_ms) FROM entries",
    ];
    index
        .read(|connection| {
            let mut lines = Vec::new();
            for sql in tables {
                let mut statement = connection.prepare(sql)?;
                let columns = statement.column_count();
                let mut rows = statement.query([])?;
                while let Some(row) = rows.next()? {
                    let line: Vec<String> = (0..columns)
                        .map(|n| format!("{:?}", row.get_ref(n).unwrap()))
                        .collect();
                    lines.push(line.join(" | "));
                }
            }
            Ok(lines)
        })
        .unwrap()
}

/// What one person has.
struct Person {
    log: LogId,
    seq: u64,
    docs: BTreeMap<ItemId, ItemDoc>,
    /// How many entries of the scene they have seen.
    seen: BTreeSet<EntryId>,
    /// The entry of each change that they know.
    changes: BTreeMap<model::ChangeHash, EntryId>,
}

/// What three people did.
pub(super) struct Scene {
    board: BoardId,
    people: Vec<Person>,
    creations: BTreeMap<ItemId, EntryId>,
    /// Items in the order in which they were made.
    made: Vec<ItemId>,
    time: u64,
    pub(super) news: Vec<News>,
}

impl Scene {
    pub(super) fn new(board: BoardId) -> Self {
        let people = (0..3u8)
            .map(|n| Person {
                log: LogId([n + 1; 32]),
                seq: 0,
                docs: BTreeMap::new(),
                seen: BTreeSet::new(),
                changes: BTreeMap::new(),
            })
            .collect();
        Self {
            board,
            people,
            creations: BTreeMap::new(),
            made: Vec::new(),
            time: 1_000,
            news: Vec::new(),
        }
    }

    pub(super) fn items(&self) -> Vec<ItemId> {
        self.made.clone()
    }

    pub(super) fn add(&mut self, who: usize, kind: ItemKind, fields: &[(&str, &str)]) -> ItemId {
        let person = &self.people[who];
        let item = ItemId::derive(person.log, person.seq + 1);
        let fields = fields
            .iter()
            .map(|(k, v)| ((*k).to_owned(), (*v).to_owned()))
            .collect();
        let values = model::parse_new(kind, &fields).unwrap();
        let (doc, written) =
            ItemDoc::create(kind, &values, model::actor(person.log, item)).unwrap();
        let id = self.append(who, Kind::Change, Some(item), Vec::new(), written.body);
        let person = &mut self.people[who];
        person.docs.insert(item, doc);
        person.changes.insert(written.hash, id);
        self.creations.insert(item, id);
        self.made.push(item);
        item
    }

    pub(super) fn edit(&mut self, who: usize, item: ItemId, field: &str, value: &str) {
        let person = &mut self.people[who];
        let actor = model::actor(person.log, item);
        let Some(doc) = person.docs.get_mut(&item) else {
            return;
        };
        let change = BTreeMap::from([(field.to_owned(), Scalar::Text(value.to_owned()))]);
        for Written { body, hash, deps } in doc.edit(&change, actor).unwrap() {
            let changes = &self.people[who].changes;
            let deps = deps.iter().map(|hash| changes[hash]).collect();
            let id = self.append(who, Kind::Change, Some(item), deps, body);
            self.people[who].changes.insert(hash, id);
        }
    }

    #[expect(clippy::needless_pass_by_value, reason = "reads better at the call")]
    pub(super) fn state(&mut self, who: usize, item: ItemId, statement: Statement) {
        let mut deps = vec![self.creations[&item]];
        deps.extend(statement.replaces());
        self.append(who, Kind::Statement, Some(item), deps, statement.to_body());
    }

    fn name(&mut self, who: usize, name: &str) {
        let statement = Statement::Name {
            name: name.to_owned(),
            replaces: Vec::new(),
        };
        self.append(who, Kind::Statement, None, Vec::new(), statement.to_body());
    }

    pub(super) fn append(
        &mut self,
        who: usize,
        kind: Kind,
        item: Option<ItemId>,
        mut deps: Vec<EntryId>,
        body: Vec<u8>,
    ) -> EntryId {
        deps.sort_unstable();
        self.time += 1;
        let person = &mut self.people[who];
        person.seq += 1;
        let mut hasher = blake3_of(&person.log.0, person.seq);
        hasher[0] ^= 0x55;
        let id = EntryId(hasher);
        person.seen.insert(id);
        let entry = Entry {
            id,
            log: person.log,
            seq: person.seq,
            prev: EntryId([0; 32]),
            epoch: trust::EpochId([0; 32]),
            header: Header {
                kind,
                item,
                compartment: Compartment::Main,
                body_epoch: None,
                device: DeviceId([0; 32]),
                grant: GrantRef::Steward,
                cert_heads: Vec::new(),
                deps,
                time: HybridTime {
                    wall_ms: self.time,
                    counter: 0,
                },
                body_len: u32::try_from(body.len()).unwrap(),
                first: None,
            },
            body,
            form: trust::BodyForm::Clear,
            signature: None,
        };
        self.news.push(News {
            n: self.news.len() as u64 + 1,
            board: self.board,
            entry: Arc::new(entry),
            person: Some(PersonId([u8::try_from(who).unwrap() + 100; 32])),
            accepted: true,
            reason: String::new(),
        });
        id
    }

    /// Everybody gets everything.
    pub(super) fn meet(&mut self) {
        for who in 0..self.people.len() {
            for news in &self.news {
                let entry = &news.entry;
                let person = &mut self.people[who];
                if entry.header.kind != Kind::Change || !person.seen.insert(entry.id) {
                    continue;
                }
                let item = entry.header.item.unwrap();
                let doc = person.docs.entry(item).or_default();
                let parsed = doc.apply(&entry.body).unwrap();
                person.changes.insert(parsed.hash, entry.id);
            }
        }
    }

    pub(super) fn random_step(&mut self, who: usize, what: u8, which: usize, how: u8) {
        let item = self.made.get(which).copied();
        match (what, item) {
            (0, _) => {
                let kind = [ItemKind::Need, ItemKind::Supply][usize::from(how % 2)];
                let title = ["Soup", "soup"][usize::from(how / 2)];
                let mut fields = vec![("title", title)];
                if kind == ItemKind::Need {
                    fields.extend([("quantity", "10"), ("importRef", "row1:1")]);
                }
                self.add(who, kind, &fields);
            }
            (1, _) => self.meet(),
            (2, _) => self.name(who, ["Alice", "Bob", "Carol", "Dora"][usize::from(how)]),
            (3, Some(item)) => {
                self.edit(who, item, "title", ["A", "B", "C", "D"][usize::from(how)]);
            }
            (4, Some(item)) => self.edit(who, item, "details", "more"),
            (5, Some(item)) => self.state(who, item, self.claim(who, item, how)),
            (6, Some(item)) => self.state(
                who,
                item,
                Statement::Comment {
                    text: format!("no {how}"),
                },
            ),
            (7, Some(item)) => self.state(who, item, Statement::Archive { heads: Vec::new() }),
            (8, Some(item)) => {
                let out = Statement::StockMove {
                    site: None,
                    action: StockAction::GivenOut,
                    quantity: u32::from(how) + 1,
                    note: None,
                };
                self.state(who, item, out);
            }
            _ => {}
        }
    }

    fn claim(&self, who: usize, item: ItemId, how: u8) -> Statement {
        let own = PersonId([u8::try_from(who).unwrap() + 100; 32]);
        let earlier = self.news.iter().rev().find(|news| {
            let claims = matches!(
                Statement::from_body(&news.entry.body),
                Ok(Statement::Claim { .. })
            );
            claims && news.person == Some(own) && news.entry.header.item == Some(item)
        });
        Statement::Claim {
            quantity: (how > 1).then_some(u32::from(how)),
            until_ms: (how == 3).then_some(now() + 5),
            note: None,
            replaces: earlier.iter().map(|news| news.entry.id).collect(),
        }
    }

    /// The same news in another order that causality allows, numbered anew.
    pub(super) fn shuffled(&self, seed: u64) -> Vec<News> {
        let mut open: Vec<News> = self.news.clone();
        let mut out: Vec<News> = Vec::new();
        let mut done = BTreeSet::new();
        let mut state = seed | 1;
        while !open.is_empty() {
            state = state
                .wrapping_mul(6_364_136_223_846_793_005)
                .wrapping_add(1);
            let ready: Vec<usize> = (0..open.len())
                .filter(|i| {
                    let entry = &open[*i].entry;
                    // The log's order stands for the previous change that a header implies.
                    let first = !open
                        .iter()
                        .any(|o| o.entry.log == entry.log && o.entry.seq < entry.seq);
                    first && entry.header.deps.iter().all(|dep| done.contains(dep))
                })
                .collect();
            let pick = ready[usize::try_from(state >> 33).unwrap() % ready.len()];
            let mut news = open.remove(pick);
            news.n = out.len() as u64 + 1;
            done.insert(news.entry.id);
            out.push(news);
        }
        out
    }
}

/// A number that looks like a hash: the tests need different ids, not safe ones.
fn blake3_of(log: &[u8; 32], seq: u64) -> [u8; 32] {
    let item = ItemId::derive(LogId(*log), seq);
    let other = ItemId::derive(LogId(*log), seq + 1_000_000);
    let mut id = [0; 32];
    id[..16].copy_from_slice(item.as_bytes());
    id[16..].copy_from_slice(other.as_bytes());
    id
}
