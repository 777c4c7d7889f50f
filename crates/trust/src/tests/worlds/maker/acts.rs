//! What people do in a world.

#![expect(
    clippy::wildcard_enum_match_arm,
    reason = "a test looks for one kind among all"
)]

use super::super::spec::{At, By, PEOPLE, What};
use super::{Given, Maker, Of};

impl Maker {
    /// Lets a device do something.
    pub(super) fn act(&mut self, device: u8) {
        let bad = self.is_bad(device);
        let chance = self.random.below(100);
        match (self.of, chance) {
            (_, 0..=19) => self.meet(device),
            (_, 20..=35) => self.grant(device, bad),
            (_, 36..=44) => self.remove(device, bad),
            (_, 45..=47) => self.charter(device, bad),
            (Of::Model, _) | (_, 48..=67) => self.change(device, bad),
            (_, 68..=73) => self.statement(device, bad),
            (_, 74..=78) => self.ticket(device, bad),
            (_, 79..=87) => self.join(device, bad),
            (_, 88..=91) => self.revoke(device, bad),
            (_, 92..=97) => self.adopt(device, bad),
            _ => self.content(device, bad),
        }
    }

    fn meet(&mut self, device: u8) {
        let others = [self.someone_with_a_device(), self.someone_with_a_device()];
        let mut all = self.knows[&device].clone();
        for other in others {
            all.extend(&self.knows[&other]);
        }
        for one in others.into_iter().chain([device]) {
            self.knows.insert(one, all.clone());
        }
    }

    fn grant(&mut self, device: u8, bad: bool) {
        let Some(by) = self.grant_of(device, 2, bad) else {
            return;
        };
        let whose = self.someone();
        let rank = match self.of {
            _ if self.random.percent(35) => 2,
            Of::Model => 2 + u8::try_from(self.random.below(4)).unwrap(),
            Of::Everything => self.random.pick(&[1, 2, 3, 3, 4, 4, 5, 6, 7]),
        };
        let under = self.under(by);
        let heals = if self.random.percent(20) && !self.removals.is_empty() {
            Some(self.random.pick(&self.removals))
        } else {
            None
        };
        let at = self.write(device, by, What::Grant(whose, rank, under, By(heals)));
        let by = By(Some(at));
        self.given.push(Given { by, whose, rank });
    }

    fn remove(&mut self, device: u8, bad: bool) {
        let Some(by) = self.grant_of(device, 2, bad) else {
            return;
        };
        let model = self.of == Of::Model;
        let mut targets = self.known(device, |what| match what {
            What::Grant(..) => true,
            What::Join(..) | What::Ticket(..) => !model,
            _ => false,
        });
        if !model && self.random.percent(3) {
            targets = self.known(device, |_| true);
        }
        if targets.is_empty() {
            return;
        }
        let target = self.random.pick(&targets);
        let cut = self.cut(device, bad);
        let under = self.under(by);
        let at = self.write(device, by, What::Remove(target, cut, under));
        self.removals.push(at);
    }

    fn charter(&mut self, device: u8, bad: bool) {
        let knows = &self.knows[&device];
        let known = self.charters.iter().filter(|it| knows.contains(&it.0));
        let known: Vec<_> = known.cloned().collect();
        let newest = known.last().cloned();
        let Some((predecessor, old, threshold)) = (if self.random.percent(20) {
            let any = self.random.below(known.len());
            known.get(any).cloned()
        } else {
            newest
        }) else {
            return;
        };
        let signs = |random: &mut super::Random, n: &u8| bad || random.percent(75) || *n == 0;
        let mut signers: Vec<u8> = old.clone();
        signers.retain(|n| signs(&mut self.random, n));
        if bad {
            signers.truncate(self.random.below(old.len() + 1));
        }
        signers.sort_unstable();
        let mut stewards: Vec<u8> = old.clone();
        stewards.retain(|_| self.random.percent(82));
        if stewards.is_empty() || self.random.percent(50) {
            let new = self.someone();
            if !stewards.contains(&new) {
                stewards.push(new);
            }
        }
        let count = u8::try_from(stewards.len()).unwrap();
        let odd = self.of == Of::Everything && self.random.percent(4);
        let wanted = if odd { threshold } else { count / 2 + 1 };
        let cut = self.cut(device, bad);
        let recovery = self.random.percent(15);
        let what = What::Charter(
            predecessor,
            stewards.clone(),
            wanted,
            cut,
            signers,
            recovery,
        );
        let by = self.grant_of(device, 6, true).unwrap_or(By(None));
        let at = self.write(device, by, what);
        for whose in &stewards {
            self.given.push(Given {
                by: By(None),
                whose: *whose,
                rank: 1,
            });
        }
        self.charters.push((at, stewards, wanted));
    }

    fn change(&mut self, device: u8, bad: bool) {
        let least = match self.of {
            Of::Model => 3,
            Of::Everything if self.random.percent(8) => 6,
            Of::Everything => 4,
        };
        let Some(by) = self.grant_of(device, if bad { 6 } else { least }, bad) else {
            return;
        };
        let creations = self.known(device, |what| matches!(what, What::Change(None, ..)));
        let creates = creations.is_empty() || self.random.percent(9);
        let item = match self.of {
            Of::Model => Some(0),
            Of::Everything if creates => None,
            Of::Everything => Some(self.random.pick(&creations)),
        };
        let deps = item.map_or_else(Vec::new, |item| self.deps(device, item, bad));
        let body = match self.random.below(100) {
            0..=2 if self.of == Of::Everything => 1,
            3 if self.of == Of::Everything => 2,
            _ => 0,
        };
        let what = What::Change(item, deps, body);
        if bad && self.random.percent(45) {
            self.fork(device, by, what);
        } else {
            self.write(device, by, what);
        }
    }

    /// The known changes of an item that no other known one names.
    fn deps(&mut self, device: u8, item: At, bad: bool) -> Vec<At> {
        let of_item = self.known(device, |_| true);
        let of_item = of_item.into_iter().filter(|at| {
            let what = &self.world.entries[usize::from(*at)].what;
            *at == item && matches!(what, What::Change(..))
                || matches!(what, What::Change(Some(of), ..) if *of == item)
        });
        let mut heads: std::collections::BTreeSet<At> = of_item.collect();
        for at in heads.clone() {
            if let What::Change(_, deps, _) = &self.world.entries[usize::from(at)].what {
                for dep in deps.clone() {
                    heads.remove(&dep);
                }
            }
        }
        let keep = if bad { 60 } else { 96 };
        heads.retain(|_| self.random.percent(keep));
        heads.into_iter().collect()
    }

    /// Writes a second entry under a number that is taken.
    fn fork(&mut self, device: u8, by: By, what: What) {
        let key = (device, self.of == Of::Model);
        let Some((log, Some(newest))) = self.writing.get(&key).copied() else {
            self.write(device, by, what);
            return;
        };
        let mut twin = newest;
        if self.of == Of::Everything && self.random.percent(40) {
            let before = self.world.entries[usize::from(twin)].before;
            twin = before.unwrap_or(twin);
        }
        if twin == 0 {
            self.write(device, by, what);
            return;
        }
        let before = self.world.entries[usize::from(twin)].before;
        let at = self.put(device, log, before, by, what);
        // The reference model has one number for one fork: it goes on with the first branch only.
        if self.of == Of::Everything && self.random.percent(50) {
            self.writing.insert(key, (log, Some(at)));
        }
    }

    fn statement(&mut self, device: u8, bad: bool) {
        let least = if self.random.percent(8) { 6 } else { 4 };
        let Some(by) = self.grant_of(device, least, bad) else {
            return;
        };
        let creations = self.known(device, |what| matches!(what, What::Change(None, ..)));
        let item = (!creations.is_empty() && self.random.percent(85))
            .then(|| self.random.pick(&creations));
        let others = self.known(
            device,
            |what| matches!(what, What::Statement(of, _) if *of == item),
        );
        let mut deps = Vec::new();
        if !others.is_empty() && self.random.percent(60) {
            deps.push(self.random.pick(&others));
        }
        let what = What::Statement(item, deps);
        if bad && self.random.percent(30) {
            self.fork(device, by, what);
        } else {
            self.write(device, by, what);
        }
    }

    fn ticket(&mut self, device: u8, bad: bool) {
        let Some(by) = self.grant_of(device, 2, bad) else {
            return;
        };
        let key = u8::try_from(self.random.below(6)).unwrap();
        let mode = u8::try_from(self.random.below(5)).unwrap();
        let sensible: &[u8] = [&[3, 4, 5][..], &[4, 5], &[5], &[7], &[6]][usize::from(mode)];
        let ceiling = if self.random.percent(88) {
            self.random.pick(sensible)
        } else {
            1 + u8::try_from(self.random.below(7)).unwrap()
        };
        let under = self.under(by);
        let at = self.write(device, by, What::Ticket(key, ceiling, mode, under));
        self.tickets.push((at, key, ceiling));
    }

    fn join(&mut self, device: u8, bad: bool) {
        let Some(by) = self.grant_of(device, 5, bad) else {
            return;
        };
        let knows = &self.knows[&device];
        let known = self.tickets.iter().filter(|it| knows.contains(&it.0));
        let known: Vec<_> = known.copied().collect();
        if known.is_empty() {
            return;
        }
        let (ticket, mut key, ceiling) = self.random.pick(&known);
        let whose = self.someone();
        let rank = if self.random.percent(75) {
            ceiling
        } else {
            self.random.pick(&[2, 3, 4, 5, 6])
        };
        if self.random.percent(3) {
            key = 99;
        }
        let here = !self.random.percent(3);
        let second = if self.random.percent(30) { PEOPLE } else { 0 };
        let what = What::Join(ticket, key, rank, whose, whose + second, here);
        let at = self.write(device, by, what);
        let by = By(Some(at));
        self.given.push(Given { by, whose, rank });
    }

    fn revoke(&mut self, device: u8, bad: bool) {
        let cut = self.cut(device, bad);
        let second = if self.random.percent(50) { PEOPLE } else { 0 };
        if self.random.percent(45) {
            let whose = if bad { self.someone() } else { device % PEOPLE };
            let which = if self.random.percent(80) {
                whose
            } else {
                self.someone()
            };
            let by = self.grant_of(device, 6, true).unwrap_or(By(None));
            self.write(device, by, What::RevokeOwn(which + second, cut, whose));
            return;
        }
        let Some(by) = self.grant_of(device, 2, bad) else {
            return;
        };
        let which = self.someone() + second;
        let under = self.under(by);
        self.write(device, by, What::Revoke(which, cut, under));
    }

    fn adopt(&mut self, device: u8, bad: bool) {
        // An editor's lets in what is held, and makes nothing count.
        let least = if self.random.percent(50) { 3 } else { 2 };
        let Some(by) = self.grant_of(device, least, bad) else {
            return;
        };
        // Of certificates only what gives a role counts again.
        let roles = self.random.percent(30);
        let known = self.known(device, |what| match what {
            What::Change(..) | What::Statement(..) => !roles,
            What::Grant(..) | What::Join(..) => roles,
            _ => false,
        });
        if known.is_empty() {
            return;
        }
        let count = 1 + self.random.below(5);
        let some: std::collections::BTreeSet<At> =
            (0..count).map(|_| self.random.pick(&known)).collect();
        let under = self.under(by);
        self.write(device, by, What::Adopt(some.into_iter().collect(), under));
    }

    fn content(&mut self, device: u8, bad: bool) {
        let Some(by) = self.grant_of(device, 5, bad) else {
            return;
        };
        let under = self.under(by);
        let whom = self.someone();
        let what = match self.random.below(6) {
            0 => What::Epoch,
            1 => What::Wrap,
            2 => What::Close(0, under),
            3 => What::Shred(u8::try_from(self.random.below(5)).unwrap(), under),
            4 => What::Device(whom, self.random.pick(&[whom, whom + PEOPLE, device])),
            _ => {
                let act = u8::try_from(self.random.below(4)).unwrap();
                let before = self.known(
                    device,
                    |what| matches!(what, What::Moderate(of, ..) if *of == whom),
                );
                What::Moderate(whom, act, before, under)
            }
        };
        self.write(device, by, what);
    }
}
