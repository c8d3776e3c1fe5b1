//! What is done to an answer's bytes on their way: nothing, unless the upstream compressed unasked or we
//! asked for usage in the client's name.

use super::UsageFilter;
use crate::coding::{DecodeError, Decoder};
use bytes::Bytes;
use wire::UsageObserver;

/// The steps; without any the very bytes go through.
#[derive(Debug, Default)]
pub struct Transform {
    /// Undoes a compression that nobody asked for.
    pub decoder: Option<Decoder>,
    /// Withholds the usage chunk that the client didn't ask for.
    pub usage_filter: Option<UsageFilter>,
}

impl Transform {
    /// Whether the bytes stay what they are.
    pub fn is_identity(&self) -> bool {
        self.decoder.is_none() && self.usage_filter.is_none()
    }

    /// The first step.
    ///
    /// # Errors
    /// When the compression is broken.
    pub fn decode(&mut self, piece: &Bytes) -> Result<Bytes, DecodeError> {
        match &mut self.decoder {
            None => Ok(piece.clone()),
            Some(decoder) => decoder.push(piece),
        }
    }

    /// The second step.
    pub fn filter(&mut self, piece: Bytes) -> Bytes {
        match &mut self.usage_filter {
            None => piece,
            Some(filter) => filter.push(piece),
        }
    }

    /// The end of the answer: what the first step still had, and what goes to the client.
    ///
    /// # Errors
    /// When the compression was cut off.
    pub fn finish(&mut self, observer: Option<&mut UsageObserver>) -> Result<Bytes, DecodeError> {
        let decoded = self.decoder.take().map_or(Ok(Bytes::new()), Decoder::finish)?;
        if let Some(observer) = observer {
            observer.feed(&decoded);
        }
        match self.usage_filter.take() {
            None => Ok(decoded),
            Some(mut filter) => {
                let mut rest = filter.push(decoded).to_vec();
                rest.extend_from_slice(&filter.finish());
                Ok(rest.into())
            }
        }
    }
}
