//! What xtask says on standard output, in the order in which it happens. Children write beside it.

use std::io::Write;

/// A line of our own.
pub(crate) fn say(line: &str) {
    // A closed pipe (`| head`) is no reason to stop half-way through a build.
    let _ = writeln!(std::io::stdout().lock(), "{line}");
}

/// The heading of a stage or step.
pub(crate) fn heading(title: &str) {
    say(&format!("\n── {title}"));
}
