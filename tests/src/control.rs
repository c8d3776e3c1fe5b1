//! The admin API of an instance, through its control door.

use crate::{Answer, Ask};
use domain::Dialect;
use serde_json::{Value, json};
use std::{path::Path, time::Duration};
use tokio::time::{Instant, sleep};

/// How long something that must happen may take.
const PATIENCE: Duration = Duration::from_secs(20);

/// Where an instance's control door is, and what opens it.
#[derive(Debug, Clone)]
pub struct Control {
    url: String,
    token: String,
}

impl Control {
    /// Of the instance that runs on this data directory.
    ///
    /// # Panics
    /// When none does.
    pub fn of(data_dir: &Path) -> Self {
        let runtime: Value =
            serde_json::from_slice(&std::fs::read(data_dir.join("runtime.json")).unwrap()).unwrap();
        let url = format!("http://{}", runtime["address"].as_str().unwrap());
        Self { url, token: runtime["token"].as_str().unwrap().to_owned() }
    }

    /// What opens the door.
    pub fn token(&self) -> &str {
        &self.token
    }

    /// Where the door is.
    pub fn url(&self) -> &str {
        &self.url
    }

    /// A call of the admin API.
    pub async fn admin(&self, method: &str, path: &str, body: Option<Value>) -> Answer {
        let method = method.parse().unwrap();
        let ask = Ask::new(method, path, body.map(|body| body.to_string()).unwrap_or_default());
        ask.header("content-type", "application/json").key(&self.token).send(&self.url).await
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

    /// The ledger's rows, newest first, once so many of them are as wanted.
    ///
    /// # Panics
    /// When they don't come.
    pub async fn rows(&self, count: usize, wanted: impl Fn(&Value) -> bool) -> Vec<Value> {
        let until = Instant::now() + PATIENCE;
        loop {
            let rows = self.admin("GET", "/api/v1/requests?limit=500", None).await.json();
            let rows = rows["items"].as_array().cloned().unwrap_or_default();
            let found = rows.iter().filter(|row| wanted(row)).count();
            if found >= count {
                return rows;
            }
            assert!(Instant::now() < until, "{found} of {count} rows: {rows:?}");
            sleep(Duration::from_millis(20)).await;
        }
    }

    /// The ledger's rows, newest first, once there are so many that have ended.
    pub async fn ended_rows(&self, count: usize) -> Vec<Value> {
        self.rows(count, |row| row["state"] != "open").await
    }
}

fn merge(form: &mut Value, more: Value) {
    if let (Some(form), Value::Object(more)) = (form.as_object_mut(), more) {
        form.extend(more);
    }
}
