//! 54 to 58: a disk that is full, that fails, and that loses what it was given. Also the goals G5 and G6.
//!
//! What is done on the disk is in `disk::run`; the same deeds each time, so that call number N is the same call.

use node::NodeError;

use crate::disk::images::{Image, Loose, image};
use crate::disk::run::{Run, find, find_in_ruins, saved_in};
use crate::disk::{Call, Disk, Fault, Step};

/// Folders that a power cut may leave, of one tape (goal G5; a long run asks for more, see CONTRIBUTING.md).
const IMAGES: usize = 200;
/// Calls that fail, one in each run (goal G6).
const FAULTS: usize = 300;

/// How much of it is asked for.
fn asked(variable: &str, usually: usize) -> usize {
    let asked = std::env::var(variable).ok();
    asked.map_or(usually, |asked| asked.parse().unwrap())
}

/// Lays out what a power cut leaves of these steps, opens it, and returns what of the acknowledged is missing.
fn after_a_cut(tape: &[Step], loose: Loose) -> Vec<u64> {
    let left = image(tape, loose);
    if left.is_empty() {
        return saved_in(tape).into_iter().collect();
    }
    let folder = tempfile::tempdir().unwrap();
    left.lay_out(folder.path());
    let found = find(folder.path());
    assert!(!found.moved, "put aside as damaged");
    found.missing(tape)
}

#[test]
fn bad_input_56_after_a_power_cut_everything_acknowledged_is_there_whatever_else_was_lost() {
    let mut run = Run::on(Vec::new());
    run.live();
    assert!(run.errors.is_empty(), "{:?}", run.errors);
    let tape = run.killed();
    let images = asked("MANYHANDS_POWER_CUTS", IMAGES);
    // Each point right after and right before a sync, with nothing of what was loose; then anywhere, anyhow.
    let syncs = tape.iter().enumerate();
    let syncs = syncs.filter(|(_, step)| matches!(step, Step::Sync { .. }));
    let mut cuts: Vec<(usize, Loose)> = syncs
        .flat_map(|(at, _)| [(at, Loose::Lost), (at + 1, Loose::Lost)])
        .collect();
    assert!(cuts.len() > 40, "{}", cuts.len());
    let mut random = crate::Random::new(56);
    while cuts.len() < images {
        let at = random.below(tape.len() + 1);
        cuts.push((at, Loose::Anyhow(random.next())));
    }
    for (at, loose) in cuts {
        let missing = after_a_cut(&tape[..at], loose);
        assert!(
            missing.is_empty(),
            "{missing:?} after {at} steps, {loose:?}"
        );
    }
}

#[test]
fn bad_input_55_wherever_the_process_is_killed_everything_acknowledged_is_there() {
    let mut run = Run::on(Vec::new());
    run.live();
    let tape = run.killed();
    // All that was written stays; the process ends at any call, so also between two.
    for at in (0..=tape.len()).step_by(tape.len() / 60) {
        let missing = after_a_cut(&tape[..at], Loose::Kept);
        assert!(missing.is_empty(), "{missing:?} after {at} steps");
    }
}

#[test]
fn bad_input_54_a_full_disk_refuses_in_words_everything_is_read_and_room_ends_it() {
    for written in [0, 1, 2, 5, 9] {
        let mut run = Run::on(Vec::new());
        run.open();
        run.found();
        run.deeds(written);
        run.disk.set_room(false);
        for _ in 0..3 {
            assert!(!run.deed(), "there was room");
            assert_eq!(run.errors.pop(), Some(NodeError::DiskFull));
            assert!(run.reads());
        }
        // Whoever starts anew meanwhile reads all, and is refused the same.
        let tape = run.killed();
        let mut run = Run::on(tape);
        run.disk.set_room(false);
        run.open();
        assert!(run.errors.is_empty(), "{:?}", run.errors);
        assert!(run.reads());
        assert!(!run.deed(), "there was room");
        assert_eq!(run.errors.pop(), Some(NodeError::DiskFull));
        run.disk.set_room(true);
        assert!(run.deed(), "{:?}", run.errors);
        let tape = run.disk.tape();
        let missing = run.found_after().missing(&tape);
        assert!(missing.is_empty(), "{missing:?}");
    }
}

/// After a failed `fsync`, in the same run or in another one that finds in memory what is on no disk.
fn cut_after_a_failed_sync(written: u64, ends: bool) {
    let mut run = Run::on(Vec::new());
    run.open();
    run.found();
    run.deeds(written);
    run.disk.fail_next(Call::Sync, Fault::Io);
    assert!(!run.deed(), "it did not fail");
    let said = run.errors.pop();
    assert!(matches!(said, Some(NodeError::DiskFailed(_))), "{said:?}");
    assert!(run.reads());
    let from = run.disk.tape().len();
    if ends {
        run = Run::on(run.killed());
        run.open();
    }
    run.deeds(3);
    run.tidy();
    run.deeds(2);
    assert!(run.errors.is_empty(), "{:?}", run.errors);
    let tape = run.killed();
    let failed = |step: &Step| matches!(step, Step::FailedSync { .. });
    assert!(tape.iter().any(failed));
    for at in (from..=tape.len()).step_by(2) {
        for loose in [Loose::Lost, Loose::Anyhow(at as u64)] {
            let missing = after_a_cut(&tape[..at], loose);
            assert!(missing.is_empty(), "{missing:?} at {at}, {loose:?}, {ends}");
        }
    }
}

#[test]
fn bad_input_57_after_a_failed_fsync_nothing_said_to_be_saved_hangs_on_what_is_on_no_disk() {
    for written in [1, 4] {
        cut_after_a_failed_sync(written, false);
        cut_after_a_failed_sync(written, true);
    }
}

#[test]
fn until_the_file_was_opened_anew_nothing_is_written() {
    let folder = tempfile::tempdir().unwrap();
    let key = store::DatabaseKey::from_bytes([8; 32]);
    let disk = Disk::watch(folder.path(), Vec::new());
    let mut log = store::LogDb::open(&folder.path().join("log.db"), &key).unwrap();
    log.begin().unwrap();
    log.set_meta("a", b"1").unwrap();
    disk.fail_next(Call::Sync, Fault::Io);
    assert!(matches!(
        log.commit(),
        Err(store::StoreError::DiskFailed(_))
    ));
    log.rollback().unwrap();
    let steps = disk.tape().len();
    assert!(matches!(log.begin(), Err(store::StoreError::DiskFailed(_))));
    // The disk does not answer yet.
    disk.fail_next(Call::Open, Fault::Io);
    assert!(log.reopen().is_err());
    assert!(log.begin().is_err());
    assert_eq!(disk.tape().len(), steps);
    log.reopen().unwrap();
    log.begin().unwrap();
    assert_eq!(log.meta("a").unwrap(), None);
    log.set_meta("a", b"2").unwrap();
    log.commit().unwrap();
    disk.forget();
}

/// Goal G6: one call fails, in one way; each of the first calls in turn, then each of the first again in another way.
#[test]
fn whichever_call_of_the_disk_fails_nothing_acknowledged_is_lost_and_nothing_is_half() {
    let mut run = Run::on(Vec::new());
    run.live();
    let calls = run.disk.calls();
    run.found_after();
    let ways = |way: usize| {
        let calls = calls.iter().enumerate();
        calls.filter_map(move |(at, call)| call.faults().get(way).map(|fault| (at, *fault)))
    };
    let all: Vec<(usize, Fault)> = (0..3).flat_map(ways).collect();
    let faults = asked("MANYHANDS_DISK_FAULTS", FAULTS).min(all.len());
    // Evenly over all calls, so that the beginning of a file is not all that is looked at.
    let chosen = (0..faults).map(|number| all[number * all.len() / faults]);
    let (mut happened, mut told) = (0, 0);
    for (at, fault) in chosen {
        let mut run = Run::on(Vec::new());
        run.disk.fail_at(at, fault);
        run.live();
        happened += run.disk.happened().len();
        told += run.errors.len();
        for error in &run.errors {
            let full = *error == NodeError::DiskFull;
            let failed = matches!(error, NodeError::DiskFailed(_) | NodeError::Damaged(_));
            assert!(full || failed, "{error:?} at {at}, {fault:?}");
            assert_eq!(full, fault == Fault::Full, "{error:?} at {at}, {fault:?}");
        }
        let tape = run.disk.tape();
        let missing = run.found_after().missing(&tape);
        assert!(missing.is_empty(), "{missing:?} at {at}, {fault:?}");
    }
    assert!(happened >= faults * 9 / 10, "{happened} of {faults}");
    assert!(told > faults / 4, "{told} of {faults}");
}

/// A file, and what is done to it.
type Ruin = (&'static str, Box<dyn Fn(&mut Vec<u8>)>);

fn ruin(file: &'static str, ruin: impl Fn(&mut Vec<u8>) + 'static) -> Ruin {
    (file, Box::new(ruin))
}

/// What became of a ruined folder.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
enum Became {
    /// All is there: what was ruined is nothing that counts any more.
    Whole,
    /// It was found: the file lies aside, and what could be read of it is here.
    PutAside,
    /// An older state, as it was at some moment: the newest deeds are gone, and nobody can know that they were.
    Older,
}

fn became(whole: &Image, tape: &[Step], (name, ruins_it): &Ruin) -> (Became, usize) {
    let folder = tempfile::tempdir().unwrap();
    whole.lay_out(folder.path());
    let path = folder.path().join(name);
    let mut bytes = std::fs::read(&path).unwrap();
    ruins_it(&mut bytes);
    std::fs::write(&path, &bytes).unwrap();
    let found = find_in_ruins(folder.path()).unwrap();
    let saved = saved_in(tape);
    let told: Vec<u64> = found.deeds.difference(&saved).copied().collect();
    assert!(told.is_empty(), "{name}: {told:?} nobody was told of");
    let missing = found.missing(tape);
    if found.moved {
        // The file is there: a WAL as it was found, the database with what a sound WAL had newer.
        let aside = folder
            .path()
            .join(name.replacen("log.db", "log.db.damaged-1", 1));
        let aside = std::fs::read(aside).unwrap();
        assert!(*name == "log.db" || aside == bytes, "{name}");
        return (Became::PutAside, missing.len());
    }
    let Some(first) = missing.first() else {
        return (Became::Whole, 0);
    };
    let newest: Vec<u64> = saved.range(first..).copied().collect();
    assert_eq!(missing, newest, "{name}: a hole without a word");
    (Became::Older, missing.len())
}

/// A folder of a run that was killed, with five deeds in the WAL only.
fn killed_in_the_middle() -> (Vec<Step>, Image) {
    let mut run = Run::on(Vec::new());
    run.live();
    run.open();
    run.deeds(5);
    let tape = run.killed();
    let whole = image(&tape, Loose::Kept);
    (tape, whole)
}

#[test]
fn bad_input_58_what_is_flipped_zeroed_or_cut_is_put_aside_or_changes_nothing() {
    const PAGE: usize = 4_096;
    let (tape, whole) = killed_in_the_middle();
    // Without any ruin nothing is lost, and nothing is put aside.
    let control = became(&whole, &tape, &ruin("log.db", |_| ()));
    assert_eq!(control, (Became::Whole, 0));
    let mut ruins = vec![
        ruin("log.db", |log| log.truncate(log.len() / 2)),
        ruin("log.db", |log| log.truncate(log.len() - 1)),
        ruin("log.db", |log| log.truncate(100)),
        ruin("log.db", |log| log[..PAGE].fill(0)),
    ];
    for at in (0..40).map(|number| number * 7_919 + 13) {
        ruins.push(ruin("log.db", move |log| {
            let at = at % log.len();
            log[at] ^= 4;
        }));
        ruins.push(ruin("log.db", move |log| {
            let page = at % (log.len() / PAGE) * PAGE;
            log[page..page + PAGE].fill(0);
        }));
    }
    let all = ruins.iter().map(|ruin| became(&whole, &tape, ruin).0);
    let all: Vec<Became> = all.collect();
    // A page that has a newer form in the WAL is none that counts.
    assert!(!all.contains(&Became::Older), "{all:?}");
    let aside = all.iter().filter(|one| **one == Became::PutAside).count();
    assert!(aside > 20, "{aside} of {}", all.len());
}

#[test]
fn bad_input_58_a_flipped_wal_is_put_aside_with_what_stands_behind_and_a_cut_one_is_an_older_state()
{
    let (tape, whole) = killed_in_the_middle();
    let older = [
        ruin("log.db-wal", Vec::clear),
        ruin("log.db-wal", |wal| wal.truncate(wal.len() / 2 + 7)),
    ];
    for ruin in &older {
        let (became, lost) = became(&whole, &tape, ruin);
        // It cannot be told from what was never written: peers bring it back.
        assert_eq!(became, Became::Older);
        assert!(lost <= 5, "{lost}");
    }
    let mut all = std::collections::BTreeMap::new();
    for at in (0..60).map(|number| number * 7_919 + 13) {
        let flipped = ruin("log.db-wal", move |wal| {
            let at = at % wal.len();
            wal[at] ^= 4;
        });
        let (became, lost) = became(&whole, &tape, &flipped);
        // The last transaction is the only one that may as well never have been finished.
        assert!(became != Became::Older || lost == 1, "{lost} at {at}");
        *all.entry((became, lost)).or_insert(0) += 1;
    }
    let aside = all
        .iter()
        .filter(|((became, _), _)| *became == Became::PutAside);
    let aside: usize = aside.map(|(_, count)| count).sum();
    assert!(aside > 40, "{all:?}");
    // Of most flips nothing is lost at all: what stands behind is taken, too.
    let kept = all.get(&(Became::PutAside, 0)).copied().unwrap_or(0);
    assert!(kept > 30, "{all:?}");
}
