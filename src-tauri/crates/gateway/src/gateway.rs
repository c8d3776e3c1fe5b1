//! The gateway itself: the eleven steps of a request, in order.

mod answering;
mod control;
mod nowhere;
mod routing;

pub use routing::{Forecast, Prospect, Question};

use crate::{
    admit, ask,
    attempts::{self, Attempts, Committed},
    authenticate::{self, Carriers},
    body::{BodyBudget, ReadBody},
    call::{Asked, Call, Peer},
    catalog::{Catalog, Lists},
    headers,
    health::Health,
    host_guard,
    listener::Connections,
    operation::{self, Operation, Route},
    owners::{Learner, Owner, Owners, unknown_response},
    prepare, record,
    rejection::{self, Rejection},
    reply::Reply,
    session::Sessions,
    settle::{InFlight, Settlement},
    target::{HOP_HEADER, Targets},
    upstream::Pool,
};
use answering::{name_session, relay};
use domain::{
    Caller, Change, Clock, Dialect, ErrorCode, OperationKind, Random, RequestId, RequestRecord, Snapshot,
    Text, UnixMillis, VaultState,
};
use http::{Request, request};
use hyper::body::Incoming;
use std::{
    net::IpAddr,
    pin::pin,
    sync::{
        Arc,
        atomic::{AtomicBool, AtomicUsize, Ordering},
    },
    time::Duration,
};
use tokio::{
    sync::{mpsc, watch},
    time::Instant,
};

/// What a gateway is made of.
pub struct Parts {
    /// The configuration, as it changes.
    pub snapshot: watch::Receiver<Arc<Snapshot>>,
    /// Where records go: once at admission, once at the end.
    pub ledger: mpsc::Sender<Arc<RequestRecord>>,
    /// Wall-clock time.
    pub clock: Arc<dyn Clock>,
    /// Randomness.
    pub random: Arc<dyn Random>,
}

/// Whether requests are served.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum GatewayState {
    /// They are.
    Running,
    /// The person stopped it: each is answered 503.
    Stopped,
}

/// The data plane. Cheap to clone: every clone is the same gateway.
#[derive(Clone)]
pub struct Gateway(Arc<Inner>);

struct Inner {
    snapshot: watch::Receiver<Arc<Snapshot>>,
    ledger: mpsc::Sender<Arc<RequestRecord>>,
    clock: Arc<dyn Clock>,
    random: Arc<dyn Random>,
    instance: String,
    pool: Arc<Pool>,
    targets: Arc<Targets>,
    attempts: Attempts,
    health: Health,
    catalog: Catalog,
    sessions: Sessions,
    owners: Arc<Owners>,
    bodies: BodyBudget,
    connections: Connections,
    stopped: AtomicBool,
    looked_after: AtomicBool,
    in_flight: Arc<AtomicUsize>,
    unknown_keys: AtomicUsize,
    began: Instant,
}

/// How long a request waits for the vault.
const VAULT_PATIENCE: Duration = Duration::from_secs(3);

/// Everything of a request that is known before its body.
struct Incomer {
    id: RequestId,
    /// The moment in its id.
    now: UnixMillis,
    began: Instant,
    peer: Peer,
    dialect: Dialect,
    project: Option<Text>,
    snapshot: Arc<Snapshot>,
}

impl Gateway {
    /// Makes a gateway that doesn't listen yet.
    pub fn new(parts: Parts) -> Self {
        let pool = Arc::new(Pool::default());
        let mut name = [0; 8];
        parts.random.fill(&mut name);
        let instance: String = name.iter().map(|byte| format!("{byte:02x}")).collect();
        let targets = Arc::new(Targets::new(instance.clone()));
        let health = Health::new(parts.clock.clone(), parts.random.clone());
        let connections = Connections::default();
        let (tasks, finish) = (connections.tasks.clone(), connections.finish.clone());
        let lists = Lists::new(pool.clone(), targets.clone(), tasks, finish);
        Self(Arc::new(Inner {
            attempts: Attempts::new(
                pool.clone(),
                targets.clone(),
                health.clone(),
                parts.clock.clone(),
                parts.random.clone(),
                parts.snapshot.clone(),
            ),
            health,
            catalog: Catalog::new(lists, parts.clock.as_ref()),
            snapshot: parts.snapshot,
            ledger: parts.ledger,
            clock: parts.clock,
            random: parts.random,
            instance,
            pool,
            targets,
            sessions: Sessions::default(),
            owners: Arc::default(),
            bodies: BodyBudget::default(),
            connections,
            stopped: AtomicBool::new(false),
            looked_after: AtomicBool::new(false),
            in_flight: Arc::default(),
            unknown_keys: AtomicUsize::new(0),
            began: Instant::now(),
        }))
    }

    /// Answers one request.
    pub async fn handle(&self, peer: Peer, request: Request<Incoming>) -> Reply {
        let (mut head, mut incoming) = request.into_parts();
        let id = RequestId::new(self.0.clock.now(), self.0.random.as_ref());
        let (dialect, result) = self.guarded(id, peer, &mut head, &mut incoming).await;
        let reply = result.unwrap_or_else(|rejection| rejection.into_reply(dialect, id));
        reply.map(|body| body.draining(incoming))
    }

    /// Turns a panic into a 500 of this one request.
    async fn guarded(
        &self,
        id: RequestId,
        peer: Peer,
        head: &mut request::Parts,
        incoming: &mut Incoming,
    ) -> (Dialect, Result<Reply, Rejection>) {
        let mut dialect = Dialect::OpenaiChat;
        let result = {
            let routing = pin!(self.route(id, peer, head, incoming, &mut dialect));
            crate::panic_guard::guard(routing).await
        };
        (dialect, result.unwrap_or_else(|_| Err(rejection::internal())))
    }

    /// Listener → dialect and operation → authenticate.
    async fn route(
        &self,
        id: RequestId,
        peer: Peer,
        head: &mut request::Parts,
        incoming: &mut Incoming,
        dialect: &mut Dialect,
    ) -> Result<Reply, Rejection> {
        let began = Instant::now();
        let snapshot = self.0.snapshot.borrow().clone();
        let query = head.uri.query();
        let matched = operation::match_route(&head.method, head.uri.path(), query, &head.headers);
        *dialect = match &matched {
            Ok(matched) => dialect_of(&matched.route),
            Err(none) => none.dialect,
        };
        host_guard::check(&head.uri, &head.headers, &snapshot.settings)?;
        let matched = matched.map_err(nowhere::no_route)?;
        match &matched.route {
            Route::Probe => return Ok(crate::probes::probe()),
            Route::Health => return Ok(crate::probes::health(self.state(), self.0.began.elapsed())),
            Route::Forward(_) | Route::Models { .. } => {}
        }
        if self.state() == GatewayState::Stopped {
            return Err(rejection::gateway_stopped());
        }
        if head.headers.get(HOP_HEADER).is_some_and(|hop| hop.as_bytes() == self.0.instance.as_bytes()) {
            return Err(nowhere::came_back());
        }
        let carriers = Carriers {
            headers: &head.headers,
            query,
            dialect: *dialect,
            path_key: matched.path_key,
            peer: peer.address,
        };
        let caller = authenticate::authenticate(carriers, &snapshot)
            .inspect_err(|_| self.count_unknown_key(peer.address))?;
        let project = matched.project.map(Text::from);
        let incomer = Incomer { id, now: id.made_at(), began, peer, dialect: *dialect, project, snapshot };
        match matched.route {
            Route::Forward(operation) => self.forward(incomer, caller, operation, head, incoming).await,
            Route::Models { shape, id } => {
                admit::check(&caller, &head.headers, None, incomer.now)?;
                // Seldom asked for: its room is not every request's.
                let answer = self.0.catalog.answer(&incomer.snapshot, &caller, shape, id.as_ref(), query);
                let body = Box::pin(answer).await?;
                Ok(crate::probes::json(body))
            }
            Route::Health | Route::Probe => Err(rejection::internal()),
        }
    }

    /// Body → peek → admit → session → plan → attempts → relay → settle.
    async fn forward(
        &self,
        incomer: Incomer,
        caller: Caller,
        operation: Operation,
        head: &mut request::Parts,
        incoming: &mut Incoming,
    ) -> Result<Reply, Rejection> {
        let in_flight = InFlight::enter(&self.0.in_flight);
        let room = admit::reserve(&self.0.ledger).await?;
        let project = incomer.project.clone();
        let mut row = record::opened(
            &incomer.id,
            incomer.now,
            &incomer.peer,
            &caller,
            &operation,
            &head.headers,
            project,
        );
        let prepared = self.read(&incomer, &caller, &operation, head, incoming, &mut row).await;
        let (body, asked, owner) = match prepared {
            Ok(prepared) => prepared,
            Err(rejection) => {
                record::refused(&mut row, &rejection);
                Settlement::refuse(room, row, incomer.began);
                return Err(rejection);
            }
        };
        let mut settlement =
            Settlement::open(room, row, incomer.began, self.0.clock.clone(), self.0.random.clone());
        if body.was_encoded {
            settlement.changed(Change::BodyDecoded);
        }
        let mut forwarded = std::mem::take(&mut head.headers);
        headers::keep_forwarded(&mut forwarded, body.was_encoded);
        let call = Call {
            peer: incomer.peer.clone(),
            caller,
            operation,
            query: head.uri.query().and_then(prepare::without_key),
            headers: forwarded,
            body: body.bytes.clone(),
            asked,
            owner,
        };
        match self.first_success(&incomer, &call, &mut settlement).await {
            Ok(committed) => {
                let learner = self.learner(&call, &committed);
                Ok(relay(&call, committed, settlement, body, in_flight, learner))
            }
            Err(rejection) => {
                settlement.answering(rejection.status.as_u16());
                settlement.failed(Some(rejection.code), rejection.message.as_str());
                let mut rejected = rejection.into_reply(incomer.dialect, incomer.id);
                name_session(rejected.headers_mut(), settlement.record());
                Ok(rejected)
            }
        }
    }

    /// Body → peek → the checks of admission.
    async fn read(
        &self,
        incomer: &Incomer,
        caller: &Caller,
        operation: &Operation,
        head: &request::Parts,
        incoming: &mut Incoming,
        row: &mut RequestRecord,
    ) -> Result<(ReadBody, Asked, Option<Box<Owner>>), Rejection> {
        authenticate::check_valid(caller, incomer.now)?;
        let limit = incomer.snapshot.settings.max_body_bytes;
        let body = self.0.bodies.read(&head.headers, incoming, limit).await?;
        row.request_bytes = body.received_bytes;
        let (asked, clue) = ask::ask(operation, head.uri.query(), &head.headers, &body.bytes)?;
        record::asked(row, &asked);
        // A kept answer's model was allowed when it was made.
        let model = (operation.kind() != OperationKind::StoredAnswer).then_some(&*asked.model);
        admit::check(caller, &head.headers, model, incomer.now)?;
        let owner = match operation {
            Operation::StoredResponse { id, .. } => {
                let owner = self.0.owners.owner(caller.key.id, id.as_str(), incomer.began);
                Some(Box::new(owner.ok_or_else(|| unknown_response(id.as_str()))?))
            }
            Operation::Messages
            | Operation::MessagesCountTokens
            | Operation::ChatCompletions
            | Operation::Responses
            | Operation::ResponsesCompact
            | Operation::PassThrough(_)
            | Operation::Gemini { .. } => None,
        };
        let session = clue.session(caller.key.id, incomer.now, self.0.random.as_ref());
        row.session_id = Some(session.text().clone());
        Ok((body, asked, owner))
    }

    /// What waits for the id of an answer that its provider may keep.
    fn learner(&self, call: &Call, committed: &Committed) -> Option<Learner> {
        let owner = Owner { provider: committed.provider.id, credential: committed.credential };
        let is_kept = committed.status.is_success() && committed.transform.conversion.is_none();
        (call.operation == Operation::Responses && is_kept)
            .then(|| Learner::new(&self.0.owners, call.caller.key.id, owner))
    }

    /// Plan → attempts, once credentials can be read.
    async fn first_success(
        &self,
        incomer: &Incomer,
        call: &Call,
        settlement: &mut Settlement,
    ) -> Result<Box<Committed>, Rejection> {
        let snapshot = match incomer.snapshot.vault {
            VaultState::Open => incomer.snapshot.clone(),
            VaultState::Opening => Box::pin(self.opened_vault()).await?,
        };
        let (mut plan, seen) = self.planned(&snapshot, incomer.began, call, settlement.record());
        settlement.planned(std::mem::take(&mut plan.chain));
        let deadline = incomer.began + snapshot.settings.first_byte_deadline;
        let committed = self.0.attempts.first_success(call, &plan, settlement, deadline).await?;
        let binds = committed.status.is_success() && attempts::binds_session(call.operation.kind());
        if binds && !plan.session_stays {
            let ttl = snapshot.settings.session_ttl;
            settlement.hold(self.0.sessions.bind(seen, committed.provider.id, Instant::now(), ttl));
        }
        Ok(committed)
    }

    /// The listener opens before the vault does: a request of the first moment waits for it.
    async fn opened_vault(&self) -> Result<Arc<Snapshot>, Rejection> {
        let mut changes = self.0.snapshot.clone();
        let opened = changes.wait_for(|snapshot| snapshot.vault == VaultState::Open);
        match tokio::time::timeout(VAULT_PATIENCE, opened).await {
            Ok(Ok(snapshot)) => Ok(snapshot.clone()),
            Ok(Err(_)) | Err(_) => Err(Rejection::new(
                ErrorCode::VaultLocked,
                "密钥库尚未打开，请稍后重试",
                "the vault is not open yet: try again in a moment",
            )),
        }
    }

    /// Unknown keys make no row: a stranger could fill the ledger with them. One line in a hundred is enough.
    fn count_unknown_key(&self, peer: IpAddr) {
        let count = self.0.unknown_keys.fetch_add(1, Ordering::Relaxed);
        if count.is_multiple_of(100) {
            tracing::warn!(%peer, count = count + 1, "a request without a valid key was refused");
        }
    }
}

fn dialect_of(route: &Route) -> Dialect {
    match route {
        Route::Forward(operation) => operation.dialect(),
        Route::Models { shape, .. } => match shape {
            wire::ModelListShape::Anthropic => Dialect::Anthropic,
            wire::ModelListShape::Openai => Dialect::OpenaiChat,
            wire::ModelListShape::Gemini => Dialect::Gemini,
        },
        Route::Health | Route::Probe => Dialect::OpenaiChat,
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    /// Of the future that answers a request.
    fn size<'g, Future>(_: impl Fn(&'g Gateway, Peer, Request<Incoming>) -> Future) -> usize {
        size_of::<Future>()
    }

    #[test]
    fn a_request_in_flight_takes_little_room() {
        // hyper moves it once for each request. Whoever makes it larger boxes what few requests come to.
        assert!(size(Gateway::handle) <= 6 << 10, "{}", size(Gateway::handle));
    }
}
