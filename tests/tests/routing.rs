//! "Where does it go, and why?": groups, redirects, aliases, who has the model, the conversations that real clients
//! name, and what `route` and `why` say of all that.

#![expect(clippy::unwrap_used, reason = "a helper that can't read an answer has failed its test")]

use domain::Dialect;
use journeys::{Answer, Ask, Instance, Scene};
use serde_json::{Value, json};
use upstream::{Script, Upstream};

const CHAT: Scene = Scene { dialect: Dialect::Anthropic, stream: false };

async fn two(app: &Instance, first: Value, second: Value) -> (Upstream, Upstream) {
    let (one, two) = (Upstream::start().await, Upstream::start().await);
    for (name, upstream, more, priority) in [("one", &one, first, 10), ("two", &two, second, 20)] {
        let mut fields = json!({ "priority": priority });
        fields.as_object_mut().unwrap().extend(more.as_object().unwrap().clone());
        app.add_provider(name, Dialect::Anthropic, &upstream.base_url(), fields).await;
    }
    (one, two)
}

fn failing(status: u16) -> Script {
    Upstream::script().status(status, &[("content-type", "application/json")], "{}")
}

async fn route(app: &Instance, question: Value) -> Value {
    let answer = app.admin("POST", "/api/v1/route", Some(question)).await;
    assert_eq!(answer.status, 200, "{}", answer.text());
    answer.json()
}

fn names(list: &Value) -> Vec<&str> {
    list.as_array().unwrap().iter().map(|one| one["provider_name"].as_str().unwrap()).collect()
}

/// A member without a group of their own, and the id and the text of a key with these groups.
async fn key_of_groups(app: &Instance, groups: &[&str]) -> (String, String) {
    let created = app.admin("POST", "/api/v1/users", Some(json!({ "name": groups.join(" ") }))).await;
    assert!(created.status.is_success(), "{}", created.text());
    let user = created.json()["name"].as_str().unwrap().to_owned();
    let form = json!({ "name": "grouped", "user": user, "groups": groups });
    let made = app.admin("POST", "/api/v1/keys", Some(form)).await;
    assert!(made.status.is_success(), "{}", made.text());
    let made = made.json();
    (made["key"]["id"].as_str().unwrap().to_owned(), made["secret"].as_str().unwrap().to_owned())
}

#[tokio::test(flavor = "multi_thread")]
async fn a_redirect_changes_the_model_at_its_provider_alone_and_the_row_says_so() {
    let app = Instance::start().await;
    let redirects = json!({ "model_redirects": [{ "from": "claude-*", "to": "glm-5" }] });
    let (one, two) = two(&app, redirects, json!({})).await;
    one.answer_next(failing(500));
    assert_eq!(app.send(CHAT.ask("claude-x")).await.status, 200);
    let sent = |upstream: &Upstream| {
        let body: Value = serde_json::from_slice(&upstream.last_request().body).unwrap();
        body["model"].as_str().unwrap().to_owned()
    };
    assert_eq!((sent(&one), sent(&two)), ("glm-5".to_owned(), "claude-x".to_owned()));
    let row = app.last_request().await;
    assert_eq!((&row["asked_model"], &row["sent_model"]), (&json!("claude-x"), &json!("claude-x")));
    let replaced = row["changes"].as_array().unwrap().iter().find(|one| one["change"] == "model_replaced");
    assert_eq!(replaced.unwrap()["model"], "glm-5");
    assert_eq!(replaced.unwrap()["provider_name"], "one");
}

#[tokio::test(flavor = "multi_thread")]
async fn an_alias_is_listed_and_served_by_those_it_names() {
    let app = Instance::start().await;
    let (one, two) = two(&app, json!({}), json!({})).await;
    let alias = json!({ "models": [{ "provider": "two", "model": "claude-haiku-4-5" }] });
    let set = app.admin("PUT", "/api/v1/aliases/fast", Some(alias)).await;
    assert_eq!(set.status, 200, "{}", set.text());
    let question = json!({ "dialect": "anthropic", "model": "FAST" });
    let answer = route(&app, question.clone()).await;
    assert_eq!(names(&answer["candidates"]), ["two"]);
    assert_eq!(answer["candidates"][0]["model"], "claude-haiku-4-5");
    assert_eq!(answer["candidates"][0]["why"]["replaced_by"], "alias");
    assert_eq!(answer["skipped"][0]["reason"], "alias");
    assert_eq!((one.count(), two.count()), (0, 0), "a question sends nothing");

    assert_eq!(app.send(CHAT.ask("fast")).await.status, 200);
    let body: Value = serde_json::from_slice(&two.last_request().body).unwrap();
    assert_eq!((&body["model"], one.count()), (&json!("claude-haiku-4-5"), 0));
    let listed = app.send(Ask::get("/v1/models").header("anthropic-version", "2023-06-01")).await.json();
    let ids: Vec<&str> =
        listed["data"].as_array().unwrap().iter().filter_map(|one| one["id"].as_str()).collect();
    assert!(ids.contains(&"fast"), "{ids:?}");
}

#[tokio::test(flavor = "multi_thread")]
async fn a_key_never_leaves_its_groups_not_even_by_a_pin() {
    let app = Instance::start().await;
    let team = json!({ "tags": ["team"], "group_priorities": { "team": 90 } });
    let (one, two) = two(&app, json!({ "tags": ["others"] }), team).await;
    let third = Upstream::start().await;
    let more = json!({ "tags": ["team", "others"], "priority": 30, "group_priorities": { "team": 5 } });
    app.add_provider("three", Dialect::Anthropic, &third.base_url(), more).await;
    let pinned = app.admin("PUT", "/api/v1/pins/anthropic", Some(json!({ "provider": "one" }))).await;
    assert_eq!(pinned.status, 200);
    let (id, key) = key_of_groups(&app, &["team"]).await;

    let answer = route(&app, json!({ "dialect": "anthropic", "model": "m", "key": id })).await;
    assert_eq!(names(&answer["candidates"]), ["three", "two"], "the group's own priorities");
    assert_eq!(
        (&answer["skipped"][0]["provider_name"], &answer["skipped"][0]["reason"]),
        (&json!("one"), &json!("group"))
    );
    let send = async || CHAT.ask("m").key(&key).send(app.url()).await;
    assert_eq!(send().await.status, 200);
    assert_eq!((one.count(), two.count(), third.count()), (0, 0, 1));
    for upstream in [&two, &third] {
        upstream.answer(failing(500));
    }
    for _ in 0..8 {
        assert_ne!(send().await.status, 200);
    }
    assert_eq!(one.count(), 0, "nor when all of its own fail");
    // Nobody in particular sees them all.
    let answer = route(&app, json!({ "dialect": "anthropic", "model": "m" })).await;
    assert_eq!(names(&answer["candidates"])[0], "one");
    assert_eq!(answer["candidates"][0]["why"]["pinned"], true);
}

#[tokio::test(flavor = "multi_thread")]
async fn who_lists_the_model_is_asked_and_who_does_not_is_skipped() {
    let app = Instance::start().await;
    let (one, two) = two(&app, json!({}), json!({ "allowed_models": ["claude-new"] })).await;
    let listed = app.send(Ask::get("/v1/models").header("anthropic-version", "2023-06-01")).await;
    assert_eq!(listed.status, 200, "{}", listed.text());
    let before = one.count();
    assert_eq!(app.send(CHAT.ask("claude-new")).await.status, 200);
    assert_eq!(two.count(), 1);
    let row = app.last_request().await;
    let skipped =
        row["chain"].as_array().unwrap().iter().find(|link| link["provider_name"] == "one").unwrap();
    assert_eq!((&skipped["verdict"], &skipped["reason"]), (&json!("skipped"), &json!("model_unknown")));
    let generated = one.requests()[before..].iter().filter(|request| request.method == "POST").count();
    assert_eq!(generated, 0);
}

/// The same conversation, told by its headers or its body, goes back to where it was answered.
async fn stays(app: &Instance, first: &Upstream, ask: impl Fn() -> Ask) -> Answer {
    first.answer_next(failing(500));
    let answer = app.send(ask()).await;
    assert_eq!(answer.status, 200, "{}", answer.text());
    let again = app.send(ask()).await;
    assert_eq!(again.header("x-session-id"), answer.header("x-session-id"));
    let rows = app.ended_rows(2).await;
    let served: Vec<_> = rows.iter().map(|row| row["provider_name"].as_str().unwrap()).collect();
    assert_eq!(served, ["two", "two"]);
    answer
}

#[tokio::test(flavor = "multi_thread")]
async fn claude_code_names_its_conversation_in_a_header_and_in_its_body() {
    let app = Instance::start().await;
    let (one, _two) = two(&app, json!({}), json!({})).await;
    let session = "d66b3bbd-af25-432c-94ce-d43997dfea10";
    let user_id = format!(r#"{{"device_id":"6c617f","account_uuid":"","session_id":"{session}"}}"#);
    let body = json!({ "model": "claude-opus-5-5", "max_tokens": 32, "metadata": { "user_id": user_id },
        "messages": [{ "role": "user", "content": [{ "type": "text", "text": "go on" }] }] });
    let ask = || Ask::post("/v1/messages?beta=true", &body).header("anthropic-version", "2023-06-01");
    let answer = stays(&app, &one, || ask().header("x-claude-code-session-id", session)).await;
    assert_eq!(answer.header("x-session-id"), session);
    let sub = ask()
        .header("x-claude-code-session-id", session)
        .header("x-claude-code-agent-id", "a4f80b0e5ceb41dd");
    assert_eq!(app.send(sub).await.header("x-session-id"), session, "a sub-agent's is its parent's");
    app.ended_rows(3).await;
    assert_eq!(app.last_request().await["agent_id"], "a4f80b0e5ceb41dd");
    assert_eq!(app.send(ask()).await.header("x-session-id"), session, "the body says the same");
}

#[tokio::test(flavor = "multi_thread")]
async fn codex_names_its_conversation_with_a_hyphen_and_in_the_caches_key() {
    let app = Instance::start().await;
    let (one, two) = (Upstream::start().await, Upstream::start().await);
    for (name, upstream, priority) in [("one", &one, 10), ("two", &two, 20)] {
        let more = json!({ "priority": priority });
        app.add_provider(name, Dialect::OpenaiResponses, &upstream.base_url(), more).await;
    }
    let thread = "01a20a73-21b8-7303-9d45-dea58be7bac2";
    let body = json!({ "model": "gpt-6.1-sol", "store": false, "prompt_cache_key": thread,
        "input": [{ "type": "message", "role": "user", "content": [{ "type": "input_text", "text": "hi" }] }] });
    let ask = || Ask::post("/v1/responses", &body);
    let answer = stays(&app, &one, || ask().header("session-id", thread).header("thread-id", thread)).await;
    assert_eq!(answer.header("x-session-id"), thread);
    assert_eq!(app.send(ask()).await.header("x-session-id"), thread, "the body alone");
}

#[tokio::test(flavor = "multi_thread")]
async fn gemini_cli_is_known_by_all_that_was_said_before_the_model_spoke() {
    let app = Instance::start().await;
    let (one, two) = (Upstream::start().await, Upstream::start().await);
    for (name, upstream, priority) in [("one", &one, 10), ("two", &two, 20)] {
        let more = json!({ "priority": priority });
        app.add_provider(name, Dialect::Gemini, &upstream.base_url(), more).await;
    }
    let context = json!({ "text": "<session_context> today, this folder, these files" });
    let main = json!({ "systemInstruction": { "parts": [{ "text": "You are an agent." }] },
        "contents": [{ "role": "user", "parts": [context, { "text": "go on" }] }] });
    let router = json!({ "systemInstruction": { "parts": [{ "text": "Choose a model." }] },
        "contents": [{ "role": "user", "parts": [context] }, { "role": "user", "parts": [{ "text": "go on" }] }] });
    let other = json!({ "contents": [{ "role": "user", "parts": [context, { "text": "something else" }] }] });
    let path = |model: &str| format!("/v1beta/models/{model}:generateContent");
    stays(&app, &one, || Ask::post(&path("gemini-2.5-pro"), &main)).await;
    let session = async |model: &str, body: &Value| {
        app.send(Ask::post(&path(model), body)).await.header("x-session-id").to_owned()
    };
    let mine = session("gemini-2.5-pro", &main).await;
    assert_eq!(
        session("gemini-2.5-flash-lite", &router).await,
        mine,
        "whatever model, whatever system prompt"
    );
    assert_ne!(session("gemini-2.5-pro", &other).await, mine, "the folder alone is no conversation");
}

#[tokio::test(flavor = "multi_thread")]
async fn a_haiku_in_between_does_not_move_the_conversation() {
    let app = Instance::start().await;
    let (one, two) = two(&app, json!({ "allowed_models": ["*opus*"] }), json!({})).await;
    let ask = |model: &str| CHAT.ask(model).header("x-session-id", "conversation");
    for model in ["claude-opus", "claude-haiku", "claude-opus"] {
        assert_eq!(app.send(ask(model)).await.status, 200);
    }
    assert_eq!((one.count(), two.count()), (2, 1));
}

#[tokio::test(flavor = "multi_thread")]
async fn a_failed_request_explains_itself_by_the_short_id_of_its_error() {
    let app = Instance::start().await;
    let (one, two) = two(&app, json!({}), json!({ "enabled": false })).await;
    one.answer(failing(503));
    let answer = app.send(CHAT.ask("claude-x")).await;
    let message = answer.json()["error"]["message"].as_str().unwrap().to_owned();
    let row = app.last_request().await;
    let short = &row["id"].as_str().unwrap().replace('-', "")[24..];
    assert!(message.contains(short), "{message}");
    assert_eq!(two.count(), 0);
    for id in [short, row["id"].as_str().unwrap()] {
        let why = app.admin("GET", &format!("/api/v1/why/{id}"), None).await.json();
        assert_eq!(why["request"]["id"], row["id"]);
        let (zh, en) =
            (why["explanation"]["zh"].as_str().unwrap(), why["explanation"]["en"].as_str().unwrap());
        assert!(en.contains("one answered with 503") && en.contains("two is switched off"), "{en}");
        assert!(zh.contains("one 返回 503") && zh.contains("two 已停用"), "{zh}");
        assert!(why["next_step"]["en"].as_str().unwrap().contains("fault is on the side of one"));
    }
    assert_eq!(app.admin("GET", "/api/v1/why/00000000", None).await.status, 404);
}

#[tokio::test(flavor = "multi_thread")]
async fn a_question_takes_no_trial_and_touches_no_session() {
    let app = Instance::start().await;
    let (one, _two) = two(&app, json!({}), json!({ "enabled": false })).await;
    let tripped = app.admin("POST", "/api/v1/providers/one/trip", Some(json!({}))).await;
    assert_eq!(tripped.status, 200, "{}", tripped.text());
    for _ in 0..3 {
        let answer = route(&app, json!({ "dialect": "anthropic", "model": "m", "session": "s" })).await;
        assert_eq!(names(&answer["skipped"]), ["one", "two"]);
        assert_eq!(answer["skipped"][0]["reason"], "breaker_open");
        assert!(answer["message"]["en"].as_str().unwrap().contains("one would be tried once"));
    }
    assert_eq!(one.count(), 0);
    assert_eq!(app.send(CHAT.ask("m")).await.status, 200, "the forced trial is still there");
}
