//! The estimate of tokens against a real tokenizer, on prose, code and JSON in two languages.

use domain::Dialect;
use serde_json::json;
use std::{fs, path::Path};

/// What the estimate adds for the one message that the text is in.
const FRAME: u64 = 7;

#[test]
fn the_estimate_is_within_fifteen_percent() {
    let tokenizer = tiktoken_rs::o200k_base().unwrap();
    let folder = Path::new(env!("CARGO_MANIFEST_DIR")).join("fixtures/tokens");
    let mut count = 0;
    for entry in fs::read_dir(folder).unwrap() {
        let path = entry.unwrap().path();
        let text = fs::read_to_string(&path).unwrap();
        let body = json!({ "messages": [{ "role": "user", "content": text }] }).to_string();
        let estimate = wire::convert::count_tokens(Dialect::Anthropic, body.as_bytes(), "m") - FRAME;
        let real = tokenizer.encode_ordinary(&text).len() as u64;
        let error = estimate.abs_diff(real) * 100 / real;
        assert!(error <= 15, "{}: {estimate} instead of {real}", path.display());
        count += 1;
    }
    assert_eq!(count, 6);
}
