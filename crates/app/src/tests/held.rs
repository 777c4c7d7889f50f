//! Carol comes by a poster on the wall: what she makes waits until somebody lets it in.

use trust::{Certificate, EntryId, ItemId, Moderate, Moderated, Moderation, Reason, TicketText};

use super::board_life::sees_head;
use super::marks::called;
use super::people::{Person, alices_board, claim, items_query, meet, meet_three};
use crate::api::{
    ErrorCode, HeldWhy, Intent, ItemKind, ItemsFilter, Query, Row, RowData, TicketKind,
};

fn held() -> ItemsFilter {
    ItemsFilter {
        held: true,
        ..ItemsFilter::default()
    }
}

fn let_in(board: &str, entries: &[&str]) -> Intent {
    Intent::LetInHeld {
        board: board.into(),
        entries: entries.iter().map(|entry| (*entry).to_owned()).collect(),
    }
}

fn titles(rows: &[Row]) -> Vec<&str> {
    let title = |row: &'_ Row| match &row.data {
        RowData::Item(_) => (),
        other => panic!("{other:?}"),
    };
    rows.iter().for_each(title);
    rows.iter()
        .filter_map(|row| match &row.data {
            RowData::Item(item) => Some(item.title.as_str()),
            _ => None,
        })
        .collect()
}

/// Alice's board; Bob edits it, and Carol came by the poster.
async fn three() -> (Person, Person, Person, String) {
    let (alice, board) = alices_board().await;
    let bob = alice.lets_in("Bob", &board, 1).await;
    let carol = Person::online("Carol").await;
    carol
        .joins(&alice.ticket_of(&board, TicketKind::Open).await, 1)
        .await;
    (alice, bob, carol, board)
}

/// Whom a newcomer lets in would be held as they are, and who came by a poster would be the first to see who comes.
#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn an_invite_names_devices_of_people_who_are_known_and_of_no_newcomer() {
    let (alice, bob, carol, board) = three().await;
    let named = async || {
        let ticket = TicketText::parse(&alice.ticket(&board).await).unwrap();
        ticket.endpoints.len()
    };
    assert_eq!(named().await, 2);
    let person = called(&bob, &board, "Carol").await.person;
    let vouch = Intent::Vouch {
        board: board.clone(),
        person,
    };
    alice.does(vouch).await;
    let query = Query::People {
        board: board.clone(),
    };
    let known =
        |row: &Row| matches!(&row.data, RowData::Person(p) if p.name == "Carol" && !p.is_new);
    alice.sees(query, |rows| rows.iter().any(known)).await;
    // Carol may have come in by Bob: a ticket names whom Alice has met.
    meet_three(&board, [&alice, &bob, &carol]).await;
    assert_eq!(named().await, 3);
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn what_a_newcomer_makes_waits_and_is_let_in_or_vouched_for() {
    let (alice, bob, carol, board) = three().await;
    let bread = carol
        .adds(&board, ItemKind::Offer, &[("title", "Bread")])
        .await;
    // She sees it in its place, with the word that it waits.
    let own = carol
        .sees(items_query(&board), |rows| rows.len() == 2)
        .await;
    assert_eq!(titles(&own), ["Bread", "Soup"]);
    let mine = carol.page(&board, &bread).await.row.held.unwrap();
    assert_eq!(
        (mine.why, mine.mine, mine.may_let_in),
        (HeldWhy::Newcomer, true, false)
    );
    for person in [&alice, &bob] {
        let head = sees_head(person, &board, |head| head.held == 1).await;
        assert!(head.hold_new && head.may.let_in_held && head.offers == 0);
        assert_eq!(titles(&person.rows(items_query(&board)).await), ["Soup"]);
        let waiting = person.found(&board, held()).await;
        assert_eq!(
            (waiting.len(), waiting[0].item.as_str()),
            (1, bread.as_str())
        );
        assert!(waiting[0].held.unwrap().may_let_in);
    }
    // What happens in the world is never held: she says that she brought the soup.
    let soup = alice.items(&board).await.remove(0).item;
    carol.does(claim(&board, &soup, None)).await;
    let delivered = Intent::Deliver {
        board: board.clone(),
        item: soup.clone(),
        quantity: None,
        note: None,
    };
    carol.does(delivered).await;
    alice
        .sees_page(&board, &soup, |page| {
            page.row.state == crate::api::ItemState::Delivered
        })
        .await;
    assert_eq!(
        carol.fails(let_in(&board, &[&bread])).await.code,
        ErrorCode::NotAllowed
    );
    bob.does(let_in(&board, &[&bread])).await;
    for person in [&alice, &carol] {
        person
            .sees(items_query(&board), |rows| rows.len() == 2)
            .await;
        person
            .sees_page(&board, &bread, |page| page.row.held.is_none())
            .await;
    }
    // The next one waits again, until somebody vouches for her.
    let cake = carol
        .adds(&board, ItemKind::Offer, &[("title", "Cake")])
        .await;
    sees_head(&bob, &board, |head| head.held == 1).await;
    let row = called(&bob, &board, "Carol").await;
    assert!(row.is_new && row.may_vouch);
    assert!(!called(&carol, &board, "Carol").await.may_vouch);
    let vouch = Intent::Vouch {
        board: board.clone(),
        person: row.person,
    };
    assert_eq!(carol.fails(vouch.clone()).await.code, ErrorCode::NotAllowed);
    bob.does(vouch).await;
    for person in [&alice, &bob, &carol] {
        person
            .sees(items_query(&board), |rows| rows.len() == 3)
            .await;
        assert!(!called(person, &board, "Carol").await.is_new);
    }
    assert!(carol.page(&board, &cake).await.row.held.is_none());
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn a_newcomers_words_wait_too_and_a_coordinator_switches_it_off() {
    let (alice, bob, carol, board) = three().await;
    let soup = alice.items(&board).await.remove(0).item;
    let words = Intent::Comment {
        board: board.clone(),
        item: soup.clone(),
        text: "Buy my pills".into(),
    };
    carol.does(words).await;
    let page = bob
        .sees_page(&board, &soup, |page| !page.comments.is_empty())
        .await;
    assert!(page.comments[0].held.unwrap().may_let_in);
    assert!(
        carol.page(&board, &soup).await.comments[0]
            .held
            .unwrap()
            .mine
    );
    bob.does(let_in(&board, &[&page.comments[0].key])).await;
    alice
        .sees_page(&board, &soup, |page| {
            page.comments.iter().all(|one| one.held.is_none()) && !page.comments.is_empty()
        })
        .await;
    carol
        .adds(&board, ItemKind::Offer, &[("title", "Bread")])
        .await;
    sees_head(&bob, &board, |head| head.held == 1).await;
    let off = |on| Intent::SetHoldNew {
        board: board.clone(),
        on,
    };
    assert_eq!(bob.fails(off(false)).await.code, ErrorCode::NotAllowed);
    alice.does(off(false)).await;
    for person in [&alice, &bob] {
        let head = sees_head(person, &board, |head| !head.hold_new).await;
        assert_eq!((head.held, head.offers), (0, 1));
    }
    alice.does(off(true)).await;
    assert_eq!(sees_head(&bob, &board, |head| head.hold_new).await.held, 1);
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn what_is_held_stays_held_when_its_maker_is_removed() {
    let (alice, bob, carol, board) = three().await;
    let pills = carol
        .adds(&board, ItemKind::Offer, &[("title", "Pills")])
        .await;
    sees_head(&alice, &board, |head| head.held == 1).await;
    let row = called(&alice, &board, "Carol").await;
    let remove = Intent::RemovePerson {
        board: board.clone(),
        person: row.person,
        reason: crate::api::RemoveReason::Spam,
        note: None,
        keep_work: true,
        let_go: false,
        hide_let_in: false,
    };
    alice.does(remove).await;
    meet(&board, &alice, &bob).await;
    for person in [&alice, &bob] {
        assert_eq!(titles(&person.rows(items_query(&board)).await), ["Soup"]);
        assert_eq!(person.found(&board, held()).await.len(), 1);
    }
    alice.does(let_in(&board, &[&pills])).await;
    bob.sees(items_query(&board), |rows| rows.len() == 2).await;
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn letting_in_adopts_the_entries_and_what_an_older_app_let_in_stays_so() {
    let (alice, bob, carol, board) = three().await;
    let bread = carol
        .adds(&board, ItemKind::Offer, &[("title", "Bread")])
        .await;
    let cake = carol
        .adds(&board, ItemKind::Offer, &[("title", "Cake")])
        .await;
    sees_head(&bob, &board, |head| head.held == 2).await;
    // As version 0.1.0 wrote it.
    let at = bob.app.desk.at(&board).unwrap();
    let old = Certificate::Moderate(Moderate {
        target: Moderated::Item(bread.parse().unwrap()),
        act: Moderation::LetIn,
        reason: Reason::Other,
        text: None,
        replaces: Vec::new(),
        under: at.info.authority.grant_of(at.me()).unwrap(),
    });
    bob.app.desk.node.certify(at.id, vec![old]).await.unwrap();
    for person in [&alice, &carol] {
        person
            .sees_page(&board, &bread, |page| page.row.held.is_none())
            .await;
    }
    assert_eq!(at.info.authority.let_in().count(), 0);
    bob.does(let_in(&board, &[&cake, &bread])).await;
    for person in [&alice, &carol] {
        person
            .sees_page(&board, &cake, |page| page.row.held.is_none())
            .await;
    }
    // One entry of Carol's, by an editor's word: it would not count by it, had it been set aside.
    let authority = bob.app.desk.at(&board).unwrap().info.authority.clone();
    let adopted: Vec<EntryId> = authority.let_in().collect();
    assert_eq!(adopted.len(), 1);
    assert!(authority.adopted_by(adopted[0]).is_none());
    let unknown = ItemId([9; 16]).to_string();
    assert_eq!(
        bob.fails(let_in(&board, &[&unknown])).await.code,
        ErrorCode::NoSuchItem
    );
}
