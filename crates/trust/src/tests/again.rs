//! Somebody who was removed comes in a second time: by somebody who knew of the removal, or by somebody who did not.

use super::joining::{STEWARD, Story, role, story};
use super::people::Person;
use crate::{
    Adopt, Certificate, EntryId, Grant, GrantRef, Join, JoinRequest, LogWriter, Moderate,
    Moderated, Moderation, Reason, Role, TicketKey, TicketMode, evaluate,
};

/// Alice is steward; Bob and Mallory are members by a ticket of several uses, which Mallory still has.
struct Twice {
    story: Story,
    mallory: Person,
    ticket: (EntryId, TicketKey),
    bobs: (LogWriter, GrantRef),
    first: EntryId,
}

fn twice() -> Twice {
    let mut story = story();
    let mallory = Person::named("Mallory");
    let (board, log) = (&mut story.board, &mut story.log);
    let (ticket, key) = board.ticket(log, STEWARD, (TicketMode::Invite, Role::Editor), "t");
    let bob = board.join(log, STEWARD, (ticket, &key), &story.bob, Role::Editor);
    let first = board.join(log, STEWARD, (ticket, &key), &mallory, Role::Editor);
    let bobs = (board.log_of(&story.bob), GrantRef::Entry(bob));
    Twice {
        story,
        mallory,
        ticket: (ticket, key),
        bobs,
        first,
    }
}

impl Twice {
    fn removes(&mut self, join: EntryId) -> EntryId {
        let board = &mut self.story.board;
        let cut = board.now();
        board.remove(&mut self.story.log, STEWARD, GrantRef::Entry(join), cut)
    }

    /// Bob's device lets Mallory in again, saying that it has seen these.
    fn let_in_by_bob(&mut self, seen: &[EntryId]) -> EntryId {
        let board = &mut self.story.board;
        let (nonce, key) = (board.nonce, &self.ticket.1);
        let person = self.mallory.key(&nonce);
        let request = JoinRequest::make(board.id, key, &person, self.mallory.cert(&nonce));
        let join = Join {
            ticket: self.ticket.0,
            role: Role::Editor,
            request,
        };
        let (log, grant) = (&mut self.bobs.0, self.bobs.1);
        board.write_seeing(log, grant, &Certificate::Join(join), seen)
    }

    fn mallorys_role(&self) -> Option<Role> {
        role(
            &self.story.board.authority(),
            &self.story.board,
            &self.mallory,
        )
    }
}

#[test]
fn a_join_that_bob_wrote_apart_does_not_keep_mallory_in() {
    let mut twice = twice();
    let second = twice.let_in_by_bob(&[]);
    assert_eq!(twice.mallorys_role(), Some(Role::Editor));
    let removal = twice.removes(twice.first);
    assert_eq!(twice.mallorys_role(), None);
    let authority = twice.story.board.authority();
    let removed = authority.removal_of(second).unwrap();
    assert_eq!(removed.by.len(), 1);
    assert_eq!(removed.by[0].entry, removal);
    assert_eq!(
        removed.by[0].person,
        twice.story.alice.id(&twice.story.board.nonce)
    );
    // Both are told as joins that were removed.
    assert_eq!(authority.removed_grants().count(), 2);
}

#[test]
fn it_does_not_matter_which_of_the_two_was_removed_or_what_came_first() {
    for apart_first in [false, true] {
        let mut twice = twice();
        let second = if apart_first {
            let second = twice.let_in_by_bob(&[]);
            twice.removes(second);
            second
        } else {
            twice.removes(twice.first);
            // Bob says nothing of the removal, whether he knew of it or not.
            twice.let_in_by_bob(&[])
        };
        assert_eq!(twice.mallorys_role(), None);
        let authority = twice.story.board.authority();
        assert!(authority.removal_of(second).is_some());
        assert!(authority.removal_of(twice.first).is_some());
    }
}

#[test]
fn who_is_let_in_again_by_somebody_who_knew_of_the_removal_is_a_member() {
    let mut twice = twice();
    let removal = twice.removes(twice.first);
    // What he saw last names the removal only through another certificate.
    let note = Certificate::DeviceCert(twice.story.bob.cert(&twice.story.board.nonce));
    let seen = {
        let (log, grant) = (&mut twice.bobs.0, twice.bobs.1);
        twice
            .story
            .board
            .write_seeing(log, grant, &note, &[removal])
    };
    let again = twice.let_in_by_bob(&[seen]);
    assert_eq!(twice.mallorys_role(), Some(Role::Editor));
    // Removed once more, by that join: nothing is left, whoever had seen what.
    twice.removes(again);
    assert_eq!(twice.mallorys_role(), None);
    // As long as what he had seen is not here, the join is one written apart.
    let board = &twice.story.board;
    let mut lacking = board.certs.clone();
    lacking.remove(&seen);
    let authority = evaluate(board.id, &lacking, &board.logs);
    assert_eq!(authority.removal_of(again).unwrap().by.len(), 2);
}

#[test]
fn a_role_that_was_given_stays_when_a_join_is_removed() {
    let mut twice = twice();
    twice.let_in_by_bob(&[]);
    // Alice makes Mallory a reader: she ends the join that gave more, and grants less.
    let person = twice.mallory.id(&twice.story.board.nonce);
    let grant = Certificate::Grant(Grant {
        person,
        role: Role::Reader,
        under: STEWARD,
        heals: None,
    });
    let log = &mut twice.story.log;
    twice.story.board.write(log, STEWARD, &grant);
    twice.removes(twice.first);
    assert_eq!(twice.mallorys_role(), Some(Role::Reader));
}

#[test]
fn nobody_else_is_touched_and_a_removal_that_does_not_count_covers_nothing() {
    let mut twice = twice();
    let second = twice.let_in_by_bob(&[]);
    // Bob is an editor: his removal is refused.
    let board = &mut twice.story.board;
    let cut = board.now();
    let (log, grant) = (&mut twice.bobs.0, twice.bobs.1);
    board.remove(log, grant, GrantRef::Entry(twice.first), cut);
    assert_eq!(twice.mallorys_role(), Some(Role::Editor));
    assert!(twice.story.board.authority().removal_of(second).is_none());
    twice.removes(twice.first);
    let bob = role(
        &twice.story.board.authority(),
        &twice.story.board,
        &twice.story.bob,
    );
    assert_eq!(bob, Some(Role::Editor));
}

#[test]
fn nobody_vouches_for_themself_nor_do_newcomers_for_each_other() {
    let mut story = story();
    let (mallory, dora) = (Person::named("Mallory"), Person::named("Dora"));
    let (board, log) = (&mut story.board, &mut story.log);
    let (open, open_key) = board.ticket(log, STEWARD, (TicketMode::Open, Role::Contributor), "o");
    let (reader, reader_key) = board.ticket(log, STEWARD, (TicketMode::Reader, Role::Reader), "r");
    // The text of an invite whose uses and date were over long ago: the admitter checks them, and he is the admitter.
    let (old, old_key) = board.ticket(log, STEWARD, (TicketMode::Invite, Role::Editor), "i");
    let bob = board.join(log, STEWARD, (old, &old_key), &story.bob, Role::Editor);
    let came = board.join(log, STEWARD, (open, &open_key), &mallory, Role::Contributor);
    let mut his = board.log_of(&mallory);
    let under = GrantRef::Entry(came);
    board.join(
        &mut his,
        under,
        (reader, &reader_key),
        &mallory,
        Role::Reader,
    );
    board.join(
        &mut his,
        under,
        (old, &old_key),
        &mallory,
        Role::Contributor,
    );
    let hers = board.join(&mut his, under, (old, &old_key), &dora, Role::Contributor);
    let mut her_log = board.log_of(&dora);
    let dora_lets_in = (GrantRef::Entry(hers), (old, &old_key));
    board.join(
        &mut her_log,
        dora_lets_in.0,
        dora_lets_in.1,
        &mallory,
        Role::Editor,
    );
    let new = |board: &super::people::Board, who: &Person| {
        board.authority().is_newcomer(who.id(&board.nonce))
    };
    assert!(new(board, &mallory) && new(board, &dora));
    assert!(!new(board, &story.bob) && !new(board, &story.alice));
    // Once Bob's device lets Dora in, she is known, and so is whom hers had let in.
    let mut bobs = board.log_of(&story.bob);
    board.join(
        &mut bobs,
        GrantRef::Entry(bob),
        (old, &old_key),
        &dora,
        Role::Contributor,
    );
    assert!(!new(board, &dora) && !new(board, &mallory));
}

#[test]
fn an_editor_whom_a_newcomer_let_in_vouches_for_nobody_and_lets_in_nothing() {
    let mut story = story();
    let (mallory, dora) = (Person::named("Mallory"), Person::named("Dora"));
    let (board, log) = (&mut story.board, &mut story.log);
    let (open, open_key) = board.ticket(log, STEWARD, (TicketMode::Open, Role::Contributor), "o");
    let (old, old_key) = board.ticket(log, STEWARD, (TicketMode::Invite, Role::Editor), "i");
    let bob = board.join(log, STEWARD, (old, &old_key), &story.bob, Role::Editor);
    let came = board.join(log, STEWARD, (open, &open_key), &mallory, Role::Contributor);
    let mut his = board.log_of(&mallory);
    // By the text of an old invite his changed client makes Dora an editor, who says that all of this is fine.
    let hers = board.join(
        &mut his,
        GrantRef::Entry(came),
        (old, &old_key),
        &dora,
        Role::Editor,
    );
    let mut her_log = board.log_of(&dora);
    let under = GrantRef::Entry(hers);
    let vouch = |person, under| {
        Certificate::Moderate(Moderate {
            target: Moderated::Person(person),
            act: Moderation::LetIn,
            reason: Reason::Other,
            text: None,
            replaces: Vec::new(),
            under,
        })
    };
    let held = EntryId([9; 32]);
    let adopt = |under| {
        let entries = vec![held];
        Certificate::Adopt(Adopt { entries, under })
    };
    for who in [&mallory, &dora] {
        let person = who.id(&board.nonce);
        board.write(&mut her_log, under, &vouch(person, under));
    }
    board.write(&mut her_log, under, &adopt(under));
    let new = |board: &super::people::Board, who: &Person| {
        board.authority().is_newcomer(who.id(&board.nonce))
    };
    assert!(new(board, &mallory) && new(board, &dora));
    assert_eq!(board.authority().let_in().count(), 0);
    // Once Bob vouches for her, her word is worth something, and what she said before too.
    let mut bobs = board.log_of(&story.bob);
    let person = dora.id(&board.nonce);
    let by_bob = GrantRef::Entry(bob);
    board.write(&mut bobs, by_bob, &vouch(person, by_bob));
    assert!(!new(board, &mallory) && !new(board, &dora));
    assert_eq!(board.authority().let_in().collect::<Vec<_>>(), [held]);
}

#[test]
fn any_number_of_joins_of_oneself_is_removed_at_once() {
    let mut twice = twice();
    for _ in 0..1_500 {
        twice.let_in_by_bob(&[]);
    }
    for _ in 0..30 {
        let again = twice.let_in_by_bob(&[]);
        twice.removes(again);
    }
    twice.removes(twice.first);
    assert_eq!(twice.mallorys_role(), None);
    let authority = twice.story.board.authority();
    assert_eq!(authority.removed_grants().count(), 1_531);
}
