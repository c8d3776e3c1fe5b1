//! The table of providers. Their credentials are next door.

use crate::{
    Noun, Store, StoreError,
    credentials::{self, OpenVault},
    pins, sql,
};
use domain::{BaseUrl, Provider, ProviderId, ProviderKind, Random, Timeouts, UnixMillis, Weight};
use rusqlite::{Connection, OptionalExtension, Row, ToSql, Transaction, named_params};
use std::sync::Arc;

macro_rules! select {
    ($rest:literal) => {
        concat!(
            "SELECT id, name, note, kind, dialect, auth_style, base_url, enabled, held, priority, weight,
                allowed_models, connect_timeout_ms, first_byte_timeout_ms, stream_idle_timeout_ms,
                stream_stall_timeout_ms, total_timeout_ms, custom_headers, pass_client_ip, include_usage,
                allow_plain_http, website, created_at, revision
            FROM providers ",
            $rest
        )
    };
}

const SELECT_ALL: &str = select!("ORDER BY priority, name_folded");
const SELECT: &str = select!("WHERE id = :id");
const INSERT: &str = "
    INSERT INTO providers (id, name, name_folded, note, kind, dialect, auth_style, base_url, enabled, held,
        priority, weight, allowed_models, connect_timeout_ms, first_byte_timeout_ms, stream_idle_timeout_ms,
        stream_stall_timeout_ms, total_timeout_ms, custom_headers, pass_client_ip, include_usage,
        allow_plain_http, website, created_at, revision)
    VALUES (:id, :name, :name_folded, :note, :kind, :dialect, :auth_style, :base_url, :enabled, :held, :priority,
        :weight, :allowed_models, :connect_timeout_ms, :first_byte_timeout_ms, :stream_idle_timeout_ms,
        :stream_stall_timeout_ms, :total_timeout_ms, :custom_headers, :pass_client_ip, :include_usage,
        :allow_plain_http, :website, :created_at, :revision)";
const UPDATE: &str = "
    UPDATE providers SET name = :name, name_folded = :name_folded, note = :note, kind = :kind,
        dialect = :dialect, auth_style = :auth_style, base_url = :base_url, enabled = :enabled,
        held = :held, priority = :priority, weight = :weight, allowed_models = :allowed_models,
        connect_timeout_ms = :connect_timeout_ms, first_byte_timeout_ms = :first_byte_timeout_ms,
        stream_idle_timeout_ms = :stream_idle_timeout_ms, stream_stall_timeout_ms = :stream_stall_timeout_ms,
        total_timeout_ms = :total_timeout_ms, custom_headers = :custom_headers,
        pass_client_ip = :pass_client_ip, include_usage = :include_usage,
        allow_plain_http = :allow_plain_http, website = :website, revision = revision + 1
    WHERE id = :id AND revision = :revision";
const SELECT_REVISION: &str = "SELECT revision FROM providers WHERE id = :id";
const SELECT_NAMED: &str = "SELECT 1 FROM providers WHERE name_folded = :name_folded AND id <> :id";
const SELECT_NEXT_PRIORITY: &str = "SELECT coalesce(max(priority), 0) + 10 AS next FROM providers";

impl Store {
    /// All providers, by priority and then by name.
    ///
    /// # Errors
    /// When the database can't be read.
    pub async fn providers(&self) -> Result<Vec<Provider>, StoreError> {
        let vault = self.vault();
        self.read_config(move |connection| all(connection, vault.as_deref())).await
    }

    /// One provider.
    ///
    /// # Errors
    /// [`StoreError::NotFound`] and what the database says.
    pub async fn provider(&self, id: ProviderId) -> Result<Provider, StoreError> {
        let vault = self.vault();
        self.read_config(move |connection| one(connection, vault.as_deref(), id)).await
    }

    /// Adds a provider.
    ///
    /// # Errors
    /// [`StoreError::NameTaken`], [`StoreError::VaultClosed`] when it has a credential, and what the
    /// database says.
    pub async fn insert_provider(&self, provider: Provider) -> Result<Provider, StoreError> {
        let (vault, random) = (self.vault(), Arc::clone(&self.shared.random));
        self.write_config(move |transaction| insert(transaction, vault.as_deref(), &*random, &provider)).await
    }

    /// Changes a provider, whose revision must be the one in the database. A credential without its secret
    /// stays as it is, one that isn't mentioned goes.
    ///
    /// # Errors
    /// [`StoreError::StaleRevision`], [`StoreError::NotFound`], [`StoreError::NameTaken`],
    /// [`StoreError::VaultClosed`] when it has a credential to keep, and what the database says.
    pub async fn update_provider(&self, provider: Provider) -> Result<Provider, StoreError> {
        let (vault, random) = (self.vault(), Arc::clone(&self.shared.random));
        self.write_config(move |transaction| update(transaction, vault.as_deref(), &*random, &provider)).await
    }

    /// The priority that puts a new provider last.
    ///
    /// # Errors
    /// When the database can't be read.
    pub async fn next_priority(&self) -> Result<u32, StoreError> {
        self.read_config(|connection| {
            let mut statement = connection.prepare_cached(SELECT_NEXT_PRIORITY)?;
            let next: i64 = statement.query_row([], |row| row.get("next"))?;
            Ok(u32::try_from(next).unwrap_or(u32::MAX))
        })
        .await
    }
}

/// All providers, by priority and then by name.
pub(crate) fn all(connection: &Connection, vault: OpenVault<'_>) -> Result<Vec<Provider>, StoreError> {
    let mut credentials = credentials::all(connection, vault)?;
    let mut statement = connection.prepare_cached(SELECT_ALL)?;
    let providers = statement.query_and_then([], |row| {
        let mut provider = from_row(row)?;
        provider.credentials = credentials.remove(&provider.id).unwrap_or_default();
        Ok(provider)
    })?;
    providers.collect()
}

/// One provider.
pub(crate) fn one(
    connection: &Connection,
    vault: OpenVault<'_>,
    id: ProviderId,
) -> Result<Provider, StoreError> {
    let mut statement = connection.prepare_cached(SELECT)?;
    let named = named_params! { ":id": id.as_uuid().as_bytes() };
    let mut rows = statement.query_and_then(named, from_row)?;
    let mut provider = rows.next().ok_or(StoreError::NotFound(Noun::Provider))??;
    provider.credentials = credentials::of_provider(connection, vault, id)?;
    Ok(provider)
}

/// Makes the row and those of the credentials; it has the provider's revision.
pub(crate) fn insert(
    transaction: &Transaction<'_>,
    vault: OpenVault<'_>,
    random: &dyn Random,
    provider: &Provider,
) -> Result<Provider, StoreError> {
    refuse_taken_name(transaction, provider)?;
    let columns = Columns::of(provider)?;
    let mut named = columns.named(provider);
    let revision = sql::int(provider.revision);
    named.push((":created_at", &provider.created_at.0));
    named.push((":revision", &revision));
    transaction.prepare_cached(INSERT)?.execute(&named[..])?;
    credentials::replace(transaction, vault, random, provider.id, &provider.credentials)?;
    one(transaction, vault, provider.id)
}

fn update(
    transaction: &Transaction<'_>,
    vault: OpenVault<'_>,
    random: &dyn Random,
    provider: &Provider,
) -> Result<Provider, StoreError> {
    refuse_taken_name(transaction, provider)?;
    let columns = Columns::of(provider)?;
    let revision = sql::int(provider.revision);
    let mut named = columns.named(provider);
    named.push((":revision", &revision));
    if transaction.prepare_cached(UPDATE)?.execute(&named[..])? == 0 {
        return Err(stale(transaction, provider.id)?);
    }
    match provider.kind {
        ProviderKind::Upstream => pins::keep_only(transaction, provider.id, provider.dialect)?,
        ProviderKind::Loopback => {}
    }
    credentials::replace(transaction, vault, random, provider.id, &provider.credentials)?;
    one(transaction, vault, provider.id)
}

fn refuse_taken_name(transaction: &Transaction<'_>, provider: &Provider) -> Result<(), StoreError> {
    let taken = transaction.prepare_cached(SELECT_NAMED)?.exists(named_params! {
        ":name_folded": sql::folded(&provider.name), ":id": provider.id.as_uuid().as_bytes(),
    })?;
    if taken {
        return Err(StoreError::NameTaken { noun: Noun::Provider, name: provider.name.clone() });
    }
    Ok(())
}

/// Why no row had this id and revision.
fn stale(transaction: &Transaction<'_>, id: ProviderId) -> Result<StoreError, StoreError> {
    let mut statement = transaction.prepare_cached(SELECT_REVISION)?;
    let named = named_params! { ":id": id.as_uuid().as_bytes() };
    let current: Option<i64> = statement.query_row(named, |row| row.get("revision")).optional()?;
    Ok(match current {
        Some(current) => StoreError::StaleRevision { current: sql::narrow("revision", current)? },
        None => StoreError::NotFound(Noun::Provider),
    })
}

/// The columns that aren't in a [`Provider`] in the form of the table.
struct Columns {
    name_folded: String,
    kind: String,
    dialect: &'static str,
    auth_style: &'static str,
    base_url: Option<String>,
    weight: u8,
    allowed_models: String,
    custom_headers: String,
    timeouts: [Option<i64>; 5],
}

impl Columns {
    fn of(provider: &Provider) -> Result<Self, StoreError> {
        let timeouts = &provider.timeouts;
        Ok(Self {
            name_folded: sql::folded(&provider.name),
            kind: sql::to_name("kind", provider.kind)?,
            dialect: provider.dialect.as_str(),
            auth_style: provider.auth_style.as_str(),
            base_url: provider.base_url.as_ref().map(BaseUrl::to_string),
            weight: provider.weight.get(),
            allowed_models: sql::to_json("allowed_models", &provider.allowed_models)?,
            custom_headers: sql::to_json("custom_headers", &provider.custom_headers)?,
            timeouts: [
                timeouts.connect_timeout_ms,
                timeouts.first_byte_timeout_ms,
                timeouts.stream_idle_timeout_ms,
                timeouts.stream_stall_timeout_ms,
                timeouts.total_timeout_ms,
            ]
            .map(|timeout| timeout.map(sql::int)),
        })
    }

    fn named<'a>(&'a self, provider: &'a Provider) -> Vec<(&'static str, &'a dyn ToSql)> {
        let [connect, first_byte, stream_idle, stream_stall, total] = &self.timeouts;
        vec![
            (":id", provider.id.as_uuid().as_bytes()),
            (":name", provider.name.as_shared()),
            (":name_folded", &self.name_folded),
            (":note", &provider.note),
            (":kind", &self.kind),
            (":dialect", &self.dialect),
            (":auth_style", &self.auth_style),
            (":base_url", &self.base_url),
            (":enabled", &provider.enabled),
            (":held", &provider.held),
            (":priority", &provider.priority),
            (":weight", &self.weight),
            (":allowed_models", &self.allowed_models),
            (":connect_timeout_ms", connect),
            (":first_byte_timeout_ms", first_byte),
            (":stream_idle_timeout_ms", stream_idle),
            (":stream_stall_timeout_ms", stream_stall),
            (":total_timeout_ms", total),
            (":custom_headers", &self.custom_headers),
            (":pass_client_ip", &provider.pass_client_ip),
            (":include_usage", &provider.include_usage),
            (":allow_plain_http", &provider.allow_plain_http),
            (":website", &provider.website),
        ]
    }
}

fn from_row(row: &Row<'_>) -> Result<Provider, StoreError> {
    let base_url: Option<String> = sql::get(row, "base_url")?;
    let base_url = base_url.as_deref().map(BaseUrl::parse).transpose();
    let weight = sql::narrow::<u8>("weight", sql::get(row, "weight")?)?;
    Ok(Provider {
        id: ProviderId::from_bytes(sql::get(row, "id")?),
        name: sql::text(row, "name")?,
        note: sql::get(row, "note")?,
        kind: sql::name("kind", sql::get(row, "kind")?)?,
        dialect: sql::name("dialect", sql::get(row, "dialect")?)?,
        auth_style: sql::name("auth_style", sql::get(row, "auth_style")?)?,
        base_url: base_url.map_err(|error| sql::unreadable("base_url", error.to_string()))?,
        credentials: Vec::new(),
        enabled: sql::get(row, "enabled")?,
        held: sql::get(row, "held")?,
        priority: sql::narrow("priority", sql::get(row, "priority")?)?,
        weight: Weight::try_from(weight).map_err(|error| sql::unreadable("weight", error))?,
        allowed_models: sql::json(row, "allowed_models")?,
        timeouts: Timeouts {
            connect_timeout_ms: sql::optional_uint(row, "connect_timeout_ms")?,
            first_byte_timeout_ms: sql::optional_uint(row, "first_byte_timeout_ms")?,
            stream_idle_timeout_ms: sql::optional_uint(row, "stream_idle_timeout_ms")?,
            stream_stall_timeout_ms: sql::optional_uint(row, "stream_stall_timeout_ms")?,
            total_timeout_ms: sql::optional_uint(row, "total_timeout_ms")?,
        },
        custom_headers: sql::json(row, "custom_headers")?,
        pass_client_ip: sql::get(row, "pass_client_ip")?,
        include_usage: sql::get(row, "include_usage")?,
        allow_plain_http: sql::get(row, "allow_plain_http")?,
        website: sql::get(row, "website")?,
        created_at: UnixMillis(sql::get(row, "created_at")?),
        revision: sql::uint(row, "revision")?,
    })
}

#[cfg(test)]
mod tests;
