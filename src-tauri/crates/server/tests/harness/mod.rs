//! A real instance in a directory of its own, and a client that sends exactly what a test says.

#![expect(dead_code, reason = "each test program uses its part")]

use serde_json::Value;
use server::{Given, Options, Running, Stop, WebDoor};
use std::{net::SocketAddr, path::Path};
use tempfile::TempDir;
use tokio::{
    io::{AsyncBufReadExt, AsyncReadExt, AsyncWriteExt, BufReader},
    net::TcpStream,
};

/// A running instance.
pub(crate) struct App {
    pub(crate) running: Running,
    pub(crate) dir: TempDir,
    pub(crate) control: SocketAddr,
    pub(crate) token: String,
}

impl App {
    pub(crate) async fn start() -> Self {
        let dir = tempfile::tempdir().unwrap();
        Self::start_in(dir).await
    }

    pub(crate) async fn start_in(dir: TempDir) -> Self {
        let options = options(dir.path());
        Self::start_with(dir, options).await
    }

    pub(crate) async fn start_with(dir: TempDir, options: Options) -> Self {
        let running = server::start(options).await.unwrap();
        let file = std::fs::read(dir.path().join("runtime.json")).unwrap();
        let file: Value = serde_json::from_slice(&file).unwrap();
        let token = file["token"].as_str().unwrap().to_owned();
        let control = file["address"].as_str().unwrap().parse().unwrap();
        Self { running, dir, control, token }
    }

    /// The web door's address.
    pub(crate) fn web(&self) -> SocketAddr {
        self.running.admin_url().unwrap().strip_prefix("http://").unwrap().parse().unwrap()
    }

    /// A call through the control door.
    pub(crate) async fn call(&self, method: &str, path: &str, body: Option<Value>) -> Answer {
        let request = Request::new(method, path).bearer(&self.token);
        let request = match body {
            Some(body) => request.json(&body),
            None => request,
        };
        request.send(self.control).await
    }

    pub(crate) async fn get(&self, path: &str) -> Answer {
        self.call("GET", path, None).await
    }

    pub(crate) async fn post(&self, path: &str, body: Value) -> Answer {
        self.call("POST", path, Some(body)).await
    }

    /// A browser that signed in with a fresh link.
    pub(crate) async fn browser(&self) -> Browser {
        let link = self.running.sign_in_link().unwrap();
        let secret = link.split_once('#').unwrap().1.to_owned();
        let body = serde_json::json!({ "secret": secret });
        let answer = Request::new("POST", "/api/v1/sign-in/link").json(&body).send(self.web()).await;
        Browser::of(&answer)
    }

    pub(crate) async fn stop(self) -> TempDir {
        self.running.stop(Stop::Now).await;
        self.dir
    }
}

/// What an instance in a test is told.
pub(crate) fn options(dir: &Path) -> Options {
    Options {
        data_dir: dir.to_owned(),
        port: Some(Given::flag(0)),
        admin: Some(WebDoor { host: None, port: Some(Given::flag(0)) }),
        ..Options::default()
    }
}

/// What a signed-in browser holds.
#[derive(Debug, Clone)]
pub(crate) struct Browser {
    pub(crate) cookie: String,
    pub(crate) csrf: String,
}

impl Browser {
    pub(crate) fn of(answer: &Answer) -> Self {
        assert_eq!(answer.status, 200, "{}", answer.body);
        let cookie = answer.header("set-cookie").unwrap().split(';').next().unwrap().to_owned();
        let csrf = answer.json()["csrf_token"].as_str().unwrap().to_owned();
        Self { cookie, csrf }
    }

    pub(crate) fn request(&self, method: &str, path: &str) -> Request {
        Request::new(method, path).header("cookie", &self.cookie).header("x-csrf-token", &self.csrf)
    }
}

/// A request, byte by byte. HTTP/1.0, so that the answer ends with the connection.
pub(crate) struct Request {
    line: String,
    headers: Vec<(String, String)>,
    body: String,
    host: Option<String>,
}

impl Request {
    pub(crate) fn new(method: &str, path: &str) -> Self {
        Self {
            line: format!("{method} {path} HTTP/1.0"),
            headers: Vec::new(),
            body: String::new(),
            host: None,
        }
    }

    pub(crate) fn header(mut self, name: &str, value: &str) -> Self {
        self.headers.push((name.to_owned(), value.to_owned()));
        self
    }

    pub(crate) fn bearer(self, token: &str) -> Self {
        self.header("authorization", &format!("Bearer {token}"))
    }

    /// Another host than the one that is called; empty sends none.
    pub(crate) fn host(mut self, host: &str) -> Self {
        self.host = Some(host.to_owned());
        self
    }

    pub(crate) fn json(mut self, body: &Value) -> Self {
        self.body = body.to_string();
        self.header("content-type", "application/json")
    }

    /// Sends it and leaves the rest of the answer to be read.
    pub(crate) async fn open(self, address: SocketAddr) -> BufReader<TcpStream> {
        let mut text = format!("{}\r\n", self.line);
        let host = self.host.unwrap_or_else(|| address.to_string());
        if !host.is_empty() {
            text.push_str(&format!("host: {host}\r\n"));
        }
        for (name, value) in &self.headers {
            text.push_str(&format!("{name}: {value}\r\n"));
        }
        text.push_str(&format!("content-length: {}\r\n\r\n{}", self.body.len(), self.body));
        let mut stream = TcpStream::connect(address).await.unwrap();
        stream.write_all(text.as_bytes()).await.unwrap();
        BufReader::new(stream)
    }

    /// As HTTP/1.1, which the gateway wants; its body may come in chunks, whose framing stays in it.
    pub(crate) async fn send_1_1(mut self, address: SocketAddr) -> Answer {
        self.line = self.line.replace("HTTP/1.0", "HTTP/1.1");
        self.header("connection", "close").send(address).await
    }

    pub(crate) async fn send(self, address: SocketAddr) -> Answer {
        let mut text = String::new();
        self.open(address).await.read_to_string(&mut text).await.unwrap();
        let (head, body) = text.split_once("\r\n\r\n").unwrap();
        let mut lines = head.split("\r\n");
        let status = lines.next().unwrap().split(' ').nth(1).unwrap().parse().unwrap();
        let headers = lines.filter_map(|line| line.split_once(": "));
        let headers = headers.map(|(name, value)| (name.to_lowercase(), value.to_owned())).collect();
        Answer { status, headers, body: body.to_owned() }
    }
}

/// The next event of a stream, as JSON.
pub(crate) async fn next_event(stream: &mut BufReader<TcpStream>) -> Option<Value> {
    loop {
        let mut line = String::new();
        if stream.read_line(&mut line).await.ok()? == 0 {
            return None;
        }
        if let Some(data) = line.strip_prefix("data: ") {
            return serde_json::from_str(data).ok();
        }
    }
}

/// An answer.
#[derive(Debug)]
pub(crate) struct Answer {
    pub(crate) status: u16,
    pub(crate) headers: Vec<(String, String)>,
    pub(crate) body: String,
}

impl Answer {
    pub(crate) fn header(&self, name: &str) -> Option<&str> {
        self.headers.iter().find(|(known, _)| known == name).map(|(_, value)| value.as_str())
    }

    pub(crate) fn json(&self) -> Value {
        serde_json::from_str(&self.body).unwrap_or_else(|_| panic!("{} {}", self.status, self.body))
    }

    /// The status and the code of a problem.
    pub(crate) fn problem(&self) -> (u16, String) {
        assert_eq!(self.header("content-type"), Some("application/problem+json"), "{}", self.body);
        (self.status, self.json()["code"].as_str().unwrap().to_owned())
    }
}
