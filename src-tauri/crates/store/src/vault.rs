//! The vault: providers' credentials and other secrets, encrypted under a key that is in no database.
//!
//! XChaCha20-Poly1305 with a random nonce; each value is bound to its table, row and column, so that it
//! opens nowhere else. The key is a private file beside the database, and a missing or wrong one never
//! leads to a new one over values that it had encrypted.

use crate::{
    Shared, StoreError, VaultError, credentials, custom_headers,
    platform::{self, Exposure},
    providers,
};
use chacha20poly1305::{
    Key, KeyInit, XChaCha20Poly1305, XNonce,
    aead::{Aead, Payload},
};
use domain::{Random, Secret, UnixMillis};
use rusqlite::{OptionalExtension, Transaction, named_params};
use std::{
    fmt::Display,
    fs,
    io::{self, Write},
    path::Path,
    sync::Arc,
};
use zeroize::Zeroizing;

const KEY_BYTES: usize = 32;
const NONCE_BYTES: usize = 24;
/// The form of a sealed value: this byte, the nonce, the ciphertext with its tag.
const FORM: u8 = 1;
/// The one place so far: `vault.key` beside the database.
const PLACE: &str = "file";
const CHECK_TEXT: &str = "switchyard";
const CHECK_CELL: Cell<'_> = Cell { table: "vault", row: &1, column: "check_value" };

const SELECT: &str = "SELECT place, check_value FROM vault WHERE id = 1";
const REPLACE: &str = "
    INSERT INTO vault (id, place, check_value, created_at)
    VALUES (1, :place, :check_value, :created_at)
    ON CONFLICT (id) DO UPDATE SET
        place = excluded.place, check_value = excluded.check_value, created_at = excluded.created_at";

/// Where the vault stands.
pub(crate) enum VaultSlot {
    /// Not asked for yet.
    Opening,
    /// Open.
    Open(Arc<Vault>),
    /// It could not be opened.
    Unreadable,
}

/// Where a value belongs.
#[derive(Clone, Copy)]
pub(crate) struct Cell<'a> {
    pub(crate) table: &'static str,
    pub(crate) row: &'a dyn Display,
    pub(crate) column: &'static str,
}

impl Cell<'_> {
    fn associated_data(&self) -> String {
        format!("{}|{}|{}", self.table, self.row, self.column)
    }
}

/// An open vault.
pub(crate) struct Vault {
    cipher: XChaCha20Poly1305,
}

impl Vault {
    fn new(key: &[u8; KEY_BYTES]) -> Self {
        Self { cipher: XChaCha20Poly1305::new(&Key::from(*key)) }
    }

    /// Encrypts a value for its cell.
    pub(crate) fn seal(
        &self,
        cell: Cell<'_>,
        secret: &str,
        random: &dyn Random,
    ) -> Result<Vec<u8>, StoreError> {
        let mut nonce = [0; NONCE_BYTES];
        random.fill(&mut nonce);
        let associated_data = cell.associated_data();
        let payload = Payload { msg: secret.as_bytes(), aad: associated_data.as_bytes() };
        let ciphertext = self.cipher.encrypt(&XNonce::from(nonce), payload).map_err(|_| StoreError::Seal)?;
        Ok([&[FORM], &nonce[..], &ciphertext].concat())
    }

    /// Decrypts the value of a cell: `None` when it is not this cell's, or not this key's.
    pub(crate) fn open(&self, cell: Cell<'_>, sealed: &[u8]) -> Option<Secret> {
        let (nonce, ciphertext) = sealed.strip_prefix(&[FORM])?.split_first_chunk::<NONCE_BYTES>()?;
        let associated_data = cell.associated_data();
        let payload = Payload { msg: ciphertext, aad: associated_data.as_bytes() };
        let plain = Zeroizing::new(self.cipher.decrypt(&XNonce::from(*nonce), payload).ok()?);
        std::str::from_utf8(&plain).ok().map(Secret::new)
    }

    fn is_of(&self, check_value: &[u8]) -> bool {
        self.open(CHECK_CELL, check_value).is_some_and(|text| text.expose() == CHECK_TEXT)
    }
}

/// What the database says of its vault.
struct VaultRow {
    place: String,
    check_value: Vec<u8>,
}

/// What to do about a key that is missing or doesn't fit, where there are values.
#[derive(Clone, Copy, PartialEq, Eq)]
pub(crate) enum Unfit {
    /// Say so.
    Refuse,
    /// Put it aside and begin with a new one.
    Replace,
}

/// Opens the vault of a store.
pub(crate) fn open(shared: &Shared, unfit: Unfit) -> Result<Vault, VaultError> {
    let (path, now, random) = (shared.dir.key_file(), shared.clock.now(), Arc::clone(&shared.random));
    // On the writer's thread, in a transaction: two openings can't both make a key.
    shared.config.write_blocking(move |transaction| {
        let opened = unlock(transaction, &path, now, &*random);
        Ok(match opened {
            Err(VaultError::MissingKey { .. } | VaultError::WrongKey { .. }) if unfit == Unfit::Replace => {
                renew(transaction, &path, now, &*random)
            }
            opened => opened,
        })
    })?
}

fn unlock(
    transaction: &Transaction<'_>,
    path: &Path,
    now: UnixMillis,
    random: &dyn Random,
) -> Result<Vault, VaultError> {
    let row = read(transaction)?;
    if let Some(row) = &row
        && row.place != PLACE
    {
        return Err(VaultError::UnknownPlace(row.place.clone()));
    }
    let has_values = credentials::any_sealed(transaction)?
        || custom_headers::any_sealed(transaction)?
        || providers::any_sealed(transaction)?;
    let vault = match (read_key(path)?, &row) {
        (Some(key), Some(row)) => {
            let vault = Vault::new(&key);
            if vault.is_of(&row.check_value) {
                return Ok(vault);
            }
            if has_values {
                return Err(VaultError::WrongKey { path: path.to_owned() });
            }
            vault
        }
        (Some(key), None) => Vault::new(&key),
        (None, Some(_)) if has_values => return Err(VaultError::MissingKey { path: path.to_owned() }),
        (None, _) => Vault::new(&*make_key(path, random)?),
    };
    // A key that is new to this database, which holds nothing that another one had encrypted.
    record(transaction, &vault, now, random)?;
    Ok(vault)
}

fn renew(
    transaction: &Transaction<'_>,
    path: &Path,
    now: UnixMillis,
    random: &dyn Random,
) -> Result<Vault, VaultError> {
    if path.exists() {
        let aside = path.with_extension(format!("key.old-{}", now.0));
        fs::rename(path, aside).map_err(|error| VaultError::io(path, error))?;
    }
    let vault = Vault::new(&*make_key(path, random)?);
    record(transaction, &vault, now, random)?;
    tracing::warn!("the vault has a new key: credentials kept under the old one must be typed again");
    Ok(vault)
}

fn read(transaction: &Transaction<'_>) -> Result<Option<VaultRow>, StoreError> {
    let mut statement = transaction.prepare_cached(SELECT)?;
    let row = statement
        .query_row([], |row| Ok(VaultRow { place: row.get("place")?, check_value: row.get("check_value")? }));
    Ok(row.optional()?)
}

fn record(
    transaction: &Transaction<'_>,
    vault: &Vault,
    now: UnixMillis,
    random: &dyn Random,
) -> Result<(), StoreError> {
    let check_value = vault.seal(CHECK_CELL, CHECK_TEXT, random)?;
    transaction.prepare_cached(REPLACE)?.execute(named_params! {
        ":place": PLACE, ":check_value": check_value, ":created_at": now.0,
    })?;
    Ok(())
}

/// The key in the file: `None` when there is no file, or an empty one, left by an interrupted creation.
fn read_key(path: &Path) -> Result<Option<Zeroizing<[u8; KEY_BYTES]>>, VaultError> {
    match platform::exposure(path) {
        Ok(None) => {}
        Ok(Some(Exposure::Mode(mode))) => return Err(VaultError::FileMode { path: path.to_owned(), mode }),
        Ok(Some(Exposure::Owner { owner, us })) => {
            return Err(VaultError::Owner { path: path.to_owned(), owner, us });
        }
        Err(error) if error.kind() == io::ErrorKind::NotFound => return Ok(None),
        Err(error) => return Err(VaultError::io(path, error)),
    }
    let bytes = Zeroizing::new(fs::read(path).map_err(|error| VaultError::io(path, error))?);
    if bytes.is_empty() {
        return Ok(None);
    }
    let key = <[u8; KEY_BYTES]>::try_from(&bytes[..]);
    key.map(|key| Some(Zeroizing::new(key))).map_err(|_| VaultError::WrongKey { path: path.to_owned() })
}

fn make_key(path: &Path, random: &dyn Random) -> Result<Zeroizing<[u8; KEY_BYTES]>, VaultError> {
    let mut key = Zeroizing::new([0; KEY_BYTES]);
    random.fill(&mut *key);
    write_key(path, &key).map_err(|error| VaultError::io(path, error))?;
    Ok(key)
}

fn write_key(path: &Path, key: &[u8; KEY_BYTES]) -> io::Result<()> {
    if path.metadata().is_ok_and(|metadata| metadata.len() == 0) {
        fs::remove_file(path)?;
    }
    let mut file = platform::create_private(path)?;
    file.write_all(key)?;
    file.sync_all()?;
    path.parent().map_or(Ok(()), platform::sync_dir)
}

#[cfg(test)]
mod tests;
