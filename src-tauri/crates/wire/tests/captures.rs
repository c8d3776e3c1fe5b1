//! Requests of real clients, as recorded: each body must be understood as it is.

use std::{fs, path::Path};

#[test]
fn every_recorded_body_peeks() {
    let folder = Path::new(env!("CARGO_MANIFEST_DIR")).join("fixtures/captures");
    let mut count = 0;
    for entry in fs::read_dir(folder).unwrap() {
        let path = entry.unwrap().path();
        let capture: serde_json::Value = serde_json::from_slice(&fs::read(&path).unwrap()).unwrap();
        for body in [capture["body"].to_string(), serde_json::to_string_pretty(&capture["body"]).unwrap()] {
            let peek =
                wire::peek(body.as_bytes()).unwrap_or_else(|error| panic!("{}: {error}", path.display()));
            assert_eq!(peek.model.as_deref(), capture["body"]["model"].as_str(), "{}", path.display());
            assert_eq!(peek.stream, capture["body"]["stream"].as_bool(), "{}", path.display());
            let user_id = peek.user_id.map(|id| id.decode().unwrap().into_owned());
            assert_eq!(user_id.as_deref(), capture["body"]["metadata"]["user_id"].as_str());
            count += 1;
        }
    }
    assert!(count > 100, "only {count} captures");
}
