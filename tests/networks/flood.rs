//! Somebody floods a laptop, and an honest pair beside it goes on.

use std::thread;
use std::time::Duration;

use super::greeting::Greeting;
use super::lab::Lab;
use super::laptop::Laptop;
use super::switch::{Port, Switch};
use super::tap;
use super::wire::{Dice, now};

/// How long the flood lasts.
const LASTS: Duration = Duration::from_secs(25);
/// reliability.md, G8.
const SOON: Duration = Duration::from_secs(2);
const MEMORY_KIB: u64 = 300 * 1_024;
/// So many packets at a time, and then a breath: about 100 Mbit/s.
const BURST: usize = 100;
const BREATH: Duration = Duration::from_millis(10);
/// Of the flood's addresses; each is another one who connects.
const STRANGERS: u64 = 4_000;

#[test]
#[ignore = "needs namespaces: cargo xtask test networks"]
fn an_honest_pair_goes_on_beside_a_flood() {
    let lab = Lab::new("flood");
    let room = Switch::new(8);
    let (mut alice, mut bob) = (Laptop::new(&lab, "Alice"), Laptop::new(&lab, "Bob"));
    alice.plug(&room, "eth0", "10.0.0.2/16");
    bob.plug(&room, "eth0", "10.0.0.3/16");
    let board = alice.founds("Relief");
    alice.serve();
    bob.serve();
    bob.joins(&alice.invites(&board, 1));
    let quiet = edits(&alice, &bob, &board, "before", Duration::from_secs(5));
    let target = Target::of(&alice);
    // Nobody is behind this card: what is sent by it needs no answer.
    let mallory = room.plug(tap::make(&format!("mh{}m", std::process::id())).unwrap());
    let seen = room.greetings().into_iter();
    let greetings: Vec<Greeting> = seen.filter_map(|seen| Greeting::open(&seen).ok()).collect();
    assert!(!greetings.is_empty(), "no handshake went by");
    let came = received(&alice);
    let flood = {
        let room = room.clone();
        thread::spawn(move || flood(&room, mallory, &target, &greetings))
    };
    let times = edits(&alice, &bob, &board, "under", LASTS);
    let sent = flood.join().unwrap();
    let came = received(&alice) - came;
    let (most, _) = alice.memory();
    let late = percentile(&times, 95);
    lab.tell(&format!(
        "{sent} packets in {} s, {came} came in; {} edits, half within {:.2?}, 95 of 100 within {late:.2?} ({:.2?} before); at most {} MB",
        LASTS.as_secs(),
        times.len(),
        percentile(&times, 50),
        percentile(&quiet, 95),
        most / 1_024
    ));
    assert!(came > sent / 2, "the flood does not arrive");
    assert!(late <= SOON, "{times:?}");
    assert!(most <= MEMORY_KIB, "{most} KiB");
}

/// How many packets programs on a laptop were handed so far.
fn received(laptop: &Laptop) -> u64 {
    let told = laptop.says(&["cat", "/proc/net/snmp"]);
    let figures = told.lines().filter(|line| line.starts_with("Udp:")).nth(1);
    let figure = figures.and_then(|line| line.split_whitespace().nth(1));
    figure.unwrap().parse().unwrap()
}

/// Edits one after another for so long, and returns how long each took to the other side.
fn edits(alice: &Laptop, bob: &Laptop, board: &str, word: &str, lasts: Duration) -> Vec<Duration> {
    let start = now();
    let mut times = Vec::new();
    while start.elapsed() < lasts {
        let title = format!("Job {} {word}", times.len());
        let (by, to) = if times.len() % 2 == 0 {
            (alice, bob)
        } else {
            (bob, alice)
        };
        by.adds(board, &title);
        times.push(to.sees(board, &title, LASTS * 2));
    }
    times
}

fn percentile(times: &[Duration], percent: usize) -> Duration {
    let mut sorted = times.to_vec();
    sorted.sort();
    sorted[(sorted.len() * percent / 100).min(sorted.len() - 1)]
}

/// Whom the flood is for.
struct Target {
    card: [u8; 6],
    port: u16,
}

impl Target {
    fn of(laptop: &Laptop) -> Self {
        let told = |words: &[&str]| laptop.says(words);
        let card = told(&["cat", "/sys/class/net/eth0/address"]);
        let bytes = card
            .trim()
            .split(':')
            .map(|byte| u8::from_str_radix(byte, 16).unwrap());
        let mut card = [0; 6];
        card.iter_mut().zip(bytes).for_each(|(to, byte)| *to = byte);
        let sockets = told(&["ss", "-H", "-l", "-u", "-n", "-4"]);
        let ports = sockets.lines().filter_map(|line| {
            let local = line.split_whitespace().nth(3)?;
            local.rsplit(':').next()?.parse::<u16>().ok()
        });
        // The other one is that of the search in the room.
        let port = ports.into_iter().find(|&port| port != 5_353).unwrap();
        Self { card, port }
    }
}

fn flood(room: &Switch, by: Port, target: &Target, greetings: &[Greeting]) -> u64 {
    let (start, mut dice, mut sent) = (now(), Dice(9), 0);
    while start.elapsed() < LASTS {
        let frames = (0..BURST).map(|_| frame(target, &packet(greetings, &mut dice), &mut dice));
        room.inject(by, frames.collect::<Vec<_>>());
        sent += BURST as u64;
        thread::park_timeout(BREATH);
    }
    sent
}

/// One of what a hostile sender would try.
fn packet(greetings: &[Greeting], dice: &mut Dice) -> Vec<u8> {
    let length = usize::try_from(20 + dice.below(1_180)).unwrap();
    let mut bytes: Vec<u8> = (0..length / 8 + 1)
        .flat_map(|_| dice.next().to_be_bytes())
        .collect();
    match dice.below(6) {
        // Noise.
        0 => {}
        // The beginning of a connection that nobody goes on with.
        1 => {
            bytes.resize(1_200, 0);
            bytes[..6].copy_from_slice(&[0xc3, 0, 0, 0, 1, 8]);
        }
        // A version that nobody speaks: it asks for an answer.
        2 => {
            bytes.resize(1_200, 0);
            bytes[..6].copy_from_slice(&[0xc0, 0x1a, 0x2a, 0x3a, 0x4a, 8]);
        }
        // As if it were of a connection that stands.
        3 => bytes[0] = 0x40,
        // Somebody else each time who begins to connect, as it should be done, and then says no more.
        _ => {
            let which = usize::try_from(dice.below(greetings.len() as u64)).unwrap();
            bytes = greetings[which].for_connection(dice);
        }
    }
    bytes
}

/// Puts a packet into a frame from one of many addresses.
fn frame(target: &Target, packet: &[u8], dice: &mut Dice) -> Vec<u8> {
    let stranger = u16::try_from(dice.below(STRANGERS)).unwrap() + 0x0100;
    let [high, low] = stranger.to_be_bytes();
    let mut frame = Vec::with_capacity(42 + packet.len());
    frame.extend(target.card);
    frame.extend([2, 0, 0, 0, high, low, 8, 0]);
    let length = u16::try_from(28 + packet.len()).unwrap().to_be_bytes();
    let mut header = [
        0x45, 0, length[0], length[1], 0, 0, 0x40, 0, 64, 17, 0, 0, 10, 0, high, low, 10, 0, 0, 2,
    ];
    let words = header
        .chunks(2)
        .map(|word| u32::from(u16::from_be_bytes([word[0], word[1]])));
    let sum: u32 = words.sum();
    let folded = (sum & 0xffff) + (sum >> 16);
    let check = !u16::try_from((folded & 0xffff) + (folded >> 16)).unwrap();
    header[10..12].copy_from_slice(&check.to_be_bytes());
    frame.extend(header);
    let from = u16::try_from(1_024 + dice.below(60_000)).unwrap();
    let length = u16::try_from(8 + packet.len()).unwrap();
    for number in [from, target.port, length, 0] {
        frame.extend(number.to_be_bytes());
    }
    frame.extend(packet);
    frame
}
