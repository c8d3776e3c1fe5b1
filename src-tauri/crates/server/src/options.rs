//! What a start is told: the data directory, and what flags and environment decide instead of the settings.

use crate::admin::SettingSource;
use axum::Router;
use domain::{Secret, SettingKey, Settings, SettingsError};
use serde_json::{Value, json};
use std::{net::IpAddr, path::PathBuf, time::Duration};

/// A value that the person gave outside the settings, and how.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Given<T> {
    /// The value.
    pub value: T,
    /// Where it was given.
    pub by: GivenBy,
}

/// How a value was given.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum GivenBy {
    /// An environment variable.
    Environment,
    /// A flag on the command line.
    Flag,
}

impl<T> Given<T> {
    /// A flag's value.
    pub fn flag(value: T) -> Self {
        Self { value, by: GivenBy::Flag }
    }

    /// An environment variable's value.
    pub fn environment(value: T) -> Self {
        Self { value, by: GivenBy::Environment }
    }
}

/// What *stop* means.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default)]
pub enum StopMeans {
    /// The process ends: `switchyard-server`.
    #[default]
    ProcessEnds,
    /// The port is kept and answers `gateway_stopped`: the desktop, until it quits.
    PortIsKept,
}

/// The web door, when it is on.
#[derive(Debug, Clone, Default)]
pub struct WebDoor {
    /// Its address; else 127.0.0.1.
    pub host: Option<IpAddr>,
    /// Its port; else the setting's. 0 is any free one.
    pub port: Option<Given<u16>>,
}

/// What a start is told.
#[derive(Debug, Clone, Default)]
pub struct Options {
    /// Where everything is kept.
    pub data_dir: PathBuf,
    /// The gateway's address; else both loopbacks.
    pub host: Option<IpAddr>,
    /// The gateway's port; else the setting's. 0 is any free one.
    pub port: Option<Given<u16>>,
    /// The web door; `None` is off.
    pub admin: Option<WebDoor>,
    /// A password to set for the web door.
    pub admin_password: Option<Secret>,
    /// How long a session stays with its provider; else the setting's.
    pub session_ttl: Option<Given<Duration>>,
    /// What *stop* means.
    pub stop_means: StopMeans,
    /// Whether this is the desktop application: what only it can do is then offered.
    pub desktop: bool,
    /// What the program around this library can do, put behind the control door: the desktop's window.
    pub beside: Option<Router>,
}

/// The settings that this start decides by itself.
#[derive(Debug, Clone, Default)]
pub(crate) struct Overrides(Vec<(SettingKey, Value, SettingSource)>);

impl Overrides {
    pub(crate) fn of(options: &Options) -> Self {
        let admin_port = options.admin.as_ref().and_then(|door| door.port);
        let ports = [(SettingKey::GatewayPort, options.port), (SettingKey::AdminPort, admin_port)];
        let ports = ports
            .into_iter()
            .filter_map(|(key, given)| given.map(|given| (key, json!(given.value), source(given.by))));
        let ttl = options
            .session_ttl
            .map(|given| (SettingKey::SessionTtlSeconds, json!(given.value.as_secs()), source(given.by)));
        Self(ports.chain(ttl).collect())
    }

    /// The value and its origin, if this start decides the setting.
    pub(crate) fn get(&self, key: SettingKey) -> Option<(&Value, SettingSource)> {
        self.0.iter().find(|(of, ..)| *of == key).map(|(_, value, source)| (value, *source))
    }

    /// Puts what was given in the place of what is set. Port 0 stays out: it is not a setting but a wish for
    /// any free port.
    pub(crate) fn apply(&self, settings: &mut Settings) -> Result<(), SettingsError> {
        self.0
            .iter()
            .filter(|(_, value, _)| *value != json!(0))
            .try_for_each(|(key, value, _)| settings.set(*key, value))
    }
}

fn source(by: GivenBy) -> SettingSource {
    match by {
        GivenBy::Environment => SettingSource::Environment,
        GivenBy::Flag => SettingSource::Flag,
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn what_is_given_wins_over_what_is_set() {
        let options = Options {
            port: Some(Given::flag(24_000)),
            session_ttl: Some(Given::environment(Duration::from_secs(9))),
            ..Options::default()
        };
        let overrides = Overrides::of(&options);
        let mut settings = Settings { gateway_port: 5, ..Settings::default() };
        overrides.apply(&mut settings).unwrap();
        assert_eq!((settings.gateway_port, settings.session_ttl.as_secs()), (24_000, 9));
        assert_eq!(overrides.get(SettingKey::GatewayPort), Some((&json!(24_000), SettingSource::Flag)));
        assert_eq!(overrides.get(SettingKey::AdminPort), None);
    }

    #[test]
    fn any_free_port_is_a_wish_and_not_a_setting() {
        let overrides = Overrides::of(&Options { port: Some(Given::flag(0)), ..Options::default() });
        let mut settings = Settings::default();
        overrides.apply(&mut settings).unwrap();
        assert_eq!(settings, Settings::default());
    }
}
