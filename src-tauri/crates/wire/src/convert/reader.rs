//! What reads an upstream's answer, in each dialect.

use super::doc::Doc;
use super::ir::{Event, Failure};
use super::{anthropic, chat, gemini, responses};
use domain::Dialect;

/// Where a reader puts what it has read.
pub(crate) type Sink<'s> = dyn FnMut(Event<'_>) + 's;

/// Reads one answer. Tolerant: what it doesn't understand is nothing.
pub(crate) trait Read: std::fmt::Debug + Send {
    /// The data of an event with this name.
    fn event(&mut self, name: &[u8], data: Doc<'_>, sink: &mut Sink<'_>);
    /// A body that is the whole answer.
    fn whole(&mut self, body: Doc<'_>, sink: &mut Sink<'_>);
    /// There will be no more events.
    fn finish(&mut self, _sink: &mut Sink<'_>) {}
}

pub(crate) fn reader(upstream: Dialect, splits_think: bool) -> Box<dyn Read> {
    match upstream {
        Dialect::Anthropic => Box::new(anthropic::Reader::default()),
        Dialect::OpenaiResponses => Box::new(responses::Reader::default()),
        Dialect::OpenaiChat => Box::new(chat::Reader::new(splits_think)),
        Dialect::Gemini => Box::new(gemini::Reader::default()),
    }
}

/// Reads a body that was sent where a whole answer, or a stream, was asked for.
pub(crate) fn read_body(reader: &mut dyn Read, body: &[u8], sink: &mut Sink<'_>) {
    let body = body.strip_prefix(b"\xef\xbb\xbf").unwrap_or(body);
    let doc = Doc::new(body);
    if !matches!(doc.bytes().first(), Some(b'{' | b'[')) {
        let message = match (doc.bytes().first(), crate::error_message(body)) {
            (Some(b'<'), Some(title)) => {
                format!("上游返回了网页 (the upstream answered with a page: {title})")
            }
            (Some(b'<'), None) => "上游返回了网页 (the upstream answered with a page)".to_owned(),
            (Some(_), Some(text)) => text,
            (_, _) => "上游返回了空的回答 (the upstream's answer is empty)".to_owned(),
        };
        return sink(Event::Fail(Failure::unusable(message)));
    }
    if doc.bytes().starts_with(b"[") {
        doc.items(|element| match body_error(element) {
            Some(failure) => sink(Event::Fail(failure)),
            None => reader.event(b"", element, sink),
        });
        return reader.finish(sink);
    }
    match body_error(doc) {
        Some(failure) => sink(Event::Fail(failure)),
        None => reader.whole(doc, sink),
    }
    reader.finish(sink);
}

/// An error in a body that came with a good status.
fn body_error(body: Doc<'_>) -> Option<Failure> {
    let is_zero = |code: Doc<'_>| code.number() == Some(0.0);
    let mut is_error = false;
    body.members(|name, value| match name {
        b"error" => is_error |= !value.is_null() && value.bytes() != b"{}" && value.bytes() != b"\"\"",
        b"object" | b"type" => is_error |= value.bytes() == b"\"error\"",
        b"base_resp" => is_error |= value.get("status_code").is_some_and(|code| !is_zero(code)),
        _ => {}
    });
    let is_message = body.get("msg").is_some() && body.get("code").is_some_and(|code| !is_zero(code));
    (is_error || is_message).then(|| Failure::of_error(body.bytes()))
}
