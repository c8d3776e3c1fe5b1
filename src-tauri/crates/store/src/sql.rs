//! Values on their way into columns and back. No SQL here.

use crate::StoreError;
use domain::{Text, UnixMillis};
use rusqlite::{Row, types::FromSql};
use serde::{Serialize, de::DeserializeOwned};
use std::{fmt::Display, str::FromStr};

/// The column's value.
pub(crate) fn get<T: FromSql>(row: &Row<'_>, column: &'static str) -> Result<T, StoreError> {
    Ok(row.get(column)?)
}

/// A text.
pub(crate) fn text(row: &Row<'_>, column: &'static str) -> Result<Text, StoreError> {
    Ok(Text::from(row.get_ref(column)?.as_str().map_err(|error| unreadable(column, error.to_string()))?))
}

/// A text, where there is one.
pub(crate) fn optional_text(row: &Row<'_>, column: &'static str) -> Result<Option<Text>, StoreError> {
    let value = row.get_ref(column)?.as_str_or_null();
    Ok(value.map_err(|error| unreadable(column, error.to_string()))?.map(Text::from))
}

/// A count. SQLite's integers are signed; what doesn't fit is cut to the largest.
pub(crate) fn int(value: u64) -> i64 {
    i64::try_from(value).unwrap_or(i64::MAX)
}

/// A count back.
pub(crate) fn uint(row: &Row<'_>, column: &'static str) -> Result<u64, StoreError> {
    narrow(column, get::<i64>(row, column)?)
}

/// A count back, where there is one.
pub(crate) fn optional_uint<T: TryFrom<i64>>(
    row: &Row<'_>,
    column: &'static str,
) -> Result<Option<T>, StoreError> {
    get::<Option<i64>>(row, column)?.map(|value| narrow(column, value)).transpose()
}

/// A number of a smaller type.
pub(crate) fn narrow<T: TryFrom<i64>>(column: &'static str, value: i64) -> Result<T, StoreError> {
    T::try_from(value).map_err(|_| unreadable(column, "a number out of range"))
}

/// A moment.
pub(crate) fn time(row: &Row<'_>, column: &'static str) -> Result<UnixMillis, StoreError> {
    Ok(UnixMillis(get(row, column)?))
}

/// A moment, where there is one.
pub(crate) fn optional_time(row: &Row<'_>, column: &'static str) -> Result<Option<UnixMillis>, StoreError> {
    Ok(get::<Option<i64>>(row, column)?.map(UnixMillis))
}

/// JSON text of a list or map.
pub(crate) fn to_json<T: Serialize + ?Sized>(column: &'static str, value: &T) -> Result<String, StoreError> {
    serde_json::to_string(value).map_err(|error| unreadable(column, error.to_string()))
}

/// JSON text back.
pub(crate) fn from_json<T: DeserializeOwned>(column: &'static str, text: &str) -> Result<T, StoreError> {
    serde_json::from_str(text).map_err(|error| unreadable(column, error.to_string()))
}

/// A column of JSON text back.
pub(crate) fn json<T: DeserializeOwned>(row: &Row<'_>, column: &'static str) -> Result<T, StoreError> {
    from_json(column, &get::<String>(row, column)?)
}

/// A text that means something back, where there is one.
pub(crate) fn parsed<T: FromStr<Err: Display>>(
    row: &Row<'_>,
    column: &'static str,
) -> Result<Option<T>, StoreError> {
    let text: Option<String> = get(row, column)?;
    text.map(|text| text.parse().map_err(|error: T::Err| unreadable(column, error.to_string()))).transpose()
}

/// One of an enum's names back.
pub(crate) fn name<T: DeserializeOwned>(column: &'static str, text: String) -> Result<T, StoreError> {
    let value = serde_json::Value::String(text);
    serde_json::from_value(value).map_err(|error| unreadable(column, error.to_string()))
}

/// The name of an enum's variant.
pub(crate) fn to_name<T: Serialize>(column: &'static str, value: T) -> Result<String, StoreError> {
    match serde_json::to_value(value) {
        Ok(serde_json::Value::String(text)) => Ok(text),
        Ok(_) => Err(unreadable(column, "not a name")),
        Err(error) => Err(unreadable(column, error.to_string())),
    }
}

/// What this version can't read.
pub(crate) fn unreadable(column: &'static str, message: impl Into<String>) -> StoreError {
    StoreError::Unreadable { column, message: message.into() }
}

/// The form in which names are unique.
pub(crate) fn folded(name: &str) -> String {
    name.to_lowercase()
}
