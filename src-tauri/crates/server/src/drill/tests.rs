use super::*;
use crate::events::Heard;
use domain::{BreakerState, DrillEnd, DrillEvent, DrillProvider, Event, SystemClock, SystemRandom};

struct Scene {
    drills: Drills,
    bus: Bus,
    tasks: TaskTracker,
    closing: CancellationToken,
}

impl Scene {
    fn set() -> Self {
        let (tasks, closing) = (TaskTracker::new(), CancellationToken::new());
        Self { drills: Drills::default(), bus: Bus::new(), tasks, closing }
    }

    fn begin(&self) -> Result<(), NoDrill> {
        let clock: Arc<dyn Clock> = Arc::new(SystemClock);
        let random: Arc<dyn Random> = Arc::new(SystemRandom);
        let Self { drills, bus, tasks, closing } = self;
        drills.begin(&Around { clock: &clock, random: &random, bus, tasks, closing })
    }

    /// Everything that is told until the end.
    async fn story(&self, after: u64) -> Vec<DrillStep> {
        let mut heard = self.bus.subscribe(Some(after));
        let mut steps = Vec::new();
        loop {
            let Heard::Event(event) = heard.next().await else { panic!("nothing is missed") };
            let Event::DrillStep { step } = &event.event else { continue };
            steps.push(step.clone());
            if let DrillEvent::Ended { .. } = step.event {
                return steps;
            }
        }
    }
}

fn breaker_states(steps: &[DrillStep]) -> Vec<BreakerState> {
    let state = |step: &DrillStep| match step.event {
        DrillEvent::Breaker { state, .. } => Some(state),
        DrillEvent::Began { .. }
        | DrillEvent::Broken
        | DrillEvent::Mended
        | DrillEvent::Asked { .. }
        | DrillEvent::Ended { .. } => None,
    };
    steps.iter().filter_map(state).collect()
}

#[tokio::test]
async fn a_drill_breaks_fails_over_opens_and_recovers_and_every_client_is_answered() {
    let scene = Scene::set();
    scene.begin().unwrap();
    assert!(matches!(scene.begin(), Err(NoDrill::Running)), "one at a time");
    let steps = scene.story(0).await;
    assert_eq!(breaker_states(&steps), [BreakerState::Open, BreakerState::HalfOpen, BreakerState::Closed]);

    let DrillEvent::Ended { how, asked, answered, failed_over } = steps.last().unwrap().event else {
        panic!("it ends")
    };
    assert_eq!((how, answered), (DrillEnd::Recovered, asked), "{steps:?}");
    assert_eq!(failed_over, 5, "as many as open the breaker");
    assert!(steps.last().unwrap().at_ms < 20_000, "in time");

    let served = |step: &DrillStep| match &step.event {
        DrillEvent::Asked { tries, .. } => tries.iter().find(|one| one.answered).map(|one| one.provider),
        DrillEvent::Began { .. }
        | DrillEvent::Broken
        | DrillEvent::Mended
        | DrillEvent::Breaker { .. }
        | DrillEvent::Ended { .. } => None,
    };
    let served: Vec<_> = steps.iter().filter_map(served).collect();
    assert_eq!(served.first(), Some(&DrillProvider::First));
    assert!(served.contains(&DrillProvider::Second));
    assert_eq!(served.last(), Some(&DrillProvider::First), "it serves again");

    let (running, kept) = scene.drills.view();
    assert_eq!((running, kept), (false, steps), "who comes late reads the same");
    scene.tasks.close();
    scene.tasks.wait().await;
}

#[tokio::test]
async fn a_drill_that_is_stopped_ends_at_once_and_the_next_may_begin() {
    let scene = Scene::set();
    scene.begin().unwrap();
    scene.drills.stop();
    let steps = scene.story(0).await;
    let last = &steps.last().unwrap().event;
    assert!(matches!(last, DrillEvent::Ended { how: DrillEnd::Stopped, .. }), "{last:?}");
    scene.begin().unwrap();
    scene.closing.cancel();
    scene.tasks.close();
    scene.tasks.wait().await;
}
