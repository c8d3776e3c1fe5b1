//! What all requests to a provider have in common, made ready once: its address, its credential, its headers.

use crate::upstream::Way;
use domain::{
    AuthStyle, BaseUrl, Credential, CredentialId, CustomHeader, Origin, Provider, ProviderId, Secret,
    is_private_address,
};
use http::{HeaderName, HeaderValue, Uri, header};
use std::{
    collections::HashMap,
    net::IpAddr,
    sync::{Arc, Mutex, PoisonError},
};

/// The header by which a request that came back to us is recognised. Only sent to this machine and its own
/// network: no public upstream learns that we exist.
pub(crate) const HOP_HEADER: &str = "x-switchyard-hop";

/// Why no request can be made.
#[derive(Debug, thiserror::Error)]
pub(crate) enum Unsendable {
    /// The provider has no address.
    #[error("the provider has no base URL")]
    NoBaseUrl,
    /// Its credential or a header of its configuration can't stand in a request.
    #[error("the provider's credential or headers can't be sent")]
    Unwritable,
}

/// A provider, ready to be sent requests with one of its credentials.
#[derive(Debug)]
pub(crate) struct Target {
    provider: Arc<Provider>,
    url: BaseUrl,
    way: Arc<Way>,
    headers: Vec<(HeaderName, HeaderValue)>,
    /// `key=…`, where the credential goes into the query.
    query_credential: Option<String>,
}

impl Target {
    fn new(
        provider: &Arc<Provider>,
        credential: Option<&Credential>,
        instance: &str,
    ) -> Result<Self, Unsendable> {
        let url = provider.base_url.clone().ok_or(Unsendable::NoBaseUrl)?;
        let secret = credential.and_then(|credential| credential.secret.as_ref());
        let mut headers = vec![
            (header::HOST, value(url.authority())?),
            (header::ACCEPT_ENCODING, HeaderValue::from_static("identity")),
        ];
        if let Some(secret) = secret {
            authorise(&mut headers, provider.auth_style, secret)?;
        }
        for CustomHeader { name, value: secret } in &provider.custom_headers {
            // One that could not be opened isn't sent: its provider isn't asked before it is typed again.
            let Some(secret) = secret else { continue };
            let name = HeaderName::from_bytes(name.as_bytes()).map_err(|_| Unsendable::Unwritable)?;
            let mut value = value(secret.expose())?;
            value.set_sensitive(true);
            headers.push((name, value));
        }
        if is_near(url.origin()) {
            headers.push((HeaderName::from_static(HOP_HEADER), value(instance)?));
        }
        let query_credential = secret.filter(|_| provider.auth_style == AuthStyle::Query).map(|secret| {
            let encoded = url::form_urlencoded::byte_serialize(secret.expose().as_bytes());
            std::iter::once("key=").chain(encoded).collect()
        });
        let way = Arc::new(Way::new(url.origin().clone(), &provider.network));
        Ok(Self { provider: provider.clone(), url, way, headers, query_credential })
    }

    /// Where its connections lead.
    pub(crate) fn way(&self) -> &Arc<Way> {
        &self.way
    }

    /// The headers of its own, later ones over earlier ones.
    pub(crate) fn headers(&self) -> &[(HeaderName, HeaderValue)] {
        &self.headers
    }

    /// Whether it has a header of its own of this name, which then takes the place of the client's.
    pub(crate) fn sets(&self, name: &HeaderName) -> bool {
        self.headers.iter().any(|(own, _)| own == name)
    }

    /// Whether it is told the client's address.
    pub(crate) fn passes_client_ip(&self) -> bool {
        self.provider.pass_client_ip
    }

    /// The request's target at it.
    ///
    /// # Errors
    /// When path and query make none.
    pub(crate) fn uri(&self, path: &str, query: Option<&str>) -> Result<Uri, Unsendable> {
        let mut target = self.url.path_of(path);
        let queries = [query.filter(|query| !query.is_empty()), self.query_credential.as_deref()];
        for (query, separator) in queries.into_iter().flatten().zip(['?', '&']) {
            target.push(separator);
            target.push_str(query);
        }
        Uri::try_from(target).map_err(|_| Unsendable::Unwritable)
    }
}

/// Which provider, with which credential.
type Name = (ProviderId, Option<CredentialId>);

/// The targets of the providers as they are configured now.
#[derive(Debug)]
pub(crate) struct Targets {
    instance: String,
    ready: Mutex<HashMap<Name, Arc<Target>, foldhash::fast::RandomState>>,
}

impl Targets {
    /// None yet. Requests to this machine and its network carry the name of this instance.
    pub(crate) fn new(instance: String) -> Self {
        Self { instance, ready: Mutex::default() }
    }

    /// The provider's with this credential, made when its configuration is new.
    ///
    /// # Errors
    /// When its configuration can't be put into requests.
    pub(crate) fn of(
        &self,
        provider: &Arc<Provider>,
        credential: Option<&Credential>,
    ) -> Result<Arc<Target>, Unsendable> {
        let name = (provider.id, credential.map(|credential| credential.id));
        let mut ready = self.ready.lock().unwrap_or_else(PoisonError::into_inner);
        if let Some(target) = ready.get(&name).filter(|target| Arc::ptr_eq(&target.provider, provider)) {
            return Ok(target.clone());
        }
        // What no snapshot holds any more is forgotten, its credential with it.
        ready.retain(|_, target| Arc::strong_count(&target.provider) > 1);
        let target = Arc::new(Target::new(provider, credential, &self.instance)?);
        ready.insert(name, target.clone());
        Ok(target)
    }
}

fn value(text: &str) -> Result<HeaderValue, Unsendable> {
    HeaderValue::from_str(text).map_err(|_| Unsendable::Unwritable)
}

fn authorise(
    headers: &mut Vec<(HeaderName, HeaderValue)>,
    style: AuthStyle,
    secret: &Secret,
) -> Result<(), Unsendable> {
    let sensitive = |text: &str| {
        let mut value = value(text)?;
        value.set_sensitive(true);
        Ok::<_, Unsendable>(value)
    };
    if matches!(style, AuthStyle::Bearer | AuthStyle::Both) {
        headers.push((header::AUTHORIZATION, sensitive(&format!("Bearer {}", secret.expose()))?));
    }
    if matches!(style, AuthStyle::XApiKey | AuthStyle::Both) {
        headers.push((HeaderName::from_static("x-api-key"), sensitive(secret.expose())?));
    }
    if style == AuthStyle::XGoogApiKey {
        headers.push((HeaderName::from_static("x-goog-api-key"), sensitive(secret.expose())?));
    }
    Ok(())
}

/// Whether an upstream is this machine or on its own network, as far as its name tells.
fn is_near(origin: &Origin) -> bool {
    match origin.host.parse::<IpAddr>() {
        Ok(address) => is_private_address(address),
        Err(_) => origin.host == "localhost" || origin.host.ends_with(".local") || !origin.host.contains('.'),
    }
}
