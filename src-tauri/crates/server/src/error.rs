//! Why a start failed, as the command line and the shell tell it apart.

use crate::doors::control::Instance;
use domain::SettingsError;
use gateway::BindError;
use std::{io, net::SocketAddr, path::PathBuf};
use store::{LockError, StoreError};

/// Why nothing was started.
#[derive(Debug, thiserror::Error)]
pub enum StartError {
    /// Another instance owns the data directory; its control door does what this one would have done.
    #[error("{}", running(data_dir, instance.as_deref()))]
    AlreadyRunning {
        /// The data directory.
        data_dir: PathBuf,
        /// The instance, if its runtime file could be read.
        instance: Option<Box<Instance>>,
    },
    /// The gateway's port can't be had.
    #[error(transparent)]
    Gateway(#[from] BindError),
    /// The web door's port can't be had.
    #[error("the web door can't listen on {address}: {source}; choose another with --admin-port")]
    Web {
        /// The address.
        address: SocketAddr,
        /// What the system says.
        source: io::Error,
    },
    /// The web door would be open to the network without a password.
    #[error(
        "the web door may listen on {address} only with a password: set one with `switchyard-server admin \
         password` or SWITCHYARD_ADMIN_PASSWORD"
    )]
    NeedsPassword {
        /// The address.
        address: SocketAddr,
    },
    /// The password can't be one.
    #[error("the admin password: {0}")]
    Password(String),
    /// The gateway would be open to the network, which isn't built yet.
    #[error("--host takes loopback addresses only, not {0}")]
    NotLoopback(std::net::IpAddr),
    /// A flag's or variable's value doesn't fit.
    #[error(transparent)]
    Setting(#[from] SettingsError),
    /// The store can't be opened.
    #[error(transparent)]
    Store(#[from] StoreError),
    /// The data directory can't be locked.
    #[error(transparent)]
    Lock(LockError),
    /// The control door can't be opened.
    #[error("the control door: {0}")]
    Control(io::Error),
    /// A task of ours broke.
    #[error("a task ended unexpectedly: {0}")]
    Task(#[from] tokio::task::JoinError),
}

fn running(data_dir: &std::path::Path, instance: Option<&Instance>) -> String {
    let dir = data_dir.display();
    match instance {
        Some(instance) => format!("Switchyard is running on {dir} already (pid {})", instance.pid),
        None => format!("another process owns {dir}: is Switchyard just starting or ending?"),
    }
}
