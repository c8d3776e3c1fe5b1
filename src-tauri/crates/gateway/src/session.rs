//! Sessions: which conversation a request belongs to, and the provider that the conversation stays with.
//!
//! The binding lives in memory, slides with each use, and is scoped by key: one key's id means nothing to
//! another's. What is kept of both is a hash under a seed of this process: the binding is a preference, so the
//! one in 10¹⁰ that finds another's does no harm, and a million conversations cost no names.

use domain::{KeyId, ProviderId, Random, RequestId, Text, UnixMillis};
use http::HeaderMap;
use std::{
    collections::HashMap,
    hash::BuildHasher,
    sync::{Mutex, PoisonError},
    time::Duration,
};
use tokio::time::Instant;

/// The header that names a session, both ways.
pub(crate) const SESSION_HEADER: &str = "x-session-id";

/// A conversation's name: 1–256 of A–Z a–z 0–9 `_ - . :`.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(crate) struct SessionId(Text);

impl SessionId {
    /// Reads one.
    pub(crate) fn parse(text: &str) -> Option<Self> {
        let fine = (1..=256).contains(&text.len())
            && text.bytes().all(|byte| byte.is_ascii_alphanumeric() || b"_-.:".contains(&byte));
        fine.then(|| Self(text.into()))
    }

    /// The session that a request says it belongs to, or a new one.
    pub(crate) fn of(headers: &HeaderMap, now: UnixMillis, random: &dyn Random) -> Self {
        let named = headers.get(SESSION_HEADER).and_then(|value| Self::parse(value.to_str().ok()?));
        named.unwrap_or_else(|| Self::generate(now, random))
    }

    /// The name, shared.
    pub(crate) fn text(&self) -> &Text {
        &self.0
    }

    /// The name.
    pub(crate) fn as_str(&self) -> &str {
        &self.0
    }

    /// Time-ordered like every id: names at random would scatter the ledger's index over all its pages.
    fn generate(now: UnixMillis, random: &dyn Random) -> Self {
        Self(format!("sy-{}", RequestId::new(now, random)).into())
    }
}

#[derive(Debug, Clone, Copy)]
struct Binding {
    provider: ProviderId,
    until: Instant,
}

/// How many one generation holds.
const GENERATION: usize = 50_000;

/// All bindings, in two generations: a new one is begun when the younger is full or as old as the TTL, and the
/// older is then let go as a whole. So nothing is ever searched for, whatever the number of conversations.
#[derive(Debug, Default)]
pub(crate) struct Sessions {
    seed: foldhash::quality::RandomState,
    table: Mutex<Table>,
}

type Bindings = HashMap<u64, Binding, foldhash::fast::RandomState>;

#[derive(Debug, Default)]
struct Table {
    young: Bindings,
    old: Bindings,
    began: Option<Instant>,
}

impl Sessions {
    /// The provider of a session; being asked for counts as use.
    pub(crate) fn provider(
        &self,
        key: KeyId,
        session: &SessionId,
        now: Instant,
        ttl: Duration,
    ) -> Option<ProviderId> {
        let name = self.seed.hash_one((key, session.as_str()));
        let mut table = self.table.lock().unwrap_or_else(PoisonError::into_inner);
        if let Some(binding) = table.young.get_mut(&name) {
            let live = binding.until > now;
            if live {
                binding.until = now + ttl;
            }
            return live.then_some(binding.provider);
        }
        let binding = table.old.remove(&name).filter(|binding| binding.until > now)?;
        table.young.insert(name, Binding { until: now + ttl, ..binding });
        Some(binding.provider)
    }

    /// Binds a session to the provider that answered it.
    pub(crate) fn bind(
        &self,
        key: KeyId,
        session: &SessionId,
        provider: ProviderId,
        now: Instant,
        ttl: Duration,
    ) {
        let name = self.seed.hash_one((key, session.as_str()));
        let mut table = self.table.lock().unwrap_or_else(PoisonError::into_inner);
        let let_go = table.begin_generation_if_due(now, ttl);
        table.young.insert(name, Binding { provider, until: now + ttl });
        drop(table);
        // Not while others wait for the lock.
        drop(let_go);
    }

    /// How many there are, expired ones included.
    #[cfg(test)]
    fn count(&self) -> usize {
        let table = self.table.lock().unwrap_or_else(PoisonError::into_inner);
        table.young.len() + table.old.len()
    }
}

impl Table {
    /// What is in the older generation when a new one begins was not used for as long as the younger lasted.
    fn begin_generation_if_due(&mut self, now: Instant, ttl: Duration) -> Option<Bindings> {
        let began = *self.began.get_or_insert(now);
        if self.young.len() < GENERATION && now < began + ttl {
            return None;
        }
        self.began = Some(now);
        let full = std::mem::take(&mut self.young);
        Some(std::mem::replace(&mut self.old, full))
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use domain::SystemRandom;

    fn ids() -> (KeyId, KeyId, ProviderId) {
        let now = UnixMillis(0);
        (KeyId::new(now, &SystemRandom), KeyId::new(now, &SystemRandom), ProviderId::new(now, &SystemRandom))
    }

    #[tokio::test(start_paused = true)]
    async fn a_session_stays_while_it_is_used_and_ends_when_it_is_not() {
        let (key, other, provider) = ids();
        let sessions = Sessions::default();
        let session = SessionId::parse("conversation-1").unwrap();
        let ttl = Duration::from_secs(300);
        sessions.bind(key, &session, provider, Instant::now(), ttl);
        for _ in 0..3 {
            tokio::time::advance(Duration::from_secs(299)).await;
            assert_eq!(sessions.provider(key, &session, Instant::now(), ttl), Some(provider));
        }
        assert_eq!(sessions.provider(other, &session, Instant::now(), ttl), None, "another key's");
        tokio::time::advance(Duration::from_secs(300)).await;
        assert_eq!(sessions.provider(key, &session, Instant::now(), ttl), None);
    }

    #[tokio::test(start_paused = true)]
    async fn expired_sessions_do_not_pile_up() {
        let (key, _, provider) = ids();
        let sessions = Sessions::default();
        for _ in 0..10 {
            for _ in 0..1000 {
                let session = SessionId::generate(UnixMillis(0), &SystemRandom);
                sessions.bind(key, &session, provider, Instant::now(), Duration::from_secs(1));
            }
            tokio::time::advance(Duration::from_secs(2)).await;
        }
        assert!(sessions.count() <= 3_000, "{}", sessions.count());
    }

    #[test]
    fn only_plain_names_are_sessions() {
        for bad in ["", "a b", "a/b", "é", &"x".repeat(257)] {
            assert_eq!(SessionId::parse(bad), None, "{bad}");
        }
        assert!(SessionId::parse("ses_A-1.b:2").is_some());
        assert!(SessionId::generate(UnixMillis(0), &SystemRandom).as_str().len() < 64);
    }
}
