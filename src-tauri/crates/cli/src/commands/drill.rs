//! `drill`: breaks a fake provider, and tells how failover, breaker and recovery go.

use crate::{commands::Work, door::Ask, failure::usage};
use anyhow::bail;
use domain::{BreakerState, DrillEnd, DrillEvent, DrillProvider, DrillStep, DrillTry};
use serde_json::Value;
use server::admin::Drill;

/// Runs one to its end, and tells it as it happens.
pub(crate) async fn run(work: &mut Work<'_>) -> anyhow::Result<()> {
    if !work.door.is_running() {
        return Err(usage("nothing is running: a drill needs an instance that serves"));
    }
    // Heard before it begins, so that nothing is missed.
    let mut lines = work.door.send(Ask::get("events").accept("text/event-stream")).await?.lines();
    let _: Drill = work.door.ask(Ask::post("drill")).await?;
    while let Some(line) = lines.next().await? {
        let Some(step) = line.strip_prefix("data:").and_then(step_of) else { continue };
        work.output.show(&step, || told(&step))?;
        match step.event {
            DrillEvent::Ended { how: DrillEnd::Recovered | DrillEnd::Stopped, .. } => return Ok(()),
            DrillEvent::Ended { how: DrillEnd::Failed, .. } => {
                bail!("the drill did not go as it should have")
            }
            DrillEvent::Began { .. }
            | DrillEvent::Broken
            | DrillEvent::Mended
            | DrillEvent::Asked { .. }
            | DrillEvent::Breaker { .. } => {}
        }
    }
    bail!("the instance ended")
}

fn step_of(data: &str) -> Option<DrillStep> {
    let event: Value = serde_json::from_str(data.trim_start()).ok()?;
    serde_json::from_value(event.get("step")?.clone()).ok()
}

fn told(step: &DrillStep) -> String {
    let at = format!("{:>5}.{} s  ", step.at_ms / 1_000, step.at_ms % 1_000 / 100);
    at + &match &step.event {
        DrillEvent::Began { .. } => "two fake providers are up, A and B; your own are left alone".to_owned(),
        DrillEvent::Broken => "A is broken now: it answers 503".to_owned(),
        DrillEvent::Mended => "A is mended".to_owned(),
        DrillEvent::Asked { number, status, tries, duration_ms } => {
            let way = tries.iter().map(tried).collect::<Vec<_>>().join(", then ");
            let got = status.map_or_else(|| "nothing".to_owned(), |status| status.to_string());
            format!("request {number:>2}: {way}; its client got {got} after {duration_ms} ms")
        }
        DrillEvent::Breaker { state, until_ms } => match (state, until_ms) {
            (BreakerState::Open, Some(until)) => {
                format!(
                    "A's breaker opens; it is tried again in {} s",
                    until.saturating_sub(step.at_ms).div_ceil(1_000)
                )
            }
            (BreakerState::Open, None) => "A's breaker opens".to_owned(),
            (BreakerState::HalfOpen, _) => "A's breaker is half-open: A is tried".to_owned(),
            (BreakerState::Closed, _) => "A's breaker closes: it serves again".to_owned(),
            (BreakerState::Held, _) => "A's breaker is held open".to_owned(),
        },
        DrillEvent::Ended { how, asked, answered, failed_over } => {
            let how = match how {
                DrillEnd::Recovered => "recovered",
                DrillEnd::Stopped => "stopped",
                DrillEnd::Failed => "failed",
            };
            format!(
                "{how}: {answered} of {asked} requests were answered, {failed_over} of them failed over unseen"
            )
        }
    }
}

fn tried(one: &DrillTry) -> String {
    let name = match one.provider {
        DrillProvider::First => "A",
        DrillProvider::Second => "B",
    };
    match one.status {
        Some(200) if one.answered => format!("{name} answers"),
        Some(status) => format!("{name} answers {status}"),
        None => format!("{name} gives no answer"),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_failover_is_told_in_one_line() {
        let data = r#" {"type":"drill_step","seq":7,"step":{"at_ms":2345,"what":"asked","number":9,"status":200,
            "tries":[{"provider":"first","status":503,"answered":false},{"provider":"second","status":200,"answered":true}],
            "duration_ms":72}}"#;
        let line = told(&step_of(data).unwrap());
        assert_eq!(
            line,
            "    2.3 s  request  9: A answers 503, then B answers; its client got 200 after 72 ms"
        );
        assert!(step_of(r#"{"type":"keys_changed","seq":1}"#).is_none());
    }
}
