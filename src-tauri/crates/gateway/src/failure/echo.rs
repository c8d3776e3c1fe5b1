//! Finding secrets of ours in what an upstream says: as they are, or as JSON or a URL writes them.

use domain::{Credential, CustomHeader, Provider, Secret};
use std::ops::Range;

/// A shorter secret would be found in every text.
const SHORTEST: usize = 4;
/// How often a text may be escaped: JSON within JSON, a URL within that.
const DEPTH: usize = 3;
const MASK: &str = "***";

/// What a provider is sent that it must not repeat.
#[derive(Debug, Clone, Copy, Default)]
pub(crate) struct Secrets<'a> {
    credential: Option<&'a Secret>,
    headers: &'a [CustomHeader],
}

impl<'a> Secrets<'a> {
    /// The credential it is asked with, and the values of its own headers.
    pub(crate) fn of(provider: &'a Provider, credential: Option<&'a Credential>) -> Self {
        let credential = credential.and_then(|credential| credential.secret.as_ref());
        Self { credential, headers: &provider.custom_headers }
    }

    fn iter(self) -> impl Iterator<Item = &'a Secret> {
        self.credential.into_iter().chain(self.headers.iter().filter_map(CustomHeader::secret))
    }
}

/// Whether a text repeats a secret.
pub(crate) fn repeats(text: &str, secrets: Secrets<'_>) -> bool {
    secrets.iter().any(|secret| !found(text, secret.expose()).is_empty())
}

/// A text without the secrets that an upstream may have repeated.
pub(crate) fn redact(text: &str, secrets: Secrets<'_>) -> String {
    secrets.iter().fold(text.to_owned(), |mut redacted, secret| {
        let places = found(&redacted, secret.expose());
        // From the end, so that what is still to be cut stays where it is.
        for place in places.into_iter().rev() {
            redacted.replace_range(place, MASK);
        }
        redacted
    })
}

/// Where a text holds a secret, in order and without overlaps.
fn found(text: &str, secret: &str) -> Vec<Range<usize>> {
    if secret.len() < SHORTEST {
        return Vec::new();
    }
    let mut places: Vec<Range<usize>> = Vec::new();
    let mut level = Unescaped::of(text);
    for _ in 0..=DEPTH {
        for place in level.find(secret.as_bytes()) {
            if !places.iter().any(|known| known.start < place.end && place.start < known.end) {
                places.push(place);
            }
        }
        if !level.has_escapes() {
            break;
        }
        level = level.unescape();
    }
    places.sort_by_key(|place| place.start);
    places
}

/// Bytes, and where in the text each of them is from.
struct Unescaped {
    bytes: Vec<u8>,
    /// Where each byte begins, and after the last where the text ends.
    starts: Vec<usize>,
}

impl Unescaped {
    fn of(text: &str) -> Self {
        Self { bytes: text.as_bytes().to_vec(), starts: (0..=text.len()).collect() }
    }

    fn has_escapes(&self) -> bool {
        self.bytes.iter().any(|byte| matches!(byte, b'\\' | b'%'))
    }

    fn find(&self, secret: &[u8]) -> Vec<Range<usize>> {
        let finder = memchr::memmem::find_iter(&self.bytes, secret);
        finder.map(|at| self.starts[at]..self.starts[at + secret.len()]).collect()
    }

    /// One layer of JSON's and URLs' escapes less. What isn't ASCII stays escaped: no secret has it.
    fn unescape(&self) -> Self {
        let mut plain = Self { bytes: Vec::with_capacity(self.bytes.len()), starts: Vec::new() };
        let mut at = 0;
        while let Some(&byte) = self.bytes.get(at) {
            let (byte, length) = escape(&self.bytes[at..]).unwrap_or((byte, 1));
            plain.bytes.push(byte);
            plain.starts.push(self.starts[at]);
            at += length;
        }
        plain.starts.push(self.starts[self.bytes.len()]);
        plain
    }
}

/// The ASCII character that an escape at the beginning stands for, and the escape's length.
fn escape(bytes: &[u8]) -> Option<(u8, usize)> {
    let (byte, length) = match bytes {
        [b'\\', b'u', b'0', b'0', high, low, ..] => (hex(*high, *low)?, 6),
        [b'\\', character @ (b'"' | b'\\' | b'/'), ..] => (*character, 2),
        [b'%', high, low, ..] => (hex(*high, *low)?, 3),
        _ => return None,
    };
    byte.is_ascii().then_some((byte, length))
}

fn hex(high: u8, low: u8) -> Option<u8> {
    let digit = |digit: u8| char::from(digit).to_digit(16);
    u8::try_from(digit(high)? * 16 + digit(low)?).ok()
}

#[cfg(test)]
mod tests {
    use super::*;

    fn only(credential: &Secret) -> Secrets<'_> {
        Secrets { credential: Some(credential), headers: &[] }
    }

    #[test]
    fn a_header_that_may_be_a_secret_is_cut_out_and_a_word_is_not() {
        let header = |value: &str| CustomHeader { name: "x-a".into(), value: Some(Secret::new(value)) };
        let headers = [header("core"), header("relay-token-0123")];
        let secrets = Secrets { credential: None, headers: &headers };
        assert_eq!(redact("core says relay-token-0123", secrets), "core says ***");
        assert!(repeats("relay%2Dtoken-0123", secrets) && !repeats("core", secrets));
    }

    #[test]
    fn an_echoed_credential_is_cut_out_however_it_is_written() {
        let secret = Secret::new("sk-live/0123+45=\"6");
        for (said, left) in [
            (r#"bad key sk-live/0123+45="6!"#, "bad key ***!"),
            (r#"bad key sk-live\/0123+45=\"6!"#, "bad key ***!"),
            (r#"bad key sk-live/0123\u002b45\u003D\u00226!"#, "bad key ***!"),
            ("?key=sk-live%2F0123%2b45%3D%226&x", "?key=***&x"),
            ("%73%6B-live/0123+45=%226", "***"),
            (r#"{"a":"{\"key\":\"sk-live\\/0123+45=\\\"6\"}"}"#, r#"{"a":"{\"key\":\"***\"}"}"#),
            (r#"sk-live/0123+45="6 中 sk-live%2F0123+45=%226"#, "*** 中 ***"),
        ] {
            assert_eq!(redact(said, only(&secret)), left, "{said}");
            assert!(repeats(said, only(&secret)), "{said}");
        }
    }

    #[test]
    fn what_is_not_the_credential_stays() {
        let secret = Secret::new("sk-live-0123456789");
        for said in ["sk-live-012345678", "100 % of %zz \\u12", "中文 \\", "%", "", "sk-…6789"] {
            assert_eq!(redact(said, only(&secret)), said);
            assert!(!repeats(said, only(&secret)), "{said}");
        }
        assert!(!repeats("abc", only(&Secret::new("abc"))), "too short to be told from any other text");
        assert_eq!(redact("sk-live-0123456789", Secrets::default()), "sk-live-0123456789");
    }

    proptest::proptest! {
        #[test]
        fn no_text_panics_and_no_secret_is_left(text in ".*", secret in "[!-)+-~]{4,20}") {
            let secret = Secret::new(secret);
            let _ = redact(&text, only(&secret));
            let redacted = redact(&format!("{text}{}{text}", secret.expose()), only(&secret));
            proptest::prop_assert!(!redacted.contains(secret.expose()), "{redacted}");
        }
    }
}
