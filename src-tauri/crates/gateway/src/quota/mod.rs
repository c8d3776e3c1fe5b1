//! What vendors say of a credential's quota, read from the headers of answers that pass anyway: it costs no
//! request. In memory only: the next answer tells it again.
//!
//! A credential whose window is used up rests before it fails.

mod headers;

use crate::health::Order;
use domain::{Clock, Credential, CredentialId, Provider, ProviderId, Quota, RestCause, Resting, UnixMillis};
use headers::{Reading, Window};
use http::HeaderMap;
use std::{
    collections::HashMap,
    sync::{
        Arc, Mutex, PoisonError,
        atomic::{AtomicBool, Ordering},
    },
    time::Duration,
};
use tokio::sync::broadcast;

/// How many changes may wait for whoever listens.
const CHANGES: usize = 64;
/// How many credentials are kept: those of removed providers go when there are more.
const MOST: usize = 1_024;
/// A rate's window fills up as it goes, so that its reset says little: longer than this nobody rests for it.
const LONGEST_FOR_RATE: Duration = Duration::from_secs(10);

/// The quotas of all credentials.
pub(crate) struct Quotas {
    /// Whether anything was read: most upstreams say nothing, and each success asks.
    any: AtomicBool,
    known: Mutex<HashMap<CredentialId, Reading>>,
    clock: Arc<dyn Clock>,
    changes: broadcast::Sender<ProviderId>,
}

impl Quotas {
    /// Nothing was read yet.
    pub(crate) fn new(clock: Arc<dyn Clock>) -> Self {
        let (changes, _) = broadcast::channel(CHANGES);
        Self { any: AtomicBool::new(false), known: Mutex::default(), clock, changes }
    }

    /// Takes in what the head of an answer says.
    pub(crate) fn note(&self, provider: &Provider, credential: Option<&Credential>, headers: &HeaderMap) {
        let Some(credential) = credential else { return };
        let Some(read) = headers::read(headers, self.clock.now()) else { return };
        let mut known = self.known.lock().unwrap_or_else(PoisonError::into_inner);
        self.any.store(true, Ordering::Release);
        if known.get(&credential.id) == Some(&read) {
            return;
        }
        if known.len() >= MOST && !known.contains_key(&credential.id) {
            known.clear();
        }
        // What this answer doesn't tell is as it was told before.
        match known.get_mut(&credential.id) {
            Some(reading) => reading.update(read),
            None => {
                known.insert(credential.id, read);
            }
        }
        drop(known);
        // Nobody listening is fine.
        let _ = self.changes.send(provider.id);
    }

    /// What is known of a provider's credentials, and still holds.
    pub(crate) fn of(&self, provider: &Provider) -> Vec<Quota> {
        let now = self.clock.now();
        let known = self.known.lock().unwrap_or_else(PoisonError::into_inner);
        let of_one = |credential: &Credential| {
            let windows = known.get(&credential.id).map(|reading| reading.windows.as_slice());
            let lasting = windows.unwrap_or_default().iter().filter(|window| window.lasts(now));
            lasting.map(|window| window.shown(credential.id)).collect::<Vec<_>>()
        };
        provider.credentials.iter().flat_map(of_one).collect()
    }

    /// The rest of a credential whose quota is used up.
    pub(crate) fn used_up(&self, provider: &Provider, credential: Option<CredentialId>) -> Option<Order> {
        if !self.any.load(Ordering::Acquire) {
            return None;
        }
        let (credential_id, now) = (credential?, self.clock.now());
        let known = self.known.lock().unwrap_or_else(PoisonError::into_inner);
        let reading = known.get(&credential_id)?;
        let used_up = reading.windows.iter().filter(|window| window.is_used_up(now));
        let order =
            |cause, said| Order { resting: Resting::Credential { credential_id }, cause, said: Some(said) };
        let has_others = provider.credentials.len() > 1;
        used_up
            .filter_map(|window| {
                let until = window.resets_at?.since(now);
                match window.is_rate {
                    // Who has no other credential waits by asking.
                    true if !has_others => None,
                    true => Some(order(RestCause::RateLimited, until.min(LONGEST_FOR_RATE))),
                    false if reading.may_exceed => None,
                    false => Some(order(RestCause::OutOfCredit, until)),
                }
            })
            .max_by_key(|order| order.said)
    }

    /// The providers whose quota changes from now on.
    pub(crate) fn changes(&self) -> broadcast::Receiver<ProviderId> {
        self.changes.subscribe()
    }
}

impl Window {
    /// Whether it is still the one that was told.
    fn lasts(&self, now: UnixMillis) -> bool {
        self.resets_at.is_none_or(|reset| reset > now)
    }

    fn is_used_up(&self, now: UnixMillis) -> bool {
        self.used_permille.is_some_and(|used| used >= 1_000) && self.resets_at.is_some() && self.lasts(now)
    }

    fn shown(&self, credential_id: CredentialId) -> Quota {
        Quota {
            credential_id,
            window: self.name.clone(),
            used_permille: self.used_permille,
            remaining: self.remaining,
            limit: self.limit,
            resets_at: self.resets_at,
        }
    }
}

#[cfg(test)]
mod tests;
