//! What a stranger is told: in whose shape, and which known path was perhaps meant.

use super::PassThrough;
use domain::Dialect;
use http::HeaderMap;

/// Whose client it probably is.
pub(super) fn dialect_of_unknown(path: &str, headers: &HeaderMap) -> Dialect {
    if headers.contains_key("anthropic-version") || path.contains("messages") {
        Dialect::Anthropic
    } else if headers.contains_key("x-goog-api-key") || path.contains("v1beta") || path.contains(":generate")
    {
        Dialect::Gemini
    } else if path.contains("responses") {
        Dialect::OpenaiResponses
    } else {
        Dialect::OpenaiChat
    }
}

/// And those of [`PassThrough`].
const KNOWN: &[&str] = &[
    "/v1/messages",
    "/v1/messages/count_tokens",
    "/v1/chat/completions",
    "/v1/responses",
    "/v1/responses/compact",
    "/v1/responses/{id}",
    "/v1/responses/{id}/input_items",
    "/v1/responses/{id}/cancel",
    "/v1/models",
    "/v1beta/models",
    "/v1beta/models/{model}:generateContent",
    "/v1beta/models/{model}:streamGenerateContent",
    "/v1beta/models/{model}:countTokens",
    "/api/health",
];

/// The known path that looks most like it.
pub(super) fn nearest_known(path: &str) -> &'static str {
    let path: String = path.chars().take(64).collect();
    let known = KNOWN.iter().copied().chain(PassThrough::ALL.map(PassThrough::path));
    known.min_by_key(|known| edit_distance(&path, known)).unwrap_or("/v1/messages")
}

fn edit_distance(left: &str, right: &str) -> usize {
    let right: Vec<char> = right.chars().collect();
    let mut row: Vec<usize> = (0..=right.len()).collect();
    for (index, here) in left.chars().enumerate() {
        let mut diagonal = row[0];
        row[0] = index + 1;
        for (column, there) in right.iter().enumerate() {
            let replaced = diagonal + usize::from(here != *there);
            diagonal = row[column + 1];
            row[column + 1] = replaced.min(diagonal + 1).min(row[column] + 1);
        }
    }
    row[right.len()]
}
