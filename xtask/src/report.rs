//! Reads what test runners print last, and sums it up.

use std::ops::AddAssign;

/// How many tests did what.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default)]
pub struct Counts {
    /// Ended well.
    pub passed: u64,
    /// Did not.
    pub failed: u64,
    /// Were left out, for a reason that was printed.
    pub skipped: u64,
}

impl AddAssign for Counts {
    fn add_assign(&mut self, other: Self) {
        self.passed += other.passed;
        self.failed += other.failed;
        self.skipped += other.skipped;
    }
}

impl Counts {
    /// Whether nothing was counted.
    pub fn is_none(self) -> bool {
        self == Self::default()
    }

    /// The plain closing line, as runners print it.
    pub fn closing_line(self) -> String {
        let Self {
            passed,
            failed,
            skipped,
        } = self;
        if skipped == 0 {
            format!("{passed} passed, {failed} failed")
        } else {
            format!("{passed} passed, {failed} failed, {skipped} skipped")
        }
    }
}

/// Reads a closing line of nextest, cargo test or vitest; `None` for any other line.
///
/// What nextest and cargo test call skipped is what a filter left for another stage; it is not counted.
/// A test that cannot run here says so itself, by a line that starts with `skipped:`.
pub fn read(line: &str) -> Option<Counts> {
    let line = without_colours(line);
    let line = line.trim();
    let told = line
        .strip_prefix("Summary [")
        .or_else(|| line.strip_prefix("test result:"))
        .or_else(|| line.strip_prefix("Tests  "));
    if line.starts_with("skipped:") {
        return Some(Counts {
            skipped: 1,
            ..Counts::default()
        });
    }
    let told = told?;
    Some(Counts {
        passed: number_before(told, "passed"),
        failed: number_before(told, "failed") + number_before(told, "timed out"),
        skipped: 0,
    })
}

/// Returns the number in front of a word: `3 passed` → 3; 0 where there is none.
fn number_before(text: &str, word: &str) -> u64 {
    let Some((before, _)) = text.split_once(&format!(" {word}")) else {
        return 0;
    };
    let digits = before.rsplit(|c: char| !c.is_ascii_digit()).next();
    digits.and_then(|digits| digits.parse().ok()).unwrap_or(0)
}

fn without_colours(line: &str) -> String {
    let mut kept = String::with_capacity(line.len());
    let mut inside = false;
    for c in line.chars() {
        match (inside, c) {
            (false, '\u{1b}') => inside = true,
            (true, 'm') => inside = false,
            (true, _) => {}
            (false, c) => kept.push(c),
        }
    }
    kept
}

#[cfg(test)]
mod tests {
    use super::*;

    fn counts(passed: u64, failed: u64) -> Option<Counts> {
        Some(Counts {
            passed,
            failed,
            skipped: 0,
        })
    }

    #[test]
    fn reads_what_the_runners_print_last() {
        let nextest = "     Summary [   5.046s] 7 tests run: 5 passed (1 slow), 1 failed, 1 timed out, 9 skipped";
        assert_eq!(read(nextest), counts(5, 2));
        let cargo = "test result: ok. 6 passed; 0 failed; 1 ignored; 0 measured; 0 filtered out";
        assert_eq!(read(cargo), counts(6, 0));
        let vitest = "\u{1b}[2m      Tests \u{1b}[22m \u{1b}[1m1 failed\u{1b}[22m | 11 passed (12)";
        assert_eq!(read(vitest), counts(11, 1));
        assert_eq!(read("running 6 tests"), None);
        assert_eq!(read("skipped: no root").map(|read| read.skipped), Some(1));
    }

    #[test]
    fn closes_with_the_plain_line() {
        let all = Counts {
            passed: 3,
            failed: 0,
            skipped: 1,
        };
        assert_eq!(all.closing_line(), "3 passed, 0 failed, 1 skipped");
    }
}
