//! Rows of requests in a real file.

use super::*;
use crate::{database, migrations, testing};
use domain::RequestState;

fn database() -> (tempfile::TempDir, Connection) {
    let dir = tempfile::tempdir().unwrap();
    let connection = database::open_writer(&dir.path().join("ledger.db"), migrations::LEDGER).unwrap();
    (dir, connection)
}

fn write(connection: &mut Connection, record: &RequestRecord) {
    let transaction = connection.transaction().unwrap();
    RequestsWriter::new(&transaction, &mut Commons::default()).unwrap().write(record).unwrap();
    transaction.commit().unwrap();
}

fn count(connection: &Connection, query: &str) -> i64 {
    connection.query_row(query, [], |row| row.get(0)).unwrap()
}

#[test]
fn a_record_comes_back_as_it_went_in() {
    let (_dir, mut connection) = database();
    let failed = RequestRecord {
        state: RequestState::Failed,
        error_code: Some(domain::ErrorCode::UpstreamFailed),
        error: Some("it broke".into()),
        ..testing::record(2)
    };
    for record in [testing::record(1), failed, testing::opening(3)] {
        write(&mut connection, &record);
        assert_eq!(by_id(&connection, record.id).unwrap(), Some(record));
    }
    assert_eq!(by_id(&connection, testing::record(4).id).unwrap(), None);
}

#[test]
fn a_record_of_every_state_and_code_comes_back() {
    let (_dir, mut connection) = database();
    for state in RequestState::ALL {
        for code in domain::ErrorCode::ALL {
            let record = RequestRecord { state, error_code: Some(*code), ..testing::record(1) };
            connection.execute("DELETE FROM requests", []).unwrap();
            write(&mut connection, &record);
            assert_eq!(by_id(&connection, record.id).unwrap(), Some(record));
        }
    }
}

#[test]
fn the_end_replaces_the_opening_and_repeating_it_changes_nothing() {
    let (_dir, mut connection) = database();
    let record = testing::record(1);
    write(&mut connection, &testing::opening(1));
    for _ in 0..2 {
        write(&mut connection, &record);
        assert_eq!(by_id(&connection, record.id).unwrap().as_ref(), Some(&record));
        assert_eq!(count(&connection, "SELECT count(*) FROM requests"), 1);
        assert_eq!(count(&connection, "SELECT count(*) FROM attempts"), 2);
    }
}

#[test]
fn an_opening_that_comes_late_undoes_nothing() {
    let (_dir, mut connection) = database();
    let record = testing::record(1);
    write(&mut connection, &record);
    write(&mut connection, &testing::opening(1));
    assert_eq!(by_id(&connection, record.id).unwrap(), Some(record));
}

#[test]
fn counts_too_large_for_the_database_are_cut_not_lost() {
    let (_dir, mut connection) = database();
    let record = RequestRecord { response_bytes: u64::MAX, ..testing::record(1) };
    write(&mut connection, &record);
    let read = by_id(&connection, record.id).unwrap().unwrap();
    assert_eq!(read.response_bytes, i64::MAX as u64);
}

/// How SQLite goes about a query with one parameter.
fn plan(connection: &Connection, query: &str, parameter: impl rusqlite::ToSql) -> String {
    let mut statement = connection.prepare(&format!("EXPLAIN QUERY PLAN {query}")).unwrap();
    let steps = statement.query_map([parameter], |row| row.get::<_, String>("detail")).unwrap();
    steps.map(Result::unwrap).collect::<Vec<_>>().join("; ")
}

#[test]
fn open_rows_are_found_without_looking_at_the_others() {
    let (_dir, connection) = database();
    let plan = plan(&connection, INTERRUPT, i64::MAX);
    assert!(plan.contains("USING INDEX requests_open"), "{plan}");
}

#[test]
fn requests_of_a_millisecond_find_room_beside_each_other() {
    let (_dir, mut connection) = database();
    // The same last 15 bits, so that all want the same place.
    let records: Vec<_> = (0..5).map(|number| testing::record_at(1, number << 15)).collect();
    for record in records.iter().chain(&records) {
        write(&mut connection, record);
    }
    for record in &records {
        assert_eq!(by_id(&connection, record.id).unwrap().as_ref(), Some(record));
    }
    assert_eq!(count(&connection, "SELECT count(*) FROM requests"), 5);
}

#[test]
fn a_short_id_is_found_by_its_index() {
    let (_dir, mut connection) = database();
    let plan = plan(&connection, SELECT_BY_SHORT_ID, [0u8; 4]);
    assert!(plan.contains("USING INDEX requests_by_short_id"), "{plan}");
    let failed = RequestRecord { state: RequestState::Failed, ..testing::record(2) };
    write(&mut connection, &failed);
    assert_eq!(by_short_id(&connection, [0, 0, 0, 2]).unwrap(), Some(failed));
    assert_eq!(by_short_id(&connection, [0, 0, 0, 3]).unwrap(), None);
}
