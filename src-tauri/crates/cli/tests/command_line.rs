//! The real binary on a data directory of its own: with nothing running, and with an instance.

#![expect(clippy::unwrap_used, reason = "a test fails where its machine does")]

use serde_json::Value;
use std::{
    io::{BufRead, BufReader, Write},
    process::{Child, Command, Output, Stdio},
};
use tempfile::TempDir;

const SECRET: &str = "sk-canary-4242-wxyz";

struct Machine(TempDir);

impl Machine {
    fn new() -> Self {
        Self(tempfile::tempdir().unwrap())
    }

    fn command(&self, line: &[&str]) -> Command {
        let mut command = Command::new(env!("CARGO_BIN_EXE_switchyard-server"));
        for (name, _) in std::env::vars_os() {
            if name.to_string_lossy().starts_with("SWITCHYARD_") {
                command.env_remove(name);
            }
        }
        command.args(line).env("SWITCHYARD_DATA_DIR", self.0.path().join("data")).stdin(Stdio::null());
        command
    }

    fn run(&self, line: &[&str]) -> Output {
        self.command(line).output().unwrap()
    }

    fn done(&self, line: &[&str]) -> String {
        let output = self.run(line);
        assert_eq!(output.status.code(), Some(0), "{line:?}: {}", text(&output.stderr));
        text(&output.stdout)
    }

    fn json(&self, line: &[&str]) -> Value {
        let text = self.done(&[line, &["--json"]].concat());
        assert_eq!(text.lines().count(), 1, "{line:?}: {text}");
        serde_json::from_str(&text).unwrap()
    }

    fn refused(&self, line: &[&str], status: i32) -> String {
        let output = self.run(line);
        assert_eq!(output.status.code(), Some(status), "{line:?}: {}", text(&output.stderr));
        assert_eq!(text(&output.stdout), "", "{line:?}");
        text(&output.stderr)
    }

    fn fed(&self, line: &[&str], input: &str) -> Output {
        let mut command = self.command(line);
        let mut child =
            command.stdin(Stdio::piped()).stdout(Stdio::piped()).stderr(Stdio::piped()).spawn().unwrap();
        child.stdin.take().unwrap().write_all(input.as_bytes()).unwrap();
        child.wait_with_output().unwrap()
    }

    fn add_provider(&self, name: &str) {
        self.done(&[
            "provider",
            "add",
            "--name",
            name,
            "--dialect",
            "anthropic",
            "--base-url",
            "https://relay.example/v1",
            "--api-key",
            SECRET,
            "--set",
            "weight=50",
            "allowed_models=claude-*,other",
        ]);
    }
}

/// An instance, ended with its test.
struct Instance {
    child: Child,
    first_line: String,
}

impl Instance {
    fn start(machine: &Machine, line: &[&str]) -> Self {
        let mut child = machine.command(line).stdout(Stdio::piped()).stderr(Stdio::null()).spawn().unwrap();
        let mut first_line = String::new();
        BufReader::new(child.stdout.take().unwrap()).read_line(&mut first_line).unwrap();
        Self { child, first_line }
    }
}

impl Drop for Instance {
    fn drop(&mut self) {
        let _ = self.child.kill();
        let _ = self.child.wait();
    }
}

fn text(bytes: &[u8]) -> String {
    String::from_utf8(bytes.to_vec()).unwrap()
}

#[test]
fn a_provider_is_added_listed_changed_and_removed() {
    let machine = Machine::new();
    machine.add_provider("Relay A/B");
    let list = machine.json(&["provider", "list"]);
    assert_eq!(list["items"][0]["name"], "Relay A/B");
    assert_eq!(list["items"][0]["allowed_models"], serde_json::json!(["claude-*", "other"]));

    machine.done(&["provider", "set", "relay a/b", "priority=3", "note=42", "allowed_models=null"]);
    machine.done(&["provider", "disable", "Relay A/B"]);
    let one = machine.json(&["provider", "show", "Relay A/B"]);
    let seen = (&one["priority"], &one["note"], &one["enabled"], &one["allowed_models"], &one["weight"]);
    let expected = [3.into(), "42".into(), false.into(), Value::Array(Vec::new()), 50.into()];
    assert_eq!(seen, (&expected[0], &expected[1], &expected[2], &expected[3], &expected[4]));

    machine.done(&["provider", "enable", "Relay A/B"]);
    assert_eq!(machine.json(&["provider", "show", "Relay A/B"])["enabled"], true);
    machine.done(&["provider", "remove", "Relay A/B"]);
    assert_eq!(machine.json(&["provider", "list"])["items"], Value::Array(Vec::new()));
    assert!(machine.refused(&["provider", "show", "Relay A/B"], 1).contains("Relay A/B"));
}

#[test]
fn a_credential_comes_back_in_no_answer() {
    let machine = Machine::new();
    machine.add_provider("A");
    let typed = machine.fed(&["provider", "set", "A", "--api-key-stdin"], &format!("{SECRET}-2\n"));
    assert_eq!(typed.status.code(), Some(0), "{}", text(&typed.stderr));
    let mut said = text(&typed.stdout);
    for line in [&["provider", "list"][..], &["provider", "show", "A"], &["status"], &["setting", "list"]] {
        said += &machine.done(line);
        said += &machine.json(line).to_string();
    }
    said += &machine.refused(&["provider", "set", "A", SECRET], 2);
    assert!(!said.contains("canary"), "{said}");
    assert!(said.contains("…yz-2"), "the tail alone is shown: {said}");
}

#[test]
fn a_providers_configuration_is_set_and_shown_in_the_same_words() {
    let machine = Machine::new();
    machine.add_provider("A");
    machine.done(&[
        "provider",
        "set",
        "A",
        "tags=team,night",
        "group_priorities=team=3",
        "model_redirects=claude-haiku-*=glm-4.5-air,o3=gpt-5",
        "denied_clients=curl/*",
        "breaker_failures=3",
        "proxy_url=socks5://me:proxy-canary@proxy.lan",
        "schedule_from=22:00",
        "schedule_until=06:00",
        "schedule_time_zone=Asia/Shanghai",
        "anthropic_cache_ttl=1h",
        "codex_instructions=keep_original",
        r#"custom_headers={"x-token": "header-canary-0123"}"#,
    ]);
    let shown = machine.done(&["provider", "show", "A"]);
    let shown: Vec<String> =
        shown.lines().map(|line| line.split_whitespace().collect::<Vec<_>>().join(" ")).collect();
    for line in [
        "tags team, night",
        "group_priorities team=3",
        "model_redirects claude-haiku-*=glm-4.5-air, o3=gpt-5",
        "denied_clients curl/*",
        "breaker_failures 3",
        "proxy_url socks5://me@proxy.lan:1080 (with a password)",
        "schedule 22:00-06:00 Asia/Shanghai",
        "anthropic_cache_ttl 1h",
        "codex_instructions keep_original",
        "custom header x-token: ••••0123",
    ] {
        assert!(shown.iter().any(|shown| shown == line), "{line}: {shown:#?}");
    }
    let refused = machine.refused(&["provider", "set", "A", "proxy_url=ftp://me:proxy-canary@h"], 1);
    assert!(refused.contains("proxy_url") && !refused.contains("canary"), "{refused}");
    let refused = machine.refused(&["provider", "set", "A", "breaker_failures=0"], 1);
    assert!(refused.contains("from 1 to 100"), "{refused}");
}

#[test]
fn credentials_and_aliases_come_and_go() {
    let machine = Machine::new();
    machine.add_provider("A");
    let added =
        machine.fed(&["provider", "add-credential", "A", "--api-key-stdin"], "sk-second-canary-5678\n");
    assert_eq!(text(&added.stdout), "A has 2 credentials now.\n", "{}", text(&added.stderr));
    let shown = machine.done(&["provider", "show", "A"]);
    assert!(shown.contains("…5678  ok") && !shown.contains("canary"), "{shown}");
    let second = machine.json(&["provider", "show", "A"])["credentials"][1]["id"].clone();
    machine.done(&["provider", "remove-credential", "A", second.as_str().unwrap()]);
    assert_eq!(machine.json(&["provider", "show", "A"])["credentials"].as_array().unwrap().len(), 1);
    assert!(machine.refused(&["provider", "add-credential", "A"], 2).contains("--api-key-stdin"));

    assert_eq!(machine.done(&["alias", "set", "fast", "a=claude-haiku-4-5"]), "fast is served by A.\n");
    assert_eq!(machine.json(&["alias", "list"])["items"][0]["models"][0]["model"], "claude-haiku-4-5");
    assert!(machine.refused(&["alias", "set", "fast", "haiku"], 2).contains("provider=model"));
    assert!(machine.refused(&["alias", "set", "fast", "nobody=m"], 1).contains("nobody"));
    machine.done(&["alias", "remove", "fast"]);
    assert!(machine.done(&["alias", "list"]).starts_with("No aliases."));
}

#[test]
fn a_key_is_on_stdout_when_it_is_made_and_never_again() {
    let machine = Machine::new();
    machine.done(&["user", "add", "ann", "--set", "role=member"]);
    let made = machine.json(&["key", "create", "--user", "ann", "--name", "laptop", "--expires", "30d"]);
    let (id, key) = (made["id"].as_str().unwrap(), made["key"].as_str().unwrap());
    assert!(key.starts_with("sk-sy-") && key.len() == 49, "{made}");
    assert_eq!(made.as_object().unwrap().len(), 2);
    let plain = machine.done(&["key", "create", "--user", "ann"]);
    assert!(plain.starts_with("sk-sy-") && plain.trim().len() == 49, "{plain}");

    machine.done(&["key", "set", id, "enabled=false"]);
    let said = machine.done(&["key", "list"]) + &machine.json(&["key", "list"]).to_string();
    assert!(said.contains(&key[..10]) && said.contains("laptop"));
    assert!(!said.contains(key) && !said.contains(plain.trim()));
    machine.done(&["key", "revoke", id]);
    assert_eq!(machine.json(&["key", "list"])["items"].as_array().unwrap().len(), 1);
    machine.done(&["user", "remove", "ann"]);
    assert_eq!(machine.json(&["key", "list"])["items"].as_array().unwrap().len(), 0);
}

#[test]
fn a_setting_is_set_and_comes_back_to_its_default() {
    let machine = Machine::new();
    assert_eq!(machine.done(&["setting", "get", "drain_seconds"]), "30\n");
    machine.done(&["setting", "set", "drain_seconds", "5"]);
    machine.done(&["setting", "set", "allowed_hosts", "box.example, other.example"]);
    assert_eq!(machine.done(&["setting", "get", "drain_seconds"]), "5\n");
    assert_eq!(machine.done(&["setting", "get", "allowed_hosts"]), "box.example,other.example\n");
    machine.done(&["setting", "set", "drain_seconds", "null"]);
    assert_eq!(machine.json(&["setting", "get", "drain_seconds"])["source"], "default");
    assert!(machine.refused(&["setting", "set", "drain_seconds", "soon"], 1).contains("drain_seconds"));
}

#[test]
fn wrong_usage_is_2_and_a_failure_is_1_with_what_to_do_next() {
    let machine = Machine::new();
    for line in [
        &["no-such-command"][..],
        &["provider", "add", "--name", "A"],
        &["provider", "set", "A"],
        &["provider", "set", "A", "priority"],
        &["provider", "pin", "anthropic"],
        &["key", "create", "--user", "owner", "--expires", "soon"],
        &["requests", "list", "--state", "odd"],
        &["admin", "password"],
        &["serve", "--host", "0.0.0.0"],
        &["--port", "0", "status"],
    ] {
        assert!(!machine.refused(line, 2).is_empty(), "{line:?}");
    }
    for line in [&["gateway", "stop"][..], &["requests", "follow"], &["admin", "link"]] {
        let said = machine.refused(line, 1);
        assert!(
            said.contains("nothing is running") && said.contains("switchyard-server"),
            "{line:?}: {said}"
        );
    }
    let said = machine.refused(&["provider", "set", "A", "priority=1"], 1);
    assert!(said.contains("there is no provider `A`"), "{said}");
}

#[test]
fn the_description_of_the_api_needs_no_data_directory() {
    let machine = Machine::new();
    let document: Value = serde_json::from_str(&machine.done(&["openapi"])).unwrap();
    assert!(document["paths"]["/api/v1/providers"].is_object());
    assert!(!machine.0.path().join("data").exists());
}

#[test]
fn with_an_instance_running_commands_go_through_its_door() {
    let machine = Machine::new();
    let ports = ["--port", "0", "--admin-port", "0", "--json"];
    let mut instance = Instance::start(&machine, &ports);
    let ready: Value = serde_json::from_str(&instance.first_line).unwrap();
    assert_eq!(ready["pid"], instance.child.id());
    assert!(ready["gateway"].as_str().unwrap().starts_with("http://127.0.0.1:"), "{ready}");
    assert!(ready["admin"].as_str().unwrap().starts_with("http://127.0.0.1:"), "{ready}");

    let status = machine.json(&["status"]);
    assert_eq!((&status["pid"], &status["gateway"]), (&ready["pid"], &"running".into()));
    machine.add_provider("A");
    assert_eq!(machine.json(&["provider", "list"])["items"][0]["name"], "A");
    let link = machine.done(&["admin", "link"]);
    assert!(link.starts_with(ready["admin"].as_str().unwrap()) && link.contains('#'), "{link}");
    assert!(machine.refused(&["serve", "--port", "0"], 1).contains("running"));

    machine.done(&["gateway", "stop"]);
    assert!(instance.child.wait().unwrap().success());
    assert_eq!(machine.json(&["status"])["gateway"], "absent");
}

#[test]
fn the_demo_serves_when_nothing_runs_and_prints_a_line_to_try() {
    let machine = Machine::new();
    let instance = Instance::start(&machine, &["demo", "--port", "0", "--admin-port", "0", "--json"]);
    let demo: Value = serde_json::from_str(&instance.first_line).unwrap();
    let status = machine.json(&["status"]);
    assert_eq!(demo["gateway_url"], status["gateway_url"]);
    let (curl, secret) = (demo["curl"].as_str().unwrap(), demo["secret"].as_str().unwrap());
    assert!(curl.starts_with("curl http://127.0.0.1:") && curl.contains(secret), "{curl}");
    assert!(machine.done(&["demo"]).contains("curl http://127.0.0.1:"));
}

#[cfg(unix)]
#[test]
fn a_signal_ends_it_in_order() {
    let machine = Machine::new();
    for signal in ["TERM", "INT"] {
        let mut instance =
            Instance::start(&machine, &["serve", "--port", "0", "--admin-port", "0", "--json"]);
        assert!(machine.0.path().join("data/runtime.json").exists());
        let pid = instance.child.id().to_string();
        assert!(Command::new("kill").args(["-s", signal, &pid]).status().unwrap().success());
        assert!(instance.child.wait().unwrap().success(), "{signal}");
        assert!(!machine.0.path().join("data/runtime.json").exists());
    }
}
