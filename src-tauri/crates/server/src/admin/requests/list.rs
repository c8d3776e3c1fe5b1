//! What the ledger holds.

use crate::admin::{AdminState, Page, Problem, RequestQuery, extract::Query};
use axum::{Json, extract::State};
use domain::RequestRecord;
use store::RequestFilter;

/// How many requests a list has when nothing is said.
const USUAL: u32 = 50;
/// How many it has at most.
const MOST: u32 = 500;

/// Lists requests, newest first.
#[utoipa::path(get, path = "/api/v1/requests", tag = "requests", operation_id = "list_requests",
    params(RequestQuery), responses((status = 200, body = Page<RequestRecord>), Problem))]
pub(crate) async fn list(
    State(state): State<AdminState>,
    Query(query): Query<RequestQuery>,
) -> Result<Json<Page<RequestRecord>>, Problem> {
    let filter = filter(&state, query).await?;
    let page = state.store().requests(filter).await?;
    Ok(Json(Page { items: page.items, next_cursor: page.next_cursor }))
}

async fn filter(state: &AdminState, query: RequestQuery) -> Result<RequestFilter, Problem> {
    let limit = query.limit.unwrap_or(USUAL);
    if !(1..=MOST).contains(&limit) {
        return Err(Problem::field("limit", format!("from 1 to {MOST}")));
    }
    // An id needs no look-up: the ledger remembers what the configuration has forgotten.
    let provider_id = match query.provider {
        Some(text) => Some(match text.parse() {
            Ok(id) => id,
            Err(_) => state.configuration().provider(&text).await?.id,
        }),
        None => None,
    };
    let user_id = match query.user {
        Some(text) => Some(match text.parse() {
            Ok(id) => id,
            Err(_) => state.configuration().user(&text).await?.id,
        }),
        None => None,
    };
    let key_id = query.key.map(|text| text.parse()).transpose();
    Ok(RequestFilter {
        since: query.since,
        until: query.until,
        state: query.state,
        provider_id,
        user_id,
        key_id: key_id.map_err(|error: domain::IdError| Problem::field("key", error.to_string()))?,
        model: query.model,
        session_id: query.session_id,
        project: query.project,
        limit,
        cursor: query.cursor,
    })
}
