//! The table of attempts: rows that belong to a request's row and go with it.

use crate::{StoreError, sql};
use domain::{Attempt, AttemptId, ProviderId};
use rusqlite::{Connection, Row, Transaction, named_params, params};

const INSERT: &str = "
    INSERT INTO attempts (request_seq, position, id, provider_id, provider_name, started_at, outcome, status,
        connect_ms, head_ms, duration_ms, reused_connection, error)
    VALUES (?1, ?2, ?3, ?4, ?5, ?6, ?7, ?8, ?9, ?10, ?11, ?12, ?13)";
const DELETE: &str = "DELETE FROM attempts WHERE request_seq = ?1";
const SELECT: &str = "
    SELECT id, provider_id, provider_name, started_at, outcome, status, connect_ms, head_ms, duration_ms,
        reused_connection, error
    FROM attempts WHERE request_seq = :request_seq ORDER BY position";

/// Makes these the request's attempts.
pub(crate) fn replace(
    transaction: &Transaction<'_>,
    request_seq: i64,
    attempts: &[Attempt],
) -> Result<(), StoreError> {
    transaction.prepare_cached(DELETE)?.execute(params![request_seq])?;
    if attempts.is_empty() {
        return Ok(());
    }
    let mut statement = transaction.prepare_cached(INSERT)?;
    for (position, attempt) in (0i64..).zip(attempts) {
        statement.execute(params![
            request_seq,
            position,
            attempt.id.as_uuid().as_bytes(),
            attempt.provider_id.as_uuid().as_bytes(),
            attempt.provider_name,
            attempt.started_at.0,
            attempt.outcome.as_str(),
            attempt.status,
            attempt.connect_ms.map(sql::int),
            attempt.head_ms.map(sql::int),
            sql::int(attempt.duration_ms),
            attempt.reused_connection,
            attempt.error,
        ])?;
    }
    Ok(())
}

/// The request's attempts, in their order.
pub(crate) fn of_request(connection: &Connection, request_seq: i64) -> Result<Vec<Attempt>, StoreError> {
    let mut statement = connection.prepare_cached(SELECT)?;
    statement.query_and_then(named_params! { ":request_seq": request_seq }, from_row)?.collect()
}

fn from_row(row: &Row<'_>) -> Result<Attempt, StoreError> {
    Ok(Attempt {
        id: AttemptId::from_bytes(sql::get(row, "id")?),
        provider_id: ProviderId::from_bytes(sql::get(row, "provider_id")?),
        provider_name: sql::get(row, "provider_name")?,
        started_at: sql::time(row, "started_at")?,
        outcome: sql::name("outcome", sql::get(row, "outcome")?)?,
        status: sql::optional_uint(row, "status")?,
        connect_ms: sql::optional_uint(row, "connect_ms")?,
        head_ms: sql::optional_uint(row, "head_ms")?,
        duration_ms: sql::uint(row, "duration_ms")?,
        reused_connection: sql::get(row, "reused_connection")?,
        error: sql::get(row, "error")?,
    })
}
