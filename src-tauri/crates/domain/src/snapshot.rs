//! What the gateway reads: one immutable picture of the configuration, swapped whole when it changes.

use crate::{ClientKey, KeyDigest, Pins, Provider, Settings, User};
use std::{collections::HashMap, sync::Arc};

/// Who is calling: a key and its user.
#[derive(Debug, Clone)]
pub struct Caller {
    /// The key.
    pub key: Arc<ClientKey>,
    /// Its user.
    pub user: Arc<User>,
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
    /// Who calls, by the digest of what they present.
    pub callers: HashMap<KeyDigest, Caller>,
    /// The settings.
    pub settings: Settings,
}
