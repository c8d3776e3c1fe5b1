//! What many requests have in common: each caller, server, text and decision chain stands in the ledger once,
//! and requests name it by number. Numbers are kept in memory, so that a request usually finds its own there.

use crate::{StoreError, sql};
use domain::{Considered, KeyId, ProviderId, RequestRecord, Text, UserId};
use rusqlite::{CachedStatement, Connection, OptionalExtension, params};
use std::{collections::HashMap, hash::Hash};

/// How many numbers of a kind are kept: beyond this somebody varies a name, and all are forgotten.
const KEPT: usize = 4_096;

/// The numbers known so far. They hold for what one connection has committed, so they go when it goes.
#[derive(Default)]
pub(crate) struct Commons {
    callers: Numbers<Caller>,
    servers: Numbers<(ProviderId, Text)>,
    texts: Numbers<Text>,
    chains: Numbers<Vec<Considered>>,
}

type Caller = (Option<UserId>, Option<Text>, Option<KeyId>, Option<Text>);
type Numbers<T> = HashMap<T, i64, foldhash::fast::RandomState>;

impl Commons {
    /// Who called.
    pub(crate) fn caller(
        &mut self,
        connection: &Connection,
        record: &RequestRecord,
    ) -> Result<i64, StoreError> {
        let caller = (record.user_id, record.user_name.clone(), record.key_id, record.key_name.clone());
        number(&mut self.callers, caller, |(user_id, user_name, key_id, key_name)| {
            let values = params![
                user_id.map(|id| *id.as_uuid().as_bytes()),
                user_name.as_deref(),
                key_id.map(|id| *id.as_uuid().as_bytes()),
                key_name.as_deref(),
            ];
            let known = connection.prepare_cached(
                "SELECT caller FROM callers
                WHERE user_id IS ?1 AND user_name IS ?2 AND key_id IS ?3 AND key_name IS ?4",
            )?;
            let new = "INSERT INTO callers (user_id, user_name, key_id, key_name) VALUES (?1, ?2, ?3, ?4)";
            known_or_new(connection, known, new, values)
        })
    }

    /// A provider under the name it had.
    pub(crate) fn server(
        &mut self,
        connection: &Connection,
        id: ProviderId,
        name: &Text,
    ) -> Result<i64, StoreError> {
        number(&mut self.servers, (id, name.clone()), |(id, name)| {
            let values = params![id.as_uuid().as_bytes(), name.as_str()];
            let known = connection
                .prepare_cached("SELECT server FROM servers WHERE provider_id = ?1 AND provider_name = ?2")?;
            let new = "INSERT INTO servers (provider_id, provider_name) VALUES (?1, ?2)";
            known_or_new(connection, known, new, values)
        })
    }

    /// A text.
    pub(crate) fn text(&mut self, connection: &Connection, text: &Text) -> Result<i64, StoreError> {
        number(&mut self.texts, text.clone(), |text| {
            let values = params![text.as_str()];
            let known = connection.prepare_cached("SELECT text_id FROM texts WHERE text = ?1")?;
            known_or_new(connection, known, "INSERT INTO texts (text) VALUES (?1)", values)
        })
    }

    /// A text, where there is one.
    pub(crate) fn optional_text(
        &mut self,
        connection: &Connection,
        text: Option<&Text>,
    ) -> Result<Option<i64>, StoreError> {
        text.map(|text| self.text(connection, text)).transpose()
    }

    /// A decision chain; an empty one has no number.
    pub(crate) fn chain(
        &mut self,
        connection: &Connection,
        chain: &Vec<Considered>,
    ) -> Result<Option<i64>, StoreError> {
        if chain.is_empty() {
            return Ok(None);
        }
        if let Some(&number) = self.chains.get(chain) {
            return Ok(Some(number));
        }
        number(&mut self.chains, chain.clone(), |chain| {
            let text = sql::to_json("chain", chain)?;
            Ok(connection.prepare_cached("INSERT INTO chains (chain) VALUES (?1)")?.insert([text])?)
        })
        .map(Some)
    }
}

fn number<T: Hash + Eq>(
    numbers: &mut Numbers<T>,
    thing: T,
    find: impl FnOnce(&T) -> Result<i64, StoreError>,
) -> Result<i64, StoreError> {
    if let Some(&number) = numbers.get(&thing) {
        return Ok(number);
    }
    let number = find(&thing)?;
    if numbers.len() >= KEPT {
        numbers.clear();
    }
    numbers.insert(thing, number);
    Ok(number)
}

fn known_or_new(
    connection: &Connection,
    mut known: CachedStatement<'_>,
    new: &'static str,
    values: &[&dyn rusqlite::ToSql],
) -> Result<i64, StoreError> {
    match known.query_row(values, |row| row.get(0)).optional()? {
        Some(number) => Ok(number),
        None => Ok(connection.prepare_cached(new)?.insert(values)?),
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::{database, migrations, testing};

    #[test]
    fn the_same_thing_has_the_same_number_in_memory_and_after_a_restart() {
        let dir = tempfile::tempdir().unwrap();
        let connection = database::open_writer(&dir.path().join("l.db"), migrations::LEDGER).unwrap();
        let nobody = RequestRecord { user_id: None, user_name: None, ..testing::record(1) };
        let mut commons = Commons::default();
        let mut first = Vec::new();
        for commons in [&mut commons, &mut Commons::default()] {
            for _ in 0..2 {
                let record = testing::record(1);
                let numbers = [
                    commons.caller(&connection, &record).unwrap(),
                    commons.caller(&connection, &nobody).unwrap(),
                    commons.text(&connection, &"m".into()).unwrap(),
                    commons.text(&connection, &"n".into()).unwrap(),
                    commons.server(&connection, ProviderId::from_bytes([1; 16]), &"m".into()).unwrap(),
                    commons.server(&connection, ProviderId::from_bytes([2; 16]), &"m".into()).unwrap(),
                ];
                first.push(numbers);
            }
        }
        assert_eq!(first, [[1, 2, 1, 2, 1, 2]; 4]);
    }

    #[test]
    fn memory_is_bounded_whatever_callers_send() {
        let dir = tempfile::tempdir().unwrap();
        let connection = database::open_writer(&dir.path().join("l.db"), migrations::LEDGER).unwrap();
        let mut commons = Commons::default();
        for number in 0..=KEPT {
            commons.text(&connection, &format!("model-{number}").into()).unwrap();
        }
        assert_eq!(commons.texts.len(), 1);
        assert_eq!(commons.text(&connection, &"model-0".into()).unwrap(), 1);
    }
}
