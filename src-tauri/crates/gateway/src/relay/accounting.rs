//! What of an answer goes on its request's account.

use domain::OperationKind;

/// What is done with what an answer says that it used.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Accounting {
    /// It counts, and is estimated where the answer doesn't say.
    Full,
    /// It counts where the answer says it.
    Told,
    /// The answer costs nothing: it counts something, or is another request's that is read again.
    Nothing,
}

impl Accounting {
    /// Of the answer to such a request, with this content type.
    pub(crate) fn of(operation: OperationKind, content_type: Option<&str>) -> Self {
        match operation {
            OperationKind::Generate => Self::Full,
            OperationKind::CountTokens | OperationKind::Models | OperationKind::StoredAnswer => Self::Nothing,
            OperationKind::Embed
            | OperationKind::Complete
            | OperationKind::Image
            | OperationKind::Speak
            | OperationKind::Transcribe
            | OperationKind::Moderate
            | OperationKind::Rerank
            | OperationKind::Compact => {
                // Pictures and speech are not looked through.
                let is_text = content_type.is_none_or(|kind| kind.contains("json") || is_events(kind));
                if is_text { Self::Told } else { Self::Nothing }
            }
        }
    }
}

/// Whether this content type is that of server-sent events.
pub(crate) fn is_events(content_type: &str) -> bool {
    content_type.get(..17).is_some_and(|kind| kind.eq_ignore_ascii_case("text/event-stream"))
}
