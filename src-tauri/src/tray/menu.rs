//! The menu as data: a pure function of what is known.

use super::{
    action::{BaseUrl, TrayAction},
    facts::{Choice, Facts, Trouble},
    now::Now,
    words::Words,
};
use domain::{Dialect, ProviderId};
use server::admin::GatewayStatus;

/// One line. Its key stays the same as long as it means the same, whatever it says.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(super) enum Entry {
    /// Says something.
    Line { key: &'static str, text: String },
    /// Does something.
    Item { action: TrayAction, text: String },
    /// Does something, and says whether that is so now.
    Check { action: TrayAction, text: String, checked: bool },
    /// Opens more.
    Submenu { key: String, text: String, entries: Vec<Entry> },
    /// A line between.
    Separator { key: &'static str },
}

impl Entry {
    pub(super) fn key(&self) -> String {
        match self {
            Self::Line { key, .. } | Self::Separator { key } => (*key).to_owned(),
            Self::Item { action, .. } | Self::Check { action, .. } => action.to_string(),
            Self::Submenu { key, .. } => key.clone(),
        }
    }
}

/// What the icon says.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Look {
    Running,
    Degraded,
    Stopped,
    Error,
}

impl Look {
    pub(super) fn of(facts: &Facts, now: &Now) -> Self {
        match &facts.standing {
            _ if facts.ending => Self::Stopped,
            None => Self::Stopped,
            Some(standing) if standing.port_taken.is_some() => Self::Error,
            Some(standing) => match (standing.gateway, standing.trouble(now.at)) {
                (GatewayStatus::Running, None) => Self::Running,
                (GatewayStatus::Running, Some(Trouble::Vault)) => Self::Error,
                (GatewayStatus::Running, Some(_)) => Self::Degraded,
                (GatewayStatus::Stopped | GatewayStatus::Absent, _) => Self::Stopped,
            },
        }
    }
}

/// The whole menu.
pub(super) fn project(facts: &Facts, words: Words, now: &Now) -> Vec<Entry> {
    let item = |action, text: &str| Entry::Item { action, text: text.to_owned() };
    let quit = item(TrayAction::Quit, words.quit(facts.ending));
    if facts.ending {
        let in_flight = facts.standing.as_ref().map_or(0, |standing| standing.in_flight);
        return vec![Entry::Line { key: "state", text: words.ending(in_flight) }, quit];
    }
    let Some(standing) = &facts.standing else {
        return vec![Entry::Line { key: "state", text: words.starting().to_owned() }, quit];
    };
    let mut entries = vec![Entry::Line { key: "state", text: words.state(standing, now) }];
    match standing.gateway {
        GatewayStatus::Running => entries.push(item(TrayAction::Stop, words.stop())),
        GatewayStatus::Stopped => entries.push(item(TrayAction::Start, words.start())),
        // Once more, for a port that may be free by now.
        GatewayStatus::Absent if standing.port_taken.is_some() => {
            entries.push(item(TrayAction::Start, words.start()));
        }
        GatewayStatus::Absent => {}
    }
    if standing.url.is_some() {
        let copies = BaseUrl::ALL.map(|form| item(TrayAction::Copy(form), words.base_url(form)));
        entries.push(Entry::Submenu {
            key: "copy".into(),
            text: words.copy().into(),
            entries: copies.into(),
        });
    }
    let pins: Vec<Entry> =
        Dialect::ALL.into_iter().filter_map(|dialect| pins(facts, words, now, dialect)).collect();
    if !pins.is_empty() {
        entries.push(Entry::Separator { key: "before-pins" });
        entries.extend(pins);
    }
    entries.push(Entry::Separator { key: "before-today" });
    entries.push(Entry::Line { key: "today", text: words.today(standing) });
    entries.push(Entry::Separator { key: "before-open" });
    entries.push(item(TrayAction::Open, words.open()));
    if let Some(on) = facts.settings.start_at_login {
        let text = words.start_at_login().to_owned();
        entries.push(Entry::Check { action: TrayAction::StartAtLogin, text, checked: on });
    }
    entries.push(quit);
    entries
}

/// What the icon says when the pointer rests on it, where the system shows that.
#[cfg(not(target_os = "linux"))]
pub(super) fn tooltip(facts: &Facts, words: Words, now: &Now) -> String {
    let state = facts
        .standing
        .as_ref()
        .map_or_else(|| words.starting().to_owned(), |standing| words.state(standing, now));
    let today = facts.standing.as_ref().map(|standing| words.today(standing)).unwrap_or_default();
    format!("Switchyard\n{state}\n{today}").trim_end().to_owned()
}

/// A dialect's submenu; none for one that no provider speaks.
fn pins(facts: &Facts, words: Words, now: &Now, dialect: Dialect) -> Option<Entry> {
    let choices: Vec<&Choice> = facts.providers.iter().filter(|choice| choice.dialect == dialect).collect();
    if choices.is_empty() {
        return None;
    }
    let pinned = facts.pins.iter().find(|pin| pin.dialect == dialect).and_then(|pin| pin.provider_id);
    let check = |provider: Option<ProviderId>, text: String| {
        let action = TrayAction::Pin(dialect, provider);
        Entry::Check { action, text, checked: pinned == provider }
    };
    let named = |choice: &&Choice| check(Some(choice.id), words.choice(&plain(&choice.name), choice, now));
    let mut entries = vec![check(None, words.automatic().to_owned())];
    entries.extend(choices.iter().map(named));
    let now = choices.iter().find(|choice| pinned == Some(choice.id));
    let now = now.map_or_else(|| words.automatic().to_owned(), |choice| words.pinned(&plain(&choice.name)));
    let text = format!("{} · {now}", words.dialect(dialect));
    Some(Entry::Submenu { key: format!("pins {dialect}"), text, entries })
}

/// A name as a menu may say it: on one line and not for ever.
pub(super) fn plain(name: &str) -> String {
    const LONGEST: usize = 40;
    let line: String = name.chars().map(|char| if char.is_control() { ' ' } else { char }).collect();
    if line.chars().count() <= LONGEST {
        return line;
    }
    line.chars().take(LONGEST - 1).chain(['…']).collect()
}

#[cfg(test)]
mod tests;
