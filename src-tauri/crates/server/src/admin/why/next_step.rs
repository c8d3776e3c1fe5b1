//! What to do after a request that did not go well.

use crate::admin::words::Words;
use domain::{
    Attempt, AttemptOutcome, Considered, ErrorCode, Exclusion, RequestRecord, RequestState, Unavailability,
    UnixMillis, Verdict,
};

/// Says it.
pub(super) fn next_step(request: &RequestRecord) -> Words {
    match request.state {
        RequestState::Open => Words::new("等它结束。", "Wait until it ends."),
        RequestState::Done => Words::new("无需处理。", "Nothing needs to be done."),
        RequestState::Cancelled => Words::new(
            "无需处理；若并非有意，请检查客户端的超时设置。",
            "Nothing needs to be done; if nobody meant to stop it, look at the client's own time-out.",
        ),
        RequestState::Interrupted => Words::new("重新发送即可。", "Send it again."),
        RequestState::Refused | RequestState::Failed => match request.error_code {
            Some(code) => of_code(code, request),
            None => request.attempts.last().map_or_else(nobody_knows, of_attempt),
        },
    }
}

fn of_code(code: ErrorCode, request: &RequestRecord) -> Words {
    match code {
        ErrorCode::NoProviderAvailable => of_chain(&request.chain),
        ErrorCode::UpstreamFailed | ErrorCode::UpstreamTimeout | ErrorCode::ProviderRejected => {
            request.attempts.last().map_or_else(nobody_knows, of_attempt)
        }
        ErrorCode::MissingApiKey | ErrorCode::InvalidApiKey => Words::new(
            "在客户端里填写一个有效的 Switchyard 密钥（sk-sy-…）；可在“密钥”页新建。",
            "Give the client a valid Switchyard key (sk-sy-…): make one with `key add` or on the page Keys.",
        ),
        ErrorCode::ModelNotAllowed => Words::new(
            "换一个允许的模型，或在该密钥（或其用户）的允许模型里加上它。",
            "Ask for another model, or add this one to what the key and its user may use.",
        ),
        ErrorCode::ClientNotAllowed => Words::new(
            "换一个客户端，或在该密钥（或其用户）的允许客户端里加上它。",
            "Use another client, or add this one to what the key and its user admit.",
        ),
        ErrorCode::OriginNotAllowed => Words::new(
            "若信任这个网页，请把它的来源加进设置 allowed_origins。",
            "If you trust the page, add its origin to the setting allowed_origins.",
        ),
        ErrorCode::HostNotAllowed => Words::new(
            "请把所用的主机名加进设置 allowed_hosts。",
            "Add the host name that was used to the setting allowed_hosts.",
        ),
        ErrorCode::InvalidRequest => Words::new(
            "请求本身有误：按错误信息所指的位置改正。",
            "The request itself is wrong: mend what the error names.",
        ),
        ErrorCode::CannotConvert => Words::new(
            "去掉错误信息所指的内容，或添加一个使用该客户端格式的供应商。",
            "Leave out what the error names, or add a provider that speaks the client's dialect.",
        ),
        ErrorCode::PreviousResponseNotFound => Words::new(
            "让客户端发送完整的对话，或添加一个使用 Responses 格式的供应商。",
            "Let the client send the whole conversation, or add a provider that speaks Responses.",
        ),
        ErrorCode::UnknownPath | ErrorCode::MethodNotAllowed | ErrorCode::UpgradeRequired => Words::new(
            "检查客户端的 base URL：错误信息里有最接近的路径。",
            "Check the client's base URL: the error names the nearest path.",
        ),
        ErrorCode::ModelNotFound => Words::new(
            "用 GET /v1/models 查看此密钥可用的模型。",
            "See with GET /v1/models which models this key may use.",
        ),
        ErrorCode::ResponseNotFound => Words::new(
            "重新发送完整的对话：网关只记得启动以来的响应。",
            "Send the whole conversation again: only answers since the gateway started are known.",
        ),
        ErrorCode::RequestTimeout => Words::new(
            "客户端上传得太慢或中断了：检查它到本机的网络后重试。",
            "The client's upload was too slow or broke off: check its network and try again.",
        ),
        ErrorCode::BodyTooLarge => Words::new(
            "缩短请求，或调大设置 max_body_bytes。",
            "Make the request smaller, or raise the setting max_body_bytes.",
        ),
        ErrorCode::UnsupportedEncoding => Words::new(
            "让客户端用 gzip、br、deflate、zstd 之一压缩，或不压缩。",
            "Let the client send gzip, br, deflate or zstd, or no coding at all.",
        ),
        ErrorCode::Loop => Words::new(
            "有供应商的地址指向了本网关：改掉它的 base URL。",
            "A provider points at this gateway itself: change its base URL.",
        ),
        ErrorCode::GatewayStopped => Words::new(
            "启动网关：`switchyard-server gateway start` 或托盘菜单。",
            "Start the gateway: `switchyard-server gateway start`, or the tray's menu.",
        ),
        ErrorCode::Overloaded | ErrorCode::LedgerBehind => Words::new(
            "稍后重试；若常发生，请减少同时进行的请求或检查磁盘。",
            "Try again in a moment; if it happens often, send less at once or look at the disk.",
        ),
        ErrorCode::VaultLocked => Words::new(
            "等密钥库打开后重试；`status` 会说明它为何没有打开。",
            "Try again once the vault is open; `status` says why it isn't.",
        ),
        ErrorCode::Internal => Words::new(
            "这是 Switchyard 的错误：请带上短编号报告。",
            "This is a fault of Switchyard's: report it with the short id.",
        ),
    }
}

/// The reason that is nearest to an answer decides: who only rests is nearer than who is switched off.
fn of_chain(chain: &[Considered]) -> Words {
    if chain.is_empty() {
        return Words::new("先添加一个供应商。", "Add a provider first.");
    }
    let has = |wanted: Exclusion| {
        chain.iter().find(|link| matches!(link.verdict, Verdict::Skipped { reason } if reason == wanted))
    };
    let rests = chain.iter().find_map(|link| match link.verdict {
        Verdict::Resting { reason, until } => Some((&link.provider_name, reason, until)),
        Verdict::Candidate { .. } | Verdict::Skipped { .. } => None,
    });
    if let Some((name, reason, until)) = rests {
        return of_rest(name, reason, until);
    }
    if let Some(link) = has(Exclusion::NeedsCredential) {
        let name = &link.provider_name;
        return Words::new(
            format!("重新填写 {name} 的凭据。"),
            format!("Type the credential of {name} again."),
        );
    }
    if has(Exclusion::ModelUnknown).or(has(Exclusion::Model)).or(has(Exclusion::Alias)).is_some() {
        return Words::new(
            "检查模型名是否写对；写对了，就在供应商的允许模型、重定向或别名里加上它。`route` 可以试算。",
            "Check the model's name; if it is right, add it to a provider's allowed models, redirects or an alias. `route` tells what that changes.",
        );
    }
    if has(Exclusion::Group).is_some() {
        return Words::new(
            "给密钥（或用户）加上供应商所在的分组，或给供应商加上密钥的分组。",
            "Give the key (or its user) a group of the provider's, or give the provider the key's group as a tag.",
        );
    }
    if let Some(link) = has(Exclusion::Schedule) {
        let name = &link.provider_name;
        return Words::new(
            format!("等到 {name} 的使用时段，或改掉它的时段。"),
            format!("Wait for the hours of {name}, or change them."),
        );
    }
    if has(Exclusion::Client).is_some() {
        return Words::new(
            "换一个客户端，或改供应商的允许/拒绝客户端。",
            "Use another client, or change which clients the provider admits.",
        );
    }
    if has(Exclusion::Dialect).is_some() {
        return Words::new(
            "添加一个说这种格式的供应商，或让客户端改用现有供应商的格式。",
            "Add a provider that speaks this dialect, or let the client speak one that you have.",
        );
    }
    if let Some(link) = has(Exclusion::WeightZero) {
        let name = &link.provider_name;
        return Words::new(
            format!("固定 {name}，或把它的权重设为 1 以上。"),
            format!("Pin {name}, or give it a weight of 1 or more."),
        );
    }
    if let Some(link) = has(Exclusion::Disabled) {
        let name = &link.provider_name;
        return Words::new(format!("启用 {name}。"), format!("Switch {name} on."));
    }
    nobody_knows()
}

fn of_rest(name: &str, reason: Unavailability, until: Option<UnixMillis>) -> Words {
    let (zh, en) = match until {
        Some(until) => (format!("等到 {until}"), format!("Wait until {until}")),
        None => ("稍等片刻".to_owned(), "Wait a moment".to_owned()),
    };
    match reason {
        Unavailability::Held => Words::new(
            format!("解除对 {name} 的暂停。"),
            format!("Let {name} be used again: reset its breaker."),
        ),
        Unavailability::BreakerOpen => Words::new(
            format!("{zh}，或测试 {name} 后重置它的熔断器。"),
            format!("{en}, or test {name} and reset its breaker."),
        ),
        Unavailability::Resting => Words::new(
            format!("{zh}，或再添加一个供应商分担。"),
            format!("{en}, or add another provider to share the load."),
        ),
        Unavailability::ModelUnknown => Words::new(
            format!("检查模型名：{name} 说没有这个模型。"),
            format!("Check the model's name: {name} says that there is none."),
        ),
        Unavailability::CredentialRejected => {
            Words::new(format!("检查 {name} 的凭据。"), format!("Check the credential of {name}."))
        }
        Unavailability::OutOfCredit => Words::new(
            format!("给 {name} 充值，或再添加一个供应商。"),
            format!("Top {name} up, or add another provider."),
        ),
    }
}

fn of_attempt(last: &Attempt) -> Words {
    let name = &last.provider_name;
    match last.outcome {
        AttemptOutcome::Status | AttemptOutcome::Answered => of_status(last),
        AttemptOutcome::Connect | AttemptOutcome::Reset => Words::new(
            format!("测试 {name}：它会逐步检查域名、TCP、TLS；再检查 base URL 和代理。"),
            format!(
                "Test {name}: that looks at its name, TCP and TLS one by one; then check its base URL and proxy."
            ),
        ),
        AttemptOutcome::Timeout => Words::new(
            format!("重试；若 {name} 常常很慢，调大它的超时，或加一个备用供应商。"),
            format!("Try again; if {name} is often slow, raise its time-out or add a provider as backup."),
        ),
        AttemptOutcome::BrokeOff => Words::new(
            format!("重试；若常发生，问题在 {name} 或到它的网络。"),
            format!(
                "Try again; if it happens often, the fault lies with {name} or the network on the way to it."
            ),
        ),
        AttemptOutcome::Cancelled => Words::new("无需处理。", "Nothing needs to be done."),
        AttemptOutcome::Refused => Words::new(
            format!("检查 {name} 的配置：地址、凭据、自定义请求头。"),
            format!("Check the configuration of {name}: its address, credential and headers."),
        ),
    }
}

fn of_status(last: &Attempt) -> Words {
    let name = &last.provider_name;
    match last.status {
        Some(401 | 403) => Words::new(
            format!("检查 {name} 的凭据是否有效、是否有权使用此模型。"),
            format!("Check that the credential of {name} is valid and may use this model."),
        ),
        Some(402) => {
            Words::new(format!("给 {name} 充值。"), format!("Top {name} up: its account is out of credit."))
        }
        Some(404) => Words::new(
            format!("检查模型名和 {name} 的 base URL。"),
            format!("Check the model's name and the base URL of {name}."),
        ),
        Some(408 | 425 | 429 | 529) => Words::new(
            format!("稍后重试；{name} 正忙或限流，加一个备用供应商会自动切换。"),
            format!(
                "Try again later: {name} is busy or limits the rate. With another provider it would move on by itself."
            ),
        ),
        Some(300..=399) => Words::new(
            format!("{name} 要求跳转：把 base URL 改成跳转后的地址。"),
            format!("{name} redirects: set its base URL to where it leads."),
        ),
        Some(400..=499) => Words::new(
            "请求的内容被拒绝：按供应商的说明改正。",
            "What was asked was refused: mend what the provider names.",
        ),
        Some(_) | None => Words::new(
            format!("故障在 {name} 一侧：稍后重试，或加一个备用供应商。"),
            format!("The fault is on the side of {name}: try again later, or add a provider as backup."),
        ),
    }
}

fn nobody_knows() -> Words {
    Words::new(
        "看它的决策链和尝试：`requests show` 或“动态”页。",
        "Look at its decision chain and its tries: `requests show`, or the page Activity.",
    )
}
