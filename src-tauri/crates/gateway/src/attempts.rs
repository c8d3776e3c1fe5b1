//! Trying the plan: the ninth of the eleven steps. One provider after the other until one commits; attempts
//! share nothing mutable and cancel by drop. After a commitment there is no further attempt.

use crate::{
    call::Call,
    coding::{Decoder, Encoding},
    failure::{self, Failure, Next},
    plan::Plan,
    prepare::{self, Outbound},
    rejection::Rejection,
    relay::{CannedSource, Limits, Source, Transform, UpstreamSource, UsageFilter},
    settle::Settlement,
    target::Targets,
    upstream::{Lease, LeaseError, Pool},
};
use bytes::{Bytes, BytesMut};
use domain::{Change, Dialect, ErrorCode, OperationKind, Provider, ProviderId, ProviderKind, Random, Secret};
use http::{HeaderMap, Response, StatusCode, header, response};
use hyper::body::Incoming;
use std::{
    collections::HashSet,
    future::{Future, poll_fn},
    pin::{Pin, pin},
    sync::{Arc, Mutex, PoisonError},
    time::Duration,
};
use tokio::time::Instant;

/// How many providers one request may try.
const MOST_PROVIDERS: usize = 20;
/// How often one provider is tried for one request.
const TRIES_PER_PROVIDER: usize = 2;
/// How much of an error's body is read, and for how long.
const ERROR_BODY_BYTES: usize = 64 << 10;
/// The same of one that the client gets as it came: all of it, or the client gets what we make of it.
const PASSED_ERROR_BYTES: usize = 1 << 20;
const ERROR_BODY_TIME: Duration = Duration::from_secs(10);
/// A body that grows a thousandfold in decoding is still an answer; beyond this it is an attack.
const DECODED_ANSWER_BYTES: u64 = 1 << 30;

/// A provider's answer that the client will see.
#[derive(Debug)]
pub(crate) struct Committed {
    /// Who answered.
    pub provider: Arc<Provider>,
    /// The status.
    pub status: StatusCode,
    /// The upstream's headers.
    pub headers: HeaderMap,
    /// What was read already.
    pub prefix: Option<Bytes>,
    /// Where the rest comes from.
    pub rest: Source,
    /// What is done to it.
    pub transform: Transform,
    /// How long the rest may take.
    pub limits: Limits,
}

/// What attempts need: the pool, the targets, and the providers that refuse `include_usage`.
#[derive(Debug)]
pub(crate) struct Attempts {
    pool: Arc<Pool>,
    targets: Arc<Targets>,
    no_usage: Mutex<HashSet<ProviderId>>,
}

impl Attempts {
    /// Attempts over a pool.
    pub(crate) fn new(pool: Arc<Pool>, targets: Arc<Targets>) -> Self {
        Self { pool, targets, no_usage: Mutex::default() }
    }

    /// Tries the plan's candidates until one commits.
    ///
    /// # Errors
    /// What the last failure means for the client.
    pub(crate) async fn first_success(
        &self,
        call: &Call,
        plan: &Plan,
        settlement: &mut Settlement,
        deadline: Instant,
        random: &dyn Random,
    ) -> Result<Box<Committed>, Rejection> {
        let only = plan.candidates.len() == 1;
        let mut tried = 0;
        let mut last = None;
        for provider in plan.candidates.iter().take(MOST_PROVIDERS) {
            for turn in 0..TRIES_PER_PROVIDER {
                tried += 1;
                settlement.begin_attempt(provider);
                let ended = {
                    let attempt = pin!(self.attempt(call, provider, turn > 0, settlement));
                    tokio::time::timeout_at(deadline, attempt).await
                };
                let failure = match ended {
                    Ok(Ok(committed)) => return Ok(committed),
                    Ok(Err(failure)) => failure,
                    Err(_) => {
                        let failure = Failure::Timeout("first_byte_deadline_ms");
                        settlement.end_attempt(failure.outcome(), Some(failure.to_string()));
                        return Err(failure.into_rejection(provider, tried));
                    }
                };
                settlement.end_attempt(failure.outcome(), Some(failure.to_string()));
                let next = failure.next();
                last = Some((provider, failure));
                match next {
                    Next::Again => {}
                    Next::AgainLater => moment(random).await,
                    Next::AgainIfOnly if only => moment(random).await,
                    Next::AgainIfOnly | Next::Other => break,
                    Next::Nobody => return Err(no_more(last, plan, tried)),
                }
            }
        }
        Err(no_more(last, plan, tried))
    }

    async fn attempt(
        &self,
        call: &Call,
        provider: &Arc<Provider>,
        fresh: bool,
        settlement: &mut Settlement,
    ) -> Result<Box<Committed>, Failure> {
        if provider.kind == ProviderKind::Loopback {
            return Ok(Box::new(self.canned(call, provider, settlement)));
        }
        let wants_usage = self.wants_usage(call, provider);
        match self.exchange(call, provider, wants_usage, fresh, settlement).await? {
            Answer::Good(committed) => Ok(committed),
            Answer::RefusedUsage => {
                self.no_usage.lock().unwrap_or_else(PoisonError::into_inner).insert(provider.id);
                match self.exchange(call, provider, false, false, settlement).await? {
                    Answer::Good(committed) => Ok(committed),
                    Answer::RefusedUsage => Err(Failure::NotAnAnswer("it refused what it was not asked")),
                }
            }
        }
    }

    fn wants_usage(&self, call: &Call, provider: &Provider) -> bool {
        call.asked.include_usage.is_some()
            && provider.include_usage
            && !self.no_usage.lock().unwrap_or_else(PoisonError::into_inner).contains(&provider.id)
    }

    /// One request and the head of its answer.
    async fn exchange(
        &self,
        call: &Call,
        provider: &Arc<Provider>,
        wants_usage: bool,
        fresh: bool,
        settlement: &mut Settlement,
    ) -> Result<Answer, Failure> {
        let outbound = self
            .targets
            .of(provider)
            .and_then(|target| prepare::prepare(call, &target, wants_usage))
            .map_err(|error| Failure::Unsendable(error.to_string()))?;
        let until = Until::of(call, provider);
        let mut lease = self.lease(&outbound, provider, fresh).await?;
        settlement.connected(lease.reused);
        let head = until.wait(pin!(lease.exchange.send(outbound.request))).await?;
        let response = head.map_err(|error| match error.is_reset() {
            true => Failure::Reset(error.to_string()),
            false => Failure::NotHttp(error.to_string()),
        })?;
        settlement.headed(response.status().as_u16());
        let answer = Head { call, provider, wants_usage, until, lease };
        answer.judge(response, settlement).await
    }

    async fn lease(&self, outbound: &Outbound, provider: &Provider, fresh: bool) -> Result<Lease, Failure> {
        if !fresh && let Some(lease) = self.pool.reuse(&outbound.origin) {
            return Ok(lease);
        }
        // Boxed, like all that most requests don't come to: the room would be every request's.
        let connect = Box::pin(self.pool.connect(&outbound.origin));
        let connected = match provider.timeouts.connect() {
            Some(limit) => tokio::time::timeout(limit, connect).await.map_err(|_| Failure::ConnectTimeout)?,
            None => connect.await,
        };
        connected.map_err(|error| match error {
            LeaseError::Connect(error) => Failure::Connect(error),
            LeaseError::Exchange(error) => Failure::Reset(error.to_string()),
        })
    }

    fn canned(&self, call: &Call, provider: &Arc<Provider>, settlement: &mut Settlement) -> Committed {
        settlement.connected(false);
        settlement.headed(200);
        let (content_type, pieces) = crate::loopback::answer(call, settlement.record());
        let mut headers = HeaderMap::new();
        headers.insert(header::CONTENT_TYPE, http::HeaderValue::from_static(content_type));
        Committed {
            provider: provider.clone(),
            status: StatusCode::OK,
            headers,
            prefix: None,
            rest: Source::Canned(CannedSource::new(pieces)),
            transform: Transform::default(),
            limits: Limits::default(),
        }
    }
}

enum Answer {
    Good(Box<Committed>),
    /// A 400 that names the `include_usage` we added.
    RefusedUsage,
}

/// When an answer must have begun, or, when it isn't a stream, be whole.
#[derive(Clone, Copy)]
struct Until {
    at: Option<Instant>,
    setting: &'static str,
    stream: bool,
}

impl Until {
    fn of(call: &Call, provider: &Provider) -> Self {
        let stream = call.asked.stream;
        let (limit, setting) = match stream {
            true => (provider.timeouts.first_byte(), "first_byte_timeout_ms"),
            false => (provider.timeouts.total(), "total_timeout_ms"),
        };
        Self { at: limit.map(|limit| Instant::now() + limit), setting, stream }
    }

    /// Waits until then for a future that its caller has pinned: moved in, it would take its room twice.
    async fn wait<T>(self, future: Pin<&mut impl Future<Output = T>>) -> Result<T, Failure> {
        match self.at {
            Some(at) => tokio::time::timeout_at(at, future).await.map_err(|_| Failure::Timeout(self.setting)),
            None => Ok(future.await),
        }
    }

    fn limits(self, provider: &Provider) -> Limits {
        match self.stream {
            true => Limits {
                idle: provider.timeouts.stream_idle(),
                stall: provider.timeouts.stream_stall(),
                until: None,
            },
            false => Limits { idle: None, stall: None, until: self.at },
        }
    }
}

/// An answer's head, about to be judged.
struct Head<'a> {
    call: &'a Call,
    provider: &'a Arc<Provider>,
    wants_usage: bool,
    until: Until,
    lease: Lease,
}

impl Head<'_> {
    async fn judge(
        self,
        response: Response<Incoming>,
        settlement: &mut Settlement,
    ) -> Result<Answer, Failure> {
        let (parts, incoming) = response.into_parts();
        let status = parts.status;
        let source = UpstreamSource::new(incoming, self.lease);
        if status.is_success() {
            let held = Held { parts, source, prefix: None };
            let committed = held.success(self.call, self.provider, self.wants_usage, self.until).await?;
            if self.wants_usage {
                settlement.changed(Change::IncludeUsageAdded);
            }
            return Ok(Answer::Good(Box::new(committed)));
        }
        let mut held = Held { parts, source, prefix: None };
        let secret = prepare::credential(self.provider);
        let text = if failure::is_about_request(status) {
            let said = held.read_error(PASSED_ERROR_BYTES).await;
            let refused = ["stream_options", "include_usage"].iter().any(|name| said.text.contains(name));
            if self.wants_usage && status == StatusCode::BAD_REQUEST && refused {
                return Ok(Answer::RefusedUsage);
            }
            // The client gets the upstream's own bytes, unless they repeat what is the provider's alone.
            if said.whole && !held.repeats(&said.text, secret) {
                let limits = self.until.limits(self.provider);
                let committed = held.commit(self.provider, Transform::default(), limits)?;
                return Ok(Answer::Good(Box::new(committed)));
            }
            said.text
        } else {
            held.read_error(ERROR_BODY_BYTES).await.text
        };
        let message = wire::error_message(text.as_bytes()).unwrap_or_else(|| "(no text)".into());
        let message = failure::redact(&message, secret);
        Err(Failure::Status { status, message, retry_after_s: failure::retry_after_s(&held.parts.headers) })
    }
}

/// What an error's body says, decoded.
struct Said {
    text: String,
    /// Whether that is all of it.
    whole: bool,
}

/// An answer that nobody has seen yet.
struct Held {
    parts: response::Parts,
    source: UpstreamSource,
    prefix: Option<Bytes>,
}

impl Held {
    /// Waits for the first bytes of a success: a success without any is none.
    async fn success(
        mut self,
        call: &Call,
        provider: &Arc<Provider>,
        wants_usage: bool,
        until: Until,
    ) -> Result<Committed, Failure> {
        let is_html = self.content_type().is_some_and(|kind| kind.starts_with("text/html"));
        if is_html {
            return Err(Failure::NotAnAnswer(
                "its answer is an HTML page: a login or error page of something in between",
            ));
        }
        match until.wait(pin!(poll_fn(|context| self.source.poll(context)))).await? {
            Some(Ok(first)) => self.prefix = Some(first),
            Some(Err(error)) => return Err(Failure::Reset(error.to_string())),
            None => return Err(Failure::NotAnAnswer("its answer is empty")),
        }
        let usage_filter = (wants_usage && call.dialect() == Dialect::OpenaiChat).then(UsageFilter::default);
        self.commit(provider, Transform { decoder: None, usage_filter }, until.limits(provider))
    }

    fn commit(
        self,
        provider: &Arc<Provider>,
        transform: Transform,
        limits: Limits,
    ) -> Result<Committed, Failure> {
        let decoder = self.decoder()?;
        Ok(Committed {
            provider: provider.clone(),
            status: self.parts.status,
            headers: self.parts.headers,
            prefix: self.prefix,
            rest: Source::Upstream(self.source),
            transform: Transform { decoder, ..transform },
            limits,
        })
    }

    /// We asked for no compression; what is compressed all the same is undone, since not every client can.
    fn decoder(&self) -> Result<Option<Decoder>, Failure> {
        let Some(value) = self.parts.headers.get(header::CONTENT_ENCODING) else { return Ok(None) };
        match Encoding::parse(value.to_str().unwrap_or("?")) {
            Encoding::Identity => Ok(None),
            Encoding::One(coding) => Decoder::new(coding, DECODED_ANSWER_BYTES)
                .map(Some)
                .map_err(|_| Failure::NotAnAnswer("its content-encoding can't be undone")),
            Encoding::Unsupported => Err(Failure::NotAnAnswer("its content-encoding is unknown")),
        }
    }

    fn content_type(&self) -> Option<&str> {
        self.parts.headers.get(header::CONTENT_TYPE)?.to_str().ok()
    }

    /// Reads an error's body, as far as that goes, and keeps it for the client.
    async fn read_error(&mut self, most: usize) -> Said {
        let mut body = BytesMut::new();
        let reading = async {
            while body.len() <= most {
                match poll_fn(|context| self.source.poll(context)).await {
                    Some(Ok(piece)) => body.extend_from_slice(&piece),
                    Some(Err(_)) => return false,
                    None => return true,
                }
            }
            false
        };
        // An error whose body never ends is as good as one that was cut off.
        let ended = tokio::time::timeout(ERROR_BODY_TIME, reading).await.unwrap_or(false);
        let body = body.freeze();
        let plain = match self.decoder() {
            Ok(Some(mut decoder)) => decoder.push(&body).ok(),
            Ok(None) => Some(body.clone()),
            Err(_) => None,
        };
        if !body.is_empty() {
            self.prefix = Some(body);
        }
        let text = plain.as_ref().map(|plain| String::from_utf8_lossy(plain).into_owned());
        Said { whole: ended && text.is_some(), text: text.unwrap_or_default() }
    }

    /// Whether this text or a header repeats the secret.
    fn repeats(&self, text: &str, secret: Option<&Secret>) -> bool {
        let headers = self.parts.headers.values().map(|value| String::from_utf8_lossy(value.as_bytes()));
        failure::repeats(text, secret) || headers.into_iter().any(|value| failure::repeats(&value, secret))
    }
}

async fn moment(random: &dyn Random) {
    tokio::time::sleep(Duration::from_millis(100 + random.below(400))).await;
}

/// What the last failure means for the client.
fn no_more(last: Option<(&Arc<Provider>, Failure)>, plan: &Plan, tried: usize) -> Rejection {
    match last {
        Some((provider, failure)) => failure.into_rejection(provider, tried),
        None => no_candidate(plan),
    }
}

/// Nobody may even be tried: one clause per provider.
fn no_candidate(plan: &Plan) -> Rejection {
    use domain::{Exclusion, Verdict};
    let clause = |reason| match reason {
        Exclusion::Disabled => "switched off",
        Exclusion::Dialect => "speaks another dialect",
        Exclusion::Model => "does not serve this model",
        Exclusion::NeedsCredential => "needs its credential again",
        Exclusion::WeightZero => "has weight 0",
        Exclusion::LoopbackOnly => "answers only switchyard-demo",
    };
    let clauses: Vec<String> = plan
        .chain
        .iter()
        .filter_map(|link| match link.verdict {
            Verdict::Skipped { reason } => Some(format!("{}: {}", link.provider_name, clause(reason))),
            Verdict::Candidate { .. } => None,
        })
        .collect();
    let why = if clauses.is_empty() { "add one in Switchyard".to_owned() } else { clauses.join("; ") };
    Rejection::new(ErrorCode::NoProviderAvailable, "无可用供应商", format!("no provider available: {why}"))
}

/// Whether an operation's answer is worth binding a session to.
pub(crate) fn binds_session(kind: OperationKind) -> bool {
    match kind {
        OperationKind::Generate => true,
        OperationKind::CountTokens | OperationKind::Models => false,
    }
}
