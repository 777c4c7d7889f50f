//! One seed in which a machine is cloned while people work: both go on, with one device's keys.

use std::sync::Arc;

use anyhow::{Context, Result};
use node::Judge;

use super::{disorder, rest};
use crate::check::check;
use crate::{ModelJudge, Random, World};

/// What a simulation with a cloned machine amounted to.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq)]
pub struct Cloned {
    /// How many entries the board had at the end.
    pub entries: usize,
    /// How many logs forked.
    pub forked: usize,
    /// How many entries that were saved stand aside, because the branch that they are on lost.
    pub aside: usize,
    /// How many of the two machines were told.
    pub told: usize,
}

/// Plays one seed in which somebody's machine, the founder's perhaps, is cloned with its memory: the two write one log,
/// hear of each other by the others only, and go on.
///
/// # Errors
/// What did not hold.
pub fn simulate_clones(seed: u64) -> Result<Cloned> {
    play(seed).with_context(|| format!("seed {seed}"))
}

fn play(seed: u64) -> Result<Cloned> {
    let judge: Arc<dyn Judge> = Arc::new(ModelJudge);
    let mut choice = Random::new(seed ^ 0xc10e);
    let people = 3 + choice.below(3);
    let cloned = choice.below(people);
    let mut world = World::with_disk(seed, people, &judge, Some(cloned))?;
    for _ in 0..choice.below(60) {
        disorder(&mut world, people, &mut choice)?;
    }
    // Whoever is cloned is on the board.
    rest(&mut world, people)?;
    let clone = world.clone_machine(cloned)?;
    let machines = people + 1;
    for step in 0..60 + choice.below(120) {
        // Both write before they can have heard of each other, and again and again.
        if step % 10 == 0 {
            world.deed(cloned)?;
            world.deed(clone)?;
        }
        disorder(&mut world, machines, &mut choice)?;
    }
    rest(&mut world, machines)?;
    let entries = check(&world)?;
    let (forked, aside) = world.clones_lost_nothing()?;
    Ok(Cloned {
        entries,
        forked,
        aside,
        told: world.told.len(),
    })
}
