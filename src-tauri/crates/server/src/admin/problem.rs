//! Errors of the admin API: `application/problem+json` with a code from a closed set.

use serde::{Deserialize, Serialize};

macro_rules! codes {
    ($($(#[$doc:meta])* $name:ident = $status:literal, $title:literal;)*) => {
        /// Why the admin API refused. A code never changes; the UI matches it, never the text.
        #[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize, utoipa::ToSchema)]
        #[serde(rename_all = "snake_case")]
        pub enum ProblemCode { $($(#[$doc])* $name,)* }

        impl ProblemCode {
            /// All of them.
            pub const ALL: &[Self] = &[$(Self::$name,)*];

            /// The HTTP status that goes with it.
            pub const fn status(self) -> u16 {
                match self { $(Self::$name => $status,)* }
            }

            /// What it means, in a few words.
            pub const fn title(self) -> &'static str {
                match self { $(Self::$name => $title,)* }
            }
        }
    };
}

codes! {
    /// The request isn't what its path asks for.
    InvalidRequest = 400, "The request is not what this path asks for";
    /// One field can't be accepted.
    InvalidField = 422, "A field can't be accepted";
    /// The base URL moved to another server: type the credential again.
    CredentialRequired = 422, "The credential must be typed again";
    /// Nothing has this name or id.
    NotFound = 404, "Nothing has this name or id";
    /// Nothing lives at this path.
    UnknownPath = 404, "Nothing lives at this path";
    /// The path exists, the method doesn't.
    MethodNotAllowed = 405, "This path doesn't do that";
    /// Another one has this name.
    NameTaken = 409, "Another one has this name";
    /// It was changed since it was read.
    StaleRevision = 409, "It was changed since you read it";
    /// The last admin can't go.
    LastAdmin = 409, "The last admin can't be removed or disabled";
    /// An environment variable or a flag decides.
    SettingLocked = 409, "An environment variable or a flag decides this setting";
    /// The web door is off.
    WebDoorOff = 409, "The web door is off";
    /// Only a running instance can do this.
    NotRunning = 409, "Only a running instance can do this";
    /// The body is too large.
    BodyTooLarge = 413, "The body is too large";
    /// The body isn't declared as JSON.
    UnsupportedMediaType = 415, "Send content-type: application/json";
    /// The control door's token is missing or wrong.
    InvalidToken = 401, "The token is missing or wrong";
    /// Sign in first.
    SignInRequired = 401, "Sign in first";
    /// The link was used, has expired, or never was.
    InvalidLink = 401, "The link was used or has expired";
    /// The password is wrong, or there is none.
    WrongPassword = 401, "The password is wrong, or none has been set";
    /// The CSRF token is missing or wrong.
    InvalidCsrfToken = 403, "The CSRF token is missing or wrong";
    /// A page of another origin calls.
    OriginNotAllowed = 403, "This origin may not call";
    /// The `Host` header names no address of this door.
    HostNotAllowed = 421, "The Host header names no address of this door";
    /// Too many failed sign-ins.
    TooManyFailures = 429, "Too many failed sign-ins";
    /// The vault isn't open.
    VaultClosed = 503, "Credentials can't be read or written just now";
    /// The database can't be used just now.
    StoreUnavailable = 503, "The database can't be used just now";
    /// A fault of ours.
    Internal = 500, "Something went wrong inside Switchyard";
}

/// An error as the API sends it.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize, utoipa::ToSchema)]
pub struct Problem {
    /// What it means, in a few words.
    pub title: String,
    /// The HTTP status.
    pub status: u16,
    /// The code.
    pub code: ProblemCode,
    /// What exactly is wrong, and what to do.
    pub detail: String,
    /// The field that is wrong, if it is one.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub field: Option<String>,
    /// The revision that is stored, when the one sent is stale.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub current_revision: Option<u64>,
}
