//! Reading out of the body what the further steps need: the fifth of the eleven steps, *peek*. The body
//! itself stays the bytes that came.

use crate::{
    call::Asked,
    operation::{GeminiAction, Operation},
    rejection::Rejection,
};
use domain::OperationKind;
use wire::{Member, Peek, PeekError};

/// Reads the body of an operation.
///
/// # Errors
/// `invalid_request` with the place, or with the path that the body belongs to.
pub(crate) fn ask(operation: &Operation, body: &[u8]) -> Result<Asked, Rejection> {
    let peek = wire::peek(body).map_err(|error| refuse(&error))?;
    check_shape(operation, &peek)?;
    if let Operation::Gemini { model, action, .. } = operation {
        let stream = *action == GeminiAction::Stream;
        return Ok(Asked { model: model.as_str().into(), stream, include_usage: None });
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
    Ok(Asked { model: model.into(), stream, include_usage })
}

fn refuse(error: &PeekError) -> Rejection {
    let param = match error {
        PeekError::NotJson { .. } | PeekError::NotObject => None,
        PeekError::Duplicate { member, .. } | PeekError::WrongType { member, .. } => Some(*member),
    };
    Rejection::invalid(param, format!("请求体无效：{error}"), format!("the request body is invalid: {error}"))
}

/// A body in another dialect's shape is told its path.
fn check_shape(operation: &Operation, peek: &Peek<'_>) -> Result<(), Rejection> {
    let has = |member| peek.members.has(member);
    let own = match operation {
        Operation::Messages | Operation::MessagesCountTokens | Operation::ChatCompletions => Member::Messages,
        Operation::Responses => Member::Input,
        Operation::Gemini { .. } => Member::Contents,
    };
    if has(own) {
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
            (Operation::ChatCompletions, r#"{"model":"m","input":"hi"}"#, "/v1/responses"),
            (Operation::Responses, r#"{"model":"m","messages":[]}"#, "/v1/chat/completions"),
            (Operation::Messages, r#"{"model":"m","contents":[]}"#, "/v1beta/models"),
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
            assert_eq!(ask(&Operation::Messages, body.as_bytes()).unwrap_err().param, param, "{body}");
        }
    }
}
