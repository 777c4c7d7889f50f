//! A ticket in whatever was pasted: the ticket alone, a link, or the whole mail that it came in.
//!
//! Owns where in a text a ticket may begin and end; what a ticket is, [`TicketText`] decides. Looks at no text that is
//! longer than a mail, and gives up on one that is made of beginnings.

#[cfg(test)]
mod tests;

use trust::{MAX_TICKET_TEXT, TicketError, TicketText};

use crate::api::{AppError, ErrorCode};

/// The longest text that is looked at, in bytes: a long mail with what it answers.
const MAX_PASTE: usize = 64 * 1024;
/// How many pieces of a text are tried: a ticket that was wrapped into many lines takes one try for each.
const TRIES: usize = 300;
/// A shorter piece is none: words such as "mh1" are no damaged tickets either.
const SHORTEST: usize = 40;

/// Returns the one ticket in a text.
///
/// # Errors
/// `TicketDamaged` with `details.why`: what [`TicketError::code`] says, or `several` where there are different tickets;
/// `AppTooOld` for the ticket of a newer app.
pub(crate) fn ticket_in(text: &str) -> Result<TicketText, AppError> {
    if text.len() > MAX_PASTE {
        return Err(TicketError::TooLong.into());
    }
    let alone = match TicketText::parse(text) {
        Ok(ticket) => return Ok(ticket),
        Err(error) => error,
    };
    let mut found = Search::default();
    for begin in beginnings(text) {
        if found.tries >= TRIES {
            break;
        }
        found.look(&text[begin..]);
    }
    let mut tickets = found.tickets.into_iter();
    match (tickets.next(), tickets.next()) {
        (Some(only), None) => Ok(only),
        (Some(_), Some(_)) => {
            let message = "several different tickets";
            Err(AppError::new(ErrorCode::TicketDamaged, message).with("why", "several"))
        }
        (None, _) => Err(found.wrong.unwrap_or(alone).into()),
    }
}

/// What was found on the way through a text.
#[derive(Default)]
struct Search {
    tickets: Vec<TicketText>,
    /// What is wrong with the first piece that should have been a ticket.
    wrong: Option<TicketError>,
    tries: usize,
}

impl Search {
    /// Reads a ticket that begins here. A mail may have wrapped it: lines and words that could go on are added one by
    /// one, until the checksum says that it is whole.
    fn look(&mut self, text: &str) {
        let (mut piece, mut rest) = (String::new(), text);
        let mut wrong = None;
        while self.tries < TRIES {
            let (word, after) = first_word(rest);
            piece.extend(word.chars().filter(char::is_ascii_alphanumeric));
            if word.is_empty() || piece.len() > MAX_TICKET_TEXT {
                break;
            }
            if piece.len() >= SHORTEST {
                self.tries += 1;
                match TicketText::parse(&piece) {
                    Ok(ticket) => {
                        if !self.tickets.contains(&ticket) {
                            self.tickets.push(ticket);
                        }
                        return;
                    }
                    Err(error) => wrong = wrong.or(Some(error)),
                }
            }
            // Between the pieces: space, and the mark in front of lines that somebody answers.
            rest = after.trim_start_matches(|c: char| c.is_whitespace() || c == '>');
            if rest.len() == after.len() {
                break;
            }
        }
        self.wrong = self.wrong.or(wrong);
    }
}

/// Where tickets may begin: `mh` and a digit, in any case, at the beginning of a word.
fn beginnings(text: &str) -> impl Iterator<Item = usize> {
    let bytes = text.as_bytes();
    let here = |at: &usize| {
        let before = at.checked_sub(1).and_then(|before| bytes.get(before));
        let letters = bytes.get(*at..at + 2);
        letters.is_some_and(|letters| letters.eq_ignore_ascii_case(b"mh"))
            && bytes.get(at + 2).is_some_and(u8::is_ascii_digit)
            && !before.is_some_and(u8::is_ascii_alphanumeric)
    };
    (0..bytes.len()).filter(here)
}

/// Splits off what can stand in a ticket.
fn first_word(text: &str) -> (&str, &str) {
    let end = text.find(|c: char| !c.is_ascii_alphanumeric() && !unseen(c));
    text.split_at(end.unwrap_or(text.len()))
}

/// Characters that mails and chats put in between, unseen; as [`TicketText::parse`] has them.
fn unseen(c: char) -> bool {
    matches!(
        c,
        '\u{ad}' | '\u{200b}'..='\u{200f}' | '\u{2060}' | '\u{feff}'
    )
}
