//! The head of an answer.

use super::{Unreadable, framing::Framing};
use bytes::{Bytes, BytesMut};
use http::{HeaderMap, HeaderName, HeaderValue, Response, StatusCode, Version, header};
use std::{mem::MaybeUninit, ops::Range};

/// The most lines.
const LINES: usize = 128;
/// Room for the fields that we add to an answer.
const OURS: usize = 4;

/// A head, and what it says of what follows.
#[derive(Debug)]
pub(super) struct Head {
    /// The head itself.
    pub(super) response: Response<()>,
    /// How the body ends.
    pub(super) framing: Framing,
    /// Whether the connection may serve again.
    pub(super) keeps: bool,
}

/// Where a line's name and value stand.
type Line = (Range<usize>, Range<usize>);

/// Takes a head off the input, if all of it is there.
pub(super) fn take(input: &mut BytesMut) -> Result<Option<Head>, Unreadable> {
    if input.is_empty() {
        return Ok(None);
    }
    let mut room = [const { MaybeUninit::uninit() }; LINES];
    let mut parsed = httparse::Response::new(&mut []);
    let length = match httparse::ParserConfig::default().parse_response_with_uninit_headers(
        &mut parsed,
        input,
        &mut room,
    ) {
        Ok(httparse::Status::Complete(length)) => length,
        Ok(httparse::Status::Partial) => return Ok(None),
        Err(httparse::Error::TooManyHeaders) => return Err(Unreadable("its head has too many lines")),
        Err(_) => return Err(Unreadable("its head can't be read")),
    };
    let (Some(code), Some(minor)) = (parsed.code, parsed.version) else {
        return Err(Unreadable("its head has no status"));
    };
    let place = |part: &[u8]| {
        let start = part.as_ptr() as usize - input.as_ptr() as usize;
        start..start + part.len()
    };
    let mut places = [const { (0..0, 0..0) }; LINES];
    let lines = parsed.headers.len();
    for (line, field) in places.iter_mut().zip(parsed.headers.iter()) {
        *line = (place(field.name.as_bytes()), place(field.value));
    }
    let bytes = input.split_to(length).freeze();
    let mut headers = fields(&bytes, &places[..lines])?;
    let status = StatusCode::from_u16(code).map_err(|_| Unreadable("its status is none"))?;
    let version = if minor == 0 { Version::HTTP_10 } else { Version::HTTP_11 };
    let framing = Framing::of(status, &mut headers)?;
    let keeps = keeps(version, &headers) && !framing.ends_with_connection();
    let mut response = Response::new(());
    *response.status_mut() = status;
    *response.version_mut() = version;
    *response.headers_mut() = headers;
    Ok(Some(Head { response, framing, keeps }))
}

/// The fields, their values still part of what was read.
fn fields(bytes: &Bytes, lines: &[Line]) -> Result<HeaderMap, Unreadable> {
    let mut headers = HeaderMap::with_capacity(lines.len() + OURS);
    for (name, value) in lines {
        let name = HeaderName::from_bytes(&bytes[name.clone()])
            .map_err(|_| Unreadable("a field of its head has no proper name"))?;
        let value = HeaderValue::from_maybe_shared(bytes.slice(value.clone()))
            .map_err(|_| Unreadable("a field of its head has no proper value"))?;
        headers.append(name, value);
    }
    Ok(headers)
}

fn keeps(version: Version, headers: &HeaderMap) -> bool {
    let says = |word: &str| {
        let values = headers.get_all(header::CONNECTION).iter().filter_map(|value| value.to_str().ok());
        values.flat_map(|value| value.split(',')).any(|token| token.trim().eq_ignore_ascii_case(word))
    };
    match version {
        Version::HTTP_10 => says("keep-alive"),
        _ => !says("close"),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn take(text: &str) -> Result<Option<(Head, BytesMut)>, Unreadable> {
        let mut input = BytesMut::from(text);
        Ok(super::take(&mut input)?.map(|head| (head, input)))
    }

    #[test]
    fn a_head_is_taken_when_all_of_it_is_there_and_leaves_the_body() {
        let whole = "HTTP/1.1 200 OK\r\nContent-Length: 5\r\nset-cookie: a\r\nset-cookie: b\r\n\r\nhello";
        let end = whole.len() - "hello".len();
        for cut in 0..end {
            assert!(take(&whole[..cut]).unwrap().is_none(), "{cut}");
        }
        let (head, rest) = take(whole).unwrap().unwrap();
        assert_eq!((head.response.status().as_u16(), &rest[..], head.keeps), (200, &b"hello"[..], true));
        assert_eq!(head.response.headers().get_all("set-cookie").iter().count(), 2);
        assert_eq!(head.framing, Framing::Length(5));
    }

    #[test]
    fn a_connection_serves_again_unless_the_head_says_no() {
        for (head, keeps) in [
            ("HTTP/1.1 200 OK\r\ncontent-length: 0", true),
            ("HTTP/1.1 200 OK\r\ncontent-length: 0\r\nConnection: x, Close", false),
            ("HTTP/1.0 200 OK\r\ncontent-length: 0", false),
            ("HTTP/1.0 200 OK\r\ncontent-length: 0\r\nconnection: Keep-Alive", true),
            ("HTTP/1.1 200 OK", false),
            ("HTTP/1.1 204 No Content", true),
        ] {
            let (taken, _) = take(&format!("{head}\r\n\r\n")).unwrap().unwrap();
            assert_eq!(taken.keeps, keeps, "{head}");
        }
    }

    #[test]
    fn what_is_no_head_is_refused() {
        let many = format!("HTTP/1.1 200 OK\r\n{}\r\n", "a: b\r\n".repeat(LINES + 1));
        for bad in [
            "SSH-2.0-OpenSSH_9\r\n\r\n",
            "HTTP/2 200\r\n\r\n",
            "HTTP/1.1 99 x\r\n\r\n",
            "HTTP/1.1 200 OK\r\nname with blanks: x\r\n\r\n",
            "HTTP/1.1 200 OK\r\ncontent-length: 1\r\ncontent-length: 2\r\n\r\n",
            many.as_str(),
        ] {
            assert!(take(bad).is_err(), "{bad}");
        }
    }
}
