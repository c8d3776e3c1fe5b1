//! A JSON merge patch (RFC 7386), applied in place: `null` takes a member out, an object goes deeper, anything
//! else is set.

use super::{Container, Edit, Edits};
use serde_json::{Map, Value};

impl Edits {
    /// The edits that merge a patch into a body. Only what differs is touched; a body that is no object stays.
    pub fn merge(body: &[u8], patch: &Map<String, Value>) -> Self {
        let mut edits = Self::default();
        if let Some(object) = Container::whole(body).filter(|root| root.is_object) {
            merge(&object, patch, &mut edits);
        }
        edits
    }
}

fn merge(object: &Container<'_>, patch: &Map<String, Value>, edits: &mut Edits) {
    let (mut removed, mut inserted) = (Vec::new(), Vec::new());
    for (name, wanted) in patch {
        let mut is_there = false;
        for (place, item) in object.items.iter().enumerate().filter(|(_, item)| item.is(name)) {
            is_there = true;
            match (wanted, object.inside(item)) {
                (Value::Null, _) => removed.push(place),
                (Value::Object(inner), Some(child)) if child.is_object => {
                    merge(&child, inner, edits);
                }
                _ => {
                    let text = without_nulls(wanted).to_string();
                    if object.value(item) != text.as_bytes() {
                        edits.push(Edit::new(item.value.clone(), text));
                    }
                }
            }
        }
        if !is_there && !is_nothing(wanted) {
            inserted.push(format!("{}:{}", Value::from(name.as_str()), without_nulls(wanted)));
        }
    }
    removed.sort_unstable();
    object.change(&removed, &inserted, edits);
}

/// Whether there is nothing in it but removals.
fn is_nothing(patch: &Value) -> bool {
    match patch {
        Value::Null => true,
        Value::Object(members) => !members.is_empty() && members.values().all(is_nothing),
        Value::Bool(_) | Value::Number(_) | Value::String(_) | Value::Array(_) => false,
    }
}

fn without_nulls(patch: &Value) -> Value {
    match patch {
        Value::Object(members) => {
            let kept = members.iter().filter(|(_, value)| !is_nothing(value));
            kept.map(|(name, value)| (name.clone(), without_nulls(value))).collect::<Map<_, _>>().into()
        }
        Value::Null | Value::Bool(_) | Value::Number(_) | Value::String(_) | Value::Array(_) => patch.clone(),
    }
}
