//! Cells as the fields want them: one line of text, a whole number, a date, a choice.
//!
//! Owns what may be read into a cell without guessing; what is not clear is refused and shown to the
//! person with its row. Never shortens or cleans a text: HTML, capitals and stale notes stay.

use crate::api::ItemKind;

/// What a field holds, as far as reading a cell goes.
enum Shape {
    Line,
    Text,
    Number,
    Urgency,
    What,
    Date,
    Degrees { most: f64 },
}

fn shape_of(field: &str) -> Shape {
    match field {
        "details" | "accepts" | "hours" => Shape::Text,
        "quantity" | "minimum" => Shape::Number,
        "urgency" => Shape::Urgency,
        "what" => Shape::What,
        "neededBy" => Shape::Date,
        "lat" => Shape::Degrees { most: 90.0 },
        "lon" => Shape::Degrees { most: 180.0 },
        _ => Shape::Line,
    }
}

/// Returns the value of a cell for a field; `Some("")` is empty, `None` cannot be read.
pub(super) fn tidy(field: &str, cell: &str) -> Option<String> {
    if cell.trim().is_empty() {
        return Some(String::new());
    }
    match shape_of(field) {
        Shape::Text => Some(text(cell)),
        Shape::Line => Some(line(cell)),
        Shape::Number => whole_number(cell),
        Shape::Urgency => urgency(cell),
        Shape::What => what_of(cell).map(str::to_owned),
        Shape::Date => date(cell),
        Shape::Degrees { most } => degrees(cell, most),
    }
}

/// Returns the value as it is stored, where it is another than the cell: the code of a choice, a plain number or date.
pub(super) fn read_otherwise(field: &str, cell: &str) -> Option<String> {
    match shape_of(field) {
        Shape::Line | Shape::Text => None,
        Shape::Number | Shape::Urgency | Shape::What | Shape::Date | Shape::Degrees { .. } => {
            tidy(field, cell).filter(|value| value != cell.trim())
        }
    }
}

/// One line: ends of lines, tabs and other control characters become single spaces.
pub(super) fn line(cell: &str) -> String {
    cell.split(|letter: char| letter.is_whitespace() || letter.is_control())
        .filter(|word| !word.is_empty())
        .collect::<Vec<_>>()
        .join(" ")
}

/// The text as it stands, without space around it, and with one kind of end of line.
fn text(cell: &str) -> String {
    cell.trim().replace("\r\n", "\n").replace('\r', "\n")
}

/// `12`, `1 200`, `1,200`, `1'200`, `12.0`; nothing below zero, no parts, no other words.
fn whole_number(cell: &str) -> Option<String> {
    let plain = line(cell).replace(['\'', '’', ' '], "");
    let (whole, parts) = plain.split_once('.').unwrap_or((&plain, "0"));
    if parts.is_empty() || parts.bytes().any(|digit| digit != b'0') {
        return None;
    }
    let mut groups = whole.split(',');
    let mut digits = groups.next()?.to_owned();
    let leading = digits.len();
    for group in groups {
        if group.len() != 3 || !(1..=3).contains(&leading) {
            return None;
        }
        digits.push_str(group);
    }
    if digits.is_empty() || !digits.bytes().all(|digit| digit.is_ascii_digit()) {
        return None;
    }
    digits.parse::<u32>().ok().map(|number| number.to_string())
}

/// 1 to 4, the words that the app shows for them, and words that mean no other of the four. "High" or "medium" may be
/// of three steps or of five: such a word is for a person to read.
fn urgency(cell: &str) -> Option<String> {
    let said = line(cell).to_lowercase();
    let said = said.trim_end_matches('!').trim_end();
    // As the app shows it: `3 · Urgent`.
    let (number, word) = match said.split_once(|c: char| !c.is_ascii_digit()) {
        Some((number, word)) if !number.is_empty() => (number, word),
        Some(_) => ("", said),
        None => (said, ""),
    };
    let word = word.trim_matches(|c: char| !c.is_alphanumeric());
    let of_word = match word {
        "" => None,
        "can wait" | "whenever" | "low" | "normal" => Some("1"),
        "soon" => Some("2"),
        "urgent" => Some("3"),
        "danger to life" | "emergency" | "critical" | "immediate" => Some("4"),
        _ => return None,
    };
    let of_number = match number {
        "" => None,
        "1" | "2" | "3" | "4" => Some(number),
        _ => return None,
    };
    match (of_number, of_word) {
        (Some(number), Some(word)) if number != word => None,
        (number, word) => number.or(word).map(str::to_owned),
    }
}

/// What sort of thing is asked for or offered.
pub(super) fn what_of(cell: &str) -> Option<&'static str> {
    Some(match line(cell).to_lowercase().as_str() {
        "item" | "items" | "thing" | "things" | "goods" => "item",
        "service" | "services" => "service",
        "people" | "person" | "volunteer" | "volunteers" => "people",
        "space" | "room" => "space",
        "money" | "funds" => "money",
        "information" | "info" => "information",
        _ => return None,
    })
}

/// What a cell of a column "kind" says that its row is.
pub(super) fn kind_of(cell: &str) -> Option<ItemKind> {
    Some(match line(cell).to_lowercase().as_str() {
        "need" | "needs" => ItemKind::Need,
        "offer" | "offers" => ItemKind::Offer,
        "site" | "sites" => ItemKind::Site,
        "supply" | "supplies" => ItemKind::Supply,
        _ => return None,
    })
}

/// `2026-11-30`, `30.11.2026`, `30/11/2026`, `11/30/2026`, each with a time behind it or without.
/// 05/06/2026 is June in one country and May in the other: it is refused.
fn date(cell: &str) -> Option<String> {
    let line = line(cell);
    let day = line.split([' ', 'T']).next()?;
    let (separator, parts) = ['-', '.', '/', '\u{2013}']
        .into_iter()
        .map(|separator| (separator, day.split(separator).collect::<Vec<_>>()))
        .find(|(_, parts)| parts.len() == 3)?;
    let number = |part: &str| {
        let digits = part.bytes().all(|digit| digit.is_ascii_digit());
        (digits && part.len() <= 4).then(|| part.parse::<u32>().ok())?
    };
    let (a, b, c) = (number(parts[0])?, number(parts[1])?, number(parts[2])?);
    let (year, month, day) = if parts[0].len() == 4 {
        (a, b, c)
    } else if parts[2].len() != 4 {
        return None;
    } else if separator == '.' || a > 12 || a == b {
        (c, b, a)
    } else if separator == '/' && b > 12 {
        (c, a, b)
    } else {
        return None;
    };
    is_a_day(year, month, day).then(|| format!("{year:04}-{month:02}-{day:02}"))
}

fn is_a_day(year: u32, month: u32, day: u32) -> bool {
    let leap = year.is_multiple_of(4) && (!year.is_multiple_of(100) || year.is_multiple_of(400));
    let days = match month {
        2 => 28 + u32::from(leap),
        4 | 6 | 9 | 11 => 30,
        1..=12 => 31,
        _ => 0,
    };
    (1900..=2200).contains(&year) && (1..=days).contains(&day)
}

/// Decimal degrees, with a point or a comma; kept as written otherwise, so that no digit is lost.
fn degrees(cell: &str, most: f64) -> Option<String> {
    let mut plain = line(cell).replace('\u{2212}', "-");
    if !plain.contains('.') && plain.matches(',').count() == 1 {
        plain = plain.replace(',', ".");
    }
    let usual = plain
        .bytes()
        .all(|byte| byte.is_ascii_digit() || matches!(byte, b'.' | b'-' | b'+'));
    let degrees = plain.parse::<f64>().ok()?;
    (usual && degrees.abs() <= most).then_some(plain)
}
