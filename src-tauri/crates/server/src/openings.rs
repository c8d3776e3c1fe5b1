//! Openings on their way to the live list and the ledger. Most requests are over in a moment: their opening is
//! kept back for that long, so that only what they came to is shown and written.

use domain::{RequestId, RequestRecord};
use std::{
    collections::{HashMap, VecDeque},
    sync::Arc,
    time::Duration,
};
use tokio::time::Instant;

/// How long an opening is kept back. With what the ledger's batches take, a killed process loses no request
/// that was admitted a tenth of a second before.
const PATIENCE: Duration = Duration::from_millis(40);

/// The openings that are kept back.
#[derive(Default)]
pub(crate) struct Openings {
    held: HashMap<RequestId, Arc<RequestRecord>, foldhash::fast::RandomState>,
    due: VecDeque<(Instant, RequestId)>,
}

impl Openings {
    /// Keeps one back.
    pub(crate) fn hold(&mut self, opening: Arc<RequestRecord>, now: Instant) {
        self.due.push_back((now + PATIENCE, opening.id));
        self.held.insert(opening.id, opening);
    }

    /// Its request ended. Says whether it was still kept back, so that nobody has seen it.
    pub(crate) fn forget(&mut self, id: RequestId) -> bool {
        self.held.remove(&id).is_some()
    }

    /// One whose request goes on for longer than a moment.
    pub(crate) fn take_due(&mut self, now: Instant) -> Option<Arc<RequestRecord>> {
        while let Some((_, id)) = self.due.pop_front_if(|(due, _)| *due <= now) {
            if let Some(opening) = self.held.remove(&id) {
                return Some(opening);
            }
        }
        None
    }

    /// All that are left.
    pub(crate) fn take_all(&mut self) -> Vec<Arc<RequestRecord>> {
        self.due.drain(..).filter_map(|(_, id)| self.held.remove(&id)).collect()
    }

    /// When to look again, if anything is kept back.
    pub(crate) fn next_due(&self) -> Option<Instant> {
        self.due.front().map(|(due, _)| *due)
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::testing::record;
    use domain::RequestState;

    #[test]
    fn only_the_opening_of_a_long_request_is_given_out() {
        let mut openings = Openings::default();
        let (short, long) = (record(1, RequestState::Open), record(2, RequestState::Open));
        let now = Instant::now();
        openings.hold(Arc::new(short.clone()), now);
        openings.hold(Arc::new(long.clone()), now);
        assert_eq!(openings.take_due(now), None);
        assert!(openings.forget(short.id));
        assert!(!openings.forget(short.id));

        let due = openings.next_due().unwrap();
        assert_eq!(openings.take_due(due).as_deref(), Some(&long));
        assert_eq!(openings.take_due(due), None);
        assert_eq!(openings.next_due(), None);
    }

    #[test]
    fn at_the_end_the_rest_is_given_out_in_its_order() {
        let mut openings = Openings::default();
        let records: Vec<_> = (1..=3).map(|number| record(number, RequestState::Open)).collect();
        for record in &records {
            openings.hold(Arc::new(record.clone()), Instant::now());
        }
        openings.forget(records[1].id);
        let rest: Vec<_> = openings.take_all().iter().map(|opening| opening.id).collect();
        assert_eq!(rest, [records[0].id, records[2].id]);
    }
}
