//! A provider's credential as the API shows it: where it ends, and whether it is used.

use domain::{BreakerStatus, Credential, CredentialId, RestCause, Resting, UnixMillis};
use serde::{Deserialize, Serialize};

/// A credential, without its secret.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize, utoipa::ToSchema)]
pub struct CredentialView {
    /// Its id.
    pub id: CredentialId,
    /// The last 4 characters of a long one.
    pub tail: String,
    /// Whether the vault could open it.
    pub readable: bool,
    /// Whether it is used.
    pub state: CredentialState,
    /// Until when it isn't, while it rests.
    pub until: Option<UnixMillis>,
}

/// Whether a credential is used, and if not, why not.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize, utoipa::ToSchema)]
#[serde(rename_all = "snake_case")]
pub enum CredentialState {
    /// It is used.
    Ok,
    /// The vault could not open it: it must be typed again.
    Unreadable,
    /// The provider refused it.
    Rejected,
    /// Its account has no money or quota left.
    OutOfCredit,
    /// It rests for another reason.
    Resting,
}

impl CredentialView {
    /// Shows a credential by what rests of its provider.
    pub(super) fn new(credential: &Credential, breaker: Option<&BreakerStatus>) -> Self {
        let own = Resting::Credential { credential_id: credential.id };
        let rests = breaker.into_iter().flat_map(|breaker| &breaker.rests);
        let rest = rests.filter(|rest| rest.resting == own).max_by_key(|rest| rest.until);
        let readable = credential.secret.is_some();
        Self {
            id: credential.id,
            tail: credential.tail.clone(),
            readable,
            state: match rest.map(|rest| rest.cause) {
                _ if !readable => CredentialState::Unreadable,
                None => CredentialState::Ok,
                Some(RestCause::Rejected) => CredentialState::Rejected,
                Some(RestCause::OutOfCredit) => CredentialState::OutOfCredit,
                Some(RestCause::RateLimited | RestCause::Overloaded | RestCause::ModelUnknown) => {
                    CredentialState::Resting
                }
            },
            until: rest.map(|rest| rest.until),
        }
    }
}
