//! Gemini generateContent.

use super::{Content, INPUT_TOKENS, OUTPUT_TOKENS, quote};
use crate::ask::Ask;

pub(super) fn whole(ask: &Ask, content: &Content, usage: bool) -> String {
    match content {
        Content::Text(_) => response(ask, &text(&content.text()), true, usage),
        Content::Tool { name, arguments } => response(ask, &call(name, arguments), true, usage),
    }
}

pub(super) fn events(ask: &Ask, content: &Content, usage: bool) -> Vec<Vec<u8>> {
    parts(ask, content, usage).iter().map(|part| format!("data: {part}\r\n\r\n").into_bytes()).collect()
}

pub(super) fn array(ask: &Ask, content: &Content, usage: bool) -> Vec<Vec<u8>> {
    let parts = parts(ask, content, usage);
    let mut pieces: Vec<_> = parts.iter().map(|part| format!(",\r\n{part}").into_bytes()).collect();
    if let Some(first) = pieces.first_mut() {
        first.splice(..3, *b"[");
    }
    pieces.push(b"\r\n]".to_vec());
    pieces
}

fn parts(ask: &Ask, content: &Content, usage: bool) -> Vec<String> {
    match content {
        Content::Text(pieces) => {
            let last = pieces.len().saturating_sub(1);
            let pieces = pieces.iter().enumerate();
            pieces.map(|(at, piece)| response(ask, &text(piece), at == last, usage)).collect()
        }
        Content::Tool { .. } => vec![whole(ask, content, usage)],
    }
}

fn text(text: &str) -> String {
    format!(r#"{{"text":{}}}"#, quote(text))
}

fn call(name: &str, arguments: &str) -> String {
    format!(
        r#"{{"functionCall":{{"name":{},"args":{arguments}}},"thoughtSignature":"c2NyaXB0ZWQ="}}"#,
        quote(name)
    )
}

fn response(ask: &Ask, part: &str, is_last: bool, usage: bool) -> String {
    let model = quote(&ask.model);
    let finish = if is_last { r#","finishReason":"STOP""# } else { "" };
    let output = if is_last { OUTPUT_TOKENS } else { 1 };
    let total = INPUT_TOKENS + output;
    let usage = match usage {
        true => format!(
            r#","usageMetadata":{{"promptTokenCount":{INPUT_TOKENS},"candidatesTokenCount":{output},"totalTokenCount":{total},"promptTokensDetails":[{{"modality":"TEXT","tokenCount":{INPUT_TOKENS}}}]}}"#
        ),
        false => String::new(),
    };
    format!(
        r#"{{"candidates":[{{"content":{{"parts":[{part}],"role":"model"}}{finish},"index":0}}]{usage},"modelVersion":{model},"responseId":"ScriptedUpstream"}}"#
    )
}
