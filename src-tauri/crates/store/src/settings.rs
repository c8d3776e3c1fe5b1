//! The table of settings: only those that differ from their defaults.

use crate::{Store, StoreError, sql};
use domain::{SettingKey, Settings};
use rusqlite::{Connection, Transaction, named_params};
use serde_json::Value;

const SELECT_ALL: &str = "SELECT key, value FROM settings";
const UPSERT: &str = "
    INSERT INTO settings (key, value) VALUES (:key, :value)
    ON CONFLICT (key) DO UPDATE SET value = excluded.value";
const DELETE: &str = "DELETE FROM settings WHERE key = :key";

impl Store {
    /// The settings, resolved.
    ///
    /// # Errors
    /// When the database can't be read.
    pub async fn settings(&self) -> Result<Settings, StoreError> {
        self.read_config(all).await
    }

    /// Sets one; `null` brings its default back.
    ///
    /// # Errors
    /// [`StoreError::Setting`] when the value doesn't fit, and what the database says.
    pub async fn set_setting(&self, key: SettingKey, value: Value) -> Result<Settings, StoreError> {
        self.write_config(move |transaction| set(transaction, key, &value)).await
    }
}

/// The settings, resolved. What a newer version left is passed over, so that going back is possible.
pub(crate) fn all(connection: &Connection) -> Result<Settings, StoreError> {
    let mut settings = Settings::default();
    let mut statement = connection.prepare_cached(SELECT_ALL)?;
    let rows = statement.query_and_then([], |row| {
        Ok::<_, StoreError>((sql::get::<String>(row, "key")?, sql::get::<String>(row, "value")?))
    })?;
    for row in rows {
        let (key, text) = row?;
        let read = key
            .parse::<SettingKey>()
            .map_err(StoreError::from)
            .and_then(|key| settings.set(key, &sql::from_json("value", &text)?).map_err(StoreError::from));
        if let Err(error) = read {
            tracing::warn!(key, %error, "a setting can't be read, so its default holds");
        }
    }
    Ok(settings)
}

fn set(transaction: &Transaction<'_>, key: SettingKey, value: &Value) -> Result<Settings, StoreError> {
    let mut settings = all(transaction)?;
    settings.set(key, value)?;
    if value.is_null() {
        transaction.prepare_cached(DELETE)?.execute(named_params! { ":key": key.as_str() })?;
    } else {
        let text = sql::to_json("value", &settings.get(key))?;
        let named = named_params! { ":key": key.as_str(), ":value": text };
        transaction.prepare_cached(UPSERT)?.execute(named)?;
    }
    Ok(settings)
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::testing::Fixture;
    use serde_json::json;

    #[tokio::test]
    async fn a_setting_is_kept_and_null_brings_its_default_back() {
        let fixture = Fixture::new();
        let store = fixture.open();
        let set = store.set_setting(SettingKey::GatewayPort, json!(24_000)).await.unwrap();
        assert_eq!(set.gateway_port, 24_000);
        store.close().await;

        let store = fixture.open();
        assert_eq!(store.settings().await.unwrap().gateway_port, 24_000);
        let cleared = store.set_setting(SettingKey::GatewayPort, Value::Null).await.unwrap();
        assert_eq!(cleared, Settings::default());
        assert_eq!(store.settings().await.unwrap(), Settings::default());
    }

    #[tokio::test]
    async fn a_value_that_does_not_fit_changes_nothing() {
        let store = Fixture::new().open();
        let refused = store.set_setting(SettingKey::GatewayPort, json!(0)).await;
        assert!(matches!(refused, Err(StoreError::Setting(_))));
        assert_eq!(store.settings().await.unwrap(), Settings::default());
    }

    #[tokio::test]
    async fn what_a_newer_version_left_is_passed_over() {
        let fixture = Fixture::new();
        let store = fixture.open();
        fixture.config().execute("INSERT INTO settings VALUES ('from_the_future', '1')", []).unwrap();
        fixture.config().execute("INSERT INTO settings VALUES ('gateway_port', '\"x\"')", []).unwrap();
        assert_eq!(store.settings().await.unwrap(), Settings::default());
    }
}
