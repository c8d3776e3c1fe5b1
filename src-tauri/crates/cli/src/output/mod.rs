//! What goes to stdout: text for people, or JSON, one value a line.

pub(crate) mod human;
mod table;

pub(crate) use table::{Fields, Table};

use serde::Serialize;
use std::io::{self, Write};

/// Stdout, and what it is to be filled with.
pub(crate) struct Output {
    json: bool,
    to: Box<dyn Write>,
}

impl Output {
    /// The process's own stdout.
    pub(crate) fn of_process(json: bool) -> Self {
        Self { json, to: Box::new(io::stdout()) }
    }

    /// Shows a value: itself as JSON, or what people read.
    pub(crate) fn show(
        &mut self,
        value: &impl Serialize,
        text: impl FnOnce() -> String,
    ) -> anyhow::Result<()> {
        let text = if self.json { serde_json::to_string(value)? } else { text() };
        self.line(&text)
    }

    /// Writes a line at once, whatever was asked for.
    pub(crate) fn line(&mut self, text: &str) -> anyhow::Result<()> {
        // One write, so that a reader never sees half a line.
        self.to.write_all(format!("{}\n", text.trim_end()).as_bytes())?;
        self.to.flush()?;
        Ok(())
    }
}
