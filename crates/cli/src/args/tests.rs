//! The command line is sound, and the manual says all of it.

use clap::CommandFactory;

use super::*;
use crate::trouble::Trouble;

const MANUAL: &str = include_str!("../../../../docs/manual/mh.md");

#[test]
fn the_command_line_is_sound() {
    Cli::command().debug_assert();
    let read = |words: &[&str]| Cli::try_parse_from([&["mh"], words].concat());
    for words in [
        &["stock", "U-AB", "-7"][..],
        &["stock", "U-AB", "--site", "Barn", "-7", "--json"],
        &["--json", "list"],
        &[
            "list",
            "needs",
            "--json",
            "--board",
            "Relief",
            "--profile",
            "x",
        ],
        &["list", "supply"],
        &["export", "--format", "csv", "needs", "sites"],
        &["add", "need", "-"],
    ] {
        assert!(read(words).is_ok(), "{words:?}");
    }
    for words in [
        &["stock", "U-AB", "7"][..],
        &["edit", "N-AB"],
        &["list", "people"],
        &["export"],
        &[],
    ] {
        assert!(read(words).is_err(), "{words:?}");
    }
}

#[test]
fn the_manual_names_every_word() {
    for word in Cli::command().get_subcommands() {
        let name = word.get_name();
        assert!(
            MANUAL.contains(&format!("`{name}")),
            "{name} is not in the manual"
        );
        for option in word.get_arguments().filter_map(clap::Arg::get_long) {
            assert!(
                MANUAL.contains(&format!("--{option}")),
                "--{option} of {name} is not in the manual"
            );
        }
    }
}

#[test]
fn the_manual_names_every_code() {
    use app::api::{AppError, ErrorCode as E};
    let all = [
        E::NoSuchBoard,
        E::NoSuchItem,
        E::NoSuchAttachment,
        E::NotHere,
        E::AmbiguousCode,
        E::BadField,
        E::NotAllowed,
        E::NothingToRelease,
        E::NothingToUndo,
        E::ChangedSince,
        E::TicketDamaged,
        E::TicketExpired,
        E::TicketUsedUp,
        E::TicketRemoved,
        E::AppTooOld,
        E::OtherBoard,
        E::AlreadyMember,
        E::NoQrCode,
        E::BadFile,
        E::TooLarge,
        E::NameMissing,
        E::DiskFull,
        E::DiskFailed,
        E::InUse,
        E::DataTooNew,
        E::Closing,
        E::Unanswered,
        E::Internal,
    ];
    for code in all {
        let trouble = Trouble::from(AppError::new(code, "for the log"));
        assert!(
            MANUAL.contains(&format!("`{}`", trouble.code)),
            "{}",
            trouble.code
        );
        assert!(
            trouble.message.ends_with(['.', ')', 'E']),
            "{}",
            trouble.message
        );
    }
}
