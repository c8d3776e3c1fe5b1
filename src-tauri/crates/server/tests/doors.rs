//! Who comes in, and who doesn't.

#[cfg(test)]
mod harness;

use harness::{App, Browser, Request};
use serde_json::json;
use server::{Given, Options, StartError, WebDoor};

#[tokio::test]
async fn the_control_door_opens_to_its_token_alone() {
    let app = App::start().await;
    let status = || Request::new("GET", "/api/v1/status");
    let port = app.control.port();
    for (request, expected) in [
        (status().bearer(&app.token), (200, "")),
        (status(), (401, "invalid_token")),
        (status().bearer(""), (401, "invalid_token")),
        (status().bearer(&app.token[1..]), (401, "invalid_token")),
        (status().header("x-csrf-token", &app.token), (401, "invalid_token")),
        (status().bearer(&app.token).host(&format!("localhost:{port}")), (421, "host_not_allowed")),
        (status().bearer(&app.token).host("evil.example"), (421, "host_not_allowed")),
        (status().bearer(&app.token).host(""), (421, "host_not_allowed")),
        (status().bearer(&app.token).header("host", &app.control.to_string()), (421, "host_not_allowed")),
        (status().bearer(&app.token).header("origin", "null"), (403, "origin_not_allowed")),
        (
            status().bearer(&app.token).header("origin", &format!("http://{}", app.control)),
            (403, "origin_not_allowed"),
        ),
        (status().bearer(&app.token).header("sec-fetch-site", "same-origin"), (403, "origin_not_allowed")),
        (Request::new("GET", "/"), (401, "invalid_token")),
        (Request::new("GET", "/api/health"), (401, "invalid_token")),
        (Request::new("GET", "/api/docs/"), (401, "invalid_token")),
        (Request::new("GET", "/").bearer(&app.token), (404, "unknown_path")),
        (Request::new("POST", "/api/v1/sign-in/link").bearer(&app.token), (404, "unknown_path")),
    ] {
        let answer = request.send(app.control).await;
        if expected.0 == 200 {
            assert_eq!(answer.status, 200);
        } else {
            assert_eq!(answer.problem(), (expected.0, expected.1.to_owned()), "{}", answer.body);
        }
        assert!(answer.header("set-cookie").is_none());
        assert!(!answer.body.contains(&app.token));
        no_page_may_read(&answer.headers);
    }
    app.stop().await;
}

#[tokio::test]
async fn a_link_signs_one_browser_in_and_every_call_needs_cookie_and_csrf_token() {
    let app = App::start().await;
    let link = app.running.sign_in_link().unwrap();
    let (page, secret) = link.split_once('#').unwrap();
    assert!(page.starts_with(app.running.admin_url().unwrap()) && !page.contains(secret));
    let spend = || {
        let body = json!({ "secret": secret });
        Request::new("POST", "/api/v1/sign-in/link").json(&body).send(app.web())
    };
    let signed_in = spend().await;
    let cookie = signed_in.header("set-cookie").unwrap();
    assert!(cookie.contains("HttpOnly") && cookie.contains("SameSite=Strict"), "{cookie}");
    let browser = Browser::of(&signed_in);
    assert_eq!(spend().await.problem(), (401, "invalid_link".into()), "a link works once");

    let status = "/api/v1/status";
    for (request, expected) in [
        (Request::new("GET", status), (401, "sign_in_required")),
        (Request::new("GET", status).header("cookie", &browser.cookie), (403, "invalid_csrf_token")),
        (Request::new("GET", status).header("x-csrf-token", &browser.csrf), (401, "sign_in_required")),
        (
            Request::new("GET", status).header("cookie", &browser.cookie).header("x-csrf-token", "x"),
            (403, "invalid_csrf_token"),
        ),
        (Request::new("GET", status).bearer(&app.token), (401, "sign_in_required")),
        (
            browser.request("GET", status).header("origin", "https://evil.example"),
            (403, "origin_not_allowed"),
        ),
        (browser.request("GET", status).header("sec-fetch-site", "same-site"), (403, "origin_not_allowed")),
        (browser.request("GET", status).host("evil.example"), (421, "host_not_allowed")),
    ] {
        let answer = request.send(app.web()).await;
        assert_eq!(answer.problem(), (expected.0, expected.1.to_owned()));
        no_page_may_read(&answer.headers);
    }
    assert_eq!(browser.request("GET", status).send(app.web()).await.status, 200);
    assert_eq!(browser.request("POST", "/api/v1/sign-out").send(app.web()).await.status, 204);
    let after = browser.request("GET", status).send(app.web()).await;
    assert_eq!(after.problem(), (401, "sign_in_required".into()), "signed out is signed out");
    app.stop().await;
}

#[tokio::test]
async fn a_form_of_another_site_cannot_act_even_with_the_cookie() {
    let app = App::start().await;
    let browser = app.browser().await;
    let plain = browser.request("POST", "/api/v1/users").header("content-type", "text/plain");
    let plain = plain.send(app.web()).await;
    assert_eq!(plain.problem().1, "unsupported_media_type");
    app.stop().await;
}

#[tokio::test]
async fn there_is_no_password_until_one_is_set_and_setting_one_signs_everybody_out() {
    let app = App::start().await;
    let sign_in = |password: &str| {
        let body = json!({ "password": password });
        Request::new("POST", "/api/v1/sign-in/password").json(&body).send(app.web())
    };
    for guess in ["", "admin", "password"] {
        assert_eq!(sign_in(guess).await.problem(), (401, "wrong_password".into()));
    }
    let options = Request::new("GET", "/api/v1/sign-in").send(app.web()).await;
    assert_eq!(options.json(), json!({ "password": false }));
    let browser = app.browser().await;
    let short = app.post("/api/v1/admin/password", json!({"password": "short"})).await;
    assert_eq!(short.problem(), (422, "invalid_field".into()));
    let made = app.post("/api/v1/admin/password", json!({"generate": true})).await.json();
    let password = made["generated"].as_str().unwrap();
    let out = browser.request("GET", "/api/v1/status").send(app.web()).await;
    assert_eq!(out.problem(), (401, "sign_in_required".into()));
    let browser = Browser::of(&sign_in(password).await);
    assert_eq!(browser.request("GET", "/api/v1/status").send(app.web()).await.status, 200);
    app.stop().await;
}

#[tokio::test]
async fn who_guesses_is_throttled() {
    let app = App::start().await;
    let guess = || {
        let body = json!({ "secret": "guess" });
        Request::new("POST", "/api/v1/sign-in/link").json(&body).send(app.web())
    };
    for _ in 0..10 {
        assert_eq!(guess().await.problem(), (401, "invalid_link".into()));
    }
    let closed = guess().await;
    assert_eq!(closed.problem(), (429, "too_many_failures".into()));
    assert!(closed.header("retry-after").is_some());
    app.stop().await;
}

#[tokio::test]
async fn pages_documents_and_health_are_open_and_strict() {
    let app = App::start().await;
    for (path, kind) in [
        ("/", "text/html"),
        ("/providers", "text/html"),
        ("/api/docs/", "text/html"),
        ("/api/docs/openapi.json", "application/json"),
        ("/api/health", "application/json"),
    ] {
        let answer = Request::new("GET", path).send(app.web()).await;
        assert_eq!(answer.status, 200, "{path}");
        assert!(answer.header("content-type").unwrap().starts_with(kind), "{path}");
        let policy = answer.header("content-security-policy").unwrap();
        assert!(policy.contains("default-src 'none'"), "{path}: {policy}");
        assert_eq!(answer.header("x-content-type-options"), Some("nosniff"));
        assert_eq!(answer.header("referrer-policy"), Some("no-referrer"));
        no_page_may_read(&answer.headers);
    }
    let unknown = Request::new("GET", "/api/v1/nothing").send(app.web()).await;
    assert_eq!(unknown.problem(), (404, "unknown_path".into()));
    app.stop().await;
}

#[tokio::test]
async fn a_door_to_the_network_needs_a_password() {
    let dir = tempfile::tempdir().unwrap();
    let options = Options {
        admin: Some(WebDoor { host: Some("0.0.0.0".parse().unwrap()), port: Some(Given::flag(0)) }),
        ..harness::options(dir.path())
    };
    let refused = server::start(options.clone()).await.err();
    assert!(matches!(refused, Some(StartError::NeedsPassword { .. })), "{refused:?}");
    let options = Options { admin_password: Some(domain::Secret::new("a long enough one")), ..options };
    let app = App::start_with(dir, options).await;
    let host = format!("0.0.0.0:{}", app.web().port());
    let answer = Request::new("GET", "/").host(&host).send(app.web()).await;
    assert_eq!(answer.problem(), (421, "host_not_allowed".into()));
    app.stop().await;
}

/// No answer of ours ever lets a page of another origin read it.
fn no_page_may_read(headers: &[(String, String)]) {
    let cors = headers.iter().find(|(name, _)| name.starts_with("access-control"));
    assert!(cors.is_none(), "{cors:?}");
}

#[tokio::test]
async fn a_given_password_opens_the_door_and_a_short_one_starts_nothing() {
    let dir = tempfile::tempdir().unwrap();
    let with = |password: &str| Options {
        admin_password: Some(domain::Secret::new(password)),
        ..harness::options(dir.path())
    };
    let refused = server::start(with("short")).await.err();
    assert!(matches!(refused, Some(StartError::Password(_))), "{refused:?}");
    assert!(!dir.path().join("runtime.json").exists());
    let options = with("correct horse battery");
    let app = App::start_with(dir, options).await;
    let body = json!({ "password": "correct horse battery" });
    let signed_in = Request::new("POST", "/api/v1/sign-in/password").json(&body).send(app.web()).await;
    let browser = Browser::of(&signed_in);
    assert_eq!(browser.request("GET", "/api/v1/status").send(app.web()).await.status, 200);
    app.stop().await;
}

#[tokio::test]
async fn a_taken_port_starts_nothing() {
    let taken = tokio::net::TcpListener::bind("127.0.0.1:0").await.unwrap();
    let dir = tempfile::tempdir().unwrap();
    let port = Some(Given::flag(taken.local_addr().unwrap().port()));
    let options = Options { admin: Some(WebDoor { host: None, port }), ..harness::options(dir.path()) };
    let refused = server::start(options).await.err();
    assert!(matches!(refused, Some(StartError::Web { .. })), "{refused:?}");
    assert!(!dir.path().join("runtime.json").exists());
    // The lock and the store are free again.
    App::start_in(dir).await.stop().await;
}
