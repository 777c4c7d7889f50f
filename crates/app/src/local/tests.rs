//! `local.db` survives being closed without a word, and refuses what a newer app wrote.

use super::{Local, Settings, Step};
use crate::api::{ErrorCode, SettingsChange, TextSize, Theme};

const KEY: node::DatabaseKey = node::DatabaseKey::from_bytes([8; 32]);

#[test]
fn drafts_survive_reopening() {
    let folder = tempfile::tempdir().unwrap();
    let path = folder.path().join("local.db");
    let local = Local::open(&path, &KEY).unwrap();
    local.save_draft("new-need", "Blan", 1).unwrap();
    local.save_draft("new-need", "Blankets", 2).unwrap();
    local.save_draft("comment/1", "On my way", 3).unwrap();
    local.discard_draft("comment/1").unwrap();
    // No orderly close: the file is opened beside the first handle, as after a kill.
    let again = Local::open(&path, &KEY).unwrap();
    let drafts = again.drafts().unwrap();
    assert_eq!(drafts.len(), 1);
    assert_eq!((drafts[0].text.as_str(), drafts[0].at), ("Blankets", 2));
}

#[test]
fn settings_keep_what_a_change_does_not_name() {
    let folder = tempfile::tempdir().unwrap();
    let path = folder.path().join("local.db");
    let local = Local::open(&path, &KEY).unwrap();
    let mut settings = local.settings();
    assert_eq!(settings, Settings::default());
    settings.name = "Alice".into();
    let change = SettingsChange {
        theme: Some(Theme::Dark),
        ..SettingsChange::default()
    };
    local
        .save_settings(&settings.changed(change).unwrap())
        .unwrap();
    let read = Local::open(&path, &KEY).unwrap().settings();
    assert_eq!(read, local.settings());
    assert_eq!((read.name.as_str(), read.theme), ("Alice", Theme::Dark));
    let too_big = SettingsChange {
        text_size: Some(TextSize(400)),
        ..SettingsChange::default()
    };
    assert_eq!(read.changed(too_big).unwrap_err().code, ErrorCode::BadField);
}

#[test]
fn undo_steps_come_back_newest_first_per_board_and_are_bounded() {
    let folder = tempfile::tempdir().unwrap();
    let local = Local::open(&folder.path().join("local.db"), &KEY).unwrap();
    for n in 0..150 {
        let step = Step::Added {
            item: format!("{n}"),
        };
        local.push_undo("one", "Blankets", &step).unwrap();
    }
    local
        .push_undo(
            "two",
            "Soup",
            &Step::Archived {
                items: vec!["x".into()],
            },
        )
        .unwrap();
    let mut seen = 0;
    while let Some(step) = local.last_undo("one").unwrap() {
        assert_eq!(
            step.step,
            Step::Added {
                item: format!("{}", 149 - seen)
            }
        );
        local.drop_undo(step.n).unwrap();
        seen += 1;
    }
    assert_eq!(seen, 100);
    assert_eq!(local.last_undo("two").unwrap().unwrap().title, "Soup");
}

#[test]
fn a_file_of_a_newer_app_is_refused() {
    let folder = tempfile::tempdir().unwrap();
    let path = folder.path().join("local.db");
    drop(Local::open(&path, &KEY).unwrap());
    node::open_database(&path, &KEY, node::Access::Write)
        .unwrap()
        .pragma_update(None, "user_version", 99)
        .unwrap();
    let error = Local::open(&path, &KEY).err().unwrap();
    assert_eq!(error.code, ErrorCode::DataTooNew);
}

#[test]
fn notices_stand_until_they_are_dismissed() {
    let folder = tempfile::tempdir().unwrap();
    let path = folder.path().join("local.db");
    let local = Local::open(&path, &KEY).unwrap();
    local
        .log_was_damaged(5, "/data/log.db.damaged-1", 2, 40)
        .unwrap();
    local
        .log_was_damaged(9, "/data/log.db.damaged-2", 1, 3)
        .unwrap();
    let notices = Local::open(&path, &KEY).unwrap().notices().unwrap();
    assert_eq!(notices.len(), 2);
    let first = &notices[0];
    assert_eq!((first.at, first.boards, first.entries), (5, 2, 40));
    assert_eq!(first.path, "/data/log.db.damaged-1");
    local.dismiss_notice(&first.notice).unwrap();
    local.dismiss_notice("nonsense").unwrap();
    assert_eq!(local.notices().unwrap(), notices[1..]);
}

#[test]
fn a_file_of_version_1_is_brought_forward_with_what_is_in_it() {
    let folder = tempfile::tempdir().unwrap();
    let path = folder.path().join("local.db");
    let old = node::open_database(&path, &KEY, node::Access::Write).unwrap();
    let tables = super::SCHEMA;
    old.execute_batch(&format!("{tables} PRAGMA user_version = 1;"))
        .unwrap();
    old.execute("INSERT INTO drafts VALUES ('need', 'Blan', 1)", [])
        .unwrap();
    drop(old);
    let local = Local::open(&path, &KEY).unwrap();
    assert_eq!(local.drafts().unwrap().len(), 1);
    assert_eq!(local.notices().unwrap(), []);
    assert_eq!(Local::open(&path, &KEY).unwrap().notices().unwrap(), []);
}

#[test]
fn a_file_of_version_3_gets_room_for_what_is_done_meanwhile_and_a_board_that_is_left_takes_it_along()
 {
    let folder = tempfile::tempdir().unwrap();
    let path = folder.path().join("local.db");
    let old = node::open_database(&path, &KEY, node::Access::Write).unwrap();
    let tables = [
        super::SCHEMA,
        super::notices::SCHEMA,
        super::marks::SCHEMA,
        "PRAGMA user_version = 3;",
    ];
    old.execute_batch(&tables.concat()).unwrap();
    drop(old);
    let local = Local::open(&path, &KEY).unwrap();
    let (one, two) = (trust::BoardId([1; 32]), trust::BoardId([2; 32]));
    let deed = super::Deed::Add {
        kind: crate::api::ItemKind::Need,
        fields: [("title".to_owned(), "Candles".to_owned())].into(),
    };
    local.keep_meanwhile(one, &deed, 5).unwrap();
    local.keep_meanwhile(two, &deed, 6).unwrap();
    // As after a kill: nothing was closed.
    let again = Local::open(&path, &KEY).unwrap();
    let kept = again.meanwhile(one).unwrap();
    assert_eq!((kept.len(), kept[0].at, &kept[0].deed), (1, 5, &deed));
    assert_eq!((&kept[0].entry, &kept[0].refused), (&None, &None));
    again.forget_board(one).unwrap();
    assert!(again.meanwhile(one).unwrap().is_empty());
    assert_eq!(again.count_meanwhile().unwrap(), 1);
    let long = super::Deed::Add {
        kind: crate::api::ItemKind::Need,
        fields: [("details".to_owned(), "x".repeat(70_000))].into(),
    };
    let error = again.keep_meanwhile(two, &long, 7).unwrap_err();
    assert_eq!(error.code, ErrorCode::BadField);
}
