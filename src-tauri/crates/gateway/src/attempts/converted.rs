//! An attempt at a provider that speaks another dialect than the client; and the counts of tokens that no provider
//! makes.

use super::{
    Attempts, Committed,
    gate::{self, Behind},
    held::Held,
};
use crate::{
    call::Call,
    conversion::{self, AnswerConversion, Conversion},
    failure::{Failure, Said, redact},
    plan::Candidate,
    relay::{CannedSource, Limits, Source, Transform},
    settle::Settlement,
};
use bytes::BytesMut;
use domain::{Credential, OperationKind, Provider};
use http::{HeaderMap, HeaderValue, StatusCode, header};
use std::{future::poll_fn, pin::pin, sync::Arc};
use wire::convert::AnswerError;

/// A whole answer that is longer isn't converted.
const WHOLE_BYTES: usize = 64 << 20;

impl Attempts {
    /// Tries a provider once, in its own dialect.
    pub(super) async fn attempt_converted(
        &self,
        call: &Call,
        candidate: &Candidate,
        credential: Option<&Credential>,
        fresh: bool,
        settlement: &mut Settlement,
    ) -> Result<Box<Committed>, Failure> {
        if call.operation.kind() == OperationKind::CountTokens {
            settlement.connected(true);
            settlement.headed(StatusCode::OK.as_u16());
            return Ok(Box::new(estimated(call, candidate)));
        }
        let conversion =
            conversion::convert(call, candidate, settlement.record(), &self.recall, self.clock.now())
                .map_err(|refusal| Failure::Inconvertible(Box::new(refusal)))?;
        settlement.converted(&candidate.provider, &conversion.changes);
        if let Some(answer) = &conversion.answer {
            settlement.connected(true);
            settlement.headed(StatusCode::OK.as_u16());
            let headers = conversion::headers(&HeaderMap::new(), conversion.content_type());
            return Ok(Box::new(canned(&candidate.provider, StatusCode::OK, headers, answer.clone())));
        }
        self.attempt_as(&conversion.call, candidate, credential, fresh, Some(&conversion), settlement).await
    }

    /// What turns a stream around.
    pub(super) fn stream_conversion(&self, conversion: &Conversion) -> Box<AnswerConversion> {
        let (upstream, memory) = (conversion.call.dialect(), conversion.memory.clone());
        Box::new(AnswerConversion::stream(upstream, memory, self.recall.clone(), self.clock.clone()))
    }
}

/// Whether a provider says that it counts no tokens.
pub(super) fn counts_no_tokens(call: &Call, failure: &Failure) -> bool {
    call.operation.kind() == OperationKind::CountTokens
        && matches!(failure, Failure::Status(said) if matches!(said.status.as_u16(), 404 | 405 | 501))
}

/// An estimate of a request's tokens.
pub(super) fn estimated(call: &Call, candidate: &Candidate) -> Committed {
    let headers = conversion::headers(&HeaderMap::new(), "application/json");
    let body = conversion::estimate(call, &candidate.model);
    canned(&candidate.provider, StatusCode::OK, headers, body)
}

/// An upstream's error, as a client of another dialect gets it.
pub(super) fn converted_error(
    conversion: &Conversion,
    provider: &Arc<Provider>,
    said: &Said,
    text: &str,
    request_id: &str,
) -> Committed {
    let wait = said.wait.map(|wait| wait.as_secs_f64().ceil().clamp(1.0, 600.0) as u64);
    let error = wire::convert::error(
        conversion.client,
        said.status.as_u16(),
        text.as_bytes(),
        &provider.name,
        request_id,
        wait,
    );
    let status = StatusCode::from_u16(error.status).unwrap_or(StatusCode::BAD_GATEWAY);
    let mut headers = conversion::headers(&HeaderMap::new(), "application/json");
    if let Some(seconds) = error.retry_after_s {
        headers.insert(header::RETRY_AFTER, HeaderValue::from(seconds));
    }
    canned(provider, status, headers, error.body)
}

fn canned(provider: &Arc<Provider>, status: StatusCode, mut headers: HeaderMap, body: Vec<u8>) -> Committed {
    headers.insert(header::CONTENT_LENGTH, HeaderValue::from(body.len()));
    Committed {
        provider: provider.clone(),
        credential: None,
        status,
        headers,
        prefix: None,
        rest: Source::Canned(CannedSource::new([body])),
        transform: Transform::default(),
        limits: Limits::default(),
        aftermath: None,
    }
}

impl Held {
    /// A success in another dialect, turned around.
    pub(super) async fn turned(
        self,
        attempts: &Attempts,
        behind: &Behind<'_>,
        conversion: &Conversion,
    ) -> Result<Committed, Failure> {
        if !conversion.call.asked.stream {
            return self.whole(attempts, behind, conversion).await;
        }
        let mut committed = self.success(behind).await?;
        committed.headers = conversion::headers(&committed.headers, conversion.content_type());
        committed.transform.conversion = Some(attempts.stream_conversion(conversion));
        Ok(committed)
    }

    /// Reads a success that is no stream to its end, and turns it around: while the client has seen nothing of it,
    /// another provider may still do better.
    async fn whole(
        mut self,
        attempts: &Attempts,
        behind: &Behind<'_>,
        conversion: &Conversion,
    ) -> Result<Committed, Failure> {
        let mut decoder = self.decoder()?.map(Box::new);
        let (mut raw, mut plain) = (BytesMut::new(), BytesMut::new());
        loop {
            let next = pin!(poll_fn(|context| self.source.poll(context)));
            match behind.until.wait(next).await? {
                Some(Ok(piece)) => {
                    plain.extend_from_slice(&gate::decoded(&mut decoder, &piece)?);
                    raw.extend_from_slice(&piece);
                }
                Some(Err(error)) => return Err(gate::broke_off(&error)),
                None => break,
            }
            if plain.len() > WHOLE_BYTES {
                return Err(Failure::NotAnAnswer("its answer is too long to be converted"));
            }
        }
        let upstream = conversion.call.dialect();
        let (recall, clock) = (attempts.recall.clone(), attempts.clock.clone());
        let answer = AnswerConversion::whole(upstream, &conversion.memory, &plain, recall, clock)
            .map_err(|error| no_answer(&error, behind))?;
        self.prefix = Some(raw.freeze());
        let headers = conversion::headers(&self.parts.headers, "application/json");
        let transform = Transform { conversion: Some(Box::new(answer)), ..Transform::default() };
        let committed = self.commit(behind.provider, transform, behind.until.limits(behind.provider))?;
        Ok(Committed { headers, ..committed })
    }
}

fn no_answer(error: &AnswerError, behind: &Behind<'_>) -> Failure {
    Failure::Status(Said {
        status: StatusCode::from_u16(error.status).unwrap_or(StatusCode::BAD_GATEWAY),
        message: redact(&error.message, behind.secrets),
        wait: None,
        is_about_money: false,
        in_answer: true,
        local: None,
    })
}
