//! Answers for measurements: made once, written with one call, so that the upstream costs next to nothing.
//!
//! Which one is chosen by the model's name: `bench-small` (a body of 1 KiB), `bench-burst` (50 events at once),
//! `bench-paced` (50 events, one each 20 ms). The shape is OpenAI Chat's, or Anthropic's on its path.

use crate::http::{self, Request};
use std::{io, sync::LazyLock, time::Duration};
use tokio::io::{AsyncWrite, AsyncWriteExt};

/// How much of a request's body is kept: clients put the model near its beginning, or at its end, where a
/// large text in between hides it; such a body is still swallowed and gets the small answer.
pub(crate) const KEPT: usize = 4 << 10;

const EVENTS: usize = 50;
const PACE: Duration = Duration::from_millis(20);
const BODY_SIZE: usize = 1 << 10;

/// Everything that is written for one dialect.
struct Answers {
    small: Vec<u8>,
    burst: Vec<u8>,
    stream_head: Vec<u8>,
    chunks: Vec<Vec<u8>>,
}

static CHAT: LazyLock<Answers> = LazyLock::new(|| {
    let head = r#""id":"chatcmpl-1","object":"chat.completion.chunk","created":1770000000,"model":"bench""#;
    let mut events: Vec<_> = (0..EVENTS - 3)
        .map(|number| format!("data: {{{head},\"choices\":[{{\"index\":0,\"delta\":{{\"content\":\"word {number} \"}},\"logprobs\":null,\"finish_reason\":null}}]}}\n\n"))
        .collect();
    events.push(format!("data: {{{head},\"choices\":[{{\"index\":0,\"delta\":{{}},\"logprobs\":null,\"finish_reason\":\"stop\"}}]}}\n\n"));
    events.push(format!("data: {{{head},\"choices\":[],\"usage\":{{\"prompt_tokens\":25,\"completion_tokens\":47,\"total_tokens\":72}}}}\n\n"));
    events.push("data: [DONE]\n\n".to_owned());
    let body = |text: &str| {
        format!(
            r#"{{"id":"chatcmpl-1","object":"chat.completion","created":1770000000,"model":"bench","choices":[{{"index":0,"message":{{"role":"assistant","content":"{text}","refusal":null}},"logprobs":null,"finish_reason":"stop"}}],"usage":{{"prompt_tokens":25,"completion_tokens":200,"total_tokens":225}}}}"#
        )
    };
    Answers::new(&events, body)
});

static MESSAGES: LazyLock<Answers> = LazyLock::new(|| {
    let mut events = vec![
        "event: message_start\ndata: {\"type\":\"message_start\",\"message\":{\"id\":\"msg_1\",\"type\":\"message\",\"role\":\"assistant\",\"model\":\"bench\",\"content\":[],\"stop_reason\":null,\"stop_sequence\":null,\"usage\":{\"input_tokens\":25,\"output_tokens\":1}}}\n\n".to_owned(),
        "event: content_block_start\ndata: {\"type\":\"content_block_start\",\"index\":0,\"content_block\":{\"type\":\"text\",\"text\":\"\"}}\n\n".to_owned(),
    ];
    events.extend((0..EVENTS - 5).map(|number| format!("event: content_block_delta\ndata: {{\"type\":\"content_block_delta\",\"index\":0,\"delta\":{{\"type\":\"text_delta\",\"text\":\"word {number} \"}}}}\n\n")));
    events.extend([
        "event: content_block_stop\ndata: {\"type\":\"content_block_stop\",\"index\":0}\n\n".to_owned(),
        "event: message_delta\ndata: {\"type\":\"message_delta\",\"delta\":{\"stop_reason\":\"end_turn\",\"stop_sequence\":null},\"usage\":{\"output_tokens\":47}}\n\n".to_owned(),
        "event: message_stop\ndata: {\"type\":\"message_stop\"}\n\n".to_owned(),
    ]);
    let body = |text: &str| {
        format!(
            r#"{{"id":"msg_1","type":"message","role":"assistant","model":"bench","content":[{{"type":"text","text":"{text}"}}],"stop_reason":"end_turn","stop_sequence":null,"usage":{{"input_tokens":25,"output_tokens":200}}}}"#
        )
    };
    Answers::new(&events, body)
});

impl Answers {
    fn new(events: &[String], body: impl Fn(&str) -> String) -> Self {
        let filler = "x".repeat(BODY_SIZE.saturating_sub(body("").len()));
        let body = body(&filler);
        let header = |name: &str, value: String| (name.to_owned(), value);
        let json = [
            header("content-type", "application/json".to_owned()),
            header("content-length", body.len().to_string()),
        ];
        let stream = [
            header("content-type", "text/event-stream".to_owned()),
            header("transfer-encoding", "chunked".to_owned()),
        ];
        let stream_head = http::head(200, &stream);
        let chunks: Vec<_> = events.iter().map(|event| http::chunk(event.as_bytes())).collect();
        Self {
            small: [http::head(200, &json), body.into_bytes()].concat(),
            burst: [stream_head.as_slice(), &chunks.concat(), http::LAST_CHUNK].concat(),
            stream_head,
            chunks,
        }
    }
}

/// Writes the fixed answer, when the request asks for one.
pub(crate) async fn answer(request: &Request, writer: &mut (impl AsyncWrite + Unpin)) -> io::Result<bool> {
    let answers = match request.path() {
        path if path.ends_with("/v1/chat/completions") => &*CHAT,
        path if path.ends_with("/v1/messages") => &*MESSAGES,
        _ => return Ok(false),
    };
    let asks_for = |model: &str| memchr::memmem::find(&request.body, model.as_bytes()).is_some();
    if asks_for("bench-burst") {
        writer.write_all(&answers.burst).await?;
    } else if asks_for("bench-paced") {
        writer.write_all(&answers.stream_head).await?;
        for chunk in &answers.chunks {
            writer.write_all(chunk).await?;
            tokio::time::sleep(PACE).await;
        }
        writer.write_all(http::LAST_CHUNK).await?;
    } else if asks_for("bench-small") || request.body.len() == KEPT {
        writer.write_all(&answers.small).await?;
    } else {
        return Ok(false);
    }
    Ok(true)
}
