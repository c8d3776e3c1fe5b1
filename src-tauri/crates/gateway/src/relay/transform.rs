//! What is done to an answer's bytes on their way: nothing, unless the upstream compressed unasked, we asked for
//! usage in the client's name, or the person wants the model's name as it was asked for.

use super::{ModelEcho, UsageFilter};
use crate::{
    coding::{DecodeError, Decoder},
    conversion::AnswerConversion,
};
use bytes::Bytes;
use wire::UsageObserver;

/// The steps; without any the very bytes go through.
#[derive(Debug, Default)]
pub struct Transform {
    /// Undoes a compression that nobody asked for.
    pub decoder: Option<Decoder>,
    /// Withholds the usage chunk that the client didn't ask for.
    pub usage_filter: Option<UsageFilter>,
    /// Gives it the model's name that was asked for. Seldom wanted, so its room is not every answer's.
    pub model_echo: Option<Box<ModelEcho>>,
    /// Turns it into the client's dialect.
    pub(crate) conversion: Option<Box<AnswerConversion>>,
}

impl Transform {
    /// Whether the bytes stay what they are.
    pub fn is_identity(&self) -> bool {
        self.decoder.is_none()
            && self.usage_filter.is_none()
            && self.model_echo.is_none()
            && self.conversion.is_none()
    }

    /// Whether the client has all of a converted stream, whatever may still come.
    pub fn is_over(&self) -> bool {
        self.decoder.is_none() && self.conversion.as_ref().is_some_and(|conversion| conversion.is_over())
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

    /// The further steps.
    pub fn filter(&mut self, piece: Bytes) -> Bytes {
        if let Some(conversion) = &mut self.conversion {
            return conversion.push(&piece);
        }
        let piece = match &mut self.usage_filter {
            None => piece,
            Some(filter) => filter.push(piece),
        };
        match &mut self.model_echo {
            None => piece,
            Some(echo) => echo.push(piece),
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
        if let Some(conversion) = &mut self.conversion {
            let mut rest = conversion.push(&decoded).to_vec();
            rest.extend_from_slice(&conversion.finish());
            return Ok(rest.into());
        }
        let rest = match self.usage_filter.take() {
            None => decoded,
            Some(mut filter) => {
                let mut rest = filter.push(decoded).to_vec();
                rest.extend_from_slice(&filter.finish());
                rest.into()
            }
        };
        match self.model_echo.take() {
            None => Ok(rest),
            Some(mut echo) => {
                let mut renamed = echo.push(rest).to_vec();
                renamed.extend_from_slice(&echo.finish());
                Ok(renamed.into())
            }
        }
    }
}
