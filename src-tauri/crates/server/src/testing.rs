//! What the tests of this crate share.

use domain::{
    Clock, Dialect, OperationKind, RequestId, RequestRecord, RequestState, SystemClock, SystemRandom,
    UnixMillis, Usage,
};
use std::{
    path::Path,
    sync::{
        Arc,
        atomic::{AtomicI64, Ordering},
    },
    time::Duration,
};
use store::{DataDir, Store};

/// A clock that a test turns.
pub(crate) struct TestClock(AtomicI64);

impl TestClock {
    pub(crate) fn forward(&self, duration: Duration) {
        self.0.fetch_add(i64::try_from(duration.as_millis()).unwrap(), Ordering::SeqCst);
    }
}

impl Default for TestClock {
    fn default() -> Self {
        Self(AtomicI64::new(1_760_000_000_000))
    }
}

impl Clock for TestClock {
    fn now(&self) -> UnixMillis {
        UnixMillis(self.0.load(Ordering::SeqCst))
    }
}

/// A store in a directory.
pub(crate) fn store(dir: &Path) -> Store {
    let dir = DataDir::open(dir).unwrap();
    Store::open(&dir, Arc::new(SystemClock), Arc::new(SystemRandom)).unwrap()
}

/// A request's record.
pub(crate) fn record(millis: u64, state: RequestState) -> RequestRecord {
    let started_at = UnixMillis(i64::try_from(millis).unwrap());
    RequestRecord {
        id: RequestId::new(started_at, &SystemRandom),
        started_at,
        state,
        dialect: Dialect::Anthropic,
        operation: OperationKind::Generate,
        stream: false,
        user_id: None,
        user_name: None,
        key_id: None,
        key_name: None,
        client: None,
        peer: "127.0.0.1".into(),
        session_id: None,
        agent_id: None,
        project: None,
        asked_model: None,
        sent_model: None,
        provider_id: None,
        provider_name: None,
        converted: false,
        status: None,
        error_code: None,
        error: None,
        usage: Usage::default(),
        cost_nano_usd: None,
        request_bytes: 0,
        response_bytes: 0,
        first_byte_ms: None,
        duration_ms: None,
        chain: Vec::new(),
        changes: Vec::new(),
        attempts: Vec::new(),
    }
}
