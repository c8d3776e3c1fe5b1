//! A provider's credentials: typed one by one, tried in the order they were added.

use super::{FieldError, NewProvider};
use crate::{Credential, CredentialId, Provider, ProviderKind, Secret};
use subtle::ConstantTimeEq;

/// So many are enough to rotate through; each failed one costs a request a try.
const MOST: usize = 20;

impl Provider {
    /// Adds a credential behind those it has.
    ///
    /// # Errors
    /// When it can't be one, is there already, or there are enough.
    pub fn add_credential(
        &mut self,
        secret: &Secret,
        new: NewProvider<'_>,
    ) -> Result<CredentialId, FieldError> {
        if self.kind == ProviderKind::Loopback {
            return Err(FieldError::new("credential", "a loopback provider needs none"));
        }
        let credential = new_credential(secret, new)?;
        let same = |old: &Credential| {
            let secrets = old.secret.as_ref().zip(credential.secret.as_ref());
            secrets.is_some_and(|(old, new)| old.expose().as_bytes().ct_eq(new.expose().as_bytes()).into())
        };
        if self.credentials.iter().any(same) {
            return Err(FieldError::new("credential", "it is there already"));
        }
        if self.credentials.len() >= MOST {
            return Err(FieldError::new(
                "credential",
                format!("a provider has at most {MOST}: remove one first"),
            ));
        }
        let id = credential.id;
        self.credentials.push(credential);
        Ok(id)
    }

    /// Removes a credential; whether it was there.
    pub fn remove_credential(&mut self, id: CredentialId) -> bool {
        let before = self.credentials.len();
        self.credentials.retain(|credential| credential.id != id);
        self.credentials.len() < before
    }
}

/// A credential that was typed.
pub(super) fn new_credential(secret: &Secret, new: NewProvider<'_>) -> Result<Credential, FieldError> {
    let text = secret.expose().trim();
    if text.is_empty() || text.len() > 1 << 20 || !text.bytes().all(|byte| (0x20..0x7f).contains(&byte)) {
        return Err(FieldError::new("credential", "a credential is one line of printable ASCII"));
    }
    Ok(Credential::new(CredentialId::new(new.clock.now(), new.random), Secret::new(text)))
}
