//! The stewards of a board, for people.

use app::api::{StewardLine, StewardsView};

use super::table::plain;

/// Returns the stewards, the rule, and what is proposed.
pub fn stewards(view: &StewardsView) -> String {
    let mut lines = vec![format!("Stewards: {}", names(&view.people))];
    let count = view.people.len();
    lines.push(match count {
        1 => {
            "One steward: their word alone changes the stewards. Ask a second one early.".to_owned()
        }
        _ => format!(
            "{} of {count} must agree to change the stewards.",
            view.threshold
        ),
    });
    if view.recovery_key {
        lines.push("There is a recovery key on paper, which can name others.".to_owned());
    }
    for proposal in &view.proposals {
        let id = proposal.proposal.get(..8).unwrap_or(&proposal.proposal);
        lines.push(format!("Proposed ({id}): {}", names(&proposal.people)));
        let more = proposal.missing;
        lines.push(format!(
            "  agreed: {}; {more} more must agree",
            names(&proposal.agreed)
        ));
        if !proposal.dropped.is_empty() {
            lines.push(format!(
                "  no steward any more: {}",
                names(&proposal.dropped)
            ));
        }
    }
    lines.push(String::new());
    lines.join("\n")
}

/// Returns words with their numbers, one a line.
pub fn numbered(words: &[String]) -> String {
    let lines = words.iter().zip(1..);
    lines
        .map(|(word, number)| format!("{number:>2}. {word}\n"))
        .collect()
}

fn names(people: &[StewardLine]) -> String {
    let names: Vec<String> = people.iter().map(|line| plain(&line.name)).collect();
    names.join(", ")
}
