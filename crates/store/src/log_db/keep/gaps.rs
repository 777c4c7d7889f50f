//! What is left of logs and their branches when what could be read of a damaged file was carried over: of each log what
//! follows from its beginning without a gap, and of each branch what follows from the entry that it leaves.
//!
//! Never makes anything up: a branch of which nobody knows any more what it left goes, and is fetched again.

use crate::StoreError;
use crate::log_db::LogDb;
use crate::log_db::rows::all;

/// What has to go before the gaps are looked for: the entries of branches whose own row is gone. The row of a branch's
/// log is named by the branch's first entry.
const WITHOUT_A_PLACE: &str = "DELETE FROM entries WHERE log NOT IN (SELECT log FROM branches) \
     AND log IN (SELECT l.id FROM logs l JOIN entries e ON e.log = l.id AND e.entry = l.log)";

/// The first entry of each log or branch that follows nothing which is here.
const GAPS: &str = "SELECT g.log, min(g.seq) FROM entries g LEFT JOIN branches b ON b.log = g.log \
     WHERE NOT EXISTS (SELECT 1 FROM entries p WHERE p.log = g.log AND p.seq = g.seq - 1) \
     AND NOT (g.seq = 1 AND (b.log IS NULL OR b.before = zeroblob(32))) \
     AND NOT EXISTS (SELECT 1 FROM entries p WHERE p.entry = b.before AND p.seq = g.seq - 1) \
     GROUP BY g.log";

/// Logs of which nothing is left on the branch that came first, with the first of the others that begins at the start.
const HEIRS: &str = "SELECT b.of, min(b.log) FROM branches b \
     JOIN entries e ON e.log = b.log AND e.seq = 1 \
     WHERE NOT EXISTS (SELECT 1 FROM entries f WHERE f.log = b.of) GROUP BY b.of";

impl LogDb {
    /// Takes away what stands behind a gap.
    pub(super) fn cut_gaps(&self) -> Result<(), StoreError> {
        self.db.execute(WITHOUT_A_PLACE, [])?;
        // What goes from one branch may be what another one left.
        loop {
            let gaps = self.pairs(GAPS)?;
            if gaps.is_empty() {
                break;
            }
            for gap in gaps {
                let sql = "DELETE FROM entries WHERE log = ? AND seq >= ?";
                self.db.execute(sql, gap)?;
            }
        }
        let sql = "DELETE FROM branches WHERE log NOT IN (SELECT log FROM entries)";
        self.db.execute(sql, [])?;
        for (log, heir) in self.pairs(HEIRS)? {
            self.inherit(log, heir)?;
        }
        for sql in [
            "DELETE FROM forks WHERE log NOT IN (SELECT log FROM entries)",
            "DELETE FROM logs WHERE id NOT IN (SELECT log FROM entries)",
        ] {
            self.db.execute(sql, [])?;
        }
        Ok(())
    }

    /// Lets a branch that begins at the start take the place of the first one, of which nothing is left.
    fn inherit(&self, log: i64, heir: i64) -> Result<(), StoreError> {
        let sql = "SELECT log FROM logs WHERE id = ?";
        let name: Vec<u8> = self.db.query_row(sql, [log], |row| row.get(0))?;
        for sql in [
            "UPDATE branches SET of = ?2 WHERE of = ?1 AND log <> ?2",
            "DELETE FROM branches WHERE log = ?2 AND of = ?1",
            "UPDATE OR IGNORE forks SET log = ?2 WHERE log = ?1",
            "DELETE FROM forks WHERE log = ?1 AND log <> ?2",
            "DELETE FROM logs WHERE id = ?1 AND id <> ?2",
        ] {
            self.db.execute(sql, (log, heir))?;
        }
        let sql = "UPDATE logs SET log = ? WHERE id = ?";
        self.db.execute(sql, (name, heir))?;
        Ok(())
    }

    fn pairs(&self, sql: &str) -> Result<Vec<(i64, i64)>, StoreError> {
        all(&mut self.db.prepare(sql)?, [], |row| {
            Ok((row.get(0)?, row.get(1)?))
        })
    }
}
