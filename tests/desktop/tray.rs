//! The tray: every line of its menu, in every state, under running streams.

use crate::{
    app::{App, PROGRAM},
    screen::Screen,
    stage::{Stage, until},
    streams::{Streams, WHOLE},
    tray_host::{Panel, Tray},
};
use domain::Dialect;
use serde_json::json;
use std::time::Duration;
use upstream::Upstream;

/// An application in the tray, with two providers of a dialect and one of another.
struct Scene {
    stage: Stage,
    _panel: Panel,
    tray: Tray,
    app: App,
    first: Upstream,
    second: Upstream,
    key: String,
}

impl Scene {
    async fn set() -> Self {
        let stage = Stage::set().await;
        let mut panel = Panel::on(&stage).await;
        let (app, first, second) =
            (App::start(&stage, &["--hidden"]).await, Upstream::start().await, Upstream::start().await);
        let control = app.control();
        for (name, dialect, upstream, priority) in [
            ("Relay & Co", Dialect::Anthropic, &first, 10),
            ("Second_one", Dialect::Anthropic, &second, 20),
            ("Chat", Dialect::OpenaiChat, &first, 10),
        ] {
            control.add_provider(name, dialect, &upstream.base_url(), json!({ "priority": priority })).await;
        }
        let key = control.new_key(json!({})).await;
        let tray = panel.tray().await;
        tray.shows("● Running").await;
        tray.shows_in("Anthropic", "Second_one", Some(false)).await;
        Self { stage, _panel: panel, tray, app, first, second, key }
    }

    async fn pick(&self, submenu: &str, label: &str, checked: Option<bool>) {
        let entry = self.tray.shows_in(submenu, label, checked).await;
        self.tray.click_entry(&entry).await;
    }
}

#[tokio::test(flavor = "multi_thread")]
async fn the_menu_says_how_things_stand_and_offers_only_what_there_is() {
    let scene = Scene::set().await;
    let labels = scene.tray.labels().await;
    let address = scene.app.gateway().trim_start_matches("http://").to_owned();
    let expected = [
        format!("● Running · {address}").as_str(),
        "Stop gateway",
        "Copy base URL",
        "Anthropic",
        "OpenAI (/v1)",
        "Gemini",
        "Anthropic · Automatic",
        "Automatic",
        "Relay & Co",
        "Second_one",
        "OpenAI Chat · Automatic",
        "Automatic",
        "Chat",
        "Today 0 requests",
        "Open Switchyard",
        "Start at login",
        "Quit",
    ]
    .map(str::to_owned);
    assert_eq!(labels, expected);
    let first = scene.tray.shows("● Running").await;
    assert!(!first.enabled, "the state can't be clicked");
    assert!(Screen::of(&scene.stage).window().is_none(), "a silent start shows no window");

    scene.app.ask(&scene.key, WHOLE, "m").await;
    scene.tray.shows("Today 1 requests").await;
    scene.app.put("settings/language", json!({ "value": "zh" })).await;
    scene.tray.shows("停止网关").await;
    scene.tray.shows("今日 1 次请求").await;
}

#[tokio::test(flavor = "multi_thread")]
async fn stop_start_and_pin_change_what_they_say_and_no_running_stream() {
    let scene = Scene::set().await;
    let Scene { tray, app, first, second, key, .. } = &scene;
    let mut streams = Streams::run(app, first, key, 50, 400).await;
    let (choices, icon) = (app.choices().await, tray.icon().await);

    // Pinned, the next request goes there; a click on what is checked changes nothing.
    assert_eq!(app.ask(key, WHOLE, "m").await.status, 200);
    assert_eq!((first.count(), second.count()), (51, 0));
    scene.pick("Anthropic", "Second_one", Some(false)).await;
    tray.shows("Anthropic · Second_one (pinned)").await;
    assert_eq!(app.pin("anthropic").await, "Second_one");
    scene.pick("Anthropic", "Second_one", Some(true)).await;
    tray.shows_in("Anthropic", "Second_one", Some(true)).await;
    tray.shows_in("Anthropic", "Relay & Co", Some(false)).await;
    assert_eq!(app.ask(key, WHOLE, "m").await.status, 200);
    assert_eq!((first.count(), second.count()), (51, 1), "the pin is used first");
    assert_eq!(app.pin("openai-chat").await, json!(null));
    assert_eq!(app.choices().await, choices, "a pin changes nothing else");

    // Stopped, nobody is served and no provider hears of it.
    tray.click("Stop gateway").await;
    tray.shows("Start gateway").await;
    tray.shows("○ Stopped").await;
    assert_eq!(app.state().await, "stopped");
    until("the icon changes", async || (tray.icon().await != icon).then_some(())).await;
    let refused = app.ask(key, WHOLE, "m").await;
    assert_eq!(refused.status, 503);
    assert!(refused.text().contains("gateway_stopped"), "{}", refused.text());
    assert_eq!((first.count(), second.count()), (51, 1));

    // Every other line works while it is stopped, too.
    scene.pick("Anthropic", "Automatic", Some(false)).await;
    tray.shows("Anthropic · Automatic").await;
    assert_eq!(app.pin("anthropic").await, json!(null));
    assert!(streams.all_run(), "a stop lets streams finish");

    tray.click("Start gateway").await;
    tray.shows("Stop gateway").await;
    assert_eq!(app.state().await, "running");
    assert_eq!(app.ask(key, WHOLE, "m").await.status, 200);
    assert_eq!((first.count(), second.count()), (52, 1));
    assert!(streams.all_run());
    streams.all_end_well().await;
}

#[tokio::test(flavor = "multi_thread")]
async fn copy_open_and_start_at_login_work_whether_it_runs_or_is_stopped() {
    let scene = Scene::set().await;
    let (screen, Scene { tray, app, .. }) = (Screen::of(&scene.stage), &scene);
    let entry = scene.stage.home().join("config/autostart/Switchyard.desktop");
    let data_dir = scene.stage.data_dir();
    for state in ["running", "stopped"] {
        if state == "stopped" {
            tray.click("Stop gateway").await;
            tray.shows("○ Stopped").await;
        }
        for (label, url) in [
            ("Anthropic", app.gateway().to_owned()),
            ("OpenAI (/v1)", format!("{}/v1", app.gateway())),
            ("Gemini", app.gateway().to_owned()),
        ] {
            scene.pick("Copy base URL", label, None).await;
            until(label, async || (screen.clipboard().as_deref() == Some(&url)).then_some(())).await;
        }

        let off = until("it is off", async || {
            let entry = tray.shows("Start at login").await;
            (entry.checked == Some(false)).then_some(entry)
        })
        .await;
        tray.click_entry(&off).await;
        let written = until("there is an entry", async || std::fs::read_to_string(&entry).ok()).await;
        let runs = format!("Exec={PROGRAM} --hidden --data-dir \"{}\"\n", data_dir.display());
        assert!(written.contains(&runs), "{written}");
        let on = until("it is on", async || {
            let entry = tray.shows("Start at login").await;
            (entry.checked == Some(true)).then_some(entry)
        })
        .await;
        tray.click_entry(&on).await;
        until("there is no entry", async || (!entry.exists()).then_some(())).await;

        tray.click("Open Switchyard").await;
        screen.shows_the_window().await;
        assert_eq!(app.state().await, state);
    }
}

#[tokio::test(flavor = "multi_thread")]
async fn with_its_port_taken_the_tray_says_by_whom_and_start_asks_again() {
    let stage = Stage::set().await;
    let mut panel = Panel::on(&stage).await;
    let other = std::net::TcpListener::bind("127.0.0.1:0").unwrap();
    let port = other.local_addr().unwrap().port();
    let app = App::start_at(&stage, port, &["--hidden"], &[]).await;
    let (tray, screen) = (panel.tray().await, Screen::of(&stage));
    let taken = format!("✕ Port {port} taken by ");
    let line = tray.shows(&taken).await.label;
    assert!(line.ends_with(&format!("(pid {})", std::process::id())), "{line}");
    let icon = tray.icon().await;

    // Asked again too early, it says the same; the window works meanwhile, and there is no address to copy.
    tray.click("Start gateway").await;
    until("it was asked", async || app.log().contains("Start failed").then_some(())).await;
    tray.shows(&taken).await;
    assert!(!tray.labels().await.iter().any(|label| label == "Copy base URL"));
    tray.click("Open Switchyard").await;
    screen.shows_the_page().await;

    drop(other);
    tray.click("Start gateway").await;
    tray.shows(&format!("● Running · 127.0.0.1:{port}")).await;
    until("the icon changes", async || (tray.icon().await != icon).then_some(())).await;
    let upstream = Upstream::start().await;
    app.control().add_provider("A", Dialect::Anthropic, &upstream.base_url(), json!({})).await;
    let key = app.control().new_key(json!({})).await;
    assert_eq!(app.ask(&key, WHOLE, "m").await.status, 200);
}

#[tokio::test(flavor = "multi_thread")]
async fn degraded_it_says_why_and_every_line_still_works() {
    let scene = Scene::set().await;
    let Scene { tray, app, first, second, key, .. } = &scene;
    let icon = tray.icon().await;
    let fails = || Upstream::script().status(503, &[], "{}");
    let icon_is = async |same: bool| {
        until("the icon is right", async || ((tray.icon().await == icon) == same).then_some(())).await;
    };

    // One provider fails, the other answers: served, and said.
    first.answer(fails());
    assert_eq!(app.ask(key, WHOLE, "m").await.status, 200);
    tray.shows("◐ Degraded: 1 failing").await;
    tray.shows_in("Anthropic", "Relay & Co (failing)", Some(false)).await;
    icon_is(false).await;

    // What can be done while it runs can be done now, too.
    scene.pick("Anthropic", "Second_one", Some(false)).await;
    tray.shows("Anthropic · Second_one (pinned)").await;
    let asked = first.count();
    assert_eq!(app.ask(key, WHOLE, "m").await.status, 200);
    assert_eq!(first.count(), asked, "the pin is used first");
    scene.pick("Anthropic", "Automatic", Some(false)).await;
    tray.shows("Anthropic · Automatic").await;
    let screen = Screen::of(&scene.stage);
    for (label, url) in [
        ("Anthropic", app.gateway().to_owned()),
        ("OpenAI (/v1)", format!("{}/v1", app.gateway())),
        ("Gemini", app.gateway().to_owned()),
    ] {
        scene.pick("Copy base URL", label, None).await;
        until(label, async || (screen.clipboard().as_deref() == Some(&url)).then_some(())).await;
    }
    tray.click("Start at login").await;
    until("it is on", async || (tray.shows("Start at login").await.checked == Some(true)).then_some(()))
        .await;
    tray.click("Open Switchyard").await;
    screen.shows_the_window().await;
    tray.click("Stop gateway").await;
    tray.shows("○ Stopped").await;
    tray.click("Start gateway").await;
    tray.shows("◐ Degraded: 1 failing").await;

    // It works again, but the failover is told of for a minute.
    first.answer(Upstream::script().reply("fine"));
    let works = "◐ Degraded: failed over within the last minute";
    until(works, async || {
        app.ask(key, WHOLE, "m").await;
        tray.labels().await.first().is_some_and(|label| label == works).then_some(())
    })
    .await;
    assert!(second.count() > 0);
    icon_is(false).await;
}

#[tokio::test(flavor = "multi_thread")]
async fn an_open_breaker_counts_down_in_place_and_what_is_held_or_reset_says_so() {
    let scene = Scene::set().await;
    let Scene { tray, app, first, second, key, .. } = &scene;
    let icon = tray.icon().await;
    let relay = app.get("providers").await["items"].as_array().unwrap().iter().find_map(|provider| {
        (provider["name"] == "Relay & Co").then(|| provider["id"].as_str().unwrap().to_owned())
    });
    let turn = async |verb: &str| {
        let path = format!("/api/v1/providers/{}/{verb}", relay.as_deref().unwrap());
        let answer = app.control().admin("POST", &path, None).await;
        assert!(answer.status.is_success(), "{}", answer.text());
    };
    let items = async || tray.entries().await.iter().map(|entry| entry.depth).collect::<Vec<_>>();

    first.answer(Upstream::script().status(503, &[], "{}"));
    for _ in 0..5 {
        assert_eq!(app.ask(key, WHOLE, "m").await.status, 200, "the other one answers");
    }
    let open = tray.shows("◐ Degraded: Relay & Co open, retry in 0:").await;
    let choice = tray.shows("Relay & Co (open, 0:").await;
    until("the icon is amber", async || (tray.icon().await != icon).then_some(())).await;
    assert_eq!((first.count(), second.count()), (5, 5));

    // It counts by itself, and the open menu is never rebuilt for it.
    let before = items().await;
    until("it counts down", async || {
        let entries = tray.entries().await;
        let now = entries.iter().find(|entry| entry.has_id_of(&open))?;
        (now.label.starts_with("◐ Degraded: Relay & Co open, retry in 0:") && now.label != open.label)
            .then_some(())
    })
    .await;
    let counted = tray.entries().await.into_iter().find(|entry| entry.has_id_of(&choice));
    assert!(counted.is_some_and(|entry| entry.label.starts_with("Relay & Co (open, 0:")));
    assert_eq!(items().await, before);

    turn("hold").await;
    tray.shows_in("Anthropic", "Relay & Co (held)", Some(false)).await;
    first.answer(Upstream::script().reply("fine"));
    turn("reset-breaker").await;
    assert_eq!(app.ask(key, WHOLE, "m").await.status, 200);
    tray.shows_in("Anthropic", "Relay & Co", Some(false)).await;
    tray.shows("◐ Degraded: failed over within the last minute").await;
    app.put("settings/language", json!({ "value": "zh" })).await;
    tray.shows("◐ 降级运行：最近一分钟切换过供应商").await;
    turn("trip").await;
    tray.shows("◐ 降级运行：Relay & Co 已熔断，0:").await;
    tray.shows("Relay & Co（已熔断，0:").await;
}

#[tokio::test(flavor = "multi_thread")]
async fn a_provider_that_has_gone_is_no_longer_offered_and_takes_its_pin_along() {
    let scene = Scene::set().await;
    let Scene { tray, app, .. } = &scene;
    let entry = tray.shows_in("Anthropic", "Second_one", Some(false)).await;
    tray.click_entry(&entry).await;
    tray.shows("Anthropic · Second_one (pinned)").await;
    let gone = app.control().admin("DELETE", "/api/v1/providers/Second_one", None).await;
    assert!(gone.status.is_success(), "{}", gone.text());
    // A panel may still show it: whether the click comes through or not, it harms nothing.
    let _ = tray.click_what_may_have_gone(&entry).await;
    tray.shows("Anthropic · Automatic").await;
    until("it is not offered", async || {
        (!tray.labels().await.iter().any(|label| label == "Second_one")).then_some(())
    })
    .await;
    assert_eq!(app.state().await, "running");
}

#[tokio::test(flavor = "multi_thread")]
async fn quitting_lets_streams_finish_and_the_second_time_does_not_wait() {
    let mut scene = Scene::set().await;
    let mut streams = Streams::run(&scene.app, &scene.first, &scene.key, 3, 2_000).await;
    scene.tray.click("Quit").await;
    scene.tray.shows("○ Quitting · 3 still running").await;
    assert!(streams.all_run());
    let began = tokio::time::Instant::now();
    scene.tray.click("Quit now").await;
    assert!(scene.app.ended().await.success(), "{}", scene.app.log());
    assert!(began.elapsed() < Duration::from_secs(10), "{:?}", began.elapsed());
    assert!(!scene.stage.data_dir().join("runtime.json").exists());
}
