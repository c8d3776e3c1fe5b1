//! The two ends that a test plays: a provider's server, and a client.

use serde_json::json;
use tokio::{
    io::{AsyncReadExt, AsyncWriteExt, DuplexStream},
    sync::mpsc,
};

/// A provider's server, as its connections come in.
pub(super) struct Upstream(pub(super) mpsc::Receiver<DuplexStream>);

impl Upstream {
    /// The next connection.
    pub(super) async fn accept(&mut self) -> Served {
        Served { stream: self.0.recv().await.unwrap() }
    }

    /// The next connection, with its first request read.
    pub(super) async fn asked(&mut self) -> Served {
        let mut served = self.accept().await;
        served.request().await;
        served
    }

    /// Whether a connection is waiting.
    pub(super) fn is_called(&mut self) -> bool {
        self.0.try_recv().is_ok()
    }
}

/// A connection at a provider's server.
pub(super) struct Served {
    pub(super) stream: DuplexStream,
}

/// The head of a stream's answer.
pub(super) const STREAM: &str =
    "HTTP/1.1 200 OK\r\ncontent-type: text/event-stream\r\ntransfer-encoding: chunked\r\n\r\n";
/// How a message begins, without content.
pub(super) const START: &str = "event: message_start\ndata: {\"type\":\"message_start\",\"message\":{\"id\":\"m\",\"type\":\"message\",\"role\":\"assistant\",\"content\":[],\"model\":\"claude\",\"stop_reason\":null,\"usage\":{\"input_tokens\":7,\"output_tokens\":1}}}\n\nevent: content_block_start\ndata: {\"type\":\"content_block_start\",\"index\":0,\"content_block\":{\"type\":\"text\",\"text\":\"\"}}\n\n";
/// A ping.
pub(super) const PING: &str = "event: ping\ndata: {\"type\": \"ping\"}\n\n";
/// Some content.
pub(super) const HELLO: &str = "event: content_block_delta\ndata: {\"type\":\"content_block_delta\",\"index\":0,\"delta\":{\"type\":\"text_delta\",\"text\":\"hello\"}}\n\n";
/// How a message ends.
pub(super) const END: &str = "event: message_delta\ndata: {\"type\":\"message_delta\",\"delta\":{\"stop_reason\":\"end_turn\"},\"usage\":{\"output_tokens\":3}}\n\nevent: message_stop\ndata: {\"type\":\"message_stop\"}\n\n";
/// A message in one piece.
pub(super) const WHOLE: &str = "{\"id\":\"m\",\"type\":\"message\",\"role\":\"assistant\",\"model\":\"claude\",\"content\":[{\"type\":\"text\",\"text\":\"hello\"}],\"stop_reason\":\"end_turn\",\"usage\":{\"input_tokens\":7,\"output_tokens\":3}}";

impl Served {
    /// Reads a request whole; its head.
    pub(super) async fn request(&mut self) -> String {
        let mut bytes = Vec::new();
        loop {
            assert!(self.stream.read_buf(&mut bytes).await.unwrap() > 0, "the gateway hung up");
            let text = String::from_utf8_lossy(&bytes);
            let Some((head, body)) = text.split_once("\r\n\r\n") else { continue };
            let length = head.lines().find_map(|line| line.strip_prefix("content-length: ")?.parse().ok());
            if body.len() >= length.unwrap_or(0) {
                return head.to_owned();
            }
        }
    }

    /// Sends bytes as they are.
    pub(super) async fn say(&mut self, text: &str) {
        self.stream.write_all(text.as_bytes()).await.unwrap();
    }

    /// Begins a stream with these, in one piece.
    pub(super) async fn stream(&mut self, beginning: &[&str]) {
        self.say(STREAM).await;
        self.send(&beginning.concat()).await;
    }

    /// Sends a piece of a stream.
    pub(super) async fn send(&mut self, piece: &str) {
        assert!(self.pour(piece).await, "the gateway hung up");
    }

    /// Ends a stream.
    pub(super) async fn end(&mut self) {
        self.send(END).await;
        self.say("0\r\n\r\n").await;
    }

    /// Answers with a document.
    pub(super) async fn answer(&mut self, status: &str, body: &str) {
        let length = body.len();
        self.say(&format!(
            "HTTP/1.1 {status}\r\ncontent-type: application/json\r\ncontent-length: {length}\r\n\r\n{body}"
        ))
        .await;
    }

    /// Sends a piece of a stream; whether the gateway still listens.
    pub(super) async fn pour(&mut self, piece: &str) -> bool {
        let piece = format!("{:x}\r\n{piece}\r\n", piece.len());
        self.stream.write_all(piece.as_bytes()).await.is_ok()
    }

    /// Waits until the gateway hangs up.
    pub(super) async fn hung_up(&mut self) {
        let mut bytes = [0; 1024];
        while matches!(self.stream.read(&mut bytes).await, Ok(1..)) {}
    }
}

/// A client.
pub(super) struct Client {
    pub(super) stream: DuplexStream,
    heard: String,
    key: String,
}

impl Client {
    /// Over this connection, with this key.
    pub(super) fn new(stream: DuplexStream, key: &str) -> Self {
        Self { stream, heard: String::new(), key: key.to_owned() }
    }

    /// Asks for a message.
    pub(super) async fn ask(&mut self, stream: bool) {
        let body = json!({ "model": "claude", "max_tokens": 9, "stream": stream, "messages": [{ "role": "user", "content": "hi" }] });
        let (body, key) = (body.to_string(), &self.key);
        let head = format!(
            "POST /v1/messages HTTP/1.1\r\nhost: 127.0.0.1:23000\r\nx-api-key: {key}\r\ncontent-type: application/json\r\ncontent-length: {}\r\n\r\n",
            body.len()
        );
        self.stream.write_all((head + &body).as_bytes()).await.unwrap();
    }

    /// Reads on until a text has been heard.
    pub(super) async fn hears(&mut self, text: &str) {
        while !self.heard.contains(text) {
            let mut bytes = Vec::new();
            let read = self.stream.read_buf(&mut bytes).await.unwrap();
            assert!(read > 0, "the gateway hung up after: {}", self.heard);
            self.heard.push_str(&String::from_utf8(bytes).unwrap());
        }
    }

    /// Reads once, a little.
    pub(super) async fn hears_a_little(&mut self) {
        let mut bytes = [0; 64];
        let read = self.stream.read(&mut bytes).await.unwrap();
        self.heard.push_str(std::str::from_utf8(&bytes[..read]).unwrap());
    }

    /// Everything heard so far.
    pub(super) fn heard(&self) -> &str {
        &self.heard
    }

    /// Reads on until the end of an answer in pieces.
    pub(super) async fn hears_all(&mut self) {
        self.hears("\r\n0\r\n\r\n").await;
    }
}
