//! Tells a sign of life from content, for the timer that watches for stalls.

use memchr::memchr2;

/// Whether the chunk holds nothing but comments, pings and blank lines.
///
/// A ping that is split over two chunks counts as content: that only makes the timer more patient.
pub fn is_keep_alive(chunk: &[u8]) -> bool {
    let mut rest = chunk;
    while !rest.is_empty() {
        let end = memchr2(b'\n', b'\r', rest).unwrap_or(rest.len());
        if !is_idle_line(&rest[..end]) {
            return false;
        }
        rest = rest.get(end + 1..).unwrap_or(&[]);
    }
    true
}

fn is_idle_line(line: &[u8]) -> bool {
    match line.first() {
        None | Some(b':') => true,
        Some(b'e' | b'd') if line.len() < 64 => {
            let bare: Vec<u8> = line.iter().copied().filter(|byte| !matches!(byte, b' ' | b'\t')).collect();
            matches!(bare.as_slice(), b"event:ping" | b"data:{\"type\":\"ping\"}")
        }
        Some(_) => line.starts_with(b"id:") || line.starts_with(b"retry:"),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn pings_and_comments_are_no_content() {
        for chunk in [
            "",
            "\n",
            ": keepalive\n\n",
            "event: ping\ndata: {\"type\": \"ping\"}\n\n",
            "event:ping\r\ndata:{\"type\":\"ping\"}\r\n\r\n",
            ": OPENROUTER PROCESSING\n\n: x",
        ] {
            assert!(is_keep_alive(chunk.as_bytes()), "{chunk:?}");
        }
        for chunk in [
            "data: {}\n\n",
            "event: message_stop\n",
            ": x\n\ndata: {\"type\":\"content_block_delta\"}\n\n",
            "data: {\"type\":\"ping\"",
            "text",
        ] {
            assert!(!is_keep_alive(chunk.as_bytes()), "{chunk:?}");
        }
    }
}
