//! Editing a JSON body in place: stretches of it are replaced, everything else stays the bytes that came.
//!
//! Nothing is re-serialised, so that unknown members, numbers and formatting survive. What is worth an edit is
//! decided elsewhere; which edits a dialect needs for it stands beside this file.

mod answer;
pub mod anthropic;
mod container;
pub mod gemini;
mod merge;
pub mod openai;
#[cfg(test)]
mod tests;

use crate::Span;
pub use answer::with_model;
use bytes::Bytes;
pub(crate) use container::Container;

/// A replacement of a stretch of a body; an empty stretch is an insertion.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Edit {
    /// What is replaced.
    pub span: Span,
    /// By what.
    pub text: Bytes,
}

impl Edit {
    /// A replacement by a text.
    pub fn new(span: Span, text: impl Into<Bytes>) -> Self {
        Self { span, text: text.into() }
    }
}

/// Edits of one body, all in terms of the body as it came. Those that are put in twice must not overlap.
#[derive(Debug, Clone, PartialEq, Eq, Default)]
pub struct Edits(Vec<Edit>);

impl Edits {
    /// Whether the body stays as it is.
    pub fn is_empty(&self) -> bool {
        self.0.is_empty()
    }

    /// One more.
    pub fn push(&mut self, edit: Edit) {
        self.0.push(edit);
    }

    /// Those of another reading of the same body.
    pub fn extend(&mut self, others: Self) {
        self.0.extend(others.0);
    }

    /// Calls `visit` with each slice of the edited body: what stays, and what was put in.
    pub fn slices(mut self, body: &Bytes, mut visit: impl FnMut(Bytes)) {
        self.0.sort_by_key(|edit| (edit.span.start, edit.span.end));
        let mut at = 0;
        for edit in self.0 {
            // An edit within one that was made already has nothing left to change.
            if edit.span.start < at || edit.span.end > body.len() {
                continue;
            }
            visit(body.slice(at..edit.span.start));
            visit(edit.text);
            at = edit.span.end;
        }
        visit(body.slice(at..));
    }

    /// The edited body in one piece.
    pub fn apply(self, body: &Bytes) -> Bytes {
        if self.is_empty() {
            return body.clone();
        }
        let mut edited = Vec::with_capacity(body.len());
        self.slices(body, |slice| edited.extend_from_slice(&slice));
        edited.into()
    }
}
