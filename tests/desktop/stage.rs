//! A private desktop: a session bus, a screen, a home. Dropped, all of it ends.

use std::{
    path::{Path, PathBuf},
    process::Stdio,
    time::Duration,
};
use tempfile::TempDir;
use tokio::{
    io::{AsyncBufReadExt, BufReader},
    process::{Child, Command},
    time::{Instant, sleep},
};

/// How long something that must happen may take, unoptimised on a busy machine.
pub(crate) const PATIENCE: Duration = Duration::from_secs(60);

/// A private desktop.
pub(crate) struct Stage {
    pub(crate) bus: String,
    pub(crate) display: String,
    home: TempDir,
    _children: [Child; 2],
}

impl Stage {
    pub(crate) async fn set() -> Self {
        let home = tempfile::tempdir().unwrap();
        for dir in ["run", "config", "share", "cache"] {
            std::fs::create_dir(home.path().join(dir)).unwrap();
        }
        let mut bus = Command::new("dbus-daemon");
        bus.args(["--session", "--nofork", "--nopidfile", "--print-address=1"]);
        bus.env("XDG_RUNTIME_DIR", home.path().join("run"));
        let mut x = Command::new("Xvfb");
        x.args(["-displayfd", "1", "-screen", "0", "1400x900x24", "-nolisten", "tcp"]);
        let ((bus, address), (x, number)) = (first_line(bus).await, first_line(x).await);
        Self { bus: address, display: format!(":{number}"), home, _children: [bus, x] }
    }

    pub(crate) fn home(&self) -> &Path {
        self.home.path()
    }

    /// With a space in it, as many people's are.
    pub(crate) fn data_dir(&self) -> PathBuf {
        self.home().join("the data")
    }

    /// A program on this desktop, without anything of the person's own.
    pub(crate) fn command(&self, program: &str) -> Command {
        let mut command = Command::new(program);
        for (name, _) in std::env::vars_os() {
            let name = name.to_string_lossy().into_owned();
            if ["SWITCHYARD_", "XDG_", "LC_", "GDK_", "GTK_", "WEBKIT_"]
                .iter()
                .any(|start| name.starts_with(start))
            {
                command.env_remove(name);
            }
        }
        command
            .env("DBUS_SESSION_BUS_ADDRESS", &self.bus)
            .env("DISPLAY", &self.display)
            .env_remove("WAYLAND_DISPLAY")
            .env_remove("SESSION_TTL")
            .env("GDK_BACKEND", "x11")
            .env("HOME", self.home())
            .env("XDG_RUNTIME_DIR", self.home().join("run"))
            .env("XDG_CONFIG_HOME", self.home().join("config"))
            .env("XDG_DATA_HOME", self.home().join("share"))
            .env("XDG_CACHE_HOME", self.home().join("cache"))
            .env("XDG_CURRENT_DESKTOP", "GNOME")
            .env("LANG", "en_US.UTF-8")
            .env_remove("LANGUAGE")
            .env("NO_AT_BRIDGE", "1")
            .env("GSETTINGS_BACKEND", "memory")
            .env("SWITCHYARD_LOG", "debug")
            .stdin(Stdio::null())
            .kill_on_drop(true);
        command
    }
}

async fn first_line(mut command: Command) -> (Child, String) {
    let started = command.stdout(Stdio::piped()).stderr(Stdio::null()).kill_on_drop(true).spawn();
    let mut child = started.unwrap_or_else(|error| panic!("{command:?}: {error} (is it installed?)"));
    let mut lines = BufReader::new(child.stdout.take().unwrap()).lines();
    let line = lines.next_line().await.unwrap().expect("it says where it is");
    (child, line)
}

/// Waits until it is so.
pub(crate) async fn until<T>(what: &str, mut look: impl AsyncFnMut() -> Option<T>) -> T {
    let last = Instant::now() + PATIENCE;
    loop {
        if let Some(found) = look().await {
            return found;
        }
        assert!(Instant::now() < last, "{what}: this did not come about");
        sleep(Duration::from_millis(25)).await;
    }
}

/// Whether something stays so for a while: for what must not happen.
pub(crate) async fn stays(what: &str, how_long: Duration, mut look: impl AsyncFnMut() -> bool) {
    let last = Instant::now() + how_long;
    while Instant::now() < last {
        assert!(look().await, "{what}: this did not last");
        sleep(Duration::from_millis(50)).await;
    }
}
