//! A connectivity test as the API shows it: steps as they end, then the report.

use domain::ProviderId;
use serde::{Deserialize, Serialize};

/// How to test.
#[derive(Debug, Clone, Default, Serialize, Deserialize, utoipa::ToSchema)]
#[serde(default, deny_unknown_fields)]
pub struct TestRequest {
    /// The model to ask; else one from the provider's own list.
    pub model: Option<String>,
    /// The longest the whole test may take: 5,000–120,000, else 15,000.
    pub timeout_ms: Option<u64>,
}

/// One line of the test's stream.
#[derive(Debug, Clone, Serialize, Deserialize, utoipa::ToSchema)]
#[serde(tag = "type", rename_all = "snake_case")]
pub enum TestEvent {
    /// A step ended.
    Step(TestStep),
    /// The test ended.
    Report(TestReport),
}

/// What is tried, in this order.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize, utoipa::ToSchema)]
#[serde(rename_all = "snake_case")]
pub enum TestStepKind {
    /// The name becomes an address.
    Dns,
    /// A connection: to the provider, or to its proxy.
    Tcp,
    /// The proxy connects it on.
    Proxy,
    /// Its encryption.
    Tls,
    /// The credential is accepted.
    Credential,
    /// The list of models.
    Models,
    /// One tiny generation, streamed.
    Generation,
}

/// How a step ended.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize, utoipa::ToSchema)]
#[serde(rename_all = "snake_case")]
pub enum TestOutcome {
    /// It worked.
    Passed,
    /// It didn't.
    Failed,
    /// There was nothing to do, or an earlier step failed.
    Skipped,
}

/// One step.
#[derive(Debug, Clone, Serialize, Deserialize, utoipa::ToSchema)]
pub struct TestStep {
    /// What was tried.
    pub step: TestStepKind,
    /// How it ended.
    pub outcome: TestOutcome,
    /// How long it took.
    pub duration_ms: u64,
    /// The upstream's status, where there is one.
    pub status: Option<u16>,
    /// What was seen: addresses, the TLS version, how many models, the model's first words.
    pub detail: Option<String>,
    /// Why it failed, most likely.
    pub cause: Option<TestCause>,
}

/// The kinds of failure that call for different remedies.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize, utoipa::ToSchema)]
#[serde(rename_all = "snake_case")]
pub enum TestFailure {
    /// This machine has no network.
    Offline,
    /// No such name.
    UnknownName,
    /// The address is one that is never called.
    ForbiddenAddress,
    /// The address is this gateway's own.
    OwnAddress,
    /// Nothing listens there.
    Refused,
    /// No route to it.
    Unreachable,
    /// It took too long.
    Timeout,
    /// The proxy itself can't be reached.
    ProxyUnreachable,
    /// The proxy wants a user name and password, or others.
    ProxyLogin,
    /// The proxy forbids the connection.
    ProxyRefused,
    /// The proxy can't reach the provider.
    ProxyCannotReach,
    /// What answers at the proxy's address is no such proxy.
    NotAProxy,
    /// The certificate was issued by somebody who isn't trusted, or by itself.
    UnknownIssuer,
    /// The certificate has expired, or isn't valid yet.
    CertificateExpired,
    /// The certificate is for another name.
    CertificateName,
    /// The certificate is not valid.
    Certificate,
    /// The provider's extra authority can't be read.
    UnreadableAuthority,
    /// What answers there speaks no TLS.
    NotTls,
    /// What answers there wants TLS.
    NeedsTls,
    /// What answers there speaks no HTTP.
    NotHttp,
    /// The connection ended too early.
    Reset,
    /// The credential is missing or can't be read.
    NoCredential,
    /// The credential is refused.
    CredentialRefused,
    /// The base URL points beside the API.
    WrongBaseUrl,
    /// The model doesn't exist there.
    UnknownModel,
    /// The request is refused for another reason.
    RequestRefused,
    /// Too many requests.
    RateLimited,
    /// The account is out of money or quota.
    OutOfCredit,
    /// The upstream is broken or overloaded.
    UpstreamBroken,
    /// It answers with a redirect, which is never followed.
    Redirect,
    /// It answers with a web page.
    WebPage,
    /// It answers in another dialect, or in none.
    WrongDialect,
    /// The answer was empty.
    EmptyAnswer,
}

/// Why a step failed, most likely, and what to do.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize, utoipa::ToSchema)]
pub struct TestCause {
    /// The kind.
    pub failure: TestFailure,
    /// In English.
    pub en: String,
    /// In Chinese.
    pub zh: String,
    /// What the upstream said, at most 500 characters, without secrets.
    pub upstream_message: Option<String>,
    /// A base URL or dialect that is likely right.
    pub suggestion: Option<String>,
}

/// The whole test.
#[derive(Debug, Clone, Serialize, Deserialize, utoipa::ToSchema)]
pub struct TestReport {
    /// The provider.
    pub provider_id: ProviderId,
    /// Its name.
    pub provider_name: String,
    /// Whether a generation came back.
    pub passed: bool,
    /// How long everything took.
    pub duration_ms: u64,
    /// The model that was asked.
    pub model: Option<String>,
    /// Its first words.
    pub answer: Option<String>,
    /// From the generation's request to its first words.
    pub first_words_ms: Option<u64>,
    /// The models it lists, at most 500.
    pub models: Vec<String>,
    /// Every step.
    pub steps: Vec<TestStep>,
}
