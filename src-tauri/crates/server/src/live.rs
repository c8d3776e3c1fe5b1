//! The live list: the latest requests, kept in memory so that the list needs no database and no gap.

use crate::{admin::LiveRequests, events::Bus};
use domain::{Event, RequestRecord, RequestState};
use std::{
    collections::VecDeque,
    sync::{Arc, Mutex, PoisonError},
};

/// How many requests are kept.
const KEPT: usize = 500;

/// The latest requests. Clones are the same list.
#[derive(Clone)]
pub(crate) struct Live {
    bus: Bus,
    ring: Arc<Mutex<VecDeque<Arc<RequestRecord>>>>,
}

impl Live {
    pub(crate) fn new(bus: Bus) -> Self {
        Self { bus, ring: Arc::default() }
    }

    /// Takes a record in and tells everybody. What can't be in the list yet is not looked for.
    pub(crate) fn record(&self, request: Arc<RequestRecord>, may_be_listed: bool) {
        let mut ring = self.ring.lock().unwrap_or_else(PoisonError::into_inner);
        let mut listed = if may_be_listed { ring.iter_mut() } else { Default::default() };
        match listed.find(|known| known.id == request.id) {
            Some(known) => *known = Arc::clone(&request),
            None => {
                ring.truncate(KEPT - 1);
                ring.push_front(Arc::clone(&request));
            }
        }
        // Inside the lock, so that the list and the number it carries agree.
        self.bus.publish(match request.state {
            RequestState::Open => Event::RequestOpened { request },
            RequestState::Done
            | RequestState::Failed
            | RequestState::Refused
            | RequestState::Cancelled
            | RequestState::Interrupted => Event::RequestClosed { request },
        });
    }

    /// The list and the number of the last event in it.
    pub(crate) fn snapshot(&self) -> LiveRequests {
        let ring = self.ring.lock().unwrap_or_else(PoisonError::into_inner);
        LiveRequests { seq: self.bus.last(), items: ring.iter().map(|request| (**request).clone()).collect() }
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::testing::record;

    #[test]
    fn a_request_that_ends_stays_in_its_place() {
        let live = Live::new(Bus::new());
        let (first, second) = (record(1, RequestState::Open), record(2, RequestState::Open));
        live.record(Arc::new(first.clone()), false);
        live.record(Arc::new(second.clone()), false);
        live.record(Arc::new(RequestRecord { state: RequestState::Done, ..first.clone() }), true);
        let list = live.snapshot();
        let seen: Vec<_> = list.items.iter().map(|request| (request.id, request.state)).collect();
        assert_eq!(seen, [(second.id, RequestState::Open), (first.id, RequestState::Done)]);
        assert_eq!(list.seq, 3);
    }

    #[test]
    fn the_list_is_bounded() {
        let live = Live::new(Bus::new());
        (0..KEPT as u64 + 9).for_each(|n| live.record(Arc::new(record(n, RequestState::Done)), true));
        assert_eq!(live.snapshot().items.len(), KEPT);
    }
}
