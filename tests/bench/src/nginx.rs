//! nginx as a plain reverse proxy: its own configuration and files in a temporary directory.

use std::{
    net::{Ipv4Addr, SocketAddr, TcpListener, TcpStream},
    path::{Path, PathBuf},
    process::{Command, Stdio},
    time::Duration,
};

use anyhow::{Context, bail};
use tempfile::TempDir;

use crate::{load::Door, process::Owned};

/// As many as there are cores where the targets were set.
const WORKERS: u32 = 2;

/// A running nginx.
pub(crate) struct Nginx {
    program: PathBuf,
    files: TempDir,
    address: SocketAddr,
    process: Owned,
}

impl Nginx {
    /// Starts it in front of `upstream` and waits until it listens.
    pub(crate) async fn start(program: Option<&Path>, upstream: SocketAddr) -> anyhow::Result<Self> {
        let program = program.unwrap_or(usual());
        let files = tempfile::tempdir()?;
        let address = free_address()?;
        std::fs::write(files.path().join("nginx.conf"), configuration(address, upstream))?;
        let mut command = command(program, files.path());
        let process = Owned::start(command.stdin(Stdio::null()).stdout(Stdio::null()).stderr(Stdio::null()))?;
        let mut nginx = Self { program: program.to_owned(), files, address, process };
        nginx.wait().await?;
        Ok(nginx)
    }

    pub(crate) fn door(&self) -> Door {
        Door { address: self.address, key: "sk-test-0123456789".to_owned() }
    }

    pub(crate) fn process(&self) -> &Owned {
        &self.process
    }

    async fn wait(&mut self) -> anyhow::Result<()> {
        for _ in 0..500 {
            // The workers are looked for, too: a kernel that hides them would make nginx's work look free.
            if TcpStream::connect(self.address).is_ok() && self.process.used()?.processes() > WORKERS {
                return Ok(());
            }
            if self.process.child().try_wait()?.is_some() {
                break;
            }
            tokio::time::sleep(Duration::from_millis(10)).await;
        }
        let said = std::fs::read_to_string(self.files.path().join("error.log")).unwrap_or_default();
        bail!("nginx doesn't listen on {}, or its workers can't be seen: {said}", self.address)
    }
}

impl Drop for Nginx {
    fn drop(&mut self) {
        // Killed, the master would leave its workers behind; told, it takes them along.
        let told =
            command(&self.program, self.files.path()).args(["-s", "stop"]).stderr(Stdio::null()).status();
        if told.is_ok_and(|status| status.success()) {
            let _ = self.process.child().wait();
        }
    }
}

/// Debian has it where an ordinary user's search path doesn't lead.
fn usual() -> &'static Path {
    let system = Path::new("/usr/sbin/nginx");
    if system.is_file() { system } else { Path::new("nginx") }
}

fn command(program: &Path, files: &Path) -> Command {
    let mut command = Command::new(program);
    command.arg("-p").arg(files).args(["-e", "error.log", "-c", "nginx.conf"]);
    command
}

/// nginx can't be asked which port it got. Ours is free now; if not a moment later, nginx says so.
fn free_address() -> anyhow::Result<SocketAddr> {
    TcpListener::bind((Ipv4Addr::LOCALHOST, 0))?.local_addr().context("no free port")
}

/// Connections are spread evenly over the workers and kept on both sides, bodies stay in memory, events pass at once, nothing is logged.
fn configuration(address: SocketAddr, upstream: SocketAddr) -> String {
    format!(
        "daemon off;
worker_processes {WORKERS};
pid nginx.pid;
error_log error.log warn;
events {{ worker_connections 4096; }}
http {{
    access_log off;
    client_body_temp_path body;
    proxy_temp_path proxy;
    fastcgi_temp_path fastcgi;
    uwsgi_temp_path uwsgi;
    scgi_temp_path scgi;
    client_max_body_size 0;
    client_body_buffer_size 512k;
    keepalive_requests 1000000000;
    keepalive_timeout 1h;
    tcp_nodelay on;
    upstream bench {{
        server {upstream};
        keepalive 128;
        keepalive_requests 1000000000;
        keepalive_timeout 1h;
    }}
    server {{
        listen {address} reuseport;
        location / {{
            proxy_pass http://bench;
            proxy_http_version 1.1;
            proxy_set_header Connection \"\";
            proxy_buffering off;
        }}
    }}
}}
"
    )
}
