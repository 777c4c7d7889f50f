//! Other stewards: proposed by one, agreed to by others, each in a log of their own; and the key on paper.

use super::joining::{STEWARD, role, story};
use super::people::{Board, Person, fixed};
use crate::{
    Certificate, Charter, Cut, FoundParams, GrantRef, HybridTime, LogWriter, PersonSeed, Refusal,
    Role, found_recoverable_board,
};

struct Three {
    board: Board,
    people: [Person; 3],
    logs: [LogWriter; 3],
}

/// Alice, Bob and Carol are stewards; two of them change that.
fn three() -> Three {
    let mut story = story();
    let names = ["Alice", "Bob", "Carol"];
    let people = names.map(Person::named);
    let bobs = story.board.log_of(&people[1]);
    let carols = story.board.log_of(&people[2]);
    let mut three = Three {
        board: story.board,
        people,
        logs: [story.log, bobs, carols],
    };
    for who in [1, 2] {
        let (board, log) = (&mut three.board, &mut three.logs[0]);
        board.grant(log, STEWARD, (&three.people[who], Role::Coordinator));
    }
    let charter = three.charter(&[0, 1, 2], 2);
    three.says(0, &charter, STEWARD);
    assert_eq!(three.board.authority().stewards().len(), 3);
    three
}

impl Three {
    fn charter(&self, stewards: &[usize], threshold: u8) -> Charter {
        let id = |who: &usize| self.people[*who].id(&self.board.nonce);
        Charter {
            predecessor: self.board.authority().charter(),
            stewards: stewards.iter().map(id).collect(),
            threshold,
            cut: self.board.now(),
            signatures: Vec::new(),
            recovery: None,
        }
    }

    fn says(&mut self, who: usize, charter: &Charter, grant: GrantRef) -> crate::EntryId {
        let mut charter = charter.clone();
        charter.signatures.clear();
        charter.sign(&self.people[who].key(&self.board.nonce));
        let log = &mut self.logs[who];
        self.board.write(log, grant, &Certificate::Charter(charter))
    }
}

#[test]
fn what_one_of_three_signed_is_a_proposal_and_stands_when_a_second_agrees() {
    let mut three = three();
    let charter = three.charter(&[1, 2], 2);
    let first = three.says(1, &charter, STEWARD);
    let authority = three.board.authority();
    assert_eq!(authority.stewards().len(), 3);
    assert_eq!(authority.why_not(first), Some(Refusal::NoQuorum));
    let (id, state) = authority.proposals().next().unwrap();
    assert_eq!((id, state.stewards.len()), (charter.id(), 2));
    let bob = three.people[1].id(&three.board.nonce);
    assert_eq!(authority.agreed(state).collect::<Vec<_>>(), [bob]);
    three.says(2, &charter, STEWARD);
    let authority = three.board.authority();
    assert_eq!((authority.stewards().len(), authority.threshold()), (2, 2));
    assert_eq!(authority.why_not(first), None);
    assert_eq!(authority.proposals().count(), 0);
    assert_eq!(role(&authority, &three.board, &three.people[0]), None);
}

#[test]
fn what_nobody_who_may_has_signed_is_no_proposal_and_what_was_overtaken_none_any_more() {
    let mut three = three();
    let mallory = Person::named("Mallory");
    let mut log = three.board.log_of(&mallory);
    let hers = three
        .board
        .grant(&mut three.logs[0], STEWARD, (&mallory, Role::Coordinator));
    let mut forged = three.charter(&[1], 1);
    forged.stewards = vec![mallory.id(&three.board.nonce)];
    forged.sign(&mallory.key(&three.board.nonce));
    forged.sign_as_recovery(&mallory.key(&three.board.nonce));
    let id = three
        .board
        .write(&mut log, hers, &Certificate::Charter(forged));
    let authority = three.board.authority();
    assert_eq!(authority.proposals().count(), 0);
    assert_eq!(
        (authority.stewards().len(), authority.why_not(id)),
        (3, Some(Refusal::NoQuorum))
    );
    let (one, other) = (three.charter(&[0], 1), three.charter(&[1, 2], 2));
    three.says(0, &one, STEWARD);
    three.says(1, &other, STEWARD);
    assert_eq!(three.board.authority().proposals().count(), 2);
    three.says(2, &other, STEWARD);
    assert_eq!(three.board.authority().proposals().count(), 0);
}

#[test]
fn the_key_on_paper_names_others_and_no_other_key_does() {
    let alice = Person::named("Alice");
    let bob = Person::named("Bob");
    let words = PersonSeed::from_bytes(fixed("on paper"));
    let params = FoundParams {
        seed: alice.seed.clone(),
        device: alice.device.clone(),
        kem: alice.kem.public(),
        endpoint: alice.endpoint,
        entropy: fixed("recoverable"),
        now: HybridTime::default(),
    };
    let (mut board, mut log) = Board::of(found_recoverable_board(params, &words).unwrap());
    let nonce = board.nonce;
    let key = words.person_key(&nonce);
    assert_eq!(board.authority().recovery_key(), Some(key.id()));
    let bobs_grant = board.grant(&mut log, STEWARD, (&bob, Role::Editor));
    let mut bobs = board.log_of(&bob);
    let mut charter = Charter {
        predecessor: board.authority().charter(),
        stewards: vec![bob.id(&nonce)],
        threshold: 1,
        cut: Cut::default(),
        signatures: Vec::new(),
        recovery: None,
    };
    charter.sign_as_recovery(&bob.key(&nonce));
    board.write(
        &mut bobs,
        bobs_grant,
        &Certificate::Charter(charter.clone()),
    );
    assert_eq!(board.authority().stewards(), [alice.id(&nonce)]);
    charter.sign_as_recovery(&key);
    charter.cut = board.now();
    charter.sign_as_recovery(&key);
    board.write(&mut bobs, bobs_grant, &Certificate::Charter(charter));
    let authority = board.authority();
    assert_eq!(authority.stewards(), [bob.id(&nonce)]);
    assert_eq!(role(&authority, &board, &alice), None);
    // What Alice had given before stays.
    assert!(authority.is_live(bobs_grant));
}
