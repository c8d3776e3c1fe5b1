//! What an attempt's failure means: for the next attempt, for the ledger, and, in the end, for the client.

mod echo;
mod meaning;
mod wait;

use crate::{rejection::Rejection, upstream::ConnectError};
use domain::{AttemptOutcome, ErrorCode, Provider, UnixMillis};
use http::{HeaderMap, StatusCode};
use std::time::Duration;
use wait::wait;
use wire::convert::Refusal;

pub(crate) use echo::{Secrets, redact, repeats};
pub(crate) use meaning::{Asked, Next};
pub(crate) use wait::go_duration;

/// Why one attempt gave nothing that the client may see.
#[derive(Debug, thiserror::Error)]
pub(crate) enum Failure {
    /// No connection.
    #[error(transparent)]
    Connect(#[from] ConnectError),
    /// The connection ended before an answer began.
    #[error("the connection ended before an answer began: {0}")]
    Reset(String),
    /// The answer had begun, without content, and the connection ended.
    #[error("the answer broke off before its first content: {0}")]
    BrokeOff(String),
    /// Something came that isn't HTTP.
    #[error("the answer is not HTTP: {0}")]
    NotHttp(String),
    /// The answer didn't begin in time.
    #[error("no answer in time ({0})")]
    Timeout(&'static str),
    /// An error: a status, or a success that holds one.
    #[error(transparent)]
    Status(Said),
    /// A success that is none.
    #[error("{0}")]
    NotAnAnswer(&'static str),
    /// The provider's dialect can't say what is asked.
    #[error(transparent)]
    Inconvertible(Box<Refusal>),
    /// The provider's configuration can't be sent.
    #[error("{0}")]
    Unsendable(String),
}

/// What an upstream says that won't answer.
#[derive(Debug, thiserror::Error)]
#[error("{status}: {message}")]
pub(crate) struct Said {
    /// The status; of a success that holds an error, the one that means the same.
    pub(crate) status: StatusCode,
    /// What it said, without secrets.
    pub(crate) message: String,
    /// How long it says to wait.
    pub(crate) wait: Option<Duration>,
    /// Whether money or a quota is used up.
    pub(crate) is_about_money: bool,
    /// Whether it stands in a success.
    pub(crate) in_answer: bool,
    /// What it is about, if a status that blames the request is wrong about that.
    pub(crate) local: Option<Local>,
}

/// A fault of the provider's that wears the status of a request's.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum Local {
    /// It can't serve anybody just now.
    Trouble,
    /// It doesn't serve this model, or not with this account.
    Model,
}

impl Said {
    /// Reads an error out of its body and its headers.
    pub(crate) fn of(
        status: Option<StatusCode>,
        headers: &HeaderMap,
        body: &[u8],
        now: UnixMillis,
        secrets: Secrets<'_>,
    ) -> Self {
        let facts = wire::ErrorFacts::of(body);
        let message = wire::error_message(body).unwrap_or_else(|| "(no text)".into());
        let meant = || StatusCode::from_u16(facts.status(&message)).unwrap_or(StatusCode::BAD_GATEWAY);
        Self {
            status: status.unwrap_or_else(meant),
            wait: wait(headers, now).or(facts.retry_delay),
            is_about_money: facts.is_about_money(),
            in_answer: status.is_none(),
            local: status.filter(|status| is_about_request(*status)).and_then(|_| local(&facts, &message)),
            message: redact(&message, secrets),
        }
    }
}

impl Failure {
    /// How the ledger calls it.
    pub(crate) fn outcome(&self) -> AttemptOutcome {
        match self {
            Self::Connect(ConnectError::Forbidden { .. } | ConnectError::Own { .. })
            | Self::Unsendable(_)
            | Self::Inconvertible(_) => AttemptOutcome::Refused,
            Self::Connect(ConnectError::TimedOut) | Self::Timeout(_) => AttemptOutcome::Timeout,
            Self::Connect(_) => AttemptOutcome::Connect,
            Self::Reset(_) | Self::NotHttp(_) => AttemptOutcome::Reset,
            Self::Status(Said { in_answer: false, .. }) => AttemptOutcome::Status,
            Self::Status(Said { in_answer: true, .. }) | Self::NotAnAnswer(_) | Self::BrokeOff(_) => {
                AttemptOutcome::BrokeOff
            }
        }
    }

    /// What the client gets when this was the last of `tried` attempts.
    pub(crate) fn into_rejection(self, provider: &Provider, tried: usize) -> Rejection {
        let name = &provider.name;
        let count = if tried == 1 { "1 attempt".to_owned() } else { format!("{tried} attempts") };
        match self {
            Self::Inconvertible(refusal) => Rejection::inconvertible(&refusal, name),
            Self::Status(Said { status, message, .. }) if matches!(status.as_u16(), 401..=403) => {
                Rejection::new(
                    ErrorCode::ProviderRejected,
                    format!("供应商 {name} 拒绝了其凭据（{status}），请在 Switchyard 中检查该供应商的密钥"),
                    format!(
                        "the provider {name} refused its own credential with {status}: check it in Switchyard; it said: {message}"
                    ),
                )
            }
            Self::Status(Said { status, message, wait, local, .. }) => {
                // A redirect of the upstream's would be followed by the client, with its key; and a fault of the
                // provider's is no reason to change the request.
                let is_ours = status.is_redirection() || local == Some(Local::Trouble);
                let shown = if is_ours { StatusCode::BAD_GATEWAY } else { status };
                let waits = matches!(shown.as_u16(), 429 | 503 | 529);
                let seconds = wait.map_or(10, |wait| wait.as_secs_f64().ceil().clamp(1.0, 600.0) as u64);
                Rejection::new(
                    ErrorCode::UpstreamFailed,
                    format!("供应商 {name} 返回 {status}（共尝试 {tried} 次）：{message}"),
                    format!("the provider {name} answered {status} after {count}: {message}"),
                )
                .with_status(shown)
                .retry_after(waits.then_some(seconds))
            }
            Self::Timeout(_) | Self::Connect(ConnectError::TimedOut) => Rejection::new(
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
            | Self::BrokeOff(_)
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

/// Known to be said with a 400 although the request is fine. Relays that keep requests on a disk run out of it;
/// and what one account may not use another may.
fn local(facts: &wire::ErrorFacts, message: &str) -> Option<Local> {
    let message = message.to_lowercase();
    let has = |words: &str| message.contains(words);
    if has("disk storage creation failed") || has("disk free-space floor reached") {
        return Some(Local::Trouble);
    }
    let is_model = facts.is_about_model()
        || has("not supported by any configured account in this group")
        || (has("model is not supported") && has("account"));
    is_model.then_some(Local::Model)
}

/// Whether a status says that the request is at fault, not the provider.
pub(crate) fn is_about_request(status: StatusCode) -> bool {
    matches!(status.as_u16(), 400 | 413 | 422)
}
