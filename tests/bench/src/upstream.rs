//! The upstream of the benchmark: `bench upstream`, a process of its own, as light as can be, so that it is
//! not what is measured. Reads of a request only what it needs, and checks nothing (`tests/upstream` does).

use std::{io::Read, net::Ipv4Addr, sync::Arc, time::Duration};

use anyhow::Context;
use tokio::{
    io::{AsyncReadExt, AsyncWriteExt},
    net::{TcpListener, TcpStream},
    task::JoinSet,
    time::{Instant, MissedTickBehavior},
};

use crate::{answers, report, response::find};

/// Between two events of a paced stream.
pub(crate) const PACE: Duration = Duration::from_millis(20);

/// Whole answers, made once.
struct Answers {
    plain: String,
    burst: String,
}

/// Listens on any free port, says the address on the first line, and ends when standard input does.
pub(crate) async fn serve() -> anyhow::Result<()> {
    let listener = TcpListener::bind((Ipv4Addr::LOCALHOST, 0)).await.context("the upstream cannot listen")?;
    report::say(&listener.local_addr()?.to_string());
    // Whoever started this holds the other end; it can't outlive them.
    let over = tokio::task::spawn_blocking(|| std::io::stdin().read(&mut [0]));
    tokio::select! {
        failed = accept(listener) => failed.context("the upstream cannot accept"),
        _ = over => Ok(()),
    }
}

/// Serves every connection until dropped.
pub(crate) async fn accept(listener: TcpListener) -> std::io::Result<()> {
    let answers = Arc::new(Answers { plain: answers::plain(), burst: answers::burst() });
    let mut conversations = JoinSet::new();
    loop {
        tokio::select! {
            accepted = listener.accept() => {
                let (stream, _) = accepted?;
                stream.set_nodelay(true)?;
                conversations.spawn(converse(stream, Arc::clone(&answers)));
            }
            Some(_) = conversations.join_next() => (),
        }
    }
}

/// Answers one request after the other. A broken connection ends it; the client counts that.
async fn converse(mut stream: TcpStream, answers: Arc<Answers>) {
    let mut buffer = vec![0; 64 * 1024];
    while let Ok(Some(wish)) = next(&mut stream, &mut buffer).await {
        let written = match wish {
            Wish::Plain => stream.write_all(answers.plain.as_bytes()).await,
            Wish::Burst => stream.write_all(answers.burst.as_bytes()).await,
            Wish::Paced => pace(&mut stream).await,
        };
        if written.is_err() {
            return;
        }
    }
}

#[derive(Debug, Clone, Copy, PartialEq, Eq)]
enum Wish {
    Plain,
    Burst,
    Paced,
}

/// Reads a request to its end. `None`: the connection was closed between two, or what came is no request.
async fn next(stream: &mut TcpStream, buffer: &mut [u8]) -> std::io::Result<Option<Wish>> {
    let mut filled = 0;
    let (head, length) = loop {
        let read = stream.read(buffer.get_mut(filled..).unwrap_or_default()).await?;
        if read == 0 {
            return Ok(None);
        }
        filled += read;
        let got = buffer.get(..filled).unwrap_or_default();
        if let Some(end) = find(got, b"\r\n\r\n") {
            let Some(length) = content_length(got.get(..end).unwrap_or_default()) else { return Ok(None) };
            break (end + 4, length);
        }
    };
    // What the answer depends on stands at the start of the body, which may not have come yet.
    while filled < buffer.len().min(head + length) {
        let read = stream.read(buffer.get_mut(filled..).unwrap_or_default()).await?;
        if read == 0 {
            return Ok(None);
        }
        filled += read;
    }
    let wish = wish(buffer.get(head..filled).unwrap_or_default());
    let mut left = (head + length).saturating_sub(filled);
    while left > 0 {
        let read = stream.read(buffer).await?;
        if read == 0 {
            return Ok(None);
        }
        left = left.saturating_sub(read);
    }
    Ok(Some(wish))
}

fn content_length(head: &[u8]) -> Option<usize> {
    let head = std::str::from_utf8(head).ok()?;
    let line = head.split("\r\n").filter_map(|line| line.split_once(':'));
    let (_, value) = line.into_iter().find(|(name, _)| name.eq_ignore_ascii_case("content-length"))?;
    value.trim().parse().ok()
}

fn wish(body: &[u8]) -> Wish {
    let start = body.get(..64).unwrap_or(body);
    if find(start, br#""model":"paced""#).is_some() {
        Wish::Paced
    } else if find(start, br#""stream":true"#).is_some() {
        Wish::Burst
    } else {
        Wish::Plain
    }
}

/// The events one by one, each stamped as it leaves.
async fn pace(stream: &mut TcpStream) -> std::io::Result<()> {
    let mut ticks = tokio::time::interval_at(Instant::now() + PACE, PACE);
    ticks.set_missed_tick_behavior(MissedTickBehavior::Delay);
    for number in 0..answers::EVENTS {
        // Not before the first: a timer wakes up to a millisecond late, which would drown what a proxy adds.
        if number > 0 {
            ticks.tick().await;
        }
        let chunk = answers::chunk(&answers::event(number));
        let piece = match number {
            0 => format!("{}{chunk}", answers::STREAM_HEAD),
            _ if number + 1 == answers::EVENTS => format!("{chunk}{}", answers::STREAM_END),
            _ => chunk,
        };
        stream.write_all(piece.as_bytes()).await?;
    }
    Ok(())
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_start_of_the_body_says_what_is_wished() {
        assert_eq!(wish(br#"{"model":"bench","messages":[]}"#), Wish::Plain);
        assert_eq!(wish(br#"{"model":"bench","stream":true,"messages":[]}"#), Wish::Burst);
        assert_eq!(wish(br#"{"model":"paced","stream":true,"messages":[]}"#), Wish::Paced);
    }

    #[test]
    fn the_length_is_found_in_any_case() {
        assert_eq!(content_length(b"POST / HTTP/1.1\r\nContent-LENGTH: 12"), Some(12));
        assert_eq!(content_length(b"POST / HTTP/1.1\r\ntransfer-encoding: chunked"), None);
    }
}
