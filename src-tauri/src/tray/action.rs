//! What a click in the menu can mean. Its text form is the menu item's id.

use domain::{Dialect, ProviderId};
use std::{fmt, str::FromStr};

/// What a click means.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum TrayAction {
    /// The gateway answers again.
    Start,
    /// The gateway answers no more.
    Stop,
    /// An address for a tool goes to the clipboard.
    Copy(BaseUrl),
    /// New requests of the dialect go to this provider first; to none in particular.
    Pin(Dialect, Option<ProviderId>),
    /// The window is shown.
    Open,
    /// The application starts at login, or not any more: the opposite of what the setting says.
    StartAtLogin,
    /// The application ends.
    Quit,
}

/// The forms of the gateway's address that tools ask for.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum BaseUrl {
    Anthropic,
    Openai,
    Gemini,
}

impl BaseUrl {
    /// All of them, in the menu's order.
    pub(crate) const ALL: [Self; 3] = [Self::Anthropic, Self::Openai, Self::Gemini];

    /// The address, from the gateway's own.
    pub(crate) fn of(self, gateway: &str) -> String {
        match self {
            Self::Anthropic | Self::Gemini => gateway.to_owned(),
            Self::Openai => format!("{gateway}/v1"),
        }
    }

    fn word(self) -> &'static str {
        match self {
            Self::Anthropic => "anthropic",
            Self::Openai => "openai",
            Self::Gemini => "gemini",
        }
    }
}

impl fmt::Display for TrayAction {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Self::Start => f.write_str("start"),
            Self::Stop => f.write_str("stop"),
            Self::Copy(form) => write!(f, "copy {}", form.word()),
            Self::Pin(dialect, Some(provider)) => write!(f, "pin {dialect} {provider}"),
            Self::Pin(dialect, None) => write!(f, "pin {dialect}"),
            Self::Open => f.write_str("open"),
            Self::StartAtLogin => f.write_str("login"),
            Self::Quit => f.write_str("quit"),
        }
    }
}

impl FromStr for TrayAction {
    type Err = String;

    fn from_str(id: &str) -> Result<Self, String> {
        let unknown = || format!("{id:?} is no action");
        let words: Vec<&str> = id.split(' ').collect();
        Ok(match words[..] {
            ["start"] => Self::Start,
            ["stop"] => Self::Stop,
            ["copy", form] => {
                let form = BaseUrl::ALL.into_iter().find(|known| known.word() == form);
                Self::Copy(form.ok_or_else(unknown)?)
            }
            ["pin", dialect] => Self::Pin(dialect.parse()?, None),
            ["pin", dialect, provider] => {
                Self::Pin(dialect.parse()?, Some(provider.parse().map_err(|_| unknown())?))
            }
            ["open"] => Self::Open,
            ["login"] => Self::StartAtLogin,
            ["quit"] => Self::Quit,
            _ => return Err(unknown()),
        })
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn every_action_comes_back_from_its_id() {
        let provider = ProviderId::from_bytes([7; 16]);
        let mut actions = vec![
            TrayAction::Start,
            TrayAction::Stop,
            TrayAction::Open,
            TrayAction::StartAtLogin,
            TrayAction::Quit,
        ];
        actions.extend(BaseUrl::ALL.map(TrayAction::Copy));
        actions.extend(Dialect::ALL.map(|dialect| TrayAction::Pin(dialect, None)));
        actions.extend(Dialect::ALL.map(|dialect| TrayAction::Pin(dialect, Some(provider))));
        for action in actions {
            assert_eq!(action.to_string().parse(), Ok(action));
        }
        for id in ["", "dance", "copy", "copy perl", "pin", "pin perl", "pin anthropic x", "login maybe"] {
            assert!(id.parse::<TrayAction>().is_err(), "{id}");
        }
    }

    #[test]
    fn openais_tools_want_the_version_in_the_address() {
        let urls = BaseUrl::ALL.map(|form| form.of("http://127.0.0.1:23000"));
        assert_eq!(urls, ["http://127.0.0.1:23000", "http://127.0.0.1:23000/v1", "http://127.0.0.1:23000"]);
    }
}
