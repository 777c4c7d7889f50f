//! Logs that Mallory signs: well-formed, and with whatever she likes in them.

use trust::{Compartment, Entry, EntryId, EpochKey, GrantRef, ItemId, Kind, LogWriter};

use crate::Random;
use crate::fuzz::known::{draft, known};
use crate::fuzz::mutate::mutate_bytes;

/// A log that Mallory's device signs, with bodies and references of her choice.
pub(in crate::fuzz) fn mallorys(random: &mut Random) -> Vec<Entry> {
    let known = known();
    let secret = random.bytes();
    let mut log = LogWriter::start(
        secret,
        known.board,
        &known.mallory.device_key(&known.nonce),
        Some(known.mallory_tip),
    );
    let mut made: Vec<Entry> = Vec::new();
    for _ in 0..=random.below(6) {
        let model = random.pick(&known.entries).expect("there are some");
        let grant = *random
            .pick(&[known.mallory_grant, GrantRef::Steward])
            .expect("two");
        let mut draft = draft(
            model.header.kind,
            model.header.item,
            grant,
            &model.header.deps,
        );
        if model.header.kind == Kind::Change && random.percent(50) {
            draft.item = Some(ItemId::derive(log.log(), log.next_seq()));
        }
        draft.time.wall_ms = random.next() >> random.below(64);
        if random.percent(30) {
            draft.deps.push(
                random
                    .pick(&made)
                    .map_or(EntryId(random.bytes()), |entry| entry.id),
            );
            draft
                .cert_heads
                .push(random.pick(&known.entries).expect("some").id);
        }
        let body = if random.percent(70) {
            mutate_bytes(&model.body, &[], random, 4_000)
        } else {
            model.body.clone()
        };
        if let Ok(entry) = log.append(draft, body, &known.keyring) {
            made.push(entry);
        }
    }
    made
}

/// The same in a sealed case: bodies under a key that nobody else has, sealed by something else, or said to be erased.
pub(super) fn mallorys_sealed(random: &mut Random) -> Vec<Entry> {
    let known = known();
    let case = Compartment::Case(ItemId(random.bytes()));
    let mut keys = known.keyring.clone();
    keys.insert(case, EpochKey::from_bytes(random.bytes()));
    let device = known.mallory.device_key(&known.nonce);
    let secret = random.bytes();
    let mut log = LogWriter::start(secret, known.board, &device, Some(known.mallory_tip));
    let mut made: Vec<Entry> = Vec::new();
    for _ in 0..=random.below(4) {
        let model = random.pick(&known.entries).expect("there are some");
        let item = Some(ItemId::derive(log.log(), log.next_seq()));
        let mut draft = draft(Kind::Change, item, known.mallory_grant, &[]);
        draft.compartment = case;
        let body = mutate_bytes(&model.body, &[], random, 4_000);
        let Ok(entry) = log.append(draft, body, &keys) else {
            continue;
        };
        let away = if random.percent(30) {
            entry.erased(&keys)
        } else {
            entry.sealed(&keys)
        };
        made.push(away.expect("the key is there"));
    }
    made
}
