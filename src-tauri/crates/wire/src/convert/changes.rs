//! What conversion changed, and what it refuses to change.

use super::fields;
use domain::Dialect;
use std::borrow::Cow;

/// At most this many are kept for one request.
const LIMIT: usize = 64;

/// One thing that the upstream was told differently than the client said it.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Change {
    /// Where in the client's request.
    pub field: Cow<'static, str>,
    /// What was done to it.
    pub action: Action,
    /// Why, in a few English words.
    pub reason: &'static str,
}

/// What was done to a field.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
pub enum Action {
    /// Left out.
    Dropped,
    /// Said in another way.
    Replaced,
    /// Another value was sent.
    Adjusted,
    /// Put in, because the upstream needs it.
    Added,
}

impl Action {
    /// The word used in the API and the database.
    pub const fn as_str(self) -> &'static str {
        match self {
            Self::Dropped => "dropped",
            Self::Replaced => "replaced",
            Self::Adjusted => "adjusted",
            Self::Added => "added",
        }
    }
}

/// The list that grows while a request is converted: each field and reason once.
#[derive(Debug, Default)]
pub(crate) struct Changes(Vec<Change>);

impl Changes {
    pub(crate) fn dropped(&mut self, field: impl Into<Cow<'static, str>>, reason: &'static str) {
        self.note(field.into(), Action::Dropped, reason);
    }

    pub(crate) fn replaced(&mut self, field: impl Into<Cow<'static, str>>, reason: &'static str) {
        self.note(field.into(), Action::Replaced, reason);
    }

    pub(crate) fn adjusted(&mut self, field: impl Into<Cow<'static, str>>, reason: &'static str) {
        self.note(field.into(), Action::Adjusted, reason);
    }

    pub(crate) fn added(&mut self, field: impl Into<Cow<'static, str>>, reason: &'static str) {
        self.note(field.into(), Action::Added, reason);
    }

    /// The list, with the fields as the client calls them.
    pub(crate) fn into_list(self, client: Dialect) -> Vec<Change> {
        let own = |change: Change| Change { field: fields::in_dialect(client, change.field), ..change };
        self.0.into_iter().map(own).collect()
    }

    fn note(&mut self, field: Cow<'static, str>, action: Action, reason: &'static str) {
        let change = Change { field, action, reason };
        if self.0.len() < LIMIT && !self.0.contains(&change) {
            self.0.push(change);
        }
    }
}

/// Why a request is answered with a 400 instead of being converted.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
#[error("{message}")]
pub struct Refusal {
    /// The member of the request that is to blame.
    pub field: Cow<'static, str>,
    /// The machine-readable code, which never changes.
    pub code: &'static str,
    /// What a person reads: 中文 (English).
    pub message: String,
}

impl Refusal {
    /// The field would mean something else at this upstream, or nothing.
    pub(crate) fn cannot_convert(field: impl Into<Cow<'static, str>>, zh: &str, en: &str) -> Self {
        Self { field: field.into(), code: "cannot_convert", message: format!("{zh} ({en})") }
    }

    /// The request breaks its own dialect's rules.
    pub(crate) fn invalid(field: impl Into<Cow<'static, str>>, zh: &str, en: &str) -> Self {
        Self { field: field.into(), code: "invalid_request", message: format!("{zh} ({en})") }
    }

    /// The same with the field as the client calls it, which the message names.
    pub(crate) fn in_dialect(self, client: Dialect) -> Self {
        let field = fields::in_dialect(client, self.field);
        let message = format!("`{field}`: {}", self.message);
        Self { field, message, ..self }
    }

    /// It points to something that is kept elsewhere.
    pub(crate) fn previous_response(field: &'static str) -> Self {
        let message = "它指向的内容不在这里；请发送完整的对话 (what it points to is not kept here: send the whole conversation)";
        Self { field: Cow::Borrowed(field), code: "previous_response_not_found", message: message.to_owned() }
    }
}
