//! Reads a request for a message.

use super::read_tools::{read_choice, read_tool};
use crate::convert::changes::{Changes, Refusal};
use crate::convert::ir::{
    Cache, Call, CallKind, CallResult, Document, Effort, Image, Output, Part, Reasoning, Request, Role,
    Sampling, Server, Show, Source, SystemText, Text, Thinking, Thought, Tier, Turn,
};
use crate::convert::tree::{Json, Object};
use crate::convert::{Reading, carrier, media};
use domain::Dialect;

/// How Claude Code's own line at the start of the instructions begins. It is another one in every version, which
/// would spoil the upstream's cache.
const ATTRIBUTION: &str = "x-anthropic-billing-header:";

pub(crate) fn read_request(
    mut body: Object,
    reading: &Reading<'_>,
    changes: &mut Changes,
) -> Result<Request, Refusal> {
    let mut request = Request {
        system: system_texts(body.take("system")),
        max_output: body.take_i64("max_tokens").and_then(|count| u64::try_from(count).ok()),
        sampling: Sampling {
            temperature: body.take_f64("temperature"),
            top_p: body.take_f64("top_p"),
            top_k: body.take_f64("top_k"),
            ..Sampling::default()
        },
        stop: body.take_list("stop_sequences").into_iter().filter_map(Json::into_text).collect(),
        tier: read_tier(&mut body),
        include_usage: true,
        ..Request::default()
    };
    read_reasoning(&mut body, &mut request);
    for (at, message) in body.take_list("messages").into_iter().enumerate() {
        let Json::Object(message) = message else {
            return Err(Refusal::invalid(format!("messages[{at}]"), "不是对象", "it is no object"));
        };
        request.turns.push(read_message(message, at, reading, changes)?);
    }
    for tool in body.take_list("tools").into_iter().filter_map(Json::into_object) {
        request.tools.extend(read_tool(tool, changes));
    }
    if let Some(choice) = body.take_object("tool_choice") {
        read_choice(choice, &mut request);
    }
    if let Some(mut metadata) = body.take_object("metadata") {
        request.user = metadata.take_text("user_id");
        request.session = request.user.as_deref().and_then(session_of);
        if !metadata.is_empty() {
            request.metadata = Some(metadata.into());
        }
    }
    for name in ["mcp_servers", "container"] {
        let is_used = body.take(name).is_some_and(|value| value.as_array() != Some(&[]));
        if is_used {
            return Err(Refusal::cannot_convert(name, "它在供应商的服务器上运行", "it runs at the vendor"));
        }
    }
    // Betas of Claude Code that mean nothing elsewhere, and what was read from elsewhere already.
    for name in ["model", "stream", "context_management", "diagnostics", "safeguards", "betas"] {
        body.take(name);
    }
    request.extra = body;
    Ok(request)
}

/// The conversation's id in Claude Code's `user_id`, which is JSON.
fn session_of(user: &str) -> Option<String> {
    Json::parse(user.as_bytes()).ok()?.into_object()?.take_text("session_id")
}

fn system_texts(system: Option<Json>) -> Vec<SystemText> {
    let blocks = system.map(Json::into_list).unwrap_or_default().into_iter();
    let texts = blocks.filter_map(|block| match block {
        Json::Text(text) => Some(SystemText::new(text)),
        Json::Object(mut block) => {
            Some(SystemText { cache: take_cache(&mut block), text: block.take_text("text")? })
        }
        Json::Null | Json::Bool(_) | Json::Number(_) | Json::Array(_) => None,
    });
    texts.filter(|block| !block.text.starts_with(ATTRIBUTION)).collect()
}

fn read_tier(body: &mut Object) -> Option<Tier> {
    let standard =
        body.take_text("service_tier").filter(|tier| tier == "standard_only").map(|_| Tier::Standard);
    let fast = body.take_text("speed").filter(|speed| speed == "fast").map(|_| Tier::Priority);
    fast.or(standard)
}

fn read_reasoning(body: &mut Object, request: &mut Request) {
    let mut reasoning = Reasoning::default();
    if let Some(mut thinking) = body.take_object("thinking") {
        let budget = thinking.take_i64("budget_tokens");
        reasoning.thinking = match (thinking.text("type"), budget) {
            (Some("disabled"), _) => Thinking::Off,
            (Some("enabled"), Some(budget)) if budget >= 0 => Thinking::Budget(budget.unsigned_abs()),
            (Some("enabled" | "adaptive" | "between_tools"), _) => Thinking::Adaptive,
            _ => Thinking::Unset,
        };
        reasoning.show = match thinking.text("display") {
            Some("omitted") => Show::Omit,
            Some("detailed") => Show::Detailed,
            Some(_) => Show::Auto,
            None => Show::Unset,
        };
    }
    let mut config = body.take_object("output_config").unwrap_or_default();
    let effort = config.take_text("effort").as_deref().and_then(Effort::parse);
    if let Some(effort) = effort
        && reasoning.thinking != Thinking::Off
    {
        reasoning.thinking = Thinking::Effort(effort);
    }
    let format = config.take_object("format").or_else(|| body.take_object("output_format"));
    if let Some(mut format) = format
        && let Some(schema) = format.take("schema")
    {
        request.output = Output::JsonSchema {
            name: format.take_text("name"),
            description: None,
            schema,
            strict: Some(true),
        };
    }
    request.reasoning = reasoning;
}

fn read_message(
    mut message: Object,
    at: usize,
    reading: &Reading<'_>,
    changes: &mut Changes,
) -> Result<Turn, Refusal> {
    let role = match message.text("role") {
        Some("user") => Role::User,
        Some("assistant") => Role::Assistant,
        Some("system") => Role::System,
        _ => {
            let field = format!("messages[{at}].role");
            return Err(Refusal::invalid(field, "未知的角色", "it is none of user, assistant, system"));
        }
    };
    let blocks = message.take("content").map(Json::into_list).unwrap_or_default();
    let mut parts = Vec::with_capacity(blocks.len());
    for block in blocks {
        parts.extend(read_block(block, reading, changes)?);
    }
    Ok(Turn::new(role, parts))
}

fn read_block(block: Json, reading: &Reading<'_>, changes: &mut Changes) -> Result<Option<Part>, Refusal> {
    let mut block = match block {
        Json::Object(block) => block,
        Json::Text(text) => return Ok(Some(Part::text(text))),
        Json::Null | Json::Bool(_) | Json::Number(_) | Json::Array(_) => return Ok(None),
    };
    let cache = take_cache(&mut block);
    let kind = block.text("type").unwrap_or(if block.contains("text") { "text" } else { "" }).to_owned();
    let part = match kind.as_str() {
        "text" => Part::Text(Text { text: block.take_text("text").unwrap_or_default(), cache, opaque: None }),
        "image" => match block.take_object("source").and_then(|source| read_source(source, "image")) {
            Some(source) => Part::Image(Image { source, detail: None, cache }),
            None => return Ok(None),
        },
        "document" => match read_document(block, cache, reading, changes)? {
            Some(part) => part,
            None => return Ok(None),
        },
        "tool_use" => Part::Call(Call {
            id: block.take_text("id").unwrap_or_default(),
            name: block.take_text("name").unwrap_or_default(),
            namespace: None,
            kind: CallKind::Function,
            arguments: match block.take("input") {
                Some(Json::Text(text)) => text,
                Some(input) => input.to_compact(),
                None => "{}".to_owned(),
            },
            opaque: None,
            cache,
        }),
        "tool_result" => {
            let mut parts = Vec::new();
            for inner in block.take("content").map(Json::into_list).unwrap_or_default() {
                parts.extend(read_block(inner, reading, changes)?);
            }
            Part::Result(CallResult {
                id: block.take_text("tool_use_id").unwrap_or_default(),
                name: None,
                namespace: None,
                kind: CallKind::Function,
                parts,
                is_error: block.take_bool("is_error").unwrap_or(false),
                cache,
            })
        }
        "tool_reference" => Part::ToolReference(
            block.take_text("tool_name").or_else(|| block.take_text("name")).unwrap_or_default(),
        ),
        "thinking" => Part::Thought(Thought {
            text: block.take_text("thinking").unwrap_or_default(),
            opaque: accept(block.take_text("signature"), reading),
            redacted: false,
        }),
        "redacted_thinking" => Part::Thought(Thought {
            text: String::new(),
            opaque: accept(block.take_text("data"), reading),
            redacted: true,
        }),
        // They change which tools are declared, which is told elsewhere.
        "tool_addition" | "tool_removal" | "fallback" => return Ok(None),
        _ => Part::Server(Server { kind, json: block.into() }),
    };
    Ok(Some(part))
}

fn accept(value: Option<String>, reading: &Reading<'_>) -> Option<crate::convert::ir::Opaque> {
    carrier::accept(value?, Dialect::Anthropic, reading.upstream, reading.family)
}

fn read_source(mut source: Object, what: &str) -> Option<Source> {
    match source.text("type")? {
        "base64" => Some(media::base64(source.take_text("media_type"), source.take_text("data")?)),
        "url" => source.take_text("url").map(media::source_of_url),
        "file" => source.take_text("file_id").map(Source::File),
        "text" if what == "document" => source.take_text("data").map(Source::Text),
        _ => None,
    }
}

fn read_document(
    mut block: Object,
    cache: Option<Cache>,
    reading: &Reading<'_>,
    changes: &mut Changes,
) -> Result<Option<Part>, Refusal> {
    let Some(mut source) = block.take_object("source") else { return Ok(None) };
    let source = match source.text("type") {
        Some("content") => {
            let mut texts = Vec::new();
            for inner in source.take("content").map(Json::into_list).unwrap_or_default() {
                if let Some(Part::Text(text)) = read_block(inner, reading, changes)? {
                    texts.push(text.text);
                }
            }
            Some(Source::Text(texts.join("\n")))
        }
        _ => read_source(source, "document"),
    };
    let Some(source) = source else { return Ok(None) };
    let name = block.take_text("title");
    Ok(Some(Part::Document(Document { source, name, context: block.take_text("context"), cache })))
}

pub(super) fn take_cache(block: &mut Object) -> Option<Cache> {
    let control = block.take_object("cache_control")?;
    Some(if control.text("ttl") == Some("1h") { Cache::OneHour } else { Cache::FiveMinutes })
}
