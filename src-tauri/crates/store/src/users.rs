//! The table of users.

use crate::{Noun, Store, StoreError, sql};
use domain::{Random, Role, UnixMillis, User, UserId};
use rusqlite::{Connection, OptionalExtension, Row, ToSql, Transaction, TransactionBehavior, named_params};

macro_rules! select {
    ($rest:literal) => {
        concat!(
            "SELECT id, name, note, role, enabled, expires_at, allowed_models, allowed_clients, groups,
                created_at, revision
            FROM users ",
            $rest
        )
    };
}

const SELECT_ALL: &str = select!("ORDER BY created_at, id");
const SELECT: &str = select!("WHERE id = :id");
const INSERT: &str = "
    INSERT INTO users (id, name, name_folded, note, role, enabled, expires_at, allowed_models, allowed_clients,
        groups, created_at, revision)
    VALUES (:id, :name, :name_folded, :note, :role, :enabled, :expires_at, :allowed_models, :allowed_clients,
        :groups, :created_at, 1)";
const UPDATE: &str = "
    UPDATE users SET name = :name, name_folded = :name_folded, note = :note, role = :role, enabled = :enabled,
        expires_at = :expires_at, allowed_models = :allowed_models, allowed_clients = :allowed_clients,
        groups = :groups, revision = revision + 1
    WHERE id = :id AND revision = :revision";
const DELETE: &str = "DELETE FROM users WHERE id = :id";
const SELECT_REVISION: &str = "SELECT revision FROM users WHERE id = :id";
const SELECT_NAMED: &str = "SELECT 1 FROM users WHERE name_folded = :name_folded AND id <> :id";
const ANY: &str = "SELECT EXISTS (SELECT 1 FROM users) AS found";
const ANY_ADMIN: &str = "SELECT EXISTS (SELECT 1 FROM users WHERE role = 'admin' AND enabled = 1) AS found";

impl Store {
    /// All users, the oldest first.
    ///
    /// # Errors
    /// When the database can't be read.
    pub async fn users(&self) -> Result<Vec<User>, StoreError> {
        self.read_config(all).await
    }

    /// One user.
    ///
    /// # Errors
    /// [`StoreError::NotFound`] and what the database says.
    pub async fn user(&self, id: UserId) -> Result<User, StoreError> {
        self.read_config(move |connection| one(connection, id)).await
    }

    /// Adds a user.
    ///
    /// # Errors
    /// [`StoreError::NameTaken`] and what the database says.
    pub async fn insert_user(&self, user: User) -> Result<User, StoreError> {
        self.write_config(move |transaction| insert(transaction, &user)).await
    }

    /// Changes a user, whose revision must be the one in the database.
    ///
    /// # Errors
    /// [`StoreError::StaleRevision`], [`StoreError::NotFound`], [`StoreError::NameTaken`],
    /// [`StoreError::LastAdmin`] and what the database says.
    pub async fn update_user(&self, user: User) -> Result<User, StoreError> {
        self.write_config(move |transaction| update(transaction, &user)).await
    }

    /// Removes a user and their keys.
    ///
    /// # Errors
    /// [`StoreError::NotFound`], [`StoreError::LastAdmin`] and what the database says.
    pub async fn remove_user(&self, id: UserId) -> Result<(), StoreError> {
        self.write_config(move |transaction| {
            let named = named_params! { ":id": id.as_uuid().as_bytes() };
            if transaction.prepare_cached(DELETE)?.execute(named)? == 0 {
                return Err(StoreError::NotFound(Noun::User));
            }
            keep_an_admin(transaction)
        })
        .await
    }
}

/// All users, the oldest first.
pub(crate) fn all(connection: &Connection) -> Result<Vec<User>, StoreError> {
    connection.prepare_cached(SELECT_ALL)?.query_and_then([], from_row)?.collect()
}

/// Makes the user of the first start.
pub(crate) fn ensure_owner(
    connection: &mut Connection,
    now: UnixMillis,
    random: &dyn Random,
) -> Result<(), StoreError> {
    let transaction = connection.transaction_with_behavior(TransactionBehavior::Immediate)?;
    if !found(&transaction, ANY)? {
        let owner = User { role: Role::Admin, ..User::new(UserId::new(now, random), User::OWNER, now) };
        insert(&transaction, &owner)?;
    }
    transaction.commit()?;
    Ok(())
}

fn one(connection: &Connection, id: UserId) -> Result<User, StoreError> {
    let mut statement = connection.prepare_cached(SELECT)?;
    let mut rows = statement.query_and_then(named_params! { ":id": id.as_uuid().as_bytes() }, from_row)?;
    rows.next().ok_or(StoreError::NotFound(Noun::User))?
}

fn insert(transaction: &Transaction<'_>, user: &User) -> Result<User, StoreError> {
    refuse_taken_name(transaction, user)?;
    let columns = Columns::of(user)?;
    let mut named = columns.named(user);
    named.push((":created_at", &user.created_at.0));
    transaction.prepare_cached(INSERT)?.execute(&named[..])?;
    one(transaction, user.id)
}

fn update(transaction: &Transaction<'_>, user: &User) -> Result<User, StoreError> {
    refuse_taken_name(transaction, user)?;
    let columns = Columns::of(user)?;
    let revision = sql::int(user.revision);
    let mut named = columns.named(user);
    named.push((":revision", &revision));
    if transaction.prepare_cached(UPDATE)?.execute(&named[..])? == 0 {
        return Err(stale(transaction, user.id)?);
    }
    keep_an_admin(transaction)?;
    one(transaction, user.id)
}

fn refuse_taken_name(transaction: &Transaction<'_>, user: &User) -> Result<(), StoreError> {
    let taken = transaction.prepare_cached(SELECT_NAMED)?.exists(named_params! {
        ":name_folded": sql::folded(&user.name), ":id": user.id.as_uuid().as_bytes(),
    })?;
    if taken {
        return Err(StoreError::NameTaken { noun: Noun::User, name: user.name.clone() });
    }
    Ok(())
}

/// Fails a change that would leave nobody who may make the next one.
fn keep_an_admin(transaction: &Transaction<'_>) -> Result<(), StoreError> {
    if found(transaction, ANY_ADMIN)? { Ok(()) } else { Err(StoreError::LastAdmin) }
}

fn found(transaction: &Transaction<'_>, query: &'static str) -> Result<bool, StoreError> {
    Ok(transaction.prepare_cached(query)?.query_row([], |row| row.get("found"))?)
}

/// Why no row had this id and revision.
fn stale(transaction: &Transaction<'_>, id: UserId) -> Result<StoreError, StoreError> {
    let mut statement = transaction.prepare_cached(SELECT_REVISION)?;
    let named = named_params! { ":id": id.as_uuid().as_bytes() };
    let current: Option<i64> = statement.query_row(named, |row| row.get("revision")).optional()?;
    Ok(match current {
        Some(current) => StoreError::StaleRevision { current: sql::narrow("revision", current)? },
        None => StoreError::NotFound(Noun::User),
    })
}

/// The columns that aren't in a [`User`] in the form of the table.
struct Columns {
    name_folded: String,
    role: String,
    expires_at: Option<i64>,
    allowed_models: String,
    allowed_clients: String,
    groups: String,
}

impl Columns {
    fn of(user: &User) -> Result<Self, StoreError> {
        Ok(Self {
            name_folded: sql::folded(&user.name),
            role: sql::to_name("role", user.role)?,
            expires_at: user.expires_at.map(|time| time.0),
            allowed_models: sql::to_json("allowed_models", &user.allowed_models)?,
            allowed_clients: sql::to_json("allowed_clients", &user.allowed_clients)?,
            groups: sql::to_json("groups", &user.groups)?,
        })
    }

    fn named<'a>(&'a self, user: &'a User) -> Vec<(&'static str, &'a dyn ToSql)> {
        vec![
            (":id", user.id.as_uuid().as_bytes()),
            (":name", user.name.as_shared()),
            (":name_folded", &self.name_folded),
            (":note", &user.note),
            (":role", &self.role),
            (":enabled", &user.enabled),
            (":expires_at", &self.expires_at),
            (":allowed_models", &self.allowed_models),
            (":allowed_clients", &self.allowed_clients),
            (":groups", &self.groups),
        ]
    }
}

fn from_row(row: &Row<'_>) -> Result<User, StoreError> {
    Ok(User {
        id: UserId::from_bytes(sql::get(row, "id")?),
        name: sql::text(row, "name")?,
        note: sql::get(row, "note")?,
        role: sql::name("role", sql::get(row, "role")?)?,
        enabled: sql::get(row, "enabled")?,
        expires_at: sql::optional_time(row, "expires_at")?,
        allowed_models: sql::json(row, "allowed_models")?,
        allowed_clients: sql::json(row, "allowed_clients")?,
        groups: sql::json(row, "groups")?,
        created_at: sql::time(row, "created_at")?,
        revision: sql::uint(row, "revision")?,
    })
}

#[cfg(test)]
mod tests;
