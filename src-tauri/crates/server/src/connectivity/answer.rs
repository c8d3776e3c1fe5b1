//! A model's words in each dialect's answers.

use domain::Dialect;
use serde_json::Value;
use wire::SseDecoder;

/// A piece of an answer.
pub(super) enum Piece {
    /// Words.
    Words(String),
    /// An error inside the stream.
    Error(String),
}

/// A stream being read.
pub(super) struct Reading {
    dialect: Dialect,
    decoder: SseDecoder,
    speaks: Option<Dialect>,
}

impl Reading {
    pub(super) fn new(dialect: Dialect) -> Self {
        Self { dialect, decoder: SseDecoder::new(), speaks: None }
    }

    /// Takes the next bytes.
    pub(super) fn push(&mut self, bytes: &[u8]) -> Vec<Piece> {
        let events = self.decoder.push(bytes);
        events.into_iter().filter_map(|event| self.piece(&event.data)).collect()
    }

    /// The other dialect that was heard instead.
    pub(super) fn speaks(&self) -> Option<Dialect> {
        self.speaks.filter(|dialect| *dialect != self.dialect)
    }

    fn piece(&mut self, data: &[u8]) -> Option<Piece> {
        let event: Value = serde_json::from_slice(data).ok()?;
        let failed = event.get("error").is_some_and(|error| !error.is_null())
            || matches!(event["type"].as_str(), Some("error" | "response.failed"));
        if failed {
            return Some(Piece::Error(wire::error_message(data).unwrap_or_default()));
        }
        let words = words(self.dialect, &event);
        if words.is_none() {
            let other = Dialect::ALL.into_iter().find(|dialect| self::words(*dialect, &event).is_some());
            self.speaks = self.speaks.or(other);
        }
        words.map(Piece::Words)
    }
}

/// The words in one event.
fn words(dialect: Dialect, event: &Value) -> Option<String> {
    let text = match dialect {
        Dialect::Anthropic => event["delta"]["text"].as_str()?.to_owned(),
        Dialect::OpenaiChat => event["choices"][0]["delta"]["content"].as_str()?.to_owned(),
        Dialect::OpenaiResponses => match event["type"].as_str()? {
            "response.output_text.delta" => event["delta"].as_str()?.to_owned(),
            _ => return None,
        },
        Dialect::Gemini => gemini(event)?,
    };
    (!text.is_empty()).then_some(text)
}

/// The words of an answer that came in one piece.
pub(super) fn complete(dialect: Dialect, answer: &Value) -> Option<String> {
    let text = match dialect {
        Dialect::Anthropic => texts(answer["content"].as_array()?),
        Dialect::OpenaiChat => answer["choices"][0]["message"]["content"].as_str()?.to_owned(),
        Dialect::OpenaiResponses => {
            let output = answer["output"].as_array()?;
            output.iter().filter_map(|item| item["content"].as_array()).map(|parts| texts(parts)).collect()
        }
        // Without `alt=sse` the stream is one list.
        Dialect::Gemini => match answer.as_array() {
            Some(parts) => parts.iter().filter_map(gemini).collect(),
            None => gemini(answer)?,
        },
    };
    (!text.is_empty()).then_some(text)
}

fn gemini(answer: &Value) -> Option<String> {
    let parts = answer["candidates"][0]["content"]["parts"].as_array()?;
    let spoken = parts.iter().filter(|part| part["thought"] != Value::Bool(true));
    Some(spoken.filter_map(|part| part["text"].as_str()).collect())
}

fn texts(parts: &[Value]) -> String {
    parts.iter().filter_map(|part| part["text"].as_str()).collect()
}
