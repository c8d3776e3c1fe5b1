//! Records that are committed together: the last word on each request.

use domain::{RequestId, RequestRecord, RequestState};
use std::{collections::HashMap, sync::Arc};

/// A batch. A request that opened and ended in it is written once.
#[derive(Default)]
pub(crate) struct Batch {
    records: Vec<Arc<RequestRecord>>,
    places: HashMap<RequestId, usize, foldhash::fast::RandomState>,
}

impl Batch {
    /// Takes a record in.
    pub(crate) fn push(&mut self, record: Arc<RequestRecord>) {
        let Some(place) = self.places.get(&record.id).and_then(|&place| self.records.get_mut(place)) else {
            self.places.insert(record.id, self.records.len());
            self.records.push(record);
            return;
        };
        // The opening may be overtaken by the end, and must not undo it.
        if record.state != RequestState::Open {
            *place = record;
        }
    }

    /// How many rows it is.
    pub(crate) fn len(&self) -> usize {
        self.records.len()
    }

    /// The rows.
    pub(crate) fn records(&self) -> &[Arc<RequestRecord>] {
        &self.records
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::testing::record;

    #[test]
    fn a_request_that_opened_and_ended_is_one_row() {
        for order in [[RequestState::Open, RequestState::Done], [RequestState::Done, RequestState::Open]] {
            let mut batch = Batch::default();
            for state in order {
                batch.push(Arc::new(RequestRecord { state, ..record(1) }));
                batch.push(Arc::new(RequestRecord { state: RequestState::Open, ..record(2) }));
            }
            let states: Vec<_> = batch.records().iter().map(|record| record.state).collect();
            assert_eq!(states, [RequestState::Done, RequestState::Open]);
            assert_eq!(batch.len(), 2);
        }
    }
}
