//! The sentences of `mh`: one for each code of the app.
//!
//! Owns the words; they follow ui.md ("Status language"): what happened, and what to do. Never
//! decides anything.

pub mod keep;
pub mod people;

use app::api::{
    AppError, BoardRow, ErrorCode, ItemKind, ItemState, NoticeCode, NoticeView, SavedState,
};

use crate::parse::moment_text;
use crate::print::plain;

/// Returns the sentence for an error, and what was done before it, if anything was.
pub fn sentence(error: &AppError) -> String {
    let cause = cause(error);
    match error.details.get("added").map(String::as_str) {
        None => cause,
        Some(added) => format!(
            "{cause}\nThe import ended on the way: {added} of its rows were added before, and are saved. `mh undo` takes them back; importing the list again adds only what is missing."
        ),
    }
}

fn cause(error: &AppError) -> String {
    let detail = |key: &str| error.details.get(key).map_or("", String::as_str);
    match error.code {
        ErrorCode::NoSuchBoard => {
            "There is no such board here. `mh boards` lists what is here; `mh new NAME` makes one, `mh join TICKET` joins one.".to_owned()
        }
        ErrorCode::NoSuchItem => "There is nothing with this code on the board. `mh list` shows the codes.".to_owned(),
        ErrorCode::NoSuchAttachment => "There is no picture and no file of this name on it. `mh attachments CODE` lists them.".to_owned(),
        ErrorCode::NotHere => "The file is not on this computer yet, or not all of it. `mh sync` meets others; a large one comes when somebody asks for it in the window.".to_owned(),
        ErrorCode::UpdateToEdit => "This was written with a newer version of Manyhands, and is kept as it is. Update to see and edit it.".to_owned(),
        ErrorCode::NoSuchPerson => "There is no such person on the board. `mh people` lists who is there.".to_owned(),
        ErrorCode::NoSuchDevice => "There is no such device on the board. `mh people PERSON` lists the devices.".to_owned(),
        ErrorCode::NoSuchTicket => "There is no such ticket on the board. `mh tickets` lists them.".to_owned(),
        ErrorCode::LastSteward => "You are the only steward, and others are on the board: nobody could appoint coordinators any more. Name another steward first: mh stewards propose PERSON".to_owned(),
        ErrorCode::StewardsNeedYou => "The stewards who stay could not agree on others without you. Name other stewards first (`mh stewards propose`), then leave.".to_owned(),
        ErrorCode::BadStewards => bad_stewards(detail("why")),
        ErrorCode::NoSuchProposal => "This is not proposed any more. `mh stewards` lists what is.".to_owned(),
        ErrorCode::RecoveryKeyWrong if detail("why") == "none" => "This board was made without a recovery key.".to_owned(),
        ErrorCode::RecoveryKeyWrong => "These words are the recovery key of another board. Nothing was changed.".to_owned(),
        ErrorCode::NothingToAsk => "This is not hidden for everybody, or you have asked already.".to_owned(),
        ErrorCode::NotYourself => "You cannot do this to yourself.".to_owned(),
        ErrorCode::AmbiguousCode => format!("Several things fit this code: {}. Type more of it.", detail("items")),
        ErrorCode::BadField => bad_field(detail("field"), detail("why")),
        ErrorCode::NotAllowed if detail("role") == "none" => "You are not on this board any more: you can read what was here, and change nothing. `mh status` says why.".to_owned(),
        ErrorCode::NotAllowed => format!("Your role on this board ({}) does not allow this. Ask a steward.", or(detail("role"), "none")),
        ErrorCode::NothingToRelease => "You have no claim on this, so there is nothing to take back.".to_owned(),
        ErrorCode::NothingToUndo => "There is nothing of yours to take back.".to_owned(),
        ErrorCode::ChangedSince => format!("{} {} since. Look at it with `mh show` and try again.", or(detail("person"), "Somebody"), did(detail("what"), detail("field"))),
        ErrorCode::TicketDamaged if detail("why") == "several" => "There are several tickets in this text. Give one of them.".to_owned(),
        ErrorCode::TicketDamaged => "This ticket is damaged: some letters are missing or changed. Ask for it again.".to_owned(),
        ErrorCode::TicketExpired => format!("This ticket has run out{}. Ask for a new one.", at(detail("at"))),
        ErrorCode::TicketUsedUp => "This ticket was used as often as it may be. Ask for a new one.".to_owned(),
        ErrorCode::TicketRemoved => "This ticket was taken back. Ask for a new one.".to_owned(),
        ErrorCode::AppTooOld => "This needs a newer version of Manyhands. Update it first.".to_owned(),
        ErrorCode::OtherBoard => "Who answered has another board than the one you were invited to.".to_owned(),
        ErrorCode::HelperTicket => "This ticket is for a helper: `mh helper TICKET` carries the board on this computer.".to_owned(),
        ErrorCode::NotAHelperTicket => "This ticket is for a person. `mh join TICKET` joins by it.".to_owned(),
        ErrorCode::AlreadyCarried => "This computer carries the board as a helper, and cannot be on it too.".to_owned(),
        ErrorCode::NoRelay => "There is no relay in your settings. Without one you meet nobody on this board. Add one (`mh settings relays=URL`), or use the public ones (`mh settings relays=public`).".to_owned(),
        ErrorCode::AlreadyMember => "You are on this board already. `mh boards` lists it.".to_owned(),
        ErrorCode::NoSuchCase => "This need has no sealed case.".to_owned(),
        ErrorCode::CaseErased => "The sealed case was erased.".to_owned(),
        ErrorCode::CaseSealed => format!("You cannot open this sealed case. Who can: {}.", or(detail("openers"), "nobody here")),
        ErrorCode::NobodyReached => "Nobody could be reached: nothing was sent. Try again later, or in another network.".to_owned(),
        ErrorCode::TooManyReports => "Too many reports wait here, or came in by this ticket: nothing was sent. Try again tomorrow.".to_owned(),
        ErrorCode::OtherTicketKind if detail("kind") == "reporter" => "This ticket is for sending a report, not for joining: `mh report TICKET TEXT`.".to_owned(),
        ErrorCode::OtherTicketKind => "This ticket is for joining the board, not for sending a report: `mh join TICKET`.".to_owned(),
        ErrorCode::NoQrCode => "There is no QR code in this picture that can be read.".to_owned(),
        ErrorCode::BadFile => bad_file(detail("why"), detail("limit")),
        ErrorCode::TooLarge => format!("The file is too large. The limit is {} MiB.", mib(detail("limit"))),
        ErrorCode::TooManyDrafts => format!("{} drafts wait for this board to be checked already, and more are not kept. `mh drafts` lists them.", detail("most")),
        ErrorCode::NameMissing => "Say who you are first: mh name NAME".to_owned(),
        ErrorCode::DiskFull => "Not saved: the disk is full. Free some space and try again.".to_owned(),
        ErrorCode::DiskFailed => "Not saved: the disk does not take it. Look at the folder and its rights, then try again.".to_owned(),
        ErrorCode::InUse => "The data folder is in use by another program that does not answer. Close it, or use another --profile.".to_owned(),
        ErrorCode::DataTooNew => "The data folder was made by a newer version of Manyhands. Update it first.".to_owned(),
        ErrorCode::VaultChoice if detail("why") == "unknownWay" => "MANYHANDS_VAULT is keyring, passphrase or plain-file.".to_owned(),
        ErrorCode::VaultChoice => "Nobody has chosen yet how your boards are locked here. Choose: `mh vault keyring`, `mh vault passphrase`, or `mh vault plain` (not locked: whoever gets hold of the disk can read your boards). Scripts say it with MANYHANDS_VAULT=keyring, passphrase or plain-file.".to_owned(),
        ErrorCode::PassphraseNeeded => "Your boards open with a passphrase. Type it at a terminal, or give it as MANYHANDS_PASSPHRASE.".to_owned(),
        ErrorCode::PassphraseWrong => "The passphrase is another one. Nothing was changed; try again.".to_owned(),
        ErrorCode::PassphraseShort => format!("A passphrase has at least {} characters. Four unusual words are good.", or(detail("least"), "8")),
        ErrorCode::KeyringFailed => keep::keyring(detail("why"), &error.message),
        ErrorCode::VaultDamaged => format!("The file that opens your boards is missing or damaged{}. Put it back from a copy of the folder, or bring your boards back with the twelve words: mh --profile NEW backup restore FILE", path(detail("path"))),
        ErrorCode::WordsNeeded => "This needs your twelve words, and they are on paper only. Type them at a terminal, or take them in again: `mh recovery keep`.".to_owned(),
        ErrorCode::WordsWrong => keep::words_wrong(&error.details),
        ErrorCode::DeviceTextDamaged => keep::device_text(detail("why")),
        ErrorCode::DeviceAnswerOther if detail("why") == "noRequest" => "No request of this device is open: the answer was used already, or the request was given up. `mh device request` makes a new one.".to_owned(),
        ErrorCode::DeviceAnswerOther => "This answer was made for another request. Answer the one that `mh device request` shows here.".to_owned(),
        ErrorCode::ProfileInUse => "Boards or joins of another person are in this profile: it cannot become somebody else's device. Use one of its own (--profile NAME).".to_owned(),
        ErrorCode::CarryFailed => keep::carry(detail("why"), detail("name")),
        ErrorCode::BackupUnusable => keep::backup(detail("why")),
        ErrorCode::Closing => "Manyhands is just closing; this was not done. Try again.".to_owned(),
        ErrorCode::Unanswered => "The program that holds the data folder ended before it answered. It is not known whether this was saved: look with `mh list` or `mh show`, and do it again only if it is not there.".to_owned(),
        ErrorCode::Internal => format!("Manyhands has a defect here; nothing was changed. ({})", error.message),
    }
}

fn path(path: &str) -> String {
    if path.is_empty() {
        String::new()
    } else {
        format!(" ({path})")
    }
}

fn bad_stewards(why: &str) -> String {
    match why {
        "none" => "A board needs at least one steward.",
        "many" => "These are too many stewards.",
        "twice" => "Somebody is named twice.",
        "same" => "These are the stewards already.",
        _ => "Somebody of these is not on the board. `mh people` lists who is.",
    }
    .to_owned()
}

fn bad_field(field: &str, why: &str) -> String {
    match why {
        "empty" => format!("{field} needs a text."),
        "tooLong" => format!("{field} is too long."),
        "notANumber" => format!("{field} needs a whole number."),
        "notAChoice" => format!("{field} does not know this value. `mh show` lists what it knows."),
        "noRelay" => format!(
            "{field} needs addresses of relays, such as https://relay.example.org or http://192.0.2.7:3340, or the word public."
        ),
        "tooManyRelays" => format!("{field} are too many. The limit is 16."),
        "unknownField" => format!("There is no field called {field} here."),
        _ => format!("{field} cannot be this."),
    }
}

fn bad_file(why: &str, limit: &str) -> String {
    match why {
        "empty" => "There are no rows in this file.".to_owned(),
        "tooManyRows" => format!("This file has more than {limit} rows. Split it."),
        "tooManyColumns" => format!("This file has more than {limit} columns. Is it a list?"),
        "workbook" => {
            "This is a workbook. Open it in your spreadsheet program and save the table as CSV."
                .to_owned()
        }
        "unreadable" => "This file cannot be read.".to_owned(),
        "unwritable" => "No copy can be saved there. Choose another folder.".to_owned(),
        "damaged" => "What is here of this file is damaged. It cannot be opened.".to_owned(),
        "brokenPicture" => "This picture is damaged, and was not added. Open it in another program and save it again, then try once more.".to_owned(),
        "manyPixels" => "This picture has more than 40 million pixels. Make it smaller, then try again.".to_owned(),
        "notText" => "This is no list: it is not a text file.".to_owned(),
        "unknownKind" => {
            "The headings do not tell what the rows are. Say it: --as need, offer, supply or site."
                .to_owned()
        }
        _ => "This file cannot be read as a list.".to_owned(),
    }
}

fn or<'a>(text: &'a str, other: &'a str) -> &'a str {
    if text.is_empty() { other } else { text }
}

fn at(ms: &str) -> String {
    ms.parse()
        .map_or_else(|_| String::new(), |ms| format!(" ({})", moment_text(ms)))
}

fn mib(bytes: &str) -> u64 {
    bytes.parse::<u64>().unwrap_or(16 * 1024 * 1024) / (1024 * 1024)
}

/// Returns what to do about places that are no site of the board; `None` where there are none.
pub fn unknown_sites(count: u32, names: &[String]) -> Option<String> {
    let names: Vec<String> = names.iter().map(|name| plain(name)).collect();
    let more = if usize::try_from(count).is_ok_and(|count| count > names.len()) {
        ", …"
    } else {
        ""
    };
    let (places, them) = match count {
        0 => return None,
        1 => ("1 place is".to_owned(), "it stands"),
        _ => (format!("{count} places are"), "they stand"),
    };
    Some(format!(
        "{places} not on this board yet ({}{more}): {them} as text in the area or the details. Import the sites first to link them.",
        names.join(", ")
    ))
}

/// Returns what to know about a claim of more than was left; `None` where it fits.
pub fn claimed_too_much(quantity: u32, remaining: Option<i64>) -> Option<String> {
    let over = remaining.filter(|remaining| *remaining < 0)?;
    let left = i64::from(quantity).saturating_add(over).max(0);
    let left = match left {
        0 => "Nothing was left".to_owned(),
        1 => "Only 1 was left".to_owned(),
        _ => format!("Only {left} were left"),
    };
    Some(format!(
        "{left}: your claim stands, and more is claimed than is asked for. Talk to each other."
    ))
}

/// Returns what an undo took back, as `claim on Nappies`.
pub fn undone(what: &str, title: &str, fields: &[String]) -> String {
    let title = plain(title);
    match what {
        "addItem" => format!("{title} (put away)"),
        "editItem" => format!("{} of {title}", fields.join(", ")),
        "archive" => format!("putting away {title}"),
        "restore" => format!("bringing back {title}"),
        "import" => format!("the import of {title}"),
        "moveStock" => format!("stock movement of {title}"),
        "countStock" => format!("count of {title}"),
        "deliver" => format!("delivery of {title}"),
        "withdraw" => format!("withdrawal of {title}"),
        other => format!("{other} on {title}"),
    }
}

/// Returns what somebody did, as `has commented on this`.
fn did(what: &str, field: &str) -> String {
    match what {
        "editItem" if !field.is_empty() => format!("has changed {field} of this"),
        "comment" => "has commented on this".to_owned(),
        "attach" => "has added a file to this".to_owned(),
        "claim" => "has claimed this".to_owned(),
        "release" => "has taken back a claim on this".to_owned(),
        "deliver" => "has delivered this".to_owned(),
        "withdraw" => "has withdrawn this".to_owned(),
        "moveStock" | "countStock" => "has changed the stock of this".to_owned(),
        _ => "has changed this".to_owned(),
    }
}

/// Says why something was not done that was kept until its board was checked.
pub fn not_done(error: &AppError) -> String {
    let detail = |key: &str| error.details.get(key).map_or("", String::as_str);
    if error.code == ErrorCode::NoSuchItem {
        return "It never came: whoever showed it was mistaken, or made it up.".to_owned();
    }
    if error.code == ErrorCode::ChangedSince {
        let who = or(detail("person"), "Somebody");
        return format!("{who} {} since.", did(detail("what"), ""));
    }
    cause(error)
}

/// Returns the word for a kind, as one types it.
pub fn kind(kind: ItemKind) -> &'static str {
    match kind {
        ItemKind::Need => "need",
        ItemKind::Offer => "offer",
        ItemKind::Supply => "supply",
        ItemKind::Site => "site",
    }
}

/// Returns the word for several of a kind.
pub fn kinds(kind: ItemKind) -> &'static str {
    match kind {
        ItemKind::Need => "needs",
        ItemKind::Offer => "offers",
        ItemKind::Supply => "supplies",
        ItemKind::Site => "sites",
    }
}

/// Returns a number of them: `1 need`, `2 needs`.
pub fn counted(count: u32, of: ItemKind) -> String {
    let word = if count == 1 { kind(of) } else { kinds(of) };
    format!("{count} {word}")
}

/// Returns the word for a state.
pub fn state(state: ItemState) -> &'static str {
    match state {
        ItemState::Open => "open",
        ItemState::PartClaimed => "part claimed",
        ItemState::Claimed => "claimed",
        ItemState::Delivered => "delivered",
        ItemState::Withdrawn => "withdrawn",
    }
}

/// Returns what happened to the data of this device.
pub fn told(notice: &NoticeView) -> String {
    match notice.code {
        NoticeCode::FolderMoved => format!(
            "The folder with your boards was copied or moved here ({}), found on {}. Nothing is lost by it. If the other one is still used, do not go on with both: restore a backup into a new profile on one of them, so that it becomes a device of its own.\n`mh status --seen` ends this message.",
            plain(&notice.path),
            moment_text(notice.at)
        ),
        NoticeCode::DeviceCopied => format!(
            "Another computer writes as this device, seen on {}: a copy of this disk, or of this machine, is in use at the same time. Nothing is lost; what both write is kept, and looks as if one device wrote it. Use one of them only; give the other a new profile and add it with `mh device`.\n`mh status --seen` ends this message.",
            moment_text(notice.at)
        ),
        NoticeCode::ReportRefused => format!(
            "A report that you wrote for {} was not taken in ({}): {}\nWhat you wrote is kept, and `mh report` shows it. If it matters, tell somebody in another way.\n`mh status --seen` ends this message.",
            plain(&notice.board_name),
            moment_text(notice.at),
            notice
                .refusal
                .map_or_else(String::new, |code| sentence(&AppError::new(code, "")))
        ),
        NoticeCode::LockChanged => format!(
            "The lock of your boards on this computer was changed on {}. They are now {}. If that was not you, somebody can use this account: change its password, and bring your boards into another account with a backup and the twelve words.\n`mh status --seen` ends this message.",
            moment_text(notice.at),
            notice
                .way
                .map_or("locked otherwise than before", keep::kept)
        ),
        NoticeCode::LogDamaged => format!(
            "The file with your boards was found damaged on {}. What could be read of it is here: {}, {}. What others have of the rest comes back when you meet. The damaged file is kept: {}\n`mh status --seen` ends this message.",
            moment_text(notice.at),
            several(notice.boards, "board", "boards"),
            several(notice.entries, "change", "changes"),
            plain(&notice.path)
        ),
    }
}

/// Returns a number of things: `1 board`, `2 boards`.
pub fn several(count: u32, one: &str, many: &str) -> String {
    format!("{count} {}", if count == 1 { one } else { many })
}

/// Returns where changes are; the count includes the reader.
pub fn saved(saved: &SavedState) -> String {
    let mut text = if saved.waits > 0 {
        let changes = several(saved.waits, "change waits", "changes wait");
        format!("{changes} to be sent")
    } else if saved.on <= 1 {
        "Only on this device".to_owned()
    } else {
        format!("On {} of {} people's devices", saved.on, saved.of)
    };
    for name in &saved.helpers {
        text.push_str(", and on ");
        text.push_str(&helper(&crate::print::plain(name)));
    }
    text
}

/// Returns what to know of a board that this device hears nothing of any more; `None` where it does.
pub fn out(board: &BoardRow) -> Option<String> {
    let rest = "You can read what was here; nothing new comes, and nothing of yours goes out.";
    match &board.removed {
        Some(removed) => Some(format!(
            "You were removed {}. {rest}",
            people::removal(removed)
        )),
        None if board.device_off => Some(format!(
            "This computer was taken off the board. {rest} You are on it with your other devices."
        )),
        None => None,
    }
}

/// Returns an urgency with its word: `4 · danger to life`.
pub fn urgency(code: &str) -> String {
    match code {
        "1" => "1 · can wait",
        "2" => "2 · soon",
        "3" => "3 · urgent",
        "4" => "4 · danger to life",
        other => other,
    }
    .to_owned()
}

/// Returns what a helper is called in a sentence.
pub fn helper(name: &str) -> String {
    if name.is_empty() {
        "a helper".to_owned()
    } else {
        format!("the helper \"{name}\"")
    }
}

/// Returns what does not fit and wants a person.
pub fn notice(code: &str) -> String {
    match code {
        "overClaimed" => "More is claimed than is asked for. Talk to each other.".to_owned(),
        "belowZero" => {
            "More was given out than was on the books. Recount: mh stock CODE =N".to_owned()
        }
        "deliveredAndWithdrawn" => "It was delivered, and withdrawn at the same time.".to_owned(),
        "editedAfterArchive" => {
            "Somebody changed it while it was put away. Bring it back with mh restore?".to_owned()
        }
        "twoCounts" => {
            "It was counted twice, apart from each other. Look at both counts.".to_owned()
        }
        other => other.to_owned(),
    }
}
