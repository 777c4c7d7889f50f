//! Sealed cases: who sees what of them, when, and what is left of them.

use std::collections::{BTreeMap, BTreeSet};

use super::marks::called;
use super::people::{Person, claim, items_query};
use crate::api::{
    CaseMark, CaseView, ErrorCode, ExportFormat, Intent, ItemKind, ItemsFilter, Outcome, Query,
    Reading, ReadingAnswer, RowData, TicketKind, Window,
};

/// The time that `App` has too.
fn now() -> i64 {
    node::Clock::now_ms(&crate::SystemClock).cast_signed()
}

const STREET: &str = "12 Hill Road, second bell";

fn save(board: &str, item: &str, fields: &[(&str, &str)]) -> Intent {
    let fields = fields
        .iter()
        .map(|(k, v)| ((*k).to_owned(), (*v).to_owned()));
    Intent::SaveCase {
        board: board.into(),
        item: item.into(),
        fields: fields.collect::<BTreeMap<_, _>>(),
    }
}

fn query(board: &str, item: &str) -> Query {
    Query::Case {
        board: board.into(),
        item: item.into(),
    }
}

impl Person {
    /// Watches a case until it shows what is expected.
    async fn sees_case(
        &self,
        board: &str,
        item: &str,
        expected: impl Fn(&CaseView) -> bool,
    ) -> CaseView {
        let rows = self
            .sees(query(board, item), |rows| {
                matches!(rows, [row] if matches!(&row.data, RowData::Case(case) if expected(case)))
            })
            .await;
        match rows.into_iter().next().map(|row| row.data) {
            Some(RowData::Case(case)) => *case,
            other => panic!("{other:?}"),
        }
    }

    /// All that lists, search, pages and files show of a board.
    async fn shows(&self, board: &str, item: &str) -> String {
        let mut shown = format!("{:?}", self.rows(items_query(board)).await);
        for words in ["Hill", "Rosa", "0171"] {
            let filter = ItemsFilter {
                text: words.into(),
                ..ItemsFilter::default()
            };
            shown += &format!("{:?}", self.found(board, filter).await);
        }
        shown += &format!("{:?}", self.page(board, item).await);
        for format in [ExportFormat::Csv, ExportFormat::Json] {
            let export = Reading::Export {
                board: board.into(),
                format,
                kinds: Vec::new(),
            };
            match self.app.read(export).await.unwrap() {
                ReadingAnswer::Export { text, .. } => shown += &text,
                other => panic!("{other:?}"),
            }
        }
        let window = Window::default();
        let aside = Query::SetAside {
            board: board.into(),
            window,
        };
        shown + &format!("{:?}", self.rows(aside).await)
    }
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn a_case_opens_for_who_claims_the_job_and_closes_when_they_give_it_back() {
    let alice = Person::online("Alice").await;
    let board = alice.board("Mill Road").await;
    let need = alice
        .adds(&board, ItemKind::Need, &[("title", "Soup")])
        .await;
    let refused = alice
        .fails(save(&board, &need, &[("address", STREET)]))
        .await;
    assert_eq!(refused.code, ErrorCode::BadField);
    let unknown = alice
        .fails(save(&board, &need, &[("papers", "none")]))
        .await;
    assert_eq!(unknown.code, ErrorCode::BadField);
    let fields = [("name", "Rosa"), ("address", STREET), ("phone", "0171")];
    alice.does(save(&board, &need, &fields)).await;
    let case = alice
        .sees_case(&board, &need, |case| case.records.len() == 1)
        .await;
    assert_eq!(case.records[0].fields["address"], STREET);
    assert_eq!(case.mark.openers, ["Alice"]);

    let bob = Person::online("Bob").await;
    bob.joins(&alice.ticket(&board).await, 1).await;
    let page = bob
        .sees_page(&board, &need, |page| page.case.is_some())
        .await;
    let sealed = CaseMark {
        openers: vec!["Alice".to_owned()],
        mine: false,
        may_keep: false,
        erased: false,
    };
    assert_eq!(page.case, Some(sealed));
    let case = bob.sees_case(&board, &need, |_| true).await;
    assert!(case.records.is_empty());
    let refused = bob.fails(save(&board, &need, &[("name", "R")])).await;
    assert_eq!(refused.code, ErrorCode::CaseSealed);
    assert_eq!(refused.details["openers"], "Alice");
    for words in [STREET, "Rosa", "0171"] {
        assert!(!bob.shows(&board, &need).await.contains(words));
        // In no list and no file of who can open it either.
        assert!(!alice.shows(&board, &need).await.contains(words));
    }

    bob.does(claim(&board, &need, None)).await;
    let case = bob
        .sees_case(&board, &need, |case| {
            case.mark.mine && !case.records.is_empty()
        })
        .await;
    assert_eq!(case.records[0].fields["phone"], "0171");
    assert_eq!(case.mark.openers.len(), 2);
    // Bob is an editor: what he finds out, he writes down.
    bob.does(save(&board, &need, &[("accessNotes", "call first")]))
        .await;
    alice
        .sees_case(&board, &need, |case| {
            case.records
                .iter()
                .any(|record| record.fields.contains_key("accessNotes"))
        })
        .await;

    bob.does(Intent::Release {
        board: board.clone(),
        item: need.clone(),
    })
    .await;
    let case = bob
        .sees_case(&board, &need, |case| {
            !case.mark.mine && case.records.is_empty()
        })
        .await;
    assert_eq!(case.mark.openers, ["Alice"]);
    assert_eq!(case.earlier, ["Bob"]);
    assert!(!bob.shows(&board, &need).await.contains(STREET));
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn an_open_invite_opens_no_case_until_somebody_vouches() {
    let alice = Person::online("Alice").await;
    let board = alice.board("Mill Road").await;
    let need = alice
        .adds(&board, ItemKind::Need, &[("title", "Soup")])
        .await;
    let fields = [("name", "Rosa"), ("address", STREET)];
    alice.does(save(&board, &need, &fields)).await;
    let mallory = Person::online("Mallory").await;
    let open = alice.ticket_of(&board, TicketKind::Open).await;
    mallory.joins(&open, 1).await;
    mallory.does(claim(&board, &need, None)).await;
    alice
        .sees_page(&board, &need, |page| !page.claims.is_empty())
        .await;
    // An editor's claim later is answered by a key, Mallory's before it was not.
    let bob = Person::online("Bob").await;
    bob.joins(&alice.ticket(&board).await, 1).await;
    bob.does(claim(&board, &need, None)).await;
    alice
        .sees_page(&board, &need, |page| page.claims.len() == 2)
        .await;
    let case = alice
        .sees_case(&board, &need, |case| case.mark.openers.len() > 1)
        .await;
    let openers: BTreeSet<&str> = case.mark.openers.iter().map(String::as_str).collect();
    assert_eq!(openers, BTreeSet::from(["Alice", "Bob"]));
    let row = called(&alice, &board, "Mallory").await;
    alice
        .does(Intent::Vouch {
            board: board.clone(),
            person: row.person,
        })
        .await;
    mallory
        .sees_case(&board, &need, |case| case.mark.mine)
        .await;
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn a_case_is_closed_and_erased_with_all_that_was_typed_into_it() {
    let alice = Person::online("Alice").await;
    let board = alice.board("Mill Road").await;
    let need = alice
        .adds(&board, ItemKind::Need, &[("title", "Soup")])
        .await;
    let none = alice
        .fails(Intent::CloseCase {
            board: board.clone(),
            item: need.clone(),
        })
        .await;
    assert_eq!(none.code, ErrorCode::NoSuchCase);
    alice
        .does(save(
            &board,
            &need,
            &[("name", "Rosa"), ("address", STREET)],
        ))
        .await;
    let key = format!("case:{board}:{need}");
    let text = "half a sentence about Rosa".to_owned();
    alice.does(Intent::SaveDraft { key, text }).await;
    alice
        .does(Intent::SetCaseDays {
            board: board.clone(),
            days: 3,
        })
        .await;
    let now = now();
    let closed = alice
        .does(Intent::CloseCase {
            board: board.clone(),
            item: need.clone(),
        })
        .await;
    let Outcome::CaseClosed { erase_at } = closed else {
        panic!("{closed:?}");
    };
    let days = (erase_at - now) / (24 * 60 * 60 * 1_000);
    assert!((2..=3).contains(&days), "{days}");
    let erase = || Intent::EraseCase {
        board: board.clone(),
        item: need.clone(),
    };
    alice.does(erase()).await;
    let case = alice
        .sees_case(&board, &need, |case| case.mark.erased)
        .await;
    assert!(case.records.is_empty() && !case.mark.mine);
    assert!(alice.rows(Query::Drafts).await.is_empty());
    assert_eq!(alice.fails(erase()).await.code, ErrorCode::CaseErased);
    let again = alice.fails(save(&board, &need, &[("name", "Rosa")])).await;
    assert_eq!(again.code, ErrorCode::CaseErased);
    // After a start too, and in an index that is made anew.
    let alice = alice
        .reopened_after(|folder| std::fs::remove_file(folder.join("index.db")).unwrap())
        .await;
    let case = alice
        .sees_case(&board, &need, |case| case.mark.erased)
        .await;
    assert!(case.records.is_empty());
    assert!(!alice.shows(&board, &need).await.contains("Rosa"));
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn somebody_who_is_no_member_reports_and_the_coordinators_read_it() {
    let alice = Person::online("Alice").await;
    let board = alice.board("Mill Road").await;
    let bob = Person::online("Bob").await;
    bob.joins(&alice.ticket(&board).await, 0).await;
    let ticket = alice.ticket_of(&board, TicketKind::Reporter).await;
    let rosa = Person::online("Rosa").await;
    let report = |ticket: &str, text: &str| Intent::Report {
        ticket: ticket.into(),
        text: text.into(),
    };
    let joined = rosa
        .fails(Intent::Join {
            ticket: ticket.clone(),
        })
        .await;
    assert_eq!(joined.code, ErrorCode::OtherTicketKind);
    assert_eq!(joined.details["kind"], "reporter");
    // Said as soon as it is pasted, so that the window leads to the report and not to joining.
    let pasted = Reading::ReadTicket {
        ticket: ticket.clone(),
    };
    assert_eq!(rosa.app.read(pasted).await.unwrap_err(), joined);
    let other = alice.ticket(&board).await;
    let refused = rosa.fails(report(&other, "hello")).await;
    assert_eq!(refused.code, ErrorCode::OtherTicketKind);
    let empty = rosa.fails(report(&ticket, "  ")).await;
    assert_eq!(empty.code, ErrorCode::BadField);
    rosa.does(report(&ticket, "the boiler of 3 Mill Lane leaks"))
        .await;
    assert!(rosa.rows(Query::Boards).await.is_empty());
    let inbox = Query::Inbox {
        board: board.clone(),
        window: Window::default(),
        ticket: None,
    };
    let rows = alice.sees(inbox.clone(), |rows| rows.len() == 1).await;
    let RowData::Report(row) = &rows[0].data else {
        panic!("{rows:?}");
    };
    assert_eq!(row.text.as_deref(), Some("the boiler of 3 Mill Lane leaks"));
    let reading = Reading::View { query: inbox };
    let refused = bob.app.read(reading).await.unwrap_err();
    assert_eq!(refused.code, ErrorCode::NotAllowed);
}
