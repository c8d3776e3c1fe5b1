//! Reads one HTTP/1.1 response that comes in pieces: by content-length or chunked. Sans I/O, and no more
//! of the protocol than two proxies and the bench upstream speak.

/// What one more piece led to.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum Progress {
    /// There is more to come.
    More,
    /// The response is complete.
    Done,
}

/// The response can't be read.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) struct Malformed(pub(crate) &'static str);

/// The state of reading one response.
#[derive(Debug)]
pub(crate) struct Reader {
    head: Vec<u8>,
    state: State,
    status: u16,
    closes: bool,
    length: usize,
}

#[derive(Debug, Clone, Copy, PartialEq, Eq)]
enum State {
    Head,
    Counted { left: usize },
    ChunkSize { size: usize },
    ChunkExtension { size: usize },
    ChunkData { left: usize },
    ChunkEnd,
    Trailer { line: usize },
    Done,
}

impl Reader {
    pub(crate) fn new() -> Self {
        Self { head: Vec::new(), state: State::Head, status: 0, closes: false, length: 0 }
    }

    /// The status, once the head is there.
    pub(crate) fn status(&self) -> u16 {
        self.status
    }

    /// How much of the body has come.
    pub(crate) fn length(&self) -> usize {
        self.length
    }

    /// Whether the other side closes the connection after this.
    pub(crate) fn closes(&self) -> bool {
        self.closes
    }

    /// Reads on; gives the pieces of the body to `body`.
    pub(crate) fn push(&mut self, bytes: &[u8], mut body: impl FnMut(&[u8])) -> Result<Progress, Malformed> {
        let mut rest = bytes;
        if self.state == State::Head {
            rest = self.read_head(bytes)?;
        }
        while !rest.is_empty() {
            rest = match self.state {
                State::Head => return Ok(Progress::More),
                State::Counted { left } => {
                    let (piece, after) = rest.split_at(left.min(rest.len()));
                    self.give(piece, &mut body);
                    let left = left - piece.len();
                    self.state = if left == 0 { State::Done } else { State::Counted { left } };
                    after
                }
                State::ChunkData { left } => {
                    let (piece, after) = rest.split_at(left.min(rest.len()));
                    self.give(piece, &mut body);
                    let left = left - piece.len();
                    self.state = if left == 0 { State::ChunkEnd } else { State::ChunkData { left } };
                    after
                }
                State::ChunkSize { .. }
                | State::ChunkExtension { .. }
                | State::ChunkEnd
                | State::Trailer { .. } => {
                    let Some((byte, after)) = rest.split_first() else { break };
                    self.state = self.state.after(*byte)?;
                    after
                }
                State::Done => return Err(Malformed("bytes after the end of the response")),
            };
        }
        Ok(if self.state == State::Done { Progress::Done } else { Progress::More })
    }

    fn give(&mut self, piece: &[u8], body: &mut impl FnMut(&[u8])) {
        self.length += piece.len();
        body(piece);
    }

    /// Collects the head; what follows it is returned.
    fn read_head<'a>(&mut self, bytes: &'a [u8]) -> Result<&'a [u8], Malformed> {
        let before = self.head.len();
        self.head.extend_from_slice(bytes);
        let Some(end) = find(&self.head, b"\r\n\r\n").map(|at| at + 4) else {
            return if self.head.len() > 64 * 1024 { Err(Malformed("a head without end")) } else { Ok(&[]) };
        };
        let head = std::str::from_utf8(self.head.get(..end).unwrap_or_default())
            .map_err(|_| Malformed("a head that is no text"))?;
        let head = Head::parse(head)?;
        self.status = head.status;
        self.closes = head.closes;
        self.state = head.body;
        Ok(bytes.get(end.saturating_sub(before)..).unwrap_or_default())
    }
}

impl State {
    /// One byte of a chunk's frame.
    fn after(self, byte: u8) -> Result<Self, Malformed> {
        Ok(match (self, byte) {
            (Self::ChunkSize { size } | Self::ChunkExtension { size }, b'\n') if size == 0 => {
                Self::Trailer { line: 0 }
            }
            (Self::ChunkSize { size } | Self::ChunkExtension { size }, b'\n') => {
                Self::ChunkData { left: size }
            }
            (Self::ChunkSize { size }, b'\r' | b';' | b' ') => Self::ChunkExtension { size },
            (Self::ChunkSize { size }, digit) => {
                let digit =
                    char::from(digit).to_digit(16).ok_or(Malformed("a chunk size that is no number"))?;
                let size = size.checked_mul(16).ok_or(Malformed("a chunk size without end"))?;
                Self::ChunkSize { size: size + digit as usize }
            }
            (Self::ChunkEnd, b'\n') => Self::ChunkSize { size: 0 },
            (Self::ChunkEnd, b'\r') => Self::ChunkEnd,
            (Self::ChunkEnd, _) => return Err(Malformed("a chunk that is longer than it says")),
            (Self::Trailer { line: 0 }, b'\n') => Self::Done,
            (Self::Trailer { .. }, b'\n') => Self::Trailer { line: 0 },
            (Self::Trailer { line }, b'\r') => Self::Trailer { line },
            (Self::Trailer { line }, _) => Self::Trailer { line: line + 1 },
            (state, _) => state,
        })
    }
}

struct Head {
    status: u16,
    closes: bool,
    body: State,
}

impl Head {
    fn parse(text: &str) -> Result<Self, Malformed> {
        let mut lines = text.split("\r\n");
        let first = lines.next().unwrap_or_default();
        let status =
            first.strip_prefix("HTTP/1.1 ").and_then(|rest| rest.get(..3)).and_then(|code| code.parse().ok());
        let status = status.ok_or(Malformed("no HTTP/1.1 status line"))?;
        let (mut closes, mut body) = (false, None);
        for (name, value) in lines.filter_map(|line| line.split_once(':')) {
            let value = value.trim();
            if name.eq_ignore_ascii_case("content-length") {
                let left = value.parse().map_err(|_| Malformed("a content-length that is no number"))?;
                body = Some(if left == 0 { State::Done } else { State::Counted { left } });
            } else if name.eq_ignore_ascii_case("transfer-encoding") {
                body = Some(State::ChunkSize { size: 0 });
            } else if name.eq_ignore_ascii_case("connection") {
                closes = value.eq_ignore_ascii_case("close");
            }
        }
        let body = body.ok_or(Malformed("a response whose end only the connection's end would tell"))?;
        Ok(Self { status, closes, body })
    }
}

/// Where `needle` first stands in `bytes`.
pub(crate) fn find(bytes: &[u8], needle: &[u8]) -> Option<usize> {
    bytes.windows(needle.len()).position(|window| window == needle)
}

#[cfg(test)]
mod tests {
    use super::*;

    fn read(text: &[u8], cut: usize) -> (Result<Progress, Malformed>, Reader, Vec<u8>) {
        let (mut reader, mut body) = (Reader::new(), Vec::new());
        let first = reader.push(&text[..cut], |piece| body.extend_from_slice(piece));
        let last = first.and_then(|_| reader.push(&text[cut..], |piece| body.extend_from_slice(piece)));
        (last, reader, body)
    }

    #[test]
    fn a_counted_body_is_read_however_it_is_cut() {
        let text = b"HTTP/1.1 200 OK\r\nContent-Length: 5\r\nConnection: close\r\n\r\nhello";
        for cut in 0..text.len() {
            let (progress, reader, body) = read(text, cut);
            assert_eq!(
                (progress, body.as_slice()),
                (Ok(Progress::Done), b"hello".as_slice()),
                "cut at {cut}"
            );
            assert_eq!((reader.status(), reader.length(), reader.closes()), (200, 5, true));
        }
    }

    #[test]
    fn a_chunked_body_is_read_however_it_is_cut() {
        let text = "HTTP/1.1 429 No\r\ntransfer-encoding: chunked\r\n\r\n\
            2\r\nhe\r\n1A;x=y\r\nllo, this is a longer one.\r\n0\r\nx: y\r\n\r\n";
        for cut in 0..text.len() {
            let (progress, reader, body) = read(text.as_bytes(), cut);
            assert_eq!(
                (progress, body.as_slice()),
                (Ok(Progress::Done), b"hello, this is a longer one.".as_slice())
            );
            assert_eq!((reader.status(), reader.closes()), (429, false));
        }
    }

    #[test]
    fn what_is_no_response_is_said_to_be_none() {
        for text in [
            "HTTP/1.1 200 OK\r\n\r\n",
            "SSH-2.0\r\n\r\n",
            "HTTP/1.1 200 OK\r\ncontent-length: 1\r\n\r\nab",
            "HTTP/1.1 200 OK\r\ntransfer-encoding: chunked\r\n\r\nzz\r\n",
            "HTTP/1.1 200 OK\r\ntransfer-encoding: chunked\r\n\r\n1\r\nab",
        ] {
            assert!(Reader::new().push(text.as_bytes(), |_| ()).is_err(), "{text}");
        }
    }

    #[test]
    fn half_a_response_is_not_done() {
        let text = "HTTP/1.1 200 OK\r\ntransfer-encoding: chunked\r\n\r\n2\r\nab\r\n0\r\n";
        assert_eq!(Reader::new().push(text.as_bytes(), |_| ()), Ok(Progress::More));
    }
}
