//! Reading a request's body: the fourth of the eleven steps. Within bounds, in time, once, into one buffer.

use crate::{
    coding::{self, Coding, DecodeError, Encoding},
    rejection::Rejection,
};
use bytes::{Bytes, BytesMut};
use domain::ErrorCode;
use http::{HeaderMap, StatusCode, header};
use http_body_util::BodyExt;
use hyper::body::Incoming;
use std::{sync::Arc, time::Duration};
use tokio::sync::{OwnedSemaphorePermit, Semaphore};

/// How long a client may be silent in the middle of its body.
const IDLE: Duration = Duration::from_secs(30);
/// All bodies in flight together, in KiB: what the semaphore counts.
const IN_FLIGHT_KIB: usize = 512 << 10;
/// Below this a body is decoded on the spot; above it, off the runtime's threads.
const DECODE_INLINE_BYTES: usize = 64 << 10;

/// The memory that request bodies may take together.
#[derive(Debug, Clone)]
pub(crate) struct BodyBudget(Arc<Semaphore>);

impl Default for BodyBudget {
    fn default() -> Self {
        Self(Arc::new(Semaphore::new(IN_FLIGHT_KIB)))
    }
}

/// A body that has been read.
#[derive(Debug)]
pub(crate) struct ReadBody {
    /// Its bytes, decoded.
    pub bytes: Bytes,
    /// Whether it came encoded.
    pub was_encoded: bool,
    /// How many bytes came.
    pub received_bytes: u64,
    /// Its share of the budget, given back when the request ends.
    pub permit: BodyPermit,
}

/// A body's share of the budget.
#[derive(Debug)]
pub struct BodyPermit(Option<OwnedSemaphorePermit>);

impl BodyBudget {
    /// Reads a body.
    ///
    /// # Errors
    /// `body_too_large`, `unsupported_encoding`, `invalid_request`, `request_timeout` or `overloaded`; the
    /// rest of the body is then still to be read.
    pub(crate) async fn read(
        &self,
        headers: &HeaderMap,
        incoming: &mut Incoming,
        limit: u64,
    ) -> Result<ReadBody, Rejection> {
        let coding = coding_of(headers)?;
        let announced =
            headers.get(header::CONTENT_LENGTH).and_then(|value| value.to_str().ok()?.parse::<u64>().ok());
        if announced.is_some_and(|length| length > limit) {
            return Err(too_large(limit));
        }
        let mut permit = BodyPermit(None);
        self.reserve(&mut permit, announced.unwrap_or(0))?;
        let body = self.collect(incoming, announced, limit, &mut permit).await?;
        let received_bytes = body.len() as u64;
        let bytes = match coding {
            None => body,
            Some(coding) => {
                let decoded = Box::pin(decode(coding, body, limit)).await?;
                self.reserve(&mut permit, decoded.len() as u64)?;
                decoded
            }
        };
        Ok(ReadBody { bytes, was_encoded: coding.is_some(), received_bytes, permit })
    }

    async fn collect(
        &self,
        incoming: &mut Incoming,
        announced: Option<u64>,
        limit: u64,
        permit: &mut BodyPermit,
    ) -> Result<Bytes, Rejection> {
        let Some(first) = next_piece(incoming).await? else { return Ok(Bytes::new()) };
        if announced == Some(first.len() as u64) {
            return Ok(first);
        }
        let expected = announced.unwrap_or(0).max(first.len() as u64);
        let mut body = BytesMut::with_capacity(usize::try_from(expected).unwrap_or(0));
        body.extend_from_slice(&first);
        while let Some(piece) = next_piece(incoming).await? {
            let length = (body.len() + piece.len()) as u64;
            if length > limit {
                return Err(too_large(limit));
            }
            self.reserve(permit, length)?;
            body.extend_from_slice(&piece);
        }
        if body.len() as u64 > limit {
            return Err(too_large(limit));
        }
        Ok(body.freeze())
    }

    /// Grows a body's share to `bytes`.
    fn reserve(&self, permit: &mut BodyPermit, bytes: u64) -> Result<(), Rejection> {
        let wanted = usize::try_from(bytes.div_ceil(1024)).unwrap_or(usize::MAX);
        let held = permit.0.as_ref().map_or(0, OwnedSemaphorePermit::num_permits);
        let Some(more) = wanted.checked_sub(held).filter(|more| *more > 0) else { return Ok(()) };
        let more = u32::try_from(more).map_err(|_| overloaded())?;
        let more = self.0.clone().try_acquire_many_owned(more).map_err(|_| overloaded())?;
        match &mut permit.0 {
            Some(held) => held.merge(more),
            None => permit.0 = Some(more),
        }
        Ok(())
    }
}

fn coding_of(headers: &HeaderMap) -> Result<Option<Coding>, Rejection> {
    let mut coding = None;
    for value in headers.get_all(header::CONTENT_ENCODING) {
        match Encoding::parse(value.to_str().unwrap_or("?")) {
            Encoding::Identity => {}
            Encoding::One(one) if coding.is_none() => coding = Some(one),
            Encoding::One(_) | Encoding::Unsupported => {
                return Err(Rejection::new(
                    ErrorCode::UnsupportedEncoding,
                    "不支持的 content-encoding，请使用 gzip、br、deflate 或 zstd 中的一种",
                    "unsupported content-encoding: use one of gzip, br, deflate or zstd",
                ));
            }
        }
    }
    Ok(coding)
}

async fn next_piece(incoming: &mut Incoming) -> Result<Option<Bytes>, Rejection> {
    loop {
        let frame = tokio::time::timeout(IDLE, incoming.frame()).await.map_err(|_| {
            Rejection::new(
                ErrorCode::RequestTimeout,
                "请求体接收超时，请重试",
                "the request body did not arrive in time: try again",
            )
        })?;
        match frame {
            None => return Ok(None),
            Some(Ok(frame)) => {
                if let Ok(piece) = frame.into_data() {
                    return Ok(Some(piece));
                }
            }
            Some(Err(_)) => return Err(broke_off()),
        }
    }
}

async fn decode(coding: Coding, body: Bytes, limit: u64) -> Result<Bytes, Rejection> {
    let decoded = if body.len() <= DECODE_INLINE_BYTES {
        coding::decode(coding, &body, limit)
    } else {
        tokio::task::spawn_blocking(move || coding::decode(coding, &body, limit))
            .await
            .unwrap_or(Err(DecodeError::Corrupt))
    };
    decoded.map_err(|error| match error {
        DecodeError::TooLarge => too_large(limit),
        DecodeError::Corrupt => Rejection::invalid(
            None,
            "请求体与其 content-encoding 不符",
            "the request body is not what its content-encoding says",
        ),
    })
}

fn too_large(limit: u64) -> Rejection {
    let mib = limit >> 20;
    Rejection::new(
        ErrorCode::BodyTooLarge,
        format!("请求体超过上限 {mib} MiB（设置 max_body_bytes）"),
        format!("the request body is larger than the limit of {mib} MiB (setting max_body_bytes)"),
    )
}

fn overloaded() -> Rejection {
    Rejection::new(
        ErrorCode::Overloaded,
        "网关正在处理的请求体过多，请稍后重试",
        "too many request bodies are in flight: try again in a moment",
    )
}

fn broke_off() -> Rejection {
    Rejection::invalid(None, "请求体不完整", "the request body broke off")
        .with_status(StatusCode::BAD_REQUEST)
}
