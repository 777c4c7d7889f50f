//! Founding a board.
//!
//! Owns what the first entries are: the genesis, the first key of the main compartment, and both
//! keys wrapped for the founder's device. The first `Members` epoch is the one that the genesis
//! frame names. Randomness and time are passed in.

use zeroize::Zeroize;

use crate::{
    BoardId, BoardNonce, Certificate, Compartment, DeviceCert, DeviceSecret, EndpointId, Entry,
    Epoch, EpochKey, Genesis, GrantRef, HeaderDraft, HybridTime, KemPublic, Keyring, Kind,
    LogWriter, PersonSeed, SealError, WrapError, domain, wrap,
};

/// What a founding needs.
#[derive(Debug, Clone)]
pub struct FoundParams {
    /// The founder.
    pub seed: PersonSeed,
    /// Their device.
    pub device: DeviceSecret,
    /// Where keys for the device are wrapped to.
    pub kem: KemPublic,
    /// Its network key.
    pub endpoint: EndpointId,
    /// Fresh random bytes: nonce, keys and log key are drawn from them.
    pub entropy: [u8; 32],
    /// When.
    pub now: HybridTime,
}

/// A founded board.
#[derive(Debug)]
pub struct Founding {
    /// Its id.
    pub board: BoardId,
    /// The nonce of its genesis.
    pub nonce: BoardNonce,
    /// Its first keys.
    pub keyring: Keyring,
    /// The log that the founder goes on writing.
    pub log: LogWriter,
    /// Genesis, `Epoch` and `Wrap`, in this order.
    pub entries: Vec<Entry>,
}

/// A founding that failed.
#[derive(Debug, Clone, Copy, PartialEq, Eq, thiserror::Error)]
pub enum FoundError {
    /// An entry could not be written.
    #[error(transparent)]
    Seal(#[from] SealError),
    /// The device's own key cannot receive keys.
    #[error(transparent)]
    Wrap(#[from] WrapError),
}

/// Founds a board: the founder is its only steward, and nothing replaces them.
///
/// # Errors
/// [`FoundError::Wrap`] where the device's KEM key is not usable.
pub fn found_board(params: FoundParams) -> Result<Founding, FoundError> {
    found(params, None)
}

/// Founds a board whose stewards can be replaced by a recovery key: random, shown once as words, never kept.
///
/// # Errors
/// [`FoundError::Wrap`] where the device's KEM key is not usable.
pub fn found_recoverable_board(
    params: FoundParams,
    recovery: &PersonSeed,
) -> Result<Founding, FoundError> {
    found(params, Some(recovery))
}

fn found(mut params: FoundParams, recovery: Option<&PersonSeed>) -> Result<Founding, FoundError> {
    let draw = |index: u8| domain::hash(domain::FOUNDING, &[&params.entropy, &[index]]);
    let mut nonce = BoardNonce([0; 16]);
    nonce.0.copy_from_slice(&draw(0)[..16]);
    let mut keyring = Keyring::default();
    keyring.insert(Compartment::Members, EpochKey::from_bytes(draw(1)));
    let main = keyring.insert(Compartment::Main, EpochKey::from_bytes(draw(2)));
    let device = params.device.device_key(&nonce);
    let mut log = LogWriter::start(draw(3), BoardId::ZERO, &device, None);
    let wrap_entropy = draw(4);
    params.entropy.zeroize();
    let (mut now, mut entries) = (params.now, Vec::with_capacity(3));
    let mut write = |certificate: &Certificate, entries: &mut Vec<Entry>| {
        let entry = log.append(draft(now, entries), certificate.to_body(), &keyring)?;
        now = now.tick(now.wall_ms);
        entries.push(entry);
        Ok::<_, SealError>(())
    };

    write(&genesis(&params, nonce, recovery), &mut entries)?;
    let board = BoardId::of_genesis(entries.first().map_or(BoardId::ZERO.genesis(), |e| e.id));
    let epoch = Epoch {
        compartment: Compartment::Main,
        epoch: main,
        prev: None,
    };
    write(&Certificate::Epoch(epoch), &mut entries)?;
    let keys = keyring
        .iter()
        .map(|(_, compartment, key)| (compartment, key));
    let wrapped = wrap(keys, &params.kem, device.id(), board, wrap_entropy)?;
    write(&Certificate::Wrap(wrapped), &mut entries)?;
    Ok(Founding {
        board,
        nonce,
        keyring,
        log,
        entries,
    })
}

fn genesis(params: &FoundParams, nonce: BoardNonce, recovery: Option<&PersonSeed>) -> Certificate {
    let person = params.seed.person_key(&nonce);
    let device = params.device.device_key(&nonce);
    Certificate::Genesis(Genesis {
        stewards: vec![person.id()],
        threshold: 1,
        recovery: recovery.map(|seed| seed.person_key(&nonce).id()),
        nonce,
        device: DeviceCert::make(&person, &device, params.kem, params.endpoint, &nonce),
    })
}

fn draft(time: HybridTime, before: &[Entry]) -> HeaderDraft {
    HeaderDraft {
        kind: Kind::Certificate,
        item: None,
        compartment: Compartment::Members,
        grant: GrantRef::Steward,
        cert_heads: before.last().map(|entry| entry.id).into_iter().collect(),
        deps: Vec::new(),
        time,
    }
}
