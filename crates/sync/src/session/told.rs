//! What is told of helpers: by a helper, that it has no more room; among members, where helpers were reached.
//!
//! Owns when it is said, and how much of it is heard. Nothing rests on it: a helper that is full is one that lacks
//! something, and an address is where to look, the handshake proves who is there.

use trust::{BoardId, DeviceId, EndpointHint};

use super::{SessionError, Step};
use crate::wire::{Message, Place, Places, Room};

/// Helpers of a board whose places are told or heard, and addresses of each.
const PLACES: usize = 32;
const ADDRESSES: usize = 8;
/// So often a peer is heard on one connection about places.
const HEARD: u32 = 256;

impl Step<'_> {
    /// Says what is new since it was said last.
    pub(super) fn tell_of_helpers(&mut self, board: BoardId, device: DeviceId) {
        if self.is_tied(board) {
            self.tell_room(board, device);
        } else {
            self.tell_places(board);
        }
    }

    /// At a helper's: whether something of the peer's was left out.
    fn tell_room(&mut self, board: BoardId, device: DeviceId) {
        let full = self.host.is_full(board, device);
        if let Some(shared) = self.session.boards.get_mut(&board)
            && shared.told.full != full
        {
            shared.told.full = full;
            let slot = shared.their_slot;
            self.send(&Message::Room(Room { slot, full }));
        }
    }

    fn tell_places(&mut self, board: BoardId) {
        let Some(shared) = self.session.boards.get_mut(&board) else {
            return;
        };
        // Whoever lacks certificates may not know yet who is a helper.
        if !shared.is_equal() {
            return;
        }
        let Some((version, hints)) = self.host.places(board, shared.told.places) else {
            return;
        };
        shared.told.places = Some(version);
        let slot = shared.their_slot;
        let place = |hint: EndpointHint| Place {
            endpoint: hint.endpoint,
            addrs: hint.addrs.iter().map(ToString::to_string).collect(),
        };
        let hints = hints.into_iter().filter(|hint| !hint.addrs.is_empty());
        let mut places: Vec<Place> = hints.take(PLACES).map(place).collect();
        for place in &mut places {
            place.addrs.truncate(ADDRESSES);
        }
        let places = Places { slot, places };
        let mark = places.mark();
        if std::mem::replace(&mut shared.told.said, mark) == mark {
            return;
        }
        self.session.pairing.met();
        // That there is none any more takes back what was said here, and nothing else.
        if mark != 0 || shared.told.spoke {
            shared.told.spoke = true;
            self.send(&Message::Places(places));
        }
    }

    /// A helper says whether it has room. From a member it says nothing.
    pub(super) fn room(&mut self, room: Room) -> Result<(), SessionError> {
        if let Some((board, device)) = self.served(room.slot)?
            && self.is_tied(board)
        {
            self.host.told_full(board, device, room.full);
        }
        Ok(())
    }

    /// A member tells where helpers were reached.
    pub(super) fn places(&mut self, said: Places) -> Result<(), SessionError> {
        let Some((board, _)) = self.served(said.slot)? else {
            return Ok(());
        };
        if self.is_tied(board) {
            return Err(SessionError::Protocol("places told by a helper"));
        }
        let Some(shared) = self.session.boards.get_mut(&board) else {
            return Ok(());
        };
        shared.told.heard += 1;
        if shared.standing != crate::Standing::Member || shared.told.heard > HEARD {
            return Ok(());
        }
        let hint = |place: Place| EndpointHint {
            endpoint: place.endpoint,
            addrs: place
                .addrs
                .iter()
                .take(ADDRESSES)
                .filter_map(|address| address.parse().ok())
                .collect(),
            relay: None,
        };
        let hints = said.places.into_iter().take(PLACES).map(hint).collect();
        self.host.told_places(board, hints);
        Ok(())
    }
}
