//! The window: a process that may come, go and crash, and no stream notices.

use crate::{
    app::{App, command, lives, signal},
    screen::Screen,
    stage::{Stage, stays, until},
    streams::Streams,
    tray_host::Panel,
};
use journeys::ServerProcess;
use serde_json::json;
use std::time::Duration;
use upstream::Upstream;

#[tokio::test(flavor = "multi_thread")]
async fn it_shows_the_pages_over_a_running_gateway_and_comes_back_where_it_was() {
    let stage = Stage::set().await;
    let (screen, mut panel) = (Screen::of(&stage), Panel::on(&stage).await);
    let app = App::start(&stage, &[]).await;
    let window = screen.shows_the_page().await;
    assert_eq!(screen.place(window).2, 1080);
    screen.put(window, 40, 60, 900, 640);
    until("it has moved", async || (screen.place(window) == (40, 60, 900, 640)).then_some(())).await;

    // Closed, it goes into the tray, says so the first time, and comes back from there.
    let tray = panel.tray().await;
    tray.shows("● Running").await;
    screen.close(window);
    screen.shows_no_window().await;
    until("the person is told", async || screen.dialog()).await;
    let process = app.window_process().expect("hidden, not ended");
    tray.click("Open Switchyard").await;
    screen.shows_the_window().await;
    assert_eq!(app.window_process(), Some(process));

    // A new process takes up the place of the old one.
    signal(process, "TERM");
    screen.shows_no_window().await;
    tray.click("Open Switchyard").await;
    let window = screen.shows_the_window().await;
    assert_eq!(screen.place(window), (40, 60, 900, 640));
    assert_ne!(app.window_process(), Some(process));
}

#[tokio::test(flavor = "multi_thread")]
async fn opened_closed_and_crashed_again_and_again_it_breaks_no_stream() {
    let stage = Stage::set().await;
    let (screen, mut panel) = (Screen::of(&stage), Panel::on(&stage).await);
    let app = App::start(&stage, &["--hidden"]).await;
    let tray = panel.tray().await;
    let upstream = Upstream::start().await;
    let dialect = domain::Dialect::Anthropic;
    app.control().add_provider("A", dialect, &upstream.base_url(), json!({})).await;
    let key = app.control().new_key(json!({})).await;
    let mut streams = Streams::run(&app, &upstream, &key, 20, 1_600).await;
    for _ in 0..50 {
        tray.click("Open Switchyard").await;
        let window = screen.shows_the_window().await;
        screen.close(window);
        screen.shows_no_window().await;
    }
    assert!(streams.all_run());
    for round in 0..6 {
        tray.click("Open Switchyard").await;
        let window = screen.shows_the_page().await;
        let process = until("its process", async || app.window_process()).await;
        match round % 3 {
            0 => {
                screen.close(window);
                screen.shows_no_window().await;
            }
            1 => {
                crash(process).await;
                screen.shows_no_window().await;
            }
            _ => {
                crash(app.page_process().unwrap()).await;
                // Another window takes its place by itself.
                until("another one", async || app.window_process().filter(|now| *now != process)).await;
                screen.shows_the_window().await;
            }
        }
        assert!(streams.all_run(), "round {round}");
    }
    tray.click("Open Switchyard").await;
    screen.shows_the_window().await;
    assert!(streams.all_run());
    assert_eq!(app.state().await, "running");
    streams.all_end_well().await;
}

/// A segmentation fault. The first one may be taken for one of a script's own, which its engine handles.
async fn crash(process: u32) {
    until("it is gone", async || {
        if lives(process) {
            signal(process, "SEGV");
            return None;
        }
        Some(())
    })
    .await;
}

#[tokio::test(flavor = "multi_thread")]
async fn a_page_that_hangs_is_replaced() {
    let stage = Stage::set().await;
    let (screen, _panel) = (Screen::of(&stage), Panel::on(&stage).await);
    let app = App::start(&stage, &[]).await;
    screen.shows_the_page().await;
    let process = app.window_process().unwrap();
    signal(app.page_process().unwrap(), "STOP");
    until("another one", async || app.window_process().filter(|now| *now != process)).await;
    screen.shows_the_page().await;
}

#[tokio::test(flavor = "multi_thread")]
async fn it_ends_with_the_tray_process_however_that_ends() {
    let stage = Stage::set().await;
    let (screen, _panel) = (Screen::of(&stage), Panel::on(&stage).await);
    let mut app = App::start(&stage, &[]).await;
    screen.shows_the_window().await;
    let process = app.window_process().unwrap();
    app.signal("KILL");
    app.ended().await;
    until("the window ends, too", async || (!lives(process)).then_some(())).await;
}

#[tokio::test(flavor = "multi_thread")]
async fn a_second_start_shows_the_first_ones_window() {
    let stage = Stage::set().await;
    let (screen, mut panel) = (Screen::of(&stage), Panel::on(&stage).await);
    let app = App::start(&stage, &["--hidden"]).await;
    panel.tray().await;
    for flags in [&[][..], &["--show"]] {
        let second = command(&stage).args(flags).output().await.unwrap();
        assert!(second.status.success(), "{}", String::from_utf8_lossy(&second.stderr));
        let window = screen.shows_the_window().await;
        screen.close(window);
        screen.shows_no_window().await;
    }
    assert_eq!(app.state().await, "running");
}

#[tokio::test(flavor = "multi_thread")]
async fn a_headless_instance_gets_a_window_that_belongs_to_nobody() {
    let stage = Stage::set().await;
    let screen = Screen::of(&stage);
    let server = ServerProcess::start(&stage.data_dir());
    let mut child = command(&stage).spawn().unwrap();
    let window = screen.shows_the_page().await;
    screen.close(window);
    let ended = tokio::time::timeout(crate::stage::PATIENCE, child.wait()).await.expect("it ends").unwrap();
    assert!(ended.success());
    let status = server.control().admin("GET", "/api/v1/status", None).await;
    assert_eq!(status.status, 200, "the instance goes on");
}

#[tokio::test(flavor = "multi_thread")]
async fn a_silent_start_without_a_tray_is_not_silent_and_closing_asks() {
    let stage = Stage::set().await;
    let screen = Screen::of(&stage);
    let app = App::start(&stage, &["--hidden"]).await;
    let window = screen.shows_the_page().await;
    screen.close(window);
    let dialog = until("the person is asked", async || screen.dialog()).await;
    stays("it goes on meanwhile", Duration::from_millis(500), async || app.state().await == "running").await;
    // Closing the question changes nothing: a second start shows the window again.
    screen.close(dialog);
    until("the question is gone", async || screen.dialog().is_none().then_some(())).await;
    assert!(command(&stage).output().await.unwrap().status.success());
    screen.shows_the_window().await;
}

#[tokio::test(flavor = "multi_thread")]
async fn closing_quits_where_the_person_wants_that() {
    let stage = Stage::set().await;
    let (screen, mut panel) = (Screen::of(&stage), Panel::on(&stage).await);
    let mut app = App::start(&stage, &[]).await;
    app.put("settings/close_to_tray", json!({ "value": false })).await;
    let tray = panel.tray().await;
    tray.shows("● Running").await;
    let window = screen.shows_the_window().await;
    // The setting reaches the shell with the next look at it.
    app.put("settings/language", json!({ "value": "zh" })).await;
    tray.shows("● 运行中").await;
    screen.close(window);
    assert!(app.ended().await.success(), "{}", app.log());
}
