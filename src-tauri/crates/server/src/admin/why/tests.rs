use super::{next_step::next_step, story::story};
use domain::{RequestRecord, RequestState};
use serde_json::{Value, json};

/// A failed request, with these fields changed.
fn request(more: &Value) -> RequestRecord {
    let id = "01a20a73-21b8-7303-9d45-dea58be7bac2";
    let mut record = json!({
        "id": id, "started_at": "2026-11-25T17:00:00.000Z", "state": "failed", "dialect": "anthropic",
        "operation": "generate", "stream": true, "user_id": null, "user_name": null, "key_id": null,
        "key_name": "laptop", "client": "claude-cli/2.1.330", "peer": "127.0.0.1", "session_id": null,
        "project": null, "asked_model": "claude-x", "sent_model": null, "provider_id": null,
        "provider_name": null, "converted": false, "status": 503, "error_code": "no_provider_available",
        "error": "no provider available", "usage": serde_json::to_value(domain::Usage::default()).unwrap(),
        "cost_nano_usd": null, "request_bytes": 1, "response_bytes": 1, "first_byte_ms": null,
        "duration_ms": 12, "chain": [], "changes": [], "attempts": [],
    });
    record.as_object_mut().unwrap().extend(more.as_object().unwrap().clone());
    serde_json::from_value(record).unwrap()
}

fn link(name: &str, verdict: &Value) -> Value {
    let mut link = json!({ "provider_id": "01a20a73-21b8-7303-9d45-dea58be7bac3", "provider_name": name });
    link.as_object_mut().unwrap().extend(verdict.as_object().unwrap().clone());
    link
}

#[test]
fn nobody_available_is_told_with_each_reason_and_what_cures_it() {
    let skipped = |reason: &str| json!({ "verdict": "skipped", "reason": reason });
    for (verdict, told, cure) in [
        (skipped("disabled"), "is switched off", "Switch p on."),
        (skipped("group"), "none of the key's groups", "group"),
        (skipped("model_unknown"), "on its own list", "Check the model's name"),
        (skipped("needs_credential"), "credential again", "Type the credential of p again."),
        (
            json!({ "verdict": "resting", "reason": "breaker_open", "until": "2026-11-25T17:01:00.000Z" }),
            "until 2026-11-25T17:01:00",
            "reset its breaker",
        ),
        (
            json!({ "verdict": "resting", "reason": "out_of_credit", "until": null }),
            "out of credit",
            "Top p up",
        ),
    ] {
        let request = request(&json!({ "chain": [link("p", &verdict)] }));
        let (story, next) = (story(&request), next_step(&request));
        assert!(story.en.contains(told) && story.en.contains("So nothing was sent anywhere"), "{}", story.en);
        assert!(next.en.contains(cure), "{}", next.en);
        assert!(story.zh.contains("claude-x") && !next.zh.is_empty());
    }
    let none = request(&json!({}));
    assert_eq!(next_step(&none).en, "Add a provider first.");
}

#[test]
fn every_try_is_told_in_its_order() {
    let attempt = |name: &str, outcome: &str, status: Option<u16>, error: Option<&str>| {
        json!({ "id": "01a20a73-21b8-7303-9d45-dea58be7bac4", "provider_id": "01a20a73-21b8-7303-9d45-dea58be7bac3",
            "provider_name": name, "started_at": "2026-11-25T17:00:00.000Z", "outcome": outcome, "status": status,
            "connect_ms": 1, "head_ms": 2, "duration_ms": 1500, "reused_connection": false, "error": error })
    };
    let request = request(&json!({
        "status": 429, "error_code": "upstream_failed",
        "attempts": [attempt("first", "connect", None, None), attempt("second", "status", Some(429), Some("slow down."))],
    }));
    let story = story(&request);
    let (first, second) = (
        story.en.find("Try 1: there was no connection to first."),
        story.en.find("Try 2: second answered with 429: slow down."),
    );
    assert!(first.is_some() && first < second, "{}", story.en);
    assert!(story.zh.contains("第 2 次：second 返回 429：slow down。"), "{}", story.zh);
    assert!(next_step(&request).en.contains("Try again later"));
}

#[test]
fn what_went_well_needs_nothing() {
    let mut request = request(&json!({ "status": 200, "error_code": null, "error": null }));
    request.state = RequestState::Done;
    assert!(story(&request).en.ends_with("The client got the whole answer (200, 12 ms)."));
    assert_eq!(next_step(&request).en, "Nothing needs to be done.");
}
