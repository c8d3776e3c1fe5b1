//! Pictures, documents and files (rows 54 to 56).

use super::{A, C, G, PNG, R, anthropic, body, body_at, chat, refused, sent};
use crate::convert::Host;
use serde_json::json;

#[test]
fn row_54_images_in_every_state() {
    let image = |url: &str| {
        chat(&json!({ "messages": [{ "role": "user", "content": [
            { "type": "text", "text": "see" }, { "type": "image_url", "image_url": { "url": url } },
        ] }] }))
    };
    let block = |url: &str| body(C, A, &image(url))["messages"][0]["content"][1].clone();
    for url in [
        format!("data:image/png;base64,{PNG}"),
        format!("data:image/jpeg;charset=utf-8;base64,{PNG}"),
        format!("DATA:image/png,{}\n {}", &PNG[..40], &PNG[40..]),
    ] {
        assert_eq!(
            block(&url)["source"],
            json!({ "type": "base64", "media_type": "image/png", "data": PNG }),
            "{url}"
        );
    }
    assert_eq!(block("https://x.example/a.png")["source"]["type"], "url");
    let content = |url: &str| body(C, A, &image(url))["messages"][0]["content"].to_string();
    assert!(content("data:image/svg+xml;base64,PHN2Zz4=").contains("image omitted"));
    assert!(content("data:image/png;base64,").contains("image omitted"));
    let parts = body(C, G, &image("data:image/gif;base64,R0lGODlhAgADAAAA"))["contents"][0]["parts"].clone();
    assert!(parts[1]["text"].as_str().unwrap().contains("image omitted"));
    let (written, changes) = sent(C, G, &image("https://x.example/a.png"));
    assert_eq!(written["contents"][0]["parts"][1]["text"], "[image: https://x.example/a.png]");
    assert!(!changes.is_empty());
}

#[test]
fn rows_55_and_56_documents_and_details() {
    let bare = chat(&json!({ "messages": [{ "role": "user", "content": [
        { "type": "image_url", "image_url": "https://x.example/a.png" },
        { "type": "input_image", "image_url": "https://x.example/b.png", "detail": "original" },
        { "type": "file", "file": { "filename": "a.pdf", "file_data": "data:application/pdf;base64,JVBERi0x" } },
        { "type": "file", "file": { "filename": "a.txt", "file_data": "aGk=" } },
        { "type": "file", "file": { "filename": "a.docx", "file_data": "UEsDBA==" } },
    ] }] }));
    let content = body(C, A, &bare)["messages"][0]["content"].clone();
    let kinds: Vec<_> =
        content.as_array().unwrap().iter().map(|block| block["type"].as_str().unwrap()).collect();
    assert_eq!(kinds, ["image", "image", "document", "document", "text"]);
    assert_eq!(content[3]["source"], json!({ "type": "text", "media_type": "text/plain", "data": "hi" }));
    let items = body(C, R, &bare)["input"][0]["content"].clone();
    assert_eq!(items[1]["detail"], "high");
    let titled = anthropic(&json!({ "messages": [{ "role": "user", "content": [
        { "type": "document", "title": "T", "context": "K", "source": { "type": "text", "media_type": "text/plain", "data": "hi" } },
        { "type": "document", "title": "P", "source": { "type": "base64", "media_type": "application/pdf", "data": "JVBERi0x" } },
    ] }] }));
    let content = body(A, C, &titled)["messages"][0]["content"].clone();
    assert_eq!(content[0]["text"], "T\nK\nhi");
    assert_eq!(content[1]["file"]["filename"], "P");
    let other = body_at(A, C, Host::Other, "qwen", &titled)["messages"][0]["content"].clone();
    assert_eq!(other, "T\nK\nhi\n\n[document omitted: P]");
}

#[test]
fn row_56_a_file_that_another_vendor_keeps_is_refused_now_and_named_later() {
    let file =
        json!([{ "type": "text", "text": "see" }, { "type": "file", "file": { "file_id": "file-1" } }]);
    let now = chat(&json!({ "messages": [{ "role": "user", "content": file }] }));
    let later = chat(&json!({ "messages": [
        { "role": "user", "content": file }, { "role": "assistant", "content": "ok" }, { "role": "user", "content": "go" },
    ] }));
    for to in [A, R, G] {
        assert_eq!(refused(C, to, &now).field, "file_id");
        assert!(body(C, to, &later).to_string().contains("[document omitted: file-1]"), "{to}");
    }
}
