//! What the gateway reads: one immutable picture of the configuration, swapped whole when it changes.

use crate::{Alias, ClientKey, Groups, KeyDigest, Pins, Provider, Role, Settings, User};
use std::{collections::HashMap, sync::Arc};

/// Who is calling: a key and its user.
#[derive(Debug, Clone)]
pub struct Caller {
    /// The key.
    pub key: Arc<ClientKey>,
    /// Its user.
    pub user: Arc<User>,
}

impl Caller {
    /// Whose providers it sees: the key's own groups, else its user's, else `default`, or all for an admin.
    pub fn groups(&self) -> Groups<'_> {
        Groups::of(&self.key.groups).or_else(|| Groups::of(&self.user.groups)).unwrap_or(
            match self.user.role {
                Role::Admin => Groups::All,
                Role::Member => Groups::Default,
            },
        )
    }

    /// The priority of a provider for this caller: the lowest of those for its groups, else the usual one.
    pub fn priority_of(&self, provider: &Provider) -> u32 {
        let groups = self.groups();
        let own = provider.group_priorities.iter().filter(|(group, _)| groups.name(group));
        own.map(|(_, priority)| *priority).min().unwrap_or(provider.priority)
    }
}

/// Whether credentials can be read yet. The listener opens before the vault does.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default)]
pub enum VaultState {
    /// Not yet: a request that needs a credential waits a moment.
    #[default]
    Opening,
    /// They are in the snapshot, or known to be unreadable.
    Open,
}

/// The configuration at one moment.
#[derive(Debug, Clone, Default)]
pub struct Snapshot {
    /// Whether credentials can be read yet.
    pub vault: VaultState,
    /// All providers, enabled or not, by priority and then by name.
    pub providers: Vec<Arc<Provider>>,
    /// Which of them each dialect's requests go to first.
    pub pins: Pins,
    /// The names of the person's own, by name.
    pub aliases: Vec<Arc<Alias>>,
    /// Who calls, by the digest of what they present.
    pub callers: HashMap<KeyDigest, Caller>,
    /// The settings.
    pub settings: Settings,
}
