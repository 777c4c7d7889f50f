//! Which person is meant.

use app::api::{AppError, ErrorCode, PersonRow, Query, RowData};

use super::Here;
use crate::trouble::Trouble;

impl Here {
    /// Returns who is on a board, and who was removed.
    ///
    /// # Errors
    /// What the app refuses.
    pub async fn people(&self, board: &str) -> Result<Vec<PersonRow>, Trouble> {
        let query = Query::People {
            board: board.to_owned(),
        };
        let rows = self.view(query).await?;
        Ok(rows
            .into_iter()
            .filter_map(|row| {
                if let RowData::Person(person) = row.data {
                    Some(person)
                } else {
                    None
                }
            })
            .collect())
    }

    /// Returns the person whom a name or the beginning of an id means.
    ///
    /// # Errors
    /// `noSuchPerson`, `whichPerson`.
    pub async fn person(&self, board: &str, named: &str) -> Result<PersonRow, Trouble> {
        choose(&self.people(board).await?, named)
    }
}

/// Chooses by whole id, then by name, then by the beginning of the id, then by that of the name.
pub(super) fn choose(people: &[PersonRow], named: &str) -> Result<PersonRow, Trouble> {
    let wanted = named.trim().to_lowercase();
    let rules: [fn(&PersonRow, &str) -> bool; 4] = [
        |person, wanted| person.person == wanted,
        |person, wanted| person.name.to_lowercase() == wanted,
        |person, wanted| person.person.starts_with(wanted),
        |person, wanted| person.name.to_lowercase().starts_with(wanted),
    ];
    for rule in rules.iter().filter(|_| !wanted.is_empty()) {
        let mut fits: Vec<PersonRow> = people
            .iter()
            .filter(|person| rule(person, &wanted))
            .cloned()
            .collect();
        if fits.len() > 1 {
            let names: Vec<String> = fits.iter().map(listed).collect();
            return Err(Trouble::which("whichPerson", "people", &names));
        }
        if let Some(person) = fits.pop() {
            return Ok(person);
        }
    }
    Err(AppError::new(ErrorCode::NoSuchPerson, "nobody fits")
        .with("person", named)
        .into())
}

fn listed(person: &PersonRow) -> String {
    let id = person.person.get(..8).unwrap_or(&person.person);
    format!("{} ({id})", crate::print::plain(&person.name))
}
