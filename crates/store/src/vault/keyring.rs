//! The keyring of the desktop: the Secret Service over D-Bus. Never the kernel's keyring, which forgets at reboot.
//!
//! An entry is found by the vault's id and holds the key as hex text (some keyrings spoil bytes that are no text).
//! A keyring may ask the person for its password, so whatever is asked of it runs beside the caller, with a time
//! limit ([`patient`]); a call that is too late ends by itself and changes nothing that is looked at.

use std::sync::mpsc::{RecvTimeoutError, sync_channel};
use std::time::Duration;

use super::KeyringError;

/// Runs something on a thread of its own, and waits for it that long.
pub(super) fn patient<T: Send + 'static>(
    limit: Duration,
    ask: impl FnOnce() -> Result<T, KeyringError> + Send + 'static,
) -> Result<T, KeyringError> {
    let (answer, answered) = sync_channel(1);
    std::thread::Builder::new()
        .name("keyring".to_owned())
        .spawn(move || {
            // Nobody listens any more when it comes too late.
            let _late = answer.send(ask());
        })
        .map_err(|error| KeyringError::Failed(error.to_string()))?;
    match answered.recv_timeout(limit) {
        Ok(answer) => answer,
        Err(RecvTimeoutError::Timeout) => Err(KeyringError::Slow(limit)),
        Err(RecvTimeoutError::Disconnected) => {
            Err(KeyringError::Failed("its thread ended".to_owned()))
        }
    }
}

#[cfg(target_os = "linux")]
pub(super) use linux::{find, forget, keep};
#[cfg(not(target_os = "linux"))]
pub(super) use none::{find, forget, keep};

#[cfg(target_os = "linux")]
mod linux {
    use std::collections::HashMap;

    use data_encoding::HEXLOWER;
    use secret_service::blocking::{Collection, Item, SecretService};
    use secret_service::{EncryptionType, Error};
    use zeroize::Zeroizing;

    use super::KeyringError;
    use crate::secret::VaultKey;

    const APPLICATION: &str = "org.manyhands.manyhands";
    const LABEL: &str = "Manyhands: key of a data folder";

    /// Keeps the key under this id, in place of an older one.
    pub(in crate::vault) fn keep(id: &[u8; 16], key: &VaultKey) -> Result<(), KeyringError> {
        let service = connect()?;
        let place = lasting(&service)?;
        place
            .ensure_unlocked()
            .or_else(|_| place.unlock())
            .map_err(|e| said(&e))?;
        let hex = Zeroizing::new(HEXLOWER.encode(key.expose()));
        let id = HEXLOWER.encode(id);
        place
            .create_item(LABEL, attributes(&id), hex.as_bytes(), true, "text/plain")
            .map_err(|e| said(&e))?;
        Ok(())
    }

    /// Finds the key of this id.
    pub(in crate::vault) fn find(id: &[u8; 16]) -> Result<VaultKey, KeyringError> {
        let service = connect()?;
        let id = HEXLOWER.encode(id);
        let item = entry(&service, &id)?.ok_or(KeyringError::Forgotten)?;
        let hex = Zeroizing::new(item.get_secret().map_err(|e| said(&e))?);
        let mut key = Zeroizing::new([0; 32]);
        let length = HEXLOWER.decode_len(hex.len()).unwrap_or(0);
        if length != key.len() || HEXLOWER.decode_mut(&hex, key.as_mut()).is_err() {
            return Err(KeyringError::OtherKey);
        }
        Ok(VaultKey::from_bytes(*key))
    }

    /// Takes the key of this id out.
    pub(in crate::vault) fn forget(id: &[u8; 16]) -> Result<(), KeyringError> {
        let service = connect()?;
        let id = HEXLOWER.encode(id);
        match entry(&service, &id)? {
            Some(item) => item.delete().map_err(|e| said(&e)),
            None => Ok(()),
        }
    }

    fn connect() -> Result<SecretService<'static>, KeyringError> {
        // Diffie-Hellman: the key does not cross the bus in the clear.
        SecretService::connect(EncryptionType::Dh).map_err(|error| {
            let unreached = matches!(error, Error::Zbus(_) | Error::ZbusFdo(_));
            if unreached {
                KeyringError::Absent
            } else {
                said(&error)
            }
        })
    }

    /// Returns the place for lasting entries; the session's is none.
    fn lasting<'a>(service: &'a SecretService<'a>) -> Result<Collection<'a>, KeyringError> {
        let place = match service.get_default_collection() {
            Err(Error::NoResult) => service.create_collection("Default keyring", "default"),
            other => other,
        }
        .map_err(|e| said(&e))?;
        if place.collection_path.as_str().ends_with("/session") {
            return Err(KeyringError::Fleeting);
        }
        Ok(place)
    }

    /// Looks an entry up, and unlocks it.
    fn entry<'a>(
        service: &'a SecretService<'a>,
        id: &str,
    ) -> Result<Option<Item<'a>>, KeyringError> {
        let mut found = service.search_items(attributes(id)).map_err(|e| said(&e))?;
        if let Some(item) = found.unlocked.pop() {
            return Ok(Some(item));
        }
        let Some(item) = found.locked.pop() else {
            return Ok(None);
        };
        item.unlock().map_err(|e| said(&e))?;
        if item.is_locked().map_err(|e| said(&e))? {
            return Err(KeyringError::Locked);
        }
        Ok(Some(item))
    }

    fn attributes(id: &str) -> HashMap<&str, &str> {
        HashMap::from([("application", APPLICATION), ("vault", id)])
    }

    fn said(error: &Error) -> KeyringError {
        if matches!(error, Error::Locked | Error::Prompt) {
            return KeyringError::Locked;
        }
        if matches!(error, Error::Unavailable | Error::PromptDisconnected) {
            return KeyringError::Absent;
        }
        KeyringError::Failed(error.to_string())
    }
}

/// Systems whose keyring is not spoken to yet.
#[cfg(not(target_os = "linux"))]
mod none {
    use super::KeyringError;
    use crate::secret::VaultKey;

    pub(in crate::vault) fn keep(_: &[u8; 16], _: &VaultKey) -> Result<(), KeyringError> {
        Err(KeyringError::Absent)
    }

    pub(in crate::vault) fn find(_: &[u8; 16]) -> Result<VaultKey, KeyringError> {
        Err(KeyringError::Absent)
    }

    pub(in crate::vault) fn forget(_: &[u8; 16]) -> Result<(), KeyringError> {
        Err(KeyringError::Absent)
    }
}
