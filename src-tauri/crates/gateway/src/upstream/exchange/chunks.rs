//! The chunked transfer coding (RFC 9112, 7.1): what one read brings of it leaves as one piece.

use super::Unreadable;
use bytes::{Buf, Bytes, BytesMut};

/// The most bytes around the data of one chunk, and behind the last one.
const AROUND_BYTES: usize = 16 << 10;

/// Where in the coding we are.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
enum At {
    /// In a chunk's length; whether a digit has come.
    Size { some: bool },
    /// Behind a chunk's length: extensions, which say nothing to us.
    Extension,
    /// Before the line feed behind a chunk's length.
    SizeFeed,
    /// In a chunk's data.
    Data,
    /// Behind a chunk's data.
    DataReturn,
    /// Before the line feed behind a chunk's data.
    DataFeed,
    /// At the beginning of a line behind the last chunk.
    Trailer,
    /// In such a line.
    TrailerLine,
    /// Before the line feed of the line that ends everything.
    LastFeed,
    /// Behind it.
    Over,
}

/// A chunked body as far as it has come.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(super) struct Chunks {
    at: At,
    /// Of the chunk, still to come.
    left: u64,
    /// Bytes around the data since the last of it.
    around: usize,
}

impl Default for Chunks {
    fn default() -> Self {
        Self { at: At::Size { some: false }, left: 0, around: 0 }
    }
}

impl Chunks {
    /// Takes all data that is there; `None` where that is none.
    pub(super) fn take(&mut self, input: &mut BytesMut) -> Result<Option<Bytes>, Unreadable> {
        // Data of the second chunk and later ones moves to the end of the first's, over what stood between.
        let (mut at, mut start, mut end) = (0, 0, 0);
        while at < input.len() && self.at != At::Over {
            if self.at != At::Data {
                self.step(input[at])?;
                at += 1;
                continue;
            }
            let here = usize::try_from(self.left).map_or(input.len(), |left| left.min(input.len() - at));
            if start == end {
                (start, end) = (at, at + here);
            } else {
                input.copy_within(at..at + here, end);
                end += here;
            }
            at += here;
            self.left -= here as u64;
            if self.left == 0 {
                self.at = At::DataReturn;
                self.around = 0;
            }
        }
        input.advance(start);
        let data = input.split_to(end - start);
        input.advance(at - end);
        Ok((!data.is_empty()).then(|| data.freeze()))
    }

    /// Whether everything has come.
    pub(super) fn is_over(&self) -> bool {
        self.at == At::Over
    }

    /// One byte that is no data.
    fn step(&mut self, byte: u8) -> Result<(), Unreadable> {
        self.around += 1;
        if self.around > AROUND_BYTES {
            return Err(Unreadable("there is too much around a chunk"));
        }
        self.at = match (self.at, byte) {
            (At::Size { .. }, b'0'..=b'9' | b'a'..=b'f' | b'A'..=b'F') => {
                let digit = (byte as char).to_digit(16).unwrap_or_default();
                let shifted = self.left.checked_mul(16).ok_or(Unreadable("a chunk is too long"))?;
                self.left = shifted + u64::from(digit);
                At::Size { some: true }
            }
            (At::Size { some: true }, b';' | b' ' | b'\t') => At::Extension,
            (At::Size { some: true } | At::Extension, b'\r') => At::SizeFeed,
            (At::Extension, byte) if byte != b'\n' => At::Extension,
            (At::SizeFeed, b'\n') if self.left == 0 => At::Trailer,
            (At::SizeFeed, b'\n') => At::Data,
            (At::DataReturn, b'\r') => At::DataFeed,
            (At::DataFeed, b'\n') => At::Size { some: false },
            (At::Trailer, b'\r') => At::LastFeed,
            (At::LastFeed | At::Trailer, b'\n') => At::Over,
            (At::TrailerLine, b'\n') => At::Trailer,
            (At::Trailer | At::TrailerLine, _) => At::TrailerLine,
            _ => return Err(Unreadable("a chunk doesn't end where it says")),
        };
        Ok(())
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use proptest::prelude::*;

    fn decode<'a>(
        pieces: impl IntoIterator<Item = &'a [u8]>,
    ) -> Result<(Vec<u8>, bool, Vec<u8>), Unreadable> {
        let (mut chunks, mut input, mut data) = (Chunks::default(), BytesMut::new(), Vec::new());
        for piece in pieces {
            input.extend_from_slice(piece);
            if let Some(taken) = chunks.take(&mut input)? {
                data.extend_from_slice(&taken);
            }
        }
        Ok((data, chunks.is_over(), input.to_vec()))
    }

    #[test]
    fn what_is_there_leaves_as_one_piece() {
        let mut input =
            BytesMut::from("5\r\nhello\r\n2;x=\"y\"\r\n, \r\nA\r\n0123456789\r\n0\r\nt: x\r\n\r\nnext");
        let mut chunks = Chunks::default();
        assert_eq!(chunks.take(&mut input).unwrap().unwrap(), "hello, 0123456789");
        assert!(chunks.is_over());
        assert_eq!(input, "next");
    }

    #[test]
    fn what_is_no_chunk_is_refused() {
        for bad in [
            "\r\n",
            "x\r\n",
            "5\nhello",
            "5\r\nhello!",
            "5\r\nhello\rx",
            "11111111111111111\r\n",
            "-1\r\n",
            "5 \n",
        ] {
            assert!(decode([bad.as_bytes()]).is_err(), "{bad:?}");
        }
        let endless = format!("1;{}", "x".repeat(AROUND_BYTES));
        assert!(decode([endless.as_bytes()]).is_err());
        let trailers = format!("0\r\n{}", "a: b\r\n".repeat(AROUND_BYTES));
        assert!(decode([trailers.as_bytes()]).is_err());
    }

    proptest! {
        #[test]
        fn every_split_gives_the_same_data(
            chunks in prop::collection::vec(prop::collection::vec(any::<u8>(), 1..40), 0..8),
            cuts in prop::collection::vec(any::<prop::sample::Index>(), 0..12),
        ) {
            let mut coded: Vec<u8> = Vec::new();
            for chunk in &chunks {
                coded.extend(format!("{:x}\r\n", chunk.len()).bytes().chain(chunk.iter().copied()).chain(*b"\r\n"));
            }
            coded.extend(*b"0\r\n\r\nnext");
            let mut places: Vec<_> = cuts.iter().map(|cut| cut.index(coded.len() + 1)).collect();
            places.extend([0, coded.len()]);
            places.sort_unstable();
            let pieces = places.windows(2).map(|pair| &coded[pair[0]..pair[1]]);
            let (data, is_over, rest) = decode(pieces).unwrap();
            prop_assert!(is_over);
            prop_assert_eq!(data, chunks.concat());
            prop_assert_eq!(rest, b"next");
            // Anything shorter is not over.
            let (_, is_over, _) = decode([&coded[..coded.len() - 5]]).unwrap();
            prop_assert!(!is_over);
        }

        #[test]
        fn arbitrary_bytes_do_no_harm(bytes in prop::collection::vec(any::<u8>(), 0..200)) {
            let _ = decode(bytes.chunks(7));
        }
    }
}
