//! Pictures and files of items: Alice puts one there, Bob has it, and what each may do with it.

use std::path::Path;

use super::people::{Person, alice_and_bob, meet};
use crate::api::{
    AppError, AttachmentRow, AttachmentState, ErrorCode, Intent, Outcome, Query, Reading,
    ReadingAnswer, RowData,
};
use crate::attachments::pictures;

fn query(board: &str, item: &str) -> Query {
    Query::Attachments {
        board: board.into(),
        item: item.into(),
    }
}

impl Person {
    async fn sees_files(
        &self,
        board: &str,
        item: &str,
        expected: impl Fn(&[AttachmentRow]) -> bool,
    ) -> Vec<AttachmentRow> {
        let files = |rows: &[crate::api::Row]| -> Vec<AttachmentRow> {
            let file = |row: &crate::api::Row| match &row.data {
                RowData::Attachment(file) => file.clone(),
                other => panic!("{other:?}"),
            };
            rows.iter().map(file).collect()
        };
        let rows = self
            .sees(query(board, item), |rows| expected(&files(rows)))
            .await;
        files(&rows)
    }

    async fn has_files(&self, board: &str, item: &str, n: usize) -> Vec<AttachmentRow> {
        let here = |all: &[AttachmentRow]| {
            all.len() == n && all.iter().all(|one| one.state == AttachmentState::Here)
        };
        self.sees_files(board, item, here).await
    }

    async fn saves(&self, board: &str, item: &str, which: &str, to: &Path) -> (String, bool) {
        let saved = self.app.save_attachment((board, item, which), to).await;
        match saved.unwrap() {
            Outcome::Saved { name, as_text } => (name, as_text),
            other => panic!("{other:?}"),
        }
    }

    async fn preview(&self, board: &str, item: &str, which: &str) -> Result<String, AppError> {
        let reading = Reading::Preview {
            board: board.into(),
            item: item.into(),
            attachment: which.into(),
        };
        match self.app.read(reading).await? {
            ReadingAnswer::Preview { base64 } => Ok(base64),
            other => panic!("{other:?}"),
        }
    }
}

fn detach(board: &str, item: &str, which: &str) -> Intent {
    Intent::Detach {
        board: board.into(),
        item: item.into(),
        attachment: which.into(),
    }
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn a_photo_that_alice_puts_to_a_need_reaches_bob_without_where_it_was_taken() {
    let (alice, bob, board) = alice_and_bob().await;
    let item = alice.items(&board).await.remove(0).item;
    let folder = tempfile::tempdir().unwrap();
    let path = folder.path().join("bridge.jpg");
    std::fs::write(&path, pictures::photo()).unwrap();
    let put = alice.app.attach(&board, &item, &path).await.unwrap();
    let Outcome::Attached { name, picture } = put else {
        panic!("{put:?}");
    };
    assert_eq!((name.as_str(), picture), ("bridge.jpg", true));
    alice.has_files(&board, &item, 1).await;

    let files = bob.has_files(&board, &item, 1).await;
    assert!(files[0].picture && !files[0].mine && !files[0].risky);
    assert_eq!(
        (files[0].by.as_str(), files[0].name.as_str()),
        ("Alice", "bridge.jpg")
    );
    let which = &files[0].attachment;
    let small = bob.preview(&board, &item, which).await.unwrap();
    assert!(small.starts_with("iVBOR"), "a PNG");
    // Twice into one folder: two files, and none is written over.
    let (first, _) = bob.saves(&board, &item, which, folder.path()).await;
    assert_eq!(first, "bridge (2).jpg");
    let (second, _) = bob.saves(&board, &item, "bridge.jpg", folder.path()).await;
    assert_eq!(second, "bridge (3).jpg");
    let copy = std::fs::read(folder.path().join(&first)).unwrap();
    assert_eq!(copy.len(), usize::try_from(files[0].size).unwrap());
    assert!(
        !copy.windows(5).any(|part| part == b"Birch"),
        "no place in it"
    );
    // Only she takes it off.
    let refused = bob.fails(detach(&board, &item, which)).await;
    assert_eq!(refused.code, ErrorCode::NotAllowed);

    // It stays where somebody keeps it; others do not see it any more.
    let keep = Intent::KeepAttachment {
        board: board.clone(),
        item: item.clone(),
        attachment: which.clone(),
        on: true,
    };
    bob.does(keep).await;
    alice.does(detach(&board, &item, which)).await;
    alice
        .sees_files(&board, &item, <[AttachmentRow]>::is_empty)
        .await;
    meet(&board, &alice, &bob).await;
    let kept = |all: &[AttachmentRow]| matches!(all, [one] if one.taken_off && one.kept && one.state == AttachmentState::Here);
    bob.sees_files(&board, &item, kept).await;
    let (again, _) = bob.saves(&board, &item, "bridge.jpg", folder.path()).await;
    assert_eq!(again, "bridge (4).jpg");
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn bad_input_34_an_svg_or_a_page_with_a_script_is_never_shown_and_saved_as_a_text() {
    let alice = Person::alone("Alice").await;
    let board = alice.board("Relief").await;
    let item = [("title", "Soup")];
    let item = alice.adds(&board, crate::api::ItemKind::Need, &item).await;
    let folder = tempfile::tempdir().unwrap();
    let script = b"<svg xmlns='http://www.w3.org/2000/svg'><script>alert(1)</script></svg>";
    for name in ["map.svg", "page.html", "letter.pdf", "photo.png"] {
        let path = folder.path().join(name);
        std::fs::write(&path, script).unwrap();
        let put = alice.app.attach(&board, &item, &path).await.unwrap();
        assert!(matches!(put, Outcome::Attached { picture: false, .. }));
    }
    let out = tempfile::tempdir().unwrap();
    for file in alice.sees_files(&board, &item, |all| all.len() == 4).await {
        assert!(!file.picture, "{}", file.name);
        let refused = alice.preview(&board, &item, &file.attachment).await;
        assert_eq!(refused.unwrap_err().code, ErrorCode::BadFile);
        let (name, as_text) = alice
            .saves(&board, &item, &file.attachment, out.path())
            .await;
        assert_eq!(as_text, name.ends_with(".txt"));
        assert_eq!(
            as_text,
            ["map.svg", "page.html"].contains(&file.name.as_str())
        );
        assert_eq!(std::fs::read(out.path().join(name)).unwrap(), script);
    }
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn what_is_no_picture_any_more_or_too_many_pixels_is_refused_and_nothing_is_put() {
    let alice = Person::alone("Alice").await;
    let board = alice.board("Relief").await;
    let item = [("title", "Soup")];
    let item = alice.adds(&board, crate::api::ItemKind::Need, &item).await;
    let folder = tempfile::tempdir().unwrap();
    let path = folder.path().join("huge.png");
    for (bytes, why) in [
        (pictures::bomb(30_000), "manyPixels"),
        (pictures::photo()[..300].to_vec(), "brokenPicture"),
    ] {
        std::fs::write(&path, bytes).unwrap();
        let refused = alice.app.attach(&board, &item, &path).await.unwrap_err();
        assert_eq!(refused.code, ErrorCode::BadFile);
        assert_eq!(refused.details["why"], why);
    }
    let refused = alice.app.attach(&board, &item, folder.path()).await;
    assert_eq!(refused.unwrap_err().code, ErrorCode::BadFile);
    assert!(alice.rows(query(&board, &item)).await.is_empty());
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn a_large_file_waits_until_bob_asks_for_it() {
    let (alice, bob, board) = alice_and_bob().await;
    let item = alice.items(&board).await.remove(0).item;
    let folder = tempfile::tempdir().unwrap();
    let path = folder.path().join("map.bin");
    std::fs::write(&path, vec![7; 11 << 20]).unwrap();
    alice.app.attach(&board, &item, &path).await.unwrap();
    let large =
        |all: &[AttachmentRow]| matches!(all, [one] if one.state == AttachmentState::TooLarge);
    let files = bob.sees_files(&board, &item, large).await;
    let which = files[0].attachment.clone();
    let refused = bob
        .app
        .save_attachment((&board, &item, &which), folder.path())
        .await;
    assert_eq!(refused.unwrap_err().code, ErrorCode::NotHere);
    assert!(!folder.path().join("map (2).bin").exists(), "no half file");
    bob.does(Intent::FetchAttachment {
        board: board.clone(),
        item: item.clone(),
        attachment: which,
        on: true,
    })
    .await;
    bob.has_files(&board, &item, 1).await;
}
