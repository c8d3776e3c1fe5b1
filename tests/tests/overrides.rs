//! What a provider's configuration changes in the requests it is sent: these members and no other byte, noted on
//! the request's row; and nothing where nothing is configured.

#![expect(clippy::unwrap_used, reason = "a body that is no text fails the test")]

use domain::Dialect;
use http::Method;
use journeys::{Answer, Ask, Instance, SCENES, Scene};
use serde_json::{Value, json};
use upstream::Upstream;

/// An instance with one provider.
async fn one(upstream: &Upstream, dialect: Dialect, more: Value) -> Instance {
    let app = Instance::start().await;
    app.add_provider("p", dialect, &upstream.base_url(), more).await;
    app
}

fn post(path: &str, body: &str) -> Ask {
    Ask::new(Method::POST, path, body.to_owned())
        .header("content-type", "application/json")
        .header("anthropic-version", "2023-06-01")
}

async fn send(app: &Instance, path: &str, body: &str) -> Answer {
    let answer = app.send(post(path, body)).await;
    assert_eq!(answer.status, 200, "{}", answer.text());
    answer
}

fn sent(upstream: &Upstream) -> String {
    String::from_utf8(upstream.last_request().body.to_vec()).unwrap()
}

/// What the newest row says of overrides.
async fn overrides(app: &Instance) -> Vec<String> {
    let row = app.last_request().await;
    let changes = row["changes"].as_array().cloned().unwrap_or_default();
    let of = |change: &Value| change["overrides"].as_array().cloned().unwrap_or_default();
    changes.iter().flat_map(of).filter_map(|what| Some(what.as_str()?.to_owned())).collect()
}

/// An override, the body that came, the body that went on, what the row says.
type Case = (Value, &'static str, &'static str, &'static [&'static str]);

async fn each_is_changed_in_place(dialect: Dialect, path: &str, cases: &[Case]) {
    let upstream = Upstream::start().await;
    for (more, came, went, said) in cases {
        let app = one(&upstream, dialect, more.clone()).await;
        send(&app, path, came).await;
        assert_eq!(sent(&upstream), *went, "{more}");
        assert_eq!(overrides(&app).await, *said, "{more}");
    }
    upstream.assert_clean();
}

#[tokio::test(flavor = "multi_thread")]
async fn anthropic_requests_are_changed_in_place() {
    each_is_changed_in_place(
        Dialect::Anthropic,
        "/v1/messages",
        &[
            (
                json!({ "anthropic_max_tokens": 9000 }),
                r#"{ "model" : "m", "x-future":1.50, "max_tokens":64,"messages":[{"role":"user","content":"hi"}]}"#,
                r#"{ "model" : "m", "x-future":1.50, "max_tokens":9000,"messages":[{"role":"user","content":"hi"}]}"#,
                &["max_tokens"],
            ),
            (
                json!({ "anthropic_thinking_budget": 2048 }),
                r#"{"model":"m","max_tokens":4096,"messages":[]}"#,
                r#"{"model":"m","max_tokens":4096,"messages":[],"thinking":{"budget_tokens":2048,"type":"enabled"}}"#,
                &["thinking_budget"],
            ),
            (
                json!({ "anthropic_thinking_budget": 2048 }),
                r#"{"model":"m","max_tokens":20,"messages":[]}"#,
                r#"{"model":"m","max_tokens":20,"messages":[]}"#,
                &[],
            ),
            (
                json!({ "anthropic_cache_ttl": "1h" }),
                r#"{"model":"m","max_tokens":20,"system":[{"type":"text","text":"s","cache_control":{"type":"ephemeral"}}],"messages":[]}"#,
                r#"{"model":"m","max_tokens":20,"system":[{"type":"text","text":"s","cache_control":{"type":"ephemeral","ttl":"1h"}}],"messages":[]}"#,
                &["cache_ttl"],
            ),
            (
                json!({ "anthropic_cache_ttl": "5m" }),
                r#"{"model":"m","max_tokens":20,"messages":[{"role":"user","content":[{"type":"text","text":"t","cache_control":{"ttl":"1h","type":"ephemeral"}}]}]}"#,
                r#"{"model":"m","max_tokens":20,"messages":[{"role":"user","content":[{"type":"text","text":"t","cache_control":{"ttl":"5m","type":"ephemeral"}}]}]}"#,
                &["cache_ttl"],
            ),
        ],
    )
    .await;
}

#[tokio::test(flavor = "multi_thread")]
async fn the_beta_of_the_long_context_comes_and_goes() {
    const LONG: &str = "context-1m-2025-08-07";
    let upstream = Upstream::start().await;
    let body = Scene { dialect: Dialect::Anthropic, stream: false }.body("m").to_string();
    for (switch, came, went) in [
        ("on", None, Some(LONG.to_owned())),
        ("on", Some("a-1".to_owned()), Some(format!("a-1,{LONG}"))),
        ("on", Some(format!("{LONG}, a-1")), Some(format!("{LONG}, a-1"))),
        ("off", Some(format!("a-1, {LONG},b-2")), Some("a-1,b-2".to_owned())),
        ("off", Some(LONG.to_owned()), None),
        ("off", None, None),
        ("inherit", Some(format!("a-1, {LONG}")), Some(format!("a-1, {LONG}"))),
    ] {
        let app = one(&upstream, Dialect::Anthropic, json!({ "anthropic_long_context": switch })).await;
        let mut ask = post("/v1/messages", &body);
        if let Some(betas) = &came {
            ask = ask.header("anthropic-beta", betas);
        }
        assert_eq!(app.send(ask).await.status, 200);
        let got = upstream.last_request();
        assert_eq!(got.header("anthropic-beta"), went.as_deref(), "{switch} {came:?}");
        assert_eq!(got.body, body, "{switch} {came:?}");
        let said: &[&str] = if came == went { &[] } else { &["long_context"] };
        assert_eq!(overrides(&app).await, said, "{switch} {came:?}");
    }
}

#[tokio::test(flavor = "multi_thread")]
async fn responses_requests_are_changed_in_place() {
    each_is_changed_in_place(
        Dialect::OpenaiResponses,
        "/v1/responses",
        &[
            (
                json!({ "responses_reasoning_effort": "high", "responses_reasoning_summary": "detailed" }),
                r#"{"model":"m","input":"hi","reasoning":{"effort":"low","context":"all_turns"}}"#,
                r#"{"model":"m","input":"hi","reasoning":{"effort":"high","context":"all_turns","summary":"detailed"}}"#,
                &["reasoning_effort", "reasoning_summary"],
            ),
            (
                json!({ "responses_verbosity": "low", "responses_parallel_tools": false, "responses_service_tier": "flex" }),
                r#"{"model":"m","input":"hi","parallel_tool_calls":true}"#,
                r#"{"model":"m","input":"hi","parallel_tool_calls":false,"service_tier":"flex","text":{"verbosity":"low"}}"#,
                &["parallel_tools", "service_tier", "verbosity"],
            ),
            (
                json!({ "responses_verbosity": "low" }),
                r#"{"model":"m","input":"hi","text":{"verbosity":"low"}}"#,
                r#"{"model":"m","input":"hi","text":{"verbosity":"low"}}"#,
                &[],
            ),
        ],
    )
    .await;
}

#[tokio::test(flavor = "multi_thread")]
async fn googles_search_is_added_and_taken_out() {
    each_is_changed_in_place(
        Dialect::Gemini,
        "/v1beta/models/m:generateContent",
        &[
            (
                json!({ "gemini_google_search": "on" }),
                r#"{"contents":[{"parts":[{"text":"hi"}]}]}"#,
                r#"{"contents":[{"parts":[{"text":"hi"}]}],"tools":[{"googleSearch":{}}]}"#,
                &["google_search"],
            ),
            (
                json!({ "gemini_google_search": "off" }),
                r#"{"contents":[{"parts":[{"text":"hi"}]}],"tools":[{"googleSearch":{}},{"codeExecution":{}}]}"#,
                r#"{"contents":[{"parts":[{"text":"hi"}]}],"tools":[{"codeExecution":{}}]}"#,
                &["google_search"],
            ),
        ],
    )
    .await;
}

#[tokio::test(flavor = "multi_thread")]
async fn counting_tokens_is_not_overridden() {
    let upstream = Upstream::start().await;
    let app = one(&upstream, Dialect::Anthropic, json!({ "anthropic_max_tokens": 9000 })).await;
    let body = r#"{"model":"m","messages":[{"role":"user","content":"hi"}]}"#;
    send(&app, "/v1/messages/count_tokens", body).await;
    assert_eq!(sent(&upstream), body);
}

#[tokio::test(flavor = "multi_thread")]
async fn each_provider_has_its_own_overrides() {
    let (first, second) = (Upstream::start().await, Upstream::start().await);
    first.answer(Upstream::script().status(500, &[], "oops"));
    let app = Instance::start().await;
    let more = json!({ "priority": 1, "anthropic_max_tokens": 9000 });
    app.add_provider("first", Dialect::Anthropic, &first.base_url(), more).await;
    app.add_provider("second", Dialect::Anthropic, &second.base_url(), json!({ "priority": 2 })).await;
    let body = r#"{"model":"m","max_tokens":64,"messages":[]}"#;
    send(&app, "/v1/messages", body).await;
    assert_eq!(first.last_request().json()["max_tokens"], 9000);
    assert_eq!(sent(&second), body, "what is one provider's is nobody else's");
}
#[tokio::test(flavor = "multi_thread")]
async fn the_answer_carries_the_asked_name_where_the_person_wants_that() {
    let upstream = Upstream::start().await;
    for wanted in [true, false] {
        let app = Instance::start().await;
        for dialect in Dialect::ALL {
            let more = json!({
                "echo_requested_model": wanted, "conversion_allowed": false, "model_redirects": [{ "from": "asked-*", "to": "real-name" }],
            });
            app.add_provider(dialect.as_str(), dialect, &upstream.base_url(), more).await;
        }
        for scene in SCENES {
            let answer = app.send(scene.ask("asked-name")).await;
            let text = answer.text();
            assert_eq!((answer.status.as_u16(), answer.broke_off), (200, false), "{scene:?} {text}");
            assert_eq!(text.contains("asked-name"), wanted, "{scene:?} {text}");
            assert_eq!(text.contains("real-name"), !wanted, "{scene:?} {text}");
            assert!(text.contains("scripted"), "{scene:?} {text}");
            let said = overrides(&app).await;
            assert_eq!(said.contains(&"echoed_model".to_owned()), wanted, "{scene:?}");
        }
    }
    upstream.assert_clean();
}

#[tokio::test(flavor = "multi_thread")]
async fn a_redirected_model_is_exchanged_in_the_body_or_the_path_and_nowhere_else() {
    let upstream = Upstream::start().await;
    let app = Instance::start().await;
    for dialect in Dialect::ALL {
        let more = json!({ "conversion_allowed": false,
            "model_redirects": [{ "from": "asked-*", "to": "real \"name\"" }] });
        app.add_provider(dialect.as_str(), dialect, &upstream.base_url(), more).await;
    }
    for scene in SCENES {
        let body = scene.body("asked-name").to_string();
        send(&app, &scene.path("asked-name"), &body).await;
        let got = upstream.last_request();
        match scene.dialect {
            Dialect::Gemini => {
                assert!(got.path.contains("real%20%22name%22"), "{}", got.path);
                assert_eq!(got.body, body);
            }
            Dialect::Anthropic | Dialect::OpenaiChat | Dialect::OpenaiResponses => {
                assert_eq!(
                    sent(&upstream),
                    body.replace("\"asked-name\"", r#""real \"name\"""#),
                    "{scene:?}"
                );
            }
        }
        let row = app.last_request().await;
        assert_eq!(
            (&row["asked_model"], &row["sent_model"]),
            (&json!("asked-name"), &json!("real \"name\""))
        );
    }
}
