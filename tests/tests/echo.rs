//! An upstream that repeats our credential in an error about the request: the client gets the error without it,
//! and every other such error as it came.

use domain::Dialect;
use journeys::{Instance, Scene};
use serde_json::json;
use std::{io::Write, time::Duration};
use tokio::time::Instant;
use upstream::{Script, Upstream};

const CREDENTIAL: &str = "sk-upstream/echo+0123456789=abc";
const CHAT: Scene = Scene { dialect: Dialect::Anthropic, stream: true };

async fn in_front_of(upstream: &Upstream) -> Instance {
    let app = Instance::start().await;
    let more = json!({ "credential": CREDENTIAL });
    app.add_provider("echo", Dialect::Anthropic, &upstream.base_url(), more).await;
    app.add_provider("next", Dialect::Anthropic, &upstream.base_url(), json!({ "priority": 99 })).await;
    app
}

fn error(status: u16, body: impl Into<Vec<u8>>) -> Script {
    Upstream::script().status(status, &[("content-type", "application/json"), ("request-id", "req_1")], body)
}

#[tokio::test(flavor = "multi_thread")]
async fn an_echoed_credential_does_not_reach_the_client_or_the_ledger() {
    let upstream = Upstream::start().await;
    let app = in_front_of(&upstream).await;
    let escaped = CREDENTIAL.replace('/', r"\/").replace('+', r"\u002b");
    let encoded = CREDENTIAL.replace('/', "%2F").replace('+', "%2b").replace('=', "%3D");
    let bodies = [CREDENTIAL, &escaped, &encoded];
    for status in [400, 413, 422] {
        for body in bodies {
            let said = format!(r#"{{"error":{{"message":"bad header {body} here"}}}}"#);
            let before = upstream.count();
            upstream.answer(error(status, said));
            let answer = app.send(CHAT.ask("m")).await;
            let text = answer.text();
            assert_eq!(answer.status, status, "{text}");
            assert!(text.contains("bad header *** here"), "{text}");
            assert!(!text.contains("0123456789"), "{text}");
            assert_eq!(upstream.count(), before + 1, "the request is at fault, so nobody else is asked");
        }
    }
    let rows = app.ended_rows(bodies.len() * 3).await;
    for row in rows {
        let id = row["id"].as_str().unwrap();
        let whole = app.admin("GET", &format!("/api/v1/requests/{id}"), None).await.text();
        assert!(!whole.contains("0123456789"), "{whole}");
    }
}

#[tokio::test(flavor = "multi_thread")]
async fn in_a_header_or_compressed_it_is_found_too() {
    let upstream = Upstream::start().await;
    let app = in_front_of(&upstream).await;
    let body = format!(r#"{{"error":{{"message":"bad {CREDENTIAL}"}}}}"#);
    let mut gzip = flate2::write::GzEncoder::new(Vec::new(), flate2::Compression::fast());
    gzip.write_all(body.as_bytes()).unwrap();
    let compressed = gzip.finish().unwrap();
    for script in [
        error(400, r#"{"error":{"message":"no"}}"#).header("x-debug", &format!("key={CREDENTIAL}")),
        error(400, compressed).header("content-encoding", "gzip"),
    ] {
        upstream.answer(script);
        let answer = app.send(CHAT.ask("m")).await;
        assert_eq!(answer.status, 400, "{}", answer.text());
        let everything = format!("{:?}{}", answer.headers, answer.text());
        assert!(!everything.contains("0123456789"), "{everything}");
    }
}

#[tokio::test(flavor = "multi_thread")]
async fn what_does_not_repeat_it_comes_byte_for_byte() {
    let upstream = Upstream::start().await;
    let app = in_front_of(&upstream).await;
    let long = format!(r#"{{"error":{{"message":"{}"}}}}"#, "too long ".repeat(50_000));
    let bodies = [
        r#"{"type":"error","error":{"type":"invalid_request_error","message":"a \/ b \u002b c %2F 中文"}}"#,
        "",
        "not JSON at all \\ %",
        "sk-upstream/echo+0123456789=ab",
        &long,
    ];
    for body in bodies {
        upstream.answer(error(400, body));
        let answer = app.send(CHAT.ask("m")).await;
        assert_eq!((answer.status.as_u16(), answer.text().as_str()), (400, body));
        assert_eq!(answer.header("request-id"), "req_1");
        assert!(!answer.broke_off);
    }
}

#[tokio::test(flavor = "multi_thread")]
async fn an_error_without_an_end_is_not_waited_for_for_ever() {
    let upstream = Upstream::start().await;
    let app = in_front_of(&upstream).await;
    // It promises more than it sends.
    let raw = "HTTP/1.1 400 Bad Request\r\ncontent-type: application/json\r\ncontent-length: 9000\r\n\r\n{\"error\":";
    upstream.answer(Upstream::script().raw(raw));
    let began = Instant::now();
    let answer = app.send(CHAT.ask("m")).await;
    assert_eq!(answer.status, 400, "{}", answer.text());
    assert!(answer.text().contains("echo"), "it names the provider: {}", answer.text());
    assert!(began.elapsed() < Duration::from_secs(20));
}
