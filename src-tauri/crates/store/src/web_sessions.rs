//! The table of signed-in browsers. What a browser holds never comes here, only its digest.

use crate::{Noun, Store, StoreError, sql};
use domain::UnixMillis;
use rusqlite::{Row, named_params};

/// A signed-in browser.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct WebSession {
    /// The digest of its cookie.
    pub digest: [u8; 32],
    /// The digest of the token that its changes must carry.
    pub csrf_digest: [u8; 32],
    /// When it signed in.
    pub created_at: UnixMillis,
    /// When it was last used.
    pub last_seen_at: UnixMillis,
    /// When it ends.
    pub expires_at: UnixMillis,
}

const SELECT: &str = "
    SELECT digest, csrf_digest, created_at, last_seen_at, expires_at FROM web_sessions WHERE digest = :digest";
const INSERT: &str = "
    INSERT INTO web_sessions (digest, csrf_digest, created_at, last_seen_at, expires_at)
    VALUES (:digest, :csrf_digest, :created_at, :last_seen_at, :expires_at)";
const TOUCH: &str = "UPDATE web_sessions SET last_seen_at = :now WHERE digest = :digest";
const DELETE: &str = "DELETE FROM web_sessions WHERE digest = :digest";
const DELETE_ALL: &str = "DELETE FROM web_sessions";
const DELETE_EXPIRED: &str = "DELETE FROM web_sessions WHERE expires_at <= :now";

impl Store {
    /// The browser with this digest, whether its session has expired or not.
    ///
    /// # Errors
    /// When the database can't be read.
    pub async fn web_session(&self, digest: [u8; 32]) -> Result<Option<WebSession>, StoreError> {
        self.read_config(move |connection| {
            let mut statement = connection.prepare_cached(SELECT)?;
            let mut rows = statement.query_and_then(named_params! { ":digest": digest }, from_row)?;
            rows.next().transpose()
        })
        .await
    }

    /// Signs a browser in; sessions that have expired by then go.
    ///
    /// # Errors
    /// When the database can't be written.
    pub async fn insert_web_session(&self, session: WebSession) -> Result<(), StoreError> {
        self.write_config(move |transaction| {
            let now = named_params! { ":now": session.created_at.0 };
            transaction.prepare_cached(DELETE_EXPIRED)?.execute(now)?;
            transaction.prepare_cached(INSERT)?.execute(named_params! {
                ":digest": session.digest,
                ":csrf_digest": session.csrf_digest,
                ":created_at": session.created_at.0,
                ":last_seen_at": session.last_seen_at.0,
                ":expires_at": session.expires_at.0,
            })?;
            Ok(())
        })
        .await
    }

    /// Notes that a browser was here.
    ///
    /// # Errors
    /// [`StoreError::NotFound`] when it was signed out meanwhile, and what the database says.
    pub async fn touch_web_session(&self, digest: [u8; 32], now: UnixMillis) -> Result<(), StoreError> {
        self.write_config(move |transaction| {
            let named = named_params! { ":digest": digest, ":now": now.0 };
            match transaction.prepare_cached(TOUCH)?.execute(named)? {
                0 => Err(StoreError::NotFound(Noun::WebSession)),
                _ => Ok(()),
            }
        })
        .await
    }

    /// Signs a browser out; one that is signed out already stays so.
    ///
    /// # Errors
    /// When the database can't be written.
    pub async fn remove_web_session(&self, digest: [u8; 32]) -> Result<(), StoreError> {
        self.write_config(move |transaction| {
            transaction.prepare_cached(DELETE)?.execute(named_params! { ":digest": digest })?;
            Ok(())
        })
        .await
    }

    /// Signs every browser out.
    ///
    /// # Errors
    /// When the database can't be written.
    pub async fn remove_all_web_sessions(&self) -> Result<(), StoreError> {
        self.write_config(|transaction| {
            transaction.prepare_cached(DELETE_ALL)?.execute([])?;
            Ok(())
        })
        .await
    }
}

fn from_row(row: &Row<'_>) -> Result<WebSession, StoreError> {
    Ok(WebSession {
        digest: sql::get(row, "digest")?,
        csrf_digest: sql::get(row, "csrf_digest")?,
        created_at: sql::time(row, "created_at")?,
        last_seen_at: sql::time(row, "last_seen_at")?,
        expires_at: sql::time(row, "expires_at")?,
    })
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::testing::Fixture;

    fn session(digest: u8, created_at: i64) -> WebSession {
        WebSession {
            digest: [digest; 32],
            csrf_digest: [digest + 100; 32],
            created_at: UnixMillis(created_at),
            last_seen_at: UnixMillis(created_at),
            expires_at: UnixMillis(created_at + 1_000),
        }
    }

    #[tokio::test]
    async fn a_browser_signs_in_is_seen_and_signs_out() {
        let store = Fixture::new().open();
        store.insert_web_session(session(1, 5_000)).await.unwrap();
        assert_eq!(store.web_session([1; 32]).await.unwrap(), Some(session(1, 5_000)));
        assert_eq!(store.web_session([2; 32]).await.unwrap(), None);

        store.touch_web_session([1; 32], UnixMillis(5_500)).await.unwrap();
        assert_eq!(store.web_session([1; 32]).await.unwrap().unwrap().last_seen_at, UnixMillis(5_500));

        store.remove_web_session([1; 32]).await.unwrap();
        assert_eq!(store.web_session([1; 32]).await.unwrap(), None);
        let gone = store.touch_web_session([1; 32], UnixMillis(5_600)).await;
        assert!(matches!(gone, Err(StoreError::NotFound(Noun::WebSession))));
    }

    #[tokio::test]
    async fn a_sign_in_clears_away_what_has_expired() {
        let store = Fixture::new().open();
        store.insert_web_session(session(1, 0)).await.unwrap();
        store.insert_web_session(session(2, 500)).await.unwrap();
        store.insert_web_session(session(3, 1_200)).await.unwrap();
        assert_eq!(store.web_session([1; 32]).await.unwrap(), None);
        assert!(store.web_session([2; 32]).await.unwrap().is_some());

        store.remove_all_web_sessions().await.unwrap();
        assert_eq!(store.web_session([2; 32]).await.unwrap(), None);
        assert_eq!(store.web_session([3; 32]).await.unwrap(), None);
    }
}
