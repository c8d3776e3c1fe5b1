//! Reasoning in details, as some relays send it: pieces of objects, which go back to the relay as they came.

use crate::convert::doc::Doc;
use crate::convert::ir::Opaque;
use crate::convert::tree::{Json, Object};
use domain::Dialect;

/// No answer has more of them.
const MOST: usize = 64;

/// The details of the thought that is coming.
#[derive(Debug, Default)]
pub(super) struct Details(Vec<Object>);

impl Details {
    /// Takes a piece of a detail, which belongs to the last one of its kind and number.
    pub(super) fn push(&mut self, piece: Doc<'_>) {
        let Ok(Json::Object(piece)) = Json::parse(piece.bytes()) else { return };
        let is_it = |known: &&mut Object| {
            piece.contains("index") && ["type", "index"].iter().all(|name| known.get(name) == piece.get(name))
        };
        let is_full = self.0.len() >= MOST;
        match self.0.iter_mut().rfind(is_it) {
            Some(known) => join(known, piece),
            None if is_full => {}
            None => self.0.push(piece),
        }
    }

    /// The details as reasoning state, where they hold any: a signature, or something encrypted.
    pub(super) fn take(&mut self) -> Option<Opaque> {
        let details = std::mem::take(&mut self.0);
        let has_text = |detail: &Object, name| detail.text(name).is_some_and(|text| !text.is_empty());
        let holds_state =
            details.iter().any(|detail| has_text(detail, "signature") || has_text(detail, "data"));
        holds_state.then(|| Opaque::plain(Dialect::OpenaiChat, Json::from(details).to_compact()))
    }
}

fn join(known: &mut Object, piece: Object) {
    for (name, value) in piece {
        match (name.as_str(), known.get_mut(&name), value) {
            (_, _, Json::Null) => {}
            ("text" | "summary" | "data", Some(Json::Text(text)), Json::Text(more)) => text.push_str(&more),
            (_, _, value) => known.set(&name, value),
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn pieces_become_the_details_that_they_are_of() {
        let mut details = Details::default();
        for piece in [
            r#"{"type":"reasoning.text","text":"one ","signature":null,"index":0}"#,
            r#"{"type":"reasoning.text","text":"two","index":0}"#,
            r#"{"type":"reasoning.text","signature":"sig","index":0}"#,
            r#"{"type":"reasoning.encrypted","data":"xyz","index":1}"#,
        ] {
            details.push(Doc::new(piece.as_bytes()));
        }
        assert_eq!(
            details.take().unwrap().value,
            r#"[{"type":"reasoning.text","text":"one two","signature":"sig","index":0},{"type":"reasoning.encrypted","data":"xyz","index":1}]"#
        );
        details.push(Doc::new(br#"{"type":"reasoning.summary","summary":"s","index":0}"#));
        assert_eq!(details.take(), None);
    }
}
