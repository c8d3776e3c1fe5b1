//! The paths below `/models`: a list, one model, or something asked of one.

use super::{GeminiAction, GeminiVersion, Operation, Route, path::percent_decode};
use domain::ModelName;
use http::HeaderMap;

/// Where a path below `/models` leads.
pub(super) fn models_route(segments: &[&str], query: Option<&str>, headers: &HeaderMap) -> Option<Route> {
    let version = if segments[0] == "v1" { GeminiVersion::V1 } else { GeminiVersion::V1Beta };
    let shape = model_list_shape(version, query, headers);
    let name = segments[2..].join("/");
    if name.is_empty() {
        return Some(Route::Models { shape, id: None });
    }
    if let Some((model, action)) = name.rsplit_once(':')
        && let Some(action) = GeminiAction::parse(action)
    {
        let model = ModelName::try_from(percent_decode(model)?).ok()?;
        return Some(Route::Forward(Operation::Gemini { version, model, action }));
    }
    let id = ModelName::try_from(percent_decode(&name)?).ok()?;
    Some(Route::Models { shape, id: Some(id) })
}

/// Who asks is told by headers: clients.md's order, Anthropic before Gemini before OpenAI.
fn model_list_shape(
    version: GeminiVersion,
    query: Option<&str>,
    headers: &HeaderMap,
) -> wire::ModelListShape {
    if headers.contains_key("anthropic-version") {
        wire::ModelListShape::Anthropic
    } else if version == GeminiVersion::V1Beta
        || headers.contains_key("x-goog-api-key")
        || has_query_key(query)
    {
        wire::ModelListShape::Gemini
    } else {
        wire::ModelListShape::Openai
    }
}

/// Whether the query has a `key`, as Gemini's clients may carry it.
fn has_query_key(query: Option<&str>) -> bool {
    query.is_some_and(|query| query.split('&').any(|pair| pair.starts_with("key=")))
}
