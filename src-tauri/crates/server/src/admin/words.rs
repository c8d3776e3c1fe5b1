//! What is said in both languages.

use domain::{Exclusion, Unavailability};
use serde::{Deserialize, Serialize};

/// A text in Chinese and in English.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize, utoipa::ToSchema)]
pub struct Words {
    /// In Chinese.
    pub zh: String,
    /// In English.
    pub en: String,
}

impl Words {
    /// Both.
    pub(crate) fn new(zh: impl Into<String>, en: impl Into<String>) -> Self {
        Self { zh: zh.into(), en: en.into() }
    }
}

/// Why a provider is no candidate, as the end of a sentence about it.
pub(crate) fn excluded(reason: Exclusion) -> (&'static str, &'static str) {
    match reason {
        Exclusion::Disabled => ("已停用", "is switched off"),
        Exclusion::Group => ("不在此密钥的分组里", "is in none of the key's groups"),
        Exclusion::Schedule => ("不在使用时段内", "is outside its hours"),
        Exclusion::Dialect => ("说的是另一种格式", "speaks another dialect"),
        Exclusion::Model => ("允许的模型里没有它", "does not allow the model"),
        Exclusion::Alias => ("这个别名里没有它", "is not named by the alias"),
        Exclusion::ModelUnknown => ("自己的模型列表里没有它", "does not have the model on its own list"),
        Exclusion::Client => ("不接受这个客户端", "does not take this client"),
        Exclusion::NeedsCredential => ("凭据要重新填写", "needs its credential again"),
        Exclusion::WeightZero => ("权重为 0，只在被指定时使用", "has weight 0 and is used only when pinned"),
        Exclusion::LoopbackOnly => ("只在没有别家时回答", "answers only while there is no other"),
    }
}

/// Why a provider isn't asked now, as the end of a sentence about it.
pub(crate) fn unavailable(reason: Unavailability) -> (&'static str, &'static str) {
    match reason {
        Unavailability::Held => ("被手动暂停", "is held by hand"),
        Unavailability::BreakerOpen => ("接连失败，熔断中", "failed too often: its breaker is open"),
        Unavailability::Resting => ("要求稍后再来，休息中", "asked for a pause and rests"),
        Unavailability::ModelUnknown => ("说它不认识这个模型", "said that it does not know the model"),
        Unavailability::CredentialRejected => ("拒绝了它的凭据", "refused its credential"),
        Unavailability::OutOfCredit => ("余额或额度用完了", "is out of credit"),
    }
}
