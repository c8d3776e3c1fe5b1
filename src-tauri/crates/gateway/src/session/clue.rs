//! What a request says of its conversation: the first that is found, in gateway.md's order.

use super::{SESSION_HEADER, SessionId};
use domain::{Dialect, KeyId, Random, Text, UnixMillis};
use foldhash::quality::FixedState;
use http::HeaderMap;
use serde::Deserialize;
use std::{
    borrow::Cow,
    hash::{BuildHasher, Hash, Hasher},
};
use wire::{Peek, RawText};

/// Where clients say which conversation it is, best first.
const HEADERS: [&str; 6] = [
    "x-claude-code-session-id",
    // Codex, of today and of earlier.
    "session-id",
    "session_id",
    "thread-id",
    "conversation_id",
    // OpenCode.
    "x-session-affinity",
];
/// `metadata.user_id` is longer only where it is something else.
const USER_ID_BYTES: usize = 1024;
/// Two halves of one digest.
const SEEDS: [u64; 2] = [0x5377_6974_6368, 0x7961_7264];

/// What a request says of its conversation.
#[derive(Debug, Clone, PartialEq, Eq, Default)]
pub(crate) enum Clue {
    /// Its name.
    Named(SessionId),
    /// How it begins, as a digest: the same in each of its requests.
    Begins([u64; 2]),
    /// Nothing.
    #[default]
    Nothing,
}

impl Clue {
    /// What the headers say, for a request without a body that can be read.
    pub(crate) fn in_headers(headers: &HeaderMap) -> Option<Self> {
        let named = |name: &str, parse: fn(&str) -> Option<SessionId>| {
            headers.get(name).and_then(|value| parse(value.to_str().ok()?))
        };
        named(SESSION_HEADER, SessionId::parse)
            .or_else(|| HEADERS.iter().find_map(|name| named(name, SessionId::parse_unique)))
            .map(Self::Named)
    }

    /// What a request says. A sub-agent says its parent's: its own id stands in a header of its own.
    pub(crate) fn of(dialect: Dialect, headers: &HeaderMap, body: &[u8], peek: &Peek<'_>) -> Self {
        if let Some(named) = Self::in_headers(headers) {
            return named;
        }
        let unique = |text: &Option<RawText<'_>>| SessionId::parse_unique(&(*text)?.decode()?);
        let named = (peek.user_id.as_ref())
            .and_then(|user_id| in_user_id(*user_id))
            .or_else(|| unique(&peek.session_id))
            .or_else(|| unique(&peek.prompt_cache_key))
            // Which provider made that answer is known elsewhere.
            .or_else(|| SessionId::parse(&peek.previous_response_id?.decode()?));
        match named {
            Some(named) => Self::Named(named),
            None => digest(dialect, body, peek).map_or(Self::Nothing, Self::Begins),
        }
    }

    /// The conversation.
    pub(crate) fn session(self, key: KeyId, now: UnixMillis, random: &dyn Random) -> SessionId {
        match self {
            Self::Named(session) => session,
            Self::Begins(digest) => {
                let [high, low] = SEEDS.map(|seed| FixedState::with_seed(seed).hash_one((key, digest)));
                SessionId(format!("sy-{high:016x}{low:016x}").into())
            }
            Self::Nothing => SessionId::generate(now, random),
        }
    }
}

/// The sub-agent that asks within its parent's conversation: recorded, and nothing else.
pub(crate) fn agent(headers: &HeaderMap) -> Option<Text> {
    let id = headers.get("x-claude-code-agent-id")?.to_str().ok()?;
    SessionId::parse(id).map(|id| id.0)
}

/// Claude Code's session, in both of its spellings: a JSON object in a string, and, in older versions,
/// `user_…_account_…_session_…`.
fn in_user_id(user_id: RawText<'_>) -> Option<SessionId> {
    #[derive(Deserialize)]
    struct UserId<'a> {
        #[serde(borrow)]
        session_id: Cow<'a, str>,
    }
    if user_id.raw().len() > USER_ID_BYTES {
        return None;
    }
    let text = user_id.decode()?;
    if text.starts_with('{') {
        let user_id: UserId<'_> = serde_json::from_str(&text).ok()?;
        return SessionId::parse_unique(&user_id.session_id);
    }
    let (_, session) = text.rsplit_once("_session_")?;
    SessionId::parse_unique(session)
}

/// How a conversation begins. It doesn't go on in another dialect, whatever it begins with. The key is left out:
/// [`Clue::session`] adds it.
fn digest(dialect: Dialect, body: &[u8], peek: &Peek<'_>) -> Option<[u64; 2]> {
    let [mut high, mut low] = SEEDS.map(|seed| FixedState::with_seed(seed).build_hasher());
    dialect.as_str().hash(&mut high);
    dialect.as_str().hash(&mut low);
    let said = wire::opening(dialect, body, peek, &mut |slice| {
        slice.hash(&mut high);
        slice.hash(&mut low);
    });
    said.then(|| [high.finish(), low.finish()])
}

#[cfg(test)]
mod tests {
    use super::*;
    use domain::SystemRandom;

    const CLAUDE: &str = "d66b3bbd-af25-432c-94ce-d43997dfea10";
    const CODEX: &str = "01a20a73-21b8-7303-9d45-dea58be7bac2";
    const THREAD: &str = "01a20a73-0000-7303-9d45-dea58be7bac2";

    fn clue(dialect: Dialect, headers: &[(&str, &str)], body: &str) -> Clue {
        let mut map = HeaderMap::new();
        for (name, value) in headers {
            map.insert(http::HeaderName::from_bytes(name.as_bytes()).unwrap(), value.parse().unwrap());
        }
        Clue::of(dialect, &map, body.as_bytes(), &wire::peek(body.as_bytes()).unwrap())
    }

    fn named(name: &str) -> Clue {
        Clue::Named(SessionId::parse(name).unwrap())
    }

    #[test]
    fn the_same_words_in_another_dialect_are_another_conversation() {
        let body = r#"{"model":"m","messages":[{"role":"user","content":"hi"}]}"#;
        let [first, again, other] = [Dialect::Anthropic, Dialect::Anthropic, Dialect::OpenaiChat]
            .map(|dialect| clue(dialect, &[], body));
        assert!(matches!(first, Clue::Begins(_)) && first == again, "{first:?}");
        assert_ne!(first, other);
    }

    #[test]
    fn the_first_place_that_names_the_conversation_decides() {
        use Dialect::{Anthropic, OpenaiChat, OpenaiResponses};
        let json = format!(
            r#"{{"metadata":{{"user_id":"{{\"device_id\":\"6c61\",\"account_uuid\":\"\",\"session_id\":\"{CLAUDE}\"}}"}}}}"#
        );
        let legacy = format!(r#"{{"metadata":{{"user_id":"user_6c61_account__session_{CLAUDE}"}}}}"#);
        let metadata = format!(r#"{{"metadata":{{"session_id":"{CLAUDE}"}},"prompt_cache_key":"{CODEX}"}}"#);
        let cache_key =
            format!(r#"{{"prompt_cache_key":"{CODEX}","previous_response_id":"resp_1","input":"hi"}}"#);
        for (case, dialect, headers, body, expected) in [
            // Whatever we returned, or a person chose, however short.
            (
                "x-session-id",
                Anthropic,
                &[("x-session-id", "mine"), ("x-claude-code-session-id", CLAUDE)][..],
                "{}",
                "mine",
            ),
            (
                "Claude Code",
                Anthropic,
                &[("x-claude-code-session-id", CLAUDE), ("session-id", CODEX)],
                "{}",
                CLAUDE,
            ),
            (
                "50: header beats body",
                OpenaiResponses,
                &[("session-id", CODEX), ("thread-id", THREAD)],
                &cache_key,
                CODEX,
            ),
            ("Codex of earlier", OpenaiResponses, &[("session_id", CODEX)], "{}", CODEX),
            ("50: one of the pair", OpenaiResponses, &[("thread-id", CODEX)], "{}", CODEX),
            ("older still", OpenaiResponses, &[("conversation_id", CODEX)], "{}", CODEX),
            (
                "OpenCode",
                OpenaiChat,
                &[("x-session-affinity", "ses_df58c4a1cffezDaNDuZp5uBisy")],
                "{}",
                "ses_df58c4a1cffezDaNDuZp5uBisy",
            ),
            ("51: JSON", Anthropic, &[], &json, CLAUDE),
            ("51: legacy", Anthropic, &[], &legacy, CLAUDE),
            ("metadata before the cache's key", OpenaiResponses, &[], &metadata, CLAUDE),
            ("the cache's key before the answer", OpenaiResponses, &[], &cache_key, CODEX),
            (
                "an answer",
                OpenaiResponses,
                &[],
                r#"{"previous_response_id":"resp_68a1","input":"hi"}"#,
                "resp_68a1",
            ),
            // 49: what could be anybody's is passed over, wherever it stands.
            (
                "49: number in a header",
                OpenaiResponses,
                &[("session-id", "1234567890123456789012")],
                &cache_key,
                CODEX,
            ),
            ("49: short in a header", OpenaiResponses, &[("session-id", "chat")], &cache_key, CODEX),
            (
                "49: spaces",
                Anthropic,
                &[("x-session-id", "a b"), ("x-claude-code-session-id", CLAUDE)],
                "{}",
                CLAUDE,
            ),
        ] {
            assert_eq!(clue(dialect, headers, body), named(expected), "{case}");
        }
    }

    #[test]
    fn what_names_no_conversation_leads_to_how_it_begins() {
        for body in [
            r#"{"metadata":{"user_id":"user-42"},"messages":[{"role":"user","content":"hi"}]}"#,
            r#"{"metadata":{"user_id":"{\"session_id\":42}"},"messages":[{"role":"user","content":"hi"}]}"#,
            r#"{"metadata":{"user_id":"user_1_account__session_42"},"messages":[{"role":"user","content":"hi"}]}"#,
            r#"{"metadata":{"session_id":1234567890123456789012},"messages":[{"role":"user","content":"hi"}]}"#,
            r#"{"prompt_cache_key":"my-app","messages":[{"role":"user","content":"hi"}]}"#,
            r#"{"previous_response_id":"","messages":[{"role":"user","content":"hi"}]}"#,
            r#"{"messages":[{"role":"user","content":"hi"},{"role":"assistant","content":"a"},{"role":"user","content":"b"}]}"#,
        ] {
            let plain = clue(Dialect::OpenaiChat, &[], r#"{"messages":[{"role":"user","content":"hi"}]}"#);
            assert!(matches!(plain, Clue::Begins(_)));
            assert_eq!(clue(Dialect::OpenaiChat, &[], body), plain, "{body}");
        }
        let long =
            format!(r#"{{"metadata":{{"user_id":"{}_session_{CLAUDE}"}}}}"#, "x".repeat(USER_ID_BYTES));
        assert_eq!(clue(Dialect::Anthropic, &[], &long), Clue::Nothing);
    }

    #[test]
    fn another_beginning_is_another_conversation() {
        let of = |body: &str| clue(Dialect::OpenaiChat, &[], body);
        let one = of(r#"{"messages":[{"role":"system","content":"s"},{"role":"user","content":"hi"}]}"#);
        for other in [
            r#"{"messages":[{"role":"system","content":"s"},{"role":"user","content":"ho"}]}"#,
            r#"{"messages":[{"role":"system","content":"t"},{"role":"user","content":"hi"}]}"#,
            // 54: the parts are not run together.
            r#"{"messages":[{"role":"system","content":"sh"},{"role":"user","content":"i"}]}"#,
        ] {
            assert_ne!(of(other), one, "{other}");
        }
        // 54: a system prompt alone is none.
        assert_eq!(of(r#"{"messages":[{"role":"system","content":"s"}]}"#), Clue::Nothing);
    }

    #[test]
    fn the_same_beginning_is_another_keys_other_conversation_49() {
        let now = UnixMillis(0);
        let session = |key| Clue::Begins([7, 8]).session(key, now, &SystemRandom);
        let (mine, other) = (KeyId::new(now, &SystemRandom), KeyId::new(now, &SystemRandom));
        assert_eq!(session(mine), session(mine));
        assert_ne!(session(mine), session(other));
    }

    #[test]
    fn a_sub_agent_belongs_to_its_parents_conversation_51() {
        let parent = clue(Dialect::Anthropic, &[("x-claude-code-session-id", CLAUDE)], "{}");
        let headers = [("x-claude-code-session-id", CLAUDE), ("x-claude-code-agent-id", "a4f80b0e5ceb41dd")];
        assert_eq!(
            clue(Dialect::Anthropic, &headers, r#"{"messages":[{"role":"user","content":"find it"}]}"#),
            parent
        );
    }
}
