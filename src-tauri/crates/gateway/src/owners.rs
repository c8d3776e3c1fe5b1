//! Who keeps an answer: the provider, and the credential, that an answer's id came from. What is asked of the
//! answer later can be asked of them alone, and a conversation that goes on from it stays with them.
//!
//! In memory, scoped by key: an id means nothing to another key, which is told that there is no such answer. What
//! is kept of both is a hash under a seed of this process. After a restart all answers are unknown.

use crate::rejection::Rejection;
use domain::{CredentialId, ErrorCode, KeyId, ProviderId};
use std::{
    collections::HashMap,
    hash::BuildHasher,
    sync::{Arc, Mutex, PoisonError},
    time::Duration,
};
use tokio::time::Instant;

/// How long an answer is remembered: as long as OpenAI keeps it.
const KEPT: Duration = Duration::from_secs(30 * 24 * 60 * 60);
/// How many one generation holds.
const GENERATION: usize = 50_000;

/// Who made an answer, and with which credential.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) struct Owner {
    /// The provider.
    pub provider: ProviderId,
    /// The credential; a provider needn't have one.
    pub credential: Option<CredentialId>,
}

/// The owners of the latest answers, in two generations: a new one is begun when the younger is full or old, and
/// the older is then let go as a whole.
#[derive(Debug, Default)]
pub(crate) struct Owners {
    seed: foldhash::quality::RandomState,
    table: Mutex<Table>,
}

type Generation = HashMap<u64, Entry, foldhash::fast::RandomState>;

#[derive(Debug, Default)]
struct Table {
    young: Generation,
    old: Generation,
    began: Option<Instant>,
}

#[derive(Debug, Clone, Copy)]
struct Entry {
    owner: Owner,
    until: Instant,
}

impl Owners {
    /// Who made the answer of this id for this key.
    pub(crate) fn owner(&self, key: KeyId, id: &str, now: Instant) -> Option<Owner> {
        let name = self.seed.hash_one((key, id));
        let table = self.table.lock().unwrap_or_else(PoisonError::into_inner);
        let entry = table.young.get(&name).or_else(|| table.old.get(&name))?;
        (entry.until > now).then_some(entry.owner)
    }

    /// Remembers who made an answer.
    fn learn(&self, key: KeyId, id: &str, owner: Owner, now: Instant) {
        let name = self.seed.hash_one((key, id));
        let mut table = self.table.lock().unwrap_or_else(PoisonError::into_inner);
        let let_go = table.begin_generation_if_due(now);
        table.young.insert(name, Entry { owner, until: now + KEPT });
        drop(table);
        // Not while others wait for the lock.
        drop(let_go);
    }
}

impl Table {
    fn begin_generation_if_due(&mut self, now: Instant) -> Option<Generation> {
        let began = *self.began.get_or_insert(now);
        if self.young.len() < GENERATION && now < began + KEPT {
            return None;
        }
        self.began = Some(now);
        let full = std::mem::take(&mut self.young);
        Some(std::mem::replace(&mut self.old, full))
    }
}

/// Waits beside one answer for its id.
#[derive(Debug)]
pub struct Learner {
    owners: Arc<Owners>,
    key: KeyId,
    owner: Owner,
}

impl Learner {
    /// For an answer that `owner` makes for `key`.
    pub(crate) fn new(owners: &Arc<Owners>, key: KeyId, owner: Owner) -> Self {
        Self { owners: owners.clone(), key, owner }
    }

    /// This is the id.
    pub(crate) fn learn(self, id: &str) {
        self.owners.learn(self.key, id, self.owner, Instant::now());
    }
}

/// Nobody is known to keep it.
pub(crate) fn unknown_response(id: &str) -> Rejection {
    Rejection::new(
        ErrorCode::ResponseNotFound,
        format!("未知的响应 {id}：网关只记得启动以来由同一密钥创建的响应，请重新发送完整对话"),
        format!(
            "no provider is known to keep the response {id}: only responses that this key made since the gateway started can be asked for; send the whole conversation again"
        ),
    )
}

#[cfg(test)]
mod tests {
    use super::*;
    use domain::{SystemRandom, UnixMillis};

    fn ids() -> (KeyId, KeyId, Owner) {
        let now = UnixMillis(0);
        let owner = Owner {
            provider: ProviderId::new(now, &SystemRandom),
            credential: Some(CredentialId::new(now, &SystemRandom)),
        };
        (KeyId::new(now, &SystemRandom), KeyId::new(now, &SystemRandom), owner)
    }

    #[tokio::test(start_paused = true)]
    async fn an_answer_is_its_keys_alone_and_forgotten_in_time() {
        let (key, other, owner) = ids();
        let owners = Arc::new(Owners::default());
        Learner::new(&owners, key, owner).learn("resp_1");
        assert_eq!(owners.owner(key, "resp_1", Instant::now()), Some(owner));
        assert_eq!(owners.owner(other, "resp_1", Instant::now()), None, "another key's");
        assert_eq!(owners.owner(key, "resp_2", Instant::now()), None);
        tokio::time::advance(KEPT).await;
        assert_eq!(owners.owner(key, "resp_1", Instant::now()), None);
    }

    #[tokio::test(start_paused = true)]
    async fn the_latest_answers_stay_however_many_there_are() {
        let (key, _, owner) = ids();
        let owners = Owners::default();
        for number in 0..3 * GENERATION {
            owners.learn(key, &format!("resp_{number}"), owner, Instant::now());
        }
        let known = |number: usize| owners.owner(key, &format!("resp_{number}"), Instant::now()).is_some();
        assert!(known(3 * GENERATION - 1) && known(2 * GENERATION) && !known(0));
        let table = owners.table.lock().unwrap();
        assert!(table.young.len() + table.old.len() <= 2 * GENERATION);
    }
}
