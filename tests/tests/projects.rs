//! `/t/{name}` before an operation puts the project on the request's row, and goes no further.

use domain::Dialect;
use http::Method;
use journeys::{Ask, Instance, Scene, command};
use serde_json::{Value, json};
use upstream::Upstream;

const MESSAGES: Scene = Scene { dialect: Dialect::Anthropic, stream: false };

fn tagged(prefix: &str) -> Ask {
    Ask::post(&format!("{prefix}/v1/messages"), &MESSAGES.body("m")).header("anthropic-version", "2023-06-01")
}

async fn projects_of(app: &Instance, filter: &str) -> Vec<Value> {
    let rows = app.admin("GET", &format!("/api/v1/requests?{filter}"), None).await.json();
    rows["items"].as_array().into_iter().flatten().map(|row| row["project"].clone()).collect()
}

#[tokio::test(flavor = "multi_thread")]
async fn a_tag_is_on_the_row_however_the_base_url_is_written() {
    let upstream = Upstream::start().await;
    let app = Instance::in_front_of(&upstream).await;
    let key = app.key.clone();
    let longest = "x".repeat(64);
    for (number, (prefix, project)) in (1..).zip([
        ("/t/shop".to_owned(), "shop"),
        ("//t//shop/".to_owned(), "shop"),
        ("/t/Web_2.0-x/v1".to_owned(), "Web_2.0-x"),
        (format!("/t/{longest}"), &longest),
        (format!("/key/{key}/t/shop"), "shop"),
        (format!("//key/{key}//t/shop/"), "shop"),
    ]) {
        let ask = tagged(&prefix);
        let ask = if prefix.contains("key") { ask } else { ask.key(&key) };
        let answer = ask.send(app.url()).await;
        assert_eq!(answer.status, 200, "{prefix}: {}", answer.text());
        assert_eq!(upstream.last_request().path, "/v1/messages", "the upstream learns nothing of it");
        let rows = app.ended_rows(number).await;
        assert_eq!(rows[0]["project"], project, "{prefix}");
    }
    assert_eq!(app.send(MESSAGES.ask("m")).await.status, 200);
    assert_eq!(app.ended_rows(7).await[0]["project"], Value::Null, "none without a tag");
    assert_eq!(projects_of(&app, "project=shop").await, ["shop"; 4]);
    assert_eq!(projects_of(&app, "project=shop&limit=1").await, ["shop"]);
    assert!(projects_of(&app, "project=sho").await.is_empty());
    upstream.assert_clean();
}

#[tokio::test(flavor = "multi_thread")]
async fn the_command_line_lists_a_projects_requests() {
    let upstream = Upstream::start().await;
    let app = Instance::in_front_of(&upstream).await;
    for prefix in ["/t/shop", "", "/t/blog"] {
        assert_eq!(app.send(tagged(prefix)).await.status, 200);
    }
    app.ended_rows(3).await;
    let data_dir = app.data_dir().to_owned();
    let list = move || command(&data_dir).args(["requests", "list", "--project", "shop", "--json"]).output();
    let listed = tokio::task::spawn_blocking(list).await.unwrap().unwrap();
    let listed: Value = serde_json::from_slice(&listed.stdout).unwrap();
    let items = listed["items"].as_array().unwrap();
    assert_eq!((items.len(), &items[0]["project"]), (1, &json!("shop")), "{listed}");
}

#[tokio::test(flavor = "multi_thread")]
async fn every_operation_takes_a_tag() {
    let upstream = Upstream::start().await;
    let app = Instance::in_front_of(&upstream).await;
    let mut asks: Vec<Ask> = Vec::new();
    for dialect in Dialect::ALL {
        let scene = Scene { dialect, stream: false };
        let ask = Ask::post(&format!("/t/shop{}", scene.path("m")), &scene.body("m"));
        asks.push(ask.header("anthropic-version", "2023-06-01"));
    }
    asks.push(Ask::post("/t/shop/v1/embeddings", &json!({ "model": "m", "input": "a" })));
    asks.push(Ask::get("/t/shop/v1/responses/resp_ScriptedUpstream"));
    for (number, ask) in (1..).zip(asks) {
        let answer = app.send(ask).await;
        assert_eq!(answer.status, 200, "{number}: {}", answer.text());
        assert_eq!(app.ended_rows(number).await[0]["project"], "shop", "{number}");
    }
    for target in ["/t/shop/v1/models", "/t/shop/v1beta/models", "/t/shop/api/health", "/t/shop/"] {
        assert_eq!(app.send(Ask::get(target)).await.status, 200, "{target}");
    }
    let websocket = Ask::get(&format!("/key/{}/t/shop/v1/responses", app.key))
        .header("connection", "Upgrade")
        .header("upgrade", "websocket");
    assert_eq!(websocket.send(app.url()).await.status, 426);
}

#[tokio::test(flavor = "multi_thread")]
async fn a_name_that_is_none_is_told_the_rule() {
    let upstream = Upstream::start().await;
    let app = Instance::in_front_of(&upstream).await;
    let too_long = format!("/t/{}", "x".repeat(65));
    for prefix in ["/t/a:b", "/t/a%20b", "/t/a~b", "/t/%C3%A9", &too_long] {
        let answer = app.send(tagged(prefix)).await;
        assert_eq!(answer.status, 404, "{prefix}");
        let error = &answer.json()["error"];
        assert!(
            error["message"].as_str().unwrap().contains("1–64 of A–Z a–z 0–9 _ - ."),
            "{prefix}: {error}"
        );
    }
    assert_eq!(upstream.count(), 0);
}

#[tokio::test(flavor = "multi_thread")]
async fn a_key_before_the_tag_is_nowhere_else() {
    let upstream = Upstream::start().await;
    let app = Instance::in_front_of(&upstream).await;
    let key = app.key.clone();
    for (target, status) in
        [("/t/shop/v1/messages", 200), ("/t/a:b/v1/messages", 404), ("/t/shop/v1/nothing", 404)]
    {
        let target = format!("/key/{key}{target}");
        let ask = Ask::new(Method::POST, &target, MESSAGES.body("m").to_string());
        let ask = ask.header("content-type", "application/json").header("anthropic-version", "2023-06-01");
        let answer = ask.send(app.url()).await;
        assert_eq!(answer.status, status, "{}", answer.text());
        assert!(!answer.text().contains(&key));
    }
    for (header, value) in
        [("forwarded", "for=10.0.0.1"), ("x-forwarded-for", "10.0.0.1"), ("via", "1.1 proxy")]
    {
        let answer = tagged(&format!("/key/{key}/t/shop")).header(header, value).send(app.url()).await;
        assert_eq!(answer.status, 401, "{header}");
    }
    assert_eq!(upstream.count(), 1);
    let rows = json!(app.ended_rows(1).await).to_string();
    assert!(rows.contains("shop") && !rows.contains(&key), "{rows}");
    upstream.assert_clean();
}
