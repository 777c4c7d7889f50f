//! Whom somebody let in who is removed with all that they did: they fall, or stay where a coordinator says so by name.

use super::joining::{STEWARD, Story, role, story};
use super::people::Person;
use crate::{Adopt, Certificate, Cut, EntryId, GrantRef, LogWriter, Refusal, Role, TicketMode};

/// Alice is steward. Mallory edits; by her device Dora came in, and by Dora's device Bob.
struct Door {
    story: Story,
    mallory: Person,
    dora: Person,
    mallorys: (LogWriter, GrantRef),
    doras: (LogWriter, GrantRef),
    bobs: GrantRef,
}

fn door() -> Door {
    let mut story = story();
    let (mallory, dora) = (Person::named("Mallory"), Person::named("Dora"));
    let (board, log) = (&mut story.board, &mut story.log);
    let (ticket, key) = board.ticket(log, STEWARD, (TicketMode::Invite, Role::Editor), "t");
    let by = (ticket, &key);
    let first = GrantRef::Entry(board.join(log, STEWARD, by, &mallory, Role::Editor));
    let mut hers = board.log_of(&mallory);
    let second = GrantRef::Entry(board.join(&mut hers, first, by, &dora, Role::Contributor));
    let mut doras = board.log_of(&dora);
    let third = GrantRef::Entry(board.join(&mut doras, second, by, &story.bob, Role::Editor));
    Door {
        mallorys: (hers, first),
        doras: (doras, second),
        bobs: third,
        story,
        mallory,
        dora,
    }
}

const fn id(grant: GrantRef) -> EntryId {
    match grant {
        GrantRef::Entry(entry) => entry,
        GrantRef::Steward => panic!("a join"),
    }
}

impl Door {
    fn adopt(&mut self, grants: &[GrantRef]) -> EntryId {
        let mut entries: Vec<EntryId> = grants.iter().map(|grant| id(*grant)).collect();
        entries.sort_unstable();
        let under = STEWARD;
        let adopt = Certificate::Adopt(Adopt { entries, under });
        self.story.board.write(&mut self.story.log, under, &adopt)
    }

    /// Removes Mallory, and nothing of what she did stays.
    fn removes_mallory(&mut self) {
        let (board, log) = (&mut self.story.board, &mut self.story.log);
        board.remove(log, STEWARD, self.mallorys.1, Cut::default());
    }

    /// The roles of Mallory, Dora and Bob.
    fn roles(&self) -> [Option<Role>; 3] {
        let authority = self.story.board.authority();
        let people = [&self.mallory, &self.dora, &self.story.bob];
        people.map(|who| role(&authority, &self.story.board, who))
    }
}

const EDITS: Option<Role> = Some(Role::Editor);
const CONTRIBUTES: Option<Role> = Some(Role::Contributor);

#[test]
fn whom_mallorys_device_let_in_falls_with_her_and_stays_where_a_coordinator_adopts_the_join() {
    let mut door = door();
    let (log, grant) = (&mut door.doras.0, door.doras.1);
    let (soup, _) = door.story.board.change(log, grant, None, &[]);
    assert_eq!(door.roles(), [EDITS, CONTRIBUTES, EDITS]);
    door.removes_mallory();
    assert_eq!(door.roles(), [None; 3]);
    assert!(!door.story.board.counting().is_accepted(soup));
    let refusal = door.story.board.authority().why_not(id(door.doras.1));
    assert_eq!(refusal, Some(Refusal::Removed(id(door.mallorys.1))));
    // Bob needs no word of his own: Dora let him in.
    door.adopt(&[door.doras.1]);
    assert_eq!(door.roles(), [None, CONTRIBUTES, EDITS]);
    assert!(door.story.board.counting().is_accepted(soup));
    let (log, grant) = (&mut door.doras.0, door.doras.1);
    let (later, _) = door.story.board.change(log, grant, None, &[]);
    assert!(door.story.board.counting().is_accepted(later));
    // It is told as what counts.
    let authority = door.story.board.authority();
    assert_eq!(authority.why_not(id(door.doras.1)), None);
    assert!(authority.is_live(door.doras.1));
}

#[test]
fn who_is_removed_themselves_goes_though_their_join_is_adopted() {
    for before in [true, false] {
        let mut door = door();
        if before {
            let cut = door.story.board.now();
            let (board, log) = (&mut door.story.board, &mut door.story.log);
            board.remove(log, STEWARD, door.doras.1, cut);
        }
        door.adopt(&[door.doras.1, door.bobs]);
        door.removes_mallory();
        if !before {
            let cut = door.story.board.now();
            let (board, log) = (&mut door.story.board, &mut door.story.log);
            board.remove(log, STEWARD, door.doras.1, cut);
        }
        assert_eq!(door.roles(), [None, None, EDITS]);
    }
}

#[test]
fn neither_an_editor_nor_who_was_removed_keeps_anybody() {
    let mut door = door();
    let carols = {
        let (board, log) = (&mut door.story.board, &mut door.story.log);
        board.grant(log, STEWARD, (&door.story.carol, Role::Editor))
    };
    let mut log = door.story.board.log_of(&door.story.carol);
    let adopt = |under| {
        let entries = vec![id(door.doras.1)];
        Certificate::Adopt(Adopt { entries, under })
    };
    let (by_carol, by_mallory) = (adopt(carols), adopt(door.mallorys.1));
    door.story.board.write(&mut log, carols, &by_carol);
    let (log, grant) = (&mut door.mallorys.0, door.mallorys.1);
    door.story.board.write(log, grant, &by_mallory);
    door.removes_mallory();
    assert_eq!(door.roles(), [None; 3]);
}

#[test]
fn what_a_removed_coordinator_gave_counts_again_by_another_ones_word_and_appoints_nobody() {
    let mut door = door();
    let board = &mut door.story.board;
    let cora = Person::named("Cora");
    let coras = board.grant(&mut door.story.log, STEWARD, (&cora, Role::Coordinator));
    let mut log = board.log_of(&cora);
    // Cora invites Carol, whom Alice's device lets in; and she makes Dora an editor.
    let (ticket, key) = board.ticket(&mut log, coras, (TicketMode::Invite, Role::Editor), "c");
    let carol = &door.story.carol;
    let carols = board.join(
        &mut door.story.log,
        STEWARD,
        (ticket, &key),
        carol,
        Role::Editor,
    );
    let doras = board.grant(&mut log, coras, (&door.dora, Role::Editor));
    let roles = |door: &Door| {
        let authority = door.story.board.authority();
        let people = [&cora, &door.story.carol, &door.dora];
        people.map(|who| role(&authority, &door.story.board, who))
    };
    assert_eq!(roles(&door), [Some(Role::Coordinator), EDITS, EDITS]);
    let (board, log) = (&mut door.story.board, &mut door.story.log);
    board.remove(log, STEWARD, coras, Cut::default());
    assert_eq!(roles(&door), [None, None, CONTRIBUTES]);
    door.adopt(&[GrantRef::Entry(carols), doras, coras]);
    assert_eq!(roles(&door), [None, EDITS, EDITS]);
    // Carol came by an invite: nobody asks again whether she is known.
    let authority = door.story.board.authority();
    let nonce = door.story.board.nonce;
    assert!(!authority.is_newcomer(door.story.carol.id(&nonce)));
}

#[test]
fn who_falls_with_somebody_is_known_before() {
    let mut door = door();
    let nonce = door.story.board.nonce;
    let [mallory, dora, bob] = [&door.mallory, &door.dora, &door.story.bob].map(|it| it.id(&nonce));
    let falls = |door: &Door, person| {
        let authority = door.story.board.authority();
        let falls = authority.resting_on(person);
        let people = authority
            .people_without(&falls)
            .into_iter()
            .collect::<Vec<_>>();
        (falls.into_keys().collect::<Vec<_>>(), people)
    };
    let sorted = |mut ids: Vec<EntryId>| {
        ids.sort_unstable();
        ids
    };
    let both = sorted(vec![id(door.doras.1), id(door.bobs)]);
    assert_eq!(falls(&door, mallory).0, both);
    assert_eq!(falls(&door, mallory).1.len(), 2);
    assert_eq!(falls(&door, dora), (vec![id(door.bobs)], vec![bob]));
    assert_eq!(falls(&door, bob), (vec![], vec![]));
    // Bob has a role by Alice too: he stays, and loses what Dora's device gave him.
    let carols = {
        let (board, log) = (&mut door.story.board, &mut door.story.log);
        board.grant(log, STEWARD, (&door.story.bob, Role::Reader));
        board.grant(log, STEWARD, (&door.story.carol, Role::Coordinator))
    };
    assert_eq!(falls(&door, mallory), (both.clone(), vec![dora]));
    // What somebody else adopted does not fall; what only Carol adopted falls with her.
    let mut log = door.story.board.log_of(&door.story.carol);
    let entries = vec![id(door.doras.1)];
    let adopt = Certificate::Adopt(Adopt {
        entries,
        under: carols,
    });
    door.story.board.write(&mut log, carols, &adopt);
    assert_eq!(falls(&door, mallory), (vec![], vec![]));
    let carol = door.story.carol.id(&nonce);
    assert_eq!(falls(&door, carol), (vec![], vec![]));
    door.removes_mallory();
    assert_eq!(door.roles(), [None, CONTRIBUTES, EDITS]);
    assert_eq!(falls(&door, carol).0, both);
    door.adopt(&[door.doras.1]);
    assert_eq!(falls(&door, carol), (vec![], vec![]));
}
