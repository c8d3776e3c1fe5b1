//! `switchyard-server` as a process of its own: for what only a process can show, such as being killed.

use crate::Control;
use serde_json::Value;
use std::{
    io::{BufRead, BufReader},
    path::{Path, PathBuf},
    process::{Child, Command, ExitStatus, Stdio},
    sync::OnceLock,
};

/// A running `switchyard-server`. Dropped, it is killed.
#[derive(Debug)]
pub struct ServerProcess {
    child: Child,
    control: Control,
    /// What it said when it was ready.
    pub ready: Value,
}

impl ServerProcess {
    /// Starts one on free ports.
    pub fn start(data_dir: &Path) -> Self {
        Self::start_as(data_dir, &["serve"], |_| ())
    }

    /// Starts one on free ports, by this command and changed so, such as in its environment.
    ///
    /// # Panics
    /// When it doesn't get ready.
    pub fn start_as(data_dir: &Path, verb: &[&str], change: impl FnOnce(&mut Command)) -> Self {
        let mut command = command(data_dir);
        command
            .args(verb)
            .args(["--json", "--port", "0", "--admin-port", "0"])
            .stdout(Stdio::piped())
            .stderr(Stdio::null());
        change(&mut command);
        let mut child = command.spawn().expect("switchyard-server starts");
        let ready = first_document(BufReader::new(child.stdout.take().unwrap()));
        Self { child, control: Control::of(data_dir), ready }
    }

    /// Its admin API.
    pub fn control(&self) -> &Control {
        &self.control
    }

    /// SIGTERM.
    ///
    /// # Panics
    /// When it has ended already.
    pub fn terminate(&self) {
        let sent = Command::new("kill").args(["-TERM", &self.id().to_string()]).status().unwrap();
        assert!(sent.success());
    }

    /// How it ended.
    pub fn wait(mut self) -> ExitStatus {
        self.child.wait().unwrap()
    }

    /// Where requests go.
    pub fn url(&self) -> String {
        self.ready["gateway"].as_str().unwrap().to_owned()
    }

    /// Its process id.
    pub fn id(&self) -> u32 {
        self.child.id()
    }

    /// `kill -9`.
    pub fn kill(mut self) {
        self.child.kill().unwrap();
        self.child.wait().unwrap();
    }
}

impl Drop for ServerProcess {
    fn drop(&mut self) {
        // It may have ended by itself.
        let _ = self.child.kill();
        let _ = self.child.wait();
    }
}

/// The JSON that the program prints first, on one line or over several.
fn first_document(output: impl BufRead) -> Value {
    let mut documents = serde_json::Deserializer::from_reader(output).into_iter();
    documents.next().expect("it says when it is ready").expect("in JSON")
}

/// A command line on a data directory, in an environment without a person's own settings.
pub fn command(data_dir: &Path) -> Command {
    let mut command = Command::new(server_binary());
    for (name, _) in std::env::vars_os() {
        if name.to_string_lossy().starts_with("SWITCHYARD_") {
            command.env_remove(name);
        }
    }
    command.env_remove("SESSION_TTL").arg("--data-dir").arg(data_dir).stdin(Stdio::null());
    command
}

/// The program under test, built if it isn't.
///
/// # Panics
/// When it can't be built.
pub fn server_binary() -> &'static Path {
    static BINARY: OnceLock<PathBuf> = OnceLock::new();
    BINARY.get_or_init(|| {
        let cargo = std::env::var_os("CARGO").unwrap_or_else(|| "cargo".into());
        let built = Command::new(cargo)
            .args(["build", "--quiet", "--package", "cli", "--bin", "switchyard-server"])
            .current_dir(env!("CARGO_MANIFEST_DIR"))
            .status()
            .expect("cargo runs");
        assert!(built.success(), "switchyard-server builds");
        // target/debug/deps/journey-… → target/debug/switchyard-server
        let test = std::env::current_exe().unwrap();
        let folder =
            test.ancestors().find(|folder| folder.ends_with("debug") || folder.ends_with("release")).unwrap();
        folder.join(format!("switchyard-server{}", std::env::consts::EXE_SUFFIX))
    })
}
