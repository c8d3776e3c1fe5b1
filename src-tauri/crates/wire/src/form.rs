//! The fields of a `multipart/form-data` body that decide where a request goes, found without copying the files
//! beside them. The body stays the bytes that came.
//!
//! Tolerant of what clients write: text before the first boundary, line ends without a carriage return, names
//! without quotes, a last boundary that is missing. Bounded: a part's head is read up to 16 KiB, and no more
//! than 1,000 parts are looked at.

use crate::Span;
use memchr::memmem::{self, Finder};

/// How long a part's head may be.
const HEAD_BYTES: usize = 16 << 10;
/// How many parts are looked at.
const MOST_PARTS: usize = 1_000;
/// How long the name of a model may be.
const VALUE_BYTES: usize = 1_024;

/// Why a form is refused.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
pub enum FormError {
    /// The content type names no boundary.
    #[error("the content-type of the form names no boundary")]
    NoBoundary,
    /// The boundary is nowhere in the body.
    #[error("the boundary of the content-type is nowhere in the body")]
    BoundaryMissing,
    /// More parts than anybody sends.
    #[error("the form has more than 1000 parts")]
    TooManyParts,
    /// A field that decides the routing is there twice.
    #[error("duplicate field `{field}` at byte {at}")]
    Duplicate {
        /// Its name.
        field: &'static str,
        /// Where the second value begins.
        at: usize,
    },
    /// A field that decides the routing is no short text.
    #[error("field `{field}` at byte {at} must be a short text")]
    NotText {
        /// Its name.
        field: &'static str,
        /// Where its value begins.
        at: usize,
    },
}

/// What a form says.
#[derive(Debug, Clone, PartialEq, Eq, Default)]
pub struct Form<'a> {
    /// The model asked for.
    pub model: Option<&'a str>,
    /// Where the model's name stands.
    pub model_span: Option<Span>,
    /// Whether a stream is asked for.
    pub stream: bool,
}

/// Whether this content type is a form's.
pub fn is_form(content_type: &str) -> bool {
    let kind = content_type.split(';').next().unwrap_or_default().trim();
    kind.eq_ignore_ascii_case("multipart/form-data")
}

/// Reads the fields of a form.
///
/// # Errors
/// When it is none, or says two things.
pub fn read_form<'a>(content_type: &str, body: &'a [u8]) -> Result<Form<'a>, FormError> {
    let boundary = parameter(content_type.as_bytes(), b"boundary").ok_or(FormError::NoBoundary)?;
    let delimiter = [b"--", boundary.as_slice()].concat();
    let delimiters = Delimiters { body, finder: Finder::new(&delimiter), at: 0 };
    let mut form = Form::default();
    let mut before: Option<usize> = None;
    let mut count = 0;
    let mut seen_any = false;
    for found in delimiters {
        seen_any = true;
        if let Some(start) = before {
            form.take(body, start, found.start)?;
        }
        count += 1;
        if count > MOST_PARTS {
            return Err(FormError::TooManyParts);
        }
        before = Some(found.end);
        if found.is_last {
            return Ok(form);
        }
    }
    if !seen_any {
        return Err(FormError::BoundaryMissing);
    }
    // Nothing ended the last part, so it goes to the end.
    if let Some(start) = before {
        form.take(body, start, body.len())?;
    }
    Ok(form)
}

impl<'a> Form<'a> {
    /// Takes the part between two boundaries.
    fn take(&mut self, body: &'a [u8], start: usize, end: usize) -> Result<(), FormError> {
        // Two boundaries may share the line end between them.
        let part = body.get(start..end).unwrap_or_default();
        let Some(length) = head_length(part) else { return Ok(()) };
        let head = &part[..length];
        match field_name(head).as_deref() {
            Some(b"model") => {
                let (span, text) = text(body, start + length..end, "model")?;
                if self.model_span.is_some() {
                    return Err(FormError::Duplicate { field: "model", at: span.start });
                }
                (self.model, self.model_span) = (Some(text), Some(span));
            }
            Some(b"stream") => {
                let (_, text) = text(body, start + length..end, "stream")?;
                self.stream = text.eq_ignore_ascii_case("true") || text == "1";
            }
            Some(_) | None => {}
        }
        Ok(())
    }
}

/// A boundary in the body.
struct Delimiter {
    /// Where the line end before it begins.
    start: usize,
    /// Where the next part begins.
    end: usize,
    is_last: bool,
}

struct Delimiters<'a, 'd> {
    body: &'a [u8],
    finder: Finder<'d>,
    at: usize,
}

impl Iterator for Delimiters<'_, '_> {
    type Item = Delimiter;

    fn next(&mut self) -> Option<Delimiter> {
        loop {
            let found = self.at + self.finder.find(self.body.get(self.at..)?)?;
            let after = found + self.finder.needle().len();
            self.at = after;
            if found > 0 && self.body[found - 1] != b'\n' {
                continue;
            }
            let rest = &self.body[after..];
            let is_last = rest.starts_with(b"--");
            let blank = rest.iter().take_while(|byte| matches!(byte, b' ' | b'\t')).count();
            let line_end = match &rest[blank..] {
                [b'\r', b'\n', ..] => 2,
                [b'\n', ..] => 1,
                // The beginning of a longer text, which is no boundary.
                _ if !is_last => continue,
                _ => 0,
            };
            let before = &self.body[..found];
            let before = before.strip_suffix(b"\n").unwrap_or(before);
            let before = before.strip_suffix(b"\r").unwrap_or(before);
            return Some(Delimiter { start: before.len(), end: after + blank + line_end, is_last });
        }
    }
}

/// Up to where a part's head goes, its blank line included; `None` when it has none.
fn head_length(part: &[u8]) -> Option<usize> {
    let beginning = &part[..part.len().min(HEAD_BYTES)];
    if beginning.starts_with(b"\r\n") {
        return Some(2);
    }
    let ends = [&b"\r\n\r\n"[..], b"\n\n"];
    ends.iter().filter_map(|end| Some(memmem::find(beginning, end)? + end.len())).min()
}

/// The name of the field that a part's head tells, unless it is a file.
fn field_name(head: &[u8]) -> Option<Vec<u8>> {
    let mut lines = head.split(|byte| *byte == b'\n');
    let value = lines.find_map(|line| {
        let (name, value) = line.split_at_checked(line.iter().position(|byte| *byte == b':')?)?;
        name.trim_ascii().eq_ignore_ascii_case(b"content-disposition").then_some(value)
    })?;
    match parameter(value, b"filename") {
        Some(_) => None,
        None => parameter(value, b"name"),
    }
}

/// A field's value as a short text, and where it stands without the blanks around it.
fn text<'a>(body: &'a [u8], span: Span, field: &'static str) -> Result<(Span, &'a str), FormError> {
    let at = span.start;
    let value = body.get(span).unwrap_or_default();
    let leading = value.len() - value.trim_ascii_start().len();
    let value = value.trim_ascii();
    let fault = FormError::NotText { field, at };
    if value.len() > VALUE_BYTES {
        return Err(fault);
    }
    let text = std::str::from_utf8(value).map_err(|_| fault)?;
    Ok((at + leading..at + leading + value.len(), text))
}

/// The parameter of this name in a header's value, without its quotes.
fn parameter(value: &[u8], wanted: &[u8]) -> Option<Vec<u8>> {
    let mut rest = &value[value.iter().position(|byte| *byte == b';')?..];
    while let Some(after) = rest.strip_prefix(b";") {
        let equals = after.iter().position(|byte| matches!(byte, b'=' | b';'))?;
        if after[equals] == b';' {
            rest = &after[equals..];
            continue;
        }
        let name = after[..equals].trim_ascii();
        let (text, length) = quoted_or_token(after[equals + 1..].trim_ascii_start());
        let blank = after[equals + 1..].len() - after[equals + 1..].trim_ascii_start().len();
        if name.eq_ignore_ascii_case(wanted) && !text.is_empty() {
            return Some(text);
        }
        let behind = &after[equals + 1 + blank + length..];
        rest = &behind[behind.iter().position(|byte| *byte == b';')?..];
    }
    None
}

/// A value and how much of the text it takes.
fn quoted_or_token(text: &[u8]) -> (Vec<u8>, usize) {
    let Some(inner) = text.strip_prefix(b"\"") else {
        let length = text.iter().position(|byte| *byte == b';').unwrap_or(text.len());
        return (text[..length].trim_ascii().to_vec(), length);
    };
    let (mut value, mut at) = (Vec::new(), 0);
    while let Some(&byte) = inner.get(at) {
        match byte {
            b'"' => return (value, at + 2),
            // Names of files hold backslashes that escape nothing, but names of fields don't hold any.
            b'\\' if matches!(inner.get(at + 1), Some(b'"' | b'\\')) => {
                value.push(inner[at + 1]);
                at += 2;
            }
            _ => {
                value.push(byte);
                at += 1;
            }
        }
    }
    (value, text.len())
}

#[cfg(test)]
mod tests;
