//! Replays the corpora, always; mutates them for a stated time, when asked.
//!
//! A binary of its own: its allocator counts what each input takes, and the stage `fuzz` of `cargo xtask test` runs
//! the long part by name. In other environments:
//! - `MANYHANDS_FUZZ_SECONDS=180 cargo test -p testkit --test fuzz mutates -- --ignored --nocapture`
//! - `MANYHANDS_FUZZ_TARGET=ticket`: this target only; `MANYHANDS_FUZZ_SEED=7`: these inputs again
//! - `MANYHANDS_FUZZ_INPUT=FILE MANYHANDS_FUZZ_TARGET=NAME cargo test -p testkit --test fuzz one_input -- --nocapture`
//! - `MANYHANDS_WRITE_CORPORA=1 cargo test -p testkit --test fuzz corpora`: writes the seeds anew
#![allow(
    clippy::unwrap_used,
    clippy::expect_used,
    clippy::panic,
    clippy::print_stderr,
    reason = "tests may unwrap, and say what they did"
)]

#[path = "fuzz/counting.rs"]
mod counting;

use std::collections::{BTreeMap, VecDeque};
use std::path::{Path, PathBuf};
use std::sync::Mutex;
use std::time::{Duration, Instant, SystemTime};

use testkit::fuzz::{
    Failure, Meter, Outcome, TARGETS, Target, corpus, mutate_for, processor, replay, target,
};

#[global_allocator]
static ALLOCATOR: counting::Counting = counting::Counting;

const METER: Meter = Meter {
    begin: counting::begin,
    peak: counting::peak,
};
/// How many work at once.
const THREADS: usize = 2;
/// What a corpus may weigh in all: they are in the repository.
const MOST_CORPORA: usize = 1_000_000;
/// Small stacks show deep recursion; the app's own threads have 2 MiB.
const STACK: usize = 2 << 20;

fn setting(name: &str) -> Option<String> {
    std::env::var(name).ok().filter(|value| !value.is_empty())
}

fn chosen() -> Vec<&'static Target> {
    match setting("MANYHANDS_FUZZ_TARGET") {
        Some(name) => vec![target(&name).unwrap_or_else(|| panic!("there is no target {name}"))],
        None => TARGETS.iter().collect(),
    }
}

/// Runs something on a thread with the stack that the app's threads have.
fn on_a_small_stack<T: Send>(work: impl FnOnce() -> T + Send) -> T {
    std::thread::scope(|scope| {
        let thread = std::thread::Builder::new().stack_size(STACK);
        let thread = thread.spawn_scoped(scope, work).unwrap();
        thread
            .join()
            .unwrap_or_else(|panic| std::panic::resume_unwind(panic))
    })
}

#[test]
fn replays_the_corpora() {
    let mut inputs = 0;
    for target in TARGETS {
        let all = corpus::read(target).unwrap();
        assert!(all.len() >= 5, "{} has a corpus", target.name);
        assert!(all.iter().any(|seed| seed.name.starts_with("hostile-")) || target.name == "clear");
        let mut total = Outcome::default();
        for seed in &all {
            let one = on_a_small_stack(|| replay(target, &seed.bytes, METER));
            let one = one.unwrap_or_else(|why| panic!("{}/{}: {why}", target.name, seed.name));
            total.most_bytes = total.most_bytes.max(one.most_bytes);
            total.longest = total.longest.max(one.longest);
            total.deepest += one.deepest;
        }
        assert!(
            total.deepest > 0,
            "{}: some input passes all checks",
            target.name
        );
        inputs += all.len();
        report(target, all.len() as u64, &total);
    }
    eprintln!("{inputs} inputs of {} targets", TARGETS.len());
}

#[test]
fn the_corpora_are_those_of_the_targets_and_small() {
    let mut bytes = 0;
    for target in TARGETS {
        if setting("MANYHANDS_WRITE_CORPORA").is_some() {
            corpus::write(target).unwrap();
        }
        let files = corpus::read(target).unwrap();
        bytes += files.iter().map(|file| file.bytes.len()).sum::<usize>();
        let mut seeds = BTreeMap::new();
        for seed in (target.seeds)() {
            assert!(!seed.name.starts_with("find-"), "{} is no find", seed.name);
            seeds.insert(seed.name, seed.bytes);
        }
        // Byte for byte: a seed that the format has left behind tests nothing any more. Finds are what they were.
        for file in files.iter().filter(|file| !file.name.starts_with("find-")) {
            let made = seeds.remove(&file.name);
            assert!(
                made.as_ref() == Some(&file.bytes),
                "{}/{} is another one: write the corpora anew",
                target.name,
                file.name
            );
        }
        let missing: Vec<&String> = seeds.keys().collect();
        assert!(missing.is_empty(), "{} lacks {missing:?}", target.name);
    }
    assert!(bytes <= MOST_CORPORA, "{bytes} bytes");
}

#[test]
fn cargo_fuzz_has_every_target() {
    let folder = PathBuf::from(env!("CARGO_MANIFEST_DIR")).join("fuzz");
    let manifest = std::fs::read_to_string(folder.join("Cargo.toml")).unwrap();
    for Target { name, .. } in TARGETS {
        let file = format!("fuzz_targets/{}.rs", name.replace('-', "_"));
        let program = std::fs::read_to_string(folder.join(&file));
        assert!(program.unwrap().contains(&format!("run(\"{name}\"")));
        assert!(manifest.contains(&format!("path = \"{file}\"")));
    }
    assert_eq!(manifest.matches("[[bin]]").count(), TARGETS.len());
}

#[test]
fn what_fails_is_caught_kept_and_found_again_by_its_seed() {
    fn fragile(bytes: &[u8]) {
        assert!(!bytes.ends_with(&[0xff]), "it cannot bear this byte");
    }
    fn greedy(_: &[u8]) {
        std::hint::black_box(Vec::<u8>::with_capacity(300 << 20));
    }
    #[expect(
        clippy::disallowed_methods,
        reason = "where the system does not say the processor's time"
    )]
    fn slow(_: &[u8]) {
        let begun = Instant::now();
        let worked = || processor().unwrap_or_else(|| begun.elapsed());
        let end = worked() + Duration::from_millis(1_100);
        while worked() < end {}
    }
    let fragile = Target {
        run: fragile,
        ..*target("sealed").unwrap()
    };
    let finds = PathBuf::from(env!("CARGO_TARGET_TMPDIR")).join("known-finds");
    let time = Duration::from_secs(60);
    let [first, again] =
        [1, 2].map(|_| mutate_for(&fragile, (7, time), &finds, METER).unwrap_err());
    assert_eq!(first.why, "it cannot bear this byte");
    assert_eq!(first.file, again.file, "the same seed finds the same input");
    let input = std::fs::read(&first.file).unwrap();
    assert!(replay(&fragile, &input, METER).is_err());
    assert!(replay(target("sealed").unwrap(), &input, METER).is_ok());
    let tried = Outcome {
        executions: 9,
        ..Outcome::default()
    };
    assert!(idle(&finds, &Outcome::default()).is_some() && idle(&finds, &tried).is_some());
    assert!(
        idle(
            &finds,
            &Outcome {
                deepest: 1,
                ..tried
            }
        )
        .is_none()
    );
    let nowhere = Target {
        name: "nowhere",
        ..fragile
    };
    let why = mutate_for(&nowhere, (7, time), &finds, METER)
        .unwrap_err()
        .why;
    assert!(why.starts_with("its corpus cannot be read"), "{why}");
    let greedy = Target {
        run: greedy,
        ..fragile
    };
    let why = replay(&greedy, &[], METER).unwrap_err();
    assert_eq!(why, format!("it takes {} bytes", 300 << 20));
    let slow = Target {
        run: slow,
        ..fragile
    };
    let why = replay(&slow, &[], METER).unwrap_err();
    assert!(why.starts_with("it takes 1."), "{why}");
}

#[test]
fn one_input() {
    let (Some(file), Some(name)) = (
        setting("MANYHANDS_FUZZ_INPUT"),
        setting("MANYHANDS_FUZZ_TARGET"),
    ) else {
        return;
    };
    let input = std::fs::read(file).unwrap();
    let target = target(&name).expect("there is no such target");
    let outcome = on_a_small_stack(|| replay(target, &input, METER)).unwrap();
    report(target, 1, &outcome);
}

#[test]
#[ignore = "takes MANYHANDS_FUZZ_SECONDS a target: `cargo xtask test fuzz`"]
fn mutates_each_target_for_a_while() {
    let seconds = setting("MANYHANDS_FUZZ_SECONDS").map_or(10, |text| text.parse().unwrap());
    let seed = setting("MANYHANDS_FUZZ_SEED").map_or_else(new_seed, |text| text.parse().unwrap());
    let finds = setting("MANYHANDS_FUZZ_FINDS").map_or_else(
        || PathBuf::from(env!("CARGO_TARGET_TMPDIR")).join("finds"),
        PathBuf::from,
    );
    eprintln!(
        "MANYHANDS_FUZZ_SEED={seed}, {seconds} s a target, finds in {}",
        finds.display()
    );
    std::panic::set_hook(Box::new(|_| {}));
    let waiting = Mutex::new(VecDeque::from(chosen()));
    let failed = Mutex::new(Vec::new());
    std::thread::scope(|scope| {
        for _ in 0..THREADS {
            let work = || {
                while let Some(target) = { waiting.lock().unwrap().pop_front() } {
                    match mutate_for(target, (seed, Duration::from_secs(seconds)), &finds, METER) {
                        Ok(outcome) => {
                            report(target, outcome.executions, &outcome);
                            if let Some(failure) = idle(&finds, &outcome) {
                                failed.lock().unwrap().push((target.name, failure));
                            }
                        }
                        Err(failure) => failed.lock().unwrap().push((target.name, failure)),
                    }
                }
            };
            let thread = std::thread::Builder::new().stack_size(STACK);
            thread.spawn_scoped(scope, work).unwrap();
        }
    });
    let _ = std::panic::take_hook();
    let failed = failed.into_inner().unwrap();
    for (name, failure) in &failed {
        tell(name, failure);
    }
    assert!(failed.is_empty(), "{} targets failed", failed.len());
}

/// A run that tried nothing, or never got behind the seals, has shown nothing.
fn idle(finds: &Path, outcome: &Outcome) -> Option<Failure> {
    let idle = outcome.executions == 0 || outcome.deepest == 0;
    idle.then(|| Failure {
        file: finds.to_owned(),
        why: format!("nothing was shown: {outcome:?}"),
    })
}

fn tell(name: &str, Failure { file, why }: &Failure) {
    let file = file.display();
    eprintln!("{name}: {why}");
    eprintln!(
        "  MANYHANDS_FUZZ_INPUT={file} MANYHANDS_FUZZ_TARGET={name} cargo test -p testkit --test fuzz one_input -- --nocapture"
    );
    eprintln!("  keep it: cp {file} crates/testkit/corpora/{name}/find-WORD");
}

fn report(target: &Target, inputs: u64, outcome: &Outcome) {
    eprintln!(
        "{:<12} {inputs:>9} inputs, {:>8} passed all, most {:>6} KiB and {:>4} ms",
        target.name,
        outcome.deepest,
        outcome.most_bytes >> 10,
        outcome.longest.as_millis()
    );
}

#[expect(
    clippy::disallowed_methods,
    reason = "each run tries other inputs; the seed is printed"
)]
fn new_seed() -> u64 {
    let since = SystemTime::now()
        .duration_since(SystemTime::UNIX_EPOCH)
        .unwrap();
    u64::try_from(since.as_millis()).unwrap()
}
