//! Reading the ledger: lists, one request, sums.

use super::requests::{self, columns};
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
            "SELECT ",
            columns!(),
            " FROM requests INDEXED BY ",
            $index,
            " WHERE ",
            $lead,
            " AND started_at >= :since AND (started_at, seq) < (:before, :before_seq)
            AND (:state IS NULL OR state = :state)
            AND (:provider_id IS NULL OR provider_id = :provider_id)
            AND (:user_id IS NULL OR user_id = :user_id)
            AND (:key_id IS NULL OR key_id = :key_id)
            AND (:session_id IS NULL OR session_id = :session_id)
            AND (:model IS NULL OR instr(lower(coalesce(asked_model, '')), lower(:model)) > 0
                OR instr(lower(coalesce(sent_model, '')), lower(:model)) > 0)
            ORDER BY started_at DESC, seq DESC LIMIT :limit"
        )
    };
}

const BY_SESSION: &str = page!("requests_by_session", "session_id = :session_id");
const BY_KEY: &str = page!("requests_by_key", "key_id = :key_id");
const BY_USER: &str = page!("requests_by_user", "user_id = :user_id");
const BY_PROVIDER: &str = page!("requests_by_provider", "provider_id = :provider_id");
const OPEN: &str = page!("requests_open", "state = 'open'");
const UNWELL: &str =
    page!("requests_unwell", "state = :state AND state IN ('failed', 'refused', 'cancelled', 'interrupted')");
const BY_TIME: &str = page!("requests_by_time", "1");

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
    FROM requests WHERE started_at >= :since";

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
    let limit = filter.limit.clamp(1, 500);
    let (before, before_seq) = end(filter)?;
    let mut statement = connection.prepare_cached(leading(filter))?;
    let rows = statement.query_and_then(
        named_params! {
            ":since": filter.since.map_or(i64::MIN, |time| time.0),
            ":before": before,
            ":before_seq": before_seq,
            ":state": filter.state.map(RequestState::as_str),
            ":provider_id": filter.provider_id.map(|id| *id.as_uuid().as_bytes()),
            ":user_id": filter.user_id.map(|id| *id.as_uuid().as_bytes()),
            ":key_id": filter.key_id.map(|id| *id.as_uuid().as_bytes()),
            ":session_id": filter.session_id,
            ":model": filter.model,
            // One more than asked for says whether the list goes on.
            ":limit": i64::from(limit) + 1,
        },
        |row| requests::from_row(connection, row),
    )?;
    let mut rows = rows.collect::<Result<Vec<_>, _>>()?;
    let size = usize::try_from(limit).unwrap_or(usize::MAX);
    let goes_on = rows.len() > size;
    rows.truncate(size);
    let last = rows.last().filter(|_| goes_on);
    let next_cursor = last.map(|(seq, record)| format!("{}-{seq}", record.started_at.0));
    Ok(RequestPage { items: rows.into_iter().map(|(_, record)| record).collect(), next_cursor })
}

/// The query whose index narrows down most.
fn leading(filter: &RequestFilter) -> &'static str {
    if filter.session_id.is_some() {
        return BY_SESSION;
    }
    if filter.state == Some(RequestState::Open) {
        return OPEN;
    }
    if filter.key_id.is_some() {
        return BY_KEY;
    }
    if filter.user_id.is_some() {
        return BY_USER;
    }
    if filter.provider_id.is_some() {
        return BY_PROVIDER;
    }
    match filter.state {
        Some(
            RequestState::Failed
            | RequestState::Refused
            | RequestState::Cancelled
            | RequestState::Interrupted,
        ) => UNWELL,
        Some(RequestState::Done | RequestState::Open) | None => BY_TIME,
    }
}

/// Before which moment and place the page begins.
fn end(filter: &RequestFilter) -> Result<(i64, i64), StoreError> {
    let until = filter.until.map_or((i64::MAX, i64::MAX), |time| (time.0, i64::MIN));
    let Some(cursor) = &filter.cursor else { return Ok(until) };
    let (time, seq) = cursor.rsplit_once('-').ok_or(StoreError::BadCursor)?;
    let time = time.parse().map_err(|_| StoreError::BadCursor)?;
    let seq = seq.parse().map_err(|_| StoreError::BadCursor)?;
    Ok(until.min((time, seq)))
}

fn totals(connection: &Connection, since: UnixMillis) -> Result<Totals, StoreError> {
    let mut statement = connection.prepare_cached(TOTALS)?;
    let mut rows = statement.query_and_then(named_params! { ":since": since.0 }, |row| {
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
