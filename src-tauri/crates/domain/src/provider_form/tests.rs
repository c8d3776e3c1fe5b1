//! What a form accepts and refuses.

use super::*;
use crate::{GroupName, Secret, UnixMillis, random::Seeded};
use serde_json::{Value, json};

struct Still;
impl Clock for Still {
    fn now(&self) -> UnixMillis {
        UnixMillis(1)
    }
}

fn make(json: Value) -> Result<Provider, FieldError> {
    let form: ProviderForm = serde_json::from_value(json).unwrap();
    form.create(NewProvider { next_priority: 10, clock: &Still, random: &Seeded::new(1) })
}

fn change(provider: &Provider, json: Value) -> Result<Provider, FieldError> {
    let form: ProviderForm = serde_json::from_value(json).unwrap();
    let mut changed = provider.clone();
    form.change(&mut changed, NewProvider { next_priority: 10, clock: &Still, random: &Seeded::new(2) })?;
    Ok(changed)
}

fn anthropic() -> Provider {
    make(json!({"name": "A", "dialect": "anthropic", "base_url": "https://a.example/v1", "credential": "sk-ant-0123456789"})).unwrap()
}

#[test]
fn a_new_provider_is_enabled_and_a_backup() {
    let provider = anthropic();
    assert!(provider.enabled);
    assert_eq!((provider.priority, provider.weight.get(), provider.auth_style), (10, 1, AuthStyle::XApiKey));
    assert_eq!(provider.credentials[0].tail, "6789");
}

#[test]
fn moving_to_another_origin_asks_for_the_credential() {
    let provider = anthropic();
    let error = change(&provider, json!({"base_url": "https://evil.example"})).unwrap_err();
    assert_eq!((error.field, error.code), ("credential", Some("credential_required")));
    for json in [
        json!({"base_url": "https://a.example/other"}),
        json!({"base_url": "https://b.example", "credential": "sk-again-012345"}),
        json!({"base_url": "https://b.example", "credential": null}),
    ] {
        assert!(change(&provider, json).is_ok());
    }
}

#[test]
fn null_clears_and_missing_stays() {
    let provider =
        change(&anthropic(), json!({"total_timeout_ms": 5, "allowed_models": ["claude-*"]})).unwrap();
    assert_eq!(provider.timeouts.total_timeout_ms, Some(5));
    let kept = change(&provider, json!({"note": "x"})).unwrap();
    assert_eq!(kept.timeouts.total_timeout_ms, Some(5));
    let cleared = change(&provider, json!({"total_timeout_ms": null, "allowed_models": null})).unwrap();
    assert_eq!((cleared.timeouts.total_timeout_ms, cleared.allowed_models.len()), (None, 0));
}

#[test]
fn headers_that_are_ours_cannot_be_set() {
    for name in
        ["Authorization", "x-api-key", "Host", "Transfer-Encoding", "Cookie", "bad name", "x-switchyard-hop"]
    {
        assert!(change(&anthropic(), json!({"custom_headers": {name: "v"}})).is_err(), "{name}");
    }
    assert!(change(&anthropic(), json!({"custom_headers": {"x-team": "a\r\nb"}})).is_err());
    let provider = change(&anthropic(), json!({"custom_headers": {"X-Team": "core"}})).unwrap();
    let header = &provider.custom_headers[0];
    let value = header.value.as_ref().map(Secret::expose);
    assert_eq!((header.name.as_str(), value), ("x-team", Some("core")));
}

#[test]
fn wrong_forms_name_their_field() {
    for (json, field) in [
        (json!({"dialect": "anthropic", "base_url": "https://h"}), "name"),
        (json!({"name": "A", "base_url": "https://h"}), "dialect"),
        (json!({"name": "A", "dialect": "gemini"}), "base_url"),
        (json!({"name": "A", "dialect": "gemini", "base_url": "http://api.example.com"}), "base_url"),
        (json!({"name": " ", "dialect": "gemini", "base_url": "https://h"}), "name"),
        (
            json!({"name": "A", "dialect": "gemini", "base_url": "https://h", "credential": "a\nb"}),
            "credential",
        ),
        (json!({"name": "A", "kind": "loopback", "base_url": "https://h"}), "base_url"),
    ] {
        assert_eq!(make(json.clone()).unwrap_err().field, field, "{json}");
    }
    assert!(serde_json::from_value::<ProviderForm>(json!({"colour": 1})).is_err());
    assert!(serde_json::from_value::<ProviderForm>(json!({"weight": 101})).is_err());
}

#[test]
fn a_masked_header_sent_back_stays_and_a_typed_one_takes_its_place() {
    let typed = json!({"custom_headers": {"x-long": "0123456789abcdef", "x-short": "abc", "x-gone": "1"}});
    let provider = change(&anthropic(), typed).unwrap();
    let sent_back =
        json!({"custom_headers": {"x-long": "••••cdef", "x-short": "new", "x-other": "••••cdef"}});
    let error = change(&provider, sent_back).unwrap_err();
    assert_eq!(error.field, "custom_headers", "another header's mask is no value");
    let sent_back = json!({"custom_headers": {"X-Long": "••••cdef", "x-short": "new"}});
    let changed = change(&provider, sent_back).unwrap();
    let values: Vec<_> = changed
        .custom_headers
        .iter()
        .map(|header| (header.name.as_str(), header.value.as_ref().map(Secret::expose)))
        .collect();
    assert_eq!(values, [("x-long", Some("0123456789abcdef")), ("x-short", Some("new"))]);
}

#[test]
fn credentials_are_added_behind_and_removed_one_by_one() {
    let mut provider = anthropic();
    let random = Seeded::new(3);
    let new = NewProvider { next_priority: 0, clock: &Still, random: &random };
    let second = provider.add_credential(&Secret::new(" sk-second-0123456789 "), new).unwrap();
    assert_eq!(provider.credentials[1].secret.as_ref().map(Secret::expose), Some("sk-second-0123456789"));
    for wrong in ["", "a\nb", "sk-second-0123456789"] {
        assert_eq!(provider.add_credential(&Secret::new(wrong), new).unwrap_err().field, "credential");
    }
    assert!(provider.remove_credential(second) && !provider.remove_credential(second));
    assert_eq!(provider.credentials.len(), 1);
    for number in 1..20 {
        provider.add_credential(&Secret::new(format!("sk-{number}")), new).unwrap();
    }
    assert!(provider.add_credential(&Secret::new("one-too-many"), new).is_err());
    let mut loopback = make(json!({"name": "L", "kind": "loopback"})).unwrap();
    assert!(loopback.add_credential(&Secret::new("sk"), new).is_err());
}

#[test]
fn headers_are_typed_again_for_another_server() {
    let typed = json!({"custom_headers": {"x-long": "0123456789abcdef"}});
    let provider = change(&anthropic(), typed).unwrap();
    let moved = |headers: Value| {
        let mut json = json!({"base_url": "https://b.example", "credential": "sk-again-012345"});
        if let Value::Object(_) = headers {
            json["custom_headers"] = headers;
        }
        change(&provider, json)
    };
    for headers in [Value::Null, json!({"x-long": "••••cdef"})] {
        assert_eq!(moved(headers).unwrap_err().field, "custom_headers");
    }
    assert!(moved(json!({"x-long": "0123456789abcdef"})).is_ok());
    assert!(moved(json!({})).unwrap().custom_headers.is_empty());
    assert!(change(&provider, json!({"base_url": "https://a.example/other"})).is_ok());
}

#[test]
fn a_proxys_password_stays_with_its_address() {
    let provider = change(&anthropic(), json!({"proxy_url": "http://me:secret@proxy.lan:3128"})).unwrap();
    let password = |provider: &Provider| {
        let proxy = provider.network.proxy.as_ref().unwrap();
        proxy.password.as_ref().map(|password| password.expose().to_owned())
    };
    let kept = change(&provider, json!({"proxy_url": "http://me@proxy.lan:3128"})).unwrap();
    assert_eq!(password(&kept).as_deref(), Some("secret"));
    for moved in ["http://me@evil.lan:3128", "http://you@proxy.lan:3128", "socks5://me@proxy.lan:3128"] {
        let moved = change(&provider, json!({"proxy_url": moved})).unwrap();
        assert_eq!(password(&moved), None);
    }
    assert!(change(&provider, json!({"proxy_url": null})).unwrap().network.proxy.is_none());
}

#[test]
fn a_schedule_has_two_ends() {
    let provider = change(
        &anthropic(),
        json!({"schedule_from": "22:00", "schedule_until": "06:00", "schedule_time_zone": "Asia/Shanghai"}),
    )
    .unwrap();
    let shown = |provider: &Provider| provider.schedule.as_ref().map(ToString::to_string);
    assert_eq!(shown(&provider).as_deref(), Some("22:00-06:00 Asia/Shanghai"));
    let later = change(&provider, json!({"schedule_from": "23:30"})).unwrap();
    assert_eq!(shown(&later).as_deref(), Some("23:30-06:00 Asia/Shanghai"));
    let local = change(&provider, json!({"schedule_time_zone": null})).unwrap();
    assert_eq!(shown(&local).as_deref(), Some("22:00-06:00"));
    let always = json!({"schedule_from": null, "schedule_until": null});
    assert_eq!(shown(&change(&provider, always).unwrap()), None);
    for (json, field) in [
        (json!({"schedule_until": null}), "schedule_until"),
        (json!({"schedule_from": null}), "schedule_from"),
        (json!({"schedule_until": "22:00"}), "schedule_until"),
        (json!({"schedule_until": "25:00"}), "schedule_until"),
        (json!({"schedule_time_zone": "Mars/Base"}), "schedule_time_zone"),
    ] {
        assert_eq!(change(&provider, json.clone()).unwrap_err().field, field, "{json}");
    }
    for json in [json!({"schedule_from": "08:00"}), json!({"schedule_time_zone": "UTC"})] {
        assert!(change(&anthropic(), json.clone()).is_err(), "{json}");
    }
}

#[test]
fn routing_fields_are_read_and_wrong_ones_are_named() {
    let provider = change(
        &anthropic(),
        json!({
            "tags": ["Team", "team", "night"], "group_priorities": {"team": 3},
            "model_redirects": [{"from": "claude-*", "to": " glm-4.6 "}], "denied_clients": ["curl/*"],
            "breaker_failures": 3, "breaker_open_ms": 1000, "breaker_half_open_successes": 1,
            "anthropic_cache_ttl": "1h", "gemini_google_search": "off",
        }),
    )
    .unwrap();
    assert_eq!(provider.tags.iter().map(GroupName::as_str).collect::<Vec<_>>(), ["team", "night"]);
    assert_eq!(provider.model_redirects[0].to, "glm-4.6");
    assert_eq!((provider.breaker.failures(), provider.breaker.half_open_successes()), (3, 1));
    for (json, field) in [
        (json!({"tags": ["*"]}), "tags"),
        (json!({"group_priorities": {"*": 1}}), "group_priorities"),
        (json!({"model_redirects": [{"from": "a", "to": "b*"}]}), "model_redirects"),
        (json!({"model_redirects": [{"from": "a", "to": "b"}, {"from": "A", "to": "c"}]}), "model_redirects"),
        (json!({"model_redirects": [{"from": "a", "to": "../x"}]}), "model_redirects"),
        (json!({"breaker_failures": 0}), "breaker_failures"),
        (json!({"breaker_open_ms": 999}), "breaker_open_ms"),
        (json!({"breaker_half_open_successes": 21}), "breaker_half_open_successes"),
        (json!({"proxy_url": "ftp://h"}), "proxy_url"),
        (json!({"extra_ca_pem": "hello"}), "extra_ca_pem"),
    ] {
        assert_eq!(change(&provider, json.clone()).unwrap_err().field, field, "{json}");
    }
    for json in [
        json!({"tags": ["a,b"]}),
        json!({"model_redirects": [{"from": "", "to": "b"}]}),
        json!({"model_redirects": [{"from": "a", "to": "b", "note": "x"}]}),
        json!({"anthropic_long_context": "yes"}),
    ] {
        assert!(serde_json::from_value::<ProviderForm>(json.clone()).is_err(), "{json}");
    }
}
