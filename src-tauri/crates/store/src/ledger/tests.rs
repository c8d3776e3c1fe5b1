//! The ledger as a whole, on real files that really fail.

use super::*;
use crate::{
    RequestFilter, Totals,
    testing::{Fixture, Opened, eventually, opening, record},
};
use domain::{RequestState, UnixMillis};
use std::{fs, path::Path, time::Duration};

/// Lets every write fail, as a full disk would; reads go on.
const BREAK: &str = "
    CREATE TRIGGER broken BEFORE INSERT ON requests BEGIN SELECT raise(ABORT, 'the disk is full'); END";
const MEND: &str = "DROP TRIGGER broken";

async fn totals(store: &Store) -> Totals {
    store.totals(UnixMillis(0)).await.unwrap()
}

async fn wait_for(store: &Opened, count: u64) {
    eventually("writing", async || totals(store).await.requests >= count).await;
}

fn is_filled(path: &Path) -> bool {
    path.metadata().is_ok_and(|metadata| metadata.len() > 0)
}

fn names(fixture: &Fixture, beginning: &str) -> Vec<String> {
    let entries = fs::read_dir(fixture.path()).unwrap();
    let names = entries.map(|entry| entry.unwrap().file_name().into_string().unwrap());
    names.filter(|name| name.starts_with(beginning)).collect()
}

#[tokio::test]
async fn what_was_appended_is_there_after_a_close() {
    let fixture = Fixture::new();
    let store = fixture.open();
    for number in 0..300 {
        store.append(Arc::new(opening(number))).await;
        store.append(Arc::new(record(number))).await;
    }
    store.close().await;
    assert!(!fixture.path().join("ledger.db-wal").exists(), "the journal was moved in");

    let store = fixture.open();
    assert_eq!(totals(&store).await.done, 300);
    assert_eq!(store.request(record(299).id).await.unwrap(), record(299));
}

#[tokio::test(flavor = "multi_thread")]
async fn ten_thousand_records_from_many_sides_are_all_there() {
    let fixture = Fixture::new();
    let store = fixture.open();
    let mut senders = tokio::task::JoinSet::new();
    for side in 0..10 {
        let store = store.clone();
        senders.spawn(async move {
            for number in side * 1_000..(side + 1) * 1_000 {
                store.append(Arc::new(record(number))).await;
            }
        });
    }
    senders.join_all().await;
    store.close().await;
    assert_eq!(totals(&fixture.open()).await.done, 10_000);
}

#[tokio::test]
async fn what_a_kill_leaves_open_is_interrupted_at_the_next_start() {
    let fixture = Fixture::new();
    let store = fixture.open();
    for number in 0..20 {
        store.append(Arc::new(opening(number))).await;
    }
    store.append(Arc::new(record(20))).await;
    wait_for(&store, 21).await;

    // What the disk holds now is what a kill would leave.
    let left = Fixture::new();
    for name in ["switchyard.db", "switchyard.db-wal", "ledger.db", "ledger.db-wal"] {
        fs::copy(fixture.path().join(name), left.path().join(name)).unwrap();
    }
    let survivor = left.open();
    let after = totals(&survivor).await;
    assert_eq!((after.requests, after.interrupted, after.done), (21, 20, 1));

    // An end that comes after all is the better word.
    survivor.append(Arc::new(record(3))).await;
    eventually("the end", async || totals(&survivor).await.done == 2).await;
}

#[tokio::test]
async fn what_the_database_can_not_take_is_spilled_and_taken_in_when_it_can() {
    let fixture = Fixture::new();
    let spill = fixture.path().join("ledger.spill");
    let store = fixture.open();
    store.append(Arc::new(opening(0))).await;
    wait_for(&store, 1).await;

    fixture.ledger().execute_batch(BREAK).unwrap();
    for number in 0..600 {
        store.append(Arc::new(record(number))).await;
    }
    eventually("spilling", async || is_filled(&spill)).await;
    assert_eq!(totals(&store).await.done, 0);

    fixture.ledger().execute_batch(MEND).unwrap();
    eventually("recovery", async || totals(&store).await.done == 600).await;
    eventually("clearing", async || !spill.exists()).await;
    store.append(Arc::new(record(600))).await;
    wait_for(&store, 601).await;
}

#[tokio::test]
async fn what_was_spilled_is_taken_in_at_the_next_start() {
    let fixture = Fixture::new();
    let store = fixture.open();
    fixture.ledger().execute_batch(BREAK).unwrap();
    for number in 0..10 {
        store.append(Arc::new(opening(number))).await;
    }
    store.append(Arc::new(record(3))).await;
    store.close().await;
    assert!(is_filled(&fixture.path().join("ledger.spill")));

    fixture.ledger().execute_batch(MEND).unwrap();
    let after = totals(&fixture.open()).await;
    assert_eq!((after.done, after.interrupted), (1, 9));
    assert!(!fixture.path().join("ledger.spill").exists());
}

#[tokio::test]
async fn a_record_that_comes_after_the_close_waits_in_the_spill_file() {
    let fixture = Fixture::new();
    let store = fixture.open();
    store.close().await;
    store.append(Arc::new(record(1))).await;
    assert_eq!(totals(&fixture.open()).await.done, 1);
}

#[tokio::test]
async fn when_nothing_can_be_written_senders_wait_and_nothing_is_lost() {
    let fixture = Fixture::new();
    let spill = fixture.path().join("ledger.spill");
    // Nothing can be appended to a directory, whoever tries.
    fs::create_dir(&spill).unwrap();
    let store = fixture.open();
    fixture.ledger().execute_batch(BREAK).unwrap();
    let sender = store.clone();
    let mut sending = std::pin::pin!(async move {
        for number in 0..12_000 {
            sender.append(Arc::new(record(number))).await;
        }
    });
    let waits = tokio::time::timeout(Duration::from_millis(500), &mut sending).await;
    assert!(waits.is_err(), "12,000 records found room somewhere");

    fixture.ledger().execute_batch(MEND).unwrap();
    fs::remove_dir(&spill).unwrap();
    sending.await;
    eventually("writing", async || totals(&store).await.done == 12_000).await;
}

#[tokio::test]
async fn a_file_that_is_no_database_is_put_aside_and_a_new_one_begun() {
    let fixture = Fixture::new();
    let rubbish = vec![0xa5; 20_000];
    fs::write(fixture.path().join("ledger.db"), &rubbish).unwrap();
    let store = fixture.open();
    store.append(Arc::new(record(1))).await;
    wait_for(&store, 1).await;
    let aside = names(&fixture, "ledger.db.broken-");
    assert_eq!(aside.len(), 1);
    assert_eq!(fs::read(fixture.path().join(&aside[0])).unwrap(), rubbish);
}

#[tokio::test]
async fn damage_that_shows_in_use_costs_the_old_rows_not_the_new_ones() {
    let fixture = Fixture::new();
    let store = fixture.open();
    store.append(Arc::new(record(1))).await;
    wait_for(&store, 1).await;
    store.close().await;
    let root = fixture
        .ledger()
        .query_row("SELECT rootpage FROM sqlite_schema WHERE name = 'requests'", [], |row| {
            row.get::<_, i64>(0)
        })
        .unwrap();
    let path = fixture.path().join("ledger.db");
    let mut content = fs::read(&path).unwrap();
    // The file says itself how large its pages are: https://www.sqlite.org/fileformat.html, 1.3.2.
    let page = usize::from(u16::from_be_bytes([content[16], content[17]]));
    let start = (usize::try_from(root).unwrap() - 1) * page;
    content[start..start + page].fill(0xa5);
    fs::write(&path, content).unwrap();

    let store = fixture.open();
    assert!(names(&fixture, "ledger.db.broken-").is_empty(), "nothing shows at the start");
    assert!(store.request(record(1).id).await.is_err());
    store.append(Arc::new(record(2))).await;
    eventually("a new file", async || store.request(record(2).id).await.is_ok()).await;
    assert!(!names(&fixture, "ledger.db.broken-").is_empty());
    let list = store.requests(RequestFilter::default()).await.unwrap();
    assert_eq!(list.items.len(), 1);
    assert_eq!(list.items[0].state, RequestState::Done);
}

#[tokio::test]
async fn a_ledger_that_can_not_be_opened_stops_nothing() {
    let fixture = Fixture::new();
    let path = fixture.path().join("ledger.db");
    let elsewhere = fixture.path().join("elsewhere");
    let store = fixture.open();
    store.append(Arc::new(opening(0))).await;
    store.close().await;
    fs::rename(&path, &elsewhere).unwrap();
    fs::create_dir(&path).unwrap();

    let store = fixture.open();
    store.append(Arc::new(record(1))).await;
    eventually("spilling", async || is_filled(&fixture.path().join("ledger.spill"))).await;
    assert!(store.is_spilling());
    assert_eq!(store.users().await.unwrap().len(), 1, "the configuration is fine");

    fs::remove_dir(&path).unwrap();
    fs::rename(&elsewhere, &path).unwrap();
    eventually("recovery", async || store.request(record(1).id).await.is_ok()).await;
    eventually("marking", async || totals(&store).await.interrupted == 1).await;
    eventually("the end of it", async || !store.is_spilling()).await;
}

#[test]
fn a_newer_ledger_is_refused() {
    let fixture = Fixture::new();
    drop(fixture.open());
    let newer = fixture.ledger();
    newer.pragma_update(None, "user_version", 99).unwrap();
    drop(newer);
    let dir = DataDir::open(fixture.path()).unwrap();
    let opened = Store::open(&dir, Arc::new(domain::SystemClock), Arc::new(domain::SystemRandom));
    assert!(matches!(opened.err(), Some(StoreError::NewerDatabase { found: 99, known: 2, .. })));
}
