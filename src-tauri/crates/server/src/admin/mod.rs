//! The admin API: `/api/v1/*`, the same behind every door.
//!
//! One folder per resource: its shapes in `view.rs`, one small file per thing that can be done to it.
//! Who may call is the doors' business, not decided here.

mod demo;
mod door;
mod gateway;
mod keys;
mod page;
mod problem;
mod providers;
mod requests;
mod settings;
mod status;
mod users;

pub use demo::Demo;
pub use door::{PasswordChange, PasswordChanged, PasswordSignIn, SignInLink, SignInWithLink, SignedIn};
pub use gateway::{GatewayStatus, GatewayView, StopRequest};
pub use keys::{CreatedKey, KeyView, NewKeyForm};
pub use page::{Change, Page};
pub use problem::{Problem, ProblemCode};
pub use providers::{
    CredentialView, ProviderView, TestCause, TestEvent, TestFailure, TestOutcome, TestReport, TestRequest,
    TestStep, TestStepKind,
};
pub use requests::{LiveRequests, RequestQuery};
pub use settings::{SettingSource, SettingValue, SettingView};
pub use status::{LedgerStatus, ProviderCounts, Status, Today, VaultStatus};
