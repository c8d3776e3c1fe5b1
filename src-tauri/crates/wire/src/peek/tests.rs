//! What a body tells, and why one is refused.

use super::*;

fn edited(body: &str) -> Option<serde_json::Value> {
    let peek = peek(body.as_bytes()).unwrap();
    let edit = peek.include_usage_edit()?;
    let mut text = body.to_owned();
    text.replace_range(edit.span.clone(), std::str::from_utf8(&edit.text).unwrap());
    Some(serde_json::from_str(&text).unwrap())
}

#[test]
fn what_routing_needs_is_read() {
    let body = br#" {"model" : "gpt-\u0035", "stream":true,"messages":[{"model":"no"}], "max_tokens":10,
        "max_completion_tokens": 20, "metadata":{"user_id":"u_session_1"}, "prompt_cache_key":"k"} "#;
    let peek = peek(body).unwrap();
    assert_eq!(peek.model.as_deref(), Some("gpt-5"));
    assert_eq!(&body[peek.model_span.clone().unwrap()], br#""gpt-\u0035""#);
    assert_eq!(peek.stream, Some(true));
    assert_eq!(peek.max_tokens, Some(20));
    assert!(peek.members.has(Member::Messages));
    assert!(!peek.members.has(Member::Input));
    assert_eq!(peek.user_id.unwrap().decode().unwrap(), "u_session_1");
    assert_eq!(peek.prompt_cache_key.unwrap().raw(), b"k");
    assert_eq!((body[peek.after_open - 1], body[peek.before_close]), (b'{', b'}'));
}

#[test]
fn a_plain_model_name_is_borrowed() {
    assert!(matches!(peek(br#"{"model":"m"}"#).unwrap().model, Some(Cow::Borrowed("m"))));
}

#[test]
fn duplicates_are_refused_however_they_are_spelled() {
    for (body, member, at) in [
        (r#"{"model":"a","mod\u0065l":"b"}"#, "model", 13),
        (r#"{"stream":null,"stream":true}"#, "stream", 15),
        (r#"{"max_tokens":"x","max_tokens":1}"#, "max_tokens", 18),
    ] {
        assert_eq!(peek(body.as_bytes()), Err(PeekError::Duplicate { member, at }), "{body}");
    }
    assert!(peek(br#"{"a":1,"a":2}"#).is_ok());
}

#[test]
fn wrong_types_are_refused_with_their_place() {
    for (body, member) in [
        (r#"{"model":5}"#, "model"),
        (r#"{"model":null}"#, "model"),
        (r#"{"model":"\ud800"}"#, "model"),
        (r#"{"stream":"true"}"#, "stream"),
        (r#"{"stream":1}"#, "stream"),
    ] {
        let refused = peek(body.as_bytes());
        assert!(
            matches!(refused, Err(PeekError::WrongType { member: name, .. }) if name == member),
            "{body}"
        );
    }
}

#[test]
fn what_is_no_json_object_is_refused_with_its_place() {
    for (body, at) in [
        (&b""[..], 0),
        (b"\xef\xbb\xbf{}", 0),
        (b"{\"a\":}", 5),
        (b"{} x", 3),
        (b"{\"a\":\"\xff\"}", 6),
        (b"{\"model\":1,\"b\":tru}", 15),
    ] {
        assert_eq!(peek(body), Err(PeekError::NotJson { at }), "{body:?}");
    }
    assert_eq!(peek(b"[1]"), Err(PeekError::NotObject));
    assert_eq!(peek(b" \"text\""), Err(PeekError::NotObject));
}

#[test]
fn depth_is_no_danger() {
    let deep = format!("{{\"model\":\"m\",\"x\":{}{}}}", "[".repeat(100_000), "]".repeat(100_000));
    assert_eq!(peek(deep.as_bytes()).unwrap().model.as_deref(), Some("m"));
}

#[test]
fn usage_is_asked_for_whatever_stands_there() {
    for body in [
        "{}",
        "{\"a\":1}",
        "{\"stream_options\":null}",
        "{\"stream_options\":{}}",
        "{\"stream_options\":{ }}",
        "{\"stream_options\":{\"x\":1}}",
        "{\"stream_options\":{\"include_usage\":false,\"x\":1}}",
        "{\"stream_options\":{\"include_usage\" : null}}",
    ] {
        let after = edited(body).unwrap();
        assert_eq!(after["stream_options"]["include_usage"], true, "{body}");
    }
    assert_eq!(edited("{\"stream_options\":{\"include_usage\":true}}"), None);
    assert_eq!(edited("{\"stream_options\":\"wrong\"}"), None);
}
