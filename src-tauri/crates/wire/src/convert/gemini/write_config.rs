//! Writes how content is generated.

use crate::convert::Writing;
use crate::convert::changes::Changes;
use crate::convert::ir::{Effort, Output, Request, Show, Thinking};
use crate::convert::models::{Gemini, GeminiSize};
use crate::convert::request::Shows;
use crate::convert::schema;
use crate::convert::tree::{Json, Object};

/// The most stop sequences.
const STOPS: usize = 5;

pub(super) fn write_config(
    request: &Request,
    writing: &Writing<'_>,
    model: Option<Gemini>,
    changes: &mut Changes,
) -> Object {
    let mut config = Object::new();
    if let Some(max_output) = request.max_output {
        config.set("maxOutputTokens", max_output.max(1));
    }
    let sampling = &request.sampling;
    if let Some(temperature) = sampling.temperature {
        if temperature > 2.0 {
            changes.adjusted("temperature", "the upstream's goes from 0 to 2");
        }
        config.set("temperature", temperature.clamp(0.0, 2.0));
    }
    for (name, value) in [
        ("topP", sampling.top_p),
        ("presencePenalty", sampling.presence_penalty),
        ("frequencyPenalty", sampling.frequency_penalty),
    ] {
        if let Some(value) = value {
            config.set(name, value);
        }
    }
    if let Some(top_k) = sampling.top_k.filter(|top_k| *top_k >= 1.0) {
        // A float to integer cast saturates.
        config.set("topK", top_k as u64);
    }
    if let Some(seed) = sampling.seed {
        config.set("seed", seed);
    }
    if !request.stop.is_empty() {
        if request.stop.len() > STOPS {
            changes.adjusted("stop", "the upstream takes five stop sequences");
        }
        config.set("stopSequences", request.stop.iter().take(STOPS).cloned().collect::<Vec<_>>());
    }
    write_output(request, model, &mut config);
    write_thinking(request, writing, model, changes, &mut config);
    config
}

fn write_output(request: &Request, model: Option<Gemini>, config: &mut Object) {
    let schema = match &request.output {
        Output::Text => return,
        Output::JsonObject => None,
        Output::JsonSchema { schema, .. } => schema.as_object().cloned(),
    };
    config.set("responseMimeType", "application/json");
    let Some(schema) = schema else { return };
    match model {
        Some(model) if !model.is_at_least((2, 5)) => config.set("responseSchema", schema::restrict(schema)),
        Some(_) | None => config.set("responseJsonSchema", without_meta(schema)),
    }
}

fn without_meta(mut schema: Object) -> Json {
    schema::visit(&mut schema, &mut |schema| {
        schema.retain(|name, _| !matches!(name, "$schema" | "$id" | "$comment"));
    });
    schema.into()
}

fn write_thinking(
    request: &Request,
    writing: &Writing<'_>,
    model: Option<Gemini>,
    changes: &mut Changes,
    config: &mut Object,
) {
    let thinking = request.reasoning.thinking;
    let Some(model) = model.filter(|model| model.thinks()) else {
        if thinking.is_on() {
            changes.dropped("reasoning", "the model doesn't think");
        }
        return;
    };
    let mut object = Object::new();
    if model.is_at_least((3, 0)) {
        if let Some(level) = level(thinking, model) {
            object.set("thinkingLevel", level);
        }
    } else if let Some(budget) = budget(thinking, model) {
        object.set("thinkingBudget", budget);
    }
    let is_wanted = thinking.is_on() || matches!(request.reasoning.show, Show::Auto | Show::Detailed);
    if writing.shows != Shows::Nothing && is_wanted {
        object.set("includeThoughts", true);
    }
    if !object.is_empty() {
        config.set("thinkingConfig", object);
    }
}

/// The level of thinking for the models that have levels.
fn level(thinking: Thinking, model: Gemini) -> Option<&'static str> {
    let is_pro = model.size() == GeminiSize::Pro;
    let effort = match thinking {
        Thinking::Unset | Thinking::Adaptive => return None,
        Thinking::Off => Effort::Minimal,
        Thinking::Budget(_) | Thinking::Effort(_) => thinking.effort()?,
    };
    Some(match effort {
        Effort::Minimal if is_pro => "low",
        Effort::Minimal => "minimal",
        Effort::Low => "low",
        Effort::Medium if is_pro && !model.is_at_least((3, 1)) => "high",
        Effort::Medium => "medium",
        Effort::High | Effort::XHigh | Effort::Max => "high",
    })
}

/// The budget for the models that have budgets; -1 is as much as they find right.
fn budget(thinking: Thinking, model: Gemini) -> Option<i64> {
    let (least, most) = match model.size() {
        GeminiSize::Pro => (128, 32_768),
        GeminiSize::Flash => (1, 24_576),
        GeminiSize::FlashLite => (512, 24_576),
    };
    let budget = match thinking {
        Thinking::Unset => return None,
        Thinking::Adaptive => return Some(-1),
        Thinking::Off if model.size() == GeminiSize::Pro => return Some(least),
        Thinking::Off => return Some(0),
        Thinking::Budget(budget) => budget,
        Thinking::Effort(effort) => effort.budget(),
    };
    Some(i64::try_from(budget).unwrap_or(most).clamp(least, most))
}
