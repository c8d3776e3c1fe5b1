//! What happened, told from beginning to end.

use crate::admin::words::{Words, excluded, unavailable};
use domain::{
    Attempt, AttemptOutcome, Change, Considered, ConversionAction, ErrorCode, ModelRule, RequestRecord,
    RequestState, Verdict,
};

/// How many providers that were not tried are named.
const NAMED: usize = 8;
/// How much of what an upstream said is repeated.
const SAID_CHARACTERS: usize = 300;

/// Tells it, a sentence a line.
pub(super) fn story(request: &RequestRecord) -> Words {
    let mut told = Told::default();
    told.beginning(request);
    for change in &request.changes {
        told.change(change);
    }
    for (attempt, number) in request.attempts.iter().zip(1..) {
        told.attempt(attempt, number);
    }
    told.not_tried(request);
    told.end(request);
    Words::new(told.zh.join("\n"), told.en.join("\n"))
}

#[derive(Default)]
struct Told {
    zh: Vec<String>,
    en: Vec<String>,
}

impl Told {
    fn say(&mut self, zh: impl Into<String>, en: impl Into<String>) {
        self.zh.push(zh.into());
        self.en.push(en.into());
    }

    fn beginning(&mut self, request: &RequestRecord) {
        let client = request.client.as_deref().unwrap_or("?");
        let key = request.key_name.as_deref().filter(|name| !name.is_empty());
        // A key without a name is its user's.
        let (zh, en) = match (key, request.user_name.as_deref().unwrap_or("?")) {
            (Some(key), _) => (format!("密钥“{key}”"), format!("key \"{key}\"")),
            (None, user) => (format!("{user} 的密钥"), format!("{user}'s key")),
        };
        let model = request.asked_model.as_deref().filter(|model| !model.is_empty());
        let dialect = request.dialect;
        match model {
            Some(model) => self.say(
                format!("{client}（{zh}）以 {dialect} 格式请求模型 {model}。"),
                format!("{client} ({en}) asked for the model {model} in {dialect}."),
            ),
            None => self.say(
                format!("{client}（{zh}）以 {dialect} 格式发来请求。"),
                format!("{client} ({en}) sent a request in {dialect}."),
            ),
        }
    }

    fn change(&mut self, change: &Change) {
        match change {
            Change::ModelReplaced { provider_name, model, by: ModelRule::Alias, .. } => self.say(
                format!("按别名，发给 {provider_name} 的模型是 {model}。"),
                format!("By the alias, {provider_name} was sent the model {model}."),
            ),
            Change::ModelReplaced { provider_name, model, by: ModelRule::Redirect, .. } => self.say(
                format!("按 {provider_name} 的重定向，发出的模型是 {model}。"),
                format!("By its redirect, {provider_name} was sent the model {model}."),
            ),
            Change::Repaired { provider_name, .. } => self.say(
                format!("{provider_name} 先拒绝了请求，修正后又问了一次。"),
                format!("{provider_name} refused the request first and was asked again with it mended."),
            ),
            Change::ParameterDropped { provider_name, parameter, .. } => self.say(
                format!("{provider_name} 不认识参数 {parameter}，去掉后又问了一次。"),
                format!("{provider_name} doesn't know the parameter {parameter} and was asked without it."),
            ),
            Change::ProxySkipped { provider_name, why, .. } => self.say(
                format!("{provider_name} 的代理用不了（{why}），改为直连。"),
                format!("The proxy of {provider_name} couldn't be used ({why}), so it was called directly."),
            ),
            Change::Converted { provider_name, field, action, reason, .. } => {
                let (zh, en) = match action {
                    ConversionAction::Dropped => ("去掉了", "left out"),
                    ConversionAction::Replaced => ("改写了", "said differently"),
                    ConversionAction::Adjusted => ("调整了", "adjusted"),
                    ConversionAction::Added => ("补上了", "added"),
                };
                self.say(
                    format!("为 {provider_name} 转换格式时{zh} {field}（{reason}）。"),
                    format!("Converted for {provider_name}, `{field}` was {en} ({reason})."),
                );
            }
            // Of no weight for how it went.
            Change::BodyDecoded | Change::IncludeUsageAdded | Change::Overridden { .. } => {}
        }
    }

    fn attempt(&mut self, attempt: &Attempt, number: usize) {
        let name = &attempt.provider_name;
        let status = attempt.status.map_or_else(|| "?".to_owned(), |status| status.to_string());
        let took = seconds(attempt.duration_ms);
        let (zh, en) = match attempt.outcome {
            AttemptOutcome::Answered => (format!("{name} 作了回答"), format!("{name} answered")),
            AttemptOutcome::Status => {
                (format!("{name} 返回 {status}"), format!("{name} answered with {status}"))
            }
            AttemptOutcome::Connect => {
                (format!("连不上 {name}"), format!("there was no connection to {name}"))
            }
            AttemptOutcome::Reset => (
                format!("{name} 还没回答就断开了连接"),
                format!("{name} ended the connection before it answered"),
            ),
            AttemptOutcome::Timeout => {
                (format!("{name} 超时（{took}）"), format!("{name} took too long ({took})"))
            }
            AttemptOutcome::BrokeOff => {
                (format!("{name} 的回答中断或不完整"), format!("the answer of {name} broke off or was none"))
            }
            AttemptOutcome::Cancelled => {
                (format!("问 {name} 的途中客户端离开了"), format!("the client left while {name} was asked"))
            }
            AttemptOutcome::Refused => (format!("没有发给 {name}"), format!("nothing was sent to {name}")),
        };
        match attempt.error.as_deref().map(clip) {
            Some(error) => {
                self.say(format!("第 {number} 次：{zh}：{error}。"), format!("Try {number}: {en}: {error}."));
            }
            None => self.say(format!("第 {number} 次：{zh}。"), format!("Try {number}: {en}.")),
        }
    }

    /// Who was not tried matters where nobody served it.
    fn not_tried(&mut self, request: &RequestRecord) {
        if request.state != RequestState::Failed {
            return;
        }
        let was_tried = |link: &&Considered| {
            request.attempts.iter().any(|attempt| attempt.provider_id == link.provider_id)
        };
        let clause = |link: &Considered| {
            let (zh, en, until) = match link.verdict {
                Verdict::Candidate { .. } => ("没有轮到", "was not reached", None),
                Verdict::Resting { reason, until } => {
                    let (zh, en) = unavailable(reason);
                    (zh, en, until)
                }
                Verdict::Skipped { reason } => {
                    let (zh, en) = excluded(reason);
                    (zh, en, None)
                }
            };
            let name = &link.provider_name;
            match until {
                Some(until) => (format!("{name} {zh}（到 {until}）"), format!("{name} {en}, until {until}")),
                None => (format!("{name} {zh}"), format!("{name} {en}")),
            }
        };
        let others: Vec<&Considered> = request.chain.iter().filter(|link| !was_tried(link)).collect();
        if others.is_empty() {
            return;
        }
        let (mut zh, mut en): (Vec<_>, Vec<_>) = others.iter().take(NAMED).copied().map(clause).unzip();
        if let Some(more) = others.len().checked_sub(NAMED).filter(|more| *more > 0) {
            zh.push(format!("另有 {more} 家"));
            en.push(format!("and {more} more"));
        }
        self.say(format!("没有试的：{}。", zh.join("；")), format!("Not tried: {}.", en.join("; ")));
    }

    fn end(&mut self, request: &RequestRecord) {
        let status = request.status.map_or_else(|| "?".to_owned(), |status| status.to_string());
        let took = request.duration_ms.map_or_else(|| "?".to_owned(), seconds);
        match request.state {
            RequestState::Open => self.say("它还在进行。", "It is still running."),
            RequestState::Done => self.say(
                format!("客户端得到了完整的回答（{status}，{took}）。"),
                format!("The client got the whole answer ({status}, {took})."),
            ),
            RequestState::Failed if request.attempts.is_empty() => self.say(
                format!("所以没有发出任何请求，客户端得到 {status}。"),
                format!("So nothing was sent anywhere, and the client got {status}."),
            ),
            RequestState::Failed if request.first_byte_ms.is_some() => self.say(
                "客户端已经收到一部分，因此没有再换别家，并以错误结束。",
                "The client had a part of it already, so nobody else was tried, and it ended with an error.",
            ),
            RequestState::Failed => self.say(
                format!("没有一家成功，客户端得到 {status}（{took}）。"),
                format!("Nobody succeeded, and the client got {status} ({took})."),
            ),
            RequestState::Refused => {
                let code = request.error_code.map_or("?", ErrorCode::as_str);
                let error = request.error.as_deref().map(clip).unwrap_or_default();
                self.say(
                    format!("网关没有转发，直接拒绝（{status}，{code}）：{error}。"),
                    format!("The gateway refused it and sent nothing ({status}, {code}): {error}."),
                );
            }
            RequestState::Cancelled => self.say(
                format!("客户端在 {took} 后自己离开了。"),
                format!("The client went away by itself after {took}."),
            ),
            RequestState::Interrupted => {
                self.say(
                    "Switchyard 在它完成之前退出了。",
                    "Switchyard itself ended before the request did.",
                );
            }
        }
    }
}

fn seconds(ms: u64) -> String {
    if ms < 1_000 { format!("{ms} ms") } else { format!("{}.{} s", ms / 1_000, ms % 1_000 / 100) }
}

/// Its beginning, on one line, without the full stop that is put behind it.
fn clip(text: &str) -> String {
    let line: String = text.chars().map(|one| if one.is_control() { ' ' } else { one }).collect();
    match line.char_indices().nth(SAID_CHARACTERS) {
        None => line.trim().trim_end_matches(['.', '。']).to_owned(),
        Some((end, _)) => format!("{}…", line[..end].trim()),
    }
}
