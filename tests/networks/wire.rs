//! What a line does to a frame, and what is read of a frame: addresses, and nothing more.

use std::net::Ipv4Addr;
use std::time::{Duration, Instant};

/// One direction of one laptop's line. A way from one laptop to another goes over two of them.
#[derive(Debug, Clone, Copy, Default)]
pub struct Line {
    /// Bits a second; as many as come if left out.
    pub rate: Option<u32>,
    /// How long a frame is on its way.
    pub delay: Duration,
    /// Of a thousand frames, how many are lost.
    pub lost: u32,
}

/// What waits longer than this for its turn is lost: no router keeps more.
const LONGEST_QUEUE: Duration = Duration::from_secs(1);

impl Line {
    /// A good cable.
    pub fn good() -> Self {
        Self::default()
    }

    /// Of a way with 400 kbit/s, 300 ms in each direction and 2 % loss, each of the two lines has its half.
    pub fn slow() -> Self {
        Self {
            rate: Some(400_000),
            delay: Duration::from_millis(150),
            lost: 10,
        }
    }

    /// Returns when a frame that comes at `now` has passed, and notes in `free` until when the line is taken. `None`
    /// where it is lost.
    pub fn pass(
        self,
        length: usize,
        now: Instant,
        free: &mut Instant,
        dice: &mut Dice,
    ) -> Option<Instant> {
        if dice.of_a_thousand() < self.lost {
            return None;
        }
        let begins = now.max(*free);
        if begins.duration_since(now) > LONGEST_QUEUE {
            return None;
        }
        let takes = self.rate.map_or(Duration::ZERO, |rate| {
            Duration::from_secs_f64(8.0 * length as f64 / f64::from(rate))
        });
        *free = begins + takes;
        Some(*free + self.delay)
    }
}

/// Chance with a seed (splitmix64).
#[derive(Debug, Clone)]
pub struct Dice(pub u64);

impl Dice {
    /// Returns the next number.
    pub fn next(&mut self) -> u64 {
        self.0 = self.0.wrapping_add(0x9e37_79b9_7f4a_7c15);
        let mut z = self.0;
        z = (z ^ (z >> 30)).wrapping_mul(0xbf58_476d_1ce4_e5b9);
        z = (z ^ (z >> 27)).wrapping_mul(0x94d0_49bb_1331_11eb);
        z ^ (z >> 31)
    }

    /// Returns a number below this one.
    pub fn below(&mut self, end: u64) -> u64 {
        self.next() % end
    }

    fn of_a_thousand(&mut self) -> u32 {
        u32::try_from(self.below(1_000)).unwrap()
    }
}

/// An address of a card.
pub type Card = [u8; 6];

/// Returns to whom a frame goes and from whom it is; `None` for what is no frame.
pub fn ends(frame: &[u8]) -> Option<(Card, Card)> {
    let to = frame.get(0..6)?.try_into().ok()?;
    let from = frame.get(6..12)?.try_into().ok()?;
    Some((to, from))
}

/// Whether a frame goes to all.
pub fn is_for_all(to: Card) -> bool {
    to[0] & 1 == 1
}

/// Returns between which IPv4 addresses a frame goes.
pub fn internet(frame: &[u8]) -> Option<(Ipv4Addr, Ipv4Addr)> {
    if frame.get(12..14)? != [8, 0] {
        return None;
    }
    let from: [u8; 4] = frame.get(26..30)?.try_into().ok()?;
    let to: [u8; 4] = frame.get(30..34)?.try_into().ok()?;
    Some((from.into(), to.into()))
}

/// Returns the payload of a frame with UDP over IPv4 in it.
pub fn datagram(frame: &[u8]) -> Option<&[u8]> {
    internet(frame)?;
    (*frame.get(23)? == 17).then_some(())?;
    let header = usize::from(frame.get(14)? & 0x0f) * 4;
    frame.get(14 + header + 8..)
}

#[test]
fn a_line_takes_its_time_and_loses_what_it_should() {
    let (start, mut dice) = (now(), Dice(1));
    let mut free = start;
    let line = Line {
        rate: Some(400_000),
        delay: Duration::from_millis(150),
        lost: 0,
    };
    // 5,000 bytes take a tenth of a second.
    let first = line.pass(5_000, start, &mut free, &mut dice).unwrap();
    let second = line.pass(5_000, start, &mut free, &mut dice).unwrap();
    assert_eq!(first - start, Duration::from_millis(250));
    assert_eq!(second - start, Duration::from_millis(350));
    let passed = (0..100).filter(|_| line.pass(5_000, start, &mut free, &mut dice).is_some());
    assert!(passed.count() < 12, "the queue has an end");
    let lossy = Line {
        lost: 20,
        ..Line::good()
    };
    let lost = (0..10_000)
        .filter(|_| {
            // Nothing is in the queue.
            let mut free = start;
            lossy.pass(100, start, &mut free, &mut dice).is_none()
        })
        .count();
    assert!((150..250).contains(&lost), "{lost}");
}

/// The time of the wires.
#[expect(
    clippy::disallowed_methods,
    reason = "wires and deadlines have real time"
)]
pub fn now() -> Instant {
    Instant::now()
}
