//! One connection: reads requests, answers them as the script says, and notices when the client leaves.

use crate::{
    answers::{self, Answer, Body},
    ask::{Ask, Operation},
    fixed, http,
    script::{Fault, Said, Script},
    server::{Mode, Shared},
};
use flate2::{Compression, write::GzEncoder};
use std::{
    io::{self, Write as _},
    sync::Arc,
};
use tokio::{
    io::{AsyncBufRead, AsyncBufReadExt, AsyncWriteExt, BufReader},
    net::{
        TcpStream,
        tcp::{OwnedReadHalf, OwnedWriteHalf},
    },
};

/// What a connection knows of its surroundings.
pub(crate) struct Connection {
    pub(crate) shared: Arc<Shared>,
    pub(crate) number: usize,
}

/// What becomes of the connection after an answer.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
enum After {
    Next,
    Close,
    /// The client gets a reset instead of an end.
    Reset,
    ClientLeft,
}

/// Serves the connection until either side ends it.
pub(crate) async fn serve(connection: Connection, stream: TcpStream) -> io::Result<()> {
    let (reader, mut writer) = stream.into_split();
    let mut reader = BufReader::with_capacity(64 << 10, reader);
    let keep = if connection.shared.mode == Mode::Fixed { fixed::KEPT } else { usize::MAX };
    while let Some(request) = http::read_request(&mut reader, keep).await? {
        let wants_close =
            request.header("connection").is_some_and(|value| value.eq_ignore_ascii_case("close"));
        let after = connection.answer(request, &mut reader, &mut writer).await?;
        match after {
            After::Next if !wants_close => (),
            After::Reset => {
                // Dropped alone, the writing half would say goodbye first.
                let stream = reader.into_inner().reunite(writer).map_err(io::Error::other)?;
                return stream.set_zero_linger();
            }
            After::Next | After::Close => return writer.shutdown().await,
            After::ClientLeft => return Ok(()),
        }
    }
    Ok(())
}

impl Connection {
    async fn answer(
        &self,
        request: http::Request,
        reader: &mut BufReader<OwnedReadHalf>,
        writer: &mut OwnedWriteHalf,
    ) -> io::Result<After> {
        if self.shared.mode == Mode::Fixed && fixed::answer(&request, writer).await? {
            return Ok(After::Next);
        }
        let ask = Ask::of(&request);
        let number = (self.shared.mode != Mode::Fixed)
            .then(|| self.shared.record(&request, ask.as_ref(), self.number));
        let answering = async {
            match ask {
                Some(ask) => perform(&ask, &self.shared.script_for(&ask), writer).await,
                None => refuse(writer).await,
            }
        };
        let after = tokio::select! {
            // A client that leaves once it has everything has not left early.
            biased;
            after = answering => after.unwrap_or(After::ClientLeft),
            () = client_left(reader) => After::ClientLeft,
        };
        if let Some(number) = number {
            self.shared.ended(number, after == After::ClientLeft);
        }
        Ok(after)
    }
}

/// Returns when the client has closed its side, or reset the connection; never when it sends more.
async fn client_left(reader: &mut (impl AsyncBufRead + Unpin)) {
    if matches!(reader.fill_buf().await, Ok(more) if !more.is_empty()) {
        std::future::pending::<()>().await;
    }
}

async fn refuse(writer: &mut OwnedWriteHalf) -> io::Result<After> {
    let body = br#"{"error":{"message":"the scripted upstream has nothing here"}}"#;
    let headers = [
        ("content-type".to_owned(), "application/json".to_owned()),
        ("content-length".to_owned(), body.len().to_string()),
    ];
    writer.write_all(&[http::head(404, &headers).as_slice(), body].concat()).await?;
    Ok(After::Next)
}

async fn perform(ask: &Ask, script: &Script, writer: &mut OwnedWriteHalf) -> io::Result<After> {
    if let Some(delay) = script.delay {
        tokio::time::sleep(delay).await;
    }
    match script.fault {
        Fault::StallBeforeHead => std::future::pending::<()>().await,
        Fault::ResetBeforeHead => return Ok(After::Reset),
        Fault::CloseBeforeHead => return Ok(After::Close),
        Fault::None
        | Fault::StallAfterHead
        | Fault::StallAfter(_)
        | Fault::CutAfter(_)
        | Fault::ResetAfter(_)
        | Fault::ErrorAfter(_) => (),
    }
    if let Said::Raw(bytes) = &script.said {
        writer.write_all(bytes).await?;
        return Ok(After::Close);
    }
    // Faults and scripts are about generating; a list of models is read by the way.
    let answer = answers::answer(ask, script);
    let after = match answer.body {
        Body::Whole(_) => whole(answer, script, writer).await?,
        Body::Stream(_) => stream(ask, answer, script, writer).await?,
    };
    Ok(if after == After::Next && script.closes_after { After::Close } else { after })
}

/// Sends a body in one piece, with its length.
async fn whole(answer: Answer, script: &Script, writer: &mut OwnedWriteHalf) -> io::Result<After> {
    let mut body = match &answer.body {
        Body::Whole(body) => body.clone(),
        Body::Stream(chunks) => chunks.concat(),
    };
    if script.gzip {
        let mut encoder = GzEncoder::new(Vec::new(), Compression::fast());
        encoder.write_all(&body)?;
        body = encoder.finish()?;
    }
    let mut headers = headers(&answer, script);
    headers.push(("content-length".to_owned(), body.len().to_string()));
    let head = http::head(answer.status, &headers);
    let half = body.len() / 2;
    match script.fault {
        Fault::StallAfterHead | Fault::StallAfter(_) => {
            writer.write_all(&head).await?;
            std::future::pending().await
        }
        Fault::CutAfter(_) | Fault::ResetAfter(_) => {
            writer.write_all(&[&head, &body[..half]].concat()).await?;
            Ok(if matches!(script.fault, Fault::CutAfter(_)) { After::Close } else { After::Reset })
        }
        Fault::None
        | Fault::StallBeforeHead
        | Fault::ErrorAfter(_)
        | Fault::ResetBeforeHead
        | Fault::CloseBeforeHead => {
            writer.write_all(&[head, body].concat()).await?;
            Ok(After::Next)
        }
    }
}

/// Sends a body chunk by chunk.
async fn stream(
    ask: &Ask,
    answer: Answer,
    script: &Script,
    writer: &mut OwnedWriteHalf,
) -> io::Result<After> {
    let mut headers = headers(&answer, script);
    headers.push(("transfer-encoding".to_owned(), "chunked".to_owned()));
    writer.write_all(&http::head(answer.status, &headers)).await?;
    let events = match answer.body {
        Body::Stream(chunks) => sliced(chunks, script.slice),
        Body::Whole(body) => vec![body],
    };
    let mut coder = Coder::new(script.gzip);
    let count = events.len();
    for (number, event) in events.into_iter().enumerate() {
        if number > 0
            && let Some(pace) = script.pace
        {
            tokio::time::sleep(pace).await;
        }
        if let Some((at, hold)) = &script.hold
            && *at == number
            && !hold.goes_on().await
        {
            return Ok(After::Reset);
        }
        if let Some(after) = fault_at(number, &event, ask, script.fault, &mut coder, writer).await? {
            return Ok(after);
        }
        writer.write_all(&http::chunk(&coder.code(&event)?)).await?;
    }
    if let Some(after) = fault_at(count, b"", ask, script.fault, &mut coder, writer).await? {
        return Ok(after);
    }
    finish(coder, writer).await
}

/// What goes wrong before the event with this number, if anything.
async fn fault_at(
    number: usize,
    event: &[u8],
    ask: &Ask,
    fault: Fault,
    coder: &mut Coder,
    writer: &mut OwnedWriteHalf,
) -> io::Result<Option<After>> {
    match fault {
        Fault::StallAfterHead => std::future::pending().await,
        Fault::StallAfter(count) if count == number => std::future::pending().await,
        Fault::CutAfter(count) if count == number => {
            // The chunk's size promises more than comes.
            let chunk = http::chunk(&coder.code(event)?);
            writer.write_all(&chunk[..chunk.len() / 2]).await?;
            Ok(Some(After::Close))
        }
        Fault::ResetAfter(count) if count == number => Ok(Some(After::Reset)),
        Fault::ErrorAfter(count) if count == number => {
            let error = match ask.operation {
                Operation::Array => b",\r\n{\"error\":{\"code\":503,\"message\":\"the scripted upstream fails in mid-stream\",\"status\":\"UNAVAILABLE\"}}]".to_vec(),
                Operation::Whole
                | Operation::Events
                | Operation::CountTokens
                | Operation::ListModels
                | Operation::OneModel
                | Operation::Other(_) => answers::error_event(ask.dialect),
            };
            let coded = coder.code(&error)?;
            writer.write_all(&[http::chunk(&coded).as_slice(), http::LAST_CHUNK].concat()).await?;
            Ok(Some(After::Next))
        }
        Fault::None
        | Fault::StallBeforeHead
        | Fault::StallAfter(_)
        | Fault::CutAfter(_)
        | Fault::ResetAfter(_)
        | Fault::ErrorAfter(_)
        | Fault::ResetBeforeHead
        | Fault::CloseBeforeHead => Ok(None),
    }
}

async fn finish(coder: Coder, writer: &mut OwnedWriteHalf) -> io::Result<After> {
    let rest = coder.finish()?;
    let last = if rest.is_empty() { Vec::new() } else { http::chunk(&rest) };
    writer.write_all(&[last.as_slice(), http::LAST_CHUNK].concat()).await?;
    Ok(After::Next)
}

fn headers(answer: &Answer, script: &Script) -> Vec<(String, String)> {
    let kind = script.content_type.clone().unwrap_or_else(|| answer.content_type.to_owned());
    let mut headers = vec![
        ("content-type".to_owned(), kind),
        ("x-request-id".to_owned(), "req_scripted".to_owned()),
        ("x-ratelimit-remaining-requests".to_owned(), "59".to_owned()),
    ];
    if script.gzip {
        headers.push(("content-encoding".to_owned(), "gzip".to_owned()));
    }
    headers.extend(script.headers.iter().cloned());
    headers
}

fn sliced(chunks: Vec<Vec<u8>>, slice: Option<usize>) -> Vec<Vec<u8>> {
    match slice {
        Some(size) => chunks.concat().chunks(size).map(<[u8]>::to_vec).collect(),
        None => chunks,
    }
}

/// Compresses a stream so that each event can be read when it arrives.
enum Coder {
    Plain,
    Gzip(GzEncoder<Vec<u8>>),
}

impl Coder {
    fn new(gzip: bool) -> Self {
        match gzip {
            true => Self::Gzip(GzEncoder::new(Vec::new(), Compression::fast())),
            false => Self::Plain,
        }
    }

    fn code(&mut self, bytes: &[u8]) -> io::Result<Vec<u8>> {
        match self {
            Self::Plain => Ok(bytes.to_vec()),
            Self::Gzip(encoder) => {
                encoder.write_all(bytes)?;
                encoder.flush()?;
                Ok(std::mem::take(encoder.get_mut()))
            }
        }
    }

    fn finish(self) -> io::Result<Vec<u8>> {
        match self {
            Self::Plain => Ok(Vec::new()),
            Self::Gzip(encoder) => encoder.finish(),
        }
    }
}
