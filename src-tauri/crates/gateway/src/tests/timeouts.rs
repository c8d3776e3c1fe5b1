//! Every row of the table of time-outs: what it counts, what it does, and that 0 turns it off.

use super::*;
use crate::upstream::memory::BETWEEN;
use domain::{AttemptOutcome, RequestState};
use serde_json::json;
use std::time::Duration;
use tokio::time::{Instant, sleep, timeout};

const MINUTE: Duration = Duration::from_secs(60);

/// The seconds that passed.
fn seconds(since: Instant) -> u64 {
    since.elapsed().as_secs()
}

#[tokio::test(start_paused = true)]
async fn a_connection_that_is_not_made_in_ten_seconds_moves_the_request_on() {
    let (mut stage, [_, mut good]) = Stage::of(["dead", "good"]);
    stage.silence("dead");
    let began = Instant::now();
    let mut client = stage.asking(false).await;
    good.asked().await.answer("200 OK", WHOLE).await;
    client.hears("end_turn").await;
    assert_eq!(seconds(began), 10);
    let row = stage.row().await;
    let outcomes: Vec<_> = row.attempts.iter().map(|attempt| attempt.outcome).collect();
    assert_eq!(outcomes, [AttemptOutcome::Timeout, AttemptOutcome::Answered]);
    assert!(row.attempts[0].error.as_ref().unwrap().contains("connect_timeout_ms"));
}

#[tokio::test(start_paused = true)]
async fn a_stream_that_does_not_begin_in_two_minutes_moves_the_request_on() {
    for prefix in ["", STREAM] {
        let (mut stage, [mut slow, mut good]) = Stage::of(["slow", "good"]);
        let began = Instant::now();
        let mut client = stage.asking(true).await;
        let mut served = slow.asked().await;
        served.say(prefix).await;
        let mut other = good.asked().await;
        assert_eq!(seconds(began), 120, "{prefix}");
        served.hung_up().await;
        other.stream(&[START, HELLO]).await;
        other.end().await;
        client.hears_all().await;
        assert!(stage.row().await.attempts[0].error.as_ref().unwrap().contains("first_byte_timeout_ms"));
    }
}

#[tokio::test(start_paused = true)]
async fn pings_alone_are_no_beginning() {
    let (stage, [mut slow, mut good]) = Stage::of(["slow", "good"]);
    let began = Instant::now();
    let _client = stage.asking(true).await;
    let mut served = slow.asked().await;
    served.say(STREAM).await;
    let pinging = async {
        loop {
            sleep(Duration::from_secs(15)).await;
            if !served.pour(PING).await {
                std::future::pending::<()>().await;
            }
        }
    };
    tokio::select! {
        () = pinging => unreachable!(),
        _ = good.asked() => assert_eq!(seconds(began), 120),
    }
}

#[tokio::test(start_paused = true)]
async fn a_model_that_thinks_for_five_minutes_while_pinging_is_not_cut_off() {
    let (mut stage, [mut upstream, mut other]) = Stage::of(["a", "b"]);
    let mut client = stage.asking(true).await;
    let mut served = upstream.asked().await;
    served.stream(&[START]).await;
    for _ in 0..20 {
        sleep(Duration::from_secs(15)).await;
        served.send(PING).await;
    }
    client.hears("message_start").await;
    served.send(HELLO).await;
    served.end().await;
    client.hears_all().await;
    assert!(client.heard().contains("hello") && !client.heard().contains("error"));
    assert!(!other.is_called());
    assert_eq!(stage.row().await.state, RequestState::Done);
}

#[tokio::test(start_paused = true)]
async fn silence_of_five_minutes_ends_a_stream_with_the_dialects_error() {
    let (mut stage, [mut upstream, mut other]) = Stage::of(["a", "b"]);
    let (mut client, mut served) = stage.streaming(&mut upstream).await;
    let began = Instant::now();
    client.hears_all().await;
    assert_eq!(seconds(began), 300);
    assert!(client.heard().contains("event: error\n") && client.heard().contains("stream_idle_timeout_ms"));
    served.hung_up().await;
    assert!(!other.is_called(), "after content there is no second provider");
    let row = stage.row().await;
    assert_eq!((row.state, row.attempts[0].outcome), (RequestState::Failed, AttemptOutcome::Timeout));
}

#[tokio::test(start_paused = true)]
async fn pings_hold_off_the_silence_but_not_the_stall() {
    let (stage, [mut upstream]) = Stage::of(["a"]);
    let (mut client, mut served) = stage.streaming(&mut upstream).await;
    let began = Instant::now();
    let pinging = async {
        for _ in 0..39 {
            sleep(Duration::from_secs(15)).await;
            served.send(PING).await;
        }
        std::future::pending::<()>().await;
    };
    tokio::select! {
        () = pinging => unreachable!(),
        () = client.hears_all() => {}
    }
    assert_eq!(seconds(began), 600);
    assert!(client.heard().contains("stream_stall_timeout_ms"));
}

#[tokio::test(start_paused = true)]
async fn content_resets_the_stall() {
    let mut stage = Stage::new(&[json!({ "name": "a", "stream_stall_timeout_ms": 60_000 })]);
    let mut upstream = stage.upstream("a");
    let mut client = stage.asking(true).await;
    let mut served = upstream.asked().await;
    served.stream(&[START]).await;
    for _ in 0..10 {
        served.send(HELLO).await;
        for _ in 0..5 {
            served.send(PING).await;
            sleep(Duration::from_secs(10)).await;
        }
    }
    served.end().await;
    client.hears_all().await;
    assert_eq!(stage.row().await.state, RequestState::Done);
}

#[tokio::test(start_paused = true)]
async fn an_answer_in_one_piece_has_ten_minutes_whole() {
    let (mut stage, [mut upstream]) = Stage::of(["a"]);
    stage.set(|settings| settings.first_byte_deadline = Duration::from_secs(3_600));
    let began = Instant::now();
    let mut client = stage.asking(false).await;
    let _served = upstream.asked().await;
    client.hears("total_timeout_ms").await;
    assert_eq!(seconds(began), 600);
    assert!(client.heard().starts_with("HTTP/1.1 504 "), "{}", client.heard());
    assert_eq!(stage.row().await.attempts[0].outcome, AttemptOutcome::Timeout);
}

#[tokio::test(start_paused = true)]
async fn an_answer_in_one_piece_that_stops_half_way_is_cut_at_the_same_time() {
    let mut stage = Stage::new(&[json!({ "name": "a", "total_timeout_ms": 60_000 })]);
    let mut upstream = stage.upstream("a");
    let began = Instant::now();
    let mut client = stage.asking(false).await;
    let mut served = upstream.asked().await;
    served.say("HTTP/1.1 200 OK\r\ncontent-type: application/json\r\ncontent-length: 999\r\n\r\n").await;
    served.say(&WHOLE[..60]).await;
    let mut rest = String::new();
    let _ = tokio::io::AsyncReadExt::read_to_string(&mut client.stream, &mut rest).await;
    assert_eq!(seconds(began), 60);
    assert_ne!(stage.row().await.state, RequestState::Done);
}

#[tokio::test(start_paused = true)]
async fn zero_turns_each_of_them_off() {
    let mut stage = Stage::new(&[json!({
        "name": "a", "connect_timeout_ms": 0, "first_byte_timeout_ms": 0, "stream_idle_timeout_ms": 0,
        "stream_stall_timeout_ms": 0, "total_timeout_ms": 0,
    })]);
    stage.set(|settings| settings.first_byte_deadline = Duration::from_secs(30 * 86_400));
    stage.silence("a");
    let mut waiting = stage.asking(true).await;
    assert!(timeout(60 * MINUTE, waiting.hears("HTTP")).await.is_err(), "the connection may take for ever");
    drop(waiting);
    stage.row().await;

    let mut upstream = stage.upstream("a");
    for stream in [true, false] {
        let mut client = stage.asking(stream).await;
        let mut served = upstream.asked().await;
        sleep(60 * MINUTE).await;
        if stream {
            served.stream(&[START, HELLO]).await;
            sleep(60 * MINUTE).await;
            served.end().await;
            client.hears_all().await;
        } else {
            served.answer("200 OK", WHOLE).await;
            client.hears("end_turn").await;
        }
        assert_eq!(stage.row().await.state, RequestState::Done);
    }
}

#[tokio::test(start_paused = true)]
async fn all_attempts_together_have_five_minutes_to_begin() {
    let (stage, mut upstreams) = Stage::of(["a", "b", "c"]);
    let began = Instant::now();
    let mut client = stage.asking(true).await;
    let mut held = Vec::new();
    for upstream in &mut upstreams {
        held.push(upstream.asked().await);
    }
    assert_eq!(seconds(began), 240);
    client.hears("first_byte_deadline_ms").await;
    assert_eq!(seconds(began), 300);
}

#[tokio::test(start_paused = true)]
async fn a_client_that_takes_nothing_for_a_minute_is_let_go() {
    let (mut stage, [mut upstream]) = Stage::of(["a"]);
    let mut client = stage.asking(true).await;
    let mut served = upstream.asked().await;
    served.stream(&[START]).await;
    let began = Instant::now();
    while served.pour(HELLO).await {}
    assert_eq!(seconds(began), 60);
    assert_eq!(stage.row().await.state, RequestState::Cancelled);
    let mut rest = Vec::new();
    let _ = tokio::io::AsyncReadExt::read_to_end(&mut client.stream, &mut rest).await;
}

/// Case 15: whoever is held up is not silent.
#[tokio::test(start_paused = true)]
async fn a_slow_client_is_no_silent_upstream() {
    let mut stage = Stage::new(&[
        json!({ "name": "a", "stream_idle_timeout_ms": 5_000, "stream_stall_timeout_ms": 5_000 }),
    ]);
    let mut upstream = stage.upstream("a");
    let mut client = stage.asking(true).await;
    let mut served = upstream.asked().await;
    let pouring = async {
        served.stream(&[START]).await;
        for _ in 0..4_000 {
            served.send(HELLO).await;
        }
        served.end().await;
    };
    let reading = async {
        // Too little is read at a time, and too seldom, for anything to flow meanwhile.
        for _ in 0..20 {
            sleep(Duration::from_secs(30)).await;
            client.hears_a_little().await;
        }
        client.hears_all().await;
    };
    tokio::join!(pouring, reading);
    assert_eq!(stage.row().await.state, RequestState::Done);
}

#[tokio::test(start_paused = true)]
async fn of_a_stream_that_nobody_reads_no_more_than_256_kib_are_held() {
    let (stage, [mut upstream]) = Stage::of(["a"]);
    let (_client, mut served) = stage.streaming(&mut upstream).await;
    let (piece, mut poured) = (HELLO.repeat(8), 0);
    while let Ok(true) = timeout(Duration::from_secs(1), served.pour(&piece)).await {
        poured += piece.len();
    }
    let held = poured.saturating_sub(2 * BETWEEN);
    assert!((1..=256 << 10).contains(&held), "{held}");
}
