//! Every way to write a path, and where it leads.

use super::*;
use http::{HeaderMap, Method};

#[test]
fn a_key_at_a_wrong_place_in_the_path_is_not_repeated() {
    for (path, named) in [
        ("/sk-sy-abc", "/***"),
        ("/v1/key/sk-sy-abc/messages", "/v1/key/***/messages"),
        ("/v1/x=sk-sy-abc;y", "/v1/***"),
        ("/key/sk-sy-abc/v1/nothing", "/v1/nothing"),
    ] {
        let none = match_route(&Method::POST, path, None, &HeaderMap::new()).unwrap_err();
        assert_eq!(none.path, named, "{path}");
    }
}

fn post(path: &str) -> Result<Route, NoRouteReason> {
    go(&Method::POST, path, &HeaderMap::new())
}

fn go(method: &Method, path: &str, headers: &HeaderMap) -> Result<Route, NoRouteReason> {
    match_route(method, path, None, headers).map(|matched| matched.route).map_err(|none| none.why)
}

fn gemini(version: GeminiVersion, model: &str, action: GeminiAction) -> Route {
    Route::Forward(Operation::Gemini { version, model: model.parse().unwrap(), action })
}

#[test]
fn every_way_to_write_a_base_url_reaches_the_operation() {
    for (path, operation) in [
        ("/v1/messages", Operation::Messages),
        ("/v1/messages/", Operation::Messages),
        ("//v1//messages", Operation::Messages),
        ("/v1/v1/messages", Operation::Messages),
        ("/v1beta/v1/messages", Operation::Messages),
        ("/messages", Operation::Messages),
        ("/v1/messages/count_tokens", Operation::MessagesCountTokens),
        ("/chat/completions", Operation::ChatCompletions),
        ("/v1/chat/completions", Operation::ChatCompletions),
        ("/responses", Operation::Responses),
        ("/v1/responses", Operation::Responses),
    ] {
        assert_eq!(post(path), Ok(Route::Forward(operation)), "{path}");
    }
}

#[test]
fn what_is_forwarded_as_it_is_has_a_table_of_paths() {
    for one in PassThrough::ALL {
        let operation = Operation::PassThrough(one);
        let path = one.path();
        assert_eq!(operation.upstream_path(), path);
        for path in
            [path.to_owned(), format!("/v1{path}/"), path.replacen("/v1", "", 1), path.replace('/', "//")]
        {
            assert_eq!(post(&path), Ok(Route::Forward(operation.clone())), "{path}");
        }
        assert_eq!(go(&Method::GET, path, &HeaderMap::new()), Err(NoRouteReason::Method), "{path}");
    }
}

#[test]
fn a_kept_answer_is_reached_by_its_id() {
    let id = ResponseId::parse("resp_0a-B.1:2").unwrap();
    for (method, behind, action) in [
        (Method::GET, "", StoredAction::Read),
        (Method::GET, "/", StoredAction::Read),
        (Method::DELETE, "", StoredAction::Delete),
        (Method::GET, "/input_items", StoredAction::InputItems),
        (Method::POST, "/cancel", StoredAction::Cancel),
    ] {
        let path = format!("/v1/responses/resp_0a-B.1:2{behind}");
        let operation = Operation::StoredResponse { id: id.clone(), action };
        assert_eq!(operation.upstream_path(), path.trim_end_matches('/'));
        for path in [path.clone(), path.replacen("/v1", "", 1), format!("/t/x{path}")] {
            let route = Route::Forward(operation.clone());
            assert_eq!(go(&method, &path, &HeaderMap::new()), Ok(route), "{method} {path}");
        }
    }
    for (method, behind) in [(Method::POST, ""), (Method::GET, "/cancel"), (Method::DELETE, "/input_items")] {
        let path = format!("/v1/responses/resp_1{behind}");
        assert_eq!(go(&method, &path, &HeaderMap::new()), Err(NoRouteReason::Method), "{method} {path}");
    }
    assert_eq!(post("/v1/responses/compact"), Ok(Route::Forward(Operation::ResponsesCompact)));
    let too_long = format!("/v1/responses/{}", "x".repeat(257));
    assert_eq!(go(&Method::GET, &too_long, &HeaderMap::new()), Err(NoRouteReason::UnknownPath));
}

#[test]
fn a_projects_tag_stands_between_the_key_and_the_operation() {
    for (path, key, project) in [
        ("/t/shop/v1/messages", None, Some("shop")),
        ("/t/shop/messages/", None, Some("shop")),
        ("/key/sk-sy-abc/t/shop/v1/v1/messages", Some("sk-sy-abc"), Some("shop")),
        ("//key//sk-sy-abc//t//shop//v1//messages", Some("sk-sy-abc"), Some("shop")),
        ("/key/sk-sy-abc/v1/messages", Some("sk-sy-abc"), None),
    ] {
        let headers = HeaderMap::new();
        let matched = match_route(&Method::POST, path, None, &headers).unwrap();
        assert_eq!((matched.path_key, matched.project), (key, project), "{path}");
        assert_eq!(matched.route, Route::Forward(Operation::Messages), "{path}");
    }
    for path in ["/t//v1", "/t/a:b/v1/messages", "/key/sk-sy-abc/t/"] {
        let wanted = if path == "/t//v1" { NoRouteReason::UnknownPath } else { NoRouteReason::Project };
        assert_eq!(post(path), Err(wanted), "{path}");
    }
    assert_eq!(post("/t/../v1/messages"), Err(NoRouteReason::UnknownPath), "read two ways");
    let late = match_route(&Method::POST, "/t/x/key/sk-sy-abc/v1/messages", None, &HeaderMap::new());
    assert_eq!(late.unwrap_err().path, "/t/x/key/***/v1/messages", "the key stands first");
}

#[test]
fn gemini_paths_are_parsed_into_parts() {
    use GeminiAction::{CountTokens, Generate, Stream};
    use GeminiVersion::{V1, V1Beta};
    for (path, route) in [
        ("/v1beta/models/gemini-2.5-pro:generateContent", gemini(V1Beta, "gemini-2.5-pro", Generate)),
        ("/v1/models/gemini-2.5-pro:streamGenerateContent", gemini(V1, "gemini-2.5-pro", Stream)),
        ("/v1beta/v1beta/models/g:countTokens", gemini(V1Beta, "g", CountTokens)),
        ("/v1/v1beta/models/g:countTokens", gemini(V1Beta, "g", CountTokens)),
        ("/models/g:generateContent", gemini(V1Beta, "g", Generate)),
        ("/v1beta/models/org/m:generateContent", gemini(V1Beta, "org/m", Generate)),
        ("/v1beta/models/a%20b:generateContent", gemini(V1Beta, "a b", Generate)),
    ] {
        assert_eq!(post(path), Ok(route), "{path}");
    }
    assert_eq!(post("/v1beta/models/g:destroy"), Err(NoRouteReason::Method));
    assert_eq!(post("/v1beta/models/:generateContent"), Err(NoRouteReason::UnknownPath));
}

#[test]
fn an_upstream_path_is_written_from_its_parts() {
    let operation = Operation::Gemini {
        version: GeminiVersion::V1,
        model: "a b?#".parse().unwrap(),
        action: GeminiAction::Stream,
    };
    assert_eq!(operation.upstream_path(), "/v1/models/a%20b%3F%23:streamGenerateContent");
}

#[test]
fn what_could_be_read_two_ways_leads_nowhere() {
    for path in [
        "/v1/messages/../../admin/keys",
        "/v1/messages/%2e%2e/%2E%2E/admin",
        "/v1/./messages",
        "/v1/messages%2fcount_tokens",
        "/v1\\messages",
        "/v1/messages;x=1",
        "/v1/models/a%5cb:generateContent",
        "/v1/models/%252e%252e:generateContent",
        "/v1/me\u{e9}ssages",
        "/admin",
        "/v1/images",
        "/v1/audio/other",
        "/v1beta/embeddings",
        "/v1/responses/a b",
        "/v1/responses/resp_1/other",
        "/V1/messages",
    ] {
        assert_eq!(post(path), Err(NoRouteReason::UnknownPath), "{path}");
    }
}

#[test]
fn a_key_in_the_path_is_cut_off_before_anything_sees_it() {
    for path in ["/key/sk-sy-abc/v1/messages", "//key//sk-sy-abc//v1/messages", "/key/sk-sy-abc/messages"] {
        let headers = HeaderMap::new();
        let matched = match_route(&Method::POST, path, None, &headers).unwrap();
        assert_eq!(
            (matched.path_key, matched.route),
            (Some("sk-sy-abc"), Route::Forward(Operation::Messages))
        );
    }
    let none = match_route(&Method::POST, "/key/sk-sy-abc/nowhere", None, &HeaderMap::new()).unwrap_err();
    assert!(!format!("{none:?}").contains("sk-sy-abc"));
}

#[test]
fn methods_and_upgrades_are_told_apart() {
    assert_eq!(go(&Method::GET, "/v1/messages", &HeaderMap::new()), Err(NoRouteReason::Method));
    let mut headers = HeaderMap::new();
    headers.insert("upgrade", "websocket".parse().unwrap());
    assert_eq!(go(&Method::GET, "/v1/responses", &headers), Err(NoRouteReason::Upgrade));
    assert_eq!(go(&Method::HEAD, "/", &HeaderMap::new()), Ok(Route::Probe));
    assert_eq!(go(&Method::HEAD, "/api/hello", &HeaderMap::new()), Ok(Route::Probe));
    assert_eq!(go(&Method::GET, "/api/health", &HeaderMap::new()), Ok(Route::Health));
}

#[test]
fn the_asker_decides_the_shape_of_the_model_list() {
    use wire::ModelListShape::{Anthropic, Gemini, Openai};
    let with = |names: &[&str]| {
        let mut headers = HeaderMap::new();
        for name in names {
            headers.insert(http::HeaderName::from_bytes(name.as_bytes()).unwrap(), "x".parse().unwrap());
        }
        headers
    };
    for (path, headers, query, shape) in [
        ("/v1/models", with(&["anthropic-version", "x-goog-api-key"]), None, Anthropic),
        ("/v1/models", with(&["x-goog-api-key"]), None, Gemini),
        ("/v1/models", with(&[]), Some("key=k"), Gemini),
        ("/v1beta/models", with(&[]), None, Gemini),
        ("/v1/models", with(&[]), Some("limit=3"), Openai),
    ] {
        let route = match_route(&Method::GET, path, query, &headers).unwrap().route;
        assert_eq!(route, Route::Models { shape, id: None }, "{path} {query:?}");
    }
}

#[test]
fn a_stranger_is_shown_the_nearest_path() {
    let none = match_route(&Method::POST, "/v1/chat/completion", None, &HeaderMap::new()).unwrap_err();
    assert_eq!(none.nearest, "/v1/chat/completions");
}

proptest::proptest! {
    #[test]
    fn no_path_panics(path in "\\PC{0,80}") {
        let _ = match_route(&Method::POST, &path, None, &HeaderMap::new());
    }
}
