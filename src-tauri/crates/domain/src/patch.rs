//! One field of a change: kept, cleared or set.

use serde::{Deserialize, Deserializer};

/// What a PATCH says of one field: missing keeps it, `null` clears it, a value sets it.
#[derive(Debug, Clone, PartialEq, Eq, Default)]
pub enum Patch<T> {
    /// The field was not mentioned.
    #[default]
    Keep,
    /// The field was `null`.
    Clear,
    /// The field has a value.
    Set(T),
}

impl<T> Patch<T> {
    /// Applies the change to a field that may be absent.
    pub fn apply(&self, field: &mut Option<T>)
    where
        T: Clone,
    {
        match self {
            Self::Keep => {}
            Self::Clear => *field = None,
            Self::Set(value) => *field = Some(value.clone()),
        }
    }

    /// Applies the change to a field that falls back to its default.
    pub fn apply_or_default(&self, field: &mut T)
    where
        T: Clone + Default,
    {
        self.apply_or(field, T::default);
    }

    /// Applies the change to a field that falls back to something.
    pub fn apply_or(&self, field: &mut T, cleared: impl FnOnce() -> T)
    where
        T: Clone,
    {
        match self {
            Self::Keep => {}
            Self::Clear => *field = cleared(),
            Self::Set(value) => *field = value.clone(),
        }
    }

    /// Whether the field was mentioned.
    pub fn is_mentioned(&self) -> bool {
        !matches!(self, Self::Keep)
    }
}

impl<'de, T: Deserialize<'de>> Deserialize<'de> for Patch<T> {
    fn deserialize<D: Deserializer<'de>>(deserializer: D) -> Result<Self, D::Error> {
        Ok(Option::deserialize(deserializer)?.map_or(Self::Clear, Self::Set))
    }
}
