//! The bytes beneath HTTP: clear or encrypted, and encrypted within what is encrypted to a proxy.

use rustls::pki_types::ServerName;
use std::{
    io,
    pin::Pin,
    task::{Context, Poll},
};
use tokio::{
    io::{AsyncRead, AsyncWrite, ReadBuf},
    net::TcpStream,
};
use tokio_rustls::{TlsConnector, client::TlsStream};

/// A connection's bytes.
#[derive(Debug)]
pub enum Io {
    /// TCP.
    Plain(TcpStream),
    /// TLS over TCP.
    Tls(Box<TlsStream<TcpStream>>),
    /// TLS over a proxy's TLS.
    TlsInTls(Box<TlsStream<TlsStream<TcpStream>>>),
    /// Two ends in one process, whose time stands still.
    #[cfg(test)]
    Memory(tokio::io::DuplexStream),
}

impl Io {
    /// TLS over it.
    pub(super) async fn encrypt(self, tls: &TlsConnector, name: ServerName<'static>) -> io::Result<Self> {
        match self {
            Self::Plain(stream) => Ok(Self::Tls(Box::new(tls.connect(name, stream).await?))),
            Self::Tls(stream) => Ok(Self::TlsInTls(Box::new(tls.connect(name, *stream).await?))),
            Self::TlsInTls(_) => Err(io::Error::other("it is encrypted twice already")),
            #[cfg(test)]
            Self::Memory(_) => Err(io::Error::other("nobody listens in memory")),
        }
    }

    /// The version of its TLS, for people.
    pub(crate) fn tls_version(&self) -> Option<String> {
        let version = match self {
            Self::Plain(_) => None,
            Self::Tls(stream) => stream.get_ref().1.protocol_version(),
            Self::TlsInTls(stream) => stream.get_ref().1.protocol_version(),
            #[cfg(test)]
            Self::Memory(_) => None,
        };
        version.map(|version| format!("{version:?}"))
    }
}

/// Does the same with whatever is beneath.
macro_rules! beneath {
    ($io:expr, $stream:ident => $done:expr) => {
        match $io {
            Io::Plain($stream) => $done,
            Io::Tls(boxed) => {
                let $stream = boxed.as_mut();
                $done
            }
            Io::TlsInTls(boxed) => {
                let $stream = boxed.as_mut();
                $done
            }
            #[cfg(test)]
            Io::Memory($stream) => $done,
        }
    };
}

impl AsyncRead for Io {
    fn poll_read(
        self: Pin<&mut Self>,
        context: &mut Context<'_>,
        buffer: &mut ReadBuf<'_>,
    ) -> Poll<io::Result<()>> {
        beneath!(self.get_mut(), stream => Pin::new(stream).poll_read(context, buffer))
    }
}

impl AsyncWrite for Io {
    fn poll_write(self: Pin<&mut Self>, context: &mut Context<'_>, bytes: &[u8]) -> Poll<io::Result<usize>> {
        beneath!(self.get_mut(), stream => Pin::new(stream).poll_write(context, bytes))
    }

    fn poll_write_vectored(
        self: Pin<&mut Self>,
        context: &mut Context<'_>,
        slices: &[io::IoSlice<'_>],
    ) -> Poll<io::Result<usize>> {
        beneath!(self.get_mut(), stream => Pin::new(stream).poll_write_vectored(context, slices))
    }

    fn is_write_vectored(&self) -> bool {
        match self {
            Self::Plain(stream) => stream.is_write_vectored(),
            Self::Tls(stream) => stream.is_write_vectored(),
            Self::TlsInTls(stream) => stream.is_write_vectored(),
            #[cfg(test)]
            Self::Memory(stream) => stream.is_write_vectored(),
        }
    }

    fn poll_flush(self: Pin<&mut Self>, context: &mut Context<'_>) -> Poll<io::Result<()>> {
        beneath!(self.get_mut(), stream => Pin::new(stream).poll_flush(context))
    }

    fn poll_shutdown(self: Pin<&mut Self>, context: &mut Context<'_>) -> Poll<io::Result<()>> {
        beneath!(self.get_mut(), stream => Pin::new(stream).poll_shutdown(context))
    }
}
