//! As much of HTTP/1.1 as an upstream needs: one request in, head and chunks out.

use std::io;
use tokio::io::{AsyncBufRead, AsyncBufReadExt, AsyncRead, AsyncReadExt};

/// Larger heads and bodies than any test sends are a fault of the test's.
const HEAD_LIMIT: u64 = 1 << 20;
const BODY_LIMIT: usize = 256 << 20;

/// A request as it came.
#[derive(Debug, Clone, Default)]
pub(crate) struct Request {
    pub(crate) method: String,
    /// Path and query.
    pub(crate) target: String,
    pub(crate) headers: Vec<(String, String)>,
    pub(crate) body: Vec<u8>,
}

impl Request {
    /// The first header of this name.
    pub(crate) fn header(&self, name: &str) -> Option<&str> {
        self.headers.iter().find(|(key, _)| key.eq_ignore_ascii_case(name)).map(|(_, value)| value.as_str())
    }

    pub(crate) fn path(&self) -> &str {
        self.target.split('?').next().unwrap_or_default()
    }

    pub(crate) fn query(&self) -> Option<&str> {
        self.target.split_once('?').map(|(_, query)| query)
    }
}

/// The next request on the connection; `None` when the client closed it instead. Of the body only the first
/// `keep` bytes are kept.
pub(crate) async fn read_request<R>(reader: &mut R, keep: usize) -> io::Result<Option<Request>>
where
    R: AsyncBufRead + Unpin,
{
    let Some(line) = read_line(reader).await? else { return Ok(None) };
    let mut words = line.split(' ');
    let (Some(method), Some(target), Some("HTTP/1.1"), None) =
        (words.next(), words.next(), words.next(), words.next())
    else {
        return Err(invalid(&format!("no request line: {line:?}")));
    };
    let mut request = Request { method: method.to_owned(), target: target.to_owned(), ..Request::default() };
    loop {
        let line = read_line(reader).await?.ok_or(io::ErrorKind::UnexpectedEof)?;
        if line.is_empty() {
            break;
        }
        let (name, value) = line.split_once(':').ok_or_else(|| invalid("a header without a colon"))?;
        request.headers.push((name.to_owned(), value.trim().to_owned()));
    }
    request.body = read_body(reader, &request, keep).await?;
    Ok(Some(request))
}

/// The beginning of an answer, up to the blank line.
pub(crate) fn head(status: u16, headers: &[(String, String)]) -> Vec<u8> {
    let mut head = format!("HTTP/1.1 {status} {}\r\n", reason(status));
    for (name, value) in headers {
        head.push_str(&format!("{name}: {value}\r\n"));
    }
    head.push_str("\r\n");
    head.into_bytes()
}

/// One chunk of a chunked body.
pub(crate) fn chunk(bytes: &[u8]) -> Vec<u8> {
    [format!("{:x}\r\n", bytes.len()).as_bytes(), bytes, b"\r\n"].concat()
}

/// What ends a chunked body.
pub(crate) const LAST_CHUNK: &[u8] = b"0\r\n\r\n";

async fn read_body<R>(reader: &mut R, request: &Request, keep: usize) -> io::Result<Vec<u8>>
where
    R: AsyncBufRead + Unpin,
{
    let mut body = Vec::new();
    if request.header("transfer-encoding").is_some_and(|coding| coding.eq_ignore_ascii_case("chunked")) {
        loop {
            let size = read_line(reader).await?.ok_or(io::ErrorKind::UnexpectedEof)?;
            let size = usize::from_str_radix(&size, 16).map_err(|_| invalid("a chunk without a size"))?;
            take(reader, size, keep, &mut body).await?;
            read_line(reader).await?;
            if size == 0 {
                return Ok(body);
            }
        }
    }
    let length = request.header("content-length").map_or(Ok(0), str::parse);
    take(reader, length.map_err(|_| invalid("a content-length that is no number"))?, keep, &mut body).await?;
    Ok(body)
}

async fn take<R>(reader: &mut R, mut length: usize, keep: usize, body: &mut Vec<u8>) -> io::Result<()>
where
    R: AsyncBufRead + AsyncRead + Unpin,
{
    if length > BODY_LIMIT {
        return Err(invalid("a body larger than any test sends"));
    }
    while length > 0 {
        let available = reader.fill_buf().await?;
        if available.is_empty() {
            return Err(io::ErrorKind::UnexpectedEof.into());
        }
        let part = available.len().min(length);
        let kept = part.min(keep.saturating_sub(body.len()));
        body.extend_from_slice(&available[..kept]);
        reader.consume(part);
        length -= part;
    }
    Ok(())
}

/// A line without its end; `None` at the end of the connection.
async fn read_line<R>(reader: &mut R) -> io::Result<Option<String>>
where
    R: AsyncBufRead + Unpin,
{
    let mut line = Vec::new();
    let length = reader.take(HEAD_LIMIT).read_until(b'\n', &mut line).await?;
    if length == 0 {
        return Ok(None);
    }
    let line = line.strip_suffix(b"\r\n").ok_or_else(|| invalid("a line that doesn't end in CR LF"))?;
    String::from_utf8(line.to_vec()).map(Some).map_err(|_| invalid("a line that is not UTF-8"))
}

fn invalid(message: &str) -> io::Error {
    io::Error::new(io::ErrorKind::InvalidData, message.to_owned())
}

fn reason(status: u16) -> &'static str {
    match status {
        200 => "OK",
        204 => "No Content",
        301 => "Moved Permanently",
        302 => "Found",
        307 => "Temporary Redirect",
        308 => "Permanent Redirect",
        400 => "Bad Request",
        401 => "Unauthorized",
        403 => "Forbidden",
        404 => "Not Found",
        429 => "Too Many Requests",
        500 => "Internal Server Error",
        502 => "Bad Gateway",
        503 => "Service Unavailable",
        _ => "Status",
    }
}
