//! Sessions: which conversation a request belongs to, and the provider that the conversation stays with.
//!
//! The binding lives in memory, slides with each use, and is scoped by key: one key's id means nothing to
//! another's.

use domain::{KeyId, ProviderId, Random, RequestId, UnixMillis};
use http::HeaderMap;
use std::{
    collections::HashMap,
    sync::{Mutex, PoisonError},
    time::Duration,
};
use tokio::time::Instant;

/// The header that names a session, both ways.
pub(crate) const SESSION_HEADER: &str = "x-session-id";

/// A conversation's name: 1–256 of A–Z a–z 0–9 `_ - . :`.
#[derive(Debug, Clone, PartialEq, Eq, Hash)]
pub(crate) struct SessionId(String);

impl SessionId {
    /// Reads one.
    pub(crate) fn parse(text: &str) -> Option<Self> {
        let fine = (1..=256).contains(&text.len())
            && text.bytes().all(|byte| byte.is_ascii_alphanumeric() || b"_-.:".contains(&byte));
        fine.then(|| Self(text.to_owned()))
    }

    /// The session that a request says it belongs to, or a new one.
    pub(crate) fn of(headers: &HeaderMap, now: UnixMillis, random: &dyn Random) -> Self {
        let named = headers.get(SESSION_HEADER).and_then(|value| Self::parse(value.to_str().ok()?));
        named.unwrap_or_else(|| Self::generate(now, random))
    }

    /// The name.
    pub(crate) fn as_str(&self) -> &str {
        &self.0
    }

    /// Time-ordered like every id: names at random would scatter the ledger's index over all its pages.
    fn generate(now: UnixMillis, random: &dyn Random) -> Self {
        Self(format!("sy-{}", RequestId::new(now, random)))
    }
}

#[derive(Debug, Clone, Copy)]
struct Binding {
    provider: ProviderId,
    until: Instant,
}

/// Above this many the expired ones are looked for at each new one, and the oldest gives way.
const MOST: usize = 100_000;

/// All bindings.
#[derive(Debug, Default)]
pub(crate) struct Sessions(Mutex<Table>);

#[derive(Debug, Default)]
struct Table {
    bindings: HashMap<(KeyId, SessionId), Binding>,
    sweep_at: usize,
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
        let mut table = self.0.lock().unwrap_or_else(PoisonError::into_inner);
        let binding = table.bindings.get_mut(&(key, session.clone()))?;
        if binding.until <= now {
            table.bindings.remove(&(key, session.clone()));
            return None;
        }
        binding.until = now + ttl;
        Some(binding.provider)
    }

    /// Binds a session to the provider that answered it.
    pub(crate) fn bind(
        &self,
        key: KeyId,
        session: SessionId,
        provider: ProviderId,
        now: Instant,
        ttl: Duration,
    ) {
        let mut table = self.0.lock().unwrap_or_else(PoisonError::into_inner);
        table.make_room(now);
        table.bindings.insert((key, session), Binding { provider, until: now + ttl });
    }

    /// How many there are, expired ones included.
    #[cfg(test)]
    fn count(&self) -> usize {
        self.0.lock().unwrap_or_else(PoisonError::into_inner).bindings.len()
    }
}

impl Table {
    /// Sweeps when the table has doubled since the last sweep, so that the cost per request stays constant.
    fn make_room(&mut self, now: Instant) {
        if self.bindings.len() < self.sweep_at.max(1024) {
            return;
        }
        self.bindings.retain(|_, binding| binding.until > now);
        if self.bindings.len() >= MOST {
            let oldest =
                self.bindings.iter().min_by_key(|(_, binding)| binding.until).map(|(key, _)| key.clone());
            if let Some(oldest) = oldest {
                self.bindings.remove(&oldest);
            }
        }
        self.sweep_at = (self.bindings.len() * 2).min(MOST);
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
        sessions.bind(key, session.clone(), provider, Instant::now(), ttl);
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
                sessions.bind(key, session, provider, Instant::now(), Duration::from_secs(1));
            }
            tokio::time::advance(Duration::from_secs(2)).await;
        }
        assert!(sessions.count() <= 3000, "{}", sessions.count());
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
