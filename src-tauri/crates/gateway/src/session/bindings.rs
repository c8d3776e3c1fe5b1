//! The provider that each conversation stays with.
//!
//! A binding is kept under a hash of key and name, seeded by this process: the binding is a preference, so the
//! one in 10¹⁰ that finds another's does no harm, and a million conversations cost no names.

use domain::{KeyId, ProviderId};
use std::{
    collections::HashMap,
    hash::BuildHasher,
    sync::{Arc, Mutex, MutexGuard, PoisonError},
    time::Duration,
};
use tokio::time::Instant;

#[derive(Debug, Clone, Copy)]
struct Binding {
    provider: ProviderId,
    /// When a request of it last began or ended.
    used: Instant,
    /// Which of all bindings it is: a later one has a higher number.
    number: u64,
}

/// What a request found when it began.
#[derive(Debug, Clone, Copy)]
pub(crate) struct Found {
    /// The provider that the conversation stays with.
    pub(crate) provider: Option<ProviderId>,
    /// How long nobody had used it: what its provider kept warm for it may be cold by then.
    pub(crate) idle: Duration,
    /// What to bind it with.
    pub(crate) seen: Seen,
}

/// The state of a binding when a request began. What the request does to it later counts only if nobody bound the
/// conversation anew in the meantime.
#[derive(Debug, Clone, Copy)]
pub(crate) struct Seen {
    name: u64,
    /// The binding's number; 0 is none's.
    number: u64,
}

impl Found {
    fn of(name: u64, binding: Option<Binding>, now: Instant) -> Self {
        let number = binding.map_or(0, |binding| binding.number);
        let idle = binding.map_or(Duration::ZERO, |binding| now.saturating_duration_since(binding.used));
        Self { provider: binding.map(|binding| binding.provider), idle, seen: Seen { name, number } }
    }
}

/// How many one generation holds.
const GENERATION: usize = 50_000;

/// All bindings, in two generations: a new one is begun when the younger is full or as old as the TTL, and the
/// older is then let go as a whole. So nothing is ever searched for, whatever the number of conversations. Clones
/// are the same.
#[derive(Debug, Clone, Default)]
pub(crate) struct Sessions(Arc<Inner>);

#[derive(Debug, Default)]
struct Inner {
    seed: foldhash::quality::RandomState,
    table: Mutex<Table>,
}

type Bindings = HashMap<u64, Binding, foldhash::fast::RandomState>;

#[derive(Debug, Default)]
struct Table {
    young: Bindings,
    old: Bindings,
    began: Option<Instant>,
    last: u64,
}

impl Sessions {
    /// What a conversation is bound to; being asked for counts as use.
    pub(crate) fn enter(&self, key: KeyId, session: &str, now: Instant, ttl: Duration) -> Found {
        let name = self.name(key, session);
        let mut table = self.table();
        let binding = table.live(name, now, ttl);
        let found = Found::of(name, binding.as_deref().copied(), now);
        if let Some(binding) = binding {
            binding.used = binding.used.max(now);
        }
        found
    }

    /// The same, for somebody who only wants to know.
    pub(crate) fn look(&self, key: KeyId, session: &str, now: Instant, ttl: Duration) -> Found {
        let name = self.name(key, session);
        let table = self.table();
        let found = table.young.get(&name).or_else(|| table.old.get(&name)).copied();
        Found::of(name, found.filter(|binding| binding.is_live(now, ttl)), now)
    }

    /// Binds a conversation to the provider that answered it, unless somebody who began later has bound it
    /// elsewhere: an answer that took long must not drag its conversation back.
    pub(crate) fn bind(&self, seen: Seen, provider: ProviderId, now: Instant, ttl: Duration) -> Hold {
        let mut table = self.table();
        let hold = |number| Hold { sessions: self.clone(), name: seen.name, number };
        if let Some(current) = table.live(seen.name, now, ttl) {
            if current.number != seen.number {
                return hold(0);
            }
            if current.provider == provider {
                return hold(current.number);
            }
        }
        let let_go = table.begin_generation_if_due(now, ttl);
        table.last += 1;
        let number = table.last;
        table.old.remove(&seen.name);
        table.young.insert(seen.name, Binding { provider, used: now, number });
        drop(table);
        // Not while others wait for the lock.
        drop(let_go);
        hold(number)
    }

    fn name(&self, key: KeyId, session: &str) -> u64 {
        self.0.seed.hash_one((key, session))
    }

    fn table(&self) -> MutexGuard<'_, Table> {
        self.0.table.lock().unwrap_or_else(PoisonError::into_inner)
    }

    /// How many there are, expired ones included.
    #[cfg(test)]
    fn count(&self) -> usize {
        let table = self.table();
        table.young.len() + table.old.len()
    }
}

/// A binding in use: while an answer comes its conversation goes on, however long that takes. Dropped, it was used
/// until then.
#[derive(Debug)]
pub(crate) struct Hold {
    sessions: Sessions,
    name: u64,
    /// 0 is none's: of somebody who came too late.
    number: u64,
}

impl Drop for Hold {
    fn drop(&mut self) {
        if self.number == 0 {
            return;
        }
        let now = Instant::now();
        let mut table = self.sessions.table();
        let mine = table.younger(self.name).filter(|binding| binding.number == self.number);
        if let Some(binding) = mine {
            binding.used = binding.used.max(now);
        }
    }
}

impl Binding {
    fn is_live(&self, now: Instant, ttl: Duration) -> bool {
        now.saturating_duration_since(self.used) < ttl
    }
}

impl Table {
    /// A binding that is not too old.
    fn live(&mut self, name: u64, now: Instant, ttl: Duration) -> Option<&mut Binding> {
        self.younger(name).filter(|binding| binding.is_live(now, ttl))
    }

    /// A binding, among the younger ones from now on.
    fn younger(&mut self, name: u64) -> Option<&mut Binding> {
        if !self.young.contains_key(&name)
            && let Some(binding) = self.old.remove(&name)
        {
            self.young.insert(name, binding);
        }
        self.young.get_mut(&name)
    }

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
    use crate::session::SessionId;
    use domain::{SystemRandom, UnixMillis};

    const TTL: Duration = Duration::from_secs(300);

    struct Scene {
        sessions: Sessions,
        key: KeyId,
        session: SessionId,
    }

    impl Scene {
        fn new() -> Self {
            let key = KeyId::new(UnixMillis(0), &SystemRandom);
            let session = SessionId::parse("conversation-1").unwrap();
            Self { sessions: Sessions::default(), key, session }
        }

        fn enter(&self) -> Found {
            self.sessions.enter(self.key, self.session.text(), Instant::now(), TTL)
        }

        fn look(&self) -> Option<ProviderId> {
            self.sessions.look(self.key, self.session.text(), Instant::now(), TTL).provider
        }

        fn bind(&self, found: Found, provider: ProviderId) -> Hold {
            self.sessions.bind(found.seen, provider, Instant::now(), TTL)
        }
    }

    fn provider() -> ProviderId {
        ProviderId::new(UnixMillis(0), &SystemRandom)
    }

    async fn pass(seconds: u64) {
        tokio::time::advance(Duration::from_secs(seconds)).await;
    }

    #[tokio::test(start_paused = true)]
    async fn a_session_stays_while_it_is_used_and_ends_when_it_is_not() {
        let (scene, one) = (Scene::new(), provider());
        drop(scene.bind(scene.enter(), one));
        for _ in 0..3 {
            pass(299).await;
            assert_eq!(scene.enter().provider, Some(one));
        }
        let other = KeyId::new(UnixMillis(0), &SystemRandom);
        let others = scene.sessions.enter(other, scene.session.text(), Instant::now(), TTL);
        assert_eq!(others.provider, None, "52: another key's");
        pass(300).await;
        assert_eq!(scene.enter().provider, None);
    }

    #[tokio::test(start_paused = true)]
    async fn looking_is_no_use() {
        let (scene, one) = (Scene::new(), provider());
        drop(scene.bind(scene.enter(), one));
        pass(299).await;
        assert_eq!(scene.look(), Some(one));
        pass(1).await;
        assert_eq!(scene.look(), None);
    }

    #[tokio::test(start_paused = true)]
    async fn an_answer_that_takes_long_keeps_its_conversation() {
        let (scene, one) = (Scene::new(), provider());
        let hold = scene.bind(scene.enter(), one);
        pass(299).await;
        drop(hold);
        pass(299).await;
        assert_eq!(scene.look(), Some(one));
        pass(1).await;
        assert_eq!(scene.look(), None);
    }

    #[tokio::test(start_paused = true)]
    async fn a_request_of_before_does_not_bind_what_was_bound_since_52() {
        let (scene, one, two) = (Scene::new(), provider(), provider());
        // Nobody was bound when either began.
        let (early, late) = (scene.enter(), scene.enter());
        drop(scene.bind(late, two));
        drop(scene.bind(early, one));
        assert_eq!(scene.look(), Some(two));
        // It fails over while an early request still waits for the one of before.
        let early = scene.enter();
        pass(1).await;
        drop(scene.bind(scene.enter(), one));
        pass(1).await;
        let stale = scene.bind(early, two);
        assert_eq!(scene.look(), Some(one));
        // Nor does it keep the newer binding alive.
        pass(298).await;
        drop(stale);
        pass(1).await;
        assert_eq!(scene.look(), None);
    }

    #[tokio::test(start_paused = true)]
    async fn a_failover_binds_anew_and_the_same_provider_does_not() {
        let (scene, one, two) = (Scene::new(), provider(), provider());
        drop(scene.bind(scene.enter(), one));
        let seen = scene.enter();
        drop(scene.bind(seen, one));
        drop(scene.bind(seen, two));
        assert_eq!(scene.look(), Some(two), "what was seen is still what is there");
    }

    #[tokio::test(start_paused = true)]
    async fn how_long_it_was_idle_is_told() {
        let (scene, one) = (Scene::new(), provider());
        drop(scene.bind(scene.enter(), one));
        pass(200).await;
        assert_eq!(scene.enter().idle, Duration::from_secs(200));
        assert_eq!(scene.enter().idle, Duration::ZERO);
    }

    #[tokio::test(start_paused = true)]
    async fn expired_sessions_do_not_pile_up() {
        let scene = Scene::new();
        for _ in 0..10 {
            for _ in 0..1000 {
                let session = SessionId::generate(UnixMillis(0), &SystemRandom);
                let ttl = Duration::from_secs(1);
                let found = scene.sessions.enter(scene.key, session.text(), Instant::now(), ttl);
                drop(scene.sessions.bind(found.seen, provider(), Instant::now(), ttl));
            }
            pass(2).await;
        }
        assert!(scene.sessions.count() <= 3_000, "{}", scene.sessions.count());
    }
}
