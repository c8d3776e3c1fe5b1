//! Who sees which provider: groups can't be got around, hours and clients are kept to, and a second credential
//! stands in for the first. "A request answered by a provider its key may not use" must never happen.

#![expect(clippy::unwrap_used, reason = "a helper that can't read an answer has failed its test")]

use domain::{Clock, Dialect, SystemClock};
use journeys::{Answer, Ask, Instance, SCENES, Scene};
use serde_json::{Value, json};
use upstream::Upstream;

const CHAT: Scene = Scene { dialect: Dialect::Anthropic, stream: true };

/// An instance with a provider of each dialect in each of three groups: `a`, `b` and, without tags, `default`.
struct Stage {
    app: Instance,
    a: Upstream,
    b: Upstream,
    untagged: Upstream,
}

impl Stage {
    async fn set() -> Self {
        let app = Instance::start().await;
        let [a, b, untagged] = [Upstream::start().await, Upstream::start().await, Upstream::start().await];
        // The others come first, so that only the group keeps `a`'s callers away from them.
        for (name, upstream, tags, priority) in
            [("a", &a, json!(["a"]), 30), ("b", &b, json!(["b"]), 10), ("untagged", &untagged, json!([]), 20)]
        {
            for dialect in Dialect::ALL {
                let more = json!({ "tags": tags, "priority": priority, "conversion_allowed": false });
                app.add_provider(&format!("{name}-{dialect}"), dialect, &upstream.base_url(), more).await;
            }
        }
        Self { app, a, b, untagged }
    }

    /// A key of a new member, both with these groups.
    async fn member_key(&self, name: &str, of_user: Value, of_key: Value) -> String {
        let user = json!({ "name": name, "groups": of_user });
        let added = self.app.admin("POST", "/api/v1/users", Some(user)).await;
        assert!(added.status.is_success(), "{}", added.text());
        self.app.new_key(json!({ "user": name, "name": name, "groups": of_key })).await
    }

    async fn send(&self, ask: Ask, key: &str) -> Answer {
        ask.key(key).send(self.app.url()).await
    }

    /// How often each group's upstream was asked.
    fn counts(&self) -> [usize; 3] {
        [self.a.count(), self.b.count(), self.untagged.count()]
    }
}

async fn pin(app: &Instance, provider: Value) {
    let answer = app.admin("PUT", "/api/v1/pins/anthropic", Some(json!({ "provider": provider }))).await;
    assert_eq!(answer.status, 200, "{}", answer.text());
}

#[tokio::test(flavor = "multi_thread")]
async fn a_key_sees_its_own_groups_else_its_users_else_default() {
    let stage = Stage::set().await;
    for (name, of_user, of_key, expected) in [
        ("key", json!(["b"]), json!(["a"]), [1, 0, 0]),
        ("user", json!(["A"]), json!([]), [1, 0, 0]),
        ("neither", json!([]), json!([]), [0, 0, 1]),
        ("default", json!(["default"]), json!([]), [0, 0, 1]),
        ("everything", json!(["a"]), json!(["*"]), [0, 1, 0]),
    ] {
        let key = stage.member_key(name, of_user, of_key).await;
        for scene in SCENES {
            let before = stage.counts();
            let answer = stage.send(scene.ask("m"), &key).await;
            assert_eq!(answer.status, 200, "{name} {scene:?}: {}", answer.text());
            let after = stage.counts();
            let asked: Vec<usize> = after.iter().zip(before).map(|(after, before)| after - before).collect();
            assert_eq!(asked, expected, "{name} {scene:?}");
        }
    }
    // An admin's key sees all, unless it says otherwise.
    let before = stage.b.count();
    assert_eq!(stage.send(CHAT.ask("m"), &stage.app.key).await.status, 200);
    assert_eq!(stage.b.count(), before + 1);
}

#[tokio::test(flavor = "multi_thread")]
async fn no_failover_pin_or_session_leads_out_of_a_group() {
    let stage = Stage::set().await;
    let in_a = stage.member_key("ana", json!(["a"]), json!([])).await;
    let nowhere = stage.member_key("nobody", json!(["empty"]), json!([])).await;

    // Failover: everything of the group fails, in every way, until its breaker is open.
    for script in [
        Upstream::script().status(500, &[], "oops"),
        Upstream::script().status(429, &[("retry-after", "1")], "busy"),
        Upstream::script().status(401, &[], "who?"),
        Upstream::script().close_before_head(),
    ] {
        stage.a.answer(script);
        for scene in SCENES.into_iter().chain(SCENES) {
            let answer = stage.send(scene.ask("m"), &in_a).await;
            assert!(!answer.status.is_success(), "{scene:?}: {}", answer.text());
        }
    }
    assert_eq!(stage.counts()[1..], [0, 0], "the other groups stand by");
    stage.a.answer(Upstream::script());
    for dialect in Dialect::ALL {
        let path = format!("/api/v1/providers/a-{dialect}/reset-breaker");
        assert_eq!(stage.app.admin("POST", &path, None).await.status, 200);
    }

    // A pin, and everybody's session.
    pin(&stage.app, json!("b-anthropic")).await;
    let session = |ask: Ask| ask.header("x-session-id", "shared-by-both");
    assert_eq!(stage.send(session(CHAT.ask("m")), &stage.app.key).await.status, 200);
    assert_eq!(stage.b.count(), 1, "the owner's conversation is there");
    let asked = stage.a.count();
    for _ in 0..3 {
        assert_eq!(stage.send(session(CHAT.ask("m")), &in_a).await.status, 200);
    }
    assert_eq!((stage.a.count() - asked, stage.b.count()), (3, 1));

    // A group without providers has none.
    for scene in SCENES {
        let answer = stage.send(scene.ask("m"), &nowhere).await;
        assert_eq!(answer.status, 503, "{scene:?}: {}", answer.text());
    }
    assert_eq!((stage.b.count(), stage.untagged.count()), (1, 0));
}

#[tokio::test(flavor = "multi_thread")]
async fn a_conversation_leaves_a_provider_that_its_key_may_use_no_more() {
    let stage = Stage::set().await;
    let user = json!({ "name": "ana", "groups": ["a"] });
    let user = stage.app.admin("POST", "/api/v1/users", Some(user)).await.json();
    let made = json!({ "user": "ana", "groups": ["b"] });
    let made = stage.app.admin("POST", "/api/v1/keys", Some(made)).await.json();
    let key = made["secret"].as_str().unwrap();
    let ask = || CHAT.ask("m").header("x-session-id", "conversation");
    assert_eq!(stage.send(ask(), key).await.status, 200);
    assert_eq!(stage.counts(), [0, 1, 0]);

    let path = format!("/api/v1/keys/{}", made["key"]["id"].as_str().unwrap());
    let change = json!({ "revision": made["key"]["revision"], "groups": null });
    assert_eq!(stage.app.admin("PATCH", &path, Some(change)).await.status, 200);
    assert_eq!(stage.send(ask(), key).await.status, 200);
    assert_eq!(stage.counts(), [1, 1, 0], "its user's groups count now");

    // The provider itself leaves the group.
    let shown = stage.app.admin("GET", "/api/v1/providers/a-anthropic", None).await.json();
    let change = json!({ "revision": shown["revision"], "tags": ["elsewhere"] });
    assert_eq!(stage.app.admin("PATCH", "/api/v1/providers/a-anthropic", Some(change)).await.status, 200);
    assert_eq!(stage.send(ask(), key).await.status, 503);
    assert_eq!(stage.counts(), [1, 1, 0]);
    assert_eq!(user["groups"], json!(["a"]));
}

/// Two providers, the first with more fields.
async fn two(more: Value) -> (Instance, Upstream, Upstream) {
    let (first, second) = (Upstream::start().await, Upstream::start().await);
    let app = Instance::start().await;
    let mut fields = json!({ "priority": 10 });
    fields.as_object_mut().unwrap().extend(more.as_object().unwrap().clone());
    app.add_provider("first", Dialect::Anthropic, &first.base_url(), fields).await;
    app.add_provider("second", Dialect::Anthropic, &second.base_url(), json!({ "priority": 20 })).await;
    (app, first, second)
}

/// `HH:MM` of so many hours from now, UTC.
fn hours_from_now(hours: i64) -> String {
    let minutes = SystemClock.now().0 / 60_000 + hours * 60;
    format!("{:02}:{:02}", minutes / 60 % 24, minutes % 60)
}

#[tokio::test(flavor = "multi_thread")]
async fn outside_its_hours_a_provider_is_not_asked() {
    for (from, until, expected) in [(-2, 2, (1, 0)), (2, 4, (0, 1)), (4, 2, (1, 0))] {
        let (app, first, second) = two(json!({
            "schedule_from": hours_from_now(from), "schedule_until": hours_from_now(until),
            "schedule_time_zone": "UTC",
        }))
        .await;
        assert_eq!(app.send(CHAT.ask("m")).await.status, 200);
        assert_eq!((first.count(), second.count()), expected, "{from}-{until}");
    }
}

#[tokio::test(flavor = "multi_thread")]
async fn a_provider_is_asked_by_the_clients_it_admits() {
    let (app, first, second) =
        two(json!({ "allowed_clients": ["claude-cli/*", "codex*"], "denied_clients": ["codex-beta*"] }))
            .await;
    for (client, expected) in [
        (Some("claude-cli/2.0 (external, cli)"), (1, 0)),
        (Some("Codex/1.0"), (2, 0)),
        (Some("codex-beta/1.0"), (2, 1)),
        (Some("curl/8.0"), (2, 2)),
        (None, (2, 3)),
    ] {
        let ask = client.into_iter().fold(CHAT.ask("m"), |ask, client| ask.header("user-agent", client));
        assert_eq!(app.send(ask).await.status, 200);
        assert_eq!((first.count(), second.count()), expected, "{client:?}");
    }
}

#[tokio::test(flavor = "multi_thread")]
async fn a_second_credential_stands_in_for_a_stale_one_and_both_show_how_they_are() {
    let (app, first, second) = two(json!({ "credential": "sk-upstream-stale-0001" })).await;
    let added = json!({ "credential": "sk-upstream-good-0002" });
    let added = app.admin("POST", "/api/v1/providers/first/credentials", Some(added)).await;
    assert_eq!(added.status, 201, "{}", added.text());
    first.answer_next(Upstream::script().status(401, &[], "stale"));
    for _ in 0..3 {
        assert_eq!(app.send(CHAT.ask("m")).await.status, 200);
    }
    let used: Vec<_> = first.requests().into_iter().filter_map(|came| came.credential).collect();
    let good = "sk-upstream-good-0002";
    assert_eq!(used, ["sk-upstream-stale-0001", good, good, good]);
    assert_eq!(second.count(), 0, "no request had to leave");
    let shown = app.admin("GET", "/api/v1/providers/first", None).await.json();
    let states: Vec<_> = (0..2).map(|place| shown["credentials"][place]["state"].clone()).collect();
    assert_eq!(
        (states, &shown["breaker"]["state"]),
        (vec![json!("rejected"), json!("ok")], &json!("closed"))
    );
    assert!(shown["credentials"][0]["until"].is_string() && shown["credentials"][1]["until"].is_null());

    // Taken away, it is used no more.
    let path =
        format!("/api/v1/providers/first/credentials/{}", shown["credentials"][0]["id"].as_str().unwrap());
    assert_eq!(app.admin("DELETE", &path, None).await.status, 200);
    assert_eq!(app.send(CHAT.ask("m")).await.status, 200);
    assert_eq!(first.last_request().credential.as_deref(), Some(good));
}

#[tokio::test(flavor = "multi_thread")]
async fn a_breaker_opens_after_as_many_failures_as_the_person_set() {
    let (app, first, second) = two(json!({ "breaker_failures": 2 })).await;
    first.answer(Upstream::script().status(500, &[], "oops"));
    for _ in 0..4 {
        assert_eq!(app.send(CHAT.ask("m")).await.status, 200);
    }
    assert_eq!((first.count(), second.count()), (2, 4));
    let shown = app.admin("GET", "/api/v1/providers/first", None).await.json();
    assert_eq!(shown["breaker"]["state"], "open");
}
