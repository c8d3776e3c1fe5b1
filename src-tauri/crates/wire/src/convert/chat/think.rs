//! Thoughts that stand between tags at the beginning of a text, however the tags are split.

const OPEN: &str = "<think>";
const CLOSE: &str = "</think>";

/// A piece of a text, told apart.
#[derive(Debug, PartialEq, Eq)]
pub(super) enum Piece<'a> {
    Text(&'a str),
    Thought(&'a str),
}

/// Where in such a text we are.
#[derive(Debug, Default)]
pub(super) struct ThinkTags {
    state: State,
    /// What may be the beginning of a tag.
    held: String,
}

#[derive(Debug, Default, PartialEq, Eq)]
enum State {
    #[default]
    Start,
    /// Behind the tag: line ends are not thought.
    Inside,
    Thought,
    /// Between the thoughts and the text: white space is neither's.
    Behind,
    Text,
}

impl ThinkTags {
    /// Whether no more tag is looked for.
    pub(super) fn is_done(&self) -> bool {
        self.state == State::Text
    }

    pub(super) fn push(&mut self, text: &str, mut visit: impl FnMut(Piece<'_>)) {
        self.held.push_str(text);
        loop {
            match self.state {
                State::Start => {
                    let trimmed = self.held.trim_start();
                    if let Some(rest) = trimmed.strip_prefix(OPEN) {
                        self.held = rest.to_owned();
                        self.state = State::Inside;
                    } else if OPEN.starts_with(trimmed) {
                        return;
                    } else {
                        self.state = State::Text;
                    }
                }
                State::Inside => {
                    self.held = self.held.trim_start_matches('\n').to_owned();
                    if self.held.is_empty() {
                        return;
                    }
                    self.state = State::Thought;
                }
                State::Thought => {
                    if let Some(end) = self.held.find(CLOSE) {
                        visit(Piece::Thought(&self.held[..end]));
                        self.held.drain(..end + CLOSE.len());
                        self.state = State::Behind;
                    } else {
                        let kept = beginning_of(CLOSE, &self.held);
                        let end = self.held.len() - kept;
                        visit(Piece::Thought(&self.held[..end]));
                        self.held.drain(..end);
                        return;
                    }
                }
                State::Behind => {
                    let trimmed = self.held.trim_start();
                    if trimmed.is_empty() {
                        self.held.clear();
                        return;
                    }
                    self.held = trimmed.to_owned();
                    self.state = State::Text;
                }
                State::Text => {
                    let held = std::mem::take(&mut self.held);
                    visit(Piece::Text(&held));
                    return;
                }
            }
        }
    }

    /// The text is over.
    pub(super) fn finish(self, mut visit: impl FnMut(Piece<'_>)) {
        match self.state {
            State::Thought => visit(Piece::Thought(&self.held)),
            State::Start | State::Inside | State::Behind | State::Text => visit(Piece::Text(&self.held)),
        }
    }
}

/// How much of the end of `text` may be the beginning of `tag`.
fn beginning_of(tag: &str, text: &str) -> usize {
    (1..tag.len()).rev().find(|length| text.ends_with(&tag[..*length])).unwrap_or(0)
}

#[cfg(test)]
mod tests {
    use super::*;

    fn split(chunks: &[&str]) -> (String, String) {
        let mut tags = ThinkTags::default();
        let (mut thought, mut said) = (String::new(), String::new());
        let mut visit = |piece: Piece<'_>| match piece {
            Piece::Text(text) => said.push_str(text),
            Piece::Thought(text) => thought.push_str(text),
        };
        for chunk in chunks {
            tags.push(chunk, &mut visit);
        }
        tags.finish(visit);
        (thought, said)
    }

    #[test]
    fn row_87_tags_are_found_however_they_are_split() {
        let text = "\n<think>\nhm < 字</think>\n\nHello <think>no</think>";
        let expected = ("hm < 字".to_owned(), "Hello <think>no</think>".to_owned());
        assert_eq!(split(&[text]), expected);
        let characters: Vec<String> = text.chars().map(String::from).collect();
        assert_eq!(split(&characters.iter().map(String::as_str).collect::<Vec<_>>()), expected);
        assert_eq!(split(&["<thin", "g>"]), (String::new(), "<thing>".to_owned()));
        assert_eq!(split(&["<think>never closed"]), ("never closed".to_owned(), String::new()));
        assert_eq!(split(&["<th"]), (String::new(), "<th".to_owned()));
    }
}
