//! How an answer's body ends (RFC 9112, 6.3), and taking it off the input.

use super::{Unreadable, chunks::Chunks};
use bytes::{Bytes, BytesMut};
use http::{HeaderMap, StatusCode, header};

/// How what is still to come of a body ends.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(super) enum Framing {
    /// Nothing more comes.
    Nothing,
    /// After so many bytes.
    Length(u64),
    /// With the last chunk.
    Chunked(Chunks),
    /// With the connection.
    Connection,
}

impl Framing {
    /// What a head says. Where it says two things, the length goes: whoever reads on could believe it.
    pub(super) fn of(status: StatusCode, headers: &mut HeaderMap) -> Result<Self, Unreadable> {
        if matches!(status, StatusCode::NO_CONTENT | StatusCode::NOT_MODIFIED) || status.is_informational() {
            return Ok(Self::Nothing);
        }
        if let Some(coding) = transfer_coding(headers)? {
            headers.remove(header::CONTENT_LENGTH);
            return Ok(coding);
        }
        Ok(match content_length(headers)? {
            Some(0) => Self::Nothing,
            Some(length) => Self::Length(length),
            None => Self::Connection,
        })
    }

    /// Takes what of the body is there; `None` where that is nothing.
    pub(super) fn take(&mut self, input: &mut BytesMut) -> Result<Option<Bytes>, Unreadable> {
        if input.is_empty() {
            return Ok(None);
        }
        match self {
            Self::Nothing => Ok(None),
            Self::Length(left) => {
                let here = usize::try_from(*left).map_or(input.len(), |left| left.min(input.len()));
                *left -= here as u64;
                if *left == 0 {
                    *self = Self::Nothing;
                }
                Ok(Some(input.split_to(here).freeze()))
            }
            Self::Chunked(chunks) => {
                let piece = chunks.take(input)?;
                if chunks.is_over() {
                    *self = Self::Nothing;
                }
                Ok(piece)
            }
            Self::Connection => Ok(Some(input.split().freeze())),
        }
    }

    /// Whether nothing more comes.
    pub(super) fn is_over(&self) -> bool {
        *self == Self::Nothing
    }

    /// Whether only the end of the connection ends it.
    pub(super) fn ends_with_connection(&self) -> bool {
        *self == Self::Connection
    }
}

fn transfer_coding(headers: &HeaderMap) -> Result<Option<Framing>, Unreadable> {
    let mut coding = None;
    for value in headers.get_all(header::TRANSFER_ENCODING) {
        match value.as_bytes().trim_ascii() {
            name if name.eq_ignore_ascii_case(b"identity") => {}
            name if name.eq_ignore_ascii_case(b"chunked") && coding.is_none() => {
                coding = Some(Framing::Chunked(Chunks::default()));
            }
            _ => return Err(Unreadable("its transfer-encoding is not understood")),
        }
    }
    Ok(coding)
}

fn content_length(headers: &HeaderMap) -> Result<Option<u64>, Unreadable> {
    let mut found = None;
    for value in headers.get_all(header::CONTENT_LENGTH) {
        // A list of equal lengths is one that something in between has joined.
        for part in value.as_bytes().split(|byte| *byte == b',') {
            let length = number(part.trim_ascii()).ok_or(Unreadable("its content-length is no number"))?;
            if found.is_some_and(|found| found != length) {
                return Err(Unreadable("it has two lengths"));
            }
            found = Some(length);
        }
    }
    Ok(found)
}

fn number(digits: &[u8]) -> Option<u64> {
    if digits.is_empty() || !digits.iter().all(u8::is_ascii_digit) {
        return None;
    }
    std::str::from_utf8(digits).ok()?.parse().ok()
}

#[cfg(test)]
mod tests {
    use super::*;
    use http::HeaderValue;

    fn of(fields: &[(&'static str, &'static str)]) -> Result<Framing, Unreadable> {
        let mut headers = HeaderMap::new();
        for (name, value) in fields {
            headers.append(*name, HeaderValue::from_static(value));
        }
        let framing = Framing::of(StatusCode::OK, &mut headers)?;
        let has_length = headers.contains_key("content-length");
        assert!(!(matches!(framing, Framing::Chunked(_)) && has_length), "a length nobody may believe");
        Ok(framing)
    }

    #[test]
    fn the_head_says_how_the_body_ends() {
        let chunked = Framing::Chunked(Chunks::default());
        assert_eq!(of(&[]).unwrap(), Framing::Connection);
        assert_eq!(of(&[("content-length", "12")]).unwrap(), Framing::Length(12));
        assert_eq!(of(&[("content-length", "0")]).unwrap(), Framing::Nothing);
        assert_eq!(of(&[("content-length", "12, 12")]).unwrap(), Framing::Length(12));
        assert_eq!(of(&[("transfer-encoding", "Chunked"), ("content-length", "12")]).unwrap(), chunked);
        for bad in ["+1", "-1", "0x1", "1 2", "", "99999999999999999999", "1,2"] {
            assert!(of(&[("content-length", bad)]).is_err(), "{bad}");
        }
        for bad in ["gzip, chunked", "chunked, chunked", "xchunked"] {
            assert!(of(&[("transfer-encoding", bad)]).is_err(), "{bad}");
        }
    }

    #[test]
    fn no_more_than_the_length_is_taken() {
        let mut input = BytesMut::from("hello, more");
        let mut framing = Framing::Length(5);
        assert_eq!(framing.take(&mut input).unwrap().unwrap(), "hello");
        assert!(framing.is_over() && framing.take(&mut input).unwrap().is_none());
        assert_eq!(input, ", more");
    }
}
