//! Which files come by themselves.
//!
//! Owns the rule: what was asked for comes; by itself comes what is small, up to a budget of the board of which nobody's
//! files take more than a share, and only while the disk has room. What is here already is counted first, whoever says
//! when they made it: a clock that is wrong, or a liar's, moves nothing but the order of their own files. It only delays:
//! what is beyond it comes when somebody asks.

use std::cmp::Reverse;
use std::collections::{BTreeMap, BTreeSet};
use std::sync::Arc;

use model::Attachment;
use node::{FileState, NamedFile};
use trust::PersonId;

use crate::api::AttachmentState;

use super::tend::{TakenAway, elsewhere_mark, hex};
use crate::local::Marks;

/// The largest file that comes by itself, in bytes.
const BY_ITSELF: u64 = 10 << 20;
/// How much of one board comes by itself, in bytes.
const OF_A_BOARD: u64 = 500 << 20;
/// How much of it may be by one person, in bytes.
const OF_A_PERSON: u64 = OF_A_BOARD / 4;
/// Where the disk has less room than this, in bytes, nothing comes by itself.
const ROOM: u64 = 1 << 30;

/// What is here.
pub(super) struct Here {
    /// How the files stand at which the node has looked.
    pub(super) states: Arc<BTreeMap<[u8; 32], FileState>>,
    /// How many bytes the disk has room for; `None` where the system does not say.
    pub(super) room: Option<u64>,
}

impl Here {
    /// Returns how many bytes of a file are here, as far as is known.
    fn of(&self, file: &Attachment) -> u64 {
        match self.states.get(&file.hash) {
            Some(FileState::Here) => file.size,
            Some(FileState::Coming(have) | FileState::Nobody(have) | FileState::Left(have)) => {
                *have
            }
            Some(FileState::Wrong) | None => 0,
        }
    }
}

/// Says of each file whether it is to come.
pub(super) fn wanted(
    mut files: Vec<Attachment>,
    marks: &Marks,
    (newcomers, taken_away): (&BTreeSet<PersonId>, TakenAway),
    me: Option<PersonId>,
    here: &Here,
) -> Vec<NamedFile> {
    let asked = |file: &Attachment| {
        let hash = hex(file);
        marks.fetched_files.contains(&hash) || marks.kept_files.contains(&hash)
    };
    // One's own, and what was asked for, is here because the person wanted it.
    let mine = |file: &Attachment| Some(file.author) == me;
    let by_itself = |file: &Attachment| !mine(file) && !asked(file);
    let mut spent = Spent::default();
    for file in files.iter().filter(|file| by_itself(file)) {
        spent.take(file.author, here.of(file));
    }
    let roomy = is_roomy(here.room);
    files.sort_by_key(|file| Reverse((file.time, file.entry)));
    let named = files.iter().map(|file| {
        let hash = hex(file);
        // What newcomers make waits to be let in.
        let small = file.size <= BY_ITSELF && !newcomers.contains(&file.author) && roomy;
        let mut comes = || {
            let rest = file.size.saturating_sub(here.of(file));
            small && (mine(file) || spent.take_if_left(file.author, rest))
        };
        let stopped = marks.stopped_files.contains(&hash);
        NamedFile {
            hash: file.hash,
            length: file.size,
            fetch: !stopped && (asked(file) || comes()),
            ask: mine(file)
                && !marks
                    .files_elsewhere
                    .contains(&elsewhere_mark(file, taken_away)),
        }
    });
    named.collect()
}

/// Says why a file that nobody stopped is not fetched by itself. `room` is in bytes.
pub(super) fn why_left(file: &Attachment, room: Option<u64>) -> AttachmentState {
    if file.size <= BY_ITSELF && !is_roomy(room) {
        AttachmentState::NoRoom
    } else {
        AttachmentState::TooLarge
    }
}

fn is_roomy(room: Option<u64>) -> bool {
    room.is_none_or(|room| room >= ROOM)
}

/// What is used up of the budget of a board.
#[derive(Default)]
struct Spent {
    all: u64,
    of: BTreeMap<PersonId, u64>,
}

impl Spent {
    fn take(&mut self, author: PersonId, bytes: u64) {
        self.all = self.all.saturating_add(bytes);
        let of = self.of.entry(author).or_default();
        *of = of.saturating_add(bytes);
    }

    fn take_if_left(&mut self, author: PersonId, bytes: u64) -> bool {
        let of = self.of.get(&author).copied().unwrap_or_default();
        let left =
            self.all.saturating_add(bytes) <= OF_A_BOARD && of.saturating_add(bytes) <= OF_A_PERSON;
        if left {
            self.take(author, bytes);
        }
        left
    }
}

#[cfg(test)]
mod tests {
    use trust::{EntryId, HybridTime};

    use super::*;

    const MIB: u64 = 1 << 20;
    const ALICE: PersonId = PersonId([1; 32]);
    const BOB: PersonId = PersonId([2; 32]);
    const MALLORY: PersonId = PersonId([66; 32]);

    fn file(author: PersonId, n: u8, wall_ms: u64, size: u64) -> Attachment {
        let mut hash = [n; 32];
        hash[0] = author.0[0];
        Attachment {
            entry: EntryId(hash),
            author,
            time: HybridTime {
                wall_ms,
                counter: 0,
            },
            name: "bridge.jpg".to_owned(),
            media: "image/jpeg".to_owned(),
            size,
            hash,
            key: model::FileKey([0; 32]),
            taken_off: None,
        }
    }

    /// What comes for Alice, and how much, once everything that comes is here.
    fn settled(files: &[Attachment], room: Option<u64>) -> BTreeMap<[u8; 32], FileState> {
        let mut states = BTreeMap::new();
        loop {
            let here = Here {
                states: Arc::new(states.clone()),
                room,
            };
            let marks = Marks::default();
            let nobody = BTreeSet::new();
            let named = wanted(
                files.to_vec(),
                &marks,
                (&nobody, (0, 0)),
                Some(ALICE),
                &here,
            );
            let coming = named
                .iter()
                .find(|file| file.fetch && states.get(&file.hash) != Some(&FileState::Here));
            match coming {
                Some(file) => states.insert(file.hash, FileState::Here),
                None => return states,
            };
        }
    }

    #[test]
    fn who_adds_files_without_end_fills_a_share_and_no_disk_whatever_their_clock_says() {
        let mut files = Vec::new();
        for n in 0..60 {
            // In 2099.
            files.push(file(MALLORY, n, 4_070_908_800_000 + u64::from(n), 10 * MIB));
            let first = settled(&files, None);
            // What comes does not push out what is here, round for round.
            assert!(first.len() <= 12, "{}", first.len());
        }
        files.extend((0..5).map(|n| file(BOB, n, 1_000 + u64::from(n), 5 * MIB)));
        let here = settled(&files, None);
        assert_eq!(here.keys().filter(|hash| hash[0] == BOB.0[0]).count(), 5);
        assert_eq!(
            here.keys().filter(|hash| hash[0] == MALLORY.0[0]).count(),
            12
        );
    }

    #[test]
    fn what_is_here_is_counted_before_anything_newer() {
        let old: Vec<_> = (0..12).map(|n| file(BOB, n, 1_000, 10 * MIB)).collect();
        let mut states: BTreeMap<_, _> = old
            .iter()
            .map(|file| (file.hash, FileState::Here))
            .collect();
        let new = file(BOB, 100, 2_000, 10 * MIB);
        let wants = |states: &BTreeMap<[u8; 32], FileState>| {
            let here = Here {
                states: Arc::new(states.clone()),
                room: Some(u64::MAX),
            };
            let mut files = old.clone();
            files.push(new.clone());
            let named = wanted(
                files,
                &Marks::default(),
                (&BTreeSet::new(), (0, 0)),
                Some(ALICE),
                &here,
            );
            named.iter().any(|file| file.hash == new.hash && file.fetch)
        };
        assert!(!wants(&states));
        // One of them was never fetched.
        states.insert(old[0].hash, FileState::Left(0));
        assert!(wants(&states));
    }

    #[test]
    fn a_disk_with_little_room_fetches_only_what_is_asked_for() {
        let files = [file(BOB, 1, 1_000, MIB), file(BOB, 2, 1_000, 11 * MIB)];
        assert!(settled(&files, Some(ROOM - 1)).is_empty());
        assert_eq!(settled(&files, Some(ROOM)).len(), 1);
        let marks = Marks {
            fetched_files: files.iter().map(hex).collect(),
            ..Marks::default()
        };
        let here = Here {
            states: Arc::default(),
            room: Some(0),
        };
        let named = wanted(
            files.to_vec(),
            &marks,
            (&BTreeSet::new(), (0, 0)),
            Some(ALICE),
            &here,
        );
        assert!(named.iter().all(|file| file.fetch));
    }

    #[test]
    fn a_small_file_that_does_not_come_is_the_disks_fault_only_where_it_has_little_room() {
        let (small, large) = (file(BOB, 1, 1_000, MIB), file(BOB, 2, 1_000, 11 * MIB));
        assert_eq!(why_left(&small, Some(ROOM - 1)), AttachmentState::NoRoom);
        assert_eq!(why_left(&small, Some(ROOM)), AttachmentState::TooLarge);
        assert_eq!(why_left(&small, None), AttachmentState::TooLarge);
        assert_eq!(why_left(&large, Some(0)), AttachmentState::TooLarge);
    }
}
