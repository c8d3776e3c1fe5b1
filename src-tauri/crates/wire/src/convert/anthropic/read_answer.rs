//! Reads a message: its events, or the whole of it.

use crate::convert::doc::Doc;
use crate::convert::ir::{CallKind, Citation, Event, Failure, Opaque, Opening, Stop, StopReason, Tokens};
use crate::convert::reader::{Read, Sink};
use domain::Dialect;

/// A message on its way.
#[derive(Debug, Default)]
pub(crate) struct Reader {
    blocks: Vec<Block>,
}

/// A content block that is open.
#[derive(Debug)]
struct Block {
    index: u32,
    has_delta: bool,
    /// Input that stood in the block's start, where it has no place.
    input: Option<Vec<u8>>,
}

impl Read for Reader {
    fn event(&mut self, _name: &[u8], data: Doc<'_>, sink: &mut Sink<'_>) {
        let mut kind = None;
        let mut index = 0;
        let (mut inner, mut usage, mut error) = (None, None, None);
        data.members(|name, value| match name {
            b"type" => kind = Some(value.bytes()),
            b"index" => index = value.index().unwrap_or(0),
            b"delta" | b"content_block" | b"message" => inner = Some(value),
            b"usage" => usage = Some(value),
            b"error" if !value.is_null() => error = Some(value),
            _ => {}
        });
        if let Some(error) = error {
            return sink(Event::Fail(Failure::of_error(error.bytes())));
        }
        let inner = inner.unwrap_or(Doc::new(b"null"));
        match kind.unwrap_or_default() {
            b"\"content_block_delta\"" => self.delta(index, inner, sink),
            b"\"content_block_start\"" => self.start_block(index, inner, sink),
            b"\"content_block_stop\"" => self.stop_block(index, sink),
            b"\"message_start\"" => {
                read_usage(inner.get("usage"), sink);
                sink(Event::Start { id: inner.text_at("id") });
            }
            b"\"message_delta\"" => {
                read_usage(usage, sink);
                read_stop(inner, sink);
            }
            b"\"message_stop\"" => sink(Event::End),
            b"\"message\"" => self.whole(data, sink),
            _ => {}
        }
    }

    fn whole(&mut self, body: Doc<'_>, sink: &mut Sink<'_>) {
        sink(Event::Start { id: body.text_at("id") });
        let mut index = 0;
        if let Some(content) = body.get("content") {
            content.items(|block| {
                self.whole_block(index, block, sink);
                index += 1;
            });
        }
        read_usage(body.get("usage"), sink);
        read_stop(body, sink);
        if body.get("content").is_some() {
            sink(Event::End);
        }
    }
}

impl Reader {
    fn start_block(&mut self, index: u32, block: Doc<'_>, sink: &mut Sink<'_>) {
        let part = match block.text_at("type").as_deref() {
            Some("text") => Opening::Text,
            Some("thinking") => Opening::Thought,
            Some("redacted_thinking") => Opening::Redacted,
            Some("tool_use") => Opening::Call {
                id: block.text_at("id").unwrap_or_default(),
                name: block.text_at("name").unwrap_or_default(),
                namespace: None,
                kind: CallKind::Function,
            },
            // What runs at the vendor is not for a client of another dialect.
            _ => return,
        };
        let input = block.get("input").filter(|input| input.is_object() && input.bytes() != b"{}");
        let input = input.map(|input| input.bytes().to_vec());
        self.blocks.push(Block { index, has_delta: false, input });
        sink(Event::Open { key: index, part });
        for text in ["text", "thinking"].iter().filter_map(|name| block.text_at(name)) {
            sink(Event::Delta { key: index, text: &text });
        }
        if let Some(data) = block.text_at("data") {
            let opaque = Opaque { redacted: true, ..Opaque::plain(Dialect::Anthropic, data) };
            sink(Event::Opaque { key: index, opaque });
        }
    }

    fn delta(&mut self, index: u32, delta: Doc<'_>, sink: &mut Sink<'_>) {
        let mut signature = None;
        let mut text = None;
        let mut citation = None;
        delta.members(|name, value| match name {
            b"text" | b"thinking" | b"partial_json" => text = value.text(),
            b"signature" => signature = value.some_text(),
            b"citation" => citation = Some(value),
            _ => {}
        });
        if let Some(text) = text {
            if let Some(block) = self.blocks.iter_mut().rfind(|block| block.index == index) {
                block.has_delta |= !text.is_empty();
            }
            sink(Event::Delta { key: index, text: &text });
        }
        if let Some(signature) = signature {
            sink(Event::Opaque { key: index, opaque: Opaque::plain(Dialect::Anthropic, signature) });
        }
        if let Some(citation) = citation {
            read_citation(index, citation, sink);
        }
    }

    fn stop_block(&mut self, index: u32, sink: &mut Sink<'_>) {
        let Some(at) = self.blocks.iter().rposition(|block| block.index == index) else { return };
        let block = self.blocks.swap_remove(at);
        if let (false, Some(input)) = (block.has_delta, block.input) {
            sink(Event::Delta { key: index, text: &String::from_utf8_lossy(&input) });
        }
        sink(Event::Close { key: index });
    }

    fn whole_block(&mut self, index: u32, block: Doc<'_>, sink: &mut Sink<'_>) {
        self.start_block(index, block, sink);
        if let Some(signature) = block.get("signature").and_then(Doc::some_text) {
            sink(Event::Opaque { key: index, opaque: Opaque::plain(Dialect::Anthropic, signature) });
        }
        if let Some(citations) = block.get("citations") {
            citations.items(|citation| read_citation(index, citation, sink));
        }
        self.stop_block(index, sink);
    }
}

fn read_citation(key: u32, citation: Doc<'_>, sink: &mut Sink<'_>) {
    if let Some(url) = citation.text_at("url") {
        let title = citation.text_at("title").unwrap_or_default().into_owned();
        sink(Event::Citation { key, citation: Citation { url: url.into_owned(), title, span: None } });
    }
}

fn read_usage(usage: Option<Doc<'_>>, sink: &mut Sink<'_>) {
    if let Some(usage) = usage.and_then(|usage| crate::anthropic::usage(usage.bytes())) {
        sink(Event::Usage(Tokens::from(usage)));
    }
}

fn read_stop(object: Doc<'_>, sink: &mut Sink<'_>) {
    let Some(reason) = object.get("stop_reason").and_then(Doc::some_text) else { return };
    let reason = match reason.as_ref() {
        "tool_use" => StopReason::Tool,
        "max_tokens" => StopReason::Length,
        "model_context_window_exceeded" => StopReason::ContextFull,
        "stop_sequence" => StopReason::Sequence,
        "refusal" => StopReason::Refusal,
        "pause_turn" => StopReason::Pause,
        _ => StopReason::End,
    };
    let detail = object.get("stop_sequence").and_then(Doc::some_text).map(std::borrow::Cow::into_owned);
    sink(Event::Stop(Stop { reason, detail }));
}
