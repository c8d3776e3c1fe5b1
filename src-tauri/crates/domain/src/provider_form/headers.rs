//! The headers a person adds to each request to a provider.

use super::FieldError;
use crate::{CustomHeader, Patch, Secret};
use std::collections::BTreeMap;

/// Headers that carry the credential, frame the message, or say who is asking: never the person's to set.
const RESERVED: &[&str] = &[
    "authorization",
    "x-api-key",
    "x-goog-api-key",
    "proxy-authorization",
    "cookie",
    "host",
    "content-length",
    "content-encoding",
    "content-type",
    "transfer-encoding",
    "connection",
    "keep-alive",
    "upgrade",
    "te",
    "trailer",
    "expect",
    "accept-encoding",
    "forwarded",
    "x-forwarded-for",
    "x-forwarded-host",
    "x-forwarded-proto",
    "x-real-ip",
    "via",
];

/// `moved`: the provider is at another server now, which is not told what was typed for the old one.
pub(super) fn apply(
    typed: &Patch<BTreeMap<String, Secret>>,
    headers: &mut Vec<CustomHeader>,
    moved: bool,
) -> Result<(), FieldError> {
    match typed {
        Patch::Keep if moved && !headers.is_empty() => return Err(typed_again()),
        Patch::Keep => {}
        Patch::Clear => headers.clear(),
        Patch::Set(typed) => {
            let old = std::mem::take(headers);
            for (name, value) in typed {
                let name = valid_name(name)?;
                // It is shown masked, so who sends back what is shown means the same one.
                let kept = old.iter().find(|header| header.name == name && header.masked() == value.expose());
                match kept {
                    Some(_) if moved => return Err(typed_again()),
                    Some(header) => headers.push(header.clone()),
                    None => headers.push(CustomHeader { value: Some(valid_value(&name, value)?), name }),
                }
            }
        }
    }
    Ok(())
}

fn typed_again() -> FieldError {
    FieldError::new("custom_headers", "the base URL now points at another server: type their values again")
}

fn valid_name(name: &str) -> Result<String, FieldError> {
    let token = |byte: u8| byte.is_ascii_alphanumeric() || b"!#$%&'*+-.^_`|~".contains(&byte);
    let name = name.to_ascii_lowercase();
    if name.is_empty() || !name.bytes().all(token) {
        return Err(FieldError::new("custom_headers", format!("`{name}` is not a header name")));
    }
    if RESERVED.contains(&name.as_str()) || name.starts_with("x-switchyard-") {
        return Err(FieldError::new("custom_headers", format!("`{name}` can't be set: the gateway owns it")));
    }
    Ok(name)
}

fn valid_value(name: &str, value: &Secret) -> Result<Secret, FieldError> {
    if value.expose().bytes().all(|byte| byte == b'\t' || (0x20..0x7f).contains(&byte)) {
        return Ok(value.clone());
    }
    Err(FieldError::new("custom_headers", format!("the value of `{name}` is not printable ASCII")))
}
