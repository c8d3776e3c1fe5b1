//! Tokens of an answer, in one way of counting.

/// All classes; `None` where the upstream said nothing.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default)]
pub(crate) struct Tokens {
    /// The whole prompt, cached or not.
    pub(crate) input: Option<u64>,
    pub(crate) cache_read: Option<u64>,
    pub(crate) cache_write: Option<u64>,
    /// The part of `cache_write` that lives for an hour.
    pub(crate) cache_write_1h: Option<u64>,
    /// All of the output, reasoning included.
    pub(crate) output: Option<u64>,
    pub(crate) reasoning: Option<u64>,
    pub(crate) web_searches: Option<u64>,
}

impl Tokens {
    /// Reports are cumulative: what a later one says counts, where it says something.
    pub(crate) fn update(&mut self, newer: Self) {
        self.input = newer.input.or(self.input);
        self.cache_read = newer.cache_read.or(self.cache_read);
        self.cache_write = newer.cache_write.or(self.cache_write);
        self.cache_write_1h = newer.cache_write_1h.or(self.cache_write_1h);
        self.output = newer.output.or(self.output);
        self.reasoning = newer.reasoning.or(self.reasoning);
        self.web_searches = newer.web_searches.or(self.web_searches);
    }

    /// The prompt without what was read from or written to a cache.
    pub(crate) fn fresh_input(&self) -> u64 {
        let cached = self.cache_read.unwrap_or(0).saturating_add(self.cache_write.unwrap_or(0));
        self.input.unwrap_or(0).saturating_sub(cached)
    }

    pub(crate) fn total(&self) -> u64 {
        self.input.unwrap_or(0).saturating_add(self.output.unwrap_or(0))
    }
}

impl From<domain::Usage> for Tokens {
    fn from(usage: domain::Usage) -> Self {
        let write = match (usage.cache_write_5m_tokens, usage.cache_write_1h_tokens) {
            (None, None) => None,
            (short, long) => Some(short.unwrap_or_default().0 + long.unwrap_or_default().0),
        };
        let read = usage.cache_read_tokens.map(|count| count.0);
        Self {
            input: usage.input_tokens.map(|fresh| fresh.0 + read.unwrap_or(0) + write.unwrap_or(0)),
            cache_read: read,
            cache_write: write,
            cache_write_1h: usage.cache_write_1h_tokens.map(|count| count.0),
            output: usage.output_tokens.map(|count| count.0),
            reasoning: usage.reasoning_tokens.map(|count| count.0),
            web_searches: usage.web_searches.map(u64::from),
        }
    }
}
