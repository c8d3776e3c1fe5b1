//! The results of tools as texts, for dialects whose results are that.

use super::ir::{CallResult, Document, Part, Source};
use super::media;

/// The text of a result; a failed one says so. `label` says what stands for what is no text.
pub(crate) fn text(result: &CallResult, mut label: impl FnMut(&Part) -> Option<String>) -> String {
    let mut lines: Vec<String> = Vec::new();
    for part in &result.parts {
        let text = if let Part::Document(document) = part {
            document_text(document)
        } else {
            part.as_text().map(str::to_owned)
        };
        lines.extend(text.or_else(|| label(part)));
    }
    failed(lines.join("\n"), result.is_error)
}

/// Says that it is an error, where it is one and doesn't say so itself.
pub(crate) fn failed(text: String, is_error: bool) -> String {
    if !is_error {
        return text;
    }
    let is_said = text.trim_start().get(..5).is_some_and(|start| start.eq_ignore_ascii_case("error"));
    match text.trim().is_empty() {
        true => "Error: tool failed".to_owned(),
        false if is_said => text,
        false => format!("Error: {text}"),
    }
}

/// The text of a document that is one.
pub(crate) fn document_text(document: &Document) -> Option<String> {
    let text = match &document.source {
        Source::Text(text) => text.clone(),
        Source::Base64 { mime, data } if mime.starts_with("text/") => media::decode_text(data)?,
        Source::Base64 { .. } | Source::Url(_) | Source::File(_) => return None,
    };
    let heading = [document.name.as_deref(), document.context.as_deref()];
    let heading = heading.into_iter().flatten().collect::<Vec<_>>().join("\n");
    Some(if heading.is_empty() { text } else { format!("{heading}\n{text}") })
}
