//! A JSON merge patch (RFC 7386), applied in place: `null` takes a member out, an object goes deeper, anything
//! else is set.

use super::{Container, Edit, Edits};
use serde_json::{Map, Value};

impl Edits {
    /// The edits that merge a patch into a body. Only what differs is touched; a body that is no object stays.
    pub fn merge(body: &[u8], patch: &Map<String, Value>) -> Self {
        Self::merge_noting(body, patch, |_| {})
    }

    /// The same, calling `touched` with the name of each member that is set or taken out, at whatever depth.
    pub fn merge_noting(body: &[u8], patch: &Map<String, Value>, mut touched: impl FnMut(&str)) -> Self {
        let mut edits = Self::default();
        if let Some(object) = Container::whole(body) {
            merge(&object, patch, &mut edits, &mut touched);
        }
        edits
    }
}

fn merge(
    object: &Container<'_>,
    patch: &Map<String, Value>,
    edits: &mut Edits,
    touched: &mut impl FnMut(&str),
) {
    let (mut removed, mut inserted) = (Vec::new(), Vec::new());
    for (name, wanted) in patch {
        let mut is_there = false;
        for (place, item) in object.items.iter().enumerate().filter(|(_, item)| item.is(name)) {
            is_there = true;
            match (wanted, object.inside(item)) {
                (Value::Null, _) => {
                    touched(name);
                    removed.push(place);
                }
                (Value::Object(inner), Some(child)) if child.is_object => {
                    merge(&child, inner, edits, touched);
                }
                _ => {
                    let text = without_nulls(wanted).to_string();
                    if object.value(item) != text.as_bytes() {
                        tell(name, wanted, touched);
                        edits.push(Edit::new(item.value.clone(), text));
                    }
                }
            }
        }
        if !is_there && !is_nothing(wanted) {
            tell(name, wanted, touched);
            inserted.push(format!("{}:{}", Value::from(name.as_str()), without_nulls(wanted)));
        }
    }
    removed.sort_unstable();
    object.change(&removed, &inserted, edits);
}

fn tell(name: &str, value: &Value, touched: &mut impl FnMut(&str)) {
    match value {
        Value::Object(members) => {
            let set = members.iter().filter(|(_, member)| !is_nothing(member));
            set.for_each(|(name, member)| tell(name, member, touched));
        }
        Value::Null | Value::Bool(_) | Value::Number(_) | Value::String(_) | Value::Array(_) => touched(name),
    }
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
