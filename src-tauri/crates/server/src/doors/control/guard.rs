//! What the control door asks of every request, reads too.

use crate::{
    Caller,
    admin::{Problem, ProblemCode},
    doors::host::{named_host, single},
    token::TokenDigest,
};
use axum::{
    extract::{Request, State},
    middleware::Next,
    response::{IntoResponse, Response},
};
use http::{
    HeaderMap, HeaderName, Uri,
    header::{AUTHORIZATION, ORIGIN},
};
use std::{net::SocketAddr, sync::Arc};

/// The door's own address and its token's digest.
#[derive(Clone)]
pub(crate) struct Guard(Arc<(String, TokenDigest)>);

impl Guard {
    pub(crate) fn new(address: SocketAddr, token: TokenDigest) -> Self {
        Self(Arc::new((address.to_string(), token)))
    }

    /// First what only a browser sends, then where it was meant to go, then the token.
    fn admit(&self, headers: &HeaderMap, uri: &Uri) -> Result<(), Problem> {
        let (address, token) = self.0.as_ref();
        if headers.contains_key(ORIGIN) || headers.contains_key(HeaderName::from_static("sec-fetch-site")) {
            return Err(Problem::new(ProblemCode::OriginNotAllowed, "no web page may use the control door"));
        }
        if named_host(headers, uri) != Some(address.as_str()) {
            return Err(Problem::new(
                ProblemCode::HostNotAllowed,
                "Host must be the control door's own address",
            ));
        }
        let given = single(headers, &AUTHORIZATION).ok().flatten();
        let given = given.and_then(|value| value.strip_prefix("Bearer ")).unwrap_or_default();
        if TokenDigest::of(given).matches(token) {
            Ok(())
        } else {
            Err(Problem::new(
                ProblemCode::InvalidToken,
                "send Authorization: Bearer with the token in runtime.json",
            ))
        }
    }
}

pub(super) async fn check(State(guard): State<Guard>, mut request: Request, next: Next) -> Response {
    match guard.admit(request.headers(), request.uri()) {
        Ok(()) => {
            request.extensions_mut().insert(Caller::Control);
            next.run(request).await
        }
        Err(problem) => problem.into_response(),
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::token::Token;
    use domain::SystemRandom;
    use http::header::HOST;

    #[test]
    fn only_the_token_on_the_doors_own_address_comes_in() {
        let token = Token::generate(&SystemRandom);
        let guard = Guard::new("127.0.0.1:7777".parse().unwrap(), token.digest());
        let bearer = format!("Bearer {}", token.expose());
        let wrong = format!("Bearer {}x", token.expose());
        let own = ("host", "127.0.0.1:7777");
        for (headers, code) in [
            (vec![own, ("authorization", &bearer)], None),
            (vec![own], Some(ProblemCode::InvalidToken)),
            (vec![own, ("authorization", &wrong)], Some(ProblemCode::InvalidToken)),
            (vec![own, ("authorization", "Bearer ")], Some(ProblemCode::InvalidToken)),
            (vec![own, ("authorization", token.expose())], Some(ProblemCode::InvalidToken)),
            (vec![own, ("x-api-key", token.expose())], Some(ProblemCode::InvalidToken)),
            (vec![own, ("cookie", token.expose())], Some(ProblemCode::InvalidToken)),
            (
                vec![own, ("authorization", &bearer), ("authorization", &bearer)],
                Some(ProblemCode::InvalidToken),
            ),
            (vec![("authorization", &bearer)], Some(ProblemCode::HostNotAllowed)),
            (vec![("host", "localhost:7777"), ("authorization", &bearer)], Some(ProblemCode::HostNotAllowed)),
            (vec![("host", "127.0.0.1"), ("authorization", &bearer)], Some(ProblemCode::HostNotAllowed)),
            (
                vec![("host", "evil.example:7777"), ("authorization", &bearer)],
                Some(ProblemCode::HostNotAllowed),
            ),
            (vec![own, own, ("authorization", &bearer)], Some(ProblemCode::HostNotAllowed)),
            (
                vec![own, ("authorization", &bearer), ("origin", "http://127.0.0.1:7777")],
                Some(ProblemCode::OriginNotAllowed),
            ),
            (vec![own, ("authorization", &bearer), ("origin", "null")], Some(ProblemCode::OriginNotAllowed)),
            (
                vec![own, ("authorization", &bearer), ("sec-fetch-site", "none")],
                Some(ProblemCode::OriginNotAllowed),
            ),
            (
                vec![own, ("authorization", &bearer), ("sec-fetch-site", "same-origin")],
                Some(ProblemCode::OriginNotAllowed),
            ),
            // What a page sends is refused before the token is looked at.
            (vec![("origin", "https://evil.example")], Some(ProblemCode::OriginNotAllowed)),
        ] {
            let mut map = HeaderMap::new();
            for (name, value) in &headers {
                map.append(HeaderName::from_bytes(name.as_bytes()).unwrap(), value.parse().unwrap());
            }
            assert!(map.contains_key(HOST) || code.is_some());
            let refused = guard.admit(&map, &"/api/v1/status".parse().unwrap()).err();
            assert_eq!(refused.map(|problem| problem.code), code, "{headers:?}");
        }
    }
}
