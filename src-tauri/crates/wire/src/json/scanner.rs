//! A validating scanner that walks a document and hands out places in it.
//!
//! Iterative, so that depth costs one bit per level and never the stack. It checks the grammar only; that
//! the bytes are UTF-8 is checked by whoever takes text out, or by [`crate::peek`] for a whole body.

use super::RawText;

/// The document is not JSON: the byte offset where that became certain.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) struct NotJson {
    pub(crate) at: usize,
}

/// One member of an object, with the places of its parts.
pub(crate) struct MemberSpan<'a> {
    pub(crate) key: RawText<'a>,
    pub(crate) key_at: usize,
    pub(crate) start: usize,
    pub(crate) end: usize,
}

/// A place in a document, and what may come next there.
pub(crate) struct Scanner<'a> {
    bytes: &'a [u8],
    pub(crate) at: usize,
}

impl<'a> Scanner<'a> {
    pub(crate) fn new(bytes: &'a [u8]) -> Self {
        Self { bytes, at: 0 }
    }

    /// The next byte that is not white space, not consumed.
    pub(crate) fn peek_token(&mut self) -> Option<u8> {
        while let Some(&byte) = self.bytes.get(self.at) {
            if !matches!(byte, b' ' | b'\n' | b'\r' | b'\t') {
                return Some(byte);
            }
            self.at += 1;
        }
        None
    }

    /// Nothing but white space may follow.
    pub(crate) fn end(&mut self) -> Result<(), NotJson> {
        match self.peek_token() {
            None => Ok(()),
            Some(_) => Err(self.fault()),
        }
    }

    /// Walks an object, calling `visit` after each member.
    pub(crate) fn object(&mut self, mut visit: impl FnMut(MemberSpan<'a>)) -> Result<(), NotJson> {
        self.expect(b'{')?;
        if self.peek_token() == Some(b'}') {
            self.at += 1;
            return Ok(());
        }
        loop {
            let (key, key_at) = self.key()?;
            let (start, end) = self.value()?;
            visit(MemberSpan { key, key_at, start, end });
            match self.peek_token() {
                Some(b',') => self.at += 1,
                Some(b'}') => {
                    self.at += 1;
                    return Ok(());
                }
                _ => return Err(self.fault()),
            }
        }
    }

    /// Walks an array, calling `visit` with the start and the end of each element.
    pub(crate) fn elements(&mut self, mut visit: impl FnMut(usize, usize)) -> Result<(), NotJson> {
        self.expect(b'[')?;
        if self.peek_token() == Some(b']') {
            self.at += 1;
            return Ok(());
        }
        loop {
            let (start, end) = self.value()?;
            visit(start, end);
            match self.peek_token() {
                Some(b',') => self.at += 1,
                Some(b']') => {
                    self.at += 1;
                    return Ok(());
                }
                _ => return Err(self.fault()),
            }
        }
    }

    /// Walks one value of any kind and any depth; its start and end.
    pub(crate) fn value(&mut self) -> Result<(usize, usize), NotJson> {
        let mut nesting = Nesting::default();
        self.peek_token();
        let start = self.at;
        loop {
            let opened = match self.peek_token() {
                Some(b'{') => self.open(&mut nesting, Container::Object)?,
                Some(b'[') => self.open(&mut nesting, Container::Array)?,
                Some(_) => {
                    self.scalar()?;
                    false
                }
                None => return Err(self.fault()),
            };
            if !opened && self.close(&mut nesting)? {
                return Ok((start, self.at));
            }
        }
    }

    /// Enters a container; true when a value must follow, false when it was empty and is left again.
    fn open(&mut self, nesting: &mut Nesting, container: Container) -> Result<bool, NotJson> {
        self.at += 1;
        if self.peek_token() == Some(container.closing()) {
            self.at += 1;
            return Ok(false);
        }
        if container == Container::Object {
            self.key()?;
        }
        nesting.push(container);
        Ok(true)
    }

    /// After a value: leaves every container that ends here; true when none is left open.
    fn close(&mut self, nesting: &mut Nesting) -> Result<bool, NotJson> {
        while let Some(container) = nesting.last() {
            match self.peek_token() {
                Some(b',') => {
                    self.at += 1;
                    if container == Container::Object {
                        self.key()?;
                    }
                    return Ok(false);
                }
                Some(byte) if byte == container.closing() => {
                    self.at += 1;
                    nesting.pop();
                }
                _ => return Err(self.fault()),
            }
        }
        Ok(true)
    }

    fn key(&mut self) -> Result<(RawText<'a>, usize), NotJson> {
        if self.peek_token() != Some(b'"') {
            return Err(self.fault());
        }
        let start = self.at;
        self.string()?;
        let key = RawText(&self.bytes[start + 1..self.at - 1]);
        self.expect(b':')?;
        Ok((key, start))
    }

    pub(super) fn expect(&mut self, wanted: u8) -> Result<(), NotJson> {
        if self.peek_token() != Some(wanted) {
            return Err(self.fault());
        }
        self.at += 1;
        Ok(())
    }

    fn scalar(&mut self) -> Result<(), NotJson> {
        match self.bytes.get(self.at) {
            Some(b'"') => self.string(),
            Some(b't') => self.word(b"true"),
            Some(b'f') => self.word(b"false"),
            Some(b'n') => self.word(b"null"),
            Some(b'-' | b'0'..=b'9') => self.number(),
            _ => Err(self.fault()),
        }
    }

    fn word(&mut self, word: &[u8]) -> Result<(), NotJson> {
        if !self.bytes[self.at..].starts_with(word) {
            return Err(self.fault());
        }
        self.at += word.len();
        Ok(())
    }

    fn number(&mut self) -> Result<(), NotJson> {
        self.skip_one_of(b"-");
        match self.bytes.get(self.at) {
            Some(b'0') => self.at += 1,
            _ => self.digits()?,
        }
        if self.skip_one_of(b".") {
            self.digits()?;
        }
        if self.skip_one_of(b"eE") {
            self.skip_one_of(b"+-");
            self.digits()?;
        }
        Ok(())
    }

    fn digits(&mut self) -> Result<(), NotJson> {
        let start = self.at;
        while self.bytes.get(self.at).is_some_and(u8::is_ascii_digit) {
            self.at += 1;
        }
        if self.at == start { Err(self.fault()) } else { Ok(()) }
    }

    fn skip_one_of(&mut self, wanted: &[u8]) -> bool {
        let found = self.bytes.get(self.at).is_some_and(|byte| wanted.contains(byte));
        self.at += usize::from(found);
        found
    }

    /// Walks a string from its opening quote to behind its closing one.
    fn string(&mut self) -> Result<(), NotJson> {
        self.at += 1;
        loop {
            self.at += plain_prefix(&self.bytes[self.at..]);
            match self.bytes.get(self.at) {
                Some(b'"') => {
                    self.at += 1;
                    return Ok(());
                }
                Some(b'\\') => self.escape()?,
                _ => return Err(self.fault()),
            }
        }
    }

    fn escape(&mut self) -> Result<(), NotJson> {
        self.at += 1;
        match self.bytes.get(self.at) {
            Some(b'"' | b'\\' | b'/' | b'b' | b'f' | b'n' | b'r' | b't') => self.at += 1,
            Some(b'u') => {
                self.at += 1;
                for _ in 0..4 {
                    if !self.bytes.get(self.at).is_some_and(u8::is_ascii_hexdigit) {
                        return Err(self.fault());
                    }
                    self.at += 1;
                }
            }
            _ => return Err(self.fault()),
        }
        Ok(())
    }

    pub(super) fn fault(&self) -> NotJson {
        NotJson { at: self.at.min(self.bytes.len()) }
    }
}

#[derive(Clone, Copy, PartialEq, Eq)]
enum Container {
    Object,
    Array,
}

impl Container {
    fn closing(self) -> u8 {
        match self {
            Self::Object => b'}',
            Self::Array => b']',
        }
    }
}

/// The containers that are open: one bit each, so that a hostile depth stays cheap.
#[derive(Default)]
struct Nesting {
    words: Vec<u64>,
    current: u64,
    depth: usize,
}

impl Nesting {
    fn push(&mut self, container: Container) {
        if self.depth > 0 && self.depth.is_multiple_of(64) {
            self.words.push(self.current);
        }
        self.current = (self.current << 1) | u64::from(container == Container::Object);
        self.depth += 1;
    }

    fn pop(&mut self) {
        self.depth -= 1;
        self.current >>= 1;
        if self.depth > 0 && self.depth.is_multiple_of(64) {
            self.current = self.words.pop().unwrap_or(0);
        }
    }

    fn last(&self) -> Option<Container> {
        let container = if self.current & 1 == 1 { Container::Object } else { Container::Array };
        (self.depth > 0).then_some(container)
    }
}

/// How many bytes at the start need no look: no quote, no backslash, no control character.
pub(super) fn plain_prefix(bytes: &[u8]) -> usize {
    let mut at = 0;
    while let Some(block) = bytes[at..].first_chunk::<32>() {
        // Without an early exit the compiler turns this into vector compares.
        if block.iter().fold(false, |special, &byte| special | is_special(byte)) {
            break;
        }
        at += 32;
    }
    while let Some(word) = bytes[at..].first_chunk::<8>() {
        let specials = special_bytes(u64::from_le_bytes(*word));
        if specials != 0 {
            return at + specials.trailing_zeros() as usize / 8;
        }
        at += 8;
    }
    at + bytes[at..].iter().take_while(|&&byte| !is_special(byte)).count()
}

fn is_special(byte: u8) -> bool {
    byte < 0x20 || byte == b'"' || byte == b'\\'
}

/// The high bit of each byte that is special. Exact up to the lowest one, which is all that is asked.
fn special_bytes(word: u64) -> u64 {
    const ONES: u64 = u64::MAX / 255;
    let below = |word: u64, limit: u8| word.wrapping_sub(ONES * u64::from(limit)) & !word;
    let equal = |byte: u8| below(word ^ (ONES * u64::from(byte)), 1);
    (below(word, 0x20) | equal(b'"') | equal(b'\\')) & (ONES * 0x80)
}
