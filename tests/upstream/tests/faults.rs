//! The scripted upstream does as it is told, seen from the bare socket.

use std::{io, time::Duration};
use tokio::{
    io::{AsyncReadExt, AsyncWriteExt},
    net::TcpStream,
};
use upstream::{TEXT, Upstream};

const CHAT: &str = r#"{"model":"m","messages":[],"stream":true}"#;

async fn send(upstream: &Upstream, body: &str) -> io::Result<TcpStream> {
    let mut stream = TcpStream::connect(upstream.address()).await?;
    let request = format!(
        "POST /v1/chat/completions HTTP/1.1\r\nHost: x\r\nAuthorization: Bearer secret\r\n\
         Content-Type: application/json\r\nConnection: close\r\nContent-Length: {}\r\n\r\n{body}",
        body.len()
    );
    stream.write_all(request.as_bytes()).await?;
    Ok(stream)
}

async fn ask(upstream: &Upstream, body: &str) -> io::Result<String> {
    let mut answer = Vec::new();
    send(upstream, body).await?.read_to_end(&mut answer).await?;
    Ok(String::from_utf8_lossy(&answer).into_owned())
}

#[tokio::test]
async fn by_itself_it_answers_and_has_nothing_to_complain_about() {
    let upstream = Upstream::start().await;
    let answer = ask(&upstream, CHAT).await.unwrap();
    assert!(
        answer.starts_with("HTTP/1.1 200 OK\r\n") && answer.ends_with("data: [DONE]\n\n\r\n0\r\n\r\n"),
        "{answer}"
    );
    assert!(TEXT.split_inclusive(' ').all(|piece| answer.contains(piece)));
    let request = upstream.last_request();
    assert_eq!(
        (request.path.as_str(), request.credential.as_deref()),
        ("/v1/chat/completions", Some("secret"))
    );
    assert_eq!((&request.body[..], request.headers[1].0.as_str()), (CHAT.as_bytes(), "Authorization"));
    upstream.assert_clean();
}

#[tokio::test]
#[should_panic(expected = "a Switchyard key came along")]
async fn it_complains_about_our_own_key() {
    let upstream = Upstream::start().await;
    ask(&upstream, r#"{"model":"sk-sy-x","messages":[]}"#).await.unwrap();
    upstream.assert_clean();
}

#[tokio::test]
async fn scripts_apply_from_the_narrowest_on() {
    let upstream = Upstream::start().await;
    upstream
        .answer(Upstream::script().reply("usual"))
        .answer_model("m", Upstream::script().reply("of the model"))
        .answer_next(Upstream::script().status(429, &[("retry-after", "7")], "{}"));
    let answer = ask(&upstream, CHAT).await.unwrap();
    assert!(answer.starts_with("HTTP/1.1 429 ") && answer.contains("retry-after: 7\r\n"), "{answer}");
    assert!(ask(&upstream, CHAT).await.unwrap().contains("of the model"));
    assert!(ask(&upstream, r#"{"model":"other","messages":[]}"#).await.unwrap().contains("usual"));
}

#[tokio::test]
async fn a_cut_stream_ends_inside_a_chunk() {
    let upstream = Upstream::start().await;
    upstream.answer(Upstream::script().stream(["hel", "lo"]).cut_after(2));
    let answer = ask(&upstream, CHAT).await.unwrap();
    assert!(answer.contains("hel") && !answer.contains("0\r\n\r\n") && !answer.ends_with("\r\n"), "{answer}");
}

#[tokio::test]
async fn a_reset_is_a_reset() {
    let upstream = Upstream::start().await;
    for script in [Upstream::script().reset_after(1), Upstream::script().reset_before_head()] {
        upstream.answer_next(script);
        assert_eq!(ask(&upstream, CHAT).await.unwrap_err().kind(), io::ErrorKind::ConnectionReset);
    }
}

#[tokio::test]
async fn an_error_can_come_in_mid_stream() {
    let upstream = Upstream::start().await;
    upstream.answer(Upstream::script().error_after(2));
    let answer = ask(&upstream, CHAT).await.unwrap();
    assert!(answer.contains("data: {\"error\":") && answer.ends_with("0\r\n\r\n"), "{answer}");
}

#[tokio::test]
async fn a_stalled_client_that_leaves_is_noticed() {
    let upstream = Upstream::start().await;
    upstream.answer(Upstream::script().stall_after(1));
    let mut stream = send(&upstream, CHAT).await.unwrap();
    let mut first = [0; 16];
    stream.read_exact(&mut first).await.unwrap();
    assert!(upstream.received(1).await[0].client_left_at.is_none());
    drop(stream);
    assert!(!upstream.client_left(0).await.answered);
}

#[tokio::test]
async fn slices_and_gzip_change_the_framing_only() {
    let upstream = Upstream::start().await;
    upstream.answer(Upstream::script().slices(7));
    let answer = ask(&upstream, CHAT).await.unwrap();
    assert!(answer.contains("\r\n\r\n7\r\ndata: {\r\n7\r\n"), "{answer}");
    upstream.answer(Upstream::script().gzip());
    assert!(ask(&upstream, CHAT).await.unwrap().contains("content-encoding: gzip\r\n"));
}

#[tokio::test]
async fn a_connection_can_be_closed_although_it_seemed_to_stay() {
    let upstream = Upstream::start().await;
    upstream.answer(Upstream::script().keepalive_then_close());
    let mut stream = TcpStream::connect(upstream.address()).await.unwrap();
    stream.write_all(b"GET /v1/models HTTP/1.1\r\nHost: x\r\nAuthorization: Bearer s\r\n\r\n").await.unwrap();
    let mut answer = String::new();
    stream.read_to_string(&mut answer).await.unwrap();
    assert!(answer.contains("gpt-5") && !answer.contains("connection: close"), "{answer}");
}

#[tokio::test]
async fn a_deaf_one_takes_connections_and_nobody_takes_none() {
    let upstream = Upstream::start_deaf().await;
    let mut stream = send(&upstream, CHAT).await.unwrap();
    let read = tokio::time::timeout(Duration::from_millis(100), stream.read_u8()).await;
    assert!(read.is_err(), "it said something");
    let nobody = upstream::nobody().await;
    let refused = TcpStream::connect(nobody.strip_prefix("http://").unwrap()).await.unwrap_err();
    assert_eq!(refused.kind(), io::ErrorKind::ConnectionRefused);
}

#[tokio::test]
async fn the_fixed_answers_have_the_promised_sizes() {
    let upstream = Upstream::start_fixed(0).await.unwrap();
    let small = ask(&upstream, r#"{"model":"bench-small","messages":[]}"#).await.unwrap();
    assert_eq!(small.split_once("\r\n\r\n").unwrap().1.len(), 1024);
    let burst = ask(&upstream, r#"{"model":"bench-burst","messages":[],"stream":true}"#).await.unwrap();
    assert_eq!(burst.matches("data: ").count(), 50);
    let large = format!(r#"{{"messages":["{}"],"model":"m"}}"#, "x".repeat(200 << 10));
    assert!(ask(&upstream, &large).await.unwrap().starts_with("HTTP/1.1 200 OK"));
    let other = ask(&upstream, CHAT).await.unwrap();
    assert!(other.contains("Grüße"), "{other}");
}
