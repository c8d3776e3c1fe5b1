//! The admin API: `/api/v1/*`, the same behind every door.
//!
//! One folder per resource: its shapes in `view.rs`, one small file per thing that can be done to it.
//! Who may call is the doors' business; here nothing is answered that came through none.

mod aliases;
mod demo;
mod docs;
mod door;
mod drill;
mod events;
mod extract;
mod gateway;
mod health;
mod keys;
mod page;
mod pins;
mod presets;
mod problem;
mod providers;
mod requests;
mod route;
mod routes;
mod settings;
mod state;
mod status;
mod stream;
mod users;
mod why;
mod words;

pub use aliases::{AliasForm, AliasModelForm, AliasModelView, AliasView};
pub use demo::Demo;
pub use door::{
    PasswordChange, PasswordChanged, PasswordSignIn, SignInLink, SignInOptions, SignInWithLink, SignedIn,
};
pub use drill::Drill;
pub use events::{EventsQuery, StreamNotice, StreamedEvent};
pub use gateway::{GatewayStatus, GatewayView, StopRequest};
pub use health::Health;
pub use keys::{CreatedKey, KeyView, NewKeyForm};
pub use page::{KeyChange, Page, ProviderChange, RevisionQuery, UserChange};
pub use pins::{PinChange, PinView};
pub use presets::{Preset, PresetCategory, PresetEndpoint};
pub use problem::{Problem, ProblemCode};
pub use providers::{
    CredentialState, CredentialView, HealthState, LastOutcome, NewCredential, ProviderHealth, ProviderOrder,
    ProviderView, TestCause, TestEvent, TestFailure, TestOutcome, TestReport, TestRequest, TestStep,
    TestStepKind,
};
pub use requests::{LiveRequests, RequestQuery};
pub use route::{RouteCandidate, RouteReasons, RouteRequest, RouteView};
pub use routes::{openapi, router};
pub use settings::{SettingSource, SettingValue, SettingView};
pub use state::AdminState;
pub use status::{LedgerStatus, OpenBreaker, ProviderCounts, Status, Today, VaultStatus};
pub use why::WhyView;
pub use words::Words;

pub(crate) use routes::{api, open, sign_in, sign_out};
pub(crate) use state::{AdminParts, Serving};
