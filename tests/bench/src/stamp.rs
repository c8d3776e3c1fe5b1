//! The moment at which an event left the upstream, written into the event itself, and found again by the
//! client. Both run on one machine, so the wall clock is one clock for the two processes.

use std::time::{Duration, SystemTime, UNIX_EPOCH};

/// Digits of a stamp: nanoseconds since 1970, until the year 2286.
const DIGITS: u32 = 19;

/// What stands before the digits, and nowhere else in an answer.
const MARK: u8 = b'@';

/// Now, as it is written into an event. Always equally long, so that answers have a known length.
pub(crate) fn stamp() -> String {
    format!("@{:019}", now())
}

#[expect(
    clippy::disallowed_methods,
    reason = "two processes compare their times: only the wall clock is common"
)]
fn now() -> u64 {
    let since = SystemTime::now().duration_since(UNIX_EPOCH).unwrap_or_default();
    u64::try_from(since.as_nanos()).unwrap_or(u64::MAX)
}

/// Finds stamps in a body that comes in pieces.
#[derive(Debug, Default)]
pub(crate) struct Scanner {
    inside: bool,
    digits: u32,
    value: u64,
}

impl Scanner {
    /// Reads on; puts how old each stamp found here is into `delays`.
    pub(crate) fn push(&mut self, bytes: &[u8], delays: &mut Vec<Duration>) {
        self.scan(bytes, |sent| delays.push(Duration::from_nanos(now().saturating_sub(sent))));
    }

    fn scan(&mut self, bytes: &[u8], mut found: impl FnMut(u64)) {
        for byte in bytes {
            match byte {
                &MARK => *self = Self { inside: true, digits: 0, value: 0 },
                b'0'..=b'9' if self.inside => {
                    self.value = self.value.wrapping_mul(10).wrapping_add(u64::from(byte - b'0'));
                    self.digits += 1;
                    if self.digits == DIGITS {
                        self.inside = false;
                        found(self.value);
                    }
                }
                _ => self.inside = false,
            }
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_stamp_is_found_however_the_body_is_cut() {
        let body = br#"{"text":"@1234567890123456789"} 12 @34 {"text":"@0000000000000000007"}"#;
        for cut in 0..body.len() {
            let (mut scanner, mut found) = (Scanner::default(), Vec::new());
            scanner.scan(&body[..cut], |value| found.push(value));
            scanner.scan(&body[cut..], |value| found.push(value));
            assert_eq!(found, [1_234_567_890_123_456_789, 7], "cut at {cut}");
        }
    }

    #[test]
    fn a_fresh_stamp_has_hardly_aged() {
        let mut delays = Vec::new();
        Scanner::default().push(stamp().as_bytes(), &mut delays);
        assert_eq!(delays.len(), 1);
        assert!(delays[0] < Duration::from_secs(5));
    }
}
