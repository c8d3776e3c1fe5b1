//! Canaries: provider credentials and client keys go through everything that works and everything that fails,
//! and are looked for afterwards wherever something is written or said.

#![expect(clippy::unwrap_used, clippy::expect_used, reason = "a helper that can't look has failed its test")]

use domain::{ClientKeySecret, Dialect, SystemRandom};
use journeys::{Answer, Ask, Control, SCENES, Scene, ServerProcess, Streaming, command, raw};
use serde_json::{Value, json};
use std::{
    fs::{self, File},
    path::Path,
    time::Duration,
};
use tempfile::TempDir;
use tokio::time::timeout;
use upstream::{Script, Upstream};

/// The providers of the stage.
const PROVIDERS: [&str; 6] =
    ["anthropic", "openai-chat", "openai-responses", "by-query", "dead", "dead-by-query"];
/// A header of the providers' own, as secret as a credential.
const HEADER: &str = "relay-token-canary-7Hq2mZ0kXv9TfB4w";
const PATIENCE: Duration = Duration::from_secs(20);

/// What must not be found.
struct Canaries(Vec<String>);

impl Canaries {
    /// Each without its ends, which may be shown: a part that is long enough to be known by.
    fn new<'a>(secrets: impl IntoIterator<Item = &'a str>) -> Self {
        let middle = |secret: &str| secret[12..secret.len() - 6].to_owned();
        Self(secrets.into_iter().map(middle).collect())
    }

    #[track_caller]
    fn assert_absent(&self, place: &str, bytes: &[u8]) {
        for canary in &self.0 {
            let found = bytes.windows(canary.len()).position(|window| window == canary.as_bytes());
            let around = found.map(|at| {
                let part = &bytes[at.saturating_sub(200)..(at + 60).min(bytes.len())];
                String::from_utf8_lossy(part).into_owned()
            });
            assert_eq!(around, None, "a secret is in {place}");
        }
    }

    /// Every file of the directory, whatever it is.
    #[track_caller]
    fn assert_absent_in_files(&self, dir: &Path) {
        let mut folders = vec![dir.to_owned()];
        let mut files = 0;
        while let Some(folder) = folders.pop() {
            for entry in fs::read_dir(folder).unwrap() {
                let path = entry.unwrap().path();
                if path.is_dir() {
                    folders.push(path);
                } else if let Ok(bytes) = fs::read(&path) {
                    // One that went away between the two calls says nothing any more.
                    self.assert_absent(&path.to_string_lossy(), &bytes);
                    files += 1;
                }
            }
        }
        assert!(files >= 3, "two databases and the vault's key at least");
    }
}

/// A server that writes its log at `debug`, and all that was said by it.
struct Stage {
    upstream: Upstream,
    dir: TempDir,
    logs: TempDir,
    server: ServerProcess,
    key: String,
    said: Vec<u8>,
}

impl Stage {
    async fn set() -> Self {
        let (dir, logs) = (tempfile::tempdir().unwrap(), tempfile::tempdir().unwrap());
        let log = File::create(logs.path().join("log")).unwrap();
        let server = ServerProcess::start_as(dir.path(), &["serve"], |command| {
            command.env("SWITCHYARD_LOG", "debug").stderr(log);
        });
        let key = server.control().new_key(json!({})).await;
        Self { upstream: Upstream::start().await, dir, logs, server, key, said: Vec::new() }
    }

    fn control(&self) -> &Control {
        self.server.control()
    }

    async fn add_provider(&mut self, name: &str, dialect: Dialect, base_url: &str, more: Value) {
        let added = self.control().add_provider(name, dialect, base_url, more).await;
        self.said.extend_from_slice(added.to_string().as_bytes());
    }

    async fn send(&mut self, ask: Ask) -> Answer {
        let answer = ask.send(&self.server.url()).await;
        self.hear(&answer);
        answer
    }

    async fn admin(&mut self, method: &str, path: &str, body: Option<Value>) -> Answer {
        let answer = self.control().admin(method, path, body).await;
        self.hear(&answer);
        answer
    }

    /// Closes all breakers and ends what rests, so that the next answer is what the script says.
    async fn rest(&mut self) {
        for name in PROVIDERS {
            let reset = self.admin("POST", &format!("/api/v1/providers/{name}/reset-breaker"), None).await;
            assert_eq!(reset.status, 200, "{}", reset.text());
        }
    }

    /// Sends a request that comes to rested providers.
    async fn send_rested(&mut self, ask: Ask) -> Answer {
        self.rest().await;
        self.send(ask).await
    }

    fn hear(&mut self, answer: &Answer) {
        self.said.extend_from_slice(format!("{:?}", answer.headers).as_bytes());
        self.said.extend_from_slice(&answer.body);
    }

    /// Everything that the admin API and the command line tell.
    async fn ask_for_everything(&mut self) {
        for path in [
            "/api/v1/providers",
            "/api/v1/keys",
            "/api/v1/users",
            "/api/v1/settings",
            "/api/v1/status",
            "/api/v1/requests/live",
            "/api/v1/requests?limit=500",
        ] {
            let answer = self.admin("GET", path, None).await;
            assert_eq!(answer.status, 200, "{path}: {}", answer.text());
            let rows = if path.contains('?') { answer.json()["items"].clone() } else { Value::Null };
            for row in rows.as_array().into_iter().flatten() {
                let path = format!("/api/v1/requests/{}", row["id"].as_str().unwrap());
                assert_eq!(self.admin("GET", &path, None).await.status, 200);
            }
        }
        for line in [
            &["status"][..],
            &["provider", "list"],
            &["provider", "list", "--json"],
            &["provider", "show", "anthropic"],
            &["key", "list", "--json"],
            &["requests", "list", "--json"],
            // It fails where the upstream refuses; what it says then counts.
            &["provider", "test", "anthropic"],
            &["provider", "test", "by-query", "--json"],
        ] {
            let mut command = command(self.dir.path());
            let output = command.args(line).env("SWITCHYARD_LOG", "debug");
            let output = output.output().unwrap();
            self.said.extend_from_slice(&output.stdout);
            self.said.extend_from_slice(&output.stderr);
        }
    }

    fn log(&self) -> Vec<u8> {
        fs::read(self.logs.path().join("log")).unwrap()
    }
}

fn credential(name: &str) -> String {
    format!("sk-upstream-{name}-canary-{}", &ClientKeySecret::generate(&SystemRandom).expose()[6..])
}

/// A provider that says back what it was sent, as some do.
fn echo(status: u16, credential: &str) -> Script {
    let message = format!("this key is not good: {credential}, nor is {HEADER}");
    Upstream::script().status(status, &[], json!({ "error": { "message": message } }).to_string())
}

/// The script of a provider with this credential.
type ScriptOf = fn(&str) -> Script;

/// The request with the key in its path, from nothing on.
fn in_path(key: &str, path: &str, body: &str) -> String {
    format!(
        "POST /key/{key}{path} HTTP/1.1\r\nhost: localhost\r\nanthropic-version: 2023-06-01\r\n\
         content-type: application/json\r\n\
         content-length: {}\r\nconnection: close\r\n\r\n{body}",
        body.len()
    )
}

#[tokio::test(flavor = "multi_thread")]
async fn no_secret_is_in_a_file_a_log_an_answer_or_an_error() {
    let mut stage = Stage::set().await;
    let base_url = stage.upstream.base_url();
    let dead = upstream::nobody().await;
    let mut credentials = Vec::new();
    for (name, dialect, base_url, priority) in [
        ("anthropic", Dialect::Anthropic, &base_url, 2),
        ("openai-chat", Dialect::OpenaiChat, &base_url, 2),
        ("openai-responses", Dialect::OpenaiResponses, &base_url, 2),
        ("by-query", Dialect::Gemini, &base_url, 2),
        ("dead", Dialect::Anthropic, &dead, 1),
        ("dead-by-query", Dialect::Gemini, &dead, 1),
    ] {
        let credential = credential(name);
        let mut more = json!({
            "credential": credential, "priority": priority, "custom_headers": { "x-relay-token": HEADER },
            "conversion_allowed": false,
        });
        if dialect == Dialect::Gemini {
            more["auth_style"] = "query".into();
        }
        stage.add_provider(name, dialect, base_url, more).await;
        credentials.push(credential);
    }
    let revoked = stage.control().new_key(json!({ "name": "disabled", "enabled": false })).await;
    let unknown = ClientKeySecret::generate(&SystemRandom).expose().to_owned();
    let key = stage.key.clone();
    let token = stage.control().token().to_owned();
    let secrets = credentials.iter().chain([&key, &revoked, &unknown, &token]);
    let canaries = Canaries::new(secrets.map(String::as_str).chain([HEADER]));

    let rejected = stage.admin(
        "POST",
        "/api/v1/providers",
        Some(json!({
            "name": "bad", "dialect": "anthropic", "base_url": "nonsense", "credential": credentials[0],
        })),
    );
    assert_eq!(rejected.await.status, 422);
    drive(&mut stage, &credentials, &[&revoked, &unknown]).await;
    stage.ask_for_everything().await;

    canaries.assert_absent("an answer", &stage.said);
    let said = String::from_utf8_lossy(&stage.said);
    assert!(
        said.contains("this key is not good: ***, nor is ***"),
        "what the upstream said is told without the secret"
    );
    canaries.assert_absent("the log", &stage.log());
    assert!(!stage.log().is_empty(), "a log at debug says something");
    stage.upstream.assert_clean();
    for came in stage.upstream.requests() {
        assert!(!format!("{came:?}").contains("sk-sy-"), "{} {}", came.method, came.path);
        assert!(credentials.iter().any(|known| came.credential.as_ref() == Some(known)), "{}", came.path);
    }
    let process = Path::new("/proc").join(stage.server.id().to_string());
    if process.exists() {
        for file in ["cmdline", "environ"] {
            canaries.assert_absent(file, &fs::read(process.join(file)).unwrap());
        }
    }
    // The token is in `runtime.json`, which only its owner may read, and nowhere else.
    let secrets = credentials.iter().chain([&key, &revoked, &unknown]);
    let in_files = Canaries::new(secrets.map(String::as_str).chain([HEADER]));
    in_files.assert_absent_in_files(stage.dir.path());
    stage.server.terminate();
    let Stage { server, dir, logs, .. } = stage;
    let ended = tokio::task::spawn_blocking(move || server.wait()).await.unwrap();
    assert!(ended.success(), "{ended}");
    canaries.assert_absent_in_files(dir.path());
    canaries.assert_absent("the log", &fs::read(logs.path().join("log")).unwrap());
}

/// Good requests and all kinds of failing ones.
async fn drive(stage: &mut Stage, credentials: &[String], bad_keys: &[&str]) {
    let key = stage.key.clone();
    let events = stage.control().url().to_owned();
    let mut events = Ask::get("/api/v1/events").key(stage.control().token()).stream(&events).await;
    assert_eq!(events.status, 200);
    let mut heard = String::new();
    let scripts: [(u16, ScriptOf); 6] = [
        (200, |_| Upstream::script()),
        (403, |credential| echo(401, credential)),
        (403, |credential| echo(403, credential)),
        (500, |credential| echo(500, credential)),
        (429, |credential| echo(429, credential)),
        (502, |credential| Upstream::script().raw(format!("HTTP/7 nonsense {credential}\r\n\r\n"))),
    ];
    for (status, script) in scripts {
        for (dialect, credential) in Dialect::ALL.into_iter().zip(credentials) {
            stage.upstream.answer_dialect(dialect, script(credential));
        }
        for scene in SCENES {
            let answer = stage.send_rested(scene.ask("m").key(&key)).await;
            assert_eq!(answer.status, status, "{scene:?}: {}", answer.text());
        }
        let scene = Scene { dialect: Dialect::Anthropic, stream: true };
        let body = scene.body("m").to_string();
        for (path, expected) in
            [("/v1/messages", status), ("/v1/nothing/here", 404), ("", 404), ("/v1/../x", 404)]
        {
            stage.rest().await;
            let answer = raw(&stage.server.url(), in_path(&key, path, &body)).await.answer();
            stage.hear(&answer);
            assert!(answer.status == expected || path.is_empty(), "{path}: {}", answer.text());
        }
        for bad in bad_keys {
            for (path, expected) in [("/v1/messages", 401), ("/v1/nothing", 404)] {
                let answer = raw(&stage.server.url(), in_path(bad, path, &body)).await.answer();
                stage.hear(&answer);
                assert_eq!(answer.status, expected, "{path}: {}", answer.text());
            }
            assert_eq!(stage.send(scene.ask("m").header("x-api-key", bad)).await.status, 401);
        }
        let gemini = Scene { dialect: Dialect::Gemini, stream: true };
        for (given, expected) in [(key.as_str(), status), (bad_keys[0], 401), (bad_keys[1], 401)] {
            let path = format!("{}&key={given}", gemini.path("m"));
            let answer = stage.send_rested(Ask::post(&path, &gemini.body("m"))).await;
            assert_eq!(answer.status, expected, "{}", answer.text());
        }
        // Where no key belongs: refused, and not repeated.
        for ask in [
            Ask::post(&format!("/v1/messages?key={key}"), &scene.body("m")),
            Ask::get(&format!("/v1/nothing?key={key}")),
            Ask::get(&format!("/{key}")),
            Ask::post("/v1/messages", &scene.body("m")).header("authorization", &format!("Basic {key}")),
        ] {
            let answer = stage.send(ask).await;
            assert!(answer.status.is_client_error(), "{}", answer.text());
        }
        hear_events(stage, &mut events, &mut heard).await;
    }
}

/// The events up to the newest request's that the ledger has. The ledger is behind the events, so that one may
/// have been heard before: all that was heard is kept.
async fn hear_events(stage: &mut Stage, events: &mut Streaming, heard: &mut String) {
    let newest = stage.control().ended_rows(1).await[0]["id"].as_str().unwrap().to_owned();
    let before = heard.len();
    let hearing = async {
        while !heard.contains(&newest) {
            let piece = events.piece().await.unwrap().expect("more events");
            heard.push_str(&String::from_utf8_lossy(&piece));
        }
    };
    // In all: signs of life come however little happens.
    timeout(PATIENCE, hearing).await.expect("the newest request's event");
    stage.said.extend_from_slice(&heard.as_bytes()[before..]);
}
