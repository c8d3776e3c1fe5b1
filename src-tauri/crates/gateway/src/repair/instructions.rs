//! The official Codex instructions: learned from genuine Codex requests, one text per model family, and sent
//! where a provider wants them.

use crate::{call::Call, operation::Operation};
use domain::{OfficialInstructions, Text};
use http::header;
use std::sync::Arc;

/// The official text for a model, once it has been learned.
pub(crate) fn official<'a>(known: &'a OfficialInstructions, model: &str) -> Option<&'a Text> {
    known.of(family(model)).map(|instructions| &instructions.text)
}

/// An official text that was learned.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct LearnedInstructions {
    /// The model family.
    pub family: Text,
    /// The text.
    pub text: Text,
    /// The version of the Codex that sent it.
    pub version: String,
}

/// What a genuine Codex request teaches: a family that is new, or a text newer than the one that is known. Most
/// requests are no Codex's, and most of Codex's teach nothing; neither is read for it.
pub(crate) fn genuine(
    call: &Call,
    known: impl FnOnce() -> Arc<OfficialInstructions>,
) -> Option<LearnedInstructions> {
    if call.operation != Operation::Responses {
        return None;
    }
    let agent = call.headers.get(header::USER_AGENT)?.to_str().ok()?;
    let version = version(agent)?;
    let originator = call.headers.get("originator")?.to_str().ok()?;
    if !originator.to_ascii_lowercase().starts_with("codex") {
        return None;
    }
    let family = family(&call.asked.model);
    if known().of(family).is_some_and(|known| !is_newer(version, &known.version)) {
        return None;
    }
    let text = wire::edit::openai::instructions(&call.body)?;
    let learned =
        || LearnedInstructions { family: family.into(), text: text.as_str().into(), version: version.into() };
    OfficialInstructions::fits(&text).then(learned)
}

/// The version of a genuine Codex by its `User-Agent`: `codex_exec/0.169.0 (…)`.
fn version(agent: &str) -> Option<&str> {
    let (name, rest) = agent.split_once('/')?;
    let is_codex = name.len() <= 32 && name.to_ascii_lowercase().starts_with("codex");
    let end = rest.find(|character: char| !character.is_ascii_digit() && character != '.');
    let version = &rest[..end.unwrap_or(rest.len())];
    (is_codex && !version.is_empty() && version.len() <= 32).then_some(version)
}

fn is_newer(version: &str, known: &str) -> bool {
    let numbers = |version: &str| -> Vec<u64> {
        version.split('.').map(|number| number.parse().unwrap_or(0)).collect()
    };
    numbers(version) > numbers(known)
}

/// The family of a model: its name without a date and without an effort behind it.
fn family(model: &str) -> &str {
    let mut name = model;
    for effort in ["-none", "-minimal", "-low", "-medium", "-high", "-xhigh"] {
        if let Some(shorter) = name.strip_suffix(effort) {
            name = shorter;
            break;
        }
    }
    let dated = name.len().checked_sub("-2026-01-31".len()).and_then(|at| name.split_at_checked(at));
    let is_date = |tail: &str| {
        let digits = tail.bytes().filter(u8::is_ascii_digit).count();
        tail.starts_with('-') && digits == 8 && tail.bytes().filter(|byte| *byte == b'-').count() == 3
    };
    match dated {
        Some((family, tail)) if !family.is_empty() && is_date(tail) => family,
        Some(_) | None => name,
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_family_is_a_model_without_date_and_effort() {
        for (model, expected) in [
            ("gpt-5.1-codex-max", "gpt-5.1-codex-max"),
            ("gpt-5-codex-high", "gpt-5-codex"),
            ("gpt-5-2025-08-07", "gpt-5"),
            ("gpt-6.1-sol", "gpt-6.1-sol"),
            ("-2025-08-07", "-2025-08-07"),
            ("模型-2025-08-07", "模型"),
            ("型型型型", "型型型型"),
            ("", ""),
        ] {
            assert_eq!(family(model), expected);
        }
    }

    #[test]
    fn only_codex_is_genuine() {
        for (agent, expected) in [
            ("codex_exec/0.169.0 (Debian 12.0.0; x86_64) dumb (codex_exec; 0.169.0)", Some("0.169.0")),
            ("codex-tui/0.170.1", Some("0.170.1")),
            ("Codex Desktop/1.2 (x)", Some("1.2")),
            ("OpenAI/Python 2.0", None),
            ("codex", None),
            ("codex/x", None),
        ] {
            assert_eq!(version(agent), expected, "{agent}");
        }
    }

    #[test]
    fn versions_are_compared_by_their_numbers() {
        assert!(is_newer("0.169.0", "0.42.0"));
        assert!(!is_newer("0.42.0", "0.42.0"));
        assert!(!is_newer("0.9", "0.10"));
        assert!(is_newer("0.1", ""));
    }
}
