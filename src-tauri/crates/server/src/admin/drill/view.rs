//! A drill as the API shows it.

use crate::admin::Serving;
use domain::DrillStep;
use serde::{Deserialize, Serialize};

/// The latest drill.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize, utoipa::ToSchema)]
pub struct Drill {
    /// Whether it is running.
    pub running: bool,
    /// Its story so far; empty when there was none since the start.
    pub steps: Vec<DrillStep>,
}

pub(super) fn viewed(serving: &Serving) -> Drill {
    let (running, steps) = serving.drills.view();
    Drill { running, steps }
}
