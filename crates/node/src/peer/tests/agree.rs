//! Random histories over a forked log: whoever gets which branch first, all end with the same.

use trust::Position;

use super::forks::{Clones, clones, outcome, same, talk};
use super::removals::edit;
use super::*;

/// A few random numbers.
struct Dice(u64);

impl Dice {
    fn below(&mut self, bound: usize) -> usize {
        self.0 = self
            .0
            .wrapping_mul(6_364_136_223_846_793_005)
            .wrapping_add(1_442_695_040_888_963_407);
        usize::try_from(self.0 >> 33).unwrap() % bound
    }
}

/// Meets all pairs until nothing is sent any more.
fn until_equal(cores: &mut [Core]) {
    for round in 0.. {
        let mut sent = 0;
        for one in 0..cores.len() {
            for other in one + 1..cores.len() {
                let (left, right) = cores.split_at_mut(other);
                // The clones are one device, and pass each other over.
                if (one, other) != (0, 1) {
                    sent += talk(&mut left[one], &mut right[0]);
                }
            }
        }
        if sent == 0 {
            return;
        }
        assert!(round < 20, "they never agree");
    }
}

#[test]
fn whoever_gets_which_branch_first_all_agree_in_the_end() {
    let mut turned = 0;
    for seed in 0..10 {
        let Clones {
            alice,
            left,
            right,
            others,
            board,
            _homes,
        } = clones(2);
        let mut homes = Vec::new();
        let mut cores = vec![left, right, alice];
        for (core, home) in others {
            cores.push(core);
            homes.push(home);
        }
        let mut dice = Dice(seed + 1);
        // The log forks for sure: both write before they hear of each other.
        let mut made: Vec<Position> = Vec::new();
        for (who, words) in [(0, "left"), (1, "right")] {
            made.push(say(&mut cores[who], board, words));
        }
        for deed in 0..28 {
            let who = dice.below(cores.len());
            match dice.below(6) {
                0 | 1 => made.push(say(&mut cores[who], board, &format!("{seed} {deed} {who}"))),
                2 if !made.is_empty() => {
                    let on = made[dice.below(made.len())];
                    let known = verdicts(&cores[who], board);
                    if known
                        .get(&on.id)
                        .is_some_and(|one| one.verdict == Verdict::Accepted)
                    {
                        made.push(edit(
                            &mut cores[who],
                            board,
                            on,
                            &format!("{seed} {deed} on"),
                        ));
                    }
                }
                _ => {
                    let other = (who + 1 + dice.below(cores.len() - 1)) % cores.len();
                    let (low, high) = (who.min(other), who.max(other));
                    let (left, right) = cores.split_at_mut(high);
                    if (low, high) != (0, 1) {
                        talk(&mut left[low], &mut right[0]);
                    }
                }
            }
        }
        until_equal(&mut cores);
        same(&cores, board);
        let forked = &cores[2].state.boards[&board];
        turned += forked.forks.lost().count();
        // What was counted one by one is what is counted at once.
        let seen = outcome(&cores[2], board);
        let fresh_home = tempfile::tempdir().unwrap();
        let mut fresh = open(fresh_home.path(), 99, 200);
        join(&mut cores[2], &mut fresh, board);
        let again = outcome(&fresh, board);
        assert!(
            seen.iter()
                .all(|(id, verdict)| again.get(id) == Some(verdict)),
            "seed {seed}"
        );
    }
    assert!(turned >= 10, "the logs forked: {turned}");
}
