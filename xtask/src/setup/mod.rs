//! What the commands need on the machine: a file for each kind of thing installed, and each says what it does.
//!
//! All of it is idempotent, and quick when nothing is missing. Only Rust, Node, Python and, on Debian and its
//! relatives, apt are assumed.

pub(crate) mod node;
pub(crate) mod npm;
pub(crate) mod python;
pub(crate) mod rust;
pub(crate) mod system;

use std::path::Path;

/// Whether `stamp` holds exactly `wanted`, what was installed the last time.
fn is_stamped(stamp: &Path, wanted: &str) -> bool {
    std::fs::read_to_string(stamp).is_ok_and(|held| held == wanted)
}
