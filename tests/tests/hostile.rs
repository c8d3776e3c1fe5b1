//! Bad input: each gets the error that its caller's SDK understands, nothing of it reaches a provider, and the
//! gateway serves the next one as if nothing had been.

#![expect(
    clippy::unwrap_used,
    clippy::expect_used,
    reason = "a helper that finds no answer has failed its test"
)]

use domain::{ClientKeySecret, Dialect, SystemRandom};
use flate2::{Compression, write::GzEncoder, write::ZlibEncoder};
use http::Method;
use journeys::{Answer, Ask, Instance, SCENES, Scene, raw};
use serde_json::{Value, json};
use std::{io::Write, time::Duration};
use tokio::{
    io::{AsyncReadExt, AsyncWriteExt},
    net::TcpStream,
    time::{Instant, interval, timeout},
};
use upstream::Upstream;

/// What the gateway must say, in the dialect's own shape.
#[track_caller]
fn assert_refused(answer: &Answer, dialect: Dialect, status: u16, code: &str) {
    let text = answer.text();
    assert_eq!(answer.status, status, "{dialect}: {text}");
    assert!(!answer.broke_off, "{dialect}: the answer can be read to its end");
    assert_eq!(answer.header("content-type"), "application/json", "{dialect}");
    let id = answer.header("x-request-id");
    assert!(!id.is_empty(), "{dialect}: {text}");
    assert_no_cors(answer);
    let body = answer.json();
    let error = &body["error"];
    let message = error["message"].as_str().expect("a message");
    match dialect {
        Dialect::Anthropic => {
            assert_eq!((&body["type"], &body["request_id"]), (&json!("error"), &json!(id)), "{text}");
            assert!(
                error["type"]
                    .as_str()
                    .is_some_and(|kind| kind.ends_with("_error") || kind == "request_too_large"),
                "{text}"
            );
            assert_eq!(error["code"], code, "{text}");
        }
        Dialect::OpenaiChat | Dialect::OpenaiResponses => {
            assert!(error["type"].is_string() && error.get("param").is_some(), "{text}");
            assert_eq!(error["code"], code, "{text}");
        }
        Dialect::Gemini => {
            assert_eq!(error["code"], status, "{text}");
            assert!(error["status"].as_str().is_some_and(|name| name == name.to_uppercase()), "{text}");
            assert_eq!(error["details"][0]["reason"], code, "{text}");
        }
    }
    // 中文 (English) [short id]
    assert!(!message.is_ascii() && message.contains(" (") && message.ends_with(']'), "{message}");
    let short = message.rsplit('[').next().unwrap().trim_end_matches(']');
    assert!(!short.is_empty(), "{message}");
    let is_final = matches!(status, 401..=403 | 413) || code == "gateway_stopped";
    assert_eq!(answer.header("x-should-retry") == "false", is_final, "{dialect} {code}");
    assert_eq!(answer.header("retry-after").parse::<u64>().is_ok(), matches!(status, 429 | 503), "{code}");
}

#[track_caller]
fn assert_no_cors(answer: &Answer) {
    let cors = answer.headers.keys().find(|name| name.as_str().starts_with("access-control-"));
    assert_eq!(cors, None);
}

fn whole(dialect: Dialect) -> Scene {
    Scene { dialect, stream: false }
}

fn message_of(answer: &Answer) -> String {
    answer.json()["error"]["message"].as_str().unwrap_or_default().to_owned()
}

/// A request with this body in place of the sensible one.
fn with_body(dialect: Dialect, body: impl Into<bytes::Bytes>) -> Ask {
    let ask = Ask::new(Method::POST, &whole(dialect).path("m"), body);
    ask.header("content-type", "application/json").header("anthropic-version", "2023-06-01")
}

fn unknown_key() -> String {
    ClientKeySecret::generate(&SystemRandom).expose().to_owned()
}

/// A good request is still served, and the upstream has seen nothing that it shouldn't.
async fn assert_fine(app: &Instance, upstream: &Upstream) {
    for scene in SCENES {
        let answer = app.send(scene.ask("good")).await;
        assert_eq!(answer.status, 200, "{scene:?}: {}", answer.text());
        assert_no_cors(&answer);
    }
    upstream.assert_clean();
}

async fn stage() -> (Upstream, Instance) {
    let upstream = Upstream::start().await;
    let app = Instance::in_front_of(&upstream).await;
    for dialect in Dialect::ALL {
        // Once its list is known, a provider is asked for no other model; and each gets the bytes of its dialect.
        let every = json!({ "allowed_models": ["*"], "conversion_allowed": false, "revision": 1 });
        let changed = app.admin("PATCH", &format!("/api/v1/providers/{dialect}"), Some(every)).await;
        assert!(changed.status.is_success(), "{}", changed.text());
    }
    (upstream, app)
}

#[tokio::test(flavor = "multi_thread")]
async fn a_body_that_is_not_the_operations_is_named() {
    let (upstream, app) = stage().await;
    for dialect in Dialect::ALL {
        for body in
            ["", "{", "not json", "[]", "\"text\"", "null", "{\"model\":\"m\"} trailing", "{\"model\":}"]
        {
            let answer = app.send(with_body(dialect, body)).await;
            assert_refused(&answer, dialect, 400, "invalid_request");
        }
        if dialect == Dialect::Gemini {
            continue;
        }
        let mut body = whole(dialect).body("m");
        body.as_object_mut().unwrap().remove("model");
        let without = app.send(with_body(dialect, body.to_string())).await;
        assert_refused(&without, dialect, 400, "invalid_request");
        assert!(message_of(&without).contains("model"), "{}", without.text());
        let twice = body.to_string().replacen('{', "{\"model\":\"a\",\"model\":\"b\",", 1);
        let twice = app.send(with_body(dialect, twice)).await;
        assert_refused(&twice, dialect, 400, "invalid_request");
        assert!(message_of(&twice).contains("model"), "{}", twice.text());
        let escaped = body.to_string().replacen('{', "{\"model\":\"a\",\"mod\\u0065l\":\"b\",", 1);
        assert_refused(&app.send(with_body(dialect, escaped)).await, dialect, 400, "invalid_request");
    }
    assert_eq!(upstream.count(), 0);
    assert_fine(&app, &upstream).await;
}

#[tokio::test(flavor = "multi_thread")]
async fn a_key_that_is_not_good_is_told_so_in_the_known_words() {
    const KNOWN: &str = "令牌已过期或验证不正确 (";
    let (upstream, app) = stage().await;
    let other = app.new_key(json!({ "name": "other" })).await;
    for dialect in Dialect::ALL {
        let ask = || whole(dialect).ask("m");
        let missing = ask().send(app.url()).await;
        assert_refused(&missing, dialect, 401, "missing_api_key");
        assert!(message_of(&missing).starts_with("未提供认证凭据 ("), "{}", missing.text());
        let wrong = unknown_key();
        let two = "two different";
        for (ask, words) in [
            (ask().key(&wrong), KNOWN),
            (ask().header("x-api-key", &wrong), KNOWN),
            (ask().header("x-goog-api-key", &wrong), KNOWN),
            (ask().key("sk-ant-something-else"), KNOWN),
            (ask().key(&app.key).header("x-api-key", &other), two),
            (ask().key(&app.key).header("x-goog-api-key", &wrong), two),
        ] {
            let answer = ask.send(app.url()).await;
            assert_refused(&answer, dialect, 401, "invalid_api_key");
            assert!(message_of(&answer).contains(words), "{}", answer.text());
        }
        // A stale key of somebody else in another carrier is no reason to refuse.
        let stale = ask().key(&app.key).header("x-api-key", "sk-ant-stale").send(app.url()).await;
        assert_eq!(stale.status, 200, "{}", stale.text());
    }
    assert_eq!(upstream.count(), Dialect::ALL.len());
    assert_fine(&app, &upstream).await;
}

#[tokio::test(flavor = "multi_thread")]
async fn a_path_that_leads_nowhere_never_leads_elsewhere() {
    let (upstream, app) = stage().await;
    for (path, dialect) in [
        ("/v1/messagesx", Dialect::Anthropic),
        ("/v1/messages/elsewhere", Dialect::Anthropic),
        ("/v1/nothing", Dialect::OpenaiChat),
        ("/v1/chat/completion", Dialect::OpenaiChat),
        ("/v1/responses/x/y/z", Dialect::OpenaiResponses),
        ("/v1beta/nothing", Dialect::Gemini),
        ("/api/v1/providers", Dialect::OpenaiChat),
        ("/v1/../v1/messages", Dialect::Anthropic),
        ("/v1/./messages", Dialect::Anthropic),
        ("/v1/messages/..", Dialect::Anthropic),
        ("/v1/%2e%2e/v1/messages", Dialect::Anthropic),
        ("/v1/%2E%2E/messages", Dialect::Anthropic),
        ("/v1/messages%2f..%2fadmin", Dialect::Anthropic),
        ("/v1beta/models/..%2f..%2fsecret:generateContent", Dialect::Gemini),
        ("/v1beta/models/%2e%2e:generateContent", Dialect::Gemini),
    ] {
        let body = r#"{"model":"m","max_tokens":1,"messages":[],"contents":[],"input":""}"#;
        let request = format!(
            "POST {path} HTTP/1.1\r\nhost: localhost\r\nx-api-key: {}\r\ncontent-type: application/json\r\n\
             content-length: {}\r\nconnection: close\r\n\r\n{body}",
            app.key,
            body.len(),
        );
        let answer = raw(app.url(), request).await.answer();
        assert_refused(&answer, dialect, 404, "unknown_path");
        assert!(message_of(&answer).contains(" /v1"), "the nearest known one: {}", answer.text());
    }
    assert_eq!(upstream.count(), 0);
    assert_fine(&app, &upstream).await;
}

#[tokio::test(flavor = "multi_thread")]
async fn a_wrong_method_is_405_and_a_websocket_is_426() {
    let (upstream, app) = stage().await;
    for dialect in Dialect::ALL {
        for method in [Method::GET, Method::PUT, Method::DELETE, Method::PATCH, Method::OPTIONS] {
            let ask = Ask::new(method, &whole(dialect).path("m"), "");
            assert_refused(&app.send(ask).await, dialect, 405, "method_not_allowed");
        }
    }
    let websocket = Ask::get("/v1/responses")
        .header("connection", "Upgrade")
        .header("upgrade", "websocket")
        .header("sec-websocket-version", "13")
        .header("sec-websocket-key", "dGhlIHNhbXBsZSBub25jZQ==");
    let began = Instant::now();
    let answer = app.send(websocket).await;
    assert_refused(&answer, Dialect::OpenaiResponses, 426, "upgrade_required");
    assert!(began.elapsed() < Duration::from_secs(5), "at once");
    assert_eq!(upstream.count(), 0);
    assert_fine(&app, &upstream).await;
}

#[tokio::test(flavor = "multi_thread")]
async fn a_body_over_the_limit_is_413_and_its_sender_can_read_that() {
    let (upstream, app) = stage().await;
    let big = bytes::Bytes::from(vec![b' '; 101 << 20]);
    let announced = app.send(with_body(Dialect::Anthropic, big.clone())).await;
    assert_refused(&announced, Dialect::Anthropic, 413, "body_too_large");
    assert!(message_of(&announced).contains("100 MiB"), "{}", announced.text());

    let mut chunked = format!(
        "POST /v1/responses HTTP/1.1\r\nhost: localhost\r\nx-api-key: {}\r\ntransfer-encoding: chunked\r\n\
         connection: close\r\n\r\n",
        app.key
    )
    .into_bytes();
    for piece in big.chunks(1 << 20) {
        chunked.extend_from_slice(format!("{:x}\r\n", piece.len()).as_bytes());
        chunked.extend_from_slice(piece);
        chunked.extend_from_slice(b"\r\n");
    }
    chunked.extend_from_slice(b"0\r\n\r\n");
    // All of it is written before a byte is read, as simple clients do.
    let chunked = raw(app.url(), chunked).await;
    assert_refused(&chunked.answer(), Dialect::OpenaiResponses, 413, "body_too_large");
    assert_eq!(upstream.count(), 0);
    assert_fine(&app, &upstream).await;
}

fn gzip(bytes: &[u8]) -> Vec<u8> {
    let mut encoder = GzEncoder::new(Vec::new(), Compression::fast());
    encoder.write_all(bytes).unwrap();
    encoder.finish().unwrap()
}

fn deflate(bytes: &[u8]) -> Vec<u8> {
    let mut encoder = ZlibEncoder::new(Vec::new(), Compression::fast());
    encoder.write_all(bytes).unwrap();
    encoder.finish().unwrap()
}

/// Brotli that compresses nothing: uncompressed meta-blocks of at most 64 KiB, then an empty last one (RFC 7932, 9).
fn brotli(bytes: &[u8]) -> Vec<u8> {
    let mut encoded = Vec::new();
    for (number, block) in bytes.chunks(1 << 16).enumerate() {
        // The window's size (one bit) stands before the first header only.
        let shift = if number == 0 { 4 } else { 3 };
        let length = u32::try_from(block.len() - 1).unwrap();
        let header = length << shift | 1 << (shift + 16);
        encoded.extend_from_slice(&header.to_le_bytes()[..3]);
        encoded.extend_from_slice(block);
    }
    encoded.push(0b11);
    encoded
}

#[tokio::test(flavor = "multi_thread")]
async fn an_encoded_body_arrives_decoded_or_not_at_all() {
    let (upstream, app) = stage().await;
    for dialect in Dialect::ALL {
        let mut body = whole(dialect).body("m");
        body["unknown"] = json!("ß".repeat(40_000));
        let body = body.to_string().into_bytes();
        for (coding, encoded) in [
            ("gzip", gzip(&body)),
            ("x-gzip", gzip(&body)),
            ("deflate", deflate(&body)),
            ("br", brotli(&body)),
            ("zstd", zstd::encode_all(&body[..], 3).unwrap()),
            ("identity", body.clone()),
        ] {
            let answer = app.send(with_body(dialect, encoded).header("content-encoding", coding)).await;
            assert_eq!(answer.status, 200, "{dialect} {coding}: {}", answer.text());
            let came = upstream.last_request();
            assert!(came.body == body, "{dialect} {coding}");
            assert_eq!(came.header("content-encoding").unwrap_or("identity"), "identity");
        }
        let served = upstream.count();
        for coding in ["compress", "gzip, zstd", "gzip, gzip", "bzip2", "br;q=1"] {
            let ask = with_body(dialect, gzip(&body)).header("content-encoding", coding);
            assert_refused(&app.send(ask).await, dialect, 415, "unsupported_encoding");
        }
        let two_headers = with_body(dialect, gzip(&gzip(&body)))
            .header("content-encoding", "gzip")
            .header("content-encoding", "gzip");
        assert_refused(&app.send(two_headers).await, dialect, 415, "unsupported_encoding");
        for coding in ["gzip", "deflate", "br", "zstd"] {
            let ask = with_body(dialect, body.clone()).header("content-encoding", coding);
            assert_refused(&app.send(ask).await, dialect, 400, "invalid_request");
        }
        let cut = gzip(&body);
        let cut = with_body(dialect, cut[..cut.len() - 9].to_vec()).header("content-encoding", "gzip");
        assert_refused(&app.send(cut).await, dialect, 400, "invalid_request");
        assert_eq!(upstream.count(), served);
    }
    assert_fine(&app, &upstream).await;
}

#[tokio::test(flavor = "multi_thread")]
async fn a_bomb_is_413_however_small_it_came() {
    let (upstream, app) = stage().await;
    let zeros = vec![b'0'; 101 << 20];
    for (coding, bomb) in [("gzip", gzip(&zeros)), ("zstd", zstd::encode_all(&zeros[..], 1).unwrap())] {
        assert!(bomb.len() < 1 << 20);
        let answer = app.send(with_body(Dialect::OpenaiChat, bomb).header("content-encoding", coding)).await;
        assert_refused(&answer, Dialect::OpenaiChat, 413, "body_too_large");
    }
    assert_eq!(upstream.count(), 0);
    assert_fine(&app, &upstream).await;
}

#[tokio::test(flavor = "multi_thread")]
async fn json_nested_a_hundred_thousand_deep_passes_untouched_or_is_refused() {
    let (upstream, app) = stage().await;
    // The upstream's own parser can't follow: its complaints about this body are no concern of the gateway's.
    let deep = Upstream::start().await;
    let other = Instance::in_front_of(&deep).await;
    let nested = |open: &str, close: &str| format!("{}1{}", open.repeat(100_000), close.repeat(100_000));
    for dialect in Dialect::ALL {
        for tree in [nested("[", "]"), nested("{\"a\":", "}"), "[".repeat(100_000)] {
            let body = whole(dialect).body("m").to_string().replacen('{', &format!("{{\"x\":{tree},"), 1);
            let answer = other.send(with_body(dialect, body.clone())).await;
            if answer.status == 400 {
                assert_refused(&answer, dialect, 400, "invalid_request");
            } else {
                assert!(deep.last_request().body == body, "{dialect}: {}", answer.status);
            }
        }
    }
    for scene in SCENES {
        assert_eq!(other.send(scene.ask("good")).await.status, 200, "{scene:?}");
    }
    assert_fine(&app, &upstream).await;
}

#[tokio::test(flavor = "multi_thread")]
async fn another_host_and_a_web_page_stay_out_and_no_cors_header_is_ever_sent() {
    let (upstream, app) = stage().await;
    for dialect in Dialect::ALL {
        let ask = || whole(dialect).ask("m");
        for host in ["evil.example", "127.0.0.1.evil.example", "10.0.0.1:23000"] {
            let answer = app.send(ask().header("host", host)).await;
            assert_refused(&answer, dialect, 421, "host_not_allowed");
            assert!(message_of(&answer).contains("allowed_hosts"), "{}", answer.text());
        }
        for origin in ["https://evil.example", "http://localhost:3000", "null"] {
            let answer = app.send(ask().header("origin", origin)).await;
            assert_refused(&answer, dialect, 403, "origin_not_allowed");
            assert!(message_of(&answer).contains("allowed_origins"), "{}", answer.text());
        }
    }
    let preflight = Ask::new(Method::OPTIONS, "/v1/messages", "")
        .header("origin", "https://evil.example")
        .header("access-control-request-method", "POST");
    assert_refused(&preflight.send(app.url()).await, Dialect::Anthropic, 403, "origin_not_allowed");
    assert_eq!(upstream.count(), 0);
    let editor = app.send(whole(Dialect::Anthropic).ask("m").header("origin", "vscode-webview://abc")).await;
    assert_eq!(editor.status, 200);
    assert_no_cors(&editor);
    assert_fine(&app, &upstream).await;
    // The lists last: a model that is on none of them is asked of nobody.
    for path in ["/", "/api/health", "/v1/models"] {
        assert_no_cors(&app.send(Ask::get(path)).await);
    }
}

#[tokio::test(flavor = "multi_thread")]
async fn a_slow_header_is_closed_even_when_it_drips() {
    let (upstream, app) = stage().await;
    let address = app.url().strip_prefix("http://").unwrap();
    let mut silent = TcpStream::connect(address).await.unwrap();
    silent.write_all(b"POST /v1/messages HTTP/1.1\r\nhost: local").await.unwrap();
    let mut dripping = TcpStream::connect(address).await.unwrap();
    dripping.write_all(b"POST /v1/messages HTTP/1.1\r\nx-long: ").await.unwrap();
    let silence = async {
        let mut answer = Vec::new();
        // Closed with a word or without one, but closed.
        let _ = silent.read_to_end(&mut answer).await;
        answer
    };
    let drip = async {
        let (mut reader, mut writer) = dripping.split();
        let mut tick = interval(Duration::from_millis(250));
        let mut byte = [0; 1024];
        loop {
            tokio::select! {
                _ = tick.tick() => if writer.write_all(b"a").await.is_err() { return },
                read = reader.read(&mut byte) => if !matches!(read, Ok(1..)) { return },
            }
        }
    };
    let both = timeout(Duration::from_secs(60), async { tokio::join!(silence, drip) }).await;
    let (answer, ()) = both.expect("both are closed");
    assert!(
        answer.is_empty() || answer.starts_with(b"HTTP/1.1 408"),
        "{:?}",
        String::from_utf8_lossy(&answer)
    );
    assert_eq!(upstream.count(), 0);
    assert_fine(&app, &upstream).await;
}

#[tokio::test(flavor = "multi_thread")]
async fn http_2_is_refused() {
    let (upstream, app) = stage().await;
    let mut preface = b"PRI * HTTP/2.0\r\n\r\nSM\r\n\r\n".to_vec();
    preface.extend_from_slice(&[0, 0, 0, 4, 0, 0, 0, 0, 0]);
    let heard = raw(app.url(), preface).await;
    assert!(heard.bytes.is_empty() || heard.bytes.starts_with(b"HTTP/1.1 4"), "{heard:?}");
    assert_fine(&app, &upstream).await;
}

#[tokio::test(flavor = "multi_thread")]
async fn malformed_requests_lead_to_at_most_one_upstream_request_each() {
    let (upstream, app) = stage().await;
    let body = whole(Dialect::Anthropic).body("m").to_string();
    let length = body.len();
    let key = app.key.clone();
    let head = |line: &str, more: &str| {
        format!(
            "{line}\r\nhost: localhost\r\nx-api-key: {key}\r\nanthropic-version: 2023-06-01\r\n\
             content-type: application/json\r\n{more}\r\n\r\n"
        )
    };
    let post = |more: String| head("POST /v1/messages HTTP/1.1", &more);
    let smuggled = format!(
        "POST /v1/messages HTTP/1.1\r\nhost: localhost\r\ncontent-length: {length}\r\nconnection: close\r\n\r\n{body}"
    );
    let chunk = format!("{length:x}\r\n{body}\r\n0\r\n\r\n");
    let requests: Vec<String> = vec![
        post(format!("content-length: {length}\r\ncontent-length: 0")) + &body + &smuggled,
        post(format!("content-length: 0\r\ncontent-length: {length}")) + &body + &smuggled,
        post(format!("content-length: {length}, 0")) + &body + &smuggled,
        post(format!("content-length: {length}\r\ntransfer-encoding: chunked")) + &chunk + &smuggled,
        post(format!("transfer-encoding: chunked\r\ncontent-length: {}", 4)) + &chunk + &smuggled,
        post("transfer-encoding: chunked, identity".to_owned()) + &chunk + &smuggled,
        post("transfer-encoding: xchunked".to_owned()) + &chunk + &smuggled,
        post("transfer-encoding : chunked".to_owned()) + &chunk + &smuggled,
        post("transfer-encoding:\x0bchunked".to_owned()) + &chunk + &smuggled,
        post("transfer-encoding: chunked\r\ntransfer-encoding: chunked".to_owned()) + &chunk + &smuggled,
        post("transfer-encoding: chunked".to_owned()) + "zz\r\n" + &body + "\r\n0\r\n\r\n" + &smuggled,
        post("transfer-encoding: chunked".to_owned()) + "-1\r\n" + &body + "\r\n0\r\n\r\n" + &smuggled,
        post("transfer-encoding: chunked".to_owned()) + "fffffffffffffffff\r\n" + &body + &smuggled,
        post("transfer-encoding: chunked".to_owned())
            + &format!("{length:x};a=\n{body}\r\n0\r\n\r\n")
            + &smuggled,
        post("content-length: -5".to_owned()) + &body + &smuggled,
        post(format!("content-length: +{length}")) + &body + &smuggled,
        post("content-length: 99999999999999999999999".to_owned()) + &body,
        post(format!("content-length: {}", length + 5_000)) + &body,
        head("POST /v1/messages HTTP/1.1", &format!("content-length: {length}\r\n folded: yes")) + &body,
        head("POST /v1/messages HTTP/9.9", &format!("content-length: {length}")) + &body,
        head("POST  /v1/messages HTTP/1.1", &format!("content-length: {length}")) + &body,
        head("POST /v1/messages HTTP/1.1 extra", &format!("content-length: {length}")) + &body,
        head("P\0ST /v1/messages HTTP/1.1", &format!("content-length: {length}")) + &body,
        head("POST /v1/messages HTTP/1.1", &format!("x-nul: a\0b\r\ncontent-length: {length}")) + &body,
        head("POST http://evil.example/v1/messages HTTP/1.1", &format!("content-length: {length}")) + &body,
        head("CONNECT evil.example:443 HTTP/1.1", "content-length: 0"),
        format!("POST /v1/messages HTTP/1.1\r\nx-api-key: {key}\r\ncontent-length: {length}\r\n\r\n{body}"),
        head(
            "POST /v1/messages HTTP/1.1",
            &format!("x-big: {}\r\ncontent-length: {length}", "a".repeat(70_000)),
        ) + &body,
        head(
            "POST /v1/messages HTTP/1.1",
            &format!("{}content-length: {length}", "x-many: a\r\n".repeat(500)),
        ) + &body,
        "\u{16}\u{3}\u{1}\u{2}\0\u{1}\0\u{1}\u{fc}\u{3}\u{3}".to_owned(),
    ];
    for request in requests {
        let before = upstream.count();
        let heard = raw(app.url(), request.clone()).await;
        let request: String = request.chars().take(300).collect();
        let served = upstream.count() - before;
        assert!(served <= 1, "{served} upstream requests: {request}");
        let refused = heard.bytes.is_empty() || heard.bytes.starts_with(b"HTTP/1.1 4");
        assert!(refused || served == 1, "{request}\n{heard:?}");
        if served == 1 {
            assert!(upstream.last_request().body == body, "{request}");
        }
    }
    assert_fine(&app, &upstream).await;
}

#[tokio::test(flavor = "multi_thread")]
async fn without_a_provider_every_dialect_hears_the_known_words_and_when_to_come_back() {
    let app = Instance::start().await;
    for scene in SCENES {
        let answer = app.send(scene.ask("m")).await;
        assert_refused(&answer, scene.dialect, 503, "no_provider_available");
        assert!(message_of(&answer).starts_with("无可用供应商"), "{}", answer.text());
        if scene.dialect == Dialect::Anthropic {
            assert_eq!(answer.json()["error"]["type"], "overloaded_error");
        }
    }
    let rows = app.ended_rows(SCENES.len()).await;
    assert!(rows.iter().all(|row| row["error_code"] == "no_provider_available"), "{rows:?}");
}

#[tokio::test(flavor = "multi_thread")]
async fn a_stopped_gateway_says_so_and_reaches_nobody() {
    let (upstream, app) = stage().await;
    app.stop_gateway().await;
    for scene in SCENES {
        let answer = app.send(scene.ask("m")).await;
        assert_refused(&answer, scene.dialect, 503, "gateway_stopped");
    }
    let health = Ask::get("/api/health").send(app.url()).await;
    assert_eq!((health.status.as_u16(), health.json()), (503, json!({ "status": "stopped" })));
    assert_eq!(upstream.count(), 0);
    let started = app.admin("POST", "/api/v1/gateway/start", Some(Value::Null)).await;
    assert!(started.status.is_success(), "{}", started.text());
    assert_fine(&app, &upstream).await;
}
