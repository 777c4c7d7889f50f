//! A real WAL of SQLite's, and a disk that reads one bit wrong, once.

use std::io::Cursor;
use std::path::PathBuf;

use proptest::prelude::*;
use rusqlite::Connection;
use tempfile::TempDir;

use super::*;

/// A database without a cipher, with its WAL: pages are compared as they lie.
struct Database {
    _home: TempDir,
    path: PathBuf,
    db: Connection,
}

impl Database {
    fn new() -> Self {
        let home = tempfile::tempdir().unwrap();
        let path = home.path().join("some.db");
        let db = Connection::open(&path).unwrap();
        db.pragma_update(None, "page_size", 4_096).unwrap();
        db.pragma_update(None, "journal_mode", "WAL").unwrap();
        db.pragma_update(None, "wal_autocheckpoint", 0).unwrap();
        db.execute_batch("CREATE TABLE t(n INTEGER PRIMARY KEY, words BLOB)")
            .unwrap();
        let database = Self {
            _home: home,
            path,
            db,
        };
        for n in 0..12 {
            database.says(n, n);
        }
        database
    }

    fn says(&self, n: i64, words: i64) {
        let sql = "INSERT OR REPLACE INTO t VALUES (?, CAST(? AS BLOB) || zeroblob(3000))";
        self.db.execute(sql, [n, words]).unwrap();
    }

    /// Copies what can be copied; returns how many frames there are, and how many of them are in the file.
    fn copies(&self) -> (usize, usize) {
        let sql = "PRAGMA wal_checkpoint(PASSIVE)";
        let counts = self
            .db
            .query_row(sql, [], |row| Ok((row.get(1)?, row.get(2)?)));
        let (frames, done): (i64, i64) = counts.unwrap();
        (
            usize::try_from(frames).unwrap(),
            usize::try_from(done).unwrap(),
        )
    }

    fn wal(&self) -> PathBuf {
        self.path.with_file_name("some.db-wal")
    }

    fn bytes(&self) -> (Vec<u8>, Vec<u8>) {
        let read = |path: &Path| std::fs::read(path).unwrap();
        (read(&self.path), read(&self.wal()))
    }
}

/// Bytes of which one bit is another one, the first time that it is read so many reads later.
struct Wrong {
    bytes: Cursor<Vec<u8>>,
    in_reads: Option<usize>,
    bit: usize,
}

impl Wrong {
    fn new(bytes: Vec<u8>, in_reads: Option<usize>, bit: usize) -> Self {
        Self {
            bytes: Cursor::new(bytes),
            in_reads,
            bit,
        }
    }
}

impl Read for Wrong {
    fn read(&mut self, to: &mut [u8]) -> std::io::Result<usize> {
        let count = self.bytes.read(to)?;
        match self.in_reads {
            Some(0) if count > 0 => {
                to[self.bit / 8 % count] ^= 1 << (self.bit % 8);
                self.in_reads = None;
            }
            Some(more) => self.in_reads = Some(more.saturating_sub(1)),
            None => {}
        }
        Ok(count)
    }
}

impl Write for Wrong {
    fn write(&mut self, bytes: &[u8]) -> std::io::Result<usize> {
        self.bytes.write(bytes)
    }

    fn flush(&mut self) -> std::io::Result<()> {
        Ok(())
    }
}

impl Seek for Wrong {
    fn seek(&mut self, to: SeekFrom) -> std::io::Result<u64> {
        self.bytes.seek(to)
    }
}

proptest! {
    #[test]
    fn a_bit_that_is_read_wrong_once_makes_no_sound_page_bad(
        at_wal in any::<bool>(),
        in_reads in 0_usize..30,
        bit in 0_usize..PAGE * 8,
        lost in proptest::option::of(0_usize..12),
    ) {
        let database = Database::new();
        let (frames, done) = database.copies();
        prop_assert!(frames > 12 && done == frames);
        let (sound, wal_bytes) = database.bytes();
        let wal = Wal::scan(&mut wal_bytes.as_slice()).unwrap();
        let pages = wal.copied(done);
        let mut file = sound.clone();
        if let Some(lost) = lost {
            // What the disk did not keep.
            let at = usize::try_from(place(pages[lost % pages.len()].page)).unwrap();
            file[at + 100..at + 200].fill(0x5a);
        }
        let before = file.clone();
        let wrong = |here: bool| here.then_some(in_reads);
        let mut from = Wrong::new(wal_bytes, wrong(at_wal), bit);
        let mut to = Wrong::new(file, wrong(!at_wal), bit);
        let mended = wal.mend_in(&pages, &mut from, &mut to);
        let after = to.bytes.into_inner();
        match mended {
            Ok(count) => {
                prop_assert!(after == sound, "whole");
                prop_assert_eq!(count, usize::from(before != sound));
            }
            // Said, and the WAL stays: nothing became worse.
            Err(error) => {
                prop_assert_eq!(error.kind(), std::io::ErrorKind::InvalidData);
                prop_assert!(after == before || after == sound);
            }
        }
    }
}

#[test]
fn what_somebody_reads_meanwhile_is_not_taken_for_what_the_disk_lost() {
    let database = Database::new();
    assert_eq!(database.copies().0, database.copies().1);
    let reader = Connection::open(&database.path).unwrap();
    database.says(3, 30);
    reader
        .execute_batch("BEGIN; SELECT count(*) FROM t")
        .unwrap();
    // The same page once more, which this reader must not see.
    database.says(3, 31);
    let (frames, done) = database.copies();
    assert!(done < frames, "the reader holds some back");
    let wal = Wal::read(&database.wal()).unwrap();
    let file = OpenOptions::new()
        .read(true)
        .write(true)
        .open(&database.path)
        .unwrap();
    let before = database.bytes();
    assert_eq!(wal.mend(&database.wal(), &file, done).unwrap(), 0);
    assert!(database.bytes() == before);
    // Once nobody reads, what the disk did not keep is mended as ever.
    reader.execute_batch("COMMIT").unwrap();
    let (frames, done) = database.copies();
    assert_eq!(done, frames);
    let (sound, _) = database.bytes();
    let page = wal.copied(frames)[0].page;
    let mut at = &file;
    write_at(&mut at, place(page), &[0x5a; 64]).unwrap();
    assert_eq!(wal.mend(&database.wal(), &file, done).unwrap(), 1);
    assert!(database.bytes().0 == sound);
}
