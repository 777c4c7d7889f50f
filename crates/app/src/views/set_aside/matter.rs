//! What a certificate that does not count would have done, said so that a coordinator knows what it is about.

use trust::{Certificate, DeviceId, PersonId};

use super::Look;
use crate::api::{AppError, AsideMatter};
use crate::desk::role_word;
use crate::index::{self, SetAsideBody};
use crate::views::joining::mode_word;

impl Look<'_> {
    /// Returns what it is about; `None` for what stands on an item, and for what cannot be read.
    pub(super) fn matter(&self, body: &SetAsideBody) -> Result<Option<AsideMatter>, AppError> {
        let SetAsideBody::Certificate(body) = body else {
            return Ok(None);
        };
        let Ok(certificate) = Certificate::from_body(body) else {
            return Ok(None);
        };
        Ok(match certificate {
            Certificate::Ticket(ticket) => Some(AsideMatter::Ticket {
                kind: mode_word(ticket.mode).to_owned(),
            }),
            Certificate::Join(join) => {
                let cert = &join.request.device;
                let person = self.called(cert.person, cert.device)?;
                Some(AsideMatter::LetIn { person })
            }
            Certificate::Grant(grant) => Some(AsideMatter::Role {
                person: self.names.of(grant.person),
                role: role_word(grant.role).to_owned(),
            }),
            Certificate::Remove(_) => Some(AsideMatter::Removal),
            Certificate::Adopt(_) => Some(AsideMatter::Adoption),
            Certificate::DeviceCert(_) => Some(AsideMatter::Device),
            Certificate::DeviceRevoke(_) => Some(AsideMatter::DeviceOff),
            Certificate::Charter(_) => Some(AsideMatter::Stewards),
            Certificate::Moderate(_) => Some(AsideMatter::Hiding),
            Certificate::Epoch(_) | Certificate::Wrap(_) => Some(AsideMatter::Keys),
            Certificate::Shred(_) => Some(AsideMatter::Erasing),
            Certificate::Genesis(_) | Certificate::Close(_) => None,
        })
    }

    /// Returns what somebody is called who came in: by a name that counts, and else as they call themselves.
    fn called(&self, person: PersonId, device: DeviceId) -> Result<String, AppError> {
        let known = self.names.of(person);
        if !known.is_empty() {
            return Ok(known);
        }
        if self.said.get().is_none() {
            let said = index::names_aside(self.connection, self.number)?;
            // Only this thread looks.
            let _ = self.said.set(said);
        }
        let said = self.said.get().and_then(|said| said.get(&device));
        Ok(said.cloned().unwrap_or_default())
    }
}
