//! The fire drill before a real instance, and what the status tells of breakers: as window, tray and command line read it.

#![expect(clippy::panic, reason = "what never comes to be fails the test")]

use domain::Dialect;
use journeys::{Instance, Scene};
use serde_json::{Value, json};
use std::time::Duration;
use upstream::Upstream;

const CHAT: Scene = Scene { dialect: Dialect::Anthropic, stream: false };

async fn read(app: &Instance, path: &str) -> Value {
    app.admin("GET", &format!("/api/v1/{path}"), None).await.json()
}

/// Looks until what is read is as wanted.
async fn until(app: &Instance, path: &str, wanted: impl Fn(&Value) -> bool) -> Value {
    let looking = async {
        loop {
            let seen = read(app, path).await;
            if wanted(&seen) {
                return seen;
            }
            tokio::time::sleep(Duration::from_millis(50)).await;
        }
    };
    match tokio::time::timeout(Duration::from_secs(30), looking).await {
        Ok(seen) => seen,
        Err(_) => panic!("{path} never was as wanted"),
    }
}

#[tokio::test(flavor = "multi_thread")]
async fn a_drill_runs_one_at_a_time_and_touches_nothing_of_the_persons() {
    let provider = Upstream::start().await;
    let app = Instance::start().await;
    app.add_provider("mine", Dialect::Anthropic, &provider.base_url(), json!({})).await;
    let before = (read(&app, "providers").await, provider.count());
    assert_eq!(read(&app, "drill").await, json!({ "running": false, "steps": [] }));

    let begun = app.admin("POST", "/api/v1/drill", None).await;
    assert_eq!(begun.status, 202, "{}", begun.text());
    let second = app.admin("POST", "/api/v1/drill", None).await;
    assert_eq!((second.status.as_u16(), second.json()["code"].as_str()), (409, Some("drill_running")));

    let drill = until(&app, "drill", |drill| drill["running"] == false).await;
    let steps = drill["steps"].as_array().unwrap();
    let last = steps.last().unwrap();
    assert_eq!((&last["what"], &last["how"]), (&json!("ended"), &json!("recovered")), "{drill}");
    assert_eq!(last["asked"], last["answered"]);
    let told = |what: &str| steps.iter().filter(|step| step["what"] == what).count();
    assert_eq!((told("began"), told("broken"), told("mended"), told("breaker")), (1, 1, 1, 3));

    // Nobody who looks elsewhere sees that there was one.
    let today = &read(&app, "status").await;
    assert_eq!((&today["today"]["requests"], &today["failed_over_at"]), (&json!(0), &Value::Null));
    assert_eq!((&today["in_flight"], &today["breakers"]), (&json!(0), &json!([])));
    assert_eq!(read(&app, "requests").await["items"], json!([]));
    assert_eq!(read(&app, "requests/live").await["items"], json!([]));
    assert_eq!((read(&app, "providers").await, provider.count()), before);
}

#[tokio::test(flavor = "multi_thread")]
async fn a_drill_that_is_stopped_says_so() {
    let app = Instance::start().await;
    app.admin("POST", "/api/v1/drill", None).await;
    assert_eq!(app.admin("DELETE", "/api/v1/drill", None).await.status, 204);
    let drill = until(&app, "drill", |drill| drill["running"] == false).await;
    assert_eq!(drill["steps"].as_array().unwrap().last().unwrap()["how"], "stopped");
}

#[tokio::test(flavor = "multi_thread")]
async fn the_status_names_whose_breaker_is_open_and_when_a_request_last_failed_over() {
    let (first, second) = (Upstream::start().await, Upstream::start().await);
    let app = Instance::start().await;
    app.add_provider("first", Dialect::Anthropic, &first.base_url(), json!({ "priority": 10 })).await;
    app.add_provider("second", Dialect::Anthropic, &second.base_url(), json!({ "priority": 20 })).await;
    first.answer(Upstream::script().status(503, &[], "{}"));
    assert_eq!(app.send(CHAT.ask("m")).await.status, 200);
    let status = until(&app, "status", |status| status["failed_over_at"].is_string()).await;
    assert_eq!(status["breakers"], json!([]), "one failure opens nothing");

    for _ in 0..4 {
        assert_eq!(app.send(CHAT.ask("m")).await.status, 200);
    }
    let status = read(&app, "status").await;
    let breaker = &status["breakers"][0];
    assert_eq!((&breaker["provider_name"], &breaker["state"]), (&json!("first"), &json!("open")), "{status}");
    assert!(breaker["until"].is_string());

    // What the person holds is as they want it.
    app.admin("POST", "/api/v1/providers/first/hold", None).await;
    assert_eq!(read(&app, "status").await["breakers"], json!([]));
}
