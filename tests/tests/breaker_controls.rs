//! A provider's breaker in the person's hands: over the API, as windows and the command line use it.

use domain::Dialect;
use journeys::{Instance, Scene};
use serde_json::{Value, json};
use upstream::Upstream;

const CHAT: Scene = Scene { dialect: Dialect::Anthropic, stream: true };

async fn by_hand(app: &Instance, action: &str) -> Value {
    let answer = app.admin("POST", &format!("/api/v1/providers/first/{action}"), None).await;
    assert_eq!(answer.status, 200, "{}", answer.text());
    answer.json()["breaker"]["state"].clone()
}

/// Sends a request; how often each of the two was asked so far.
async fn asked(app: &Instance, first: &Upstream, second: &Upstream) -> (usize, usize) {
    assert_eq!(app.send(CHAT.ask("m")).await.status, 200);
    (first.count(), second.count())
}

#[tokio::test(flavor = "multi_thread")]
async fn who_is_tripped_or_held_is_not_asked_until_the_breaker_is_reset() {
    let (first, second) = (Upstream::start().await, Upstream::start().await);
    let app = Instance::start().await;
    let added =
        app.add_provider("first", Dialect::Anthropic, &first.base_url(), json!({ "priority": 10 })).await;
    app.add_provider("second", Dialect::Anthropic, &second.base_url(), json!({ "priority": 20 })).await;
    assert_eq!(added["breaker"]["state"], "closed");
    assert_eq!(asked(&app, &first, &second).await, (1, 0));

    assert_eq!(by_hand(&app, "trip").await, "open");
    assert_eq!(asked(&app, &first, &second).await, (1, 1));
    assert_eq!(by_hand(&app, "reset-breaker").await, "closed");
    assert_eq!(asked(&app, &first, &second).await, (2, 1));

    assert_eq!(by_hand(&app, "hold").await, "held");
    assert_eq!(asked(&app, &first, &second).await, (2, 2));
    let shown = app.admin("GET", "/api/v1/providers/first", None).await.json();
    assert_eq!(shown["breaker"]["state"], "held");
    assert_eq!(by_hand(&app, "reset-breaker").await, "closed");
    assert_eq!(asked(&app, &first, &second).await, (3, 2));
}
