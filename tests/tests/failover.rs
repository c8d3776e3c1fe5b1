//! A provider fails before the client has seen a byte: the next one answers. After that: the dialect's own
//! error, and no second provider.

use domain::Dialect;
use journeys::{Ask, Instance, SCENES, Scene};
use serde_json::{Value, json};
use upstream::{Script, Upstream};

/// Two providers of every dialect; the first has the better priority.
async fn two(first: &Upstream, second: &Upstream) -> Instance {
    let app = Instance::start().await;
    for dialect in Dialect::ALL {
        let more = |priority: u32| json!({ "priority": priority, "conversion_allowed": false });
        app.add_provider(&format!("first-{dialect}"), dialect, &first.base_url(), more(1)).await;
        app.add_provider(&format!("second-{dialect}"), dialect, &second.base_url(), more(2)).await;
    }
    app
}

fn outcomes(row: &Value) -> Vec<&str> {
    let attempts = row["attempts"].as_array().into_iter().flatten();
    attempts.filter_map(|attempt| attempt["outcome"].as_str()).collect()
}

/// A kind of failure, how the attempts of a first request end, and those of a second.
type Failing = (&'static str, fn() -> Script, &'static [&'static str], &'static [&'static str]);

#[tokio::test(flavor = "multi_thread")]
async fn a_failure_before_the_first_byte_is_never_seen() {
    let failures: [Failing; 7] = [
        (
            "500",
            || Upstream::script().status(500, &[], "oops"),
            &["status", "answered"],
            &["status", "answered"],
        ),
        (
            "429",
            || Upstream::script().status(429, &[("retry-after", "70")], "slow down"),
            &["status", "answered"],
            &["answered"],
        ),
        ("401", || Upstream::script().status(401, &[], "bad key"), &["status", "answered"], &["answered"]),
        (
            "404",
            || Upstream::script().status(404, &[], "no such model"),
            &["status", "answered"],
            &["answered"],
        ),
        (
            "redirect",
            || Upstream::script().redirect("http://127.0.0.1:9/elsewhere"),
            &["status", "answered"],
            &["status", "answered"],
        ),
        (
            "reset",
            || Upstream::script().reset_before_head(),
            &["reset", "reset", "answered"],
            &["reset", "reset", "answered"],
        ),
        (
            "html",
            || Upstream::script().chunks(["<html>login</html>"]).content_type("text/html"),
            &["broke_off", "answered"],
            &["broke_off", "answered"],
        ),
    ];
    for (name, script, expected, later) in failures {
        let (bad, good) = (Upstream::start().await, Upstream::start().await);
        bad.answer(script());
        good.answer(Upstream::script().reply("from the second"));
        let app = two(&bad, &good).await;
        for (number, scene) in (1..).zip(SCENES) {
            let answer = app.send(scene.ask("m")).await;
            assert_eq!(answer.status, 200, "{name} {scene:?}: {}", answer.text());
            assert!(answer.text().contains("second"), "{name} {scene:?}: {}", answer.text());
            app.ended_rows(number).await;
            // Each dialect's second request is its stream.
            let expected = if scene.stream { later } else { expected };
            assert_eq!(outcomes(&app.last_request().await), expected, "{name} {scene:?}");
        }
        good.assert_clean();
    }
}

#[tokio::test(flavor = "multi_thread")]
async fn a_dead_provider_is_passed_over() {
    let good = Upstream::start().await;
    let app = Instance::start().await;
    let dead = upstream::nobody().await;
    app.add_provider("dead", Dialect::Anthropic, &dead, json!({ "priority": 1 })).await;
    app.add_provider("good", Dialect::Anthropic, &good.base_url(), json!({ "priority": 2 })).await;
    let scene = Scene { dialect: Dialect::Anthropic, stream: true };
    assert_eq!(app.send(scene.ask("m")).await.status, 200);
    assert_eq!(outcomes(&app.last_request().await), ["connect", "connect", "answered"]);
}

#[tokio::test(flavor = "multi_thread")]
async fn a_silent_provider_is_given_up_after_its_time_out() {
    for script in [Upstream::script().stall_before_head(), Upstream::script().stall_after_head()] {
        let (silent, good) = (Upstream::start().await, Upstream::start().await);
        silent.answer(script);
        let app = Instance::start().await;
        let quick = json!({ "priority": 1, "first_byte_timeout_ms": 150, "total_timeout_ms": 150 });
        app.add_provider("silent", Dialect::OpenaiChat, &silent.base_url(), quick).await;
        app.add_provider("good", Dialect::OpenaiChat, &good.base_url(), json!({ "priority": 2 })).await;
        for stream in [false, true] {
            let scene = Scene { dialect: Dialect::OpenaiChat, stream };
            assert_eq!(app.send(scene.ask("m")).await.status, 200, "{stream}");
        }
        app.ended_rows(2).await;
        assert_eq!(outcomes(&app.last_request().await), ["timeout", "answered"]);
    }
}

#[tokio::test(flavor = "multi_thread")]
async fn an_error_about_the_request_comes_back_as_it_is_and_at_once() {
    let (first, second) = (Upstream::start().await, Upstream::start().await);
    let body = r#"{"type":"error","error":{"type":"invalid_request_error","message":"prompt is too long: 9 tokens > 8 maximum"}}"#;
    first.answer(Upstream::script().status(
        400,
        &[("content-type", "application/json"), ("request-id", "req_1")],
        body,
    ));
    let app = two(&first, &second).await;
    let answer = app.send(Scene { dialect: Dialect::Anthropic, stream: true }.ask("m")).await;
    assert_eq!((answer.status.as_u16(), answer.text().as_str()), (400, body));
    assert_eq!(answer.header("request-id"), "req_1");
    assert_eq!((first.count(), second.count()), (1, 0));
    assert_eq!(app.last_request().await["state"], "failed");
}

#[tokio::test(flavor = "multi_thread")]
async fn when_all_have_failed_the_client_hears_the_last_in_its_own_shape() {
    let (first, second) = (Upstream::start().await, Upstream::start().await);
    first.answer(Upstream::script().status(500, &[], "oops"));
    second.answer(Upstream::script().status(
        429,
        &[("retry-after", "9")],
        r#"{"error":{"message":"too fast"}}"#,
    ));
    let app = two(&first, &second).await;
    for scene in SCENES {
        let answer = app.send(scene.ask("m")).await;
        let text = answer.text();
        assert!(answer.json()["error"].is_object());
        if scene.stream {
            assert_eq!(answer.status, 500, "{scene:?}: the second rests, so that the first is the last");
            assert!(text.contains("oops") && text.contains("first-"), "{text}");
        } else {
            assert_eq!((answer.status.as_u16(), answer.header("retry-after")), (429, "9"), "{scene:?}");
            assert!(text.contains("too fast") && text.contains("second-"), "{text}");
        }
    }
}

#[tokio::test(flavor = "multi_thread")]
async fn a_refused_credential_is_the_providers_and_no_reason_to_repeat() {
    let upstream = Upstream::start().await;
    upstream.answer(Upstream::script().status(403, &[], "forbidden"));
    let app = Instance::in_front_of(&upstream).await;
    let answer = app.send(SCENES[0].ask("m")).await;
    assert_eq!((answer.status.as_u16(), answer.header("x-should-retry")), (403, "false"));
    assert!(answer.text().contains("provider_rejected"), "{}", answer.text());
}

#[tokio::test(flavor = "multi_thread")]
async fn after_the_first_byte_there_is_no_second_provider_but_the_dialects_own_error() {
    for script in [
        || Upstream::script().stream(["a "; 12]).cut_after(8),
        || Upstream::script().stream(["a "; 12]).reset_after(8),
    ] {
        let (bad, good) = (Upstream::start().await, Upstream::start().await);
        bad.answer(script());
        let app = two(&bad, &good).await;
        for scene in SCENES.into_iter().filter(|scene| scene.stream) {
            let answer = app.send(scene.ask("m")).await;
            let text = answer.text();
            let marker = match scene.dialect {
                Dialect::Anthropic => "event: error",
                Dialect::OpenaiResponses => "response.failed",
                Dialect::OpenaiChat | Dialect::Gemini => "\"error\"",
            };
            assert!(text.contains(marker), "{scene:?}: {text}");
            assert!(!answer.broke_off, "{scene:?}");
        }
        assert_eq!(good.count(), 0);
        for row in app.ended_rows(4).await {
            assert_eq!(
                (&row["state"], &row["error_code"]),
                (&json!("failed"), &json!("upstream_failed")),
                "{row}"
            );
        }
    }
}

/// Cases 21 and 22: what comes before the first content is as if it had never been.
#[tokio::test(flavor = "multi_thread")]
async fn before_the_first_content_there_is_a_second_provider() {
    for script in [
        || Upstream::script().stream(["a "; 12]).cut_after(0),
        || Upstream::script().stream(["a "; 12]).reset_after(0),
        || Upstream::script().stream(["a "; 12]).error_after(0),
    ] {
        let (bad, good) = (Upstream::start().await, Upstream::start().await);
        bad.answer(script());
        good.answer(Upstream::script().reply("from the second"));
        let app = two(&bad, &good).await;
        for scene in SCENES.into_iter().filter(|scene| scene.stream) {
            let answer = app.send(scene.ask("m")).await;
            let text = answer.text();
            assert!(
                answer.status == 200 && text.contains("second") && !text.contains("a "),
                "{scene:?}: {text}"
            );
        }
        for row in app.ended_rows(4).await {
            assert_eq!(row["state"], "done", "{row}");
        }
    }
}

#[tokio::test(flavor = "multi_thread")]
async fn a_session_stays_where_it_was_answered() {
    let (first, second) = (Upstream::start().await, Upstream::start().await);
    first.answer_next(Upstream::script().status(500, &[], "once"));
    let app = two(&first, &second).await;
    let ask = || SCENES[0].ask("m").header("x-session-id", "conversation-1");
    let answer = app.send(ask()).await;
    assert_eq!(answer.header("x-session-id"), "conversation-1");
    app.send(ask()).await;
    assert_eq!(
        (first.count(), second.count()),
        (1, 2),
        "it moved once and stayed, though the first is well again"
    );
    app.send(SCENES[0].ask("m")).await;
    assert_eq!((first.count(), second.count()), (2, 2), "another conversation begins at the better one");
    let key = app.new_key(json!({ "name": "other" })).await;
    let other = ask().key(&key).send(app.url()).await;
    assert_eq!(
        (other.status.as_u16(), first.count()),
        (200, 3),
        "another key's session of that name is another"
    );
}

#[tokio::test(flavor = "multi_thread")]
async fn a_pooled_connection_that_died_costs_nothing() {
    let upstream = Upstream::start().await;
    upstream.answer(Upstream::script().reply("hello").keepalive_then_close());
    let app = Instance::in_front_of(&upstream).await;
    for _ in 0..4 {
        let answer = app.send(SCENES[0].ask("m")).await;
        assert_eq!(answer.status, 200, "{}", answer.text());
    }
    assert_eq!(app.ended_rows(4).await.len(), 4);
}

#[tokio::test(flavor = "multi_thread")]
async fn a_provider_that_leads_back_to_us_is_a_loop() {
    let app = Instance::start().await;
    app.add_provider("self", Dialect::Anthropic, app.url(), json!({})).await;
    let answer = app.send(SCENES[0].ask("m")).await;
    assert_eq!(
        (answer.status.as_u16(), answer.header("x-should-retry")),
        (508, "false"),
        "{}",
        answer.text()
    );
}

#[tokio::test(flavor = "multi_thread")]
async fn keys_and_users_limit_models_and_clients() {
    let upstream = Upstream::start().await;
    let app = Instance::in_front_of(&upstream).await;
    let key = app
        .new_key(json!({ "name": "narrow", "allowed_models": ["gpt-*"], "allowed_clients": ["codex*"] }))
        .await;
    for (model, client, code) in [
        ("gpt-5", "codex_exec/1", ""),
        ("claude", "codex_exec/1", "model_not_allowed"),
        ("gpt-5", "curl/8", "client_not_allowed"),
    ] {
        let ask = Scene { dialect: Dialect::OpenaiChat, stream: false }
            .ask(model)
            .header("user-agent", client)
            .key(&key);
        let answer = ask.send(app.url()).await;
        assert_eq!(answer.json()["error"]["code"].as_str().unwrap_or(""), code, "{model} {client}");
    }
    assert_eq!(upstream.count(), 1);
    let refused = app.ended_rows(3).await.iter().filter(|row| row["state"] == "refused").count();
    assert_eq!(refused, 2, "each refusal is in the ledger with its reason");
    let health = Ask::get("/api/health").send(app.url()).await.json();
    assert_eq!(health["status"], "ok");
}
