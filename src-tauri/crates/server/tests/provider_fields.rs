//! A provider's configuration through the API: each field comes back as it was typed, secrets never do, and
//! credentials are added and removed one by one.

#![expect(clippy::unwrap_used, reason = "a helper that can't read an answer has failed its test")]

#[cfg(test)]
mod harness;

use harness::{App, Request, next_event};
use serde_json::{Value, json};

async fn add(app: &App, more: Value) -> Value {
    let mut form = json!({ "name": "P", "dialect": "anthropic", "base_url": "https://h.example" });
    form.as_object_mut().unwrap().extend(more.as_object().unwrap().clone());
    let added = app.post("/api/v1/providers", form).await;
    assert_eq!(added.status, 201, "{}", added.body);
    added.json()
}

async fn change(app: &App, provider: &Value, fields: Value) -> harness::Answer {
    let mut body = json!({ "revision": provider["revision"] });
    body.as_object_mut().unwrap().extend(fields.as_object().unwrap().clone());
    app.call("PATCH", &format!("/api/v1/providers/{}", provider["id"].as_str().unwrap()), Some(body)).await
}

/// Every field with a value of its own.
fn fields() -> Value {
    json!({
        "priority": 7, "group_priorities": {"team": 3}, "weight": 50, "tags": ["team"],
        "allowed_models": ["claude-*"], "model_redirects": [{"from": "claude-haiku-*", "to": "glm-4.5-air"}],
        "echo_requested_model": true, "allowed_clients": ["claude-cli/*"], "denied_clients": ["curl/*"],
        "connect_timeout_ms": 1, "first_byte_timeout_ms": 0, "stream_idle_timeout_ms": 3,
        "stream_stall_timeout_ms": 4, "total_timeout_ms": 5,
        "breaker_failures": 3, "breaker_open_ms": 5000, "breaker_half_open_successes": 1,
        "proxy_url": "socks5://me@proxy.lan:1080", "proxy_fallback_direct": true,
        "accept_any_certificate": true, "allow_plain_http": true,
        "schedule_from": "22:00", "schedule_until": "06:00", "schedule_time_zone": "Asia/Shanghai",
        "pass_client_ip": true, "conversion_allowed": false, "include_usage": false,
        "anthropic_max_tokens": 4096, "anthropic_thinking_budget": 2048, "anthropic_long_context": "on",
        "anthropic_cache_ttl": "1h", "responses_reasoning_effort": "high",
        "responses_reasoning_summary": "auto", "responses_verbosity": "low",
        "responses_parallel_tools": false, "responses_service_tier": "priority",
        "codex_instructions": "keep_original", "gemini_google_search": "off",
        "website": "https://h.example", "note": "a note",
    })
}

#[tokio::test]
async fn each_field_comes_back_as_it_was_typed_and_null_brings_its_default_back() {
    let app = App::start().await;
    let plain = add(&app, json!({ "name": "Plain" })).await;
    let full = add(&app, fields()).await;
    for (field, value) in fields().as_object().unwrap() {
        assert_eq!(&full[field], value, "{field}");
    }
    let nulls = fields().as_object().unwrap().keys().map(|field| (field.clone(), Value::Null)).collect();
    let cleared = change(&app, &full, Value::Object(nulls)).await;
    assert_eq!(cleared.status, 200, "{}", cleared.body);
    let cleared = cleared.json();
    for field in fields().as_object().unwrap().keys().filter(|field| *field != "priority") {
        assert_eq!(cleared[field], plain[field], "{field}");
    }
    app.stop().await;
}

#[tokio::test]
async fn a_wrong_field_is_named_with_what_would_be_right() {
    let app = App::start().await;
    let provider = add(&app, json!({})).await;
    for (fields, field, says) in [
        (json!({ "breaker_failures": 0 }), "breaker_failures", "from 1 to 100"),
        (json!({ "schedule_from": "22:00" }), "schedule_until", "say when it ends"),
        (json!({ "schedule_from": "22", "schedule_until": "06:00" }), "schedule_from", "09:00"),
        (json!({ "extra_ca_pem": "x" }), "extra_ca_pem", "BEGIN CERTIFICATE"),
        (json!({ "proxy_url": "ftp://me:canary@h" }), "proxy_url", "socks5"),
        (json!({ "proxy_url": ["canary"] }), "proxy_url", "is a text"),
        (json!({ "custom_headers": {"x-a": ["canary"]} }), "custom_headers", "names and texts"),
        (json!({ "custom_headers": {"authorization": "canary"} }), "custom_headers", "owns it"),
        (json!({ "tags": ["*"] }), "tags", "name the provider's groups"),
        (json!({ "tags": ["a,b"] }), "tags", "without a comma"),
        (json!({ "model_redirects": [{"from": "a", "to": "b*"}] }), "model_redirects", "without `*`"),
        (json!({ "anthropic_thinking_budget": 5 }), "anthropic_thinking_budget", "1024"),
        (json!({ "anthropic_cache_ttl": "2h" }), "anthropic_cache_ttl", "5m"),
        (json!({ "responses_verbosity": "Very" }), "responses_verbosity", "lower-case"),
    ] {
        let refused = change(&app, &provider, fields.clone()).await;
        let problem = refused.json();
        assert_eq!((refused.status, &problem["field"]), (422, &json!(field)), "{fields} {problem}");
        assert!(problem["detail"].as_str().unwrap().contains(says), "{problem}");
        assert!(!refused.body.contains("canary"), "{}", refused.body);
    }
    app.stop().await;
}

#[tokio::test]
async fn secrets_of_headers_and_proxies_are_shown_nowhere_and_kept_in_no_file_in_the_clear() {
    let app = App::start().await;
    let provider = add(
        &app,
        json!({
            "custom_headers": {"X-Token": "canary-header-0123456789", "x-short": "canary"},
            "proxy_url": "http://me:canary-proxy@proxy.lan:3128",
        }),
    )
    .await;
    let masked = json!({ "x-token": "••••6789", "x-short": "••••" });
    assert_eq!(provider["custom_headers"], masked);
    assert_eq!(provider["proxy_url"], "http://me@proxy.lan:3128");
    assert_eq!(provider["has_proxy_password"], true);

    // A page sends back what it was shown.
    let changed = change(
        &app,
        &provider,
        json!({ "custom_headers": masked, "proxy_url": "http://me@proxy.lan:3128", "note": "x" }),
    )
    .await
    .json();
    assert_eq!((&changed["custom_headers"], &changed["has_proxy_password"]), (&masked, &json!(true)));
    assert_eq!(changed["needs_credential"], false);

    let dir = app.stop().await;
    for file in std::fs::read_dir(dir.path()).unwrap() {
        let path = file.unwrap().path();
        if path.is_file() {
            let bytes = std::fs::read(&path).unwrap();
            assert!(!String::from_utf8_lossy(&bytes).contains("canary"), "{}", path.display());
        }
    }
}

#[tokio::test]
async fn credentials_are_added_shown_by_their_ends_and_removed_one_by_one() {
    let app = App::start().await;
    let provider = add(&app, json!({ "credential": "sk-first-canary-0001" })).await;
    let mut events = Request::new("GET", "/api/v1/events").bearer(&app.token).open(app.control).await;
    assert_eq!(next_event(&mut events).await.unwrap()["type"], "hello");
    let second = json!({ "credential": "sk-second-canary-0002" });
    let added = app.post("/api/v1/providers/p/credentials", second.clone()).await;
    assert_eq!(added.status, 201, "{}", added.body);
    let added = added.json();
    let shown = |provider: &Value| -> Vec<(String, String)> {
        let text = |value: &Value| value.as_str().unwrap().to_owned();
        let all = provider["credentials"].as_array().unwrap().iter();
        all.map(|credential| (text(&credential["tail"]), text(&credential["state"]))).collect()
    };
    let ok = |tail: &str| (tail.to_owned(), "ok".to_owned());
    assert_eq!(shown(&added), [ok("0001"), ok("0002")]);
    assert_eq!(added["credentials"][0]["id"], provider["credentials"][0]["id"], "the first one stays");
    let told = next_event(&mut events).await.unwrap();
    assert_eq!((&told["type"], &told["provider_id"]), (&json!("providers_changed"), &provider["id"]));

    for (body, problem) in [
        (second, (422, "invalid_field".into())),
        (json!({ "credential": " " }), (422, "invalid_field".into())),
        (json!({}), (400, "invalid_request".into())),
    ] {
        assert_eq!(app.post("/api/v1/providers/p/credentials", body).await.problem(), problem);
    }
    let path = |id: &Value| format!("/api/v1/providers/p/credentials/{}", id.as_str().unwrap());
    let first = path(&provider["credentials"][0]["id"]);
    let removed = app.call("DELETE", &first, None).await;
    assert_eq!(removed.status, 200, "{}", removed.body);
    assert_eq!(shown(&removed.json()), [ok("0002")]);
    assert_eq!(app.call("DELETE", &first, None).await.problem(), (404, "not_found".into()));
    assert_eq!(app.call("DELETE", &path(&json!("x")), None).await.problem().0, 404);
    assert!(!app.get("/api/v1/providers").await.body.contains("canary"));
    app.stop().await;
}

#[tokio::test]
async fn keys_and_users_have_groups() {
    let app = App::start().await;
    let user = app.post("/api/v1/users", json!({ "name": "ana", "groups": ["Team"] })).await.json();
    assert_eq!(user["groups"], json!(["team"]));
    let made = app.post("/api/v1/keys", json!({ "user": "ana", "groups": ["*"] })).await.json();
    assert_eq!(made["key"]["groups"], json!(["*"]));
    let path = format!("/api/v1/keys/{}", made["key"]["id"].as_str().unwrap());
    let change = json!({ "revision": 1, "groups": null });
    assert_eq!(app.call("PATCH", &path, Some(change)).await.json()["groups"], json!([]));
    let wrong = app.post("/api/v1/keys", json!({ "user": "ana", "groups": ["team-*"] })).await;
    assert_eq!((wrong.status, &wrong.json()["field"]), (422, &json!("groups")));
    app.stop().await;
}

#[tokio::test]
async fn an_alias_is_set_by_names_listed_and_goes_with_its_last_provider() {
    let app = App::start().await;
    let provider = add(&app, json!({})).await;
    add(&app, json!({ "name": "Other" })).await;
    let mut events = Request::new("GET", "/api/v1/events").bearer(&app.token).open(app.control).await;
    assert_eq!(next_event(&mut events).await.unwrap()["type"], "hello");
    let put = async |name: &str, models: Value| {
        app.call("PUT", &format!("/api/v1/aliases/{name}"), Some(json!({ "models": models }))).await
    };
    let set = put("fast", json!([{ "provider": "p", "model": "claude-haiku-4-5" }])).await.json();
    let shown = json!({ "name": "fast", "models": [
        { "provider_id": provider["id"], "provider_name": "P", "model": "claude-haiku-4-5" },
    ] });
    assert_eq!(set, shown);
    assert_eq!(next_event(&mut events).await.unwrap()["type"], "aliases_changed");
    assert_eq!(app.get("/api/v1/aliases").await.json()["items"], json!([shown]));

    for (name, models, field) in [
        ("fast", json!([]), "models"),
        ("fast", json!([{ "provider": "nobody", "model": "m" }]), "models"),
        ("fast", json!([{ "provider": "p", "model": "" }]), "models"),
        ("f*", json!([{ "provider": "p", "model": "m" }]), "name"),
    ] {
        let refused = put(name, models).await;
        assert_eq!((refused.status, &refused.json()["field"]), (422, &json!(field)), "{}", refused.body);
    }
    let both = json!([{ "provider": "Other", "model": "b" }, { "provider": provider["id"], "model": "a" }]);
    put("smart", both).await;
    assert_eq!(app.call("DELETE", "/api/v1/providers/p", None).await.status, 204);
    let left = app.get("/api/v1/aliases").await.json();
    assert_eq!((&left["items"][0]["name"], &left["items"][1]), (&json!("smart"), &Value::Null));
    let restore = format!("/api/v1/providers/{}/restore", provider["id"].as_str().unwrap());
    assert_eq!(app.call("POST", &restore, None).await.status, 200);
    assert_eq!(app.get("/api/v1/aliases").await.json()["items"][0], shown);
    assert_eq!(app.call("DELETE", "/api/v1/aliases/FAST", None).await.status, 204);
    assert_eq!(app.call("DELETE", "/api/v1/aliases/fast", None).await.problem().0, 404);
    app.stop().await;
}
