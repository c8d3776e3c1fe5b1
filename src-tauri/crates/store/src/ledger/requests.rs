//! The table of requests: how a record becomes a row and a row a record.

use super::{attempts::AttemptsWriter, commons::Commons};
use crate::{StoreError, sql};
use domain::{KeyId, NanoUsd, ProviderId, RequestId, RequestRecord, TokenCount, UnixMillis, Usage, UserId};
use rusqlite::{CachedStatement, Connection, OptionalExtension, Row, Transaction, params};
use serde::{Serialize, de::DeserializeOwned};

/// A record's columns, and where they are: what requests have in common is joined to them.
macro_rules! record {
    () => {
        "SELECT requests.seq, id, state, dialect, operation, stream, user_id, user_name, key_id, key_name,
            clients.text AS client, peers.text AS peer, session_id, agent_id, projects.text AS project, asked.text AS asked_model,
            sent.text AS sent_model, provider_id, provider_name, converted, status, error_code, error,
            input_tokens, output_tokens, cache_read_tokens, cache_write_5m_tokens, cache_write_1h_tokens,
            reasoning_tokens, web_searches, usage_estimated, cost_nano_usd, request_bytes, response_bytes,
            first_byte_ms, duration_ms, chains.chain, changes
        FROM requests_to_show AS shown
        JOIN requests ON requests.seq = shown.seq
        LEFT JOIN callers ON callers.caller = requests.caller
        LEFT JOIN servers ON servers.server = requests.server
        LEFT JOIN chains ON chains.chain_id = requests.chain
        LEFT JOIN texts AS clients ON clients.text_id = requests.client
        LEFT JOIN texts AS peers ON peers.text_id = requests.peer
        LEFT JOIN texts AS projects ON projects.text_id = requests.project
        LEFT JOIN texts AS asked ON asked.text_id = requests.asked_model
        LEFT JOIN texts AS sent ON sent.text_id = requests.sent_model"
    };
}
pub(crate) use record;

// This is the one statement that every request pays for: the parameters go by number, since SQLite looks
// names up one by one. An opening never replaces what is known of an end.
const UPSERT: &str = "
    INSERT INTO requests (seq, id, state, dialect, operation, stream, caller, client, peer, session_id,
        asked_model, sent_model, server, converted, status, error_code, error, input_tokens, output_tokens,
        cache_read_tokens, cache_write_5m_tokens, cache_write_1h_tokens, reasoning_tokens, web_searches,
        usage_estimated, cost_nano_usd, request_bytes, response_bytes, first_byte_ms, duration_ms, chain,
        changes, attempt_id, attempt_started_at, attempt_outcome, attempt_status, attempt_connect_ms,
        attempt_head_ms, attempt_duration_ms, attempt_reused_connection, attempt_error, project, agent_id)
    VALUES (?1, ?2, ?3, ?4, ?5, ?6, ?7, ?8, ?9, ?10, ?11, ?12, ?13, ?14, ?15, ?16, ?17, ?18, ?19, ?20, ?21,
        ?22, ?23, ?24, ?25, ?26, ?27, ?28, ?29, ?30, ?31, ?32, ?33, ?34, ?35, ?36, ?37,
        ?38, ?39, ?40, ?41, ?42, ?43)
    ON CONFLICT (seq) DO UPDATE SET
        state = excluded.state, dialect = excluded.dialect, operation = excluded.operation,
        stream = excluded.stream, caller = excluded.caller, client = excluded.client, peer = excluded.peer,
        session_id = excluded.session_id, asked_model = excluded.asked_model,
        sent_model = excluded.sent_model, server = excluded.server, converted = excluded.converted,
        status = excluded.status, error_code = excluded.error_code, error = excluded.error,
        input_tokens = excluded.input_tokens, output_tokens = excluded.output_tokens,
        cache_read_tokens = excluded.cache_read_tokens,
        cache_write_5m_tokens = excluded.cache_write_5m_tokens,
        cache_write_1h_tokens = excluded.cache_write_1h_tokens, reasoning_tokens = excluded.reasoning_tokens,
        web_searches = excluded.web_searches, usage_estimated = excluded.usage_estimated,
        cost_nano_usd = excluded.cost_nano_usd, request_bytes = excluded.request_bytes,
        response_bytes = excluded.response_bytes, first_byte_ms = excluded.first_byte_ms,
        duration_ms = excluded.duration_ms, chain = excluded.chain, changes = excluded.changes,
        attempt_id = excluded.attempt_id, attempt_started_at = excluded.attempt_started_at,
        attempt_outcome = excluded.attempt_outcome, attempt_status = excluded.attempt_status,
        attempt_connect_ms = excluded.attempt_connect_ms, attempt_head_ms = excluded.attempt_head_ms,
        attempt_duration_ms = excluded.attempt_duration_ms,
        attempt_reused_connection = excluded.attempt_reused_connection,
        attempt_error = excluded.attempt_error, project = excluded.project, agent_id = excluded.agent_id
    WHERE id = excluded.id AND (state = 'open' OR excluded.state <> 'open')";
const ID: &str = "SELECT id FROM requests WHERE seq = ?1";
// The index holds the open rows only, so this is quick however long the ledger is.
const INTERRUPT: &str = "UPDATE requests INDEXED BY requests_open SET state = 'interrupted'
    WHERE state = 'open' AND seq < ?1";
const SELECT: &str = concat!(
    "WITH requests_to_show AS (SELECT seq FROM requests WHERE seq >= ?1 AND seq < ?2 AND id = ?3) ",
    record!()
);
const SELECT_BY_SHORT_ID: &str = concat!(
    "WITH requests_to_show AS (SELECT max(seq) AS seq FROM requests INDEXED BY requests_by_short_id
    WHERE substr(id, 13) = ?1 AND state <> 'done' AND state <> 'open') ",
    record!()
);
// What ended well is looked for row by row, from the newest on: the one asked about is usually recent.
const SELECT_WELL_BY_SHORT_ID: &str = concat!(
    "WITH requests_to_show AS (SELECT seq FROM requests WHERE substr(id, 13) = ?1 ORDER BY seq DESC LIMIT 1) ",
    record!()
);

/// How many bits of a row's number tell apart the requests of a millisecond.
const PLACE_BITS: u32 = 15;
/// How far beyond its millisecond a crowded one may reach.
const OVERFLOW: i64 = 1 << 10;

/// The first row number of a moment. Requests that begin earlier have lower ones.
pub(crate) fn first_of(moment: UnixMillis) -> i64 {
    moment.0.clamp(0, i64::MAX >> PLACE_BITS) << PLACE_BITS
}

/// The moment of a row.
pub(crate) fn moment_of(seq: i64) -> UnixMillis {
    UnixMillis(seq >> PLACE_BITS)
}

/// Writes records in one transaction, with its statements made ready once.
pub(crate) struct RequestsWriter<'a> {
    transaction: &'a Transaction<'a>,
    commons: &'a mut Commons,
    upsert: CachedStatement<'a>,
    attempts: AttemptsWriter<'a>,
}

impl<'a> RequestsWriter<'a> {
    /// Makes the statements ready.
    pub(crate) fn new(
        transaction: &'a Transaction<'a>,
        commons: &'a mut Commons,
    ) -> Result<Self, StoreError> {
        let upsert = transaction.prepare_cached(UPSERT)?;
        let attempts = AttemptsWriter::new(transaction)?;
        Ok(Self { transaction, commons, upsert, attempts })
    }

    /// Writes a record, or what has become of it.
    pub(crate) fn write(&mut self, record: &RequestRecord) -> Result<(), StoreError> {
        let mut seq = first_place(record.id);
        while !self.write_at(seq, record)? {
            if self.id_at(seq)? == Some(*record.id.as_uuid().as_bytes()) {
                // An opening that comes after its end.
                return Ok(());
            }
            seq += 1;
        }
        self.attempts.write_earlier(self.commons, seq, &record.attempts)
    }

    fn write_at(&mut self, seq: i64, record: &RequestRecord) -> Result<bool, StoreError> {
        let (commons, connection) = (&mut *self.commons, self.transaction);
        let (usage, last) = (&record.usage, record.attempts.last());
        // The last attempt's, which is the record's own.
        let server = match (last, record.provider_id, &record.provider_name) {
            (Some(attempt), ..) => Some((attempt.provider_id, &attempt.provider_name)),
            (None, Some(id), Some(name)) => Some((id, name)),
            (None, None, _) | (None, _, None) => None,
        };
        let server = server.map(|(id, name)| commons.server(connection, id, name)).transpose()?;
        let written = self.upsert.execute(params![
            seq,
            record.id.as_uuid().as_bytes(),
            record.state.as_str(),
            record.dialect.as_str(),
            record.operation.as_str(),
            record.stream,
            commons.caller(connection, record)?,
            commons.optional_text(connection, record.client.as_ref())?,
            commons.text(connection, &record.peer)?,
            record.session_id.as_deref(),
            commons.optional_text(connection, record.asked_model.as_ref())?,
            commons.optional_text(connection, record.sent_model.as_ref())?,
            server,
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
            commons.chain(connection, &record.chain)?,
            list("changes", &record.changes)?,
            last.map(|attempt| *attempt.id.as_uuid().as_bytes()),
            last.map(|attempt| attempt.started_at.0),
            last.map(|attempt| attempt.outcome.as_str()),
            last.and_then(|attempt| attempt.status),
            last.and_then(|attempt| attempt.connect_ms).map(sql::int),
            last.and_then(|attempt| attempt.head_ms).map(sql::int),
            last.map(|attempt| sql::int(attempt.duration_ms)),
            last.map(|attempt| attempt.reused_connection),
            last.and_then(|attempt| attempt.error.as_deref()),
            commons.optional_text(connection, record.project.as_ref())?,
            record.agent_id.as_deref(),
        ])?;
        Ok(written > 0)
    }

    fn id_at(&self, seq: i64) -> Result<Option<[u8; 16]>, StoreError> {
        Ok(self.transaction.prepare_cached(ID)?.query_row([seq], |row| row.get(0)).optional()?)
    }
}

/// Marks rows that opened before then as interrupted and says how many there were.
pub(crate) fn interrupt_open(transaction: &Transaction<'_>, before: UnixMillis) -> Result<usize, StoreError> {
    let before = if before.0 == i64::MAX { i64::MAX } else { first_of(before) };
    Ok(transaction.prepare_cached(INTERRUPT)?.execute([before])?)
}

/// The record with this id.
pub(crate) fn by_id(connection: &Connection, id: RequestId) -> Result<Option<RequestRecord>, StoreError> {
    let first = first_of(id.made_at());
    let end = first + (1 << PLACE_BITS) + OVERFLOW;
    one(connection, SELECT, params![first, end, id.as_uuid().as_bytes()])
}

/// The newest record whose id ends with these bytes; one that did not end well before any other.
pub(crate) fn by_short_id(
    connection: &Connection,
    end: [u8; 4],
) -> Result<Option<RequestRecord>, StoreError> {
    match one(connection, SELECT_BY_SHORT_ID, params![end])? {
        Some(record) => Ok(Some(record)),
        None => one(connection, SELECT_WELL_BY_SHORT_ID, params![end]),
    }
}

/// A row and its attempts, with its number.
pub(crate) fn from_row(connection: &Connection, row: &Row<'_>) -> Result<(i64, RequestRecord), StoreError> {
    let seq = sql::get(row, "seq")?;
    let mut record = columns_from_row(seq, row)?;
    record.attempts = super::attempts::of_request(connection, seq)?;
    Ok((seq, record))
}

/// Where a record looks for its place first: ids of a millisecond are random, so it is usually free.
fn first_place(id: RequestId) -> i64 {
    let [.., high, low] = *id.as_uuid().as_bytes();
    first_of(id.made_at()) | (i64::from(u16::from_be_bytes([high, low])) & ((1 << PLACE_BITS) - 1))
}

fn one(
    connection: &Connection,
    query: &'static str,
    parameters: &[&dyn rusqlite::ToSql],
) -> Result<Option<RequestRecord>, StoreError> {
    let mut statement = connection.prepare_cached(query)?;
    let mut rows = statement.query_and_then(parameters, |row| Ok(from_row(connection, row)?.1))?;
    rows.next().transpose()
}

fn columns_from_row(seq: i64, row: &Row<'_>) -> Result<RequestRecord, StoreError> {
    let error_code: Option<String> = sql::get(row, "error_code")?;
    Ok(RequestRecord {
        id: RequestId::from_bytes(sql::get(row, "id")?),
        started_at: moment_of(seq),
        state: sql::name("state", sql::get(row, "state")?)?,
        dialect: sql::name("dialect", sql::get(row, "dialect")?)?,
        operation: sql::name("operation", sql::get(row, "operation")?)?,
        stream: sql::get(row, "stream")?,
        user_id: sql::get::<Option<_>>(row, "user_id")?.map(UserId::from_bytes),
        user_name: sql::optional_text(row, "user_name")?,
        key_id: sql::get::<Option<_>>(row, "key_id")?.map(KeyId::from_bytes),
        key_name: sql::optional_text(row, "key_name")?,
        client: sql::optional_text(row, "client")?,
        peer: sql::text(row, "peer")?,
        session_id: sql::optional_text(row, "session_id")?,
        agent_id: sql::optional_text(row, "agent_id")?,
        project: sql::optional_text(row, "project")?,
        asked_model: sql::optional_text(row, "asked_model")?,
        sent_model: sql::optional_text(row, "sent_model")?,
        provider_id: sql::get::<Option<_>>(row, "provider_id")?.map(ProviderId::from_bytes),
        provider_name: sql::optional_text(row, "provider_name")?,
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
