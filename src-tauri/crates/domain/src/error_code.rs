//! The closed set of machine-readable codes of errors that the gateway itself makes. A code never changes.
//!
//! The texts and shapes are the gateway's business; here are names and statuses only.

use serde::{Deserialize, Serialize};
use std::fmt;

macro_rules! codes {
    ($($(#[$doc:meta])* $name:ident = $text:literal, $status:literal;)*) => {
        /// Why the gateway itself answered with an error.
        #[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, Serialize, Deserialize, utoipa::ToSchema)]
        #[serde(rename_all = "snake_case")]
        pub enum ErrorCode { $($(#[$doc])* $name,)* }

        impl ErrorCode {
            /// All of them.
            pub const ALL: &[Self] = &[$(Self::$name,)*];

            /// The code as clients see it.
            pub const fn as_str(self) -> &'static str {
                match self { $(Self::$name => $text,)* }
            }

            /// The HTTP status that goes with it.
            pub const fn status(self) -> u16 {
                match self { $(Self::$name => $status,)* }
            }
        }
    };
}

codes! {
    /// No credential in the request.
    MissingApiKey = "missing_api_key", 401;
    /// The key is unknown, disabled or expired, or two different ones were sent.
    InvalidApiKey = "invalid_api_key", 401;
    /// The key or its user may not use this model.
    ModelNotAllowed = "model_not_allowed", 403;
    /// The key or its user may not be used by this client.
    ClientNotAllowed = "client_not_allowed", 403;
    /// A web page of another origin called.
    OriginNotAllowed = "origin_not_allowed", 403;
    /// The upstream refused the provider's own credential.
    ProviderRejected = "provider_rejected", 403;
    /// The `Host` header names no address of ours.
    HostNotAllowed = "host_not_allowed", 421;
    /// The request is not what its path asks for.
    InvalidRequest = "invalid_request", 400;
    /// The dialects of the providers that are left can't say this; the message names the field.
    CannotConvert = "cannot_convert", 400;
    /// The answer that the conversation goes on from isn't kept by a provider of this dialect.
    PreviousResponseNotFound = "previous_response_not_found", 400;
    /// Nothing lives at this path.
    UnknownPath = "unknown_path", 404;
    /// No such model in the list of models.
    ModelNotFound = "model_not_found", 404;
    /// No such answer is known: it was made by another key, long ago, or before the gateway started.
    ResponseNotFound = "response_not_found", 404;
    /// The path exists, the method doesn't.
    MethodNotAllowed = "method_not_allowed", 405;
    /// The body did not arrive in time.
    RequestTimeout = "request_timeout", 408;
    /// The body is larger than the limit, encoded or decoded.
    BodyTooLarge = "body_too_large", 413;
    /// A content coding we don't speak.
    UnsupportedEncoding = "unsupported_encoding", 415;
    /// WebSocket is not spoken here.
    UpgradeRequired = "upgrade_required", 426;
    /// The request came back to us.
    Loop = "loop", 508;
    /// No provider can serve the request.
    NoProviderAvailable = "no_provider_available", 503;
    /// The person stopped the gateway.
    GatewayStopped = "gateway_stopped", 503;
    /// Our own bounds are reached.
    Overloaded = "overloaded", 503;
    /// The vault is not open yet.
    VaultLocked = "vault_locked", 503;
    /// The ledger can't keep up.
    LedgerBehind = "ledger_behind", 503;
    /// The upstream failed.
    UpstreamFailed = "upstream_failed", 502;
    /// The upstream took too long.
    UpstreamTimeout = "upstream_timeout", 504;
    /// A fault of ours.
    Internal = "internal", 500;
}

impl fmt::Display for ErrorCode {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(self.as_str())
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_json_name_is_the_code() {
        for code in ErrorCode::ALL {
            assert_eq!(serde_json::to_string(code).unwrap(), format!("\"{code}\""));
        }
    }
}
