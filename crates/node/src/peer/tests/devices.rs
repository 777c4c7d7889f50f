//! Several devices of one person: adding one, both at work apart, and what an answer does not open for.

use trust::{DeviceAnswer, DeviceRequest, DeviceTextError, PersonId};

use super::*;
use crate::DeviceError;
use crate::peer::{AnswerNames, KeepKeys};

mod apart;

pub(super) fn keep() -> KeepKeys {
    Box::new(|_| Ok(()))
}

pub(super) fn hint(endpoint: EndpointId) -> EndpointHint {
    EndpointHint {
        endpoint,
        addrs: Vec::new(),
        relay: None,
    }
}

/// Answers a request; the answer names these devices besides the one that answers.
fn answered(core: &mut Core, request: &DeviceRequest, others: &[EndpointId]) -> DeviceAnswer {
    let endpoints: Vec<_> = std::iter::once(core.endpoint())
        .chain(others.iter().copied())
        .map(hint)
        .collect();
    let boards = core.boards();
    let hints = boards.iter().map(|b| (*b, endpoints.clone())).collect();
    let names = AnswerNames {
        person: "Bob".to_owned(),
        device: "laptop".to_owned(),
        boards: boards.iter().map(|b| (*b, "Relief".to_owned())).collect(),
    };
    act(core, |core| core.answer_device(request, &names, &hints))
        .0
        .0
}

/// Somebody's new device, which has not met anybody yet.
pub(super) fn added(of: &mut Core, others: &[EndpointId], who: u8) -> (Core, TempDir) {
    let home = tempfile::tempdir().unwrap();
    let mut phone = open(home.path(), who, who * 10);
    let (request, _) = act(&mut phone, |core| core.request_device("phone"));
    let answer = answered(of, &request, others);
    let accept = |core: &mut Core| core.accept_device(&answer, None, keep(), 1_000);
    let (accepted, _) = act(&mut phone, accept);
    assert_eq!(accepted.boards, of.boards());
    (phone, home)
}

fn me(core: &Core, board: BoardId) -> PersonId {
    core.me(board).unwrap()
}

fn devices(core: &Core, board: BoardId, person: PersonId) -> usize {
    let info = core.board_info(board).unwrap();
    info.authority.devices_of(person).count()
}

#[test]
fn bobs_new_phone_gets_the_board_and_both_his_devices_work_apart_as_one_person() {
    let Two {
        mut alice,
        mut bob,
        board,
        ..
    } = two();
    say(&mut bob, board, "before the phone");
    let (mut phone, _home) = added(&mut bob, &[], 3);
    assert_eq!(me(&phone, board), me(&bob, board));
    assert!(phone.board_info(board).unwrap().arriving.is_some());
    meet(&mut phone, &mut bob);
    assert_eq!(heard(&phone, board), ["before the phone"]);
    let info = phone.board_info(board).unwrap();
    assert!(info.arriving.is_none(), "it has come");
    assert_eq!(info.waiting, 0);
    // Offline, side by side.
    say(&mut phone, board, "from the phone");
    say(&mut bob, board, "from the laptop");
    meet(&mut bob, &mut alice);
    meet(&mut phone, &mut alice);
    meet(&mut phone, &mut bob);
    let all = ["before the phone", "from the laptop", "from the phone"];
    for core in [&alice, &bob, &phone] {
        assert_eq!(heard(core, board), all);
        let bobs = me(&bob, board);
        assert_eq!(devices(core, board, bobs), 2);
        let by = verdicts(core, board);
        let changes = by
            .values()
            .filter(|one| one.entry.header.kind == Kind::Change);
        assert!(changes.into_iter().all(|one| one.person == Some(bobs)));
        let authority = core.board_info(board).unwrap().authority;
        assert_eq!(authority.people().count(), 2, "two people, three devices");
        assert_eq!(authority.role_of(bobs), Some(Role::Editor));
    }
    // One entry of the phone certifies it, and nobody writes a second one.
    act(&mut phone, |core| core.certify_due(2_000));
    let before = phone.board_info(board).unwrap().entries;
    act(&mut phone, |core| core.certify_due(3_000));
    assert_eq!(phone.board_info(board).unwrap().entries, before);
}

#[test]
fn a_plain_members_lost_phone_that_got_its_keys_in_the_answer_makes_a_coordinators_device_change_them()
 {
    let Two {
        mut alice,
        mut bob,
        board,
        ..
    } = two();
    let (mut phone, _home) = added(&mut bob, &[], 3);
    meet(&mut phone, &mut bob);
    meet(&mut bob, &mut alice);
    let lost = phone.board_info(board).unwrap().device;
    act(&mut bob, |core| core.revoke_device(board, lost, 1_000));
    assert!(bob.board_info(board).unwrap().still_read.contains(&lost));
    meet(&mut bob, &mut alice);
    meet(&mut bob, &mut alice);
    for core in [&alice, &bob] {
        assert!(core.board_info(board).unwrap().still_read.is_empty());
    }
    let members = trust::Compartment::Main;
    let key = |core: &Core| {
        let keyring = &core.state.boards[&board].keyring;
        keyring.current(members).map(|(epoch, _)| epoch).unwrap()
    };
    assert_eq!(key(&alice), key(&bob));
    let theirs = &phone.state.boards[&board].keyring;
    assert!(theirs.key(members, key(&alice)).is_none());
}

#[test]
fn the_new_device_comes_in_by_any_member_and_after_new_keys_too() {
    let Two {
        mut alice,
        mut bob,
        board,
        ..
    } = two();
    say(&mut bob, board, "mine");
    meet(&mut bob, &mut alice);
    let (mut phone, _home) = added(&mut bob, &[alice.endpoint()], 3);
    // Bob's laptop is gone, and Alice has changed the keys meanwhile.
    drop(bob);
    act(&mut alice, |core| core.rotate(board, 1_000));
    say(&mut alice, board, "under new keys");
    meet(&mut phone, &mut alice);
    meet(&mut phone, &mut alice);
    assert_eq!(heard(&phone, board), ["mine", "under new keys"]);
}

#[test]
fn before_the_board_is_here_only_the_named_devices_are_sent_anything() {
    let Two { mut bob, board, .. } = two();
    let (phone, _home) = added(&mut bob, &[], 3);
    let held = &phone.state.boards[&board];
    let laptop = bob.board_info(board).unwrap().device;
    assert_eq!(held.standing_of(laptop), sync::Standing::Member);
    let stranger = trust::DeviceId([9; 32]);
    assert_eq!(held.standing_of(stranger), sync::Standing::Unknown);
}

#[test]
fn a_device_that_was_taken_off_before_it_came_stays_outside() {
    let Two {
        mut alice,
        mut bob,
        board,
        ..
    } = two();
    let (mut phone, _home) = added(&mut bob, &[alice.endpoint()], 3);
    let bobs = me(&bob, board);
    act(&mut alice, |core| {
        let removal = crate::Removal {
            reason: trust::Reason::Spam,
            text: None,
            keep: crate::Keep::Known,
            let_go: false,
            hide: Vec::new(),
        };
        core.remove_person(board, bobs, &removal, 1_000)
    });
    meet(&mut phone, &mut alice);
    assert!(heard(&phone, board).is_empty());
    assert!(!phone.state.boards[&board].has_genesis());
}

#[test]
fn an_answer_opens_once_and_only_for_the_request_that_is_open() {
    let Two { mut bob, .. } = two();
    let homes = [(); 2].map(|()| tempfile::tempdir().unwrap());
    let mut phone = open(homes[0].path(), 3, 30);
    let mut other = open(homes[1].path(), 4, 40);
    let (request, _) = act(&mut phone, |core| core.request_device("phone"));
    let (others, _) = act(&mut other, |core| core.request_device("phone"));
    let answer = answered(&mut bob, &request, &[]);
    let accept = |core: &mut Core, answer: &DeviceAnswer| {
        core.begin().unwrap();
        let accepted = core.accept_device(answer, None, keep(), 1_000);
        core.commit().unwrap();
        accepted.map(drop)
    };
    let wrong = |error| Err(NodeError::Device(error));
    // Another device's answer, the own request, and no request at all.
    assert_eq!(
        accept(&mut other, &answer),
        wrong(DeviceError::Text(DeviceTextError::OtherRequest))
    );
    let own = act_on(&mut phone, |core| {
        core.answer_device(&request, &AnswerNames::default(), &BTreeMap::new())
    });
    assert_eq!(own.map(drop), wrong(DeviceError::OwnRequest));
    act(&mut other, Core::cancel_device_request);
    let late = answered(&mut bob, &others, &[]);
    assert_eq!(accept(&mut other, &late), wrong(DeviceError::NoRequest));
    // The request stands until it is answered, over a restart too.
    let parts = phone.into_parts().unwrap();
    let mut phone = Core::open(parts).unwrap();
    assert_eq!(phone.device_request().unwrap().as_ref(), Some(&request));
    assert_eq!(accept(&mut phone, &answer), Ok(()));
    assert_eq!(accept(&mut phone, &answer), wrong(DeviceError::NoRequest));
    // A fresh request is another one: the old answer does not open for it.
    let (again, _) = act(&mut phone, |core| core.request_device("phone"));
    assert_ne!(again, request);
    assert_eq!(
        accept(&mut phone, &answer),
        wrong(DeviceError::Text(DeviceTextError::OtherRequest))
    );
}

fn act_on<T>(
    core: &mut Core,
    act: impl FnOnce(&mut Core) -> Result<T, NodeError>,
) -> Result<T, NodeError> {
    core.begin().unwrap();
    let done = act(core);
    core.commit().unwrap();
    done
}

#[test]
fn a_profile_with_boards_becomes_nobody_elses_device_and_takes_more_boards_of_its_own_person() {
    let Two {
        mut alice, mut bob, ..
    } = two();
    let (request, _) = act(&mut alice, |core| core.request_device("mine"));
    let answer = answered(&mut bob, &request, &[]);
    let refused = act_on(&mut alice, |core| {
        core.accept_device(&answer, None, keep(), 1_000)
    });
    assert_eq!(
        refused.map(drop),
        Err(NodeError::Device(DeviceError::OtherPerson))
    );
    // Bob's phone is his already: another board comes the same way.
    let (mut phone, _home) = added(&mut bob, &[], 3);
    let (second, _) = act(&mut bob, |core| core.create_board(1_000));
    say(&mut bob, second, "second");
    let (request, _) = act(&mut phone, |core| core.request_device("phone"));
    let answer = answered(&mut bob, &request, &[]);
    let (accepted, _) = act(&mut phone, |core| {
        core.accept_device(&answer, None, keep(), 1_000)
    });
    assert_eq!(accepted.boards, [second]);
    meet(&mut phone, &mut bob);
    assert_eq!(heard(&phone, second), ["second"]);
}

#[test]
fn with_the_words_on_paper_the_new_device_asks_for_them() {
    let Two { bob, board, .. } = two();
    let seed = bob.state.keys.person().unwrap().clone();
    let mut parts = bob.into_parts().unwrap();
    parts.keys.forget_person();
    let mut bob = Core::open(parts).unwrap();
    let home = tempfile::tempdir().unwrap();
    let mut phone = open(home.path(), 3, 30);
    let (request, _) = act(&mut phone, |core| core.request_device("phone"));
    let answer = answered(&mut bob, &request, &[]);
    let accept = |core: &mut Core, words| {
        act_on(core, |core| {
            core.accept_device(&answer, words, keep(), 1_000)
        })
    };
    assert_eq!(
        accept(&mut phone, None).map(drop),
        Err(NodeError::OnPaper(store::OnPaper))
    );
    let others = trust::PersonSeed::from_bytes([77; 16]);
    assert_eq!(
        accept(&mut phone, Some(others)).map(drop),
        Err(NodeError::Device(DeviceError::OtherWords))
    );
    assert!(accept(&mut phone, Some(seed)).unwrap().words_kept);
    meet(&mut phone, &mut bob);
    assert_eq!(me(&phone, board), me(&bob, board));
    let bobs = me(&bob, board);
    assert_eq!(devices(&bob, board, bobs), 2);
}

#[test]
fn what_was_accepted_goes_on_after_a_restart() {
    let Two { mut bob, board, .. } = two();
    say(&mut bob, board, "mine");
    let (phone, _home) = added(&mut bob, &[], 3);
    let mut phone = Core::open(phone.into_parts().unwrap()).unwrap();
    assert!(phone.board_info(board).unwrap().arriving.is_some());
    meet(&mut phone, &mut bob);
    assert_eq!(heard(&phone, board), ["mine"]);
    let mut phone = Core::open(phone.into_parts().unwrap()).unwrap();
    assert!(phone.board_info(board).unwrap().arriving.is_none());
    say(&mut phone, board, "after the restart");
    meet(&mut phone, &mut bob);
    assert_eq!(heard(&bob, board), ["after the restart", "mine"]);
}
