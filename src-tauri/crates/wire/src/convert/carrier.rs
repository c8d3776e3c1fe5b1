//! Reasoning state on its way through a client of another dialect: wrapped, so that it is known again when it
//! comes back, and is never mistaken for the client's vendor's own.

use super::ir::Opaque;
use super::tree::{Json, Object};
use base64::Engine;
use base64::engine::general_purpose::{STANDARD, STANDARD_NO_PAD, URL_SAFE_NO_PAD};
use domain::Dialect;

const PREFIX: &str = "gw1.";

/// What a value that came back from a client is.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(crate) enum Known {
    /// Ours: what was wrapped, and the family of the model that made it.
    Carried(Opaque, String),
    /// Not ours: the client's own vendor made it.
    Vendors,
}

/// Wraps a value for a client. One that is empty only marks what it is on as not the client's vendor's own.
///
/// Gemini's clients decode what they get, so theirs is base64 once more.
pub(crate) fn wrap(opaque: &Opaque, family: &str, client: Dialect) -> String {
    let mut object = Object::new().with("v", opaque.value.as_str());
    if let Some(item) = &opaque.item {
        object.set("id", item.as_str());
    }
    if !opaque.summary.is_empty() {
        object.set("s", opaque.summary.clone());
    }
    if opaque.redacted {
        object.set("r", true);
    }
    object.set("f", family);
    let value = URL_SAFE_NO_PAD.encode(Json::Object(object).to_bytes());
    let wrapped = format!("{PREFIX}{}.{value}", letter(opaque.origin));
    if client == Dialect::Gemini { STANDARD.encode(wrapped) } else { wrapped }
}

/// Looks at a value that a client sent.
pub(crate) fn unwrap(value: &str) -> Known {
    carried(value).map_or(Known::Vendors, |(opaque, family)| Known::Carried(opaque, family))
}

fn carried(value: &str) -> Option<(Opaque, String)> {
    let decoded;
    let wrapped = match value.strip_prefix(PREFIX) {
        Some(wrapped) => wrapped,
        None => {
            // What `gw1.` looks like in base64.
            if !value.starts_with("Z3cxL") {
                return None;
            }
            let bytes = STANDARD_NO_PAD.decode(value.trim_end_matches('=')).ok()?;
            decoded = String::from_utf8(bytes).ok()?;
            decoded.strip_prefix(PREFIX)?
        }
    };
    let (origin, value) = wrapped.split_once('.')?;
    let origin = Dialect::ALL.into_iter().find(|dialect| letter(*dialect) == origin)?;
    let mut object = Json::parse(&URL_SAFE_NO_PAD.decode(value).ok()?).ok()?.into_object()?;
    let opaque = Opaque {
        origin,
        value: object.take_text("v")?,
        item: object.take_text("id"),
        summary: object.take_list("s").into_iter().filter_map(Json::into_text).collect(),
        redacted: object.take_bool("r").unwrap_or(false),
    };
    Some((opaque, object.take_text("f").unwrap_or_default()))
}

/// The value of a vendor, or the one inside a carrier that fits the model that will read it. A carrier that
/// doesn't fit, or an empty value, is nothing.
pub(crate) fn accept(value: String, client: Dialect, upstream: Dialect, family: &str) -> Option<Opaque> {
    if value.is_empty() {
        return None;
    }
    match unwrap(&value) {
        Known::Vendors => {
            Some(Opaque { origin: client, value, item: None, summary: Vec::new(), redacted: false })
        }
        Known::Carried(opaque, made_by) => {
            (opaque.origin == upstream && made_by == family && !opaque.value.is_empty()).then_some(opaque)
        }
    }
}

fn letter(dialect: Dialect) -> &'static str {
    match dialect {
        Dialect::Anthropic => "a",
        Dialect::OpenaiChat => "c",
        Dialect::OpenaiResponses => "r",
        Dialect::Gemini => "g",
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn opaque() -> Opaque {
        Opaque {
            origin: Dialect::OpenaiResponses,
            value: "gAAAA+/==".to_owned(),
            item: Some("rs_1".to_owned()),
            summary: vec!["一".to_owned(), "two".to_owned()],
            redacted: false,
        }
    }

    #[test]
    fn what_went_through_a_client_comes_back_whole() {
        for client in Dialect::ALL {
            let wrapped = wrap(&opaque(), "gpt", client);
            assert_eq!(unwrap(&wrapped), Known::Carried(opaque(), "gpt".to_owned()));
        }
        assert!(STANDARD.decode(wrap(&opaque(), "gpt", Dialect::Gemini)).is_ok());
    }

    #[test]
    fn only_the_family_that_made_it_gets_it() {
        let wrapped = wrap(&opaque(), "gpt", Dialect::Anthropic);
        let accept =
            |value: &str, upstream, family| accept(value.to_owned(), Dialect::Anthropic, upstream, family);
        assert_eq!(accept(&wrapped, Dialect::OpenaiResponses, "gpt"), Some(opaque()));
        assert_eq!(accept(&wrapped, Dialect::OpenaiResponses, "grok"), None);
        assert_eq!(accept(&wrapped, Dialect::Gemini, "gpt"), None);
        assert_eq!(accept("EqQB", Dialect::Gemini, "x").unwrap().origin, Dialect::Anthropic);
        assert_eq!(accept("", Dialect::Gemini, "x"), None);
        let mark = wrap(&Opaque::plain(Dialect::OpenaiResponses, ""), "gpt", Dialect::Anthropic);
        assert_eq!(accept(&mark, Dialect::OpenaiResponses, "gpt"), None);
        assert_eq!(unwrap("gw1.x.AAAA"), Known::Vendors);
    }
}
