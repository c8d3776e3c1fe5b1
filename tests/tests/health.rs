//! How providers do, as their cards show it: from the requests that pass, and after a restart from the ledger.

use domain::Dialect;
use journeys::{Instance, Scene, ServerProcess};
use serde_json::{Value, json};
use std::time::Duration;
use tokio::time::timeout;
use upstream::Upstream;

const PATIENCE: Duration = Duration::from_secs(20);
const CHAT: Scene = Scene { dialect: Dialect::Anthropic, stream: true };

async fn health(app: &Instance, name: &str) -> Value {
    app.admin("GET", &format!("/api/v1/providers/{name}"), None).await.json()["health"].clone()
}

#[tokio::test(flavor = "multi_thread")]
async fn a_provider_is_unused_then_well_then_failing_and_each_change_is_told() {
    let upstream = Upstream::start().await;
    let app = Instance::start().await;
    let provider = app.add_provider("only", Dialect::Anthropic, &upstream.base_url(), json!({})).await;
    assert_eq!(provider["health"]["state"], "unused");
    assert_eq!(provider["health"]["last_outcome"], Value::Null);
    let control = app.control();
    let mut events = journeys::Ask::get("/api/v1/events").key(control.token()).stream(control.url()).await;
    let mut heard = String::new();
    let mut hear = async |count: usize| {
        let told = |heard: &str| heard.matches("\"provider_health_changed\"").count();
        while told(&heard) < count {
            let piece = timeout(PATIENCE, events.piece()).await.expect("the event");
            heard += &String::from_utf8_lossy(&piece.unwrap().unwrap());
        }
        assert_eq!(told(&heard), count, "{heard}");
    };

    assert_eq!(app.send(CHAT.ask("m")).await.status, 200);
    assert_eq!(app.send(CHAT.ask("m")).await.status, 200);
    hear(1).await;
    app.ended_rows(2).await;
    let well = health(&app, "only").await;
    assert_eq!((&well["state"], &well["successes_today"]), (&json!("ok"), &json!(2)));
    assert!(well["first_byte_ms_median"].is_u64() && well["since"].is_string(), "{well}");

    upstream.answer(Upstream::script().status(500, &[], r#"{"error":{"message":"the disk is full"}}"#));
    assert_eq!(app.send(CHAT.ask("m")).await.status, 500);
    hear(2).await;
    let failing = health(&app, "only").await;
    assert_eq!((&failing["state"], &failing["failures_today"]), (&json!("failing"), &json!(2)), "two tries");
    let last = &failing["last_outcome"];
    assert_eq!((&last["outcome"], &last["status"]), (&json!("status"), &json!(500)));
    assert!(last["error"].as_str().unwrap().contains("the disk is full"), "{last}");
    assert_eq!(last["request_id"], app.ended_rows(3).await[0]["id"]);

    let status = app.admin("GET", "/api/v1/status", None).await.json();
    assert_eq!(status["today"]["success_permille"], 666);
    assert!(status["today"]["first_byte_ms_median"].is_u64(), "{status}");
    let change = json!({ "revision": provider["revision"], "enabled": false });
    let off = app.admin("PATCH", "/api/v1/providers/only", Some(change)).await.json();
    assert_eq!(off["health"]["state"], "disabled");
}

#[tokio::test(flavor = "multi_thread")]
async fn a_wrong_request_says_nothing_about_the_provider() {
    let upstream = Upstream::start().await;
    let app = Instance::start().await;
    app.add_provider("only", Dialect::Anthropic, &upstream.base_url(), json!({})).await;
    upstream.answer(Upstream::script().status(400, &[], r#"{"error":{"message":"no"}}"#));
    assert_eq!(app.send(CHAT.ask("m")).await.status, 400);
    app.ended_rows(1).await;
    let health = health(&app, "only").await;
    assert_eq!((&health["state"], &health["failures_today"]), (&json!("unused"), &json!(0)));
}

#[tokio::test(flavor = "multi_thread")]
async fn a_model_that_it_lacks_says_nothing_about_a_provider_and_a_wrong_base_url_does() {
    let upstream = Upstream::start().await;
    let app = Instance::start().await;
    let provider = app.add_provider("only", Dialect::Anthropic, &upstream.base_url(), json!({})).await;
    assert_eq!(app.send(CHAT.ask("m")).await.status, 200);
    upstream.answer(Upstream::script().status(404, &[], r#"{"error":{"message":"no such model"}}"#));
    assert_eq!(app.send(CHAT.ask("nobody-has-it")).await.status, 404);
    app.ended_rows(2).await;
    let well = health(&app, "only").await;
    assert_eq!((&well["state"], &well["failures_today"]), (&json!("ok"), &json!(0)));

    let base_url = format!("{}/nowhere", upstream.base_url());
    let change = json!({ "revision": provider["revision"], "base_url": base_url });
    assert_eq!(app.admin("PATCH", "/api/v1/providers/only", Some(change)).await.status, 200);
    assert_eq!(app.send(CHAT.ask("m")).await.status, 404);
    app.ended_rows(3).await;
    assert_eq!(health(&app, "only").await["state"], "failing");
}

#[tokio::test(flavor = "multi_thread")]
async fn after_a_restart_the_ledger_says_how_they_did() {
    let dir = tempfile::tempdir().unwrap();
    let upstream = Upstream::start().await;
    let server = ServerProcess::start(dir.path());
    server.control().add_provider("only", Dialect::Anthropic, &upstream.base_url(), json!({})).await;
    let key = server.control().new_key(json!({})).await;
    for _ in 0..3 {
        assert_eq!(CHAT.ask("m").key(&key).send(&server.url()).await.status, 200);
    }
    upstream.answer(Upstream::script().status(500, &[], "oops"));
    assert_eq!(CHAT.ask("m").key(&key).send(&server.url()).await.status, 500);
    server.control().ended_rows(4).await;
    server.terminate();
    tokio::task::spawn_blocking(move || server.wait()).await.unwrap();

    let server = ServerProcess::start(dir.path());
    let learned = async {
        loop {
            let provider = server.control().admin("GET", "/api/v1/providers/only", None).await.json();
            if provider["health"]["state"] != "unused" {
                return provider["health"].clone();
            }
            tokio::time::sleep(Duration::from_millis(20)).await;
        }
    };
    let health = timeout(PATIENCE, learned).await.expect("it is learned from the ledger");
    assert_eq!(health["state"], "failing");
    assert_eq!((&health["successes_today"], &health["failures_today"]), (&json!(3), &json!(2)));
    assert!(health["first_byte_ms_median"].is_u64(), "{health}");
    assert_eq!(health["last_outcome"]["status"], 500);
}
