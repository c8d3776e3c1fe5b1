use super::*;
use domain::SystemRandom;
use proptest::prelude::*;

/// The defaults.
const CONSECUTIVE: u32 = 5;
const SUCCESSES: u32 = 2;

fn end(breaker: &mut Breaker, ticket: Ticket, verdict: Verdict, now: Instant) -> Option<Counted> {
    breaker.end(ticket, verdict, now, &SystemRandom)
}

/// One attempt, if it gets leave.
fn attempt(breaker: &mut Breaker, verdict: Verdict, now: Instant) -> Option<Counted> {
    let ticket = breaker.begin(now)?;
    end(breaker, ticket, verdict, now)
}

fn opened(now: Instant) -> Breaker {
    let mut breaker = Breaker::new(now);
    for _ in 0..CONSECUTIVE {
        attempt(&mut breaker, Verdict::Fails, now);
    }
    breaker
}

/// When an open breaker's time is over.
fn over(breaker: &Breaker) -> Instant {
    breaker.opens_again_at().unwrap()
}

#[tokio::test(start_paused = true)]
async fn five_failures_in_a_row_open_it_and_a_success_breaks_the_row() {
    let now = Instant::now();
    let mut breaker = Breaker::new(now);
    for verdict in [Verdict::Fails; 4].into_iter().chain([Verdict::Works]).chain([Verdict::Fails; 4]) {
        attempt(&mut breaker, verdict, now);
    }
    assert_eq!(breaker.state(), BreakerState::Closed);
    attempt(&mut breaker, Verdict::Fails, now);
    assert_eq!(
        (breaker.state(), breaker.cause()),
        (BreakerState::Open, Some(BreakerCause::ConsecutiveFailures))
    );
    let wait = over(&breaker) - now;
    assert!((24..=36).contains(&wait.as_secs()), "{wait:?}");
    assert!(breaker.begin(now).is_none());
}

#[tokio::test(start_paused = true)]
async fn it_heeds_what_the_person_set() {
    let mut now = Instant::now();
    let mut breaker = Breaker::new(now);
    breaker.heed(BreakerValues { failures: Some(2), open_ms: Some(1_000), half_open_successes: Some(1) });
    attempt(&mut breaker, Verdict::Fails, now);
    assert_eq!(breaker.state(), BreakerState::Closed);
    attempt(&mut breaker, Verdict::Fails, now);
    assert_eq!(breaker.state(), BreakerState::Open);
    let wait = over(&breaker) - now;
    assert!((800..=1_200).contains(&wait.as_millis()), "{wait:?}");
    now = over(&breaker);
    attempt(&mut breaker, Verdict::Works, now);
    assert_eq!(breaker.state(), BreakerState::Closed);

    // Longer than the cap is what the person wants.
    breaker.heed(BreakerValues { open_ms: Some(1_800_000), ..BreakerValues::default() });
    breaker.trip(now, &SystemRandom);
    assert!(over(&breaker) - now >= Duration::from_secs(1_440));
}

#[tokio::test(start_paused = true)]
async fn half_of_twenty_open_it_though_no_row_does() {
    let now = Instant::now();
    let mut breaker = Breaker::new(now);
    for _ in 0..10 {
        attempt(&mut breaker, Verdict::Works, now);
        attempt(&mut breaker, Verdict::Busy, now);
    }
    assert_eq!((breaker.state(), breaker.cause()), (BreakerState::Open, Some(BreakerCause::FailureRatio)));
}

#[tokio::test(start_paused = true)]
async fn nothing_is_said_by_what_is_not_the_providers() {
    let now = Instant::now();
    let mut breaker = Breaker::new(now);
    for _ in 0..100 {
        attempt(&mut breaker, Verdict::Nothing, now);
        attempt(&mut breaker, Verdict::Fails, now);
        attempt(&mut breaker, Verdict::Works, now);
        attempt(&mut breaker, Verdict::Works, now);
    }
    assert_eq!(breaker.state(), BreakerState::Closed);
}

#[tokio::test(start_paused = true)]
async fn one_trial_at_a_time_and_two_successes_close_it() {
    let now = Instant::now();
    let mut breaker = opened(now);
    let later = over(&breaker);
    let trial = breaker.begin(later).unwrap();
    assert!(trial.is_trial && breaker.begin(later).is_none());
    end(&mut breaker, trial, Verdict::Works, later);
    assert_eq!(breaker.state(), BreakerState::HalfOpen);
    attempt(&mut breaker, Verdict::Works, later);
    assert_eq!(breaker.state(), BreakerState::Closed);
    attempt(&mut breaker, Verdict::Fails, later);
    assert_eq!(breaker.state(), BreakerState::Closed, "it began anew");
}

#[tokio::test(start_paused = true)]
async fn a_trial_that_says_nothing_gives_its_leave_back() {
    let mut breaker = opened(Instant::now());
    let later = over(&breaker);
    attempt(&mut breaker, Verdict::Nothing, later);
    assert_eq!(breaker.state(), BreakerState::HalfOpen);
    assert!(breaker.begin(later).is_some());
}

#[tokio::test(start_paused = true)]
async fn each_failed_trial_doubles_the_wait_up_to_ten_minutes() {
    let mut breaker = opened(Instant::now());
    let mut waits = Vec::new();
    for verdict in [Verdict::Fails, Verdict::Busy].into_iter().cycle().take(8) {
        let now = over(&breaker);
        attempt(&mut breaker, verdict, now);
        assert_eq!((breaker.state(), breaker.cause()), (BreakerState::Open, Some(BreakerCause::TrialFailed)));
        waits.push((over(&breaker) - now).as_secs());
    }
    for (wait, nominal) in waits.iter().zip([60, 120, 240, 480, 600, 600, 600, 600]) {
        assert!((nominal * 8 / 10..=(nominal * 12 / 10).min(600)).contains(wait), "{waits:?}");
    }
}

#[tokio::test(start_paused = true)]
async fn well_for_ten_minutes_it_forgets_how_often_it_opened() {
    let mut breaker = opened(Instant::now());
    let mut now = over(&breaker);
    attempt(&mut breaker, Verdict::Works, now);
    attempt(&mut breaker, Verdict::Works, now);
    now += FORGETS;
    for _ in 0..CONSECUTIVE {
        attempt(&mut breaker, Verdict::Fails, now);
    }
    assert!((over(&breaker) - now).as_secs() <= 36);
}

/// Case 52.
#[tokio::test(start_paused = true)]
async fn what_comes_back_late_is_ignored() {
    let now = Instant::now();
    let mut breaker = Breaker::new(now);
    let late = [breaker.begin(now).unwrap(), breaker.begin(now).unwrap()];
    for _ in 0..CONSECUTIVE {
        attempt(&mut breaker, Verdict::Fails, now);
    }
    end(&mut breaker, late[0], Verdict::Works, now);
    assert_eq!(breaker.state(), BreakerState::Open);
    let later = over(&breaker);
    let trial = breaker.begin(later).unwrap();
    end(&mut breaker, late[1], Verdict::Fails, later);
    assert_eq!(breaker.state(), BreakerState::HalfOpen);
    assert!(breaker.begin(later).is_none(), "the trial is still out");
    end(&mut breaker, trial, Verdict::Works, later);
    assert!(breaker.begin(later).is_some());
}

#[tokio::test(start_paused = true)]
async fn a_failure_that_was_the_requests_is_taken_back_with_what_it_opened() {
    let now = Instant::now();
    let mut breaker = Breaker::new(now);
    let mut counted = Vec::new();
    for _ in 0..CONSECUTIVE {
        counted.extend(attempt(&mut breaker, Verdict::Fails, now));
    }
    assert_eq!(breaker.state(), BreakerState::Open);
    breaker.take_back(counted[0], now);
    assert_eq!(breaker.state(), BreakerState::Open, "it counted before the state changed");
    breaker.take_back(counted[4], now);
    assert_eq!(breaker.state(), BreakerState::Closed);
    attempt(&mut breaker, Verdict::Fails, now);
    assert_eq!(breaker.state(), BreakerState::Open, "the other four still count");
}

#[tokio::test(start_paused = true)]
async fn a_forced_trial_that_fails_waits_no_longer() {
    let now = Instant::now();
    let mut breaker = opened(now);
    let until = over(&breaker);
    let forced = breaker.force(now).unwrap();
    assert!(breaker.force(now).is_none() && breaker.begin(now).is_none());
    end(&mut breaker, forced, Verdict::Fails, now);
    assert_eq!(breaker.opens_again_at(), Some(until));
    let forced = breaker.force(now).unwrap();
    end(&mut breaker, forced, Verdict::Works, now);
    assert_eq!(breaker.state(), BreakerState::HalfOpen);
}

#[tokio::test(start_paused = true)]
async fn by_hand_it_opens_and_closes_at_once() {
    let now = Instant::now();
    let mut breaker = Breaker::new(now);
    breaker.trip(now, &SystemRandom);
    assert_eq!((breaker.state(), breaker.cause()), (BreakerState::Open, Some(BreakerCause::Person)));
    breaker.reset(now);
    assert_eq!(breaker.state(), BreakerState::Closed);
}

/// Something that happens to a breaker.
#[derive(Debug, Clone, Copy)]
enum Step {
    Begin,
    Force,
    End(usize, Verdict),
    TakeBack,
    Wait(u64),
    Trip,
    Reset,
}

fn step() -> impl Strategy<Value = Step> {
    let verdict =
        prop_oneof![Just(Verdict::Works), Just(Verdict::Fails), Just(Verdict::Busy), Just(Verdict::Nothing)];
    prop_oneof![
        6 => Just(Step::Begin),
        1 => Just(Step::Force),
        6 => (0usize..8, verdict).prop_map(|(which, verdict)| Step::End(which, verdict)),
        1 => Just(Step::TakeBack),
        3 => (0u64..400).prop_map(Step::Wait),
        1 => Just(Step::Trip),
        1 => Just(Step::Reset),
    ]
}

proptest! {
    #[test]
    fn never_two_trials_and_never_out_for_longer_than_the_cap(steps in prop::collection::vec(step(), 1..200)) {
        let runtime = tokio::runtime::Builder::new_current_thread().start_paused(true).enable_time().build().unwrap();
        runtime.block_on(async {
            let mut now = Instant::now();
            let mut breaker = Breaker::new(now);
            let (mut out, mut counted): (Vec<Ticket>, Vec<Counted>) = (Vec::new(), Vec::new());
            for step in steps {
                match step {
                    Step::Begin => out.extend(breaker.begin(now)),
                    Step::Force => out.extend(breaker.force(now)),
                    Step::End(which, verdict) if !out.is_empty() => {
                        let ticket = out.swap_remove(which % out.len());
                        counted.extend(end(&mut breaker, ticket, verdict, now));
                    }
                    Step::End(..) => {}
                    Step::TakeBack => counted.pop().into_iter().for_each(|counted| breaker.take_back(counted, now)),
                    Step::Wait(seconds) => now += Duration::from_secs(seconds),
                    Step::Trip => breaker.trip(now, &SystemRandom),
                    Step::Reset => breaker.reset(now),
                }
                let trials = out.iter().filter(|ticket| ticket.is_trial && ticket.generation == breaker.generation);
                assert!(trials.count() <= 1, "two trials at once");
                if let Some(until) = breaker.opens_again_at() {
                    assert!(until <= now + LONGEST, "open for longer than the cap");
                }
            }
            // It recovers: whoever is still out comes back, and after the cap everybody is served.
            for ticket in std::mem::take(&mut out) {
                end(&mut breaker, ticket, Verdict::Nothing, now);
            }
            now += LONGEST;
            for _ in 0..SUCCESSES {
                attempt(&mut breaker, Verdict::Works, now);
            }
            assert_eq!(breaker.state(), BreakerState::Closed, "well again, and still not used");
        });
    }
}
