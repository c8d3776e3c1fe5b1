//! Forms as clients write them, and as they should not be.

use super::*;
use proptest::prelude::*;

const KIND: &str = "multipart/form-data; boundary=XX";

fn part(head: &str, value: &str) -> String {
    format!("--XX\r\n{head}\r\n\r\n{value}\r\n")
}

fn model(value: &str) -> String {
    part("Content-Disposition: form-data; name=\"model\"", value)
}

fn file() -> String {
    let head = "Content-Disposition: form-data; name=\"file\"; filename=\"model\"\r\nContent-Type: audio/wav";
    part(head, "RIFF\r\n\r\n--XXnot a boundary\r\n--X\r\nname=\"model\"")
}

fn read(kind: &str, body: &str) -> Result<(Option<String>, bool), FormError> {
    read_form(kind, body.as_bytes()).map(|form| {
        let spanned = form.model_span.clone().map(|span| &body[span]);
        assert_eq!(spanned, form.model, "the span is the text's");
        (form.model.map(str::to_owned), form.stream)
    })
}

#[test]
fn the_model_is_found_wherever_it_stands() {
    let stream = part("content-disposition: form-data; name=stream", "true");
    for (body, stream) in [
        (format!("{}{}--XX--\r\n", model("whisper-1"), file()), false),
        (format!("{}{}{stream}--XX--\r\n", file(), model("whisper-1")), true),
        (format!("a preamble\r\n{}{}--XX--", file(), model(" whisper-1 ")), false),
        (format!("{}{}", file(), model("whisper-1")), false),
        (format!("{}{}--XX--\r\n", file(), model("whisper-1")).replace("--XX\r\n", "--XX \t\r\n"), false),
    ] {
        assert_eq!(read(KIND, &body), Ok((Some("whisper-1".into()), stream)), "{body}");
    }
    let bare = format!("{}--XX--\n", model("whisper-1")).replace("\r\n", "\n");
    assert_eq!(read(KIND, &bare), Ok((Some("whisper-1".into()), false)));
}

#[test]
fn the_boundary_is_read_as_it_may_be_written() {
    for kind in [
        "multipart/form-data; boundary=XX",
        "Multipart/Form-Data;charset=utf-8;BOUNDARY=\"XX\"",
        "multipart/form-data; charset=\"a;b\" ; boundary = XX ; x",
    ] {
        assert!(is_form(kind), "{kind}");
        assert_eq!(read(kind, &model("m")), Ok((Some("m".into()), false)), "{kind}");
    }
    assert_eq!(read("multipart/form-data", &model("m")), Err(FormError::NoBoundary));
    assert_eq!(read("multipart/form-data; boundary=", &model("m")), Err(FormError::NoBoundary));
    assert_eq!(read("multipart/form-data; boundary=YY", &model("m")), Err(FormError::BoundaryMissing));
    assert!(!is_form("application/json") && !is_form("multipart/mixed; boundary=XX"));
}

#[test]
fn a_file_is_no_field() {
    assert_eq!(read(KIND, &format!("{}--XX--\r\n", file())), Ok((None, false)));
    assert_eq!(read(KIND, "--XX--\r\n"), Ok((None, false)));
    assert_eq!(read(KIND, "--XX\r\n--XX--\r\n"), Ok((None, false)));
}

#[test]
fn a_form_that_says_two_things_is_refused() {
    let twice = format!("{}{}--XX--", model("a"), model("b"));
    assert!(matches!(read(KIND, &twice), Err(FormError::Duplicate { field: "model", .. })));
    let long = model(&"x".repeat(VALUE_BYTES + 1));
    assert!(matches!(read(KIND, &long), Err(FormError::NotText { field: "model", .. })));
    let many = part("Content-Disposition: form-data; name=\"x\"", "1").repeat(MOST_PARTS + 1);
    assert_eq!(read(KIND, &many), Err(FormError::TooManyParts));
    let binary = b"--XX\r\nContent-Disposition: form-data; name=model\r\n\r\n\xff\r\n--XX--";
    assert!(matches!(read_form(KIND, binary), Err(FormError::NotText { field: "model", .. })));
}

proptest! {
    #[test]
    fn nothing_panics(kind in "multipart/form-data; ?(boundary=)?.{0,20}", body in prop::collection::vec(any::<u8>(), 0..200)) {
        let _ = read_form(&kind, &body);
        let body = [b"--XX\r\ncontent-disposition: form-data; name=\"model\"\r\n\r\n".as_slice(), &body].concat();
        let _ = read_form(KIND, &body);
    }

    #[test]
    fn any_value_without_the_boundary_is_found(value in "[!-~]{1,100}", file in prop::collection::vec(any::<u8>(), 0..300)) {
        prop_assume!(memmem::find(&file, b"--XX").is_none() && !value.contains("--XX"));
        let file_head = b"--XX\r\nContent-Disposition: form-data; name=\"f\"; filename=\"a\"\r\n\r\n";
        let body = [file_head, file.as_slice(), b"\r\n", model(&value).as_bytes(), b"--XX--\r\n"].concat();
        prop_assert_eq!(read_form(KIND, &body).unwrap().model, Some(value.as_str()));
    }
}
