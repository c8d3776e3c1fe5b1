//! A thousand streams at a time over three providers, of which the first dies, is silent, and comes back: nobody
//! who has seen nothing yet notices, everybody else is told, and a conversation moves once.

#![expect(clippy::panic, reason = "an answer of no kind fails the test")]

use domain::Dialect;
use journeys::{Answer, Instance, Scene};
use serde_json::json;
use std::{collections::HashMap, sync::Arc};
use tokio::task::JoinSet;
use upstream::{Hold, Script, Upstream};

const SCENE: Scene = Scene { dialect: Dialect::Anthropic, stream: true };
/// Streams of one wave, of four.
const WAVE: usize = 250;
/// Pieces of one answer, and after which event it waits: three come before the first piece.
const PIECES: usize = 6;
const HELD_AFTER: usize = 5;

/// An answer that says whose it is in each piece, and waits in the middle.
fn held(name: &str, hold: &Hold) -> Script {
    Upstream::script().stream(vec![format!("{name}. "); PIECES]).held_after(HELD_AFTER, hold)
}

/// Who answered, and how it ended.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
enum Seen {
    /// All of it.
    Whole(&'static str),
    /// The beginning, and the dialect's error.
    Broken(&'static str),
}

impl Seen {
    /// # Panics
    /// When the answer is neither, or of two providers.
    fn of(answer: &Answer) -> Self {
        let text = answer.text();
        assert_eq!((answer.status.as_u16(), answer.broke_off), (200, false), "{text}");
        let pieces = |name: &str| text.matches(&format!("\"{name}. \"")).count();
        let said: Vec<_> = ["first", "second", "third"].into_iter().filter(|name| pieces(name) > 0).collect();
        assert_eq!(said.len(), 1, "one provider speaks, before and after whatever happened: {text}");
        let (ended, failed) = (text.contains("event: message_stop"), text.contains("event: error"));
        match (pieces(said[0]), ended, failed) {
            (PIECES, true, false) => Self::Whole(said[0]),
            (1..PIECES, false, true) => Self::Broken(said[0]),
            _ => panic!("neither whole nor told to be broken: {text}"),
        }
    }

    fn provider(self) -> &'static str {
        match self {
            Self::Whole(name) | Self::Broken(name) => name,
        }
    }
}

/// The streams of some conversations.
struct Wave(JoinSet<(usize, Seen)>);

impl Wave {
    fn start(app: &Arc<Instance>, conversations: impl IntoIterator<Item = usize>) -> Self {
        let mut streams = JoinSet::new();
        for number in conversations {
            let app = app.clone();
            let ask = SCENE.ask("model-a").header("x-session-id", &format!("conversation-{number}"));
            streams.spawn(async move { (number, Seen::of(&app.send(ask).await)) });
        }
        Self(streams)
    }

    async fn end(self) -> HashMap<usize, Seen> {
        self.0.join_all().await.into_iter().collect()
    }
}

#[tokio::test(flavor = "multi_thread")]
async fn a_provider_that_dies_under_a_thousand_streams_takes_nobody_with_it_who_has_seen_nothing() {
    let [first, second, third] = [Upstream::start().await, Upstream::start().await, Upstream::start().await];
    let app = Arc::new(Instance::start().await);
    let mut ids = Vec::new();
    for (name, upstream, priority) in [("first", &first, 1), ("second", &second, 2), ("third", &third, 2)] {
        // Silence is given up after two seconds, and what is open is tried again only when we say so.
        let more =
            json!({ "priority": priority, "first_byte_timeout_ms": 2_000, "breaker_open_ms": 600_000 });
        let added = app.add_provider(name, Dialect::Anthropic, &upstream.base_url(), more).await;
        ids.push(added["id"].as_str().unwrap().to_owned());
    }
    let reset = || async {
        let answer = app.admin("POST", &format!("/api/v1/providers/{}/reset-breaker", ids[0]), None).await;
        assert!(answer.status.is_success(), "{}", answer.text());
    };
    let (doomed, healthy) = (Hold::new(), Hold::new());
    first.answer(held("first", &doomed));
    second.answer(held("second", &healthy));
    third.answer(held("third", &healthy));
    let on_others = || second.count() + third.count();

    // All of these have seen the beginning of the first provider's answer when it dies.
    let before = Wave::start(&app, 0..WAVE);
    first.received(WAVE).await;
    // It dies: new connections are reset. These are at another provider before they have seen anything.
    first.answer(Upstream::script().reset_before_head());
    let dead = Wave::start(&app, WAVE..2 * WAVE);
    until(|| on_others() >= WAVE).await;
    // It takes requests again, and is silent.
    first.answer(Upstream::script().stall_before_head());
    reset().await;
    let asked = first.count();
    let silent = Wave::start(&app, 2 * WAVE..3 * WAVE);
    first.received(asked + WAVE).await;
    until(|| on_others() >= 2 * WAVE).await;
    // It is back.
    first.answer(held("first", &healthy));
    reset().await;
    let back = Wave::start(&app, 3 * WAVE..4 * WAVE);
    until(|| first.count() >= asked + 2 * WAVE).await;
    assert_eq!(app.admin("GET", "/api/v1/status", None).await.json()["in_flight"], json!(4 * WAVE));

    doomed.sever();
    healthy.release();
    let before = before.end().await;
    assert!(before.values().all(|seen| *seen == Seen::Broken("first")), "each is told: {before:?}");
    let mut moved = dead.end().await;
    moved.extend(silent.end().await);
    for (conversation, seen) in &moved {
        assert!(matches!(seen, Seen::Whole("second" | "third")), "{conversation}: {seen:?}");
    }
    let back = back.end().await;
    assert!(back.values().all(|seen| *seen == Seen::Whole("first")), "{back:?}");

    // Those that moved stay, though the first would be better again.
    reset().await;
    let stayed = Wave::start(&app, moved.keys().copied()).end().await;
    for (conversation, seen) in &stayed {
        assert_eq!(seen.provider(), moved[conversation].provider(), "{conversation}");
    }
    for upstream in [&first, &second, &third] {
        upstream.assert_clean();
    }
}

async fn until(is_met: impl Fn() -> bool) {
    let waiting = async {
        while !is_met() {
            tokio::time::sleep(std::time::Duration::from_millis(5)).await;
        }
    };
    assert!(
        tokio::time::timeout(std::time::Duration::from_secs(30), waiting).await.is_ok(),
        "waited in vain"
    );
}
