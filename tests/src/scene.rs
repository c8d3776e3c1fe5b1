//! The smallest request of each dialect, whole and as a stream.

use crate::Ask;
use domain::Dialect;
use serde_json::{Value, json};
use std::sync::atomic::{AtomicUsize, Ordering};

/// One dialect's request.
#[derive(Debug, Clone, Copy)]
pub struct Scene {
    /// The dialect.
    pub dialect: Dialect,
    /// Whether a stream is asked for.
    pub stream: bool,
}

/// Each dialect, whole and as a stream.
pub const SCENES: [Scene; 8] = {
    const fn scene(dialect: Dialect, stream: bool) -> Scene {
        Scene { dialect, stream }
    }
    [
        scene(Dialect::Anthropic, false),
        scene(Dialect::Anthropic, true),
        scene(Dialect::OpenaiChat, false),
        scene(Dialect::OpenaiChat, true),
        scene(Dialect::OpenaiResponses, false),
        scene(Dialect::OpenaiResponses, true),
        scene(Dialect::Gemini, false),
        scene(Dialect::Gemini, true),
    ]
};

impl Scene {
    /// Where it is sent.
    pub fn path(self, model: &str) -> String {
        match (self.dialect, self.stream) {
            (Dialect::Anthropic, _) => "/v1/messages".into(),
            (Dialect::OpenaiChat, _) => "/v1/chat/completions".into(),
            (Dialect::OpenaiResponses, _) => "/v1/responses".into(),
            (Dialect::Gemini, false) => format!("/v1beta/models/{model}:generateContent"),
            (Dialect::Gemini, true) => format!("/v1beta/models/{model}:streamGenerateContent?alt=sse"),
        }
    }

    /// What is sent. Each begins a conversation of its own: what begins alike goes on with the same provider.
    pub fn body(self, model: &str) -> Value {
        static SAID: AtomicUsize = AtomicUsize::new(0);
        let hi = format!("hi, the {}th time", SAID.fetch_add(1, Ordering::Relaxed));
        let mut body = match self.dialect {
            Dialect::Anthropic => {
                json!({ "model": model, "max_tokens": 64, "messages": [{ "role": "user", "content": hi }] })
            }
            Dialect::OpenaiChat => {
                json!({ "model": model, "messages": [{ "role": "user", "content": hi }] })
            }
            Dialect::OpenaiResponses => json!({ "model": model, "input": hi }),
            Dialect::Gemini => json!({ "contents": [{ "role": "user", "parts": [{ "text": hi }] }] }),
        };
        if self.stream && self.dialect != Dialect::Gemini {
            body["stream"] = true.into();
        }
        if self.stream && self.dialect == Dialect::OpenaiChat {
            body["stream_options"] = json!({ "include_usage": true });
        }
        body
    }

    /// The request.
    pub fn ask(self, model: &str) -> Ask {
        let ask = Ask::post(&self.path(model), &self.body(model));
        match self.dialect {
            Dialect::Anthropic => ask.header("anthropic-version", "2023-06-01"),
            Dialect::OpenaiChat | Dialect::OpenaiResponses | Dialect::Gemini => ask,
        }
    }
}
