//! Lost laptops, lost devices, forked logs: stories with named people.

#![expect(
    clippy::wildcard_enum_match_arm,
    reason = "a test looks for one kind among all"
)]

use super::joining::{STEWARD, Story, role, story};
use super::people::{Board, Person, fixed};
use crate::{
    Certificate, Charter, Cut, DeviceRevoke, FoundParams, GrantRef, HybridTime, LogWriter,
    PersonSeed, Refusal, RevokedBy, Role, found_recoverable_board,
};

/// A charter with these stewards; nobody has signed it yet.
fn charter(board: &Board, stewards: &[&Person], cut: Cut) -> Charter {
    Charter {
        predecessor: board.authority().charter(),
        stewards: stewards.iter().map(|who| who.id(&board.nonce)).collect(),
        threshold: u8::try_from(stewards.len() / 2 + 1).unwrap(),
        cut,
        signatures: Vec::new(),
        recovery: None,
    }
}

/// Alice's board, whose stewards are Alice, Bob and Carol.
fn three_stewards() -> (Story, Person) {
    let mut it = story();
    let dora = Person::named("Dora");
    for who in [&it.bob, &it.carol] {
        let cert = who.cert(&it.board.nonce);
        it.board
            .write(&mut it.log, STEWARD, &Certificate::DeviceCert(cert));
    }
    let all = [&it.alice, &it.bob, &it.carol];
    let mut charter = charter(&it.board, &all, Cut::default());
    charter.sign(&it.alice.key(&it.board.nonce));
    it.board
        .write(&mut it.log, STEWARD, &Certificate::Charter(charter));
    assert_eq!(it.board.authority().stewards().len(), 3);
    (it, dora)
}

#[test]
fn the_founders_destroyed_laptop_is_healed_by_the_other_stewards() {
    let (mut it, dora) = three_stewards();
    let doras = it.board.grant(&mut it.log, STEWARD, (&dora, Role::Editor));
    let now = it.board.now();
    let mut charter = charter(&it.board, &[&it.bob, &it.carol], now);
    charter.sign(&it.bob.key(&it.board.nonce));
    // One signature is not enough; another copy brings the second.
    let mut bobs = it.board.log_of(&it.bob);
    let half = Certificate::Charter(charter.clone());
    let half = it.board.write(&mut bobs, STEWARD, &half);
    assert_eq!(it.board.authority().why_not(half), Some(Refusal::NoQuorum));
    assert_eq!(it.board.authority().stewards().len(), 3);
    let mut other = charter.clone();
    other.signatures.clear();
    other.sign(&it.carol.key(&it.board.nonce));
    let mut carols = it.board.log_of(&it.carol);
    let other = Certificate::Charter(other);
    it.board.write(&mut carols, STEWARD, &other);
    let authority = it.board.authority();
    assert_eq!(authority.why_not(half), None);
    assert_eq!(authority.charter(), charter.id());
    assert_eq!(authority.stewards().len(), 2);
    // What Alice gave before stays; whoever finds her laptop gives nothing more.
    assert!(authority.is_live(doras));
    let finder = Person::named("the finder");
    it.board
        .grant(&mut it.log, STEWARD, (&finder, Role::Coordinator));
    let authority = it.board.authority();
    assert_eq!(role(&authority, &it.board, &finder), None);
    let last = it.board.logs.tips(it.log.log()).pop().unwrap();
    assert_eq!(authority.why_not(last.id), Some(Refusal::Dropped));
}

/// A board with a recovery key, on which the founder is alone.
fn recoverable(alice: &Person, paper: &PersonSeed) -> (Board, LogWriter) {
    let params = FoundParams {
        seed: alice.seed.clone(),
        device: alice.device.clone(),
        kem: alice.kem.public(),
        endpoint: alice.endpoint,
        entropy: fixed("a recoverable board"),
        now: HybridTime::default(),
    };
    Board::of(found_recoverable_board(params, paper).unwrap())
}

#[test]
fn the_founders_destroyed_laptop_is_healed_by_the_recovery_key() {
    let (alice, bob) = (Person::named("Alice"), Person::named("Bob"));
    let paper = PersonSeed::from_bytes(fixed("paper"));
    let (mut board, mut log) = recoverable(&alice, &paper);
    let bobs = board.grant(&mut log, STEWARD, (&bob, Role::Editor));
    let mut charter = charter(&board, &[&bob], board.now());
    let mut false_one = charter.clone();
    false_one.sign_as_recovery(&bob.key(&board.nonce));
    charter.sign_as_recovery(&paper.person_key(&board.nonce));
    let mut log = board.log_of(&bob);
    let refused = board.write(&mut log, bobs, &Certificate::Charter(false_one));
    assert_eq!(board.authority().why_not(refused), Some(Refusal::NoQuorum));
    assert_eq!(role(&board.authority(), &board, &bob), Some(Role::Editor));
    board.write(&mut log, bobs, &Certificate::Charter(charter));
    let authority = board.authority();
    assert_eq!(authority.stewards(), [bob.id(&board.nonce)]);
    assert_eq!(role(&authority, &board, &alice), None);
    assert!(authority.is_live(bobs));
}

#[test]
fn a_copied_charter_takes_its_successors_from_nobody() {
    let (mut it, dora) = three_stewards();
    let nonce = it.board.nonce;
    let copy = it.board.certs.values().find_map(|cert| match cert.cert() {
        Certificate::Charter(charter) => Some(charter.clone()),
        _ => None,
    });
    let mut next = charter(&it.board, &[&it.bob, &it.carol, &dora], it.board.now());
    next.sign(&it.bob.key(&nonce));
    next.sign(&it.carol.key(&nonce));
    let mut bobs = it.board.log_of(&it.bob);
    it.board
        .write(&mut bobs, STEWARD, &Certificate::Charter(next));
    let before = it.board.authority();
    // Mallory says the old charter again, in entries of ever other ids.
    let mut mallorys = it.board.log_of(&Person::named("Mallory"));
    for _ in 0..20 {
        let copy = Certificate::Charter(copy.clone().unwrap());
        it.board.write(&mut mallorys, STEWARD, &copy);
    }
    let after = it.board.authority();
    assert_eq!(after.charter(), before.charter());
    assert_eq!(after.stewards(), before.stewards());
}

#[test]
fn a_lost_device_is_ended_by_its_person_and_its_earlier_work_stays() {
    let (mut it, dora) = three_stewards();
    let doras = it.board.grant(&mut it.log, STEWARD, (&dora, Role::Editor));
    let mut log = it.board.log_of(&dora);
    let (before, item) = it.board.change(&mut log, doras, None, &[]);
    let device = dora.device_key(&it.board.nonce).id();
    let end = DeviceRevoke::own(
        it.board.id,
        &dora.key(&it.board.nonce),
        device,
        it.board.now(),
    );
    // Anybody's log may bring the person's word: here Bob's, who holds no role of his own in it.
    let mut bobs = it.board.log_of(&it.bob);
    it.board
        .write(&mut bobs, STEWARD, &Certificate::DeviceRevoke(end));
    let (after, _) = it.board.change(&mut log, doras, Some(item), &[]);
    let counting = it.board.counting();
    assert!(counting.is_accepted(before));
    assert_eq!(
        counting.of(after).unwrap().aside().unwrap().code(),
        "device-revoked"
    );
    let authority = it.board.authority();
    let id = dora.id(&it.board.nonce);
    assert!(authority.is_revoked(device, id));
    assert_eq!(authority.devices_of(id).count(), 0);
    assert_eq!(authority.revoked_devices_of(id).count(), 1);
    assert_eq!(authority.person_of(device), None);
    assert_eq!(role(&authority, &it.board, &dora), Some(Role::Editor));
}

#[test]
fn a_coordinator_ends_devices_of_those_below_and_no_others() {
    let (mut it, dora) = three_stewards();
    let doras = it
        .board
        .grant(&mut it.log, STEWARD, (&dora, Role::Coordinator));
    let (erin, finn) = (Person::named("Erin"), Person::named("Finn"));
    let erins = it
        .board
        .grant(&mut it.log, STEWARD, (&erin, Role::Coordinator));
    let finns = it.board.grant(&mut it.log, STEWARD, (&finn, Role::Editor));
    let mut log = it.board.log_of(&dora);
    for who in [&it.alice, &erin, &finn] {
        let end = DeviceRevoke {
            device: who.device_key(&it.board.nonce).id(),
            cut: Cut::default(),
            by: RevokedBy::Grant(doras),
        };
        it.board
            .write(&mut log, doras, &Certificate::DeviceRevoke(end));
    }
    let mut counts = |who: &Person, grant: GrantRef| {
        let mut log = it.board.log_of(who);
        let (work, _) = it.board.change(&mut log, grant, None, &[]);
        it.board.counting().is_accepted(work)
    };
    assert!(counts(&it.alice, STEWARD));
    assert!(counts(&erin, erins));
    assert!(!counts(&finn, finns));
}

#[test]
fn mallorys_late_fork_does_not_displace_what_bob_built_on() {
    let mut it = story();
    let mallory = Person::named("Mallory");
    let hers = it
        .board
        .grant(&mut it.log, STEWARD, (&mallory, Role::Editor));
    let bobs = it
        .board
        .grant(&mut it.log, STEWARD, (&it.bob, Role::Editor));
    let mut log = it.board.log_of(&mallory);
    let start = log.checkpoint();
    let (first, item) = it.board.change(&mut log, hers, None, &[]);
    let mut bob = it.board.log_of(&it.bob);
    let (built, _) = it.board.change(&mut bob, bobs, Some(item), &[first]);
    // Twenty twins with fresh hashes, and work of her own on each.
    for n in 0..20 {
        log.rewind(start);
        let (_, other) = it
            .board
            .change(&mut log, hers, None, &[built].repeat(n % 2));
        it.board.change(&mut log, hers, Some(other), &[]);
    }
    let counting = it.board.counting();
    let accepted: Vec<_> = counting.accepted().map(|(id, _)| id).collect();
    assert!(accepted.contains(&first) && accepted.contains(&built));
    assert_eq!(accepted.len(), 2);
    let lost = counting
        .aside()
        .filter(|(_, why)| why.code() == "lost-branch");
    assert_eq!(lost.count(), 40);
}

#[test]
fn mallorys_twins_of_the_creation_take_nothing_along_that_others_said_of_her_item() {
    let mut it = story();
    let mallory = Person::named("Mallory");
    let hers = it
        .board
        .grant(&mut it.log, STEWARD, (&mallory, Role::Editor));
    let bobs = it
        .board
        .grant(&mut it.log, STEWARD, (&it.bob, Role::Editor));
    let mut log = it.board.log_of(&mallory);
    let start = log.checkpoint();
    let (need, item) = it.board.change(&mut log, hers, None, &[]);
    let mut bob = it.board.log_of(&it.bob);
    let claim = it.board.say(&mut bob, bobs, item, &[need]);
    // Twins of the need, of the same item; some of them have a lower hash.
    for _ in 0..12 {
        log.rewind(start);
        let (twin, same) = it.board.change(&mut log, hers, None, &[]);
        assert_eq!(same, item);
        assert_ne!(twin, need);
    }
    let counting = it.board.counting();
    let accepted: Vec<_> = counting.accepted().map(|(id, _)| id).collect();
    assert_eq!(accepted.len(), 2);
    assert!(accepted.contains(&need) && accepted.contains(&claim));
}
