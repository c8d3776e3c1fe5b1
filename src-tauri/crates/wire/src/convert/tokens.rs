//! An estimate of tokens by classes of characters, for upstreams that don't count.

/// Tokens, in hundredths, that a run or a character of each class costs.
mod cost {
    /// A short word is one token, and longer ones are pieces.
    pub(super) const WORD: u64 = 100;
    pub(super) const PIECE_BYTES: u64 = 7;
    /// Up to three digits are one token.
    pub(super) const DIGITS: u64 = 3;
    /// A mark often shares a token with the word behind it, and marks in a row share one.
    pub(super) const PUNCTUATION: u64 = 64;
    pub(super) const MORE_PUNCTUATION: u64 = 28;
    pub(super) const CJK: u64 = 74;
    pub(super) const OTHER_WORD_BYTES: u64 = 5;
    pub(super) const SYMBOL: u64 = 150;
    pub(super) const NEWLINE: u64 = 60;
    pub(super) const INDENT: u64 = 70;
}

#[derive(Clone, Copy, PartialEq, Eq)]
enum Class {
    Word,
    Digit,
    Punctuation,
    Cjk,
    OtherWord,
    Symbol,
    Newline,
    Space,
}

/// The tokens of a text; a text that isn't empty has at least one.
pub(crate) fn of_text(text: &str) -> u64 {
    let mut hundredths = 0;
    let mut characters = text.chars().peekable();
    while let Some(first) = characters.next() {
        let class = class_of(first);
        let mut count: u64 = 1;
        let mut bytes = first.len_utf8() as u64;
        while let Some(next) = characters.next_if(|next| class_of(*next) == class) {
            count += 1;
            bytes += next.len_utf8() as u64;
        }
        hundredths += match class {
            Class::Word => cost::WORD + cost::WORD * (bytes.saturating_sub(1) / cost::PIECE_BYTES),
            Class::Digit => 100 * u64::div_ceil(count, cost::DIGITS),
            Class::Punctuation => cost::PUNCTUATION + cost::MORE_PUNCTUATION * (count - 1),
            Class::Cjk => cost::CJK * count,
            Class::OtherWord => 100 * bytes.div_ceil(cost::OTHER_WORD_BYTES),
            Class::Symbol => cost::SYMBOL * count,
            Class::Newline => cost::NEWLINE * count.min(2),
            // One space belongs to the word behind it.
            Class::Space => {
                if count > 1 {
                    cost::INDENT
                } else {
                    0
                }
            }
        };
    }
    if text.is_empty() { 0 } else { hundredths.div_ceil(100).max(1) }
}

fn class_of(character: char) -> Class {
    match character {
        'a'..='z' | 'A'..='Z' => Class::Word,
        '0'..='9' => Class::Digit,
        '\n' | '\r' => Class::Newline,
        ' ' | '\t' => Class::Space,
        '\0'..='\u{7f}' => Class::Punctuation,
        '\u{3040}'..='\u{30ff}'
        | '\u{3400}'..='\u{9fff}'
        | '\u{ac00}'..='\u{d7af}'
        | '\u{f900}'..='\u{faff}' => Class::Cjk,
        '\u{3000}'..='\u{303f}' | '\u{ff00}'..='\u{ff65}' | '\u{2010}'..='\u{2027}' => Class::Punctuation,
        '\u{20000}'..='\u{3ffff}' => Class::Cjk,
        other if other.is_alphabetic() => Class::OtherWord,
        _ => Class::Symbol,
    }
}
