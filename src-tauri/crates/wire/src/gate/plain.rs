//! The gate of an answer in no dialect: vectors, pictures, speech. Whatever it says is content, but for an error, a
//! page of something in between, and nothing at all.

use super::{Facts, Sign, is_error};
use crate::SseDecoder;

/// How much of what begins like a document, and is not called one, is waited for.
const LOOK_BYTES: usize = 64 << 10;

/// What the answer is, as its content type says and its first byte shows.
#[derive(Debug)]
enum Kind {
    Unknown {
        /// Whether it is called JSON, or nothing.
        is_json: bool,
    },
    Events(SseDecoder),
    Document {
        so_far: Vec<u8>,
        is_json: bool,
    },
}

/// Watches the beginning of such an answer.
#[derive(Debug)]
pub struct PlainGate {
    kind: Kind,
}

impl PlainGate {
    /// Of an answer with this content type.
    pub fn new(content_type: Option<&str>) -> Self {
        let kind = content_type.map(str::to_ascii_lowercase);
        Self {
            kind: match kind.as_deref() {
                Some(kind) if kind.starts_with("text/event-stream") => Kind::Events(SseDecoder::new()),
                Some(kind) => Kind::Unknown { is_json: kind.contains("json") },
                None => Kind::Unknown { is_json: true },
            },
        }
    }

    /// Takes the next bytes. After a sign that decides it wants no more.
    pub fn feed(&mut self, bytes: &[u8]) -> Sign {
        if let Kind::Unknown { is_json } = self.kind {
            let bare = bytes.strip_prefix(b"\xef\xbb\xbf").unwrap_or(bytes).trim_ascii_start();
            match bare.first() {
                None => return Sign::Nothing,
                Some(b'{' | b'[') => self.kind = Kind::Document { so_far: Vec::new(), is_json },
                Some(b'<') if is_json || is_page(bare) => return Sign::Unreadable,
                Some(_) => return Sign::Content,
            }
        }
        match &mut self.kind {
            Kind::Unknown { .. } => Sign::Nothing,
            Kind::Document { so_far, is_json } => {
                so_far.extend_from_slice(bytes);
                if !*is_json && so_far.len() > LOOK_BYTES { Sign::Content } else { Sign::Begun }
            }
            Kind::Events(events) => {
                for line in bytes.split_inclusive(|byte| matches!(byte, b'\n' | b'\r')) {
                    for event in events.push(line) {
                        let is_named = matches!(event.name.as_deref(), Some("error"));
                        match event.data.trim_ascii() {
                            b"" => {}
                            b"[DONE]" => return Sign::Empty,
                            data if is_named || is_error(data) => return Sign::Error(data.to_vec()),
                            _ => return Sign::Content,
                        }
                    }
                }
                Sign::Nothing
            }
        }
    }

    /// The answer is over.
    pub fn finish(self) -> Sign {
        match self.kind {
            Kind::Unknown { .. } | Kind::Events(_) => Sign::Empty,
            Kind::Document { so_far, is_json } => {
                let document = so_far.trim_ascii();
                let document = document.strip_prefix(b"\xef\xbb\xbf").unwrap_or(document);
                match document.first() {
                    // A list holds no error of its own, and what isn't called a document needn't be one.
                    Some(b'{') => match Facts::of(document) {
                        Some(facts) if facts.is_error || facts.has_failed => Sign::Error(document.to_vec()),
                        None if is_json => Sign::Unreadable,
                        Some(_) | None => Sign::Content,
                    },
                    _ if is_json && crate::json::elements(document, |_| ()).is_err() => Sign::Unreadable,
                    _ => Sign::Content,
                }
            }
        }
    }
}

/// Whether this is a web page, whatever it is called.
fn is_page(beginning: &[u8]) -> bool {
    ["<!doctype html", "<html"]
        .iter()
        .any(|tag| beginning.get(..tag.len()).is_some_and(|found| found.eq_ignore_ascii_case(tag.as_bytes())))
}

#[cfg(test)]
mod tests {
    use super::*;

    /// The sign of an answer that comes in these pieces.
    fn sign(kind: Option<&str>, pieces: &[&[u8]]) -> Sign {
        let mut gate = PlainGate::new(kind);
        for piece in pieces {
            match gate.feed(piece) {
                Sign::Nothing | Sign::Begun => {}
                decided @ (Sign::Content | Sign::Error(_) | Sign::Empty | Sign::Unreadable) => {
                    return decided;
                }
            }
        }
        gate.finish()
    }

    const JSON: Option<&str> = Some("application/json; charset=utf-8");
    const SSE: Option<&str> = Some("text/event-stream");

    #[test]
    fn what_is_no_error_is_content_at_once_or_when_it_is_whole() {
        for (kind, pieces) in [
            (JSON, &[&b"{\"data\":[{\"error\":1}]"[..], b"}"][..]),
            (JSON, &[b"\xef\xbb\xbf [1", b"]"]),
            (JSON, &[b"{\"error\":null,\"status\":\"completed\"}"]),
            (JSON, &[b"\"a text\""]),
            (None, &[b"{}"]),
            (Some("audio/mpeg"), &[b"\xff\xfb\x90"]),
            (Some("audio/pcm"), &[b"{\x00\x01", b"\x02"]),
            (Some("text/plain"), &[b"[Music]"]),
            (Some("text/vtt"), &[b"<v Roger>"]),
            (SSE, &[b"data: {\"choices\":[{\"text\":\"a\"}]}\n\n"]),
            (SSE, &[b"event: transcript.text.delta\ndata: {\"delta\":\"a\"}\n", b"\n"]),
        ] {
            assert_eq!(sign(kind, pieces), Sign::Content, "{kind:?} {pieces:?}");
        }
        assert_eq!(PlainGate::new(Some("audio/mpeg")).feed(b"ID3"), Sign::Content, "at once");
    }

    #[test]
    fn errors_pages_and_nothing_are_told() {
        for kind in [JSON, None, Some("text/plain"), Some("audio/mpeg")] {
            let error = br#"{"error":{"message":"no"}}"#;
            assert_eq!(sign(kind, &[error]), Sign::Error(error.to_vec()), "{kind:?}");
            assert_eq!(sign(kind, &[b"<!DOCTYPE html><html>"]), Sign::Unreadable, "{kind:?}");
            assert_eq!(sign(kind, &[]), Sign::Empty, "{kind:?}");
            assert_eq!(sign(kind, &[b" \n"]), Sign::Empty, "{kind:?}");
        }
        assert_eq!(sign(JSON, &[b"{\"data\":"]), Sign::Unreadable, "cut off");
        assert_eq!(sign(JSON, &[b"[1,"]), Sign::Unreadable, "cut off");
        let error = b"{\"error\":{\"message\":\"no\"}}";
        let event = [&b": hello\n\ndata: "[..], error, b"\n\n"].concat();
        assert_eq!(sign(SSE, &[&event]), Sign::Error(error.to_vec()));
        assert_eq!(sign(SSE, &[b"event: error\ndata: {}\n\n"]), Sign::Error(b"{}".to_vec()));
        for empty in [&b": ping\n\n"[..], b"data: [DONE]\n\n", b""] {
            assert_eq!(sign(SSE, &[empty]), Sign::Empty);
        }
    }
}
