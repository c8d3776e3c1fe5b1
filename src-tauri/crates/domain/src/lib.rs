//! The nouns of Switchyard: providers, users, keys, requests, and the snapshot the gateway reads.
//!
//! Pure data and the rules that make it valid. No I/O, no tokio: time, randomness and ids come in as
//! arguments ([`Clock`], [`Random`]), so that tests own them.

mod alias;
mod attempt;
mod base_url;
mod breaker;
mod change;
mod client_key;
mod clock;
mod custom_header;
mod decision;
mod dialect;
mod drill;
mod error_code;
mod event;
mod form;
mod group;
mod ids;
mod model;
mod network;
mod official_instructions;
mod overrides;
mod patch;
mod pin;
mod provider;
mod provider_form;
mod quota;
mod random;
mod redirect;
mod request;
mod schedule;
mod secret;
mod settings;
mod snapshot;
mod text;
mod timeouts;
mod usage;
mod user;

pub use alias::{Alias, AliasModel};
pub use attempt::{Attempt, AttemptOutcome};
pub use base_url::{BaseUrl, BaseUrlError, Origin, is_forbidden_address, is_private_address};
pub use breaker::{
    BreakerCause, BreakerChange, BreakerState, BreakerStatus, Rest, RestCause, Resting, Unavailability,
};
pub use change::{Change, ConversionAction, ModelRule, Override, Repair};
pub use client_key::{ClientKey, ClientKeyForm, ClientKeySecret, KeyDigest, KeyKind, NewClientKey};
pub use clock::{Clock, SystemClock, UnixMillis};
pub use custom_header::CustomHeader;
pub use decision::{Considered, Exclusion, Verdict};
pub use dialect::Dialect;
pub use drill::{DrillEnd, DrillEvent, DrillProvider, DrillStep, DrillTry};
pub use error_code::ErrorCode;
pub use event::{Event, SequencedEvent};
pub use group::{GroupName, Groups};
pub use ids::{AttemptId, CredentialId, IdError, KeyId, ProviderId, RequestId, UserId};
pub use model::{ClientPattern, ModelName, ModelPattern};
pub use network::{Network, NetworkError, Proxy, ProxyScheme, ProxyUrl, valid_ca_pem};
pub use official_instructions::{OfficialInstructions, OfficialText};
pub use overrides::{
    AnthropicOverrides, CacheTtl, CodexInstructions, MaxTokens, OptionWord, Overrides, ResponsesOverrides,
    Switch, ThinkingBudget,
};
pub use patch::Patch;
pub use pin::Pins;
pub use provider::{AuthStyle, Credential, Provider, ProviderKind, Weight};
pub use provider_form::{FieldError, NewProvider, ProviderForm};
pub use quota::Quota;
pub use random::{Random, SystemRandom};
pub use redirect::ModelRedirect;
pub use request::{OperationKind, RequestRecord, RequestState};
pub use schedule::{Schedule, ScheduleError, TimeOfDay, TimeZoneName};
pub use secret::Secret;
pub use settings::{Language, SettingKey, Settings, SettingsError, Theme};
pub use snapshot::{Caller, Snapshot, VaultState};
pub use text::Text;
pub use timeouts::{BreakerValues, Timeouts};
pub use usage::{NanoUsd, TokenCount, Usage};
pub use user::{Role, User, UserForm};
