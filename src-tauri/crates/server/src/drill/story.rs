//! The story of a drill: kept for who comes late, and told to everybody as it happens.

use super::Drills;
use crate::events::Bus;
use domain::{DrillEvent, DrillStep, Event};
use tokio::time::Instant;

/// The story of one drill.
pub(super) struct Story {
    drills: Drills,
    bus: Bus,
    began: Instant,
}

impl Story {
    pub(super) fn new(drills: Drills, bus: Bus) -> Self {
        Self { drills, bus, began: Instant::now() }
    }

    /// When it began.
    pub(super) fn began(&self) -> Instant {
        self.began
    }

    /// From its beginning to a moment, milliseconds.
    pub(super) fn at(&self, moment: Instant) -> u64 {
        u64::try_from(moment.saturating_duration_since(self.began).as_millis()).unwrap_or(u64::MAX)
    }

    /// Tells what has just happened. The end is kept, and told by [`Story::publish_end`].
    pub(super) fn tell(&self, event: DrillEvent) {
        let step = DrillStep { at_ms: self.at(Instant::now()), event };
        self.drills.latest().steps.push(step.clone());
        if !matches!(step.event, DrillEvent::Ended { .. }) {
            self.bus.publish(Event::DrillStep { step });
        }
    }

    /// Tells how it ended.
    pub(super) fn publish_end(&self) {
        let last = self.drills.latest().steps.last().cloned();
        if let Some(step) = last {
            self.bus.publish(Event::DrillStep { step });
        }
    }
}
