#![expect(clippy::print_stderr, reason = "the figures are for whoever runs it")]

use std::sync::atomic::{AtomicU64, Ordering};

use super::*;

/// Seeds among all other tests, and of the stage of its own; `MANYHANDS_SEEDS` asks for others, `MANYHANDS_SEED` plays one
/// again.
const SEEDS: u64 = 200;
const MANY_SEEDS: u64 = 20_000;
const THREADS: u64 = 2;

fn number(variable: &str) -> Option<u64> {
    std::env::var(variable).ok()?.parse().ok()
}

#[test]
fn all_see_the_same_and_no_claim_is_lost() {
    play_all(SEEDS);
}

#[test]
#[ignore = "takes minutes: cargo xtask test simulation"]
fn in_20000_worlds_all_see_the_same_and_no_claim_is_lost() {
    play_all(MANY_SEEDS);
}

fn play_all(seeds: u64) {
    if let Some(seed) = number("MANYHANDS_SEED") {
        eprintln!("{:?}", simulate(seed).unwrap());
        return;
    }
    let seeds = number("MANYHANDS_SEEDS").unwrap_or(seeds);
    let [entries, frames, receipts] = [const { AtomicU64::new(0) }; 3];
    let play = |thread: u64| {
        for seed in (thread..seeds).step_by(THREADS as usize) {
            match simulate(seed) {
                Ok(report) => {
                    entries.fetch_add(report.entries as u64, Ordering::Relaxed);
                    frames.fetch_add(report.frames, Ordering::Relaxed);
                    receipts.fetch_add(report.receipts as u64, Ordering::Relaxed);
                }
                Err(error) => {
                    panic!("play it again with MANYHANDS_SEED={seed}: {error:?}");
                }
            }
        }
    };
    std::thread::scope(|scope| {
        let play = &play;
        let threads: Vec<_> = (0..THREADS)
            .map(|thread| scope.spawn(move || play(thread)))
            .collect();
        for thread in threads {
            thread.join().unwrap();
        }
    });
    eprintln!(
        "{seeds} seeds, {} entries, {} frames, {} receipts",
        entries.into_inner(),
        frames.into_inner(),
        receipts.into_inner()
    );
}

#[test]
fn after_removals_all_who_stay_agree_and_the_removed_learn_nothing() {
    if let Some(seed) = number("MANYHANDS_REMOVAL_SEED") {
        eprintln!("{:?}", simulate_removals(seed).unwrap());
        return;
    }
    let mut opened = 0;
    for seed in 0..number("MANYHANDS_REMOVAL_SEEDS").unwrap_or(72) {
        match simulate_removals(seed) {
            Ok(report) => opened += report.opened,
            Err(error) => panic!("play it again with MANYHANDS_REMOVAL_SEED={seed}: {error:?}"),
        }
    }
    assert!(opened > 20, "cases that somebody else opened: {opened}");
}

/// Decides by its mood and not by what it is shown.
#[derive(Default)]
struct Moody(AtomicU64);

impl Judge for Moody {
    fn judge(
        &self,
        entry: &trust::Entry,
        deps: &[node::Dep<'_>],
        implied: Option<&node::Dep<'_>>,
        earlier: u64,
    ) -> Result<Vec<u8>, String> {
        if self.0.fetch_add(1, Ordering::Relaxed) % 10 == 9 {
            return Err("not today".to_owned());
        }
        ModelJudge.judge(entry, deps, implied, earlier)
    }
}

#[test]
fn a_judge_with_moods_is_caught() {
    let caught = (0..20).filter(|seed| {
        let moody: Arc<dyn Judge> = Arc::new(Moody::default());
        simulate_with(*seed, &moody).is_err()
    });
    assert!(caught.count() > 10);
}

#[test]
fn where_a_machine_is_cloned_both_are_told_all_agree_and_nothing_that_was_saved_is_gone() {
    if let Some(seed) = number("MANYHANDS_CLONE_SEED") {
        eprintln!("{:?}", simulate_clones(seed).unwrap());
        return;
    }
    let mut all = Cloned::default();
    for seed in 0..number("MANYHANDS_CLONE_SEEDS").unwrap_or(40) {
        match simulate_clones(seed) {
            Ok(one) => {
                all.entries += one.entries;
                all.forked += one.forked;
                all.aside += one.aside;
                all.told += one.told;
            }
            Err(error) => panic!("play it again with MANYHANDS_CLONE_SEED={seed}: {error:?}"),
        }
    }
    eprintln!("{all:?}");
    assert!(
        all.forked > 20 && all.aside > 20 && all.told > 40,
        "{all:?}"
    );
}
