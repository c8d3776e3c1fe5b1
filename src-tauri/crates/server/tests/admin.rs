//! What can be done through the admin API, over real sockets and a real store.

#[cfg(test)]
mod harness;

use harness::{App, Request, next_event};
use serde_json::{Value, json};
use server::{Given, Options};

/// A credential that must never be seen again.
const CANARY: &str = "sk-upstream-canary-0123456789abcdef";

fn anthropic(name: &str) -> Value {
    json!({ "name": name, "dialect": "anthropic", "base_url": "https://h.example/v1", "credential": CANARY })
}

#[tokio::test]
async fn a_provider_is_added_found_changed_and_removed_by_name_or_id() {
    let app = App::start().await;
    let added = app.post("/api/v1/providers", anthropic("Main")).await;
    assert_eq!(added.status, 201, "{}", added.body);
    let added = added.json();
    assert_eq!(added["base_url"], "https://h.example");
    assert_eq!(added["generate_url"], "https://h.example/v1/messages");
    assert_eq!(added["credentials"][0]["tail"], "cdef");
    let id = added["id"].as_str().unwrap();
    for name in ["Main", "mAIN", id] {
        assert_eq!(app.get(&format!("/api/v1/providers/{name}")).await.json()["id"], id);
    }
    let change = json!({ "revision": added["revision"], "enabled": false, "note": "x" });
    let changed = app.call("PATCH", "/api/v1/providers/main", Some(change)).await.json();
    assert_eq!((&changed["enabled"], &changed["note"]), (&json!(false), &json!("x")));
    assert_eq!(changed["credentials"], added["credentials"], "a missing field stays");
    assert_eq!(app.call("DELETE", "/api/v1/providers/MAIN", None).await.status, 204);
    assert_eq!(app.get("/api/v1/providers/main").await.problem(), (404, "not_found".into()));
    app.stop().await;
}

#[tokio::test]
async fn a_second_provider_is_a_backup() {
    let app = App::start().await;
    for name in ["a", "b"] {
        app.post("/api/v1/providers", anthropic(name)).await;
    }
    let list = app.get("/api/v1/providers").await.json();
    let order: Vec<_> = list["items"].as_array().unwrap().iter().map(|item| item["name"].clone()).collect();
    assert_eq!(order, ["a", "b"]);
    assert!(list["items"][0]["priority"].as_u64() < list["items"][1]["priority"].as_u64());
    assert_eq!(list["next_cursor"], Value::Null);
    app.stop().await;
}

#[tokio::test]
async fn what_cannot_be_accepted_is_a_problem_that_names_the_field() {
    let app = App::start().await;
    app.post("/api/v1/providers", anthropic("a")).await;
    let user = app.get("/api/v1/users/owner").await.json();
    let revision = user["revision"].clone();
    for (method, path, body, status, code, field) in [
        ("POST", "/api/v1/providers", anthropic("A"), 409, "name_taken", Some("name")),
        ("POST", "/api/v1/providers", json!({"name": "x"}), 422, "invalid_field", Some("dialect")),
        ("POST", "/api/v1/providers", json!({"nome": "x"}), 400, "invalid_request", None),
        ("PATCH", "/api/v1/providers/a", json!({"revision": 77, "note": "n"}), 409, "stale_revision", None),
        ("PATCH", "/api/v1/providers/a", json!({"note": "n"}), 422, "invalid_field", Some("revision")),
        (
            "PATCH",
            "/api/v1/providers/a",
            json!({"revision": 1, "base_url": "https://other.example"}),
            422,
            "credential_required",
            Some("credential"),
        ),
        (
            "PATCH",
            "/api/v1/providers/a",
            json!({"revision": 1, "weight": 101}),
            422,
            "invalid_field",
            Some("weight"),
        ),
        (
            "PATCH",
            "/api/v1/users/owner",
            json!({"revision": revision, "role": "member"}),
            409,
            "last_admin",
            None,
        ),
        ("DELETE", "/api/v1/users/owner", Value::Null, 409, "last_admin", None),
        ("DELETE", "/api/v1/providers/a?revision=9", Value::Null, 409, "stale_revision", None),
        ("POST", "/api/v1/keys", json!({"user": "nobody"}), 404, "not_found", None),
        ("POST", "/api/v1/keys", json!({"name": "x"}), 422, "invalid_field", Some("user")),
        ("PUT", "/api/v1/settings/nonsense", json!({"value": 1}), 404, "not_found", None),
        ("PUT", "/api/v1/settings/drain_seconds", json!({"value": "x"}), 422, "invalid_field", Some("value")),
        ("GET", "/api/v1/requests?limit=501", Value::Null, 422, "invalid_field", Some("limit")),
        ("GET", "/api/v1/requests?colour=1", Value::Null, 400, "invalid_request", None),
        ("GET", "/api/v1/requests?cursor=x", Value::Null, 422, "invalid_field", Some("cursor")),
        ("GET", "/api/v1/requests/deadbeef", Value::Null, 404, "not_found", None),
        ("GET", "/api/v1/nothing", Value::Null, 404, "unknown_path", None),
        ("PUT", "/api/v1/providers", json!({}), 405, "method_not_allowed", None),
        (
            "POST",
            "/api/v1/providers/a/test",
            json!({"timeout_ms": 1}),
            422,
            "invalid_field",
            Some("timeout_ms"),
        ),
    ] {
        let answer = app.call(method, path, Some(body).filter(|body| !body.is_null())).await;
        assert_eq!(answer.problem(), (status, code.to_owned()), "{method} {path}: {}", answer.body);
        assert_eq!(answer.json()["field"].as_str(), field, "{method} {path}: {}", answer.body);
        assert!(!answer.body.contains(CANARY));
    }
    let stale = json!({"revision": 77});
    let stale = app.call("PATCH", "/api/v1/providers/a", Some(stale)).await;
    assert_eq!(stale.json()["current_revision"], 1);
    app.stop().await;
}

#[tokio::test]
async fn a_credential_and_a_keys_secret_are_in_no_later_answer_and_no_file() {
    let app = App::start().await;
    app.post("/api/v1/providers", anthropic("a")).await;
    let key = app.post("/api/v1/keys", json!({"user": "owner", "name": "laptop"})).await.json();
    let secret = key["secret"].as_str().unwrap().to_owned();
    assert!(secret.starts_with("sk-sy-"));
    let id = key["key"]["id"].as_str().unwrap().to_owned();
    let mut seen = String::new();
    for path in [
        "/api/v1/providers",
        "/api/v1/providers/a",
        "/api/v1/keys",
        &format!("/api/v1/keys/{id}"),
        "/api/v1/users",
        "/api/v1/settings",
        "/api/v1/status",
        "/api/v1/requests",
        "/api/v1/requests/live",
    ] {
        let answer = app.get(path).await;
        assert_eq!(answer.status, 200, "{path} {}", answer.body);
        seen.push_str(&answer.body);
    }
    let token = app.token.clone();
    for secret in [CANARY, &secret, &token] {
        assert!(!seen.contains(secret));
    }
    let dir = app.stop().await;
    for file in std::fs::read_dir(dir.path()).unwrap() {
        let file = file.unwrap().path();
        let bytes = std::fs::read(&file).unwrap();
        for secret in [CANARY, &secret, &token] {
            let found = bytes.windows(secret.len()).any(|window| window == secret.as_bytes());
            assert!(!found, "{}", file.display());
        }
    }
}

#[tokio::test]
async fn a_key_is_changed_and_revoked() {
    let app = App::start().await;
    let made = app.post("/api/v1/keys", json!({"user": "OWNER"})).await;
    assert_eq!(made.status, 201);
    let id = made.json()["key"]["id"].as_str().unwrap().to_owned();
    let change = json!({"revision": 1, "name": "ci", "expires_at": "2030-01-01T00:00:00Z"});
    let changed = app.call("PATCH", &format!("/api/v1/keys/{id}"), Some(change)).await.json();
    assert_eq!((&changed["name"], &changed["user_name"]), (&json!("ci"), &json!("owner")));
    assert_eq!(app.call("DELETE", &format!("/api/v1/keys/{id}"), None).await.status, 204);
    assert_eq!(app.get("/api/v1/keys").await.json()["items"], json!([]));
    app.stop().await;
}

#[tokio::test]
async fn a_settings_origin_is_shown_and_a_given_one_is_locked() {
    let dir = tempfile::tempdir().unwrap();
    let options = Options {
        session_ttl: Some(Given::environment(std::time::Duration::from_secs(60))),
        ..harness::options(dir.path())
    };
    let app = App::start_with(dir, options).await;
    let shown = app.get("/api/v1/settings/session_ttl_seconds").await.json();
    assert_eq!((&shown["value"], &shown["source"]), (&json!(60), &json!("environment")));
    assert_eq!((&shown["locked"], &shown["default"]), (&json!(true), &json!(300)));
    let set = json!({"value": 9});
    let refused = app.call("PUT", "/api/v1/settings/session_ttl_seconds", Some(set.clone())).await;
    assert_eq!(refused.problem(), (409, "setting_locked".into()));
    let set = app.call("PUT", "/api/v1/settings/drain_seconds", Some(set)).await.json();
    assert_eq!((&set["value"], &set["source"]), (&json!(9), &json!("set")));
    let back = app.call("PUT", "/api/v1/settings/drain_seconds", Some(json!({"value": null}))).await.json();
    assert_eq!((&back["value"], &back["source"]), (&json!(30), &json!("default")));
    app.stop().await;
}

#[tokio::test]
async fn the_demo_twice_is_one_provider_one_user_and_two_keys() {
    let app = App::start().await;
    let first = app.call("POST", "/api/v1/demo", None).await;
    assert_eq!(first.status, 201, "{}", first.body);
    let (first, second) = (first.json(), app.call("POST", "/api/v1/demo", None).await.json());
    assert_eq!(first["provider"]["id"], second["provider"]["id"]);
    assert_eq!(first["user"]["id"], second["user"]["id"]);
    assert_ne!(first["secret"], second["secret"]);
    let curl = first["curl"].as_str().unwrap();
    assert!(curl.contains(first["secret"].as_str().unwrap()) && curl.contains(app.running.gateway_url()));
    let test = Request::new("POST", "/api/v1/providers/demo/test").bearer(&app.token);
    let report = test.header("accept", "application/json").send(app.control).await.json();
    assert_eq!(report["passed"], true, "{report}");
    app.stop().await;
}

#[tokio::test]
async fn a_test_is_told_line_by_line() {
    let app = App::start().await;
    app.call("POST", "/api/v1/demo", None).await;
    let answer = app.call("POST", "/api/v1/providers/demo/test", None).await;
    assert_eq!(answer.header("content-type"), Some("application/x-ndjson"));
    let lines: Vec<Value> = answer.body.lines().map(|line| serde_json::from_str(line).unwrap()).collect();
    assert_eq!(lines.len(), 8, "seven steps, and what they came to");
    assert_eq!((&lines[0]["type"], &lines[7]["type"]), (&json!("step"), &json!("report")));
    app.stop().await;
}

#[tokio::test]
async fn events_follow_each_other_and_a_gap_is_told() {
    let app = App::start().await;
    let events = |after: &str| {
        Request::new("GET", &format!("/api/v1/events{after}")).bearer(&app.token).open(app.control)
    };
    let mut stream = events("").await;
    let hello = next_event(&mut stream).await.unwrap();
    assert_eq!(hello["type"], "hello");
    let seq = hello["seq"].as_u64().unwrap();
    app.post("/api/v1/users", json!({"name": "ann"})).await;
    let event = next_event(&mut stream).await.unwrap();
    // The vault may settle in between.
    let event =
        if event["type"] == "providers_changed" { next_event(&mut stream).await.unwrap() } else { event };
    assert_eq!(event["type"], "users_changed");
    assert!(event["seq"].as_u64().unwrap() > seq);

    let mut again = events(&format!("?after={seq}")).await;
    assert_eq!(next_event(&mut again).await.unwrap()["type"], "hello");
    assert_eq!(next_event(&mut again).await.unwrap()["seq"], seq + 1, "nothing was missed");

    let mut lost = events("?after=999999").await;
    assert_eq!(next_event(&mut lost).await.unwrap()["type"], "hello");
    assert_eq!(next_event(&mut lost).await.unwrap()["type"], "resync");
    app.stop().await;
}

#[tokio::test]
async fn the_status_says_how_things_stand() {
    let app = App::start().await;
    app.post("/api/v1/providers", anthropic("a")).await;
    let status = app.get("/api/v1/status").await.json();
    assert_eq!(status["gateway"], "running");
    assert_eq!(status["pid"], std::process::id());
    assert_eq!(status["gateway_url"], app.running.gateway_url());
    assert_eq!(status["admin_url"], app.running.admin_url().unwrap());
    assert_eq!((&status["providers"]["total"], &status["today"]["requests"]), (&json!(1), &json!(0)));
    assert_eq!((&status["vault"]["state"], &status["ledger"]), (&json!("open"), &json!("ok")));
    app.stop().await;
}
