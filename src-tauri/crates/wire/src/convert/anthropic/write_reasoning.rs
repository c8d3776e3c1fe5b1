//! Writes how much the model should think.

use crate::convert::changes::Changes;
use crate::convert::ir::{Effort, Opaque, Part, Request, Role, Show, Thinking, Turn};
use crate::convert::models::Claude;
use crate::convert::tree::{Json, Object};
use domain::Dialect;

/// The smallest budget that is taken.
const FLOOR: u64 = 1024;

pub(super) fn write_reasoning(
    request: &Request,
    turns: &[Turn],
    claude: Option<Claude>,
    limit: Option<u64>,
    changes: &mut Changes,
    body: &mut Object,
) {
    let thinking = request.reasoning.thinking;
    if thinking == Thinking::Off && claude.is_some_and(Claude::is_adaptive) {
        body.set("thinking", Object::new().with("type", "disabled"));
    }
    if !thinking.is_on() {
        return;
    }
    if claude.is_some_and(|claude| !claude.thinks()) {
        changes.dropped("reasoning", "the model doesn't think");
        return;
    }
    let is_forced = body
        .get("tool_choice")
        .and_then(Json::as_object)
        .is_some_and(|choice| matches!(choice.text("type"), Some("any" | "tool")));
    if is_forced {
        changes.dropped("reasoning", "not together with a forced tool");
        return;
    }
    if claude.is_some_and(Claude::is_adaptive) {
        let mut adaptive = Object::new().with("type", "adaptive");
        if request.reasoning.show == Show::Omit {
            adaptive.set("display", "omitted");
        } else if matches!(request.reasoning.show, Show::Auto | Show::Detailed) {
            adaptive.set("display", "summarized");
        }
        body.set("thinking", adaptive);
        let effort = match thinking.effort() {
            Some(Effort::Minimal) => Effort::Low,
            Some(effort) => effort,
            None => return,
        };
        if thinking != Thinking::Adaptive {
            body.set("output_config", Object::new().with("effort", effort.as_str()));
        }
        return;
    }
    if is_in_unsigned_loop(turns) {
        changes.dropped("reasoning", "the last call has no signed thinking before it");
        return;
    }
    let budget = match thinking {
        Thinking::Budget(budget) => budget,
        Thinking::Unset | Thinking::Off | Thinking::Adaptive | Thinking::Effort(_) => {
            thinking.effort().unwrap_or(Effort::High).budget()
        }
    };
    write_budget(budget.max(FLOOR), limit, changes, body);
}

/// A budget must leave room for the answer.
fn write_budget(mut budget: u64, limit: Option<u64>, changes: &mut Changes, body: &mut Object) {
    let max_tokens = body.get("max_tokens").and_then(Json::as_i64).unwrap_or(0).unsigned_abs();
    if budget >= max_tokens {
        let wanted = budget.saturating_add(max_tokens);
        match limit {
            Some(limit) if wanted > limit => {
                changes.adjusted("reasoning", "the budget must leave room for the answer");
                body.set("max_tokens", limit);
                budget = budget.min(limit.saturating_sub(max_tokens.min(limit / 2)));
            }
            Some(_) | None => {
                changes.adjusted("max_tokens", "it must be more than the budget for thinking");
                body.set("max_tokens", wanted);
            }
        }
    }
    if budget < FLOOR {
        changes.dropped("reasoning", "there is no room for thinking");
        return;
    }
    body.set("thinking", Object::new().with("type", "enabled").with("budget_tokens", budget));
}

/// Whether the model is to go on after a call that it is not known to have thought before.
fn is_in_unsigned_loop(turns: &[Turn]) -> bool {
    let Some(last) = turns.iter().rfind(|turn| turn.role == Role::Assistant) else { return false };
    let is_own = |opaque: &Opaque| opaque.origin == Dialect::Anthropic;
    let is_signed =
        |part: &Part| matches!(part, Part::Thought(thought) if thought.opaque.as_ref().is_some_and(is_own));
    last.parts.iter().any(|part| part.as_call().is_some()) && !last.parts.iter().any(is_signed)
}
