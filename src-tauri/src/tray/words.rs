//! The tray's words, in Chinese and English.

use super::{
    action::BaseUrl,
    condition::{Condition, Quota},
    facts::{Choice, Standing, Trouble},
    menu::plain,
    now::Now,
};
use crate::language::Language;
use domain::Dialect;
use server::{PortTaken, admin::GatewayStatus};

/// The words of a language.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) struct Words(pub(crate) Language);

impl Words {
    fn choose<T>(self, chinese: T, english: T) -> T {
        match self.0 {
            Language::Chinese => chinese,
            Language::English => english,
        }
    }

    pub(super) fn state(self, standing: &Standing, now: &Now) -> String {
        if let Some(taken) = &standing.port_taken {
            return self.port_taken(taken);
        }
        let address =
            standing.url.as_deref().map(|url| url.trim_start_matches("http://")).unwrap_or_default();
        match (standing.gateway, standing.trouble(now.at)) {
            (GatewayStatus::Running, None) => format!("● {} · {address}", self.choose("运行中", "Running")),
            (GatewayStatus::Running, Some(trouble)) => {
                format!("◐ {}{}", self.choose("降级运行：", "Degraded: "), self.trouble(trouble, now))
            }
            (GatewayStatus::Stopped, _) if standing.in_flight > 0 => {
                let count = standing.in_flight;
                self.choose(
                    format!("○ 已停止 · {count} 个请求收尾中"),
                    format!("○ Stopped · {count} still running"),
                )
            }
            (GatewayStatus::Stopped, _) => format!("○ {} · {address}", self.choose("已停止", "Stopped")),
            (GatewayStatus::Absent, _) => format!("○ {}", self.choose("未启动", "Not started")),
        }
    }

    fn port_taken(self, PortTaken { port, holder }: &PortTaken) -> String {
        let holder = holder.as_deref().unwrap_or_else(|| self.choose("其他程序", "another program"));
        self.choose(format!("✕ 端口 {port} 被 {holder} 占用"), format!("✕ Port {port} taken by {holder}"))
    }

    fn trouble(self, trouble: Trouble, now: &Now) -> String {
        match trouble {
            Trouble::Vault => self.choose("凭据库打不开", "the vault can’t be opened").to_owned(),
            Trouble::NoneEnabled => self.choose("供应商全部停用", "every provider is off").to_owned(),
            Trouble::NeedCredential(count) => self.choose(
                format!("{count} 家供应商要重新填写凭据"),
                format!("{count} need their credential again"),
            ),
            Trouble::Open { provider, count, until } => {
                let who = match provider {
                    Some(name) => plain(&name),
                    None => self.choose(format!("{count} 家供应商"), count.to_string()),
                };
                match until.and_then(|until| now.to(until)) {
                    Some(time) => self.choose(
                        format!("{who} 已熔断，{time} 后重试"),
                        format!("{who} open, retry in {time}"),
                    ),
                    None => self.choose(
                        format!("{who} 已熔断，下一个请求来时重试"),
                        format!("{who} open, retry with the next request"),
                    ),
                }
            }
            Trouble::HalfOpen(name) => {
                let name = plain(&name);
                self.choose(format!("{name} 半开，正在试探"), format!("{name} half-open, being tried"))
            }
            Trouble::Failing(count) => {
                self.choose(format!("{count} 家供应商失败"), format!("{count} failing"))
            }
            Trouble::FailedOver => {
                self.choose("最近一分钟切换过供应商", "failed over within the last minute").to_owned()
            }
            Trouble::Ledger => self.choose("日志写入异常", "the ledger is in trouble").to_owned(),
        }
    }

    pub(super) fn starting(self) -> &'static str {
        self.choose("○ 正在启动", "○ Starting")
    }

    pub(super) fn ending(self, in_flight: u64) -> String {
        match in_flight {
            0 => self.choose("○ 正在退出", "○ Quitting").to_owned(),
            count => self.choose(
                format!("○ 正在退出 · 等 {count} 个请求结束"),
                format!("○ Quitting · {count} still running"),
            ),
        }
    }

    pub(super) fn start(self) -> &'static str {
        self.choose("启动网关", "Start gateway")
    }

    pub(super) fn stop(self) -> &'static str {
        self.choose("停止网关", "Stop gateway")
    }

    pub(super) fn copy(self) -> &'static str {
        self.choose("复制接入地址", "Copy base URL")
    }

    pub(super) fn base_url(self, form: BaseUrl) -> &'static str {
        match form {
            BaseUrl::Anthropic => "Anthropic",
            BaseUrl::Openai => self.choose("OpenAI（/v1）", "OpenAI (/v1)"),
            BaseUrl::Gemini => "Gemini",
        }
    }

    pub(super) fn dialect(self, dialect: Dialect) -> &'static str {
        match dialect {
            Dialect::Anthropic => "Anthropic",
            Dialect::OpenaiChat => "OpenAI Chat",
            Dialect::OpenaiResponses => "OpenAI Responses",
            Dialect::Gemini => "Gemini",
        }
    }

    pub(super) fn automatic(self) -> &'static str {
        self.choose("自动", "Automatic")
    }

    pub(super) fn pinned(self, name: &str) -> String {
        self.choose(format!("{name}（已固定）"), format!("{name} (pinned)"))
    }

    /// A provider that can be pinned: how it is, or, when it is well, what is left of it.
    pub(super) fn choice(self, name: &str, choice: &Choice, now: &Now) -> String {
        let until = choice.condition.until().and_then(|until| now.to(until));
        let word = match choice.condition {
            Condition::Well => return self.with_quota(name, choice.quota, now),
            Condition::Failing => self.choose("失败", "failing"),
            Condition::Held => self.choose("手动断开", "held"),
            Condition::Open { .. } => self.choose("已熔断", "open"),
            Condition::HalfOpen => self.choose("半开", "half-open"),
            // Over, and nothing told of it: it is well until somebody says otherwise.
            Condition::Resting { .. } if until.is_none() => return self.with_quota(name, choice.quota, now),
            Condition::Resting { .. } => self.choose("休息中", "resting"),
        };
        match until {
            Some(time) => {
                self.choose(format!("{name}（{word}，{time}）"), format!("{name} ({word}, {time})"))
            }
            None => self.choose(format!("{name}（{word}）"), format!("{name} ({word})")),
        }
    }

    fn with_quota(self, name: &str, quota: Option<Quota>, now: &Now) -> String {
        // A window that has ended says nothing of the one that follows it.
        let known = quota.filter(|quota| quota.resets_at.is_none_or(|at| at > now.at));
        let Some((quota, used)) = known.and_then(|quota| Some((quota, quota.used()?))) else {
            return name.to_owned();
        };
        let used = percent(used);
        match quota.resets_at.and_then(|at| now.clock(at)) {
            Some(time) => self
                .choose(format!("{name} · {used} · {time} 重置"), format!("{name} · {used} · resets {time}")),
            None => format!("{name} · {used}"),
        }
    }

    pub(super) fn today(self, standing: &Standing) -> String {
        let Standing { requests, tokens, success_permille, .. } = standing;
        let (requests, tokens) = (grouped(*requests), humane(*tokens));
        let success = success_permille.map(percent);
        match success {
            None => self.choose(format!("今日 {requests} 次请求"), format!("Today {requests} requests")),
            Some(success) => self.choose(
                format!("今日 {requests} 次请求 · {tokens} tokens · 成功率 {success}"),
                format!("Today {requests} requests · {tokens} tokens · {success} ok"),
            ),
        }
    }

    pub(super) fn open(self) -> &'static str {
        self.choose("打开 Switchyard", "Open Switchyard")
    }

    pub(super) fn start_at_login(self) -> &'static str {
        self.choose("登录时启动", "Start at login")
    }

    pub(super) fn quit(self, ending: bool) -> &'static str {
        if ending { self.choose("立即退出", "Quit now") } else { self.choose("退出", "Quit") }
    }

    /// Said once, when the window is first closed into the tray.
    pub(crate) fn stays_in_tray(self) -> &'static str {
        self.choose(
            "窗口已关闭，Switchyard 仍在托盘里运行，工具可以继续使用。要退出，请在托盘菜单里选“退出”。",
            "The window is closed. Switchyard keeps running in the tray, and your tools keep working. To end it, choose Quit in the tray’s menu.",
        )
    }

    /// Asked when the window is closed and there is no tray to come back from.
    pub(crate) fn keep_running(self) -> &'static str {
        self.choose(
            "这个桌面没有托盘。要让 Switchyard 在后台继续运行吗？再次启动 Switchyard 即可打开窗口。",
            "This desktop has no tray. Keep Switchyard running in the background? Start it again to open its window.",
        )
    }

    pub(crate) fn understood(self) -> &'static str {
        self.choose("知道了", "OK")
    }

    pub(crate) fn keep(self) -> &'static str {
        self.choose("继续运行", "Keep running")
    }

    pub(crate) fn end(self) -> &'static str {
        self.choose("退出", "Quit")
    }

    pub(crate) fn could_not_start(self, why: &str) -> String {
        self.choose(format!("Switchyard 没能启动：{why}"), format!("Switchyard could not start: {why}"))
    }
}

/// 1,284.
fn grouped(number: u64) -> String {
    let digits = number.to_string();
    let mut text = String::new();
    for (index, digit) in digits.chars().enumerate() {
        if index > 0 && (digits.len() - index).is_multiple_of(3) {
            text.push(',');
        }
        text.push(digit);
    }
    text
}

/// 950, 12.3 k, 9.61 M: never rounded up to the next unit.
fn humane(number: u64) -> String {
    let (unit, name) = match number {
        0..10_000 => return grouped(number),
        10_000..1_000_000 => (1_000, "k"),
        1_000_000..1_000_000_000 => (1_000_000, "M"),
        1_000_000_000.. => (1_000_000_000, "G"),
    };
    let (whole, rest) = (number / unit, number % unit);
    match whole {
        0..10 => format!("{whole}.{:02} {name}", rest * 100 / unit),
        10..100 => format!("{whole}.{} {name}", rest * 10 / unit),
        100.. => format!("{whole} {name}"),
    }
}

/// 98.6%, never rounded up to 100.
fn percent(permille: u64) -> String {
    if permille.is_multiple_of(10) {
        format!("{}%", permille / 10)
    } else {
        format!("{}.{}%", permille / 10, permille % 10)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn numbers_are_as_people_read_them() {
        assert_eq!([grouped(7), grouped(1_284), grouped(1_000_000)], ["7", "1,284", "1,000,000"]);
        let numbers = [0, 9_999, 12_345, 412_310, 9_618_204, 10_030_514, 1_050_000_000];
        let shown = ["0", "9,999", "12.3 k", "412 k", "9.61 M", "10.0 M", "1.05 G"];
        assert_eq!(numbers.map(humane), shown);
        assert_eq!([percent(1000), percent(986), percent(0)], ["100%", "98.6%", "0%"]);
    }
}
