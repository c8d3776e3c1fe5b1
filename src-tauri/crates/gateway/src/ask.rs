//! Reading out of the body what the further steps need: the fifth of the eleven steps, *peek*. The body
//! itself stays the bytes that came.

use crate::{
    call::Asked,
    operation::{GeminiAction, Operation, PassThrough},
    rejection::Rejection,
    session::Clue,
};
use domain::{OperationKind, Text};
use http::{HeaderMap, header};
use wire::{FormError, Member, Members, Peek, PeekError, RawText};

/// Reads the body of an operation; of one that has none, the query. And what the request says of its conversation.
///
/// # Errors
/// `invalid_request` with the place, or with the path that the body belongs to.
pub(crate) fn ask(
    operation: &Operation,
    query: Option<&str>,
    headers: &HeaderMap,
    body: &[u8],
) -> Result<(Asked, Clue), Rejection> {
    match operation {
        Operation::PassThrough(_) => {
            let kind = headers.get(header::CONTENT_TYPE).and_then(|value| value.to_str().ok());
            if let Some(kind) = kind.filter(|kind| wire::is_form(kind)) {
                return ask_form(kind, headers, body);
            }
        }
        Operation::StoredResponse { .. } => {
            let stream = query.is_some_and(|query| query.split('&').any(|pair| pair == "stream=true"));
            return Ok((Asked { stream, ..Asked::default() }, in_headers(headers)));
        }
        Operation::Messages
        | Operation::MessagesCountTokens
        | Operation::ChatCompletions
        | Operation::Responses
        | Operation::ResponsesCompact
        | Operation::Gemini { .. } => {}
    }
    ask_json(operation, headers, body)
}

/// A form names the model in a field, before, between or behind its files.
fn ask_form(kind: &str, headers: &HeaderMap, body: &[u8]) -> Result<(Asked, Clue), Rejection> {
    let form = wire::read_form(kind, body).map_err(|error| {
        let param = match error {
            FormError::NoBoundary | FormError::BoundaryMissing | FormError::TooManyParts => None,
            FormError::Duplicate { field, .. } | FormError::NotText { field, .. } => Some(field),
        };
        Rejection::invalid(
            param,
            format!("请求体无效：{error}"),
            format!("the request body is invalid: {error}"),
        )
    })?;
    let model = form.model.unwrap_or_default().into();
    Ok((Asked { model, stream: form.stream, ..Asked::default() }, in_headers(headers)))
}

fn ask_json(operation: &Operation, headers: &HeaderMap, body: &[u8]) -> Result<(Asked, Clue), Rejection> {
    let peek = wire::peek(body).map_err(|error| refuse(&error))?;
    check_shape(operation, &peek)?;
    if let Operation::PassThrough(_) = operation {
        // Whether a model must be named, and which is meant if none is, is the provider's business.
        let model = peek.model.as_deref().unwrap_or_default().into();
        let stream = peek.stream.unwrap_or(false);
        return Ok((Asked { model, stream, ..Asked::default() }, in_headers(headers)));
    }
    let clue = Clue::of(operation.dialect(), headers, body, &peek);
    if let Operation::Gemini { model, action, .. } = operation {
        let stream = *action == GeminiAction::Stream;
        return Ok((Asked { model: model.as_str().into(), stream, ..Asked::default() }, clue));
    }
    let model = peek.model.as_deref().filter(|model| !model.is_empty()).ok_or_else(|| {
        Rejection::invalid(
            Some("model"),
            "请求体缺少 model 字段",
            "the request body lacks `model`: name the model to use",
        )
    })?;
    let stream = peek.stream.unwrap_or(false) && operation.kind() == OperationKind::Generate;
    // A client that says no gets no, and its bytes stay as they are.
    let adds_usage = *operation == Operation::ChatCompletions && stream && peek.include_usage.is_none();
    let include_usage = peek.include_usage_edit().filter(|_| adds_usage).cloned();
    let previous_response = peek.previous_response_id.and_then(RawText::decode).map(|id| Text::from(&*id));
    let is_responses_shaped = is_cursors(operation, &peek.members);
    let asked = Asked {
        model: model.into(),
        stream,
        previous_response,
        is_responses_shaped,
        include_usage: include_usage.filter(|_| !is_responses_shaped),
    };
    Ok((asked, clue))
}

/// What belongs to no conversation may all the same say which one.
fn in_headers(headers: &HeaderMap) -> Clue {
    Clue::in_headers(headers).unwrap_or_default()
}

fn refuse(error: &PeekError) -> Rejection {
    let param = match error {
        PeekError::NotJson { .. } | PeekError::NotObject => None,
        PeekError::Duplicate { member, .. } | PeekError::WrongType { member, .. } => Some(*member),
    };
    Rejection::invalid(param, format!("请求体无效：{error}"), format!("the request body is invalid: {error}"))
}

/// Cursor sends the body of Responses to the path of Chat Completions, and expects an answer of the latter.
fn is_cursors(operation: &Operation, members: &Members) -> bool {
    *operation == Operation::ChatCompletions && members.has(Member::Input) && !members.has(Member::Messages)
}

/// A body in another dialect's shape is told its path.
fn check_shape(operation: &Operation, peek: &Peek<'_>) -> Result<(), Rejection> {
    let has = |member| peek.members.has(member);
    let own = match operation {
        Operation::Messages | Operation::MessagesCountTokens | Operation::ChatCompletions => Member::Messages,
        Operation::Responses | Operation::ResponsesCompact => Member::Input,
        Operation::PassThrough(PassThrough::Completions) => Member::Prompt,
        Operation::PassThrough(_) | Operation::StoredResponse { .. } => return Ok(()),
        Operation::Gemini { .. } => Member::Contents,
    };
    if has(own) || is_cursors(operation, &peek.members) {
        return Ok(());
    }
    let belongs_to = if has(Member::Messages) {
        "/v1/messages or /v1/chat/completions"
    } else if has(Member::Input) {
        "/v1/responses"
    } else if has(Member::Contents) {
        "/v1beta/models/{model}:generateContent"
    } else {
        return Ok(());
    };
    Err(Rejection::invalid(
        None,
        format!("请求体的格式属于 {belongs_to}，请改用该路径"),
        format!("the body has the shape of {belongs_to}: send it there"),
    ))
}

#[cfg(test)]
mod tests {
    use super::*;

    fn ask(operation: &Operation, body: &[u8]) -> Result<Asked, Rejection> {
        super::ask(operation, None, &HeaderMap::new(), body).map(|(asked, _)| asked)
    }

    #[test]
    fn what_is_passed_through_names_its_model_in_json_or_in_a_form_or_not_at_all() {
        let mut form = HeaderMap::new();
        form.insert("content-type", "multipart/form-data; boundary=XX".parse().unwrap());
        let field = |name: &str, value: &str| {
            format!("--XX\r\ncontent-disposition: form-data; name=\"{name}\"\r\n\r\n{value}\r\n")
        };
        let both = format!("{}{}--XX--", field("stream", "true"), field("model", "whisper-1"));
        for (headers, body, model, stream) in [
            (&HeaderMap::new(), r#"{"model":"text-embedding-3","input":"a"}"#, "text-embedding-3", false),
            (&HeaderMap::new(), r#"{"prompt":"a","stream":true}"#, "", true),
            (&form, &both, "whisper-1", true),
            (&form, "--XX--", "", false),
        ] {
            let operation = Operation::PassThrough(PassThrough::Transcriptions);
            let (asked, _) = super::ask(&operation, None, headers, body.as_bytes()).unwrap();
            assert_eq!((&*asked.model, asked.stream), (model, stream), "{body}");
        }
        let twice = format!("{}{}--XX--", field("model", "a"), field("model", "b"));
        let operation = Operation::PassThrough(PassThrough::ImageEdits);
        let refused = super::ask(&operation, None, &form, twice.as_bytes()).unwrap_err();
        assert_eq!(refused.param.as_deref(), Some("model"));
        assert!(super::ask(&operation, None, &form, b"{}").is_err(), "no boundary");
    }

    #[test]
    fn a_kept_answer_is_streamed_when_the_query_says_so() {
        let id = crate::operation::ResponseId::parse("resp_1").unwrap();
        let read = Operation::StoredResponse { id, action: crate::operation::StoredAction::Read };
        for (query, stream) in
            [(None, false), (Some("include[]=x&stream=true"), true), (Some("stream=false"), false)]
        {
            let (asked, _) = super::ask(&read, query, &HeaderMap::new(), b"").unwrap();
            assert_eq!((asked.stream, &*asked.model), (stream, ""), "{query:?}");
        }
    }

    #[test]
    fn a_chat_stream_is_asked_for_usage_only_when_the_client_was_silent() {
        for (body, added) in [
            (r#"{"model":"m","messages":[],"stream":true}"#, true),
            (r#"{"model":"m","messages":[],"stream":true,"stream_options":{}}"#, true),
            (r#"{"model":"m","messages":[],"stream":true,"stream_options":{"include_usage":true}}"#, false),
            (r#"{"model":"m","messages":[],"stream":true,"stream_options":{"include_usage":false}}"#, false),
            (r#"{"model":"m","messages":[]}"#, false),
        ] {
            let asked = ask(&Operation::ChatCompletions, body.as_bytes()).unwrap();
            assert_eq!(asked.include_usage.is_some(), added, "{body}");
        }
    }

    #[test]
    fn a_body_of_another_dialect_is_told_its_path() {
        for (operation, body, path) in [
            (Operation::Responses, r#"{"model":"m","messages":[]}"#, "/v1/chat/completions"),
            (Operation::Messages, r#"{"model":"m","contents":[]}"#, "/v1beta/models"),
            (
                Operation::PassThrough(PassThrough::Completions),
                r#"{"model":"m","messages":[]}"#,
                "/v1/chat/completions",
            ),
        ] {
            let refused = ask(&operation, body.as_bytes()).unwrap_err();
            assert!(refused.message.contains(path), "{}", refused.message);
        }
    }

    #[test]
    fn what_is_missing_or_wrong_is_named() {
        for (body, param) in [
            (r#"{"messages":[]}"#, Some("model")),
            (r#"{"model":"","messages":[]}"#, Some("model")),
            (r#"{"model":"a","model":"b","messages":[]}"#, Some("model")),
            (r#"{"model":7,"messages":[]}"#, Some("model")),
            ("not json", None),
            ("[]", None),
            ("", None),
        ] {
            assert_eq!(
                ask(&Operation::Messages, body.as_bytes()).unwrap_err().param.as_deref(),
                param,
                "{body}"
            );
        }
    }
}
