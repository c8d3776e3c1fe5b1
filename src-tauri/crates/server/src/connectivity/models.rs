//! The list of models: whether the credential is accepted, and which model to ask.

use crate::{
    admin::TestStepKind,
    connectivity::{
        cause::blamed,
        report::{Notes, Passed, Stumbled},
        upstream::{Answer, Upstream},
    },
};
use domain::{Dialect, ModelPattern, Provider};
use serde_json::Value;

/// How many models the report names.
pub(crate) const NAMED: usize = 500;

/// What the list's request told.
enum Told {
    /// The models.
    Models(Vec<String>),
    /// No list there; the generation decides.
    NoList,
}

/// What there is, as far as it was told.
#[derive(Default)]
pub(super) struct Listed {
    /// The models.
    pub(super) models: Vec<String>,
    /// The dialect that makes such lists, if it is another than the provider's.
    pub(super) speaks: Option<Dialect>,
}

/// Lists the models. A provider without a list is fine; one that refuses the credential is not.
pub(super) async fn list(upstream: &Upstream, notes: &mut Notes) -> Option<Listed> {
    let none = upstream.provider().credentials.is_empty();
    let credential = TestStepKind::Credential;
    let mut answer = None;
    let told = notes
        .step(credential, async {
            let got = ask(upstream).await?;
            let verdict = verdict(upstream, &got, none);
            answer = Some(got);
            verdict
        })
        .await?;
    let status = answer.as_ref().map(|answer| answer.status.as_u16());
    match told {
        Told::Models(models) => {
            notes.listed(&models);
            let detail = format!("{} models", models.len());
            let passed = async { Ok(Passed::value((), detail).status(200)) };
            notes.step(TestStepKind::Models, passed).await?;
            let speaks = answer.and_then(|answer| lists_like(&answer.body));
            let speaks = speaks.filter(|dialect| !lists_alike(*dialect, upstream.provider().dialect));
            Some(Listed { models, speaks })
        }
        Told::NoList => {
            notes.skip(credential, status, "the generation decides").await;
            notes.skip(TestStepKind::Models, status, "there is no list of models").await;
            Some(Listed::default())
        }
    }
}

/// The model to ask when nobody said: one that the provider admits and lists, cheap by its name if possible.
pub(super) fn choose(provider: &Provider, listed: &[String]) -> String {
    let admitted = |model: &&String| ModelPattern::any_matches(&provider.allowed_models, model);
    let written = provider.allowed_models.iter().map(ModelPattern::as_str).find(|text| !text.contains('*'));
    let usable: Vec<&String> = listed.iter().filter(admitted).filter(|model| generates(model)).collect();
    let cheap = ["haiku", "flash-lite", "flash", "nano", "mini", "small", "lite"];
    let cheapest = cheap.iter().find_map(|part| usable.iter().find(|model| model.contains(part)));
    match (cheapest.or(usable.first()), written) {
        (Some(model), _) => (*model).clone(),
        (None, Some(written)) => written.to_owned(),
        (None, None) => usual(provider.dialect).to_owned(),
    }
}

async fn ask(upstream: &Upstream) -> Result<Answer, Stumbled> {
    let path = match upstream.provider().dialect {
        Dialect::Anthropic | Dialect::OpenaiChat | Dialect::OpenaiResponses => "/v1/models",
        Dialect::Gemini => "/v1beta/models",
    };
    let response = upstream.get(path).await?;
    Answer::read(upstream, response).await
}

fn verdict(upstream: &Upstream, answer: &Answer, none: bool) -> Result<Passed<Told>, Stumbled> {
    let status = answer.status.as_u16();
    if status == 401 {
        return Err(blamed(upstream, answer));
    }
    let models = if answer.status.is_success() { names(&answer.body) } else { None };
    Ok(match models {
        Some(models) => {
            let detail = if none { "none is set, and none is needed" } else { "accepted" };
            Passed::value(Told::Models(models), detail).status(status)
        }
        // A restricted key may not list models and generate all the same.
        None => Passed::later(Told::NoList),
    })
}

/// The names in any vendor's list.
fn names(body: &[u8]) -> Option<Vec<String>> {
    let list: Value = serde_json::from_slice(body).ok()?;
    let entries = list.get("data").or_else(|| list.get("models")).unwrap_or(&list).as_array()?;
    let name = |entry: &Value| {
        let name = entry.get("id").or_else(|| entry.get("name"))?.as_str()?;
        Some(name.strip_prefix("models/").unwrap_or(name).to_owned())
    };
    Some(entries.iter().filter_map(name).take(NAMED).collect())
}

/// Whose lists look so.
fn lists_like(body: &[u8]) -> Option<Dialect> {
    let list: Value = serde_json::from_slice(body).ok()?;
    if list["models"].as_array().is_some_and(|models| models.iter().any(|model| model["name"].is_string())) {
        return Some(Dialect::Gemini);
    }
    if list["data"].as_array().is_some_and(|models| models.iter().any(|model| model["type"] == "model")) {
        return Some(Dialect::Anthropic);
    }
    (list["object"] == "list").then_some(Dialect::OpenaiChat)
}

/// Whether two dialects list models in the same way.
fn lists_alike(one: Dialect, other: Dialect) -> bool {
    let is_openai = |dialect| matches!(dialect, Dialect::OpenaiChat | Dialect::OpenaiResponses);
    one == other || is_openai(one) && is_openai(other)
}

/// Whether a model's name doesn't say that it does something else.
fn generates(model: &str) -> bool {
    let other = [
        "embed",
        "whisper",
        "tts",
        "dall-e",
        "image",
        "audio",
        "moderation",
        "rerank",
        "realtime",
        "transcribe",
        "sora",
        "veo",
        "imagen",
        "aqa",
        "live",
    ];
    !other.iter().any(|part| model.contains(part))
}

fn usual(dialect: Dialect) -> &'static str {
    match dialect {
        Dialect::Anthropic => "claude-haiku-4-5",
        Dialect::OpenaiChat | Dialect::OpenaiResponses => "gpt-5-mini",
        Dialect::Gemini => "gemini-2.5-flash",
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn every_vendors_list_is_read() {
        for (body, expected) in [
            (r#"{"data":[{"id":"a"},{"id":"b"}]}"#, Some(vec!["a", "b"])),
            (r#"{"models":[{"name":"models/gemini-x"}]}"#, Some(vec!["gemini-x"])),
            (r#"[{"id":"a"}]"#, Some(vec!["a"])),
            (r#"{"error":{}}"#, None),
            ("<html>", None),
        ] {
            assert_eq!(
                names(body.as_bytes()),
                expected.map(|all| all.into_iter().map(str::to_owned).collect())
            );
        }
    }

    #[test]
    fn models_that_draw_or_listen_are_not_asked() {
        assert!(generates("claude-haiku-4-5") && !generates("text-embedding-3-small"));
    }
}
