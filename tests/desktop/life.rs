//! Starting and ending: by signals, without a display, and as a command line.

use crate::{
    app::{App, command, lives},
    screen::Screen,
    stage::Stage,
    streams::Streams,
    tray_host::Panel,
};
use serde_json::{Value, json};
use std::time::Duration;
use tokio::time::Instant;
use upstream::Upstream;

#[tokio::test(flavor = "multi_thread")]
async fn a_signal_ends_everything_in_order_within_five_seconds() {
    let stage = Stage::set().await;
    let (screen, _panel) = (Screen::of(&stage), Panel::on(&stage).await);
    let mut app = App::start(&stage, &[]).await;
    let upstream = Upstream::start().await;
    let dialect = domain::Dialect::Anthropic;
    app.control().add_provider("A", dialect, &upstream.base_url(), json!({})).await;
    let key = app.control().new_key(json!({})).await;
    let _streams = Streams::run(&app, &upstream, &key, 5, 4_000).await;
    screen.shows_the_window().await;
    let window = app.window_process().unwrap();
    let began = Instant::now();
    app.signal("TERM");
    let ended = app.ended().await;
    assert!(began.elapsed() < Duration::from_secs(6), "{:?}", began.elapsed());
    assert!(ended.success(), "{ended:?}: {}", app.log());
    assert!(!lives(window));
    assert!(!stage.data_dir().join("runtime.json").exists());

    // What was cut is in the ledger, as cut.
    let rows = command(&stage).args(["requests", "list", "--json"]).output().await.unwrap();
    let rows: Value = serde_json::from_slice(&rows.stdout).unwrap();
    assert_eq!(rows["items"].as_array().unwrap().len(), 5, "{rows}");
    assert!(rows["items"].as_array().unwrap().iter().all(|row| row["state"] != "open"), "{rows}");
}

#[tokio::test(flavor = "multi_thread")]
async fn without_a_display_it_says_what_to_start_instead() {
    let stage = Stage::set().await;
    let nothing = command(&stage).env_remove("DISPLAY").output().await.unwrap();
    let dead = command(&stage).env("DISPLAY", ":64999").args(["--port", "0"]).output().await.unwrap();
    for (what, output) in [("none", nothing), ("one that is dead", dead)] {
        let said = String::from_utf8_lossy(&output.stderr).into_owned();
        assert_eq!(output.status.code(), Some(1), "{what}: {said}");
        assert!(said.contains("display") && said.contains("switchyard-server"), "{what}: {said}");
    }
    assert!(!stage.data_dir().join("runtime.json").exists(), "nothing is left running");
}

#[tokio::test(flavor = "multi_thread")]
async fn its_commands_are_those_of_the_server() {
    let stage = Stage::set().await;
    let output = command(&stage).env_remove("DISPLAY").args(["status", "--json"]).output().await.unwrap();
    let status: Value = serde_json::from_slice(&output.stdout).unwrap();
    assert_eq!(status["gateway"], "absent");
    let _panel = Panel::on(&stage).await;
    let _app = App::start(&stage, &["--hidden"]).await;
    let output = command(&stage).args(["status", "--json"]).output().await.unwrap();
    let status: Value = serde_json::from_slice(&output.stdout).unwrap();
    assert_eq!(status["gateway"], "running");
    let wrong = command(&stage).args(["--hidden", "status"]).output().await.unwrap();
    assert_eq!(wrong.status.code(), Some(2));
}
