//! Lists and sums over a real ledger.

use super::*;
use crate::testing::{Fixture, Opened, eventually, opening, record, record_at};
use domain::TokenCount;
use std::sync::Arc;

async fn store_with(records: Vec<RequestRecord>) -> Opened {
    let store = Fixture::new().open();
    let count = records.len() as u64;
    for record in records {
        store.append(Arc::new(record)).await;
    }
    let reader = store.clone();
    eventually("writing", async || reader.totals(UnixMillis(0)).await.unwrap().requests == count).await;
    store
}

async fn numbers(store: &Opened, filter: RequestFilter) -> Vec<i64> {
    let page = store.requests(filter).await.unwrap();
    page.items.iter().map(|record| record.started_at.0 - 1_700_000_000_000).collect()
}

#[tokio::test]
async fn pages_follow_each_other_without_gap_or_repetition() {
    // Three of a time, so that pages end between equals.
    let records = (0..50u32).map(|number| record_at(number / 3, number));
    let store = store_with(records.collect()).await;
    let mut filter = RequestFilter { limit: 7, ..RequestFilter::default() };
    let mut seen = Vec::new();
    loop {
        let page = store.requests(filter.clone()).await.unwrap();
        seen.extend(page.items.iter().map(|record| (record.started_at, record.id)));
        match page.next_cursor {
            Some(cursor) => filter.cursor = Some(cursor),
            None => break,
        }
    }
    assert_eq!(seen.len(), 50);
    assert!(seen.is_sorted_by(|first, second| first.0 > second.0 || first.1 > second.1), "{seen:?}");
}

#[tokio::test]
async fn a_page_that_ends_with_the_list_has_no_next() {
    let store = store_with((0..4).map(record).collect()).await;
    let page = store.requests(RequestFilter { limit: 4, ..RequestFilter::default() }).await.unwrap();
    assert_eq!((page.items.len(), page.next_cursor), (4, None));
    let all = store.requests(RequestFilter { limit: u32::MAX, ..RequestFilter::default() }).await.unwrap();
    assert_eq!(all.items[0], record(3), "whole records, attempts included");
}

#[tokio::test]
async fn each_filter_narrows_the_list_down() {
    let other = RequestRecord {
        state: RequestState::Failed,
        provider_id: Some(ProviderId::from_bytes([70; 16])),
        attempts: Vec::new(),
        user_id: Some(UserId::from_bytes([71; 16])),
        key_id: Some(KeyId::from_bytes([72; 16])),
        session_id: Some("other".into()),
        project: Some("shop".into()),
        asked_model: Some("gpt-5-Mini".into()),
        sent_model: None,
        ..record(2)
    };
    let store = store_with(vec![record(1), other.clone(), opening(3)]).await;
    let filter = RequestFilter::default();
    let at = |number: i64| Some(UnixMillis(1_700_000_000_000 + number));
    for (what, filter, expected) in [
        ("nothing", filter.clone(), vec![3, 2, 1]),
        ("since", RequestFilter { since: at(2), ..filter.clone() }, vec![3, 2]),
        ("until", RequestFilter { until: at(2), ..filter.clone() }, vec![1]),
        ("open", RequestFilter { state: Some(RequestState::Open), ..filter.clone() }, vec![3]),
        ("done", RequestFilter { state: Some(RequestState::Done), ..filter.clone() }, vec![1]),
        ("failed", RequestFilter { state: Some(RequestState::Failed), ..filter.clone() }, vec![2]),
        ("refused", RequestFilter { state: Some(RequestState::Refused), ..filter.clone() }, vec![]),
        ("provider", RequestFilter { provider_id: other.provider_id, ..filter.clone() }, vec![2]),
        ("user", RequestFilter { user_id: other.user_id, ..filter.clone() }, vec![2]),
        ("key", RequestFilter { key_id: other.key_id, ..filter.clone() }, vec![2]),
        ("session", RequestFilter { session_id: Some("other".into()), ..filter.clone() }, vec![2]),
        ("project", RequestFilter { project: Some("shop".into()), ..filter.clone() }, vec![2]),
        ("no project", RequestFilter { project: Some("sho".into()), ..filter.clone() }, vec![]),
        ("model asked", RequestFilter { model: Some("5-mini".into()), ..filter.clone() }, vec![2]),
        ("model sent", RequestFilter { model: Some("20250929".into()), ..filter.clone() }, vec![1]),
        (
            "two that exclude each other",
            RequestFilter { key_id: other.key_id, state: Some(RequestState::Done), ..filter.clone() },
            vec![],
        ),
        (
            "two that agree",
            RequestFilter { user_id: other.user_id, state: Some(RequestState::Failed), ..filter },
            vec![2],
        ),
    ] {
        assert_eq!(numbers(&store, filter).await, expected, "{what}");
    }
}

#[tokio::test]
async fn text_from_outside_is_never_sql() {
    let store = store_with(vec![record(1)]).await;
    for text in ["' OR 1=1 --", "\"; DROP TABLE requests; --", "%", "_", "\0"] {
        let filter = RequestFilter { session_id: Some(text.into()), ..RequestFilter::default() };
        assert!(numbers(&store, filter).await.is_empty(), "{text}");
        let filter = RequestFilter { model: Some(text.into()), ..RequestFilter::default() };
        assert!(numbers(&store, filter).await.is_empty(), "{text}");
        let filter = RequestFilter { cursor: Some(text.into()), ..RequestFilter::default() };
        assert!(matches!(store.requests(filter).await, Err(StoreError::BadCursor)), "{text}");
        assert!(matches!(store.request_by_short_id(text).await, Err(StoreError::NotFound(_))), "{text}");
    }
    assert_eq!(numbers(&store, RequestFilter::default()).await, [1]);
}

#[tokio::test]
async fn a_request_is_found_by_its_id_and_by_its_end() {
    let store = store_with(vec![record(0x00ab_cdef)]).await;
    let expected = record(0x00ab_cdef);
    assert_eq!(store.request(expected.id).await.unwrap(), expected);
    assert_eq!(store.request_by_short_id(&expected.id.short()).await.unwrap(), expected);
    assert_eq!(store.request_by_short_id("00ABCDEF").await.unwrap(), expected);
    for wrong in ["00abcde0", "abcdef", "+0abcdef", ""] {
        let missing = store.request_by_short_id(wrong).await;
        assert!(matches!(missing, Err(StoreError::NotFound(Noun::Request))), "{wrong}");
    }
    assert!(matches!(store.request(record(5).id).await, Err(StoreError::NotFound(Noun::Request))));
}

#[tokio::test]
async fn totals_count_by_state_and_add_up_what_is_known() {
    let mut records: Vec<_> = (0..)
        .zip(RequestState::ALL)
        .map(|(number, state)| RequestRecord { state, ..record(number) })
        .collect();
    records[1].usage.cache_write_1h_tokens = Some(TokenCount(9));
    records[2].usage.input_tokens = None;
    records[3].usage.estimated = true;
    let store = store_with(records).await;
    let totals = store.totals(UnixMillis(0)).await.unwrap();
    let usage = Usage {
        input_tokens: Some(TokenCount(50)),
        output_tokens: Some(TokenCount(120)),
        cache_read_tokens: Some(TokenCount(180)),
        cache_write_5m_tokens: Some(TokenCount(0)),
        cache_write_1h_tokens: Some(TokenCount(9)),
        reasoning_tokens: Some(TokenCount(30)),
        web_searches: Some(6),
        estimated: true,
    };
    let expected =
        Totals { requests: 6, done: 1, failed: 1, refused: 1, cancelled: 1, interrupted: 1, usage };
    assert_eq!(totals, expected);
    let none = store.totals(UnixMillis(i64::MAX)).await.unwrap();
    assert_eq!(none, Totals::default());
}
