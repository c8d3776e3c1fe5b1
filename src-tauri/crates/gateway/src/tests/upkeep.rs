//! What happens between requests: idle connections, sleep, and probes of open breakers.

use super::*;
use domain::{BreakerState, Network, Proxy, RequestState};
use std::time::Duration;
use tokio::time::{Instant, sleep, timeout};

/// With one provider, and the gateway looks after what lies between requests.
fn looked_after() -> (Stage, Upstream) {
    let (stage, [upstream]) = Stage::of(["a"]);
    stage.look_after();
    (stage, upstream)
}

/// Fails requests until the breaker opens.
async fn open_breaker(stage: &mut Stage, upstream: &mut Upstream) {
    while stage.breaker() == BreakerState::Closed {
        let mut client = stage.asking(false).await;
        let failing = async {
            loop {
                upstream.asked().await.answer("500 Oh", "{\"error\":{\"message\":\"down\"}}").await;
            }
        };
        tokio::select! {
            () = failing => unreachable!(),
            () = client.hears("HTTP/1.1 500") => {}
        }
        stage.row().await;
    }
}

#[tokio::test(start_paused = true)]
async fn connections_are_kept_for_the_next_request_and_let_go_when_there_is_none() {
    let (mut stage, mut upstream) = looked_after();
    let served = stage.answered(&mut upstream, None).await;
    let mut served = stage.answered(&mut upstream, Some(served)).await;
    let began = Instant::now();
    served.hung_up().await;
    assert!((30..=35).contains(&began.elapsed().as_secs()), "{:?}", began.elapsed());
    assert_eq!(stage.gateway.pool().idle_connections(), 0);
}

#[tokio::test(start_paused = true)]
async fn a_changed_network_closes_the_connections_of_the_old_one() {
    let (mut stage, mut upstream) = looked_after();
    let mut served = stage.answered(&mut upstream, None).await;
    stage.change(0, |provider| provider.note = "another note".into());
    let mut served = match timeout(Duration::from_secs(1), served.hung_up()).await {
        Ok(()) => panic!("a note is no network"),
        Err(_) => stage.answered(&mut upstream, Some(served)).await,
    };
    stage.change(0, |provider| {
        let proxy = Proxy::parse("http://proxy.test:3128").ok();
        provider.network = Network { proxy, ..Network::default() };
    });
    let began = Instant::now();
    served.hung_up().await;
    assert_eq!(began.elapsed().as_millis(), 0);
}

#[tokio::test(start_paused = true)]
async fn after_sleep_no_old_connection_is_used() {
    let (mut stage, mut upstream) = looked_after();
    let mut idle = stage.answered(&mut upstream, None).await;
    // One is at work while the machine sleeps.
    let mut client = stage.asking(true).await;
    idle.request().await;
    idle.stream(&[START, HELLO]).await;
    client.hears("hello").await;
    let second = stage.answered(&mut upstream, None).await;
    stage.sleep(Duration::from_secs(8 * 3_600));
    sleep(Duration::from_secs(6)).await;
    let began = Instant::now();
    { second }.hung_up().await;
    idle.end().await;
    client.hears_all().await;
    assert_eq!(stage.row().await.state, RequestState::Done);
    idle.hung_up().await;
    assert_eq!(began.elapsed().as_millis(), 0, "not when they have lain too long");
    stage.answered(&mut upstream, None).await;
}

#[tokio::test(start_paused = true)]
async fn an_open_breaker_is_probed_for_free_when_its_time_has_come_and_closes() {
    let (mut stage, mut upstream) = looked_after();
    open_breaker(&mut stage, &mut upstream).await;
    let began = Instant::now();
    for _ in 0..2 {
        let mut served = upstream.accept().await;
        let head = served.request().await;
        assert!(head.starts_with("GET /v1/models?limit=1000 HTTP/1.1\r\n"), "{head}");
        assert!(head.contains("x-api-key: sk-0123456789abcdef"));
        served.answer("200 OK", "{\"data\":[]}").await;
        served.hung_up().await;
    }
    assert!((24..=36).contains(&began.elapsed().as_secs()), "{:?}", began.elapsed());
    sleep(Duration::from_millis(1)).await;
    assert_eq!(stage.breaker(), BreakerState::Closed);
    stage.answered(&mut upstream, None).await;
}

#[tokio::test(start_paused = true)]
async fn a_probe_that_fails_keeps_the_breaker_open_for_longer() {
    let (mut stage, mut upstream) = looked_after();
    open_breaker(&mut stage, &mut upstream).await;
    upstream.asked().await.answer("503 Down", "{}").await;
    let began = Instant::now();
    upstream.asked().await.answer("200 OK", "{\"data\":[]}").await;
    assert!((48..=72).contains(&began.elapsed().as_secs()), "{:?}", began.elapsed());
}

#[tokio::test(start_paused = true)]
async fn what_closed_for_a_list_alone_opens_again_with_the_first_failure() {
    let (mut stage, mut upstream) = looked_after();
    open_breaker(&mut stage, &mut upstream).await;
    for _ in 0..2 {
        upstream.asked().await.answer("200 OK", "{\"data\":[]}").await;
    }
    sleep(Duration::from_millis(1)).await;
    assert_eq!(stage.breaker(), BreakerState::Closed);
    let mut client = stage.asking(false).await;
    for _ in 0..2 {
        upstream.asked().await.answer("500 Oh", "{}").await;
    }
    client.hears("HTTP/1.1 500").await;
    assert_eq!(stage.breaker(), BreakerState::Open);
}

#[tokio::test(start_paused = true)]
async fn a_provider_without_a_list_is_left_to_the_next_request() {
    let (mut stage, mut upstream) = looked_after();
    open_breaker(&mut stage, &mut upstream).await;
    let mut last = Instant::now();
    for _ in 0..3 {
        upstream.asked().await.answer("404 No", "{}").await;
        assert!(last.elapsed().as_secs() >= 5, "not all at once");
        last = Instant::now();
    }
    assert!(timeout(Duration::from_secs(3_600), upstream.accept()).await.is_err(), "three are enough");
    assert_eq!(stage.breaker(), BreakerState::HalfOpen);
    stage.answered(&mut upstream, None).await;
}

#[tokio::test(start_paused = true)]
async fn nobody_is_probed_who_is_held_or_disabled_or_where_the_person_wants_no_probes() {
    let (mut stage, mut upstream) = looked_after();
    open_breaker(&mut stage, &mut upstream).await;
    stage.change(0, |provider| provider.held = true);
    assert!(timeout(Duration::from_secs(3_600), upstream.accept()).await.is_err());
    stage.change(0, |provider| (provider.held, provider.enabled) = (false, false));
    assert!(timeout(Duration::from_secs(3_600), upstream.accept()).await.is_err());
    stage.change(0, |provider| provider.enabled = true);
    stage.set(|settings| settings.probe_breakers = false);
    assert!(timeout(Duration::from_secs(3_600), upstream.accept()).await.is_err());
    stage.set(|settings| settings.probe_breakers = true);
    upstream.asked().await;
}

#[tokio::test(start_paused = true)]
async fn after_sleep_open_breakers_are_probed_at_once_and_a_missing_network_is_nobodys_fault() {
    let (mut stage, mut upstream) = looked_after();
    open_breaker(&mut stage, &mut upstream).await;
    let began = Instant::now();
    stage.sleep(Duration::from_secs(3_600));
    upstream.asked().await.answer("200 OK", "{\"data\":[]}").await;
    assert!(began.elapsed().as_secs() <= 5, "{:?}", began.elapsed());
}
