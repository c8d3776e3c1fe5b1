//! The fault matrix: whatever goes wrong at a provider before its first content, in every dialect, whole and as
//! a stream, the client gets another provider's answer and nothing else.

use domain::Dialect;
use flate2::{Compression, write::GzEncoder};
use journeys::{Instance, SCENES, Scene};
use serde_json::{Value, json};
use std::io::Write;
use tokio::task::JoinSet;
use upstream::{Script, Upstream};

/// What goes wrong.
struct Fault {
    name: &'static str,
    script: fn(Scene) -> Script,
    /// How the attempts end, the answer's included.
    attempts: &'static [&'static str],
    /// Whether something rests afterwards, so that the next request doesn't come to it.
    rests: bool,
    /// Whether the provider's time-outs are short.
    quick: bool,
}

const fn fault(name: &'static str, script: fn(Scene) -> Script, attempts: &'static [&'static str]) -> Fault {
    Fault { name, script, attempts, rests: false, quick: false }
}

const fn resting(
    name: &'static str,
    script: fn(Scene) -> Script,
    attempts: &'static [&'static str],
) -> Fault {
    Fault { rests: true, ..fault(name, script, attempts) }
}

const fn slow(name: &'static str, script: fn(Scene) -> Script) -> Fault {
    Fault { quick: true, ..fault(name, script, &["timeout", "answered"]) }
}

const ONCE: &[&str] = &["status", "answered"];
const TWICE: &[&str] = &["status", "status", "answered"];
const BROKEN: &[&str] = &["broke_off", "answered"];

fn status(status: u16) -> Script {
    Upstream::script().status(status, &[], r#"{"error":{"message":"no"}}"#)
}

fn refusal(status: u16, body: &str) -> Script {
    Upstream::script().status(status, &[], body)
}

fn page(status: u16) -> Script {
    refusal(status, "<html><title>Attention</title></html>").content_type("text/html")
}

/// A success that holds an error of this type.
fn in_success(kind: &str) -> Script {
    let error = json!({ "type": "error", "error": { "type": kind, "message": "no" } });
    json_body(&error.to_string()).header("retry-after", "60")
}

/// A stream that begins so, or a whole answer that is so.
fn begins(scene: Scene, stream: &str, whole: &str) -> Script {
    if scene.stream { events(stream) } else { json_body(whole) }
}

/// A compressed answer without its second half.
fn cut_gzip() -> Script {
    let mut coder = GzEncoder::new(Vec::new(), Compression::default());
    let _ = coder.write_all(r#"{"choices":[{"message":{"content":"hi"}}]}"#.as_bytes());
    let mut bytes = coder.finish().unwrap_or_default();
    bytes.truncate(bytes.len() / 2);
    Upstream::script().status(200, &[("content-encoding", "gzip")], bytes)
}

fn json_body(body: &str) -> Script {
    Upstream::script().status(200, &[("content-type", "application/json")], body)
}

fn events(text: &str) -> Script {
    Upstream::script().chunks([text]).content_type("text/event-stream")
}

/// The same instance, behind it the fault before an answer, for each scene.
async fn try_out(fault: &'static Fault) {
    let (bad, good) = (Upstream::start().await, Upstream::start().await);
    good.answer(Upstream::script().reply("from the second"));
    let app = Instance::start().await;
    let timeouts = fault.quick.then_some(400);
    for dialect in Dialect::ALL {
        let first = json!({ "priority": 1, "first_byte_timeout_ms": timeouts, "total_timeout_ms": timeouts });
        app.add_provider(&format!("first-{dialect}"), dialect, &bad.base_url(), first).await;
        let second = json!({ "priority": 2 });
        app.add_provider(&format!("second-{dialect}"), dialect, &good.base_url(), second).await;
    }
    for (number, scene) in (1..).zip(SCENES) {
        bad.answer((fault.script)(scene));
        let answer = app.send(scene.ask("model-a")).await;
        let text = answer.text();
        let context = format!("{} {scene:?}: {text}", fault.name);
        assert_eq!(answer.status, 200, "{context}");
        assert!(text.contains("second") && !answer.broke_off, "{context}");
        app.ended_rows(number).await;
        let row = app.last_request().await;
        assert_eq!((&row["state"], &row["status"]), (&json!("done"), &json!(200)), "{context}");
        // Each dialect's stream is its second request.
        let expected = if fault.rests && scene.stream { &["answered"] } else { fault.attempts };
        assert_eq!(outcomes(&row), expected, "{context} {row}");
    }
    good.assert_clean();
}

fn outcomes(row: &Value) -> Vec<&str> {
    let attempts = row["attempts"].as_array().into_iter().flatten();
    attempts.filter_map(|attempt| attempt["outcome"].as_str()).collect()
}

/// Four at a time, so that a slow machine's time-outs stay those of the table.
async fn try_all(faults: &'static [Fault]) {
    for some in faults.chunks(4) {
        let mut trying = JoinSet::new();
        for fault in some {
            trying.spawn(try_out(fault));
        }
        trying.join_all().await;
    }
}

static STATUSES: [Fault; 15] = [
    resting("401", |_| status(401), ONCE),
    resting("402", |_| status(402), ONCE),
    resting("403", |_| status(403), ONCE),
    resting("404", |_| status(404), ONCE),
    fault("408", |_| status(408), TWICE),
    fault("409", |_| status(409), ONCE),
    fault("425", |_| status(425), TWICE),
    resting("429", |_| Upstream::script().status(429, &[("retry-after", "60")], "slow"), ONCE),
    resting(
        "429 of money",
        |_| Upstream::script().status(429, &[], r#"{"error":{"code":"insufficient_quota"}}"#),
        ONCE,
    ),
    fault("500", |_| status(500), ONCE),
    fault("502", |_| status(502), ONCE),
    fault("503", |_| status(503), ONCE),
    fault("504", |_| status(504), ONCE),
    fault("524", |_| status(524), ONCE),
    resting("529", |_| Upstream::script().status(529, &[("retry-after", "60")], "{}"), TWICE),
];

#[tokio::test(flavor = "multi_thread")]
async fn a_refusing_status_is_never_seen() {
    try_all(&STATUSES).await;
}

static CONNECTIONS: [Fault; 6] = [
    fault(
        "reset before the head",
        |_| Upstream::script().reset_before_head(),
        &["reset", "reset", "answered"],
    ),
    fault(
        "closed before the head",
        |_| Upstream::script().close_before_head(),
        &["reset", "reset", "answered"],
    ),
    fault("not HTTP", |_| Upstream::script().raw("HTTP/7 nonsense\r\n\r\n"), &["reset", "answered"]),
    fault("a redirect", |_| Upstream::script().redirect("http://127.0.0.1:9/"), ONCE),
    slow("silence before the head", |_| Upstream::script().stall_before_head()),
    slow("silence after the head", |_| Upstream::script().stall_after_head()),
];

#[tokio::test(flavor = "multi_thread")]
async fn a_failing_connection_is_never_seen() {
    try_all(&CONNECTIONS).await;
}

static SUCCESSES: [Fault; 8] = [
    fault("an empty 200", |_| json_body(""), BROKEN),
    fault(
        "an HTML page",
        |_| json_body("<html><title>Sign in</title></html>").content_type("text/html"),
        BROKEN,
    ),
    fault("an HTML page that says it is JSON", |_| json_body("<!doctype html><p>Sign in"), BROKEN),
    fault("an error that says it is a success", |_| json_body(r#"{"error":{"message":"no"}}"#), BROKEN),
    fault("JSON that was cut off", |_| json_body(r#"{"choices":[{"message":{"content":"half"#), BROKEN),
    fault(
        "an error as the first event",
        |scene| match scene.stream {
            true => Upstream::script().stream(["a ", "b "]).error_after(0),
            false => json_body(r#"{"type":"error","error":{"type":"api_error","message":"no"}}"#),
        },
        BROKEN,
    ),
    fault("pings alone", |_| events(": ping\n\n: ping\n\n"), BROKEN),
    resting(
        "a rate limit that says it is a success",
        |scene| {
            let error = r#"{"type":"error","error":{"type":"rate_limit_error","code":"rate_limit_exceeded","message":"slow"}}"#;
            if scene.stream { events(&format!("event: error\ndata: {error}\n\n")) } else { json_body(error) }
        },
        BROKEN,
    ),
];

#[tokio::test(flavor = "multi_thread")]
async fn a_success_that_is_none_is_never_seen() {
    try_all(&SUCCESSES).await;
}

static WORDED: [Fault; 13] = [
    resting("403 of money", |_| refusal(403, r#"{"error":{"code":"insufficient_balance"}}"#), ONCE),
    resting("403 as a page", |_| page(403), ONCE),
    fault("502 as a page", |_| page(502), ONCE),
    resting(
        "404 of a model that no account of the provider has",
        |_| {
            refusal(
                404,
                r#"{"error":{"message":"model-a is not supported by any configured account in this group"}}"#,
            )
        },
        ONCE,
    ),
    resting(
        "400 of a model that the provider doesn't have",
        |_| refusal(400, r#"{"error":{"message":"no","code":"model_not_supported"}}"#),
        ONCE,
    ),
    fault(
        "400 of a full disk",
        |_| {
            refusal(
                400,
                r#"{"error":{"message":"disk storage creation failed: disk free-space floor reached"}}"#,
            )
        },
        ONCE,
    ),
    resting(
        "429 that names a model",
        |_| {
            refusal(
                429,
                r#"{"error":{"message":"the limit of model-a is reached","code":"rate_limit_exceeded"}}"#,
            )
            .header("retry-after", "60")
        },
        ONCE,
    ),
    fault(
        "500 in a client error's words",
        |_| {
            refusal(
                500,
                r#"{"error":{"type":"invalid_request_error","message":"prompt is too long: 9 tokens > 8 maximum"}}"#,
            )
        },
        ONCE,
    ),
    fault("499 of the upstream's own", |_| status(499), ONCE),
    fault("an unknown refusal", |_| status(418), ONCE),
    fault("520", |_| status(520), ONCE),
    fault("an error longer than anybody reads", |_| refusal(500, &"x".repeat(300 << 10)), ONCE),
    fault("an error without a text", |_| refusal(500, ""), ONCE),
];

#[tokio::test(flavor = "multi_thread")]
async fn what_a_refusal_says_decides_who_rests_and_not_what_the_client_sees() {
    try_all(&WORDED).await;
}

static CODED: [Fault; 3] = [
    fault(
        "a coding that isn't there",
        |_| json_body(r#"{"model":"m"}"#).header("content-encoding", "gzip"),
        BROKEN,
    ),
    fault(
        "a coding that nobody knows",
        |_| json_body(r#"{"model":"m"}"#).header("content-encoding", "x-own"),
        BROKEN,
    ),
    fault("a compression that was cut off", |_| cut_gzip(), BROKEN),
];

#[tokio::test(flavor = "multi_thread")]
async fn an_answer_that_cannot_be_decoded_is_never_seen() {
    try_all(&CODED).await;
}

static BEGINNINGS: [Fault; 13] = [
    fault("an end alone", |scene| begins(scene, "data: [DONE]\n\n", ""), BROKEN),
    fault("a beginning alone", |scene| begins(scene, "data: {\"type\":\"unknown\"}\n\n", ""), BROKEN),
    fault("empty choices", |scene| begins(scene, "data: {\"choices\":[]}\n\ndata: [DONE]\n\n", ""), BROKEN),
    fault("an event that is no JSON", |scene| begins(scene, "data: {\"half\n\n", "{\"half"), BROKEN),
    fault("plain text", |_| json_body("the service is busy").content_type("text/plain"), BROKEN),
    fault("nothing but a byte order mark", |scene| begins(scene, "\u{feff}", "\u{feff}"), BROKEN),
    fault(
        "an error that only its event's name tells",
        |scene| begins(scene, "event: error\ndata: {}\n\n", r#"{"type":"error"}"#),
        BROKEN,
    ),
    fault(
        "a failure without an error",
        |scene| {
            let failed = "event: response.failed\ndata: {\"type\":\"response.failed\",\"response\":{}}\n\n";
            begins(scene, failed, r#"{"object":"response","status":"failed"}"#)
        },
        BROKEN,
    ),
    fault("an error in a list", |_| json_body(r#"[{"error":{"message":"no"}}]"#), BROKEN),
    fault("an error that is a text", |_| json_body(r#"{"error":"no"}"#), BROKEN),
    resting("no money, as a success", |_| in_success("billing_error"), BROKEN),
    resting("a wrong key, as a success", |_| in_success("authentication_error"), BROKEN),
    resting("an overload, as a success", |_| in_success("overloaded_error"), BROKEN),
];

#[tokio::test(flavor = "multi_thread")]
async fn a_beginning_that_leads_nowhere_is_never_seen() {
    try_all(&BEGINNINGS).await;
}

#[tokio::test(flavor = "multi_thread")]
async fn a_model_that_thinks_in_silence_is_not_cut_off() {
    let upstream = Upstream::start().await;
    upstream.answer(Upstream::script().stream(["a ", "b "]).stall_after(1));
    let app = Instance::in_front_of(&upstream).await;
    let scene = Scene { dialect: Dialect::Anthropic, stream: true };
    let mut answer = scene.ask("m").key(&app.key).stream(app.url()).await;
    let piece = answer.piece().await.unwrap().unwrap();
    assert!(String::from_utf8_lossy(&piece).contains("message_start"));
    assert_eq!(upstream.count(), 1, "nobody else was asked");
}
