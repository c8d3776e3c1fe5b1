//! Providers: the upstream accounts.

mod test_view;
mod view;

pub use test_view::{
    TestCause, TestEvent, TestFailure, TestOutcome, TestReport, TestRequest, TestStep, TestStepKind,
};
pub use view::{CredentialView, ProviderView};
