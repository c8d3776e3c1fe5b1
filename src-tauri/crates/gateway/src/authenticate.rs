//! Who is calling: the third of the eleven steps.
//!
//! A key may come in four carriers, or before the path. Those that hold something else are ignored when
//! another holds a key of ours: a stale `ANTHROPIC_API_KEY` in a shell is common. None is ever forwarded.

use crate::{host_guard, rejection, rejection::Rejection};
use domain::{Caller, ClientKeySecret, Dialect, Snapshot, UnixMillis};
use http::{HeaderMap, header};
use std::net::IpAddr;

/// The headers that carry credentials, ours or others': stripped from everything that goes upstream.
pub(crate) const CREDENTIAL_HEADERS: [&str; 3] = ["authorization", "x-api-key", "x-goog-api-key"];

/// What can hold a key in one request.
#[derive(Clone, Copy)]
pub(crate) struct Carriers<'a> {
    /// The headers.
    pub headers: &'a HeaderMap,
    /// The query; its `key` counts on Gemini's paths only.
    pub query: Option<&'a str>,
    /// The wire format of the path.
    pub dialect: Dialect,
    /// The key before the path.
    pub path_key: Option<&'a str>,
    /// The client's address.
    pub peer: IpAddr,
}

/// Finds the caller by the key that was presented.
///
/// # Errors
/// `missing_api_key` or `invalid_api_key`. Whether the key may still be used is admission's question.
pub(crate) fn authenticate(carriers: Carriers<'_>, snapshot: &Snapshot) -> Result<Caller, Rejection> {
    let mut ours: Option<&str> = None;
    let mut others = false;
    for text in presented(carriers) {
        if text.is_empty() {
            continue;
        }
        if !ClientKeySecret::is_ours(text) {
            others = true;
            continue;
        }
        match ours {
            Some(first) if first != text => return Err(two_keys()),
            Some(_) | None => ours = Some(text),
        }
    }
    if carriers.path_key.is_some() && !may_stand_in_path(carriers) {
        return Err(key_in_path());
    }
    match ours {
        Some(text) => {
            let secret = ClientKeySecret::parse(text).ok_or_else(rejection::invalid_api_key)?;
            snapshot.callers.get(&secret.digest()).cloned().ok_or_else(rejection::invalid_api_key)
        }
        None if others => Err(rejection::invalid_api_key()),
        None => Err(rejection::missing_api_key()),
    }
}

/// Whether key and user are enabled and not expired.
///
/// # Errors
/// `invalid_api_key`.
pub(crate) fn check_valid(caller: &Caller, now: UnixMillis) -> Result<(), Rejection> {
    if caller.key.is_valid_at(now) && caller.user.is_valid_at(now) {
        Ok(())
    } else {
        Err(rejection::invalid_api_key())
    }
}

fn presented(carriers: Carriers<'_>) -> impl Iterator<Item = &str> {
    let Carriers { headers, query, dialect, path_key, .. } = carriers;
    let bearer = headers.get_all(header::AUTHORIZATION).iter().filter_map(|value| {
        let text = value.to_str().ok()?.trim();
        let (scheme, token) = text.split_once(' ').unwrap_or(("", text));
        (scheme.is_empty() || scheme.eq_ignore_ascii_case("bearer")).then(|| token.trim())
    });
    let plain = ["x-api-key", "x-goog-api-key"]
        .into_iter()
        .flat_map(move |name| headers.get_all(name).iter())
        .filter_map(|value| value.to_str().ok().map(str::trim));
    let in_query = query
        .filter(|_| dialect == Dialect::Gemini)
        .into_iter()
        .flat_map(|query| query.split('&'))
        .filter_map(|pair| pair.strip_prefix("key="));
    bearer.chain(plain).chain(in_query).chain(path_key)
}

/// A reverse proxy on this machine is a loopback peer, too, and logs paths: so no sign of one may be there.
fn may_stand_in_path(carriers: Carriers<'_>) -> bool {
    let headers = carriers.headers;
    let proxied = headers.keys().any(|name| {
        let name = name.as_str();
        name == "origin" || name == "forwarded" || name == "via" || name.starts_with("x-forwarded-")
    });
    carriers.peer.is_loopback() && host_guard::is_loopback_host(headers) && !proxied
}

fn two_keys() -> Rejection {
    Rejection {
        message:
            "请求中有两个不同的 Switchyard 密钥 (two different Switchyard keys in one request: send one)"
                .into(),
        ..rejection::invalid_api_key()
    }
}

fn key_in_path() -> Rejection {
    Rejection {
        message: "路径中的密钥只能在本机直接使用 (a key in the path works only from this machine, without a proxy in between: send it in a header)".into(),
        ..rejection::invalid_api_key()
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use domain::{ClientKeyForm, KeyKind, NewClientKey, SystemRandom, User, UserId};
    use std::sync::Arc;

    struct Setup {
        snapshot: Snapshot,
        key: String,
        other: String,
    }

    fn setup() -> Setup {
        let user = Arc::new(User::new(UserId::new(UnixMillis(0), &SystemRandom), "owner", UnixMillis(0)));
        let mut snapshot = Snapshot::default();
        let mut texts = Vec::new();
        for _ in 0..2 {
            let made = NewClientKey::generate(
                user.id,
                KeyKind::Manual,
                ClientKeyForm::default(),
                UnixMillis(0),
                &SystemRandom,
            );
            texts.push(made.secret.expose().to_owned());
            let caller = Caller { key: Arc::new(made.key), user: user.clone() };
            snapshot.callers.insert(made.secret.digest(), caller);
        }
        let other = texts.remove(1);
        Setup { snapshot, key: texts.remove(0), other }
    }

    fn headers(pairs: &[(&str, &str)]) -> HeaderMap {
        let mut headers = HeaderMap::new();
        for (name, value) in pairs {
            headers.append(http::HeaderName::from_bytes(name.as_bytes()).unwrap(), value.parse().unwrap());
        }
        headers
    }

    fn ask(
        setup: &Setup,
        headers: &HeaderMap,
        query: Option<&str>,
        dialect: Dialect,
        path_key: Option<&str>,
    ) -> Result<(), String> {
        let peer = IpAddr::from([127, 0, 0, 1]);
        authenticate(Carriers { headers, query, dialect, path_key, peer }, &setup.snapshot)
            .map(|_| ())
            .map_err(|rejection| rejection.code.to_string())
    }

    #[test]
    fn the_same_key_works_in_every_carrier() {
        let setup = setup();
        let key = &setup.key;
        let bearer = format!("Bearer {key}");
        for pairs in [
            vec![("authorization", bearer.as_str())],
            vec![("authorization", key.as_str())],
            vec![("x-api-key", key.as_str())],
            vec![("x-goog-api-key", key.as_str())],
            vec![("authorization", bearer.as_str()), ("x-api-key", "sk-ant-stale")],
            vec![("authorization", "Bearer sk-ant-stale"), ("x-api-key", key.as_str())],
            vec![("authorization", bearer.as_str()), ("x-api-key", key.as_str())],
            vec![("authorization", ""), ("x-api-key", key.as_str())],
        ] {
            assert_eq!(
                ask(&setup, &headers(&pairs), None, Dialect::Anthropic, None),
                Ok(()),
                "{}",
                pairs.len()
            );
        }
        let query = format!("alt=sse&key={key}");
        assert_eq!(ask(&setup, &HeaderMap::new(), Some(&query), Dialect::Gemini, None), Ok(()));
        let elsewhere = ask(&setup, &HeaderMap::new(), Some(&query), Dialect::Anthropic, None);
        assert_eq!(
            elsewhere,
            Err("missing_api_key".into()),
            "a key in the query counts on Gemini's paths only"
        );
    }

    #[test]
    fn wrong_keys_are_told_from_missing_ones() {
        let setup = setup();
        for (pairs, code) in [
            (vec![], "missing_api_key"),
            (vec![("x-api-key", "")], "missing_api_key"),
            (vec![("authorization", "Basic abc")], "missing_api_key"),
            (vec![("x-api-key", "sk-ant-0")], "invalid_api_key"),
            (vec![("x-api-key", "sk-sy-short")], "invalid_api_key"),
            (
                vec![("x-api-key", setup.key.as_str()), ("x-goog-api-key", setup.other.as_str())],
                "invalid_api_key",
            ),
        ] {
            assert_eq!(
                ask(&setup, &headers(&pairs), None, Dialect::OpenaiChat, None),
                Err(code.into()),
                "{code}"
            );
        }
    }

    #[test]
    fn a_key_in_the_path_works_only_from_this_machine_and_without_a_proxy() {
        let setup = setup();
        let key = Some(setup.key.as_str());
        let local = ("host", "127.0.0.1:23000");
        assert_eq!(ask(&setup, &headers(&[local]), None, Dialect::OpenaiResponses, key), Ok(()));
        for extra in ["origin", "forwarded", "via", "x-forwarded-for", "x-forwarded-proto"] {
            let refused = ask(&setup, &headers(&[local, (extra, "x")]), None, Dialect::OpenaiResponses, key);
            assert_eq!(refused, Err("invalid_api_key".into()), "{extra}");
        }
        let public = headers(&[("host", "switch.example")]);
        assert_eq!(ask(&setup, &public, None, Dialect::OpenaiResponses, key), Err("invalid_api_key".into()));
    }

    #[test]
    fn an_expired_user_or_key_is_not_valid() {
        let setup = setup();
        let caller = setup.snapshot.callers.values().next().unwrap().clone();
        assert_eq!(check_valid(&caller, UnixMillis(5)), Ok(()));
        let expired = User { expires_at: Some(UnixMillis(5)), ..(*caller.user).clone() };
        let caller = Caller { user: Arc::new(expired), ..caller };
        assert!(check_valid(&caller, UnixMillis(5)).is_err());
    }
}
