//! The session's cookie. It opens nothing alone: cookies know no ports, so every server on this machine gets it.

use http::{HeaderMap, HeaderValue, header::COOKIE};

/// How long a browser keeps it; the session itself ends sooner when it isn't used.
const MAX_AGE_SECONDS: u32 = 30 * 24 * 3600;

/// The cookie's name: with the port, so that two instances on one machine don't take each other's.
#[derive(Debug, Clone)]
pub(crate) struct CookieName(String);

impl CookieName {
    pub(crate) fn for_port(port: u16) -> Self {
        Self(format!("switchyard_{port}"))
    }

    /// The session in a request: `None` when there is none or more than one.
    pub(crate) fn read<'a>(&self, headers: &'a HeaderMap) -> Option<&'a str> {
        let mut found = headers
            .get_all(COOKIE)
            .iter()
            .filter_map(|value| value.to_str().ok())
            .flat_map(|value| value.split(';'))
            .filter_map(|pair| pair.trim().split_once('='))
            .filter(|(name, _)| *name == self.0)
            .map(|(_, value)| value);
        let session = found.next()?;
        found.next().is_none().then_some(session)
    }

    /// Sets it.
    pub(crate) fn set(&self, session: &str) -> Option<HeaderValue> {
        self.header(session, MAX_AGE_SECONDS)
    }

    /// Removes it.
    pub(crate) fn clear(&self) -> Option<HeaderValue> {
        self.header("", 0)
    }

    fn header(&self, value: &str, max_age: u32) -> Option<HeaderValue> {
        let name = &self.0;
        let cookie = format!("{name}={value}; Path=/; Max-Age={max_age}; HttpOnly; SameSite=Strict");
        let mut cookie = HeaderValue::from_str(&cookie).ok()?;
        cookie.set_sensitive(true);
        Some(cookie)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_one_session_is_read_among_other_cookies() {
        let name = CookieName::for_port(23_001);
        for (cookies, session) in [
            ("switchyard_23001=abc", Some("abc")),
            ("a=b; switchyard_23001=abc; c=d", Some("abc")),
            ("switchyard_23002=abc", None),
            ("switchyard_23001=abc; switchyard_23001=def", None),
            ("", None),
        ] {
            let headers = HeaderMap::from_iter([(COOKIE, cookies.parse().unwrap())]);
            assert_eq!(name.read(&headers), session, "{cookies}");
        }
    }

    #[test]
    fn no_script_and_no_other_site_gets_it() {
        let cookie = CookieName::for_port(1).set("s").unwrap();
        let text = cookie.to_str().unwrap();
        assert!(text.contains("HttpOnly") && text.contains("SameSite=Strict"), "{text}");
        assert!(cookie.is_sensitive());
    }
}
