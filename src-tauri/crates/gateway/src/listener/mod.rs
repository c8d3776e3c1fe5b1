//! The listener: the first of the eleven steps. Both loopback addresses, bound together or not at all.

mod accept;
mod stall_guard;

#[cfg(test)]
pub(crate) use accept::serve;
pub(crate) use accept::{Connections, Ending, accept_loop};

use std::{
    io,
    net::{IpAddr, Ipv4Addr, Ipv6Addr, SocketAddr, TcpListener},
};

/// Where to listen.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum BindTo {
    /// `127.0.0.1` and `[::1]`: many clients resolve `localhost` to `::1` first, and a stranger on that port
    /// would receive our clients' keys.
    Loopback,
    /// One address.
    Address(IpAddr),
}

/// Why the port can't be had.
#[derive(Debug, thiserror::Error)]
pub enum BindError {
    /// Somebody else has it.
    #[error("{address} is taken by another program")]
    Taken {
        /// The address.
        address: SocketAddr,
    },
    /// Only this machine's own addresses are listened on.
    #[error("{0} is not a loopback address: sharing on a network is not built yet")]
    NotLoopback(IpAddr),
    /// Anything else.
    #[error("can't listen on {address}: {source}")]
    Io {
        /// The address.
        address: SocketAddr,
        /// Why.
        source: io::Error,
    },
}

/// Bound sockets that nobody accepts from yet.
#[derive(Debug)]
pub struct Listeners {
    sockets: Vec<TcpListener>,
    addresses: Vec<SocketAddr>,
}

impl Listeners {
    /// Binds. Port 0 is any free port, the same on both addresses.
    ///
    /// # Errors
    /// When an address is taken; none is held then.
    pub fn bind(to: BindTo, port: u16) -> Result<Self, BindError> {
        match to {
            BindTo::Address(address) if !address.is_loopback() => Err(BindError::NotLoopback(address)),
            BindTo::Address(address) => Self::from_sockets(vec![bind(SocketAddr::new(address, port))?]),
            BindTo::Loopback if port != 0 => Self::loopback(port),
            BindTo::Loopback => {
                // The free port of one address may be taken on the other, so a few are tried.
                let mut tries = 16;
                loop {
                    tries -= 1;
                    let four = bind(SocketAddr::new(Ipv4Addr::LOCALHOST.into(), 0))?;
                    let port = four.local_addr().map_or(0, |address| address.port());
                    match six(port) {
                        Ok(six) => {
                            return Self::from_sockets([Some(four), six].into_iter().flatten().collect());
                        }
                        Err(error) if tries == 0 => return Err(error),
                        Err(_) => {}
                    }
                }
            }
        }
    }

    fn loopback(port: u16) -> Result<Self, BindError> {
        let four = bind(SocketAddr::new(Ipv4Addr::LOCALHOST.into(), port))?;
        Self::from_sockets([Some(four), six(port)?].into_iter().flatten().collect())
    }

    fn from_sockets(sockets: Vec<TcpListener>) -> Result<Self, BindError> {
        let addresses = sockets.iter().filter_map(|socket| socket.local_addr().ok()).collect();
        Ok(Self { sockets, addresses })
    }

    /// What is listened on, v4 first.
    pub fn addresses(&self) -> &[SocketAddr] {
        &self.addresses
    }

    /// The port.
    pub fn port(&self) -> u16 {
        self.addresses.first().map_or(0, SocketAddr::port)
    }

    /// The address for people and configurations: `http://127.0.0.1:23000`.
    pub fn gateway_url(&self) -> String {
        self.addresses.first().map(|address| format!("http://{address}")).unwrap_or_default()
    }

    /// The sockets, for accepting.
    pub fn into_sockets(self) -> Vec<TcpListener> {
        self.sockets
    }
}

/// `[::1]`, or `None` on a machine without IPv6.
fn six(port: u16) -> Result<Option<TcpListener>, BindError> {
    match bind(SocketAddr::new(Ipv6Addr::LOCALHOST.into(), port)) {
        Ok(socket) => Ok(Some(socket)),
        Err(BindError::Io { address, source }) if is_absent(&source) => {
            tracing::info!(%address, "no IPv6 here: listening on IPv4 alone");
            Ok(None)
        }
        Err(error) => Err(error),
    }
}

fn is_absent(error: &io::Error) -> bool {
    // EAFNOSUPPORT, on Linux and macOS.
    matches!(error.kind(), io::ErrorKind::AddrNotAvailable | io::ErrorKind::Unsupported)
        || matches!(error.raw_os_error(), Some(97 | 47))
}

/// Connections that wait to be accepted: a burst of 4,096 clients fits.
const BACKLOG: i32 = 4096;

fn bind(address: SocketAddr) -> Result<TcpListener, BindError> {
    use socket2::{Domain, Socket, Type};
    let socket = || {
        let socket = Socket::new(Domain::for_address(address), Type::STREAM, None)?;
        if address.is_ipv6() {
            socket.set_only_v6(true)?;
        }
        // On Unix this lets a restart take the port over from its closed connections; on Windows it would
        // let two programs share a port, so it isn't set there.
        #[cfg(unix)]
        socket.set_reuse_address(true)?;
        socket.bind(&address.into())?;
        socket.listen(BACKLOG)?;
        socket.set_nonblocking(true)?;
        Ok(TcpListener::from(socket))
    };
    socket().map_err(|source: io::Error| {
        let taken = matches!(source.kind(), io::ErrorKind::AddrInUse | io::ErrorKind::PermissionDenied);
        if taken { BindError::Taken { address } } else { BindError::Io { address, source } }
    })
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn both_loopback_addresses_are_held() {
        let listeners = Listeners::bind(BindTo::Loopback, 0).unwrap();
        assert_eq!(listeners.addresses()[0].ip(), IpAddr::from([127, 0, 0, 1]));
        for address in listeners.addresses() {
            assert_eq!(address.port(), listeners.port());
        }
        assert!(matches!(Listeners::bind(BindTo::Loopback, listeners.port()), Err(BindError::Taken { .. })));
    }

    #[test]
    fn a_stranger_on_the_other_loopback_address_is_an_error() {
        let Ok(stranger) = TcpListener::bind("[::1]:0") else { return };
        let port = stranger.local_addr().unwrap().port();
        assert!(matches!(Listeners::bind(BindTo::Loopback, port), Err(BindError::Taken { .. })));
        assert!(TcpListener::bind(("127.0.0.1", port)).is_ok(), "the half that was free is let go");
    }

    #[test]
    fn other_addresses_are_refused() {
        let refused = Listeners::bind(BindTo::Address([0, 0, 0, 0].into()), 0);
        assert!(matches!(refused, Err(BindError::NotLoopback(_))));
    }
}
