//! How a provider is reached: its proxy, and whom to trust.

use super::{FieldError, ProviderForm};
use crate::{Network, NetworkError, Patch, Proxy, valid_ca_pem};

pub(super) fn apply(form: &ProviderForm, network: &mut Network) -> Result<(), FieldError> {
    match &form.proxy_url {
        Patch::Keep => {}
        Patch::Clear => network.proxy = None,
        Patch::Set(typed) => {
            let mut proxy = Proxy::parse(typed.expose()).map_err(wrong("proxy_url"))?;
            // It is shown without its password, so who sends back what is shown means the same one.
            if let Some(old) = network.proxy.take().filter(|old| old.url == proxy.url) {
                proxy.password = proxy.password.or(old.password);
            }
            network.proxy = Some(proxy);
        }
    }
    form.proxy_fallback_direct.apply_or_default(&mut network.proxy_fallback_direct);
    match &form.extra_ca_pem {
        Patch::Keep => {}
        Patch::Clear => network.extra_ca_pem = None,
        Patch::Set(text) if text.trim().is_empty() => network.extra_ca_pem = None,
        Patch::Set(text) => network.extra_ca_pem = Some(valid_ca_pem(text).map_err(wrong("extra_ca_pem"))?),
    }
    form.accept_any_certificate.apply_or_default(&mut network.accept_any_certificate);
    Ok(())
}

fn wrong(field: &'static str) -> impl Fn(NetworkError) -> FieldError {
    move |error| FieldError::new(field, error.to_string())
}
