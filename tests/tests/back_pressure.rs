//! A client that reads slowly slows its upstream down: what nobody reads is not fetched.

#![expect(clippy::unwrap_used, reason = "a journey whose stage can't be set up has failed")]

use domain::Dialect;
use journeys::{Instance, Scene};
use serde_json::json;
use std::{
    sync::{
        Arc,
        atomic::{AtomicUsize, Ordering},
    },
    time::Duration,
};
use tokio::{
    io::{AsyncReadExt, AsyncWriteExt},
    net::{TcpListener, TcpSocket},
    time::sleep,
};

/// What the systems' buffers on both sides of the gateway take, at most.
const BUFFERS: usize = 16 << 20;
const HEAD: &str = "HTTP/1.1 200 OK\r\ncontent-type: text/event-stream\r\n\r\n";
const EVENT: &str = "event: content_block_delta\ndata: {\"type\":\"content_block_delta\",\"index\":0,\"delta\":{\"type\":\"text_delta\",\"text\":\"hello\"}}\n\n";

/// Answers one request without end, as fast as that is taken; counts the bytes.
async fn pour(listener: TcpListener, poured: Arc<AtomicUsize>) {
    let (mut stream, _) = listener.accept().await.unwrap();
    let mut request = vec![0; 64 << 10];
    let _ = stream.read(&mut request).await.unwrap();
    stream.write_all(HEAD.as_bytes()).await.unwrap();
    let piece = EVENT.repeat(100);
    while let Ok(written @ 1..) = stream.write(piece.as_bytes()).await {
        poured.fetch_add(written, Ordering::Relaxed);
    }
}

/// The count once it has stood still.
async fn settled(poured: &AtomicUsize) -> usize {
    let (mut last, mut still) = (usize::MAX, 0);
    while still < 5 {
        sleep(Duration::from_millis(100)).await;
        let now = poured.load(Ordering::Relaxed);
        still = if now == last { still + 1 } else { 0 };
        last = now;
        assert!(now < 10 * BUFFERS, "{now} bytes, and nobody reads them");
    }
    last
}

#[tokio::test(flavor = "multi_thread")]
async fn what_a_client_does_not_read_is_not_fetched() {
    let listener = TcpListener::bind("127.0.0.1:0").await.unwrap();
    let base_url = format!("http://{}", listener.local_addr().unwrap());
    let app = Instance::start().await;
    app.add_provider("endless", Dialect::Anthropic, &base_url, json!({})).await;
    let poured = Arc::new(AtomicUsize::new(0));
    let counted = poured.clone();
    let pouring = async move { pour(listener, counted).await };
    let reading = async {
        let socket = TcpSocket::new_v4().unwrap();
        socket.set_recv_buffer_size(64 << 10).unwrap();
        let address = app.url().strip_prefix("http://").unwrap();
        let mut client = socket.connect(address.parse().unwrap()).await.unwrap();
        let body = Scene { dialect: Dialect::Anthropic, stream: true }.body("m").to_string();
        let head = format!(
            "POST /v1/messages HTTP/1.1\r\nhost: {address}\r\nx-api-key: {}\r\ncontent-length: {}\r\n\r\n",
            app.key,
            body.len()
        );
        client.write_all((head + &body).as_bytes()).await.unwrap();
        let mut taken = vec![0; 1 << 10];
        client.read_exact(&mut taken).await.unwrap();
        let unread = settled(&poured).await;
        assert!(unread < BUFFERS, "{unread} bytes were fetched for a client that took one KiB");
        // It goes on where it stopped.
        let mut taken = vec![0; unread + (4 << 20)];
        client.read_exact(&mut taken).await.unwrap();
        assert!(poured.load(Ordering::Relaxed) > unread);
        assert!(settled(&poured).await < 2 * unread + BUFFERS);
    };
    // The client leaves, and the upstream with it.
    tokio::join!(pouring, reading);
    assert_eq!(app.ended_rows(1).await[0]["state"], "cancelled");
}
