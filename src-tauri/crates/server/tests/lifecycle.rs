//! How an instance begins and ends.

#[cfg(test)]
mod harness;

use harness::{App, Request, next_event};
use http_body_util::BodyExt;
use serde_json::{Value, json};
use server::{Offline, Options, StartError, Stop, StopMeans};
use std::time::Duration;
use tokio::net::TcpStream;
use tower::ServiceExt;

#[tokio::test]
async fn a_second_instance_is_told_of_the_first() {
    let app = App::start().await;
    let second = server::start(harness::options(app.dir.path())).await.err();
    let Some(StartError::AlreadyRunning { instance: Some(instance), .. }) = second else {
        panic!("{second:?}");
    };
    assert_eq!((instance.pid, instance.address), (std::process::id(), app.control));
    assert_eq!(instance.token.expose(), app.token);
    let offline = Offline::open(app.dir.path()).await.err();
    assert!(matches!(offline, Some(StartError::AlreadyRunning { instance: Some(_), .. })));
    app.stop().await;
}

#[tokio::test]
async fn a_stop_through_the_api_ends_the_process_and_leaves_nothing_behind() {
    let app = App::start().await;
    let (control, web) = (app.control, app.web());
    let events = Request::new("GET", "/api/v1/events").bearer(&app.token).open(control).await;
    let stopped = app.call("POST", "/api/v1/gateway/stop", None).await.json();
    assert_eq!((&stopped["gateway"], &stopped["process_ends"]), (&json!("stopped"), &json!(true)));
    let how = app.running.ended().await;
    assert_eq!(how, Stop::Gently);
    let again = app.post("/api/v1/gateway/stop", json!({"now": true})).await;
    assert_eq!(again.status, 200);
    assert_eq!(app.running.ended().await, Stop::Now);
    assert_eq!(app.call("POST", "/api/v1/gateway/start", None).await.problem(), (409, "not_running".into()));

    let dir = app.dir;
    tokio::time::timeout(Duration::from_secs(10), app.running.stop(how)).await.unwrap();
    drop(events);
    assert!(!dir.path().join("runtime.json").exists());
    for door in [control, web] {
        assert!(TcpStream::connect(door).await.is_err(), "{door} is closed");
    }
    // The lock is free and the store in order.
    App::start_in(dir).await.stop().await;
}

#[tokio::test]
async fn every_start_has_a_token_of_its_own() {
    let app = App::start().await;
    let first = app.token.clone();
    let app = App::start_in(app.stop().await).await;
    assert_ne!(app.token, first);
    let old = Request::new("GET", "/api/v1/status").bearer(&first).send(app.control).await;
    assert_eq!(old.problem(), (401, "invalid_token".into()));
    app.stop().await;
}

#[tokio::test]
async fn the_command_line_works_without_an_instance_and_an_instance_finds_what_it_did() {
    let dir = tempfile::tempdir().unwrap();
    let offline = Offline::open(dir.path()).await.unwrap();
    let call = |method: &str, path: &str, body: Value| {
        let request = http::Request::builder()
            .method(method)
            .uri(path)
            .header("content-type", "application/json")
            .body(axum::body::Body::from(body.to_string()))
            .unwrap();
        let router = offline.router();
        async move {
            let answer = router.oneshot(request).await.unwrap();
            let (status, body) = (answer.status().as_u16(), answer.into_body().collect().await.unwrap());
            (status, serde_json::from_slice::<Value>(&body.to_bytes()).unwrap())
        }
    };
    let (status, added) = call(
        "POST",
        "/api/v1/providers",
        json!({"name": "a", "dialect": "gemini", "base_url": "https://h.example", "credential": "sk-0123456789ab"}),
    )
    .await;
    assert_eq!(status, 201, "{added}");
    assert_eq!(call("GET", "/api/v1/status", Value::Null).await.1["gateway"], "absent");
    let (status, problem) = call("POST", "/api/v1/gateway/stop", json!({})).await;
    assert_eq!((status, &problem["code"]), (409, &json!("not_running")));
    offline.close().await;

    let app = App::start_in(dir).await;
    let found = app.get("/api/v1/providers/a").await.json();
    assert_eq!(found["id"], added["id"]);
    app.stop().await;
}

#[tokio::test]
async fn a_request_is_seen_live_as_an_event_and_in_the_ledger() {
    let app = App::start().await;
    let demo = app.call("POST", "/api/v1/demo", None).await.json();
    let mut events = Request::new("GET", "/api/v1/events").bearer(&app.token).open(app.control).await;
    assert_eq!(next_event(&mut events).await.unwrap()["type"], "hello");

    let gateway = app.running.gateway_url().strip_prefix("http://").unwrap().parse().unwrap();
    let body = json!({
        "model": demo["model"], "max_tokens": 16, "messages": [{"role": "user", "content": "hi"}],
    });
    let request = Request::new("POST", "/v1/messages").header("x-api-key", demo["secret"].as_str().unwrap());
    let answer = request.json(&body).send_1_1(gateway).await;
    assert_eq!(answer.status, 200, "{}", answer.body);
    let id = answer.header("x-request-id").unwrap().to_owned();

    let mut seen = Vec::new();
    while seen.last().is_none_or(|kind| kind != "request_closed") {
        let event = next_event(&mut events).await.unwrap();
        if event["request"]["id"] == id.as_str() {
            seen.push(event["type"].as_str().unwrap().to_owned());
        }
    }
    // One that is over in a moment is told as a whole.
    assert!(seen == ["request_opened", "request_closed"] || seen == ["request_closed"], "{seen:?}");
    let live = app.get("/api/v1/requests/live").await.json();
    assert_eq!((&live["items"][0]["id"], &live["items"][0]["state"]), (&json!(id), &json!("done")));

    // A stop writes everything down.
    let app = App::start_in(app.stop().await).await;
    let short = &id[id.len() - 8..];
    for path in [format!("/api/v1/requests/{id}"), format!("/api/v1/requests/{short}")] {
        let found = app.get(&path).await.json();
        assert_eq!((&found["id"], &found["state"]), (&json!(id), &json!("done")), "{path}");
    }
    for query in ["", "?provider=demo&user=demo&state=done", "?model=demo&limit=1"] {
        let list = app.get(&format!("/api/v1/requests{query}")).await.json();
        assert_eq!(list["items"].as_array().map(Vec::len), Some(1), "{query}");
    }
    assert_eq!(app.get("/api/v1/requests?state=failed").await.json()["items"], json!([]));
    let key = app.get(&format!("/api/v1/keys/{}", demo["key"]["id"].as_str().unwrap())).await.json();
    assert!(key["last_used_at"].is_string(), "{key}");
    assert_eq!(app.get("/api/v1/status").await.json()["today"]["done"], 1);
    app.stop().await;
}

#[tokio::test]
async fn a_revoked_key_opens_nothing_from_that_moment_on() {
    let app = App::start().await;
    let demo = app.call("POST", "/api/v1/demo", None).await.json();
    let gateway = app.running.gateway_url().strip_prefix("http://").unwrap().parse().unwrap();
    let models = || {
        let request = Request::new("GET", "/v1/models").header("x-api-key", demo["secret"].as_str().unwrap());
        request.send_1_1(gateway)
    };
    assert_eq!(models().await.status, 200);
    let key = format!("/api/v1/keys/{}", demo["key"]["id"].as_str().unwrap());
    assert_eq!(app.call("DELETE", &key, None).await.status, 204);
    assert_eq!(models().await.status, 401);
    app.stop().await;
}

#[tokio::test]
async fn the_desktops_stop_keeps_the_port_and_a_start_serves_again() {
    let dir = tempfile::tempdir().unwrap();
    let options = Options { stop_means: StopMeans::PortIsKept, ..harness::options(dir.path()) };
    let app = App::start_with(dir, options).await;
    let demo = app.call("POST", "/api/v1/demo", None).await.json();
    let gateway = app.running.gateway_url().strip_prefix("http://").unwrap().parse().unwrap();
    let models = || {
        let request = Request::new("GET", "/v1/models").header("x-api-key", demo["secret"].as_str().unwrap());
        request.send_1_1(gateway)
    };
    let stopped = app.call("POST", "/api/v1/gateway/stop", None).await.json();
    assert_eq!((&stopped["gateway"], &stopped["process_ends"]), (&json!("stopped"), &json!(false)));
    assert_eq!(models().await.status, 503);
    let started = app.call("POST", "/api/v1/gateway/start", None).await.json();
    assert_eq!(started["gateway"], "running");
    assert_eq!(models().await.status, 200);
    app.stop().await;
}
