//! What a provider is called, what it speaks, where it is and what it is called with.

use super::{FieldError, NewProvider, ProviderForm, credentials::new_credential};
use crate::{AuthStyle, BaseUrl, Patch, Provider, Text};

/// Whether it is at another server now.
pub(super) fn apply(
    form: &ProviderForm,
    provider: &mut Provider,
    new: NewProvider<'_>,
) -> Result<bool, FieldError> {
    match &form.name {
        Patch::Keep => {}
        Patch::Clear => return Err(FieldError::new("name", "a provider has a name")),
        Patch::Set(name) if name.trim().eq_ignore_ascii_case("order") => {
            return Err(FieldError::new(
                "name",
                "the API calls the order of all providers so: choose another",
            ));
        }
        Patch::Set(name) => provider.name = valid_name(name)?,
    }
    match form.dialect {
        Patch::Keep => {}
        Patch::Clear => return Err(FieldError::new("dialect", "say what it speaks")),
        Patch::Set(dialect) if dialect == provider.dialect => {}
        Patch::Set(dialect) => {
            if provider.auth_style == AuthStyle::default_for(provider.dialect) {
                provider.auth_style = AuthStyle::default_for(dialect);
            }
            provider.dialect = dialect;
        }
    }
    form.auth_style.apply_or(&mut provider.auth_style, || AuthStyle::default_for(provider.dialect));
    match &form.credential {
        Patch::Keep => {}
        Patch::Clear => provider.credentials.clear(),
        Patch::Set(secret) => provider.credentials = vec![new_credential(secret, new)?],
    }
    match &form.base_url {
        Patch::Keep => Ok(false),
        Patch::Clear => {
            provider.base_url = None;
            Ok(false)
        }
        Patch::Set(text) => move_to(provider, text, form.credential.is_mentioned()),
    }
}

fn move_to(provider: &mut Provider, text: &str, credential_typed: bool) -> Result<bool, FieldError> {
    let url = BaseUrl::parse(text).map_err(|error| FieldError::new("base_url", error.to_string()))?;
    let moved = provider.base_url.as_ref().is_some_and(|old| old.origin() != url.origin());
    if moved && !credential_typed && !provider.credentials.is_empty() {
        return Err(FieldError {
            field: "credential",
            message: "the base URL now points at another server: type the credential again".into(),
            code: Some("credential_required"),
        });
    }
    provider.base_url = Some(url);
    Ok(moved)
}

/// A name of 1–64 printable characters, without blanks around it.
pub(crate) fn valid_name(name: &str) -> Result<Text, FieldError> {
    let name = name.trim();
    if name.is_empty() || name.chars().count() > 64 || name.chars().any(char::is_control) {
        return Err(FieldError::new("name", "a name has 1 to 64 printable characters"));
    }
    Ok(name.into())
}
