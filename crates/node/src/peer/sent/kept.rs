//! How reports of this device stand on its disk, and in its backups.
//!
//! A record for each: one that waits is the sealed report and its ticket, with the words; of one that was answered names
//! and times are left, and the words where it was refused. A record that cannot be read (a newer app wrote it, or a
//! ticket's form is another one) is kept as it is.
//!
//! Owns these forms. Never sends anything.

use std::collections::{BTreeMap, BTreeSet};
use std::sync::Weak;

use minicbor::bytes::ByteVec;
use minicbor::{Decode, Encode};
use store::{LocalPart, LogDb, StoreError};
use sync::ReportRefusal;
use trust::{TicketText, from_canonical, to_canonical};

use super::{Fate, Outgoing, Waiting};

/// The name under which they are kept.
const KEPT: &str = "sent reports";
/// And under which the version before kept them: each with its ticket and its sealed bytes, whatever became of it.
const BEFORE: &str = "reports sent";
/// What a report is called in a backup.
const PART: &str = "sent report";

/// The form of the version before: report, ticket, words, since when; and when it was answered, with the refusal if it
/// was one.
type Before = (Vec<u8>, String, String, u64, Option<(u64, Option<u8>)>);

/// All that is kept.
#[derive(Debug, Default)]
pub(crate) struct Reports {
    /// By what names them.
    pub(super) known: BTreeMap<[u8; 32], Outgoing>,
    /// Records that cannot be read here.
    unread: BTreeSet<Vec<u8>>,
}

#[derive(Encode, Decode)]
enum Record {
    #[n(0)]
    Waiting(#[n(0)] WaitingRecord),
    #[n(1)]
    Done(#[n(0)] DoneRecord),
}

#[derive(Encode, Decode)]
#[cbor(array)]
struct WaitingRecord {
    #[cbor(n(0), with = "minicbor::bytes")]
    report: Vec<u8>,
    #[n(1)]
    ticket: String,
    #[n(2)]
    text: String,
    #[n(3)]
    since_ms: u64,
}

#[derive(Encode, Decode)]
#[cbor(array)]
struct DoneRecord {
    #[cbor(n(0), with = "minicbor::bytes")]
    id: [u8; 32],
    #[n(1)]
    board_name: String,
    #[n(2)]
    inviter_name: String,
    #[n(3)]
    text: String,
    #[n(4)]
    since_ms: u64,
    #[n(5)]
    at_ms: u64,
    /// Why it was refused, if it was.
    #[n(6)]
    refusal: Option<u8>,
    /// Whether who wrote it was told of a refusal.
    #[n(7)]
    told: bool,
}

impl Reports {
    /// Reads them.
    pub(super) fn read(db: &LogDb) -> Result<Self, StoreError> {
        let mut read = Self::default();
        if let Some(bytes) = db.meta(KEPT)? {
            match from_canonical::<Vec<ByteVec>>(&bytes) {
                Ok(records) => records.into_iter().for_each(|one| read.take(one.into())),
                // The whole of it is one record that cannot be read.
                Err(_) => read.take(bytes),
            }
        }
        if let Some(bytes) = db.meta(BEFORE)? {
            read.take_before(bytes);
            read.write(db)?;
            db.forget_meta(BEFORE)?;
        }
        Ok(read)
    }

    /// Writes them. What stood there before is overwritten: tickets and words that are needed no more.
    pub(super) fn write(&self, db: &LogDb) -> Result<(), StoreError> {
        let known = self.known.iter();
        let known = known.map(|(id, one)| to_canonical(&Record::of(*id, one)));
        let records = known.chain(self.unread.iter().cloned()).map(ByteVec::from);
        let records: Vec<ByteVec> = records.collect();
        db.overwrite_deleted(true)?;
        db.set_meta(KEPT, &to_canonical(&records))?;
        db.overwrite_deleted(false)
    }

    fn take(&mut self, record: Vec<u8>) {
        let read = from_canonical::<Record>(&record).ok();
        match read.and_then(Record::read) {
            Some((id, report)) => {
                self.known.entry(id).or_insert(report);
            }
            None => {
                tracing::error!("a report of this device cannot be read; it is kept");
                self.unread.insert(record);
            }
        }
    }

    fn take_before(&mut self, bytes: Vec<u8>) {
        let Ok(before) = from_canonical::<Vec<Before>>(&bytes) else {
            return self.take(bytes);
        };
        for (report, ticket, text, since_ms, done) in before {
            let id = sync::report_id(&report);
            let names = TicketText::parse(&ticket).ok();
            let record = match done {
                None => Record::Waiting(WaitingRecord {
                    report,
                    ticket,
                    text,
                    since_ms,
                }),
                Some((at_ms, refusal)) => Record::Done(DoneRecord {
                    id,
                    board_name: names.as_ref().map_or("", |it| &it.board_name).to_owned(),
                    inviter_name: names.map(|it| it.inviter_name).unwrap_or_default(),
                    text,
                    since_ms,
                    at_ms,
                    refusal,
                    // It stood in the list.
                    told: true,
                }),
            };
            self.take(to_canonical(&record));
        }
    }
}

/// Returns what a backup carries of them: what waits, and what was refused with its words.
pub(crate) fn report_parts(db: &LogDb) -> Result<Vec<LocalPart>, StoreError> {
    let all = Reports::read(db)?;
    let known = all.known.iter().filter(|(_, one)| !one.is_taken());
    let records = known.map(|(id, one)| to_canonical(&Record::of(*id, one)));
    let parts = records.chain(all.unread).map(|value| LocalPart {
        name: PART.to_owned(),
        value,
    });
    Ok(parts.collect())
}

/// Takes over the reports of a backup that are not here; returns its other parts.
pub(crate) fn take_reports(
    db: &LogDb,
    parts: Vec<LocalPart>,
) -> Result<Vec<LocalPart>, StoreError> {
    let (reports, others): (Vec<LocalPart>, Vec<LocalPart>) =
        parts.into_iter().partition(|part| part.name == PART);
    if !reports.is_empty() {
        let mut all = Reports::read(db)?;
        for part in reports {
            all.take(part.value);
        }
        all.write(db)?;
    }
    Ok(others)
}

impl Record {
    fn of(id: [u8; 32], report: &Outgoing) -> Self {
        match &report.fate {
            Fate::Waiting(waiting) => Self::Waiting(WaitingRecord {
                report: waiting.bytes.clone(),
                ticket: waiting.ticket.to_text(),
                text: report.text.clone(),
                since_ms: report.since_ms,
            }),
            Fate::Done { at_ms, done, told } => Self::Done(DoneRecord {
                id,
                board_name: report.board_name.clone(),
                inviter_name: report.inviter_name.clone(),
                text: report.text.clone(),
                since_ms: report.since_ms,
                at_ms: *at_ms,
                refusal: done.err().map(ReportRefusal::byte),
                told: *told,
            }),
        }
    }

    /// Returns what was kept, with what names it. `None` where the ticket cannot be read.
    fn read(self) -> Option<([u8; 32], Outgoing)> {
        let read = match self {
            Self::Waiting(record) => {
                let ticket = TicketText::parse(&record.ticket).ok()?;
                let id = sync::report_id(&record.report);
                let (board_name, inviter_name) =
                    (ticket.board_name.clone(), ticket.inviter_name.clone());
                let waiting = Waiting {
                    bytes: record.report,
                    ticket,
                    refused: BTreeMap::new(),
                    attended: Weak::new(),
                };
                let report = Outgoing {
                    board_name,
                    inviter_name,
                    text: record.text,
                    since_ms: record.since_ms,
                    fate: Fate::Waiting(Box::new(waiting)),
                };
                (id, report)
            }
            Self::Done(record) => {
                let refusal = record.refusal.map(ReportRefusal::of_byte);
                let report = Outgoing {
                    board_name: record.board_name,
                    inviter_name: record.inviter_name,
                    text: record.text,
                    since_ms: record.since_ms,
                    fate: Fate::Done {
                        at_ms: record.at_ms,
                        done: refusal.map_or(Ok(()), Err),
                        told: record.told,
                    },
                };
                (record.id, report)
            }
        };
        Some(read)
    }
}
