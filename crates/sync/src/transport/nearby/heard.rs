//! What was heard in the room, and who waits to hear somebody.
//!
//! Owns the bounds of what is remembered here: anybody in the same network can announce what they like, as often as they
//! like. What the search below remembers is bounded by `flood`.

use std::collections::{BTreeMap, BTreeSet};
use std::net::SocketAddr;

use iroh::TransportAddr;
use iroh::address_lookup::{EndpointData, EndpointInfo, Item};
use tokio::sync::mpsc;
use trust::EndpointId;

use super::tag::Tag;

/// Announcements that are remembered; past that, the one that was not heard for longest is forgotten.
const TAGS: usize = 512;
/// Addresses of one.
const ADDRESSES: usize = 16;
/// Who waits for one peer, at a time, and what they have not taken yet.
const WAITING: usize = 128;
const UNREAD: usize = 8;
/// What is told about where an address comes from.
const NAME: &str = "nearby";

/// Addresses of the peer that is looked for, as they are heard.
pub(super) type Found = mpsc::Receiver<BTreeSet<SocketAddr>>;

/// See the module.
#[derive(Debug, Default)]
pub(super) struct Heard {
    tags: BTreeMap<Tag, Announcement>,
    waiting: Vec<(EndpointId, mpsc::Sender<BTreeSet<SocketAddr>>)>,
    count: u64,
}

#[derive(Debug)]
struct Announcement {
    addrs: BTreeSet<SocketAddr>,
    /// Grows with each that is heard.
    last: u64,
}

impl Heard {
    /// Somebody announces these addresses; none, once they are not heard any more.
    pub(super) fn announced(&mut self, tag: Tag, addrs: BTreeSet<SocketAddr>) {
        let addrs: BTreeSet<SocketAddr> = addrs.into_iter().take(ADDRESSES).collect();
        if addrs.is_empty() {
            self.tags.remove(&tag);
            return;
        }
        self.count += 1;
        let last = self.count;
        let known = self.tags.get(&tag).is_some_and(|old| old.addrs == addrs);
        if !known {
            self.tell(tag, &addrs);
        }
        self.tags.insert(tag, Announcement { addrs, last });
        if self.tags.len() > TAGS {
            let oldest = self.tags.iter().min_by_key(|(_, one)| one.last);
            if let Some(oldest) = oldest.map(|(tag, _)| *tag) {
                self.tags.remove(&oldest);
            }
        }
    }

    fn tell(&mut self, tag: Tag, addrs: &BTreeSet<SocketAddr>) {
        self.waiting.retain(|(_, waiting)| !waiting.is_closed());
        for (endpoint, waiting) in &self.waiting {
            if tag.is_of(*endpoint) {
                // Whoever does not take what they are told dials already.
                let _ = waiting.try_send(addrs.clone());
            }
        }
    }

    /// Tells what was heard of a peer, and what will be, until the receiver is dropped.
    pub(super) fn look_for(&mut self, endpoint: EndpointId) -> Found {
        let (sender, found) = mpsc::channel(UNREAD);
        let known = self.tags.iter().filter(|(tag, _)| tag.is_of(endpoint));
        for (_, announcement) in known {
            let _ = sender.try_send(announcement.addrs.clone());
        }
        self.waiting.retain(|(_, waiting)| !waiting.is_closed());
        if self.waiting.len() < WAITING {
            self.waiting.push((endpoint, sender));
        }
        found
    }
}

/// Says it in iroh's words.
pub(super) fn item(endpoint: iroh::EndpointId, addrs: BTreeSet<SocketAddr>) -> Item {
    let addrs = addrs.into_iter().map(TransportAddr::Ip);
    let data = EndpointData::from_iter(addrs);
    Item::new(EndpointInfo::from_parts(endpoint, data), NAME, None)
}

#[cfg(test)]
mod tests {
    use super::*;

    const ALICE: EndpointId = EndpointId([1; 32]);
    const BOB: EndpointId = EndpointId([2; 32]);

    fn at(port: u16) -> BTreeSet<SocketAddr> {
        BTreeSet::from([SocketAddr::from(([192, 0, 2, 7], port))])
    }

    fn tag(number: u64, endpoint: EndpointId) -> Tag {
        let mut nonce = [0; 12];
        nonce[..8].copy_from_slice(&number.to_be_bytes());
        Tag::new(nonce, endpoint)
    }

    #[test]
    fn whoever_is_looked_for_is_found_before_and_after_and_nobody_else_is() {
        let mut heard = Heard::default();
        heard.announced(tag(1, ALICE), at(1));
        heard.announced(tag(2, BOB), at(2));
        let mut found = heard.look_for(ALICE);
        assert_eq!(found.try_recv(), Ok(at(1)));
        heard.announced(tag(3, BOB), at(3));
        // The same again is no news; a new tag and new addresses are.
        heard.announced(tag(1, ALICE), at(1));
        heard.announced(tag(4, ALICE), at(1));
        heard.announced(tag(4, ALICE), at(5));
        assert_eq!(found.try_recv(), Ok(at(1)));
        assert_eq!(found.try_recv(), Ok(at(5)));
        assert!(found.try_recv().is_err());
        // Whoever left is not found any more.
        heard.announced(tag(1, ALICE), BTreeSet::new());
        heard.announced(tag(4, ALICE), BTreeSet::new());
        assert!(heard.look_for(ALICE).try_recv().is_err());
    }

    #[test]
    fn a_flood_of_announcements_takes_bounded_room_and_hides_nobody_who_is_still_heard() {
        let mut heard = Heard::default();
        let mallory = EndpointId([9; 32]);
        for number in 0..10 * u64::try_from(TAGS).unwrap() {
            if number.is_multiple_of(100) {
                heard.announced(tag(0, ALICE), at(1));
            }
            let flood = (1..100).flat_map(at).collect();
            heard.announced(tag(number + 1, mallory), flood);
        }
        assert_eq!(heard.tags.len(), TAGS);
        assert!(heard.tags.values().all(|one| one.addrs.len() <= ADDRESSES));
        assert_eq!(heard.look_for(ALICE).try_recv(), Ok(at(1)));
        let waiting: Vec<Found> = (0..2 * WAITING).map(|_| heard.look_for(BOB)).collect();
        assert_eq!(heard.waiting.len(), WAITING);
        drop(waiting);
        drop(heard.look_for(BOB));
        assert_eq!(heard.waiting.len(), 1);
    }
}
