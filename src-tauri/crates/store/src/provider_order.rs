//! The order of the providers, set as a whole: tiers, and who stands in them.

use crate::{Store, StoreError, providers, sql};
use domain::{Provider, ProviderId};
use rusqlite::{Transaction, named_params};
use std::collections::HashSet;

/// How far apart tiers are, so that one can be put between two by hand.
const STEP: u64 = 10;

const SELECT_IDS: &str = "SELECT id FROM providers";
const UPDATE: &str = "
    UPDATE providers SET priority = :priority, revision = revision + 1
    WHERE id = :id AND priority <> :priority";

impl Store {
    /// Gives every provider the priority of its tier, the first tier the lowest number.
    ///
    /// # Errors
    /// [`StoreError::StaleOrder`] when these aren't all providers, each once, and what the database says.
    pub async fn order_providers(&self, tiers: Vec<Vec<ProviderId>>) -> Result<Vec<Provider>, StoreError> {
        let vault = self.vault();
        self.write_config(move |transaction| {
            order(transaction, &tiers)?;
            providers::all(transaction, vault.as_deref())
        })
        .await
    }
}

fn order(transaction: &Transaction<'_>, tiers: &[Vec<ProviderId>]) -> Result<(), StoreError> {
    let sent: HashSet<ProviderId> = tiers.iter().flatten().copied().collect();
    let count: usize = tiers.iter().map(Vec::len).sum();
    if count != sent.len() || sent != known(transaction)? {
        return Err(StoreError::StaleOrder);
    }
    let mut statement = transaction.prepare_cached(UPDATE)?;
    let used = tiers.iter().filter(|tier| !tier.is_empty());
    for (tier, number) in used.zip(1u64..) {
        let priority = sql::int(number * STEP);
        for id in tier {
            statement.execute(named_params! { ":priority": priority, ":id": id.as_uuid().as_bytes() })?;
        }
    }
    Ok(())
}

fn known(transaction: &Transaction<'_>) -> Result<HashSet<ProviderId>, StoreError> {
    let mut statement = transaction.prepare_cached(SELECT_IDS)?;
    let ids = statement.query_and_then([], |row| Ok(ProviderId::from_bytes(sql::get(row, "id")?)))?;
    ids.collect()
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::testing::{Fixture, provider};

    #[tokio::test]
    async fn tiers_become_priorities_and_only_what_moved_has_changed() {
        let store = Fixture::new().open();
        let mut ids = Vec::new();
        for (number, name, priority) in [(1, "a", 10), (2, "b", 7), (3, "c", 7)] {
            let new = Provider { priority, ..provider(number, name, &[]) };
            ids.push(store.insert_provider(new).await.unwrap().id);
        }
        let ordered = store.order_providers(vec![vec![ids[0]], vec![], vec![ids[2], ids[1]]]).await.unwrap();
        let seen: Vec<_> = ordered
            .iter()
            .map(|provider| (provider.name.as_str(), provider.priority, provider.revision))
            .collect();
        assert_eq!(seen, [("a", 10, 1), ("b", 20, 2), ("c", 20, 2)]);
    }

    #[tokio::test]
    async fn an_order_of_other_providers_than_there_are_changes_nothing() {
        let store = Fixture::new().open();
        let a = store.insert_provider(provider(1, "a", &[])).await.unwrap().id;
        let b = store.insert_provider(provider(2, "b", &[])).await.unwrap().id;
        let nobody = provider(3, "c", &[]).id;
        for stale in [vec![vec![a]], vec![vec![a], vec![b, nobody]], vec![vec![a, b], vec![a]], vec![]] {
            let refused = store.order_providers(stale).await;
            assert!(matches!(refused, Err(StoreError::StaleOrder)));
        }
        assert!(store.providers().await.unwrap().iter().all(|provider| provider.revision == 1));
    }
}
