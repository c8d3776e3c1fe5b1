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
mod tests {
    use super::*;
    use crate::{
        language::Language,
        tray::{
            condition::{Condition, Quota},
            facts::{Pin, Settings, Standing},
        },
    };
    use domain::UnixMillis;
    use jiff::tz::TimeZone;
    use server::PortTaken;

    const ENGLISH: Words = Words(Language::English);
    const CHINESE: Words = Words(Language::Chinese);

    fn now() -> Now {
        Now { at: UnixMillis(1_767_322_800_000), zone: TimeZone::UTC }
    }

    fn in_seconds(seconds: i64) -> UnixMillis {
        UnixMillis(now().at.0 + seconds * 1_000)
    }

    fn running() -> Facts {
        let standing = Standing {
            gateway: GatewayStatus::Running,
            port_taken: None,
            url: Some("http://127.0.0.1:23000".into()),
            in_flight: 0,
            trouble: None,
            failed_over_at: None,
            requests: 1_284,
            tokens: 9_618_204,
            success_permille: Some(986),
        };
        Facts { standing: Some(standing), ..Facts::default() }
    }

    fn with(change: impl FnOnce(&mut Standing)) -> Facts {
        let mut facts = running();
        change(facts.standing.as_mut().unwrap());
        facts
    }

    fn choice(number: u8, name: &str, dialect: Dialect) -> Choice {
        Choice {
            id: ProviderId::from_bytes([number; 16]),
            name: name.into(),
            dialect,
            condition: Condition::Well,
            quota: None,
        }
    }

    /// The menu as text: what is inside a submenu is indented.
    fn shown(facts: &Facts, words: Words) -> Vec<String> {
        fn lines(entries: &[Entry], indent: &str, out: &mut Vec<String>) {
            for entry in entries {
                match entry {
                    Entry::Line { text, .. } => out.push(format!("{indent}[{text}]")),
                    Entry::Item { text, .. } => out.push(format!("{indent}{text}")),
                    Entry::Check { text, checked, .. } => {
                        out.push(format!("{indent}{} {text}", if *checked { "✓" } else { "☐" }));
                    }
                    Entry::Submenu { text, entries, .. } => {
                        out.push(format!("{indent}{text} ▸"));
                        lines(entries, &format!("{indent}  "), out);
                    }
                    Entry::Separator { .. } => out.push("──".into()),
                }
            }
        }
        let mut out = Vec::new();
        lines(&project(facts, words, &now()), "", &mut out);
        out
    }

    #[test]
    fn a_running_gateway_has_its_address_its_pins_and_its_day() {
        let mut facts = running();
        facts.providers = vec![
            choice(1, "Relay & Co", Dialect::Anthropic),
            choice(2, "B", Dialect::Anthropic),
            choice(3, "G", Dialect::Gemini),
        ];
        facts.pins = vec![
            Pin { dialect: Dialect::Anthropic, provider_id: Some(ProviderId::from_bytes([2; 16])) },
            Pin { dialect: Dialect::Gemini, provider_id: None },
        ];
        facts.settings = Settings { start_at_login: Some(true), ..Settings::default() };
        let expected = [
            "[● Running · 127.0.0.1:23000]",
            "Stop gateway",
            "Copy base URL ▸",
            "  Anthropic",
            "  OpenAI (/v1)",
            "  Gemini",
            "──",
            "Anthropic · B (pinned) ▸",
            "  ☐ Automatic",
            "  ☐ Relay & Co",
            "  ✓ B",
            "Gemini · Automatic ▸",
            "  ✓ Automatic",
            "  ☐ G",
            "──",
            "[Today 1,284 requests · 9.61 M tokens · 98.6% ok]",
            "──",
            "Open Switchyard",
            "✓ Start at login",
            "Quit",
        ];
        assert_eq!(shown(&facts, ENGLISH), expected);
        let chinese = shown(&facts, CHINESE);
        assert_eq!(chinese[0], "[● 运行中 · 127.0.0.1:23000]");
        assert_eq!(chinese[15], "[今日 1,284 次请求 · 9.61 M tokens · 成功率 98.6%]");
        assert_eq!(chinese.len(), expected.len());
    }

    #[test]
    fn every_state_says_what_it_is_and_what_can_be_done() {
        let ending = Facts { ending: true, ..with(|standing| standing.in_flight = 3) };
        let stopping = |in_flight| {
            with(move |standing| {
                standing.gateway = GatewayStatus::Stopped;
                standing.in_flight = in_flight;
            })
        };
        let troubled = |trouble| with(move |standing| standing.trouble = Some(trouble));
        let open = |provider: Option<&str>, count, seconds| {
            let provider = provider.map(str::to_owned);
            troubled(Trouble::Open { provider, count, until: Some(in_seconds(seconds)) })
        };
        let taken = |holder: Option<&str>| {
            with(|standing| {
                standing.gateway = GatewayStatus::Absent;
                standing.port_taken = Some(PortTaken { port: 23_000, holder: holder.map(str::to_owned) });
            })
        };
        for (facts, state, verb, look) in [
            (Facts::default(), "[○ Starting]", "Quit", Look::Stopped),
            (running(), "[● Running · 127.0.0.1:23000]", "Stop gateway", Look::Running),
            (troubled(Trouble::Failing(1)), "[◐ Degraded: 1 failing]", "Stop gateway", Look::Degraded),
            (
                with(|standing| standing.failed_over_at = Some(in_seconds(-59))),
                "[◐ Degraded: failed over within the last minute]",
                "Stop gateway",
                Look::Degraded,
            ),
            (
                with(|standing| standing.failed_over_at = Some(in_seconds(-60))),
                "[● Running · 127.0.0.1:23000]",
                "Stop gateway",
                Look::Running,
            ),
            (
                open(Some("Relay-B"), 1, 24),
                "[◐ Degraded: Relay-B open, retry in 0:24]",
                "Stop gateway",
                Look::Degraded,
            ),
            (
                open(Some("Relay-B"), 1, 0),
                "[◐ Degraded: Relay-B open, retry with the next request]",
                "Stop gateway",
                Look::Degraded,
            ),
            (open(None, 2, 65), "[◐ Degraded: 2 open, retry in 1:05]", "Stop gateway", Look::Degraded),
            (
                troubled(Trouble::HalfOpen("Relay-B".into())),
                "[◐ Degraded: Relay-B half-open, being tried]",
                "Stop gateway",
                Look::Degraded,
            ),
            (taken(Some("nginx")), "[✕ Port 23000 taken by nginx]", "Start gateway", Look::Error),
            (taken(None), "[✕ Port 23000 taken by another program]", "Start gateway", Look::Error),
            (
                troubled(Trouble::Vault),
                "[◐ Degraded: the vault can’t be opened]",
                "Stop gateway",
                Look::Error,
            ),
            (stopping(0), "[○ Stopped · 127.0.0.1:23000]", "Start gateway", Look::Stopped),
            (stopping(2), "[○ Stopped · 2 still running]", "Start gateway", Look::Stopped),
            (ending, "[○ Quitting · 3 still running]", "Quit now", Look::Stopped),
        ] {
            let shown = shown(&facts, ENGLISH);
            assert_eq!((shown[0].as_str(), shown[1].as_str(), Look::of(&facts, &now())), (state, verb, look));
            assert!(shown.last().is_some_and(|line| line.starts_with("Quit")), "{state} can be quit");
        }
    }

    #[test]
    fn each_provider_says_how_it_is_and_what_is_left_of_it() {
        let mut facts = running();
        let open = Condition::Open { until: Some(in_seconds(24)) };
        let conditions = [
            Condition::Well,
            open,
            Condition::Open { until: Some(in_seconds(0)) },
            Condition::HalfOpen,
            Condition::Held,
            Condition::Resting { until: in_seconds(130) },
            Condition::Failing,
        ];
        facts.providers = conditions
            .into_iter()
            .zip(1..)
            .map(|(condition, number)| Choice { condition, ..choice(number, "P", Dialect::Anthropic) })
            .collect();
        facts.providers[0].quota =
            Some(Quota { used_permille: Some(620), resets_at: Some(in_seconds(12_000)), ..Quota::default() });
        facts.providers[1].quota = facts.providers[0].quota;
        let lines = |words| shown(&facts, words)[9..16].to_vec();
        assert_eq!(
            lines(ENGLISH),
            [
                "  ☐ P · 62% · resets 06:20",
                "  ☐ P (open, 0:24)",
                "  ☐ P (open)",
                "  ☐ P (half-open)",
                "  ☐ P (held)",
                "  ☐ P (resting, 2:10)",
                "  ☐ P (failing)",
            ]
        );
        assert_eq!(
            lines(CHINESE),
            [
                "  ☐ P · 62% · 06:20 重置",
                "  ☐ P（已熔断，0:24）",
                "  ☐ P（已熔断）",
                "  ☐ P（半开）",
                "  ☐ P（手动断开）",
                "  ☐ P（休息中，2:10）",
                "  ☐ P（失败）",
            ]
        );
    }

    #[test]
    fn what_does_not_exist_is_not_offered() {
        let shown = shown(&running(), ENGLISH);
        assert!(!shown.iter().any(|line| line.contains("login") || line.contains("Automatic")), "{shown:?}");
    }

    #[test]
    fn the_keys_are_one_each_and_stay_when_texts_change() {
        let keys =
            |facts: &Facts, words| project(facts, words, &now()).iter().map(Entry::key).collect::<Vec<_>>();
        let mut facts = running();
        facts.providers = vec![choice(1, "A", Dialect::Anthropic)];
        let before = keys(&facts, ENGLISH);
        let mut unique = before.clone();
        unique.sort();
        unique.dedup();
        assert_eq!(unique.len(), before.len());
        facts.pins =
            vec![Pin { dialect: Dialect::Anthropic, provider_id: Some(ProviderId::from_bytes([1; 16])) }];
        assert_eq!(keys(&facts, CHINESE), before);
    }

    #[test]
    fn a_name_stays_on_its_line() {
        assert_eq!(plain("a\nb"), "a b");
        assert_eq!(plain(&"长".repeat(60)).chars().count(), 40);
    }
}
