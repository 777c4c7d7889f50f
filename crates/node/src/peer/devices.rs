//! Another device of the person: asking to become one, answering that, and taking the answer.
//!
//! Owns the open request with its secret, which is on the disk until it is answered or given up, and what an answer
//! hands over. A new device certifies itself, with the person's seed and its own key: nobody else could. Its certificate
//! is the first entry of its log on each board; it waits there until the board has arrived, and members take it at once.

use std::collections::BTreeMap;

use store::{DeviceKeys, PersonMark};
use trust::{
    BoardId, Compartment, DeviceAnswer, DevicePackage, DeviceRequest, EndpointHint, EndpointId,
    EpochKey, KemSecret, PackedBoard, PackedHint, PackedPerson, PersonSeed, from_canonical,
    to_canonical,
};
use zeroize::Zeroizing;

use super::Core;
use super::board::Board;
use super::face::Face;
use crate::{DeviceError, NodeError};

mod arriving;

pub(crate) use arriving::{coming, promise};

/// The name under which the open request is kept.
const REQUEST: &str = "device request";

/// What an answer tells besides what a node knows.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct AnswerNames {
    /// The person's display name.
    pub person: String,
    /// What this device is called.
    pub device: String,
    /// What the boards are called.
    pub boards: BTreeMap<BoardId, String>,
}

/// What came of taking an answer.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Accepted {
    /// The person's display name.
    pub person: String,
    /// What the device that answered is called.
    pub device: String,
    /// Its network key.
    pub endpoint: EndpointId,
    /// The boards that were not here.
    pub boards: Vec<BoardId>,
    /// Whether the seed came by words that were typed, and is kept from now on.
    pub words_kept: bool,
}

/// Keeps changed keys of this device on the disk.
pub type KeepKeys = Box<dyn FnOnce(&DeviceKeys) -> Result<(), NodeError> + Send>;

impl Core {
    /// Asks to become another device of a person; returns the request that is open already, where it has this name.
    ///
    /// # Errors
    /// [`NodeError`] where the disk or the randomness fails.
    pub fn request_device(&mut self, name: &str) -> Result<DeviceRequest, NodeError> {
        let (secret, random) = (self.state.random()?, self.state.random()?);
        let secret = KemSecret::from_bytes(secret);
        let mut challenge = [0; 16];
        challenge.copy_from_slice(&random[..16]);
        let endpoint = self.state.endpoint;
        let request = DeviceRequest::new(secret.public(), endpoint, challenge, name);
        if let Some((open, _)) = self.open_request()?
            && open.name == request.name
        {
            return Ok(open);
        }
        let kept = Zeroizing::new(to_canonical(&(
            minicbor::bytes::ByteArray::from(*secret.expose()),
            &request,
        )));
        self.state.db.set_meta(REQUEST, &kept)?;
        Ok(request)
    }

    /// Returns the open request.
    ///
    /// # Errors
    /// [`NodeError`] where the disk fails.
    pub fn device_request(&self) -> Result<Option<DeviceRequest>, NodeError> {
        Ok(self.open_request()?.map(|(request, _)| request))
    }

    /// Gives the open request up: its secret is gone, and with it what was answered.
    ///
    /// # Errors
    /// [`NodeError`] where the disk fails.
    pub fn cancel_device_request(&mut self) -> Result<(), NodeError> {
        Ok(self.state.db.forget_meta(REQUEST)?)
    }

    fn open_request(&self) -> Result<Option<(DeviceRequest, KemSecret)>, NodeError> {
        let kept = self.state.db.meta(REQUEST)?.map(Zeroizing::new);
        let read = |kept: &Zeroizing<Vec<u8>>| {
            let (secret, request) =
                from_canonical::<(minicbor::bytes::ByteArray<32>, DeviceRequest)>(kept).ok()?;
            Some((request, KemSecret::from_bytes(*secret)))
        };
        Ok(kept.as_ref().and_then(read))
    }

    /// Answers a request: seals the person and all boards on which they are a member. `hints` says where each board
    /// can be asked for; this device is the first.
    ///
    /// # Errors
    /// [`DeviceError::Text`] where the request's key is not usable, or there are too many boards; `OwnRequest` for a
    /// request of this device.
    pub fn answer_device(
        &mut self,
        request: &DeviceRequest,
        names: &AnswerNames,
        hints: &BTreeMap<BoardId, Vec<EndpointHint>>,
    ) -> Result<(DeviceAnswer, bool), NodeError> {
        let entropy = self.state.random()?;
        let state = &self.state;
        if state.is_own_endpoint(request.endpoint) {
            return Err(DeviceError::OwnRequest.into());
        }
        let person = match state.keys.person() {
            Ok(seed) => PackedPerson::Seed(seed.clone()),
            Err(store::OnPaper) => PackedPerson::OnPaper(*state.keys.mark().bytes()),
        };
        let words_needed = matches!(person, PackedPerson::OnPaper(_));
        let boards = state.order.iter().filter_map(|id| state.boards.get(id));
        let boards = boards.filter_map(|board| {
            let name = names.boards.get(&board.id).cloned().unwrap_or_default();
            let hints = hints.get(&board.id).map_or(&[][..], Vec::as_slice);
            board.packed(name, hints)
        });
        let package = DevicePackage {
            person,
            name: names.person.clone(),
            device: names.device.clone(),
            endpoint: state.endpoint,
            boards: boards.collect(),
        };
        let answer = DeviceAnswer::seal(request, &package, entropy).map_err(DeviceError::Text)?;
        Ok((answer, words_needed))
    }

    /// Opens an answer to this device's request, and takes nothing of it yet.
    ///
    /// # Errors
    /// [`DeviceError::NoRequest`], and what opening it says.
    pub fn read_answer(&self, answer: &DeviceAnswer) -> Result<DevicePackage, NodeError> {
        let open = self.open_request()?.ok_or(DeviceError::NoRequest)?;
        Ok(answer.open(&open.0, &open.1).map_err(DeviceError::Text)?)
    }

    /// Becomes the person's device: takes the boards of an answer, and ends the request. `words` are asked for where
    /// the person's are on paper only. `keep` writes the keys, before anything of it is on a board.
    ///
    /// # Errors
    /// [`NodeError::OnPaper`] without the words, [`DeviceError::OtherWords`], [`DeviceError::OtherPerson`] where
    /// boards or joins of another person are here, and what [`Core::read_answer`] says.
    pub fn accept_device(
        &mut self,
        answer: &DeviceAnswer,
        words: Option<PersonSeed>,
        keep: KeepKeys,
        now_ms: u64,
    ) -> Result<Accepted, NodeError> {
        let package = self.read_answer(answer)?;
        let (seed, words_kept) = match package.person {
            PackedPerson::Seed(seed) => (seed, false),
            PackedPerson::OnPaper(mark) => {
                let typed = words.ok_or(store::OnPaper)?;
                if *PersonMark::of(&typed).bytes() != mark {
                    return Err(DeviceError::OtherWords.into());
                }
                (typed, true)
            }
        };
        let state = &mut self.state;
        let mut keys = state.keys.clone();
        if keys.remember_person(seed.clone()).is_err() {
            if !state.boards.is_empty() || !state.joins.is_empty() {
                return Err(DeviceError::OtherPerson.into());
            }
            keys.become_person(seed);
        }
        keep(&keys)?;
        state.keys = keys;
        let mut boards = Vec::new();
        for board in package.boards {
            if state.boards.contains_key(&board.board) {
                continue;
            }
            // Where the other device is met under another key than its own, it hides its address there: so does this one.
            let first = board.hints.first();
            let hides = first.is_some_and(|hint| hint.at.endpoint != package.endpoint);
            // So does a join of one's own that hides already.
            let hid = state.faces.of(board.board) == Face::Hidden;
            state.set_hidden(board.board, hides || hid)?;
            if state.add_packed_whole(&board, now_ms)? {
                boards.push(board.board);
            } else {
                state.set_hidden(board.board, hid)?;
            }
        }
        self.cancel_device_request()?;
        Ok(Accepted {
            person: package.name,
            device: package.device,
            endpoint: package.endpoint,
            boards,
            words_kept,
        })
    }
}

impl Board {
    /// Returns the board as it is handed to another device of the person; `None` where they are no member, or this
    /// device is not theirs any more.
    fn packed(&self, name: String, hints: &[EndpointHint]) -> Option<PackedBoard> {
        let own = self.authority.person_of(self.device.id());
        if own != Some(self.person) || !self.has_genesis() {
            return None;
        }
        let current = |part| self.keyring.current(part).map(|(epoch, _)| epoch);
        let mut keys: Vec<(bool, Compartment, EpochKey)> = self
            .keyring
            .iter()
            .filter(|(_, part, _)| matches!(part, Compartment::Members | Compartment::Main))
            .map(|(epoch, part, key)| (current(part) != Some(epoch), part, key.clone()))
            .collect();
        // Of each compartment the current one first: the new device begins with it.
        keys.sort_by_key(|(older, ..)| *older);
        let device = |hint: &EndpointHint| {
            let known = self.authority.device_of_endpoint(hint.endpoint)?;
            Some(PackedHint {
                device: known,
                at: hint.clone(),
            })
        };
        Some(PackedBoard {
            board: self.id,
            nonce: self.nonce,
            grant: self.authority.grant_of(self.person),
            name,
            keys: keys.into_iter().map(|(_, part, key)| (part, key)).collect(),
            hints: hints.iter().filter_map(device).collect(),
        })
    }
}
