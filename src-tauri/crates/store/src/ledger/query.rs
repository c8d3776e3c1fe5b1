//! Reading the ledger: lists, one request, sums.

use super::requests::{self, record};
use crate::{Noun, Store, StoreError, sql};
use domain::{KeyId, ProviderId, RequestId, RequestRecord, RequestState, UnixMillis, Usage, UserId};
use rusqlite::{Connection, named_params};

/// Which requests a list holds. Each field that is set narrows it down.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct RequestFilter {
    /// Begun at or after.
    pub since: Option<UnixMillis>,
    /// Begun before.
    pub until: Option<UnixMillis>,
    /// How far they came.
    pub state: Option<RequestState>,
    /// The provider of their last attempt.
    pub provider_id: Option<ProviderId>,
    /// Whose they are.
    pub user_id: Option<UserId>,
    /// The key they came with.
    pub key_id: Option<KeyId>,
    /// A part of the asked or the sent model's name, in any case.
    pub model: Option<String>,
    /// Their conversation.
    pub session_id: Option<String>,
    /// The project whose tag they carried.
    pub project: Option<String>,
    /// How many a page holds, from 1 to 500.
    pub limit: u32,
    /// Where the page before ended.
    pub cursor: Option<String>,
}

impl Default for RequestFilter {
    /// Everything, 50 to a page.
    fn default() -> Self {
        Self {
            since: None,
            until: None,
            state: None,
            provider_id: None,
            user_id: None,
            key_id: None,
            model: None,
            session_id: None,
            project: None,
            limit: 50,
            cursor: None,
        }
    }
}

/// A part of a list, the newest first.
#[derive(Debug, Clone, PartialEq, Eq, Default)]
pub struct RequestPage {
    /// The requests.
    pub items: Vec<RequestRecord>,
    /// What continues the list, if it goes on.
    pub next_cursor: Option<String>,
}

/// How many requests ended how, and what they used.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default)]
pub struct Totals {
    /// All, running ones included.
    pub requests: u64,
    /// Answered in full.
    pub done: u64,
    /// Not answered, or not to the end.
    pub failed: u64,
    /// Refused by us.
    pub refused: u64,
    /// Left by their client.
    pub cancelled: u64,
    /// Cut by our end.
    pub interrupted: u64,
    /// What they used together; `estimated` when any of it is.
    pub usage: Usage,
}

/// A list's query: the index that narrows it down, the condition that leads through it, and all the others.
macro_rules! page {
    ($index:literal, $lead:literal) => {
        concat!(
            "WITH requests_to_show AS (SELECT seq FROM requests ",
            $index,
            " WHERE ",
            $lead,
            " AND seq >= :since AND seq < :before
            AND (:state IS NULL OR state = :state)
            AND (:provider_id IS NULL OR server IN (SELECT server FROM servers WHERE provider_id = :provider_id))
            AND (:user_id IS NULL OR caller IN (SELECT caller FROM callers WHERE user_id = :user_id))
            AND (:key_id IS NULL OR caller IN (SELECT caller FROM callers WHERE key_id = :key_id))
            AND (:session_id IS NULL OR session_id = :session_id)
            AND (:project IS NULL OR project IN (SELECT text_id FROM texts WHERE text = :project))
            AND (:model IS NULL
                OR asked_model IN (SELECT text_id FROM texts WHERE instr(lower(text), lower(:model)) > 0)
                OR sent_model IN (SELECT text_id FROM texts WHERE instr(lower(text), lower(:model)) > 0))
            AND :lead IS :lead
            ORDER BY seq DESC LIMIT :limit) ",
            record!(),
            " ORDER BY requests.seq DESC"
        )
    };
}

const BY_SESSION: &str = page!("INDEXED BY requests_by_session", "session_id = :session_id");
const BY_CALLER: &str = page!("INDEXED BY requests_by_caller", "caller = :lead");
const OPEN: &str = page!("INDEXED BY requests_open", "state = 'open'");
const UNWELL: &str =
    page!("INDEXED BY requests_unwell", "state = :state AND state <> 'done' AND state <> 'open'");
const BY_TIME: &str = page!("NOT INDEXED", "1");

const CALLERS_OF_KEY: &str = "SELECT caller FROM callers WHERE key_id = ?1";
const CALLERS_OF_USER: &str = "SELECT caller FROM callers WHERE user_id = ?1";

const TOTALS: &str = "
    SELECT count(*) AS requests,
        count(*) FILTER (WHERE state = 'done') AS done,
        count(*) FILTER (WHERE state = 'failed') AS failed,
        count(*) FILTER (WHERE state = 'refused') AS refused,
        count(*) FILTER (WHERE state = 'cancelled') AS cancelled,
        count(*) FILTER (WHERE state = 'interrupted') AS interrupted,
        sum(input_tokens) AS input_tokens,
        sum(output_tokens) AS output_tokens,
        sum(cache_read_tokens) AS cache_read_tokens,
        sum(cache_write_5m_tokens) AS cache_write_5m_tokens,
        sum(cache_write_1h_tokens) AS cache_write_1h_tokens,
        sum(reasoning_tokens) AS reasoning_tokens,
        sum(web_searches) AS web_searches,
        coalesce(max(usage_estimated), 0) AS usage_estimated
    FROM requests WHERE seq >= :since";

impl Store {
    /// A page of requests, the newest first.
    ///
    /// # Errors
    /// [`StoreError::BadCursor`], [`StoreError::TooSlow`] and what the database says.
    pub async fn requests(&self, filter: RequestFilter) -> Result<RequestPage, StoreError> {
        self.read_ledger(move |connection| page(connection, &filter)).await
    }

    /// One request.
    ///
    /// # Errors
    /// [`StoreError::NotFound`] and what the database says.
    pub async fn request(&self, id: RequestId) -> Result<RequestRecord, StoreError> {
        let found = self.read_ledger(move |connection| requests::by_id(connection, id)).await?;
        found.ok_or(StoreError::NotFound(Noun::Request))
    }

    /// The newest request whose id ends with these 8 hex digits, as error messages show them.
    ///
    /// # Errors
    /// [`StoreError::NotFound`] and what the database says.
    pub async fn request_by_short_id(&self, short: &str) -> Result<RequestRecord, StoreError> {
        let digits = short.len() == 8 && short.bytes().all(|byte| byte.is_ascii_hexdigit());
        let end = u32::from_str_radix(short, 16).ok().filter(|_| digits);
        let end = end.ok_or(StoreError::NotFound(Noun::Request))?.to_be_bytes();
        let found = self.read_ledger(move |connection| requests::by_short_id(connection, end)).await?;
        found.ok_or(StoreError::NotFound(Noun::Request))
    }

    /// What happened since then.
    ///
    /// # Errors
    /// [`StoreError::TooSlow`] and what the database says.
    pub async fn totals(&self, since: UnixMillis) -> Result<Totals, StoreError> {
        self.read_ledger(move |connection| totals(connection, since)).await
    }
}

fn page(connection: &Connection, filter: &RequestFilter) -> Result<RequestPage, StoreError> {
    let size = usize::try_from(filter.limit.clamp(1, 500)).unwrap_or(usize::MAX);
    let (query, leads) = leading(connection, filter)?;
    let mut rows = Vec::new();
    for lead in leads {
        rows.append(&mut part(connection, filter, query, lead)?);
    }
    rows.sort_by_key(|(seq, _)| std::cmp::Reverse(*seq));
    let goes_on = rows.len() > size;
    rows.truncate(size);
    let next_cursor = rows.last().filter(|_| goes_on).map(|(seq, _)| seq.to_string());
    Ok(RequestPage { items: rows.into_iter().map(|(_, record)| record).collect(), next_cursor })
}

/// What one lead gives of a page, and one more, which says whether the list goes on.
fn part(
    connection: &Connection,
    filter: &RequestFilter,
    query: &'static str,
    lead: Option<i64>,
) -> Result<Vec<(i64, RequestRecord)>, StoreError> {
    let mut statement = connection.prepare_cached(query)?;
    let rows = statement.query_and_then(
        named_params! {
            ":since": filter.since.map_or(i64::MIN, requests::first_of),
            ":before": end(filter)?,
            ":state": filter.state.map(RequestState::as_str),
            ":provider_id": filter.provider_id.map(|id| *id.as_uuid().as_bytes()),
            ":user_id": filter.user_id.map(|id| *id.as_uuid().as_bytes()),
            ":key_id": filter.key_id.map(|id| *id.as_uuid().as_bytes()),
            ":session_id": filter.session_id,
            ":project": filter.project,
            ":model": filter.model,
            ":lead": lead,
            ":limit": i64::from(filter.limit.clamp(1, 500)) + 1,
        },
        |row| requests::from_row(connection, row),
    )?;
    rows.collect()
}

/// The query whose index narrows down most, and what it is led by: a person or key that was renamed has several
/// numbers.
fn leading(
    connection: &Connection,
    filter: &RequestFilter,
) -> Result<(&'static str, Vec<Option<i64>>), StoreError> {
    let alone = vec![None];
    if filter.session_id.is_some() {
        return Ok((BY_SESSION, alone));
    }
    if filter.state == Some(RequestState::Open) {
        return Ok((OPEN, alone));
    }
    if let Some(id) = filter.key_id {
        return Ok((BY_CALLER, numbers(connection, CALLERS_OF_KEY, id.as_uuid().as_bytes())?));
    }
    if let Some(id) = filter.user_id {
        return Ok((BY_CALLER, numbers(connection, CALLERS_OF_USER, id.as_uuid().as_bytes())?));
    }
    match filter.state {
        Some(
            RequestState::Failed
            | RequestState::Refused
            | RequestState::Cancelled
            | RequestState::Interrupted,
        ) => Ok((UNWELL, alone)),
        Some(RequestState::Done | RequestState::Open) | None => Ok((BY_TIME, alone)),
    }
}

fn numbers(connection: &Connection, query: &str, id: &[u8; 16]) -> Result<Vec<Option<i64>>, StoreError> {
    let mut statement = connection.prepare_cached(query)?;
    let numbers = statement.query_map([id], |row| row.get(0))?;
    Ok(numbers.collect::<Result<_, _>>()?)
}

/// Before which row the page begins.
fn end(filter: &RequestFilter) -> Result<i64, StoreError> {
    let until = filter.until.map_or(i64::MAX, requests::first_of);
    let Some(cursor) = &filter.cursor else { return Ok(until) };
    let before: i64 = cursor.parse().map_err(|_| StoreError::BadCursor)?;
    Ok(until.min(before))
}

fn totals(connection: &Connection, since: UnixMillis) -> Result<Totals, StoreError> {
    let mut statement = connection.prepare_cached(TOTALS)?;
    let mut rows =
        statement.query_and_then(named_params! { ":since": requests::first_of(since) }, |row| {
            Ok(Totals {
                requests: sql::uint(row, "requests")?,
                done: sql::uint(row, "done")?,
                failed: sql::uint(row, "failed")?,
                refused: sql::uint(row, "refused")?,
                cancelled: sql::uint(row, "cancelled")?,
                interrupted: sql::uint(row, "interrupted")?,
                usage: requests::usage_from_row(row)?,
            })
        })?;
    rows.next().unwrap_or_else(|| Ok(Totals::default()))
}

#[cfg(test)]
mod tests;
