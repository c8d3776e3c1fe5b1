//! `route` and `why`: where a request would go, and how one went.

use crate::{
    commands::{
        Work,
        requests_text::{reason_text, resting_text},
    },
    door::{Ask, segment},
    output::{Table, human},
};
use clap::Args;
use domain::{Considered, Dialect, UnixMillis, Verdict};
use serde_json::json;
use server::admin::{RouteCandidate, RouteView, WhyView};
use std::fmt::Write;

/// A request that somebody thinks of.
#[derive(Debug, Args)]
pub(crate) struct RouteArguments {
    /// What its client speaks: anthropic, openai-chat, openai-responses or gemini
    #[arg(long)]
    dialect: Dialect,
    /// The model it asks for
    #[arg(long)]
    model: String,
    /// The id of the key it comes with; without one every provider is seen
    #[arg(long)]
    key: Option<String>,
    /// The client program, by its User-Agent
    #[arg(long)]
    client: Option<String>,
    /// The conversation it belongs to
    #[arg(long)]
    session: Option<String>,
}

/// Says where it would go.
pub(crate) async fn route(arguments: RouteArguments, work: &mut Work<'_>) -> anyhow::Result<()> {
    let RouteArguments { dialect, model, key, client, session } = arguments;
    let question =
        json!({ "dialect": dialect, "model": model, "key": key, "client": client, "session": session });
    let view: RouteView = work.door.ask(Ask::post("route").json(question)).await?;
    let now = work.now;
    work.output.show(&view, || route_text(dialect, &model, &view, now))
}

/// Explains a request.
pub(crate) async fn why(id: &str, work: &mut Work<'_>) -> anyhow::Result<()> {
    let view: WhyView = work.door.ask(Ask::get(format!("why/{}", segment(id)))).await?;
    work.output.show(&view, || why_text(&view))
}

fn route_text(dialect: Dialect, model: &str, view: &RouteView, now: UnixMillis) -> String {
    let mut text = String::new();
    // Writing to a text does not fail.
    match view.candidates.first() {
        Some(first) => {
            let _ = writeln!(text, "{model} in {dialect} goes to {}\n", first.provider_name);
        }
        None => {
            let _ = writeln!(text, "{model} in {dialect} goes nowhere\n");
        }
    }
    if !view.candidates.is_empty() {
        let mut table = Table::new(["", "provider", "model", "because"], "");
        for candidate in &view.candidates {
            table.row([
                format!("{}.", candidate.rank),
                candidate.provider_name.to_string(),
                model_text(model, candidate),
                candidate.why.text.en.clone(),
            ]);
        }
        let _ = write!(text, "{table}");
    }
    if !view.skipped.is_empty() {
        let mut table = Table::new(["", "not asked", "because"], "");
        for link in &view.skipped {
            table.row(["-".into(), link.provider_name.to_string(), reason(link, now)]);
        }
        let gap = if view.candidates.is_empty() { "" } else { "\n" };
        let _ = write!(text, "{gap}{table}");
    }
    if let Some(message) = &view.message {
        let _ = write!(text, "\n{}", message.en);
    }
    text.trim_end().to_owned()
}

fn model_text(asked: &str, candidate: &RouteCandidate) -> String {
    if *candidate.model == *asked { asked.to_owned() } else { format!("{asked} -> {}", candidate.model) }
}

fn reason(link: &Considered, now: UnixMillis) -> String {
    match link.verdict {
        Verdict::Skipped { reason } => reason_text(reason).to_owned(),
        Verdict::Resting { reason, until } => {
            let until = until.map(|until| format!(", back {}", human::moment(until, now)));
            format!("{}{}", resting_text(reason), until.unwrap_or_default())
        }
        Verdict::Candidate { .. } => String::new(),
    }
}

fn why_text(view: &WhyView) -> String {
    let WhyView { request, explanation, next_step } = view;
    let told: Vec<String> = explanation.en.lines().map(|line| wrapped(&clean(line), 96)).collect();
    format!(
        "{} at {}: {}\n\n{}\n\nNext: {}",
        request.id.short(),
        request.started_at,
        request.state.as_str(),
        told.join("\n"),
        wrapped(&clean(&next_step.en), 90)
    )
}

/// What came from elsewhere must not move the cursor.
fn clean(line: &str) -> String {
    line.chars().map(|one| if one.is_control() { ' ' } else { one }).collect()
}

/// The text in lines of at most so many characters, unless a word is longer.
fn wrapped(text: &str, most: usize) -> String {
    let mut lines = String::with_capacity(text.len() + text.len() / most);
    let mut length = 0;
    for word in text.split_whitespace() {
        let characters = word.chars().count();
        if length > 0 && length + 1 + characters > most {
            lines.push('\n');
            length = 0;
        }
        if length > 0 {
            lines.push(' ');
            length += 1;
        }
        lines.push_str(word);
        length += characters;
    }
    lines
}

#[cfg(test)]
mod tests {
    use super::*;

    fn view(value: serde_json::Value) -> RouteView {
        serde_json::from_value(value).unwrap()
    }

    #[test]
    fn a_route_reads_from_the_first_candidate_to_who_is_not_asked() {
        let id = "01a20a73-21b8-7303-9d45-dea58be7bac2";
        let view = view(json!({
            "candidates": [{ "provider_id": id, "provider_name": "main", "rank": 1, "model": "glm-5",
                "why": { "pinned": false, "session": false, "priority": 10, "knows_model": true, "converted": false,
                    "replaced_by": "redirect", "share_permille": 1000,
                    "text": { "zh": "优先级 10", "en": "priority 10" } } }],
            "skipped": [
                { "provider_id": id, "provider_name": "off", "verdict": "skipped", "reason": "disabled" },
                { "provider_id": id, "provider_name": "ill", "verdict": "resting", "reason": "breaker_open", "until": "1970-01-01T00:00:30.000Z" },
            ],
            "message": null,
        }));
        let text = route_text(Dialect::Anthropic, "claude-x", &view, UnixMillis(0));
        let lines: Vec<&str> = text.lines().map(str::trim_end).collect();
        assert_eq!(
            lines,
            [
                "claude-x in anthropic goes to main",
                "",
                "    PROVIDER  MODEL              BECAUSE",
                "1.  main      claude-x -> glm-5  priority 10",
                "",
                "   NOT ASKED  BECAUSE",
                "-  off        disabled",
                "-  ill        its breaker is open, back in 30 s",
            ]
        );
    }

    #[test]
    fn lines_break_between_words() {
        assert_eq!(wrapped("one two  three", 7), "one two\nthree");
        assert_eq!(wrapped("seventeen-letters a", 5), "seventeen-letters\na");
    }
}
