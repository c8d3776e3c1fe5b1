//! A provider's answer on its way back into the client's dialect.

use super::SharedRecall;
use bytes::Bytes;
use domain::{Clock, Dialect};
use std::{
    fmt,
    future::Future,
    pin::Pin,
    sync::Arc,
    task::{Context, Poll},
    time::Duration,
};
use tokio::time::{Instant, Sleep};
use wire::convert::{AnswerError, Answered, Memory, ResponseConverter};

/// After so much silence a client gets a sign of life, where its dialect has one.
const SILENCE: Duration = Duration::from_secs(15);

/// Turns an answer around while it passes.
pub(crate) struct AnswerConversion {
    upstream: Dialect,
    way: Way,
    recall: SharedRecall,
    clock: Arc<dyn Clock>,
}

enum Way {
    /// Piece by piece.
    Stream(Box<Stream>),
    /// It was whole when it was committed to: here is what the client gets at its end.
    Whole(Bytes),
}

struct Stream {
    converter: ResponseConverter,
    silent_since: Option<Instant>,
    timer: Option<Pin<Box<Sleep>>>,
}

impl fmt::Debug for AnswerConversion {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("AnswerConversion").field("upstream", &self.upstream).finish_non_exhaustive()
    }
}

impl AnswerConversion {
    /// Of a stream in this dialect.
    pub(crate) fn stream(
        upstream: Dialect,
        memory: Memory,
        recall: SharedRecall,
        clock: Arc<dyn Clock>,
    ) -> Self {
        let converter = ResponseConverter::new(memory);
        let way = Way::Stream(Box::new(Stream { converter, silent_since: None, timer: None }));
        Self { upstream, way, recall, clock }
    }

    /// Of an answer that is whole.
    ///
    /// # Errors
    /// When it is none.
    pub(crate) fn whole(
        upstream: Dialect,
        memory: &Memory,
        body: &[u8],
        recall: SharedRecall,
        clock: Arc<dyn Clock>,
    ) -> Result<Self, AnswerError> {
        let Answered { body, remembered } = wire::convert::response(memory, body)?;
        recall.keep(remembered, clock.now());
        Ok(Self { upstream, way: Way::Whole(body.into()), recall, clock })
    }

    /// What the provider speaks.
    pub(crate) fn upstream(&self) -> Dialect {
        self.upstream
    }

    /// Takes the upstream's next bytes; what the client gets for them.
    pub(crate) fn push(&mut self, piece: &[u8]) -> Bytes {
        let Way::Stream(stream) = &mut self.way else { return Bytes::new() };
        let mut out = Vec::new();
        stream.converter.feed(piece, &mut out);
        if !out.is_empty() {
            stream.silent_since = None;
        }
        out.into()
    }

    /// The upstream's answer is over.
    pub(crate) fn finish(&mut self) -> Bytes {
        match &mut self.way {
            Way::Stream(stream) => {
                let mut out = Vec::new();
                stream.converter.finish(&mut out);
                out.into()
            }
            Way::Whole(body) => std::mem::take(body),
        }
    }

    /// It broke off: the client's dialect's way to say so.
    pub(crate) fn fail(&mut self, status: u16, message: &str) -> Bytes {
        let Way::Stream(stream) = &mut self.way else { return Bytes::new() };
        let mut out = Vec::new();
        stream.converter.fail(status, message, &mut out);
        out.into()
    }

    /// Whether the client has all of its stream.
    pub(crate) fn is_over(&self) -> bool {
        match &self.way {
            Way::Stream(stream) => stream.converter.is_over(),
            Way::Whole(_) => false,
        }
    }

    /// What went wrong.
    pub(crate) fn error(&self) -> Option<AnswerError> {
        match &self.way {
            Way::Stream(stream) => stream.converter.error(),
            Way::Whole(_) => None,
        }
    }

    /// Nothing comes now: ready with a sign of life when that has lasted.
    pub(crate) fn poll_keep_alive(&mut self, context: &mut Context<'_>) -> Poll<Bytes> {
        let Way::Stream(stream) = &mut self.way else { return Poll::Pending };
        loop {
            let at = *stream.silent_since.get_or_insert_with(Instant::now) + SILENCE;
            if at <= Instant::now() {
                stream.silent_since = None;
                let mut out = Vec::new();
                stream.converter.keep_alive(&mut out);
                if out.is_empty() {
                    continue;
                }
                return Poll::Ready(out.into());
            }
            let timer = stream.timer.get_or_insert_with(|| Box::pin(tokio::time::sleep_until(at)));
            if timer.deadline() != at {
                timer.as_mut().reset(at);
            }
            std::task::ready!(timer.as_mut().poll(context));
        }
    }
}

impl Drop for AnswerConversion {
    /// However it ended: what the model thought before its calls is wanted when the conversation goes on.
    fn drop(&mut self) {
        if let Way::Stream(stream) = &mut self.way {
            self.recall.keep(stream.converter.take_remembered(), self.clock.now());
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use domain::{SystemClock, UnixMillis};
    use std::future::poll_fn;
    use wire::convert::{Host, RequestContext, request};

    fn conversion(client: Dialect) -> AnswerConversion {
        let context = RequestContext {
            asked_model: "m",
            model: "m",
            stream: true,
            host: Host::Other,
            session: None,
            caching: false,
            provider: "p",
            gemini_array: false,
            recall: None,
            request_id: "r1",
            now: UnixMillis(0),
        };
        let body = match client {
            Dialect::Gemini => r#"{"contents":[{"role":"user","parts":[{"text":"hi"}]}]}"#,
            Dialect::OpenaiResponses => r#"{"model":"m","input":"hi"}"#,
            Dialect::Anthropic | Dialect::OpenaiChat => {
                r#"{"model":"m","max_tokens":9,"messages":[{"role":"user","content":"hi"}]}"#
            }
        };
        let upstream = if client == Dialect::Anthropic { Dialect::OpenaiChat } else { Dialect::Anthropic };
        let memory = request(client, upstream, body.as_bytes(), &context).unwrap().memory;
        AnswerConversion::stream(upstream, memory, SharedRecall::default(), Arc::new(SystemClock))
    }

    #[tokio::test(start_paused = true)]
    async fn a_silent_client_hears_of_life_every_fifteen_seconds_where_its_dialect_can_say_so() {
        for (client, sign) in [
            (Dialect::Anthropic, Some("event: ping")),
            (Dialect::OpenaiChat, Some(": keepalive")),
            (Dialect::OpenaiResponses, Some(": ")),
            (Dialect::Gemini, None),
        ] {
            let mut conversion = conversion(client);
            let begun: &[u8] = match conversion.upstream() {
                Dialect::OpenaiChat => b"data: {\"choices\":[{\"delta\":{\"content\":\"Hi\"}}]}\n\n",
                Dialect::Anthropic | Dialect::OpenaiResponses | Dialect::Gemini => {
                    b"data: {\"type\":\"message_start\",\"message\":{\"id\":\"i\"}}\n\ndata: {\"type\":\"content_block_start\",\"index\":0,\"content_block\":{\"type\":\"text\",\"text\":\"\"}}\n\ndata: {\"type\":\"content_block_delta\",\"index\":0,\"delta\":{\"type\":\"text_delta\",\"text\":\"Hi\"}}\n\n"
                }
            };
            assert!(!conversion.push(begun).is_empty(), "{client}");
            for _ in 0..2 {
                let since = Instant::now();
                let waited = Duration::from_secs(60);
                let said =
                    tokio::time::timeout(waited, poll_fn(|context| conversion.poll_keep_alive(context)))
                        .await;
                let said = said.ok().map(|said| String::from_utf8(said.to_vec()).unwrap());
                assert_eq!(said.is_some(), sign.is_some(), "{client}");
                if let (Some(said), Some(sign)) = (said, sign) {
                    assert!(said.starts_with(sign), "{client}: {said}");
                    assert_eq!(since.elapsed().as_secs(), 15, "{client}");
                }
            }
        }
    }
}
