//! Keeps a panic in one request from taking its connection down without a word.

use std::{
    future::{Future, poll_fn},
    panic::{AssertUnwindSafe, catch_unwind},
    pin::Pin,
    task::Poll,
};

/// The future panicked; the panic hook has logged where.
#[derive(Debug)]
pub(crate) struct Panicked;

/// Polls a future, turning its panic into an error. What it owned is dropped in the ordinary way. It is pinned
/// by the caller, since one that is moved in takes its room twice.
///
/// # Errors
/// [`Panicked`].
pub(crate) async fn guard<T>(mut future: Pin<&mut impl Future<Output = T>>) -> Result<T, Panicked> {
    poll_fn(|context| match catch_unwind(AssertUnwindSafe(|| future.as_mut().poll(context))) {
        Ok(polled) => polled.map(Ok),
        Err(_) => Poll::Ready(Err(Panicked)),
    })
    .await
}

#[cfg(test)]
mod tests {
    use super::*;
    use std::pin::pin;

    #[tokio::test]
    async fn a_panic_becomes_an_error() {
        assert!(guard(pin!(async { panic!("planted") })).await.is_err());
        assert_eq!(guard(pin!(async { 1 })).await.unwrap(), 1);
    }
}
