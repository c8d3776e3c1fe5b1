//! What has been seen of an answer, and how counts are read: tolerant of every number an upstream may write.

use crate::json::{self, RawText};
use domain::{TokenCount, Usage};

/// More than any single request can use: whatever is above is a fault of the upstream's.
const LARGEST_COUNT: u64 = 1_000_000_000;

/// An error that came inside an answer.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct StreamError {
    /// The upstream's own type or code.
    pub kind: Option<String>,
    /// What it said.
    pub message: String,
}

/// The facts gathered so far.
#[derive(Debug, Default)]
pub(crate) struct Seen {
    pub(crate) usage: Option<Usage>,
    /// The last usage object of a dialect that repeats it: read at the end only.
    pub(crate) last_usage: Vec<u8>,
    /// The usage is the end's, not only the beginning's.
    pub(crate) usage_is_final: bool,
    /// Counted from the output, where the usage object doesn't say.
    pub(crate) web_searches: Option<u32>,
    pub(crate) stop_reason: Option<String>,
    pub(crate) model: Option<String>,
    /// The name under which a provider keeps the answer.
    pub(crate) response_id: Option<String>,
    pub(crate) ended: bool,
    pub(crate) error: Option<StreamError>,
}

impl Seen {
    pub(crate) fn keep_usage(&mut self, object: Option<&[u8]>) {
        if let Some(object) = object.filter(|object| object.starts_with(b"{")) {
            self.last_usage.clear();
            self.last_usage.extend_from_slice(object);
            self.usage_is_final = true;
        }
    }

    pub(crate) fn keep_model(&mut self, model: Option<String>) {
        if self.model.is_none() {
            self.model = model;
        }
    }

    pub(crate) fn keep_response_id(&mut self, id: &[u8]) {
        if self.response_id.is_none() {
            self.response_id = json::text_of(id);
        }
    }

    pub(crate) fn keep_stop_reason(&mut self, reason: Option<String>) {
        if reason.is_some() {
            self.stop_reason = reason;
        }
    }

    /// The first error is the one that explains the others.
    pub(crate) fn keep_error(&mut self, error: &[u8]) {
        if self.error.is_some() || error == b"null" {
            return;
        }
        let kind = ["type", "code", "status"].iter().find_map(|key| json::text(error, key));
        let message = crate::error_message(error).unwrap_or_default();
        self.error = Some(StreamError { kind, message });
    }
}

/// A usage object: the spans of its members, and of those of the objects in it.
pub(crate) struct Counts<'a>(Vec<Place<'a>>);

struct Place<'a> {
    object: Option<RawText<'a>>,
    key: RawText<'a>,
    value: &'a [u8],
}

/// Members of the usual usage objects.
const USUAL_PLACES: usize = 16;

impl<'a> Counts<'a> {
    pub(crate) fn parse(object: &'a [u8]) -> Option<Self> {
        let mut places = Vec::with_capacity(USUAL_PLACES);
        json::members(object, |key, value| {
            places.push(Place { object: None, key, value });
            if value.starts_with(b"{") {
                // It is part of what is being read as JSON, so it is an object.
                let _ = json::members(value, |inner, value| {
                    places.push(Place { object: Some(key), key: inner, value });
                });
            }
        })
        .ok()?;
        Some(Self(places))
    }

    /// The first of these places, `key` or `object/key`, that holds a count.
    pub(crate) fn first(&self, places: &[&str]) -> Option<u64> {
        places.iter().find_map(|place| {
            let (object, key) =
                place.split_once('/').map_or((None, *place), |(object, key)| (Some(object), key));
            count(self.value(object, key)?)
        })
    }

    /// Of members with the same name the last one counts.
    fn value(&self, object: Option<&str>, key: &str) -> Option<&'a [u8]> {
        let is_it = |place: &&Place<'_>| {
            place.key.is(key)
                && match (place.object, object) {
                    (Some(found), Some(wanted)) => found.is(wanted),
                    (None, None) => true,
                    (Some(_), None) | (None, Some(_)) => false,
                }
        };
        self.0.iter().rev().find(is_it).map(|place| place.value)
    }
}

/// A count in any spelling; negative ones and nonsense are unknown, huge ones are clamped.
fn count(value: &[u8]) -> Option<u64> {
    let decoded = RawText::of_value(value).map(RawText::decode);
    let text = match &decoded {
        Some(text) => text.as_deref()?.trim(),
        None => std::str::from_utf8(value).ok()?,
    };
    if let Ok(number) = text.parse::<u64>() {
        return Some(number.min(LARGEST_COUNT));
    }
    let number: f64 = text.parse().ok()?;
    // A float to integer cast saturates, and a billion is exact in a float.
    (number >= 0.0).then_some((number as u64).min(LARGEST_COUNT))
}

/// The usage of a dialect that counts cached input inside the input.
pub(crate) struct Inclusive {
    pub(crate) input: Option<u64>,
    pub(crate) output: Option<u64>,
    pub(crate) cache_read: Option<u64>,
    pub(crate) cache_write: Option<u64>,
    pub(crate) reasoning: Option<u64>,
}

impl Inclusive {
    /// Splits the cached part off. More cached than there is in all means that the upstream counts it apart.
    pub(crate) fn into_usage(self) -> Usage {
        let read = self.cache_read.unwrap_or(0);
        let write = self.cache_write.unwrap_or(0);
        let fresh = self.input.map(|input| match read > input {
            true => input,
            false => input.saturating_sub(read + write),
        });
        Usage {
            input_tokens: fresh.map(TokenCount),
            output_tokens: self.output.map(TokenCount),
            cache_read_tokens: self.cache_read.map(TokenCount),
            cache_write_5m_tokens: self.cache_write.map(TokenCount),
            cache_write_1h_tokens: None,
            reasoning_tokens: self.reasoning.map(TokenCount),
            web_searches: None,
            estimated: false,
        }
    }
}

/// The usage object of both OpenAI dialects and of those who imitate them.
pub(crate) fn openai_usage(object: &[u8]) -> Option<Usage> {
    let counts = Counts::parse(object)?;
    let cache_read = counts.first(&[
        "prompt_tokens_details/cached_tokens",
        "input_tokens_details/cached_tokens",
        "prompt_cache_hit_tokens",
        "cached_tokens",
        "cache_read_input_tokens",
    ]);
    let usage = Inclusive {
        input: counts.first(&["prompt_tokens", "input_tokens"]),
        output: counts.first(&["completion_tokens", "output_tokens"]),
        cache_read,
        cache_write: counts
            .first(&["prompt_tokens_details/cache_write_tokens", "input_tokens_details/cache_write_tokens"]),
        reasoning: counts
            .first(&["completion_tokens_details/reasoning_tokens", "output_tokens_details/reasoning_tokens"]),
    };
    let usage = usage.into_usage();
    (!usage.is_unknown()).then_some(usage)
}

#[cfg(test)]
mod tests {
    use super::*;
    use proptest::prelude::*;
    use serde_json::json;

    #[test]
    fn counts_are_clamped_or_unknown() {
        for (value, expected) in [
            (json!(5), Some(5)),
            (json!(5.9), Some(5)),
            (json!("7"), Some(7)),
            (json!(-1), None),
            (json!(1e300), Some(LARGEST_COUNT)),
            (json!(u64::MAX), Some(LARGEST_COUNT)),
            (json!("inf"), Some(LARGEST_COUNT)),
            (json!("NaN"), None),
            (json!({ "a": 1 }), None),
            (json!(true), None),
            (json!(null), None),
            (json!([1]), None),
        ] {
            assert_eq!(count(value.to_string().as_bytes()), expected, "{value}");
        }
    }

    #[test]
    fn more_cached_than_input_means_counted_apart() {
        let usage =
            openai_usage(br#"{"prompt_tokens":10,"prompt_cache_hit_tokens":90,"completion_tokens":1}"#);
        assert_eq!(usage.unwrap().input_tokens, Some(TokenCount(10)));
        let usage = openai_usage(br#"{"prompt_tokens":100,"cached_tokens":90}"#).unwrap();
        assert_eq!((usage.input_tokens, usage.output_tokens), (Some(TokenCount(10)), None));
    }

    proptest! {
        #[test]
        fn no_number_overflows(numbers in prop::collection::vec(any::<f64>(), 4), large in any::<u64>()) {
            let usage = json!({
                "prompt_tokens": numbers[0], "completion_tokens": large, "cached_tokens": numbers[1],
                "prompt_tokens_details": { "cache_write_tokens": numbers[2] },
            });
            if let Some(usage) = openai_usage(usage.to_string().as_bytes()) {
                prop_assert!(usage.total_tokens().0 <= 5 * LARGEST_COUNT);
            }
        }
    }
}
