//! What is asked about a response by its id goes to the provider that made it, for the key that made it.

use domain::Dialect;
use http::Method;
use journeys::{Ask, Instance};
use serde_json::{Value, json};
use upstream::{Script, Upstream};

/// Two providers of this dialect; the first has the better priority.
async fn two(first: &Upstream, second: &Upstream) -> Instance {
    let app = Instance::start().await;
    for (name, upstream, priority) in [("first", first, 10), ("second", second, 20)] {
        let more = json!({ "priority": priority });
        app.add_provider(name, Dialect::OpenaiResponses, &upstream.base_url(), more).await;
    }
    app
}

fn create(more: &Value) -> Ask {
    let mut body = json!({ "model": "gpt-5", "input": "hi", "store": true });
    for (name, value) in more.as_object().into_iter().flatten() {
        body[name] = value.clone();
    }
    Ask::post("/v1/responses", &body)
}

/// A whole response of this id.
fn response(id: &str) -> Script {
    let body = json!({
        "id": id, "object": "response", "status": "completed", "model": "gpt-5",
        "output": [{ "type": "message", "role": "assistant", "content": [{ "type": "output_text", "text": "hi" }] }],
        "usage": { "input_tokens": 3, "output_tokens": 2, "total_tokens": 5 },
    });
    Upstream::script().status(200, &[], body.to_string())
}

fn bare(method: Method, target: &str) -> Ask {
    Ask::new(method, target, "")
}

/// Makes a response at the second provider, since the first fails.
async fn made_by_second(app: &Instance, first: &Upstream, second: &Upstream, id: &str) {
    first.answer_next(Upstream::script().status(500, &[], "oops"));
    second.answer_next(response(id));
    let answer = app.send(create(&json!({}))).await;
    assert_eq!(answer.status, 200, "{}", answer.text());
}

#[tokio::test(flavor = "multi_thread")]
async fn everything_about_a_response_goes_to_its_maker() {
    let (first, second) = (Upstream::start().await, Upstream::start().await);
    let app = two(&first, &second).await;
    made_by_second(&app, &first, &second, "resp_Made").await;
    let asked_before = first.count();
    for (method, target, path, query) in [
        (Method::GET, "/v1/responses/resp_Made", "/v1/responses/resp_Made", None),
        (
            Method::GET,
            "/v1/v1/responses/resp_Made/?include%5B%5D=reasoning.encrypted_content",
            "/v1/responses/resp_Made",
            Some("include%5B%5D=reasoning.encrypted_content"),
        ),
        (
            Method::GET,
            "/responses/resp_Made/input_items?limit=2",
            "/v1/responses/resp_Made/input_items",
            Some("limit=2"),
        ),
        (Method::POST, "/v1/responses/resp_Made/cancel", "/v1/responses/resp_Made/cancel", None),
        (Method::DELETE, "/v1/responses/resp_Made", "/v1/responses/resp_Made", None),
    ] {
        let through = app.send(bare(method.clone(), target)).await;
        assert_eq!(through.status, 200, "{method} {target}: {}", through.text());
        let seen = second.last_request();
        assert_eq!((seen.method.as_str(), seen.path.as_str()), (method.as_str(), path));
        assert_eq!(seen.query.as_deref(), query, "{target}");
        assert_eq!(seen.credential.as_deref(), Some("sk-upstream-second-0123456789"));
        let direct = bare(method, path).key("sk-direct").send(&second.base_url()).await;
        assert_eq!(through.body, direct.body, "{target}");
    }
    assert_eq!(first.count(), asked_before);
    let rows = app.ended_rows(6).await;
    assert!(
        rows[..5].iter().all(|row| row["operation"] == "stored_answer" && row["state"] == "done"),
        "{rows:?}"
    );
    assert!(
        rows[..5].iter().all(|row| row["usage"]["input_tokens"].is_null()),
        "reading again costs nothing"
    );
    second.assert_clean();
}

#[tokio::test(flavor = "multi_thread")]
async fn a_response_can_be_asked_for_while_it_is_still_being_made() {
    let (first, second) = (Upstream::start().await, Upstream::start().await);
    let app = two(&first, &second).await;
    first.answer_next(Upstream::script().status(500, &[], "oops"));
    second.answer_next(Upstream::script().stream(["a ", "b ", "c "]).stall_after(6));
    let mut making = create(&json!({ "stream": true })).key(&app.key).stream(app.url()).await;
    assert!(making.piece().await.unwrap().is_some());
    let cancelled = app.send(bare(Method::POST, "/v1/responses/resp_ScriptedUpstream/cancel")).await;
    assert_eq!(cancelled.status, 200, "{}", cancelled.text());
    assert_eq!(first.count(), 1);
}

#[tokio::test(flavor = "multi_thread")]
async fn another_keys_response_is_as_unknown_as_none() {
    let (first, second) = (Upstream::start().await, Upstream::start().await);
    let app = two(&first, &second).await;
    first.answer_next(response("resp_Mine"));
    assert_eq!(app.send(create(&json!({}))).await.status, 200);
    let other = app.new_key(json!({ "name": "other" })).await;
    for method in [Method::GET, Method::DELETE] {
        for (key, id) in [(&other, "resp_Mine"), (&app.key, "resp_Never")] {
            let target = format!("/v1/responses/{id}");
            let answer = bare(method.clone(), &target).key(key).send(app.url()).await;
            assert_eq!(answer.status, 404, "{}", answer.text());
            let error = &answer.json()["error"];
            assert_eq!(error["code"], "response_not_found");
            assert!(error["message"].as_str().unwrap().contains(id), "it says which, and why: {error}");
        }
    }
    assert_eq!((first.count(), second.count()), (1, 0), "nobody was asked");
    assert_eq!(app.send(bare(Method::GET, "/v1/responses/resp_Mine")).await.status, 200);
}

#[tokio::test(flavor = "multi_thread")]
async fn what_the_maker_says_of_a_response_is_passed_on_whatever_it_is() {
    let (first, second) = (Upstream::start().await, Upstream::start().await);
    let app = two(&first, &second).await;
    first.answer_next(response("resp_Mine"));
    assert_eq!(app.send(create(&json!({}))).await.status, 200);
    let gone =
        r#"{"error":{"message":"Response with id 'resp_Mine' not found.","type":"invalid_request_error"}}"#;
    let failed =
        r#"{"id":"resp_Mine","status":"failed","error":{"code":"server_error","message":"no"},"output":[]}"#;
    for (status, body) in [(404, gone), (409, gone), (200, failed), (400, gone)] {
        first.answer_next(Upstream::script().status(status, &[], body));
        let answer = app.send(bare(Method::GET, "/v1/responses/resp_Mine")).await;
        assert_eq!((answer.status.as_u16(), answer.text().as_str()), (status, body));
    }
    let stream = "event: response.failed\ndata: {\"type\":\"response.failed\",\"response\":{\"id\":\"resp_Mine\"}}\n\n";
    first.answer_next(Upstream::script().chunks([stream]));
    let answer = app.send(bare(Method::GET, "/v1/responses/resp_Mine?stream=true&starting_after=3")).await;
    assert_eq!((answer.status.as_u16(), answer.text().as_str()), (200, stream));
    assert_eq!(second.count(), 0);
}

#[tokio::test(flavor = "multi_thread")]
async fn a_response_is_asked_for_with_the_credential_that_made_it() {
    const SECOND: &str = "sk-second-credential-0123456789";
    let upstream = Upstream::start().await;
    let app = Instance::start().await;
    app.add_provider("one", Dialect::OpenaiResponses, &upstream.base_url(), json!({})).await;
    let more = json!({ "credential": SECOND });
    let added = app.admin("POST", "/api/v1/providers/one/credentials", Some(more)).await;
    assert!(added.status.is_success(), "{}", added.text());
    upstream.answer_next(Upstream::script().status(401, &[], "bad key"));
    upstream.answer_next(response("resp_Made"));
    assert_eq!(app.send(create(&json!({}))).await.status, 200);
    // Both credentials are good again, and the first comes first for whatever is new.
    assert_eq!(app.admin("POST", "/api/v1/providers/one/reset-breaker", None).await.status, 200);
    assert_eq!(app.send(create(&json!({}))).await.status, 200);
    assert_ne!(upstream.last_request().credential.as_deref(), Some(SECOND));
    assert_eq!(app.send(bare(Method::GET, "/v1/responses/resp_Made")).await.status, 200);
    assert_eq!(upstream.last_request().credential.as_deref(), Some(SECOND));
}

#[tokio::test(flavor = "multi_thread")]
async fn who_is_switched_off_is_not_replaced_by_another() {
    let (first, second) = (Upstream::start().await, Upstream::start().await);
    let app = two(&first, &second).await;
    first.answer_next(response("resp_Mine"));
    assert_eq!(app.send(create(&json!({}))).await.status, 200);
    let provider = app.admin("GET", "/api/v1/providers/first", None).await.json();
    let off = json!({ "enabled": false, "revision": provider["revision"] });
    let changed = app.admin("PATCH", "/api/v1/providers/first", Some(off)).await;
    assert!(changed.status.is_success(), "{}", changed.text());
    let answer = app.send(bare(Method::GET, "/v1/responses/resp_Mine")).await;
    assert_eq!(answer.status, 503, "{}", answer.text());
    assert!(
        answer.text().contains("first: switched off") && !answer.text().contains("second"),
        "{}",
        answer.text()
    );
    assert_eq!(second.count(), 0);
}

#[tokio::test(flavor = "multi_thread")]
async fn a_conversation_goes_on_where_its_last_response_was_made() {
    let (first, second) = (Upstream::start().await, Upstream::start().await);
    let app = two(&first, &second).await;
    made_by_second(&app, &first, &second, "resp_Made").await;
    let before = second.count();
    let goes_on = app.send(create(&json!({ "previous_response_id": "resp_Made" }))).await;
    assert_eq!(goes_on.status, 200);
    assert_eq!(second.count(), before + 1, "its maker knows it");
    let elsewhere = app.send(create(&json!({ "previous_response_id": "resp_Other" }))).await;
    assert_eq!(elsewhere.status, 200);
    assert_eq!((first.count(), second.count()), (2, before + 1), "an unknown one goes where any goes");
}

#[tokio::test(flavor = "multi_thread")]
async fn a_conversation_is_compacted_by_its_own_provider() {
    let (first, second) = (Upstream::start().await, Upstream::start().await);
    let app = two(&first, &second).await;
    let named = |ask: Ask| ask.header("x-session-id", "conversation-1");
    first.answer_next(Upstream::script().status(500, &[], "oops"));
    assert_eq!(app.send(named(create(&json!({})))).await.status, 200);
    let body = json!({ "model": "gpt-5", "input": [{ "role": "user", "content": "hi" }] });
    let compacted = app.send(named(Ask::post("/v1/responses/compact", &body))).await;
    assert_eq!(compacted.json()["object"], "response.compaction", "{}", compacted.text());
    assert_eq!(second.last_request().path, "/v1/responses/compact");
    assert_eq!(second.last_request().json(), body);
    assert_eq!(first.count(), 1);
    let row = app.last_request().await;
    assert_eq!(row["operation"], "compact");
    assert!(row["usage"]["output_tokens"].is_u64(), "{}", row["usage"]);

    let chat = Instance::start().await;
    chat.add_provider("chat", Dialect::OpenaiChat, &first.base_url(), json!({})).await;
    let answer = chat.send(Ask::post("/v1/responses/compact", &body)).await;
    assert_eq!(answer.status, 503, "only a provider of the same dialect can: {}", answer.text());
}
