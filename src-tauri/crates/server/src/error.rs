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
    #[error("{source}{}; free it, or choose another with --port", held(holder.as_deref()))]
    Gateway {
        /// Why.
        source: BindError,
        /// The program that has it, where the system tells.
        holder: Option<String>,
    },
    /// The gateway's sockets can't be used.
    #[error("the gateway can't listen: {0}")]
    Listen(io::Error),
    /// The web door's port can't be had.
    #[error(
        "the web door can't listen on {address}: {source}{}; choose another with --admin-port",
        held(holder.as_deref())
    )]
    Web {
        /// The address.
        address: SocketAddr,
        /// The program that has it, where the system tells.
        holder: Option<String>,
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

fn held(holder: Option<&str>) -> String {
    holder.map_or_else(String::new, |holder| format!(" (it is held by {holder})"))
}

fn running(data_dir: &std::path::Path, instance: Option<&Instance>) -> String {
    let dir = data_dir.display();
    match instance {
        Some(instance) => format!("Switchyard is running on {dir} already (pid {})", instance.pid),
        None => format!("another process owns {dir}: is Switchyard just starting or ending?"),
    }
}
