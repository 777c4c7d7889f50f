//! Mallory sat at the door: her device let Dora in. She is removed with all that she did; Dora stays.

use trust::{Adopt, Certificate};

use super::*;

/// Alice's board with Bob, Carol who coordinates, Mallory, and Dora, whom Mallory's device let in.
struct Door {
    alice: Core,
    bob: Core,
    carol: Core,
    mallory: Core,
    dora: Core,
    board: BoardId,
    _homes: Vec<TempDir>,
}

fn door() -> Door {
    let Two {
        mut alice,
        mut bob,
        board,
        homes,
        ..
    } = two();
    let (mut carol, carols_home) = member(&mut alice, board, 3);
    let (mut mallory, her_home) = member(&mut alice, board, 4);
    let carols = me(&carol, board);
    set_role(&mut alice, board, carols, Role::Coordinator);
    let ticket = invite(&mut alice, board, &[mallory.endpoint()]);
    meet(&mut mallory, &mut alice);
    let doras_home = tempfile::tempdir().unwrap();
    let mut dora = open(doras_home.path(), 5, 50);
    act(&mut dora, |core| core.start_join(ticket, 1_000));
    meet(&mut dora, &mut mallory);
    assert!(dora.joins().is_empty(), "{:?}", dora.joins());
    say(&mut mallory, board, "spam");
    say(&mut dora, board, "soup");
    meet(&mut dora, &mut mallory);
    meet(&mut mallory, &mut alice);
    for core in [&mut bob, &mut carol] {
        meet(core, &mut alice);
    }
    let mut homes: Vec<TempDir> = homes.into_iter().collect();
    homes.extend([carols_home, her_home, doras_home]);
    let door = Door {
        alice,
        bob,
        carol,
        mallory,
        dora,
        board,
        _homes: homes,
    };
    assert_eq!(heard(&door.bob, board), ["soup", "spam"]);
    door
}

/// Removes somebody with all that they did.
fn remove_whole(core: &mut Core, board: BoardId, person: PersonId, let_go: bool) -> EntryId {
    let whole = Removal {
        let_go,
        ..removal(Keep::Before(Vec::new()))
    };
    act(core, |core| {
        core.remove_person(board, person, &whole, 1_000)
    })
    .0
}

impl Door {
    fn removes_mallory(&mut self, let_go: bool) -> EntryId {
        let her = me(&self.mallory, self.board);
        remove_whole(&mut self.alice, self.board, her, let_go)
    }

    fn doras(&self) -> PersonId {
        me(&self.dora, self.board)
    }

    /// Everybody meets everybody through Alice, twice.
    fn all_meet(&mut self) {
        for _ in 0..2 {
            for core in [&mut self.bob, &mut self.carol, &mut self.dora] {
                meet(core, &mut self.alice);
            }
        }
    }

    /// Checks that everybody else gives Mallory and Dora these roles, and hears the same.
    fn agree(&self, dora: Option<Role>, heard_by_all: &[&str]) {
        let (her, doras) = (me(&self.mallory, self.board), self.doras());
        for core in [&self.alice, &self.bob, &self.carol] {
            assert_eq!(role(core, self.board, her), None);
            assert_eq!(role(core, self.board, doras), dora);
            assert_eq!(heard(core, self.board), heard_by_all);
        }
    }
}

#[test]
fn dora_stays_on_everybodys_device_with_her_work_and_her_role() {
    let mut door = door();
    let board = door.board;
    let before = door.alice.state.boards[&board].authority.clone();
    let was = before.role_of(door.doras());
    // She writes on where nobody hears of the removal, and Mallory does too.
    say(&mut door.dora, board, "on the way");
    say(&mut door.mallory, board, "more spam");
    door.removes_mallory(false);
    door.all_meet();
    door.agree(was, &["on the way", "soup"]);
    assert_eq!(heard(&door.dora, board), ["on the way", "soup"]);
    assert_eq!(
        current(&door.dora, board, Compartment::Main),
        current(&door.alice, board, Compartment::Main)
    );
    say(&mut door.dora, board, "bread");
    door.all_meet();
    door.agree(was, &["bread", "on the way", "soup"]);
    // Whom Dora lets in comes in.
    let home = tempfile::tempdir().unwrap();
    let mut erin = open(home.path(), 6, 60);
    let ticket = invite(&mut door.alice, board, &[door.dora.endpoint()]);
    door.all_meet();
    act(&mut erin, |core| core.start_join(ticket, 1_000));
    meet(&mut erin, &mut door.dora);
    assert!(erin.joins().is_empty());
    door.all_meet();
    assert!(role(&door.bob, board, me(&erin, board)).is_some());
}

#[test]
fn nothing_of_doras_is_set_aside_for_a_moment() {
    let mut door = door();
    let board = door.board;
    let from = door.bob.newest_verdict();
    door.removes_mallory(false);
    door.all_meet();
    let doras = door.doras();
    for judged in door.bob.verdicts_since(from, 1_000).unwrap() {
        let fine = judged.verdict == Verdict::Accepted || judged.person != Some(doras);
        assert!(fine, "{judged:?}");
    }
    assert_eq!(heard(&door.bob, board), ["soup"]);
}

#[test]
fn who_is_meant_to_go_too_goes_is_told_and_gets_no_key() {
    let mut door = door();
    let (board, doras) = (door.board, door.doras());
    let first = door.removes_mallory(true);
    door.all_meet();
    door.agree(None, &[]);
    assert_eq!(role(&door.dora, board, doras), None);
    assert_ne!(
        current(&door.dora, board, Compartment::Main),
        current(&door.alice, board, Compartment::Main)
    );
    // The act begins with her whom it is about.
    let authority = &door.bob.state.boards[&board].authority;
    let of = |person| {
        let mut all = authority.removed_grants();
        all.find(|(_, of, ..)| *of == person).unwrap().3.by[0].clone()
    };
    assert_eq!(of(me(&door.mallory, board)).entry, first);
    assert_eq!(of(doras).reason, Reason::Spam);
    // Bob's changed client: an editor's word keeps nobody in, nor does a coordinator's, who was told otherwise.
    let state = &door.bob.state.boards[&board];
    let join = state.certs.iter().find(|(_, entry)| {
        matches!(entry.cert(), Certificate::Join(join) if join.request.device.person == doras)
    });
    let join = *join.unwrap().0;
    let adopt = Certificate::Adopt(Adopt {
        entries: vec![join],
        under: state.authority.grant_of(state.person).unwrap(),
    });
    act(&mut door.bob, |core| core.certify(board, &[adopt], 1_000));
    act(&mut door.carol, |core| {
        core.let_in(board, vec![join], 1_000)
    });
    door.all_meet();
    door.agree(None, &[]);
    set_role(&mut door.carol, board, doras, Role::Editor);
    door.all_meet();
    door.agree(Some(Role::Editor), &[]);
}

#[test]
fn who_is_removed_because_she_is_meant_goes_before_and_after() {
    for before in [true, false] {
        let mut door = door();
        let (board, doras) = (door.board, door.doras());
        if before {
            remove_whole(&mut door.alice, board, doras, false);
        }
        door.removes_mallory(false);
        if !before {
            remove_whole(&mut door.alice, board, doras, false);
        }
        door.all_meet();
        door.agree(None, &[]);
    }
}

#[test]
fn carol_who_did_not_know_removes_dora_and_dora_goes() {
    let mut door = door();
    let (board, doras) = (door.board, door.doras());
    door.removes_mallory(false);
    remove(&mut door.carol, board, doras);
    door.all_meet();
    door.agree(None, &["soup"]);
}

#[test]
fn carol_who_did_not_know_removes_mallory_with_everybody_and_dora_goes() {
    let mut door = door();
    let (board, her) = (door.board, me(&door.mallory, door.board));
    remove_whole(&mut door.carol, board, her, true);
    door.removes_mallory(false);
    say(&mut door.dora, board, "meanwhile");
    door.all_meet();
    door.agree(None, &[]);
}

#[test]
fn carol_who_did_not_know_removes_mallory_too_and_dora_stays_by_either_word() {
    let mut door = door();
    let (board, her) = (door.board, me(&door.mallory, door.board));
    let was = role(&door.bob, board, door.doras());
    remove_whole(&mut door.carol, board, her, false);
    door.removes_mallory(false);
    say(&mut door.dora, board, "meanwhile");
    door.all_meet();
    door.agree(was, &["meanwhile", "soup"]);
    // Carol goes with all that she did: Dora stays by Alice's word.
    let carols = me(&door.carol, board);
    remove_whole(&mut door.alice, board, carols, false);
    door.all_meet();
    assert_eq!(role(&door.bob, board, door.doras()), was);
    assert_eq!(heard(&door.bob, board), ["meanwhile", "soup"]);
}

#[test]
fn dora_stays_too_where_only_carol_said_so_and_carol_is_removed_with_all_that_she_did() {
    let mut door = door();
    let (board, her) = (door.board, me(&door.mallory, door.board));
    let was = role(&door.bob, board, door.doras());
    remove_whole(&mut door.carol, board, her, false);
    door.all_meet();
    let carols = me(&door.carol, board);
    remove_whole(&mut door.alice, board, carols, false);
    door.all_meet();
    // Carol's removal of Mallory counts no more, as nothing that she did.
    assert_eq!(role(&door.bob, board, her), was);
    assert_eq!(role(&door.bob, board, door.doras()), was);
}

#[test]
fn who_stays_by_another_word_keeps_also_what_came_through_her_who_goes() {
    let mut door = door();
    let (board, bobs) = (door.board, me(&door.bob, door.board));
    set_role(&mut door.alice, board, bobs, Role::Reader);
    meet(&mut door.carol, &mut door.alice);
    set_role(&mut door.carol, board, bobs, Role::Editor);
    door.all_meet();
    say(&mut door.bob, board, "bread");
    door.all_meet();
    let carols = me(&door.carol, board);
    remove_whole(&mut door.alice, board, carols, true);
    for core in [&mut door.bob, &mut door.mallory] {
        meet(core, &mut door.alice);
    }
    assert_eq!(role(&door.bob, board, bobs), Some(Role::Editor));
    assert!(heard(&door.bob, board).contains(&"bread".to_owned()));
}
