//! One seed: a while of disorder, then rest, then the check.

use std::sync::Arc;

use anyhow::{Context, Result, ensure};
use node::Judge;

use crate::check::check;
use crate::{ModelJudge, Random, World};

mod cloned;

pub use cloned::{Cloned, simulate_clones};

/// Frames after which a world that should come to rest is called restless.
const RESTLESS: u64 = 200_000;

/// What a simulation amounted to.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq)]
pub struct Report {
    /// How many people.
    pub people: usize,
    /// How many entries the board had at the end.
    pub entries: usize,
    /// How many frames were delivered.
    pub frames: u64,
    /// How many receipts were held against the truth.
    pub receipts: usize,
    /// How often somebody besides the founder had opened a sealed case, as they should.
    pub opened: usize,
}

/// Plays one seed.
///
/// # Errors
/// What did not hold.
pub fn simulate(seed: u64) -> Result<Report> {
    simulate_with(seed, &(Arc::new(ModelJudge) as Arc<dyn Judge>))
}

/// Plays one seed in which the founder removes people, who go on writing and can open nothing that is new; and seals what
/// is known of some households, for whoever has the job.
///
/// # Errors
/// What did not hold.
pub fn simulate_removals(seed: u64) -> Result<Report> {
    let judge: Arc<dyn Judge> = Arc::new(ModelJudge);
    let mut choice = Random::new(seed ^ 0x0ff);
    let people = 4 + choice.below(4);
    let mut world = World::new(seed, people, &judge)?;
    rest(&mut world, people).with_context(|| format!("seed {seed}"))?;
    let steps = 60 + choice.below(120);
    for step in 0..steps {
        if step % 40 == 20 {
            world.remove_somebody(choice.below(2) == 0)?;
        }
        match step % 20 {
            5 => world.work_on_a_case()?,
            15 => world.tend_cases()?,
            _ => {}
        }
        disorder(&mut world, people, &mut choice).with_context(|| format!("seed {seed}"))?;
    }
    rest(&mut world, people).with_context(|| format!("seed {seed}"))?;
    let entries = check(&world).with_context(|| format!("seed {seed}"))?;
    // The claims have all come: who has them gets the keys, and all that was sealed.
    world.tend_cases()?;
    rest(&mut world, people).with_context(|| format!("seed {seed}"))?;
    let opened = world.cases_are_open_to_whom_they_should_be();
    let opened = opened.with_context(|| format!("seed {seed}"))?;
    let learnt = world.removed_learn_nothing();
    learnt.with_context(|| format!("seed {seed}"))?;
    Ok(Report {
        people,
        entries,
        frames: world.delivered,
        receipts: 0,
        opened,
    })
}

/// Plays one seed with another judge, to see that a broken one is caught: five to eight people and a helper; in one of
/// three somebody goes on from an older copy of their folder, in one of three the founder removes somebody.
fn simulate_with(seed: u64, judge: &Arc<dyn Judge>) -> Result<Report> {
    play(seed, judge).with_context(|| format!("seed {seed}"))
}

fn play(seed: u64, judge: &Arc<dyn Judge>) -> Result<Report> {
    let mut choice = Random::new(seed ^ 0x5eed);
    let people = 5 + choice.below(4).min(choice.below(4));
    let restored = choice.percent(33).then(|| 1 + choice.below(people - 1));
    let mut world = World::with_disk(seed, people, judge, restored)?;
    world.add_helper(judge)?;
    let machines = people + 1;
    let steps = 30 + choice.below(80);
    let removes = choice.percent(33).then(|| choice.below(steps));
    let (copies, goes_back) = (choice.below(steps), steps / 2 + choice.below(steps / 2));
    let mut copied = false;
    let mut receipts = 0;
    for step in 0..steps {
        disorder(&mut world, machines, &mut choice)?;
        if removes == Some(step) {
            world.remove_somebody(choice.below(2) == 0)?;
        }
        if let Some(person) = restored {
            if step == copies {
                copied = world.back_up(person)?;
            }
            if step == goes_back && copied {
                world.put_back(person)?;
            }
        }
        if step % 20 == 10 {
            receipts += world.receipts_are_true(false)?;
        }
    }
    rest(&mut world, machines)?;
    let entries = check(&world)?;
    receipts += world.receipts_are_true(true)?;
    world.helper_carries_all()?;
    world.removed_learn_nothing()?;
    Ok(Report {
        people,
        entries,
        frames: world.delivered,
        receipts,
        opened: 0,
    })
}

fn disorder(world: &mut World, people: usize, choice: &mut Random) -> Result<()> {
    world.pass(u64::try_from(choice.below(5_000))?);
    let somebody = choice.below(people);
    match choice.below(100) {
        0..35 => world.deed(somebody)?,
        35..50 => world.connect(somebody, choice.below(people))?,
        50..55 => world.begin_join(somebody)?,
        55..57 => world.divide()?,
        57..60 => world.heal(),
        60..63 => world.restart(somebody)?,
        63..66 => world.lose_a_wire()?,
        66..70 => world.tick()?,
        _ => {
            for _ in 0..choice.below(30) {
                world.deliver_one(true)?;
            }
        }
    }
    Ok(())
}

/// Heals all cuts, connects everybody to a few, and delivers until nothing is on its way.
fn rest(world: &mut World, people: usize) -> Result<()> {
    world.heal();
    world.lose_tainted()?;
    for person in 1..people {
        world.begin_join(person)?;
    }
    for round in 0..8 {
        for person in 1..people {
            // To the founder, who admits, and along a chain, so that some hear of things by others.
            world.connect(person, 0)?;
            world.connect(person, person - 1)?;
        }
        world.tick()?;
        let before = world.delivered;
        while world.deliver_one(false)? {
            ensure!(world.delivered < RESTLESS, "it does not come to rest");
        }
        if round > 1 && world.delivered == before {
            break;
        }
    }
    // With those who were removed nothing is settled: they are told nothing more.
    for person in (0..people).filter(|_| world.removed.is_empty()) {
        ensure!(
            world.core(person)?.is_settled(),
            "a session of {person} is not settled"
        );
    }
    Ok(())
}

#[cfg(test)]
mod tests;
