//! Turns a request of one dialect into one of another.

use super::changes::{Change, Changes, Refusal};
use super::ir::{Part, Request, Role, Show, Tool};
use super::names::Names;
use super::tree::{Json, NotATree, Object};
use super::{Host, Recall, anthropic, chat, choice, gemini, models, repair, response, responses};
use domain::{Dialect, UnixMillis};

/// What is known of a request beside its body.
#[derive(Debug, Clone, Copy)]
pub struct RequestContext<'a> {
    /// The model that the client asked for: answers carry its name. In Gemini's dialect it stands in the path.
    pub asked_model: &'a str,
    /// The model to ask the provider for.
    pub model: &'a str,
    /// Whether the client wants a stream. In Gemini's dialect it stands in the path.
    pub stream: bool,
    /// Whose server the provider is.
    pub host: Host,
    /// The conversation, as far as it is known by the request's headers.
    pub session: Option<&'a str>,
    /// Whether breakpoints for Anthropic's prompt cache are put in.
    pub caching: bool,
    /// The provider's name, which stands before its messages.
    pub provider: &'a str,
    /// A Gemini client wants its stream as an array instead of as events (no `alt=sse`).
    pub gemini_array: bool,
    /// What earlier answers wanted remembered.
    pub recall: Option<&'a Recall>,
    /// Our id of the request: letters, digits, `-` and `_`.
    pub request_id: &'a str,
    /// When the answer is said to have been made.
    pub now: UnixMillis,
}

/// A converted request.
#[derive(Debug)]
pub struct Converted {
    /// The body for the provider.
    pub body: Vec<u8>,
    /// What it says differently than the client did.
    pub changes: Vec<Change>,
    /// What the way back needs to know.
    pub memory: Memory,
    /// No output was asked for, which only Anthropic's servers understand: nothing is to be sent, this is the
    /// answer.
    pub answer: Option<Vec<u8>>,
}

/// What a request leaves behind for the answer to it.
#[derive(Debug, Clone)]
pub struct Memory {
    pub(crate) client: Dialect,
    pub(crate) upstream: Dialect,
    /// The model's name in the answer.
    pub(crate) model: String,
    /// The vendor's name in the model that answers: reasoning state is bound to it.
    pub(crate) family: String,
    pub(crate) names: Names,
    pub(crate) include_usage: bool,
    /// How long the request was.
    pub(crate) request_bytes: u64,
    /// What was found is listed at the answer's end, for a client that asked for a search.
    pub(crate) lists_sources: bool,
    pub(crate) shows: Shows,
    pub(crate) provider: String,
    pub(crate) gemini_array: bool,
    /// Chat Completions of unknown servers may hold thoughts in their texts.
    pub(crate) splits_think: bool,
    pub(crate) request_id: String,
    pub(crate) created_s: i64,
}

/// How much of the model's thoughts the client gets.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum Shows {
    Nothing,
    /// That there were some, and their state, but not what they say.
    State,
    Everything,
}

/// What readers of requests need to know.
#[derive(Debug)]
pub(crate) struct Reading<'a> {
    pub(crate) upstream: Dialect,
    pub(crate) family: &'a str,
}

/// What writers of requests need to know.
#[derive(Debug)]
pub(crate) struct Writing<'a> {
    pub(crate) model: &'a str,
    pub(crate) host: Host,
    pub(crate) names: &'a Names,
    pub(crate) stream: bool,
    pub(crate) session: Option<&'a str>,
    pub(crate) caching: bool,
    /// Whether the client can be shown what the model thinks.
    pub(crate) shows: Shows,
}

/// Converts a request's body from the client's dialect to the provider's.
pub fn request(
    from: Dialect,
    to: Dialect,
    body: &[u8],
    context: &RequestContext<'_>,
) -> Result<Converted, Refusal> {
    converted(from, to, body, context).map_err(|refusal| refusal.in_dialect(from))
}

fn converted(
    from: Dialect,
    to: Dialect,
    body: &[u8],
    context: &RequestContext<'_>,
) -> Result<Converted, Refusal> {
    let mut changes = Changes::default();
    let family = models::family(context.model);
    let request_bytes = body.len() as u64;
    let body = parse(body)?;
    // Cursor sends the body of one dialect on the path of the other.
    let is_cursors = from == Dialect::OpenaiChat && body.contains("input") && !body.contains("messages");
    let written_in = if is_cursors { Dialect::OpenaiResponses } else { from };
    let mut request = read(written_in, body, &Reading { upstream: to, family: &family }, &mut changes)?;
    if let Some(recall) = context.recall {
        recall.restore(&mut request.turns, to, &family, context.now);
    }
    let declared = choice::declared(&request.tools);
    repair::repair(&mut request, &mut changes)?;
    refuse_what_is_elsewhere(&request)?;
    let names = Names::declare(&mut request.tools, to, &mut changes);
    choice::settle(&mut request, &declared, &names, to, &mut changes)?;
    for (name, _) in std::mem::take(&mut request.extra) {
        changes.dropped(name, "the upstream's dialect has no such field");
    }
    let shows = shows(from, &request);
    let has_web = request.tools.iter().any(|tool| matches!(tool, Tool::Web(_)));
    let lists_sources = has_web && matches!(from, Dialect::Anthropic | Dialect::Gemini);
    let include_usage = request.include_usage;
    let wants_nothing = from == Dialect::Anthropic && request.max_output == Some(0);
    let writing = Writing {
        model: context.model,
        host: context.host,
        names: &names,
        stream: context.stream,
        session: context.session,
        caching: context.caching,
        shows,
    };
    let body = write(to, request, &writing, &mut changes)?;
    let memory = Memory {
        client: from,
        upstream: to,
        model: context.asked_model.to_owned(),
        family,
        names,
        include_usage,
        request_bytes,
        lists_sources,
        shows,
        provider: context.provider.to_owned(),
        gemini_array: context.gemini_array,
        splits_think: !context.host.is_openai(),
        request_id: context.request_id.to_owned(),
        created_s: context.now.0.max(0) / 1000,
    };
    let answer = wants_nothing.then(|| response::empty(&memory, context.stream));
    Ok(Converted { body: Json::Object(body).to_bytes(), changes: changes.into_list(from), memory, answer })
}

pub(crate) fn parse(body: &[u8]) -> Result<Object, Refusal> {
    match Json::parse(body) {
        Ok(Json::Object(object)) => Ok(object),
        Ok(_) => Err(Refusal::invalid("body", "不是 JSON 对象", "it is no JSON object")),
        Err(NotATree::Broken { at }) => Err(Refusal::invalid(
            "body",
            &format!("第 {at} 个字节处不是合法的 JSON"),
            &format!("no JSON from byte {at} on"),
        )),
        Err(NotATree::TooDeep) => Err(Refusal::invalid("body", "嵌套过深", "it is nested too deeply")),
    }
}

pub(crate) fn read(
    from: Dialect,
    body: Object,
    reading: &Reading<'_>,
    changes: &mut Changes,
) -> Result<Request, Refusal> {
    match from {
        Dialect::Anthropic => anthropic::read_request(body, reading, changes),
        Dialect::OpenaiChat => chat::read_request(body, reading, changes),
        Dialect::OpenaiResponses => responses::read_request(body, reading, changes),
        Dialect::Gemini => gemini::read_request(body, reading, changes),
    }
}

fn write(
    to: Dialect,
    request: Request,
    writing: &Writing<'_>,
    changes: &mut Changes,
) -> Result<Object, Refusal> {
    match to {
        Dialect::Anthropic => Ok(anthropic::write_request(request, writing, changes)),
        Dialect::OpenaiChat => chat::write_request(request, writing, changes),
        Dialect::OpenaiResponses => responses::write_request(request, writing, changes),
        Dialect::Gemini => Ok(gemini::write_request(request, writing, changes)),
    }
}

/// Several answers, files that only one vendor keeps, as far as the answer is about them, and servers that only one
/// vendor asks.
fn refuse_what_is_elsewhere(request: &Request) -> Result<(), Refusal> {
    if request.count.is_some_and(|count| count > 1) {
        return Err(Refusal::cannot_convert("n", "一次只能得到一个回答", "there is one answer at a time"));
    }
    let is_mcp = |tool: &Tool| matches!(tool, Tool::Server { kind, .. } if kind.starts_with("mcp"));
    if request.tools.iter().any(is_mcp) {
        return Err(Refusal::cannot_convert(
            "tools",
            "MCP 服务器由原供应商调用",
            "MCP servers are asked by their own vendor",
        ));
    }
    let asked = request.turns.iter().rev().take_while(|turn| turn.role != Role::Assistant);
    if asked.flat_map(|turn| &turn.parts).any(Part::is_kept_file) {
        return Err(Refusal::cannot_convert(
            "file_id",
            "文件保存在另一家供应商处；请直接附上内容",
            "the file is kept at another vendor: send its content",
        ));
    }
    Ok(())
}

fn shows(client: Dialect, request: &Request) -> Shows {
    let is_on = request.reasoning.thinking.is_on();
    match (client, request.reasoning.show) {
        (Dialect::Anthropic, _) if !is_on => Shows::Nothing,
        (Dialect::Anthropic, Show::Omit) => Shows::State,
        (Dialect::Gemini, Show::Unset | Show::Omit) => Shows::Nothing,
        (Dialect::OpenaiChat, Show::Omit) => Shows::Nothing,
        (
            Dialect::Anthropic | Dialect::OpenaiChat | Dialect::OpenaiResponses | Dialect::Gemini,
            Show::Unset | Show::Omit | Show::Auto | Show::Detailed,
        ) => Shows::Everything,
    }
}
