//! Removals: stories with named people, with real keys, logs and signatures.

use super::joining::{STEWARD, Story, role, story};
use super::people::{Board, Person};
use crate::{Certificate, Cut, Grant, GrantRef, LogWriter, Moderated, Refusal, Role, TicketMode};

/// Alice is the steward; Bob and Mallory are coordinators, Carol and Dora editors by Mallory.
struct Group {
    board: Board,
    alice: LogWriter,
    bob: (LogWriter, GrantRef),
    mallory: (LogWriter, GrantRef),
    carol: (LogWriter, GrantRef),
    dora: (LogWriter, GrantRef),
}

fn group() -> Group {
    let Story {
        mut board, mut log, ..
    } = story();
    let mut make = |by: Option<&mut (LogWriter, GrantRef)>, name: &str, role| {
        let who = Person::named(name);
        let grant = match by {
            None => board.grant(&mut log, STEWARD, (&who, role)),
            Some((log, under)) => board.grant(log, *under, (&who, role)),
        };
        (board.log_of(&who), grant)
    };
    let bob = make(None, "Bob", Role::Coordinator);
    let mut mallory = make(None, "Mallory", Role::Coordinator);
    let carol = make(Some(&mut mallory), "Carol", Role::Editor);
    let dora = make(Some(&mut mallory), "Dora", Role::Editor);
    Group {
        board,
        alice: log,
        bob,
        mallory,
        carol,
        dora,
    }
}

fn roles(board: &Board) -> Vec<(crate::PersonId, Role)> {
    let authority = board.authority();
    authority.people().map(|(id, role, _)| (id, role)).collect()
}

#[test]
fn two_coordinators_who_remove_each_other_stay_until_a_steward_decides() {
    let mut it = group();
    let now = it.board.now();
    let (bob, mallory) = (it.bob.1, it.mallory.1);
    let one = it.board.remove(&mut it.bob.0, bob, mallory, now.clone());
    let two = it
        .board
        .remove(&mut it.mallory.0, mallory, bob, Cut::default());
    let held = Role::Coordinator;
    let authority = it.board.authority();
    for removal in [one, two] {
        assert_eq!(
            authority.why_not(removal),
            Some(Refusal::RankTooLow { held })
        );
    }
    assert!(authority.is_live(bob) && authority.is_live(mallory));
    it.board.remove(&mut it.alice, STEWARD, mallory, now);
    let authority = it.board.authority();
    assert!(authority.is_live(bob) && !authority.is_live(mallory));
    let mallory = Person::named("Mallory");
    assert_eq!(role(&authority, &it.board, &mallory), None);
}

#[test]
fn mallorys_rampage_of_removals_is_undone_by_one_removal_with_a_cut_before() {
    let mut it = group();
    let (work, item) = it.board.change(&mut it.carol.0, it.carol.1, None, &[]);
    let before = roles(&it.board);
    let calm = it.board.now();
    let hers = it.mallory.1;
    for target in [it.carol.1, it.dora.1] {
        it.board
            .remove(&mut it.mallory.0, hers, target, Cut::default());
    }
    let friend = Person::named("Mallory's friend");
    it.board
        .grant(&mut it.mallory.0, hers, (&friend, Role::Editor));
    let (late, _) = it
        .board
        .change(&mut it.dora.0, it.dora.1, Some(item), &[work]);
    let authority = it.board.authority();
    assert!(!authority.is_live(it.carol.1) && !authority.is_live(it.dora.1));
    assert_eq!(it.board.counting().accepted().count(), 0);

    it.board.remove(&mut it.alice, STEWARD, hers, calm);
    let authority = it.board.authority();
    assert!(authority.is_live(it.carol.1) && authority.is_live(it.dora.1));
    assert_eq!(role(&authority, &it.board, &friend), None);
    let mallory = Person::named("Mallory").id(&it.board.nonce);
    let wanted: Vec<_> = before
        .into_iter()
        .filter(|(id, _)| *id != mallory)
        .collect();
    assert_eq!(roles(&it.board), wanted);
    let counting = it.board.counting();
    assert!(counting.is_accepted(work) && counting.is_accepted(late));
}

#[test]
fn a_removal_with_the_current_heads_loses_nothing() {
    let mut it = group();
    let (work, item) = it.board.change(&mut it.carol.0, it.carol.1, None, &[]);
    // Two runs more: their heads imply the finished logs.
    let carol = Person::named("Carol");
    for _ in 0..2 {
        let after = it.board.logs.tips(it.carol.0.log()).pop();
        it.carol.0 = it.board.log_after(&carol, after);
        it.board
            .change(&mut it.carol.0, it.carol.1, Some(item), &[work]);
    }
    let before = it.board.counting();
    assert_eq!(before.accepted().count(), 3);
    let now = it.board.now();
    let carols: Vec<_> = it.board.work.iter().map(|entry| entry.log).collect();
    assert_eq!(it.board.logs.cut_of(carols).positions().len(), 1);
    it.board.remove(&mut it.bob.0, it.bob.1, it.carol.1, now);
    let after = it.board.counting();
    let ids =
        |counting: &crate::Counting| -> Vec<_> { counting.accepted().map(|(id, _)| id).collect() };
    assert_eq!(ids(&after), ids(&before));
    let authority = it.board.authority();
    assert_eq!(role(&authority, &it.board, &carol), None);
    let crate::GrantRef::Entry(grant) = it.carol.1 else {
        panic!("carol came by a grant");
    };
    let removed = authority.removal_of(grant).unwrap();
    assert_eq!(
        removed.by[0].person,
        Person::named("Bob").id(&it.board.nonce)
    );
    assert_eq!(authority.removed_grants().count(), 1);
}

#[test]
fn back_dated_work_is_refused_however_it_is_dated() {
    let mut it = group();
    let carol = Person::named("Carol");
    let (work, item) = it.board.change(&mut it.carol.0, it.carol.1, None, &[]);
    let tip = it.board.logs.tips(it.carol.0.log()).pop();
    let fork = it.carol.0.checkpoint();
    let now = it.board.now();
    it.board
        .change(&mut it.carol.0, it.carol.1, Some(item), &[]);
    it.board.remove(&mut it.bob.0, it.bob.1, it.carol.1, now);
    let own = it.carol.1;
    // On in the old log; a twin of an entry there; a log that claims to be older; one that claims nothing.
    it.board.change(&mut it.carol.0, own, Some(item), &[work]);
    it.carol.0.rewind(fork);
    it.board.change(&mut it.carol.0, own, Some(item), &[work]);
    for after in [tip, None] {
        let mut log = it.board.log_after(&carol, after);
        it.board.change(&mut log, own, Some(item), &[work]);
        it.board.change(&mut log, own, None, &[]);
    }
    let counting = it.board.counting();
    let accepted: Vec<_> = counting.accepted().map(|(id, _)| id).collect();
    assert_eq!(accepted, [work]);
    assert_eq!(counting.aside().count(), it.board.work.len() - 1);
    for (_, aside) in counting.aside() {
        assert!(
            ["removed", "lost-branch"].contains(&aside.code()),
            "{aside:?}"
        );
        assert_eq!(aside.kind(), crate::AsideKind::NotAllowed);
    }
    assert_eq!(counting.counts_until(it.carol.0.log()), Some(1));
}

#[test]
fn late_work_that_bob_built_on_unknowingly_is_kept_and_other_late_work_can_be_adopted() {
    let mut it = group();
    let now = it.board.now();
    it.board.remove(&mut it.alice, STEWARD, it.carol.1, now);
    let (built_on, item) = it.board.change(&mut it.carol.0, it.carol.1, None, &[]);
    let (alone, _) = it.board.change(&mut it.carol.0, it.carol.1, None, &[]);
    let (bobs, _) = it
        .board
        .change(&mut it.bob.0, it.bob.1, Some(item), &[built_on]);
    let counting = it.board.counting();
    let carol = Person::named("Carol").id(&it.board.nonce);
    assert_eq!(counting.of(built_on), Some(crate::Standing::Vouched(carol)));
    assert!(counting.is_accepted(bobs) && !counting.is_accepted(alone));
    assert_eq!(counting.counts_until(it.carol.0.log()), Some(1));
    let adopt = crate::Adopt {
        entries: vec![alone],
        under: it.bob.1,
    };
    let before = it.board.authority();
    it.board
        .write(&mut it.bob.0, it.bob.1, &Certificate::Adopt(adopt));
    let counting = it.board.counting();
    assert_eq!(counting.of(alone), Some(crate::Standing::Direct(carol)));
    let after = it.board.authority();
    let affected = crate::affected(&before, &after);
    assert_eq!(affected.entries.into_iter().collect::<Vec<_>>(), [alone]);
}

#[test]
fn a_removed_person_comes_back_by_a_new_grant_that_says_what_it_heals() {
    let mut it = group();
    let now = it.board.now();
    let removal = it.board.remove(&mut it.bob.0, it.bob.1, it.carol.1, now);
    let (old, _) = it.board.change(&mut it.carol.0, it.carol.1, None, &[]);
    let carol = Person::named("Carol");
    let grant = Grant {
        person: carol.id(&it.board.nonce),
        role: Role::Editor,
        under: it.bob.1,
        heals: Some(removal),
    };
    let again = it
        .board
        .write(&mut it.bob.0, it.bob.1, &Certificate::Grant(grant));
    let (new, _) = it
        .board
        .change(&mut it.carol.0, GrantRef::Entry(again), None, &[]);
    let authority = it.board.authority();
    assert_eq!(role(&authority, &it.board, &carol), Some(Role::Editor));
    assert_eq!(authority.healed_by(removal).collect::<Vec<_>>(), [again]);
    let counting = it.board.counting();
    assert!(counting.is_accepted(new) && !counting.is_accepted(old));
}

#[test]
fn a_removed_ticket_lets_in_only_who_came_before_the_cut() {
    let mut it = group();
    let (bob, under) = (&mut it.bob.0, it.bob.1);
    let ticket = it
        .board
        .ticket(bob, under, (TicketMode::Open, Role::Contributor), "t");
    let by = (ticket.0, &ticket.1);
    let (erin, finn) = (Person::named("Erin"), Person::named("Finn"));
    let first = it.board.join(bob, under, by, &erin, Role::Reader);
    let now = it.board.now();
    let target = GrantRef::Entry(ticket.0);
    it.board.remove(&mut it.alice, STEWARD, target, now);
    let second = it
        .board
        .join(&mut it.dora.0, it.dora.1, by, &finn, Role::Reader);
    let authority = it.board.authority();
    assert_eq!(authority.why_not(first), None);
    assert_eq!(
        authority.why_not(second),
        Some(Refusal::TicketRemoved(ticket.0))
    );
    assert_eq!(authority.ticket(ticket.1.id()), None);
    assert_eq!(authority.removed_tickets().count(), 1);
    // What a join gave is removed like a grant.
    let now = it.board.now();
    let joined = GrantRef::Entry(first);
    it.board.remove(&mut it.bob.0, it.bob.1, joined, now);
    assert_eq!(role(&it.board.authority(), &it.board, &erin), None);
}

#[test]
fn what_a_steward_hid_a_coordinator_does_not_show_and_any_editor_lets_in() {
    use crate::{Moderate, Moderation, Reason, Shown};
    let mut it = group();
    let dora = Moderated::Person(Person::named("Dora").id(&it.board.nonce));
    let act = |act, replaces: &[crate::EntryId], under| {
        Certificate::Moderate(Moderate {
            target: dora,
            act,
            reason: Reason::Abuse,
            text: None,
            replaces: replaces.to_vec(),
            under,
        })
    };
    let (bob, under) = (&mut it.bob.0, it.bob.1);
    let hold = it
        .board
        .write(bob, under, &act(Moderation::Hold, &[], under));
    assert_eq!(it.board.authority().shown(dora), Shown::Held(hold));
    let carols = act(Moderation::LetIn, &[hold], it.carol.1);
    it.board.write(&mut it.carol.0, it.carol.1, &carols);
    assert_eq!(it.board.authority().shown(dora), Shown::Plainly);
    let hide = act(Moderation::Hide, &[], STEWARD);
    let hidden = it.board.write(&mut it.alice, STEWARD, &hide);
    let shows = act(Moderation::Unhide, &[hidden], under);
    it.board.write(bob, under, &shows);
    assert_eq!(it.board.authority().shown(dora), Shown::Hidden(hidden));
    let shows = act(Moderation::Unhide, &[hidden], STEWARD);
    it.board.write(&mut it.alice, STEWARD, &shows);
    assert_eq!(it.board.authority().shown(dora), Shown::Plainly);
}

#[test]
fn an_editors_word_lets_in_what_is_held_and_makes_nothing_count_that_was_set_aside() {
    let mut it = group();
    let now = it.board.now();
    it.board.remove(&mut it.alice, STEWARD, it.carol.1, now);
    let (late, _) = it.board.change(&mut it.carol.0, it.carol.1, None, &[]);
    let adopt = |entry, under| {
        let entries = vec![entry];
        Certificate::Adopt(crate::Adopt { entries, under })
    };
    let (doras, editor) = (&mut it.dora.0, it.dora.1);
    let by_editor = it.board.write(doras, editor, &adopt(late, editor));
    let authority = it.board.authority();
    assert_eq!(authority.why_not(by_editor), None);
    assert_eq!(authority.let_in().collect::<Vec<_>>(), [late]);
    assert_eq!(authority.adopted_by(late), None);
    assert!(!it.board.counting().is_accepted(late));
    // Carol, who was an editor and is none any more, lets in nothing; a coordinator does both.
    let (carols, ended) = (&mut it.carol.0, it.carol.1);
    let own = it.board.write(carols, ended, &adopt(by_editor, ended));
    let (bobs, coordinator) = (&mut it.bob.0, it.bob.1);
    it.board.write(bobs, coordinator, &adopt(late, coordinator));
    let authority = it.board.authority();
    assert!(authority.why_not(own).is_some());
    assert_eq!(authority.let_in().collect::<Vec<_>>(), [late]);
    assert!(authority.adopted_by(late).is_some());
    assert!(it.board.counting().is_accepted(late));
}
