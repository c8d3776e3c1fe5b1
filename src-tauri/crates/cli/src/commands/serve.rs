//! `serve`: the gateway and its doors, in the foreground until told to stop.

use crate::{environment::Environment, failure::usage, output::Output, platform::EndSignals};
use anyhow::Context;
use clap::Args;
use domain::Secret;
use serde_json::json;
use server::{Given, Options, Running, Stop, StopMeans, WebDoor};
use std::{io::IsTerminal, net::IpAddr, path::PathBuf, time::Duration};

/// How to serve.
#[derive(Debug, Clone, Copy, Default, Args)]
pub(crate) struct ServeArguments {
    /// The gateway's address, a loopback one [default: 127.0.0.1 and ::1]
    #[arg(long, value_name = "ADDRESS")]
    host: Option<IpAddr>,
    /// The gateway's port, 0 for any free one [default: the setting, 23000]
    #[arg(long)]
    port: Option<u16>,
    /// The web door's address [default: 127.0.0.1]
    #[arg(long, value_name = "ADDRESS")]
    admin_host: Option<IpAddr>,
    /// The web door's port, 0 for any free one [default: the setting, 23001]
    #[arg(long, value_name = "PORT")]
    admin_port: Option<u16>,
}

impl ServeArguments {
    /// These, and for what they don't say, the others.
    pub(crate) fn or(self, other: Self) -> Self {
        Self {
            host: self.host.or(other.host),
            port: self.port.or(other.port),
            admin_host: self.admin_host.or(other.admin_host),
            admin_port: self.admin_port.or(other.admin_port),
        }
    }

    /// Whether anything was said.
    pub(crate) fn is_given(&self) -> bool {
        self.host.is_some() || self.port.is_some() || self.admin_host.is_some() || self.admin_port.is_some()
    }

    /// With the environment, what a start is told.
    pub(crate) fn options(self, data_dir: PathBuf, environment: &Environment) -> anyhow::Result<Options> {
        let host = match self.host {
            Some(host) => Some(host),
            None => environment.parsed("SWITCHYARD_HOST", "an address")?,
        };
        if let Some(host) = host.filter(|host| !host.is_loopback()) {
            return Err(usage(format!(
                "{host} is not a loopback address, and sharing on the network isn't built yet: use 127.0.0.1 or ::1"
            )));
        }
        let ttl = environment.parsed("SESSION_TTL", "a number of seconds")?;
        let admin_port = port(self.admin_port, "SWITCHYARD_ADMIN_PORT", environment)?;
        Ok(Options {
            data_dir,
            host,
            port: port(self.port, "SWITCHYARD_PORT", environment)?,
            admin: Some(WebDoor { host: self.admin_host, port: admin_port }),
            admin_password: password(environment)?,
            session_ttl: ttl.map(Duration::from_secs).map(Given::environment),
            stop_means: StopMeans::ProcessEnds,
            desktop: false,
            beside: None,
        })
    }
}

/// Serves until told to stop.
pub(crate) async fn run(
    serve: ServeArguments,
    data_dir: PathBuf,
    environment: &Environment,
    output: &mut Output,
) -> anyhow::Result<()> {
    let options = serve.options(data_dir, environment)?;
    // Before the start: a signal that comes meanwhile ends it in order, too.
    let mut signals = EndSignals::listen().context("cannot listen for signals")?;
    let running = server::start(options).await?;
    if let Err(error) = say_ready(&running, output) {
        running.stop(Stop::Now).await;
        return Err(error);
    }
    say_how_to_sign_in(&running);
    until_told(running, &mut signals).await;
    Ok(())
}

/// Waits for a signal or for a stop through the API, and ends in order. A second signal ends at once.
pub(crate) async fn until_told(running: Running, signals: &mut EndSignals) {
    let how = tokio::select! {
        () = signals.next() => Stop::Gently,
        how = running.ended() => how,
    };
    let hurry = running.hurry();
    let mut end = std::pin::pin!(running.stop(how));
    loop {
        tokio::select! {
            () = &mut end => return,
            () = signals.next() => hurry(),
        }
    }
}

/// The way in, for who looks at the terminal; for a log, only how to get one: a log must hold no link.
pub(crate) fn say_how_to_sign_in(running: &Running) {
    let Some(url) = running.admin_url() else { return };
    if !std::io::stderr().is_terminal() {
        let dir = running.data_dir().display();
        eprintln!("Sign in at {url} with the link from: switchyard-server admin link --data-dir '{dir}'");
    } else if let Some(link) = running.sign_in_link() {
        eprintln!("Sign in (once, within 15 minutes): {link}");
    }
}

fn say_ready(running: &Running, output: &mut Output) -> anyhow::Result<()> {
    let ready = json!({
        "gateway": running.gateway_url(),
        "admin": running.admin_url(),
        "data_dir": running.data_dir(),
        "pid": std::process::id(),
    });
    output.show(&ready, || {
        let admin = running.admin_url().map_or_else(String::new, |url| format!("\nWeb pages at {url}"));
        format!(
            "Switchyard listens on {}{admin}\nData in {}",
            running.gateway_url(),
            running.data_dir().display()
        )
    })
}

fn port(flag: Option<u16>, variable: &str, environment: &Environment) -> anyhow::Result<Option<Given<u16>>> {
    Ok(match flag {
        Some(port) => Some(Given::flag(port)),
        None => environment.parsed(variable, "a port")?.map(Given::environment),
    })
}

fn password(environment: &Environment) -> anyhow::Result<Option<Secret>> {
    let given = environment.text("SWITCHYARD_ADMIN_PASSWORD")?;
    match (given, environment.path("SWITCHYARD_ADMIN_PASSWORD_FILE")) {
        (Some(_), Some(_)) => Err(usage(
            "SWITCHYARD_ADMIN_PASSWORD and SWITCHYARD_ADMIN_PASSWORD_FILE are both set: choose one",
        )),
        (Some(password), None) => Ok(Some(Secret::new(password))),
        (None, Some(file)) => {
            let text = std::fs::read_to_string(&file)
                .with_context(|| format!("SWITCHYARD_ADMIN_PASSWORD_FILE: cannot read {}", file.display()))?;
            Ok(Some(Secret::new(text.trim_end_matches(['\r', '\n']))))
        }
        (None, None) => Ok(None),
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::failure::Usage;
    use server::GivenBy;

    #[test]
    fn a_flag_wins_over_a_variable_and_what_is_not_said_stays_open() {
        let environment = Environment::from([
            ("SWITCHYARD_PORT", "24000"),
            ("SWITCHYARD_ADMIN_PORT", "24001"),
            ("SESSION_TTL", "9"),
        ]);
        let flags = ServeArguments { port: Some(0), ..ServeArguments::default() };
        let options = flags.options("d".into(), &environment).unwrap();
        assert_eq!(options.port.map(|port| (port.value, port.by)), Some((0, GivenBy::Flag)));
        let admin = options.admin.and_then(|door| door.port);
        assert_eq!(admin.map(|port| (port.value, port.by)), Some((24_001, GivenBy::Environment)));
        assert_eq!(options.session_ttl.map(|ttl| ttl.value), Some(Duration::from_secs(9)));
        assert_eq!(options.host, None);
    }

    #[test]
    fn only_loopback_is_served_until_sharing_is_built() {
        for (host, fine) in
            [("127.0.0.1", true), ("::1", true), ("0.0.0.0", false), ("192.168.1.2", false), ("::", false)]
        {
            let flag = ServeArguments { host: host.parse().ok(), ..ServeArguments::default() };
            let options = flag.options("d".into(), &Environment::from([]));
            assert_eq!(options.is_ok(), fine, "{host}");
            let variable = Environment::from([("SWITCHYARD_HOST", host)]);
            let error = ServeArguments::default().options("d".into(), &variable).err();
            assert_eq!(error.is_none_or(|error| !error.is::<Usage>()), fine, "{host}");
        }
    }

    #[test]
    fn a_password_comes_from_one_place_and_its_file_may_end_in_a_line_feed() {
        let dir = tempfile::tempdir().unwrap();
        let file = dir.path().join("password");
        std::fs::write(&file, "correct horse battery\n").unwrap();
        let file: &'static str = Box::leak(file.display().to_string().into_boxed_str());
        let from_file = password(&Environment::from([("SWITCHYARD_ADMIN_PASSWORD_FILE", file)])).unwrap();
        assert_eq!(from_file.unwrap().expose(), "correct horse battery");
        let both = [("SWITCHYARD_ADMIN_PASSWORD", "a"), ("SWITCHYARD_ADMIN_PASSWORD_FILE", file)];
        assert!(password(&Environment::from(both)).is_err());
    }
}
