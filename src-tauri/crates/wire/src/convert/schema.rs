//! JSON schemas of tools and answers, in the form that each upstream takes.
//!
//! Only places of schemas are looked at: a property that is called `type` is a property.

mod restricted;

use super::tree::{Json, Object};
pub(crate) use restricted::restrict;

/// Deeper schemas are left as they are.
const DEPTH: usize = 32;

/// The schema of a tool's arguments: an object without alternatives at its root.
pub(crate) fn for_tool(schema: Object) -> Object {
    let mut schema = as_object(schema);
    visit(&mut schema, &mut complete_array);
    schema
}

/// The schema of a tool's arguments for Gemini, in its JSON schema form.
pub(crate) fn for_gemini_tool(schema: Object) -> Object {
    let mut schema = for_tool(schema);
    visit(&mut schema, &mut |schema| {
        schema.retain(|name, _| !matches!(name, "$schema" | "$id" | "$comment") && !name.starts_with("x-"));
    });
    schema
}

/// The schema of an answer for Anthropic: objects have no other members than those named.
pub(crate) fn closed(schema: Json) -> Json {
    let Json::Object(mut schema) = schema else { return schema };
    visit(&mut schema, &mut |schema| {
        if schema.text("type") == Some("object") && !schema.contains("additionalProperties") {
            schema.set("additionalProperties", false);
        }
    });
    schema.into()
}

/// Whether a schema keeps to the rules of strict mode: all objects closed, all properties required.
pub(crate) fn is_strict(schema: &Object) -> bool {
    let mut copy = schema.clone();
    let mut strict = true;
    visit(&mut copy, &mut |schema| {
        if let Some(properties) = schema.get("properties").and_then(Json::as_object) {
            let required = schema.get("required").and_then(Json::as_array).unwrap_or_default();
            strict &= schema.get("additionalProperties") == Some(&Json::Bool(false));
            strict &=
                properties.iter().all(|(name, _)| required.iter().any(|item| item.as_text() == Some(name)));
        }
    });
    strict
}

/// A schema in Gemini's words as JSON schema: types in lower case, `nullable` as a type.
pub(crate) fn from_gemini(schema: Json) -> Json {
    let Json::Object(mut schema) = schema else { return schema };
    visit(&mut schema, &mut |schema| {
        schema.retain(|name, value| {
            name != "propertyOrdering" && !(name == "format" && value.as_text() == Some("enum"))
        });
        let nullable = schema.take("nullable").is_some_and(|value| value == Json::Bool(true));
        match schema.get_mut("type") {
            Some(Json::Text(kind)) => {
                kind.make_ascii_lowercase();
                let kind = kind.clone();
                if nullable && kind != "null" {
                    schema.set("type", vec![kind, "null".to_owned()]);
                }
            }
            Some(Json::Array(kinds)) => {
                for kind in kinds {
                    if let Json::Text(kind) = kind {
                        kind.make_ascii_lowercase();
                    }
                }
            }
            Some(_) | None => {}
        }
    });
    schema.into()
}

/// Calls `change` with every schema inside this one, and then with this one.
pub(crate) fn visit(schema: &mut Object, change: &mut dyn FnMut(&mut Object)) {
    visit_at(schema, change, 0);
}

fn visit_at(schema: &mut Object, change: &mut dyn FnMut(&mut Object), depth: usize) {
    if depth > DEPTH {
        return;
    }
    for (name, value) in schema.iter_mut() {
        match name {
            "properties" | "patternProperties" | "$defs" | "definitions" | "dependentSchemas" => {
                if let Some(map) = value.as_object_mut() {
                    for (_, inner) in map.iter_mut() {
                        visit_value(inner, change, depth);
                    }
                }
            }
            "items"
            | "prefixItems"
            | "anyOf"
            | "oneOf"
            | "allOf"
            | "not"
            | "if"
            | "then"
            | "else"
            | "contains"
            | "additionalProperties"
            | "additionalItems"
            | "propertyNames"
            | "unevaluatedProperties"
            | "unevaluatedItems" => visit_value(value, change, depth),
            _ => {}
        }
    }
    change(schema);
}

fn visit_value(value: &mut Json, change: &mut dyn FnMut(&mut Object), depth: usize) {
    match value {
        Json::Object(schema) => visit_at(schema, change, depth + 1),
        Json::Array(schemas) => {
            for schema in schemas.iter_mut().filter_map(Json::as_object_mut) {
                visit_at(schema, change, depth + 1);
            }
        }
        Json::Null | Json::Bool(_) | Json::Number(_) | Json::Text(_) => {}
    }
}

/// Makes an object the root, and one object of alternatives.
fn as_object(mut schema: Object) -> Object {
    let mut properties = schema.take_object("properties").unwrap_or_default();
    let mut required = required_names(schema.take("required"));
    for union in ["allOf", "anyOf", "oneOf"] {
        for branch in schema.take_list(union) {
            let Json::Object(mut branch) = branch else { continue };
            for (name, property) in branch.take_object("properties").unwrap_or_default() {
                if !properties.contains(&name) {
                    properties.set(&name, property);
                }
            }
            if union == "allOf" {
                required.extend(required_names(branch.take("required")));
            }
        }
    }
    let mut root = Object::new().with("type", "object");
    schema.retain(|name, _| !matches!(name, "type" | "enum" | "not" | "const"));
    required.retain(|name| properties.contains(name));
    let mut seen = std::collections::HashSet::new();
    required.retain(|name| seen.insert(name.clone()));
    root.set("properties", properties);
    if !required.is_empty() {
        root.set("required", required);
    }
    for (name, value) in schema {
        root.set(&name, value);
    }
    root
}

/// The names in a `required`, whatever its form.
fn required_names(required: Option<Json>) -> Vec<String> {
    match required {
        Some(Json::Array(names)) => names.into_iter().filter_map(Json::into_text).collect(),
        Some(Json::Object(names)) => names.into_iter().map(|(name, _)| name).collect(),
        Some(Json::Null | Json::Bool(_) | Json::Number(_) | Json::Text(_)) | None => Vec::new(),
    }
}

fn complete_array(schema: &mut Object) {
    if schema.text("type") == Some("array") && !schema.contains("items") && !schema.contains("prefixItems") {
        schema.set("items", Object::new());
    }
    // A `required` of an older draft is no list.
    if matches!(schema.get("required"), Some(Json::Bool(_))) {
        schema.take("required");
    }
    // Codex marks properties so, for its own server.
    if matches!(schema.get("encrypted"), Some(Json::Bool(_))) {
        schema.take("encrypted");
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn object(text: &str) -> Object {
        Json::parse(text.as_bytes()).unwrap().into_object().unwrap()
    }

    fn tool(text: &str) -> String {
        Json::Object(for_tool(object(text))).to_compact()
    }

    #[test]
    fn rows_35_and_71_the_root_is_an_object() {
        for (schema, becomes) in [
            ("{}", r#"{"type":"object","properties":{}}"#),
            (r#"{"type":["object","null"]}"#, r#"{"type":"object","properties":{}}"#),
            (
                r#"{"properties":{"a":{"type":"array"}},"required":["a","b","a"]}"#,
                r#"{"type":"object","properties":{"a":{"type":"array","items":{}}},"required":["a"]}"#,
            ),
            (
                r#"{"anyOf":[{"properties":{"a":{}},"required":["a"]},{"properties":{"b":{}}}],"$defs":{}}"#,
                r#"{"type":"object","properties":{"a":{},"b":{}},"$defs":{}}"#,
            ),
            (
                r#"{"allOf":[{"properties":{"a":{"required":true}},"required":["a"]}]}"#,
                r#"{"type":"object","properties":{"a":{}},"required":["a"]}"#,
            ),
        ] {
            assert_eq!(tool(schema), becomes, "{schema}");
        }
    }

    #[test]
    fn row_70_a_property_may_be_called_like_a_keyword() {
        let schema = r#"{"type":"object","properties":{"type":{"type":"string"},"properties":{"type":"object"},"enum":{"type":"string"},"required":{"type":"boolean"},"$schema":{"type":"string"},"nullable":{"type":"string"},"x-y":{"type":"string"}}}"#;
        assert_eq!(tool(schema), schema);
        assert_eq!(Json::Object(for_gemini_tool(object(schema))).to_compact(), schema);
        assert_eq!(from_gemini(object(schema).into()).to_compact(), schema);
    }

    #[test]
    fn row_72_types_of_gemini_become_lower_case() {
        let schema = r#"{"type":"OBJECT","properties":{"a":{"type":"STRING","nullable":true,"format":"enum"},"b":{"type":"ARRAY","items":{"type":"INTEGER"}}},"propertyOrdering":["a"]}"#;
        assert_eq!(
            from_gemini(object(schema).into()).to_compact(),
            r#"{"type":"object","properties":{"a":{"type":["string","null"]},"b":{"type":"array","items":{"type":"integer"}}}}"#
        );
    }

    #[test]
    fn strict_is_what_keeps_to_the_rules() {
        assert!(is_strict(&object(
            r#"{"properties":{"a":{"type":"string"}},"required":["a"],"additionalProperties":false}"#
        )));
        assert!(!is_strict(&object(
            r#"{"properties":{"a":{"type":"string"}},"additionalProperties":false}"#
        )));
    }
}
