//! A running instance in this process, and its admin API through the control door.

use crate::{Answer, Ask};
use domain::Dialect;
use serde_json::{Value, json};
use server::{Given, Options, Running, Stop, StopMeans, WebDoor};
use std::{path::Path, time::Duration};
use tempfile::TempDir;
use tokio::time::{Instant, sleep};
use upstream::Upstream;

/// How long something that must happen may take.
const PATIENCE: Duration = Duration::from_secs(20);

/// A running instance with one key.
pub struct Instance {
    running: Running,
    dir: TempDir,
    control: String,
    token: String,
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
        let runtime: Value =
            serde_json::from_slice(&std::fs::read(dir.path().join("runtime.json")).unwrap()).unwrap();
        let control = format!("http://{}", runtime["address"].as_str().unwrap());
        let token = runtime["token"].as_str().unwrap().to_owned();
        let mut instance = Self { running, dir, control, token, key: String::new() };
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

    /// Adds a provider; `more` overrides its fields.
    ///
    /// # Panics
    /// When it is refused.
    pub async fn add_provider(&self, name: &str, dialect: Dialect, base_url: &str, more: Value) -> Value {
        let mut form = json!({
            "name": name, "dialect": dialect, "base_url": base_url, "credential": format!("sk-upstream-{name}-0123456789"),
        });
        merge(&mut form, more);
        let answer = self.admin("POST", "/api/v1/providers", Some(form)).await;
        assert!(answer.status.is_success(), "{}", answer.text());
        answer.json()
    }

    /// Makes a key for the owner.
    ///
    /// # Panics
    /// When it is refused.
    pub async fn new_key(&self, more: Value) -> String {
        let mut form = json!({ "user": "owner", "name": "test" });
        merge(&mut form, more);
        let answer = self.admin("POST", "/api/v1/keys", Some(form)).await;
        assert!(answer.status.is_success(), "{}", answer.text());
        answer.json()["secret"].as_str().expect("a key, once").to_owned()
    }

    /// A call of the admin API.
    pub async fn admin(&self, method: &str, path: &str, body: Option<Value>) -> Answer {
        let method = method.parse().unwrap();
        let ask = Ask::new(method, path, body.map(|body| body.to_string()).unwrap_or_default());
        ask.header("content-type", "application/json").key(&self.token).send(&self.control).await
    }

    /// Sends a request with the key.
    pub async fn send(&self, ask: Ask) -> Answer {
        ask.key(&self.key).send(self.url()).await
    }

    /// The ledger's rows, newest first, once there are so many that have ended.
    ///
    /// # Panics
    /// When they don't come.
    pub async fn ended_rows(&self, count: usize) -> Vec<Value> {
        let until = Instant::now() + PATIENCE;
        loop {
            let rows = self.admin("GET", "/api/v1/requests?limit=500", None).await.json();
            let rows = rows["items"].as_array().cloned().unwrap_or_default();
            let ended = rows.iter().filter(|row| row["state"] != "open").count();
            if ended >= count {
                return rows;
            }
            assert!(Instant::now() < until, "{ended} of {count} rows ended: {rows:?}");
            sleep(Duration::from_millis(20)).await;
        }
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

fn merge(form: &mut Value, more: Value) {
    if let (Some(form), Value::Object(more)) = (form.as_object_mut(), more) {
        form.extend(more);
    }
}
