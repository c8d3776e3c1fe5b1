//! The table of edge cases, each under its number.
