//! Reports from outside: who takes one in, who can read it, and every way in which it is refused.

use sync::ReportRefusal;
use trust::{Compartment, Letter, Report, TicketId};

use super::hostile::member;
use super::removals::{me, remove};
use super::*;

pub(super) fn reporters_ticket(alice: &mut Core, board: BoardId, uses: Option<u32>) -> TicketText {
    let others: Vec<EndpointId> = Vec::new();
    ticket_naming(alice, board, uses, &others)
}

pub(super) fn ticket_naming(
    alice: &mut Core,
    board: BoardId,
    uses: Option<u32>,
    others: &[EndpointId],
) -> TicketText {
    let spec = TicketSpec {
        mode: TicketMode::Reporter,
        role: Role::Reporter,
        uses,
        expires_ms: Some(1_000_000),
        board_name: "Relief".to_owned(),
        inviter_name: "Alice".to_owned(),
        label: None,
    };
    let endpoints = std::iter::once(alice.endpoint()).chain(others.iter().copied());
    let hint = |endpoint| EndpointHint {
        endpoint,
        addrs: Vec::new(),
        relay: None,
    };
    let hints = endpoints.map(hint).collect();
    let text = act(alice, |core| core.make_ticket(board, spec, hints, 1_000))
        .0
        .to_text();
    assert!(text.len() <= trust::MAX_TICKET_TEXT);
    TicketText::parse(&text).unwrap()
}

pub(super) fn outsider(who: u8) -> (Core, TempDir) {
    let home = tempfile::tempdir().unwrap();
    (open(home.path(), who, who * 10), home)
}

/// Sends a report and returns what became of it.
fn send(
    from: &mut Core,
    to: &mut Core,
    ticket: &TicketText,
    words: &str,
) -> Option<Result<(), ReportRefusal>> {
    let words = words.to_owned();
    let (id, _) = act(from, |core| core.start_report(ticket, words, 1_000));
    meet(from, to);
    let done = from.reports().iter().find(|one| one.id == id).unwrap().done;
    act(from, |core| core.end_report(id));
    done
}

/// The reports that a device holds of a board, opened by the keys that it holds.
pub(super) fn inbox(core: &Core, board: BoardId) -> Vec<Option<Letter>> {
    let all = verdicts(core, board);
    let said = all
        .values()
        .filter(|one| one.entry.header.kind == Kind::Statement);
    // The easy judge of these tests puts the report into the body as it is.
    let reports: Vec<Report> = said
        .filter_map(|one| Report::read(&one.entry.body).ok())
        .collect();
    core.open_reports(board, &reports)
}

#[test]
fn a_report_is_taken_in_by_who_cannot_read_it_and_read_by_a_coordinator() {
    let Two {
        mut alice,
        mut bob,
        board,
        homes,
    } = two();
    let ticket = ticket_naming(&mut alice, board, None, &[bob.endpoint()]);
    meet(&mut bob, &mut alice);
    let (mut rosa, _home) = outsider(7);
    assert_eq!(
        send(&mut rosa, &mut bob, &ticket, "the boiler leaks"),
        Some(Ok(()))
    );
    assert!(rosa.boards().is_empty(), "nobody becomes a member by it");
    assert_eq!(inbox(&bob, board), [None]);
    meet(&mut bob, &mut alice);
    let [Some(letter)] = &inbox(&alice, board)[..] else {
        panic!("Alice reads it");
    };
    assert_eq!(letter.text, "the boiler leaks");
    close(bob);
    assert!(!super::cases::holds_words(
        homes[1].path(),
        "the boiler leaks"
    ));
    let part = &alice.board_info(board).unwrap().sealed[&Compartment::Inbox];
    assert_eq!(part.openers, [me(&alice, board)].into());
}

#[test]
fn every_refusal_of_a_report_has_a_reason() {
    let Two {
        mut alice,
        mut bob,
        board,
        ..
    } = two();
    let (mut rosa, _home) = outsider(7);
    let once = reporters_ticket(&mut alice, board, Some(1));
    assert_eq!(send(&mut rosa, &mut alice, &once, "one"), Some(Ok(())));
    let second = send(&mut rosa, &mut alice, &once, "two");
    assert_eq!(second, Some(Err(ReportRefusal::UsedUp)));

    let ticket = reporters_ticket(&mut alice, board, None);
    let late =
        |core: &mut Core, bytes: &[u8], at: u64| act(core, |core| core.state.take_in(bytes, at)).0;
    let made = |core: &mut Core, ticket: &TicketText, words: &str| {
        let words = words.to_owned();
        let (id, _) = act(core, |core| core.start_report(ticket, words, 1_000));
        let bytes = core
            .state
            .to_report(ticket.endpoints[0].endpoint, 1_000)
            .pop()
            .unwrap();
        act(core, |core| core.end_report(id));
        bytes
    };
    let report = made(&mut rosa, &ticket, "three");
    assert_eq!(
        late(&mut alice, &report, 1_000_001),
        Err(ReportRefusal::Expired)
    );
    assert_eq!(
        late(&mut alice, b"no report", 1_000),
        Err(ReportRefusal::Damaged)
    );
    let mut forged = Report::read(&report).unwrap();
    forged.by_ticket[0] ^= 1;
    assert_eq!(
        late(&mut alice, &forged.to_bytes(), 1_000),
        Err(ReportRefusal::Damaged)
    );
    // Bob has not heard of the ticket, and another board has none of this name.
    assert_eq!(late(&mut bob, &report, 1_000), Err(ReportRefusal::Unknown));
    // An invitation is no ticket for reports, whoever holds it.
    let mut invitation = invite(&mut alice, board, &[]);
    invitation.inbox = ticket.inbox;
    let by_invitation = made(&mut rosa, &invitation, "four");
    assert_eq!(
        late(&mut alice, &by_invitation, 1_000),
        Err(ReportRefusal::Unknown)
    );
    // The same one twice is one, as when an answer was lost.
    let before = inbox(&alice, board).len();
    assert_eq!(late(&mut alice, &report, 1_000), Ok(()));
    assert_eq!(late(&mut alice, &report, 1_000), Ok(()));
    assert_eq!(inbox(&alice, board).len(), before + 1);
    let id: TicketId = ticket.secret.ticket_key().id();
    act(&mut alice, |core| core.remove_ticket(board, id, 1_000));
    let removed = made(&mut rosa, &ticket, "five");
    assert_eq!(
        late(&mut alice, &removed, 1_000),
        Err(ReportRefusal::Removed)
    );
    // Nobody comes in by it.
    let another = reporters_ticket(&mut alice, board, None);
    act(&mut rosa, |core| core.start_join(another, 1_000));
    meet_refusing(&mut rosa, &mut alice);
    assert!(rosa.boards().is_empty());
}

#[test]
fn bad_input_70_a_flood_by_one_ticket_ends_after_a_days_quota_and_others_still_come_through() {
    let Two {
        mut alice, board, ..
    } = two();
    let (mut mallory, _home) = outsider(7);
    let (mut rosa, _other) = outsider(8);
    let leaked = reporters_ticket(&mut alice, board, None);
    let good = reporters_ticket(&mut alice, board, None);
    let mut bytes = Vec::new();
    for n in 0..42 {
        let words = format!("spam {n}");
        let (id, _) = act(&mut mallory, |core| {
            core.start_report(&leaked, words, 1_000)
        });
        bytes.extend(mallory.state.to_report(alice.endpoint(), 1_000));
        act(&mut mallory, |core| core.end_report(id));
    }
    let take =
        |core: &mut Core, bytes: &[u8], at| act(core, |core| core.state.take_in(bytes, at)).0;
    let taken = bytes
        .iter()
        .filter(|one| take(&mut alice, one, 1_000).is_ok());
    assert_eq!(taken.count(), 40);
    let last = bytes.last().unwrap();
    assert_eq!(take(&mut alice, last, 2_000), Err(ReportRefusal::TooMany));
    assert_eq!(send(&mut rosa, &mut alice, &good, "help"), Some(Ok(())));
    // The quota is on the disk, and over the next day.
    assert_eq!(take(&mut alice, last, 999_999), Err(ReportRefusal::TooMany));
}

#[test]
fn who_coordinates_no_more_reads_no_later_report() {
    let Two {
        mut alice,
        mut bob,
        board,
        ..
    } = two();
    let bobs = me(&bob, board);
    let early = reporters_ticket(&mut alice, board, None);
    act(&mut alice, |core| {
        core.set_role(board, bobs, Role::Coordinator, 1_000)
    });
    let (mut rosa, _home) = outsider(7);
    assert_eq!(send(&mut rosa, &mut alice, &early, "one"), Some(Ok(())));
    meet(&mut bob, &mut alice);
    assert!(inbox(&bob, board)[0].is_some());
    act(&mut alice, |core| {
        core.set_role(board, bobs, Role::Editor, 1_000)
    });
    let late = reporters_ticket(&mut alice, board, None);
    assert_ne!(late.inbox, early.inbox, "another key");
    assert_eq!(send(&mut rosa, &mut alice, &late, "two"), Some(Ok(())));
    meet(&mut bob, &mut alice);
    assert_eq!(inbox(&bob, board), [None, None]);
    assert!(inbox(&alice, board).iter().all(Option::is_some));
    // A reader's device cannot write one down: it says so.
    let (mut carol, _c) = member(&mut alice, board, 3);
    let carols = me(&carol, board);
    act(&mut alice, |core| {
        core.set_role(board, carols, Role::Reader, 1_000)
    });
    meet(&mut carol, &mut alice);
    let ticket = ticket_naming(&mut alice, board, None, &[carol.endpoint()]);
    meet(&mut carol, &mut alice);
    assert_eq!(
        send(&mut rosa, &mut carol, &ticket, "three"),
        None,
        "ask another"
    );
    remove(&mut alice, board, carols);
}
