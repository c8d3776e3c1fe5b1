//! Bytes on a bare socket: for what no well-behaved client sends.

use crate::Answer;
use http::{HeaderMap, HeaderName, HeaderValue, StatusCode};
use std::time::Duration;
use tokio::{
    io::{AsyncReadExt, AsyncWriteExt},
    net::TcpStream,
    time::timeout,
};

/// How long a server may take to answer or to hang up.
const PATIENCE: Duration = Duration::from_secs(60);
/// After so long a silence the server hears that no more will come.
const SILENCE: Duration = Duration::from_millis(500);

/// What came back until the connection ended.
#[derive(Debug)]
pub struct Heard {
    /// The bytes.
    pub bytes: Vec<u8>,
}

/// Writes these bytes, reads until the connection ends, and says that no more will come if the server seems
/// to wait for that.
///
/// # Panics
/// When the server neither answers nor hangs up.
pub async fn raw(base: &str, request: impl Into<Vec<u8>>) -> Heard {
    let request = request.into();
    let address = base.strip_prefix("http://").expect("an http address");
    let mut stream = TcpStream::connect(address).await.expect("the server listens");
    // It may hang up in the middle; what it said before counts.
    let _ = timeout(PATIENCE, stream.write_all(&request)).await.expect("the server reads or hangs up");
    let mut heard = Heard { bytes: Vec::new() };
    if timeout(SILENCE, heard.listen(&mut stream)).await.is_err() {
        // A server that has hung up meanwhile hears nothing.
        let _ = stream.shutdown().await;
        timeout(PATIENCE, heard.listen(&mut stream)).await.expect("an answer, or the connection's end");
    }
    heard
}

impl Heard {
    async fn listen(&mut self, stream: &mut TcpStream) {
        // A reset is an end, too.
        while matches!(stream.read_buf(&mut self.bytes).await, Ok(1..)) {}
    }

    /// The first answer in it.
    ///
    /// # Panics
    /// When there is none.
    pub fn answer(&self) -> Answer {
        let end = self.bytes.windows(4).position(|window| window == b"\r\n\r\n").expect("a head");
        let head = std::str::from_utf8(&self.bytes[..end]).unwrap();
        let mut lines = head.split("\r\n");
        let status = lines.next().and_then(|line| line.split(' ').nth(1)).expect("a status");
        let headers: HeaderMap = lines
            .filter_map(|line| line.split_once(':'))
            .map(|(name, value)| {
                (name.parse::<HeaderName>().unwrap(), value.trim().parse::<HeaderValue>().unwrap())
            })
            .collect();
        let rest = &self.bytes[end + 4..];
        let is_chunked = headers.get("transfer-encoding").is_some_and(|coding| coding == "chunked");
        let (body, broke_off) = if is_chunked { dechunked(rest) } else { (rest.to_vec(), false) };
        Answer {
            status: StatusCode::from_bytes(status.as_bytes()).unwrap(),
            headers,
            body: body.into(),
            broke_off,
        }
    }
}

/// The content of a chunked body, and whether its end is missing.
fn dechunked(mut rest: &[u8]) -> (Vec<u8>, bool) {
    let mut body = Vec::new();
    while let Some(end) = rest.windows(2).position(|window| window == b"\r\n") {
        let size =
            std::str::from_utf8(&rest[..end]).ok().and_then(|size| usize::from_str_radix(size, 16).ok());
        let Some(chunk) = size.and_then(|size| rest.get(end + 2..end + 2 + size)) else {
            return (body, true);
        };
        if chunk.is_empty() {
            return (body, false);
        }
        body.extend_from_slice(chunk);
        rest = rest.get(end + 4 + chunk.len()..).unwrap_or_default();
    }
    (body, true)
}
