//! The small part of JSON schema that Gemini's own `Schema` type has: anything else fails the whole request there.

use crate::convert::tree::{Json, Object};
use std::collections::HashSet;

const DEPTH: usize = 32;
/// A schema with more places than this is cut.
const NODES: usize = 10_000;

/// The schema in the restricted form.
pub(crate) fn restrict(schema: Object) -> Object {
    let mut definitions = Object::new();
    for name in ["$defs", "definitions"] {
        for (name, value) in schema.get(name).and_then(Json::as_object).cloned().unwrap_or_default() {
            definitions.set(&name, value);
        }
    }
    let mut worker = Worker { definitions, open: HashSet::new(), nodes: 0 };
    worker.schema(schema, 0)
}

struct Worker {
    definitions: Object,
    /// Definitions that are being written: meeting one again is a cycle.
    open: HashSet<String>,
    nodes: usize,
}

impl Worker {
    fn value(&mut self, schema: Json, depth: usize) -> Object {
        match schema {
            Json::Object(schema) => self.schema(schema, depth),
            Json::Null | Json::Bool(_) | Json::Number(_) | Json::Text(_) | Json::Array(_) => {
                Object::new().with("type", "string")
            }
        }
    }

    fn schema(&mut self, mut schema: Object, depth: usize) -> Object {
        self.nodes += 1;
        if depth > DEPTH || self.nodes > NODES {
            return Object::new().with("type", "object");
        }
        merge_all(&mut schema);
        if let Some(reference) = schema.take_text("$ref") {
            return self.reference(&reference, schema, depth);
        }
        let mut nullable = schema.take_bool("nullable").unwrap_or(false);
        let mut hints = Vec::new();
        let mut result = Object::new();
        let mut branches = schema.take_list("anyOf");
        branches.extend(schema.take_list("oneOf"));
        let count = branches.len();
        branches.retain(|branch| branch.as_object().and_then(|branch| branch.text("type")) != Some("null"));
        nullable |= branches.len() < count;
        let (found, also_null) = kinds(schema.take("type"));
        nullable |= also_null;
        match found.as_slice() {
            [] => {}
            [kind] => result.set("type", kind.as_str()),
            several => {
                branches.extend(several.iter().map(|kind| Object::new().with("type", kind.as_str()).into()));
            }
        }
        if let Some(values) = bare_values(&branches) {
            schema.set("enum", values);
            branches.clear();
        }
        if branches.len() == 1 && !result.contains("type") {
            for (name, value) in branches.pop().and_then(Json::into_object).unwrap_or_default() {
                if !schema.contains(&name) {
                    schema.set(&name, value);
                }
            }
            schema.set("nullable", nullable);
            return self.schema(schema, depth + 1);
        }
        if let Some(constant) = schema.take("const") {
            schema.set("enum", vec![constant]);
        }
        if !result.contains("type") && branches.is_empty() {
            result.set("type", inferred(&schema));
        }
        self.members(schema, &mut result, &mut hints, depth);
        if !branches.is_empty() {
            let branches: Vec<Object> =
                branches.into_iter().map(|branch| self.value(branch, depth + 1)).collect();
            result.set("anyOf", branches);
        }
        if result.text("type") == Some("array") && !result.contains("items") {
            result.set("items", Object::new().with("type", "string"));
        }
        keep_known_required(&mut result);
        if nullable {
            result.set("nullable", true);
        }
        describe(&mut result, &hints);
        result
    }

    fn reference(&mut self, reference: &str, siblings: Object, depth: usize) -> Object {
        let name = reference.rsplit('/').next().unwrap_or(reference);
        let target = self.definitions.get(name).and_then(Json::as_object).cloned();
        match target {
            Some(mut target) if self.open.insert(name.to_owned()) => {
                for (name, value) in siblings {
                    target.set(&name, value);
                }
                let resolved = self.schema(target, depth + 1);
                self.open.remove(name);
                resolved
            }
            Some(_) => Object::new().with("type", "object").with("description", format!("recursive: {name}")),
            None => Object::new().with("type", "object").with("description", format!("see {name}")),
        }
    }

    fn members(&mut self, schema: Object, result: &mut Object, hints: &mut Vec<String>, depth: usize) {
        let kind = result.text("type").map(str::to_owned);
        let is_number = matches!(kind.as_deref(), Some("number" | "integer"));
        for (name, value) in schema {
            match name.as_str() {
                "title" | "description" | "minItems" | "maxItems" | "minLength" | "maxLength"
                | "minProperties" | "maxProperties" | "minimum" | "maximum" | "pattern" | "example"
                | "required" => {
                    result.set(&name, value);
                }
                "default" if !value.is_null() => result.set("default", value),
                "format" => {
                    let known: &[&str] = match is_number {
                        true => &["float", "double", "int32", "int64"],
                        false => &["enum", "date-time"],
                    };
                    if value.as_text().is_some_and(|format| known.contains(&format)) {
                        result.set("format", value);
                    }
                }
                "enum" => enumerate(value, result, hints),
                "exclusiveMinimum" | "exclusiveMaximum" if value.as_bool().is_none() => {
                    let bound = if name == "exclusiveMinimum" { "minimum" } else { "maximum" };
                    let step = if name == "exclusiveMinimum" { 1 } else { -1 };
                    match value.as_i64().filter(|_| kind.as_deref() == Some("integer")) {
                        Some(whole) => result.set(bound, whole.saturating_add(step)),
                        None => result.set(bound, value),
                    }
                }
                "properties" => {
                    let mut properties = Object::new();
                    for (name, value) in value.into_object().unwrap_or_default() {
                        properties.set(&name, self.value(value, depth + 1));
                    }
                    if !properties.is_empty() {
                        result.set("properties", properties);
                    }
                }
                "items" | "prefixItems" => {
                    let first = value.into_list().into_iter().next();
                    if let Some(first) = first {
                        result.set("items", self.value(first, depth + 1));
                    }
                }
                "additionalProperties" if value.as_object().is_some() => {
                    hints.push("further members are allowed".to_owned());
                }
                "if" | "then" | "else" | "not" | "patternProperties" | "propertyNames" | "contains"
                | "dependentRequired" | "dependentSchemas" => {
                    hints.push(format!("{name}: {}", value.to_compact()));
                }
                _ => {}
            }
        }
    }
}

/// Makes one schema of all that must hold.
fn merge_all(schema: &mut Object) {
    for branch in schema.take_list("allOf") {
        for (name, value) in branch.into_object().unwrap_or_default() {
            match (name.as_str(), schema.get_mut(&name), value) {
                ("properties", Some(Json::Object(own)), Json::Object(more)) => {
                    for (name, value) in more {
                        if !own.contains(&name) {
                            own.set(&name, value);
                        }
                    }
                }
                ("required", Some(Json::Array(own)), Json::Array(more)) => own.extend(more),
                (_, Some(_), _) => {}
                (_, None, value) => schema.set(&name, value),
            }
        }
    }
}

/// The types, without `null`, and whether that is one of them.
fn kinds(kind: Option<Json>) -> (Vec<String>, bool) {
    let all: Vec<String> =
        kind.map(Json::into_list).unwrap_or_default().into_iter().filter_map(Json::into_text).collect();
    let (null, kinds): (Vec<_>, Vec<_>) =
        all.into_iter().map(|kind| kind.to_ascii_lowercase()).partition(|kind| kind == "null");
    (kinds, !null.is_empty())
}

/// The values of alternatives that are nothing but values.
fn bare_values(branches: &[Json]) -> Option<Vec<Json>> {
    let mut values = Vec::new();
    for branch in branches {
        let branch = branch.as_object()?;
        let is_bare = branch
            .iter()
            .all(|(name, _)| matches!(name, "const" | "enum" | "type" | "title" | "description"));
        if !is_bare {
            return None;
        }
        match (branch.get("const"), branch.get("enum").and_then(Json::as_array)) {
            (Some(value), _) => values.push(value.clone()),
            (None, Some(list)) => values.extend_from_slice(list),
            (None, None) => return None,
        }
    }
    (!values.is_empty() && values.iter().all(|value| value.as_text().is_some())).then_some(values)
}

fn inferred(schema: &Object) -> &'static str {
    match () {
        () if schema.contains("properties") => "object",
        () if schema.contains("items") || schema.contains("prefixItems") => "array",
        () => "string",
    }
}

/// Only texts may be enumerated; others are told in words.
fn enumerate(values: Json, result: &mut Object, hints: &mut Vec<String>) {
    let values = values.into_list();
    let is_text = result.text("type").is_none_or(|kind| kind == "string");
    let texts: Vec<String> =
        values.iter().filter_map(Json::as_text).filter(|text| !text.is_empty()).map(str::to_owned).collect();
    match is_text && !texts.is_empty() {
        true => result.set("enum", texts),
        false if !values.is_empty() => hints.push(format!("one of: {}", Json::Array(values).to_compact())),
        false => {}
    }
}

fn keep_known_required(result: &mut Object) {
    let Some(required) = result.take("required") else { return };
    let properties = result.get("properties").and_then(Json::as_object);
    let mut seen = HashSet::new();
    let names = required.into_list().into_iter().filter_map(Json::into_text);
    let known: Vec<String> = names
        .filter(|name| {
            properties.is_some_and(|properties| properties.contains(name)) && seen.insert(name.clone())
        })
        .collect();
    if !known.is_empty() {
        result.set("required", known);
    }
}

fn describe(result: &mut Object, hints: &[String]) {
    if hints.is_empty() {
        return;
    }
    let mut text = result.text("description").unwrap_or_default().to_owned();
    for hint in hints {
        let end = hint.floor_char_boundary(200.min(hint.len()));
        if !text.is_empty() {
            text.push_str("; ");
        }
        text.push_str(&hint[..end]);
    }
    result.set("description", text);
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn row_69_every_construct_finds_a_form() {
        for (schema, becomes) in [
            (r#"{"type":"number","exclusiveMinimum":0}"#, r#"{"type":"number","minimum":0}"#),
            (
                r#"{"type":"integer","exclusiveMinimum":0,"exclusiveMaximum":9}"#,
                r#"{"type":"integer","minimum":1,"maximum":8}"#,
            ),
            (r#"{"type":["string","null"],"format":"uri"}"#, r#"{"type":"string","nullable":true}"#),
            (r#"{"const":"a"}"#, r#"{"type":"string","enum":["a"]}"#),
            (r#"{"type":"integer","enum":[1,2]}"#, r#"{"type":"integer","description":"one of: [1,2]"}"#),
            (r#"{"type":"string","enum":["a",""]}"#, r#"{"type":"string","enum":["a"]}"#),
            (r#"{"anyOf":[{"type":"string"},{"type":"null"}]}"#, r#"{"type":"string","nullable":true}"#),
            (r#"{"oneOf":[{"const":"a"},{"const":"b"}]}"#, r#"{"type":"string","enum":["a","b"]}"#),
            (r#"{"type":"array"}"#, r#"{"type":"array","items":{"type":"string"}}"#),
            (r##"{"allOf":[{"$ref":"#/$defs/X"}],"$defs":{"X":{"type":"number"}}}"##, r#"{"type":"number"}"#),
            (
                r##"{"$ref":"#/$defs/N","$defs":{"N":{"type":"object","properties":{"next":{"$ref":"#/$defs/N"}}}}}"##,
                r#"{"type":"object","properties":{"next":{"type":"object","description":"recursive: N"}}}"#,
            ),
            (
                r#"{"type":"object","properties":{"a":true},"required":["a","b"]}"#,
                r#"{"type":"object","properties":{"a":{"type":"string"}},"required":["a"]}"#,
            ),
            (r#"{"type":"string","default":null}"#, r#"{"type":"string"}"#),
        ] {
            let schema = Json::parse(schema.as_bytes()).unwrap().into_object().unwrap();
            assert_eq!(Json::Object(restrict(schema)).to_compact(), becomes);
        }
    }
}
