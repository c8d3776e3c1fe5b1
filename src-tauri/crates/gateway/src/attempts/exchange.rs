//! One attempt: a connection, a request on it, and what the head of its answer says.

use super::{
    Attempts, Committed, Until,
    converted::{converted_error, counts_no_tokens, estimated},
    gate::Behind,
    held::{self, Held},
};
use crate::{
    call::Call,
    conversion::{self, Conversion},
    failure::{Failure, Said, Secrets, redact},
    plan::Candidate,
    prepare::{self, Outbound, Way},
    relay::{CannedSource, Limits, Source, Transform, UpstreamSource},
    settle::Settlement,
    upstream::{Fresh, Lease},
};
use domain::{Change, Credential, Override, Provider, ProviderKind, RequestRecord, UnixMillis};
use http::{HeaderMap, Response, StatusCode, header};
use std::{pin::pin, sync::Arc};

/// How much of an error's body is read.
const ERROR_BODY_BYTES: usize = 64 << 10;
/// The same of one that the client gets as it came: all of it, or the client gets what we make of it.
const PASSED_ERROR_BYTES: usize = 1 << 20;

impl Attempts {
    /// Tries a provider once.
    pub(super) async fn attempt(
        &self,
        call: &Call,
        candidate: &Candidate,
        credential: Option<&Credential>,
        fresh: bool,
        settlement: &mut Settlement,
    ) -> Result<Box<Committed>, Failure> {
        let provider = &candidate.provider;
        if provider.kind == ProviderKind::Loopback {
            return Ok(Box::new(self.canned(call, provider, settlement)));
        }
        if conversion::is_needed(call, candidate) {
            // Boxed, like all that most requests don't come to: the room would be every request's.
            return Box::pin(self.attempt_converted(call, candidate, credential, fresh, settlement)).await;
        }
        let attempt = self.attempt_as(call, candidate, credential, fresh, None, settlement).await;
        attempt.or_else(|failure| match counts_no_tokens(call, &failure) {
            true => Ok(Box::new(estimated(call, candidate))),
            false => Err(failure),
        })
    }

    /// Tries a provider once, with a request in its own dialect.
    pub(super) async fn attempt_as(
        &self,
        call: &Call,
        candidate: &Candidate,
        credential: Option<&Credential>,
        fresh: bool,
        conversion: Option<&Conversion>,
        settlement: &mut Settlement,
    ) -> Result<Box<Committed>, Failure> {
        let provider = &candidate.provider;
        let mut with = With { credential, fresh, conversion, way: self.way(call, candidate) };
        let mut used = Vec::new();
        loop {
            let refused = match self.exchange(call, candidate, &with, settlement).await? {
                Answer::Good(committed) => {
                    self.learn(provider, &used);
                    return Ok(committed);
                }
                Answer::Refused(refused) => refused,
            };
            let Some(remedy) = self.remedy(call, candidate, &mut with.way, &refused, &used) else {
                let now = self.clock.now();
                return match conversion {
                    None => refused.pass_on(provider, now, credential),
                    Some(conversion) => {
                        refused.convert(conversion, provider, now, credential, settlement.record())
                    }
                };
            };
            tracing::info!(provider = %provider.name, ?remedy, "a refused request is mended");
            settlement.mended(provider, &remedy);
            used.push(remedy);
            with.fresh = false;
        }
    }

    /// One request and the head of its answer.
    async fn exchange(
        &self,
        call: &Call,
        candidate: &Candidate,
        with: &With<'_>,
        settlement: &mut Settlement,
    ) -> Result<Answer, Failure> {
        let provider = &candidate.provider;
        let outbound = self
            .targets
            .of(provider, with.credential)
            .and_then(|target| prepare::prepare(call, candidate, &target, &with.way))
            .map_err(|error| Failure::Unsendable(error.to_string()))?;
        settlement.edited(provider, &outbound);
        let until = Until::of(call, provider);
        let mut lease = self.lease(&outbound, provider, with.fresh, settlement).await?;
        settlement.connected(lease.reused);
        let head = until.wait(pin!(lease.exchange.send(outbound.request))).await?;
        let response = head.map_err(|error| match error.is_reset() {
            true => Failure::Reset(error.to_string()),
            false => Failure::NotHttp(error.to_string()),
        })?;
        settlement.headed(response.status().as_u16());
        self.quotas.note(provider, with.credential, response.headers());
        let answer = Head { attempts: self, call, provider, with, until, lease, now: self.clock.now() };
        answer.judge(response, settlement).await
    }

    async fn lease(
        &self,
        outbound: &Outbound,
        provider: &Provider,
        fresh: bool,
        settlement: &mut Settlement,
    ) -> Result<Lease, Failure> {
        if !fresh && let Some(lease) = self.pool.reuse(&outbound.way) {
            return Ok(lease);
        }
        // Boxed, like all that most requests don't come to: the room would be every request's.
        let connected = Box::pin(self.pool.connect(&outbound.way, provider.timeouts.connect())).await;
        let Fresh { lease, skipped_proxy } = connected.map_err(Failure::Connect)?;
        if let Some(why) = skipped_proxy {
            let provider_name = provider.name.clone();
            settlement.changed(Change::ProxySkipped { provider_id: provider.id, provider_name, why });
        }
        Ok(lease)
    }

    fn canned(&self, call: &Call, provider: &Arc<Provider>, settlement: &mut Settlement) -> Committed {
        settlement.connected(false);
        settlement.headed(200);
        let (content_type, pieces) = crate::loopback::answer(call, settlement.record());
        let mut headers = HeaderMap::new();
        headers.insert(header::CONTENT_TYPE, http::HeaderValue::from_static(content_type));
        Committed {
            provider: provider.clone(),
            credential: None,
            status: StatusCode::OK,
            headers,
            prefix: None,
            rest: Source::Canned(CannedSource::new(pieces)),
            transform: Transform::default(),
            limits: Limits::default(),
            aftermath: None,
        }
    }
}

/// With what a provider is asked.
struct With<'a> {
    credential: Option<&'a Credential>,
    /// Whether over a new connection.
    fresh: bool,
    way: Way,
    /// What turns the answer around.
    conversion: Option<&'a Conversion>,
}

enum Answer {
    Good(Box<Committed>),
    /// It says that the request is at fault.
    Refused(Box<Refused>),
}

/// A refusal that says that the request is at fault, not the provider.
pub(super) struct Refused {
    held: Held,
    pub(super) said: held::Said,
    until: Until,
}

impl Refused {
    pub(super) fn status(&self) -> StatusCode {
        self.held.parts.status
    }

    /// The client gets the upstream's own bytes, unless they repeat what is the provider's alone, or tell of a
    /// fault that is the provider's after all.
    fn pass_on(
        self,
        provider: &Arc<Provider>,
        now: UnixMillis,
        credential: Option<&Credential>,
    ) -> Result<Box<Committed>, Failure> {
        let secrets = Secrets::of(provider, credential);
        let (headers, text) = (&self.held.parts.headers, &self.said.text);
        let said = Said::of(Some(self.status()), headers, text.as_bytes(), now, secrets);
        if said.local.is_none() && self.said.whole && !self.held.repeats(text, secrets) {
            let limits = self.until.limits(provider);
            return Ok(Box::new(self.held.commit(provider, Transform::default(), limits)?));
        }
        Err(Failure::Status(said))
    }
}

impl Refused {
    /// The same in the client's dialect.
    fn convert(
        self,
        conversion: &Conversion,
        provider: &Arc<Provider>,
        now: UnixMillis,
        credential: Option<&Credential>,
        record: &RequestRecord,
    ) -> Result<Box<Committed>, Failure> {
        let secrets = Secrets::of(provider, credential);
        let (headers, text) = (&self.held.parts.headers, &self.said.text);
        let said = Said::of(Some(self.status()), headers, text.as_bytes(), now, secrets);
        if said.local.is_some() {
            return Err(Failure::Status(said));
        }
        let (id, text) = (record.id.to_string(), redact(text, secrets));
        Ok(Box::new(converted_error(conversion, provider, &said, &text, &id)))
    }
}

/// An answer's head, about to be judged.
struct Head<'a> {
    attempts: &'a Attempts,
    call: &'a Call,
    provider: &'a Arc<Provider>,
    with: &'a With<'a>,
    until: Until,
    lease: Lease,
    now: UnixMillis,
}

impl Head<'_> {
    async fn judge(self, response: Response<()>, settlement: &mut Settlement) -> Result<Answer, Failure> {
        let (parts, ()) = response.into_parts();
        let status = parts.status;
        let source = UpstreamSource::new(self.lease);
        let secrets = Secrets::of(self.provider, self.with.credential);
        if status.is_success() {
            let held = Held { parts, source, prefix: None };
            let behind = Behind {
                call: self.call,
                provider: self.provider,
                secrets,
                include_usage: self.with.way.include_usage,
                is_converted: self.with.conversion.is_some(),
                until: self.until,
                now: self.now,
            };
            if let Some(conversion) = self.with.conversion {
                let turned = Box::pin(held.turned(self.attempts, &behind, conversion)).await?;
                return Ok(Answer::Good(Box::new(turned)));
            }
            let committed = held.success(&behind).await?;
            if self.with.way.include_usage {
                settlement.changed(Change::IncludeUsageAdded);
            }
            if committed.transform.model_echo.is_some() {
                settlement.overridden(self.provider, vec![Override::EchoedModel]);
            }
            return Ok(Answer::Good(Box::new(committed)));
        }
        let mut held = Held { parts, source, prefix: None };
        if self.call.passes_error(status) {
            let said = held.read_error(PASSED_ERROR_BYTES).await;
            return Ok(Answer::Refused(Box::new(Refused { held, said, until: self.until })));
        }
        let text = held.read_error(ERROR_BODY_BYTES).await.text;
        let said = Said::of(Some(status), &held.parts.headers, text.as_bytes(), self.now, secrets);
        Err(Failure::Status(said))
    }
}
