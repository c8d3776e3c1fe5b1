//! The way to an upstream: where it is, and the network that leads there. A connection of one way never serves
//! another, though both end at the same place.

use domain::{Network, Origin, Proxy};
use std::net::IpAddr;

/// A way.
#[derive(Debug, Clone, PartialEq, Eq, Hash)]
pub(crate) struct Way {
    origin: Origin,
    /// `None`: directly, with the system's certificates.
    network: Option<Box<Network>>,
}

impl Way {
    /// The way to an origin. This machine is never reached through a proxy: its loopback would be the proxy's.
    pub(crate) fn new(origin: Origin, network: &Network) -> Self {
        let network = if is_this_machine(&origin.host) { network.direct() } else { network.clone() };
        Self { origin, network: (!network.is_default()).then(|| Box::new(network)) }
    }

    /// A way to this machine through a proxy, for tests, which have no other machine.
    #[cfg(test)]
    pub(super) fn proxied(origin: Origin, network: Network) -> Self {
        Self { origin, network: Some(Box::new(network)) }
    }

    /// Where it ends.
    pub(crate) fn origin(&self) -> &Origin {
        &self.origin
    }

    /// The network, unless it is the usual.
    pub(crate) fn network(&self) -> Option<&Network> {
        self.network.as_deref()
    }

    /// What it goes through.
    pub(crate) fn proxy(&self) -> Option<&Proxy> {
        self.network()?.proxy.as_ref()
    }

    /// Whether it goes on without its proxy when that can't be used.
    pub(crate) fn may_skip_proxy(&self) -> bool {
        self.network().is_some_and(|network| network.proxy_fallback_direct)
    }
}

/// Whether a name or address is this machine's own, as far as it tells.
fn is_this_machine(host: &str) -> bool {
    match host.parse::<IpAddr>() {
        Ok(address) => address.to_canonical().is_loopback(),
        Err(_) => host == "localhost" || host.ends_with(".localhost"),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn way(host: &str, proxy: &str) -> Way {
        let network = Network { proxy: Proxy::parse(proxy).ok(), ..Network::default() };
        Way::new(Origin { https: true, host: host.into(), port: 443 }, &network)
    }

    #[test]
    fn this_machine_is_never_reached_through_a_proxy() {
        for (host, proxied) in [
            ("127.0.0.1", false),
            ("127.8.8.8", false),
            ("::1", false),
            ("::ffff:127.0.0.1", false),
            ("localhost", false),
            ("ollama.localhost", false),
            ("192.168.1.5", true),
            ("nas.local", true),
            ("localhost.example", true),
            ("api.example", true),
        ] {
            assert_eq!(way(host, "http://127.0.0.1:7890").proxy().is_some(), proxied, "{host}");
        }
    }

    #[test]
    fn ways_through_different_networks_differ() {
        assert_eq!(way("h", "http://p:1"), way("h", "http://p:1"));
        assert_ne!(way("h", "http://p:1"), way("h", "http://p:2"));
        assert_ne!(way("h", "http://p:1"), way("h", ""));
        assert_ne!(way("h", "http://a:b@p:1"), way("h", "http://a:c@p:1"));
        assert_eq!(way("localhost", "http://p:1"), way("localhost", ""));
    }
}
