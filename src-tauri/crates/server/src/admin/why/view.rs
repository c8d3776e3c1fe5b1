//! The answer's shape.

use crate::admin::words::Words;
use domain::RequestRecord;
use serde::{Deserialize, Serialize};

/// A request, explained.
#[derive(Debug, Clone, Serialize, Deserialize, utoipa::ToSchema)]
pub struct WhyView {
    /// It.
    pub request: RequestRecord,
    /// What happened.
    pub explanation: Words,
    /// What to do now; nothing, where nothing is wrong.
    pub next_step: Words,
}
