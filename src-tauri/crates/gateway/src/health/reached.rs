//! What a rest is of: how a provider is reached, as whom, and what it is sent. Whatever else the person changes, a
//! note or a priority, doesn't end it.

use domain::Provider;
use std::hash::{DefaultHasher, Hash, Hasher};

/// The same while a refusal would be the same; a hash, so that no credential is kept here.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) struct Reached(u64);

impl Reached {
    pub(super) fn of(provider: &Provider) -> Self {
        let mut hasher = DefaultHasher::new();
        let Provider { base_url, dialect, auth_style, network, enabled, .. } = provider;
        format!("{base_url:?} {dialect:?} {auth_style:?} {enabled}").hash(&mut hasher);
        format!("{:?} {:?}", provider.model_redirects, provider.overrides).hash(&mut hasher);
        format!("{network:?}").hash(&mut hasher);
        let password = network.proxy.as_ref().and_then(|proxy| proxy.password.as_ref());
        password.map(|password| password.expose().to_owned()).hash(&mut hasher);
        for credential in &provider.credentials {
            (credential.id, credential.secret.is_some()).hash(&mut hasher);
        }
        for header in &provider.custom_headers {
            header.name.hash(&mut hasher);
            header.value.as_ref().map(|value| value.expose().to_owned()).hash(&mut hasher);
        }
        Self(hasher.finish())
    }
}
