//! The test's own requests: no redirects, no retries, and connections of their own over the provider's network.

use crate::{
    admin::TestFailure,
    connectivity::{
        cause::{Blame, cause},
        dial::stumbled,
        report::Stumbled,
    },
};
use bytes::Bytes;
use domain::{AuthStyle, CustomHeader, Dialect, Provider, Secret};
use gateway::dial::{Answering, Begun, ExchangeError, Line};
use http::{
    HeaderMap, HeaderName, HeaderValue, Method, Request, StatusCode, Uri,
    header::{
        ACCEPT, ACCEPT_ENCODING, AUTHORIZATION, CONTENT_LENGTH, CONTENT_TYPE, HOST, LOCATION, USER_AGENT,
    },
};
use std::sync::{Arc, Mutex, PoisonError};

/// How much of an answer is read.
const MAX_BODY: usize = 1 << 20;

/// A provider and the line to it.
pub(super) struct Upstream {
    provider: Arc<Provider>,
    line: Line,
    /// The connection that was made a step at a time: the first request goes over it.
    begun: Mutex<Option<Begun>>,
}

impl Upstream {
    pub(super) fn new(provider: Arc<Provider>, line: Line, begun: Begun) -> Self {
        Self { provider, line, begun: Mutex::new(Some(begun)) }
    }

    pub(super) fn provider(&self) -> &Provider {
        &self.provider
    }

    pub(super) async fn get(&self, path: &str) -> Result<Response, Stumbled> {
        self.send(Method::GET, path, Bytes::new()).await
    }

    pub(super) async fn post(&self, path: &str, body: &serde_json::Value) -> Result<Response, Stumbled> {
        self.send(Method::POST, path, body.to_string().into()).await
    }

    /// What the upstream's text becomes before a person sees it.
    pub(super) fn scrubbed(&self, text: &str) -> String {
        let credentials =
            self.provider.credentials.iter().filter_map(|credential| credential.secret.as_ref());
        let values = self.provider.custom_headers.iter().filter_map(CustomHeader::secret);
        let text = credentials
            .filter(|secret| !secret.is_empty())
            .chain(values)
            .fold(text.to_owned(), |text, secret| text.replace(secret.expose(), "***"));
        text.chars().filter(|c| !c.is_control() || *c == '\n').take(500).collect()
    }

    /// What is known of an answer that broke off.
    pub(super) fn broke_off(&self, said: &impl ToString) -> Stumbled {
        let said = self.scrubbed(&said.to_string());
        let host = self.provider.base_url.as_ref().map(|url| url.authority());
        cause(TestFailure::Reset, &Blame { host, said: Some(&said), ..Blame::default() }).into()
    }

    async fn send(&self, method: Method, path: &str, body: Bytes) -> Result<Response, Stumbled> {
        let Some(request) = self.request(method, path, body) else {
            return Err(cause(TestFailure::WrongBaseUrl, &Blame::default()).into());
        };
        let begun = self.begun.lock().unwrap_or_else(PoisonError::into_inner).take();
        let begun = match begun {
            Some(begun) => begun,
            None => self.line.connect().await.map_err(|error| stumbled(&error))?,
        };
        match begun.send(request).await {
            Ok(answering) => Ok(Response(answering)),
            Err(error @ ExchangeError::Unreadable(_)) => {
                let said = self.scrubbed(&error.to_string());
                let host = self.provider.base_url.as_ref().map(|url| url.authority());
                Err(cause(TestFailure::NotHttp, &Blame { host, said: Some(&said), ..Blame::default() })
                    .into())
            }
            Err(error @ (ExchangeError::Closed | ExchangeError::Broke(_))) => Err(self.broke_off(&error)),
        }
    }

    fn request(&self, method: Method, path: &str, body: Bytes) -> Option<Request<Bytes>> {
        let base_url = self.provider.base_url.as_ref()?;
        let mut target = base_url.path_of(path);
        if let (AuthStyle::Query, Some(secret)) = (self.provider.auth_style, self.secret()) {
            target.push(if target.contains('?') { '&' } else { '?' });
            target.push_str("key=");
            target.extend(url::form_urlencoded::byte_serialize(secret.expose().as_bytes()));
        }
        let mut headers = HeaderMap::new();
        headers.insert(HOST, HeaderValue::from_str(base_url.authority()).ok()?);
        headers
            .insert(USER_AGENT, HeaderValue::from_static(concat!("switchyard/", env!("CARGO_PKG_VERSION"))));
        headers.insert(ACCEPT, HeaderValue::from_static("*/*"));
        headers.insert(ACCEPT_ENCODING, HeaderValue::from_static("identity"));
        if method == Method::POST {
            headers.insert(CONTENT_TYPE, HeaderValue::from_static("application/json"));
            headers.insert(CONTENT_LENGTH, HeaderValue::from(body.len()));
        }
        self.dress(&mut headers)?;
        let mut request = Request::new(body);
        *request.method_mut() = method;
        *request.uri_mut() = Uri::try_from(target).ok()?;
        *request.headers_mut() = headers;
        Some(request)
    }

    fn secret(&self) -> Option<&Secret> {
        self.provider.credentials.iter().find_map(|credential| credential.secret.as_ref())
    }

    /// What the provider wants to see: its own headers, and the credential where it reads it.
    fn dress(&self, headers: &mut HeaderMap) -> Option<()> {
        for header in &self.provider.custom_headers {
            let Some(secret) = &header.value else { continue };
            let name = HeaderName::from_bytes(header.name.as_bytes()).ok()?;
            let mut value = HeaderValue::from_str(secret.expose()).ok()?;
            value.set_sensitive(true);
            headers.insert(name, value);
        }
        if self.provider.dialect == Dialect::Anthropic {
            headers.insert("anthropic-version", HeaderValue::from_static("2023-06-01"));
        }
        let Some(secret) = self.secret() else { return Some(()) };
        let bearer = (AUTHORIZATION, format!("Bearer {}", secret.expose()));
        let header = |name: &'static str| (HeaderName::from_static(name), secret.expose().to_owned());
        let carriers = match self.provider.auth_style {
            AuthStyle::Bearer => vec![bearer],
            AuthStyle::XApiKey => vec![header("x-api-key")],
            AuthStyle::Both => vec![bearer, header("x-api-key")],
            AuthStyle::XGoogApiKey => vec![header("x-goog-api-key")],
            // Stands in the target already.
            AuthStyle::Query => Vec::new(),
        };
        for (name, text) in carriers {
            let mut value = HeaderValue::from_str(&text).ok()?;
            value.set_sensitive(true);
            headers.insert(name, value);
        }
        Some(())
    }
}

/// An answer that has begun.
pub(super) struct Response(Answering);

impl Response {
    pub(super) fn status(&self) -> StatusCode {
        self.0.head.status()
    }

    pub(super) fn content_type(&self) -> String {
        let value = self.0.head.headers().get(CONTENT_TYPE).and_then(|value| value.to_str().ok());
        value.unwrap_or_default().to_ascii_lowercase()
    }

    /// The next bytes of its body.
    pub(super) async fn chunk(&mut self, upstream: &Upstream) -> Result<Option<Bytes>, Stumbled> {
        self.0.piece().await.map_err(|error| upstream.broke_off(&error))
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
    pub(super) async fn read(upstream: &Upstream, mut response: Response) -> Result<Self, Stumbled> {
        let status = response.status();
        let location = response.0.head.headers().get(LOCATION);
        let location = location.and_then(|value| value.to_str().ok()).map(str::to_owned);
        let says_page = response.content_type().starts_with("text/html");
        let mut body = Vec::new();
        while let Some(chunk) = response.chunk(upstream).await? {
            body.extend_from_slice(&chunk);
            if body.len() > MAX_BODY {
                break;
            }
        }
        let is_page = says_page || body.trim_ascii_start().starts_with(b"<");
        Ok(Self { status, is_page, location, body: body.into() })
    }
}
