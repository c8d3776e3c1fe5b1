//! When an answer must have begun, or, when it isn't a stream, be whole.

use crate::{call::Call, failure::Failure, relay::Limits};
use domain::Provider;
use std::{future::Future, pin::Pin};
use tokio::time::Instant;

/// When an answer must have begun, or, when it isn't a stream, be whole.
#[derive(Debug, Clone, Copy)]
pub(super) struct Until {
    at: Option<Instant>,
    setting: &'static str,
    stream: bool,
}

impl Until {
    /// Counted from now.
    pub(super) fn of(call: &Call, provider: &Provider) -> Self {
        let stream = call.asked.stream;
        let (limit, setting) = match stream {
            true => (provider.timeouts.first_byte(), "first_byte_timeout_ms"),
            false => (provider.timeouts.total(), "total_timeout_ms"),
        };
        Self { at: limit.map(|limit| Instant::now() + limit), setting, stream }
    }

    /// Waits until then for a future that its caller has pinned: moved in, it would take its room twice.
    pub(super) async fn wait<T>(self, future: Pin<&mut impl Future<Output = T>>) -> Result<T, Failure> {
        match self.at {
            Some(at) => tokio::time::timeout_at(at, future).await.map_err(|_| Failure::Timeout(self.setting)),
            None => Ok(future.await),
        }
    }

    /// How long the rest may take.
    pub(super) fn limits(self, provider: &Provider) -> Limits {
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
