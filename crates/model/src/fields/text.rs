//! Cleaning of text: what never belongs into a field or a name, whoever typed it.

/// How many combining marks may follow one another in a name (reliability.md 38).
const MAX_MARKS: usize = 8;

/// Returns the text as one line: control characters become spaces, ends are trimmed.
#[must_use]
pub fn clean_line(text: &str) -> String {
    let line: String = text
        .chars()
        .map(|c| {
            if c.is_control() || is_break(c) {
                ' '
            } else {
                c
            }
        })
        .filter(|c| !is_bidi_control(*c))
        .collect();
    line.trim().to_owned()
}

/// Returns the text with plain line breaks and without other control characters; blank ends are trimmed.
#[must_use]
pub fn clean_text(text: &str) -> String {
    let cleaned: String = text
        .replace("\r\n", "\n")
        .chars()
        .map(|c| if c == '\r' || is_break(c) { '\n' } else { c })
        .filter(|c| matches!(c, '\n' | '\t') || !(c.is_control() || is_bidi_control(*c)))
        .collect();
    cleaned.trim().to_owned()
}

/// Returns a display name without what could make it look like another (reliability.md 38).
///
/// Bidirectional controls and zero-width characters go, runs of white space become one space, and at most
/// eight combining marks may follow one another.
#[must_use]
pub fn clean_name(text: &str) -> String {
    let mut name = String::with_capacity(text.len());
    let mut marks = 0;
    for c in text.chars() {
        if is_bidi_control(c) || is_zero_width(c) {
            continue;
        }
        if c.is_control() || c.is_whitespace() {
            marks = 0;
            if !name.is_empty() && !name.ends_with(' ') {
                name.push(' ');
            }
            continue;
        }
        marks = if is_mark(c) { marks + 1 } else { 0 };
        if marks <= MAX_MARKS {
            name.push(c);
        }
    }
    name.trim().to_owned()
}

/// Line and paragraph separator.
const fn is_break(c: char) -> bool {
    matches!(c, '\u{2028}' | '\u{2029}')
}

const fn is_bidi_control(c: char) -> bool {
    matches!(c, '\u{061C}' | '\u{200E}' | '\u{200F}' | '\u{202A}'..='\u{202E}' | '\u{2066}'..='\u{2069}')
}

const fn is_zero_width(c: char) -> bool {
    matches!(
        c,
        '\u{00AD}' | '\u{034F}' | '\u{115F}' | '\u{1160}' | '\u{17B4}' | '\u{17B5}' | '\u{180E}'
            | '\u{200B}'..='\u{200D}' | '\u{2060}'..='\u{2064}' | '\u{206A}'..='\u{206F}' | '\u{3164}'
            | '\u{FE00}'..='\u{FE0F}' | '\u{FEFF}' | '\u{FFA0}' | '\u{FFF9}'..='\u{FFFB}'
            | '\u{E0000}'..='\u{E0FFF}'
    )
}

/// The blocks of combining marks that no language stacks.
const fn is_mark(c: char) -> bool {
    matches!(
        c,
        '\u{0300}'..='\u{036F}' | '\u{0483}'..='\u{0489}' | '\u{1AB0}'..='\u{1AFF}' | '\u{1DC0}'..='\u{1DFF}'
            | '\u{20D0}'..='\u{20FF}' | '\u{FE20}'..='\u{FE2F}'
    )
}
