//! Who carries a board without reading it, as the board's certificates say.

use std::collections::BTreeSet;

use trust::{Certificate, Compartment, DeviceId, EndpointId, EpochKey, PersonId, Role};

use super::board::Board;

/// Access keys that are tried: one for each of the newest epochs.
const MAX_TRIED: usize = 64;

impl Board {
    /// Returns whether a device is a helper's: it carries the board and holds no key.
    pub(crate) fn is_helper(&self, device: DeviceId) -> bool {
        let person = self.authority.person_of(device);
        person.is_some_and(|person| self.is_helping(person))
    }

    /// Returns whether somebody is on the board as a helper.
    pub(crate) fn is_helping(&self, person: PersonId) -> bool {
        self.authority.role_of(person) == Some(Role::Helper)
    }

    /// Returns the people who are on the board as helpers.
    pub(crate) fn helpers(&self) -> BTreeSet<PersonId> {
        let people = self.authority.people();
        let helpers = people.filter(|(_, role, _)| *role == Role::Helper);
        helpers.map(|(person, ..)| person).collect()
    }

    /// Returns the helper's device that has this network key, unless this device is no reader's itself.
    pub(super) fn helper_at(&self, endpoint: EndpointId) -> Option<DeviceId> {
        let me = self.authority.role_of(self.person)?;
        if me.rank() > Role::Reader.rank() {
            return None;
        }
        let helpers = self.helpers();
        let mut certs = helpers
            .iter()
            .flat_map(|person| self.authority.devices_of(*person));
        certs
            .find(|cert| cert.endpoint == endpoint)
            .map(|cert| cert.device)
    }

    /// Returns the access keys of a helper's device, the newest first. Which one it was given depends on when.
    pub(super) fn access_keys(&self, device: DeviceId) -> impl Iterator<Item = EpochKey> {
        let epochs = self.greeting.iter().take(MAX_TRIED);
        epochs.filter_map(move |epoch| {
            let key = self.keyring.key(Compartment::Members, *epoch)?;
            Some(key.helper_access(device))
        })
    }

    /// Returns what a helper is called: by the ticket that it came in by.
    pub(crate) fn helper_name(&self, person: PersonId) -> String {
        let ticket = self.certs.values().find_map(|cert| {
            let Certificate::Join(join) = cert.cert() else {
                return None;
            };
            (join.request.device.person == person).then_some(join.ticket)
        });
        let ticket = ticket.and_then(|ticket| self.certs.get(&ticket));
        if let Some(Certificate::Ticket(ticket)) = ticket.map(trust::CertEntry::cert) {
            ticket.label.clone().unwrap_or_default()
        } else {
            String::new()
        }
    }
}
