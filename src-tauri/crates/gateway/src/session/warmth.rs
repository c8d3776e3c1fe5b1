//! Whether what a provider keeps warm for a conversation, its prompt cache, is cold by now.

use memchr::memmem;
use std::time::Duration;

/// How long a prompt cache is kept when nobody says otherwise: each use begins it anew.
const USUAL: Duration = Duration::from_secs(5 * 60);
/// How long where the client asks for the longer one.
const LONG: Duration = Duration::from_secs(60 * 60);

/// Whether nobody used the conversation for as long as its provider keeps the prompt. A body that says `1h` somewhere
/// may ask for the longer one; where it doesn't, the conversation only stays a little longer.
pub(crate) fn is_cold(idle: Duration, body: &[u8]) -> bool {
    idle >= LONG || (idle >= USUAL && memmem::find(body, b"\"1h\"").is_none())
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_prompt_is_cold_after_its_cache_ends() {
        let long = br#"{"cache_control":{"type":"ephemeral","ttl":"1h"}}"#;
        for (seconds, body, cold) in [
            (299, &b"{}"[..], false),
            (300, b"{}", true),
            (300, long, false),
            (3599, long, false),
            (3600, long, true),
        ] {
            assert_eq!(is_cold(Duration::from_secs(seconds), body), cold, "{seconds}");
        }
    }
}
