//! Errors of the admin API: `application/problem+json` with a code from a closed set.

use axum::response::{IntoResponse, Response};
use domain::{FieldError, SettingsError};
use http::{
    HeaderValue, StatusCode,
    header::{CONTENT_TYPE, RETRY_AFTER},
};
use serde::{Deserialize, Serialize};
use std::collections::BTreeMap;
use store::StoreError;
use utoipa::openapi::{self, RefOr};

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
    /// The order isn't one of the providers that there are.
    StaleOrder = 409, "Providers were added or removed since you read them";
    /// The last admin can't go.
    LastAdmin = 409, "The last admin can't be removed or disabled";
    /// An environment variable or a flag decides.
    SettingLocked = 409, "An environment variable or a flag decides this setting";
    /// The web door is off.
    WebDoorOff = 409, "The web door is off";
    /// Only a running instance can do this.
    NotRunning = 409, "Only a running instance can do this";
    /// A drill is running already.
    DrillRunning = 409, "A drill is running already";
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
    /// When it makes sense to try again.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub retry_after_seconds: Option<u64>,
}

impl Problem {
    /// An error with its code's status and title.
    pub fn new(code: ProblemCode, detail: impl Into<String>) -> Self {
        Self {
            title: code.title().to_owned(),
            status: code.status(),
            code,
            detail: detail.into(),
            field: None,
            current_revision: None,
            retry_after_seconds: None,
        }
    }

    /// One field that can't be accepted.
    pub fn field(field: &str, message: impl Into<String>) -> Self {
        Self { field: Some(field.to_owned()), ..Self::new(ProblemCode::InvalidField, message) }
    }
}

impl From<FieldError> for Problem {
    fn from(error: FieldError) -> Self {
        let mut problem = Self::field(error.field, error.message);
        if error.code == Some("credential_required") {
            problem.code = ProblemCode::CredentialRequired;
            problem.title = problem.code.title().to_owned();
        }
        problem
    }
}

impl From<SettingsError> for Problem {
    fn from(error: SettingsError) -> Self {
        match error {
            SettingsError::UnknownKey(_) => Self::new(ProblemCode::NotFound, error.to_string()),
            SettingsError::BadValue { key, message } => Self::field("value", format!("{key}: {message}")),
        }
    }
}

impl From<StoreError> for Problem {
    fn from(error: StoreError) -> Self {
        let detail = error.to_string();
        match error {
            StoreError::NotFound(_) => Self::new(ProblemCode::NotFound, detail),
            StoreError::NameTaken { .. } => {
                Self { field: Some("name".into()), ..Self::new(ProblemCode::NameTaken, detail) }
            }
            StoreError::StaleRevision { current } => {
                Self { current_revision: Some(current), ..Self::new(ProblemCode::StaleRevision, detail) }
            }
            StoreError::StaleOrder => Self::new(ProblemCode::StaleOrder, detail),
            StoreError::LastAdmin => Self::new(ProblemCode::LastAdmin, detail),
            StoreError::VaultClosed => Self::new(ProblemCode::VaultClosed, detail),
            StoreError::Setting(error) => error.into(),
            StoreError::BadCursor => Self::field("cursor", detail),
            StoreError::TooSlow | StoreError::Closed => Self::new(ProblemCode::StoreUnavailable, detail),
            StoreError::NewerDatabase { .. }
            | StoreError::Broken { .. }
            | StoreError::OldSqlite { .. }
            | StoreError::Unreadable { .. }
            | StoreError::Seal
            | StoreError::Io { .. }
            | StoreError::Database(_) => {
                // The text may name files and SQL, which belong in the log.
                tracing::error!(error = %detail, "the store failed");
                Self::new(ProblemCode::StoreUnavailable, "the database failed; the log says how")
            }
        }
    }
}

impl IntoResponse for Problem {
    fn into_response(self) -> Response {
        let status = StatusCode::from_u16(self.status).unwrap_or(StatusCode::INTERNAL_SERVER_ERROR);
        let body = serde_json::to_vec(&self).unwrap_or_default();
        let mut response = (status, [(CONTENT_TYPE, "application/problem+json")], body).into_response();
        if let Some(seconds) = self.retry_after_seconds {
            response.headers_mut().insert(RETRY_AFTER, HeaderValue::from(seconds));
        }
        response
    }
}

/// In the document: whatever isn't the answer is a problem.
impl utoipa::IntoResponses for Problem {
    fn responses() -> BTreeMap<String, RefOr<openapi::Response>> {
        let content = openapi::ContentBuilder::new().schema(Some(openapi::Ref::from_schema_name("Problem")));
        let response = openapi::ResponseBuilder::new()
            .description("Why not")
            .content("application/problem+json", content.build());
        BTreeMap::from([("default".to_owned(), response.build().into())])
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_code_is_the_snake_case_of_its_name_and_its_status_is_an_error() {
        for code in ProblemCode::ALL {
            assert!((400..600).contains(&code.status()), "{code:?}");
            assert!(serde_json::to_value(code).unwrap().is_string());
        }
    }

    #[test]
    fn a_database_error_shows_nothing_of_the_database() {
        let error =
            StoreError::Io { path: "/home/me/secret.db".into(), source: std::io::Error::other("disk") };
        assert!(!serde_json::to_string(&Problem::from(error)).unwrap().contains("secret"));
    }
}
