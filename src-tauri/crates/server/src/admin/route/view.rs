//! The question's and the answer's shapes.

use crate::admin::words::{Words, excluded, unavailable};
use domain::{Considered, Dialect, ModelPattern, ModelRule, ProviderId, Snapshot, Text, Verdict};
use gateway::{Forecast, Prospect, Question};
use serde::{Deserialize, Serialize};

/// A request that somebody thinks of.
#[derive(Debug, Clone, Deserialize, utoipa::ToSchema)]
#[serde(deny_unknown_fields)]
pub struct RouteRequest {
    /// What its client speaks.
    pub dialect: Dialect,
    /// The model it asks for.
    pub model: String,
    /// The id of the key it comes with; without one every provider is seen.
    #[serde(default)]
    pub key: Option<String>,
    /// The client program, by its `User-Agent`.
    #[serde(default)]
    pub client: Option<String>,
    /// The conversation it belongs to.
    #[serde(default)]
    pub session: Option<String>,
}

/// Where it would go.
#[derive(Debug, Clone, Serialize, Deserialize, utoipa::ToSchema)]
pub struct RouteView {
    /// Who would be tried, first to last. Equals share the load by their weights: here the heaviest comes first.
    pub candidates: Vec<RouteCandidate>,
    /// Who would not be, and why.
    pub skipped: Vec<Considered>,
    /// What the caller would be told instead, or what else there is to know.
    pub message: Option<Words>,
}

/// Somebody who would be tried.
#[derive(Debug, Clone, Serialize, Deserialize, utoipa::ToSchema)]
pub struct RouteCandidate {
    /// The provider.
    pub provider_id: ProviderId,
    /// Its name.
    #[schema(value_type = String)]
    pub provider_name: Text,
    /// Its place, from 1.
    pub rank: u32,
    /// The model it would be sent.
    #[schema(value_type = String)]
    pub model: Text,
    /// Why it stands there.
    pub why: RouteReasons,
}

/// Why a candidate stands where it does.
#[derive(Debug, Clone, Serialize, Deserialize, utoipa::ToSchema)]
pub struct RouteReasons {
    /// The person pinned it.
    pub pinned: bool,
    /// The conversation stays with it.
    pub session: bool,
    /// Its priority for this key.
    pub priority: u32,
    /// Whether it is known to have the model.
    pub knows_model: bool,
    /// Whether the request is converted to its dialect.
    pub converted: bool,
    /// What the person wrote that makes the model another.
    pub replaced_by: Option<ModelRule>,
    /// How often it is the first of its equals, of a thousand.
    pub share_permille: u16,
    /// The same in a sentence.
    pub text: Words,
}

impl RouteView {
    /// What the gateway says.
    pub(crate) fn of(question: &Question, forecast: Forecast, snapshot: &Snapshot) -> Self {
        let message = message(question, &forecast, snapshot);
        let candidates = forecast.candidates.into_iter().zip(1..);
        let candidates = candidates.map(|(prospect, rank)| RouteCandidate {
            provider_id: prospect.provider.id,
            provider_name: prospect.provider.name.clone(),
            rank,
            why: RouteReasons {
                pinned: prospect.pinned,
                session: prospect.session,
                priority: prospect.priority,
                knows_model: prospect.knows_model,
                converted: prospect.converted,
                replaced_by: prospect.rule,
                share_permille: prospect.share_permille,
                text: reasons(&prospect),
            },
            model: prospect.model,
        });
        Self { candidates: candidates.collect(), skipped: forecast.skipped, message }
    }
}

fn reasons(prospect: &Prospect) -> Words {
    let (mut zh, mut en) = (Vec::new(), Vec::new());
    let mut say = |chinese: String, english: String| {
        zh.push(chinese);
        en.push(english);
    };
    if prospect.pinned {
        say("已固定".into(), "pinned".into());
    }
    if prospect.session {
        say("会话在此".into(), "the conversation stays with it".into());
    }
    let priority = prospect.priority;
    say(format!("优先级 {priority}"), format!("priority {priority}"));
    if prospect.share_permille < 1000 {
        let percent = f64::from(prospect.share_permille) / 10.0;
        say(format!("同级中占 {percent:.0} %"), format!("{percent:.0} % of its equals' load"));
    }
    match prospect.rule {
        Some(ModelRule::Alias) => say("按别名换模型".into(), "the alias names its model".into()),
        Some(ModelRule::Redirect) => say("按重定向换模型".into(), "its redirect changes the model".into()),
        None if !prospect.knows_model => {
            say("是否有此模型未知".into(), "whether it has the model is not known".into());
        }
        None => {}
    }
    if prospect.converted {
        let dialect = prospect.provider.dialect;
        say(format!("转换为 {dialect} 格式"), format!("converted to {dialect}"));
    }
    Words::new(zh.join("，"), en.join(", "))
}

/// What the caller is told instead of an answer.
fn message(question: &Question, forecast: &Forecast, snapshot: &Snapshot) -> Option<Words> {
    if let Some(caller) = &question.caller {
        let model = &question.model;
        let may = |list: &[ModelPattern]| ModelPattern::any_matches(list, model);
        if !may(&caller.key.allowed_models) || !may(&caller.user.allowed_models) {
            return Some(Words::new(
                format!("此密钥不可使用模型 {model}：请求会被拒绝（403）"),
                format!("this key may not use the model {model}: the request would be refused (403)"),
            ));
        }
    }
    if !forecast.candidates.is_empty() {
        return None;
    }
    if snapshot.providers.is_empty() {
        return Some(Words::new("还没有供应商：先添加一个", "there is no provider yet: add one"));
    }
    if let Some(provider) = &forecast.forced {
        let name = &provider.name;
        return Some(Words::new(
            format!("没有可用的供应商；会先试一次 {name}"),
            format!("no provider is available; {name} would be tried once all the same"),
        ));
    }
    let clause = |link: &Considered| {
        let (zh, en) = match link.verdict {
            Verdict::Skipped { reason } => excluded(reason),
            Verdict::Resting { reason, .. } => unavailable(reason),
            Verdict::Candidate { .. } => return None,
        };
        let name = &link.provider_name;
        Some((format!("{name} {zh}"), format!("{name} {en}")))
    };
    let (zh, en): (Vec<String>, Vec<String>) = forecast.skipped.iter().filter_map(clause).unzip();
    Some(Words::new(
        format!("无可用供应商（503）：{}", zh.join("；")),
        format!("no provider available (503): {}", en.join("; ")),
    ))
}
