//! What a provider refuses is mended where that can be done, and asked once more: the client sees the answer, the
//! row tells the rest. What can't be mended is the client's to hear, as it came and at once.

#![expect(clippy::unwrap_used, reason = "a body that is no text fails the test")]

use domain::Dialect;
use http::Method;
use journeys::{Answer, Ask, Instance};
use serde_json::{Value, json};
use upstream::Upstream;

async fn one(upstream: &Upstream, dialect: Dialect, more: Value) -> Instance {
    let app = Instance::start().await;
    app.add_provider("p", dialect, &upstream.base_url(), more).await;
    app
}

fn refusal(upstream: &Upstream, body: &str) {
    upstream.answer_next(Upstream::script().status(400, &[("content-type", "application/json")], body));
}

async fn send(app: &Instance, path: &str, body: &str) -> Answer {
    let ask = Ask::new(Method::POST, path, body.to_owned())
        .header("content-type", "application/json")
        .header("anthropic-version", "2023-06-01");
    app.send(ask).await
}

fn bodies(upstream: &Upstream) -> Vec<String> {
    let text = |request: &upstream::Recorded| String::from_utf8(request.body.to_vec()).unwrap();
    upstream.requests().iter().map(text).collect()
}

/// What a provider says, what was asked, what is asked then, what the row calls it.
struct Case {
    dialect: Dialect,
    path: &'static str,
    said: &'static str,
    asked: &'static str,
    then: &'static str,
    repair: &'static str,
}

const CASES: [Case; 7] = [
    Case {
        dialect: Dialect::Anthropic,
        path: "/v1/messages",
        said: r#"{"type":"error","error":{"type":"invalid_request_error","message":"messages.1.content.0: Invalid `signature` in `thinking` block"}}"#,
        asked: r#"{"model":"m","max_tokens":64, "messages":[{"role":"user","content":"hi"},{"role":"assistant","content":[{"type":"thinking","thinking":"x","signature":"s"}, {"type":"text","text":"a"}]},{"role":"user","content":"go on"}]}"#,
        then: r#"{"model":"m","max_tokens":64, "messages":[{"role":"user","content":"hi"},{"role":"assistant","content":[{"type":"text","text":"a"}]},{"role":"user","content":"go on"}]}"#,
        repair: "thinking_signature",
    },
    Case {
        dialect: Dialect::Anthropic,
        path: "/v1/messages",
        said: r#"{"error":{"message":"Expected `thinking` or `redacted_thinking`, but found `tool_use`"}}"#,
        asked: r#"{"model":"m","max_tokens":9000,"thinking":{"type":"enabled","budget_tokens":2048},"messages":[{"role":"assistant","content":[{"type":"redacted_thinking","data":"x"},{"type":"tool_use","id":"t","name":"n","input":{}}]},{"role":"user","content":[{"type":"tool_result","tool_use_id":"t"}]}]}"#,
        then: r#"{"model":"m","max_tokens":9000,"messages":[{"role":"assistant","content":[{"type":"tool_use","id":"t","name":"n","input":{}}]},{"role":"user","content":[{"type":"tool_result","tool_use_id":"t"}]}]}"#,
        repair: "thinking_signature",
    },
    Case {
        dialect: Dialect::Anthropic,
        path: "/v1/messages",
        said: r#"{"error":{"message":"thinking.enabled.budget_tokens: Input should be greater than or equal to 1024"}}"#,
        asked: r#"{"model":"m","max_tokens":64,"thinking":{"type":"enabled","budget_tokens":100},"messages":[]}"#,
        then: r#"{"model":"m","max_tokens":64000,"thinking":{"type":"enabled","budget_tokens":32000},"messages":[]}"#,
        repair: "thinking_budget",
    },
    Case {
        dialect: Dialect::Anthropic,
        path: "/v1/messages",
        said: r#"{"error":{"message":"thinking options type cannot be disabled when reasoning_effort is set"}}"#,
        asked: r#"{"model":"m","max_tokens":64,"thinking":{"type":"disabled"},"output_config":{"effort":"high"},"messages":[]}"#,
        then: r#"{"model":"m","max_tokens":64,"thinking":{"type":"disabled"},"output_config":{},"messages":[]}"#,
        repair: "effort_conflict",
    },
    Case {
        dialect: Dialect::Anthropic,
        path: "/v1/messages",
        said: r#"{"error":{"message":"x-anthropic-billing-header is a reserved keyword and may not be used in the system prompt."}}"#,
        asked: r#"{"model":"m","max_tokens":64,"system":[{"type":"text","text":"x-anthropic-billing-header: cch=1;"},{"type":"text","text":"You are"}],"messages":[]}"#,
        then: r#"{"model":"m","max_tokens":64,"system":[{"type":"text","text":"You are"}],"messages":[]}"#,
        repair: "billing_header",
    },
    Case {
        dialect: Dialect::Gemini,
        path: "/v1beta/models/m:generateContent",
        said: r#"{"error":{"code":400,"message":"Invalid JSON payload received. Unknown name \"id\" at 'contents[0].parts[0].function_call': Cannot find field.","status":"INVALID_ARGUMENT"}}"#,
        asked: r#"{"contents":[{"parts":[{"functionCall":{"id":"1","name":"f","args":{}}}]}]}"#,
        then: r#"{"contents":[{"parts":[{"functionCall":{"name":"f","args":{}}}]}]}"#,
        repair: "function_ids",
    },
    Case {
        dialect: Dialect::OpenaiResponses,
        path: "/v1/responses",
        said: r#"{"error":{"code":"invalid_encrypted_content","message":"The encrypted content gAAA could not be verified."}}"#,
        asked: r#"{"model":"m","input":[{"type":"reasoning","encrypted_content":"gAAA"},{"role":"user","content":"hi"}]}"#,
        then: r#"{"model":"m","input":[{"role":"user","content":"hi"}]}"#,
        repair: "encrypted_reasoning",
    },
];

#[tokio::test(flavor = "multi_thread")]
async fn what_can_be_mended_is_asked_once_more_and_the_client_sees_the_answer() {
    for case in CASES {
        let upstream = Upstream::start().await;
        let app = one(&upstream, case.dialect, json!({})).await;
        refusal(&upstream, case.said);
        let answer = send(&app, case.path, case.asked).await;
        assert_eq!(answer.status, 200, "{}: {}", case.repair, answer.text());
        assert_eq!(bodies(&upstream), [case.asked, case.then], "{}", case.repair);
        let row = app.last_request().await;
        assert_eq!(row["changes"][0]["repair"], case.repair, "{row}");
        assert_eq!(row["changes"][0]["provider_name"], "p", "{row}");
        let attempts = row["attempts"].as_array().unwrap();
        assert_eq!((attempts.len(), &attempts[0]["outcome"]), (1, &json!("answered")), "{row}");
        let requests = upstream.requests();
        assert_eq!(
            requests[1].connection, requests[0].connection,
            "{}: over the same connection",
            case.repair
        );
    }
}

#[tokio::test(flavor = "multi_thread")]
async fn a_refusal_that_comes_again_is_the_clients_to_hear() {
    for case in CASES {
        let upstream = Upstream::start().await;
        upstream.answer(Upstream::script().status(400, &[("x-own", "1")], case.said));
        let app = one(&upstream, case.dialect, json!({})).await;
        let answer = send(&app, case.path, case.asked).await;
        assert_eq!((answer.status.as_u16(), answer.text().as_str()), (400, case.said), "{}", case.repair);
        assert_eq!(answer.header("x-own"), "1");
        assert_eq!(upstream.count(), 2, "{}: mended once", case.repair);
    }
}

#[tokio::test(flavor = "multi_thread")]
async fn words_alone_make_no_second_request() {
    for case in CASES {
        let upstream = Upstream::start().await;
        upstream.answer(Upstream::script().status(400, &[], case.said));
        let app = one(&upstream, case.dialect, json!({})).await;
        let body = match case.dialect {
            Dialect::Gemini => r#"{"contents":[]}"#,
            Dialect::OpenaiResponses => r#"{"model":"m","input":"hi"}"#,
            Dialect::Anthropic | Dialect::OpenaiChat => {
                r#"{"model":"m","max_tokens":64,"thinking":{"type":"adaptive"},"messages":[]}"#
            }
        };
        let answer = send(&app, case.path, body).await;
        assert_eq!((answer.status.as_u16(), upstream.count()), (400, 1), "{}", case.repair);
    }
}

const UNSUPPORTED: &str = r#"{"error":{"message":"Unsupported parameter: 'max_tokens' is not supported with this model. Use 'max_completion_tokens' instead.","type":"invalid_request_error","param":"max_tokens","code":"unsupported_parameter"}}"#;
const TEMPERATURE: &str = r#"{"error":{"message":"Unsupported value: 'temperature' does not support 0.2 with this model.","param":"temperature","code":"unsupported_value"}}"#;

#[tokio::test(flavor = "multi_thread")]
async fn a_parameter_that_a_model_refuses_is_left_out_and_remembered() {
    let upstream = Upstream::start().await;
    let app = one(&upstream, Dialect::OpenaiChat, json!({})).await;
    refusal(&upstream, UNSUPPORTED);
    refusal(&upstream, TEMPERATURE);
    let asked = r#"{"model":"o5","max_tokens":10,"temperature":0.2,"messages":[]}"#;
    let then = r#"{"model":"o5","messages":[],"max_completion_tokens":10}"#;
    let answer = send(&app, "/v1/chat/completions", asked).await;
    assert_eq!(answer.status, 200, "{}", answer.text());
    assert_eq!(bodies(&upstream)[2], then);
    let row = app.last_request().await;
    let dropped: Vec<_> =
        row["changes"].as_array().unwrap().iter().map(|change| &change["parameter"]).collect();
    assert_eq!(dropped, ["max_tokens", "temperature"]);

    let answer = send(&app, "/v1/chat/completions", asked).await;
    assert_eq!((answer.status.as_u16(), upstream.count()), (200, 4), "the second time it is not even tried");
    assert_eq!(bodies(&upstream)[3], then);
    app.ended_rows(2).await;
    assert_eq!(app.last_request().await["changes"].as_array().unwrap().len(), 2);

    let other = asked.replace("o5", "gpt-4");
    assert_eq!(send(&app, "/v1/chat/completions", &other).await.status, 200);
    assert_eq!(bodies(&upstream)[4], other, "another model may know it");
}

#[tokio::test(flavor = "multi_thread")]
async fn what_a_request_cannot_do_without_is_not_left_out() {
    let upstream = Upstream::start().await;
    let said = r#"{"error":{"message":"no","param":"tools","code":"unsupported_parameter"}}"#;
    upstream.answer(Upstream::script().status(400, &[], said));
    let app = one(&upstream, Dialect::OpenaiChat, json!({})).await;
    let answer = send(&app, "/v1/chat/completions", r#"{"model":"m","messages":[],"tools":[]}"#).await;
    assert_eq!((answer.status.as_u16(), answer.text().as_str(), upstream.count()), (400, said, 1));
}

#[tokio::test(flavor = "multi_thread")]
async fn the_accounting_that_a_provider_rejects_is_not_sent_again() {
    let upstream = Upstream::start().await;
    let app = one(&upstream, Dialect::Anthropic, json!({})).await;
    let case = &CASES[4];
    refusal(&upstream, case.said);
    for _ in 0..2 {
        assert_eq!(send(&app, case.path, case.asked).await.status, 200);
    }
    assert_eq!(bodies(&upstream), [case.asked, case.then, case.then]);
}

#[tokio::test(flavor = "multi_thread")]
async fn a_mended_request_goes_on_to_the_next_provider_as_it_came() {
    let (first, second) = (Upstream::start().await, Upstream::start().await);
    let app = Instance::start().await;
    app.add_provider("first", Dialect::Anthropic, &first.base_url(), json!({ "priority": 1 })).await;
    app.add_provider("second", Dialect::Anthropic, &second.base_url(), json!({ "priority": 2 })).await;
    let case = &CASES[0];
    refusal(&first, case.said);
    first.answer(Upstream::script().status(500, &[], "oops"));
    assert_eq!(send(&app, case.path, case.asked).await.status, 200);
    assert_eq!(bodies(&first), [case.asked, case.then]);
    assert_eq!(bodies(&second), [case.asked]);
}

/// A text as long as an official one.
fn official() -> String {
    format!("You are Codex, based on GPT-5. {}", "Be brief and exact. ".repeat(20))
}

fn codex(model: &str, instructions: Option<&str>) -> Ask {
    let mut body = json!({ "model": model, "input": "hi" });
    if let Some(text) = instructions {
        body["instructions"] = text.into();
    }
    Ask::post("/v1/responses", &body)
        .header("user-agent", "codex_exec/0.169.0 (Debian 12.0.0; x86_64) dumb (codex_exec; 0.169.0)")
        .header("originator", "codex_exec")
}

async fn learned(app: &Instance) -> Value {
    for _ in 0..500 {
        let known =
            app.admin("GET", "/api/v1/settings/codex_instructions", None).await.json()["value"].clone();
        if known.as_object().is_some_and(|known| !known.is_empty()) {
            return known;
        }
        tokio::time::sleep(std::time::Duration::from_millis(10)).await;
    }
    Value::Null
}

#[tokio::test(flavor = "multi_thread")]
async fn the_official_instructions_are_learned_from_codex_and_forced_where_wanted() {
    let upstream = Upstream::start().await;
    let app =
        one(&upstream, Dialect::OpenaiResponses, json!({ "codex_instructions": "force_official" })).await;
    let own = Ask::post(
        "/v1/responses",
        &json!({ "model": "gpt-5-codex-high", "input": "hi", "instructions": "Mine." }),
    );
    assert_eq!(app.send(own.clone()).await.status, 200);
    assert_eq!(upstream.last_request().json()["instructions"], "Mine.", "nothing was learned yet");

    assert_eq!(app.send(codex("gpt-5-codex", Some(&official()))).await.status, 200);
    let known = learned(&app).await;
    assert_eq!(known["gpt-5-codex"], json!({ "text": official(), "version": "0.169.0" }));

    assert_eq!(app.send(own).await.status, 200);
    assert_eq!(upstream.last_request().json()["instructions"], official());
    app.ended_rows(3).await;
    assert_eq!(app.last_request().await["changes"][0]["overrides"], json!(["codex_instructions"]));
}

#[tokio::test(flavor = "multi_thread")]
async fn refused_instructions_are_exchanged_once_and_then_at_once() {
    let upstream = Upstream::start().await;
    let app = one(&upstream, Dialect::OpenaiResponses, json!({})).await;
    assert_eq!(app.send(codex("gpt-5-codex", Some(&official()))).await.status, 200);
    learned(&app).await;
    let own = Ask::post(
        "/v1/responses",
        &json!({ "model": "gpt-5-codex", "input": "hi", "instructions": "Mine." }),
    );
    refusal(&upstream, r#"{"detail":"Instructions are not valid"}"#);
    assert_eq!(app.send(own.clone()).await.status, 200);
    let sent = |place: usize| upstream.requests()[place].json()["instructions"].clone();
    assert_eq!((sent(1), sent(2)), (json!("Mine."), json!(official())));
    app.ended_rows(2).await;
    assert_eq!(app.last_request().await["changes"][0]["repair"], "codex_instructions");

    assert_eq!(app.send(own).await.status, 200);
    assert_eq!((upstream.count(), sent(3)), (4, json!(official())));
}

#[tokio::test(flavor = "multi_thread")]
async fn instructions_that_are_kept_are_never_exchanged() {
    let upstream = Upstream::start().await;
    let app =
        one(&upstream, Dialect::OpenaiResponses, json!({ "codex_instructions": "keep_original" })).await;
    assert_eq!(app.send(codex("gpt-5-codex", Some(&official()))).await.status, 200);
    learned(&app).await;
    refusal(&upstream, r#"{"detail":"Instructions are not valid"}"#);
    let own = Ask::post(
        "/v1/responses",
        &json!({ "model": "gpt-5-codex", "input": "hi", "instructions": "Mine." }),
    );
    assert_eq!(app.send(own).await.status, 400);
    assert_eq!(upstream.count(), 2);
}

#[tokio::test(flavor = "multi_thread")]
async fn a_fault_of_the_providers_that_says_400_goes_to_the_next() {
    for (said, later) in [
        (r#"{"error":{"message":"disk storage creation failed: disk free-space floor reached"}}"#, 2),
        (r#"{"error":{"message":"The requested model is not supported.","code":"model_not_supported"}}"#, 1),
        (r#"{"detail":"The 'gpt-9' model is not supported when using Codex with a ChatGPT account."}"#, 1),
    ] {
        let (first, second) = (Upstream::start().await, Upstream::start().await);
        first.answer(Upstream::script().status(400, &[], said));
        let app = Instance::start().await;
        app.add_provider("first", Dialect::OpenaiChat, &first.base_url(), json!({ "priority": 1 })).await;
        app.add_provider("second", Dialect::OpenaiChat, &second.base_url(), json!({ "priority": 2 })).await;
        for _ in 0..2 {
            let answer = send(&app, "/v1/chat/completions", r#"{"model":"gpt-9","messages":[]}"#).await;
            assert_eq!(answer.status, 200, "{said}: {}", answer.text());
        }
        assert_eq!((first.count(), second.count()), (later, 2), "{said}");
    }
}
