//! The stewards of a board, for people.

use app::api::{DisputeSide, RivalView, StewardLine, StewardsView};

use super::table::plain;
use crate::parse::moment_text;

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
    lines.extend(view.rivals.iter().flat_map(rival));
    for dispute in &view.disputes {
        lines.extend(dispute.sides.iter().map(side));
        if !dispute.read {
            lines.push("  Coordinators cannot remove each other: a steward decides. `mh remove PERSON`, or `mh stewards seen` to leave it so.".to_owned());
        }
    }
    lines.push(String::new());
    lines.join("\n")
}

/// Others who were named at the same time, and do not count.
fn rival(rival: &RivalView) -> Vec<String> {
    let by = if rival.by_key {
        "the recovery key".to_owned()
    } else {
        names(&rival.signed)
    };
    let named = names(&rival.people);
    let mut lines = vec![format!(
        "At the same time {by} named others, which does not count: {named}"
    )];
    if !rival.read {
        lines.push("  `mh stewards seen` tells it no more as new.".to_owned());
    }
    lines
}

fn side(side: &DisputeSide) -> String {
    let (by, against) = (plain(&side.by.name), plain(&side.against.name));
    let why = crate::words::people::reason(side.reason, side.note.as_deref());
    let at = side.at.map(moment_text).unwrap_or_default();
    format!("To decide: {by} wants {against} removed {at} ({why})")
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
