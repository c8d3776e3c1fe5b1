//! The table of client keys. A secret never comes here: what is kept is its digest, head and tail.

use crate::{Noun, Store, StoreError, sql};
use domain::{ClientKey, KeyDigest, KeyId, NewClientKey, UnixMillis, UserId};
use rusqlite::{Connection, OptionalExtension, Row, Transaction, named_params};

macro_rules! select {
    ($rest:literal) => {
        concat!(
            "SELECT id, user_id, name, kind, digest, head, tail, enabled, expires_at, last_used_at,
                allowed_models, allowed_clients, groups, created_at, revision
            FROM keys ",
            $rest
        )
    };
}

const SELECT_ALL: &str = select!("ORDER BY created_at, id");
const SELECT: &str = select!("WHERE id = :id");
const INSERT: &str = "
    INSERT INTO keys (id, user_id, name, kind, digest, head, tail, enabled, expires_at, allowed_models,
        allowed_clients, groups, created_at, revision)
    VALUES (:id, :user_id, :name, :kind, :digest, :head, :tail, :enabled, :expires_at, :allowed_models,
        :allowed_clients, :groups, :created_at, 1)";
const UPDATE: &str = "
    UPDATE keys SET name = :name, enabled = :enabled, expires_at = :expires_at,
        allowed_models = :allowed_models, allowed_clients = :allowed_clients, groups = :groups,
        revision = revision + 1
    WHERE id = :id AND revision = :revision";
const DELETE: &str = "DELETE FROM keys WHERE id = :id";
// Not a change a person made, so the revision stays; an older moment never replaces a later one.
const TOUCH: &str = "
    UPDATE keys SET last_used_at = :last_used_at
    WHERE id = :id AND (last_used_at IS NULL OR last_used_at < :last_used_at)";
const SELECT_REVISION: &str = "SELECT revision FROM keys WHERE id = :id";
const SELECT_USER: &str = "SELECT 1 FROM users WHERE id = :id";

impl Store {
    /// All keys, the oldest first.
    ///
    /// # Errors
    /// When the database can't be read.
    pub async fn keys(&self) -> Result<Vec<ClientKey>, StoreError> {
        self.read_config(|connection| {
            Ok(all_with_digests(connection)?.into_iter().map(|(_, key)| key).collect())
        })
        .await
    }

    /// One key.
    ///
    /// # Errors
    /// [`StoreError::NotFound`] and what the database says.
    pub async fn key(&self, id: KeyId) -> Result<ClientKey, StoreError> {
        self.read_config(move |connection| one(connection, id)).await
    }

    /// Adds a key for a user.
    ///
    /// # Errors
    /// [`StoreError::NotFound`] when there is no such user, and what the database says.
    pub async fn insert_key(&self, new: NewClientKey) -> Result<ClientKey, StoreError> {
        self.write_config(move |transaction| insert(transaction, &new)).await
    }

    /// Changes a key, whose revision must be the one in the database: name, whether it is enabled, its end,
    /// its models, clients and groups.
    ///
    /// # Errors
    /// [`StoreError::StaleRevision`], [`StoreError::NotFound`] and what the database says.
    pub async fn update_key(&self, key: ClientKey) -> Result<ClientKey, StoreError> {
        self.write_config(move |transaction| update(transaction, &key)).await
    }

    /// Revokes a key for good.
    ///
    /// # Errors
    /// [`StoreError::NotFound`] and what the database says.
    pub async fn remove_key(&self, id: KeyId) -> Result<(), StoreError> {
        self.write_config(move |transaction| {
            let named = named_params! { ":id": id.as_uuid().as_bytes() };
            match transaction.prepare_cached(DELETE)?.execute(named)? {
                0 => Err(StoreError::NotFound(Noun::Key)),
                _ => Ok(()),
            }
        })
        .await
    }

    /// Notes when keys were last used. Keys that are gone are left out.
    ///
    /// # Errors
    /// When the database can't be written.
    pub async fn touch_keys(&self, used: Vec<(KeyId, UnixMillis)>) -> Result<(), StoreError> {
        self.write_config(move |transaction| {
            let mut statement = transaction.prepare_cached(TOUCH)?;
            for (id, at) in used {
                statement.execute(named_params! { ":id": id.as_uuid().as_bytes(), ":last_used_at": at.0 })?;
            }
            Ok(())
        })
        .await
    }
}

/// All keys with what a caller is recognised by, the oldest first.
pub(crate) fn all_with_digests(connection: &Connection) -> Result<Vec<(KeyDigest, ClientKey)>, StoreError> {
    let mut statement = connection.prepare_cached(SELECT_ALL)?;
    let keys =
        statement.query_and_then([], |row| Ok((KeyDigest(sql::get(row, "digest")?), from_row(row)?)))?;
    keys.collect()
}

fn one(connection: &Connection, id: KeyId) -> Result<ClientKey, StoreError> {
    let mut statement = connection.prepare_cached(SELECT)?;
    let mut rows = statement.query_and_then(named_params! { ":id": id.as_uuid().as_bytes() }, from_row)?;
    rows.next().ok_or(StoreError::NotFound(Noun::Key))?
}

fn insert(transaction: &Transaction<'_>, new: &NewClientKey) -> Result<ClientKey, StoreError> {
    let key = &new.key;
    let user_id = key.user_id.as_uuid().as_bytes();
    if !transaction.prepare_cached(SELECT_USER)?.exists(named_params! { ":id": user_id })? {
        return Err(StoreError::NotFound(Noun::User));
    }
    transaction.prepare_cached(INSERT)?.execute(named_params! {
        ":id": key.id.as_uuid().as_bytes(),
        ":user_id": user_id,
        ":name": key.name.as_str(),
        ":kind": sql::to_name("kind", key.kind)?,
        ":digest": new.secret.digest().0,
        ":head": key.head,
        ":tail": key.tail,
        ":enabled": key.enabled,
        ":expires_at": key.expires_at.map(|time| time.0),
        ":allowed_models": sql::to_json("allowed_models", &key.allowed_models)?,
        ":allowed_clients": sql::to_json("allowed_clients", &key.allowed_clients)?,
        ":groups": sql::to_json("groups", &key.groups)?,
        ":created_at": key.created_at.0,
    })?;
    one(transaction, key.id)
}

fn update(transaction: &Transaction<'_>, key: &ClientKey) -> Result<ClientKey, StoreError> {
    let changed = transaction.prepare_cached(UPDATE)?.execute(named_params! {
        ":id": key.id.as_uuid().as_bytes(),
        ":revision": sql::int(key.revision),
        ":name": key.name.as_str(),
        ":enabled": key.enabled,
        ":expires_at": key.expires_at.map(|time| time.0),
        ":allowed_models": sql::to_json("allowed_models", &key.allowed_models)?,
        ":allowed_clients": sql::to_json("allowed_clients", &key.allowed_clients)?,
        ":groups": sql::to_json("groups", &key.groups)?,
    })?;
    if changed == 0 { Err(stale(transaction, key.id)?) } else { one(transaction, key.id) }
}

/// Why no row had this id and revision.
fn stale(transaction: &Transaction<'_>, id: KeyId) -> Result<StoreError, StoreError> {
    let mut statement = transaction.prepare_cached(SELECT_REVISION)?;
    let named = named_params! { ":id": id.as_uuid().as_bytes() };
    let current: Option<i64> = statement.query_row(named, |row| row.get("revision")).optional()?;
    Ok(match current {
        Some(current) => StoreError::StaleRevision { current: sql::narrow("revision", current)? },
        None => StoreError::NotFound(Noun::Key),
    })
}

fn from_row(row: &Row<'_>) -> Result<ClientKey, StoreError> {
    Ok(ClientKey {
        id: KeyId::from_bytes(sql::get(row, "id")?),
        user_id: UserId::from_bytes(sql::get(row, "user_id")?),
        name: sql::text(row, "name")?,
        kind: sql::name("kind", sql::get(row, "kind")?)?,
        enabled: sql::get(row, "enabled")?,
        expires_at: sql::optional_time(row, "expires_at")?,
        last_used_at: sql::optional_time(row, "last_used_at")?,
        head: sql::get(row, "head")?,
        tail: sql::get(row, "tail")?,
        allowed_models: sql::json(row, "allowed_models")?,
        allowed_clients: sql::json(row, "allowed_clients")?,
        groups: sql::json(row, "groups")?,
        created_at: sql::time(row, "created_at")?,
        revision: sql::uint(row, "revision")?,
    })
}

#[cfg(test)]
mod tests;
