//! "Use the other account": a pin sends the next request elsewhere. What runs finishes where it is, nothing
//! else changes, and failover still protects.

#![expect(clippy::unwrap_used, reason = "a helper that can't read an answer has failed its test")]

use domain::Dialect;
use journeys::{Ask, Instance, SCENES, Scene, ServerProcess, command};
use serde_json::{Value, json};
use std::time::Duration;
use tokio::task::JoinSet;
use upstream::{Script, Upstream};

const STREAMS: usize = 50;
const CHAT: Scene = Scene { dialect: Dialect::Anthropic, stream: true };

/// Long enough to be running while everything else happens.
fn slow_answer() -> Script {
    let pieces = (0..60).map(|number| format!("slow {number} "));
    Upstream::script().stream(pieces).pace(Duration::from_millis(100))
}

/// Two accounts of a dialect; the first has the better priority.
async fn two_accounts(first: &Upstream, second: &str) -> Instance {
    let app = Instance::start().await;
    let dialect = Dialect::Anthropic;
    app.add_provider("first", dialect, &first.base_url(), json!({ "priority": 10 })).await;
    app.add_provider("second", dialect, second, json!({ "priority": 20 })).await;
    app
}

async fn pin(app: &Instance, dialect: &str, provider: Value) -> Value {
    let body = json!({ "provider": provider });
    let answer = app.admin("PUT", &format!("/api/v1/pins/{dialect}"), Some(body)).await;
    assert_eq!(answer.status, 200, "{}", answer.text());
    answer.json()
}

/// The providers without what is known of how they do, which changes with every request.
async fn providers(app: &Instance) -> Vec<Value> {
    let mut list = app.admin("GET", "/api/v1/providers", None).await.json()["items"].clone();
    let items = list.as_array_mut().unwrap();
    for item in items.iter_mut() {
        item["health"] = Value::Null;
        item["breaker"] = Value::Null;
        item["quota"] = Value::Null;
        item["pinned_for"] = Value::Null;
    }
    items.clone()
}

fn in_session(ask: Ask, session: &str) -> Ask {
    ask.header("x-session-id", session)
}

#[tokio::test(flavor = "multi_thread")]
async fn under_fifty_running_streams_the_next_request_goes_to_the_pinned_provider() {
    let (first, second) = (Upstream::start().await, Upstream::start().await);
    first.answer(slow_answer());
    second.answer(Upstream::script().reply("from the other account"));
    let app = two_accounts(&first, &second.base_url()).await;
    let settings = app.admin("GET", "/api/v1/settings", None).await.json();
    let before = providers(&app).await;

    let mut asking = JoinSet::new();
    for number in 0..STREAMS {
        let ask = in_session(CHAT.ask("m"), &format!("conversation-{number}")).key(&app.key);
        let url = app.url().to_owned();
        asking.spawn(async move {
            let mut stream = ask.stream(&url).await;
            let piece = stream.piece().await.unwrap().unwrap();
            (stream, piece.to_vec())
        });
    }
    let running = asking.join_all().await;
    assert_eq!((first.count(), second.count()), (STREAMS, 0));

    let pinned = pin(&app, "anthropic", json!("second")).await;
    assert_eq!((&pinned["dialect"], &pinned["provider_name"]), (&json!("anthropic"), &json!("second")));
    let answer = app.send(in_session(CHAT.ask("m"), "a-new-one")).await;
    assert!(answer.text().contains("other account"), "{}", answer.text());
    let moved = app.send(in_session(CHAT.ask("m"), "conversation-0")).await;
    assert!(moved.text().contains("other account"), "conversations move at their next turn");
    assert_eq!((first.count(), second.count()), (STREAMS, 2));
    let status = app.admin("GET", "/api/v1/status", None).await.json();
    assert_eq!(status["in_flight"], STREAMS, "they run on");
    assert_eq!(status["pins"], json!([pinned]));

    for (stream, piece) in running {
        let rest = stream.whole().await;
        let text = String::from_utf8_lossy(&piece).into_owned() + &rest.text();
        assert!(!rest.broke_off && text.contains("slow 59") && text.contains("message_stop"), "{text}");
    }
    assert_eq!(first.count(), STREAMS, "and finish where they are");
    assert_eq!(providers(&app).await, before, "a pin changes no provider");
    assert_eq!(app.admin("GET", "/api/v1/settings", None).await.json(), settings);
    first.assert_clean();
    second.assert_clean();
}

#[tokio::test(flavor = "multi_thread")]
async fn a_pinned_conversation_stays_where_it_went_when_the_pin_is_gone() {
    let (first, second) = (Upstream::start().await, Upstream::start().await);
    let app = two_accounts(&first, &second.base_url()).await;
    pin(&app, "anthropic", json!("second")).await;
    for _ in 0..2 {
        assert_eq!(app.send(in_session(CHAT.ask("m"), "mine")).await.status, 200);
        let none = pin(&app, "anthropic", Value::Null).await;
        assert_eq!(none, json!({ "dialect": "anthropic", "provider_id": null, "provider_name": null }));
    }
    assert_eq!((first.count(), second.count()), (0, 2));
    assert_eq!(app.send(in_session(CHAT.ask("m"), "another")).await.status, 200);
    assert_eq!((first.count(), second.count()), (1, 2));
}

#[tokio::test(flavor = "multi_thread")]
async fn a_dead_pinned_provider_is_failed_over_and_the_row_says_it_was_the_pin() {
    let first = Upstream::start().await;
    let app = two_accounts(&first, &upstream::nobody().await).await;
    let pinned = pin(&app, "anthropic", json!("second")).await;
    assert_eq!(app.send(CHAT.ask("m")).await.status, 200);
    assert_eq!(first.count(), 1);
    let row = app.last_request().await;
    let attempts: Vec<_> = row["attempts"].as_array().unwrap().iter().map(|one| &one["outcome"]).collect();
    assert_eq!(attempts, ["connect", "connect", "answered"]);
    let chain = &row["chain"][0];
    assert_eq!(chain["provider_id"], pinned["provider_id"]);
    assert_eq!((&chain["rank"], &chain["pinned"]), (&json!(1), &json!(true)));
    assert_eq!(row["chain"][1]["pinned"], false);
    let pins = app.admin("GET", "/api/v1/pins", None).await.json();
    assert_eq!(pins["items"][0], pinned, "failing over is no reason to forget the pin");
}

#[tokio::test(flavor = "multi_thread")]
async fn a_pin_is_for_its_dialect_alone() {
    let (first, second) = (Upstream::start().await, Upstream::start().await);
    let app = Instance::start().await;
    for dialect in Dialect::ALL {
        let name = |which: &str| format!("{which}-{dialect}");
        app.add_provider(&name("first"), dialect, &first.base_url(), json!({ "priority": 1 })).await;
        app.add_provider(&name("second"), dialect, &second.base_url(), json!({ "priority": 2 })).await;
    }
    pin(&app, "openai-responses", json!("second-openai-responses")).await;
    for scene in SCENES {
        let before = second.count();
        assert_eq!(app.send(scene.ask("m")).await.status, 200, "{scene:?}");
        let went_to_second = second.count() - before;
        assert_eq!(went_to_second, usize::from(scene.dialect == Dialect::OpenaiResponses), "{scene:?}");
    }
}

#[tokio::test(flavor = "multi_thread")]
async fn a_pin_set_on_the_command_line_survives_a_restart() {
    let dir = tempfile::tempdir().unwrap();
    let (first, second) = (Upstream::start().await, Upstream::start().await);
    let server = ServerProcess::start(dir.path());
    let control = server.control();
    for (name, upstream, priority) in [("first", &first, 1), ("second", &second, 2)] {
        let more = json!({ "priority": priority });
        control.add_provider(name, Dialect::Anthropic, &upstream.base_url(), more).await;
    }
    let key = control.new_key(json!({})).await;
    let run = |line: &'static [&'static str]| {
        let mut command = command(dir.path());
        async move {
            let output = tokio::task::spawn_blocking(move || command.args(line).output()).await;
            let output = output.unwrap().unwrap();
            assert!(output.status.success(), "{line:?}: {}", String::from_utf8_lossy(&output.stderr));
            String::from_utf8_lossy(&output.stdout).into_owned()
        }
    };
    let said = run(&["provider", "pin", "anthropic", "SECOND"]).await;
    assert!(said.contains("go to second first"), "{said}");
    server.terminate();
    tokio::task::spawn_blocking(move || server.wait()).await.unwrap();

    let server = ServerProcess::start(dir.path());
    assert_eq!(CHAT.ask("m").key(&key).send(&server.url()).await.status, 200);
    assert_eq!((first.count(), second.count()), (0, 1));
    let status = run(&["status"]).await;
    assert!(
        status.lines().any(|line| line.contains("anthropic first") && line.contains("second")),
        "{status}"
    );
    let list = run(&["provider", "list"]).await;
    let row = list.lines().find(|line| line.starts_with("second")).unwrap_or_default();
    assert_eq!(row.matches("anthropic").count(), 2, "its dialect, and what it is pinned for: {list}");
    let said = run(&["provider", "pin", "anthropic", "auto"]).await;
    assert!(said.contains("priority and weight"), "{said}");
    assert_eq!(CHAT.ask("m").key(&key).send(&server.url()).await.status, 200);
    assert_eq!((first.count(), second.count()), (1, 1));
}
