//! Presets: providers that many people have, with what is to be typed about each filled in.
//!
//! A data file in the binary. Each names where its addresses were read and when; one without a source isn't
//! in it.

use crate::admin::{Page, Problem, ProblemCode};
use axum::Json;
use domain::{AuthStyle, Dialect};
use serde::{Deserialize, Serialize};

const FILE: &str = include_str!("../../data/presets.json");

/// A provider that many people have.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize, utoipa::ToSchema)]
#[serde(deny_unknown_fields)]
pub struct Preset {
    /// A name that never changes.
    pub id: String,
    /// What it calls itself.
    pub name: String,
    /// What it calls itself in Chinese, where that differs.
    pub zh_name: Option<String>,
    /// What kind of provider it is.
    pub category: PresetCategory,
    /// What it speaks, and where. The first is the one to take when nothing else is said.
    pub endpoints: Vec<PresetEndpoint>,
    /// Its page.
    pub website: String,
    /// Where its keys are made.
    pub key_url: Option<String>,
    /// Where its addresses were read.
    pub source: String,
    /// When, as a date.
    pub checked_on: String,
    /// What else is to be known, in English.
    pub note: Option<String>,
    /// The same in Chinese.
    pub zh_note: Option<String>,
}

/// Where a preset speaks one of its dialects.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize, utoipa::ToSchema)]
#[serde(deny_unknown_fields)]
pub struct PresetEndpoint {
    /// What it speaks there.
    pub dialect: Dialect,
    /// Where that is.
    pub base_url: String,
    /// Where the credential goes, if not where the dialect's own vendor reads it.
    pub auth_style: Option<AuthStyle>,
}

/// What kind of provider a preset is.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize, utoipa::ToSchema)]
#[serde(rename_all = "snake_case")]
pub enum PresetCategory {
    /// Who made the models.
    Official,
    /// Passes on to who made them.
    Relay,
    /// Many vendors' models under one account.
    Aggregator,
    /// A program on this machine or network.
    Local,
    /// A cloud that hosts models beside other things.
    Cloud,
}

/// Lists the presets.
#[utoipa::path(get, path = "/api/v1/presets", tag = "presets", operation_id = "list_presets",
    responses((status = 200, body = Page<Preset>), Problem))]
pub(crate) async fn list() -> Result<Json<Page<Preset>>, Problem> {
    // A test reads the same file, so this can't fail.
    let presets = serde_json::from_str(FILE)
        .map_err(|error| Problem::new(ProblemCode::Internal, format!("the presets: {error}")))?;
    Ok(Json(Page::whole(presets)))
}

#[cfg(test)]
mod tests {
    use super::*;
    use domain::BaseUrl;
    use std::collections::HashSet;

    fn presets() -> Vec<Preset> {
        serde_json::from_str(FILE).unwrap()
    }

    #[test]
    fn every_preset_can_be_added_as_it_stands() {
        let mut ids = HashSet::new();
        for preset in presets() {
            assert!(ids.insert(preset.id.clone()), "{} twice", preset.id);
            let plain = |byte: u8| byte.is_ascii_lowercase() || byte.is_ascii_digit() || byte == b'-';
            assert!(preset.id.bytes().all(plain), "{}", preset.id);
            assert!(!preset.endpoints.is_empty(), "{}", preset.id);
            let dialects: HashSet<_> = preset.endpoints.iter().map(|endpoint| endpoint.dialect).collect();
            assert_eq!(dialects.len(), preset.endpoints.len(), "{}: a dialect twice", preset.id);
            for endpoint in &preset.endpoints {
                let url = BaseUrl::parse(&endpoint.base_url).unwrap();
                assert!(!url.is_public_plain_http(), "{}", preset.id);
            }
        }
    }

    #[test]
    fn what_is_to_be_known_is_said_in_both_languages() {
        for preset in presets() {
            assert_eq!(preset.note.is_some(), preset.zh_note.is_some(), "{}", preset.id);
            let mut words = preset.zh_note.iter().flat_map(|note| note.chars());
            assert!(preset.zh_note.is_none() || words.any(|c| !c.is_ascii()), "{}", preset.id);
        }
    }

    #[test]
    fn every_preset_says_where_it_is_from() {
        for preset in presets() {
            for link in [Some(&preset.website), Some(&preset.source), preset.key_url.as_ref()] {
                assert!(link.is_none_or(|link| link.starts_with("https://")), "{}", preset.id);
            }
            let date: Vec<_> = preset.checked_on.split('-').map(str::len).collect();
            assert_eq!(date, [4, 2, 2], "{}", preset.id);
        }
    }
}
