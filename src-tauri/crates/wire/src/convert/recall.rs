//! Keeps reasoning state for clients that have no place for it, or forget it: by the id of the call that it
//! belongs to.
//!
//! Bounded in number and in time. Who shares it between requests, and how, is the caller's business.

use super::ir::{Opaque, Part, Role, Thought, Turn};
use domain::{Dialect, UnixMillis};
use std::collections::{HashMap, VecDeque};

/// The most calls that are remembered.
const LIMIT: usize = 10_000;
/// How long.
const LIFETIME_MS: i64 = 24 * 60 * 60 * 1000;

/// What was thought before calls of the last hours.
#[derive(Debug, Default)]
pub struct Recall {
    entries: HashMap<String, Entry>,
    /// The ids, the oldest first.
    order: VecDeque<String>,
}

/// What an answer wants remembered.
#[derive(Debug, Default)]
pub struct Remembered(Vec<(String, Memento)>);

#[derive(Debug, Clone)]
struct Memento {
    text: String,
    opaque: Opaque,
    family: String,
}

#[derive(Debug)]
struct Entry {
    memento: Memento,
    until: UnixMillis,
}

impl Remembered {
    /// Whether there is nothing to remember.
    pub fn is_empty(&self) -> bool {
        self.0.is_empty()
    }

    pub(crate) fn push(&mut self, call_id: &str, thought: Thought, family: &str) {
        if let Some(opaque) = thought.opaque {
            let memento = Memento { text: thought.text, opaque, family: family.to_owned() };
            self.0.push((call_id.to_owned(), memento));
        }
    }
}

impl Recall {
    /// Nothing is remembered yet.
    pub fn new() -> Self {
        Self::default()
    }

    /// Takes in what an answer wants remembered; the oldest goes when there is too much.
    pub fn keep(&mut self, remembered: Remembered, now: UnixMillis) {
        for (id, memento) in remembered.0 {
            let entry = Entry { memento, until: UnixMillis(now.0.saturating_add(LIFETIME_MS)) };
            if self.entries.insert(id.clone(), entry).is_none() {
                self.order.push_back(id);
            }
        }
        while self.entries.len() > LIMIT {
            let Some(oldest) = self.order.pop_front() else { return };
            self.entries.remove(&oldest);
        }
    }

    /// Puts thoughts back before the calls that they belong to, where the client sent none.
    pub(crate) fn restore(&self, turns: &mut [Turn], upstream: Dialect, family: &str, now: UnixMillis) {
        let has_state = |part: &Part| matches!(part, Part::Thought(thought) if thought.opaque.is_some());
        for turn in turns.iter_mut().filter(|turn| turn.role == Role::Assistant) {
            if turn.parts.iter().any(has_state) {
                continue;
            }
            let known = turn.parts.iter().enumerate().find_map(|(at, part)| {
                let entry = self.entries.get(&part.as_call()?.id)?;
                let memento = &entry.memento;
                let fits =
                    memento.opaque.origin == upstream && memento.family == family && now.0 < entry.until.0;
                fits.then(|| (at, memento.clone()))
            });
            if let Some((at, Memento { text, opaque, .. })) = known {
                let redacted = opaque.redacted;
                turn.parts.insert(at, Part::Thought(Thought { text, opaque: Some(opaque), redacted }));
            }
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn remembered(ids: impl Iterator<Item = usize>) -> Remembered {
        let mut all = Remembered::default();
        for id in ids {
            let opaque = Some(Opaque::plain(Dialect::Anthropic, "sig"));
            all.push(&id.to_string(), Thought { text: "hm".to_owned(), opaque, redacted: false }, "claude");
        }
        all
    }

    #[test]
    fn the_oldest_goes_when_there_is_too_much() {
        let mut recall = Recall::new();
        recall.keep(remembered(0..LIMIT + 5), UnixMillis(0));
        assert_eq!((recall.entries.len(), recall.order.len()), (LIMIT, LIMIT));
        assert!(!recall.entries.contains_key("4") && recall.entries.contains_key("5"));
        recall.keep(remembered(5..10), UnixMillis(1));
        assert_eq!((recall.entries.len(), recall.order.len()), (LIMIT, LIMIT));
    }
}
