//! The environment variables that the command line reads, as an argument.

use crate::failure::usage;
use std::{ffi::OsString, path::PathBuf, str::FromStr};

/// The environment.
pub(crate) struct Environment(Box<Lookup>);

type Lookup = dyn Fn(&str) -> Option<OsString>;

impl Environment {
    /// The process's own.
    pub(crate) fn of_process() -> Self {
        Self(Box::new(|name| std::env::var_os(name)))
    }

    /// A variable; an empty one counts as none.
    pub(crate) fn get(&self, name: &str) -> Option<OsString> {
        (self.0)(name).filter(|value| !value.is_empty())
    }

    /// A variable that holds a path.
    pub(crate) fn path(&self, name: &str) -> Option<PathBuf> {
        self.get(name).map(PathBuf::from)
    }

    /// A variable that holds a text.
    pub(crate) fn text(&self, name: &str) -> anyhow::Result<Option<String>> {
        // The value stays out of the message: it may be a password.
        self.get(name)
            .map(|value| value.into_string().map_err(|_| usage(format!("{name} is not a text"))))
            .transpose()
    }

    /// A variable that holds a number, an address or the like; `what` says which.
    pub(crate) fn parsed<T: FromStr>(&self, name: &str, what: &str) -> anyhow::Result<Option<T>> {
        let Some(text) = self.text(name)? else { return Ok(None) };
        text.trim().parse().map(Some).map_err(|_| usage(format!("{name} is `{text}`, which is not {what}")))
    }
}

#[cfg(test)]
impl<const N: usize> From<[(&'static str, &'static str); N]> for Environment {
    fn from(variables: [(&'static str, &'static str); N]) -> Self {
        Self(Box::new(move |name| {
            variables.iter().find(|(known, _)| *known == name).map(|(_, value)| OsString::from(value))
        }))
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn an_empty_variable_is_none_and_a_wrong_one_is_named() {
        let environment = Environment::from([("A", ""), ("B", "x"), ("C", "24000")]);
        assert_eq!(environment.parsed::<u16>("A", "a port").unwrap(), None);
        assert_eq!(environment.parsed::<u16>("C", "a port").unwrap(), Some(24_000));
        let error = environment.parsed::<u16>("B", "a port").unwrap_err();
        assert_eq!(error.to_string(), "B is `x`, which is not a port");
    }
}
