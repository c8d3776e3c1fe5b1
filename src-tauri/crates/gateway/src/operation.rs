//! Which operation a path means: the second of the eleven steps.
//!
//! A client's path is only ever compared, never joined to an upstream's: what comes out is a typed
//! [`Operation`], and the upstream's path is written from that. Tolerant of the usual base-URL mistakes.

use domain::{ClientKeySecret, Dialect, ModelName, OperationKind};
use http::{HeaderMap, Method};

/// Where a request leads.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(crate) enum Route {
    /// To a provider.
    Forward(Operation),
    /// The list of models, or one of them.
    Models {
        /// In whose shape.
        shape: wire::ModelListShape,
        /// The one asked for.
        id: Option<ModelName>,
    },
    /// `GET /api/health`.
    Health,
    /// What clients ask at their start to see whether anybody is there.
    Probe,
}

/// What is asked of a provider.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(crate) enum Operation {
    /// `POST /v1/messages`.
    Messages,
    /// `POST /v1/messages/count_tokens`.
    MessagesCountTokens,
    /// `POST /v1/chat/completions`.
    ChatCompletions,
    /// `POST /v1/responses`.
    Responses,
    /// `POST /v1beta/models/{model}:{action}`.
    Gemini {
        /// The version that the client speaks.
        version: GeminiVersion,
        /// The model, from the path.
        model: ModelName,
        /// What to do with it.
        action: GeminiAction,
    },
}

/// The versions of Gemini's API; google-genai 3 calls `/v1`, everybody else `/v1beta`.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum GeminiVersion {
    /// `/v1`.
    V1,
    /// `/v1beta`.
    V1Beta,
}

/// What a Gemini path asks for.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum GeminiAction {
    /// `:generateContent`.
    Generate,
    /// `:streamGenerateContent`.
    Stream,
    /// `:countTokens`.
    CountTokens,
}

impl GeminiAction {
    fn parse(text: &str) -> Option<Self> {
        match text {
            "generateContent" => Some(Self::Generate),
            "streamGenerateContent" => Some(Self::Stream),
            "countTokens" => Some(Self::CountTokens),
            _ => None,
        }
    }

    const fn as_str(self) -> &'static str {
        match self {
            Self::Generate => "generateContent",
            Self::Stream => "streamGenerateContent",
            Self::CountTokens => "countTokens",
        }
    }
}

impl Operation {
    /// The wire format of its request.
    pub(crate) const fn dialect(&self) -> Dialect {
        match self {
            Self::Messages | Self::MessagesCountTokens => Dialect::Anthropic,
            Self::ChatCompletions => Dialect::OpenaiChat,
            Self::Responses => Dialect::OpenaiResponses,
            Self::Gemini { .. } => Dialect::Gemini,
        }
    }

    /// What it is for.
    pub(crate) const fn kind(&self) -> OperationKind {
        match self {
            Self::Messages | Self::ChatCompletions | Self::Responses => OperationKind::Generate,
            Self::MessagesCountTokens => OperationKind::CountTokens,
            Self::Gemini { action, .. } => match action {
                GeminiAction::Generate | GeminiAction::Stream => OperationKind::Generate,
                GeminiAction::CountTokens => OperationKind::CountTokens,
            },
        }
    }

    /// The path at an upstream, from its version on.
    pub(crate) fn upstream_path(&self) -> std::borrow::Cow<'static, str> {
        match self {
            Self::Messages => "/v1/messages".into(),
            Self::MessagesCountTokens => "/v1/messages/count_tokens".into(),
            Self::ChatCompletions => "/v1/chat/completions".into(),
            Self::Responses => "/v1/responses".into(),
            Self::Gemini { version, model, action } => {
                let version = match version {
                    GeminiVersion::V1 => "v1",
                    GeminiVersion::V1Beta => "v1beta",
                };
                format!("/{version}/models/{}:{}", percent_encode(model.as_str()), action.as_str()).into()
            }
        }
    }
}

/// A path that was understood.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(crate) struct Matched<'a> {
    /// Where it leads.
    pub route: Route,
    /// The key that stood before it, `/key/{key}/…`. It is in no other part of this value.
    pub path_key: Option<&'a str>,
}

/// A path that leads nowhere.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(crate) struct NoRoute {
    /// Why.
    pub why: NoRouteReason,
    /// In whose shape to say so.
    pub dialect: Dialect,
    /// The path, without a key wherever one stands.
    pub path: String,
    /// A path that exists and was perhaps meant.
    pub nearest: &'static str,
}

/// Why a path leads nowhere.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum NoRouteReason {
    /// Nothing is there.
    UnknownPath,
    /// Something is, but not by this method.
    Method,
    /// A WebSocket was asked for.
    Upgrade,
}

/// Finds where a request leads.
///
/// # Errors
/// [`NoRoute`] with the nearest known path.
pub(crate) fn match_route<'a>(
    method: &Method,
    path: &'a str,
    query: Option<&str>,
    headers: &HeaderMap,
) -> Result<Matched<'a>, NoRoute> {
    let (path_key, rest) = split_key(path);
    let no_route = |why| {
        let nearest = nearest_known(rest);
        Err(NoRoute { why, dialect: dialect_of_unknown(rest, headers), path: without_keys(rest), nearest })
    };
    if is_suspicious(rest) {
        return no_route(NoRouteReason::UnknownPath);
    }
    let segments = normalised(rest);
    let found = |route| Ok(Matched { route, path_key });
    let wanted = match segments.as_slice() {
        [] if method == Method::GET || method == Method::HEAD => return found(Route::Probe),
        ["api", "hello"] if method == Method::HEAD || method == Method::GET => return found(Route::Probe),
        ["api", "health"] if method == Method::GET || method == Method::HEAD => return found(Route::Health),
        ["v1", "messages"] => Route::Forward(Operation::Messages),
        ["v1", "messages", "count_tokens"] => Route::Forward(Operation::MessagesCountTokens),
        ["v1", "chat", "completions"] => Route::Forward(Operation::ChatCompletions),
        ["v1", "responses"] => Route::Forward(Operation::Responses),
        ["v1" | "v1beta", "models", ..] => match models_route(&segments, query, headers) {
            Some(route) => route,
            None => return no_route(NoRouteReason::UnknownPath),
        },
        _ => return no_route(NoRouteReason::UnknownPath),
    };
    let method_fits = match &wanted {
        Route::Forward(_) => method == Method::POST,
        Route::Models { .. } | Route::Health | Route::Probe => method == Method::GET,
    };
    if method_fits {
        return found(wanted);
    }
    // Codex tries a WebSocket first; only 426 makes it use HTTP in the same second.
    let upgrade =
        wanted == Route::Forward(Operation::Responses) && headers.contains_key(http::header::UPGRADE);
    no_route(if upgrade { NoRouteReason::Upgrade } else { NoRouteReason::Method })
}

/// Cuts `/key/{key}` off, so that nothing behind this function sees it.
fn split_key(path: &str) -> (Option<&str>, &str) {
    let trimmed = path.trim_start_matches('/');
    let Some(after) = trimmed.strip_prefix("key/") else { return (None, path) };
    let after = after.trim_start_matches('/');
    match after.split_once('/') {
        Some((key, _)) => (Some(key), &after[key.len()..]),
        None => (Some(after), ""),
    }
}

/// The path to be named in an answer: a key that stands at a wrong place in it is not repeated.
fn without_keys(path: &str) -> String {
    let holds_key =
        |segment: &str| segment.char_indices().any(|(at, _)| ClientKeySecret::is_ours(&segment[at..]));
    let segments: Vec<&str> =
        path.split('/').map(|segment| if holds_key(segment) { "***" } else { segment }).collect();
    segments.join("/")
}

/// What two parsers could read differently is not compared at all.
fn is_suspicious(path: &str) -> bool {
    let odd = |byte: u8| byte == b'\\' || byte == b';' || !(0x21..0x7f).contains(&byte);
    if path.bytes().any(odd) || path.split('/').any(|segment| segment == ".." || segment == ".") {
        return true;
    }
    path.contains('%') && {
        let lower = path.to_ascii_lowercase();
        ["%2e", "%2f", "%5c", "%00", "%25"].iter().any(|code| lower.contains(code))
    }
}

/// The segments, without doubled slashes, repeated versions, and with the version put where it was forgotten.
fn normalised(path: &str) -> Vec<&str> {
    let mut segments: Vec<&str> = path.split('/').filter(|segment| !segment.is_empty()).collect();
    let is_version = |segment: &str| segment == "v1" || segment == "v1beta";
    while segments.len() > 1 && is_version(segments[0]) && is_version(segments[1]) {
        // `/v1beta/v1/…` is a base URL with a version before a client's own, which is the one that counts.
        segments.remove(0);
    }
    match segments.as_slice() {
        ["messages" | "responses", ..] | ["chat", "completions"] => segments.insert(0, "v1"),
        ["models", rest @ ..] => {
            let gemini = rest.last().is_some_and(|last| last.contains(':'));
            segments.insert(0, if gemini { "v1beta" } else { "v1" });
        }
        _ => {}
    }
    segments
}

fn models_route(segments: &[&str], query: Option<&str>, headers: &HeaderMap) -> Option<Route> {
    let version = if segments[0] == "v1" { GeminiVersion::V1 } else { GeminiVersion::V1Beta };
    let shape = model_list_shape(version, query, headers);
    let name = segments[2..].join("/");
    if name.is_empty() {
        return Some(Route::Models { shape, id: None });
    }
    if let Some((model, action)) = name.rsplit_once(':')
        && let Some(action) = GeminiAction::parse(action)
    {
        let model = ModelName::try_from(percent_decode(model)?).ok()?;
        return Some(Route::Forward(Operation::Gemini { version, model, action }));
    }
    let id = ModelName::try_from(percent_decode(&name)?).ok()?;
    Some(Route::Models { shape, id: Some(id) })
}

/// Who asks is told by headers: clients.md's order, Anthropic before Gemini before OpenAI.
fn model_list_shape(
    version: GeminiVersion,
    query: Option<&str>,
    headers: &HeaderMap,
) -> wire::ModelListShape {
    if headers.contains_key("anthropic-version") {
        wire::ModelListShape::Anthropic
    } else if version == GeminiVersion::V1Beta
        || headers.contains_key("x-goog-api-key")
        || has_query_key(query)
    {
        wire::ModelListShape::Gemini
    } else {
        wire::ModelListShape::Openai
    }
}

/// Whether the query has a `key`, as Gemini's clients may carry it.
pub(crate) fn has_query_key(query: Option<&str>) -> bool {
    query.is_some_and(|query| query.split('&').any(|pair| pair.starts_with("key=")))
}

fn dialect_of_unknown(path: &str, headers: &HeaderMap) -> Dialect {
    if headers.contains_key("anthropic-version") || path.contains("messages") {
        Dialect::Anthropic
    } else if headers.contains_key("x-goog-api-key") || path.contains("v1beta") || path.contains(":generate")
    {
        Dialect::Gemini
    } else if path.contains("responses") {
        Dialect::OpenaiResponses
    } else {
        Dialect::OpenaiChat
    }
}

const KNOWN: &[&str] = &[
    "/v1/messages",
    "/v1/messages/count_tokens",
    "/v1/chat/completions",
    "/v1/responses",
    "/v1/models",
    "/v1beta/models",
    "/v1beta/models/{model}:generateContent",
    "/v1beta/models/{model}:streamGenerateContent",
    "/v1beta/models/{model}:countTokens",
    "/api/health",
];

fn nearest_known(path: &str) -> &'static str {
    let path: String = path.chars().take(64).collect();
    KNOWN.iter().copied().min_by_key(|known| edit_distance(&path, known)).unwrap_or("/v1/messages")
}

fn edit_distance(left: &str, right: &str) -> usize {
    let right: Vec<char> = right.chars().collect();
    let mut row: Vec<usize> = (0..=right.len()).collect();
    for (index, here) in left.chars().enumerate() {
        let mut diagonal = row[0];
        row[0] = index + 1;
        for (column, there) in right.iter().enumerate() {
            let replaced = diagonal + usize::from(here != *there);
            diagonal = row[column + 1];
            row[column + 1] = replaced.min(diagonal + 1).min(row[column] + 1);
        }
    }
    row[right.len()]
}

fn percent_decode(text: &str) -> Option<String> {
    let mut bytes = Vec::with_capacity(text.len());
    let mut rest = text.as_bytes();
    while let [first, tail @ ..] = rest {
        if *first == b'%' {
            let [high, low, tail @ ..] = tail else { return None };
            let digit = |byte: u8| char::from(byte).to_digit(16);
            bytes.push(u8::try_from(digit(*high)? * 16 + digit(*low)?).ok()?);
            rest = tail;
        } else {
            bytes.push(*first);
            rest = tail;
        }
    }
    String::from_utf8(bytes).ok()
}

fn percent_encode(text: &str) -> String {
    let mut encoded = String::with_capacity(text.len());
    for byte in text.bytes() {
        if byte.is_ascii_alphanumeric() || b"-._~@/".contains(&byte) {
            encoded.push(char::from(byte));
        } else {
            encoded.push_str(&format!("%{byte:02X}"));
        }
    }
    encoded
}

#[cfg(test)]
mod tests {
    use super::*;

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
            "/v1/embeddings",
            "/v1/responses/compact",
            "/V1/messages",
        ] {
            assert_eq!(post(path), Err(NoRouteReason::UnknownPath), "{path}");
        }
    }

    #[test]
    fn a_key_in_the_path_is_cut_off_before_anything_sees_it() {
        for path in ["/key/sk-sy-abc/v1/messages", "//key//sk-sy-abc//v1/messages", "/key/sk-sy-abc/messages"]
        {
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
}
