//! What an open app costs while nobody does anything: many boards, several people, each in a process of their own.
//!
//! One process is looked at from outside: its time on a processor, how often it is woken, and its memory. Bytes are those
//! of the loopback interface, headers of IP and UDP included: every pair of people costs the same, so one person's part is
//! that of their pairs. Looking for computers in the same room (mDNS) is off here: it has no place on that interface.
//!
//! `cargo run --release -p bench -- idle --boards 50 --people 5 --seconds 600`

use std::collections::BTreeMap;
use std::io::{BufRead, BufReader, Write};
use std::path::{Path, PathBuf};
use std::process::{Child, ChildStdin, ChildStdout, Command, Stdio};
use std::time::{Duration, Instant};

use anyhow::{Context, ensure};
use app::api::Intent;

use crate::figures::Figures;
use crate::meeting::loopback_bytes;
use crate::person::Person;

/// What is begun while people join has come to its end after so long.
const CALM: Duration = Duration::from_secs(30);

/// How much of it there is.
#[derive(Clone, Copy)]
pub struct Size {
    /// Boards that all of them are on.
    pub boards: u32,
    /// People who are connected to the one that is looked at.
    pub people: u32,
    /// How long it is looked.
    pub seconds: u64,
}

/// Looks at somebody's process while nobody does anything.
pub fn run(figures: &mut Figures, folder: &Path, size: Size) -> anyhow::Result<()> {
    let people = size.people;
    let mut alice = Process::start(folder, "alice", &size)?;
    let mut others = Vec::new();
    for number in 0..people {
        others.push(Process::start(folder, &format!("person {number}"), &size)?);
    }
    alice.says(&format!("make {people}"))?;
    for _ in 0..size.boards {
        let board_and_ticket = alice.hears()?;
        for other in &mut others {
            other.says(&board_and_ticket)?;
        }
    }
    ensure!(alice.hears()? == "ready", "Alice is not ready");
    std::thread::sleep(CALM);
    let (before, bytes, started) = (Cost::of(alice.id())?, loopback_bytes()?, Instant::now());
    std::thread::sleep(Duration::from_secs(size.seconds));
    let (after, bytes) = (Cost::of(alice.id())?, loopback_bytes()? - bytes);
    let seconds = started.elapsed().as_secs_f64();
    let spent = after.since(&before);
    // Of the pairs that all people make, those with Alice.
    let part = f64::from(people) / (f64::from(people * (people + 1)) / 2.0);
    figures.add("idle: processor", spent.milliseconds / seconds, "ms/s");
    figures.add("idle: wake-ups", spent.wakes / seconds, "/s");
    figures.add("idle: sent and received", bytes * part / seconds, "B/s");
    figures.add("idle: memory", after.megabytes, "MB");
    for one in others.into_iter().chain([alice]) {
        one.end()?;
    }
    Ok(())
}

/// What a process has cost so far, all its threads together.
#[derive(Default)]
struct Cost {
    /// Of each thread: milliseconds on a processor, and how often it waited and was woken.
    threads: BTreeMap<u64, (f64, f64)>,
    milliseconds: f64,
    wakes: f64,
    megabytes: f64,
}

impl Cost {
    fn of(process: u32) -> anyhow::Result<Self> {
        let mut cost = Self::default();
        let root = PathBuf::from(format!("/proc/{process}"));
        for entry in std::fs::read_dir(root.join("task"))? {
            let path = entry?.path();
            let thread = path.file_name().unwrap_or_default().to_string_lossy();
            let thread = thread.parse().context("a thread's number")?;
            // A thread may end while it is looked at.
            let (Ok(spent), Ok(status)) = (
                std::fs::read_to_string(path.join("schedstat")),
                std::fs::read_to_string(path.join("status")),
            ) else {
                continue;
            };
            let nanoseconds = spent.split_whitespace().next().unwrap_or_default();
            let nanoseconds: f64 = nanoseconds.parse().context("schedstat")?;
            let wakes = field(&status, "voluntary_ctxt_switches:")?;
            cost.threads.insert(thread, (nanoseconds / 1e6, wakes));
        }
        let status = std::fs::read_to_string(root.join("status"))?;
        cost.megabytes = field(&status, "VmRSS:")? / 1024.0;
        Ok(cost)
    }

    /// What was spent since an earlier look; a thread that began meanwhile began with nothing.
    fn since(&self, earlier: &Self) -> Self {
        let mut spent = Self::default();
        for (thread, (milliseconds, wakes)) in &self.threads {
            let before = earlier.threads.get(thread).copied().unwrap_or_default();
            spent.milliseconds += milliseconds - before.0;
            spent.wakes += wakes - before.1;
        }
        spent
    }
}

fn field(status: &str, name: &str) -> anyhow::Result<f64> {
    let line = status.lines().find_map(|line| line.strip_prefix(name));
    let figure = line.and_then(|line| line.split_whitespace().next());
    figure
        .and_then(|figure| figure.parse().ok())
        .with_context(|| format!("no {name} in /proc"))
}

/// One person's process: it does what it is told line by line, and ends when nobody tells it anything more.
struct Process {
    child: Child,
    to: Option<ChildStdin>,
    from: BufReader<ChildStdout>,
}

impl Process {
    fn start(folder: &Path, name: &str, size: &Size) -> anyhow::Result<Self> {
        let mut child = Command::new(std::env::current_exe()?)
            .args(["stay", name, "--boards", &size.boards.to_string()])
            .arg(folder.join(name))
            .stdin(Stdio::piped())
            .stdout(Stdio::piped())
            .spawn()?;
        let to = child.stdin.take();
        let from = BufReader::new(child.stdout.take().context("no output")?);
        Ok(Self { child, to, from })
    }

    fn id(&self) -> u32 {
        self.child.id()
    }

    fn says(&mut self, line: &str) -> anyhow::Result<()> {
        let to = self.to.as_mut().context("it was told to end")?;
        Ok(writeln!(to, "{line}")?)
    }

    fn hears(&mut self) -> anyhow::Result<String> {
        let mut line = String::new();
        self.from.read_line(&mut line)?;
        ensure!(!line.is_empty(), "a process ended early");
        Ok(line.trim().to_owned())
    }

    fn end(mut self) -> anyhow::Result<()> {
        drop(self.to.take());
        let status = self.child.wait()?;
        ensure!(status.success(), "a process ended with {status}");
        Ok(())
    }
}

impl Drop for Process {
    fn drop(&mut self) {
        // A run that failed leaves nothing running.
        drop(self.to.take());
        let _ = self.child.kill();
        let _ = self.child.wait();
    }
}

/// One person, in a process of their own (called by `idle`): makes the boards, or joins by each ticket that comes.
pub async fn stay(home: PathBuf, name: String, boards: u32) -> anyhow::Result<()> {
    let person = Person::open(&home).await?;
    person.named(&name).await?;
    let (send, mut lines) = tokio::sync::mpsc::unbounded_channel();
    std::thread::spawn(move || {
        for line in std::io::stdin().lock().lines().map_while(Result::ok) {
            if send.send(line).is_err() {
                break;
            }
        }
    });
    let mut there = 0;
    while let Some(line) = lines.recv().await {
        if let Some(people) = line.strip_prefix("make ") {
            make(&person, boards, people.parse()?).await?;
        } else {
            let (board, ticket) = line.split_once(' ').context("no ticket")?;
            let ticket = ticket.to_owned();
            person.act(Intent::Join { ticket }).await?;
            there += 1;
            person.until_boards(there).await?;
            // All of it, before the next one is asked for.
            person
                .until_status(board, |status| status.saved.on >= 2)
                .await?;
        }
    }
    person.close().await
}

/// Makes the boards and says their tickets; ready is who has seen all others on all boards, with all that is on them.
async fn make(person: &Person, boards: u32, people: u32) -> anyhow::Result<()> {
    let mut made = Vec::new();
    for _ in 0..boards {
        let board = person.board().await?;
        println!("{board} {}", person.ticket(&board).await?);
        made.push(board);
    }
    for board in &made {
        person
            .until_status(board, |status| {
                status.saved.on == people + 1 && status.network.connected >= people
            })
            .await?;
    }
    println!("ready");
    Ok(())
}
