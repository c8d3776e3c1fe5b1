//! The settings: each has a key, a default and bounds. Typed as JSON values, resolved into [`Settings`].

use crate::OfficialInstructions;
use serde::{Deserialize, Serialize, de::DeserializeOwned};
use serde_json::{Value, json};
use std::{fmt, str::FromStr, sync::Arc, time::Duration};

/// Why a setting can't be set.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
pub enum SettingsError {
    /// No such setting.
    #[error("there is no setting `{0}`")]
    UnknownKey(String),
    /// The value doesn't fit.
    #[error("{key}: {message}")]
    BadValue {
        /// The setting.
        key: SettingKey,
        /// What would be right.
        message: String,
    },
}

macro_rules! keys {
    ($($(#[$doc:meta])* $name:ident = $text:literal,)*) => {
        /// The name of a setting.
        #[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, Serialize, Deserialize, utoipa::ToSchema)]
        #[serde(rename_all = "snake_case")]
        pub enum SettingKey { $($(#[$doc])* $name,)* }

        impl SettingKey {
            /// All of them.
            pub const ALL: &[Self] = &[$(Self::$name,)*];

            /// The name used in the API, the database and the command line.
            pub const fn as_str(self) -> &'static str {
                match self { $(Self::$name => $text,)* }
            }
        }
    };
}

keys! {
    /// The gateway's port. Default 23000.
    GatewayPort = "gateway_port",
    /// The web door's port. Default 23001.
    AdminPort = "admin_port",
    /// How long a session stays with its provider, seconds. Default 300.
    SessionTtlSeconds = "session_ttl_seconds",
    /// How long running requests may finish after *stop*, seconds. Default 30.
    DrainSeconds = "drain_seconds",
    /// The largest request body, encoded or decoded, bytes. Default 100 MiB.
    MaxBodyBytes = "max_body_bytes",
    /// The longest time from a request to its first byte over all attempts, milliseconds. Default 5 min.
    FirstByteDeadlineMs = "first_byte_deadline_ms",
    /// Whether a conversation goes back to a provider of higher priority once it is well again. Default no.
    ReturnToHigherPriority = "return_to_higher_priority",
    /// Whether providers whose breaker is open are asked for their models to see if they are back. Default yes.
    ProbeBreakers = "probe_breakers",
    /// Origins of web pages that may call the gateway.
    AllowedOrigins = "allowed_origins",
    /// Host names besides this machine's own that requests may be addressed to.
    AllowedHosts = "allowed_hosts",
    /// The address under which others reach this gateway, if they do.
    PublicUrl = "public_url",
    /// Whether the desktop application is started at login. Default no.
    StartAtLogin = "start_at_login",
    /// Whether closing the window leaves the desktop application in the tray. Default yes.
    CloseToTray = "close_to_tray",
    /// The pages' language: `system`, `zh` or `en`.
    Language = "language",
    /// The pages' colours: `system`, `light` or `dark`.
    Theme = "theme",
    /// Whether the first steps have been taken or skipped. Default no.
    FirstRunDone = "first_run_done",
    /// The official Codex instructions by family of models, as learned from genuine Codex requests.
    CodexInstructions = "codex_instructions",
}

impl fmt::Display for SettingKey {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(self.as_str())
    }
}

impl FromStr for SettingKey {
    type Err = SettingsError;
    fn from_str(text: &str) -> Result<Self, SettingsError> {
        Self::ALL
            .iter()
            .copied()
            .find(|key| key.as_str() == text)
            .ok_or_else(|| SettingsError::UnknownKey(text.to_owned()))
    }
}

/// The pages' language.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Language {
    /// The system's.
    #[default]
    System,
    /// Chinese.
    Zh,
    /// English.
    En,
}

/// The pages' colours.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Theme {
    /// The system's.
    #[default]
    System,
    /// Light.
    Light,
    /// Dark.
    Dark,
}

/// All settings, resolved.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Settings {
    /// The gateway's port.
    pub gateway_port: u16,
    /// The web door's port.
    pub admin_port: u16,
    /// How long a session stays with its provider.
    pub session_ttl: Duration,
    /// How long running requests may finish after *stop*.
    pub drain: Duration,
    /// The largest request body.
    pub max_body_bytes: u64,
    /// The longest time from a request to its first byte.
    pub first_byte_deadline: Duration,
    /// Whether a conversation goes back to a provider of higher priority once it is well again.
    pub return_to_higher_priority: bool,
    /// Whether providers whose breaker is open are asked for their models to see if they are back.
    pub probe_breakers: bool,
    /// Origins of web pages that may call the gateway.
    pub allowed_origins: Vec<String>,
    /// Host names that requests may be addressed to.
    pub allowed_hosts: Vec<String>,
    /// The address under which others reach this gateway.
    pub public_url: Option<String>,
    /// Whether the desktop application is started at login.
    pub start_at_login: bool,
    /// Whether closing the window leaves the desktop application in the tray.
    pub close_to_tray: bool,
    /// The pages' language.
    pub language: Language,
    /// The pages' colours.
    pub theme: Theme,
    /// Whether the first steps have been taken or skipped.
    pub first_run_done: bool,
    /// The official Codex instructions.
    pub codex_instructions: Arc<OfficialInstructions>,
}

impl Default for Settings {
    fn default() -> Self {
        Self {
            gateway_port: 23_000,
            admin_port: 23_001,
            session_ttl: Duration::from_secs(300),
            drain: Duration::from_secs(30),
            max_body_bytes: 100 << 20,
            first_byte_deadline: Duration::from_secs(300),
            return_to_higher_priority: false,
            probe_breakers: true,
            allowed_origins: Vec::new(),
            allowed_hosts: Vec::new(),
            public_url: None,
            start_at_login: false,
            close_to_tray: true,
            language: Language::System,
            theme: Theme::System,
            first_run_done: false,
            codex_instructions: Arc::default(),
        }
    }
}

impl Settings {
    /// Sets one; `null` brings its default back.
    ///
    /// # Errors
    /// When the value doesn't fit; nothing is changed then.
    pub fn set(&mut self, key: SettingKey, value: &Value) -> Result<(), SettingsError> {
        if value.is_null() {
            let default = Self::default().get(key);
            return if default.is_null() { self.clear(key) } else { self.set(key, &default) };
        }
        match key {
            SettingKey::GatewayPort => self.gateway_port = port(key, value)?,
            SettingKey::AdminPort => self.admin_port = port(key, value)?,
            SettingKey::SessionTtlSeconds => {
                self.session_ttl = Duration::from_secs(number(key, value, 1, 86_400)?);
            }
            SettingKey::DrainSeconds => self.drain = Duration::from_secs(number(key, value, 0, 3_600)?),
            SettingKey::MaxBodyBytes => self.max_body_bytes = number(key, value, 1 << 10, 512 << 20)?,
            SettingKey::FirstByteDeadlineMs => {
                self.first_byte_deadline = Duration::from_millis(number(key, value, 1_000, 3_600_000)?);
            }
            SettingKey::ReturnToHigherPriority => self.return_to_higher_priority = truth(key, value)?,
            SettingKey::ProbeBreakers => self.probe_breakers = truth(key, value)?,
            SettingKey::AllowedOrigins => self.allowed_origins = list(key, value)?,
            SettingKey::AllowedHosts => self.allowed_hosts = list(key, value)?,
            SettingKey::PublicUrl => self.public_url = Some(public_url(key, value)?),
            SettingKey::StartAtLogin => self.start_at_login = truth(key, value)?,
            SettingKey::CloseToTray => self.close_to_tray = truth(key, value)?,
            SettingKey::Language => self.language = one_of(key, value, "system, zh or en")?,
            SettingKey::Theme => self.theme = one_of(key, value, "system, light or dark")?,
            SettingKey::FirstRunDone => self.first_run_done = truth(key, value)?,
            SettingKey::CodexInstructions => self.codex_instructions = Arc::new(instructions(key, value)?),
        }
        Ok(())
    }

    /// The value in its JSON form.
    pub fn get(&self, key: SettingKey) -> Value {
        match key {
            SettingKey::GatewayPort => json!(self.gateway_port),
            SettingKey::AdminPort => json!(self.admin_port),
            SettingKey::SessionTtlSeconds => json!(self.session_ttl.as_secs()),
            SettingKey::DrainSeconds => json!(self.drain.as_secs()),
            SettingKey::MaxBodyBytes => json!(self.max_body_bytes),
            SettingKey::FirstByteDeadlineMs => {
                json!(u64::try_from(self.first_byte_deadline.as_millis()).unwrap_or(u64::MAX))
            }
            SettingKey::ReturnToHigherPriority => json!(self.return_to_higher_priority),
            SettingKey::ProbeBreakers => json!(self.probe_breakers),
            SettingKey::AllowedOrigins => json!(self.allowed_origins),
            SettingKey::AllowedHosts => json!(self.allowed_hosts),
            SettingKey::PublicUrl => json!(self.public_url),
            SettingKey::StartAtLogin => json!(self.start_at_login),
            SettingKey::CloseToTray => json!(self.close_to_tray),
            SettingKey::Language => json!(self.language),
            SettingKey::Theme => json!(self.theme),
            SettingKey::FirstRunDone => json!(self.first_run_done),
            SettingKey::CodexInstructions => json!(self.codex_instructions),
        }
    }

    fn clear(&mut self, key: SettingKey) -> Result<(), SettingsError> {
        if key == SettingKey::PublicUrl {
            self.public_url = None;
            return Ok(());
        }
        Err(bad(key, "has no empty value"))
    }
}

fn bad(key: SettingKey, message: impl Into<String>) -> SettingsError {
    SettingsError::BadValue { key, message: message.into() }
}

fn number(key: SettingKey, value: &Value, least: u64, most: u64) -> Result<u64, SettingsError> {
    value
        .as_u64()
        .filter(|number| (least..=most).contains(number))
        .ok_or_else(|| bad(key, format!("a whole number from {least} to {most}")))
}

fn truth(key: SettingKey, value: &Value) -> Result<bool, SettingsError> {
    value.as_bool().ok_or_else(|| bad(key, "true or false"))
}

fn one_of<T: DeserializeOwned>(key: SettingKey, value: &Value, names: &str) -> Result<T, SettingsError> {
    T::deserialize(value).map_err(|_| bad(key, names))
}

fn instructions(key: SettingKey, value: &Value) -> Result<OfficialInstructions, SettingsError> {
    let wanted = "texts by family of models, such as {\"gpt-5-codex\": {\"text\": \"…\"}}";
    let known = OfficialInstructions::deserialize(value).map_err(|_| bad(key, wanted))?;
    if known.is_valid() { Ok(known) } else { Err(bad(key, wanted)) }
}

fn port(key: SettingKey, value: &Value) -> Result<u16, SettingsError> {
    let port = number(key, value, 1, 65_535)?;
    u16::try_from(port).map_err(|_| bad(key, "a port"))
}

fn list(key: SettingKey, value: &Value) -> Result<Vec<String>, SettingsError> {
    let texts = value.as_array().ok_or_else(|| bad(key, "a list of texts"))?;
    texts
        .iter()
        .map(|text| match text.as_str().map(str::trim) {
            Some("*") => Err(bad(key, "`*` would let every web page in: name them")),
            Some(text) if !text.is_empty() && text.len() <= 256 => {
                Ok(text.trim_end_matches('/').to_ascii_lowercase())
            }
            Some(_) | None => Err(bad(key, "a list of texts")),
        })
        .collect()
}

fn public_url(key: SettingKey, value: &Value) -> Result<String, SettingsError> {
    let text = value.as_str().unwrap_or_default();
    let url = url::Url::parse(text).map_err(|_| bad(key, "a URL such as https://switch.example.org"))?;
    let fine = matches!(url.scheme(), "http" | "https") && url.host().is_some() && url.username().is_empty();
    if fine { Ok(text.trim_end_matches('/').to_owned()) } else { Err(bad(key, "an http or https URL")) }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn every_setting_reads_back_what_it_was_set_to() {
        for (key, value) in [
            (SettingKey::GatewayPort, json!(24000)),
            (SettingKey::AdminPort, json!(24001)),
            (SettingKey::SessionTtlSeconds, json!(60)),
            (SettingKey::DrainSeconds, json!(0)),
            (SettingKey::MaxBodyBytes, json!(1 << 20)),
            (SettingKey::FirstByteDeadlineMs, json!(5000)),
            (SettingKey::ReturnToHigherPriority, json!(true)),
            (SettingKey::ProbeBreakers, json!(false)),
            (SettingKey::AllowedOrigins, json!(["https://a.example"])),
            (SettingKey::AllowedHosts, json!(["box.example"])),
            (SettingKey::PublicUrl, json!("https://s.example")),
            (SettingKey::StartAtLogin, json!(true)),
            (SettingKey::CloseToTray, json!(false)),
            (SettingKey::Language, json!("zh")),
            (SettingKey::Theme, json!("dark")),
            (SettingKey::FirstRunDone, json!(true)),
            (
                SettingKey::CodexInstructions,
                json!({"gpt-5-codex": {"text": "You are Codex.", "version": "0.1"}}),
            ),
        ] {
            let mut settings = Settings::default();
            settings.set(key, &value).unwrap();
            assert_eq!(settings.get(key), value);
            assert_eq!(key.as_str().parse(), Ok(key));
            settings.set(key, &Value::Null).unwrap();
            assert_eq!(settings, Settings::default(), "{key} returns to its default");
        }
    }

    #[test]
    fn values_that_do_not_fit_change_nothing() {
        for (key, value) in [
            (SettingKey::GatewayPort, json!(0)),
            (SettingKey::GatewayPort, json!(70000)),
            (SettingKey::GatewayPort, json!("23000")),
            (SettingKey::AllowedOrigins, json!(["*"])),
            (SettingKey::AllowedOrigins, json!("https://a.example")),
            (SettingKey::PublicUrl, json!("ftp://h")),
            (SettingKey::CloseToTray, json!("yes")),
            (SettingKey::Language, json!("fr")),
            (SettingKey::Theme, json!(1)),
            (SettingKey::CodexInstructions, json!({"gpt-5-codex": "You are Codex."})),
            (SettingKey::CodexInstructions, json!({"gpt-5-codex": {"text": ""}})),
        ] {
            let mut settings = Settings::default();
            assert!(settings.set(key, &value).is_err(), "{key} {value}");
            assert_eq!(settings, Settings::default());
        }
    }
}
