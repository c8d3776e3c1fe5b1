//! A running instance in this process, and its admin API through the control door.

use crate::{Answer, Ask, Control};
use domain::Dialect;
use serde_json::{Value, json};
use server::{Given, Options, Running, Stop, StopMeans, WebDoor};
use std::path::Path;
use tempfile::TempDir;
use upstream::Upstream;

/// A running instance with one key.
pub struct Instance {
    running: Running,
    dir: TempDir,
    control: Control,
    /// The key.
    pub key: String,
}

impl Instance {
    /// Starts one without a provider.
    ///
    /// # Panics
    /// When it doesn't start.
    pub async fn start() -> Self {
        let dir = tempfile::tempdir().unwrap();
        let options = Options {
            data_dir: dir.path().to_owned(),
            port: Some(Given::flag(0)),
            admin: Some(WebDoor { host: None, port: Some(Given::flag(0)) }),
            stop_means: StopMeans::PortIsKept,
            ..Options::default()
        };
        let running = server::start(options).await.expect("the instance starts");
        let control = Control::of(dir.path());
        let mut instance = Self { running, dir, control, key: String::new() };
        instance.key = instance.new_key(json!({})).await;
        instance
    }

    /// Starts one with a provider of each dialect at this upstream.
    pub async fn in_front_of(upstream: &Upstream) -> Self {
        let instance = Self::start().await;
        for dialect in Dialect::ALL {
            instance.add_provider(dialect.as_str(), dialect, &upstream.base_url(), json!({})).await;
        }
        instance
    }

    /// Where requests go.
    pub fn url(&self) -> &str {
        self.running.gateway_url()
    }

    /// The web door.
    pub fn web_url(&self) -> &str {
        self.running.admin_url().unwrap_or_default()
    }

    /// The data directory.
    pub fn data_dir(&self) -> &Path {
        self.dir.path()
    }

    /// Its admin API.
    pub fn control(&self) -> &Control {
        &self.control
    }

    /// Adds a provider; `more` overrides its fields.
    pub async fn add_provider(&self, name: &str, dialect: Dialect, base_url: &str, more: Value) -> Value {
        self.control.add_provider(name, dialect, base_url, more).await
    }

    /// Makes a key for the owner.
    pub async fn new_key(&self, more: Value) -> String {
        self.control.new_key(more).await
    }

    /// A call of the admin API.
    pub async fn admin(&self, method: &str, path: &str, body: Option<Value>) -> Answer {
        self.control.admin(method, path, body).await
    }

    /// The report of a provider's connectivity test.
    ///
    /// # Panics
    /// When there is none.
    pub async fn test_report(&self, provider: &str) -> Value {
        let path = format!("/api/v1/providers/{provider}/test");
        let ask = Ask::post(&path, &json!({ "timeout_ms": 10_000 })).header("accept", "application/json");
        ask.key(self.control.token()).send(self.control.url()).await.json()
    }

    /// Sends a request with the key.
    pub async fn send(&self, ask: Ask) -> Answer {
        ask.key(&self.key).send(self.url()).await
    }

    /// The ledger's rows, newest first, once there are so many that have ended.
    pub async fn ended_rows(&self, count: usize) -> Vec<Value> {
        self.control.ended_rows(count).await
    }

    /// The newest request, whole.
    pub async fn last_request(&self) -> Value {
        let rows = self.ended_rows(1).await;
        let id = rows[0]["id"].as_str().unwrap().to_owned();
        self.admin("GET", &format!("/api/v1/requests/{id}"), None).await.json()
    }

    /// Stops the gateway; its port is kept.
    pub async fn stop_gateway(&self) {
        let answer = self.admin("POST", "/api/v1/gateway/stop", Some(json!({ "now": false }))).await;
        assert!(answer.status.is_success(), "{}", answer.text());
    }

    /// Ends the instance; its directory is left for a look.
    pub async fn end(self) -> TempDir {
        self.running.stop(Stop::Now).await;
        self.dir
    }
}
