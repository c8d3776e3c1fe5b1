//! The scanner against serde's judgement, and its own corners.

use super::{scanner::plain_prefix, *};
use proptest::prelude::*;

fn accepts(document: &[u8]) -> bool {
    let mut scanner = Scanner::new(document);
    scanner.value().and_then(|_| scanner.end()).is_ok()
}

fn serde_accepts(document: &[u8]) -> bool {
    serde_json::from_slice::<serde::de::IgnoredAny>(document).is_ok()
}

#[test]
fn the_corners_of_the_grammar_are_judged_as_serde_does() {
    for document in [
        "",
        " ",
        "{",
        "}",
        "[]",
        "{}",
        "[1,]",
        "[,1]",
        "{\"a\"}",
        "{\"a\":}",
        "{\"a\":1,}",
        "{a:1}",
        "01",
        "-",
        "-0",
        "1.",
        ".1",
        "1e",
        "1e+",
        "1E-9",
        "-1.5e+10",
        "1e999999",
        "tru",
        "true",
        "nul",
        "null ",
        "true x",
        "\"",
        "\"\\\"",
        "\"\\u12\"",
        "\"\\u12fg\"",
        "\"\\ud800\"",
        "\"\\x\"",
        "\"a\nb\"",
        "\"\u{7f}\"",
        "[[]]",
        "[{}]",
        "{\"a\":[{\"b\":{}}]}",
        "[1 2]",
        "[}",
        "{]",
        "{\"a\":1]",
        "\u{feff}{}",
        "[\"a\":1]",
        "{1:2}",
        "+1",
        "NaN",
        "[1,2,3]",
        "{\"a\":1 \"b\":2}",
        "\t\r\n [ ] ",
        "\u{b}[]",
        "\"\u{0}\"",
    ] {
        assert_eq!(accepts(document.as_bytes()), serde_accepts(document.as_bytes()), "{document:?}");
    }
}

#[test]
fn depth_costs_bits_and_mixed_containers_close_in_order() {
    let depth = 100_000;
    let deep = "[{\"a\":".repeat(depth) + "1" + &"}]".repeat(depth);
    assert!(accepts(deep.as_bytes()));
    let wrong = "[{\"a\":".repeat(depth) + "1" + &"]}".repeat(depth);
    assert!(!accepts(wrong.as_bytes()));
}

#[test]
fn a_special_byte_is_found_at_every_place() {
    for length in 0..80 {
        for special in [b'"', b'\\', 0x00, 0x1f, b'\n'] {
            let mut text = vec![0xe4; 80];
            text[length] = special;
            assert_eq!(plain_prefix(&text), length);
        }
    }
    assert_eq!(plain_prefix(&[0x20, 0x7f, 0x80, 0xff, 0x21, 0x5d, 0x5b, 0x23]), 8);
}

#[test]
fn an_escaped_key_is_the_same_key() {
    assert!(RawText(b"mod\\u0065l").is("model"));
    assert!(!RawText(b"mod\\u0065").is("model"));
    assert!(!RawText(b"\\ud800").is("model"));
}

proptest! {
    #![proptest_config(ProptestConfig::with_cases(2000))]

    #[test]
    fn arbitrary_bytes_are_judged_as_serde_does(document in prop::collection::vec(any::<u8>(), 0..200)) {
        prop_assert_eq!(accepts(&document), serde_accepts(&document));
    }

    #[test]
    fn near_json_is_judged_as_serde_does(document in r#"[\[\]{}:," 0-9.eE+\-\\untrfalse]{0,40}"#) {
        prop_assert_eq!(accepts(document.as_bytes()), serde_accepts(document.as_bytes()));
    }

    #[test]
    fn a_damaged_document_is_judged_as_serde_does(
        text in "\\PC{0,60}", number in any::<f64>(), place in any::<prop::sample::Index>(), byte in any::<u8>(),
    ) {
        let value = serde_json::json!({ "a": [text, number, null, { "b": [true, false, {}, []] }], "c": -7 });
        let mut document = value.to_string().into_bytes();
        prop_assert!(accepts(&document));
        let at = place.index(document.len());
        document[at] = byte;
        prop_assert_eq!(accepts(&document), serde_accepts(&document));
    }
}
