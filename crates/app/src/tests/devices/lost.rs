//! A device is lost: whoever takes it off, nothing that is written afterwards reaches it.

use super::*;
use crate::api::{BoardMay, Role};
use crate::tests::board_life::sees_head;

/// Bob loses his phone: what is written afterwards must not reach it, and it is told.
async fn is_cut_off(phone: &Person, board: &str, others: &[&Person]) {
    let writer = others[0];
    writer
        .adds(board, ItemKind::Need, &[("title", "Not for the finder")])
        .await;
    for other in &others[1..] {
        other
            .sees(items_query(board), |rows| {
                rows.iter().any(|row| {
                    matches!(&row.data, RowData::Item(item) if item.title == "Not for the finder")
                })
            })
            .await;
    }
    phone.offline(false).await;
    let waits = Reading::Sync { for_seconds: 3 };
    phone.app.read(waits).await.unwrap();
    let head = sees_head(phone, board, |head| head.device_off).await;
    assert_eq!((head.removed, head.may), (None, BoardMay::default()));
    let items = phone.items(board).await;
    assert!(items.iter().all(|item| item.title != "Not for the finder"));
    // Nor does it hold the key, whoever hands it the sealed bytes.
    let (id, theirs) = (board.parse().unwrap(), phone.app.desk().node.clone());
    let own = writer.app.desk().node.board(id).unwrap();
    let device = theirs.board(id).unwrap().device;
    assert!(!own.still_read.contains(&device));
    assert!(own.authority.person_of(device).is_none());
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn bobs_lost_phone_is_taken_off_from_his_other_computer_and_alices_changes_the_keys() {
    let (alice, bob, board) = alice_and_bob().await;
    let phone = second_device(&bob, "phone", &board, 1).await;
    phone.offline(true).await;
    alice.offline(true).await;
    let status = Query::Status {
        board: board.clone(),
    };
    bob.sees(status, |rows| match &rows[0].data {
        RowData::Status(status) => status.network.connected == 0,
        _ => false,
    })
    .await;
    let own = own_devices(&bob).await;
    let lost = own.iter().find(|row| row.name == "phone").unwrap();
    let device = lost.device.clone();
    let revoked = bob.does(Intent::RevokeOwnDevice { device }).await;
    // Bob may not make keys: until a coordinator's device has heard of it, the phone could read on, and he is told so.
    let pending = vec!["Mill Road".to_owned()];
    assert_eq!(revoked, Outcome::DeviceRevoked { boards: 1, pending });
    let row = own_devices(&bob).await.remove(1);
    assert!(row.revoked && row.boards[0].keys_pending, "{row:#?}");
    alice.offline(false).await;
    let query = page_of(&bob, &board, "Bob").await;
    bob.sees(query, |rows| {
        let lines = &as_person(&rows[0].data).device_list;
        lines
            .iter()
            .any(|line| line.revoked && !line.keys_pending && line.name == "phone")
    })
    .await;
    is_cut_off(&phone, &board, &[&bob, &alice]).await;
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn alices_lost_laptop_is_taken_off_by_the_twelve_words_on_a_new_one() {
    let (alice, bob, board) = alice_and_bob().await;
    let words = alice.app.recovery_words(None).await.unwrap();
    let place = tempfile::tempdir().unwrap();
    let file = place.path().join("alice.backup");
    alice.app.write_backup(&file).await.unwrap();
    // Her laptop is stolen; at home there are the backup and the words.
    alice.offline(true).await;
    let again = Person::restored(&words.join(" "), &file).await;
    meet(&board, &again, &bob).await;
    let own = own_devices(&again).await;
    assert_eq!(own.len(), 2);
    let device = own.iter().find(|row| !row.me).unwrap().device.clone();
    let revoked = again.does(Intent::RevokeOwnDevice { device }).await;
    // She is a steward: the keys change in the same step.
    let pending = Vec::new();
    assert_eq!(revoked, Outcome::DeviceRevoked { boards: 1, pending });
    is_cut_off(&alice, &board, &[&again, &bob]).await;
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn bobs_lost_phone_is_taken_off_by_a_coordinator() {
    let (alice, bob, board) = alice_and_bob().await;
    let carol = alice.lets_in("Carol", &board, 1).await;
    let people = alice.people(&board).await;
    let carols = people.iter().find(|row| row.name == "Carol");
    let role = Intent::SetRole {
        board: board.clone(),
        person: match carols {
            Some(row) => row.person.clone(),
            None => named(&alice, &board, "Carol").await,
        },
        role: Role::Coordinator,
    };
    alice.does(role).await;
    let phone = second_device(&bob, "phone", &board, 1).await;
    let query = page_of(&bob, &board, "Bob").await;
    let rows = carol
        .sees(query.clone(), |rows| {
            !rows.is_empty() && as_person(&rows[0].data).row.devices == 2
        })
        .await;
    phone.offline(true).await;
    carol
        .sees(
            Query::Board {
                board: board.clone(),
            },
            |rows| matches!(&rows[0].data, RowData::BoardHead(head) if head.role == "coordinator"),
        )
        .await;
    let bobs = bob.app.desk().node.board(board.parse().unwrap()).unwrap();
    let mine = bobs.device.to_string();
    let lines = &as_person(&rows[0].data).device_list;
    let lost = lines.iter().find(|line| line.device != mine).unwrap();
    let revoke = Intent::RevokeDevice {
        board: board.clone(),
        device: lost.device.clone(),
    };
    carol.does(revoke).await;
    bob.sees(query, |rows| {
        let lines = &as_person(&rows[0].data).device_list;
        lines.iter().any(|line| line.revoked && !line.keys_pending)
    })
    .await;
    is_cut_off(&phone, &board, &[&carol, &bob, &alice]).await;
}

/// Waits until somebody's name has come, and returns their id.
async fn named(person: &Person, board: &str, name: &str) -> String {
    let query = Query::People {
        board: board.into(),
    };
    let is = |data: &RowData| matches!(data, RowData::Person(row) if row.name == name);
    let rows = person
        .sees(query, |rows| rows.iter().any(|row| is(&row.data)))
        .await;
    let found = rows.into_iter().find(|row| is(&row.data));
    found.unwrap().key
}
