//! What can be done with providers beside adding and changing them: pins, their order, a removal undone, a new
//! vault for a lost key, and what is known about those that many people have.

#![expect(clippy::unwrap_used, reason = "a helper that can't read an answer has failed its test")]

#[cfg(test)]
mod harness;

use harness::{App, Request, next_event};
use serde_json::{Value, json};

const CANARY: &str = "sk-upstream-canary-0123456789abcdef";

async fn add(app: &App, name: &str, dialect: &str) -> Value {
    let form = json!({
        "name": name, "dialect": dialect, "base_url": "https://h.example", "credential": CANARY,
    });
    let added = app.post("/api/v1/providers", form).await;
    assert_eq!(added.status, 201, "{}", added.body);
    added.json()
}

async fn pin(app: &App, dialect: &str, provider: Value) -> harness::Answer {
    app.call("PUT", &format!("/api/v1/pins/{dialect}"), Some(json!({ "provider": provider }))).await
}

/// Names and priorities, in their order.
fn order(list: &Value) -> Vec<(String, u64)> {
    let items = list["items"].as_array().unwrap().iter();
    items
        .map(|item| (item["name"].as_str().unwrap().to_owned(), item["priority"].as_u64().unwrap()))
        .collect()
}

#[tokio::test]
async fn a_pin_is_set_by_name_or_id_shown_everywhere_and_told() {
    let app = App::start().await;
    let main = add(&app, "Main", "anthropic").await;
    let mut events = Request::new("GET", "/api/v1/events").bearer(&app.token).open(app.control).await;
    assert_eq!(next_event(&mut events).await.unwrap()["type"], "hello");

    let pinned = pin(&app, "anthropic", json!("mAIN")).await.json();
    let shown = json!({ "dialect": "anthropic", "provider_id": main["id"], "provider_name": "Main" });
    assert_eq!(pinned, shown);
    assert_eq!(next_event(&mut events).await.unwrap()["type"], "pins_changed");
    assert_eq!(pin(&app, "anthropic", main["id"].clone()).await.json(), shown);
    let pins = app.get("/api/v1/pins").await.json();
    let dialects: Vec<_> = pins["items"].as_array().unwrap().iter().map(|pin| &pin["dialect"]).collect();
    assert_eq!(dialects, ["anthropic", "openai-chat", "openai-responses", "gemini"]);
    assert_eq!((&pins["items"][0], &pins["items"][1]["provider_id"]), (&shown, &Value::Null));
    assert_eq!(app.get("/api/v1/providers/main").await.json()["pinned_for"], json!(["anthropic"]));
    assert_eq!(app.get("/api/v1/status").await.json()["pins"], json!([shown]));

    assert_eq!(pin(&app, "anthropic", Value::Null).await.json()["provider_id"], Value::Null);
    assert_eq!(app.get("/api/v1/status").await.json()["pins"], json!([]));
    app.stop().await;
}

#[tokio::test]
async fn what_can_not_be_pinned_is_refused() {
    let app = App::start().await;
    let chat = add(&app, "Chat", "openai-chat").await;
    let change = json!({ "revision": chat["revision"], "conversion_allowed": false });
    assert_eq!(app.call("PATCH", "/api/v1/providers/Chat", Some(change)).await.status, 200);
    for (dialect, body, status, code) in [
        ("anthropic", json!({ "provider": "Chat" }), 422, "invalid_field"),
        ("openai-chat", json!({ "provider": "Nobody" }), 404, "not_found"),
        ("openai-chat", json!({}), 422, "invalid_field"),
        ("openai-chat", json!({ "provider": 7 }), 400, "invalid_request"),
        ("latin", json!({ "provider": null }), 422, "invalid_field"),
    ] {
        let refused = app.call("PUT", &format!("/api/v1/pins/{dialect}"), Some(body.clone())).await;
        assert_eq!(refused.problem(), (status, code.into()), "{dialect} {body}");
    }
    app.stop().await;
}

#[tokio::test]
async fn the_order_is_set_as_a_whole_and_a_stale_one_is_refused() {
    let app = App::start().await;
    let mut ids = Vec::new();
    for name in ["a", "b", "c"] {
        ids.push(add(&app, name, "anthropic").await["id"].clone());
    }
    let put = async |tiers: Value| {
        app.call("PUT", "/api/v1/providers/order", Some(json!({ "tiers": tiers }))).await
    };
    let ordered = put(json!([[ids[2]], [ids[0], ids[1]]])).await.json();
    let expected = [("c".to_owned(), 10), ("a".to_owned(), 20), ("b".to_owned(), 20)];
    assert_eq!(order(&ordered), expected);
    assert_eq!(order(&app.get("/api/v1/providers").await.json()), expected);
    for stale in [json!([[ids[0]]]), json!([[ids[0], ids[1], ids[2], ids[0]]]), json!([])] {
        assert_eq!(put(stale).await.problem(), (409, "stale_order".into()));
    }
    assert_eq!(put(json!([["x"]])).await.status, 400);
    let named = json!({ "name": "Order", "dialect": "anthropic", "base_url": "https://h.example" });
    let refused = app.post("/api/v1/providers", named).await;
    assert_eq!(refused.problem(), (422, "invalid_field".into()), "it could not be asked for by name");
    app.stop().await;
}

#[tokio::test]
async fn a_removed_provider_is_put_back_with_its_credential_its_pin_and_its_place() {
    let app = App::start().await;
    let first = add(&app, "First", "anthropic").await;
    add(&app, "Second", "anthropic").await;
    pin(&app, "anthropic", json!("First")).await;
    assert_eq!(app.call("DELETE", "/api/v1/providers/first", None).await.status, 204);
    assert_eq!(app.get("/api/v1/pins").await.json()["items"][0]["provider_id"], Value::Null);

    let restore = format!("/api/v1/providers/{}/restore", first["id"].as_str().unwrap());
    let back = app.call("POST", &restore, None).await;
    assert_eq!(back.status, 200, "{}", back.body);
    let back = back.json();
    for field in ["id", "name", "priority", "credentials", "created_at"] {
        assert_eq!(back[field], first[field], "{field}");
    }
    assert_eq!((&back["needs_credential"], &back["pinned_for"]), (&json!(false), &json!(["anthropic"])));
    assert_eq!(app.call("POST", &restore, None).await.problem(), (404, "not_found".into()), "once");
    assert_eq!(app.call("POST", "/api/v1/providers/Second/restore", None).await.problem().0, 404);
    app.stop().await;
}

#[tokio::test]
async fn a_removal_is_final_when_the_process_has_ended() {
    let app = App::start().await;
    let id = add(&app, "First", "anthropic").await["id"].as_str().unwrap().to_owned();
    app.call("DELETE", "/api/v1/providers/first", None).await;
    let app = App::start_in(app.stop().await).await;
    let restore = format!("/api/v1/providers/{id}/restore");
    assert_eq!(app.call("POST", &restore, None).await.problem(), (404, "not_found".into()));
    app.stop().await;
}

/// Until the vault has been opened, or not.
async fn settled(app: &App) -> Value {
    loop {
        let vault = app.get("/api/v1/status").await.json()["vault"].clone();
        if vault["state"] != "opening" {
            return vault;
        }
        tokio::time::sleep(std::time::Duration::from_millis(10)).await;
    }
}

#[tokio::test]
async fn with_its_key_lost_the_vault_begins_anew_when_a_credential_is_typed_again() {
    let app = App::start().await;
    add(&app, "Mended", "anthropic").await;
    add(&app, "Other", "anthropic").await;
    let dir = app.stop().await;
    std::fs::remove_file(dir.path().join("vault.key")).unwrap();

    let app = App::start_in(dir).await;
    assert_eq!(settled(&app).await["state"], "failed");
    let mended = app.get("/api/v1/providers/mended").await.json();
    assert_eq!(mended["health"]["state"], "needs_credential");
    let change = json!({ "revision": mended["revision"], "note": "no credential" });
    let noted = app.call("PATCH", "/api/v1/providers/mended", Some(change)).await;
    assert_eq!(noted.status, 200, "{}", noted.body);
    assert_eq!(settled(&app).await["state"], "failed", "nothing but a credential begins a new vault");

    let change = json!({ "revision": noted.json()["revision"], "credential": "sk-typed-again-0123456789" });
    let typed = app.call("PATCH", "/api/v1/providers/mended", Some(change)).await;
    assert_eq!(typed.status, 200, "{}", typed.body);
    assert_eq!(typed.json()["needs_credential"], false);
    assert_eq!(settled(&app).await["state"], "open");
    let other = app.get("/api/v1/providers/other").await.json();
    assert_eq!(
        (&other["needs_credential"], &other["credentials"][0]["readable"]),
        (&json!(true), &json!(false))
    );

    let app = App::start_in(app.stop().await).await;
    assert_eq!(settled(&app).await["state"], "open");
    assert_eq!(app.get("/api/v1/providers/mended").await.json()["needs_credential"], false);
    app.stop().await;
}

#[tokio::test]
async fn presets_name_their_sources() {
    let app = App::start().await;
    let presets = app.get("/api/v1/presets").await.json();
    let presets = presets["items"].as_array().unwrap();
    for id in [
        "anthropic",
        "openai",
        "gemini",
        "deepseek",
        "kimi",
        "glm",
        "minimax",
        "qwen",
        "volcengine",
        "openrouter",
        "siliconflow",
        "ollama",
        "lm-studio",
        "vllm",
    ] {
        let preset = presets.iter().find(|preset| preset["id"] == id).unwrap();
        assert!(preset["source"].as_str().unwrap().starts_with("https://"), "{preset}");
        let endpoint = &preset["endpoints"][0];
        let form = json!({ "name": id, "dialect": endpoint["dialect"], "base_url": endpoint["base_url"],
            "auth_style": endpoint["auth_style"] });
        assert_eq!(app.post("/api/v1/providers", form).await.status, 201, "{preset}");
    }
    app.stop().await;
}

#[tokio::test]
async fn the_desktop_says_that_it_is_one_and_its_switches_are_settings() {
    let dir = tempfile::tempdir().unwrap();
    let options = server::Options { desktop: true, ..harness::options(dir.path()) };
    let app = App::start_with(dir, options).await;
    assert_eq!(app.get("/api/v1/status").await.json()["desktop"], true);
    for (key, value, wrong) in [
        ("start_at_login", json!(true), json!("yes")),
        ("close_to_tray", json!(false), json!(0)),
        ("language", json!("zh"), json!("latin")),
        ("theme", json!("dark"), json!("pink")),
        ("first_run_done", json!(true), json!([])),
    ] {
        let path = format!("/api/v1/settings/{key}");
        let set = app.call("PUT", &path, Some(json!({ "value": value }))).await.json();
        assert_eq!((&set["value"], &set["source"]), (&value, &json!("set")), "{key}");
        let refused = app.call("PUT", &path, Some(json!({ "value": wrong }))).await;
        assert_eq!(refused.problem(), (422, "invalid_field".into()), "{key}");
        let cleared = app.call("PUT", &path, Some(json!({ "value": null }))).await.json();
        assert_eq!(cleared["value"], cleared["default"], "{key}");
    }
    app.stop().await;
}
