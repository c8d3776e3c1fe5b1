//! A path before it is compared: what stands before its operation, what makes it suspicious, and how a base URL's
//! mistakes are undone. What it means is `matching`'s business.

use super::PassThrough;
use domain::ClientKeySecret;

/// Cuts `/key/{key}` off, so that nothing behind this function sees it.
pub(super) fn split_key(path: &str) -> (Option<&str>, &str) {
    let trimmed = path.trim_start_matches('/');
    let Some(after) = trimmed.strip_prefix("key/") else { return (None, path) };
    let after = after.trim_start_matches('/');
    match after.split_once('/') {
        Some((key, _)) => (Some(key), &after[key.len()..]),
        None => (Some(after), ""),
    }
}

/// The path to be named in an answer: a key that stands at a wrong place in it is not repeated.
pub(super) fn without_keys(path: &str) -> String {
    let holds_key =
        |segment: &str| segment.char_indices().any(|(at, _)| ClientKeySecret::is_ours(&segment[at..]));
    let segments: Vec<&str> =
        path.split('/').map(|segment| if holds_key(segment) { "***" } else { segment }).collect();
    segments.join("/")
}

/// What two parsers could read differently is not compared at all.
pub(super) fn is_suspicious(path: &str) -> bool {
    let odd = |byte: u8| byte == b'\\' || byte == b';' || !(0x21..0x7f).contains(&byte);
    if path.bytes().any(odd) || path.split('/').any(|segment| segment == ".." || segment == ".") {
        return true;
    }
    path.contains('%') && {
        let lower = path.to_ascii_lowercase();
        ["%2e", "%2f", "%5c", "%00", "%25"].iter().any(|code| lower.contains(code))
    }
}

/// The segments, without doubled slashes, repeated versions, and with the version put where it was forgotten.
pub(super) fn normalised(path: &str) -> Vec<&str> {
    let mut segments: Vec<&str> = path.split('/').filter(|segment| !segment.is_empty()).collect();
    let is_version = |segment: &str| segment == "v1" || segment == "v1beta";
    while segments.len() > 1 && is_version(segments[0]) && is_version(segments[1]) {
        // `/v1beta/v1/…` is a base URL with a version before a client's own, which is the one that counts.
        segments.remove(0);
    }
    match segments.as_slice() {
        ["messages" | "responses", ..] | ["chat", "completions"] => segments.insert(0, "v1"),
        below if PassThrough::of(below).is_some() => segments.insert(0, "v1"),
        ["models", rest @ ..] => {
            let gemini = rest.last().is_some_and(|last| last.contains(':'));
            segments.insert(0, if gemini { "v1beta" } else { "v1" });
        }
        _ => {}
    }
    segments
}

/// The text meant; `None` when that is none.
pub(super) fn percent_decode(text: &str) -> Option<String> {
    let mut bytes = Vec::with_capacity(text.len());
    let mut rest = text.as_bytes();
    while let [first, tail @ ..] = rest {
        if *first == b'%' {
            let [high, low, tail @ ..] = tail else { return None };
            let digit = |byte: u8| char::from(byte).to_digit(16);
            bytes.push(u8::try_from(digit(*high)? * 16 + digit(*low)?).ok()?);
            rest = tail;
        } else {
            bytes.push(*first);
            rest = tail;
        }
    }
    String::from_utf8(bytes).ok()
}

/// A text as one piece of a path, slashes and all.
pub(super) fn percent_encode(text: &str) -> String {
    let mut encoded = String::with_capacity(text.len());
    for byte in text.bytes() {
        if byte.is_ascii_alphanumeric() || b"-._~@/".contains(&byte) {
            encoded.push(char::from(byte));
        } else {
            encoded.push_str(&format!("%{byte:02X}"));
        }
    }
    encoded
}
