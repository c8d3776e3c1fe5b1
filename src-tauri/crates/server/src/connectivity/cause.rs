//! Why a step failed, most likely, and what to do: in English and in Chinese.

use crate::{
    admin::{TestCause, TestFailure},
    connectivity::{
        report::Stumbled,
        upstream::{Answer, Upstream},
    },
};
use domain::BaseUrl;

/// What is known about a failure.
#[derive(Default)]
pub(super) struct Blame<'a> {
    pub(super) host: Option<&'a str>,
    pub(super) said: Option<&'a str>,
    pub(super) suggestion: Option<String>,
}

/// The likely cause in plain words.
pub(super) fn cause(failure: TestFailure, blame: &Blame<'_>) -> TestCause {
    let (en, zh) = words(failure);
    let host = blame.host.unwrap_or("the provider");
    let host_zh = blame.host.unwrap_or("供应商");
    TestCause {
        failure,
        en: en.replace("{host}", host),
        zh: zh.replace("{host}", host_zh),
        upstream_message: blame.said.filter(|said| !said.is_empty()).map(str::to_owned),
        suggestion: blame.suggestion.clone(),
    }
}

/// What an answer that isn't the wanted one says about its cause.
pub(super) fn blamed(upstream: &Upstream, answer: &Answer) -> Stumbled {
    let status = answer.status.as_u16();
    let message = if answer.is_page { None } else { wire::error_message(&answer.body) };
    let message = upstream.scrubbed(&message.unwrap_or_default());
    let failure = match status == 400 && wants_tls(&answer.body) {
        true => TestFailure::NeedsTls,
        false => failure(status, answer.is_page, &message),
    };
    let base_url = upstream.provider().base_url.as_ref();
    let suggestion = if failure == TestFailure::Redirect {
        answer.location.as_deref().and_then(moved)
    } else if matches!(failure, TestFailure::WrongBaseUrl | TestFailure::WebPage) {
        base_url.and_then(without_doubling).or_else(|| base_url.and_then(without_prefix))
    } else if failure == TestFailure::NeedsTls {
        base_url.map(|url| url.to_string().replacen("http:", "https:", 1))
    } else {
        None
    };
    let blame = Blame { host: base_url.map(BaseUrl::authority), said: Some(&message), suggestion };
    Stumbled { cause: cause(failure, &blame), status: Some(status) }
}

fn failure(status: u16, is_page: bool, message: &str) -> TestFailure {
    let message = message.to_lowercase();
    let says = |words: &[&str]| words.iter().any(|word| message.contains(word));
    let money = says(&[
        "credit balance",
        "insufficient",
        "quota",
        "billing",
        "payment",
        "余额",
        "额度",
        "欠费",
        "充值",
    ]);
    let no_model = says(&["model"])
        && says(&["not found", "not exist", "unknown", "not support", "no such", "invalid"])
        || says(&["模型"]);
    match status {
        300..400 => TestFailure::Redirect,
        401 => TestFailure::CredentialRefused,
        402 => TestFailure::OutOfCredit,
        403 | 429 if money => TestFailure::OutOfCredit,
        403 if is_page => TestFailure::WebPage,
        403 => TestFailure::CredentialRefused,
        404 if no_model => TestFailure::UnknownModel,
        404 | 405 => TestFailure::WrongBaseUrl,
        429 => TestFailure::RateLimited,
        // Gemini says so with a 400.
        400 if says(&["api key not valid", "api_key_invalid"]) => TestFailure::CredentialRefused,
        400..500 if money => TestFailure::OutOfCredit,
        400..500 if no_model => TestFailure::UnknownModel,
        400..500 => TestFailure::RequestRefused,
        500.. => TestFailure::UpstreamBroken,
        _ if is_page => TestFailure::WebPage,
        _ => TestFailure::WrongDialect,
    }
}

/// What web servers say to plain http where they expect TLS.
fn wants_tls(body: &[u8]) -> bool {
    let text = String::from_utf8_lossy(&body[..body.len().min(4_096)]).to_lowercase();
    ["https port", "https server", "ssl-enabled server port"].iter().any(|words| text.contains(words))
}

/// The URL without a part of the path that stands there twice, or a version before the version.
fn without_doubling(url: &BaseUrl) -> Option<String> {
    let text = url.to_string();
    let (scheme, rest) = text.split_once("://")?;
    let mut parts: Vec<&str> = rest.split('/').collect();
    let before = parts.len();
    parts.dedup();
    // The host is the first.
    let mut place = 0;
    parts.retain(|part| {
        place += 1;
        place == 1 || !["v1", "v1beta"].contains(part)
    });
    (parts.len() < before).then(|| format!("{scheme}://{}", parts.join("/")))
}

fn moved(location: &str) -> Option<String> {
    BaseUrl::parse(location.split(['?', '#']).next()?).ok().map(|url| url.to_string())
}

fn without_prefix(url: &BaseUrl) -> Option<String> {
    let scheme = if url.origin().https { "https" } else { "http" };
    let bare = format!("{scheme}://{}", url.authority());
    (bare != url.to_string()).then_some(bare)
}

fn words(failure: TestFailure) -> (&'static str, &'static str) {
    match failure {
        TestFailure::Offline => (
            "This machine has no network just now: {host} can't even be looked up.",
            "本机当前没有网络，无法查找 {host}。",
        ),
        TestFailure::OwnAddress => (
            "{host} is this gateway itself: requests would go round in circles. Use the provider's own address.",
            "{host} 就是本网关自己，请求会绕圈。请填写供应商自己的地址。",
        ),
        TestFailure::ProxyUnreachable => (
            "The proxy {host} can't be reached. Check that the proxy program runs, and its address and port.",
            "无法连接代理 {host}。请检查代理程序是否在运行，以及地址和端口是否正确。",
        ),
        TestFailure::ProxyLogin => (
            "The proxy {host} refuses the user name and password, or wants some where none are set.",
            "代理 {host} 拒绝了用户名和密码，或者需要填写用户名和密码。",
        ),
        TestFailure::ProxyRefused => (
            "The proxy {host} forbids the connection to this provider: its rules decide that, not the provider.",
            "代理 {host} 的规则禁止连接该供应商，与供应商无关。",
        ),
        TestFailure::ProxyCannotReach => (
            "The proxy {host} works, but can't reach the provider. Check the base URL, and the proxy's own exit.",
            "代理 {host} 可用，但无法连到供应商。请检查基础地址，以及代理自身的出口。",
        ),
        TestFailure::NotAProxy => (
            "What answers at {host} is no such proxy. Check the port, and whether it is http or socks5.",
            "{host} 上的服务不是这种代理。请检查端口，以及类型应为 http 还是 socks5。",
        ),
        TestFailure::UnknownName => (
            "There is no such name as {host}. Check the base URL for a typing error, and this machine's network.",
            "找不到域名 {host}。请检查基础地址是否写错，以及本机网络。",
        ),
        TestFailure::ForbiddenAddress => (
            "{host} leads to a link-local, metadata or unspecified address, which is never called.",
            "{host} 指向链路本地、元数据或未指定地址，这类地址一律不会调用。",
        ),
        TestFailure::Refused => (
            "Nothing listens at {host}. Check the port; a local model server may not be running.",
            "{host} 上没有服务在监听。请检查端口；本地模型服务可能没有启动。",
        ),
        TestFailure::Unreachable => (
            "There is no way to {host}. Check this machine's network, VPN and firewall.",
            "无法到达 {host}。请检查本机网络、VPN 和防火墙。",
        ),
        TestFailure::Timeout => (
            "{host} did not answer in time. It may be overloaded, or a firewall drops the traffic.",
            "{host} 未在时限内响应。对方可能过载，或流量被防火墙丢弃。",
        ),
        TestFailure::UnknownIssuer => (
            "The certificate of {host} was issued by somebody who isn't trusted: a company proxy that reads \
             encrypted traffic, or the server itself. If that is as it should be, give this provider the \
             authority's certificate, or install it on this machine.",
            "{host} 的证书由不受信任的一方签发：可能是公司的解密代理，或是服务器自签名。如果确认无误，请在该供应商中填写其根证书，或安装到本机。",
        ),
        TestFailure::CertificateExpired => (
            "The certificate of {host} has expired or isn't valid yet. Check this machine's clock; if it is \
             right, only the provider can mend that.",
            "{host} 的证书已过期或尚未生效。请检查本机时钟；如果时钟正确，只能由供应商更新证书。",
        ),
        TestFailure::CertificateName => (
            "The certificate of {host} was made for another name. Check the base URL for a typing error.",
            "{host} 的证书属于其他域名。请检查基础地址是否写错。",
        ),
        TestFailure::UnreadableAuthority => (
            "The extra certificates of this provider can't be read: paste them again, as PEM.",
            "无法读取该供应商的附加证书：请重新粘贴 PEM 文本。",
        ),
        TestFailure::Certificate => (
            "The certificate of {host} isn't valid. What exactly is wrong with it stands below.",
            "{host} 的证书无效，具体原因见下。",
        ),
        TestFailure::NotTls => (
            "What answers at {host} speaks no TLS. If it is a local server, use http instead of https.",
            "{host} 的应答不是 TLS。如果是本地服务，请把 https 改为 http。",
        ),
        TestFailure::NeedsTls => (
            "{host} wants encrypted connections there. Write https instead of http.",
            "{host} 在该端口要求加密连接。请把 http 改为 https。",
        ),
        TestFailure::NotHttp => (
            "What answers at {host} speaks no HTTP. Check the port.",
            "{host} 上的服务不是 HTTP。请检查端口。",
        ),
        TestFailure::Reset => (
            "{host} ended the connection too early. A firewall, a proxy or the server itself may do that.",
            "{host} 过早断开了连接。可能是防火墙、代理或对方服务器所为。",
        ),
        TestFailure::NoCredential => {
            ("The credential can't be read: type it again.", "无法读取凭据：请重新输入。")
        }
        TestFailure::CredentialRefused => (
            "{host} refuses the credential. Check that it was copied whole, belongs to this provider, is sent \
             the way it expects (auth style), and may use this model.",
            "{host} 拒绝了凭据。请检查是否复制完整、是否属于该供应商、发送方式（认证方式）是否正确，以及是否有权使用该模型。",
        ),
        TestFailure::WrongBaseUrl => (
            "{host} knows no such path. The base URL is likely wrong: give the part before /v1.",
            "{host} 没有这个路径。基础地址可能有误：请填写 /v1 之前的部分。",
        ),
        TestFailure::UnknownModel => (
            "{host} doesn't have this model. Test with another one.",
            "{host} 没有这个模型。请换一个模型测试。",
        ),
        TestFailure::RequestRefused => {
            ("{host} refuses the request. What it says is below.", "{host} 拒绝了请求，其说明见下。")
        }
        TestFailure::RateLimited => (
            "{host} says that there are too many requests. The connection and the credential are fine; try later.",
            "{host} 表示请求过多。连接和凭据没有问题，请稍后再试。",
        ),
        TestFailure::OutOfCredit => {
            ("The account at {host} is out of money or quota.", "{host} 上的账户余额或额度已用完。")
        }
        TestFailure::UpstreamBroken => (
            "{host} is broken or overloaded just now. Nothing here can mend that; try later.",
            "{host} 目前故障或过载。此处无法解决，请稍后再试。",
        ),
        TestFailure::Redirect => (
            "{host} sends to another address. That is never followed, since the credential would go along: use \
             the right base URL.",
            "{host} 要求跳转到其他地址。为避免泄露凭据，从不跟随跳转：请填写正确的基础地址。",
        ),
        TestFailure::WebPage => (
            "{host} answers with a web page instead of the API: a wrong base URL, a sign-in page of the \
             network, or a block against programs.",
            "{host} 返回的是网页而不是接口：基础地址有误、网络需要登录，或对方拦截了程序访问。",
        ),
        TestFailure::WrongDialect => (
            "{host} answers in another format. Choose the dialect that it speaks.",
            "{host} 的应答格式不同。请选择它所使用的格式。",
        ),
        TestFailure::EmptyAnswer => {
            ("{host} answered, but the model said nothing.", "{host} 有应答，但模型没有输出内容。")
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_status_and_its_message_tell_the_cause() {
        for (status, is_page, message, expected) in [
            (302, false, "", TestFailure::Redirect),
            (401, false, "invalid x-api-key", TestFailure::CredentialRefused),
            (403, false, "forbidden", TestFailure::CredentialRefused),
            (403, true, "", TestFailure::WebPage),
            (403, false, "用户额度不足", TestFailure::OutOfCredit),
            (402, false, "", TestFailure::OutOfCredit),
            (404, false, "model: claude-x not found", TestFailure::UnknownModel),
            (404, true, "", TestFailure::WrongBaseUrl),
            (405, false, "", TestFailure::WrongBaseUrl),
            (429, false, "slow down", TestFailure::RateLimited),
            (429, false, "You exceeded your current quota", TestFailure::OutOfCredit),
            (400, false, "API key not valid. Please pass a valid API key.", TestFailure::CredentialRefused),
            (400, false, "Your credit balance is too low", TestFailure::OutOfCredit),
            (400, false, "The model `x` does not exist", TestFailure::UnknownModel),
            (422, false, "messages: required", TestFailure::RequestRefused),
            (500, false, "", TestFailure::UpstreamBroken),
            (529, false, "Overloaded", TestFailure::UpstreamBroken),
            (200, true, "", TestFailure::WebPage),
        ] {
            assert_eq!(failure(status, is_page, message), expected, "{status} {message}");
        }
    }

    #[test]
    fn a_prefix_that_may_be_wrong_is_taken_away() {
        let suggestion = |url| without_prefix(&BaseUrl::parse(url).unwrap());
        assert_eq!(suggestion("https://h:8443/claude"), Some("https://h:8443".into()));
        assert_eq!(suggestion("https://h"), None);
    }

    #[test]
    fn a_doubled_path_is_seen() {
        let suggestion = |url| without_doubling(&BaseUrl::parse(url).unwrap());
        assert_eq!(suggestion("https://h/v1/v1"), Some("https://h".into()));
        assert_eq!(suggestion("https://h/api/api/v1"), Some("https://h/api".into()));
        assert_eq!(suggestion("https://h/v1/api"), None, "what stands behind a version is cut off");
        assert_eq!(suggestion("https://h/api"), None);
        assert_eq!(suggestion("https://h"), None);
    }
}
