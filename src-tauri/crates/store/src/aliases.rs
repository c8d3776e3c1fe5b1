//! The table of aliases: a row for each model that stands for one. A row goes with its provider, and an alias with
//! its last row.

use crate::{Noun, Store, StoreError, sql};
use domain::{Alias, AliasModel, ProviderId};
use rusqlite::{Connection, Row, Transaction, named_params};

const SELECT_ALL: &str = "
    SELECT aliases.name, provider_id, model FROM aliases
    JOIN providers ON providers.id = provider_id
    ORDER BY aliases.name_folded, priority, providers.name_folded";
const SELECT_OF_PROVIDER: &str = "SELECT name, model FROM aliases WHERE provider_id = :provider_id";
const INSERT: &str = "
    INSERT INTO aliases (name_folded, name, provider_id, model)
    SELECT :name_folded, :name, id, :model FROM providers WHERE id = :provider_id";
const INSERT_IF_NONE: &str = "
    INSERT INTO aliases (name_folded, name, provider_id, model)
    VALUES (:name_folded, coalesce((SELECT name FROM aliases WHERE name_folded = :name_folded), :name),
        :provider_id, :model)
    ON CONFLICT (name_folded, provider_id) DO NOTHING";
const DELETE: &str = "DELETE FROM aliases WHERE name_folded = :name_folded";

/// What a provider is in an alias, for when it is put back.
#[derive(Clone)]
pub(crate) struct Share {
    name: String,
    model: String,
}

impl Store {
    /// All aliases, by name.
    ///
    /// # Errors
    /// When the database can't be read.
    pub async fn aliases(&self) -> Result<Vec<Alias>, StoreError> {
        self.read_config(all).await
    }

    /// Makes or replaces an alias. Without models there is none.
    ///
    /// # Errors
    /// [`StoreError::NotFound`] when one of its providers is gone, and what the database says.
    pub async fn set_alias(&self, alias: Alias) -> Result<(), StoreError> {
        self.write_config(move |transaction| set(transaction, &alias)).await
    }

    /// Removes an alias.
    ///
    /// # Errors
    /// [`StoreError::NotFound`] and what the database says.
    pub async fn remove_alias(&self, name: String) -> Result<(), StoreError> {
        self.write_config(move |transaction| match delete(transaction, &name)? {
            0 => Err(StoreError::NotFound(Noun::Alias)),
            _ => Ok(()),
        })
        .await
    }
}

/// All aliases, by name.
pub(crate) fn all(connection: &Connection) -> Result<Vec<Alias>, StoreError> {
    let mut statement = connection.prepare_cached(SELECT_ALL)?;
    let mut aliases: Vec<Alias> = Vec::new();
    for row in statement.query_and_then([], model)? {
        let (name, model) = row?;
        match aliases.last_mut().filter(|alias| alias.name == name) {
            Some(alias) => alias.models.push(model),
            None => aliases.push(Alias { name: name.into(), models: vec![model] }),
        }
    }
    Ok(aliases)
}

/// What a provider is in aliases.
pub(crate) fn of_provider(connection: &Connection, id: ProviderId) -> Result<Vec<Share>, StoreError> {
    let mut statement = connection.prepare_cached(SELECT_OF_PROVIDER)?;
    let named = named_params! { ":provider_id": id.as_uuid().as_bytes() };
    let shares = statement.query_and_then(named, |row| {
        Ok(Share { name: sql::get(row, "name")?, model: sql::get(row, "model")? })
    })?;
    shares.collect()
}

/// Puts a provider back into aliases, where nothing else stands for it meanwhile.
pub(crate) fn put_back(
    transaction: &Transaction<'_>,
    id: ProviderId,
    shares: &[Share],
) -> Result<(), StoreError> {
    let mut statement = transaction.prepare_cached(INSERT_IF_NONE)?;
    for Share { name, model } in shares {
        statement.execute(named_params! {
            ":name_folded": sql::folded(name), ":name": name,
            ":provider_id": id.as_uuid().as_bytes(), ":model": model,
        })?;
    }
    Ok(())
}

fn set(transaction: &Transaction<'_>, alias: &Alias) -> Result<(), StoreError> {
    delete(transaction, &alias.name)?;
    let mut statement = transaction.prepare_cached(INSERT)?;
    for AliasModel { provider_id, model } in &alias.models {
        let set = statement.execute(named_params! {
            ":name_folded": sql::folded(&alias.name), ":name": alias.name.as_str(),
            ":provider_id": provider_id.as_uuid().as_bytes(), ":model": model.as_str(),
        })?;
        if set == 0 {
            return Err(StoreError::NotFound(Noun::Provider));
        }
    }
    Ok(())
}

fn delete(transaction: &Transaction<'_>, name: &str) -> Result<usize, StoreError> {
    let named = named_params! { ":name_folded": sql::folded(name) };
    Ok(transaction.prepare_cached(DELETE)?.execute(named)?)
}

fn model(row: &Row<'_>) -> Result<(String, AliasModel), StoreError> {
    let provider_id = ProviderId::from_bytes(sql::get(row, "provider_id")?);
    Ok((sql::get(row, "name")?, AliasModel { provider_id, model: sql::text(row, "model")? }))
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::testing::{Fixture, provider};
    use domain::Provider;

    fn alias(name: &str, models: &[(ProviderId, &str)]) -> Alias {
        let model = |(provider_id, model): &(ProviderId, &str)| AliasModel {
            provider_id: *provider_id,
            model: (*model).into(),
        };
        Alias { name: name.into(), models: models.iter().map(model).collect() }
    }

    #[tokio::test]
    async fn an_alias_is_kept_replaced_under_any_spelling_and_removed() {
        let fixture = Fixture::new();
        let store = fixture.open();
        let first = Provider { priority: 10, ..provider(1, "First", &[]) };
        let second = Provider { priority: 20, ..provider(2, "Second", &[]) };
        store.insert_provider(first.clone()).await.unwrap();
        store.insert_provider(second.clone()).await.unwrap();
        let fast = alias("fast", &[(first.id, "glm-4.5-air"), (second.id, "haiku")]);
        store.set_alias(alias("fast", &[(second.id, "haiku"), (first.id, "glm-4.5-air")])).await.unwrap();
        let smart = alias("Smart", &[(first.id, "opus")]);
        store.set_alias(smart.clone()).await.unwrap();
        store.close().await;

        let store = fixture.open();
        assert_eq!(store.aliases().await.unwrap(), [fast, smart]);
        let snapshot = store.snapshot().await.unwrap();
        assert_eq!(snapshot.aliases[0].at(second.id).map(|model| model.as_str()), Some("haiku"));
        let renamed = alias("FAST", &[(second.id, "haiku")]);
        store.set_alias(renamed.clone()).await.unwrap();
        store.remove_alias("sMART".into()).await.unwrap();
        assert_eq!(store.aliases().await.unwrap(), [renamed]);
        let gone = store.remove_alias("smart".into()).await;
        assert!(matches!(gone, Err(StoreError::NotFound(Noun::Alias))));
    }

    #[tokio::test]
    async fn a_removed_provider_leaves_its_aliases_and_comes_back_into_them() {
        let store = Fixture::new().open();
        let first = store.insert_provider(provider(1, "First", &[])).await.unwrap().id;
        let second = store.insert_provider(provider(2, "Second", &[])).await.unwrap().id;
        let both = alias("fast", &[(first, "a"), (second, "b")]);
        store.set_alias(both.clone()).await.unwrap();
        store.set_alias(alias("only", &[(first, "a")])).await.unwrap();
        let removed = store.remove_provider(first).await.unwrap();
        assert_eq!(store.aliases().await.unwrap(), [alias("fast", &[(second, "b")])]);
        store.restore_provider(removed).await.unwrap();
        assert_eq!(store.aliases().await.unwrap(), [both, alias("only", &[(first, "a")])]);
        let unknown = store.set_alias(alias("x", &[(provider(9, "", &[]).id, "m")])).await;
        assert!(matches!(unknown, Err(StoreError::NotFound(Noun::Provider))));
        assert_eq!(store.aliases().await.unwrap().len(), 2, "nothing of it is left");
    }
}
