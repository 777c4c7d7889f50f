//! What is left of reports on the disk of whoever wrote them, and in their backup.

use std::sync::Arc;

use minicbor::bytes::ByteVec;
use sync::ReportRefusal;
use trust::{from_canonical, to_canonical};

use super::cases::holds_words;
use super::helpers::hostile::talk;
use super::reports::{inbox, outsider, reporters_ticket};
use super::*;
use crate::peer::{report_parts, take_reports};

const KEPT: &str = "sent reports";
const BEFORE: &str = "reports sent";
const WORDS: &str = "the boiler leaks";

fn writes(rosa: &mut Core, ticket: &TicketText, words: &str) -> [u8; 32] {
    let words = words.to_owned();
    act(rosa, |core| core.start_report(ticket, words, 2_000)).0
}

fn refused(rosa: &mut Core, id: [u8; 32], by: EndpointId, at: u64) {
    let removed = Some(ReportRefusal::Removed);
    act(rosa, |core| {
        Ok(core.state.report_answered(id, by, removed, at)?)
    });
}

fn records(core: &Core) -> Vec<Vec<u8>> {
    let kept = core.db().meta(KEPT).unwrap().unwrap();
    let records: Vec<ByteVec> = from_canonical(&kept).unwrap();
    records.into_iter().map(Into::into).collect()
}

#[test]
fn once_a_report_is_answered_its_ticket_and_its_sealed_bytes_are_on_the_disk_no_more() {
    let Two {
        mut alice, board, ..
    } = two();
    let ticket = reporters_ticket(&mut alice, board, None);
    let text = ticket.to_text();
    let secret = &text[..text.len().min(80)];
    let (mut rosa, home) = outsider(7);
    writes(&mut rosa, &ticket, WORDS);
    close(rosa);
    assert!(holds_words(home.path(), secret), "the check finds it");
    assert!(holds_words(home.path(), WORDS));
    let mut rosa = open(home.path(), 7, 71);
    meet(&mut rosa, &mut alice);
    assert!(rosa.take_scrub());
    close(rosa);
    for gone in [secret, WORDS] {
        assert!(!holds_words(home.path(), gone), "{gone}");
    }
    // Whose it was and when is left.
    let mut rosa = open(home.path(), 7, 72);
    let [taken] = rosa.reports().try_into().unwrap();
    assert_eq!(
        (&*taken.board_name, &*taken.inviter_name),
        ("Relief", "Alice")
    );
    assert_eq!((taken.since_ms, taken.done), (2_000, Some(Ok(()))));
    assert!(taken.hints.is_empty());
    // Of one that was refused the words are left, and the ticket is not.
    let id = writes(&mut rosa, &ticket, "no water");
    refused(&mut rosa, id, alice.endpoint(), 3_000);
    close(rosa);
    assert!(holds_words(home.path(), "no water"));
    assert!(!holds_words(home.path(), secret));
}

#[test]
fn the_words_of_a_refused_report_stay_however_many_others_are_taken_in() {
    let Two {
        mut alice, board, ..
    } = two();
    let ticket = reporters_ticket(&mut alice, board, None);
    let (mut rosa, _home) = outsider(7);
    let id = writes(&mut rosa, &ticket, WORDS);
    refused(&mut rosa, id, alice.endpoint(), 1);
    for n in 0..20 {
        writes(&mut rosa, &ticket, &format!("report {n}"));
        talk([&mut rosa, &mut alice], |_, message| vec![message]);
    }
    assert_eq!(inbox(&alice, board).len(), 20);
    let all = rosa.reports();
    assert_eq!(all.len(), 17);
    let of_first = all.iter().find(|one| one.id == id).unwrap();
    assert_eq!(of_first.text, WORDS);
}

#[test]
fn records_that_cannot_be_read_are_kept_beside_what_is_written() {
    let Two {
        mut alice, board, ..
    } = two();
    let ticket = reporters_ticket(&mut alice, board, None);
    // Of a newer app: one record of several, or all of it.
    let one: Vec<ByteVec> = vec![vec![0x82, 0x09, 0x80].into()];
    for strange in [to_canonical(&one), vec![0xff, 1, 2, 3]] {
        let (rosa, home) = outsider(7);
        rosa.db().set_meta(KEPT, &strange).unwrap();
        close(rosa);
        let mut rosa = open(home.path(), 7, 71);
        assert!(rosa.reports().is_empty());
        writes(&mut rosa, &ticket, WORDS);
        close(rosa);
        let rosa = open(home.path(), 7, 72);
        assert_eq!(rosa.reports().len(), 1);
        let records = records(&rosa);
        assert_eq!(records.len(), 2);
        let known = [&strange, &vec![0x82, 0x09, 0x80]];
        assert!(known.iter().any(|strange| records.contains(strange)));
    }
}

#[test]
fn what_the_version_before_kept_is_read_and_written_anew() {
    let Two {
        mut alice, board, ..
    } = two();
    let ticket = reporters_ticket(&mut alice, board, None);
    let (mut rosa, home) = outsider(7);
    writes(&mut rosa, &ticket, WORDS);
    let waiting = rosa.state.to_report(alice.endpoint(), 3_000).remove(0);
    type Before = (Vec<u8>, String, String, u64, Option<(u64, Option<u8>)>);
    let text = ticket.to_text();
    let before: Vec<Before> = vec![
        (waiting.clone(), text.clone(), WORDS.to_owned(), 2_000, None),
        (
            vec![1],
            text.clone(),
            String::new(),
            2_001,
            Some((4_000, None)),
        ),
        (
            vec![2],
            text.clone(),
            "no water".to_owned(),
            2_002,
            Some((4_001, Some(3))),
        ),
        (
            vec![3],
            "no ticket".to_owned(),
            "of a newer ticket".to_owned(),
            2_003,
            None,
        ),
    ];
    rosa.db().forget_meta(KEPT).unwrap();
    rosa.db().set_meta(BEFORE, &to_canonical(&before)).unwrap();
    close(rosa);
    let mut rosa = open(home.path(), 7, 71);
    assert_eq!(rosa.db().meta(BEFORE).unwrap(), None);
    let all = rosa.reports();
    let fates: Vec<_> = all.iter().map(|one| (one.done, &*one.text)).collect();
    assert_eq!(
        fates,
        [
            (None, WORDS),
            (Some(Ok(())), ""),
            (Some(Err(ReportRefusal::Removed)), "no water")
        ]
    );
    assert!(all.iter().all(|one| one.board_name == "Relief" && one.told));
    let records = records(&rosa);
    assert_eq!(records.len(), 4);
    let with_ticket = records.iter().filter(|record| {
        let mut parts = record.windows(40);
        parts.any(|part| part == &text.as_bytes()[..40])
    });
    assert_eq!(with_ticket.count(), 1, "only the one that waits");
    meet(&mut rosa, &mut alice);
    assert_eq!(inbox(&alice, board).len(), 1);
}

#[test]
fn a_refusal_that_nobody_waited_for_is_to_be_told_once() {
    let Two {
        mut alice, board, ..
    } = two();
    let ticket = reporters_ticket(&mut alice, board, None);
    let (mut rosa, home) = outsider(7);
    let told = |core: &Core| {
        core.reports()
            .iter()
            .map(|one| one.told)
            .collect::<Vec<_>>()
    };
    let id = writes(&mut rosa, &ticket, WORDS);
    assert_eq!(told(&rosa), [true], "it waits");
    refused(&mut rosa, id, alice.endpoint(), 3_000);
    assert_eq!(told(&rosa), [false]);
    close(rosa);
    let mut rosa = open(home.path(), 7, 71);
    assert_eq!(told(&rosa), [false]);
    act(&mut rosa, |core| core.report_told(id));
    close(rosa);
    let mut rosa = open(home.path(), 7, 72);
    assert_eq!(told(&rosa), [true]);
    act(&mut rosa, |core| core.end_report(id));
    // Somebody waits for the answer, and tells it.
    let id = writes(&mut rosa, &ticket, "no water");
    let attending = Arc::new(());
    rosa.attend_report(id, Arc::downgrade(&attending));
    refused(&mut rosa, id, alice.endpoint(), 3_000);
    assert_eq!(told(&rosa), [true]);
}

#[test]
fn a_backup_brings_back_what_waits_and_refused_words_and_is_handed_in_once() {
    let Two {
        mut alice, board, ..
    } = two();
    let ticket = reporters_ticket(&mut alice, board, None);
    let (mut rosa, _home) = outsider(7);
    writes(&mut rosa, &ticket, "taken in");
    meet(&mut rosa, &mut alice);
    let id = writes(&mut rosa, &ticket, "refused");
    refused(&mut rosa, id, alice.endpoint(), 3_000);
    writes(&mut rosa, &ticket, WORDS);
    let parts = report_parts(rosa.db()).unwrap();
    assert_eq!(parts.len(), 2);
    // On her next computer.
    let (again, home) = outsider(8);
    let other = store::LocalPart {
        name: "settings".to_owned(),
        value: vec![1],
    };
    let with_other = [parts.clone(), vec![other.clone()]].concat();
    assert_eq!(take_reports(again.db(), with_other).unwrap(), [other]);
    assert_eq!(take_reports(again.db(), parts).unwrap(), [], "once more");
    close(again);
    let mut again = open(home.path(), 8, 81);
    let texts: Vec<String> = again.reports().into_iter().map(|one| one.text).collect();
    assert_eq!(texts.len(), 2);
    assert!(texts.contains(&WORDS.to_owned()) && texts.contains(&"refused".to_owned()));
    // The old one had handed it in after all.
    meet(&mut rosa, &mut alice);
    meet(&mut again, &mut alice);
    assert_eq!(inbox(&alice, board).len(), 2);
    assert_eq!(report_parts(again.db()).unwrap().len(), 1);
}
