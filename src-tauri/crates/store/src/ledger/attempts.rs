//! Attempts: the last one of a request stands in its row, those before it in rows of their own.

use super::commons::Commons;
use crate::{StoreError, sql};
use domain::{Attempt, AttemptId, ProviderId};
use rusqlite::{CachedStatement, Connection, Row, Transaction, named_params, params};

// Writing them again changes nothing: a request's attempts are written once it has ended, and are final then.
const INSERT: &str = "
    INSERT OR REPLACE INTO earlier_attempts (request_seq, position, id, server, started_at, outcome, status,
        connect_ms, head_ms, duration_ms, reused_connection, error)
    VALUES (?1, ?2, ?3, ?4, ?5, ?6, ?7, ?8, ?9, ?10, ?11, ?12)";
const SELECT: &str = "
    SELECT id, provider_id, provider_name, started_at, outcome, status, connect_ms, head_ms, duration_ms,
        reused_connection, error
    FROM attempts JOIN servers USING (server) WHERE request_seq = :request_seq ORDER BY position";

/// Writes the attempts before the last ones in one transaction.
pub(crate) struct AttemptsWriter<'a> {
    transaction: &'a Transaction<'a>,
    insert: CachedStatement<'a>,
}

impl<'a> AttemptsWriter<'a> {
    /// Makes the statement ready.
    pub(crate) fn new(transaction: &'a Transaction<'a>) -> Result<Self, StoreError> {
        Ok(Self { transaction, insert: transaction.prepare_cached(INSERT)? })
    }

    /// Writes a request's attempts but the last one.
    pub(crate) fn write_earlier(
        &mut self,
        commons: &mut Commons,
        request_seq: i64,
        attempts: &[Attempt],
    ) -> Result<(), StoreError> {
        let Some((_, earlier)) = attempts.split_last() else { return Ok(()) };
        for (position, attempt) in (0i64..).zip(earlier) {
            self.insert.execute(params![
                request_seq,
                position,
                attempt.id.as_uuid().as_bytes(),
                commons.server(self.transaction, attempt.provider_id, &attempt.provider_name)?,
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
        provider_name: sql::text(row, "provider_name")?,
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
