//! What the menu says of each state, line by line.

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
        (troubled(Trouble::Vault), "[◐ Degraded: the vault can’t be opened]", "Stop gateway", Look::Error),
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
