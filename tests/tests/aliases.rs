//! Names for models: an alias is another model at each provider, a redirect one at its provider alone. What is
//! asked and what is sent both stand on the request's row.

use domain::Dialect;
use journeys::{Ask, Instance, SCENES, Scene};
use serde_json::{Value, json};
use upstream::Upstream;

const CHAT: Scene = Scene { dialect: Dialect::Anthropic, stream: true };

async fn alias(app: &Instance, name: &str, models: Value) {
    let answer =
        app.admin("PUT", &format!("/api/v1/aliases/{name}"), Some(json!({ "models": models }))).await;
    assert_eq!(answer.status, 200, "{}", answer.text());
}

/// The models that an upstream was asked for.
fn models(upstream: &Upstream) -> Vec<String> {
    let model = |came: upstream::Recorded| match came.json()["model"].as_str() {
        Some(model) => model.to_owned(),
        // Gemini's stands in the path.
        None => {
            came.path.split("models/").nth(1).and_then(|rest| rest.split(':').next()).unwrap_or("").to_owned()
        }
    };
    upstream.requests().into_iter().map(model).collect()
}

/// What was asked and what was sent, of the request that ended last of so many.
async fn named(app: &Instance, ended: usize) -> (Value, Value) {
    let row = app.ended_rows(ended).await.swap_remove(0);
    (row["asked_model"].clone(), row["sent_model"].clone())
}

#[tokio::test(flavor = "multi_thread")]
async fn an_alias_is_each_providers_own_model_and_fails_over_as_such() {
    let [first, second, third] = [Upstream::start().await, Upstream::start().await, Upstream::start().await];
    let app = Instance::start().await;
    for (name, upstream, priority) in [("first", &first, 10), ("second", &second, 20), ("third", &third, 5)] {
        app.add_provider(name, Dialect::Anthropic, &upstream.base_url(), json!({ "priority": priority }))
            .await;
    }
    let both =
        json!([{ "provider": "first", "model": "haiku" }, { "provider": "second", "model": "glm-air" }]);
    alias(&app, "fast", both).await;
    assert_eq!(app.send(CHAT.ask("fast")).await.status, 200);
    assert_eq!((models(&first), second.count()), (vec!["haiku".into()], 0));
    assert_eq!(named(&app, 1).await, (json!("fast"), json!("haiku")));

    first.answer(Upstream::script().status(500, &[], "oops"));
    assert_eq!(app.send(CHAT.ask("fast")).await.status, 200);
    assert_eq!(models(&second), ["glm-air"]);
    assert_eq!(named(&app, 2).await, (json!("fast"), json!("glm-air")));
    assert_eq!(third.count(), 0, "who has no part in it is not asked");

    let listed = app.send(Ask::get("/v1/models").header("anthropic-version", "2023-06-01")).await;
    assert!(listed.text().contains("\"fast\""), "{}", listed.text());
    assert_eq!(app.admin("DELETE", "/api/v1/aliases/fast", None).await.status, 204);
    let listed = app.send(Ask::get("/v1/models").header("anthropic-version", "2023-06-01")).await;
    assert!(!listed.text().contains("\"fast\""), "{}", listed.text());
}

#[tokio::test(flavor = "multi_thread")]
async fn a_redirected_model_is_sent_under_its_other_name_in_every_dialect() {
    let upstream = Upstream::start().await;
    let app = Instance::start().await;
    for dialect in Dialect::ALL {
        let redirects = json!([{ "from": "asked-*", "to": "sent-1" }]);
        let more = json!({ "model_redirects": redirects });
        app.add_provider(dialect.as_str(), dialect, &upstream.base_url(), more).await;
    }
    for (count, scene) in (1..).zip(SCENES) {
        assert_eq!(app.send(scene.ask("asked-5")).await.status, 200, "{scene:?}");
        assert_eq!(models(&upstream).last().map(String::as_str), Some("sent-1"), "{scene:?}");
        assert_eq!(named(&app, count).await, (json!("asked-5"), json!("sent-1")), "{scene:?}");
    }
}
