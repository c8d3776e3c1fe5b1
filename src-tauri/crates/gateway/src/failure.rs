//! What an attempt's failure means: for the next attempt, for the ledger, and, in the end, for the client.

mod echo;

use crate::{rejection::Rejection, upstream::ConnectError};
use domain::{AttemptOutcome, ErrorCode, Provider};
use http::{HeaderMap, StatusCode, header};

pub(crate) use echo::{redact, repeats};

/// Why one attempt gave nothing that the client may see.
#[derive(Debug, thiserror::Error)]
pub(crate) enum Failure {
    /// No connection.
    #[error(transparent)]
    Connect(#[from] ConnectError),
    /// The connection took too long.
    #[error("the connection took too long (connect_timeout_ms)")]
    ConnectTimeout,
    /// The connection ended before an answer began.
    #[error("the connection ended before an answer began: {0}")]
    Reset(String),
    /// Something came that isn't HTTP.
    #[error("the answer is not HTTP: {0}")]
    NotHttp(String),
    /// The answer didn't begin in time.
    #[error("no answer in time ({0})")]
    Timeout(&'static str),
    /// An error status.
    #[error("{status}: {message}")]
    Status {
        /// The status.
        status: StatusCode,
        /// What it said, without secrets.
        message: String,
        /// Its `retry-after`, seconds.
        retry_after_s: Option<u64>,
    },
    /// A success that is none.
    #[error("{0}")]
    NotAnAnswer(&'static str),
    /// The provider's configuration can't be sent.
    #[error("{0}")]
    Unsendable(String),
}

/// What to do after a failure.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum Next {
    /// Once more at the same provider, at once.
    Again,
    /// Once more at the same provider, after a moment.
    AgainLater,
    /// Once more at the same provider after a moment, if there is no other.
    AgainIfOnly,
    /// At the next provider.
    Other,
    /// Nowhere: the request itself is refused, and would be everywhere.
    Nobody,
}

impl Failure {
    /// What gateway.md's table of attempts says.
    pub(crate) fn next(&self) -> Next {
        match self {
            Self::Connect(
                ConnectError::Forbidden { .. } | ConnectError::Own { .. } | ConnectError::Tls { .. },
            ) => Next::Other,
            Self::Connect(_) | Self::Reset(_) => Next::Again,
            Self::Status { status, .. } if is_about_request(*status) => Next::Nobody,
            Self::Status { status, .. } => match status.as_u16() {
                529 | 408 | 425 => Next::AgainLater,
                500..=599 => Next::AgainIfOnly,
                _ => Next::Other,
            },
            Self::ConnectTimeout
            | Self::NotHttp(_)
            | Self::Timeout(_)
            | Self::NotAnAnswer(_)
            | Self::Unsendable(_) => Next::Other,
        }
    }

    /// How the ledger calls it.
    pub(crate) fn outcome(&self) -> AttemptOutcome {
        match self {
            Self::Connect(ConnectError::Forbidden { .. } | ConnectError::Own { .. })
            | Self::Unsendable(_) => AttemptOutcome::Refused,
            Self::Connect(_) => AttemptOutcome::Connect,
            Self::ConnectTimeout | Self::Timeout(_) => AttemptOutcome::Timeout,
            Self::Reset(_) | Self::NotHttp(_) => AttemptOutcome::Reset,
            Self::Status { .. } => AttemptOutcome::Status,
            Self::NotAnAnswer(_) => AttemptOutcome::BrokeOff,
        }
    }

    /// What the client gets when this was the last of `tried` attempts.
    pub(crate) fn into_rejection(self, provider: &Provider, tried: usize) -> Rejection {
        let name = &provider.name;
        let count = if tried == 1 { "1 attempt".to_owned() } else { format!("{tried} attempts") };
        match self {
            Self::Status { status, message, .. } if matches!(status.as_u16(), 401..=403) => Rejection::new(
                ErrorCode::ProviderRejected,
                format!("供应商 {name} 拒绝了其凭据（{status}），请在 Switchyard 中检查该供应商的密钥"),
                format!(
                    "the provider {name} refused its own credential with {status}: check it in Switchyard; it said: {message}"
                ),
            ),
            Self::Status { status, message, retry_after_s } => {
                // A redirect of the upstream's would be followed by the client, with its key.
                let shown = if status.is_redirection() { StatusCode::BAD_GATEWAY } else { status };
                let waits = matches!(shown.as_u16(), 429 | 503 | 529);
                let seconds = retry_after_s.map(|seconds| seconds.clamp(1, 600)).or(waits.then_some(10));
                Rejection::new(
                    ErrorCode::UpstreamFailed,
                    format!("供应商 {name} 返回 {status}（共尝试 {tried} 次）：{message}"),
                    format!("the provider {name} answered {status} after {count}: {message}"),
                )
                .with_status(shown)
                .retry_after(if waits { seconds } else { None })
            }
            Self::Timeout(_) | Self::ConnectTimeout => Rejection::new(
                ErrorCode::UpstreamTimeout,
                format!("供应商 {name} 超时（共尝试 {tried} 次）"),
                format!("the provider {name} took too long after {count}: {self}"),
            ),
            Self::Connect(ConnectError::Own { .. }) => Rejection::new(
                ErrorCode::Loop,
                format!("供应商 {name} 指向了本网关自身"),
                format!("the provider {name} points at this gateway itself: change its base URL"),
            ),
            Self::Connect(_)
            | Self::Reset(_)
            | Self::NotHttp(_)
            | Self::NotAnAnswer(_)
            | Self::Unsendable(_) => Rejection::new(
                ErrorCode::UpstreamFailed,
                format!("供应商 {name} 无法连接或未给出有效回答（共尝试 {tried} 次）"),
                format!("the provider {name} gave no answer after {count}: {self}"),
            ),
        }
    }
}

/// Reads `retry-after` in seconds; dates and nonsense are left to our own default.
pub(crate) fn retry_after_s(headers: &HeaderMap) -> Option<u64> {
    let text = headers.get(header::RETRY_AFTER)?.to_str().ok()?.trim();
    let seconds: f64 = text.parse().ok()?;
    // In range, so the cast is exact.
    (seconds.is_finite() && (0.0..=86_400.0).contains(&seconds)).then_some(seconds.ceil() as u64)
}

/// Whether a status says that the request is at fault, not the provider.
pub(crate) fn is_about_request(status: StatusCode) -> bool {
    matches!(status.as_u16(), 400 | 413 | 422)
}

#[cfg(test)]
mod tests {
    use super::*;

    fn status(code: u16) -> Failure {
        Failure::Status {
            status: StatusCode::from_u16(code).unwrap(),
            message: "m".into(),
            retry_after_s: None,
        }
    }

    #[test]
    fn each_status_goes_where_the_table_says() {
        for (code, next) in [
            (429, Next::Other),
            (529, Next::AgainLater),
            (408, Next::AgainLater),
            (425, Next::AgainLater),
            (409, Next::Other),
            (401, Next::Other),
            (404, Next::Other),
            (400, Next::Nobody),
            (413, Next::Nobody),
            (422, Next::Nobody),
            (307, Next::Other),
            (500, Next::AgainIfOnly),
            (503, Next::AgainIfOnly),
        ] {
            assert_eq!(status(code).next(), next, "{code}");
        }
    }

    #[test]
    fn strange_waits_are_ignored() {
        for (text, seconds) in
            [("2", Some(2)), ("2.5", Some(3)), ("-1", None), ("1e12", None), ("NaN", None), ("soon", None)]
        {
            let mut headers = HeaderMap::new();
            headers.insert("retry-after", text.parse().unwrap());
            assert_eq!(retry_after_s(&headers), seconds, "{text}");
        }
    }
}
