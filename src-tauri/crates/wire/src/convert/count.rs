//! Counts the tokens of a request where the upstream doesn't: an estimate, which never fails.

use super::changes::Changes;
use super::ir::{CallResult, Document, Image, Part, Request, Source, Tool};
use super::request::{Reading, read};
use super::tree::{Json, Object};
use super::{media, models, tokens};
use domain::Dialect;

const PER_TOOL: u64 = 12;
const PER_MESSAGE: u64 = 4;
const AT_THE_END: u64 = 3;
/// An image whose size is unknown, and the most that one costs.
const IMAGE: u64 = 1600;
const SMALLEST_IMAGE: u64 = 85;
const PIXELS_PER_TOKEN: u64 = 750;
const PER_PAGE: u64 = 2000;
const DOCUMENT_BYTES_PER_TOKEN: u64 = 200;
const LARGEST_DOCUMENT: u64 = 100_000;
/// Bytes of a body that can't be read.
const BYTES_PER_TOKEN: usize = 4;

/// An estimate of the input tokens of a request in this dialect, or of a question for their number. At least 1.
pub fn count_tokens(dialect: Dialect, body: &[u8], model: &str) -> u64 {
    let tree = Json::parse(body).ok().and_then(Json::into_object);
    let request = tree.and_then(|mut body| {
        // Gemini's question may hold the whole request.
        let inner = ["generateContentRequest", "generate_content_request"];
        let body = inner.iter().find_map(|name| body.take_object(name)).unwrap_or(body);
        let reading = Reading { upstream: dialect, family: "" };
        read(dialect, body, &reading, &mut Changes::default()).ok()
    });
    let count = match request {
        Some(request) => of_request(&request),
        None => (body.len() / BYTES_PER_TOKEN) as u64,
    };
    // Claude's tokens are smaller than those that the estimate is calibrated with.
    let count = if models::Claude::of(model).is_some() { count.saturating_mul(115) / 100 } else { count };
    count.max(1)
}

/// The answer to a question for the number of tokens.
pub fn token_count_body(dialect: Dialect, tokens: u64) -> Vec<u8> {
    let body = match dialect {
        Dialect::Gemini => {
            let details = Object::new().with("modality", "TEXT").with("tokenCount", tokens);
            Object::new().with("totalTokens", tokens).with("promptTokensDetails", vec![details])
        }
        Dialect::Anthropic | Dialect::OpenaiChat | Dialect::OpenaiResponses => {
            Object::new().with("input_tokens", tokens)
        }
    };
    Json::Object(body).to_bytes()
}

fn of_request(request: &Request) -> u64 {
    let system: u64 = request.system.iter().map(|block| tokens::of_text(&block.text)).sum();
    let tools: u64 = request.tools.iter().map(of_tool).sum();
    let turns: u64 = request.turns.iter().map(|turn| of_parts(&turn.parts) + PER_MESSAGE).sum();
    system + tools + turns + AT_THE_END
}

fn of_tool(tool: &Tool) -> u64 {
    let words = match tool {
        Tool::Function(function) => {
            let description = function.description.as_deref().unwrap_or_default();
            tokens::of_text(&function.name)
                + tokens::of_text(description)
                + tokens::of_text(&Json::Object(function.schema.clone()).to_compact())
        }
        Tool::Search(search) => tokens::of_text(&Json::Object(search.schema.clone()).to_compact()),
        Tool::Server { json, .. } => tokens::of_text(&json.to_compact()),
        Tool::Web(_) => 0,
    };
    words + PER_TOOL
}

fn of_parts(parts: &[Part]) -> u64 {
    parts.iter().map(of_part).sum()
}

fn of_part(part: &Part) -> u64 {
    match part {
        Part::Text(text) => tokens::of_text(&text.text),
        Part::Refusal(text) | Part::ToolReference(text) => tokens::of_text(text),
        Part::Thought(thought) => tokens::of_text(&thought.text),
        Part::Call(call) => tokens::of_text(&call.name) + tokens::of_text(&call.arguments) + PER_MESSAGE,
        Part::Result(CallResult { parts, .. }) => of_parts(parts) + PER_MESSAGE,
        Part::Image(image) => of_image(image),
        Part::Document(document) => of_document(document),
        Part::Audio(audio) => audio.data.len() as u64 / DOCUMENT_BYTES_PER_TOKEN,
        Part::Server(server) => tokens::of_text(&server.json.to_compact()),
    }
}

fn of_image(image: &Image) -> u64 {
    let Source::Base64 { data, .. } = &image.source else { return IMAGE };
    match media::dimensions(data) {
        Some((width, height)) => {
            (width.saturating_mul(height) / PIXELS_PER_TOKEN).clamp(SMALLEST_IMAGE, IMAGE)
        }
        None => IMAGE,
    }
}

fn of_document(document: &Document) -> u64 {
    match &document.source {
        Source::Text(text) => tokens::of_text(text),
        Source::Base64 { mime, data } => match media::decode_bytes(data) {
            Some(bytes) if mime.starts_with("text/") => tokens::of_text(&String::from_utf8_lossy(&bytes)),
            Some(bytes) => match pages(&bytes) {
                0 => (bytes.len() as u64 / DOCUMENT_BYTES_PER_TOKEN).min(LARGEST_DOCUMENT),
                pages => pages.saturating_mul(PER_PAGE),
            },
            None => (data.len() as u64 / DOCUMENT_BYTES_PER_TOKEN).min(LARGEST_DOCUMENT),
        },
        Source::Url(_) | Source::File(_) => PER_PAGE,
    }
}

/// The pages of a PDF, as far as they can be seen without reading it.
fn pages(bytes: &[u8]) -> u64 {
    let is_page = |at: usize| !matches!(bytes.get(at), Some(b's'));
    let found = |needle: &str| {
        memchr::memmem::find_iter(bytes, needle).filter(|at| is_page(at + needle.len())).count() as u64
    };
    found("/Type /Page") + found("/Type/Page")
}

#[cfg(test)]
mod tests {
    use super::*;
    use serde_json::json;

    fn count(dialect: Dialect, body: &serde_json::Value) -> u64 {
        count_tokens(dialect, body.to_string().as_bytes(), "m")
    }

    #[test]
    fn every_dialect_and_every_question_is_counted() {
        let anthropic =
            count(Dialect::Anthropic, &json!({ "messages": [{ "role": "user", "content": "foo" }] }));
        assert_eq!(anthropic, 8);
        let contents = json!([{ "role": "user", "parts": [{ "text": "foo" }] }]);
        assert_eq!(count(Dialect::Gemini, &json!({ "contents": contents })), 8);
        let wrapped = json!({ "generateContentRequest": { "model": "models/x", "contents": contents } });
        assert_eq!(count(Dialect::Gemini, &wrapped), 8);
        // gemini-cli asks about a lone result.
        let lone = json!({ "contents": [{ "role": "user", "parts": [
            { "functionResponse": { "name": "f", "response": { "output": "x" } } },
            { "inlineData": { "mimeType": "image/png", "data": "AAAA" } },
        ] }] });
        assert!(count(Dialect::Gemini, &lone) > IMAGE);
        assert_eq!(count_tokens(Dialect::Anthropic, b"no json", "m"), 1);
        let claude = count_tokens(Dialect::Anthropic, &b"x".repeat(4000), "claude-sonnet-4-5");
        assert_eq!(claude, 1150);
    }

    #[test]
    fn base64_is_no_text() {
        let data = "A".repeat(1 << 20);
        for kind in ["image", "document"] {
            let source = json!({ "type": "base64", "media_type": "application/pdf", "data": data });
            let body =
                json!({ "messages": [{ "role": "user", "content": [{ "type": kind, "source": source }] }] });
            assert!(count(Dialect::Anthropic, &body) < 10_000);
        }
        assert_eq!(pages(b"/Type /Pages /Type /Page\n/Type/Page/"), 2);
    }
}
