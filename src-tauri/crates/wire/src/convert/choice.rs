//! The choice among tools: it must name what the client declared and what is still there for the upstream.

use super::changes::{Changes, Refusal};
use super::ir::{Choice, Request, Tool};
use super::names::{Names, SEARCH, WEB_SEARCH};
use domain::Dialect;
use std::collections::HashSet;

/// Every name that the client declared.
pub(super) fn declared(tools: &[Tool]) -> HashSet<String> {
    let names = tools.iter().map(|tool| match tool {
        Tool::Function(function) => function.name.clone(),
        Tool::Web(_) => WEB_SEARCH.to_owned(),
        Tool::Search(_) => SEARCH.to_owned(),
        Tool::Server { kind, json } => {
            let name = json.as_object().and_then(|object| object.text("name"));
            name.unwrap_or(kind).to_owned()
        }
    });
    names.collect()
}

/// Keeps of a choice what can be meant by it now.
pub(super) fn settle(
    request: &mut Request,
    declared: &HashSet<String>,
    names: &Names,
    to: Dialect,
    changes: &mut Changes,
) -> Result<(), Refusal> {
    let has_web = request.tools.iter().any(|tool| matches!(tool, Tool::Web(_)));
    let has_tools = request.tools.iter().any(|tool| !matches!(tool, Tool::Server { .. }));
    match &mut request.choice {
        Some(Choice::Named(name)) if name == WEB_SEARCH && has_web && to != Dialect::OpenaiChat => {}
        Some(Choice::Named(name)) if names.declared(name).is_none() => {
            let is_hosted = |tool: &Tool| matches!(tool, Tool::Server { .. } | Tool::Web(_));
            if !declared.contains(name) {
                return Err(Refusal::invalid(
                    "tool_choice",
                    &format!("没有名为 `{name}` 的工具"),
                    &format!("no tool is called `{name}`"),
                ));
            }
            if request.tools.iter().any(is_hosted) {
                return Err(Refusal::cannot_convert(
                    "tool_choice",
                    &format!("`{name}` 由原供应商运行"),
                    &format!("`{name}` is run by its own vendor"),
                ));
            }
            changes.replaced("tool_choice", "the tool it names was dropped");
            request.choice = Some(Choice::Auto);
        }
        Some(Choice::Allowed { names: allowed, .. }) => {
            allowed.retain(|name| names.declared(name).is_some());
            if allowed.is_empty() {
                changes.dropped("tool_choice", "none of the tools it names is there");
                request.choice = None;
            }
        }
        Some(Choice::Required) if !has_tools => {
            changes.dropped("tool_choice", "there are no tools");
            request.choice = None;
        }
        Some(Choice::Auto | Choice::None | Choice::Required | Choice::Named(_)) | None => {}
    }
    Ok(())
}
