//! Who may use the web door: passwords, one-time links, sessions.

use crate::{
    admin::{Problem, ProblemCode, SignInLink, SignedIn},
    doors::web::{cookie::CookieName, links::Links, password::Passwords, throttle::Throttle},
    token::{Token, TokenDigest},
};
use domain::{Clock, Random, Secret, UnixMillis};
use http::HeaderMap;
use std::{
    net::IpAddr,
    sync::{Arc, OnceLock},
    time::Duration,
};
use store::{Store, WebSession};
use tokio::time::Instant;

/// How long a session may lie unused.
const IDLE: Duration = Duration::from_secs(12 * 3600);
/// How long a session lives at most.
const LIFETIME: Duration = Duration::from_secs(30 * 24 * 3600);
/// How exactly the last use is known.
const TOUCH_EVERY: Duration = Duration::from_secs(60);
/// The header of the token that every call carries beside the cookie.
pub(crate) const CSRF_HEADER: &str = "x-csrf-token";

/// The web door's keeper. Clones are the same keeper.
#[derive(Clone)]
pub(crate) struct Access(Arc<Inner>);

struct Inner {
    store: Store,
    clock: Arc<dyn Clock>,
    random: Arc<dyn Random>,
    links: Links,
    passwords: Passwords,
    throttle: Throttle,
    /// Known once the door listens; never, when it is off.
    door: OnceLock<Door>,
}

struct Door {
    url: String,
    cookie: CookieName,
}

/// A new session: the cookie's value, and what the page gets.
pub(crate) struct NewSession {
    pub(crate) cookie: Token,
    pub(crate) signed_in: SignedIn,
}

impl Access {
    pub(crate) fn new(store: Store, clock: Arc<dyn Clock>, random: Arc<dyn Random>) -> Self {
        Self(Arc::new(Inner {
            store,
            clock,
            random,
            links: Links::default(),
            passwords: Passwords::default(),
            throttle: Throttle::default(),
            door: OnceLock::new(),
        }))
    }

    /// The door is open at this URL.
    pub(crate) fn opened(&self, url: String, port: u16) {
        // A second call changes nothing: a process opens its web door once.
        let _ = self.0.door.set(Door { url, cookie: CookieName::for_port(port) });
    }

    /// The door's URL, when it is open.
    pub(crate) fn url(&self) -> Option<&str> {
        self.0.door.get().map(|door| door.url.as_str())
    }

    /// The session cookie's name, when the door is open.
    pub(crate) fn cookie(&self) -> Option<&CookieName> {
        self.0.door.get().map(|door| &door.cookie)
    }

    /// Makes a one-time link. Its secret is in the fragment, which no log, proxy or Referer gets.
    pub(crate) fn make_link(&self) -> Option<SignInLink> {
        let url = self.url()?;
        let (secret, expires_at) = self.0.links.make(self.0.clock.now(), self.0.random.as_ref());
        Some(SignInLink { url: format!("{url}/sign-in#{}", secret.expose()), expires_at })
    }

    /// Signs in with a one-time link.
    pub(crate) async fn spend_link(&self, peer: IpAddr, secret: &Secret) -> Result<NewSession, Problem> {
        self.begin(peer)?;
        if !self.0.links.spend(secret.expose(), self.0.clock.now()) {
            return Err(Problem::new(
                ProblemCode::InvalidLink,
                "a link works once, for 15 minutes: make a new one with `switchyard-server admin link`",
            ));
        }
        self.0.throttle.forgive(peer);
        self.new_session().await
    }

    /// Signs in with the password.
    pub(crate) async fn sign_in(&self, peer: IpAddr, password: Secret) -> Result<NewSession, Problem> {
        self.begin(peer)?;
        let wrong = || {
            Problem::new(
                ProblemCode::WrongPassword,
                "set one with `switchyard-server admin password`, or use `switchyard-server admin link`",
            )
        };
        // Without a password nothing is verified: an empty one is not a match.
        let hash = self.0.store.admin_password_hash().await?.ok_or_else(wrong)?;
        if !self.0.passwords.verify(password, hash).await? {
            return Err(wrong());
        }
        self.0.throttle.forgive(peer);
        self.new_session().await
    }

    /// Whether it may become the password.
    pub(crate) fn check_password(password: &Secret) -> Result<(), Problem> {
        Passwords::check(password)
    }

    /// Whether there is a password.
    pub(crate) async fn has_password(&self) -> Result<bool, Problem> {
        Ok(self.0.store.admin_password_hash().await?.is_some())
    }

    /// Sets the password and signs every browser out.
    pub(crate) async fn set_password(&self, password: Secret) -> Result<(), Problem> {
        let hash = self.0.passwords.hash(password, self.0.random.as_ref()).await?;
        self.0.store.set_admin_password_hash(Some(hash)).await?;
        self.0.store.remove_all_web_sessions().await?;
        Ok(())
    }

    /// Sets the password unless it is that already.
    pub(crate) async fn ensure_password(&self, password: Secret) -> Result<(), Problem> {
        if let Some(hash) = self.0.store.admin_password_hash().await?
            && self.0.passwords.verify(password.clone(), hash).await?
        {
            return Ok(());
        }
        self.set_password(password).await
    }

    /// Makes a password that nobody chose.
    pub(crate) fn generate_password(&self) -> Secret {
        Secret::new(Token::generate(self.0.random.as_ref()).expose()[..24].to_owned())
    }

    /// Lets a signed-in browser in: the cookie and the CSRF token must both be right.
    pub(crate) async fn admit(&self, headers: &HeaderMap) -> Result<(), Problem> {
        let sign_in = || Problem::new(ProblemCode::SignInRequired, "sign in at /sign-in");
        let cookie = self.cookie().and_then(|cookie| cookie.read(headers)).ok_or_else(sign_in)?;
        let digest = TokenDigest::of(cookie);
        let session = self.0.store.web_session(digest.0).await?.ok_or_else(sign_in)?;
        let now = self.0.clock.now();
        if now >= session.expires_at || now.since(session.last_seen_at) >= IDLE {
            self.0.store.remove_web_session(digest.0).await?;
            return Err(sign_in());
        }
        let csrf = headers.get(CSRF_HEADER).and_then(|token| token.to_str().ok()).unwrap_or_default();
        if !TokenDigest::of(csrf).matches(&TokenDigest(session.csrf_digest)) {
            return Err(Problem::new(ProblemCode::InvalidCsrfToken, "send the token that signing in gave"));
        }
        if now.since(session.last_seen_at) >= TOUCH_EVERY {
            self.0.store.touch_web_session(digest.0, now).await?;
        }
        Ok(())
    }

    /// Ends the session of a request.
    pub(crate) async fn sign_out(&self, headers: &HeaderMap) -> Result<(), Problem> {
        if let Some(cookie) = self.cookie().and_then(|cookie| cookie.read(headers)) {
            self.0.store.remove_web_session(TokenDigest::of(cookie).0).await?;
        }
        Ok(())
    }

    fn begin(&self, peer: IpAddr) -> Result<(), Problem> {
        self.0.throttle.begin(peer, Instant::now()).map_err(|left| Problem {
            retry_after_seconds: Some(left.as_secs().max(1)),
            ..Problem::new(
                ProblemCode::TooManyFailures,
                "wait, or use the command line on the machine itself",
            )
        })
    }

    async fn new_session(&self) -> Result<NewSession, Problem> {
        let random = self.0.random.as_ref();
        let (cookie, csrf) = (Token::generate(random), Token::generate(random));
        let now = self.0.clock.now();
        self.0.store.insert_web_session(session(&cookie, &csrf, now)).await?;
        let csrf_token = csrf.expose().to_owned();
        Ok(NewSession { cookie, signed_in: SignedIn { csrf_token, idle_seconds: IDLE.as_secs() } })
    }
}

fn session(cookie: &Token, csrf: &Token, now: UnixMillis) -> WebSession {
    WebSession {
        digest: cookie.digest().0,
        csrf_digest: csrf.digest().0,
        created_at: now,
        last_seen_at: now,
        expires_at: now.plus(LIFETIME),
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::testing::{TestClock, store};
    use domain::SystemRandom;
    use http::header::COOKIE;

    const PEER: IpAddr = IpAddr::V4(std::net::Ipv4Addr::LOCALHOST);

    async fn signed_in(access: &Access) -> HeaderMap {
        let link = access.make_link().unwrap().url;
        let secret = Secret::new(link.split_once('#').unwrap().1);
        let session = access.spend_link(PEER, &secret).await.unwrap_or_else(|problem| panic!("{problem:?}"));
        let cookie = format!("switchyard_1={}", session.cookie.expose());
        [(COOKIE, cookie), (http::HeaderName::from_static(CSRF_HEADER), session.signed_in.csrf_token)]
            .into_iter()
            .map(|(name, value)| (name, value.parse().unwrap()))
            .collect()
    }

    #[tokio::test]
    async fn a_session_lives_as_long_as_it_is_used() {
        let dir = tempfile::tempdir().unwrap();
        let clock = Arc::new(TestClock::default());
        let store = store(dir.path());
        let access = Access::new(store.clone(), clock.clone(), Arc::new(SystemRandom));
        access.opened("http://127.0.0.1:1".into(), 1);
        let headers = signed_in(&access).await;
        let eleven_hours = IDLE - Duration::from_secs(3600);
        for _ in 0..3 {
            clock.forward(eleven_hours);
            assert!(access.admit(&headers).await.is_ok());
        }
        clock.forward(IDLE);
        let refused = access.admit(&headers).await.unwrap_err();
        assert_eq!(refused.code, ProblemCode::SignInRequired);

        let headers = signed_in(&access).await;
        let uses = LIFETIME.as_secs() / eleven_hours.as_secs();
        for _ in 0..uses {
            clock.forward(eleven_hours);
            assert!(access.admit(&headers).await.is_ok());
        }
        clock.forward(eleven_hours);
        assert!(access.admit(&headers).await.is_err(), "a month is enough");
        store.close().await;
    }

    #[tokio::test]
    async fn what_is_kept_of_a_session_opens_nothing() {
        let dir = tempfile::tempdir().unwrap();
        let store = store(dir.path());
        let clock = Arc::new(TestClock::default());
        let access = Access::new(store.clone(), clock, Arc::new(SystemRandom));
        access.opened("http://127.0.0.1:1".into(), 1);
        let headers = signed_in(&access).await;
        store.close().await;
        for file in std::fs::read_dir(dir.path()).unwrap() {
            let bytes = std::fs::read(file.unwrap().path()).unwrap();
            for value in headers.values() {
                let secret = value.to_str().unwrap().trim_start_matches("switchyard_1=");
                assert!(!bytes.windows(secret.len()).any(|window| window == secret.as_bytes()));
            }
        }
    }
}
