//! The loopback provider's answers: a text in each dialect, whole or as a stream, as the strictest official
//! parsers want it.
//!
//! What the text says is the caller's business.

mod anthropic;
mod gemini;
mod openai_chat;
mod openai_responses;

use domain::{Dialect, UnixMillis};

/// What a canned answer is made of.
#[derive(Debug, Clone, Copy)]
pub struct Canned<'a> {
    /// Makes the answer's ids unique: letters, digits, `-` and `_`.
    pub id: &'a str,
    /// The model's name, echoed.
    pub model: &'a str,
    /// What is said.
    pub text: &'a str,
    /// When it is said.
    pub created_at: UnixMillis,
    /// How long the request was.
    pub input_tokens: u64,
    /// An OpenAI Chat stream ends with its usage.
    pub include_usage: bool,
}

impl Canned<'_> {
    /// The whole answer.
    pub fn body(&self, dialect: Dialect) -> Vec<u8> {
        let body = match dialect {
            Dialect::Anthropic => anthropic::body(self),
            Dialect::OpenaiChat => openai_chat::body(self),
            Dialect::OpenaiResponses => openai_responses::body(self),
            Dialect::Gemini => gemini::body(self),
        };
        body.to_string().into_bytes()
    }

    /// The answer as server-sent events, one a chunk.
    pub fn events(&self, dialect: Dialect) -> Vec<Vec<u8>> {
        match dialect {
            Dialect::Anthropic => anthropic::events(self),
            Dialect::OpenaiChat => openai_chat::events(self),
            Dialect::OpenaiResponses => openai_responses::events(self),
            Dialect::Gemini => gemini::events(self),
        }
    }

    /// Gemini's stream without `alt=sse`: the pieces of a JSON array.
    pub fn gemini_array(&self) -> Vec<Vec<u8>> {
        gemini::array(self)
    }

    /// The text in the pieces of a stream.
    fn pieces(&self) -> impl Iterator<Item = &str> {
        self.text.split_inclusive(' ')
    }

    fn output_tokens(&self) -> u64 {
        self.text.len() as u64 / 4 + 1
    }

    fn created_seconds(&self) -> i64 {
        self.created_at.0.max(0) / 1000
    }
}

/// The answer to a question for the number of tokens. The OpenAI dialects know no such question.
pub fn token_count(dialect: Dialect, input_tokens: u64) -> Vec<u8> {
    let body = match dialect {
        Dialect::Gemini => serde_json::json!({ "totalTokens": input_tokens }),
        Dialect::Anthropic | Dialect::OpenaiChat | Dialect::OpenaiResponses => {
            serde_json::json!({ "input_tokens": input_tokens })
        }
    };
    body.to_string().into_bytes()
}

/// An event whose name is its type.
fn named_event(event: &serde_json::Value) -> Vec<u8> {
    let name = event["type"].as_str().unwrap_or_default();
    format!("event: {name}\ndata: {event}\n\n").into_bytes()
}

fn plain_event(event: &serde_json::Value) -> Vec<u8> {
    format!("data: {event}\n\n").into_bytes()
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::UsageObserver;
    use domain::TokenCount;

    const CANNED: Canned<'_> = Canned {
        id: "abc123",
        model: "switchyard-demo",
        text: "Switchyard loopback: hello 世界",
        created_at: UnixMillis(1_700_000_000_000),
        input_tokens: 12,
        include_usage: true,
    };

    fn as_text(chunks: &[Vec<u8>]) -> String {
        String::from_utf8(chunks.concat()).unwrap()
    }

    #[test]
    fn the_streams_are_these() {
        for dialect in Dialect::ALL {
            insta::assert_snapshot!(format!("{dialect}-stream"), as_text(&CANNED.events(dialect)));
        }
        insta::assert_snapshot!("gemini-array", as_text(&CANNED.gemini_array()));
    }

    #[test]
    fn the_bodies_are_these() {
        for dialect in Dialect::ALL {
            let body: serde_json::Value = serde_json::from_slice(&CANNED.body(dialect)).unwrap();
            insta::assert_json_snapshot!(format!("{dialect}-body"), body);
        }
    }

    #[test]
    fn our_own_observer_finds_model_usage_and_end_in_all_of_them() {
        let usage = (Some(TokenCount(12)), Some(TokenCount(CANNED.output_tokens())));
        for dialect in Dialect::ALL {
            for chunks in [CANNED.events(dialect), vec![CANNED.body(dialect)]] {
                let mut observer = UsageObserver::new(dialect, true);
                chunks.iter().for_each(|chunk| observer.feed(chunk));
                let observed = observer.finish(0);
                assert!(observed.ended && observed.error.is_none() && !observed.usage.estimated, "{dialect}");
                assert_eq!(observed.model.as_deref(), Some("switchyard-demo"));
                assert_eq!((observed.usage.input_tokens, observed.usage.output_tokens), usage);
            }
        }
        let mut observer = UsageObserver::new(Dialect::Gemini, true);
        CANNED.gemini_array().iter().for_each(|chunk| observer.feed(chunk));
        assert!(observer.finish(0).ended);
    }

    #[test]
    fn an_empty_text_still_makes_a_proper_answer() {
        let empty = Canned { text: "", ..CANNED };
        for dialect in Dialect::ALL {
            let mut observer = UsageObserver::new(dialect, true);
            empty.events(dialect).iter().for_each(|chunk| observer.feed(chunk));
            assert!(observer.finish(0).ended, "{dialect}");
        }
    }
}
