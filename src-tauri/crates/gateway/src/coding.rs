//! Content codings: gzip, deflate, br and zstd, decoded piece by piece within a bound.
//!
//! Used on request bodies (Codex sends zstd) and on the answers of upstreams that compress unasked.

use bytes::Bytes;
use std::io::{self, Write};

/// A coding we can undo.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Coding {
    /// RFC 1952.
    Gzip,
    /// RFC 1950; raw RFC 1951, too, since many senders mean that.
    Deflate,
    /// RFC 7932.
    Brotli,
    /// RFC 8878.
    Zstd,
}

/// What a `content-encoding` header says.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum Encoding {
    /// Nothing to undo.
    Identity,
    /// One coding.
    One(Coding),
    /// Several, or one we don't know.
    Unsupported,
}

impl Encoding {
    /// Reads a `content-encoding` value.
    pub(crate) fn parse(value: &str) -> Self {
        match value.trim().to_ascii_lowercase().as_str() {
            "" | "identity" => Self::Identity,
            "gzip" | "x-gzip" => Self::One(Coding::Gzip),
            "deflate" => Self::One(Coding::Deflate),
            "br" => Self::One(Coding::Brotli),
            "zstd" => Self::One(Coding::Zstd),
            _ => Self::Unsupported,
        }
    }
}

/// Why a body can't be decoded.
#[derive(Debug, Clone, Copy, PartialEq, Eq, thiserror::Error)]
pub enum DecodeError {
    /// It isn't what its header says, or it is cut off.
    #[error("the body is not what its content-encoding says")]
    Corrupt,
    /// It would be larger than allowed.
    #[error("the decoded body is too large")]
    TooLarge,
}

/// Decoded bytes, up to a limit.
struct Bounded {
    bytes: Vec<u8>,
    left: u64,
}

impl Write for Bounded {
    fn write(&mut self, piece: &[u8]) -> io::Result<usize> {
        match self.left.checked_sub(piece.len() as u64) {
            Some(left) => self.left = left,
            None => return Err(io::Error::from(io::ErrorKind::FileTooLarge)),
        }
        self.bytes.extend_from_slice(piece);
        Ok(piece.len())
    }

    fn flush(&mut self) -> io::Result<()> {
        Ok(())
    }
}

enum Inner {
    Gzip(flate2::write::MultiGzDecoder<Bounded>),
    Zlib(flate2::write::ZlibDecoder<Bounded>),
    Raw(flate2::write::DeflateDecoder<Bounded>),
    Brotli(Box<brotli::DecompressorWriter<Bounded>>),
    Zstd(Box<zstd::stream::write::Decoder<'static, Bounded>>),
    /// Deflate before its first byte, which tells zlib from raw.
    Undecided(Bounded),
    Failed(Broken),
}

/// Decodes a body that comes in pieces.
pub struct Decoder {
    inner: Inner,
}

impl std::fmt::Debug for Decoder {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.write_str("Decoder")
    }
}

/// RFC 8878 recommends 8 MiB as the window that a decoder should support; more is a way to make us allocate.
const ZSTD_WINDOW_LOG_MAX: u32 = 23;

impl Decoder {
    /// Decodes at most `limit` bytes.
    ///
    /// # Errors
    /// When the decoder can't be set up.
    pub fn new(coding: Coding, limit: u64) -> Result<Self, DecodeError> {
        let out = Bounded { bytes: Vec::new(), left: limit };
        let inner = match coding {
            Coding::Gzip => Inner::Gzip(flate2::write::MultiGzDecoder::new(out)),
            Coding::Deflate => Inner::Undecided(out),
            Coding::Brotli => Inner::Brotli(Box::new(brotli::DecompressorWriter::new(out, 8 << 10))),
            Coding::Zstd => {
                let mut decoder = zstd::stream::write::Decoder::new(out).map_err(|_| DecodeError::Corrupt)?;
                decoder.window_log_max(ZSTD_WINDOW_LOG_MAX).map_err(|_| DecodeError::Corrupt)?;
                Inner::Zstd(Box::new(decoder))
            }
        };
        Ok(Self { inner })
    }

    /// Takes a piece in and gives what it decodes to so far.
    ///
    /// # Errors
    /// When it isn't the coding, or too much.
    pub fn push(&mut self, piece: &[u8]) -> Result<Bytes, DecodeError> {
        self.decide(piece);
        let result = self.writer().write_all(piece).and_then(|()| self.writer().flush());
        self.taken(result)
    }

    /// The rest, once all has come.
    ///
    /// # Errors
    /// When the body was cut off.
    pub fn finish(mut self) -> Result<Bytes, DecodeError> {
        let result = match &mut self.inner {
            Inner::Gzip(decoder) => decoder.try_finish(),
            Inner::Zlib(decoder) => decoder.try_finish(),
            Inner::Raw(decoder) => decoder.try_finish(),
            Inner::Brotli(decoder) => decoder.close(),
            Inner::Zstd(decoder) => decoder.flush(),
            Inner::Undecided(_) => Ok(()),
            Inner::Failed(_) => Err(io::Error::from(io::ErrorKind::InvalidData)),
        };
        self.taken(result)
    }

    /// A zlib header's first two bytes are a multiple of 31 with method 8; raw deflate rarely begins so.
    fn decide(&mut self, piece: &[u8]) {
        let Some(first) = piece.first() else { return };
        if let Inner::Undecided(_) = &self.inner
            && let Inner::Undecided(out) = std::mem::replace(&mut self.inner, Inner::Failed(Broken))
        {
            let zlib = first & 0x0f == 8 && first >> 4 <= 7;
            self.inner = if zlib {
                Inner::Zlib(flate2::write::ZlibDecoder::new(out))
            } else {
                Inner::Raw(flate2::write::DeflateDecoder::new(out))
            };
        }
    }

    fn writer(&mut self) -> &mut dyn Write {
        match &mut self.inner {
            Inner::Gzip(decoder) => decoder,
            Inner::Zlib(decoder) => decoder,
            Inner::Raw(decoder) => decoder,
            Inner::Brotli(decoder) => decoder,
            Inner::Zstd(decoder) => decoder,
            Inner::Undecided(out) => out,
            Inner::Failed(broken) => broken,
        }
    }

    fn taken(&mut self, result: io::Result<()>) -> Result<Bytes, DecodeError> {
        if let Err(error) = result {
            self.inner = Inner::Failed(Broken);
            let too_large = error.kind() == io::ErrorKind::FileTooLarge;
            return Err(if too_large { DecodeError::TooLarge } else { DecodeError::Corrupt });
        }
        let out = match &mut self.inner {
            Inner::Gzip(decoder) => decoder.get_mut(),
            Inner::Zlib(decoder) => decoder.get_mut(),
            Inner::Raw(decoder) => decoder.get_mut(),
            Inner::Brotli(decoder) => decoder.get_mut(),
            Inner::Zstd(decoder) => decoder.get_mut(),
            Inner::Undecided(out) => out,
            Inner::Failed(_) => return Err(DecodeError::Corrupt),
        };
        Ok(std::mem::take(&mut out.bytes).into())
    }
}

/// Refuses every byte: what a decoder has become after its first error.
struct Broken;

impl Write for Broken {
    fn write(&mut self, _: &[u8]) -> io::Result<usize> {
        Err(io::Error::from(io::ErrorKind::InvalidData))
    }

    fn flush(&mut self) -> io::Result<()> {
        Ok(())
    }
}

/// Decodes a whole body.
///
/// # Errors
/// When it isn't the coding, is cut off, or too large.
pub(crate) fn decode(coding: Coding, body: &[u8], limit: u64) -> Result<Bytes, DecodeError> {
    let mut decoder = Decoder::new(coding, limit)?;
    let mut decoded = decoder.push(body)?.to_vec();
    if coding == Coding::Zstd && !is_whole_zstd(body) {
        return Err(DecodeError::Corrupt);
    }
    decoded.extend_from_slice(&decoder.finish()?);
    if decoded.is_empty() && !body.is_empty() && coding != Coding::Brotli {
        // A header alone: nothing that a JSON request could be.
        return Err(DecodeError::Corrupt);
    }
    Ok(decoded.into())
}

/// The streaming decoder takes a cut-off frame for one that goes on, so the frames are measured first.
fn is_whole_zstd(mut body: &[u8]) -> bool {
    while !body.is_empty() {
        match zstd::zstd_safe::find_frame_compressed_size(body) {
            Ok(length) if (1..=body.len()).contains(&length) => body = &body[length..],
            Ok(_) | Err(_) => return false,
        }
    }
    true
}

#[cfg(test)]
mod tests {
    use super::*;
    use std::io::Read;

    fn encode(coding: Coding, text: &[u8]) -> Vec<u8> {
        let mut encoded = Vec::new();
        match coding {
            Coding::Gzip => {
                flate2::read::GzEncoder::new(text, flate2::Compression::default())
                    .read_to_end(&mut encoded)
                    .unwrap();
            }
            Coding::Deflate => {
                flate2::read::ZlibEncoder::new(text, flate2::Compression::default())
                    .read_to_end(&mut encoded)
                    .unwrap();
            }
            Coding::Brotli => {
                let mut input = text;
                brotli::BrotliCompress(
                    &mut input,
                    &mut encoded,
                    &brotli::enc::BrotliEncoderParams::default(),
                )
                .unwrap();
            }
            Coding::Zstd => encoded = zstd::stream::encode_all(text, 3).unwrap(),
        }
        encoded
    }

    const ALL: [Coding; 4] = [Coding::Gzip, Coding::Deflate, Coding::Brotli, Coding::Zstd];

    #[test]
    fn every_coding_decodes_whole_and_byte_by_byte() {
        let text = br#"{"model":"m","messages":[{"role":"user","content":"hello hello hello"}]}"#;
        for coding in ALL {
            let encoded = encode(coding, text);
            assert_eq!(decode(coding, &encoded, 1 << 20).unwrap(), text.as_slice(), "{coding:?}");
            let mut decoder = Decoder::new(coding, 1 << 20).unwrap();
            let mut decoded = Vec::new();
            for byte in &encoded {
                decoded.extend_from_slice(&decoder.push(&[*byte]).unwrap());
            }
            decoded.extend_from_slice(&decoder.finish().unwrap());
            assert_eq!(decoded, text, "{coding:?} byte by byte");
        }
    }

    #[test]
    fn raw_deflate_is_understood() {
        let mut raw = Vec::new();
        flate2::read::DeflateEncoder::new(&b"{\"a\":1}"[..], flate2::Compression::default())
            .read_to_end(&mut raw)
            .unwrap();
        assert_eq!(decode(Coding::Deflate, &raw, 100).unwrap(), &b"{\"a\":1}"[..]);
    }

    #[test]
    fn what_is_not_the_coding_or_cut_off_is_corrupt() {
        for coding in ALL {
            assert_eq!(decode(coding, b"{\"model\":\"m\"}", 1000), Err(DecodeError::Corrupt), "{coding:?}");
            let encoded = encode(coding, &b"0123456789abcdefghijklmnopqrstuvwxyz".repeat(20));
            assert_eq!(
                decode(coding, &encoded[..encoded.len() - 3], 10_000),
                Err(DecodeError::Corrupt),
                "{coding:?} cut off"
            );
        }
    }

    #[test]
    fn a_bomb_stops_at_the_limit() {
        let zeros = vec![0; 8 << 20];
        for coding in ALL {
            let encoded = encode(coding, &zeros);
            assert!(encoded.len() < 1 << 16);
            assert_eq!(decode(coding, &encoded, 1 << 20), Err(DecodeError::TooLarge), "{coding:?}");
        }
    }

    #[test]
    fn only_one_known_coding_is_supported() {
        assert_eq!(Encoding::parse("GZIP"), Encoding::One(Coding::Gzip));
        assert_eq!(Encoding::parse("identity"), Encoding::Identity);
        assert_eq!(Encoding::parse("gzip, gzip"), Encoding::Unsupported);
        assert_eq!(Encoding::parse("compress"), Encoding::Unsupported);
    }
}
