//! What the ledger knows of each provider's attempts within a time.

use super::requests;
use crate::{Store, StoreError, sql};
use domain::{AttemptOutcome, ProviderId, RequestId, UnixMillis};
use rusqlite::{Connection, named_params};

/// An attempt as it is remembered of a provider.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct PastAttempt {
    /// The request.
    pub request_id: RequestId,
    /// When the request began.
    pub request_started_at: UnixMillis,
    /// From then to the first byte, if this was the request's last attempt.
    pub first_byte_ms: Option<u64>,
    /// The provider.
    pub provider_id: ProviderId,
    /// When the attempt began.
    pub started_at: UnixMillis,
    /// How it ended.
    pub outcome: AttemptOutcome,
    /// The upstream's status, if it gave one.
    pub status: Option<u16>,
    /// What went wrong.
    pub error: Option<String>,
}

/// How many attempts at a provider ended in one way.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct AttemptCount {
    /// The provider.
    pub provider_id: ProviderId,
    /// How they ended.
    pub outcome: AttemptOutcome,
    /// The upstream's status, if it gave one.
    pub status: Option<u16>,
    /// How many there were.
    pub attempts: u64,
}

const LATEST: &str = "
    SELECT * FROM (
        SELECT requests.id AS request_id, requests.seq AS request_seq,
            CASE WHEN attempts.position = max(attempts.position) OVER (PARTITION BY requests.seq)
                THEN requests.first_byte_ms END AS first_byte_ms,
            provider_id, attempts.started_at AS started_at, outcome, attempts.status AS status,
            attempts.error AS error,
            row_number() OVER (
                PARTITION BY provider_id ORDER BY attempts.started_at DESC, attempts.position DESC
            ) AS place
        FROM requests JOIN attempts ON request_seq = seq JOIN servers ON servers.server = attempts.server
        WHERE seq >= :since AND seq < :until AND state <> 'open'
    )
    WHERE place <= :each ORDER BY started_at, place DESC";

const COUNTS: &str = "
    SELECT provider_id, outcome, attempts.status AS status, count(*) AS attempts
    FROM requests JOIN attempts ON request_seq = seq JOIN servers ON servers.server = attempts.server
    WHERE seq >= :since AND seq < :until AND state <> 'open'
    GROUP BY provider_id, outcome, attempts.status";

impl Store {
    /// The latest attempts at each provider, at most so many, the oldest first: of requests that began
    /// within this time.
    ///
    /// # Errors
    /// [`StoreError::TooSlow`] and what the database says.
    pub async fn latest_attempts(
        &self,
        since: UnixMillis,
        until: UnixMillis,
        each: u32,
    ) -> Result<Vec<PastAttempt>, StoreError> {
        self.read_ledger(move |connection| latest(connection, since, until, each)).await
    }

    /// How the attempts at each provider ended: of requests that began within this time.
    ///
    /// # Errors
    /// [`StoreError::TooSlow`] and what the database says.
    pub async fn attempt_counts(
        &self,
        since: UnixMillis,
        until: UnixMillis,
    ) -> Result<Vec<AttemptCount>, StoreError> {
        self.read_ledger(move |connection| counts(connection, since, until)).await
    }
}

fn latest(
    connection: &Connection,
    since: UnixMillis,
    until: UnixMillis,
    each: u32,
) -> Result<Vec<PastAttempt>, StoreError> {
    let mut statement = connection.prepare(LATEST)?;
    let named = named_params! { ":since": requests::first_of(since), ":until": requests::first_of(until), ":each": each };
    let rows = statement.query_and_then(named, |row| {
        Ok(PastAttempt {
            request_id: RequestId::from_bytes(sql::get(row, "request_id")?),
            request_started_at: requests::moment_of(sql::get(row, "request_seq")?),
            first_byte_ms: sql::optional_uint(row, "first_byte_ms")?,
            provider_id: ProviderId::from_bytes(sql::get(row, "provider_id")?),
            started_at: sql::time(row, "started_at")?,
            outcome: sql::name("outcome", sql::get(row, "outcome")?)?,
            status: sql::optional_uint(row, "status")?,
            error: sql::get(row, "error")?,
        })
    })?;
    rows.collect()
}

fn counts(
    connection: &Connection,
    since: UnixMillis,
    until: UnixMillis,
) -> Result<Vec<AttemptCount>, StoreError> {
    let mut statement = connection.prepare(COUNTS)?;
    let named = named_params! { ":since": requests::first_of(since), ":until": requests::first_of(until) };
    let rows = statement.query_and_then(named, |row| {
        Ok(AttemptCount {
            provider_id: ProviderId::from_bytes(sql::get(row, "provider_id")?),
            outcome: sql::name("outcome", sql::get(row, "outcome")?)?,
            status: sql::optional_uint(row, "status")?,
            attempts: sql::uint(row, "attempts")?,
        })
    })?;
    rows.collect()
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::testing::{Fixture, eventually, opening, record};
    use std::sync::Arc;

    const FOREVER: UnixMillis = UnixMillis(i64::MAX);

    #[tokio::test]
    async fn the_latest_attempts_and_all_of_them_counted() {
        let store = Fixture::new().open();
        for number in 1..=4 {
            store.append(Arc::new(record(number))).await;
        }
        store.append(Arc::new(opening(5))).await;
        eventually("the last row", async || {
            store.totals(UnixMillis(0)).await.is_ok_and(|totals| totals.requests == 5)
        })
        .await;

        let all = store.latest_attempts(UnixMillis(0), FOREVER, 100).await.unwrap();
        let of_first: Vec<_> = all.iter().filter(|past| past.request_id == record(1).id).collect();
        assert_eq!(all.len(), 8);
        let seen: Vec<_> = of_first.iter().map(|past| (past.outcome, past.first_byte_ms)).collect();
        assert_eq!(seen, [(AttemptOutcome::Status, None), (AttemptOutcome::Answered, Some(40))]);

        let three = store.latest_attempts(UnixMillis(0), FOREVER, 3).await.unwrap();
        assert_eq!(three, all[5..], "of one provider the last three, in their order");
        let counts = store.attempt_counts(record(3).started_at, record(4).started_at).await.unwrap();
        let seen: Vec<_> = counts.iter().map(|count| (count.outcome, count.status, count.attempts)).collect();
        assert_eq!(
            seen,
            [(AttemptOutcome::Answered, Some(200), 1), (AttemptOutcome::Status, Some(200), 1)],
            "from 3 on, before 4"
        );
    }
}
