//! What vendors say of quotas in the answers that pass anyway is shown with the provider, and a credential that
//! has used its quota up is not asked before the quota begins anew.

use domain::{Clock, Dialect, SystemClock};
use journeys::{Instance, Scene};
use serde_json::{Value, json};
use upstream::{Script, Upstream};

const SCENE: Scene = Scene { dialect: Dialect::Anthropic, stream: true };

/// An answer that says so much of the five hours is used, and that they are over in an hour.
fn used(share: &str) -> Script {
    let reset = SystemClock.now().0 / 1_000 + 3_600;
    Upstream::script()
        .header("anthropic-ratelimit-unified-5h-utilization", share)
        .header("anthropic-ratelimit-unified-5h-reset", &reset.to_string())
}

async fn shown(app: &Instance, provider: &Value) -> Value {
    let path = format!("/api/v1/providers/{}", provider["id"].as_str().unwrap_or_default());
    app.admin("GET", &path, None).await.json()
}

#[tokio::test(flavor = "multi_thread")]
async fn a_quota_is_shown_and_its_headers_pass() {
    let upstream = Upstream::start().await;
    upstream.answer(used("0.62"));
    let app = Instance::start().await;
    let provider = app.add_provider("p", Dialect::Anthropic, &upstream.base_url(), json!({})).await;
    assert_eq!(shown(&app, &provider).await["quota"], json!([]));
    let answer = app.send(SCENE.ask("m")).await;
    assert_eq!(answer.header("anthropic-ratelimit-unified-5h-utilization"), "0.62");
    let view = shown(&app, &provider).await;
    let quota = &view["quota"][0];
    assert_eq!((&quota["window"], &quota["used_permille"]), (&json!("5h"), &json!(620)), "{view}");
    assert_eq!(quota["credential_id"], view["credentials"][0]["id"]);
    assert!(quota["resets_at"].is_string() || quota["resets_at"].is_number(), "{quota}");
}

#[tokio::test(flavor = "multi_thread")]
async fn a_credential_whose_quota_is_used_up_rests_before_it_fails() {
    let (first, second) = (Upstream::start().await, Upstream::start().await);
    first.answer(used("1.0"));
    let app = Instance::start().await;
    let provider =
        app.add_provider("first", Dialect::Anthropic, &first.base_url(), json!({ "priority": 1 })).await;
    app.add_provider("second", Dialect::Anthropic, &second.base_url(), json!({ "priority": 2 })).await;
    for _ in 0..3 {
        assert_eq!(app.send(SCENE.ask("m")).await.status, 200);
    }
    assert_eq!((first.count(), second.count()), (1, 2), "nobody had to fail for it");
    app.ended_rows(3).await;
    let chain = &app.last_request().await["chain"];
    let link = chain.as_array().into_iter().flatten().find(|link| link["provider_name"] == "first");
    assert_eq!(link.map(|link| &link["reason"]), Some(&json!("out_of_credit")), "{chain}");
    let view = shown(&app, &provider).await;
    assert_eq!(view["breaker"]["rests"][0]["cause"], "out_of_credit", "{view}");
}

#[tokio::test(flavor = "multi_thread")]
async fn one_of_two_credentials_rests_and_the_other_serves() {
    let upstream = Upstream::start().await;
    upstream.answer_next(used("1.0"));
    let app = Instance::start().await;
    let provider = app.add_provider("p", Dialect::Anthropic, &upstream.base_url(), json!({})).await;
    let path = format!("/api/v1/providers/{}/credentials", provider["id"].as_str().unwrap_or_default());
    let added = app.admin("POST", &path, Some(json!({ "credential": "sk-upstream-other-0123456789" }))).await;
    assert!(added.status.is_success(), "{}", added.text());
    for _ in 0..2 {
        assert_eq!(app.send(SCENE.ask("m")).await.status, 200);
    }
    let used: Vec<_> = upstream.requests().into_iter().map(|request| request.credential).collect();
    assert_eq!(used[1].as_deref(), Some("sk-upstream-other-0123456789"), "{used:?}");
}
