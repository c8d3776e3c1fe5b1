//! 256-bit tokens: the control door's, one-time links, sessions, CSRF. Kept as digests, compared in constant time.

use base64::{Engine, engine::general_purpose::URL_SAFE_NO_PAD};
use domain::{Random, Secret};
use sha2::{Digest, Sha256};
use subtle::ConstantTimeEq;

/// A token in the moment it is made or shown. It has no `PartialEq`: compare digests.
#[derive(Debug, Clone)]
pub(crate) struct Token(Secret);

impl Token {
    pub(crate) fn generate(random: &dyn Random) -> Self {
        let mut bytes = [0; 32];
        random.fill(&mut bytes);
        Self(Secret::new(URL_SAFE_NO_PAD.encode(bytes)))
    }

    pub(crate) fn expose(&self) -> &str {
        self.0.expose()
    }

    pub(crate) fn digest(&self) -> TokenDigest {
        TokenDigest::of(self.0.expose())
    }
}

/// The SHA-256 of a token, or of what somebody claims to be one.
#[derive(Clone, Copy)]
pub(crate) struct TokenDigest(pub(crate) [u8; 32]);

impl TokenDigest {
    pub(crate) fn of(text: &str) -> Self {
        Self(Sha256::digest(text.as_bytes()).into())
    }

    /// Whether both are of the same text; takes as long either way.
    pub(crate) fn matches(&self, other: &Self) -> bool {
        self.0.ct_eq(&other.0).into()
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use domain::SystemRandom;

    #[test]
    fn a_token_is_256_bits_and_prints_as_nothing() {
        let token = Token::generate(&SystemRandom);
        assert_eq!(token.expose().len(), 43);
        assert!(!format!("{token:?}").contains(token.expose()));
        assert!(token.digest().matches(&TokenDigest::of(token.expose())));
        assert!(!token.digest().matches(&Token::generate(&SystemRandom).digest()));
    }
}
