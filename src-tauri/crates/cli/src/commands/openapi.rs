//! `openapi`: the admin API's document. Needs neither an instance nor a data directory.

use crate::output::Output;

/// Prints it.
pub(crate) fn print(output: &mut Output) -> anyhow::Result<()> {
    output.line(&serde_json::to_string_pretty(&server::openapi())?)
}
