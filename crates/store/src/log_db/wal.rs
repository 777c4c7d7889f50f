//! The WAL, read by ourselves: what SQLite never compares.
//!
//! SQLite takes the first frame that does not fit for the end of the WAL, and copies frames into the file without
//! looking at them again. A bit that another one was read for so becomes an older board, or a page that opens no more
//! (docs/decisions/0158). This module says how far the WAL goes, whether something stands behind the frame at which it
//! seems to end, and whether the file holds what the WAL says. It knows nothing of keys: pages are compared as they lie.

use std::collections::BTreeMap;
use std::fs::{File, OpenOptions};
use std::io::{BufReader, Read, Seek, SeekFrom, Write};
use std::path::Path;

const HEADER: usize = 32;
const FRAME_HEADER: usize = 24;
/// SQLCipher's pages; a WAL of others is none of ours.
pub(super) const PAGE: usize = 4_096;
const FRAME: usize = FRAME_HEADER + PAGE;
/// How a WAL begins; the last bit says in which order its sums take the bytes.
const MAGIC: u32 = 0x377f_0682;

type Sum = (u32, u32);

/// Where a page stands in the WAL.
#[derive(Debug, Clone, Copy)]
struct Frame {
    page: u32,
    /// Where its bytes begin.
    at: u64,
    /// How many pages the file has after it, where it ends a transaction; else 0.
    ends: u32,
    /// The sum over what stands before it, and the one over it too.
    sums: (Sum, Sum),
}

/// What a WAL holds.
#[derive(Debug, Default)]
pub(super) struct Wal {
    /// The frames up to the last end of a transaction, as SQLite finds them.
    frames: Vec<Frame>,
    /// Frames behind one that does not fit, up to the last end of a transaction there.
    behind: Vec<Frame>,
    damaged: bool,
    /// In which order the sums take the bytes.
    big: bool,
}

impl Wal {
    /// Reads a WAL; one that is not there is empty.
    pub(super) fn read(path: &Path) -> std::io::Result<Self> {
        match File::open(path) {
            Ok(file) => Self::scan(&mut BufReader::with_capacity(1 << 16, file)),
            Err(error) if error.kind() == std::io::ErrorKind::NotFound => Ok(Self::default()),
            Err(error) => Err(error),
        }
    }

    /// Returns how many frames SQLite must find.
    pub(super) fn len(&self) -> usize {
        self.frames.len()
    }

    /// Returns whether a transaction that was on the disk, with others behind it, cannot be read. The last one in a WAL
    /// cannot be told from one that was never finished.
    pub(super) const fn is_damaged(&self) -> bool {
        self.damaged
    }

    fn scan(from: &mut impl Read) -> std::io::Result<Self> {
        let mut wal = Self::default();
        let mut header = [0; HEADER];
        if !fill(from, &mut header)? {
            return Ok(wal);
        }
        let big = word(&header, 0) == MAGIC | 1;
        wal.big = big;
        let mut salts = (word(&header, 16), word(&header, 20));
        let mut stored = (word(&header, 24), word(&header, 28));
        let mut counted = sum((0, 0), &header[..24], big);
        let mut sound = word(&header, 0) & !1 == MAGIC && counted == stored;
        let trusted = sound;
        let mut frame = vec![0; FRAME];
        // Whether a transaction ended at or behind the frame that does not fit.
        let mut ended = false;
        let mut at = HEADER as u64;
        while fill(from, &mut frame)? {
            let says = (word(&frame, 16), word(&frame, 20));
            let found = Frame {
                page: word(&frame, 0),
                at: at + FRAME_HEADER as u64,
                ends: word(&frame, 4),
                sums: (counted, says),
            };
            let own = (word(&frame, 8), word(&frame, 12));
            if !trusted && at == HEADER as u64 {
                salts = own;
            }
            at += FRAME as u64;
            let over = |seed| sum(sum(seed, &frame[..8], big), &frame[FRAME_HEADER..], big);
            let from_counted = over(counted);
            // Behind a frame that does not fit, its sum may still be the true one.
            let follows = from_counted == says || (!sound && over(stored) == says);
            let fits = follows && own == salts && found.page != 0;
            if sound && !fits {
                sound = false;
                ended = own == salts && found.ends != 0;
            } else if sound {
                wal.frames.push(found);
            } else if fits {
                wal.damaged |= ended;
                ended |= found.ends != 0;
                wal.behind.push(found);
            }
            counted = if fits { says } else { from_counted };
            stored = says;
        }
        end_at_a_transaction(&mut wal.frames);
        end_at_a_transaction(&mut wal.behind);
        Ok(wal)
    }

    /// Compares the pages of the first `count` frames with the file, and writes those that differ as the WAL has them.
    /// Returns how many that were. The caller has seen to it that nobody writes.
    ///
    /// # Errors
    /// `InvalidData` where the disk reads the same place in two ways, or does not keep what is written: then nothing may
    /// be taken away from the WAL.
    pub(super) fn mend(&self, wal: &Path, file: &File, count: usize) -> std::io::Result<usize> {
        let pages = self.copied(count);
        if pages.is_empty() {
            return Ok(0);
        }
        let differ = self.mend_in(&pages, &mut File::open(wal)?, &mut &*file)?;
        if differ > 0 {
            file.sync_all()?;
        }
        Ok(differ)
    }

    /// Returns the newest frames of the pages that a copy of the first `count` frames has put into the file. A page that
    /// stands again behind them is passed over by SQLite: it comes with a later copy.
    fn copied(&self, count: usize) -> Vec<Frame> {
        let (done, later) = self.frames.split_at(count.min(self.frames.len()));
        let mut newest: BTreeMap<u32, Frame> = BTreeMap::new();
        newest.extend(done.iter().map(|frame| (frame.page, *frame)));
        let pages = self.frames.last().map_or(0, |frame| frame.ends);
        newest.retain(|page, _| *page <= pages);
        for frame in later {
            newest.remove(&frame.page);
        }
        newest.into_values().collect()
    }

    fn mend_in(
        &self,
        pages: &[Frame],
        wal: &mut (impl Read + Seek),
        file: &mut (impl Read + Write + Seek),
    ) -> std::io::Result<usize> {
        let (mut is, mut should) = (vec![0; PAGE], vec![0; PAGE]);
        let mut differ = 0;
        for frame in pages {
            let at = place(frame.page);
            read_at(wal, frame.at, &mut should)?;
            read_at(file, at, &mut is)?;
            if is == should {
                continue;
            }
            // One of the two was read wrong, perhaps; what is written must be what the WAL's own sum says.
            read_at(wal, frame.at, &mut should)?;
            read_at(file, at, &mut is)?;
            if !self.is_whole(frame, &should) {
                return Err(twofold("the WAL"));
            }
            if is == should {
                continue;
            }
            write_at(file, at, &should)?;
            read_at(file, at, &mut is)?;
            if is != should {
                return Err(twofold("the file"));
            }
            differ += 1;
        }
        Ok(differ)
    }

    /// Returns whether these are the bytes over which the frame's sum was made.
    fn is_whole(&self, frame: &Frame, bytes: &[u8]) -> bool {
        let mut head = [0; 8];
        head[..4].copy_from_slice(&frame.page.to_be_bytes());
        head[4..].copy_from_slice(&frame.ends.to_be_bytes());
        let (before, says) = frame.sums;
        sum(sum(before, &head, self.big), bytes, self.big) == says
    }

    /// Makes of a file and its damaged WAL one file with all pages that can be read, for looking through.
    pub(super) fn unite(&self, wal: &Path, file: &Path, to: &Path) -> std::io::Result<()> {
        // With its mode.
        std::fs::copy(file, to)?;
        let mut united = OpenOptions::new().write(true).open(to)?;
        let mut wal = File::open(wal)?;
        let mut bytes = vec![0; PAGE];
        let mut pages = 0;
        for frame in self.frames.iter().chain(&self.behind) {
            read_at(&mut wal, frame.at, &mut bytes)?;
            write_at(&mut united, place(frame.page), &bytes)?;
            if frame.ends != 0 {
                pages = frame.ends;
            }
        }
        if pages != 0 {
            united.set_len(place(pages) + PAGE as u64)?;
        }
        Ok(())
    }
}

fn end_at_a_transaction(frames: &mut Vec<Frame>) {
    let last = frames.iter().rposition(|frame| frame.ends != 0);
    frames.truncate(last.map_or(0, |last| last + 1));
}

/// Where a page stands in the file. Pages are counted from 1.
fn place(page: u32) -> u64 {
    u64::from(page.saturating_sub(1)) * PAGE as u64
}

fn word(bytes: &[u8], at: usize) -> u32 {
    let word = bytes.get(at..at + 4).and_then(|word| word.try_into().ok());
    u32::from_be_bytes(word.unwrap_or_default())
}

/// SQLite's sum over the WAL: of pairs of words.
fn sum((mut a, mut b): Sum, bytes: &[u8], big: bool) -> Sum {
    let read = |word: &[u8]| {
        let word = word.try_into().unwrap_or_default();
        if big {
            u32::from_be_bytes(word)
        } else {
            u32::from_le_bytes(word)
        }
    };
    for pair in bytes.chunks_exact(8) {
        let (first, second) = pair.split_at(4);
        a = a.wrapping_add(read(first)).wrapping_add(b);
        b = b.wrapping_add(read(second)).wrapping_add(a);
    }
    (a, b)
}

/// Returns whether there was that much.
fn fill(from: &mut impl Read, bytes: &mut [u8]) -> std::io::Result<bool> {
    match from.read_exact(bytes) {
        Err(error) if error.kind() == std::io::ErrorKind::UnexpectedEof => Ok(false),
        done => done.map(|()| true),
    }
}

/// Reads a page; what is behind the end of a file differs from whatever there should be.
fn read_at(from: &mut (impl Read + Seek), at: u64, bytes: &mut [u8]) -> std::io::Result<()> {
    from.seek(SeekFrom::Start(at))?;
    if !fill(from, bytes)? {
        bytes.fill(0);
    }
    Ok(())
}

fn write_at(to: &mut (impl Write + Seek), at: u64, bytes: &[u8]) -> std::io::Result<()> {
    to.seek(SeekFrom::Start(at))?;
    to.write_all(bytes)
}

fn twofold(what: &str) -> std::io::Error {
    let words = format!("{what} was read in two ways");
    std::io::Error::new(std::io::ErrorKind::InvalidData, words)
}

#[cfg(test)]
#[path = "tests/wal.rs"]
mod tests;
