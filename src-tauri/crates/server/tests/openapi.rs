//! The committed document is what the API is: the front end's types are made from it.

use std::{env, fs, path::Path};

#[test]
fn the_committed_document_describes_the_api() {
    let path = Path::new(env!("CARGO_MANIFEST_DIR")).join("openapi.json");
    let described = server::openapi().to_pretty_json().unwrap() + "\n";
    if env::var_os("UPDATE").is_some_and(|update| update == "1") {
        fs::write(&path, &described).unwrap();
    }
    let committed = fs::read_to_string(&path).unwrap_or_default();
    assert!(
        committed == described,
        "openapi.json is out of date: run `UPDATE=1 cargo test -p server --test openapi` and commit it"
    );
}

#[test]
fn every_operation_has_a_name_a_text_and_says_what_a_problem_looks_like() {
    let document = serde_json::to_value(server::openapi()).unwrap();
    let paths = document["paths"].as_object().unwrap();
    let mut names = Vec::new();
    for (path, item) in paths {
        assert!(path.starts_with("/api/v1/") || path == "/api/health", "{path}");
        for (method, operation) in item.as_object().unwrap() {
            names.push(operation["operationId"].as_str().unwrap().to_owned());
            assert!(operation["summary"].is_string(), "{method} {path}");
        }
    }
    let count = names.len();
    names.sort();
    names.dedup();
    assert_eq!(names.len(), count, "operation ids are unique");
    assert!(document["components"]["schemas"]["Problem"].is_object());
}

#[test]
fn every_reference_leads_somewhere() {
    let document = server::openapi().to_json().unwrap();
    let parsed: serde_json::Value = serde_json::from_str(&document).unwrap();
    for reference in document.split("\"#/components/schemas/").skip(1) {
        let name = reference.split('"').next().unwrap();
        assert!(parsed["components"]["schemas"][name].is_object(), "{name}");
    }
}
