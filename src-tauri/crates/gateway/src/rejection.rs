//! The gateway's own errors, and the one place where they become HTTP: in the asking dialect's own shape,
//! in Chinese and English, with the next step, so that every SDK raises its own typed error.

use crate::reply::{Reply, ReplyBody};
use domain::{Dialect, ErrorCode, RequestId};
use http::{HeaderValue, Response, StatusCode, header};
use std::borrow::Cow;
use wire::convert::Refusal;

/// An answer of ours that is not what was asked for.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(crate) struct Rejection {
    /// The machine-readable code.
    pub code: ErrorCode,
    /// The status; the code's own, but for a failed upstream's.
    pub status: StatusCode,
    /// What happened and what to do: "中文 (English)".
    pub message: String,
    /// The field of the request that is at fault.
    pub param: Option<Cow<'static, str>>,
    /// When it makes sense to try again.
    pub retry_after_s: Option<u64>,
}

impl Rejection {
    /// A rejection with its code's own status.
    pub(crate) fn new(code: ErrorCode, chinese: impl AsRef<str>, english: impl AsRef<str>) -> Self {
        let status = StatusCode::from_u16(code.status()).unwrap_or(StatusCode::INTERNAL_SERVER_ERROR);
        let retry_after_s = match code {
            ErrorCode::Overloaded | ErrorCode::LedgerBehind | ErrorCode::VaultLocked => Some(2),
            ErrorCode::GatewayStopped | ErrorCode::NoProviderAvailable => Some(15),
            ErrorCode::MissingApiKey
            | ErrorCode::InvalidApiKey
            | ErrorCode::ModelNotAllowed
            | ErrorCode::ClientNotAllowed
            | ErrorCode::OriginNotAllowed
            | ErrorCode::ProviderRejected
            | ErrorCode::HostNotAllowed
            | ErrorCode::InvalidRequest
            | ErrorCode::CannotConvert
            | ErrorCode::PreviousResponseNotFound
            | ErrorCode::UnknownPath
            | ErrorCode::ModelNotFound
            | ErrorCode::ResponseNotFound
            | ErrorCode::MethodNotAllowed
            | ErrorCode::RequestTimeout
            | ErrorCode::BodyTooLarge
            | ErrorCode::UnsupportedEncoding
            | ErrorCode::UpgradeRequired
            | ErrorCode::Loop
            | ErrorCode::UpstreamFailed
            | ErrorCode::UpstreamTimeout
            | ErrorCode::Internal => None,
        };
        let message = format!("{} ({})", chinese.as_ref(), english.as_ref());
        Self { code, status, message, param: None, retry_after_s }
    }

    /// 400 with the field at fault.
    pub(crate) fn invalid(
        param: Option<&'static str>,
        chinese: impl AsRef<str>,
        english: impl AsRef<str>,
    ) -> Self {
        Self { param: param.map(Cow::Borrowed), ..Self::new(ErrorCode::InvalidRequest, chinese, english) }
    }

    /// 400: a provider that speaks another dialect can't be asked this.
    pub(crate) fn inconvertible(refusal: &Refusal, provider: &str) -> Self {
        let code = match refusal.code {
            "cannot_convert" => ErrorCode::CannotConvert,
            "previous_response_not_found" => ErrorCode::PreviousResponseNotFound,
            _ => ErrorCode::InvalidRequest,
        };
        let message = format!("[{provider}] {}", refusal.message);
        Self { message, param: Some(refusal.field.clone()), ..Self::new(code, "", "") }
    }

    /// The same with a status that clients of this dialect know, where the upstream's may be another dialect's.
    pub(crate) fn said_in(self, client: Dialect) -> Self {
        match (self.status.as_u16(), client) {
            (529, Dialect::OpenaiChat | Dialect::OpenaiResponses | Dialect::Gemini) => {
                self.with_status(StatusCode::SERVICE_UNAVAILABLE)
            }
            (520..=524, _) => self.with_status(StatusCode::BAD_GATEWAY),
            _ => self,
        }
    }

    /// The same with another status.
    pub(crate) fn with_status(self, status: StatusCode) -> Self {
        Self { status, ..self }
    }

    /// The same with a time to wait.
    pub(crate) fn retry_after(self, seconds: Option<u64>) -> Self {
        Self { retry_after_s: seconds.or(self.retry_after_s), ..self }
    }

    /// What a retry can't cure says so: Claude Code and the SDKs then stop at once instead of repeating the
    /// request in silence for minutes.
    fn is_final(&self) -> bool {
        matches!(self.status.as_u16(), 401..=403 | 413 | 508) || self.code == ErrorCode::GatewayStopped
    }

    /// The answer, in the asking dialect's shape.
    pub(crate) fn into_reply(self, dialect: Dialect, id: RequestId) -> Reply {
        let message = format!("{} [{}]", self.message, id.short());
        let body = wire::error_body(
            dialect,
            &wire::ErrorBody {
                status: self.status.as_u16(),
                code: self.code.as_str(),
                message: &message,
                param: self.param.as_deref(),
                request_id: &id.to_string(),
                retry_after_s: self.retry_after_s,
            },
        );
        let mut reply = Response::new(ReplyBody::full(body));
        *reply.status_mut() = self.status;
        let headers = reply.headers_mut();
        headers.insert(header::CONTENT_TYPE, HeaderValue::from_static("application/json"));
        if let Ok(value) = HeaderValue::from_str(&id.to_string()) {
            headers.insert("x-request-id", value);
        }
        if let Some(seconds) = self.retry_after_s {
            headers.insert(header::RETRY_AFTER, HeaderValue::from(seconds));
        }
        if self.is_final() {
            headers.insert("x-should-retry", HeaderValue::from_static("false"));
        }
        if self.code == ErrorCode::UpgradeRequired {
            headers.insert(header::UPGRADE, HeaderValue::from_static("HTTP/1.1"));
        }
        reply
    }
}

/// No credential of any kind.
pub(crate) fn missing_api_key() -> Rejection {
    Rejection::new(
        ErrorCode::MissingApiKey,
        "未提供认证凭据",
        "no API key: send Authorization: Bearer, x-api-key or x-goog-api-key",
    )
}

/// A credential that is none of ours, or no longer good.
pub(crate) fn invalid_api_key() -> Rejection {
    Rejection::new(
        ErrorCode::InvalidApiKey,
        "令牌已过期或验证不正确",
        "the API key is wrong, disabled or expired: use a key created in Switchyard, not the provider's",
    )
}

/// The person stopped the gateway.
pub(crate) fn gateway_stopped() -> Rejection {
    Rejection::new(
        ErrorCode::GatewayStopped,
        "网关已停止，请在 Switchyard 中启动",
        "the gateway is stopped: start it in Switchyard",
    )
}

/// A fault of ours that was caught.
pub(crate) fn internal() -> Rejection {
    Rejection::new(
        ErrorCode::Internal,
        "网关内部错误，请查看日志",
        "an internal error of the gateway: its log says more",
    )
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_words_that_users_know_are_there() {
        assert!(missing_api_key().message.starts_with("未提供认证凭据 ("));
        assert!(invalid_api_key().message.starts_with("令牌已过期或验证不正确 ("));
    }

    #[test]
    fn what_a_retry_cannot_cure_says_so_and_what_time_cures_says_when() {
        let id = RequestId::new(domain::UnixMillis(0), &domain::SystemRandom);
        for dialect in Dialect::ALL {
            let refused = invalid_api_key().into_reply(dialect, id);
            assert_eq!(refused.headers()["x-should-retry"], "false");
            assert_eq!(refused.headers()["x-request-id"], id.to_string());
            let busy = Rejection::new(ErrorCode::Overloaded, "忙", "busy").into_reply(dialect, id);
            assert!(busy.headers().contains_key("retry-after"));
            assert!(!busy.headers().contains_key("x-should-retry"));
        }
    }
}
