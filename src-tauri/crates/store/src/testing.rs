//! What the tests of this crate share: a store in a directory of its own, and records to put in.

use crate::{DataDir, Store};
use domain::{
    AnthropicOverrides, Attempt, AttemptId, AttemptOutcome, AuthStyle, BaseUrl, BreakerValues, CacheTtl,
    Change, CodexInstructions, Considered, Credential, CredentialId, Dialect, Exclusion, KeyId,
    ModelRedirect, NanoUsd, Network, OperationKind, Overrides, Provider, ProviderId, ProviderKind, Proxy,
    RequestId, RequestRecord, RequestState, ResponsesOverrides, Secret, Switch, SystemClock, SystemRandom,
    Timeouts, TokenCount, UnixMillis, Usage, UserId, Verdict, Weight,
};
use rusqlite::Connection;
use std::{path::Path, sync::Arc, time::Duration};

/// A data directory that outlives the stores opened in it.
pub(crate) struct Fixture {
    root: Arc<tempfile::TempDir>,
}

impl Fixture {
    pub(crate) fn new() -> Self {
        Self { root: Arc::new(tempfile::tempdir().unwrap()) }
    }

    pub(crate) fn path(&self) -> &Path {
        self.root.path()
    }

    pub(crate) fn open(&self) -> Opened {
        let dir = DataDir::open(self.path()).unwrap();
        let store = Store::open(&dir, Arc::new(SystemClock), Arc::new(SystemRandom)).unwrap();
        Opened { store, _root: Arc::clone(&self.root) }
    }

    pub(crate) fn open_with_vault(&self) -> Opened {
        let store = self.open();
        store.open_vault().unwrap();
        store
    }

    /// The configuration's file, around the store.
    pub(crate) fn config(&self) -> Connection {
        Connection::open(self.path().join("switchyard.db")).unwrap()
    }

    /// The ledger's file, around the store.
    pub(crate) fn ledger(&self) -> Connection {
        Connection::open(self.path().join("ledger.db")).unwrap()
    }
}

/// A store whose directory stays as long as it does.
#[derive(Clone)]
pub(crate) struct Opened {
    store: Store,
    _root: Arc<tempfile::TempDir>,
}

impl std::ops::Deref for Opened {
    type Target = Store;
    fn deref(&self) -> &Store {
        &self.store
    }
}

/// Waits for something that the ledger's thread will do, and fails when it doesn't.
pub(crate) async fn eventually(what: &str, condition: impl AsyncFn() -> bool) {
    for _ in 0..3_000 {
        if condition().await {
            return;
        }
        tokio::time::sleep(Duration::from_millis(10)).await;
    }
    panic!("{what} did not happen");
}

fn bytes(number: u32) -> [u8; 16] {
    let mut bytes = [0; 16];
    bytes[12..].copy_from_slice(&number.to_be_bytes());
    bytes
}

/// A provider with something in every field.
pub(crate) fn provider(number: u32, name: &str, credentials: &[&str]) -> Provider {
    let id = ProviderId::from_bytes(bytes(number));
    let credential = |(place, secret): (u32, &&str)| {
        Credential::new(CredentialId::from_bytes(bytes(number * 100 + place)), Secret::new(*secret))
    };
    Provider {
        id,
        name: name.into(),
        note: "a note".into(),
        kind: ProviderKind::Upstream,
        dialect: Dialect::OpenaiResponses,
        auth_style: AuthStyle::Both,
        base_url: Some(BaseUrl::parse("https://api.example.org/prefix").unwrap()),
        credentials: (0..).zip(credentials).map(credential).collect(),
        enabled: false,
        held: true,
        priority: 30,
        group_priorities: [("team".parse().unwrap(), 3)].into(),
        weight: Weight::try_from(7).unwrap(),
        tags: vec!["team".parse().unwrap(), "night".parse().unwrap()],
        allowed_models: vec!["gpt-*".parse().unwrap()],
        model_redirects: vec![ModelRedirect { from: "o3-*".parse().unwrap(), to: "gpt-5".into() }],
        echo_requested_model: true,
        allowed_clients: vec!["codex*".parse().unwrap()],
        denied_clients: vec!["curl/*".parse().unwrap()],
        timeouts: Timeouts {
            connect_timeout_ms: Some(1),
            first_byte_timeout_ms: Some(0),
            stream_idle_timeout_ms: Some(3),
            stream_stall_timeout_ms: None,
            total_timeout_ms: Some(5),
        },
        breaker: BreakerValues { failures: Some(3), open_ms: Some(5_000), half_open_successes: Some(1) },
        network: Network {
            proxy: Some(Proxy::parse("socks5://me@proxy.lan:1080").unwrap()),
            proxy_fallback_direct: true,
            extra_ca_pem: Some("a certificate".into()),
            accept_any_certificate: true,
        },
        schedule: Some("22:00-06:00 Asia/Shanghai".parse().unwrap()),
        custom_headers: Vec::new(),
        pass_client_ip: true,
        conversion_allowed: false,
        include_usage: false,
        allow_plain_http: true,
        overrides: Overrides {
            anthropic: AnthropicOverrides {
                max_tokens: Some(4_096.try_into().unwrap()),
                thinking_budget: Some(2_048.try_into().unwrap()),
                long_context: Switch::On,
                cache_ttl: Some(CacheTtl::OneHour),
            },
            responses: ResponsesOverrides {
                reasoning_effort: Some("high".parse().unwrap()),
                reasoning_summary: Some("auto".parse().unwrap()),
                verbosity: Some("low".parse().unwrap()),
                parallel_tools: Some(false),
                service_tier: Some("priority".parse().unwrap()),
            },
            google_search: Switch::Off,
            codex_instructions: CodexInstructions::ForceOfficial,
        },
        website: Some("https://example.org".into()),
        created_at: UnixMillis(1_700_000_000_000),
        revision: 1,
    }
}

/// What can be read of a provider's credentials.
pub(crate) fn secrets(provider: &Provider) -> Vec<Option<&str>> {
    provider.credentials.iter().map(|credential| credential.secret.as_ref().map(Secret::expose)).collect()
}

/// A finished request with something in every column, begun that many milliseconds after a fixed moment.
pub(crate) fn record(number: u32) -> RequestRecord {
    record_at(number, number)
}

/// Such a request, one of several of a millisecond.
pub(crate) fn record_at(milliseconds: u32, number: u32) -> RequestRecord {
    let started_at = UnixMillis(1_700_000_000_000 + i64::from(milliseconds));
    let mut id = bytes(number);
    id[..6].copy_from_slice(&started_at.0.to_be_bytes()[2..]);
    let provider_id = ProviderId::from_bytes([7; 16]);
    RequestRecord {
        id: RequestId::from_bytes(id),
        started_at,
        state: RequestState::Done,
        dialect: Dialect::Anthropic,
        operation: OperationKind::Generate,
        stream: true,
        user_id: Some(UserId::from_bytes([1; 16])),
        user_name: Some("owner".into()),
        key_id: Some(KeyId::from_bytes([2; 16])),
        key_name: Some("laptop".into()),
        client: Some("claude-cli/2.0".into()),
        peer: "127.0.0.1".into(),
        session_id: Some("session".into()),
        agent_id: None,
        project: None,
        asked_model: Some("claude-sonnet-4-5".into()),
        sent_model: Some("claude-sonnet-4-5-20250929".into()),
        provider_id: Some(provider_id),
        provider_name: Some("main".into()),
        converted: false,
        status: Some(200),
        error_code: None,
        error: None,
        usage: Usage {
            input_tokens: Some(TokenCount(10)),
            output_tokens: Some(TokenCount(20)),
            cache_read_tokens: Some(TokenCount(30)),
            cache_write_5m_tokens: Some(TokenCount(0)),
            cache_write_1h_tokens: None,
            reasoning_tokens: Some(TokenCount(5)),
            web_searches: Some(1),
            estimated: false,
        },
        cost_nano_usd: Some(NanoUsd(123_456)),
        request_bytes: 1_000,
        response_bytes: 2_000,
        first_byte_ms: Some(40),
        duration_ms: Some(400),
        chain: vec![
            Considered {
                provider_id,
                provider_name: "main".into(),
                verdict: Verdict::Candidate { rank: 1, session: true, pinned: false, converted: false },
            },
            Considered {
                provider_id: ProviderId::from_bytes([8; 16]),
                provider_name: "spare".into(),
                verdict: Verdict::Skipped { reason: Exclusion::Disabled },
            },
        ],
        changes: vec![Change::BodyDecoded],
        attempts: vec![attempt(1, AttemptOutcome::Status), attempt(2, AttemptOutcome::Answered)],
    }
}

/// The same request when it was admitted.
pub(crate) fn opening(number: u32) -> RequestRecord {
    RequestRecord {
        state: RequestState::Open,
        status: None,
        sent_model: None,
        provider_id: None,
        provider_name: None,
        usage: Usage::default(),
        cost_nano_usd: None,
        response_bytes: 0,
        first_byte_ms: None,
        duration_ms: None,
        chain: Vec::new(),
        changes: Vec::new(),
        attempts: Vec::new(),
        ..record(number)
    }
}

fn attempt(number: u32, outcome: AttemptOutcome) -> Attempt {
    Attempt {
        id: AttemptId::from_bytes(bytes(number)),
        provider_id: ProviderId::from_bytes([7; 16]),
        provider_name: "main".into(),
        started_at: UnixMillis(1_700_000_000_000),
        outcome,
        status: Some(200),
        connect_ms: Some(0),
        head_ms: None,
        duration_ms: 100,
        reused_connection: true,
        error: Some("overloaded".into()),
    }
}
