//! What the stewards have to look at: coordinators who remove each other, charters beside the one that stands, and whose
//! work stands because others built on it.

use std::collections::BTreeSet;

use super::joining::{STEWARD, Story, story};
use super::people::{Board, Person};
use crate::{
    Body, Certificate, Charter, Cut, EntryFact, EntryId, GrantRef, LogWriter, PersonId, Refusal,
    Role, Vouched, forks, vouched,
};

/// Somebody with a log and a role.
struct Member {
    id: PersonId,
    log: LogWriter,
    grant: GrantRef,
}

/// Makes somebody a member by the steward's grant.
fn member(board: &mut Board, alice: &mut LogWriter, name: &str, role: Role) -> Member {
    let who = Person::named(name);
    let grant = board.grant(alice, STEWARD, (&who, role));
    Member {
        id: who.id(&board.nonce),
        log: board.log_of(&who),
        grant,
    }
}

fn disputes(board: &Board) -> Vec<(PersonId, PersonId)> {
    let authority = board.authority();
    let all = authority.disputes();
    all.map(|dispute| (dispute.by, dispute.against)).collect()
}

#[test]
fn bad_input_19_who_removes_a_coordinator_without_the_right_is_told_to_the_stewards() {
    let Story {
        mut board, mut log, ..
    } = story();
    let mut bob = member(&mut board, &mut log, "Bob", Role::Coordinator);
    let mut mallory = member(&mut board, &mut log, "Mallory", Role::Coordinator);
    let mut carol = member(&mut board, &mut log, "Carol", Role::Editor);
    assert_eq!(disputes(&board), []);
    board.remove(&mut bob.log, bob.grant, mallory.grant, Cut::default());
    assert_eq!(disputes(&board), [(bob.id, mallory.id)]);
    // The same once more is the same; the other way round is another one.
    board.remove(&mut bob.log, bob.grant, mallory.grant, board.now());
    board.remove(&mut mallory.log, mallory.grant, bob.grant, Cut::default());
    let both = BTreeSet::from([(bob.id, mallory.id), (mallory.id, bob.id)]);
    assert_eq!(disputes(&board).len(), 2);
    assert_eq!(disputes(&board).into_iter().collect::<BTreeSet<_>>(), both);
    // An editor, and whoever steps down, start no dispute.
    board.remove(&mut carol.log, carol.grant, bob.grant, Cut::default());
    board.remove(&mut bob.log, bob.grant, bob.grant, Cut::default());
    assert_eq!(disputes(&board).len(), 2);
    // A removal that counts is none, and ends those that it is about.
    let now = board.now();
    board.remove(&mut mallory.log, mallory.grant, carol.grant, now.clone());
    assert_eq!(disputes(&board).len(), 2);
    board.remove(&mut log, STEWARD, mallory.grant, now);
    assert_eq!(disputes(&board), []);
}

#[test]
fn a_removal_of_a_stewards_own_role_by_a_coordinator_is_one_too() {
    let Story {
        mut board, mut log, ..
    } = story();
    let alice = Person::named("Alice");
    let own = board.grant(&mut log, STEWARD, (&alice, Role::Coordinator));
    let mut mallory = member(&mut board, &mut log, "Mallory", Role::Coordinator);
    let removal = board.remove(&mut mallory.log, mallory.grant, own, Cut::default());
    let authority = board.authority();
    let dispute = authority.disputes().next().unwrap();
    assert_eq!(dispute.entry, removal);
    assert_eq!(
        (dispute.by, dispute.against),
        (mallory.id, alice.id(&board.nonce))
    );
    assert!(authority.is_live(own));
}

/// Alice, Bob and Carol are stewards; two of them change that.
struct Three {
    board: Board,
    people: [Person; 3],
    logs: [LogWriter; 3],
}

fn three() -> Three {
    let story = story();
    let mut board = story.board;
    let people = ["Alice", "Bob", "Carol"].map(Person::named);
    let mut logs = [
        story.log,
        board.log_of(&people[1]),
        board.log_of(&people[2]),
    ];
    for who in [1, 2] {
        board.grant(&mut logs[0], STEWARD, (&people[who], Role::Coordinator));
    }
    let mut three = Three {
        board,
        people,
        logs,
    };
    let charter = three.charter(&[0, 1, 2]);
    three.says(&charter, &[0]);
    three
}

impl Three {
    fn charter(&self, stewards: &[usize]) -> Charter {
        let id = |who: &usize| self.people[*who].id(&self.board.nonce);
        Charter {
            predecessor: self.board.authority().charter(),
            stewards: stewards.iter().map(id).collect(),
            threshold: u8::try_from(stewards.len() / 2 + 1).unwrap(),
            cut: Cut::default(),
            signatures: Vec::new(),
            recovery: None,
        }
    }

    fn says(&mut self, charter: &Charter, by: &[usize]) -> EntryId {
        let mut charter = charter.clone();
        for who in by {
            charter.sign(&self.people[*who].key(&self.board.nonce));
        }
        let log = &mut self.logs[by[0]];
        self.board
            .write(log, STEWARD, &Certificate::Charter(charter))
    }

    fn rivals(&self) -> Vec<Vec<PersonId>> {
        let authority = self.board.authority();
        let rivals = authority.rivals();
        rivals.map(|(_, state)| state.stewards.clone()).collect()
    }
}

#[test]
fn bad_input_14_of_two_charters_of_one_moment_the_other_is_a_rival() {
    let mut three = three();
    let id = |three: &Three, who: usize| three.people[who].id(&three.board.nonce);
    let (one, other) = (three.charter(&[0, 1]), three.charter(&[1, 2]));
    three.says(&one, &[0, 1]);
    assert!(three.rivals().is_empty());
    let lost = three.says(&other, &[1, 2]);
    let authority = three.board.authority();
    // The senior signers' one stands; the other is told, with who signed it.
    assert_eq!(authority.charter(), one.id());
    assert_eq!(authority.why_not(lost), Some(Refusal::OtherCharter));
    let (rival, state) = authority.rivals().next().unwrap();
    assert_eq!(rival, other.id());
    let signed: BTreeSet<_> = authority.stewards_who_signed(state).collect();
    assert_eq!(signed, BTreeSet::from([id(&three, 1), id(&three, 2)]));
    // What follows the rival is no rival of its own, and what follows the one that stands hides nothing.
    let mut after = three.charter(&[2]);
    after.predecessor = other.id();
    three.says(&after, &[1, 2]);
    let next = three.charter(&[0]);
    three.says(&next, &[0, 1]);
    assert_eq!(three.board.authority().charter(), next.id());
    assert_eq!(three.rivals(), [[id(&three, 1), id(&three, 2)]]);
}

#[test]
fn the_same_people_named_twice_and_a_proposal_are_no_rivals() {
    let mut three = three();
    let one = three.charter(&[0, 1]);
    let mut again = one.clone();
    again.cut = three.board.now();
    let open = three.charter(&[2]);
    three.says(&one, &[0, 1]);
    three.says(&again, &[1, 2]);
    three.says(&open, &[2]);
    assert_eq!(three.board.authority().stewards().len(), 2);
    assert!(three.rivals().is_empty());
}

fn kept(board: &Board) -> Vec<(EntryId, Vouched)> {
    let authority = board.authority();
    let fact = |entry| EntryFact::of(entry, Body::Fit);
    let facts: Vec<EntryFact<'_>> = board.work.iter().map(fact).collect();
    let lost = forks(&authority, &facts, &board.logs);
    let found = vouched(&authority, &facts, &board.logs, &lost);
    found.into_iter().collect()
}

#[test]
fn bad_input_18_work_that_stands_because_bob_built_on_it_names_bob_and_nobody_later() {
    let Story {
        mut board, mut log, ..
    } = story();
    let mut bob = member(&mut board, &mut log, "Bob", Role::Editor);
    let mut dora = member(&mut board, &mut log, "Dora", Role::Editor);
    let mut mallory = member(&mut board, &mut log, "Mallory", Role::Editor);
    let (before, item) = board.change(&mut mallory.log, mallory.grant, None, &[]);
    let cut = board.now();
    let removal = board.remove(&mut log, STEWARD, mallory.grant, cut);
    let (first, _) = board.change(&mut mallory.log, mallory.grant, Some(item), &[before]);
    let (second, _) = board.change(&mut mallory.log, mallory.grant, Some(item), &[first]);
    assert_eq!(kept(&board), []);
    let (bobs, _) = board.change(&mut bob.log, bob.grant, Some(item), &[second]);
    board.change(&mut dora.log, dora.grant, Some(item), &[bobs]);
    let _ = removal;
    let GrantRef::Entry(grant) = mallory.grant else {
        panic!("Mallory came by a grant");
    };
    let by_bob = Vouched {
        author: mallory.id,
        why: Refusal::Removed(grant),
        by: BTreeSet::from([bob.id]),
    };
    let mut wanted = vec![(first, by_bob.clone()), (second, by_bob)];
    wanted.sort_by_key(|(id, _)| *id);
    assert_eq!(kept(&board), wanted);
    // Dora builds on the first by herself: both are named there.
    board.change(&mut dora.log, dora.grant, Some(item), &[first]);
    let found = kept(&board);
    let of = |id: EntryId| found.iter().find(|(of, _)| *of == id).unwrap().1.by.clone();
    assert_eq!(of(first), BTreeSet::from([bob.id, dora.id]));
    assert_eq!(of(second), BTreeSet::from([bob.id]));
}
