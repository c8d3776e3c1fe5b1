//! Withholds the one chunk of an openai-chat stream that exists because we asked for usage: the one without
//! choices. Every other byte passes as it came; at most one unfinished event is held back.

use bytes::Bytes;
use memchr::{memchr, memmem};

/// An event larger than this is certainly not the usage chunk.
const HELD_BYTES: usize = 64 << 10;

/// The filter.
#[derive(Debug, Default)]
pub struct UsageFilter {
    held: Vec<u8>,
}

impl UsageFilter {
    /// Takes bytes in and gives those that go on.
    pub fn push(&mut self, piece: Bytes) -> Bytes {
        if self.held.is_empty() && ends_event(&piece) && memmem::find(&piece, b"\"usage\"").is_none() {
            return piece;
        }
        self.held.extend_from_slice(&piece);
        let mut passed = Vec::with_capacity(self.held.len());
        let mut start = 0;
        while let Some(length) = event_length(&self.held[start..]) {
            let event = &self.held[start..start + length];
            if !is_usage_chunk(event) {
                passed.extend_from_slice(event);
            }
            start += length;
        }
        if self.held.len() - start > HELD_BYTES {
            passed.extend_from_slice(&self.held[start..]);
            start = self.held.len();
        }
        self.held.drain(..start);
        passed.into()
    }

    /// The rest at the end of the stream.
    pub fn finish(&mut self) -> Bytes {
        let rest = std::mem::take(&mut self.held);
        if is_usage_chunk(&rest) { Bytes::new() } else { rest.into() }
    }
}

fn ends_event(bytes: &[u8]) -> bool {
    bytes.ends_with(b"\n\n") || bytes.ends_with(b"\n\r\n")
}

/// The length of the first event, its blank line included.
fn event_length(bytes: &[u8]) -> Option<usize> {
    let mut line = 0;
    while let Some(end) = memchr(b'\n', &bytes[line..]) {
        let text = &bytes[line..line + end];
        line += end + 1;
        if text.is_empty() || text == b"\r" {
            return Some(line);
        }
    }
    None
}

fn is_usage_chunk(event: &[u8]) -> bool {
    if memmem::find(event, b"\"usage\"").is_none() {
        return false;
    }
    let data: Vec<u8> = event
        .split(|byte| *byte == b'\n')
        .filter_map(|line| line.strip_prefix(b"data:"))
        .flat_map(|data| data.iter().copied().chain([b'\n']))
        .collect();
    let Ok(chunk) = serde_json::from_slice::<serde_json::Value>(&data) else { return false };
    chunk["usage"].is_object() && chunk["choices"].as_array().is_some_and(Vec::is_empty)
}

#[cfg(test)]
mod tests {
    use super::*;

    const STREAM: &str = concat!(
        "data: {\"choices\":[{\"delta\":{\"content\":\"the \\\"usage\\\" of\"}}],\"usage\":null}\n\n",
        ": comment\n\n",
        "data: {\"choices\":[{\"delta\":{},\"finish_reason\":\"stop\"}],\"usage\":null}\r\n\r\n",
        "data: {\"choices\":[],\"usage\":{\"prompt_tokens\":1}}\n\n",
        "data: [DONE]\n\n",
    );

    #[test]
    fn only_the_usage_chunk_is_withheld_however_the_stream_is_cut() {
        let expected = STREAM.replace("data: {\"choices\":[],\"usage\":{\"prompt_tokens\":1}}\n\n", "");
        for size in 1..=STREAM.len() {
            let mut filter = UsageFilter::default();
            let mut passed = Vec::new();
            for piece in STREAM.as_bytes().chunks(size) {
                passed.extend_from_slice(&filter.push(Bytes::copy_from_slice(piece)));
            }
            passed.extend_from_slice(&filter.finish());
            assert_eq!(String::from_utf8(passed).unwrap(), expected, "pieces of {size}");
        }
    }

    #[test]
    fn usage_beside_choices_passes() {
        let chunk = "data: {\"choices\":[{\"delta\":{}}],\"usage\":{\"prompt_tokens\":1}}\n\n";
        assert_eq!(UsageFilter::default().push(chunk.into()), chunk);
    }

    #[test]
    fn an_endless_event_is_not_held_forever() {
        let mut filter = UsageFilter::default();
        let passed = filter.push(vec![b'x'; HELD_BYTES + 1].into());
        assert_eq!(passed.len(), HELD_BYTES + 1);
    }
}
