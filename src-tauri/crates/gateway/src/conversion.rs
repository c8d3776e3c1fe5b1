//! Requests for providers that speak another dialect: made anew in that dialect, and their answers turned back.
//!
//! What a dialect can say, and how, is `wire::convert`'s business. Nothing of this is on the way of a request whose
//! provider speaks its client's dialect.

mod answer;
mod outgoing;

pub(crate) use answer::AnswerConversion;
pub(crate) use outgoing::{Conversion, convert, estimate, is_needed};

use http::{HeaderMap, HeaderValue, header};
use std::sync::{Arc, PoisonError, RwLock};
use wire::convert::{Recall, Remembered};

/// What models thought before their calls: shared by all requests, bounded by itself.
#[derive(Debug, Clone, Default)]
pub(crate) struct SharedRecall(Arc<RwLock<Recall>>);

impl SharedRecall {
    fn read<T>(&self, reading: impl FnOnce(&Recall) -> T) -> T {
        reading(&self.0.read().unwrap_or_else(PoisonError::into_inner))
    }

    fn keep(&self, remembered: Remembered, now: domain::UnixMillis) {
        if !remembered.is_empty() {
            self.0.write().unwrap_or_else(PoisonError::into_inner).keep(remembered, now);
        }
    }
}

/// What of an upstream's headers says something to a client of another dialect.
const RETURNED: [&str; 3] = ["retry-after", "retry-after-ms", "x-should-retry"];

/// The headers of a converted answer.
pub(crate) fn headers(upstream: &HeaderMap, content_type: &'static str) -> HeaderMap {
    let mut headers = HeaderMap::new();
    headers.insert(header::CONTENT_TYPE, HeaderValue::from_static(content_type));
    for name in RETURNED {
        if let Some(value) = upstream.get(name) {
            headers.insert(name, value.clone());
        }
    }
    headers
}
