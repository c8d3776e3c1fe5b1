//! Which events are worth parsing: those that hold one of the dialect's markers.

use domain::Dialect;
use memchr::{memchr2, memmem::Finder};
use std::sync::LazyLock;

/// The byte strings of one dialect.
struct Markers {
    /// Keys, with their quotes: they count unless the value is `null`.
    keys: Vec<Finder<'static>>,
    /// Text that counts wherever it stands.
    words: Vec<Finder<'static>>,
}

impl Markers {
    fn new(keys: &[&'static str], words: &[&'static str]) -> Self {
        let finders = |texts: &[&'static str]| texts.iter().map(|text| Finder::new(*text)).collect();
        Self { keys: finders(keys), words: finders(words) }
    }

    fn are_in(&self, event: &[u8]) -> bool {
        self.words.iter().any(|word| word.find(event).is_some())
            || self.keys.iter().any(|key| has_value(key, event))
    }
}

static ANTHROPIC: LazyLock<Markers> =
    LazyLock::new(|| Markers::new(&["\"usage\"", "\"stop_reason\"", "\"error\""], &["message_stop"]));
static OPENAI_CHAT: LazyLock<Markers> =
    LazyLock::new(|| Markers::new(&["\"usage\"", "\"finish_reason\"", "\"error\""], &["[DONE]"]));
static OPENAI_RESPONSES: LazyLock<Markers> = LazyLock::new(|| {
    let ends = ["response.completed", "response.incomplete", "response.failed", "response.cancelled"];
    Markers::new(&["\"usage\"", "\"error\""], &ends)
});
static GEMINI: LazyLock<Markers> = LazyLock::new(|| {
    Markers::new(&["\"usageMetadata\"", "\"finishReason\"", "\"error\"", "\"promptFeedback\""], &[])
});

/// Whether the event may tell something of usage, end or error.
pub(super) fn is_telling(dialect: Dialect, event: &[u8]) -> bool {
    match dialect {
        // Most events of a stream are these, and their names tell it at once.
        Dialect::Anthropic if event.starts_with(b"event: content_block_delta") => false,
        Dialect::OpenaiResponses if is_named_delta(event) => false,
        Dialect::Anthropic => ANTHROPIC.are_in(event),
        Dialect::OpenaiChat => OPENAI_CHAT.are_in(event),
        Dialect::OpenaiResponses => OPENAI_RESPONSES.are_in(event),
        Dialect::Gemini => GEMINI.are_in(event),
    }
}

/// Whether the event begins with a line like `event: response.output_text.delta`.
fn is_named_delta(event: &[u8]) -> bool {
    event.starts_with(b"event: response.")
        && memchr2(b'\n', b'\r', event).is_some_and(|end| event[..end].ends_with(b".delta"))
}

fn has_value(key: &Finder<'_>, event: &[u8]) -> bool {
    key.find_iter(event).any(|at| {
        let after = event[at + key.needle().len()..].trim_ascii_start();
        let value = after.strip_prefix(b":").unwrap_or(after).trim_ascii_start();
        !value.starts_with(b"null")
    })
}
