//! The table of requests: how a record becomes a row and a row a record.

use super::attempts;
use crate::{StoreError, sql};
use domain::{KeyId, NanoUsd, ProviderId, RequestId, RequestRecord, TokenCount, UnixMillis, Usage, UserId};
use rusqlite::{Connection, OptionalExtension, Row, Transaction, params};
use serde::{Serialize, de::DeserializeOwned};

/// The columns of a record, for the lists.
macro_rules! columns {
    () => {
        "seq, id, started_at, state, dialect, operation, stream, user_id, user_name, key_id, key_name, client,
        peer, session_id, asked_model, sent_model, provider_id, provider_name, converted, status, error_code,
        error, input_tokens, output_tokens, cache_read_tokens, cache_write_5m_tokens, cache_write_1h_tokens,
        reasoning_tokens, web_searches, usage_estimated, cost_nano_usd, request_bytes, response_bytes,
        first_byte_ms, duration_ms, chain, changes"
    };
}
pub(crate) use columns;

// This is the one statement that every request pays for: the parameters go by number, since SQLite looks
// names up one by one. An opening never replaces what is known of an end.
const UPSERT: &str = "
    INSERT INTO requests (id, started_at, state, dialect, operation, stream, user_id, user_name, key_id,
        key_name, client, peer, session_id, asked_model, sent_model, provider_id, provider_name, converted,
        status, error_code, error, input_tokens, output_tokens, cache_read_tokens, cache_write_5m_tokens,
        cache_write_1h_tokens, reasoning_tokens, web_searches, usage_estimated, cost_nano_usd, request_bytes,
        response_bytes, first_byte_ms, duration_ms, chain, changes)
    VALUES (?1, ?2, ?3, ?4, ?5, ?6, ?7, ?8, ?9, ?10, ?11, ?12, ?13, ?14, ?15, ?16, ?17, ?18, ?19, ?20, ?21,
        ?22, ?23, ?24, ?25, ?26, ?27, ?28, ?29, ?30, ?31, ?32, ?33, ?34, ?35, ?36)
    ON CONFLICT (id) DO UPDATE SET
        started_at = excluded.started_at, state = excluded.state, dialect = excluded.dialect,
        operation = excluded.operation, stream = excluded.stream, user_id = excluded.user_id,
        user_name = excluded.user_name, key_id = excluded.key_id, key_name = excluded.key_name,
        client = excluded.client, peer = excluded.peer, session_id = excluded.session_id,
        asked_model = excluded.asked_model, sent_model = excluded.sent_model,
        provider_id = excluded.provider_id, provider_name = excluded.provider_name,
        converted = excluded.converted, status = excluded.status, error_code = excluded.error_code,
        error = excluded.error, input_tokens = excluded.input_tokens, output_tokens = excluded.output_tokens,
        cache_read_tokens = excluded.cache_read_tokens,
        cache_write_5m_tokens = excluded.cache_write_5m_tokens,
        cache_write_1h_tokens = excluded.cache_write_1h_tokens, reasoning_tokens = excluded.reasoning_tokens,
        web_searches = excluded.web_searches, usage_estimated = excluded.usage_estimated,
        cost_nano_usd = excluded.cost_nano_usd, request_bytes = excluded.request_bytes,
        response_bytes = excluded.response_bytes, first_byte_ms = excluded.first_byte_ms,
        duration_ms = excluded.duration_ms, chain = excluded.chain, changes = excluded.changes
    WHERE state = 'open' OR excluded.state <> 'open'
    RETURNING seq";
// The index holds the open rows only, so this is quick however long the ledger is.
const INTERRUPT: &str = "UPDATE requests INDEXED BY requests_open SET state = 'interrupted'
    WHERE state = 'open' AND started_at < ?1";
const SELECT: &str = concat!("SELECT ", columns!(), " FROM requests WHERE id = ?1");
// Reads through the index of ids alone, whose ends are too random for an index of their own.
const SELECT_BY_SHORT_ID: &str = concat!(
    "SELECT ",
    columns!(),
    " FROM requests WHERE seq = (SELECT max(+seq) FROM requests WHERE substr(id, 13) = ?1)"
);

/// Writes a record, or what has become of it.
pub(crate) fn upsert(transaction: &Transaction<'_>, record: &RequestRecord) -> Result<(), StoreError> {
    let usage = &record.usage;
    let mut statement = transaction.prepare_cached(UPSERT)?;
    let written = statement.query_row(
        params![
            record.id.as_uuid().as_bytes(),
            record.started_at.0,
            record.state.as_str(),
            record.dialect.as_str(),
            record.operation.as_str(),
            record.stream,
            record.user_id.map(|id| *id.as_uuid().as_bytes()),
            record.user_name,
            record.key_id.map(|id| *id.as_uuid().as_bytes()),
            record.key_name,
            record.client,
            record.peer,
            record.session_id,
            record.asked_model,
            record.sent_model,
            record.provider_id.map(|id| *id.as_uuid().as_bytes()),
            record.provider_name,
            record.converted,
            record.status,
            record.error_code.map(domain::ErrorCode::as_str),
            record.error,
            tokens(usage.input_tokens),
            tokens(usage.output_tokens),
            tokens(usage.cache_read_tokens),
            tokens(usage.cache_write_5m_tokens),
            tokens(usage.cache_write_1h_tokens),
            tokens(usage.reasoning_tokens),
            usage.web_searches,
            usage.estimated,
            record.cost_nano_usd.map(|cost| cost.0),
            sql::int(record.request_bytes),
            sql::int(record.response_bytes),
            record.first_byte_ms.map(sql::int),
            record.duration_ms.map(sql::int),
            list("chain", &record.chain)?,
            list("changes", &record.changes)?,
        ],
        |row| row.get::<_, i64>("seq"),
    );
    match written.optional()? {
        Some(seq) => attempts::replace(transaction, seq, &record.attempts),
        None => Ok(()),
    }
}

/// Marks rows that opened before then as interrupted and says how many there were.
pub(crate) fn interrupt_open(transaction: &Transaction<'_>, before: UnixMillis) -> Result<usize, StoreError> {
    Ok(transaction.prepare_cached(INTERRUPT)?.execute([before.0])?)
}

/// The record with this id.
pub(crate) fn by_id(connection: &Connection, id: RequestId) -> Result<Option<RequestRecord>, StoreError> {
    one(connection, SELECT, id.as_uuid().as_bytes())
}

/// The newest record whose id ends with these bytes.
pub(crate) fn by_short_id(
    connection: &Connection,
    end: [u8; 4],
) -> Result<Option<RequestRecord>, StoreError> {
    one(connection, SELECT_BY_SHORT_ID, &end)
}

/// A row and its attempts, with its place in the ledger.
pub(crate) fn from_row(connection: &Connection, row: &Row<'_>) -> Result<(i64, RequestRecord), StoreError> {
    let seq = sql::get(row, "seq")?;
    let mut record = columns_from_row(row)?;
    record.attempts = attempts::of_request(connection, seq)?;
    Ok((seq, record))
}

fn one(
    connection: &Connection,
    query: &'static str,
    key: &[u8],
) -> Result<Option<RequestRecord>, StoreError> {
    let mut statement = connection.prepare_cached(query)?;
    let mut rows = statement.query_and_then([key], |row| Ok(from_row(connection, row)?.1))?;
    rows.next().transpose()
}

fn columns_from_row(row: &Row<'_>) -> Result<RequestRecord, StoreError> {
    let error_code: Option<String> = sql::get(row, "error_code")?;
    Ok(RequestRecord {
        id: RequestId::from_bytes(sql::get(row, "id")?),
        started_at: UnixMillis(sql::get(row, "started_at")?),
        state: sql::name("state", sql::get(row, "state")?)?,
        dialect: sql::name("dialect", sql::get(row, "dialect")?)?,
        operation: sql::name("operation", sql::get(row, "operation")?)?,
        stream: sql::get(row, "stream")?,
        user_id: sql::get::<Option<_>>(row, "user_id")?.map(UserId::from_bytes),
        user_name: sql::get(row, "user_name")?,
        key_id: sql::get::<Option<_>>(row, "key_id")?.map(KeyId::from_bytes),
        key_name: sql::get(row, "key_name")?,
        client: sql::get(row, "client")?,
        peer: sql::get(row, "peer")?,
        session_id: sql::get(row, "session_id")?,
        asked_model: sql::get(row, "asked_model")?,
        sent_model: sql::get(row, "sent_model")?,
        provider_id: sql::get::<Option<_>>(row, "provider_id")?.map(ProviderId::from_bytes),
        provider_name: sql::get(row, "provider_name")?,
        converted: sql::get(row, "converted")?,
        status: sql::optional_uint(row, "status")?,
        error_code: error_code.map(|code| sql::name("error_code", code)).transpose()?,
        error: sql::get(row, "error")?,
        usage: usage_from_row(row)?,
        cost_nano_usd: sql::get::<Option<i64>>(row, "cost_nano_usd")?.map(NanoUsd),
        request_bytes: sql::uint(row, "request_bytes")?,
        response_bytes: sql::uint(row, "response_bytes")?,
        first_byte_ms: sql::optional_uint(row, "first_byte_ms")?,
        duration_ms: sql::optional_uint(row, "duration_ms")?,
        chain: list_back(row, "chain")?,
        changes: list_back(row, "changes")?,
        attempts: Vec::new(),
    })
}

/// The token columns, of a row or of sums under the same names.
pub(crate) fn usage_from_row(row: &Row<'_>) -> Result<Usage, StoreError> {
    let tokens = |column| Ok::<_, StoreError>(sql::optional_uint(row, column)?.map(TokenCount));
    Ok(Usage {
        input_tokens: tokens("input_tokens")?,
        output_tokens: tokens("output_tokens")?,
        cache_read_tokens: tokens("cache_read_tokens")?,
        cache_write_5m_tokens: tokens("cache_write_5m_tokens")?,
        cache_write_1h_tokens: tokens("cache_write_1h_tokens")?,
        reasoning_tokens: tokens("reasoning_tokens")?,
        web_searches: sql::optional_uint(row, "web_searches")?,
        estimated: sql::get(row, "usage_estimated")?,
    })
}

fn tokens(count: Option<TokenCount>) -> Option<i64> {
    count.map(|count| sql::int(count.0))
}

/// Most requests have short lists, and openings none.
fn list<T: Serialize>(column: &'static str, items: &[T]) -> Result<Option<String>, StoreError> {
    if items.is_empty() { Ok(None) } else { sql::to_json(column, items).map(Some) }
}

fn list_back<T: DeserializeOwned>(row: &Row<'_>, column: &'static str) -> Result<Vec<T>, StoreError> {
    match sql::get::<Option<String>>(row, column)? {
        Some(text) => sql::from_json(column, &text),
        None => Ok(Vec::new()),
    }
}

#[cfg(test)]
mod tests;
