//! An AI tool calls with a Switchyard key; the request goes to a provider of its dialect, comes back, and is in
//! the ledger. Bytes untouched, both ways.

use domain::Dialect;
use journeys::{Ask, Instance, SCENES, Scene};
use serde_json::json;
use std::time::Duration;
use tokio::time::Instant;
use upstream::Upstream;

#[tokio::test(flavor = "multi_thread")]
async fn every_dialect_is_answered_and_is_in_the_ledger() {
    let upstream = Upstream::start().await;
    let app = Instance::in_front_of(&upstream).await;
    for (number, scene) in SCENES.into_iter().enumerate() {
        let answer = app.send(scene.ask("some-model")).await;
        assert_eq!(answer.status, 200, "{scene:?}: {}", answer.text());
        assert!(answer.header("x-session-id").starts_with("sy-"), "{scene:?}");
        let rows = app.ended_rows(number + 1).await;
        let row = &rows[0];
        assert_eq!(row["state"], "done", "{scene:?}: {row}");
        assert_eq!(row["dialect"], scene.dialect.as_str(), "{scene:?}");
        assert_eq!(
            (&row["asked_model"], &row["stream"]),
            (&json!("some-model"), &json!(scene.stream)),
            "{scene:?}"
        );
        assert_eq!(row["response_bytes"], answer.body.len(), "{scene:?}");
        assert!(row["usage"]["output_tokens"].as_u64() > Some(0), "{scene:?}: {}", row["usage"]);
        assert_eq!(row["usage"]["estimated"], false, "{scene:?}");
        assert_eq!(row["user_name"], "owner");
        let whole = app.last_request().await;
        assert_eq!(whole["attempts"][0]["outcome"], "answered", "{scene:?}: {whole}");
        assert_eq!(whole["attempts"].as_array().unwrap().len(), 1);
    }
    upstream.assert_clean();
}

#[tokio::test(flavor = "multi_thread")]
async fn a_streamed_answer_is_byte_identical_however_it_is_cut() {
    let odd = "event: x\r\ndata: {\"type\":\"message_start\"}\r\n\r\n: comment\n\ndata: caf\u{e9} \u{1f600}\n\nid: 7\nretry: 5\n\ndata: [DONE]\n\n";
    let upstream = Upstream::start().await;
    let app = Instance::in_front_of(&upstream).await;
    for scene in SCENES.into_iter().filter(|scene| scene.stream) {
        let content = match scene.dialect {
            Dialect::Anthropic => r#"{"type":"content_block_delta","delta":{"text":"a"}}"#,
            Dialect::OpenaiChat => r#"{"choices":[{"delta":{"content":"a"}}]}"#,
            Dialect::OpenaiResponses => r#"{"type":"response.output_text.delta","delta":"a"}"#,
            Dialect::Gemini => r#"{"candidates":[{"content":{"parts":[{"text":"a"}]}}]}"#,
        };
        let odd = format!(": first\r\rdata:{content}\r\n\r\n{odd}");
        upstream
            .answer(Upstream::script().chunks([odd.as_str()]).content_type("text/event-stream").slices(1));
        let answer = app.send(scene.ask("m")).await;
        let text = answer.text();
        // What the dialect requires at the end is missing here, which the row says; the bytes stay.
        assert_eq!(text, odd, "{scene:?}");
        assert!(!answer.broke_off, "{scene:?}");
    }
}

#[tokio::test(flavor = "multi_thread")]
async fn a_stream_is_byte_identical_to_the_upstreams_own() {
    let upstream = Upstream::start().await;
    let app = Instance::in_front_of(&upstream).await;
    for scene in SCENES {
        let direct =
            scene.ask("m").header("x-api-key", "sk-direct").key("sk-direct").header("x-goog-api-key", "k");
        let direct = direct.send(&upstream.base_url()).await;
        let through = app.send(scene.ask("m")).await;
        assert_eq!(direct.status, through.status);
        assert_eq!(direct.body.len(), through.body.len(), "{scene:?}");
        assert_eq!(direct.header("content-type"), through.header("content-type"));
    }
}

#[tokio::test(flavor = "multi_thread")]
async fn each_event_is_flushed_when_it_comes() {
    let upstream = Upstream::start().await;
    let pace = Duration::from_millis(80);
    upstream.answer(Upstream::script().stream(["one ", "two ", "three"]).pace(pace));
    let app = Instance::in_front_of(&upstream).await;
    let scene = Scene { dialect: Dialect::OpenaiChat, stream: true };
    let began = Instant::now();
    let mut answer = scene.ask("m").key(&app.key).stream(app.url()).await;
    let first = answer.piece().await.unwrap().unwrap();
    let first_after = began.elapsed();
    let whole = answer.whole().await;
    assert!(!first.is_empty() && !whole.broke_off);
    assert!(
        began.elapsed() >= first_after + pace,
        "the first event came {first_after:?} in, before the others"
    );
}

#[tokio::test(flavor = "multi_thread")]
async fn a_request_arrives_byte_identical_with_all_it_says() {
    let upstream = Upstream::start().await;
    let app = Instance::in_front_of(&upstream).await;
    let filler = "\u{6f22}\\u0041 \\\"x\\\" ".repeat(64 << 10);
    let body = format!(
        "{{ \"model\" : \"claude-x\",\n \"max_tokens\":1, \"x_future\": {{\"b\":1,\"a\":[1.0,1e3]}}, \"messages\":[{{\"role\":\"user\",\"content\":\"{filler}\"}}]  }}"
    );
    assert!(body.len() > 1 << 20);
    let ask = Ask::new("POST".parse().unwrap(), "/v1/messages?beta=true&x=%20y", body.clone())
        .header("content-type", "application/json")
        .header("anthropic-version", "2023-06-01")
        .header("anthropic-beta", "some-beta-2030-01-01")
        .header("x-stainless-retry-count", "0")
        .header("x-app", "cli")
        .header("user-agent", "claude-cli/2.1.330 (external, cli)")
        .header("x-future-header", "kept")
        .header("cookie", "secret=1")
        .header("x-forwarded-for", "10.0.0.1")
        .header("x-api-key", "sk-ant-stale");
    let answer = app.send(ask).await;
    assert_eq!(answer.status, 200, "{}", answer.text());
    let seen = upstream.last_request();
    assert_eq!(seen.body.as_ref() as &[u8], body.as_bytes());
    for (name, value) in [
        ("anthropic-version", "2023-06-01"),
        ("anthropic-beta", "some-beta-2030-01-01"),
        ("x-stainless-retry-count", "0"),
        ("x-app", "cli"),
        ("user-agent", "claude-cli/2.1.330 (external, cli)"),
        ("x-future-header", "kept"),
        ("x-api-key", "sk-upstream-anthropic-0123456789"),
    ] {
        assert_eq!(seen.header(name), Some(value), "{name}");
    }
    for name in ["cookie", "x-forwarded-for", "authorization", "x-session-id"] {
        assert_eq!(seen.header(name), None, "{name}");
    }
    upstream.assert_clean();
}

#[tokio::test(flavor = "multi_thread")]
async fn a_chat_stream_is_asked_for_its_usage_and_the_client_does_not_notice() {
    let upstream = Upstream::start().await;
    let app = Instance::in_front_of(&upstream).await;
    let body = json!({ "model": "m", "messages": [{ "role": "user", "content": "hi" }], "stream": true });
    let answer = app.send(Ask::post("/v1/chat/completions", &body)).await;
    assert_eq!(upstream.last_request().json()["stream_options"]["include_usage"], true);
    assert!(!answer.text().contains("prompt_tokens"), "{}", answer.text());
    assert!(answer.text().ends_with("data: [DONE]\n\n"));
    let row = app.last_request().await;
    assert_eq!(row["usage"]["estimated"], false, "{row}");
    assert_eq!(row["changes"][0]["change"], "include_usage_added");
}

#[tokio::test(flavor = "multi_thread")]
async fn an_upstream_that_refuses_include_usage_is_not_asked_again() {
    let upstream = Upstream::start().await;
    let app = Instance::in_front_of(&upstream).await;
    let refusal =
        r#"{"error":{"message":"Unknown parameter: 'stream_options'","type":"invalid_request_error"}}"#;
    upstream.answer_next(Upstream::script().status(400, &[("content-type", "application/json")], refusal));
    let body = json!({ "model": "m", "messages": [{ "role": "user", "content": "hi" }], "stream": true });
    for sent in [2, 3] {
        let answer = app.send(Ask::post("/v1/chat/completions", &body)).await;
        assert_eq!(answer.status, 200);
        assert_eq!(upstream.count(), sent);
        assert!(upstream.last_request().json().get("stream_options").is_none());
    }
}

#[tokio::test(flavor = "multi_thread")]
async fn an_upstream_that_compresses_unasked_is_undone() {
    let upstream = Upstream::start().await;
    upstream.answer(Upstream::script().reply("hello").gzip());
    let app = Instance::in_front_of(&upstream).await;
    for scene in SCENES {
        let answer = app.send(scene.ask("m")).await;
        assert_eq!(answer.header("content-encoding"), "", "{scene:?}");
        assert!(answer.text().contains("hello"), "{scene:?}: {}", answer.text());
    }
}

#[tokio::test(flavor = "multi_thread")]
async fn a_client_that_leaves_cancels_the_upstream_and_its_row_says_so() {
    let upstream = Upstream::start().await;
    upstream.answer(Upstream::script().stream(["a ", "b ", "c"]).stall_after(4));
    let app = Instance::in_front_of(&upstream).await;
    let scene = Scene { dialect: Dialect::Anthropic, stream: true };
    let mut answer = scene.ask("m").key(&app.key).stream(app.url()).await;
    assert!(answer.piece().await.unwrap().is_some());
    drop(answer);
    upstream.client_left(0).await;
    let rows = app.ended_rows(1).await;
    assert_eq!(rows[0]["state"], "cancelled", "{}", rows[0]);
}

#[tokio::test(flavor = "multi_thread")]
async fn models_are_listed_in_the_askers_shape() {
    let upstream = Upstream::start().await;
    let app = Instance::in_front_of(&upstream).await;
    let anthropic = app.send(Ask::get("/v1/models").header("anthropic-version", "2023-06-01")).await.json();
    assert_eq!(anthropic["data"][0]["type"], "model", "{anthropic}");
    let openai = app.send(Ask::get("/v1/models")).await.json();
    assert_eq!(openai["object"], "list", "{openai}");
    let gemini = app.send(Ask::get("/v1beta/models")).await.json();
    assert!(gemini["models"][0]["name"].as_str().unwrap().starts_with("models/"), "{gemini}");
    let missing = app.send(Ask::get("/v1/models/no-such-model")).await;
    assert_eq!((missing.status.as_u16(), &missing.json()["error"]["code"]), (404, &json!("model_not_found")));
}
