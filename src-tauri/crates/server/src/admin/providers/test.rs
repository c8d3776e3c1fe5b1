//! A provider's connectivity test: does it answer, and if not, why not?

use crate::{
    admin::{AdminState, Problem, TestEvent, TestReport, TestRequest, extract::OptionalJson, stream},
    connectivity,
};
use axum::{
    Json,
    extract::{Path, State},
    response::{IntoResponse, Response},
};
use domain::Provider;
use gateway::dial::Dialer;
use http::{
    HeaderMap,
    header::{ACCEPT, CONTENT_TYPE},
};
use std::{sync::Arc, time::Duration};
use tokio::sync::mpsc;

/// The shortest and the longest test, and one of which nothing is said. Milliseconds.
const TIMEOUT_MS: (u64, u64, u64) = (5_000, 120_000, 15_000);
/// Tests a provider: each step as it ends, one JSON object a line, then the report. With
/// `Accept: application/json` the report alone.
#[utoipa::path(post, path = "/api/v1/providers/{provider}/test", tag = "providers",
    operation_id = "test_provider", params(("provider" = String, Path, description = "Name or id")),
    request_body = Option<TestRequest>,
    responses((status = 200, content(
        (TestReport = "application/json"), (TestEvent = "application/x-ndjson"))), Problem))]
pub(crate) async fn test(
    State(state): State<AdminState>,
    Path(provider): Path<String>,
    headers: HeaderMap,
    OptionalJson(request): OptionalJson<TestRequest>,
) -> Result<Response, Problem> {
    let provider = with_secret(&state, &provider).await?;
    let (shortest, longest, usual) = TIMEOUT_MS;
    let timeout_ms = request.timeout_ms.unwrap_or(usual);
    if !(shortest..=longest).contains(&timeout_ms) {
        return Err(Problem::field("timeout_ms", format!("from {shortest} to {longest}")));
    }
    // Without a gateway there is nothing of ours to call by mistake.
    let dialer = state.serving().map_or_else(|_| Dialer::default(), |serving| serving.gateway.dialer());
    let within = Duration::from_millis(timeout_ms);
    let tested = provider.clone();
    let test = connectivity::Test { provider, dialer, model: request.model, within };
    let (sender, mut events) = mpsc::channel(8);
    let closing = state.parts().closing.clone();
    state.parts().tasks.spawn(async move { closing.run_until_cancelled(test.run(sender)).await });
    if wants_report_alone(&headers) {
        while let Some(event) = events.recv().await {
            if let TestEvent::Report(report) = event {
                learn(&state, &tested, &report);
                return Ok(Json(report).into_response());
            }
        }
    }
    let (pieces, body) = stream::channel();
    let learning = state.clone();
    state.parts().tasks.spawn(async move {
        while let Some(event) = events.recv().await {
            if let TestEvent::Report(report) = &event {
                learn(&learning, &tested, report);
            }
            let Ok(mut line) = serde_json::to_vec(&event) else { return };
            line.push(b'\n');
            if pieces.send(line.into()).await.is_err() {
                return;
            }
        }
    });
    Ok(([(CONTENT_TYPE, "application/x-ndjson")], body).into_response())
}

/// The gateway knows from now on which models the provider has, unless the report can't name them all.
fn learn(state: &AdminState, provider: &Provider, report: &TestReport) {
    if let Ok(serving) = state.serving()
        && report.models.len() < connectivity::MOST_MODELS
    {
        serving.gateway.learn_models(provider, report.models.clone());
    }
}

/// The provider as the gateway sees it: with its credential, once the vault is open.
async fn with_secret(state: &AdminState, name_or_id: &str) -> Result<Arc<Provider>, Problem> {
    let known = state.configuration().provider(name_or_id).await?;
    state.configuration().vault_settled().await;
    let snapshot = state.configuration().current();
    let current = snapshot.providers.iter().find(|provider| provider.id == known.id);
    Ok(current.cloned().unwrap_or_else(|| Arc::new(known)))
}

fn wants_report_alone(headers: &HeaderMap) -> bool {
    let accept = headers.get(ACCEPT).and_then(|accept| accept.to_str().ok()).unwrap_or_default();
    accept.contains("application/json") && !accept.contains("ndjson")
}
