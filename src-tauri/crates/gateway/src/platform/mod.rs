//! What differs between operating systems, a few calls long.

use socket2::{SockRef, TcpKeepalive};
use std::{io, time::Duration};
use tokio::net::TcpStream;

/// Prepares a connection to an upstream: no waiting for more to send, and a peer that vanished without a word
/// (sleep, VPN) is noticed. A refusal by the system changes nothing that matters.
pub(crate) fn tune(stream: &TcpStream) {
    let _ = stream.set_nodelay(true);
    let keepalive =
        TcpKeepalive::new().with_time(Duration::from_secs(15)).with_interval(Duration::from_secs(15));
    let socket = SockRef::from(stream);
    let _ = socket.set_tcp_keepalive(&keepalive);
    #[cfg(target_os = "linux")]
    let _ = socket.set_tcp_user_timeout(Some(Duration::from_secs(10)));
}

/// Whether an error of `connect` or `accept` is this machine's own: descriptors, memory, buffers.
pub(crate) fn is_local_fault(error: &io::Error) -> bool {
    #[cfg(unix)]
    {
        // EMFILE, ENFILE, ENOBUFS and ENOMEM have no `ErrorKind` of their own on stable.
        const EMFILE: i32 = 24;
        const ENFILE: i32 = 23;
        const ENOBUFS: i32 = if cfg!(target_os = "macos") { 55 } else { 105 };
        const ENOMEM: i32 = 12;
        matches!(error.raw_os_error(), Some(EMFILE | ENFILE | ENOBUFS | ENOMEM))
    }
    #[cfg(not(unix))]
    {
        matches!(error.raw_os_error(), Some(10_024 | 10_055))
    }
}
