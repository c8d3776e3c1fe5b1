//! What a person does in the window's page: reads, clicks and types, by WebKit's own WebDriver.

use crate::stage::{Stage, until};
use journeys::Ask;
use serde_json::{Value, json};
use std::{cell::RefCell, net::TcpListener, process::Stdio};
use tokio::{net::TcpStream, process::Child};

/// The key of an element's reference.
const ELEMENT: &str = "element-6066-11e4-a52e-4f735466cecf";

/// Where a window can be taken hold of. Named before the application starts, which offers its window there.
pub(crate) struct Handle(String);

/// The page in a window.
pub(crate) struct Page {
    driver: String,
    session: String,
    _process: Child,
}

impl Handle {
    pub(crate) fn new() -> Self {
        Self(free_address())
    }

    /// What the application is told.
    pub(crate) fn environment(&self) -> [(&str, &str); 2] {
        [("TAURI_WEBVIEW_AUTOMATION", "true"), ("WEBKIT_INSPECTOR_SERVER", &self.0)]
    }

    /// Takes hold of the window that is open.
    pub(crate) async fn page(&self, stage: &Stage) -> Page {
        let address = free_address();
        let port = address.rsplit(':').next().unwrap();
        let mut command = stage.command("WebKitWebDriver");
        command.args(["--host=127.0.0.1", &format!("--port={port}"), &format!("--target={}", self.0)]);
        let started = command.stdout(Stdio::null()).stderr(Stdio::null()).spawn();
        let process = started.unwrap_or_else(|error| panic!("{command:?}: {error} (is it installed?)"));
        for listening in [&address, &self.0] {
            until("it listens", async || TcpStream::connect(listening).await.ok()).await;
        }
        let driver = format!("http://{address}");
        let wanted = json!({ "capabilities": { "alwaysMatch": {} } });
        let made = until("a session", async || {
            let made = Ask::post("/session", &wanted).send(&driver).await;
            made.status.is_success().then(|| made.json())
        })
        .await;
        let session = made["value"]["sessionId"].as_str().unwrap().to_owned();
        Page { driver, session, _process: process }
    }
}

impl Page {
    /// What a script returns.
    pub(crate) async fn run(&self, script: &str, arguments: Value) -> Value {
        let answer = self.post("execute/sync", &json!({ "script": script, "args": arguments })).await;
        answer.unwrap_or_else(|error| panic!("{script}: {error}"))
    }

    /// Waits for a text to be there.
    pub(crate) async fn says(&self, text: &str) {
        let script = "return document.body.innerText.includes(arguments[0])";
        until(text, async || (self.run(script, json!([text])).await == json!(true)).then_some(())).await;
    }

    /// Waits for a thing of this role and name, and clicks it.
    pub(crate) async fn click(&self, role: &str, name: &str) {
        self.act(role, name, "click", &json!({})).await;
    }

    /// Types into the field of this name.
    pub(crate) async fn type_into(&self, name: &str, text: &str) {
        self.act("textbox", name, "value", &json!({ "text": text })).await;
    }

    /// Does it to a thing as soon as that can be.
    async fn act(&self, role: &str, name: &str, what: &str, body: &Value) {
        let refused = RefCell::new(String::new());
        until(&format!("{what} {role} {name}"), async || {
            let element = self.find(role, name).await?;
            match self.post(&format!("element/{element}/{what}"), body).await {
                Ok(_) => Some(()),
                Err(error) => {
                    if refused.replace(error.clone()) != error {
                        eprintln!("{what} {role} {name}: {error}");
                    }
                    None
                }
            }
        })
        .await;
    }

    /// The text of the code that contains this.
    pub(crate) async fn code(&self, part: &str) -> String {
        let script = "return [...document.querySelectorAll('code')].map(code => code.textContent)\
                      .find(text => text.includes(arguments[0])) ?? null";
        until(part, async || self.run(script, json!([part])).await.as_str().map(str::to_owned)).await
    }

    /// From the page's beginning to something in it, milliseconds, as the page reports it.
    pub(crate) async fn first_contentful_paint(&self) -> f64 {
        let script = "return performance.getEntriesByName('first-contentful-paint')[0]?.startTime ?? null";
        until("the first paint", async || self.run(script, json!([])).await.as_f64()).await
    }

    /// Lets go of the window.
    pub(crate) async fn leave(self) {
        let gone = Ask::new("DELETE".parse().unwrap(), &format!("/session/{}", self.session), "");
        assert!(gone.send(&self.driver).await.status.is_success());
    }

    async fn find(&self, role: &str, name: &str) -> Option<String> {
        let script = r#"
            const [role, name] = arguments
            const of = {
              button: 'button',
              combobox: '[role=combobox]',
              option: '[role=option]',
              textbox: 'input,textarea',
            }[role]
            const texts = e => [
              e.getAttribute('aria-label'),
              ...(e.getAttribute('aria-labelledby') ?? '').split(' ').map(id => document.getElementById(id)?.textContent),
              ...[...(e.labels ?? [])].map(label => label.textContent),
              role === 'button' || role === 'option' ? e.textContent : null,
            ]
            const named = e => texts(e).some(text => text?.trim() === name)
            const shown = e => e.getClientRects().length > 0 && !e.disabled
            const found = [...document.querySelectorAll(of)].find(e => shown(e) && named(e)) ?? null
            // A person scrolls to where nothing covers it.
            found?.scrollIntoView({ block: 'center', behavior: 'instant' })
            return found
        "#;
        let found = self.run(script, json!([role, name])).await;
        found[ELEMENT].as_str().map(str::to_owned)
    }

    async fn post(&self, path: &str, body: &Value) -> Result<Value, String> {
        let answer = Ask::post(&format!("/session/{}/{path}", self.session), body).send(&self.driver).await;
        let value = answer.json()["value"].clone();
        if answer.status.is_success() { Ok(value) } else { Err(value.to_string()) }
    }
}

/// Where nobody listens at this moment.
fn free_address() -> String {
    TcpListener::bind("127.0.0.1:0").unwrap().local_addr().unwrap().to_string()
}
