//! A client of each dialect at a provider of each other one: answers, streams, tool loops and errors, in the
//! client's own shape; and who is asked so, and when.

#![expect(clippy::unwrap_used, reason = "an answer that can't be read fails the test")]

use domain::Dialect;
use journeys::{Answer, Ask, Instance, Scene};
use serde_json::{Value, json};
use upstream::{TEXT, Upstream};

/// The twelve pairs of a client and a provider.
fn pairs() -> impl Iterator<Item = (Dialect, Dialect)> {
    let of = |client| Dialect::ALL.into_iter().map(move |provider| (client, provider));
    Dialect::ALL.into_iter().flat_map(of).filter(|(client, provider)| client != provider)
}

/// An instance with one provider, which calls the model otherwise.
async fn one(upstream: &Upstream, dialect: Dialect) -> Instance {
    let app = Instance::start().await;
    let renamed = json!({ "model_redirects": [{ "from": "asked", "to": "real" }] });
    app.add_provider("p", dialect, &upstream.base_url(), renamed).await;
    app
}

/// The JSON of an answer: itself, or each event's.
fn documents(answer: &Answer, stream: bool) -> Vec<Value> {
    if !stream {
        return vec![answer.json()];
    }
    let text = answer.text();
    let data = text.lines().filter_map(|line| line.strip_prefix("data: "));
    data.filter(|data| *data != "[DONE]").map(|data| serde_json::from_str(data).unwrap()).collect()
}

/// The texts at these places of a document.
fn texts(document: &Value, places: &[&str]) -> String {
    places.iter().filter_map(|place| document.pointer(place)?.as_str()).collect()
}

/// What a client of the dialect reads as the answer's text.
fn said(dialect: Dialect, answer: &Answer, stream: bool) -> String {
    let text = |document: &Value| match (dialect, stream) {
        (Dialect::Anthropic, false) => texts(document, &["/content/0/text"]),
        (Dialect::Anthropic, true) => texts(document, &["/delta/text"]),
        (Dialect::OpenaiChat, false) => texts(document, &["/choices/0/message/content"]),
        (Dialect::OpenaiChat, true) => texts(document, &["/choices/0/delta/content"]),
        (Dialect::OpenaiResponses, false) => texts(document, &["/output/0/content/0/text"]),
        (Dialect::OpenaiResponses, true) => texts(document, &["/delta"]),
        (Dialect::Gemini, _) => texts(document, &["/candidates/0/content/parts/0/text"]),
    };
    documents(answer, stream).iter().map(text).collect()
}

/// The model that the answer names.
fn model(dialect: Dialect, answer: &Answer, stream: bool) -> String {
    let place = match (dialect, stream) {
        (Dialect::Anthropic, true) => "/message/model",
        (Dialect::OpenaiResponses, true) => "/response/model",
        (Dialect::Gemini, _) => "/modelVersion",
        (Dialect::Anthropic | Dialect::OpenaiResponses, false) | (Dialect::OpenaiChat, _) => "/model",
    };
    documents(answer, stream).iter().find_map(|one| Some(one.pointer(place)?.as_str()?.to_owned())).unwrap()
}

/// What a stream of the dialect must end with.
fn end(dialect: Dialect) -> &'static str {
    match dialect {
        Dialect::Anthropic => "message_stop",
        Dialect::OpenaiChat => "data: [DONE]",
        Dialect::OpenaiResponses => "response.completed",
        Dialect::Gemini => "\"finishReason\":\"STOP\"",
    }
}

/// The path of whole answers at a provider.
fn path(dialect: Dialect, model: &str, stream: bool) -> String {
    let path = Scene { dialect, stream }.path(model);
    path.split('?').next().unwrap().to_owned()
}

#[tokio::test(flavor = "multi_thread")]
async fn each_dialect_is_answered_by_each_other_whole_and_as_a_stream() {
    for (client, provider) in pairs() {
        let upstream = Upstream::start().await;
        let app = one(&upstream, provider).await;
        for stream in [false, true] {
            let at = format!("{client} at {provider}, stream: {stream}");
            let answer = app.send(Scene { dialect: client, stream }.ask("asked")).await;
            assert_eq!(answer.status, 200, "{at}: {}", answer.text());
            assert!(!answer.broke_off, "{at}");
            assert_eq!(said(client, &answer, stream), TEXT, "{at}: {}", answer.text());
            assert_eq!(model(client, &answer, stream), "asked", "{at}");
            let kind = if stream { "text/event-stream" } else { "application/json" };
            assert_eq!(answer.header("content-type"), kind, "{at}");
            if stream {
                assert!(answer.text().contains(end(client)), "{at}: {}", answer.text());
            }
            let sent = upstream.last_request();
            assert_eq!(sent.path, path(provider, "real", stream), "{at}");
            let wants_events = provider == Dialect::Gemini && stream;
            assert_eq!(sent.query.as_deref(), wants_events.then_some("alt=sse"), "{at}");
        }
        for row in app.ended_rows(2).await {
            assert_eq!((&row["state"], &row["converted"]), (&json!("done"), &json!(true)), "{row}");
            assert_eq!((&row["asked_model"], &row["sent_model"]), (&json!("asked"), &json!("real")), "{row}");
            assert_eq!(row["chain"][0]["converted"], true, "{row}");
            assert_eq!(row["usage"]["input_tokens"], 25, "{client} at {provider}: {row}");
            assert_eq!(row["usage"]["output_tokens"], 12, "{client} at {provider}: {row}");
        }
        upstream.assert_clean();
    }
}

const QUESTION: &str = "How is the weather?";

/// A request with a tool, and what was said since.
fn with_tool(client: Dialect, stream: bool, since: &[Value]) -> Ask {
    let schema =
        json!({ "type": "object", "properties": { "city": { "type": "string" } }, "required": ["city"] });
    let (name, about) = ("weather", "Tells the weather.");
    let begun = |first: Value| [&[first], since].concat();
    let mut body = match client {
        Dialect::Anthropic => json!({ "model": "asked", "max_tokens": 64,
            "messages": begun(json!({ "role": "user", "content": QUESTION })),
            "tools": [{ "name": name, "description": about, "input_schema": schema }] }),
        Dialect::OpenaiChat => json!({ "model": "asked",
            "messages": begun(json!({ "role": "user", "content": QUESTION })),
            "tools": [{ "type": "function",
                "function": { "name": name, "description": about, "parameters": schema } }] }),
        Dialect::OpenaiResponses => json!({ "model": "asked",
            "input": begun(json!({ "role": "user", "content": QUESTION })),
            "tools": [{ "type": "function", "name": name, "description": about, "parameters": schema }] }),
        Dialect::Gemini => json!({
            "contents": begun(json!({ "role": "user", "parts": [{ "text": QUESTION }] })),
            "tools": [{ "functionDeclarations": [{ "name": name, "description": about, "parameters": schema }] }] }),
    };
    if stream && client != Dialect::Gemini {
        body["stream"] = true.into();
    }
    Ask::post(&Scene { dialect: client, stream }.path("asked"), &body)
}

/// The arguments of the call in a whole answer, and what a client says next.
fn called(client: Dialect, answer: &Value) -> (Value, Vec<Value>) {
    let result = "sunny";
    let parsed = |text: &Value| serde_json::from_str(text.as_str().unwrap()).unwrap();
    match client {
        Dialect::Anthropic => {
            let content = answer["content"].as_array().unwrap();
            let call = content.iter().find(|block| block["type"] == "tool_use").unwrap();
            assert_eq!(answer["stop_reason"], "tool_use");
            let result = json!({ "type": "tool_result", "tool_use_id": call["id"], "content": result });
            let since = vec![
                json!({ "role": "assistant", "content": content }),
                json!({ "role": "user", "content": [result] }),
            ];
            (call["input"].clone(), since)
        }
        Dialect::OpenaiChat => {
            let message = &answer["choices"][0]["message"];
            let call = &message["tool_calls"][0];
            assert_eq!(answer["choices"][0]["finish_reason"], "tool_calls");
            let result = json!({ "role": "tool", "tool_call_id": call["id"], "content": result });
            (parsed(&call["function"]["arguments"]), vec![message.clone(), result])
        }
        Dialect::OpenaiResponses => {
            let mut since = answer["output"].as_array().unwrap().clone();
            let call = since.iter().find(|item| item["type"] == "function_call").unwrap().clone();
            since.push(
                json!({ "type": "function_call_output", "call_id": call["call_id"], "output": result }),
            );
            (parsed(&call["arguments"]), since)
        }
        Dialect::Gemini => {
            let content = &answer["candidates"][0]["content"];
            let parts = content["parts"].as_array().unwrap();
            let call = parts.iter().find_map(|part| part.get("functionCall")).unwrap();
            let result = json!({ "functionResponse": { "name": call["name"], "id": call["id"],
                "response": { "output": result } } });
            let since = vec![content.clone(), json!({ "role": "user", "parts": [result] })];
            (call["args"].clone(), since)
        }
    }
}

#[tokio::test(flavor = "multi_thread")]
async fn a_tool_is_called_and_its_result_goes_back() {
    for (client, provider) in pairs() {
        let at = format!("{client} at {provider}");
        let upstream = Upstream::start().await;
        let app = one(&upstream, provider).await;
        upstream.answer(Upstream::script().call_tool(json!({ "city": "Zürich" })));
        let answer = app.send(with_tool(client, false, &[])).await;
        assert_eq!(answer.status, 200, "{at}: {}", answer.text());
        let (arguments, since) = called(client, &answer.json());
        assert_eq!(arguments, json!({ "city": "Zürich" }), "{at}");
        let streamed = app.send(with_tool(client, true, &[])).await;
        assert!(streamed.text().contains("weather"), "{at}: {}", streamed.text());
        assert!(streamed.text().contains("Zürich"), "{at}: {}", streamed.text());
        for stream in [false, true] {
            let answer = app.send(with_tool(client, stream, &since)).await;
            assert_eq!(said(client, &answer, stream), TEXT, "{at}: {}", answer.text());
        }
        upstream.assert_clean();
    }
}

/// The status and the message of an error in the dialect's shape.
fn error(dialect: Dialect, answer: &Answer) -> String {
    let body = answer.json();
    let has = match dialect {
        Dialect::Anthropic => body["type"] == "error" && body["error"]["type"].is_string(),
        Dialect::OpenaiChat | Dialect::OpenaiResponses => body["error"]["type"].is_string(),
        Dialect::Gemini => body["error"]["code"] == answer.status.as_u16(),
    };
    assert!(has, "not an error of {dialect}: {body}");
    body["error"]["message"].as_str().unwrap().to_owned()
}

#[tokio::test(flavor = "multi_thread")]
async fn an_error_before_the_answer_comes_in_the_clients_shape() {
    for (client, provider) in pairs() {
        let upstream = Upstream::start().await;
        let app = one(&upstream, provider).await;
        for (stream, status) in [(false, 400), (true, 400), (true, 500), (false, 429)] {
            let at = format!("{client} at {provider}: {status}");
            let answer = app.send(Scene { dialect: client, stream }.ask(&format!("fail-{status}"))).await;
            assert_eq!(answer.status, status, "{at}: {}", answer.text());
            let message = error(client, &answer);
            assert!(message.contains("told to fail"), "{at}: {message}");
            assert_eq!(answer.headers.contains_key("retry-after"), status == 429, "{at}");
        }
        for row in app.ended_rows(4).await {
            assert_eq!((&row["state"], &row["converted"]), (&json!("failed"), &json!(true)), "{row}");
        }
    }
}

#[tokio::test(flavor = "multi_thread")]
async fn an_error_in_mid_stream_ends_the_stream_in_the_clients_shape() {
    for (client, provider) in pairs() {
        let upstream = Upstream::start().await;
        let app = one(&upstream, provider).await;
        let script = || Upstream::script().stream((0..12).map(|number| format!("{number} ")));
        for script in [script().error_after(6), script().cut_after(6)] {
            let at = format!("{client} at {provider}");
            upstream.answer_next(script);
            let answer = app.send(Scene { dialect: client, stream: true }.ask("asked")).await;
            let text = answer.text();
            assert_eq!(answer.status, 200, "{at}: {text}");
            assert!(text.contains("0 "), "{at}: {text}");
            let error = match client {
                Dialect::Anthropic => "event: error",
                Dialect::OpenaiChat | Dialect::Gemini => "data: {\"error\"",
                Dialect::OpenaiResponses => "response.failed",
            };
            assert!(text.contains(error), "{at}: {text}");
            assert!(!text.contains(end(client)), "{at}: {text}");
        }
        for row in app.ended_rows(2).await {
            assert_eq!(row["state"], "failed", "{row}");
        }
    }
}

#[tokio::test(flavor = "multi_thread")]
async fn who_speaks_the_dialect_comes_first_and_another_takes_over() {
    for (client, provider) in pairs() {
        let (ill, well) = (Upstream::start().await, Upstream::start().await);
        let app = Instance::start().await;
        ill.answer(Upstream::script().status(500, &[], "{}"));
        let priority = json!({ "priority": 10 });
        app.add_provider("other", provider, &well.base_url(), priority.clone()).await;
        app.add_provider("same", client, &ill.base_url(), priority).await;
        let answer = app.send(Scene { dialect: client, stream: true }.ask("m")).await;
        assert_eq!(said(client, &answer, true), TEXT, "{client} at {provider}: {}", answer.text());
        let row = app.last_request().await;
        let tried: Vec<_> =
            row["attempts"].as_array().unwrap().iter().map(|one| &one["provider_name"]).collect();
        assert_eq!((tried.first(), tried.last()), (Some(&&json!("same")), Some(&&json!("other"))), "{row}");
        assert_eq!((&row["state"], &row["converted"]), (&json!("done"), &json!(true)), "{row}");
        well.assert_clean();
    }
}

#[tokio::test(flavor = "multi_thread")]
async fn what_another_dialect_cannot_say_is_refused_by_its_name_unless_somebody_can() {
    let upstream = Upstream::start().await;
    let app = one(&upstream, Dialect::Anthropic).await;
    let body = json!({ "model": "asked", "n": 2, "messages": [{ "role": "user", "content": "hi" }] });
    let ask = || Ask::post("/v1/chat/completions", &body);
    let refused = app.send(ask()).await;
    assert_eq!(refused.status, 400, "{}", refused.text());
    let error = &refused.json()["error"];
    assert_eq!((&error["param"], &error["code"]), (&json!("n"), &json!("cannot_convert")), "{error}");
    assert!(error["message"].as_str().unwrap().contains("[p] `n`"), "{error}");
    assert_eq!(upstream.count(), 0);
    let row = app.last_request().await;
    assert_eq!((&row["error_code"], &row["status"]), (&json!("cannot_convert"), &json!(400)), "{row}");

    app.add_provider("chat", Dialect::OpenaiChat, &upstream.base_url(), json!({})).await;
    let answer = app.send(ask()).await;
    assert_eq!(answer.status, 200, "{}", answer.text());
}

#[tokio::test(flavor = "multi_thread")]
async fn what_is_said_differently_is_in_the_row() {
    let upstream = Upstream::start().await;
    let app = one(&upstream, Dialect::Anthropic).await;
    let body = json!({ "model": "asked", "seed": 7, "messages": [{ "role": "user", "content": "hi" }] });
    let answer = app.send(Ask::post("/v1/chat/completions", &body)).await;
    assert_eq!(answer.status, 200, "{}", answer.text());
    let row = app.last_request().await;
    let changes = row["changes"].as_array().unwrap();
    let of_seed = changes.iter().find(|change| change["field"] == "seed").unwrap();
    assert_eq!((&of_seed["change"], &of_seed["action"]), (&json!("converted"), &json!("dropped")), "{row}");
    assert_eq!(of_seed["provider_name"], "p");
}

#[tokio::test(flavor = "multi_thread")]
async fn who_does_not_allow_it_is_never_asked_in_another_dialect() {
    let upstream = Upstream::start().await;
    let app = Instance::start().await;
    let more = json!({ "conversion_allowed": false });
    app.add_provider("p", Dialect::Gemini, &upstream.base_url(), more).await;
    let refused = app.send(Scene { dialect: Dialect::Anthropic, stream: false }.ask("m")).await;
    assert_eq!(refused.status, 503, "{}", refused.text());
    assert!(refused.text().contains("speaks another dialect"), "{}", refused.text());
    assert_eq!(upstream.count(), 0);
}

#[tokio::test(flavor = "multi_thread")]
async fn a_converted_provider_that_is_not_known_to_have_the_model_waits_for_those_who_are() {
    let upstream = Upstream::start().await;
    let app = Instance::start().await;
    let url = upstream.base_url();
    app.add_provider("guess", Dialect::OpenaiChat, &url, json!({ "priority": 1 })).await;
    let claude = json!({ "priority": 9, "allowed_models": ["claude-*"] });
    app.add_provider("claude", Dialect::OpenaiResponses, &url, claude).await;
    let ask = |model| app.send(Scene { dialect: Dialect::Anthropic, stream: false }.ask(model));
    assert_eq!(ask("claude-x").await.status, 200);
    assert_eq!(app.last_request().await["provider_name"], "claude");
    assert_eq!(ask("unheard-of").await.status, 200);
    assert_eq!(app.ended_rows(2).await[0]["provider_name"], "guess");
}

#[tokio::test(flavor = "multi_thread")]
async fn tokens_are_counted_where_no_provider_counts_them() {
    let upstream = Upstream::start().await;
    let app = Instance::start().await;
    app.add_provider("chat", Dialect::OpenaiChat, &upstream.base_url(), json!({})).await;
    let message = json!({ "model": "m", "messages": [{ "role": "user", "content": "foo" }] });
    let contents = json!({ "contents": [{ "role": "user", "parts": [{ "text": "foo" }] }] });
    let asks = || {
        [
            (Ask::post("/v1/messages/count_tokens", &message), "/input_tokens"),
            (Ask::post("/v1beta/models/m:countTokens", &contents), "/totalTokens"),
        ]
    };
    for (ask, place) in asks() {
        let counted = app.send(ask).await;
        assert_eq!(counted.status, 200, "{}", counted.text());
        assert_eq!(counted.header("x-switchyard-estimate"), "true");
        assert_eq!(counted.json().pointer(place), Some(&json!(8)), "{}", counted.text());
    }
    assert_eq!(upstream.count(), 0);

    let none = json!({ "error": { "message": "no such path" } }).to_string();
    upstream.answer(Upstream::script().status(404, &[], none));
    for (dialect, (ask, place)) in [Dialect::Anthropic, Dialect::Gemini].into_iter().zip(asks()) {
        let provider =
            app.add_provider(dialect.as_str(), dialect, &upstream.base_url(), json!({ "priority": 1 })).await;
        let counted = app.send(ask).await;
        assert_eq!(counted.header("x-switchyard-estimate"), "true", "{}", counted.text());
        assert_eq!(counted.json().pointer(place), Some(&json!(8)), "{}", counted.text());
        let breaker = app.admin("GET", "/providers", None).await.json();
        assert!(provider["id"].is_string() && !breaker.to_string().contains("\"open\""), "{breaker}");
    }
    assert_eq!(upstream.count(), 2);
}

#[tokio::test(flavor = "multi_thread")]
async fn cursors_bodies_of_responses_are_answered_on_the_path_of_chat_completions() {
    for provider in [Dialect::OpenaiChat, Dialect::OpenaiResponses, Dialect::Anthropic] {
        let upstream = Upstream::start().await;
        let app = one(&upstream, provider).await;
        for stream in [false, true] {
            let body = json!({ "model": "asked", "stream": stream, "input": [
                { "role": "system", "content": "Be short." },
                { "role": "user", "content": [{ "type": "input_text", "text": "hi" }] },
            ] });
            let answer = app.send(Ask::post("/v1/chat/completions", &body)).await;
            assert_eq!(answer.status, 200, "{provider}: {}", answer.text());
            assert_eq!(said(Dialect::OpenaiChat, &answer, stream), TEXT, "{provider}: {}", answer.text());
            assert_eq!(upstream.last_request().path, path(provider, "real", stream));
        }
        upstream.assert_clean();
    }
}

#[tokio::test(flavor = "multi_thread")]
async fn what_means_something_in_the_clients_dialect_only_stays_here() {
    for (client, provider) in pairs() {
        let upstream = Upstream::start().await;
        let app = one(&upstream, provider).await;
        let ask = Scene { dialect: client, stream: false }.ask("asked");
        let ask = [
            ("user-agent", "some-client/1.0"),
            ("anthropic-beta", "context-1m-2025-08-07"),
            ("openai-organization", "org"),
            ("x-stainless-lang", "js"),
            ("cookie", "a=b"),
        ]
        .into_iter()
        .fold(ask, |ask, (name, value)| ask.header(name, value));
        assert_eq!(app.send(ask).await.status, 200);
        let sent = upstream.last_request();
        let mut names: Vec<String> = sent.headers.iter().map(|(name, _)| name.to_lowercase()).collect();
        let credential = ["authorization", "x-api-key", "x-goog-api-key"];
        names.retain(|name| !credential.contains(&name.as_str()));
        names.sort_unstable();
        let mut expected = vec![
            "accept",
            "accept-encoding",
            "content-length",
            "content-type",
            "host",
            "user-agent",
            "x-switchyard-hop",
        ];
        if provider == Dialect::Anthropic {
            expected.insert(2, "anthropic-version");
        }
        assert_eq!(names, expected, "{client} at {provider}");
        assert_eq!(sent.credential.as_deref(), Some("sk-upstream-p-0123456789"));
    }
}

#[tokio::test(flavor = "multi_thread")]
async fn an_error_that_repeats_the_credential_is_told_without_it() {
    for (client, provider) in pairs() {
        let upstream = Upstream::start().await;
        let app = one(&upstream, provider).await;
        for status in [400, 500] {
            let said =
                json!({ "error": { "message": "your key sk-upstream-p-0123456789 is odd" } }).to_string();
            upstream.answer(Upstream::script().status(
                status,
                &[("x-echo", "sk-upstream-p-0123456789")],
                said,
            ));
            let answer = app.send(Scene { dialect: client, stream: true }.ask("asked")).await;
            assert_eq!(answer.status, status, "{}", answer.text());
            assert!(error(client, &answer).contains("is odd"), "{}", answer.text());
            assert!(
                !format!("{:?} {}", answer.headers, answer.text()).contains("sk-upstream"),
                "{}",
                answer.text()
            );
        }
        assert!(!app.ended_rows(2).await.iter().any(|row| row.to_string().contains("sk-upstream")));
    }
}

#[tokio::test(flavor = "multi_thread")]
async fn a_gemini_client_without_events_gets_one_array() {
    for provider in [Dialect::Anthropic, Dialect::OpenaiChat, Dialect::OpenaiResponses] {
        let upstream = Upstream::start().await;
        let app = one(&upstream, provider).await;
        let body = Scene { dialect: Dialect::Gemini, stream: true }.body("asked");
        let ask = || Ask::post("/v1beta/models/asked:streamGenerateContent", &body);
        let answer = app.send(ask()).await;
        assert_eq!(answer.header("content-type"), "application/json");
        let all = answer.json();
        let said: String = all
            .as_array()
            .unwrap()
            .iter()
            .map(|one| texts(one, &["/candidates/0/content/parts/0/text"]))
            .collect();
        assert_eq!(said, TEXT);
        upstream
            .answer_next(Upstream::script().stream((0..12).map(|number| format!("{number} "))).cut_after(6));
        let cut = app.send(ask()).await;
        let all = cut.json();
        assert!(all.as_array().unwrap().last().unwrap()["error"]["code"].is_number(), "{all}");
    }
}

#[tokio::test(flavor = "multi_thread")]
async fn what_the_model_thought_before_a_call_goes_back_to_it_though_the_client_has_no_place_for_it() {
    let upstream = Upstream::start().await;
    let app = Instance::start().await;
    app.add_provider("p", Dialect::Anthropic, &upstream.base_url(), json!({})).await;
    let thought = json!({ "id": "msg_1", "type": "message", "role": "assistant", "model": "claude-sonnet-4-5",
        "content": [
            { "type": "thinking", "thinking": "Hm.", "signature": "THE-SIGNATURE" },
            { "type": "tool_use", "id": "toolu_1", "name": "weather", "input": { "city": "Zürich" } },
        ],
        "stop_reason": "tool_use", "usage": { "input_tokens": 1, "output_tokens": 1 } });
    upstream.answer_next(Upstream::script().status(200, &[], thought.to_string()));
    let question = json!({ "role": "user", "content": QUESTION });
    let body = |messages: Value| {
        json!({ "model": "claude-sonnet-4-5", "reasoning_effort": "high", "max_tokens": 9000, "messages": messages,
            "tools": [{ "type": "function", "function": { "name": "weather", "parameters": { "type": "object" } } }] })
    };
    let answer = app.send(Ask::post("/v1/chat/completions", &body(json!([question])))).await;
    assert_eq!(answer.status, 200, "{}", answer.text());
    let call = answer.json()["choices"][0]["message"].clone();
    let id = call["tool_calls"][0]["id"].clone();
    let call = json!({ "role": "assistant", "content": null, "tool_calls": call["tool_calls"] });
    let result = json!({ "role": "tool", "tool_call_id": id, "content": "sunny" });
    let answer = app.send(Ask::post("/v1/chat/completions", &body(json!([question, call, result])))).await;
    assert_eq!(answer.status, 200, "{}", answer.text());
    let sent = String::from_utf8(upstream.last_request().body.to_vec()).unwrap();
    assert!(sent.contains("THE-SIGNATURE"), "{sent}");
}
