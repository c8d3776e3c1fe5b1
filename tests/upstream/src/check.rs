//! What a real provider would refuse, or must never see.

use crate::{
    ask::{Ask, Operation},
    http::Request,
};
use domain::Dialect;

/// Headers that end at each hop, or tell what is nobody's business.
const FORBIDDEN: [&str; 17] = [
    "cookie",
    "forwarded",
    "keep-alive",
    "proxy-authenticate",
    "proxy-authorization",
    "proxy-connection",
    "te",
    "trailer",
    "true-client-ip",
    "upgrade",
    "via",
    "x-client-ip",
    "x-cluster-client-ip",
    "x-forwarded",
    "x-original-forwarded-for",
    "x-real-ip",
    "x-switchyard",
];
const HOP: &str = "x-switchyard-hop";
const FORBIDDEN_PREFIXES: [&str; 3] = ["x-forwarded-", "cf-", "x-switchyard-"];

/// Everything that is wrong with the request.
pub(crate) fn violations(request: &Request, ask: Option<&Ask>) -> Vec<String> {
    let mut found = Vec::new();
    headers(request, &mut found);
    if contains_our_key(request) {
        found.push("a Switchyard key came along".to_owned());
    }
    match ask {
        Some(ask) => {
            credential(request, ask, &mut found);
            body(request, ask, &mut found);
        }
        None => found.push(format!("no dialect has {} {}", request.method, request.path())),
    }
    let place = format!("{} {}", request.method, request.path());
    found.into_iter().map(|what| format!("{place}: {what}")).collect()
}

fn headers(request: &Request, found: &mut Vec<String>) {
    for (name, value) in &request.headers {
        let name = name.to_ascii_lowercase();
        // The mark by which a gateway knows its own requests is for upstreams on this machine, as this one is.
        let is_prefixed = FORBIDDEN_PREFIXES.iter().any(|prefix| name.starts_with(prefix)) && name != HOP;
        if is_prefixed || FORBIDDEN.contains(&name.as_str()) {
            found.push(format!("the header {name:?} came along"));
        }
        // Our own hop may say how it keeps the connection; nominating other headers is the client's hop's.
        if name == "connection" && !["close", "keep-alive"].contains(&value.to_ascii_lowercase().as_str()) {
            found.push(format!("the header \"connection: {value}\" came along"));
        }
    }
    for once in ["host", "content-length", "content-type", "authorization", "x-api-key", "x-goog-api-key"] {
        let count = request.headers.iter().filter(|(name, _)| name.eq_ignore_ascii_case(once)).count();
        if count > 1 || (once == "host" && count == 0) {
            found.push(format!("{count} headers {once:?}"));
        }
    }
}

fn contains_our_key(request: &Request) -> bool {
    const HEAD: &[u8] = b"sk-sy-";
    let holds = |bytes: &[u8]| memchr::memmem::find(bytes, HEAD).is_some();
    holds(request.target.as_bytes())
        || holds(&request.body)
        || request.headers.iter().any(|(_, value)| holds(value.as_bytes()))
}

fn credential(request: &Request, ask: &Ask, found: &mut Vec<String>) {
    let is_there = match ask.dialect {
        Dialect::Anthropic => request.header("x-api-key").is_some() || bearer(request).is_some(),
        Dialect::OpenaiChat | Dialect::OpenaiResponses => bearer(request).is_some(),
        Dialect::Gemini => request.header("x-goog-api-key").is_some() || query_key(request).is_some(),
    };
    if !is_there {
        found.push("no credential".to_owned());
    }
}

/// The credential that came, in whatever carrier.
pub(crate) fn credential_of(request: &Request) -> Option<&str> {
    bearer(request)
        .or_else(|| request.header("x-api-key"))
        .or_else(|| request.header("x-goog-api-key"))
        .or_else(|| query_key(request))
}

fn bearer(request: &Request) -> Option<&str> {
    request.header("authorization")?.strip_prefix("Bearer ").filter(|key| !key.is_empty())
}

fn query_key(request: &Request) -> Option<&str> {
    request.query()?.split('&').find_map(|pair| pair.strip_prefix("key="))
}

fn body(request: &Request, ask: &Ask, found: &mut Vec<String>) {
    let generates = match &ask.operation {
        Operation::Whole | Operation::Events | Operation::Array => true,
        Operation::CountTokens => false,
        Operation::ListModels | Operation::OneModel => return,
        Operation::Other(other) => return other_body(request, ask, other.is_bare(), found),
    };
    if !request.header("content-type").is_some_and(|kind| kind.starts_with("application/json")) {
        found.push("the content-type is not JSON".to_owned());
    }
    let Some(members) = ask.body.as_object() else {
        return found.push("the body is no JSON object".to_owned());
    };
    let required: &[&str] = match ask.dialect {
        Dialect::Anthropic if generates => &["model", "messages", "max_tokens"],
        Dialect::Anthropic | Dialect::OpenaiChat => &["model", "messages"],
        Dialect::OpenaiResponses => &["model", "input"],
        Dialect::Gemini => &["contents"],
    };
    found.extend(
        required.iter().filter(|name| !members.contains_key(**name)).map(|name| format!("no {name:?}")),
    );
    if ask.dialect == Dialect::Anthropic && request.header("anthropic-version").is_none() {
        found.push("no anthropic-version".to_owned());
    }
    if members.contains_key("stream_options") && ask.body["stream"] != true {
        found.push("stream_options without a stream".to_owned());
    }
}

/// JSON or a form, or nothing where nothing is sent.
fn other_body(request: &Request, ask: &Ask, is_bare: bool, found: &mut Vec<String>) {
    let kind = request.header("content-type").unwrap_or_default();
    match is_bare {
        true if request.body.is_empty() => {}
        true => found.push("a body came along".to_owned()),
        false if kind.starts_with("multipart/form-data; boundary=") => {}
        false if kind.starts_with("application/json") && ask.body.is_object() => {}
        false => found.push("the body is neither a JSON object nor a form".to_owned()),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn request(headers: &[(&str, &str)], target: &str, body: &str) -> Vec<String> {
        let headers = headers.iter().map(|(name, value)| ((*name).to_owned(), (*value).to_owned())).collect();
        let request =
            Request { method: "POST".into(), target: target.into(), headers, body: body.as_bytes().to_vec() };
        violations(&request, Ask::of(&request).as_ref())
    }

    const GOOD: [(&str, &str); 4] = [
        ("Host", "127.0.0.1"),
        ("x-api-key", "secret"),
        ("anthropic-version", "2023-06-01"),
        ("content-type", "application/json"),
    ];
    const BODY: &str = r#"{"model":"m","max_tokens":1,"messages":[]}"#;

    #[test]
    fn a_proper_request_has_no_violation() {
        assert_eq!(request(&GOOD, "/v1/messages?beta=true", BODY), Vec::<String>::new());
    }

    #[test]
    fn each_violation_is_named() {
        for (header, part) in [
            (("Cookie", "a=b"), "cookie"),
            (("X-Forwarded-For", "10.0.0.1"), "x-forwarded-for"),
            (("Connection", "upgrade"), "connection: upgrade"),
            (("authorization", "Bearer sk-sy-x"), "Switchyard key"),
            (("HOST", "again"), "2 headers \"host\""),
        ] {
            let found = request(&[&GOOD[..], &[header]].concat(), "/v1/messages", BODY);
            assert!(found.len() == 1 && found[0].contains(part), "{found:?}");
        }
        let found = request(&GOOD, "/v1/messages", r#"{"model":"m"}"#);
        assert_eq!(found, ["POST /v1/messages: no \"messages\"", "POST /v1/messages: no \"max_tokens\""]);
        assert_eq!(
            request(&GOOD, "/v1/chat/completions", BODY),
            ["POST /v1/chat/completions: no credential"]
        );
        assert_eq!(request(&GOOD, "/v2", ""), ["POST /v2: no dialect has POST /v2"]);
    }
}
