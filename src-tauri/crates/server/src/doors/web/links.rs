//! One-time sign-in links: 256 bits, used once, kept as a digest, for 15 minutes.

use crate::token::{Token, TokenDigest};
use domain::{Random, UnixMillis};
use std::{
    collections::VecDeque,
    sync::{Mutex, PoisonError},
    time::Duration,
};

/// How long a link works.
const LIFETIME: Duration = Duration::from_secs(15 * 60);
/// How many links work at once; a new one ends the oldest.
const OUTSTANDING: usize = 16;

/// The links that work.
#[derive(Default)]
pub(crate) struct Links(Mutex<VecDeque<Link>>);

struct Link {
    digest: TokenDigest,
    expires_at: UnixMillis,
}

impl Links {
    /// Makes one.
    pub(crate) fn make(&self, now: UnixMillis, random: &dyn Random) -> (Token, UnixMillis) {
        let (token, expires_at) = (Token::generate(random), now.plus(LIFETIME));
        let mut links = self.0.lock().unwrap_or_else(PoisonError::into_inner);
        links.truncate(OUTSTANDING - 1);
        links.push_front(Link { digest: token.digest(), expires_at });
        (token, expires_at)
    }

    /// Uses one up; whether it worked.
    pub(crate) fn spend(&self, secret: &str, now: UnixMillis) -> bool {
        let given = TokenDigest::of(secret);
        let mut links = self.0.lock().unwrap_or_else(PoisonError::into_inner);
        links.retain(|link| now < link.expires_at);
        let before = links.len();
        links.retain(|link| !link.digest.matches(&given));
        links.len() < before
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use domain::SystemRandom;

    #[test]
    fn a_link_works_once_and_for_a_quarter_of_an_hour() {
        let (links, start) = (Links::default(), UnixMillis(0));
        let (first, end) = links.make(start, &SystemRandom);
        let (second, _) = links.make(start, &SystemRandom);
        assert!(!links.spend("", start));
        assert!(links.spend(first.expose(), start));
        assert!(!links.spend(first.expose(), start), "used up");
        assert!(!links.spend(second.expose(), end), "expired");
    }
}
