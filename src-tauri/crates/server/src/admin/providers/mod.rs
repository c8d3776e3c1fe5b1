//! Providers: the upstream accounts.

mod add;
mod change;
mod list;
mod remove;
mod show;
mod test;
mod test_view;
mod view;

pub(super) use add::{__path_add, add};
pub(super) use change::{__path_change, change};
pub(super) use list::{__path_list, list};
pub(super) use remove::{__path_remove, remove};
pub(super) use show::{__path_show, show};
pub(super) use test::{__path_test, test};
pub use test_view::{
    TestCause, TestEvent, TestFailure, TestOutcome, TestReport, TestRequest, TestStep, TestStepKind,
};
pub use view::{CredentialView, ProviderView};
