//! What is done between requests: idle connections are let go, a machine that slept begins afresh, and open
//! breakers are probed when their time has come. One task, awake every few seconds.

mod probe;
mod sleep;

use crate::{
    health::Health,
    listener::Ending,
    prepare,
    target::Targets,
    upstream::{Pool, Way},
};
use domain::{Clock, Provider, ProviderId, ProviderKind, Snapshot};
use probe::probe;
use sleep::SleepWatch;
use std::{collections::HashMap, sync::Arc, time::Duration};
use tokio::{sync::watch, task::JoinSet, time::Instant};

/// How often it looks.
const EVERY: Duration = Duration::from_secs(5);
/// How many probes may say nothing before the next request is left to decide.
const MOST_FRUITLESS: u32 = 3;

/// What is looked after.
pub(crate) struct Upkeep {
    /// The configuration, as it changes.
    pub(crate) snapshot: watch::Receiver<Arc<Snapshot>>,
    /// The connections.
    pub(crate) pool: Arc<Pool>,
    /// What requests to providers are made of.
    pub(crate) targets: Arc<Targets>,
    /// The breakers.
    pub(crate) health: Health,
    /// Wall-clock time.
    pub(crate) clock: Arc<dyn Clock>,
}

/// Which providers are probed now, and how often in vain.
#[derive(Default)]
struct Probes {
    running: JoinSet<(ProviderId, bool)>,
    fruitless: HashMap<ProviderId, Fruitless>,
}

/// Probes that said nothing.
struct Fruitless {
    count: u32,
    last: Instant,
}

impl Upkeep {
    /// Looks after everything until told to finish.
    pub(crate) async fn run(mut self, finish: Arc<Ending>) {
        let mut sleep = SleepWatch::new(self.clock.now(), Instant::now());
        let mut changes = self.health.changes();
        let mut probes = Probes::default();
        let mut look = Instant::now() + EVERY;
        loop {
            let reopens = self.health.next_reopening().unwrap_or(look);
            tokio::select! {
                () = finish.begun() => return,
                () = tokio::time::sleep_until(look.min(reopens)) => {}
                Ok(()) = self.snapshot.changed() => self.sweep(),
                // A breaker that opened has a time of its own.
                Ok(_) = changes.recv() => {}
                Some(Ok((provider, told))) = probes.running.join_next() => probes.ended(provider, told),
            }
            let now = Instant::now();
            if now >= look {
                look = now + EVERY;
                if let Some(unseen) = sleep.woke(self.clock.now(), now) {
                    tracing::info!(?unseen, "this machine slept: connections are made anew");
                    self.pool.clear();
                    self.health.woke(unseen);
                    probes.fruitless.clear();
                }
                self.sweep();
            }
            self.probe_due(&mut probes);
        }
    }

    /// Lets go what has lain too long, and what belongs to a network that no provider has any more.
    fn sweep(&self) {
        let snapshot = self.snapshot.borrow().clone();
        let ways: Vec<Way> = snapshot.providers.iter().filter_map(|provider| way(provider)).collect();
        self.pool.sweep(|way| ways.contains(way));
    }

    fn probe_due(&self, probes: &mut Probes) {
        let due = self.health.due(Instant::now());
        probes.fruitless.retain(|provider, _| due.contains(provider));
        if due.is_empty() {
            return;
        }
        let snapshot = self.snapshot.borrow().clone();
        if !snapshot.settings.probe_breakers {
            return;
        }
        let may_be_asked = |provider: &&Arc<Provider>| {
            provider.enabled && !provider.held && provider.kind == ProviderKind::Upstream
        };
        for provider in snapshot.providers.iter().filter(may_be_asked) {
            if !due.contains(&provider.id) || !probes.may_tell(provider.id) {
                continue;
            }
            let Some(pass) = self.health.probe(provider) else { continue };
            let credential = self.health.credential(provider, 0, true).and_then(|(_, credential)| credential);
            let outbound = self.targets.of(provider, credential);
            let outbound = outbound.and_then(|target| prepare::prepare_models(&target, provider.dialect));
            if let Ok(outbound) = outbound {
                let (pool, health, provider) = (self.pool.clone(), self.health.clone(), provider.clone());
                probes.running.spawn(async move {
                    (provider.id, probe(&pool, &health, &provider, outbound, pass).await)
                });
            }
        }
    }
}

impl Probes {
    /// Whether a probe may say something that those before it didn't: not at once, and not for ever.
    fn may_tell(&self, provider: ProviderId) -> bool {
        let fruitless = self.fruitless.get(&provider);
        fruitless
            .is_none_or(|fruitless| fruitless.count < MOST_FRUITLESS && fruitless.last.elapsed() >= EVERY)
    }

    fn ended(&mut self, provider: ProviderId, told: bool) {
        if told {
            self.fruitless.remove(&provider);
        } else {
            let last = Instant::now();
            let fruitless = self.fruitless.entry(provider).or_insert(Fruitless { count: 0, last });
            *fruitless = Fruitless { count: fruitless.count + 1, last };
        }
    }
}

fn way(provider: &Provider) -> Option<Way> {
    Some(Way::new(provider.base_url.as_ref()?.origin().clone(), &provider.network))
}
