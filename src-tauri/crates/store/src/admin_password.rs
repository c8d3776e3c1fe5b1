//! The hash of the web door's password, if one was set.

use crate::{Store, StoreError};
use rusqlite::{OptionalExtension, named_params};

const SELECT: &str = "SELECT hash FROM admin_password WHERE id = 1";
const UPSERT: &str = "
    INSERT INTO admin_password (id, hash) VALUES (1, :hash)
    ON CONFLICT (id) DO UPDATE SET hash = excluded.hash";
const DELETE: &str = "DELETE FROM admin_password";

impl Store {
    /// The hash, if a password was set.
    ///
    /// # Errors
    /// When the database can't be read.
    pub async fn admin_password_hash(&self) -> Result<Option<String>, StoreError> {
        self.read_config(|connection| {
            let mut statement = connection.prepare_cached(SELECT)?;
            Ok(statement.query_row([], |row| row.get("hash")).optional()?)
        })
        .await
    }

    /// Sets the hash, or takes the password away.
    ///
    /// # Errors
    /// When the database can't be written.
    pub async fn set_admin_password_hash(&self, hash: Option<String>) -> Result<(), StoreError> {
        self.write_config(move |transaction| {
            match hash {
                Some(hash) => transaction.prepare_cached(UPSERT)?.execute(named_params! { ":hash": hash })?,
                None => transaction.prepare_cached(DELETE)?.execute([])?,
            };
            Ok(())
        })
        .await
    }
}

#[cfg(test)]
mod tests {
    use crate::testing::Fixture;

    #[tokio::test]
    async fn a_password_hash_is_set_replaced_and_taken_away() {
        let store = Fixture::new().open();
        assert_eq!(store.admin_password_hash().await.unwrap(), None);
        for hash in ["first", "second"] {
            store.set_admin_password_hash(Some(hash.to_owned())).await.unwrap();
            assert_eq!(store.admin_password_hash().await.unwrap().as_deref(), Some(hash));
        }
        store.set_admin_password_hash(None).await.unwrap();
        assert_eq!(store.admin_password_hash().await.unwrap(), None);
    }
}
