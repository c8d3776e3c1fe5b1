//! Follows the instance: reads what the menu shows, and reads it anew when events say that it changed.

use super::facts::{Choice, Facts, List, Pin, Provider, Setting, Settings, Standing, Status};
use crate::{control::Control, window::Lines};
use anyhow::Context;
use http::{HeaderMap, Method};
use serde::Deserialize;
use std::time::Duration;
use tokio::{
    sync::watch,
    time::{Instant, sleep, sleep_until, timeout},
};

/// How long changes gather before they are read.
const SETTLE: Duration = Duration::from_millis(200);
/// The day's figures are read this often while requests come and go.
const FIGURES: Duration = Duration::from_secs(2);
/// Twice the server's own sign of life.
const SILENCE: Duration = Duration::from_secs(31);
/// Before the next try, when the line was lost.
const RETRY: Duration = Duration::from_secs(1);

/// What an event makes stale.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
enum Stale {
    /// Requests came or went.
    Figures,
    /// Anything else.
    All,
}

/// What is read of an event.
#[derive(Debug, Deserialize)]
struct Told<'a> {
    #[serde(rename = "type")]
    kind: &'a str,
}

impl Told<'_> {
    /// Unreadable is something new, which may change anything.
    fn read(event: &str) -> Told<'_> {
        serde_json::from_str(event).unwrap_or(Told { kind: "" })
    }

    /// Nothing for what the tray doesn't show.
    fn makes_stale(&self) -> Option<Stale> {
        match self.kind {
            "request_opened" | "request_closed" => Some(Stale::Figures),
            "drill_step" => None,
            _ => Some(Stale::All),
        }
    }
}

/// Tells the facts for as long as somebody listens.
pub(crate) async fn follow(control: Control, facts: watch::Sender<Facts>) {
    loop {
        if let Err(error) = until_lost(&control, &facts).await {
            tracing::debug!("the tray lost its line: {error:#}");
        }
        tokio::select! {
            () = facts.closed() => return,
            () = sleep(RETRY) => {}
        }
    }
}

async fn until_lost(control: &Control, facts: &watch::Sender<Facts>) -> anyhow::Result<()> {
    let mut answer = control.send(Method::GET, "/api/v1/events", HeaderMap::new(), "").await?;
    anyhow::ensure!(answer.is_success(), "refused");
    let mut lines = Lines::default();
    let mut due: Option<(Stale, Instant)> = Some((Stale::All, Instant::now()));
    let mut read_at = Instant::now();
    loop {
        let at = due.map(|(_, at)| at);
        tokio::select! {
            piece = timeout(SILENCE, answer.piece()) => {
                let piece = piece.context("silence")??.context("ended")?;
                for event in lines.push(&piece) {
                    let Some(stale) = Told::read(event.get()).makes_stale() else { continue };
                    let soonest = match stale {
                        Stale::All => Instant::now() + SETTLE,
                        Stale::Figures => (Instant::now() + SETTLE).max(read_at + FIGURES),
                    };
                    due = Some(due.map_or((stale, soonest), |(before, at)| (before.max(stale), at.min(soonest))));
                }
            }
            () = sleep_until(at.unwrap_or_else(Instant::now)), if at.is_some() => {
                let stale = due.take().map_or(Stale::All, |(stale, _)| stale);
                read_at = Instant::now();
                read(control, facts, stale).await?;
            }
        }
    }
}

async fn read(control: &Control, facts: &watch::Sender<Facts>, stale: Stale) -> anyhow::Result<()> {
    let mut new = facts.borrow().clone();
    if stale == Stale::All {
        let providers: List<Provider> = control.get("providers").await?;
        let pins: List<Pin> = control.get("pins").await?;
        let settings: List<Setting> = control.get("settings").await?;
        new.providers = Choice::of(providers.items);
        new.pins = pins.items;
        new.settings = Settings::of(&settings.items);
    }
    let status: Status = control.get("status").await?;
    new.standing = Some(Standing::of(&status, &new.providers));
    facts.send_if_modified(|known| {
        // Only the shell knows whether the application is ending.
        new.ending = known.ending;
        let changed = *known != new;
        *known = new;
        changed
    });
    Ok(())
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn requests_change_the_figures_alone() {
        let closed = r#"{"seq":1,"type":"request_closed","request":{"attempts":[]}}"#;
        assert_eq!(Told::read(closed).makes_stale(), Some(Stale::Figures));
        assert_eq!(Told::read(r#"{"seq":1,"type":"drill_step","step":{}}"#).makes_stale(), None);
        for event in [r#"{"seq":1,"type":"pins_changed"}"#, r#"{"type":"hello","seq":0}"#, "?"] {
            assert_eq!(Told::read(event).makes_stale(), Some(Stale::All), "{event}");
        }
    }
}
