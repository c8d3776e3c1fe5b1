//! Each provider has its own network: requests go through its proxy and nobody else's, and only certificates
//! are believed that the person trusts.

#![expect(clippy::unwrap_used, reason = "a journey whose stage can't be set up has failed")]

use domain::Dialect;
use journeys::{Encrypted, Instance, Proxy, SCENES, Scene, Speaks};
use serde_json::{Value, json};
use std::net::SocketAddr;
use upstream::{Script, Upstream};

const SCENE: Scene = Scene { dialect: Dialect::Anthropic, stream: true };

/// A provider behind a name that only the proxies know.
async fn add(app: &Instance, base_url: &str, network: Value) {
    let mut form = json!({ "allow_plain_http": true });
    form.as_object_mut().unwrap().extend(network.as_object().unwrap().clone());
    app.add_provider("proxied", Dialect::Anthropic, base_url, form).await;
}

/// What the last attempt of the last request said.
async fn last_error(app: &Instance) -> String {
    let row = app.last_request().await;
    let attempts = row["attempts"].as_array().unwrap();
    attempts.last().unwrap()["error"].as_str().unwrap_or_default().to_owned()
}

fn url(scheme: &str, login: &str, address: SocketAddr) -> String {
    format!("{scheme}://{login}{address}")
}

#[tokio::test(flavor = "multi_thread")]
async fn requests_go_through_each_kind_of_proxy_with_and_without_a_login() {
    for (speaks, scheme) in [(Speaks::Http, "http"), (Speaks::Socks5, "socks5")] {
        for (wants_login, login) in [(false, ""), (false, "me:secret@"), (true, "me:secret@")] {
            let upstream = Upstream::start().await;
            upstream.answer(Script::new().reply("through the proxy"));
            let proxy = Proxy::start(speaks, upstream.address(), wants_login).await;
            let app = Instance::start().await;
            let network = json!({ "proxy_url": url(scheme, login, proxy.address()) });
            add(&app, "http://provider.test:8080/api", network).await;
            for number in 1..=2 {
                let answer = app.send(SCENE.ask("m")).await;
                assert_eq!(answer.status, 200, "{scheme} {login}: {}", answer.text());
                assert!(answer.text().contains("proxy"));
                app.ended_rows(number).await;
            }
            assert_eq!(
                proxy.asked(),
                ["provider.test:8080"],
                "the second goes over the first one's connection"
            );
            upstream.assert_clean();
            assert!(!app.admin("GET", "/api/v1/providers", None).await.text().contains("secret"));
        }
    }
}

#[tokio::test(flavor = "multi_thread")]
async fn a_proxy_may_be_encrypted_and_what_goes_through_it_too() {
    let upstream = Upstream::start().await;
    let provider = Encrypted::before(upstream.address(), &["provider.test"]).await;
    let plain = Proxy::start(Speaks::Http, upstream.address(), true).await;
    let to_tls = Proxy::start(Speaks::Http, provider.address(), true).await;
    for (proxy, base_url, both) in
        [(&plain, "http://provider.test", false), (&to_tls, "https://provider.test", true)]
    {
        let secure = Encrypted::before(proxy.address(), &["localhost"]).await;
        let app = Instance::start().await;
        let trusted =
            if both { [&*secure.authority, &*provider.authority].concat() } else { secure.authority.clone() };
        let proxy_url = format!("https://me:secret@localhost:{}", secure.address().port());
        add(&app, base_url, json!({ "proxy_url": proxy_url, "extra_ca_pem": trusted })).await;
        let answer = app.send(SCENE.ask("m")).await;
        assert_eq!(answer.status, 200, "{base_url}: {}", answer.text());
        assert_eq!(proxy.asked().len(), 1);
    }
    upstream.assert_clean();
}

#[tokio::test(flavor = "multi_thread")]
async fn a_proxy_that_refuses_us_is_told_from_a_provider_that_does() {
    let upstream = Upstream::start().await;
    for (speaks, scheme) in [(Speaks::Http, "http"), (Speaks::Socks5, "socks5")] {
        let proxy = Proxy::start(speaks, upstream.address(), true).await;
        for login in ["", "me:canary-password@"] {
            let app = Instance::start().await;
            add(&app, "http://provider.test", json!({ "proxy_url": url(scheme, login, proxy.address()) }))
                .await;
            let answer = app.send(SCENE.ask("m")).await;
            assert_eq!(answer.status, 502, "{}", answer.text());
            let error = last_error(&app).await;
            assert!(error.contains(&format!("the proxy {scheme}://{}", proxy.address())), "{error}");
            assert!(error.contains("user name and password"), "{error}");
            let told = answer.text() + &app.last_request().await.to_string();
            assert!(!told.contains("canary"), "{told}");
        }
        assert!(proxy.asked().is_empty());
    }
    assert_eq!(upstream.count(), 0);
}

#[tokio::test(flavor = "multi_thread")]
async fn this_machine_is_not_reached_through_a_proxy() {
    let upstream = Upstream::start().await;
    let dead = upstream::nobody().await;
    let app = Instance::start().await;
    for dialect in Dialect::ALL {
        app.add_provider(dialect.as_str(), dialect, &upstream.base_url(), json!({ "proxy_url": dead })).await;
    }
    for scene in SCENES {
        let answer = app.send(scene.ask("m")).await;
        assert_eq!(answer.status, 200, "{scene:?}: {}", answer.text());
    }
}

#[tokio::test(flavor = "multi_thread")]
async fn a_dead_proxy_is_the_end_unless_the_direct_way_is_allowed() {
    let dead = upstream::nobody().await;
    // Too long to be a name: the direct way ends there, without a name server being asked.
    let base_url = format!("http://{}.test", "a".repeat(64));
    for (fallback, said) in [(false, "the proxy"), (true, "does not resolve")] {
        let app = Instance::start().await;
        add(&app, &base_url, json!({ "proxy_url": dead, "proxy_fallback_direct": fallback })).await;
        assert_eq!(app.send(SCENE.ask("m")).await.status, 502);
        let error = last_error(&app).await;
        assert!(error.contains(said), "{error}");
    }
}

#[tokio::test(flavor = "multi_thread")]
async fn a_provider_behind_a_dead_proxy_is_passed_over() {
    let (good, dead) = (Upstream::start().await, upstream::nobody().await);
    let app = Instance::start().await;
    add(&app, "http://provider.test", json!({ "proxy_url": dead, "priority": 1 })).await;
    app.add_provider("good", Dialect::Anthropic, &good.base_url(), json!({ "priority": 2 })).await;
    assert_eq!(app.send(SCENE.ask("m")).await.status, 200);
    assert_eq!(good.count(), 1);
}

#[tokio::test(flavor = "multi_thread")]
async fn only_certificates_are_believed_that_the_person_trusts() {
    let upstream = Upstream::start().await;
    let provider = Encrypted::before(upstream.address(), &["localhost"]).await;
    let stranger = Encrypted::before(upstream.address(), &["localhost"]).await;
    let base_url = format!("https://localhost:{}", provider.address().port());
    for (network, status) in [
        (json!({}), 502),
        (json!({ "extra_ca_pem": stranger.authority }), 502),
        (json!({ "extra_ca_pem": provider.authority }), 200),
        (json!({ "accept_any_certificate": true }), 200),
    ] {
        let app = Instance::start().await;
        add(&app, &base_url, network.clone()).await;
        let answer = app.send(SCENE.ask("m")).await;
        assert_eq!(answer.status, status, "{network}: {}", answer.text());
        if status == 502 {
            assert!(last_error(&app).await.contains("TLS with localhost failed"));
        }
    }
}

#[tokio::test(flavor = "multi_thread")]
async fn a_changed_network_holds_from_the_next_request_on() {
    let upstream = Upstream::start().await;
    let (first, second) = (
        Proxy::start(Speaks::Http, upstream.address(), false).await,
        Proxy::start(Speaks::Socks5, upstream.address(), false).await,
    );
    let app = Instance::start().await;
    add(&app, "http://provider.test", json!({ "proxy_url": url("http", "", first.address()) })).await;
    assert_eq!(app.send(SCENE.ask("m")).await.status, 200);
    let provider = app.admin("GET", "/api/v1/providers/proxied", None).await.json();
    let change =
        json!({ "revision": provider["revision"], "proxy_url": url("socks5", "", second.address()) });
    let changed = app.admin("PATCH", "/api/v1/providers/proxied", Some(change)).await;
    assert!(changed.status.is_success(), "{}", changed.text());
    assert_eq!(app.send(SCENE.ask("m")).await.status, 200);
    assert_eq!((first.asked().len(), second.asked().len()), (1, 1));
}

#[tokio::test(flavor = "multi_thread")]
async fn the_connectivity_test_goes_the_same_way() {
    let upstream = Upstream::start().await;
    let proxy = Proxy::start(Speaks::Socks5, upstream.address(), true).await;
    let app = Instance::start().await;
    let network = json!({ "proxy_url": url("socks5", "me:secret@", proxy.address()) });
    add(&app, "http://provider.test", network).await;
    let report = app.test_report("proxied").await;
    assert_eq!(report["passed"], true, "{report}");
    let step = report["steps"].as_array().unwrap().iter().find(|step| step["step"] == "proxy").unwrap();
    assert_eq!(step["outcome"], "passed");
    assert_eq!(step["detail"], url("socks5", "", proxy.address()));
    assert!(!report.to_string().contains("secret"));
}
