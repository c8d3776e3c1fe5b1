//! A setting as the API shows it.

use domain::SettingKey;
use serde::{Deserialize, Serialize};
use serde_json::Value;

/// Where a setting's value comes from. A later one wins over an earlier one.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Serialize, Deserialize, utoipa::ToSchema)]
#[serde(rename_all = "snake_case")]
pub enum SettingSource {
    /// Nobody said anything.
    Default,
    /// It was set.
    Set,
    /// An environment variable of this process.
    Environment,
    /// A flag on this process's command line.
    Flag,
}

/// A setting.
#[derive(Debug, Clone, Serialize, Deserialize, utoipa::ToSchema)]
pub struct SettingView {
    /// Its name.
    pub key: SettingKey,
    /// The value in force.
    pub value: Value,
    /// The value when nobody says anything.
    pub default: Value,
    /// Where the value comes from.
    pub source: SettingSource,
    /// An environment variable or a flag decides: setting it has no effect before the next start without.
    pub locked: bool,
    /// The new value takes effect at the next start.
    pub needs_restart: bool,
}

/// A new value.
#[derive(Debug, Clone, Serialize, Deserialize, utoipa::ToSchema)]
#[serde(deny_unknown_fields)]
pub struct SettingValue {
    /// The value; `null` brings the default back.
    pub value: Value,
}
