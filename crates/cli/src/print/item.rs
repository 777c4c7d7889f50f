//! One thing whole: fields, claims, stock, comments, history.

use app::api::{
    Activity, ActivityKind, ClaimView, FieldView, HolderView, ItemKind, ItemView, KeptWhy,
    KeptWork, StockLine,
};

use super::cases::can_open;
use super::table::plain;
use crate::parse::moment_text;
use crate::words;

/// Returns the page as text.
pub fn item_page(page: &ItemView) -> String {
    let row = &page.row;
    let mut lines = vec![format!("{}  {}", row.code, plain(&row.title))];
    let mut head = vec![words::kind(row.kind).to_owned()];
    if matches!(row.kind, ItemKind::Need | ItemKind::Offer) {
        head.push(words::state(row.state).to_owned());
    }
    if row.archived {
        head.push("put away".to_owned());
    }
    if let Some(left) = row.remaining {
        head.push(format!("{left} left"));
    }
    if let Some(on_hand) = row.on_hand {
        head.push(format!("{on_hand} on hand"));
    }
    head.push(format!(
        "made by {}, {}",
        plain(&row.made_by),
        moment_text(page.made_at)
    ));
    lines.push(head.join(" · "));
    lines.extend(
        page.notices
            .iter()
            .map(|notice| format!("! {}", words::notice(notice))),
    );
    lines.extend(page.kept.iter().map(kept_line));
    if page.newer {
        lines.push("! A part of this was written with a newer version of Manyhands. It is kept as it is; update to see and edit it.".to_owned());
    }
    section(
        &mut lines,
        "",
        page.fields
            .iter()
            .filter(|field| field.field != "title")
            .flat_map(field_lines),
    );
    section(
        &mut lines,
        "Two versions",
        page.fields.iter().flat_map(version_lines),
    );
    let case = page
        .case
        .iter()
        .map(|mark| can_open(mark).trim().to_owned());
    section(&mut lines, "Sealed case", case);
    section(&mut lines, "Claims", page.claims.iter().map(claim_line));
    section(&mut lines, "Stock", page.stock.iter().map(stock_line));
    let comments = page.comments.iter();
    section(
        &mut lines,
        "Comments",
        comments.map(|comment| {
            format!(
                "{} {}: {}",
                moment_text(comment.at),
                plain(&comment.by),
                plain(&comment.text)
            )
        }),
    );
    section(
        &mut lines,
        "History",
        page.history.iter().map(activity_line),
    );
    lines.push(String::new());
    lines.push(words::saved(&page.saved));
    lines.extend(page.holders.iter().filter(|one| !one.me).map(holder_line));
    let mut text = lines.join("\n");
    text.push('\n');
    text
}

/// Who holds it, and since when that is known.
fn holder_line(holder: &HolderView) -> String {
    let name = match holder.helper {
        true => words::helper(&plain(&holder.name)),
        false => plain(&holder.name),
    };
    match (holder.holds, holder.since) {
        (true, Some(since)) => format!("  {name}: since {}", moment_text(since)),
        (true, None) => format!("  {name}"),
        (false, _) => format!("  {name}: not yet, as far as is known"),
    }
}

fn section(lines: &mut Vec<String>, heading: &str, content: impl Iterator<Item = String>) {
    let content: Vec<String> = content.collect();
    if content.is_empty() {
        return;
    }
    lines.push(String::new());
    if !heading.is_empty() {
        lines.push(heading.to_owned());
    }
    lines.extend(content.into_iter().map(|line| format!("  {line}")));
}

/// A text of several lines stands below its name.
fn field_lines(field: &FieldView) -> Vec<String> {
    let Some(value) = &field.value else {
        let newer = field
            .newer
            .then(|| format!("{}: (a newer version of Manyhands knows it)", field.field));
        return newer.into_iter().collect();
    };
    let mut parts = value.split('\n').map(plain);
    let first = format!("{}: {}", field.field, parts.next().unwrap_or_default());
    let mut lines = vec![first];
    lines.extend(parts.map(|part| format!("  {part}")));
    lines
}

fn version_lines(field: &FieldView) -> Vec<String> {
    field
        .versions
        .iter()
        .map(|version| {
            let by = if version.mine {
                "you".to_owned()
            } else {
                plain(&version.by)
            };
            let value = version
                .value
                .as_deref()
                .map_or_else(|| "(empty)".to_owned(), plain);
            format!(
                "{}: {value} – {by}, {}",
                field.field,
                moment_text(version.at)
            )
        })
        .collect()
}

fn claim_line(claim: &ClaimView) -> String {
    let mut line = if claim.mine {
        "you".to_owned()
    } else {
        plain(&claim.by)
    };
    if let Some(quantity) = claim.quantity {
        line.push_str(&format!(": {quantity}"));
    }
    if !claim.leads {
        line.push_str(" (also coming)");
    }
    if let Some(until) = claim.until {
        line.push_str(&format!(", until {}", moment_text(until)));
    }
    if let Some(note) = &claim.note {
        line.push_str(&format!(" – {}", plain(note)));
    }
    line
}

fn stock_line(stock: &StockLine) -> String {
    let place = stock
        .site_name
        .as_deref()
        .map_or_else(|| "no site named".to_owned(), plain);
    let counts: Vec<String> = stock
        .counts
        .iter()
        .map(|count| {
            format!(
                "{} by {} {}",
                count.counted,
                plain(&count.by),
                moment_text(count.at)
            )
        })
        .collect();
    if counts.is_empty() {
        format!("{place}: {}", stock.on_hand)
    } else {
        format!("{place}: {} (counted {})", stock.on_hand, counts.join("; "))
    }
}

/// Whose work stands only because others built on it.
fn kept_line(kept: &KeptWork) -> String {
    let by = if kept.mine {
        "you".to_owned()
    } else {
        plain(&kept.by)
    };
    let what = if kept.made { "This" } else { "A part of this" };
    let why = match kept.why {
        KeptWhy::Removed => "who was removed from the board",
        KeptWhy::DeviceRevoked => "on a device that was taken off the board",
        KeptWhy::Other => "who had no right to write it any more",
    };
    let mut others: Vec<String> = kept.built_on_by.iter().map(|name| plain(name)).collect();
    if kept.built_on_by_me {
        others.push("you".to_owned());
    }
    let others = others.join(", ");
    format!("! {what} is by {by}, {why}. It stands because others built on it: {others}")
}

fn activity_line(activity: &Activity) -> String {
    let by = if activity.mine {
        "you".to_owned()
    } else {
        plain(&activity.by)
    };
    let much = |quantity: &Option<u32>| quantity.map(|much| format!(" {much}")).unwrap_or_default();
    let what = match &activity.what {
        ActivityKind::Made => "made it".to_owned(),
        ActivityKind::Edited { field, value } => match value {
            Some(value) => format!("{field}: {}", plain(value)),
            None => format!("emptied {field}"),
        },
        ActivityKind::Claimed { quantity } => format!("claimed{}", much(quantity)),
        ActivityKind::Released => "took the claim back".to_owned(),
        ActivityKind::Delivered { quantity } => format!("delivered{}", much(quantity)),
        ActivityKind::Withdrawn { note } => {
            let note = note.as_deref().map(|note| format!(" – {}", plain(note)));
            format!("withdrew it{}", note.unwrap_or_default())
        }
        ActivityKind::StockMoved { quantity } => format!("stock {quantity:+}"),
        ActivityKind::Counted { counted } => format!("counted {counted}"),
        ActivityKind::Commented => "commented".to_owned(),
        ActivityKind::Attached { name } => format!("added the file {}", plain(name)),
        ActivityKind::Archived => "put it away".to_owned(),
        ActivityKind::Restored => "brought it back".to_owned(),
        ActivityKind::TakenBack => "took something back".to_owned(),
        ActivityKind::AskedAgain { text } => format!("asked to show it again: {}", plain(text)),
    };
    let kept = if activity.kept { " (kept)" } else { "" };
    format!("{} {by}: {what}{kept}", moment_text(activity.at))
}
