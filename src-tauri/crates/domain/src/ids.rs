//! Identifiers: UUIDv7, one type per noun, so that a key's id never stands where a provider's should.

use crate::{Random, UnixMillis};
use serde::{Deserialize, Serialize};
use std::{fmt, str::FromStr};
use uuid::Uuid;

/// The text is not a UUID.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
#[error("`{0}` is not an id")]
pub struct IdError(pub String);

macro_rules! id {
    ($(#[$doc:meta])* $name:ident) => {
        $(#[$doc])*
        #[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize, utoipa::ToSchema)]
        #[serde(transparent)]
        #[schema(value_type = String, format = Uuid)]
        pub struct $name(Uuid);

        impl $name {
            /// A new id: time-ordered, from the caller's clock and randomness.
            pub fn new(now: UnixMillis, random: &dyn Random) -> Self {
                let mut tail = [0; 10];
                random.fill(&mut tail);
                Self(uuid::Builder::from_unix_timestamp_millis(now.as_millis_unsigned(), &tail).into_uuid())
            }

            /// The id kept as 16 bytes.
            pub fn from_bytes(bytes: [u8; 16]) -> Self {
                Self(Uuid::from_bytes(bytes))
            }

            /// The id in its UUID form.
            pub fn as_uuid(&self) -> &Uuid {
                &self.0
            }
        }

        impl fmt::Display for $name {
            fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
                self.0.fmt(f)
            }
        }

        impl FromStr for $name {
            type Err = IdError;
            fn from_str(text: &str) -> Result<Self, IdError> {
                Uuid::parse_str(text).map(Self).map_err(|_| IdError(text.to_owned()))
            }
        }
    };
}

id!(
    /// A provider.
    ProviderId
);
id!(
    /// One of a provider's credentials.
    CredentialId
);
id!(
    /// A user.
    UserId
);
id!(
    /// A client key.
    KeyId
);
id!(
    /// A request, as the ledger and `x-request-id` name it.
    RequestId
);
id!(
    /// One try of a request at one provider.
    AttemptId
);

impl RequestId {
    /// The moment it was made in, which its first six bytes are.
    pub fn made_at(&self) -> UnixMillis {
        let [a, b, c, d, e, f, ..] = *self.0.as_bytes();
        UnixMillis(i64::from_be_bytes([0, 0, a, b, c, d, e, f]))
    }

    /// The short form that ends each error message of ours: the last 8 hex digits, which are random.
    pub fn short(&self) -> String {
        let text = self.0.simple().to_string();
        text[24..].to_owned()
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::random::Seeded;

    #[test]
    fn ids_made_later_sort_later() {
        let random = Seeded::new(1);
        let first = RequestId::new(UnixMillis(1_000), &random);
        let second = RequestId::new(UnixMillis(2_000), &random);
        assert!(first < second);
        assert_eq!(first.to_string().parse::<RequestId>(), Ok(first));
    }

    #[test]
    fn a_request_id_knows_its_moment() {
        let id = RequestId::new(UnixMillis(1_764_000_000_123), &Seeded::new(1));
        assert_eq!(id.made_at(), UnixMillis(1_764_000_000_123));
    }

    #[test]
    fn a_short_id_is_eight_hex_digits() {
        let id = RequestId::new(UnixMillis(0), &Seeded::new(7));
        assert_eq!(id.short().len(), 8);
        assert!(id.to_string().ends_with(&id.short()));
    }
}
