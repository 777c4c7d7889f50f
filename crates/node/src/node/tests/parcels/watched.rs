//! How far a file is that is saved or read, stopping it on the way, and one that was spoilt on the way.

use super::*;
use crate::{ParcelProgress, ParcelStep};

/// Alice and Bob without a network, where Alice has written what is several parts of a file.
async fn much_for_bob() -> (Somebody, Somebody, BoardId) {
    let (alice, bob, board) = two().await;
    alice.offline(true).await;
    bob.offline(true).await;
    // Words that do not become shorter on their way.
    let mut drawn = 1_u64;
    let mut letter = || {
        drawn = drawn.wrapping_mul(6_364_136_223_846_793_005);
        drawn = drawn.wrapping_add(1_442_695_040_888_963_407);
        char::from(b'!' + (drawn >> 58) as u8)
    };
    for _ in 0..60 {
        let words: String = (0..36_000).map(|_| letter()).collect();
        alice.say(board, &words).await.unwrap();
    }
    (alice, bob, board)
}

/// Does some work, and returns all that was told of it meanwhile.
async fn told<T>(watch: &ParcelWatch, work: impl Future<Output = T>) -> (T, Vec<ParcelProgress>) {
    let mut progress = watch.progress();
    let mut told = vec![*progress.borrow_and_update()];
    let mut work = std::pin::pin!(work);
    let done = loop {
        tokio::select! {
            biased;
            Ok(()) = progress.changed() => told.push(*progress.borrow_and_update()),
            done = &mut work => break done,
        }
    };
    told.push(*progress.borrow_and_update());
    (done, told)
}

/// Gives some work up as soon as this is told of it.
async fn stopped_at<T>(
    watch: &ParcelWatch,
    work: impl Future<Output = T>,
    at: impl FnMut(&ParcelProgress) -> bool,
) -> T {
    let mut progress = watch.progress();
    let mut work = std::pin::pin!(work);
    tokio::select! {
        done = &mut work => return done,
        _ = progress.wait_for(at) => {}
    }
    watch.give_up();
    work.await
}

/// Each is at least as far as the one before it, and the last one is at the end.
fn only_forward(told: &[ParcelProgress], steps: [ParcelStep; 2], all: (u64, u64)) {
    for pair in told.windows(2) {
        let [before, after] = pair else { panic!() };
        let further = before.bytes <= after.bytes && before.changes <= after.changes;
        assert!(
            before.step < after.step || (before.step == after.step && further),
            "{before:?}, {after:?}"
        );
    }
    let mut seen: Vec<ParcelStep> = told.iter().map(|far| far.step).collect();
    seen.dedup();
    assert_eq!(seen, steps);
    for far in told {
        assert!(far.of_bytes.is_none_or(|all| far.bytes <= all), "{far:?}");
        assert!(far.of_changes.is_none_or(|all| far.changes <= all));
    }
    let last = told.last().unwrap();
    assert_eq!((last.bytes, last.changes), all);
    assert_eq!((last.of_bytes, last.of_changes), (Some(all.0), Some(all.1)));
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn how_far_a_file_is_never_goes_back_and_ends_at_all_of_it() {
    let (alice, bob, board) = much_for_bob().await;
    let (_stick, [path, _, again]) = stick();
    let watch = ParcelWatch::saving();
    let save = alice
        .node
        .save_parcel(board, me(&bob, board), (&path, false), &watch);
    let (saved, said) = told(&watch, save).await;
    let saved = saved.unwrap();
    let all = (saved.bytes, saved.entries);
    let steps = [ParcelStep::Gathering, ParcelStep::Saving];
    only_forward(&said, steps, all);
    // On the way too, not at the ends only.
    assert!(
        said.iter()
            .any(|far| 0 < far.changes && far.changes < all.1)
    );
    let watch = Arc::new(ParcelWatch::reading());
    let (read, said) = told(&watch, bob.node.read_parcel(&path, &watch)).await;
    assert_eq!(read.unwrap().new, 60);
    only_forward(&said, [ParcelStep::Checking, ParcelStep::Taking], all);
    let taking = said.iter().filter(|far| far.step == ParcelStep::Taking);
    assert!(
        taking
            .into_iter()
            .any(|far| 0 < far.bytes && far.bytes < all.0)
    );
    // One with nothing for its reader comes to its end as well.
    save_back(&bob, &alice, board, &again).await;
}

/// Saves and reads a file with nothing new in it.
async fn save_back(bob: &Somebody, alice: &Somebody, board: BoardId, path: &Path) {
    let watch = ParcelWatch::saving();
    let save = bob
        .node
        .save_parcel(board, me(alice, board), (path, false), &watch);
    let (saved, said) = told(&watch, save).await;
    let saved = saved.unwrap();
    let steps = [ParcelStep::Gathering, ParcelStep::Saving];
    only_forward(&said, steps, (saved.bytes, saved.entries));
    let watch = Arc::new(ParcelWatch::reading());
    let (read, said) = told(&watch, alice.node.read_parcel(path, &watch)).await;
    assert_eq!(read.unwrap().new, 0);
    let steps = [ParcelStep::Checking, ParcelStep::Taking];
    only_forward(&said, steps, (saved.bytes, saved.entries));
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn stopped_while_it_is_saved_it_leaves_nothing_behind_wherever_it_was() {
    let (alice, bob, board) = much_for_bob().await;
    let (stick, [path, _, _]) = stick();
    let mut stops = 0;
    let mut least = 0;
    loop {
        let watch = ParcelWatch::saving();
        let to = (path.as_path(), false);
        let save = alice.node.save_parcel(board, me(&bob, board), to, &watch);
        let mut came_to = 0;
        let far_enough = |far: &ParcelProgress| {
            came_to = far.changes;
            far.step == ParcelStep::Saving && far.changes >= least
        };
        match stopped_at(&watch, save, far_enough).await {
            Err(ParcelFailure::GivenUp) => {
                assert_eq!(std::fs::read_dir(stick.path()).unwrap().count(), 0);
                stops += 1;
                least = came_to + 1;
            }
            // It was over by then.
            Ok(_) => break,
            Err(other) => panic!("{other}"),
        }
    }
    assert!(stops >= 3, "{stops}");
    let names = std::fs::read_dir(stick.path()).unwrap();
    let names: Vec<_> = names.map(|file| file.unwrap().file_name()).collect();
    assert_eq!(names, ["for-bob"]);
    assert_eq!(read(&bob, &path).await.unwrap().new, 60);
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn stopped_while_it_is_read_it_goes_on_later_whole() {
    let (alice, bob, board) = much_for_bob().await;
    let (_stick, [path, _, _]) = stick();
    save(&alice, &bob, board, &path).await;
    let before = bob.heard(board);
    // While it is checked nothing of it counts.
    let watch = Arc::new(ParcelWatch::reading());
    watch.give_up();
    let stopped = bob.node.read_parcel(&path, &watch).await;
    assert!(matches!(stopped, Err(ParcelFailure::GivenUp)));
    assert_eq!(watch.progress().borrow().step, ParcelStep::Checking);
    assert_eq!(bob.heard(board), before);
    let watch = Arc::new(ParcelWatch::reading());
    let reading = bob.node.read_parcel(&path, &watch);
    let some = |far: &ParcelProgress| far.step == ParcelStep::Taking && far.changes > 0;
    let stopped = stopped_at(&watch, reading, some).await;
    assert!(matches!(stopped, Err(ParcelFailure::GivenUp)));
    let taken = (bob.heard(board).len() - before.len()) as u64;
    assert!(0 < taken && taken < 60, "{taken}");
    let rest = read(&bob, &path).await.unwrap();
    assert_eq!((taken + rest.new, rest.missing), (60, false));
    assert_eq!(bob.heard(board), alice.heard(board));
    assert_eq!(read(&bob, &path).await.unwrap().new, 0);
}

/// Each byte once, and one bit of it: a stick that is worn out, or somebody who had it in between.
#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn of_a_file_with_one_bad_bit_anywhere_nothing_is_taken() {
    let (alice, bob, board) = two().await;
    alice.offline(true).await;
    bob.offline(true).await;
    alice.say(board, "wheelchair").await.unwrap();
    let (_stick, [path, bad, _]) = stick();
    save(&alice, &bob, board, &path).await;
    let good = std::fs::read(&path).unwrap();
    let before = *bob.node.cursor().borrow();
    for at in 0..good.len() {
        let mut bytes = good.clone();
        bytes[at] ^= 1 << (at % 8);
        std::fs::write(&bad, bytes).unwrap();
        let refused = read(&bob, &bad).await;
        let refused = refused.err().unwrap_or_else(|| panic!("byte {at}"));
        assert!(
            matches!(refused, ParcelFailure::File(_)),
            "byte {at}: {refused}"
        );
        assert_eq!(*bob.node.cursor().borrow(), before, "byte {at}");
    }
    assert!(read(&bob, &path).await.unwrap().new > 0);
    bob.until_heard(board, &["blankets", "wheelchair"]).await;
}
