//! Settings: each with its value, its default, and where the value comes from.

mod list;
mod set;
mod show;
mod view;

pub(super) use list::{__path_list, list};
pub(super) use set::{__path_set, set};
pub(super) use show::{__path_show, show};
pub use view::{SettingSource, SettingValue, SettingView};

use crate::admin::{AdminState, Problem};
use domain::{SettingKey, Settings};

/// A setting as it is now. `stored` is what was set, without what this start decides.
fn viewed(state: &AdminState, stored: &Settings, key: SettingKey) -> SettingView {
    let default = Settings::default().get(key);
    let (value, source) = match state.configuration().overrides().get(key) {
        Some((value, source)) => (value.clone(), source),
        None if stored.get(key) == default => (default.clone(), SettingSource::Default),
        None => (stored.get(key), SettingSource::Set),
    };
    let locked = source > SettingSource::Set;
    SettingView { key, value, default, source, locked, needs_restart: needs_restart(key) }
}

/// Ports are bound at the start; everything else is read with each request.
fn needs_restart(key: SettingKey) -> bool {
    match key {
        SettingKey::GatewayPort | SettingKey::AdminPort => true,
        SettingKey::SessionTtlSeconds
        | SettingKey::DrainSeconds
        | SettingKey::MaxBodyBytes
        | SettingKey::FirstByteDeadlineMs
        | SettingKey::ReturnToHigherPriority
        | SettingKey::ProbeBreakers
        | SettingKey::AllowedOrigins
        | SettingKey::AllowedHosts
        | SettingKey::PublicUrl
        | SettingKey::StartAtLogin
        | SettingKey::CloseToTray
        | SettingKey::Language
        | SettingKey::Theme
        | SettingKey::FirstRunDone
        | SettingKey::CodexInstructions => false,
    }
}

fn named(key: &str) -> Result<SettingKey, Problem> {
    Ok(key.parse::<SettingKey>()?)
}
