//! What a vendor says of a credential's quota. How it is read is the gateway's business.

use crate::{CredentialId, Text, UnixMillis};
use serde::{Deserialize, Serialize};

/// One window of a credential's quota, as the vendor last told it.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize, utoipa::ToSchema)]
pub struct Quota {
    /// Whose.
    pub credential_id: CredentialId,
    /// Which window: `5h`, `7d`, `requests`, `tokens`, …
    #[schema(value_type = String)]
    pub window: Text,
    /// How much of it is used, in thousandths; above 1,000 where the vendor lets more pass.
    pub used_permille: Option<u32>,
    /// How much is left.
    pub remaining: Option<u64>,
    /// How much there is in all.
    pub limit: Option<u64>,
    /// When it begins anew.
    pub resets_at: Option<UnixMillis>,
}
