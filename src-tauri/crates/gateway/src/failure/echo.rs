//! Finding a secret of ours in what an upstream says: as it is, or as JSON or a URL writes it.

use domain::Secret;
use std::ops::Range;

/// A shorter secret would be found in every text.
const SHORTEST: usize = 4;
/// How often a text may be escaped: JSON within JSON, a URL within that.
const DEPTH: usize = 3;
const MASK: &str = "***";

/// Whether a text repeats a secret.
pub(crate) fn repeats(text: &str, secret: Option<&Secret>) -> bool {
    secret.is_some_and(|secret| !found(text, secret.expose()).is_empty())
}

/// A text without a secret that an upstream may have repeated.
pub(crate) fn redact(text: &str, secret: Option<&Secret>) -> String {
    let mut redacted = text.to_owned();
    let places = secret.map(|secret| found(text, secret.expose())).unwrap_or_default();
    // From the end, so that what is still to be cut stays where it is.
    for place in places.into_iter().rev() {
        redacted.replace_range(place, MASK);
    }
    redacted
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
            assert_eq!(redact(said, Some(&secret)), left, "{said}");
            assert!(repeats(said, Some(&secret)), "{said}");
        }
    }

    #[test]
    fn what_is_not_the_credential_stays() {
        let secret = Secret::new("sk-live-0123456789");
        for said in ["sk-live-012345678", "100 % of %zz \\u12", "中文 \\", "%", "", "sk-…6789"] {
            assert_eq!(redact(said, Some(&secret)), said);
            assert!(!repeats(said, Some(&secret)), "{said}");
        }
        assert!(!repeats("abc", Some(&Secret::new("abc"))), "too short to be told from any other text");
        assert_eq!(redact("sk-live-0123456789", None), "sk-live-0123456789");
    }

    proptest::proptest! {
        #[test]
        fn no_text_panics_and_no_secret_is_left(text in ".*", secret in "[!-)+-~]{4,20}") {
            let secret = Secret::new(secret);
            let _ = redact(&text, Some(&secret));
            let redacted = redact(&format!("{text}{}{text}", secret.expose()), Some(&secret));
            proptest::prop_assert!(!redacted.contains(secret.expose()), "{redacted}");
        }
    }
}
