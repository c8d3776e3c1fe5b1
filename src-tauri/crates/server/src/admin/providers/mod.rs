//! Providers: the upstream accounts.

mod add;
mod breaker;
mod change;
mod credential_view;
mod credentials;
mod health_view;
mod list;
mod order;
mod remove;
mod restore;
mod show;
mod test;
mod test_view;
mod view;

pub(super) use add::{__path_add, add};
pub(super) use breaker::{__path_hold, __path_reset, __path_trip, hold, reset, trip};
pub(super) use change::{__path_change, change};
pub use credential_view::{CredentialState, CredentialView};
pub use credentials::NewCredential;
pub(super) use credentials::{
    __path_add_credential, __path_remove_credential, add_credential, remove_credential,
};
pub use health_view::{HealthState, LastOutcome, ProviderHealth};
pub(super) use list::{__path_list, list};
pub(super) use order::{__path_order, order};
pub(super) use remove::{__path_remove, remove};
pub(super) use restore::{__path_restore, restore};
pub(super) use show::{__path_show, show};
pub(super) use test::{__path_test, test};
pub use test_view::{
    TestCause, TestEvent, TestFailure, TestOutcome, TestReport, TestRequest, TestStep, TestStepKind,
};
pub use view::{ProviderOrder, ProviderView};
