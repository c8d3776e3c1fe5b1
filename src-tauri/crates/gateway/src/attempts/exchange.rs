//! One attempt: a connection, a request on it, and what the head of its answer says.

use super::{Attempts, Committed, Until, gate::Behind, held::Held};
use crate::{
    call::Call,
    failure::{Failure, Said},
    plan::Candidate,
    prepare::{self, Outbound},
    relay::{CannedSource, Limits, Source, Transform, UpstreamSource},
    settle::Settlement,
    upstream::{Fresh, Lease},
};
use domain::{Change, Credential, Provider, ProviderKind, UnixMillis};
use http::{HeaderMap, Response, StatusCode, header};
use std::{
    pin::pin,
    sync::{Arc, PoisonError},
};

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
        let with = With { credential, include_usage: self.wants_usage(call, provider), fresh };
        match self.exchange(call, candidate, with, settlement).await? {
            Answer::Good(committed) => Ok(committed),
            Answer::RefusedUsage => {
                self.no_usage.lock().unwrap_or_else(PoisonError::into_inner).insert(provider.id);
                let with = With { include_usage: false, fresh: false, ..with };
                match self.exchange(call, candidate, with, settlement).await? {
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
        candidate: &Candidate,
        with: With<'_>,
        settlement: &mut Settlement,
    ) -> Result<Answer, Failure> {
        let provider = &candidate.provider;
        let outbound = self
            .targets
            .of(provider, with.credential)
            .and_then(|target| prepare::prepare(call, &target, with.include_usage))
            .map_err(|error| Failure::Unsendable(error.to_string()))?;
        let until = Until::of(call, provider);
        let mut lease = self.lease(&outbound, provider, with.fresh, settlement).await?;
        settlement.connected(lease.reused);
        let head = until.wait(pin!(lease.exchange.send(outbound.request))).await?;
        let response = head.map_err(|error| match error.is_reset() {
            true => Failure::Reset(error.to_string()),
            false => Failure::NotHttp(error.to_string()),
        })?;
        settlement.headed(response.status().as_u16());
        let answer = Head { call, provider, with, until, lease, now: self.clock.now() };
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
#[derive(Clone, Copy)]
struct With<'a> {
    credential: Option<&'a Credential>,
    /// Whether usage is asked for in the client's name.
    include_usage: bool,
    /// Whether over a new connection.
    fresh: bool,
}

enum Answer {
    Good(Box<Committed>),
    /// A 400 that names the `include_usage` we added.
    RefusedUsage,
}

/// An answer's head, about to be judged.
struct Head<'a> {
    call: &'a Call,
    provider: &'a Arc<Provider>,
    with: With<'a>,
    until: Until,
    lease: Lease,
    now: UnixMillis,
}

impl Head<'_> {
    async fn judge(self, response: Response<()>, settlement: &mut Settlement) -> Result<Answer, Failure> {
        let (parts, ()) = response.into_parts();
        let status = parts.status;
        let source = UpstreamSource::new(self.lease);
        let secret = self.with.credential.and_then(|credential| credential.secret.as_ref());
        if status.is_success() {
            let held = Held { parts, source, prefix: None };
            let behind = Behind {
                call: self.call,
                provider: self.provider,
                secret,
                include_usage: self.with.include_usage,
                until: self.until,
                now: self.now,
            };
            let committed = held.success(&behind).await?;
            if self.with.include_usage {
                settlement.changed(Change::IncludeUsageAdded);
            }
            return Ok(Answer::Good(Box::new(committed)));
        }
        let mut held = Held { parts, source, prefix: None };
        let text = if self.call.passes_error(status) {
            let said = held.read_error(PASSED_ERROR_BYTES).await;
            let refused = ["stream_options", "include_usage"].iter().any(|name| said.text.contains(name));
            if self.with.include_usage && status == StatusCode::BAD_REQUEST && refused {
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
        let said = Said::of(Some(status), &held.parts.headers, text.as_bytes(), self.now, secret);
        Err(Failure::Status(said))
    }
}
