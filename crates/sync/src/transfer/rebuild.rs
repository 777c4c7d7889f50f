//! From rows to entries with their ids: chains and signatures are checked here, and nothing else.

use std::collections::BTreeMap;

use trust::{
    BoardId, BodyForm, Chain, Clear, Entry, EntryId, Keyring, Kind, LogId, Position, to_canonical,
};

use super::{Reference, Row, Transfer};
use crate::{HostError, Want};

/// What is held of a board's logs, as far as rebuilding needs it.
pub trait Chains {
    /// Returns where the log stands here ([`Chain::new`] for one that is not held).
    fn chain(&mut self, log: LogId) -> Result<Chain, HostError>;
    /// Returns the id of an entry that is held here.
    fn id_at(&mut self, log: LogId, seq: u64) -> Result<Option<EntryId>, HostError>;
    /// Returns where another branch of a log stands before number `seq`, if an entry stands there that begins with
    /// `prev`.
    fn on_branch(
        &mut self,
        log: LogId,
        seq: u64,
        prev: &[u8; 8],
    ) -> Result<Option<Chain>, HostError> {
        let _ = (log, seq, prev);
        Ok(None)
    }
}

/// What a transfer amounts to.
#[derive(Debug, Default)]
pub struct Rebuilt {
    /// New entries, in the order of the transfer. Chain, device and signature hold; whether the author may
    /// is another question. A signature that came along is kept in the entry.
    pub entries: Vec<Entry>,
    /// Of every log the newest position that came and is held here, once `entries` are.
    pub verified: BTreeMap<LogId, Position>,
    /// Entries on another branch of a log than the one held, proven by their signatures.
    pub forked: Vec<Entry>,
    /// Ranges without which entries of the transfer could not be rebuilt.
    pub wants: Vec<Want>,
    /// Logs that part from the held ones somewhere before the transfer begins, and from which number on to
    /// ask for them: the first, since where they part is not known.
    pub parted: Vec<(LogId, u64)>,
    /// Entries that were held already, and whose sealed bodies came along: here they may be missing.
    pub bodies: Vec<Entry>,
    /// Entries that were held already.
    pub known: u64,
    /// Entries that were dropped for a bad chain, signature or form.
    pub bad: u64,
    /// Entries that were dropped because their key is not held.
    pub locked: u64,
}

impl Transfer {
    /// Rebuilds the entries and checks chains and signatures.
    ///
    /// Entries behind the last good signature of their log are dropped. Decides nothing by order of arrival
    /// but which branch of a fork is the held one.
    ///
    /// # Errors
    /// [`HostError`] where `chains` fails.
    pub fn rebuild(
        self,
        board: BoardId,
        keyring: &Keyring,
        chains: &mut dyn Chains,
    ) -> Result<Rebuilt, HostError> {
        let mut work = Rebuilding {
            board,
            keyring,
            chains,
            logs: BTreeMap::new(),
            rows: Vec::new(),
            out: Rebuilt::default(),
        };
        for row in self.rows {
            let fate = work.row(row)?;
            work.rows.push(fate);
        }
        Ok(work.finish())
    }
}

/// What became of a row.
enum Fate {
    Known(Position),
    New(Box<Entry>),
    Forked(Box<Entry>),
    Dropped,
}

impl Fate {
    fn id(&self) -> Option<EntryId> {
        match self {
            Self::Known(position) => Some(position.id),
            Self::New(entry) | Self::Forked(entry) => Some(entry.id),
            Self::Dropped => None,
        }
    }
}

/// Where the transfer stands in one log.
struct Following {
    chain: Chain,
    /// The first number that is not held here.
    due: u64,
    forked: bool,
    /// Nothing more is taken of the log in this transfer.
    over: bool,
    /// The newest row with a good signature: it proves those before it.
    proven: Option<usize>,
}

struct Rebuilding<'a> {
    board: BoardId,
    keyring: &'a Keyring,
    chains: &'a mut dyn Chains,
    logs: BTreeMap<LogId, Following>,
    rows: Vec<Fate>,
    out: Rebuilt,
}

impl Rebuilding<'_> {
    fn row(&mut self, row: Row) -> Result<Fate, HostError> {
        let (log, seq) = (row.log, row.seq);
        if !self.logs.contains_key(&log) {
            let following = self.begin(&row)?;
            self.logs.insert(log, following);
        }
        let is_held = self
            .logs
            .get(&log)
            .is_some_and(|following| seq < following.due);
        let held = if is_held {
            self.chains.id_at(log, seq)?
        } else {
            None
        };
        let at = self.rows.len();
        let ids = self.resolve(&row);
        let Some(following) = self.logs.get_mut(&log).filter(|following| !following.over) else {
            return Ok(Fate::Dropped);
        };
        let Some((heads, deps, after)) = ids else {
            // A row that it names could not be rebuilt: this one is asked for again.
            following.over = true;
            self.out.wants.push(Want { log, from: seq });
            return Ok(Fate::Dropped);
        };
        let clear = clear(row, heads, deps, after, following.chain.prev);
        let entry = match Entry::rebuild(clear, self.keyring) {
            Ok(entry) => entry,
            Err(trust::EntryError::NoKey(_)) => {
                following.over = true;
                self.out.locked += 1;
                return Ok(Fate::Dropped);
            }
            Err(_) => return Ok(self.drop_bad(log)),
        };
        // What is here was checked when it came: a replay costs no check of a signature.
        let is_known = !following.forked && held == Some(entry.id);
        if !is_known && !is_signed(&entry) {
            return Ok(self.drop_bad(log));
        }
        if following.chain.follow(&entry, self.board).is_err() {
            return Ok(self.drop_bad(log));
        }
        if entry.signature.is_some() {
            following.proven = Some(at);
        }
        following.forked |= held.is_some_and(|held| held != entry.id);
        Ok(match held {
            _ if following.forked => Fate::Forked(Box::new(entry)),
            Some(_) => {
                // The id that is held commits to the body.
                let apart = entry.header.compartment.is_apart();
                if apart && entry.form != BodyForm::Erased {
                    self.out.bodies.push(entry.clone());
                }
                Fate::Known(entry.position())
            }
            None => Fate::New(Box::new(entry)),
        })
    }

    /// Finds where a log's first row stands to what is held.
    fn begin(&mut self, row: &Row) -> Result<Following, HostError> {
        let tip = self.chains.chain(row.log)?;
        let mut following = Following {
            chain: tip,
            due: tip.next_seq,
            forked: false,
            over: false,
            proven: None,
        };
        let on_branch = match &row.prev {
            Some(prev) if row.seq > 1 => self.chains.on_branch(row.log, row.seq, prev)?,
            Some(_) | None => None,
        };
        if let Some(chain) = on_branch {
            (following.chain, following.forked) = (chain, true);
            return Ok(following);
        }
        if row.seq > tip.next_seq {
            following.over = true;
            self.out.wants.push(Want {
                log: row.log,
                from: tip.next_seq,
            });
            return Ok(following);
        }
        if row.seq < tip.next_seq {
            let before = match row.seq {
                1 => Some(Chain::new(row.log)),
                seq => self.chains.id_at(row.log, seq - 1)?.map(|prev| Chain {
                    next_seq: seq,
                    prev,
                    ..tip
                }),
            };
            match before {
                Some(chain) => following.chain = chain,
                None => following.over = true,
            }
        }
        if row
            .prev
            .is_some_and(|prev| !following.chain.prev.0.starts_with(&prev))
        {
            following.over = true;
            self.out.parted.push((row.log, 1));
        }
        Ok(following)
    }

    fn resolve(&self, row: &Row) -> Option<(Vec<EntryId>, Vec<EntryId>, Option<EntryId>)> {
        let id = |reference: &Reference| match reference {
            Reference::Whole(id) => Some(*id),
            Reference::Row(at) => self.rows.get(*at).and_then(Fate::id),
        };
        let after = match &row.after {
            Some(reference) => Some(id(reference)?),
            None => None,
        };
        let heads = row.cert_heads.iter().map(id).collect::<Option<_>>()?;
        let deps = row.deps.iter().map(id).collect::<Option<_>>()?;
        Some((heads, deps, after))
    }

    fn drop_bad(&mut self, log: LogId) -> Fate {
        if let Some(following) = self.logs.get_mut(&log) {
            following.over = true;
        }
        self.out.bad += 1;
        Fate::Dropped
    }

    /// Keeps what a signature proves.
    fn finish(self) -> Rebuilt {
        let Self {
            logs,
            rows,
            mut out,
            ..
        } = self;
        let proven = |at: usize, log: &LogId| {
            logs.get(log)
                .and_then(|log| log.proven)
                .is_some_and(|to| at <= to)
        };
        for (at, fate) in rows.into_iter().enumerate() {
            match fate {
                Fate::Known(position) => {
                    out.known += 1;
                    out.verified.insert(position.log, position);
                }
                Fate::New(entry) if proven(at, &entry.log) => {
                    out.verified.insert(entry.log, entry.position());
                    out.entries.push(*entry);
                }
                Fate::Forked(entry) if proven(at, &entry.log) => out.forked.push(*entry),
                Fate::New(_) | Fate::Forked(_) => out.bad += 1,
                Fate::Dropped => {}
            }
        }
        out
    }
}

/// Returns whether the signature holds, or is not needed: certificates and statements always have one.
fn is_signed(entry: &Entry) -> bool {
    match entry.signature {
        Some(_) => entry.verify_signature().is_ok(),
        None => !matches!(entry.header.kind, Kind::Certificate | Kind::Statement),
    }
}

fn clear(
    row: Row,
    heads: Vec<EntryId>,
    deps: Vec<EntryId>,
    after: Option<EntryId>,
    prev: EntryId,
) -> Clear {
    let mut header = row.header;
    header.cert_heads = heads;
    header.deps = deps;
    if let (Some(position), Some(id)) = (
        header.first.as_mut().and_then(|first| first.after.as_mut()),
        after,
    ) {
        position.id = id;
    }
    Clear {
        log: row.log,
        seq: row.seq,
        prev,
        epoch: row.epoch,
        header: to_canonical(&header),
        body: row.body,
        form: row.form,
        signature: row.signature,
    }
}
