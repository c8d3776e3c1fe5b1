//! The one bounded bus of events, for window, browser, tray and command line.
//!
//! A ring, not a broadcast: a subscriber keeps its place as a number, and one that fell behind the ring is
//! told to fetch everything again instead of being given half a story.

use domain::{Event, SequencedEvent};
use std::{
    collections::VecDeque,
    sync::{Arc, Mutex, MutexGuard, PoisonError},
};
use tokio::sync::watch;

/// How many events are kept for those who come back.
///
/// No more than a busy second's: what lies here long is cold when it is let go.
const KEPT: usize = 256;

/// The bus. Clones are the same bus.
#[derive(Clone)]
pub(crate) struct Bus(Arc<Inner>);

struct Inner {
    ring: Mutex<Ring>,
    /// For those who wait. It carries nothing: what there is to hear is in the ring.
    wake: watch::Sender<()>,
    kept: usize,
}

struct Ring {
    events: VecDeque<SequencedEvent>,
    last: u64,
}

/// What a subscriber hears next.
#[derive(Debug, Clone)]
pub(crate) enum Heard {
    /// It missed nothing.
    Event(SequencedEvent),
    /// It missed some: all it knows is to be fetched again, and is then as of this event.
    Resync(u64),
}

impl Bus {
    pub(crate) fn new() -> Self {
        Self::keeping(KEPT)
    }

    fn keeping(kept: usize) -> Self {
        let ring = Mutex::new(Ring { events: VecDeque::with_capacity(kept), last: 0 });
        Self(Arc::new(Inner { ring, wake: watch::Sender::new(()), kept }))
    }

    /// Tells everybody.
    pub(crate) fn publish(&self, event: Event) {
        let mut ring = self.ring();
        ring.last += 1;
        if ring.events.len() == self.0.kept {
            ring.events.pop_front();
        }
        let seq = ring.last;
        ring.events.push_back(SequencedEvent { seq, event });
        drop(ring);
        // Most of the time nobody listens. Who begins to just now looks into the ring before it waits.
        if self.0.wake.receiver_count() > 0 {
            self.0.wake.send_replace(());
        }
    }

    /// The last event's number; 0 before the first.
    pub(crate) fn last(&self) -> u64 {
        self.ring().last
    }

    fn ring(&self) -> MutexGuard<'_, Ring> {
        self.0.ring.lock().unwrap_or_else(PoisonError::into_inner)
    }

    /// Follows from behind the event `after`; without one, from now on.
    pub(crate) fn subscribe(&self, after: Option<u64>) -> Subscription {
        let wake = self.0.wake.subscribe();
        Subscription { bus: self.clone(), at: after.unwrap_or_else(|| self.last()), wake }
    }
}

/// A place in the sequence.
pub(crate) struct Subscription {
    bus: Bus,
    at: u64,
    wake: watch::Receiver<()>,
}

impl Subscription {
    /// What comes next, as soon as it comes. Cancelling loses nothing.
    pub(crate) async fn next(&mut self) -> Heard {
        loop {
            self.wake.mark_unchanged();
            if let Some(heard) = self.ready() {
                return heard;
            }
            if self.wake.changed().await.is_err() {
                // The bus holds its own sender, and we hold the bus.
                std::future::pending::<()>().await;
            }
        }
    }

    /// What is there already.
    pub(crate) fn ready(&mut self) -> Option<Heard> {
        let ring = self.bus.ring();
        let last = ring.last;
        if self.at == last {
            return None;
        }
        let first = ring.events.front().map_or(last + 1, |event| event.seq);
        // A number that was never given comes from an earlier start.
        if self.at > last || self.at + 1 < first {
            self.at = last;
            return Some(Heard::Resync(last));
        }
        let index = usize::try_from(self.at + 1 - first).ok()?;
        let event = ring.events.get(index)?.clone();
        self.at = event.seq;
        Some(Heard::Event(event))
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn number(heard: Option<Heard>) -> Option<(&'static str, u64)> {
        heard.map(|heard| match heard {
            Heard::Event(event) => ("event", event.seq),
            Heard::Resync(seq) => ("resync", seq),
        })
    }

    #[test]
    fn who_comes_back_in_time_missed_nothing() {
        let bus = Bus::keeping(3);
        (0..3).for_each(|_| bus.publish(Event::UsersChanged));
        let mut back = bus.subscribe(Some(1));
        assert_eq!(number(back.ready()), Some(("event", 2)));
        assert_eq!(number(back.ready()), Some(("event", 3)));
        assert_eq!(number(back.ready()), None);
    }

    #[test]
    fn who_missed_some_is_told_to_fetch_again_and_goes_on_from_there() {
        let bus = Bus::keeping(3);
        let mut slow = bus.subscribe(None);
        (0..5).for_each(|_| bus.publish(Event::UsersChanged));
        assert_eq!(number(slow.ready()), Some(("resync", 5)));
        bus.publish(Event::KeysChanged);
        assert_eq!(number(slow.ready()), Some(("event", 6)));
    }

    #[test]
    fn a_number_of_an_earlier_start_is_a_gap() {
        let bus = Bus::keeping(3);
        bus.publish(Event::UsersChanged);
        assert_eq!(number(bus.subscribe(Some(900)).ready()), Some(("resync", 1)));
    }

    #[tokio::test]
    async fn who_waits_is_woken() {
        let bus = Bus::new();
        let mut waiting = bus.subscribe(None);
        let (heard, ()) = tokio::join!(waiting.next(), async { bus.publish(Event::SettingsChanged) });
        assert_eq!(number(Some(heard)), Some(("event", 1)));
    }
}
