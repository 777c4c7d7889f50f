//! The sentences about how the boards are kept: the keyring, the twelve words, backups.

use std::collections::BTreeMap;

use app::api::{BackupReminder, VaultWay, WordsKnown};

use super::several;

const DAY: i64 = 24 * 60 * 60 * 1000;

/// Says that a backup is due, and what has to be there for it; `None` where none is.
pub fn due(reminder: &BackupReminder, now: i64) -> Option<String> {
    if !reminder.due {
        return None;
    }
    let how_old = match reminder.made_at {
        None => "There is no backup of your boards yet.".to_owned(),
        Some(made) => {
            let days = now.saturating_sub(made) / DAY;
            let days = several(u32::try_from(days).unwrap_or(u32::MAX), "day", "days");
            let lacks = several(reminder.entries_since, "change", "changes");
            format!("Your last backup is {days} old and lacks {lacks}.")
        }
    };
    let words = match reminder.words {
        WordsKnown::NotShown => {
            " It opens with your twelve words. Write them down first: mh recovery show"
        }
        WordsKnown::Shown | WordsKnown::Typed => "",
    };
    Some(format!(
        "{how_old} Make one with `mh backup make FILE`, or say `mh backup later`.{words}"
    ))
}

/// Returns how boards are locked: `locked with a passphrase`.
pub const fn kept(way: VaultWay) -> &'static str {
    match way {
        VaultWay::Keyring => "locked with the keyring of this desktop",
        VaultWay::Passphrase => "locked with a passphrase",
        VaultWay::PlainFile => "not locked: whoever gets hold of the disk can read them",
    }
}

pub(super) fn keyring(why: &str, message: &str) -> String {
    match why {
        "absent" => "The keyring cannot be reached. Start the desktop's keyring (GNOME Keyring, KWallet, KeePassXC) and try again.",
        "locked" => "The keyring is locked. Unlock it and try again.",
        "forgotten" => "The keyring has no key for these boards: it was emptied, or the folder came from another account. Put the old keyring back, or bring your boards back with the twelve words: mh --profile NEW backup restore FILE",
        "otherKey" => "The keyring holds another key for these boards. Put the old keyring back, or bring your boards back with the twelve words: mh --profile NEW backup restore FILE",
        "fleeting" => "This keyring forgets at logout. Make a lasting one in its settings, or choose `mh vault passphrase`.",
        "slow" => "The keyring did not answer in time. Look for its window, and try again.",
        "oldKeyLeft" => "The change is made, but the old key could not be taken out of the keyring.",
        _ => return format!("The keyring failed: {message}"),
    }
    .to_owned()
}

pub(super) fn words_wrong(details: &BTreeMap<String, String>) -> String {
    let detail = |key: &str| details.get(key).map_or("", String::as_str);
    match detail("why") {
        "count" => format!("These are {} words, and there must be 12.", detail("found")),
        "unknown" if detail("near").is_empty() => format!("Word {} is not on the list of words.", detail("number")),
        "unknown" => format!("Word {} is not on the list of words. Near it: {}.", detail("number"), detail("near")),
        "otherPerson" => "These twelve words belong to another person. Use another --profile for them.".to_owned(),
        _ => "All twelve are words of the list, but one of them is another word, or two changed places.".to_owned(),
    }
}

pub(super) fn device_text(why: &str) -> String {
    match why {
        "not-a-request" => "This is not the request of a device: one begins with mhd1. `mh device request` makes it on the new device.",
        "not-an-answer" => "This is not the answer for a new device: one begins with mha1. `mh device add` makes it on a device that you have.",
        "too-long" => "This text is too long to be one of a device.",
        _ => "This text is damaged or incomplete: copy all of it again.",
    }
    .to_owned()
}

pub(super) fn backup(why: &str) -> String {
    match why {
        "notABackup" => "This file is not a backup of Manyhands.",
        "tooNew" => "This backup was made by a newer version of Manyhands. Update it first.",
        "otherWords" => "This backup belongs to other words. Nothing was changed.",
        "cutShort" => "This backup ends too early. Copy it again, whole. Nothing was changed.",
        "tooLong" => "Something in your data is too long for a backup.",
        _ => "This backup is damaged. Use another copy. Nothing was changed.",
    }
    .to_owned()
}

pub(super) fn carry(why: &str, name: &str) -> String {
    let who = if name.is_empty() {
        "Who wrote it"
    } else {
        name
    };
    match why {
        "exists" => "A file of this name stands there already. Choose another name, or replace it with --over.".to_owned(),
        "noDevice" => "No computer of theirs is known here yet, so nothing can be sealed for them.".to_owned(),
        "helper" => "A helper cannot read the board: there is nothing to save for it.".to_owned(),
        "notMember" => "You are not on this board any more: nobody would take your word.".to_owned(),
        "notACarriedFile" => "This is not a file that somebody saved for you in Manyhands.".to_owned(),
        "tooNew" => "This file was written by a newer version of Manyhands. Update it first.".to_owned(),
        "cutShort" => "This file ends too early. Copy it again, whole. Nothing was changed.".to_owned(),
        "notForYou" => "This file is for somebody else, or for another computer. Nothing was changed.".to_owned(),
        "otherBoard" => "This file is of a board that is not on this computer. Nothing was changed.".to_owned(),
        "own" if !name.is_empty() => format!("You saved this file yourself, for {name}. They read it."),
        "own" => "You saved this file yourself, for somebody else.".to_owned(),
        "writerRemoved" => format!("{who} was removed from this board. Nothing was read."),
        "givenUp" => "Stopped.".to_owned(),
        "busy" => "Another file is being saved or read. Try again when it is done.".to_owned(),
        _ => "This file is damaged, or somebody changed it. Copy it again. Nothing was changed.".to_owned(),
    }
}
