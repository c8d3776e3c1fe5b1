//! OpenAI's other operations, forwarded as they are: to OpenAI's kind of providers only, routed, limited and logged
//! like a model's answer, byte for byte both ways.

use bytes::Bytes;
use domain::Dialect;
use http::Method;
use journeys::{Answer, Ask, Instance, Scene};
use serde_json::{Value, json};
use std::time::Duration;
use tokio::time::Instant;
use upstream::{Script, Upstream};

const FORM: &str = "multipart/form-data; boundary=----x";

/// A form with a file of so many bytes, and behind it the model, if there is one.
fn form(file_bytes: usize, model: Option<&str>) -> Bytes {
    let mut form = b"------x\r\nContent-Disposition: form-data; name=\"file\"; filename=\"a.wav\"\r\nContent-Type: audio/wav\r\n\r\n".to_vec();
    form.extend((0..file_bytes).map(|at| u8::try_from(at % 251).unwrap_or(0)));
    if let Some(model) = model {
        let field = format!("\r\n------x\r\nContent-Disposition: form-data; name=\"model\"\r\n\r\n{model}");
        form.extend(field.into_bytes());
    }
    form.extend(b"\r\n------x--\r\n");
    form.into()
}

/// Path, content type and body of a request of each kind, and what its row says of it.
fn requests() -> Vec<(&'static str, &'static str, Bytes, &'static str)> {
    const JSON: &str = "application/json";
    let with =
        |members: &str| Bytes::from(format!("{{ \"model\":\"some-model\",{members}, \"x\" : [1.0,1e3]}}"));
    vec![
        ("/v1/embeddings", JSON, with("\"input\":\"a\""), "embed"),
        ("/v1/completions", JSON, with("\"prompt\":\"a\""), "complete"),
        ("/v1/images/generations", JSON, with("\"prompt\":\"a\""), "image"),
        ("/v1/images/edits", FORM, form(1000, Some("some-model")), "image"),
        ("/v1/images/variations", FORM, form(1000, Some("some-model")), "image"),
        ("/v1/audio/speech", JSON, with("\"input\":\"a\",\"voice\":\"b\""), "speak"),
        ("/v1/audio/transcriptions", FORM, form(1000, Some("some-model")), "transcribe"),
        ("/v1/audio/translations", FORM, form(1000, Some("some-model")), "transcribe"),
        ("/v1/moderations", JSON, with("\"input\":\"a\""), "moderate"),
        ("/v1/rerank", JSON, with("\"query\":\"a\",\"documents\":[\"b\"]"), "rerank"),
    ]
}

fn ask(path: &str, content_type: &str, body: Bytes) -> Ask {
    Ask::new(Method::POST, path, body).header("content-type", content_type)
}

fn embeddings() -> Ask {
    Ask::post("/v1/embeddings", &json!({ "model": "m", "input": "a" }))
}

/// Two providers; the first has the better priority.
async fn two(first: &Upstream, second: &Upstream) -> Instance {
    let app = Instance::start().await;
    for (name, upstream, priority) in [("first", first, 10), ("second", second, 20)] {
        let more = json!({ "priority": priority });
        app.add_provider(name, Dialect::OpenaiChat, &upstream.base_url(), more).await;
    }
    app
}

#[tokio::test(flavor = "multi_thread")]
async fn each_is_forwarded_byte_for_byte_and_logged() {
    let upstream = Upstream::start().await;
    let app = Instance::in_front_of(&upstream).await;
    for (number, (path, content_type, body, operation)) in (1..).zip(requests()) {
        let direct = ask(path, content_type, body.clone()).key("sk-direct").send(&upstream.base_url()).await;
        let tolerated = path.replacen("/v1", "/v1//v1", 1);
        let through = app.send(ask(&tolerated, content_type, body.clone())).await;
        assert_eq!((through.status.as_u16(), &through.body), (200, &direct.body), "{path}");
        assert_eq!(through.header("content-type"), direct.header("content-type"), "{path}");
        let seen = upstream.last_request();
        assert_eq!((seen.path.as_str(), &seen.body), (path, &body), "{path}");
        assert!(seen.credential.unwrap().starts_with("sk-upstream-openai-"), "{path}");
        let rows = app.ended_rows(number).await;
        let row = &rows[0];
        assert_eq!((&row["operation"], &row["state"]), (&json!(operation), &json!("done")), "{path}: {row}");
        assert_eq!(row["asked_model"], "some-model", "{path}");
        assert_eq!(row["response_bytes"], through.body.len(), "{path}");
        assert_eq!(row["usage"]["estimated"], false, "{path}: nothing is made up");
        let told = !matches!(operation, "speak" | "moderate" | "rerank");
        assert_eq!(row["usage"]["input_tokens"].is_u64(), told, "{path}: {}", row["usage"]);
    }
    upstream.assert_clean();
}

#[tokio::test(flavor = "multi_thread")]
async fn only_openais_kind_of_providers_are_asked() {
    let upstream = Upstream::start().await;
    let app = Instance::start().await;
    for dialect in [Dialect::Anthropic, Dialect::Gemini] {
        app.add_provider(dialect.as_str(), dialect, &upstream.base_url(), json!({})).await;
    }
    let nobody = app.send(embeddings()).await;
    assert_eq!(
        (nobody.status.as_u16(), &nobody.json()["error"]["code"]),
        (503, &json!("no_provider_available"))
    );
    assert_eq!(upstream.count(), 0);
    for dialect in [Dialect::OpenaiResponses, Dialect::OpenaiChat] {
        let app = Instance::start().await;
        app.add_provider("one", dialect, &upstream.base_url(), json!({})).await;
        assert_eq!(app.send(embeddings()).await.status, 200, "{dialect}");
    }
}

/// A kind of failure, and what the upstream does.
type Failing = (&'static str, fn() -> Script);

#[tokio::test(flavor = "multi_thread")]
async fn what_fails_before_its_first_byte_is_answered_by_the_next() {
    let failures: [Failing; 7] = [
        ("500", || Upstream::script().status(500, &[], "oops")),
        ("404", || Upstream::script().status(404, &[], "no such path")),
        ("reset", || Upstream::script().reset_before_head()),
        ("an error", || Upstream::script().status(200, &[], r#"{"error":{"message":"no quota"}}"#)),
        ("a page", || Upstream::script().status(200, &[("content-type", "text/html")], "<html>login</html>")),
        ("a page, called text", || {
            Upstream::script().status(200, &[("content-type", "text/plain")], "<!doctype html>login")
        }),
        ("nothing", || Upstream::script().status(200, &[], "")),
    ];
    for (name, script) in failures {
        let (bad, good) = (Upstream::start().await, Upstream::start().await);
        bad.answer(script());
        let app = two(&bad, &good).await;
        for (path, content_type, body, _) in requests() {
            let answer = app.send(ask(path, content_type, body.clone())).await;
            assert_eq!(answer.status, 200, "{name} {path}: {}", answer.text());
            assert_eq!(good.last_request().body, body, "{name} {path}");
        }
        let row = app.last_request().await;
        assert_eq!(
            row["attempts"].as_array().unwrap().last().unwrap()["outcome"],
            "answered",
            "{name}: {row}"
        );
        let provider = app.admin("GET", "/api/v1/providers/first", None).await.json();
        // Many providers serve models and nothing else, and are none the worse for it.
        let state = &provider["breaker"]["state"];
        assert!(name == "reset" || state == "closed", "{name}: {state}");
    }
}

#[tokio::test(flavor = "multi_thread")]
async fn what_is_wrong_with_a_request_comes_back_as_it_is() {
    let upstream = Upstream::start().await;
    let app = Instance::in_front_of(&upstream).await;
    let refusal =
        r#"{"error":{"message":"the input is too long","type":"invalid_request_error","param":"input"}}"#;
    upstream.answer(Upstream::script().status(400, &[], refusal));
    let answer = app.send(embeddings()).await;
    assert_eq!((answer.status.as_u16(), answer.text().as_str()), (400, refusal));
    assert_eq!(upstream.count(), 1);
    for (ask, part) in [
        (ask("/v1/audio/transcriptions", "multipart/form-data", form(10, None)), "boundary"),
        (ask("/v1/audio/transcriptions", "multipart/form-data; boundary=other", form(10, None)), "boundary"),
        (ask("/v1/embeddings", "application/json", Bytes::from_static(b"{\"model\":1}")), "model"),
        (
            ask("/v1/completions", "application/json", r#"{"model":"m","messages":[]}"#.into()),
            "chat/completions",
        ),
    ] {
        let answer = app.send(ask).await;
        assert_eq!(answer.status, 400, "{part}");
        assert!(answer.text().contains(part), "{part}: {}", answer.text());
    }
    assert_eq!(upstream.count(), 1);
}

#[tokio::test(flavor = "multi_thread")]
async fn a_key_for_some_models_is_for_no_others_and_not_for_none() {
    let upstream = Upstream::start().await;
    let app = Instance::in_front_of(&upstream).await;
    let key = app.new_key(json!({ "name": "narrow", "allowed_models": ["whisper-*"] })).await;
    let send = async |ask: Ask| ask.key(&key).send(app.url()).await;
    let refused = |answer: &Answer| (answer.status.as_u16(), answer.json()["error"]["code"].clone());
    let not_allowed = (403, json!("model_not_allowed"));
    assert_eq!(refused(&send(embeddings()).await), not_allowed);
    let transcribe = |model| ask("/v1/audio/transcriptions", FORM, form(10, model));
    assert_eq!(refused(&send(transcribe(Some("gpt-4o-transcribe"))).await), not_allowed);
    let unnamed = send(transcribe(None)).await;
    assert_eq!(refused(&unnamed), not_allowed);
    assert!(unnamed.text().contains("name the `model`"), "{}", unnamed.text());
    assert_eq!(upstream.count(), 0);
    assert_eq!(send(transcribe(Some("whisper-1"))).await.status, 200);
}

#[tokio::test(flavor = "multi_thread")]
async fn where_no_model_is_named_any_provider_chooses_it() {
    let upstream = Upstream::start().await;
    let app = Instance::start().await;
    let more = json!({ "allowed_models": ["gpt-*"] });
    app.add_provider("one", Dialect::OpenaiChat, &upstream.base_url(), more).await;
    let answer = app.send(Ask::post("/v1/moderations", &json!({ "input": "a" }))).await;
    assert_eq!(answer.status, 200, "{}", answer.text());
    let row = app.last_request().await;
    assert_eq!((&row["asked_model"], &row["sent_model"]), (&Value::Null, &Value::Null));
    // A model that is named is looked for in the list.
    assert_eq!(app.send(embeddings()).await.status, 503);
}

#[tokio::test(flavor = "multi_thread")]
async fn a_form_of_ten_megabytes_names_its_model_at_the_end() {
    let upstream = Upstream::start().await;
    let app = Instance::in_front_of(&upstream).await;
    let body = form(10 << 20, Some("whisper-large"));
    let answer = app.send(ask("/v1/audio/transcriptions", FORM, body.clone())).await;
    assert_eq!(answer.status, 200, "{}", answer.text());
    assert!(upstream.last_request().body == body, "the bytes are the same");
    assert_eq!(upstream.last_request().header("content-type"), Some(FORM));
    assert_eq!(app.last_request().await["asked_model"], "whisper-large");
    let unnamed = form(10 << 20, None);
    assert_eq!(app.send(ask("/v1/audio/transcriptions", FORM, unnamed)).await.status, 200);
    assert_eq!(app.ended_rows(2).await[0]["asked_model"], Value::Null);
    upstream.assert_clean();
}

#[tokio::test(flavor = "multi_thread")]
async fn a_redirect_changes_a_forms_field_and_nothing_else() {
    let upstream = Upstream::start().await;
    let app = Instance::start().await;
    let more = json!({ "model_redirects": [{ "from": "whisper-*", "to": "large-v3" }] });
    app.add_provider("one", Dialect::OpenaiChat, &upstream.base_url(), more).await;
    let sent = form(1000, Some("whisper-1"));
    assert_eq!(app.send(ask("/v1/audio/transcriptions", FORM, sent)).await.status, 200);
    assert_eq!(upstream.last_request().body, form(1000, Some("large-v3")));
    let row = app.last_request().await;
    assert_eq!((&row["asked_model"], &row["sent_model"]), (&json!("whisper-1"), &json!("large-v3")));
}

#[tokio::test(flavor = "multi_thread")]
async fn speech_is_passed_on_as_it_is_spoken() {
    let upstream = Upstream::start().await;
    let pace = Duration::from_millis(80);
    let pieces = [b"\xff\xfb\x90\x00".to_vec(), b"<\x00{".to_vec(), b"data: [DONE]\n\n".to_vec()];
    upstream.answer(Upstream::script().chunks(pieces.clone()).content_type("audio/mpeg").pace(pace));
    let app = Instance::in_front_of(&upstream).await;
    let body = json!({ "model": "tts-1", "input": "hi", "voice": "alloy" });
    let began = Instant::now();
    let mut answer = Ask::post("/v1/audio/speech", &body).key(&app.key).stream(app.url()).await;
    let first = answer.piece().await.unwrap().unwrap();
    let first_after = began.elapsed();
    let rest = answer.whole().await;
    assert_eq!([first, rest.body].concat(), pieces.concat());
    assert!(began.elapsed() >= first_after + pace, "the first piece came {first_after:?} in");
    assert_eq!(app.ended_rows(1).await[0]["state"], "done");
}

#[tokio::test(flavor = "multi_thread")]
async fn a_stream_that_breaks_off_ends_in_an_error_event() {
    let upstream = Upstream::start().await;
    let app = Instance::in_front_of(&upstream).await;
    let completions =
        || Ask::post("/v1/completions", &json!({ "model": "m", "prompt": "a", "stream": true }));
    let whole = app.send(completions()).await;
    assert!(whole.text().ends_with("data: [DONE]\n\n"), "{}", whole.text());
    upstream.answer(Upstream::script().reset_after(2));
    let broken = app.send(completions()).await;
    let last = broken.text().trim_end().rsplit_once("data: ").unwrap().1.to_owned();
    let error: Value = serde_json::from_str(&last).unwrap();
    assert_eq!(error["error"]["code"], "upstream_failed", "{last}");
}

#[tokio::test(flavor = "multi_thread")]
async fn no_conversation_is_bound_by_them() {
    let (first, second) = (Upstream::start().await, Upstream::start().await);
    let app = two(&first, &second).await;
    first.answer_next(Upstream::script().status(500, &[], "oops"));
    let named = |ask: Ask| ask.header("x-session-id", "conversation-1");
    assert_eq!(app.send(named(embeddings())).await.status, 200);
    assert_eq!((first.count(), second.count()), (1, 1), "the second answered");
    let chat = Scene { dialect: Dialect::OpenaiChat, stream: false };
    assert_eq!(app.send(named(chat.ask("m"))).await.status, 200);
    assert_eq!((first.count(), second.count()), (2, 1), "and the conversation begins at the first");
}
