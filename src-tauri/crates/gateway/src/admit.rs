//! Admission: whether an authenticated request may go on, and its place in the ledger before it does.

use crate::{authenticate, rejection::Rejection};
use domain::{Caller, ClientPattern, ErrorCode, ModelPattern, RequestRecord, UnixMillis};
use http::{HeaderMap, header};
use std::{sync::Arc, time::Duration};
use tokio::sync::mpsc::{self, OwnedPermit};

/// How long admission waits for a ledger that is behind.
const LEDGER_PATIENCE: Duration = Duration::from_secs(1);

/// Room in the ledger for both rows of one request: how it began and how it ended. Holding it is what makes
/// losing the second one impossible.
#[derive(Debug)]
pub struct LedgerRoom {
    /// For the row at admission.
    pub open: OwnedPermit<Arc<RequestRecord>>,
    /// For the row at the end.
    pub close: OwnedPermit<Arc<RequestRecord>>,
}

/// Waits for room in the ledger.
///
/// # Errors
/// `ledger_behind`.
pub(crate) async fn reserve(ledger: &mpsc::Sender<Arc<RequestRecord>>) -> Result<LedgerRoom, Rejection> {
    if let (Ok(open), Ok(close)) = (ledger.clone().try_reserve_owned(), ledger.clone().try_reserve_owned()) {
        return Ok(LedgerRoom { open, close });
    }
    // Boxed: most requests don't come here.
    match tokio::time::timeout(LEDGER_PATIENCE, Box::pin(wait_for_room(ledger))).await {
        Ok(Ok(room)) => Ok(room),
        Ok(Err(_)) | Err(_) => Err(Rejection::new(
            ErrorCode::LedgerBehind,
            "账本写入繁忙，请稍后重试",
            "the ledger can't keep up: try again in a moment",
        )),
    }
}

async fn wait_for_room(
    ledger: &mpsc::Sender<Arc<RequestRecord>>,
) -> Result<LedgerRoom, mpsc::error::SendError<()>> {
    let open = ledger.clone().reserve_owned().await?;
    let close = ledger.clone().reserve_owned().await?;
    Ok(LedgerRoom { open, close })
}

/// Whether this caller may make this request: key and user valid, client and model allowed by both.
///
/// # Errors
/// `invalid_api_key`, `client_not_allowed` or `model_not_allowed`.
pub(crate) fn check(
    caller: &Caller,
    headers: &HeaderMap,
    model: Option<&str>,
    now: UnixMillis,
) -> Result<(), Rejection> {
    authenticate::check_valid(caller, now)?;
    let client = headers.get(header::USER_AGENT).and_then(|value| value.to_str().ok()).unwrap_or("");
    let (key, user) = (&caller.key, &caller.user);
    if !(ClientPattern::any_matches(&key.allowed_clients, client)
        && ClientPattern::any_matches(&user.allowed_clients, client))
    {
        return Err(Rejection::new(
            ErrorCode::ClientNotAllowed,
            "此密钥不允许该客户端使用",
            "this key may not be used by this client: ask its owner",
        ));
    }
    match model {
        Some("") if !may_use(caller, "") => Err(Rejection::new(
            ErrorCode::ModelNotAllowed,
            "此密钥仅允许使用指定模型，请在请求中写明 model",
            "this key may use certain models only: name the `model` in the request",
        )),
        Some(model) if !may_use(caller, model) => Err(Rejection::new(
            ErrorCode::ModelNotAllowed,
            format!("此密钥不允许使用模型 {model}"),
            format!("this key may not use the model {model}: ask its owner, or choose another model"),
        )),
        Some(_) | None => Ok(()),
    }
}

/// Whether key and user both allow a model.
pub(crate) fn may_use(caller: &Caller, model: &str) -> bool {
    ModelPattern::any_matches(&caller.key.allowed_models, model)
        && ModelPattern::any_matches(&caller.user.allowed_models, model)
}
