//! How providers do, as far as it decides who serves a request: breakers, rests, and the budget of retries.
//!
//! In memory only: a restart is optimistic. What the person holds is configuration, and not here.

mod breaker;
mod budget;
mod offline;
mod pass;
mod reached;
mod rests;
mod view;
mod window;

pub(crate) use breaker::Verdict;
pub(crate) use pass::{Aftermath, CountedFailure, Pass};
pub(crate) use rests::Order;
pub(crate) use view::{Unavailable, View};

use breaker::Breaker;
use budget::Budget;
use domain::{
    BreakerChange, BreakerState, BreakerStatus, Clock, Credential, CredentialId, Provider, ProviderId,
    Random, Rest, Resting, UnixMillis,
};
use offline::Offline;
use reached::Reached;
use rests::Rests;
use std::{
    collections::HashMap,
    sync::{Arc, Mutex, MutexGuard, PoisonError},
    time::Duration,
};
use tokio::{sync::broadcast, time::Instant};
use view::rests_of;

/// How many changes may wait for whoever listens.
const CHANGES: usize = 256;
/// The least time between two trials that are forced on one provider.
const FORCED_EVERY: Duration = Duration::from_secs(1);

/// How providers do. Clones are the same.
#[derive(Clone)]
pub(crate) struct Health(Arc<Inner>);

struct Inner {
    table: Mutex<Table>,
    clock: Arc<dyn Clock>,
    random: Arc<dyn Random>,
    changes: broadcast::Sender<BreakerChange>,
}

type Entries = HashMap<ProviderId, Entry, foldhash::fast::RandomState>;

struct Table {
    entries: Entries,
    budget: Budget,
    offline: Offline,
}

/// What is known of one provider.
struct Entry {
    breaker: Breaker,
    rests: Rests,
    /// When its state changed, and when it is tried again, on the wall's clock.
    since: Option<UnixMillis>,
    until: Option<UnixMillis>,
    forced: Option<Instant>,
    /// The provider's configuration that was seen last.
    revision: u64,
    /// How it was reached when the rests began.
    reached: Reached,
}

impl std::fmt::Debug for Health {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.write_str("Health")
    }
}

impl Health {
    /// All are well.
    pub(crate) fn new(clock: Arc<dyn Clock>, random: Arc<dyn Random>) -> Self {
        let table = Table { entries: Entries::default(), budget: Budget::new(), offline: Offline::default() };
        let (changes, _) = broadcast::channel(CHANGES);
        Self(Arc::new(Inner { table: Mutex::new(table), clock, random, changes }))
    }

    /// How they do now, for the plan of a request that begins.
    pub(crate) fn view(&self, now: Instant) -> View<'_> {
        let mut table = self.table();
        table.budget.request(now);
        View { table, now }
    }

    /// The same for somebody who only wants to know.
    pub(crate) fn glance(&self, now: Instant) -> View<'_> {
        View { table: self.table(), now }
    }

    /// Leave to ask a provider, if its breaker gives it.
    pub(crate) fn begin(&self, provider: &Provider) -> Option<Pass> {
        self.enter(provider, |entry, now| entry.breaker.begin(now))
    }

    /// Leave to ask a provider that nobody should ask now, because nobody else is left: seldom.
    pub(crate) fn force(&self, provider: &Provider) -> Option<Pass> {
        self.enter(provider, |entry, now| {
            let due = entry.forced.is_none_or(|last| now.saturating_duration_since(last) >= FORCED_EVERY);
            let ticket = if due { entry.breaker.force(now) } else { None };
            entry.forced = ticket.map(|_| now).or(entry.forced);
            ticket
        })
    }

    /// Leave to ask a provider whose breaker isn't closed whether it is back.
    pub(crate) fn probe(&self, provider: &Provider) -> Option<Pass> {
        self.enter(provider, |entry, now| entry.breaker.probe(now))
    }

    /// Whom a probe could ask now.
    pub(crate) fn due(&self, now: Instant) -> Vec<ProviderId> {
        let table = self.table();
        let due = table.entries.iter().filter(|(_, entry)| entry.breaker.awaits_trial(now));
        due.map(|(provider, _)| *provider).collect()
    }

    /// When the first of the open breakers lets one through.
    pub(crate) fn next_reopening(&self) -> Option<Instant> {
        let now = Instant::now();
        let table = self.table();
        let times = table.entries.values().filter_map(|entry| entry.breaker.opens_again_at());
        times.filter(|time| *time > now).min()
    }

    /// This machine slept, part of it unseen by any timer: open breakers let one through at once, rests are as
    /// much nearer to their end, and for a while nobody is blamed for being out of reach.
    pub(crate) fn woke(&self, unseen: Duration) {
        let now = Instant::now();
        let mut table = self.table();
        table.offline.woke(now);
        for (provider, entry) in &mut table.entries {
            entry.rests.pass(unseen, now);
            if entry.breaker.woke(now) {
                entry.until = Some(self.0.clock.now());
                self.tell(*provider, entry);
            }
        }
    }

    /// The first usable credential from a place on, with its place. Without any credential there is one way,
    /// at place 0: to ask without.
    pub(crate) fn credential<'p>(
        &self,
        provider: &'p Provider,
        from: usize,
        resting_too: bool,
    ) -> Option<(usize, Option<&'p Credential>)> {
        if provider.credentials.is_empty() {
            return (from == 0).then_some((0, None));
        }
        let readable = provider.credentials.iter().enumerate().skip(from);
        let mut readable = readable.filter(|(_, credential)| credential.secret.is_some());
        // One alone was judged by the plan.
        if resting_too || provider.credentials.len() == 1 {
            return readable.next().map(|(place, credential)| (place, Some(credential)));
        }
        let (table, now) = (self.table(), Instant::now());
        let rests = table.entries.get(&provider.id).map(|entry| &entry.rests);
        let found =
            readable.find(|(_, credential)| !rests.is_some_and(|rests| rests_of(rests, credential, now)));
        found.map(|(place, credential)| (place, Some(credential)))
    }

    /// Something of a provider rests from now on.
    pub(crate) fn rest(&self, provider: &Provider, order: Order) {
        let (now, wall) = (Instant::now(), self.0.clock.now());
        let mut table = self.table();
        let entry = table.entry(provider, now);
        tracing::info!(provider = %provider.name, cause = ?order.cause, resting = ?order.resting, "something rests");
        entry.rests.begin(order, now, wall);
        self.tell(provider.id, entry);
    }

    /// Whether one more attempt fits into the budget, which then has one less.
    pub(crate) fn may_repeat(&self) -> bool {
        self.table().budget.take(Instant::now())
    }

    /// A host can't be reached; whether that is because this machine has no network.
    pub(crate) fn is_offline(&self, host: &str) -> bool {
        self.table().offline.unreachable(host, Instant::now())
    }

    /// A provider's breaker and rests.
    pub(crate) fn status(&self, provider: &Provider) -> BreakerStatus {
        let now = Instant::now();
        let table = self.table();
        let entry = table.entries.get(&provider.id);
        let rests = entry.filter(|entry| entry.is_of(provider)).map(|entry| &entry.rests);
        let rests = rests.into_iter().flat_map(|rests| rests.running(now)).map(|rest| Rest {
            resting: rest.resting.clone(),
            cause: rest.cause,
            until: rest.until_wall,
        });
        let rests = rests.collect();
        let state = entry.map_or(BreakerState::Closed, |entry| entry.breaker.state());
        match entry {
            _ if provider.held => BreakerStatus {
                state: BreakerState::Held,
                cause: Some(domain::BreakerCause::Person),
                since: None,
                until: None,
                rests,
            },
            Some(entry) => BreakerStatus {
                state,
                cause: entry.breaker.cause(),
                since: entry.since,
                until: entry.until.filter(|_| state == BreakerState::Open),
                rests,
            },
            None => BreakerStatus { state, cause: None, since: None, until: None, rests },
        }
    }

    /// Opens a provider's breaker.
    pub(crate) fn trip(&self, provider: &Provider) {
        self.by_hand(provider, |entry, now| entry.breaker.trip(now, self.0.random.as_ref()));
    }

    /// Closes it, and ends what rests.
    pub(crate) fn reset(&self, provider: &Provider) {
        self.by_hand(provider, |entry, now| {
            entry.breaker.reset(now);
            entry.rests = Rests::default();
        });
    }

    /// What changes from now on.
    pub(crate) fn changes(&self) -> broadcast::Receiver<BreakerChange> {
        self.0.changes.subscribe()
    }

    fn by_hand(&self, provider: &Provider, act: impl FnOnce(&mut Entry, Instant)) {
        let now = Instant::now();
        let mut table = self.table();
        let entry = table.entry(provider, now);
        act(entry, now);
        self.changed(provider.id, entry, now);
    }

    fn enter(
        &self,
        provider: &Provider,
        ask: impl FnOnce(&mut Entry, Instant) -> Option<breaker::Ticket>,
    ) -> Option<Pass> {
        let now = Instant::now();
        let mut table = self.table();
        let entry = table.entry(provider, now);
        let before = entry.breaker.state();
        let ticket = ask(entry, now)?;
        if entry.breaker.state() != before {
            self.changed(provider.id, entry, now);
        }
        drop(table);
        Some(Pass::new(self.clone(), provider.id, ticket))
    }

    /// Does something to a provider's breaker, and tells if that changed its state.
    fn with_breaker<T>(
        &self,
        provider: ProviderId,
        act: impl FnOnce(&mut Breaker, Instant, &dyn Random) -> T,
    ) -> Option<T> {
        let now = Instant::now();
        let mut table = self.table();
        let entry = table.entries.get_mut(&provider)?;
        let before = entry.breaker.state();
        let done = act(&mut entry.breaker, now, self.0.random.as_ref());
        if entry.breaker.state() != before {
            self.changed(provider, entry, now);
        }
        Some(done)
    }

    /// A provider answered: it works, and what rested of it needs to no more.
    fn worked(
        &self,
        provider: ProviderId,
        ticket: breaker::Ticket,
        model: &str,
        credential: Option<CredentialId>,
    ) {
        let now = Instant::now();
        let mut table = self.table();
        table.offline.reached(now);
        let Some(entry) = table.entries.get_mut(&provider) else { return };
        if !entry.rests.is_empty() {
            entry.rests.forget(|resting| match resting {
                Resting::Provider => true,
                Resting::Model { model: it } => **it == *model,
                Resting::Credential { credential_id } => Some(*credential_id) == credential,
            });
        }
        let before = entry.breaker.state();
        entry.breaker.end(ticket, Verdict::Works, now, self.0.random.as_ref());
        if entry.breaker.state() != before {
            self.changed(provider, entry, now);
        }
    }

    /// An entry's breaker is in another state now.
    fn changed(&self, provider: ProviderId, entry: &mut Entry, now: Instant) {
        let wall = self.0.clock.now();
        entry.since = Some(wall);
        let until = entry.breaker.opens_again_at();
        entry.until = until.map(|until| wall.plus(until.saturating_duration_since(now)));
        let (state, cause) = (entry.breaker.state(), entry.breaker.cause());
        tracing::info!(%provider, ?state, ?cause, "a breaker changed");
        self.tell(provider, entry);
    }

    fn tell(&self, provider_id: ProviderId, entry: &Entry) {
        let (state, cause) = (entry.breaker.state(), entry.breaker.cause());
        // Nobody listening is fine.
        let _ = self.0.changes.send(BreakerChange { provider_id, state, cause });
    }

    fn table(&self) -> MutexGuard<'_, Table> {
        self.0.table.lock().unwrap_or_else(PoisonError::into_inner)
    }
}

impl Table {
    /// A provider's entry, whose rests are of its present configuration: a new key has not been refused yet.
    fn entry(&mut self, provider: &Provider, now: Instant) -> &mut Entry {
        let entry = self.entries.entry(provider.id).or_insert_with(|| Entry {
            breaker: Breaker::new(now),
            rests: Rests::default(),
            since: None,
            until: None,
            forced: None,
            revision: provider.revision,
            reached: Reached::of(provider),
        });
        entry.breaker.heed(provider.breaker);
        if entry.revision != provider.revision {
            if !entry.is_of(provider) {
                entry.rests = Rests::default();
            }
            entry.revision = provider.revision;
            entry.reached = Reached::of(provider);
        }
        entry
    }
}

impl Entry {
    /// Whether the rests are of the provider as it is configured now.
    fn is_of(&self, provider: &Provider) -> bool {
        self.revision == provider.revision || self.reached == Reached::of(provider)
    }
}

#[cfg(test)]
mod tests;
