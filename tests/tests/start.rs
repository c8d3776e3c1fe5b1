//! A start: quick, on its own directory only, and with what it was told.

#![expect(clippy::unwrap_used, reason = "a helper that finds no JSON has failed its test")]

use domain::Dialect;
use journeys::{Answer, Ask, SCENES, Scene, ServerProcess, command};
use serde_json::{Value, json};
use std::{
    net::TcpListener,
    process::{Command, Output, Stdio},
    time::Duration,
};
use tokio::time::Instant;

/// Far more than it takes, even unoptimised on a busy machine.
const BOUND: Duration = Duration::from_secs(20);

fn json_of(output: &Output) -> Value {
    assert!(output.status.success(), "{}", String::from_utf8_lossy(&output.stderr));
    serde_json::from_slice(&output.stdout).unwrap()
}

#[tokio::test(flavor = "multi_thread")]
async fn who_reads_that_it_is_ready_can_call_it_at_once() {
    let dir = tempfile::tempdir().unwrap();
    let began = Instant::now();
    let server = ServerProcess::start(dir.path());
    let health = Ask::get("/api/health").send(&server.url()).await;
    assert!(began.elapsed() < BOUND, "{:?}", began.elapsed());
    assert_eq!((health.status.as_u16(), &health.json()["status"]), (200, &json!("ok")));
    assert!(health.json()["version"].is_string() && health.json()["uptime_seconds"].is_u64());
    assert_eq!(server.ready["pid"], server.id());
    let web = server.ready["admin"].as_str().expect("a web door").to_owned();
    assert!(Ask::get("/").send(&web).await.status.as_u16() < 500);
    for method in ["GET", "HEAD"] {
        let probe = Ask::new(method.parse().unwrap(), "/", "").send(&server.url()).await;
        assert_eq!(probe.status, 200, "{method} / is what clients try first");
    }
}

#[test]
fn the_port_is_23000_unless_somebody_says_otherwise() {
    let dir = tempfile::tempdir().unwrap();
    let shown = command(dir.path()).args(["setting", "get", "gateway_port", "--json"]).output().unwrap();
    let setting = json_of(&shown);
    assert_eq!((&setting["value"], &setting["source"]), (&json!(23000), &json!("default")), "{setting}");
}

#[tokio::test(flavor = "multi_thread")]
async fn a_second_instance_on_the_same_directory_says_so_and_leaves_the_first_alone() {
    let dir = tempfile::tempdir().unwrap();
    let first = ServerProcess::start(dir.path());
    let second = command(dir.path()).args(["serve", "--port", "0", "--admin-port", "0"]).output().unwrap();
    assert_eq!(second.status.code(), Some(1));
    let said = String::from_utf8_lossy(&second.stderr).into_owned();
    assert!(said.contains("running") && said.contains(&*dir.path().to_string_lossy()), "{said}");
    assert!(second.stdout.is_empty(), "it must not look ready");
    assert_eq!(Ask::get("/api/health").send(&first.url()).await.status, 200);
    // Its control door is still the one that runtime.json names.
    let status = command(dir.path()).args(["status", "--json"]).output().unwrap();
    json_of(&status);
}

#[tokio::test(flavor = "multi_thread")]
async fn a_taken_port_is_an_error_that_names_the_port() {
    let dir = tempfile::tempdir().unwrap();
    let taken = TcpListener::bind("127.0.0.1:0").unwrap();
    let port = taken.local_addr().unwrap().port().to_string();
    let refused = command(dir.path()).args(["serve", "--port", &port, "--admin-port", "0"]).output().unwrap();
    assert_eq!(refused.status.code(), Some(1));
    let said = String::from_utf8_lossy(&refused.stderr).into_owned();
    assert!(said.contains(&port), "{said}");
    assert!(!dir.path().join("runtime.json").exists());
}

#[tokio::test(flavor = "multi_thread")]
async fn what_a_dead_instance_left_behind_is_not_trusted() {
    let dir = tempfile::tempdir().unwrap();
    let server = ServerProcess::start(dir.path());
    let key = server.control().new_key(json!({})).await;
    let door = server.control().url().strip_prefix("http://").unwrap().to_owned();
    server.kill();
    assert!(dir.path().join("runtime.json").exists(), "a killed process leaves it");

    // Somebody else has the port now. The token must not be sent there.
    let stranger = TcpListener::bind(&door).unwrap();
    stranger.set_nonblocking(true).unwrap();
    let listed = command(dir.path()).args(["key", "list", "--json"]).output().unwrap();
    assert!(json_of(&listed).to_string().contains(&key[..10]), "the command works on the files instead");
    assert!(stranger.accept().is_err(), "nobody called");

    let server = ServerProcess::start(dir.path());
    assert_ne!(server.control().url(), format!("http://{door}"));
    assert_eq!(server.control().admin("GET", "/api/v1/keys", None).await.status, 200);
}

#[tokio::test(flavor = "multi_thread")]
async fn a_variable_wins_and_the_setting_shows_that_it_is_locked() {
    let dir = tempfile::tempdir().unwrap();
    let server = ServerProcess::start_as(dir.path(), &["serve"], |command| {
        command.env("SESSION_TTL", "42");
    });
    let ttl = server.control().admin("GET", "/api/v1/settings/session_ttl_seconds", None).await.json();
    assert_eq!(
        (&ttl["value"], &ttl["locked"], &ttl["source"], &ttl["default"]),
        (&json!(42), &json!(true), &json!("environment"), &json!(300)),
    );
    let port = server.control().admin("GET", "/api/v1/settings/gateway_port", None).await.json();
    assert_eq!(
        (&port["locked"], &port["source"], &port["default"]),
        (&json!(true), &json!("flag"), &json!(23000))
    );
    let drain = server.control().admin("GET", "/api/v1/settings/drain_seconds", None).await.json();
    assert_eq!((&drain["locked"], &drain["source"]), (&json!(false), &json!("default")));
}

#[test]
fn a_variable_that_makes_no_sense_stops_the_start() {
    let dir = tempfile::tempdir().unwrap();
    let refused = command(dir.path()).env("SESSION_TTL", "soon").arg("serve").output().unwrap();
    assert!(!refused.status.success());
    assert!(String::from_utf8_lossy(&refused.stderr).contains("SESSION_TTL"));
}

#[tokio::test(flavor = "multi_thread")]
async fn the_demo_answers_at_once_in_every_dialect() {
    let dir = tempfile::tempdir().unwrap();
    let server = ServerProcess::start_as(dir.path(), &["demo"], |_| ());
    let text = |field: &str| server.ready[field].as_str().unwrap().to_owned();
    let (url, key, model) = (text("gateway_url"), text("secret"), text("model"));
    assert!(text("curl").contains(&url) && text("curl").contains(&key) && text("curl").contains(&model));
    for scene in SCENES {
        for (header, value) in [
            ("authorization", format!("Bearer {key}")),
            ("x-api-key", key.clone()),
            ("x-goog-api-key", key.clone()),
        ] {
            let answer = scene.ask(&model).header(header, &value).send(&url).await;
            assert_eq!(answer.status, 200, "{scene:?}: {}", answer.text());
            assert!(says_something(scene, &answer), "{scene:?}: {}", answer.text());
        }
    }
    let rows = server.control().ended_rows(SCENES.len() * 3).await;
    assert!(rows.iter().all(|row| row["state"] == "done"), "{rows:?}");
}

/// Whether the answer has a text and its dialect's end.
fn says_something(scene: Scene, answer: &Answer) -> bool {
    let body = answer.text();
    if scene.stream {
        let (delta, end) = match scene.dialect {
            Dialect::Anthropic => ("text_delta", "message_stop"),
            Dialect::OpenaiChat => ("delta", "data: [DONE]"),
            Dialect::OpenaiResponses => ("response.output_text.delta", "response.completed"),
            Dialect::Gemini => ("\"text\"", "finishReason"),
        };
        let is_stream = body.starts_with("event:") || body.starts_with("data:");
        return is_stream && body.contains(delta) && body.contains(end);
    }
    let place = match scene.dialect {
        Dialect::Anthropic => "/content/0/text",
        Dialect::OpenaiChat => "/choices/0/message/content",
        Dialect::OpenaiResponses => "/output/0/content/0/text",
        Dialect::Gemini => "/candidates/0/content/parts/0/text",
    };
    answer.json().pointer(place).and_then(Value::as_str).is_some_and(|text| !text.is_empty())
}

/// Many systems start programs with room for 1,024 descriptors, which are 500 requests.
#[cfg(target_os = "linux")]
#[test]
fn as_many_descriptors_are_taken_as_there_may_be() {
    let dir = tempfile::tempdir().unwrap();
    let server = ServerProcess::start_as(dir.path(), &["serve"], |command| {
        let mut shell = Command::new("sh");
        shell.args(["-c", "ulimit -Sn 1024 && exec \"$0\" \"$@\""]);
        shell.arg(command.get_program()).args(command.get_args());
        shell.envs(command.get_envs().filter_map(|(name, value)| Some((name, value?))));
        *command = shell;
        command.stdout(Stdio::piped()).stderr(Stdio::null());
    });
    let limits = std::fs::read_to_string(format!("/proc/{}/limits", server.id())).unwrap();
    let line = limits.lines().find(|line| line.starts_with("Max open files")).unwrap();
    let soft: u64 = line.split_ascii_whitespace().nth(3).unwrap().parse().unwrap();
    assert!(soft > 1_024, "{line}");
}
