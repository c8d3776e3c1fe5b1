use super::*;
use proptest::prelude::*;

fn again(text: &str) -> String {
    Json::parse(text.as_bytes()).unwrap().to_compact()
}

#[test]
fn order_and_numbers_stay_as_they_were() {
    for text in [
        r#"{"b":1.0,"a":1,"c":[1e400,-0,12345678901234567890123,1E+2]}"#,
        r#"[[],{},[{}],"",null,true,false]"#,
        r#""ü 世界 \u0007 \n \" \\""#,
    ] {
        assert_eq!(again(text), text);
    }
    assert_eq!(again(" { \"a\" : [ 1 , 2 ] } "), r#"{"a":[1,2]}"#);
}

#[test]
fn the_last_of_equal_names_stays_in_the_first_ones_place() {
    assert_eq!(again(r#"{"a":1,"b":2,"a":3}"#), r#"{"a":3,"b":2}"#);
    let many: Vec<_> = (0..100).map(|n| format!("\"k{}\":{n}", n % 50)).collect();
    assert!(again(&format!("{{{}}}", many.join(","))).starts_with(r#"{"k0":50,"k1":51"#));
}

#[test]
fn what_is_no_text_is_replaced() {
    for (text, meant) in [
        (r#""\ud83c\udf89""#, "🎉"),
        (r#""a\ud800b""#, "a\u{fffd}b"),
        (r#""\udc00\ud800\u0041""#, "\u{fffd}\u{fffd}A"),
        (r#""\ud800\n""#, "\u{fffd}\n"),
    ] {
        assert_eq!(Json::parse(text.as_bytes()).unwrap().as_text(), Some(meant), "{text}");
    }
    assert_eq!(Json::parse(b"\"\xff\"").unwrap().as_text(), Some("\u{fffd}"));
}

#[test]
fn what_is_no_json_is_refused_where_it_breaks() {
    for (text, at) in
        [("", 0), ("{", 1), ("[1,]", 3), ("{\"a\":1]", 7), ("[1 2]", 3), ("01", 0), ("\"a", 2), ("nul", 0)]
    {
        assert_eq!(Json::parse(text.as_bytes()), Err(NotATree::Broken { at }), "{text}");
    }
    let deep = |levels: usize| format!("{}{}", "[".repeat(levels), "]".repeat(levels));
    assert!(Json::parse(deep(500).as_bytes()).is_ok());
    assert_eq!(Json::parse(deep(100_000).as_bytes()), Err(NotATree::TooDeep));
}

proptest! {
    #[test]
    fn it_reads_what_serde_json_reads(text in "[\\[\\]{}\",:0-9a-z.\\-\\\\ ]{0,24}") {
        if serde_json::from_str::<serde_json::Value>(&text).is_ok() {
            let again = Json::parse(text.as_bytes()).unwrap().to_compact();
            let same: serde_json::Value = serde_json::from_str(&text).unwrap();
            prop_assert_eq!(serde_json::from_str::<serde_json::Value>(&again).unwrap(), same);
        }
    }

    #[test]
    fn arbitrary_bytes_do_no_harm(bytes in prop::collection::vec(any::<u8>(), 0..200)) {
        let _ = Json::parse(&bytes);
        unescape(&bytes);
    }
}
