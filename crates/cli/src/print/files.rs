//! Pictures and files, as they are told.

use app::api::{AttachmentRow, AttachmentState};

use super::plain;

/// Files of an item, one a line.
pub fn attachments(files: &[AttachmentRow]) -> String {
    if files.is_empty() {
        return "No pictures and no files.".to_owned();
    }
    let lines: Vec<String> = files.iter().map(line).collect();
    lines.join("\n")
}

fn line(file: &AttachmentRow) -> String {
    let size = size(file.size);
    let state = match file.state {
        AttachmentState::Here => "here".to_owned(),
        AttachmentState::Coming => format!("on its way: {} of {size}", self::size(file.have)),
        AttachmentState::Nobody => "nobody who is online has it".to_owned(),
        AttachmentState::TooLarge => "not fetched by itself".to_owned(),
        AttachmentState::NoRoom => {
            "not fetched by itself: less than 1 GB is free on the disk".to_owned()
        }
        AttachmentState::Stopped => "stopped".to_owned(),
        AttachmentState::Wrong => "not what it says it is: it is not fetched".to_owned(),
    };
    let mut line = format!(
        "{}  {size}  {state}  (by {})",
        plain(&file.name),
        plain(&file.by)
    );
    if file.taken_off {
        line.push_str("  taken off; kept on this computer");
    }
    line
}

/// A size for people.
fn size(bytes: i64) -> String {
    match bytes {
        ..1_000 => format!("{bytes} bytes"),
        1_000..1_000_000 => format!("{} KB", bytes / 1_000),
        _ => format!("{}.{} MB", bytes / 1_000_000, bytes % 1_000_000 / 100_000),
    }
}
