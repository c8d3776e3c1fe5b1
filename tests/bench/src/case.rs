//! What is measured: the requests, how many at a time, and for how long. Pure.

use std::time::Duration;

use clap::ValueEnum;
use serde::Serialize;

use crate::{answers, upstream::PACE};

/// One kind of traffic.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, ValueEnum)]
#[serde(rename_all = "kebab-case")]
pub(crate) enum Case {
    /// 1 KiB there and back, 64 connections
    Small,
    /// The same on one connection
    Single,
    /// Bodies of 200 KiB, 16 connections
    Large,
    /// Streams of 50 events in a burst, 64 at a time
    Burst,
    /// Streams of 50 events at 20 ms, 64 at a time
    Paced,
}

impl Case {
    pub(crate) const ALL: [Self; 5] = [Self::Small, Self::Single, Self::Large, Self::Burst, Self::Paced];

    pub(crate) fn title(self) -> &'static str {
        match self {
            Self::Small => "1 KiB, 64 connections",
            Self::Single => "1 KiB, 1 connection",
            Self::Large => "200 KiB, 16 connections",
            Self::Burst => "50 events in a burst, 64 streams",
            Self::Paced => "50 events at 20 ms, 64 streams",
        }
    }

    pub(crate) fn connections(self) -> u32 {
        match self {
            Self::Small | Self::Burst | Self::Paced => 64,
            Self::Single => 1,
            Self::Large => 16,
        }
    }

    /// For how long new requests are sent in one slice.
    pub(crate) fn lasts(self, quick: bool) -> Duration {
        Duration::from_millis(match (self, quick) {
            (Self::Small | Self::Large | Self::Burst, true) => 700,
            (Self::Single, true) => 200,
            (Self::Single, false) => 1_000,
            (Self::Small | Self::Large | Self::Burst, false) => 3_000,
            // A stream takes a second and is never cut: one or three of them on each connection.
            (Self::Paced, true) => 500,
            (Self::Paced, false) => 2_500,
        })
    }

    /// Rounds for each that is asked for. On which cores a lone connection's processes meet is chance, which
    /// halves or doubles its times: many short rounds even that out.
    pub(crate) fn rounds(self, asked: u32) -> u32 {
        match self {
            Self::Small | Self::Large | Self::Burst | Self::Paced => asked,
            Self::Single => asked.saturating_mul(3),
        }
    }

    /// How long the connections' first requests are spread over, so that paced events don't come in step.
    pub(crate) fn spread(self) -> Duration {
        match self {
            Self::Small | Self::Single | Self::Large | Self::Burst => Duration::ZERO,
            Self::Paced => PACE,
        }
    }

    /// Whether the upstream alone is measured, too: where what a proxy adds is asked.
    pub(crate) fn needs_direct(self) -> bool {
        match self {
            Self::Small | Self::Large | Self::Burst => false,
            Self::Single | Self::Paced => true,
        }
    }

    /// Whether events carry stamps that are worth reading.
    pub(crate) fn is_paced(self) -> bool {
        self == Self::Paced
    }

    /// How long the answer's body is.
    pub(crate) fn answer_length(self) -> usize {
        match self {
            Self::Small | Self::Single | Self::Large => answers::message().len(),
            Self::Burst | Self::Paced => answers::stream_length(),
        }
    }

    /// The request's bytes.
    pub(crate) fn request(self, host: &str, key: &str) -> Vec<u8> {
        let body = match self {
            Self::Small | Self::Single => body("bench", "", 1024),
            Self::Large => body("bench", "", 200 * 1024),
            Self::Burst => body("bench", r#""stream":true,"#, 1024),
            Self::Paced => body("paced", r#""stream":true,"#, 1024),
        };
        let head = format!(
            "POST /v1/messages HTTP/1.1\r\nhost: {host}\r\nuser-agent: bench\r\naccept: application/json\r\n\
             content-type: application/json\r\nanthropic-version: 2023-06-01\r\nx-api-key: {key}\r\n\
             content-length: {}\r\n\r\n",
            body.len()
        );
        (head + &body).into_bytes()
    }
}

/// A request's body of `size` bytes. What the upstream looks at stands first.
fn body(model: &str, stream: &str, size: usize) -> String {
    let before =
        format!(r#"{{"model":"{model}",{stream}"max_tokens":1024,"messages":[{{"role":"user","content":""#);
    let after = r#""}]}"#;
    let text = "the quick brown fox jumps over the lazy dog ".repeat(size / 40);
    let room = size.saturating_sub(before.len() + after.len());
    format!("{before}{}{after}", text.get(..room).unwrap_or_default())
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn bodies_are_json_of_the_size_they_claim() {
        for (case, size) in [(Case::Small, 1024), (Case::Large, 200 * 1024), (Case::Paced, 1024)] {
            let request = String::from_utf8(case.request("h", "k")).unwrap();
            let (_, body) = request.split_once("\r\n\r\n").unwrap();
            assert_eq!(body.len(), size);
            let value: serde_json::Value = serde_json::from_str(body).unwrap();
            assert_eq!(value["max_tokens"], 1024);
        }
    }
}
