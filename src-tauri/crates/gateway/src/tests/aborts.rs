//! Clients that leave, and connections that end: who is told, and what is written down.

use super::*;
use domain::{AttemptOutcome, BreakerState, RequestState, TokenCount};
use tokio::time::Instant;

#[tokio::test(start_paused = true)]
async fn a_client_that_leaves_before_the_answer_cancels_the_upstream_at_once() {
    let (mut stage, [mut upstream]) = Stage::of(["a"]);
    for prefix in ["", STREAM] {
        let began = Instant::now();
        let client = stage.asking(true).await;
        let mut served = upstream.asked().await;
        served.say(prefix).await;
        drop(client);
        served.hung_up().await;
        assert_eq!(began.elapsed().as_millis(), 0);
        let row = stage.row().await;
        assert_eq!(
            (row.state, row.attempts[0].outcome),
            (RequestState::Cancelled, AttemptOutcome::Cancelled)
        );
    }
}

#[tokio::test(start_paused = true)]
async fn a_client_that_leaves_within_the_answer_pays_for_what_was_seen() {
    let (mut stage, [mut upstream]) = Stage::of(["a"]);
    let (client, mut served) = stage.streaming(&mut upstream).await;
    let began = Instant::now();
    drop(client);
    served.hung_up().await;
    assert_eq!(began.elapsed().as_millis(), 0);
    let row = stage.row().await;
    assert_eq!((row.state, row.usage.input_tokens), (RequestState::Cancelled, Some(TokenCount(7))));
    assert!(row.usage.output_tokens.is_some_and(|tokens| tokens.0 > 0));
}

/// Case 33.
#[tokio::test(start_paused = true)]
async fn a_client_that_leaves_after_the_models_end_has_lost_nothing() {
    let (mut stage, [mut upstream]) = Stage::of(["a"]);
    let mut client = stage.asking(true).await;
    let mut served = upstream.asked().await;
    served.stream(&[START, HELLO, END]).await;
    client.hears("message_stop").await;
    drop(client);
    assert_eq!(stage.row().await.state, RequestState::Done);
}

/// Case 37.
#[tokio::test(start_paused = true)]
async fn clients_that_leave_say_nothing_of_the_provider() {
    let (mut stage, [mut upstream]) = Stage::of(["a"]);
    for _ in 0..10 {
        let client = stage.asking(true).await;
        let mut served = upstream.asked().await;
        drop(client);
        served.hung_up().await;
        stage.row().await;
    }
    assert_eq!(stage.breaker(), BreakerState::Closed);
}

/// Case 14.
#[tokio::test(start_paused = true)]
async fn an_upstream_that_goes_on_after_the_client_left_is_not_heard() {
    let (mut stage, [mut upstream]) = Stage::of(["a"]);
    let (client, mut served) = stage.streaming(&mut upstream).await;
    drop(client);
    let row = stage.row().await;
    while served.pour(HELLO).await {}
    assert_eq!(row.state, RequestState::Cancelled);
    assert_eq!(stage.gateway.in_flight(), 0);
}

#[tokio::test(start_paused = true)]
async fn a_connection_that_ends_as_the_next_request_comes_costs_one_silent_try() {
    let (mut stage, [mut upstream, mut other]) = Stage::of(["a", "b"]);
    let mut served = stage.answered(&mut upstream, None).await;
    let mut again = stage.asking(false).await;
    served.request().await;
    drop(served);
    upstream.asked().await.answer("200 OK", WHOLE).await;
    again.hears("end_turn").await;
    let row = stage.row().await;
    assert_eq!(row.state, RequestState::Done);
    assert!(!other.is_called());
    let reused: Vec<bool> = row.attempts.iter().map(|attempt| attempt.reused_connection).collect();
    assert_eq!(reused, [true, false]);
    assert_eq!(stage.breaker(), BreakerState::Closed);
}

#[tokio::test(start_paused = true)]
async fn a_connection_that_ended_while_idle_is_not_used() {
    let (mut stage, [mut upstream]) = Stage::of(["a"]);
    drop(stage.answered(&mut upstream, None).await);
    let mut again = stage.asking(false).await;
    upstream.asked().await.answer("200 OK", WHOLE).await;
    again.hears("end_turn").await;
    assert_eq!(stage.row().await.attempts.len(), 1);
}
