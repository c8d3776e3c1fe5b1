//! An answer that nobody has seen yet.

use super::Committed;
use crate::{
    coding::{Decoder, Encoding},
    failure::{self, Failure, Secrets},
    relay::{Limits, Source, Transform, UpstreamSource},
};
use bytes::{Bytes, BytesMut};
use domain::Provider;
use http::{header, response};
use std::{future::poll_fn, sync::Arc, time::Duration};
use tokio::time;

/// How long an error's body is read.
const ERROR_BODY_TIME: Duration = Duration::from_secs(10);
/// A body that grows a thousandfold in decoding is still an answer; beyond this it is an attack.
const DECODED_ANSWER_BYTES: u64 = 1 << 30;

/// What an error's body says, decoded.
pub(super) struct Said {
    /// It.
    pub(super) text: String,
    /// Whether that is all of it.
    pub(super) whole: bool,
}

/// An answer, as far as it has come.
pub(super) struct Held {
    /// Its head.
    pub(super) parts: response::Parts,
    /// Where its body comes from.
    pub(super) source: UpstreamSource,
    /// What of its body was read.
    pub(super) prefix: Option<Bytes>,
}

impl Held {
    /// What the client will see.
    pub(super) fn commit(
        self,
        provider: &Arc<Provider>,
        transform: Transform,
        limits: Limits,
    ) -> Result<Committed, Failure> {
        let decoder = self.decoder()?;
        Ok(Committed {
            provider: provider.clone(),
            credential: None,
            status: self.parts.status,
            headers: self.parts.headers,
            prefix: self.prefix,
            rest: Source::Upstream(self.source),
            transform: Transform { decoder, ..transform },
            limits,
            aftermath: None,
        })
    }

    /// We asked for no compression; what is compressed all the same is undone, since not every client can.
    pub(super) fn decoder(&self) -> Result<Option<Decoder>, Failure> {
        let Some(value) = self.parts.headers.get(header::CONTENT_ENCODING) else { return Ok(None) };
        match Encoding::parse(value.to_str().unwrap_or("?")) {
            Encoding::Identity => Ok(None),
            Encoding::One(coding) => Decoder::new(coding, DECODED_ANSWER_BYTES)
                .map(Some)
                .map_err(|_| Failure::NotAnAnswer("its content-encoding can't be undone")),
            Encoding::Unsupported => Err(Failure::NotAnAnswer("its content-encoding is unknown")),
        }
    }

    pub(super) fn content_type(&self) -> Option<&str> {
        self.parts.headers.get(header::CONTENT_TYPE)?.to_str().ok()
    }

    /// Reads an error's body, as far as that goes, and keeps it for the client.
    pub(super) async fn read_error(&mut self, most: usize) -> Said {
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
        let ended = time::timeout(ERROR_BODY_TIME, reading).await.unwrap_or(false);
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

    /// Whether this text or a header repeats what is the provider's alone.
    pub(super) fn repeats(&self, text: &str, secrets: Secrets<'_>) -> bool {
        let headers = self.parts.headers.values().map(|value| String::from_utf8_lossy(value.as_bytes()));
        failure::repeats(text, secrets) || headers.into_iter().any(|value| failure::repeats(&value, secrets))
    }
}
