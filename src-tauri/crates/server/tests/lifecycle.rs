//! How an instance begins and ends.

#[cfg(test)]
mod harness;

use harness::{App, Request};
use http_body_util::BodyExt;
use serde_json::{Value, json};
use server::{Offline, StartError, Stop};
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
