//! The gateway's port. Headless, an instance whose port is taken does not start; the desktop starts without it, says
//! who has it, and takes it when the person asks again.

use crate::{Given, Options, StartError, platform::holder_of_port};
use domain::Settings;
use gateway::{BindError, BindTo, Gateway, Listeners};
use serde::{Deserialize, Serialize};
use std::{
    net::{IpAddr, Ipv4Addr, SocketAddr},
    sync::{Mutex, MutexGuard, PoisonError},
};

/// The port that the gateway should listen on, and that another program has.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize, utoipa::ToSchema)]
pub struct PortTaken {
    /// The port.
    pub port: u16,
    /// The program that has it, where the system tells.
    pub holder: Option<String>,
}

/// Which port is wanted: what flags and environment say, else the settings.
#[derive(Debug, Clone, Copy)]
struct Wanted {
    host: Option<IpAddr>,
    port: Option<Given<u16>>,
}

/// The gateway's port, had or not.
#[derive(Debug)]
pub(crate) struct Port {
    wanted: Wanted,
    held: Mutex<Held>,
}

#[derive(Debug, Clone)]
enum Held {
    Yes { url: String, addresses: Vec<SocketAddr> },
    No(PortTaken),
}

impl Port {
    /// Binds it. `None` beside a port that the desktop goes on without.
    pub(crate) fn bind(
        options: &Options,
        settings: &Settings,
    ) -> Result<(Self, Option<Listeners>), StartError> {
        let wanted = Wanted { host: options.host, port: options.port };
        let (held, listeners) = match wanted.bind(settings) {
            Ok(listeners) => (Held::of(&listeners), Some(listeners)),
            Err(StartError::Gateway { source: source @ BindError::Taken { .. }, holder })
                if options.desktop =>
            {
                tracing::warn!(holder, "{source}: the gateway does not listen");
                (Held::No(PortTaken { port: wanted.port(settings), holder }), None)
            }
            Err(error) => return Err(error),
        };
        Ok((Self { wanted, held: Mutex::new(held) }, listeners))
    }

    /// Takes the port if it isn't had yet, as flags and settings name it now.
    ///
    /// # Errors
    /// When it is still taken.
    pub(crate) fn take(&self, gateway: &Gateway, settings: &Settings) -> Result<(), StartError> {
        let mut held = self.held();
        if let Held::Yes { .. } = *held {
            return Ok(());
        }
        match self.wanted.bind(settings) {
            Ok(listeners) => {
                let now = Held::of(&listeners);
                gateway.listen(listeners).map_err(StartError::Listen)?;
                *held = now;
                Ok(())
            }
            Err(error) => {
                if let StartError::Gateway { holder, .. } = &error {
                    *held = Held::No(PortTaken { port: self.wanted.port(settings), holder: holder.clone() });
                }
                Err(error)
            }
        }
    }

    /// Who has it, if we don't.
    pub(crate) fn taken(&self) -> Option<PortTaken> {
        match &*self.held() {
            Held::Yes { .. } => None,
            Held::No(taken) => Some(taken.clone()),
        }
    }

    /// The URL to give to clients, if it is had.
    pub(crate) fn url(&self) -> Option<String> {
        match &*self.held() {
            Held::Yes { url, .. } => Some(url.clone()),
            Held::No(_) => None,
        }
    }

    /// The URL to give to clients, now or once it is had.
    pub(crate) fn url_wanted(&self) -> String {
        match &*self.held() {
            Held::Yes { url, .. } => url.clone(),
            Held::No(PortTaken { port, .. }) => {
                let host = self.wanted.host.unwrap_or(IpAddr::V4(Ipv4Addr::LOCALHOST));
                format!("http://{}", SocketAddr::new(host, *port))
            }
        }
    }

    /// What is listened on.
    pub(crate) fn addresses(&self) -> Vec<SocketAddr> {
        match &*self.held() {
            Held::Yes { addresses, .. } => addresses.clone(),
            Held::No(_) => Vec::new(),
        }
    }

    fn held(&self) -> MutexGuard<'_, Held> {
        self.held.lock().unwrap_or_else(PoisonError::into_inner)
    }
}

impl Wanted {
    fn port(self, settings: &Settings) -> u16 {
        self.port.map_or(settings.gateway_port, |port| port.value)
    }

    fn bind(self, settings: &Settings) -> Result<Listeners, StartError> {
        let (to, port) = (self.host.map_or(BindTo::Loopback, BindTo::Address), self.port(settings));
        Listeners::bind(to, port).map_err(|source| {
            let taken = matches!(source, BindError::Taken { .. });
            StartError::Gateway { holder: taken.then(|| holder_of_port(port)).flatten(), source }
        })
    }
}

impl Held {
    fn of(listeners: &Listeners) -> Self {
        Self::Yes { url: listeners.gateway_url(), addresses: listeners.addresses().to_vec() }
    }
}

#[cfg(test)]
mod tests {
    use crate::{Given, Options, StartError, Stop, start};
    use std::{net::TcpListener, path::Path};

    fn options(dir: &Path, port: u16, desktop: bool) -> Options {
        Options { data_dir: dir.to_owned(), port: Some(Given::flag(port)), desktop, ..Options::default() }
    }

    #[tokio::test(flavor = "multi_thread")]
    async fn the_desktop_starts_without_its_port_and_the_server_does_not() {
        let dir = tempfile::tempdir().unwrap();
        let other = TcpListener::bind("127.0.0.1:0").unwrap();
        let port = other.local_addr().unwrap().port();
        let refused = start(options(dir.path(), port, false)).await.map(|_| ());
        assert!(matches!(refused, Err(StartError::Gateway { .. })), "{refused:?}");

        let running = start(options(dir.path(), port, true)).await.unwrap();
        let serving = running.state.serving().unwrap();
        let settings = running.configuration.current().settings.clone();
        assert_eq!(serving.port.taken().map(|taken| taken.port), Some(port));
        assert_eq!((serving.port.url(), serving.port.addresses()), (None, Vec::new()));
        assert!(serving.port.take(&running.gateway, &settings).is_err(), "it is still taken");
        drop(other);
        serving.port.take(&running.gateway, &settings).unwrap();
        assert_eq!(serving.port.taken(), None);
        assert_eq!(serving.port.url(), Some(running.gateway_url().to_owned()));
        assert!(tokio::net::TcpStream::connect(("127.0.0.1", port)).await.is_ok());
        running.stop(Stop::Now).await;
    }
}
