//! `/t/{name}` before an operation: for which project a request is made.

/// How long a name may be.
const LONGEST: usize = 64;

/// Cuts `/t/{name}` off; `None` when what stands there is no name.
pub(super) fn split_project(path: &str) -> Option<(Option<&str>, &str)> {
    let trimmed = path.trim_start_matches('/');
    let Some(after) = trimmed.strip_prefix('t').filter(|after| after.is_empty() || after.starts_with('/'))
    else {
        return Some((None, path));
    };
    let after = after.trim_start_matches('/');
    let (name, rest) = after.split_at(after.find('/').unwrap_or(after.len()));
    is_name(name).then_some((Some(name), rest))
}

/// 1–64 of A–Z a–z 0–9 `_ - .`.
fn is_name(text: &str) -> bool {
    (1..=LONGEST).contains(&text.len())
        && text.bytes().all(|byte| byte.is_ascii_alphanumeric() || b"_-.".contains(&byte))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_tag_is_cut_off_and_what_is_no_name_is_told() {
        let longest = "x".repeat(LONGEST);
        for (path, cut) in [
            ("/t/shop/v1/messages", Some((Some("shop"), "/v1/messages"))),
            ("//t//Web_2.0-x//v1/messages", Some((Some("Web_2.0-x"), "//v1/messages"))),
            ("/t/shop", Some((Some("shop"), ""))),
            ("/tea/v1", Some((None, "/tea/v1"))),
            ("/v1/t/x", Some((None, "/v1/t/x"))),
            ("", Some((None, ""))),
            ("/t", None),
            ("/t/", None),
            ("/t/a b/v1", None),
            ("/t/a%20b/v1", None),
            ("/t/é/v1", None),
            (&format!("/t/{longest}x/v1"), None),
            (&format!("/t/{longest}/v1"), Some((Some(longest.as_str()), "/v1"))),
        ] {
            assert_eq!(split_project(path), cut, "{path}");
        }
    }
}
