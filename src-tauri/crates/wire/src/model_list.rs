//! The list of models in the shape of whoever asks.

use domain::UnixMillis;
use serde_json::{Value, json};

/// Whose shape.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum ModelListShape {
    /// `GET /v1/models` with `anthropic-version`.
    Anthropic,
    /// `GET /v1/models` otherwise.
    Openai,
    /// `GET /v1beta/models`.
    Gemini,
}

/// A model that may be used.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct ModelEntry<'a> {
    /// The name to send.
    pub id: &'a str,
    /// When it was published, or first seen.
    pub created_at: UnixMillis,
    /// Who offers it.
    pub owned_by: &'a str,
}

/// Which part of the list is asked for. Only Anthropic's shape knows pages.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default)]
pub struct ModelPage<'a> {
    /// At most so many; all when absent.
    pub limit: Option<usize>,
    /// Only what stands behind this id.
    pub after_id: Option<&'a str>,
    /// Only what stands before this id.
    pub before_id: Option<&'a str>,
}

/// The list of models.
pub fn model_list(shape: ModelListShape, models: &[ModelEntry<'_>], page: ModelPage<'_>) -> Vec<u8> {
    let entries =
        |models: &[ModelEntry<'_>]| models.iter().map(|model| entry(shape, model)).collect::<Vec<_>>();
    let list = match shape {
        ModelListShape::Anthropic => {
            let (part, has_more) = cut(models, page);
            json!({
                "data": entries(part),
                "has_more": has_more,
                "first_id": part.first().map(|model| model.id),
                "last_id": part.last().map(|model| model.id),
            })
        }
        ModelListShape::Openai => json!({ "object": "list", "data": entries(models) }),
        ModelListShape::Gemini => json!({ "models": entries(models) }),
    };
    list.to_string().into_bytes()
}

/// One model.
pub fn model_one(shape: ModelListShape, model: &ModelEntry<'_>) -> Vec<u8> {
    entry(shape, model).to_string().into_bytes()
}

fn entry(shape: ModelListShape, model: &ModelEntry<'_>) -> Value {
    match shape {
        ModelListShape::Anthropic => json!({
            "type": "model",
            "id": model.id,
            "display_name": model.id,
            "created_at": model.created_at,
        }),
        ModelListShape::Openai => json!({
            "id": model.id,
            "object": "model",
            "created": model.created_at.0.max(0) / 1000,
            "owned_by": model.owned_by,
        }),
        ModelListShape::Gemini => json!({
            "name": format!("models/{}", model.id),
            "version": "001",
            "displayName": model.id,
            "description": model.owned_by,
            // Not known here; clients only take these as upper bounds of what they send.
            "inputTokenLimit": 1_048_576,
            "outputTokenLimit": 65_536,
            "supportedGenerationMethods": ["generateContent", "countTokens"],
        }),
    }
}

fn cut<'a, 'm>(models: &'a [ModelEntry<'m>], page: ModelPage<'_>) -> (&'a [ModelEntry<'m>], bool) {
    let place = |id: &str| models.iter().position(|model| model.id == id);
    let start = page.after_id.and_then(place).map_or(0, |at| at + 1);
    let end = page.before_id.and_then(place).unwrap_or(models.len()).max(start);
    let part = &models[start..end];
    let limit = page.limit.unwrap_or(part.len()).min(part.len());
    let has_more = limit < part.len();
    // Going backwards, the nearest ones are the last ones.
    match page.before_id {
        Some(_) => (&part[part.len() - limit..], has_more),
        None => (&part[..limit], has_more),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    const MODELS: [ModelEntry<'_>; 3] = [
        ModelEntry { id: "claude-a", created_at: UnixMillis(1_700_000_000_000), owned_by: "anthropic" },
        ModelEntry { id: "gpt-b", created_at: UnixMillis(0), owned_by: "openai" },
        ModelEntry { id: "vendor/c", created_at: UnixMillis(-5), owned_by: "x" },
    ];

    fn list(shape: ModelListShape, page: ModelPage<'_>) -> Value {
        serde_json::from_slice(&model_list(shape, &MODELS, page)).unwrap()
    }

    fn ids(page: ModelPage<'_>) -> (Vec<String>, bool) {
        let list = list(ModelListShape::Anthropic, page);
        let data = list["data"].as_array().unwrap();
        assert_eq!(list["first_id"], data.first().map_or(Value::Null, |first| first["id"].clone()));
        let ids = data.iter().map(|model| model["id"].as_str().unwrap().to_owned()).collect();
        (ids, list["has_more"].as_bool().unwrap())
    }

    #[test]
    fn each_shape_is_its_owners() {
        insta::assert_json_snapshot!(
            ModelListShape::ALL_FOR_TESTS.map(|shape| list(shape, ModelPage::default()))
        );
    }

    #[test]
    fn anthropic_pages_go_both_ways() {
        let all = ["claude-a", "gpt-b", "vendor/c"].map(str::to_owned);
        let page = ModelPage::default();
        assert_eq!(ids(page), (all.to_vec(), false));
        assert_eq!(ids(ModelPage { limit: Some(1000), ..page }), (all.to_vec(), false));
        assert_eq!(ids(ModelPage { limit: Some(2), ..page }), (all[..2].to_vec(), true));
        assert_eq!(ids(ModelPage { after_id: Some("gpt-b"), ..page }), (all[2..].to_vec(), false));
        assert_eq!(ids(ModelPage { after_id: Some("vendor/c"), ..page }), (vec![], false));
        assert_eq!(
            ids(ModelPage { before_id: Some("vendor/c"), limit: Some(1), ..page }),
            (all[1..2].to_vec(), true)
        );
    }

    #[test]
    fn one_model_is_an_entry_of_the_list() {
        for shape in ModelListShape::ALL_FOR_TESTS {
            let one: Value = serde_json::from_slice(&model_one(shape, &MODELS[0])).unwrap();
            let list = list(shape, ModelPage::default());
            assert!(list["data"][0] == one || list["models"][0] == one);
        }
    }

    impl ModelListShape {
        const ALL_FOR_TESTS: [Self; 3] = [Self::Anthropic, Self::Openai, Self::Gemini];
    }
}
