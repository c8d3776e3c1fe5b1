//! A gateway between clients and upstreams that a test plays itself.

use crate::{
    gateway::{Gateway, Parts},
    listener::{Connections, serve},
};
use domain::{
    BreakerState, Caller, ClientKeyForm, ClientKeySecret, Clock, KeyKind, NewClientKey, NewProvider,
    Provider, ProviderForm, RequestRecord, RequestState, Settings, Snapshot, SystemRandom, UnixMillis, User,
    UserId, VaultState,
};
use serde_json::{Value, json};
use std::{
    collections::HashMap,
    net::{IpAddr, Ipv4Addr},
    sync::{
        Arc,
        atomic::{AtomicI64, Ordering},
    },
    time::Duration,
};
use tokio::{
    io::{AsyncReadExt, AsyncWriteExt, DuplexStream},
    sync::{Semaphore, mpsc, watch},
    time::Instant,
};

/// What lies between a client and the gateway, and between that and an upstream.
pub(super) const BETWEEN: usize = 16 << 10;

/// A wall clock beside tokio's, which a test may move.
pub(super) struct WallClock {
    began: Instant,
    moved_ms: AtomicI64,
}

impl Clock for WallClock {
    fn now(&self) -> UnixMillis {
        let passed = i64::try_from(self.began.elapsed().as_millis()).unwrap();
        UnixMillis(1_800_000_000_000 + passed + self.moved_ms.load(Ordering::Relaxed))
    }
}

/// The gateway, and what is around it.
pub(super) struct Stage {
    pub(super) gateway: Gateway,
    pub(super) providers: Vec<Arc<Provider>>,
    rows: mpsc::Receiver<Arc<RequestRecord>>,
    snapshot: watch::Sender<Arc<Snapshot>>,
    clock: Arc<WallClock>,
    key: ClientKeySecret,
    connections: Connections,
}

impl Stage {
    /// A gateway with these providers, by their priority; each speaks anthropic if it doesn't say otherwise.
    pub(super) fn new(providers: &[Value]) -> Self {
        let clock = Arc::new(WallClock { began: Instant::now(), moved_ms: AtomicI64::new(0) });
        let providers: Vec<_> = providers.iter().zip(1..).map(|(json, rank)| provider(json, rank)).collect();
        let user = Arc::new(User::new(UserId::new(clock.now(), &SystemRandom), "owner", clock.now()));
        let form = ClientKeyForm::default();
        let new = NewClientKey::generate(user.id, KeyKind::Manual, form, clock.now(), &SystemRandom);
        let key = new.secret;
        let callers = HashMap::from([(key.digest(), Caller { key: Arc::new(new.key), user })]);
        let snapshot = Snapshot {
            vault: VaultState::Open,
            providers: providers.clone(),
            callers,
            ..Snapshot::default()
        };
        let (snapshot, snapshots) = watch::channel(Arc::new(snapshot));
        let (ledger, rows) = mpsc::channel(64);
        let gateway = Gateway::new(Parts {
            snapshot: snapshots,
            ledger,
            clock: clock.clone(),
            random: Arc::new(SystemRandom),
        });
        Self { gateway, providers, rows, snapshot, clock, key, connections: Connections::default() }
    }

    /// The same with providers of these names and nothing else to say of them, and their servers.
    pub(super) fn of<const N: usize>(names: [&str; N]) -> (Self, [Upstream; N]) {
        let stage = Self::new(&names.map(|name| json!({ "name": name })));
        let upstreams = names.map(|name| stage.upstream(name));
        (stage, upstreams)
    }

    /// Takes the place of a provider's server.
    pub(super) fn upstream(&self, name: &str) -> Upstream {
        Upstream(self.gateway.pool().connector().in_memory().listen(&format!("{name}.test")))
    }

    /// Lets a provider's server take no connection.
    pub(super) fn silence(&self, name: &str) {
        self.gateway.pool().connector().in_memory().silence(&format!("{name}.test"));
    }

    /// Looks after what lies between requests, as a gateway that listens does.
    pub(super) fn look_after(&self) {
        self.gateway.look_after();
    }

    /// Changes a provider.
    pub(super) fn change(&mut self, place: usize, change: impl FnOnce(&mut Provider)) {
        let mut provider = Provider::clone(&self.providers[place]);
        change(&mut provider);
        provider.revision += 1;
        self.providers[place] = Arc::new(provider);
        let providers = self.providers.clone();
        self.snapshot.send_modify(|snapshot| {
            *snapshot = Arc::new(Snapshot { providers, ..Snapshot::clone(snapshot) });
        });
    }

    /// Changes settings.
    pub(super) fn set(&self, change: impl FnOnce(&mut Settings)) {
        self.snapshot.send_modify(|snapshot| {
            let mut changed = Snapshot::clone(snapshot);
            change(&mut changed.settings);
            *snapshot = Arc::new(changed);
        });
    }

    /// The machine sleeps: the wall's clock alone goes on.
    pub(super) fn sleep(&self, duration: Duration) {
        self.clock.moved_ms.fetch_add(i64::try_from(duration.as_millis()).unwrap(), Ordering::Relaxed);
    }

    /// A client with a connection to the gateway.
    pub(super) fn client(&self) -> Client {
        let (ours, theirs) = tokio::io::duplex(BETWEEN);
        let permit = Arc::new(Semaphore::new(1)).try_acquire_owned().unwrap();
        let address = IpAddr::V4(Ipv4Addr::LOCALHOST);
        let serving = serve(theirs, address, self.gateway.clone(), self.connections.clone(), permit);
        self.connections.tasks.spawn(serving);
        Client { stream: ours, heard: String::new(), key: self.key.expose().to_owned() }
    }

    /// A client that has asked for a message.
    pub(super) async fn asking(&self, stream: bool) -> Client {
        let mut client = self.client();
        client.ask(stream).await;
        client
    }

    /// A client that has heard the beginning of a stream, and who sends it.
    pub(super) async fn streaming(&self, upstream: &mut Upstream) -> (Client, Served) {
        let mut client = self.asking(true).await;
        let mut served = upstream.asked().await;
        served.stream(&[START, HELLO]).await;
        client.hears("hello").await;
        (client, served)
    }

    /// A request that is answered in one piece, over this connection or a new one.
    pub(super) async fn answered(&mut self, upstream: &mut Upstream, over: Option<Served>) -> Served {
        let mut client = self.asking(false).await;
        let mut served = match over {
            Some(mut served) => {
                served.request().await;
                served
            }
            None => upstream.asked().await,
        };
        served.answer("200 OK", WHOLE).await;
        client.hears("end_turn").await;
        assert_eq!(self.row().await.state, RequestState::Done);
        served
    }

    /// How the first provider's breaker stands.
    pub(super) fn breaker(&self) -> BreakerState {
        self.gateway.breaker(&self.providers[0]).state
    }

    /// The next row of a request that is over.
    pub(super) async fn row(&mut self) -> Arc<RequestRecord> {
        loop {
            let row = self.rows.recv().await.unwrap();
            if row.state != RequestState::Open {
                return row;
            }
        }
    }
}

fn provider(json: &Value, rank: u32) -> Arc<Provider> {
    let mut full = json!({ "dialect": "anthropic", "credential": "sk-0123456789abcdef" });
    full["base_url"] = json!(format!("http://{}.test", json["name"].as_str().unwrap()));
    full["allow_plain_http"] = json!(true);
    for (name, value) in json.as_object().unwrap() {
        full[name] = value.clone();
    }
    let form: ProviderForm = serde_json::from_value(full).unwrap();
    let new = NewProvider { next_priority: rank, clock: &domain::SystemClock, random: &SystemRandom };
    Arc::new(form.create(new).unwrap())
}

/// A provider's server, as its connections come in.
pub(super) struct Upstream(mpsc::Receiver<DuplexStream>);

impl Upstream {
    /// The next connection.
    pub(super) async fn accept(&mut self) -> Served {
        Served { stream: self.0.recv().await.unwrap() }
    }

    /// The next connection, with its first request read.
    pub(super) async fn asked(&mut self) -> Served {
        let mut served = self.accept().await;
        served.request().await;
        served
    }

    /// Whether a connection is waiting.
    pub(super) fn is_called(&mut self) -> bool {
        self.0.try_recv().is_ok()
    }
}

/// A connection at a provider's server.
pub(super) struct Served {
    pub(super) stream: DuplexStream,
}

/// The head of a stream's answer.
pub(super) const STREAM: &str =
    "HTTP/1.1 200 OK\r\ncontent-type: text/event-stream\r\ntransfer-encoding: chunked\r\n\r\n";
/// How a message begins, without content.
pub(super) const START: &str = "event: message_start\ndata: {\"type\":\"message_start\",\"message\":{\"id\":\"m\",\"type\":\"message\",\"role\":\"assistant\",\"content\":[],\"model\":\"claude\",\"stop_reason\":null,\"usage\":{\"input_tokens\":7,\"output_tokens\":1}}}\n\nevent: content_block_start\ndata: {\"type\":\"content_block_start\",\"index\":0,\"content_block\":{\"type\":\"text\",\"text\":\"\"}}\n\n";
/// A ping.
pub(super) const PING: &str = "event: ping\ndata: {\"type\": \"ping\"}\n\n";
/// Some content.
pub(super) const HELLO: &str = "event: content_block_delta\ndata: {\"type\":\"content_block_delta\",\"index\":0,\"delta\":{\"type\":\"text_delta\",\"text\":\"hello\"}}\n\n";
/// How a message ends.
pub(super) const END: &str = "event: message_delta\ndata: {\"type\":\"message_delta\",\"delta\":{\"stop_reason\":\"end_turn\"},\"usage\":{\"output_tokens\":3}}\n\nevent: message_stop\ndata: {\"type\":\"message_stop\"}\n\n";
/// A message in one piece.
pub(super) const WHOLE: &str = "{\"id\":\"m\",\"type\":\"message\",\"role\":\"assistant\",\"model\":\"claude\",\"content\":[{\"type\":\"text\",\"text\":\"hello\"}],\"stop_reason\":\"end_turn\",\"usage\":{\"input_tokens\":7,\"output_tokens\":3}}";

impl Served {
    /// Reads a request whole; its head.
    pub(super) async fn request(&mut self) -> String {
        let mut bytes = Vec::new();
        loop {
            assert!(self.stream.read_buf(&mut bytes).await.unwrap() > 0, "the gateway hung up");
            let text = String::from_utf8_lossy(&bytes);
            let Some((head, body)) = text.split_once("\r\n\r\n") else { continue };
            let length = head.lines().find_map(|line| line.strip_prefix("content-length: ")?.parse().ok());
            if body.len() >= length.unwrap_or(0) {
                return head.to_owned();
            }
        }
    }

    /// Sends bytes as they are.
    pub(super) async fn say(&mut self, text: &str) {
        self.stream.write_all(text.as_bytes()).await.unwrap();
    }

    /// Begins a stream with these, in one piece.
    pub(super) async fn stream(&mut self, beginning: &[&str]) {
        self.say(STREAM).await;
        self.send(&beginning.concat()).await;
    }

    /// Sends a piece of a stream.
    pub(super) async fn send(&mut self, piece: &str) {
        assert!(self.pour(piece).await, "the gateway hung up");
    }

    /// Ends a stream.
    pub(super) async fn end(&mut self) {
        self.send(END).await;
        self.say("0\r\n\r\n").await;
    }

    /// Answers with a document.
    pub(super) async fn answer(&mut self, status: &str, body: &str) {
        let length = body.len();
        self.say(&format!(
            "HTTP/1.1 {status}\r\ncontent-type: application/json\r\ncontent-length: {length}\r\n\r\n{body}"
        ))
        .await;
    }

    /// Sends a piece of a stream; whether the gateway still listens.
    pub(super) async fn pour(&mut self, piece: &str) -> bool {
        let piece = format!("{:x}\r\n{piece}\r\n", piece.len());
        self.stream.write_all(piece.as_bytes()).await.is_ok()
    }

    /// Waits until the gateway hangs up.
    pub(super) async fn hung_up(&mut self) {
        let mut bytes = [0; 1024];
        while matches!(self.stream.read(&mut bytes).await, Ok(1..)) {}
    }
}

/// A client.
pub(super) struct Client {
    pub(super) stream: DuplexStream,
    heard: String,
    key: String,
}

impl Client {
    /// Asks for a message.
    pub(super) async fn ask(&mut self, stream: bool) {
        let body = json!({ "model": "claude", "max_tokens": 9, "stream": stream, "messages": [{ "role": "user", "content": "hi" }] });
        let (body, key) = (body.to_string(), &self.key);
        let head = format!(
            "POST /v1/messages HTTP/1.1\r\nhost: 127.0.0.1:23000\r\nx-api-key: {key}\r\ncontent-type: application/json\r\ncontent-length: {}\r\n\r\n",
            body.len()
        );
        self.stream.write_all((head + &body).as_bytes()).await.unwrap();
    }

    /// Reads on until a text has been heard.
    pub(super) async fn hears(&mut self, text: &str) {
        while !self.heard.contains(text) {
            let mut bytes = Vec::new();
            let read = self.stream.read_buf(&mut bytes).await.unwrap();
            assert!(read > 0, "the gateway hung up after: {}", self.heard);
            self.heard.push_str(&String::from_utf8(bytes).unwrap());
        }
    }

    /// Reads once, a little.
    pub(super) async fn hears_a_little(&mut self) {
        let mut bytes = [0; 64];
        let read = self.stream.read(&mut bytes).await.unwrap();
        self.heard.push_str(std::str::from_utf8(&bytes[..read]).unwrap());
    }

    /// Everything heard so far.
    pub(super) fn heard(&self) -> &str {
        &self.heard
    }

    /// Reads on until the end of an answer in pieces.
    pub(super) async fn hears_all(&mut self) {
        self.hears("\r\n0\r\n\r\n").await;
    }
}
