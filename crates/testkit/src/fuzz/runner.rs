//! The runner on stable Rust: replays inputs, makes new ones from a seed, and keeps what fails.
//!
//! Owns the limits of reliability.md (G7): 1 s and 256 MiB for an input. The second is one of the processor's, where the
//! system counts them: a machine that is busy with others makes no input slow. The input at work is on the disk before
//! it runs, so that one that kills the process is known too. Never decides what a target asserts.

use std::io::{Seek, SeekFrom, Write};
use std::panic::{AssertUnwindSafe, catch_unwind};
use std::path::{Path, PathBuf};
use std::time::{Duration, Instant};

use super::mutate::mutate;
use super::{DEEPEST, Target, corpus, take_reached};
use crate::Random;

/// The longest that one input may keep the processor, where the system says how long that was; else on the clock.
const LONGEST: Duration = Duration::from_secs(1);
/// The longest that it may take, waiting included: whoever waits for ever takes no processor.
const LONGEST_WAIT: Duration = Duration::from_secs(20);
/// The most bytes that one input may have allocated at a time.
const MOST_BYTES: usize = 256 << 20;
/// Inputs that came further than others, and are mutated on.
const POOL: usize = 4_096;

/// Measures memory, where a counting allocator is at work.
#[derive(Debug, Clone, Copy)]
pub struct Meter {
    /// Begins to count anew on this thread.
    pub begin: fn(),
    /// Returns the most bytes that were allocated at a time on this thread since then.
    pub peak: fn() -> usize,
}

/// What a run amounted to.
#[derive(Debug, Clone, Copy, Default)]
pub struct Outcome {
    /// Inputs that were tried.
    pub executions: u64,
    /// Those that passed every check of the target, seals and signatures among them.
    pub deepest: u64,
    /// Inputs that came further than those before.
    pub kept: usize,
    /// The most bytes that one took.
    pub most_bytes: usize,
    /// The longest that one took.
    pub longest: Duration,
}

impl Outcome {
    fn count(&mut self, measured: Measured) {
        self.executions += 1;
        self.deepest += u64::from(measured.reached & 1 << DEEPEST != 0);
        self.most_bytes = self.most_bytes.max(measured.bytes);
        self.longest = self.longest.max(measured.took);
    }
}

/// An input that failed.
#[derive(Debug, Clone)]
pub struct Failure {
    /// Where it is kept.
    pub file: PathBuf,
    /// What failed.
    pub why: String,
}

#[derive(Debug, Clone, Copy)]
struct Measured {
    reached: u32,
    bytes: usize,
    took: Duration,
}

/// Runs a target over one input.
///
/// # Errors
/// What the target asserts and does not hold, or which limit was passed.
pub fn replay(target: &Target, input: &[u8], meter: Meter) -> Result<Outcome, String> {
    let mut outcome = Outcome::default();
    outcome.count(measured(target, input, meter)?);
    Ok(outcome)
}

fn measured(target: &Target, input: &[u8], meter: Meter) -> Result<Measured, String> {
    let mut best = once(target, input, meter)?;
    // Others may have had the machine: slow is what keeps the processor so long, three times.
    for _ in 0..2 {
        if best.took <= LONGEST {
            break;
        }
        let before = processor();
        let again = once(target, input, meter)?;
        if again.took > LONGEST_WAIT {
            return Err(format!("it waits for {:?}", again.took));
        }
        let worked = before.zip(processor());
        let worked = worked.map(|(before, now)| now.saturating_sub(before));
        best.took = best.took.min(worked.unwrap_or(again.took));
    }
    if best.took > LONGEST {
        return Err(format!("it takes {:?}", best.took));
    }
    if best.bytes > MOST_BYTES {
        return Err(format!("it takes {} bytes", best.bytes));
    }
    Ok(best)
}

#[expect(
    clippy::disallowed_methods,
    reason = "measures how long an input takes"
)]
fn once(target: &Target, input: &[u8], meter: Meter) -> Result<Measured, String> {
    take_reached();
    (meter.begin)();
    let start = Instant::now();
    let done = catch_unwind(AssertUnwindSafe(|| (target.run)(input)));
    let measured = Measured {
        took: start.elapsed(),
        bytes: (meter.peak)(),
        reached: take_reached(),
    };
    match done {
        Ok(()) => Ok(measured),
        Err(panic) => Err(said(panic.as_ref())),
    }
}

/// Returns how long the processor has worked for this thread, where the system says it (Linux, proc(5): `schedstat`).
#[must_use]
pub fn processor() -> Option<Duration> {
    let said = std::fs::read_to_string("/proc/thread-self/schedstat").ok()?;
    let nanoseconds = said.split_ascii_whitespace().next()?.parse().ok()?;
    Some(Duration::from_nanos(nanoseconds))
}

fn said(panic: &(dyn std::any::Any + Send)) -> String {
    let text = panic.downcast_ref::<&str>().map(|text| (*text).to_owned());
    text.or_else(|| panic.downcast_ref::<String>().cloned())
        .unwrap_or_else(|| "a panic".to_owned())
}

/// Mutates the corpus of a target for so long, the same way for the same seed.
///
/// `finds` is where a failing input goes; while it runs, the input at work is there too.
///
/// # Errors
/// The first input that fails; a corpus that cannot be read.
#[expect(clippy::disallowed_methods, reason = "mutates for a stated time")]
pub fn mutate_for(
    target: &Target,
    (seed, time): (u64, Duration),
    finds: &Path,
    meter: Meter,
) -> Result<Outcome, Failure> {
    let mut random = Random::new(seed);
    let seeds = corpus::read(target).map_err(|error| Failure {
        file: corpus::folder().join(target.name),
        why: format!("its corpus cannot be read: {error}"),
    })?;
    let mut pool: Vec<Vec<u8>> = seeds.into_iter().map(|seed| seed.bytes).collect();
    let mut outcome = Outcome::default();
    let mut seen: Vec<u32> = Vec::new();
    let mut at_work = AtWork::begin(target, seed, finds);
    for input in &pool {
        if let Ok(measured) = once(target, input, meter) {
            seen.push(measured.reached);
        }
    }
    let end = Instant::now() + time;
    while Instant::now() < end {
        let input = mutate(target, &pool, &mut random);
        at_work.note(&input);
        let measured =
            measured(target, &input, meter).map_err(|why| at_work.keep(target, &input, why))?;
        outcome.count(measured);
        if !seen.contains(&measured.reached) || (measured.reached > 0 && random.below(2_000) == 0) {
            seen.push(measured.reached);
            outcome.kept += 1;
            if pool.len() < POOL {
                pool.push(input);
            }
        }
    }
    at_work.end();
    Ok(outcome)
}

/// The input at work, on the disk.
struct AtWork {
    path: PathBuf,
    file: Option<std::fs::File>,
}

impl AtWork {
    fn begin(target: &Target, seed: u64, finds: &Path) -> Self {
        let path = finds.join(format!("{}-at-work-{seed}", target.name));
        let file = std::fs::create_dir_all(finds)
            .and_then(|()| std::fs::File::create(&path))
            .ok();
        Self { path, file }
    }

    fn note(&mut self, input: &[u8]) {
        let Some(file) = &mut self.file else {
            return;
        };
        // Nobody reads it but after a crash: what cannot be written is not worth a failure.
        let _ = file
            .seek(SeekFrom::Start(0))
            .and_then(|_| file.write_all(input));
        let _ = file.set_len(input.len() as u64);
    }

    fn keep(&self, target: &Target, input: &[u8], why: String) -> Failure {
        let name = blake3::hash(input).to_hex();
        let file = self
            .path
            .with_file_name(format!("{}-{}", target.name, &name[..16]));
        let _ = std::fs::write(&file, input);
        let _ = std::fs::remove_file(&self.path);
        Failure { file, why }
    }

    fn end(self) {
        let _ = std::fs::remove_file(&self.path);
    }
}
