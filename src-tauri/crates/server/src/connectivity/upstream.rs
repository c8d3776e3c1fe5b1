//! The test's own client: no redirects, no retries, no proxy, and no address but those that were checked.

use crate::{
    admin::TestFailure,
    connectivity::cause::{Blame, cause},
    connectivity::report::Stumbled,
};
use bytes::Bytes;
use domain::{AuthStyle, Dialect, Provider, Secret};
use http::{HeaderName, HeaderValue, StatusCode, header::CONTENT_TYPE};
use reqwest::{Client, RequestBuilder, Response};
use std::{net::SocketAddr, sync::Arc};
use url::Url;

/// How much of an answer is read.
const MAX_BODY: usize = 1 << 20;

/// A provider and a way to it.
pub(super) struct Upstream {
    provider: Arc<Provider>,
    client: Client,
}

/// A client that can only reach these addresses.
pub(super) fn client(
    provider: &Provider,
    addresses: &[SocketAddr],
    tls: rustls::ClientConfig,
) -> reqwest::Result<Client> {
    let mut builder = Client::builder()
        .tls_backend_preconfigured(tls)
        .redirect(reqwest::redirect::Policy::none())
        .retry(reqwest::retry::never())
        .no_proxy()
        .user_agent(concat!("switchyard/", env!("CARGO_PKG_VERSION")));
    if let Some(url) = &provider.base_url {
        builder = builder.resolve_to_addrs(&url.origin().host, addresses);
    }
    builder.build()
}

impl Upstream {
    pub(super) fn new(provider: Arc<Provider>, client: Client) -> Self {
        Self { provider, client }
    }

    pub(super) fn provider(&self) -> &Provider {
        &self.provider
    }

    pub(super) fn get(&self, path: &str) -> Option<RequestBuilder> {
        Some(self.dressed(self.client.get(self.url(path)?)))
    }

    pub(super) fn post(&self, path: &str, body: &serde_json::Value) -> Option<RequestBuilder> {
        Some(self.dressed(self.client.post(self.url(path)?).json(body)))
    }

    /// What the upstream's text becomes before a person sees it.
    pub(super) fn scrubbed(&self, text: &str) -> String {
        let secrets = self.provider.credentials.iter().filter_map(|credential| credential.secret.as_ref());
        let text = secrets
            .filter(|secret| !secret.is_empty())
            .fold(text.to_owned(), |text, secret| text.replace(secret.expose(), "***"));
        text.chars().filter(|c| !c.is_control() || *c == '\n').take(500).collect()
    }

    /// What a request that got no answer failed of.
    pub(super) fn failure(&self, error: &reqwest::Error) -> Stumbled {
        let failure = if error.is_timeout() { TestFailure::Timeout } else { TestFailure::Reset };
        // The URL may hold the credential: it stays out.
        let mut said = String::new();
        let mut source = std::error::Error::source(error);
        while let Some(inner) = source {
            said = inner.to_string();
            source = inner.source();
        }
        let said = self.scrubbed(&said);
        cause(failure, &Blame { said: Some(&said), ..Blame::default() }).into()
    }

    fn url(&self, path: &str) -> Option<Url> {
        let base_url = self.provider.base_url.as_ref()?;
        let scheme = if base_url.origin().https { "https" } else { "http" };
        let mut url =
            Url::parse(&format!("{scheme}://{}{}", base_url.authority(), base_url.path_of(path))).ok()?;
        if let (AuthStyle::Query, Some(secret)) = (self.provider.auth_style, self.secret()) {
            url.query_pairs_mut().append_pair("key", secret.expose());
        }
        Some(url)
    }

    fn secret(&self) -> Option<&Secret> {
        self.provider.credentials.iter().find_map(|credential| credential.secret.as_ref())
    }

    fn dressed(&self, mut request: RequestBuilder) -> RequestBuilder {
        for header in &self.provider.custom_headers {
            let value = header.value.as_ref().map(|value| HeaderValue::from_str(value.expose()));
            if let Some(Ok(mut value)) = value {
                value.set_sensitive(true);
                request = request.header(&header.name, value);
            }
        }
        if self.provider.dialect == Dialect::Anthropic {
            request = request.header("anthropic-version", "2023-06-01");
        }
        match self.secret() {
            Some(secret) => with_credential(request, self.provider.auth_style, secret),
            None => request,
        }
    }
}

fn with_credential(request: RequestBuilder, style: AuthStyle, secret: &Secret) -> RequestBuilder {
    let bearer = |request: RequestBuilder| request.bearer_auth(secret.expose());
    let header = |request: RequestBuilder, name: &'static str| match HeaderValue::from_str(secret.expose()) {
        Ok(mut value) => {
            value.set_sensitive(true);
            request.header(HeaderName::from_static(name), value)
        }
        Err(_) => request,
    };
    match style {
        AuthStyle::Bearer => bearer(request),
        AuthStyle::XApiKey => header(request, "x-api-key"),
        AuthStyle::Both => header(bearer(request), "x-api-key"),
        AuthStyle::XGoogApiKey => header(request, "x-goog-api-key"),
        // Stands in the URL already.
        AuthStyle::Query => request,
    }
}

/// An answer that was read whole, or as far as is worth it.
pub(super) struct Answer {
    pub(super) status: StatusCode,
    pub(super) is_page: bool,
    pub(super) location: Option<String>,
    pub(super) body: Bytes,
}

impl Answer {
    pub(super) async fn read(mut response: Response) -> Result<Self, reqwest::Error> {
        let status = response.status();
        let location = response.headers().get(http::header::LOCATION);
        let location = location.and_then(|value| value.to_str().ok()).map(str::to_owned);
        let says_page = content_type(&response).starts_with("text/html");
        let mut body = Vec::new();
        while let Some(chunk) = response.chunk().await? {
            body.extend_from_slice(&chunk);
            if body.len() > MAX_BODY {
                break;
            }
        }
        let is_page = says_page || body.trim_ascii_start().starts_with(b"<");
        Ok(Self { status, is_page, location, body: body.into() })
    }
}

pub(super) fn content_type(response: &Response) -> String {
    let value = response.headers().get(CONTENT_TYPE).and_then(|value| value.to_str().ok());
    value.unwrap_or_default().to_ascii_lowercase()
}
