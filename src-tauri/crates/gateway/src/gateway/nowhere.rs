//! What is said of a request that leads nowhere, or back to us.

use crate::{
    operation::{NoRoute, NoRouteReason},
    rejection::Rejection,
};
use domain::ErrorCode;

/// It has been here before.
pub(super) fn came_back() -> Rejection {
    Rejection::new(
        ErrorCode::Loop,
        "请求绕回了本网关：某个供应商指向了它自身",
        "the request came back to this gateway: a provider's base URL leads to it",
    )
}

/// Nothing is at its path.
pub(super) fn no_route(none: NoRoute) -> Rejection {
    let NoRoute { why, path, nearest, .. } = none;
    let path: String = path.chars().filter(char::is_ascii_graphic).take(200).collect();
    match why {
        NoRouteReason::Upgrade => Rejection::new(
            ErrorCode::UpgradeRequired,
            "不支持 WebSocket，请使用 HTTP",
            "WebSocket is not spoken here: use HTTP",
        ),
        NoRouteReason::Method => Rejection::new(
            ErrorCode::MethodNotAllowed,
            format!("路径 {path} 不支持此方法"),
            format!("this method is not possible at {path}"),
        ),
        NoRouteReason::Project => Rejection::new(
            ErrorCode::UnknownPath,
            format!("路径 {path} 中 /t/ 之后须为项目名：1–64 个字母、数字或 _ - ."),
            format!("in {path} the name of a project must follow /t/: 1–64 of A–Z a–z 0–9 _ - ."),
        ),
        NoRouteReason::UnknownPath => Rejection::new(
            ErrorCode::UnknownPath,
            format!("路径 {path} 不存在，您是否想用 {nearest}？"),
            format!("nothing is at {path}: did you mean {nearest}?"),
        ),
    }
}
