//! Tries the .deb where it is made: installs it, starts it on a display of its own, ends it, removes it, and looks
//! at each step whether it did what a person expects.

use std::{
    io::{BufRead, BufReader},
    path::{Path, PathBuf},
    process::{Child, Command, Stdio},
    time::Duration,
};

use anyhow::{Context, bail, ensure};

use crate::{process, report, setup, stopwatch::Stopwatch, tree};

const NAME: &str = "switchyard";

/// Goes through all of it. Leaves the machine as it was, also after a failure, but for packages it depends on.
pub(super) fn run(deb: &Path) -> anyhow::Result<()> {
    report::heading("trying the .deb");
    ensure!(!is_installed(), "a package {NAME} is installed here; remove it first: apt-get remove {NAME}");
    setup::system::ensure(setup::system::DISPLAY)?;
    setup::system::install_file(deb)?;
    let tried = look_and_start();
    let removed = process::run(&mut setup::system::apt(&["remove", "-qq", "-y", NAME]));
    let files = tried?;
    removed?;
    let left: Vec<_> = files.iter().filter(|file| file.exists()).collect();
    ensure!(left.is_empty(), "removing the package left {left:?}");
    ensure!(!is_installed(), "the package is removed and still there");
    report::say("installed, started, ended and removed; nothing is left");
    Ok(())
}

/// Gives the files that the package brought.
fn look_and_start() -> anyhow::Result<Vec<PathBuf>> {
    let listed = process::asked(Command::new("dpkg").args(["-L", NAME])).context("dpkg does not list it")?;
    let files: Vec<PathBuf> = listed.lines().map(PathBuf::from).filter(|path| path.is_file()).collect();
    for wanted in ["/usr/bin/switchyard", "/usr/bin/switchyard-server", "/usr/share/doc/switchyard/copyright"]
    {
        ensure!(files.iter().any(|file| file == Path::new(wanted)), "the package has no {wanted}");
    }
    let entry = files.iter().find(|file| file.extension().is_some_and(|kind| kind == "desktop"));
    let entry = std::fs::read_to_string(entry.context("the package has no entry for the menu")?)?;
    ensure!(
        entry.lines().any(|line| line.starts_with("Exec=switchyard")),
        "its entry starts nothing: {entry}"
    );
    let scratch = tree::target().join("package/trial");
    if scratch.exists() {
        std::fs::remove_dir_all(&scratch)?;
    }
    let data = scratch.join("data");
    std::fs::create_dir_all(&data)?;
    let display = Display::start()?;
    let application = Application::start(&display, &scratch, &data)?;
    application.serves(&data)?;
    application.end()?;
    Ok(files)
}

fn is_installed() -> bool {
    let status = ["-W", "-f", "${db:Status-Status}", NAME];
    process::asked(Command::new("dpkg-query").args(status)).is_some_and(|status| status == "installed")
}

/// A virtual display. Dropping it ends it.
struct Display {
    child: Child,
    name: String,
}

impl Display {
    fn start() -> anyhow::Result<Self> {
        let mut child = Command::new("Xvfb")
            .args(["-displayfd", "1", "-screen", "0", "1400x900x24", "-nolisten", "tcp"])
            .stdout(Stdio::piped())
            .stderr(Stdio::null())
            .spawn()
            .context("cannot start Xvfb")?;
        let output = child.stdout.take().context("Xvfb has no output")?;
        let mut display = Self { child, name: String::new() };
        let mut number = String::new();
        BufReader::new(output).read_line(&mut number).context("Xvfb does not name its display")?;
        display.name = format!(":{}", number.trim());
        Ok(display)
    }
}

impl Drop for Display {
    fn drop(&mut self) {
        let _ = self.child.kill();
        let _ = self.child.wait();
    }
}

/// The installed application, running. Dropping it ends it the hard way.
struct Application(Child);

impl Application {
    /// With a home of its own: nothing of the person's is read or written.
    fn start(display: &Display, home: &Path, data: &Path) -> anyhow::Result<Self> {
        let mut command = Command::new("/usr/bin/switchyard");
        command.env("DISPLAY", &display.name).env("GDK_BACKEND", "x11").env_remove("WAYLAND_DISPLAY");
        command.env("HOME", home).env("XDG_RUNTIME_DIR", home).env_remove("DBUS_SESSION_BUS_ADDRESS");
        command.env("XDG_CONFIG_HOME", home.join("config")).env("XDG_DATA_HOME", home.join("share"));
        command.env("SWITCHYARD_DATA_DIR", data).env("SWITCHYARD_PORT", "0").env("NO_AT_BRIDGE", "1");
        Ok(Self(command.spawn().context("the installed application does not start")?))
    }

    /// Waits until the gateway in it answers the command line.
    fn serves(&self, data: &Path) -> anyhow::Result<()> {
        let mut ask = Command::new("/usr/bin/switchyard-server");
        ask.args(["status", "--json", "--data-dir"]).arg(data);
        // Without a running gateway the command line answers by itself, and says that there is none.
        let running = |said: &String| {
            serde_json::from_str::<serde_json::Value>(said)
                .is_ok_and(|status| status["gateway"] == "running" && status["desktop"] == true)
        };
        let status = within(PATIENCE, || process::asked(&mut ask).filter(running));
        let status = status.context("the installed application serves nothing")?;
        report::say(&format!("it serves: {}", status.lines().collect::<Vec<_>>().join(" ")));
        Ok(())
    }

    /// Ends it as a logout does.
    fn end(mut self) -> anyhow::Result<()> {
        process::run(Command::new("kill").args(["-TERM", &self.0.id().to_string()]))?;
        match within(PATIENCE, || self.0.try_wait().ok().flatten()) {
            Some(status) if status.success() => Ok(()),
            Some(status) => bail!("the application ended with {status}"),
            None => bail!("the application does not end when it is told to"),
        }
    }
}

impl Drop for Application {
    fn drop(&mut self) {
        let _ = self.0.kill();
        let _ = self.0.wait();
    }
}

const PATIENCE: Duration = Duration::from_secs(20);

/// What `look` finds, asked until then.
fn within<T>(patience: Duration, mut look: impl FnMut() -> Option<T>) -> Option<T> {
    let watch = Stopwatch::start();
    loop {
        let found = look();
        if found.is_some() || watch.elapsed() > patience {
            return found;
        }
        std::thread::sleep(Duration::from_millis(100));
    }
}
