//! The fire drill: two fake providers behind a gateway, one of which is broken and mended while requests go on.
//!
//! Real parts on a stage of their own. The gateway is a second one, with its own configuration, key and port; its
//! records are read here and nowhere else. So nothing of a drill is in the ledger, in the live list or in anybody's
//! figures, and none of the person's providers is asked or judged.

mod ask;
mod play;
mod stage;
mod story;
mod upstream;

use crate::events::Bus;
use domain::{Clock, DrillStep, Random};
use play::play;
use stage::Stage;
use std::{
    io,
    sync::{Arc, Mutex, MutexGuard, PoisonError},
};
use story::Story;
use tokio_util::{sync::CancellationToken, task::TaskTracker};

/// The drills of an instance: one at a time, and the story of the latest. Clones are the same.
#[derive(Clone, Default)]
pub(crate) struct Drills(Arc<Mutex<Latest>>);

#[derive(Default)]
struct Latest {
    /// Ends the one that runs.
    running: Option<CancellationToken>,
    steps: Vec<DrillStep>,
}

/// What a drill runs with.
pub(crate) struct Around<'a> {
    pub(crate) clock: &'a Arc<dyn Clock>,
    pub(crate) random: &'a Arc<dyn Random>,
    pub(crate) bus: &'a Bus,
    pub(crate) tasks: &'a TaskTracker,
    /// The instance ends.
    pub(crate) closing: &'a CancellationToken,
}

/// Why no drill began.
#[derive(Debug, thiserror::Error)]
pub(crate) enum NoDrill {
    /// One is running.
    #[error("a drill is running already")]
    Running,
    /// Its stage could not be set.
    #[error("the drill could not be set up: {0}")]
    Stage(#[from] io::Error),
}

impl Drills {
    /// Begins one, which ends by itself.
    pub(crate) fn begin(&self, around: &Around<'_>) -> Result<(), NoDrill> {
        let stop = around.closing.child_token();
        {
            let mut latest = self.latest();
            if latest.running.is_some() {
                return Err(NoDrill::Running);
            }
            *latest = Latest { running: Some(stop.clone()), steps: Vec::new() };
        }
        let stage = Stage::set(around.clock, around.random).inspect_err(|_| self.latest().running = None)?;
        let at = around.clock.now();
        let (drills, story) = (self.clone(), Story::new(self.clone(), around.bus.clone()));
        around.tasks.spawn(async move {
            play(stage, &story, at, &stop).await;
            drills.latest().running = None;
            // Last, so that who hears of the end may begin the next.
            story.publish_end();
        });
        Ok(())
    }

    /// Ends the one that runs, if one does.
    pub(crate) fn stop(&self) {
        if let Some(running) = &self.latest().running {
            running.cancel();
        }
    }

    /// Whether one runs, and the story of the latest so far.
    pub(crate) fn view(&self) -> (bool, Vec<DrillStep>) {
        let latest = self.latest();
        (latest.running.is_some(), latest.steps.clone())
    }

    fn latest(&self) -> MutexGuard<'_, Latest> {
        self.0.lock().unwrap_or_else(PoisonError::into_inner)
    }
}

#[cfg(test)]
mod tests;
