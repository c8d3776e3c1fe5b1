//! The listener, the scripts in force, and the requests that came.

use crate::{
    ask::Ask,
    check,
    connection::{Connection, serve},
    http::Request,
    recorded::Recorded,
    script::Script,
};
use domain::Dialect;
use std::{
    collections::{HashMap, VecDeque},
    io,
    net::{Ipv4Addr, SocketAddr},
    sync::{
        Arc, Mutex, MutexGuard, PoisonError,
        atomic::{AtomicUsize, Ordering},
    },
    time::Duration,
};
use tokio::{
    net::{TcpListener, TcpStream},
    sync::watch,
    time::{Instant, timeout},
};
use tokio_util::{sync::CancellationToken, task::TaskTracker};

/// How long the waiting helpers wait: a test that needs more has failed.
const PATIENCE: Duration = Duration::from_secs(20);

/// A running upstream. Dropping it closes the port and every connection.
#[derive(Debug)]
pub struct Upstream {
    address: SocketAddr,
    shared: Arc<Shared>,
    tasks: TaskTracker,
    closing: CancellationToken,
}

impl Upstream {
    /// Starts one on a free port of 127.0.0.1.
    ///
    /// # Panics
    /// When there is no port to be had: a test can't go on without.
    pub async fn start() -> Self {
        #[expect(clippy::expect_used, reason = "a test without an upstream can't go on")]
        Self::bind(0, Mode::Scripted).await.expect("bind a port on 127.0.0.1")
    }

    /// Starts one that takes connections, and never reads from them.
    ///
    /// # Panics
    /// When there is no port to be had.
    pub async fn start_deaf() -> Self {
        #[expect(clippy::expect_used, reason = "a test without an upstream can't go on")]
        Self::bind(0, Mode::Deaf).await.expect("bind a port on 127.0.0.1")
    }

    /// Starts one on this port that keeps no record: for measurements, and to be played with by hand.
    pub async fn start_fixed(port: u16) -> io::Result<Self> {
        Self::bind(port, Mode::Fixed).await
    }

    /// The sensible answer, to be changed by the script's methods.
    pub fn script() -> Script {
        Script::new()
    }

    /// Where it listens.
    pub fn address(&self) -> SocketAddr {
        self.address
    }

    /// The base URL for a provider.
    pub fn base_url(&self) -> String {
        format!("http://{}", self.address)
    }

    /// From now on every request is answered so, unless something narrower applies.
    pub fn answer(&self, script: Script) -> &Self {
        self.shared.scripts().default = script;
        self
    }

    /// The next request is answered so; calls queue up.
    pub fn answer_next(&self, script: Script) -> &Self {
        self.shared.scripts().next.push_back(script);
        self
    }

    /// Requests for this model are answered so.
    pub fn answer_model(&self, model: impl Into<String>, script: Script) -> &Self {
        self.shared.scripts().by_model.insert(model.into(), script);
        self
    }

    /// Requests in this dialect are answered so.
    pub fn answer_dialect(&self, dialect: Dialect, script: Script) -> &Self {
        self.shared.scripts().by_dialect.insert(dialect.as_str(), script);
        self
    }

    /// The requests so far, in the order of their arrival.
    pub fn requests(&self) -> Vec<Recorded> {
        self.shared.records().clone()
    }

    /// The latest request.
    ///
    /// # Panics
    /// When none came.
    pub fn last_request(&self) -> Recorded {
        #[expect(clippy::expect_used, reason = "the test asserts by this that a request came")]
        self.requests().pop().expect("a request came")
    }

    /// How many requests came.
    pub fn count(&self) -> usize {
        self.shared.records().len()
    }

    /// How many connections were taken.
    pub fn connections(&self) -> usize {
        self.shared.connections.load(Ordering::Relaxed)
    }

    /// Waits until so many requests came, and gives them.
    ///
    /// # Panics
    /// When they don't come in 20 s.
    pub async fn received(&self, count: usize) -> Vec<Recorded> {
        self.wait_for(&format!("{count} requests"), |records| records.len() >= count).await
    }

    /// Waits until the client of the request with this number has gone away before its answer was complete.
    ///
    /// # Panics
    /// When it stays for 20 s.
    pub async fn client_left(&self, number: usize) -> Recorded {
        let left =
            |records: &[Recorded]| records.get(number).is_some_and(|record| record.client_left_at.is_some());
        self.wait_for(&format!("the client of request {number} to leave"), left).await.swap_remove(number)
    }

    /// What was wrong with the requests so far.
    pub fn violations(&self) -> Vec<String> {
        self.shared.violations().clone()
    }

    /// Every request so far was one that a real provider would take.
    ///
    /// # Panics
    /// When one wasn't.
    pub fn assert_clean(&self) {
        let violations = self.violations();
        assert!(violations.is_empty(), "the upstream got what it shouldn't:\n{}", violations.join("\n"));
    }

    /// Closes the port and every connection, and waits until they are.
    pub async fn close(self) {
        self.closing.cancel();
        self.tasks.wait().await;
    }

    async fn bind(port: u16, mode: Mode) -> io::Result<Self> {
        let listener = TcpListener::bind((Ipv4Addr::LOCALHOST, port)).await?;
        let upstream = Self {
            address: listener.local_addr()?,
            shared: Arc::new(Shared::new(mode)),
            tasks: TaskTracker::new(),
            closing: CancellationToken::new(),
        };
        let accepting =
            accept(listener, upstream.shared.clone(), upstream.tasks.clone(), upstream.closing.clone());
        upstream.tasks.spawn(upstream.closing.clone().run_until_cancelled_owned(accepting));
        upstream.tasks.close();
        Ok(upstream)
    }

    async fn wait_for(&self, what: &str, is_met: impl Fn(&[Recorded]) -> bool) -> Vec<Recorded> {
        let mut changes = self.shared.changes.subscribe();
        let waiting = async {
            loop {
                let records = self.requests();
                if is_met(&records) {
                    return Some(records);
                }
                changes.changed().await.ok()?;
            }
        };
        let met = timeout(PATIENCE, waiting).await.ok().flatten();
        assert!(met.is_some(), "waited in vain for {what}; {} requests came", self.count());
        met.unwrap_or_default()
    }
}

impl Drop for Upstream {
    fn drop(&mut self) {
        self.closing.cancel();
    }
}

/// The base URL of a port on which nobody listens.
///
/// # Panics
/// When there is no port to be had.
pub async fn nobody() -> String {
    #[expect(clippy::expect_used, reason = "a test without a port can't go on")]
    let listener = TcpListener::bind((Ipv4Addr::LOCALHOST, 0)).await.expect("bind a port on 127.0.0.1");
    #[expect(clippy::expect_used, reason = "a bound socket has an address")]
    let address = listener.local_addr().expect("the address of a bound socket");
    format!("http://{address}")
}

/// What an upstream does with connections.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum Mode {
    Scripted,
    Deaf,
    /// Answers for measurements first; no record is kept.
    Fixed,
}

/// What connections share.
#[derive(Debug)]
pub(crate) struct Shared {
    pub(crate) mode: Mode,
    scripts: Mutex<Scripts>,
    records: Mutex<Vec<Recorded>>,
    violations: Mutex<Vec<String>>,
    changes: watch::Sender<()>,
    connections: AtomicUsize,
}

#[derive(Debug, Default)]
struct Scripts {
    next: VecDeque<Script>,
    by_model: HashMap<String, Script>,
    by_dialect: HashMap<&'static str, Script>,
    default: Script,
}

impl Shared {
    fn new(mode: Mode) -> Self {
        Self {
            mode,
            scripts: Mutex::default(),
            records: Mutex::default(),
            violations: Mutex::default(),
            changes: watch::Sender::new(()),
            connections: AtomicUsize::new(0),
        }
    }

    /// Keeps the request; its number.
    pub(crate) fn record(&self, request: &Request, ask: Option<&Ask>, connection: usize) -> usize {
        self.violations().extend(check::violations(request, ask));
        let mut records = self.records();
        records.push(Recorded::new(request, connection));
        let number = records.len() - 1;
        drop(records);
        self.changes.send_replace(());
        number
    }

    /// Notes how the answer to the request with this number ended.
    pub(crate) fn ended(&self, number: usize, client_left: bool) {
        if let Some(record) = self.records().get_mut(number) {
            record.answered = !client_left;
            record.client_left_at = client_left.then(Instant::now);
        }
        self.changes.send_replace(());
    }

    /// The script for a request: the narrowest that applies.
    pub(crate) fn script_for(&self, ask: &Ask) -> Script {
        let mut scripts = self.scripts();
        if let Some(next) = scripts.next.pop_front() {
            return next;
        }
        let by_model = scripts.by_model.get(&ask.model);
        by_model.or_else(|| scripts.by_dialect.get(ask.dialect.as_str())).unwrap_or(&scripts.default).clone()
    }

    fn scripts(&self) -> MutexGuard<'_, Scripts> {
        self.scripts.lock().unwrap_or_else(PoisonError::into_inner)
    }

    fn records(&self) -> MutexGuard<'_, Vec<Recorded>> {
        self.records.lock().unwrap_or_else(PoisonError::into_inner)
    }

    fn violations(&self) -> MutexGuard<'_, Vec<String>> {
        self.violations.lock().unwrap_or_else(PoisonError::into_inner)
    }
}

async fn accept(listener: TcpListener, shared: Arc<Shared>, tasks: TaskTracker, closing: CancellationToken) {
    loop {
        // Out of descriptors for a moment, or a connection that was gone before it was taken.
        let Ok((stream, _)) = listener.accept().await else {
            tokio::time::sleep(Duration::from_millis(10)).await;
            continue;
        };
        let number = shared.connections.fetch_add(1, Ordering::Relaxed);
        let serving = connection(stream, shared.clone(), number);
        tasks.spawn(closing.clone().run_until_cancelled_owned(serving));
    }
}

async fn connection(stream: TcpStream, shared: Arc<Shared>, number: usize) {
    if shared.mode == Mode::Deaf {
        // Held open, never read.
        std::future::pending::<()>().await;
    }
    if stream.set_nodelay(true).is_err() {
        return;
    }
    // A broken connection is the client's affair; the record tells that it left.
    let _ = serve(Connection { shared, number }, stream).await;
}
