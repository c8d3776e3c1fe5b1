//! The process ends in the middle of its work, by force or in order: the ledger knows about every request.

#![cfg(unix)]
#![expect(
    clippy::unwrap_used,
    clippy::expect_used,
    reason = "a helper that gets no stream has failed its test"
)]

use domain::Dialect;
use journeys::{SCENES, Scene, ServerProcess, Streaming};
use serde_json::{Value, json};
use std::time::Duration;
use tokio::time::{Instant, sleep};
use upstream::{Script, Upstream};

const PATIENCE: Duration = Duration::from_secs(20);
const STREAMS: usize = 20;

/// A server with a provider of each dialect at this upstream, and a key.
async fn serve(dir: &std::path::Path, upstream: &Upstream) -> (ServerProcess, String) {
    let server = ServerProcess::start(dir);
    for dialect in Dialect::ALL {
        let name = dialect.as_str();
        server.control().add_provider(name, dialect, &upstream.base_url(), json!({})).await;
    }
    let key = server.control().new_key(json!({})).await;
    (server, key)
}

/// Streams in every dialect, each of which has given its first bytes.
async fn streams(server: &ServerProcess, key: &str, count: usize) -> Vec<(Streaming, Vec<u8>)> {
    let scenes: Vec<Scene> = SCENES.into_iter().filter(|scene| scene.stream).collect();
    let mut streams = Vec::new();
    for scene in scenes.into_iter().cycle().take(count) {
        let mut stream = scene.ask("m").key(key).stream(&server.url()).await;
        assert_eq!(stream.status, 200, "{scene:?}");
        let first = stream.piece().await.unwrap().expect("a first piece");
        streams.push((stream, first.to_vec()));
    }
    streams
}

fn long_answer() -> Script {
    Upstream::script().stream((0..40).map(|number| format!("piece {number} ")))
}

fn in_state<'a>(rows: &'a [Value], state: &str) -> Vec<&'a Value> {
    rows.iter().filter(|row| row["state"] == state).collect()
}

#[tokio::test(flavor = "multi_thread")]
async fn a_kill_in_the_middle_of_twenty_streams_loses_no_row() {
    let dir = tempfile::tempdir().unwrap();
    let upstream = Upstream::start().await;
    let (server, key) = serve(dir.path(), &upstream).await;
    let scene = Scene { dialect: Dialect::Anthropic, stream: false };
    assert_eq!(scene.ask("before").key(&key).send(&server.url()).await.status, 200);
    let before = server.control().rows(1, |row| row["state"] == "done").await;

    upstream.answer(long_answer().stall_after(6));
    let running = streams(&server, &key, STREAMS).await;
    server.control().rows(STREAMS, |row| row["state"] == "open").await;
    server.kill();
    for (stream, _) in running {
        assert!(stream.whole().await.broke_off, "what is cut must not look complete");
    }

    let server = ServerProcess::start(dir.path());
    let rows = server.control().ended_rows(STREAMS + 1).await;
    assert_eq!(rows.len(), STREAMS + 1);
    assert_eq!(in_state(&rows, "interrupted").len(), STREAMS, "{rows:?}");
    let done = in_state(&rows, "done");
    assert_eq!((done.len(), &done[0]["id"]), (1, &before[0]["id"]));
    assert_eq!(done[0]["usage"], before[0]["usage"]);
    for row in in_state(&rows, "interrupted") {
        assert_eq!((&row["asked_model"], &row["user_name"]), (&json!("m"), &json!("owner")), "{row}");
    }
    // The configuration is what it was, vault and all: the same key reaches the same providers.
    upstream.answer(Upstream::script());
    for scene in SCENES {
        assert_eq!(scene.ask("after").key(&key).send(&server.url()).await.status, 200, "{scene:?}");
    }
    upstream.assert_clean();
}

#[tokio::test(flavor = "multi_thread")]
async fn a_kill_right_after_answers_loses_none_that_is_a_moment_old() {
    let dir = tempfile::tempdir().unwrap();
    let upstream = Upstream::start().await;
    let (server, key) = serve(dir.path(), &upstream).await;
    for scene in SCENES.into_iter().cycle().take(40) {
        assert_eq!(scene.ask("m").key(&key).send(&server.url()).await.status, 200);
    }
    server.control().rows(40, |row| row["state"] == "done").await;
    server.kill();
    let server = ServerProcess::start(dir.path());
    let rows = server.control().ended_rows(40).await;
    assert_eq!((rows.len(), in_state(&rows, "done").len()), (40, 40));
}

#[tokio::test(flavor = "multi_thread")]
async fn asked_to_end_it_lets_streams_finish_and_takes_no_new_ones() {
    let dir = tempfile::tempdir().unwrap();
    let upstream = Upstream::start().await;
    let (server, key) = serve(dir.path(), &upstream).await;
    upstream.answer(long_answer().pace(Duration::from_millis(80)));
    let running = streams(&server, &key, 8).await;
    server.terminate();
    until_stopped(&server).await;
    let late = Scene { dialect: Dialect::Anthropic, stream: true }.ask("late");
    let late = late.key(&key).send(&server.url()).await;
    assert_eq!((late.status.as_u16(), &late.json()["error"]["code"]), (503, &json!("gateway_stopped")));

    for (stream, mut body) in running {
        let rest = stream.whole().await;
        assert!(!rest.broke_off);
        body.extend_from_slice(&rest.body);
        let body = String::from_utf8(body).unwrap();
        assert!(body.contains("piece 0 ") && body.contains("piece 39 "), "{body}");
    }
    let ended = tokio::task::spawn_blocking(move || server.wait()).await.unwrap();
    assert!(ended.success(), "{ended}");
    assert!(!dir.path().join("runtime.json").exists());

    let server = ServerProcess::start(dir.path());
    let rows = server.control().ended_rows(8).await;
    assert_eq!((rows.len(), in_state(&rows, "done").len()), (8, 8), "{rows:?}");
    assert_eq!(upstream.count(), 8);
    upstream.assert_clean();
}

async fn until_stopped(server: &ServerProcess) {
    let until = Instant::now() + PATIENCE;
    loop {
        let health = journeys::Ask::get("/api/health").send(&server.url()).await;
        if health.status == 503 {
            assert_eq!(health.json()["status"], "stopped");
            return;
        }
        assert!(Instant::now() < until, "the gateway goes on");
        sleep(Duration::from_millis(10)).await;
    }
}
