//! The load: N connections that each send the same request over and over and read the answers. Knows
//! nothing of what stands on the other side.

use std::{net::SocketAddr, sync::Arc, time::Duration};

use anyhow::{Context, bail, ensure};
use tokio::{
    io::{AsyncReadExt, AsyncWriteExt},
    net::TcpStream,
    task::JoinSet,
    time::Instant,
};

use crate::{
    case::Case,
    response::{Progress, Reader},
    stamp::Scanner,
};

/// Where requests go, and with which key.
#[derive(Debug, Clone)]
pub(crate) struct Door {
    pub(crate) address: SocketAddr,
    pub(crate) key: String,
}

/// What was seen in one slice of load.
#[derive(Debug, Default)]
pub(crate) struct Seen {
    pub(crate) elapsed: Duration,
    /// From sending a request to the end of its answer.
    pub(crate) latencies: Vec<Duration>,
    /// To the first byte of the answer's body.
    pub(crate) firsts: Vec<Duration>,
    /// From the upstream's writing an event to the client's reading it.
    pub(crate) delays: Vec<Duration>,
    pub(crate) errors: u64,
    pub(crate) first_error: Option<String>,
}

/// Connections that are open and have each carried a request.
pub(crate) struct Load {
    case: Case,
    clients: Vec<Client>,
}

/// Nothing here takes longer than a slice; a proxy that hangs must not hang the benchmark.
const PATIENCE: Duration = Duration::from_secs(30);

/// After so many errors in a slice a connection gives up.
const ENOUGH_ERRORS: u64 = 3;

impl Load {
    /// Opens the connections and sends one small request on each, so that the proxy's own are open, too.
    pub(crate) async fn connect(case: Case, door: &Door) -> anyhow::Result<Self> {
        let host = door.address.to_string();
        let first: Arc<[u8]> = Case::Small.request(&host, &door.key).into();
        let request: Arc<[u8]> = case.request(&host, &door.key).into();
        let mut tasks = JoinSet::new();
        for _ in 0..case.connections() {
            let (first, request, address) = (Arc::clone(&first), Arc::clone(&request), door.address);
            tasks.spawn(async move {
                let mut client = Client::connect(address, Case::Small, first).await?;
                client.exchange(&mut Seen::default()).await?;
                client.turn_to(case, request);
                anyhow::Ok(client)
            });
        }
        let clients = tokio::time::timeout(PATIENCE, tasks.join_all())
            .await
            .context("no answer to the first requests")?;
        Ok(Self { case, clients: clients.into_iter().collect::<anyhow::Result<_>>()? })
    }

    /// Sends for so long; running requests are finished.
    pub(crate) async fn run(&mut self, lasts: Duration) -> anyhow::Result<Seen> {
        let start = Instant::now();
        let end = start + lasts;
        let apart = self.case.spread() / self.case.connections();
        let mut tasks = JoinSet::new();
        let mut wait = Duration::ZERO;
        for client in self.clients.drain(..) {
            tasks.spawn(client.until(start + wait, end));
            wait += apart;
        }
        let done = tokio::time::timeout(lasts + PATIENCE, tasks.join_all())
            .await
            .context("answers that never end")?;
        let mut sum = Seen { elapsed: start.elapsed(), ..Seen::default() };
        for (client, seen) in done {
            self.clients.push(client);
            sum.add(seen);
        }
        Ok(sum)
    }
}

impl Seen {
    fn add(&mut self, other: Self) {
        self.latencies.extend(other.latencies);
        self.firsts.extend(other.firsts);
        self.delays.extend(other.delays);
        self.errors += other.errors;
        self.first_error = self.first_error.take().or(other.first_error);
    }

    fn err(&mut self, error: &anyhow::Error) {
        self.errors += 1;
        self.first_error.get_or_insert_with(|| format!("{error:#}"));
    }
}

struct Client {
    address: SocketAddr,
    stream: TcpStream,
    buffer: Vec<u8>,
    request: Arc<[u8]>,
    case: Case,
    answer_length: usize,
}

impl Client {
    async fn connect(address: SocketAddr, case: Case, request: Arc<[u8]>) -> anyhow::Result<Self> {
        let stream = open(address).await?;
        let answer_length = case.answer_length();
        Ok(Self { address, stream, buffer: vec![0; 64 * 1024], request, case, answer_length })
    }

    fn turn_to(&mut self, case: Case, request: Arc<[u8]>) {
        (self.case, self.request, self.answer_length) = (case, request, case.answer_length());
    }

    async fn until(mut self, start: Instant, end: Instant) -> (Self, Seen) {
        let mut seen = Seen::default();
        tokio::time::sleep_until(start).await;
        while Instant::now() < end && seen.errors < ENOUGH_ERRORS {
            if let Err(error) = self.exchange(&mut seen).await {
                seen.err(&error);
                match open(self.address).await {
                    Ok(stream) => self.stream = stream,
                    Err(error) => seen.err(&error),
                }
            }
        }
        (self, seen)
    }

    /// One request and its answer.
    async fn exchange(&mut self, seen: &mut Seen) -> anyhow::Result<()> {
        let start = Instant::now();
        self.stream.write_all(&self.request).await.context("cannot send")?;
        let (mut reader, mut scanner, mut first) = (Reader::new(), Scanner::default(), None);
        loop {
            let read = self.stream.read(&mut self.buffer).await.context("cannot read")?;
            if read == 0 {
                bail!("the connection ended after {} bytes of the answer's body", reader.length());
            }
            let bytes = self.buffer.get(..read).unwrap_or_default();
            let progress = reader.push(bytes, |piece| {
                first.get_or_insert_with(|| start.elapsed());
                if self.case.is_paced() {
                    scanner.push(piece, &mut seen.delays);
                }
            });
            match progress {
                Ok(Progress::More) => (),
                Ok(Progress::Done) => break,
                Err(malformed) => bail!("{}", malformed.0),
            }
        }
        ensure!(reader.status() == 200, "status {}", reader.status());
        ensure!(
            reader.length() == self.answer_length,
            "{} bytes for {}",
            reader.length(),
            self.answer_length
        );
        seen.latencies.push(start.elapsed());
        seen.firsts.extend(first);
        if reader.closes() {
            self.stream = open(self.address).await?;
        }
        Ok(())
    }
}

async fn open(address: SocketAddr) -> anyhow::Result<TcpStream> {
    let stream = TcpStream::connect(address).await.with_context(|| format!("cannot connect to {address}"))?;
    stream.set_nodelay(true)?;
    Ok(stream)
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::upstream;
    use tokio::net::TcpListener;

    /// Runs `case` for a moment against whatever `serve` is.
    async fn seen<F>(case: Case, serve: impl FnOnce(TcpListener) -> F) -> Seen
    where
        F: Future + Send + 'static,
        F::Output: Send,
    {
        let listener = TcpListener::bind("127.0.0.1:0").await.unwrap();
        let door = Door { address: listener.local_addr().unwrap(), key: "k".to_owned() };
        let mut server = JoinSet::new();
        server.spawn(serve(listener));
        let mut load = Load::connect(case, &door).await.unwrap();
        load.run(Duration::from_millis(50)).await.unwrap()
    }

    #[tokio::test]
    async fn the_upstream_answers_every_case_as_expected() {
        for case in [Case::Small, Case::Single, Case::Large, Case::Burst] {
            let seen = seen(case, upstream::accept).await;
            assert_eq!((seen.errors, seen.first_error), (0, None), "{case:?}");
            assert!(seen.latencies.len() >= case.connections() as usize, "{case:?}");
            assert!(seen.delays.is_empty());
        }
    }

    #[tokio::test]
    async fn a_paced_stream_brings_the_age_of_every_text_event() {
        let seen = seen(Case::Paced, upstream::accept).await;
        assert_eq!((seen.errors, seen.latencies.len()), (0, 64));
        assert_eq!(seen.delays.len(), 64 * 45);
        assert!(seen.latencies.iter().all(|one| *one >= upstream::PACE * 49));
    }

    /// Answers the first request of each connection well, and the following ones with half an answer.
    async fn falter(listener: TcpListener) {
        let mut all = JoinSet::new();
        while let Ok((mut stream, _)) = listener.accept().await {
            all.spawn(async move {
                let _ = stream.read(&mut [0; 4096]).await;
                let _ = stream.write_all(crate::answers::plain().as_bytes()).await;
                let _ = stream.read(&mut [0; 4096]).await;
                let _ = stream.write_all(b"HTTP/1.1 200 OK\r\ncontent-length: 1024\r\n\r\n{").await;
            });
        }
    }

    #[tokio::test]
    async fn half_an_answer_is_an_error_and_no_latency() {
        let seen = seen(Case::Single, falter).await;
        assert!(seen.errors > 0);
        assert_eq!(
            seen.first_error.as_deref(),
            Some("the connection ended after 1 bytes of the answer's body")
        );
    }
}
