//! Reports of somebody who is not on the board: they wait on the disk, and are handed in once.

use sync::ReportRefusal;

use super::helpers::hostile::talk;
use super::reports::{inbox, outsider, reporters_ticket, ticket_naming};
use super::*;

fn writes(rosa: &mut Core, ticket: &TicketText, words: &str) -> [u8; 32] {
    let words = words.to_owned();
    act(rosa, |core| core.start_report(ticket, words, 2_000)).0
}

/// What became of each of a device's reports, with its words.
fn fates(core: &Core) -> Vec<(Option<Result<(), ReportRefusal>>, String)> {
    let all = core.reports().into_iter();
    all.map(|one| (one.done, one.text)).collect()
}

#[test]
fn a_report_waits_over_restarts_until_somebody_takes_it_in_and_is_handed_in_once() {
    let Two {
        mut alice, board, ..
    } = two();
    let ticket = reporters_ticket(&mut alice, board, None);
    let (mut rosa, home) = outsider(7);
    writes(&mut rosa, &ticket, "the boiler leaks");
    close(rosa);
    let mut rosa = open(home.path(), 7, 71);
    let [waiting] = rosa.reports().try_into().unwrap();
    assert_eq!((waiting.done, waiting.since_ms), (None, 2_000));
    assert_eq!(waiting.text, "the boiler leaks");
    assert_eq!(
        (&*waiting.board_name, &*waiting.inviter_name),
        ("Relief", "Alice")
    );
    assert_eq!(waiting.hints, ticket.endpoints);
    meet(&mut rosa, &mut alice);
    // Then the words are with the coordinators, and not here any more.
    assert_eq!(fates(&rosa), [(Some(Ok(())), String::new())]);
    close(rosa);
    let mut rosa = open(home.path(), 7, 72);
    assert_eq!(fates(&rosa), [(Some(Ok(())), String::new())]);
    meet(&mut rosa, &mut alice);
    let letters = inbox(&alice, board);
    assert_eq!(letters.len(), 1);
    assert_eq!(letters[0].as_ref().unwrap().text, "the boiler leaks");
}

#[test]
fn whoever_cannot_take_it_in_now_is_asked_again_and_a_refusal_leaves_the_words() {
    let Two {
        mut alice, board, ..
    } = two();
    let ticket = reporters_ticket(&mut alice, board, None);
    let (mut rosa, home) = outsider(7);
    let id = writes(&mut rosa, &ticket, "one");
    let says = |core: &mut Core, refusal| {
        let by = EndpointId([1; 32]);
        act(core, |core| {
            Ok(core.state.report_answered(id, by, Some(refusal), 3_000)?)
        });
    };
    says(&mut rosa, ReportRefusal::NotNow);
    assert_eq!(fates(&rosa), [(None, "one".to_owned())]);
    assert_eq!(rosa.state.to_report(alice.endpoint(), 4_000).len(), 1);
    says(&mut rosa, ReportRefusal::Removed);
    close(rosa);
    let mut rosa = open(home.path(), 7, 71);
    let refused = Some(Err(ReportRefusal::Removed));
    assert_eq!(fates(&rosa), [(refused, "one".to_owned())]);
    assert_eq!(rosa.reports()[0].done_ms, Some(3_000));
    assert_eq!(rosa.state.to_report(alice.endpoint(), 4_000).len(), 0);
    // Whoever wrote it takes it off the list.
    act(&mut rosa, |core| core.end_report(id));
    close(rosa);
    assert!(open(home.path(), 7, 72).reports().is_empty());
}

#[test]
fn what_waits_and_what_is_remembered_is_bounded_and_more_than_a_connection_takes_comes_by_the_next()
{
    let Two {
        mut alice, board, ..
    } = two();
    let ticket = reporters_ticket(&mut alice, board, None);
    let (mut rosa, _home) = outsider(7);
    for round in 0..2 {
        for n in 0..16 {
            writes(&mut rosa, &ticket, &format!("{round} {n}"));
        }
        rosa.begin().unwrap();
        let more = rosa.start_report(&ticket, "too many".to_owned(), 2_000);
        assert!(matches!(more, Err(NodeError::Refused(why)) if why == "too-many"));
        rosa.commit().unwrap();
        for meeting in 1..=4 {
            talk([&mut rosa, &mut alice], |_, message| vec![message]);
            assert_eq!(inbox(&alice, board).len(), round * 16 + meeting * 4);
        }
    }
    assert_eq!(rosa.reports().len(), 16);
    assert!(rosa.reports().iter().all(|one| one.done == Some(Ok(()))));
}

#[test]
fn one_devices_too_many_or_used_up_ends_nothing_and_it_is_asked_again_after_a_day() {
    const DAY_MS: u64 = 24 * 60 * 60 * 1_000;
    let Two {
        mut alice,
        mut bob,
        board,
        ..
    } = two();
    let ticket = ticket_naming(&mut alice, board, None, &[bob.endpoint()]);
    let [first, second] = [alice.endpoint(), bob.endpoint()];
    for refusal in [
        ReportRefusal::TooMany,
        ReportRefusal::UsedUp,
        ReportRefusal::Unknown,
    ] {
        let (mut rosa, _home) = outsider(7);
        let id = writes(&mut rosa, &ticket, "no water in the third house");
        let says = |core: &mut Core, by, refusal, at| {
            act(core, |core| {
                Ok(core.state.report_answered(id, by, Some(refusal), at)?)
            });
        };
        let due = |core: &Core, who, at| core.state.to_report(who, at).len();
        // The inviter's device had enough today.
        says(&mut rosa, first, refusal, 3_000);
        assert_eq!(rosa.reports()[0].done, None, "{refusal}");
        assert_eq!(due(&rosa, second, 3_000), 1, "the other one is asked");
        assert_eq!(due(&rosa, first, 3_000), 0);
        assert_eq!(due(&rosa, first, 2_999 + DAY_MS), 0);
        assert_eq!(due(&rosa, first, 3_000 + DAY_MS), 1);
        assert_eq!(due(&rosa, first, 1_000), 1, "a clock that was set back");
        // All of them: what is over tomorrow is no end, what is not is one.
        says(&mut rosa, second, refusal, 3_000);
        let ended = (refusal != ReportRefusal::TooMany).then_some(Err(refusal));
        assert_eq!(rosa.reports()[0].done, ended);
        // What no device sees otherwise ends it.
        if ended.is_none() {
            says(&mut rosa, first, ReportRefusal::Expired, 4_000);
            let ended = Some(Err(ReportRefusal::Expired));
            assert_eq!(rosa.reports()[0].done, ended);
        }
    }
    // Another one's word for that is not the inviter's.
    let (mut rosa, _home) = outsider(7);
    let id = writes(&mut rosa, &ticket, "no water in the third house");
    act(&mut rosa, |core| {
        let no = Some(ReportRefusal::Expired);
        Ok(core.state.report_answered(id, second, no, 3_000)?)
    });
    assert_eq!(rosa.state.to_report(second, 3_000 + 2 * DAY_MS).len(), 0);
    // And it goes on to Bob's after Alice's took too many.
    act(&mut rosa, |core| core.end_report(id));
    let id = writes(&mut rosa, &ticket, "no heating either");
    act(&mut rosa, |core| {
        let no = Some(ReportRefusal::TooMany);
        Ok(core.state.report_answered(id, first, no, 1_000)?)
    });
    meet(&mut bob, &mut alice);
    meet(&mut rosa, &mut bob);
    assert_eq!(rosa.reports()[0].done, Some(Ok(())));
}
