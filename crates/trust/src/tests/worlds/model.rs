//! Against the reference model (`../shared/authority-model`, Python), where it is there.
//!
//! A world is made here, once, and judged by both; what comes of it is compared certificate by
//! certificate and change by change. `MANYHANDS_WORLDS=10000 cargo test --release -p trust
//! reference_model -- --nocapture` compares ten thousand; `MANYHANDS_MODEL` names another folder.

#![expect(
    clippy::wildcard_enum_match_arm,
    reason = "a test looks for one kind among all"
)]
#![expect(
    clippy::print_stdout,
    reason = "says what was compared, and what noticed what"
)]

use std::collections::{BTreeMap, BTreeSet};
use std::io::Write;
use std::path::PathBuf;
use std::process::{Command, Stdio};

use serde_json::{Value, json};

use super::build::{Built, person};
use super::spec::{At, By, What, World};
use super::{Of, judge, world};
use crate::{Cut, EntryId, GrantRef};

const DRIVER: &str = concat!(env!("CARGO_MANIFEST_DIR"), "/tests/model/judge.py");
const FOLDER: &str = concat!(
    env!("CARGO_MANIFEST_DIR"),
    "/../../../shared/authority-model"
);
const ROLES: [&str; 4] = ["coordinator", "editor", "contributor", "reader"];

fn name(n: u8) -> String {
    format!("P{n}")
}

fn hex(id: EntryId) -> String {
    data_encoding::HEXLOWER.encode(&id.0)
}

/// A world in the model's words.
struct Telling<'a> {
    world: &'a World,
    built: &'a Built,
    at: BTreeMap<EntryId, At>,
}

impl Telling<'_> {
    fn name(&self, at: At) -> String {
        match &self.world.entries[usize::from(at)].what {
            What::Charter(..) | What::Genesis(..) => {
                data_encoding::HEXLOWER.encode(&self.built.charters[&at].0)
            }
            _ => hex(self.built.ids[usize::from(at)]),
        }
    }

    fn by(&self, by: By) -> String {
        by.0.map_or("steward".to_owned(), |at| self.name(at))
    }

    fn author(&self, at: At) -> String {
        let log = self.world.entries[usize::from(at)].log;
        name(self.world.logs[usize::from(log)].0)
    }

    /// Everything inside of a cut, changes and certificates apart: the model walks nothing then.
    fn inside(&self, cut: &Cut) -> (Vec<String>, Vec<String>) {
        let mut open: Vec<EntryId> = cut.positions().iter().map(|at| at.id).collect();
        let mut seen = BTreeSet::new();
        while let Some(id) = open.pop() {
            let Some(at) = self.at.get(&id).filter(|_| seen.insert(id)) else {
                continue;
            };
            let entry = &self.world.entries[usize::from(*at)];
            let (_, after) = self.world.logs[usize::from(entry.log)];
            let before = entry.before.or(after);
            open.extend(before.map(|at| self.built.ids[usize::from(at)]));
        }
        let names = |changes: bool| {
            let all = seen.iter().map(|id| self.at[id]);
            all.filter(|at| {
                let what = &self.world.entries[usize::from(*at)].what;
                matches!(what, What::Change(..)) == changes
            })
            .map(|at| self.name(at))
            .collect()
        };
        (names(false), names(true))
    }

    fn cut(&self, cut: &[At]) -> (Vec<String>, Vec<String>) {
        let at = |at: &At| self.built.positions[usize::from(*at)];
        self.inside(&Cut::new(cut.iter().map(at)))
    }

    fn certificate(&self, at: At, what: &What) -> Option<Value> {
        let (kind, data) = match what {
            What::Grant(to, rank, under, _) => {
                let role = ROLES[usize::from(*rank - 2)];
                let data = json!({"person": name(*to), "role": role, "under": self.by(*under)});
                ("grant", data)
            }
            What::Remove(target, cut, under) => {
                let (certs, doc) = self.cut(cut);
                let cut = json!({"certs": certs, "doc": doc});
                let data = json!({
                    "grant": self.name(*target), "cut": cut, "under": self.by(*under),
                });
                ("revoke", data)
            }
            What::Charter(predecessor, stewards, threshold, cut, signers, recovery) => {
                let (certs, doc) = self.cut(cut);
                let names = |all: &[u8]| all.iter().map(|n| name(*n)).collect::<Vec<_>>();
                let held = matches!(self.world.entries[0].what, What::Genesis(_, _, true));
                let data = json!({
                    "prev": self.name(*predecessor), "stewards": names(stewards),
                    "t": threshold, "sigs": names(signers), "recovery": *recovery && held,
                    "cut": certs, "dcut": doc,
                });
                ("charter", data)
            }
            _ => return None,
        };
        Some(json!({
            "id": self.name(at), "kind": kind, "issuer": self.author(at), "data": data, "prev": [],
        }))
    }

    fn tell(&self) -> Value {
        let What::Genesis(stewards, threshold, _) = &self.world.entries[0].what else {
            panic!("a world begins with its genesis");
        };
        let stewards: Vec<String> = stewards.iter().map(|n| name(*n)).collect();
        let all = || (0..).zip(&self.world.entries);
        let certs: Vec<Value> = all()
            .filter_map(|(at, entry)| self.certificate(at, &entry.what))
            .collect();
        let mut newest: BTreeMap<At, At> = BTreeMap::new();
        let mut changes = Vec::new();
        for (at, entry) in all() {
            let What::Change(_, deps, _) = &entry.what else {
                continue;
            };
            let mut deps: BTreeSet<String> = deps.iter().map(|at| self.name(*at)).collect();
            deps.extend(entry.before.map(|at| self.name(at)));
            newest.insert(at, at);
            changes.push(json!({
                "id": self.name(at), "author": self.author(at), "grant": self.by(entry.by),
                "deps": deps, "log": entry.log,
                "seq": self.built.positions[usize::from(at)].seq,
            }));
        }
        json!({
            "genesis": {"id": self.name(0), "stewards": stewards, "t": threshold},
            "certs": certs, "changes": changes,
        })
    }
}

fn tell(world: &World, built: &Built) -> Value {
    let at = built.ids.iter().copied().zip(0..).collect();
    Telling { world, built, at }.tell()
}

/// What the rules say, in the model's words.
fn judgement(world: &World, built: &Built) -> Value {
    let (authority, counting) = judge(built);
    let people = |of: &dyn Fn(u8) -> bool| -> Vec<String> {
        (0..super::build::PEOPLE_AT_MOST)
            .filter(|n| of(*n))
            .map(name)
            .collect()
    };
    let grants: BTreeSet<EntryId> = built
        .certs
        .keys()
        .copied()
        .filter(|id| authority.holder_of(*id).is_some())
        .collect();
    let live = grants
        .iter()
        .filter(|id| authority.is_live(GrantRef::Entry(**id)));
    let sorted = |ids: Vec<EntryId>| {
        let mut ids: Vec<String> = ids.into_iter().map(hex).collect();
        ids.sort_unstable();
        ids
    };
    let dropped: Vec<_> = authority.dropped_stewards().map(|(id, _)| id).collect();
    let _ = world;
    json!({
        "accepted": sorted(counting.accepted().map(|(id, _)| id).collect()),
        "live": sorted(live.copied().collect()),
        "grants": sorted(grants.into_iter().collect()),
        "stewards": people(&|n| authority.stewards().contains(&person(n))),
        "dropped": people(&|n| dropped.contains(&person(n))),
        "charter": data_encoding::HEXLOWER.encode(&authority.charter().0),
        "ever": sorted(authority.rooted.grants.keys().copied().collect()),
        "everStewards": people(&|n| authority.rooted.stewards.contains(&person(n))),
    })
}

/// Lets the model judge worlds; each line is one.
fn by_model(folder: &PathBuf, told: String) -> Vec<Value> {
    let mut child = Command::new("python3")
        .arg(DRIVER)
        .arg(folder)
        .stdin(Stdio::piped())
        .stdout(Stdio::piped())
        .spawn()
        .unwrap();
    let mut stdin = child.stdin.take().unwrap();
    let writing = std::thread::spawn(move || stdin.write_all(told.as_bytes()));
    let output = child.wait_with_output().unwrap();
    writing.join().unwrap().unwrap();
    assert!(output.status.success());
    let text = String::from_utf8(output.stdout).unwrap();
    text.lines()
        .map(|line| serde_json::from_str(line).unwrap())
        .collect()
}

#[test]
fn the_rules_agree_with_the_reference_model() {
    let folder = std::env::var_os("MANYHANDS_MODEL").map_or_else(|| FOLDER.into(), PathBuf::from);
    if !folder.join("model.py").exists() {
        println!(
            "the reference model is not at {}: nothing compared",
            folder.display()
        );
        return;
    }
    let count = std::env::var("MANYHANDS_WORLDS").map_or(300, |count| count.parse().unwrap());
    let (mut certs, mut grants, mut changes, mut accepted) = (0, 0, 0, 0);
    for first in (0..count).step_by(500) {
        let worlds: Vec<_> = (first..count.min(first + 500))
            .map(|seed| (seed, world(seed, Of::Model)))
            .map(|(seed, world)| (seed, Built::of(&world), world))
            .collect();
        let lines = worlds
            .iter()
            .map(|(_, built, world)| tell(world, built).to_string());
        let told = lines.collect::<Vec<_>>().join("\n");
        let judged = by_model(&folder, told);
        assert_eq!(judged.len(), worlds.len());
        for ((seed, built, world), wanted) in worlds.iter().zip(judged) {
            assert_eq!(judgement(world, built), wanted, "world {seed}");
            certs += built.certs.len();
            grants += wanted["grants"].as_array().unwrap().len();
            changes += built.facts.len();
            accepted += wanted["accepted"].as_array().unwrap().len();
        }
    }
    println!(
        "{count} worlds agree: {certs} certificates, {grants} grants that count, {changes} changes, {accepted} accepted"
    );
    assert!(grants * 6 > certs && accepted * 4 > changes && accepted * 8 < changes * 7);
}
