//! Small texts of the command line: `field=value`, `+5`, `2h`.
//!
//! Owns their shapes and what is said when one does not fit. Never asks the clock.

use std::str::FromStr;

#[cfg(test)]
mod tests;

/// `name=value`.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Assignment {
    /// What stands before the first `=`.
    pub name: String,
    /// What stands behind it; may be empty.
    pub value: String,
}

impl FromStr for Assignment {
    type Err = String;

    fn from_str(text: &str) -> Result<Self, String> {
        match text.split_once('=') {
            Some((name, value)) if !name.trim().is_empty() => Ok(Self {
                name: name.trim().to_owned(),
                value: value.to_owned(),
            }),
            _ => Err("write it as NAME=VALUE; put quotes around words with spaces".to_owned()),
        }
    }
}

/// `+N`, `-N`, `=N`.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum StockChange {
    /// Came in.
    Received(u32),
    /// Went out.
    GivenOut(u32),
    /// Was counted.
    Counted(u32),
}

impl FromStr for StockChange {
    type Err = String;

    fn from_str(text: &str) -> Result<Self, String> {
        let number = |rest: &str| {
            let digits = !rest.is_empty() && rest.bytes().all(|byte| byte.is_ascii_digit());
            digits.then(|| rest.parse::<u32>().ok()).flatten()
        };
        let (make, rest): (fn(u32) -> Self, &str) = match text.split_at_checked(1) {
            Some(("+", rest)) => (Self::Received, rest),
            Some(("-", rest)) => (Self::GivenOut, rest),
            Some(("=", rest)) => (Self::Counted, rest),
            _ => {
                return Err(
                    "write +5 for what came in, -3 for what went out, =12 for what was counted"
                        .to_owned(),
                );
            }
        };
        match (number(rest), make) {
            (None, _) => Err("write a whole number behind the sign".to_owned()),
            (Some(0), make) if make(0) != Self::Counted(0) => Err(
                "0 is nothing that came in or went out; =0 says that nothing is left".to_owned(),
            ),
            (Some(number), make) => Ok(make(number)),
        }
    }
}

/// A point in time that is still to come.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Moment {
    /// So many milliseconds from now.
    In(i64),
    /// The end of a day (UTC), in milliseconds since 1970.
    At(i64),
}

const MINUTE: i64 = 60_000;
const DAY: i64 = 24 * 60 * MINUTE;

impl Moment {
    /// Returns it in milliseconds since 1970.
    #[must_use]
    pub fn ms_after(self, now_ms: i64) -> i64 {
        match self {
            Self::In(ms) => now_ms.saturating_add(ms),
            Self::At(ms) => ms,
        }
    }
}

impl FromStr for Moment {
    type Err = String;

    fn from_str(text: &str) -> Result<Self, String> {
        if let Some(days) = days_since_1970(text) {
            return Ok(Self::At((days + 1) * DAY - 1));
        }
        let unit = match text.chars().last() {
            Some('m') => MINUTE,
            Some('h') => 60 * MINUTE,
            Some('d') => DAY,
            Some('w') => 7 * DAY,
            _ => 0,
        };
        let count = text.get(..text.len().saturating_sub(1)).unwrap_or_default();
        match count.parse::<u16>() {
            Ok(count) if unit > 0 && count > 0 => Ok(Self::In(i64::from(count) * unit)),
            _ => Err("write 30m, 2h, 3d, 1w, or a day as 2026-11-30".to_owned()),
        }
    }
}

/// Reads `YYYY-MM-DD` (Howard Hinnant's `days_from_civil`).
fn days_since_1970(text: &str) -> Option<i64> {
    let parts: Vec<&str> = text.split('-').collect();
    let [year, month, day] = parts.as_slice() else {
        return None;
    };
    if year.len() != 4 || month.len() != 2 || day.len() != 2 {
        return None;
    }
    let (year, month, day): (i64, i64, i64) =
        (year.parse().ok()?, month.parse().ok()?, day.parse().ok()?);
    if !(1970..=9999).contains(&year) || !(1..=12).contains(&month) || !(1..=31).contains(&day) {
        return None;
    }
    let shifted = if month <= 2 { year - 1 } else { year };
    let era = shifted.div_euclid(400);
    let year_of_era = shifted.rem_euclid(400);
    let day_of_year = (153 * ((month + 9) % 12) + 2) / 5 + day - 1;
    let day_of_era = year_of_era * 365 + year_of_era / 4 - year_of_era / 100 + day_of_year;
    Some(era * 146_097 + day_of_era - 719_468)
}

/// Writes milliseconds since 1970 as `2026-11-30 14:05 UTC`.
#[must_use]
pub fn moment_text(ms: i64) -> String {
    let text = app::export::moment(ms);
    match text.split_once('T') {
        Some((day, time)) => format!("{day} {} UTC", time.get(..5).unwrap_or(time)),
        None => text,
    }
}
