//! Images and documents inside a request: data URLs, what the bytes really are, how large a picture is.

use super::ir::Source;
use base64::Engine;
use base64::alphabet;
use base64::engine::{DecodePaddingMode, GeneralPurpose, GeneralPurposeConfig};

/// Padding is not what a picture fails for.
const TOLERANT: GeneralPurpose = GeneralPurpose::new(
    &alphabet::STANDARD,
    GeneralPurposeConfig::new()
        .with_decode_padding_mode(DecodePaddingMode::Indifferent)
        .with_decode_allow_trailing_bits(true),
);

/// A `data:` URL as bytes, anything else as a URL.
pub(crate) fn source_of_url(url: String) -> Source {
    match data_url(&url) {
        Some((mime, data)) => Source::Base64 { mime, data },
        None => Source::Url(url),
    }
}

/// MIME type and base64 of a `data:` URL.
pub(crate) fn data_url(url: &str) -> Option<(String, String)> {
    let (scheme, rest) = url.trim_start().split_once(':')?;
    if !scheme.eq_ignore_ascii_case("data") {
        return None;
    }
    let (head, data) = rest.split_once(',')?;
    let mut words = head.split(';').map(str::trim);
    let mime = words.next().unwrap_or_default().to_ascii_lowercase();
    let data = match words.any(|word| word.eq_ignore_ascii_case("base64")) {
        true => data.to_owned(),
        // Without the marker it is either percent-encoded text or base64 by mistake.
        false if mime.starts_with("text/") || mime.is_empty() => {
            base64::engine::general_purpose::STANDARD.encode(percent_decoded(data))
        }
        false => data.to_owned(),
    };
    let mime = if mime.is_empty() { "text/plain".to_owned() } else { mime };
    Some((mime, tidy(data)))
}

/// Base64 in the standard alphabet and without white space.
pub(crate) fn tidy(data: String) -> String {
    let is_odd = |byte: u8| byte.is_ascii_whitespace() || byte == b'-' || byte == b'_';
    if !data.bytes().any(is_odd) {
        return data;
    }
    let kept = data.chars().filter(|character| !character.is_ascii_whitespace());
    kept.map(|character| match character {
        '-' => '+',
        '_' => '/',
        other => other,
    })
    .collect()
}

/// Base64 as it came with a request, with the type that it says, or is.
pub(crate) fn base64(mime: Option<String>, data: String) -> Source {
    if let Some((own, data)) = data_url(&data) {
        return Source::Base64 { mime: mime.filter(|mime| !mime.is_empty()).unwrap_or(own), data };
    }
    let data = tidy(data);
    let mime = mime.filter(|mime| !mime.is_empty()).map(|mime| mime.to_ascii_lowercase());
    let mime = mime.or_else(|| sniff(&data).map(str::to_owned));
    Source::Base64 { mime: mime.unwrap_or_else(|| "application/octet-stream".to_owned()), data }
}

/// The `data:` URL of some base64.
pub(crate) fn to_data_url(mime: &str, data: &str) -> String {
    format!("data:{mime};base64,{data}")
}

/// The type that the first bytes show.
pub(crate) fn sniff(data: &str) -> Option<&'static str> {
    let head = decode(data, 48)?;
    let is_riff = |kind: &[u8]| head.starts_with(b"RIFF") && head.get(8..12) == Some(kind);
    match () {
        () if head.starts_with(b"\x89PNG") => Some("image/png"),
        () if head.starts_with(b"\xff\xd8\xff") => Some("image/jpeg"),
        () if head.starts_with(b"GIF8") => Some("image/gif"),
        () if is_riff(b"WEBP") => Some("image/webp"),
        () if is_riff(b"WAVE") => Some("audio/wav"),
        () if head.starts_with(b"%PDF") => Some("application/pdf"),
        () => None,
    }
}

/// The type that an image has, whatever it says.
pub(crate) fn image_mime<'a>(said: &'a str, data: &str) -> &'a str {
    match sniff(data) {
        Some(found) if found.starts_with("image/") => found,
        _ if said == "image/jpg" => "image/jpeg",
        _ => said,
    }
}

/// The text of base64, when it is one.
pub(crate) fn decode_text(data: &str) -> Option<String> {
    let text = decode_bytes(data).and_then(|bytes| String::from_utf8(bytes).ok())?;
    let is_odd =
        |character: char| character.is_control() && !matches!(character, '\n' | '\r' | '\t' | '\u{c}');
    (!text.contains(is_odd)).then_some(text)
}

/// What base64 stands for.
pub(crate) fn decode_bytes(data: &str) -> Option<Vec<u8>> {
    TOLERANT.decode(data).ok()
}

/// Width and height of a picture, read from its first bytes.
pub(crate) fn dimensions(data: &str) -> Option<(u64, u64)> {
    let head = decode(data, 1 << 16)?;
    let be16 = |at: usize| Some(u64::from(u16::from_be_bytes(*head.get(at..)?.first_chunk()?)));
    let le16 = |at: usize| Some(u64::from(u16::from_le_bytes(*head.get(at..)?.first_chunk()?)));
    let be32 = |at: usize| Some(u64::from(u32::from_be_bytes(*head.get(at..)?.first_chunk()?)));
    match sniff(data)? {
        "image/png" => Some((be32(16)?, be32(20)?)),
        "image/gif" => Some((le16(6)?, le16(8)?)),
        "image/webp" => match head.get(12..16)? {
            b"VP8 " => Some((le16(26)? & 0x3fff, le16(28)? & 0x3fff)),
            b"VP8X" => {
                let le24 = |at: usize| Some(le16(at)? + (u64::from(*head.get(at + 2)?) << 16) + 1);
                Some((le24(24)?, le24(27)?))
            }
            _ => None,
        },
        "image/jpeg" => {
            let mut at = 2;
            while *head.get(at)? == 0xff {
                let marker = *head.get(at + 1)?;
                if (0xc0..=0xcf).contains(&marker) && !matches!(marker, 0xc4 | 0xc8 | 0xcc) {
                    return Some((be16(at + 7)?, be16(at + 5)?));
                }
                at += 2 + usize::try_from(be16(at + 2)?).ok()?;
            }
            None
        }
        _ => None,
    }
}

/// The first bytes that some base64 stands for.
fn decode(data: &str, characters: usize) -> Option<Vec<u8>> {
    let data = data.as_bytes();
    let cut = data.len().min(characters) & !3;
    TOLERANT.decode(&data[..cut]).ok()
}

fn percent_decoded(text: &str) -> Vec<u8> {
    let bytes = text.as_bytes();
    let mut decoded = Vec::with_capacity(bytes.len());
    let mut at = 0;
    while let Some(&byte) = bytes.get(at) {
        let hex = bytes.get(at + 1..at + 3).and_then(|hex| std::str::from_utf8(hex).ok());
        match hex.filter(|_| byte == b'%').and_then(|hex| u8::from_str_radix(hex, 16).ok()) {
            Some(meant) => {
                decoded.push(meant);
                at += 3;
            }
            None => {
                decoded.push(byte);
                at += 1;
            }
        }
    }
    decoded
}

#[cfg(test)]
mod tests {
    use super::*;

    const PNG: &str =
        "iVBORw0KGgoAAAANSUhEUgAAAAEAAAABCAYAAAAfFcSJAAAADUlEQVR42mNk+M9QDwADhgGAWjR9awAAAABJRU5ErkJggg==";

    #[test]
    fn data_urls_are_read_in_all_their_spellings() {
        for (url, mime) in [
            (format!("data:image/png;base64,{PNG}"), "image/png"),
            (format!("DATA:image/PNG;charset=utf-8;base64,{PNG}"), "image/png"),
            (format!("data:image/png,{PNG}"), "image/png"),
        ] {
            assert_eq!(data_url(&url), Some((mime.to_owned(), PNG.to_owned())), "{url}");
        }
        assert_eq!(data_url("data:,a%20b"), Some(("text/plain".to_owned(), "YSBi".to_owned())));
        assert_eq!(data_url("https://example.com/data:x,y"), None);
        assert_eq!(tidy("ab-_\n cd".to_owned()), "ab+/cd");
    }

    #[test]
    fn the_bytes_say_what_they_are() {
        assert_eq!(image_mime("image/jpeg", PNG), "image/png");
        assert_eq!(image_mime("image/jpg", "AAAA"), "image/jpeg");
        assert_eq!(dimensions(PNG), Some((1, 1)));
        assert_eq!(sniff(""), None);
        assert_eq!(dimensions("R0lGODlhAgADAAAA"), Some((2, 3)));
    }
}
