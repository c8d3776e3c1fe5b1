//! One tiny generation, streamed, up to the model's first words.

use crate::{
    admin::{TestFailure, TestStepKind},
    connectivity::{
        answer::{Piece, Reading, complete},
        cause::{Blame, blamed, cause},
        report::{Notes, Passed, Stumbled, millis},
        upstream::{Answer, Response, Upstream},
    },
};
use domain::Dialect;
use serde_json::{Value, json};
use tokio::time::Instant;

/// What the model is asked.
const PROMPT: &str = "Say hello in one short sentence.";
/// So many characters are words enough.
const ENOUGH: usize = 120;

/// What was heard, and when the first of it.
struct Heard {
    words: String,
    first_words_ms: u64,
}

/// Asks the model.
pub(super) async fn try_one(
    upstream: &Upstream,
    model: &str,
    listed_by: Option<Dialect>,
    notes: &mut Notes,
) -> Option<()> {
    notes.asked(model);
    let started = Instant::now();
    // Words that came in time are not lost when the rest doesn't.
    let listen_until = notes.deadline() - std::time::Duration::from_millis(100);
    let heard = notes
        .step(TestStepKind::Generation, async {
            let response = send(upstream, model, listed_by).await?;
            let status = response.status().as_u16();
            let heard = listen(upstream, response, started, listen_until).await?;
            let words = heard.words.clone();
            Ok(Passed::value(heard, words).status(status))
        })
        .await?;
    notes.heard(model, &heard.words, heard.first_words_ms);
    Some(())
}

async fn send(upstream: &Upstream, model: &str, listed_by: Option<Dialect>) -> Result<Response, Stumbled> {
    let (path, body) = request(upstream.provider().dialect, model);
    let response = upstream.post(&path, &body).await?;
    if response.status().is_success() {
        return Ok(response);
    }
    let answer = Answer::read(upstream, response).await?;
    let stumbled = blamed(upstream, &answer);
    // The path is unknown to whoever lists its models in another dialect's way.
    match listed_by {
        Some(_) if stumbled.cause.failure == TestFailure::WrongBaseUrl => {
            Err(Stumbled { status: stumbled.status, ..nothing_heard(listed_by) })
        }
        Some(_) | None => Err(stumbled),
    }
}

async fn listen(
    upstream: &Upstream,
    mut response: Response,
    started: Instant,
    until: Instant,
) -> Result<Heard, Stumbled> {
    if !response.content_type().starts_with("text/event-stream") {
        let answer = Answer::read(upstream, response).await?;
        return whole(upstream, &answer, started);
    }
    let mut reading = Reading::new(upstream.provider().dialect);
    let (mut words, mut first) = (String::new(), None);
    while words.chars().count() < ENOUGH {
        let chunk = match tokio::time::timeout_at(until, response.chunk(upstream)).await {
            Ok(Ok(Some(chunk))) => chunk,
            Ok(Ok(None)) => break,
            // What was heard counts.
            Ok(Err(_)) | Err(_) if !words.is_empty() => break,
            Ok(Err(stumbled)) => return Err(stumbled),
            Err(_) => return Err(cause(TestFailure::Timeout, &Blame::default()).into()),
        };
        for piece in reading.push(&chunk) {
            match piece {
                Piece::Words(text) => {
                    first.get_or_insert_with(|| millis(started.elapsed()));
                    words.push_str(&text);
                }
                Piece::Error(message) => return Err(told(upstream, TestFailure::UpstreamBroken, &message)),
            }
        }
    }
    match first {
        Some(first_words_ms) => Ok(Heard { words: upstream.scrubbed(&words), first_words_ms }),
        None => Err(nothing_heard(reading.speaks())),
    }
}

/// An answer that didn't come as a stream.
fn whole(upstream: &Upstream, answer: &Answer, started: Instant) -> Result<Heard, Stumbled> {
    let value = serde_json::from_slice::<Value>(&answer.body).ok().filter(|_| !answer.is_page);
    let words = value.as_ref().and_then(|value| complete(upstream.provider().dialect, value));
    match (words, value) {
        (Some(words), _) => {
            Ok(Heard { words: upstream.scrubbed(&words), first_words_ms: millis(started.elapsed()) })
        }
        (None, Some(value)) if value.get("error").is_some() => {
            let message = wire::error_message(&answer.body).unwrap_or_default();
            Err(told(upstream, TestFailure::UpstreamBroken, &message))
        }
        (None, value) if value.is_some() || !answer.is_page => {
            let other = Dialect::ALL
                .into_iter()
                .find(|dialect| value.as_ref().is_some_and(|value| complete(*dialect, value).is_some()));
            Err(nothing_heard(other))
        }
        (None, _) => Err(blamed(upstream, answer)),
    }
}

fn nothing_heard(speaks: Option<Dialect>) -> Stumbled {
    match speaks {
        Some(dialect) => {
            let suggestion = Some(dialect.to_string());
            cause(TestFailure::WrongDialect, &Blame { suggestion, ..Blame::default() }).into()
        }
        None => cause(TestFailure::EmptyAnswer, &Blame::default()).into(),
    }
}

fn told(upstream: &Upstream, failure: TestFailure, message: &str) -> Stumbled {
    let said = upstream.scrubbed(message);
    cause(failure, &Blame { said: Some(&said), ..Blame::default() }).into()
}

/// The path and body of a tiny generation. The limit on tokens is Anthropic's alone: there it must be given,
/// elsewhere a reasoning model would use it up before its first word, and we hang up after that anyway.
fn request(dialect: Dialect, model: &str) -> (String, Value) {
    let message = json!({ "role": "user", "content": PROMPT });
    match dialect {
        Dialect::Anthropic => (
            "/v1/messages".into(),
            json!({ "model": model, "max_tokens": 32, "stream": true, "messages": [message] }),
        ),
        Dialect::OpenaiChat => {
            ("/v1/chat/completions".into(), json!({ "model": model, "stream": true, "messages": [message] }))
        }
        Dialect::OpenaiResponses => {
            let content = json!([{ "type": "input_text", "text": PROMPT }]);
            let input = json!([{ "type": "message", "role": "user", "content": content }]);
            (
                "/v1/responses".into(),
                json!({ "model": model, "stream": true, "store": false, "input": input }),
            )
        }
        Dialect::Gemini => (
            format!("/v1beta/models/{}:streamGenerateContent?alt=sse", in_path(model)),
            json!({ "contents": [{ "role": "user", "parts": [{ "text": PROMPT }] }] }),
        ),
    }
}

/// A model's name as one part of a path.
fn in_path(model: &str) -> String {
    model.bytes().fold(String::new(), |mut path, byte| {
        if byte.is_ascii_alphanumeric() || b"-_.~@:".contains(&byte) {
            path.push(char::from(byte));
        } else {
            path.push_str(&format!("%{byte:02X}"));
        }
        path
    })
}
