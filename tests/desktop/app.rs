//! The application under test, and what it stands in front of.

use crate::stage::{Stage, until};
use journeys::{Ask, Control, Scene};
use serde_json::{Value, json};
use std::{
    fs::File,
    path::{Path, PathBuf},
    process::ExitStatus,
};
use tokio::process::{Child, Command};

/// The program.
pub(crate) const PROGRAM: &str = env!("CARGO_BIN_EXE_switchyard");

/// A running application.
pub(crate) struct App {
    child: Child,
    control: Control,
    gateway: String,
    log: PathBuf,
}

impl App {
    /// Starts it with these arguments, at any free port, and waits for its control door.
    pub(crate) async fn start(stage: &Stage, arguments: &[&str]) -> Self {
        Self::start_with(stage, arguments, &[]).await
    }

    /// The same, in an environment with something more in it.
    pub(crate) async fn start_with(stage: &Stage, arguments: &[&str], environment: &[(&str, &str)]) -> Self {
        Self::start_at(stage, 0, arguments, environment).await
    }

    /// The same, at this port, which may be another program's.
    pub(crate) async fn start_at(
        stage: &Stage,
        port: u16,
        arguments: &[&str],
        environment: &[(&str, &str)],
    ) -> Self {
        let log = stage.home().join("log");
        let mut command = command(stage);
        command
            .args(["--port", &port.to_string()])
            .args(arguments)
            .envs(environment.iter().copied())
            .stderr(File::create(&log).unwrap());
        let mut child = command.spawn().unwrap();
        let runtime = stage.data_dir().join("runtime.json");
        until("the control door opens", async || {
            let ended = child.try_wait().unwrap();
            assert!(ended.is_none(), "it ended with {ended:?}: {}", std::fs::read_to_string(&log).unwrap());
            runtime.exists().then_some(())
        })
        .await;
        let control = Control::of(&stage.data_dir());
        let status = control.admin("GET", "/api/v1/status", None).await.json();
        let wanted = format!("http://127.0.0.1:{port}");
        let gateway = status["gateway_url"].as_str().unwrap_or(&wanted).to_owned();
        Self { child, control, gateway, log }
    }

    pub(crate) fn control(&self) -> &Control {
        &self.control
    }

    pub(crate) fn gateway(&self) -> &str {
        &self.gateway
    }

    pub(crate) fn pid(&self) -> u32 {
        self.child.id().expect("it runs")
    }

    /// What it has written down so far.
    pub(crate) fn log(&self) -> String {
        std::fs::read_to_string(&self.log).unwrap()
    }

    pub(crate) async fn get(&self, path: &str) -> Value {
        self.control.admin("GET", &format!("/api/v1/{path}"), None).await.json()
    }

    pub(crate) async fn put(&self, path: &str, body: Value) {
        let answer = self.control.admin("PUT", &format!("/api/v1/{path}"), Some(body)).await;
        assert!(answer.status.is_success(), "{}", answer.text());
    }

    /// A request for a model.
    pub(crate) async fn ask(&self, key: &str, scene: Scene, model: &str) -> journeys::Answer {
        self.send(scene.ask(model).key(key)).await
    }

    pub(crate) async fn send(&self, ask: Ask) -> journeys::Answer {
        ask.send(&self.gateway).await
    }

    /// The state of the gateway, as the engine says.
    pub(crate) async fn state(&self) -> String {
        self.get("status").await["gateway"].as_str().unwrap().to_owned()
    }

    /// What is pinned for a dialect, by the provider's name.
    pub(crate) async fn pin(&self, dialect: &str) -> Value {
        let pins = self.get("pins").await;
        let pin = pins["items"].as_array().unwrap().iter().find(|pin| pin["dialect"] == dialect).unwrap();
        pin["provider_name"].clone()
    }

    /// Everything a person has chosen, but the pins.
    pub(crate) async fn choices(&self) -> Value {
        json!([
            self.get("providers").await["items"]
                .as_array()
                .unwrap()
                .iter()
                .map(|provider| {
                    json!([provider["name"], provider["enabled"], provider["priority"], provider["weight"]])
                })
                .collect::<Vec<_>>(),
            self.get("settings").await,
            self.get("keys").await
        ])
    }

    /// The window's process.
    pub(crate) fn window_process(&self) -> Option<u32> {
        children(self.pid()).into_iter().find(|pid| read_command(*pid).contains("--window"))
    }

    /// The process of the window's page.
    pub(crate) fn page_process(&self) -> Option<u32> {
        let window = self.window_process()?;
        children(window).into_iter().find(|pid| read_command(*pid).contains("WebKitWebProcess"))
    }

    pub(crate) fn signal(&self, name: &str) {
        signal(self.pid(), name);
    }

    /// How it ends.
    pub(crate) async fn ended(&mut self) -> ExitStatus {
        tokio::time::timeout(crate::stage::PATIENCE, self.child.wait()).await.expect("it ends").unwrap()
    }
}

impl Drop for App {
    fn drop(&mut self) {
        if std::thread::panicking() {
            eprintln!("what the application has written down:\n{}", self.log());
        }
    }
}

/// A start of the program on the stage's data directory.
pub(crate) fn command(stage: &Stage) -> Command {
    let mut command = stage.command(PROGRAM);
    command.arg("--data-dir").arg(stage.data_dir());
    command
}

/// Sends a signal.
pub(crate) fn signal(pid: u32, name: &str) {
    let sent = std::process::Command::new("kill").args([&format!("-{name}"), &pid.to_string()]).status();
    assert!(sent.unwrap().success());
}

/// Whether a process is there, other than as one that was never waited for.
pub(crate) fn lives(pid: u32) -> bool {
    let stat = std::fs::read_to_string(format!("/proc/{pid}/stat")).unwrap_or_default();
    let state = stat.rsplit_once(')').map(|(_, rest)| rest.trim_start().to_owned());
    state.is_some_and(|state| !state.starts_with(['Z', 'X']))
}

fn children(pid: u32) -> Vec<u32> {
    let tasks = std::fs::read_dir(format!("/proc/{pid}/task")).into_iter().flatten().flatten();
    let read =
        |task: std::fs::DirEntry| std::fs::read_to_string(task.path().join("children")).unwrap_or_default();
    let texts: Vec<String> = tasks.map(read).collect();
    texts.iter().flat_map(|text| text.split_whitespace()).filter_map(|pid| pid.parse().ok()).collect()
}

fn read_command(pid: u32) -> String {
    let text = std::fs::read(Path::new("/proc").join(pid.to_string()).join("cmdline")).unwrap_or_default();
    String::from_utf8_lossy(&text).replace('\0', " ")
}
